//! What is said of manners: who sees an answer, where it stands already, who has to wait.

use super::dates::day;
use crate::content::words::{count, number_word};
use crate::manners::{MOST_COMMANDS, Wait, WhoseLimit};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// Opens an answer that goes to the asker alone, where everybody can read the question. `channel` is
/// what its readers know it by, with the sign before it.
pub fn only_you_see_this(channel: &str) -> String {
    format!("Only you see this. Your question is still visible in {channel}.")
}

/// Stands in a channel in place of an answer that has become the asker's alone.
pub fn only_the_asker_sees_this() -> String {
    "The question was changed. Its answer is for who asked alone.".to_owned()
}

/// Stands in a channel where the asker alone shall see the answer and cannot be written to. `command`
/// is one that answers privately.
pub fn cannot_write_to_you(command: &str) -> String {
    format!(
        "I answer that privately, and you take no messages from me. Use the command /{command}."
    )
}

/// Stands in a channel where the asker alone shall see the answer and is not written to. `command` is
/// one that answers privately.
pub fn answers_privately(command: &str) -> String {
    format!("I answer that privately. Use the command /{command}.")
}

/// Opens an answer that goes to the asker because nothing can be sent where it was asked.
pub fn cannot_answer_there(channel: &str) -> String {
    format!("I may not write in {channel}. Here is the answer.")
}

/// Opens an answer that goes to the asker because nothing was taken where it was asked.
pub fn could_not_write_there(channel: &str) -> String {
    format!("I could not write in {channel}. Here is the answer.")
}

/// What a conversation of several is called, which has no name.
pub const THE_CONVERSATION: &str = "the conversation";

/// Opens an answer that goes to the asker because the topic of an old question is resolved.
pub fn topic_is_resolved(channel: &str) -> String {
    format!("Your topic in {channel} is resolved, so I answer you here.")
}

/// Opens an answer to a question that was changed, where the one before can be changed no more.
pub const QUESTION_CHANGED: &str = "You changed your question; this answers it now.";

/// Opens an answer to a question that was asked while nobody heard it, between these times.
pub fn was_away(from: Timestamp, to: Timestamp, link: &str) -> String {
    let (from, to) = (from.to_zoned(TimeZone::UTC), to.to_zoned(TimeZone::UTC));
    let clock = |time: &Zoned| format!("{:02}:{:02}", time.hour(), time.minute());
    let of_day = |time: &Zoned| format!("{} on {}", clock(time), day(&time.date().to_string()));
    let (from, to) = if from.date() == to.date() {
        (clock(&from), clock(&to))
    } else {
        (of_day(&from), of_day(&to))
    };
    format!("I was away from {from} to {to} (UTC). This answers your question: {link}")
}

/// Stands where the asker alone shall see the answer and takes no messages, where no command answers
/// privately by itself.
pub const CANNOT_WRITE_TO_YOU: &str =
    "I answer that privately, and I cannot write to you. Please write to me directly.";

/// Stands where the asker alone shall see the answer, and it could not be written to them. `report` is
/// the address of reports, where that was asked.
pub fn could_not_write_to_you(report: Option<&str>) -> String {
    match report {
        Some(address) => {
            format!("I answer that privately, and I cannot write to you. Write to {address}.")
        }
        None => "I answer that privately, and I cannot write to you. Ask me in a direct message, if you can."
            .to_owned(),
    }
}

/// Stands where the asker alone shall see the answer and too many are written to.
pub const ANSWERS_PRIVATELY: &str = "I answer that privately. Please write to me directly.";

/// Stands in place of an answer that the platform does not take. `link` is where it can be read.
pub fn cannot_be_shown(link: Option<&str>) -> String {
    match link {
        Some(link) => format!("I cannot show this answer here. Read it there: {link}"),
        None => "I cannot show this answer here. Please ask in other words.".to_owned(),
    }
}

/// Stands in place of an answer that cannot be deleted, whose question was edited to ask less.
pub const TAKEN_BACK: &str = "The question was changed, and this answer was taken back.";

/// Stands in place of an answer that cannot be deleted, whose question was.
pub const GONE_WITH_ITS_QUESTION: &str = "The question is gone from here, and its answer with it.";

/// Tells a moderator who edited a citation at a person that nothing comes of it.
pub const EDIT_CITES_NOBODY: &str =
    "An edit does not cite at a person. Please write the command anew.";

/// Tells a moderator who types a citation at a person in a message how to make it.
pub fn cite_by_command(command: &str) -> String {
    format!(
        "A message cannot cite at a person. Use the command /{command}, or the menu of their message."
    )
}

/// Stands in place of an answer that was given in the channel just now: where that is.
pub fn answered_already(link: &str) -> String {
    format!("I answered that just now: {link}")
}

/// Tells somebody to wait. `report` is the address to report to, which is said where that was asked.
pub fn wait(wait: &Wait, report: Option<&str>) -> String {
    // A second that has begun is waited for whole: who asks then is answered.
    let seconds = wait.time.as_secs() + u64::from(wait.time.subsec_nanos() > 0);
    let seconds = count(usize::try_from(seconds).unwrap_or(usize::MAX), "second", "seconds");
    let limit = usize::try_from(wait.per_minute.get()).unwrap_or(usize::MAX);
    let asked = match wait.limit {
        WhoseLimit::Asker | WhoseLimit::Report => {
            format!("You asked {} in a minute.", count(limit, "question", "questions"))
        }
        WhoseLimit::Channel => {
            let were = if limit == 1 { "was" } else { "were" };
            let questions = count(limit, "question", "questions");
            format!("{questions} {were} asked here in a minute.")
        }
    };
    match report.filter(|_| wait.limit == WhoseLimit::Report) {
        Some(address) => {
            format!("To report somebody, write to {address}. {asked} I answer again in {seconds}.")
        }
        None => format!("{asked} I answer again in {seconds}."),
    }
}

/// Says how many commands of a message were left unanswered; nothing where none was.
pub fn left_out(commands: usize) -> Option<String> {
    let are = if commands == 1 { "is" } else { "are" };
    let most = number_word(MOST_COMMANDS);
    let left = number_word(commands);
    (commands > 0).then(|| format!("I answer {most} commands a message; {left} {are} left out."))
}

/// Says that a command or what was pressed was of no known form, and what to do instead. `address` is
/// where reports go: they may have been about to make one.
pub fn could_not_be_read(address: Option<&str>) -> String {
    match address {
        Some(address) => format!("I could not read this. Try again, or write to {address}."),
        None => "I could not read this. Please try again.".to_owned(),
    }
}
