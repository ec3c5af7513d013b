//! What is said of citations at a person: the citation itself, and what its moderator is told on the
//! way to it.
//!
//! Nothing here judges anybody, and nothing says what somebody wrote.

use super::labels::{full_title, standing_notice};
use super::{Line, Part, edition_line, stale};
use crate::answer::{Quoted, Stale};
use crate::citing::{Citable, Citing, Refusal};
use crate::content::words::count;
use crate::query::Command;
use std::sync::Arc;

/// Who has no name of their own in a citation.
pub const MODERATORS: &str = "the moderators";

/// What a citation is, and whom to ask about it.
const REMINDER: &str = "This is a reminder, not a decision. Questions:";

fn or_report(can_report: bool) -> &'static str {
    if can_report { ", or /report" } else { "" }
}

/// Stands between the names in the line that opens a citation, where the moderator is named.
pub const POINTS: &str = " (moderator) points ";

/// The words before and behind the name in the line that closes a citation, where a reply would reach
/// nobody.
pub fn write_to(can_report: bool) -> (String, String) {
    (format!("{REMINDER} write to "), format!("{}.", or_report(can_report)))
}

/// The words before and behind the name of the moderator for who replies where only the program reads it.
pub fn passes_nothing_on(can_report: bool) -> (&'static str, String) {
    ("I pass nothing on. Write to ", format!("{}.", or_report(can_report)))
}

/// The words before and behind the name of the person in the line that opens a citation.
pub fn pointing(moderator: Option<&str>) -> (String, &'static str) {
    let before = match moderator {
        Some(name) => format!("{name} (moderator) points "),
        None => "The moderators point ".to_owned(),
    };
    (before, " to:")
}

/// A citation at a person, and which of its parts opens it.
pub(crate) fn citation(
    outdated: &[Stale],
    quoted: &Quoted,
    citing: &Citing,
    can_report: bool,
) -> (Vec<Part>, usize) {
    let passage = &quoted.passage;
    let mut parts: Vec<Part> = outdated.iter().map(stale).collect();
    parts.extend(standing_notice(passage).map(Part::Say));
    let opening = parts.len();
    let (before, behind) = pointing(citing.moderator.as_deref());
    parts.push(Part::AsTyped(format!("{before}{}{behind}", citing.person)));
    parts.push(Part::Title { text: full_title(passage), url: passage.citation.url.clone() });
    parts.push(Part::Quote(Arc::clone(passage), None));
    if passage.items_left_out > 0 {
        let others = count(passage.items_left_out, "other item", "other items");
        parts.push(Part::Aside(format!("Not shown: {others} of the same list.")));
    }
    if !passage.left_out.is_empty() {
        let left_out = passage.left_out.join("; ");
        parts.push(Part::Aside(format!("Left out, to be seen on the page: {left_out}.")));
    }
    let unquoted = quoted.children.iter().filter(|child| !passage.text.contains(&child.heading));
    let unquoted = unquoted.count();
    if unquoted > 0 {
        let sections = count(unquoted, "section", "sections");
        parts.push(Part::Aside(format!("Not shown: {sections} below it on the page.")));
    }
    parts.push(Part::Edition(edition_line(quoted)));
    let moderator = citing.moderator.as_deref().unwrap_or(MODERATORS);
    if let Some(note) = &citing.note {
        parts.push(Part::AsTyped(format!("Note from {moderator}: {note}")));
    }
    if let Some(url) = &citing.message {
        let text = "The message that this is about".to_owned();
        parts.push(Part::Lines(vec![Line { text, url: Some(url.clone()), ..Line::default() }]));
    }
    let report = or_report(can_report);
    parts.push(Part::AsTyped(format!("{REMINDER} reply to {moderator}{report}.")));
    (parts, opening)
}

/// Who may not do this, and what they can do.
pub const MODERATORS_ONLY: [&str; 2] = [
    "Only moderators can address a citation to a person.",
    "You can quote the section without to:, or use /report.",
];

/// How a moderator cites where a message is known by its link, at this command's document.
pub fn by_link(command: Command) -> String {
    format!(
        "Moderators: write to me alone /{} and the link of a message. Then type a number, and private, post or cancel.",
        command.name()
    )
}

/// Why words are not cited, and what to do.
pub fn refused(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Gone => "I no longer hold this passage. Start again from the message.",
        Refusal::Changed => "Its words changed since you saw them. Start again from the message.",
        Refusal::Outline => {
            "I hold only its outline, and cite nobody words that I do not have. /coc links them."
        }
        Refusal::Wordless => "It has no words of its own. Choose a section below it.",
    }
}

/// What a citation is called where its moderator begins it.
pub fn command_name(which: Citable) -> &'static str {
    match which {
        Citable::Conduct => super::commands::CITE_CONDUCT,
        Citable::Principles => super::commands::CITE_PRINCIPLE,
    }
}

/// Asks to which passage somebody is to be pointed.
pub fn which_passage(which: Citable, person: &str) -> Part {
    Part::AsTyped(match which {
        Citable::Conduct => format!("Which section do you point {person} to?"),
        Citable::Principles => format!("Which principle do you point {person} to?"),
    })
}

/// Stands in an open list of passages.
pub const CHOOSE: &str = "Choose a passage";
/// Said beside the list, where words were typed that lead to no passage without doubt.
pub const NOT_BY_WORDS: &str = "I did not find one by your words.";
/// Said beside the list, where a note was typed that cannot be carried on.
pub const NOTE_AGAIN: &str = "Type your note again in the form that follows.";
/// The note does not fit, and none is cut.
pub const NOTE_TOO_LONG: &str = "Your note is too long: it may have 300 characters. Shorten it.";
/// The form's name.
pub const NOTE_FORM: &str = "A note with it";
/// The form's field.
pub const NOTE_FIELD: &str = "Your note, if any (goes with it)";
/// There is nothing of that kind to point to.
pub const NOTHING_TO_CITE: &str = "I hold nothing of that kind to point anybody to.";
/// It is no person who is to be pointed to something.
pub const NOT_A_PERSON: &str = "A bot reads no reminders. /coc quotes the section for everybody.";
/// Somebody would point themselves to something.
pub const YOURSELF: &str = "That is you. /coc quotes the section for everybody.";
/// Nobody is named.
pub const NOBODY_NAMED: &str = "Name the person in to:, or cite at their message.";
/// The person is not known where this is done.
pub const NOT_HERE: &str = "I know no such person on this server.";
/// What stands in `re:` leads elsewhere.
pub const NO_MESSAGE_HERE: &str =
    "That is no message of this server. Choose Copy Message Link, and put it into re:.";
/// What was pressed is of another citation than this person's, or damaged.
pub const NOT_YOURS: &str = "I cannot tell what this is about. Start again from the message.";

/// The button that shows the citation to be copied.
pub const COPY: &str = "Copy";
/// The button that sends it to the person.
pub const SEND: &str = "Send privately";
/// The button that posts it at the message.
pub const POST_AT: &str = "Post at the message";
/// The button that posts it where it was asked for, since there is no message to post it at.
pub const POST_HERE: &str = "Post here";
/// The button that drops it.
pub const CANCEL: &str = "Cancel";
/// The button by which the person is notified of it, and the one by which they are not.
pub fn notify(is_notified: bool) -> &'static str {
    if is_notified { "Do not notify them" } else { "Notify them" }
}
/// Stands before the person who is notified.
pub const NOTIFIED: &str = "Notified:";

/// It was dropped.
pub const CANCELLED: &str = "Cancelled. Nobody was told anything.";
/// It was posted.
pub const POSTED: &str = "Posted.";
/// It was sent.
pub const SENT: &str = "Sent privately.";
/// The person takes no messages.
pub const MESSAGES_CLOSED: &str = "They take no direct messages from me. Copy it, or post it.";
/// It can be posted nowhere there.
pub const NOT_POSTED: &str = "I may not post here. Copy it, or send it privately.";
/// The message at which it was to be posted is gone.
pub const MESSAGE_GONE: &str = "The message is gone. Copy it, or send it privately.";
/// It arrived nowhere.
pub const FAILED: &str = "It did not arrive anywhere. Copy it, or try again.";
/// Nobody knows what came of it.
pub const UNSURE: &str = "I cannot tell whether it arrived. Look before you try again.";

/// Said above a list of passages of which each has a number.
pub const TYPE_A_NUMBER: &str =
    "Type its number. A note can follow, as in: 2 note: Please read this.";
/// The number that was typed is of no passage.
pub const NO_SUCH_NUMBER: &str = "No passage has this number. Type one of the list.";
/// Something was to be done with a citation before there is one.
pub const CHOOSE_FIRST: &str = "Choose a passage first: type its number.";
/// Something was to be done with a citation, and none is held.
pub const NO_DRAFT: &str =
    "I hold no citation of yours. Start again: /coc with the link of a message.";
/// What stands where a link is awaited leads elsewhere.
pub const NO_LINK_HERE: &str =
    "That is no link to a message of this server. Choose Copy link to message.";
/// More than one link was typed.
pub const ONE_LINK: &str = "That is more than one link. Begin again with the one that you mean.";
/// A link was typed in the note, and none before it.
pub const LINK_IN_NOTE: &str = "Put the link to the message before note:, and begin again.";
/// Words follow the link that are not marked as a note.
pub const NOTE_UNMARKED: &str = "Put note: before your note, and begin again.";
/// Other commands stand beside one that begins a citation.
pub const ONE_AT_A_TIME: &str = "I take one citation in a message, and nothing else with it.";
/// A citation was begun by a link where others read along.
pub const WRITE_ME_ALONE: &str = "Write me that in a direct message.";
/// What a citation goes by was changed, and is none any more.
pub const DROPPED_BY_EDIT: &str =
    "You changed that message, and I dropped its citation. Nobody was told anything.";
/// What a citation goes by was changed without anybody telling.
pub const CHANGED: &str = "You changed your message since I showed you this. Begin again.";
/// It would be posted elsewhere than the moderator saw.
pub const MOVED: &str = "The message moved since you saw this.";
/// Offers the way to a citation to who wrote a link alone.
pub fn offer(link: &str) -> Part {
    let text = "To point its author to a section".to_owned();
    let ask = Some(format!("/coc {link}"));
    Part::Lines(vec![Line { text, ask, ..Line::default() }])
}
/// Somebody else wrote the message that a citation is about.
pub fn by_another(author: &str, person: &str) -> Part {
    Part::AsTyped(format!("That message is by {author}, not by {person}."))
}
/// Something was typed that is no step, while a citation is held.
pub fn still_held(person: &str) -> Part {
    Part::AsTyped(format!(
        "I still hold a citation for {person}: {TYPE_PRIVATE}, {TYPE_POST} or {TYPE_CANCEL}."
    ))
}
/// Something was typed that is no step, while a passage is to be chosen.
pub fn still_to_choose(person: &str) -> Part {
    Part::AsTyped(format!("What do you point {person} to? Type its number, or {TYPE_CANCEL}."))
}
/// It would go elsewhere, or to somebody else, than was typed.
pub fn not_that(aim: &str, is_private: bool) -> Part {
    Part::AsTyped(match is_private {
        true => format!("It would go to {aim}. Type {TYPE_PRIVATE} for that."),
        false => format!("It would be posted in {aim}. Type {TYPE_POST} for that."),
    })
}
/// It was posted: where, at whom, and the address of it.
pub fn posted(person: &str, place: &str, url: &str) -> Vec<Part> {
    let text = format!("It names {person} in {place}");
    vec![
        Part::Say(POSTED.to_owned()),
        Part::Lines(vec![Line { text, url: Some(url.to_owned()), ..Line::default() }]),
    ]
}
/// It was sent to this person.
pub fn sent(person: &str) -> Part {
    Part::AsTyped(format!("{SENT} Only {person} sees it."))
}

/// The person would not read it.
pub const DEACTIVATED: &str = "Their account is deactivated: they would not read it.";
/// The person is called otherwise than in the preview.
pub const RENAMED: &str = "Their name changed since you saw it. Start again from the message.";
/// A name is not enough to know a person by.
pub const SEVERAL_SO_NAMED: &str =
    "Several people have this name. Choose one in the list that Zulip offers behind @.";
/// Where it was to be posted, talk has ended.
pub const RESOLVED: &str = "Its topic is resolved, and I post nothing there. Send it privately.";
/// It is known of no place where it could be posted.
pub const NO_PLACE: &str = "There is no message to post it at. Send it privately.";
/// Only the first of several messages arrived.
pub const PARTLY: &str = "Only its beginning arrived. Look before you start again.";
/// The platform does not answer what has to be known first.
pub const NOT_KNOWN_NOW: &str = "I cannot look that up just now, and did nothing. Try again.";
/// It was to be done before its preview stood.
pub const NOT_SEEN: &str = "You wrote that before my preview stood. Read it, then type it again.";
/// A step was found that somebody took while nobody heard it.
pub const TOO_LATE: &str = "I was away, and do nothing late. Look before you start again.";

/// The message that it is about cannot be seen, and what can be done.
pub fn unseen(which: Citable) -> Vec<Part> {
    let hidden = "I cannot see that message for you, or it is gone. Subscribe me to its channel.";
    let mut parts = vec![Part::Say(hidden.to_owned())];
    // Principles are cited at nobody by a command among others.
    if which == Citable::Conduct {
        let ask = Some("/coc SECTION to:@**Name** re:LINK".to_owned());
        let text = "Or mention me there, with".to_owned();
        parts.push(Part::Lines(vec![Line { text, ask, ..Line::default() }]));
    }
    parts
}

/// Passages to choose from, each with the number that is typed for it.
pub fn numbered(labels: Vec<String>) -> Part {
    let line = |(at, text): (usize, String)| {
        let ask = Some((at + 1).to_string());
        Line { text, ask, ..Line::default() }
    };
    Part::Lines(labels.into_iter().enumerate().map(line).collect())
}

/// What is typed to send a citation to its person alone.
pub const TYPE_PRIVATE: &str = "private";
/// What is typed to post it.
pub const TYPE_POST: &str = "post";
/// What is typed to drop it.
pub const TYPE_CANCEL: &str = "cancel";

/// What a topic is called beside its channel.
pub fn topic(channel: &str, topic: &str) -> String {
    match topic {
        "" => format!("#{channel}"),
        topic => format!("#{channel} > {topic}"),
    }
}
/// What a conversation of several is called.
pub const CONVERSATION: &str = "your conversation";

/// What can be done with a preview: who is told by it, and what is typed for it. `place` is where it
/// would be posted, if anywhere; it is kept for so many minutes.
pub fn to_do(person: &str, place: Option<&str>, is_notified: bool, minutes: i64) -> Vec<Part> {
    let line = |text: String, ask: &str| {
        let ask = Some(ask.to_owned());
        Line { text, ask, ..Line::default() }
    };
    let notified = if is_notified { "notified" } else { "not notified" };
    let mut lines = vec![line(format!("Send it to {person} alone"), TYPE_PRIVATE)];
    lines.extend(place.map(|place| {
        line(format!("Post it in {place}, where {person} is named and {notified}"), TYPE_POST)
    }));
    lines.push(line("Drop it".to_owned(), TYPE_CANCEL));
    vec![
        Part::Say("Nobody was told anything yet. Type what to do:".to_owned()),
        Part::Lines(lines),
        Part::Aside(format!("I keep it for {minutes} minutes.")),
    ]
}

/// The line that is left for the other moderators: who points whom to what, and at which message.
pub fn record(moderator: &str, person: &str, title: &str, privately: bool) -> Part {
    let way = if privately { " privately" } else { "" };
    Part::AsTyped(format!("{moderator} pointed {person}{way} to: {title}"))
}
