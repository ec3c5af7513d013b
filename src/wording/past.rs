//! The wording of what changed and when, and of whether words are a document's.

use super::dates::{day, plain_date};
use super::{Line, Part};
use crate::answer::{
    ChangeEntry, ChangeKind, ChangesAnswer, PeopleDay, Stand, Verdict, VerifyAnswer,
};
use crate::content::quotation::{Difference, apart, opening};
use crate::content::words::count;

/// At most so many changes are shown; the rest is counted.
const MOST_CHANGES: usize = 5;
/// More people than these who came or went on one day are counted.
const MOST_NAMES: usize = 25;
/// At most so many differences are shown.
const MOST_DIFFERENCES: usize = 6;

pub(super) fn changes(of: &ChangesAnswer, parts: &mut Vec<Part>) {
    parts.push(Part::Title { text: of.title.clone(), url: of.url.clone() });
    if of.since_lies_ahead {
        parts.push(Part::Say("That date lies ahead: nothing is recorded of it yet.".to_owned()));
        return;
    }
    match (&of.people, &of.body) {
        (Some(people), None) => {
            people_of_body(of, people, parts);
            parts.extend(all_commits(of));
        }
        (Some(people), Some(body)) => {
            words(of, parts);
            parts.push(Part::Title { text: body.clone(), url: String::new() });
            people_of_body(of, people, parts);
        }
        (None, _) => words(of, parts),
    }
}

/// How words changed.
fn words(of: &ChangesAnswer, parts: &mut Vec<Part>) {
    let Some(from) = &of.history_from else {
        parts.push(Part::Say("I hold no history of these words.".to_owned()));
        parts.extend(all_commits(of));
        return;
    };
    if of.changes.is_empty() {
        parts.push(Part::Say(match (&of.since, &of.unchanged_since) {
            (Some(since), _) => format!("Nothing changed since {}.", plain_date(since)),
            (None, Some(since)) if of.since_at_least => {
                format!("The words are the same since at least {}.", day(since))
            }
            (None, Some(since)) => format!("The words are the same since {}.", day(since)),
            (None, None) => "Nothing changed.".to_owned(),
        }));
        parts.push(Part::Aside(format!("The history that I hold begins on {}.", day(from))));
        return;
    }
    // Of one passage the heading is said already.
    let several = of.changes.iter().any(|change| change.id != of.id);
    for entry in of.changes.iter().take(MOST_CHANGES) {
        change(entry, several, parts);
    }
    let more = of.changes.len().saturating_sub(MOST_CHANGES);
    if more > 0 {
        parts.push(Part::Say(format!(
            "Not shown: {}.",
            count(more, "earlier change", "earlier changes")
        )));
        parts.extend(all_commits(of));
    }
    if let (Some(since), false) = (&of.unchanged_since, several) {
        let at_least = if of.since_at_least { "at least " } else { "" };
        parts.push(Part::Aside(format!("The words are the same since {at_least}{}.", day(since))));
    }
}

/// Who joined a body and who left.
fn people_of_body(of: &ChangesAnswer, people: &[PeopleDay], parts: &mut Vec<Part>) {
    let Some(from) = &of.history_from else {
        parts.push(Part::Say("I hold no history of this list.".to_owned()));
        return;
    };
    if people.is_empty() {
        parts.push(Part::Say(match &of.since {
            Some(since) => format!("Nobody joined or left since {}.", plain_date(since)),
            None => "Nobody joined or left.".to_owned(),
        }));
        parts.push(Part::Aside(format!("The history that I hold begins on {}.", day(from))));
    }
    for change in people.iter().take(MOST_CHANGES) {
        let url = change.url.clone().unwrap_or_default();
        parts.push(Part::Title { text: day(&change.date), url });
        for (what, names) in [("Joined", &change.joined), ("Left", &change.left)] {
            match names.len() {
                0 => {}
                many if many > MOST_NAMES => {
                    parts.push(Part::Say(format!("{what}: {many} people.")));
                }
                _ => parts.push(Part::Say(format!("{what}: {}.", names.join(", ")))),
            }
        }
    }
    let more = people.len().saturating_sub(MOST_CHANGES);
    if more > 0 {
        let days = count(more, "earlier day", "earlier days");
        parts.push(Part::Say(format!("Not shown: {days}.")));
    }
}

fn all_commits(of: &ChangesAnswer) -> Option<Part> {
    of.history_url.as_ref().map(|url| Part::Say(format!("Every change is listed at {url}")))
}

fn change(entry: &ChangeEntry, with_heading: bool, parts: &mut Vec<Part>) {
    let what = match entry.kind {
        ChangeKind::Added => "added",
        ChangeKind::Reworded => "reworded",
        ChangeKind::Removed => "removed",
    };
    let mut text = format!("{}: {what}", day(&entry.date));
    if with_heading {
        text.push_str(&format!(", {}", entry.heading));
    }
    if let Some(number) = entry.pull_request {
        text.push_str(&format!(" (pull request {number})"));
    }
    let url = entry.pull_request_url.as_ref().or(entry.url.as_ref());
    parts.push(Part::Title { text, url: url.cloned().unwrap_or_default() });
    let (was, now) = match (&entry.was, &entry.now) {
        (Some(was), Some(now)) => apart(was, now),
        (was, now) => {
            let shown = |words: &Option<String>| words.as_deref().map(opening).unwrap_or_default();
            (shown(was), shown(now))
        }
    };
    if !was.is_empty() {
        parts.push(Part::Say(format!("Was: {was}")));
    }
    if !now.is_empty() {
        parts.push(Part::Say(format!("Now: {now}")));
    }
}

pub(super) fn verify(of: &VerifyAnswer, parts: &mut Vec<Part>) {
    match (of.result, of.at.first()) {
        (Verdict::Exact, Some(first)) if first.copy => {
            parts.push(Part::Say(
                "These words stand only in a copy that does not count.".to_owned(),
            ));
        }
        (Verdict::Exact, _) => {
            parts.push(Part::Say("Yes, these words stand there, word for word.".to_owned()));
        }
        (Verdict::Former, _) => {
            parts.push(Part::Say("These words stood there once, and do no longer.".to_owned()));
        }
        (Verdict::Near, _) if of.at.iter().any(|stand| stand.copy) => {
            parts.push(Part::Say("These words stand in a copy, not in the document.".to_owned()));
            parts.push(Part::Say("This is what counts:".to_owned()));
        }
        (Verdict::Near, _) => {
            parts.push(Part::Say(
                "These words stand nowhere exactly. This is the closest:".to_owned(),
            ));
        }
        (Verdict::Nowhere, _) => {
            let documents = count(of.searched, "document", "documents");
            parts.push(Part::Say(format!("These words stand nowhere in the {documents} I hold.")));
            parts.push(Part::Say("To look for what they say: /ask and the words.".to_owned()));
        }
    }
    let (copies, counting): (Vec<&Stand>, Vec<&Stand>) = of.at.iter().partition(|stand| stand.copy);
    for stand in counting {
        place(stand, of.result, parts);
    }
    if of.more > 0 {
        parts.push(Part::Say(format!(
            "Not shown: {}.",
            count(of.more, "other place", "other places")
        )));
    }
    if !of.differences.is_empty() {
        parts.push(Part::Say("It differs in this:".to_owned()));
        let lines = of.differences.iter().take(MOST_DIFFERENCES).map(difference);
        let mut lines: Vec<Line> = lines.collect();
        let more = of.differences.len().saturating_sub(MOST_DIFFERENCES);
        if more > 0 {
            lines.push(Line { text: format!("and {more} more"), ..Line::default() });
        }
        parts.push(Part::Lines(lines));
    }
    if !copies.is_empty() {
        parts.push(Part::Say(match copies.len() {
            1 => "The copy that has these words:".to_owned(),
            _ => "The copies that have these words:".to_owned(),
        }));
        copies.into_iter().for_each(|stand| place(stand, of.result, parts));
    }
    if let (Verdict::Former, Some(first)) = (of.result, of.at.first())
        && first.url.is_some()
    {
        parts.push(Part::Say(format!("How they changed: /changes {}", first.id)));
    }
}

fn place(stand: &Stand, result: Verdict, parts: &mut Vec<Part>) {
    let mut text = stand.document.clone();
    if stand.heading != stand.document {
        text.push_str(&format!(" › {}", stand.heading));
    }
    // Where the words stand no longer, only the commit that has them opens them.
    let copy_of_the_past = stand.copy && stand.until.is_some();
    let past = result == Verdict::Former || copy_of_the_past;
    let url = if past { &stand.permalink } else { &stand.url };
    parts.push(Part::Title { text, url: url.clone().unwrap_or_default() });
    let mut line: Vec<String> = Vec::new();
    if let Some(since) = &stand.since {
        let at_least = if stand.since_at_least == Some(true) { "at least " } else { "" };
        line.push(format!("since {at_least}{}", day(since)));
    }
    if let Some(until) = &stand.until {
        line.push(format!("until {}", day(until)));
    }
    if let Some(commit) = &stand.until_url {
        line.push(format!("changed by {commit}"));
    }
    if (result == Verdict::Exact || stand.copy)
        && !past
        && let Some(permalink) = &stand.permalink
    {
        line.push(permalink.clone());
    }
    if !line.is_empty() {
        parts.push(Part::Aside(line.join(" · ")));
    }
}

fn difference(difference: &Difference) -> Line {
    let text = match (difference.quoted.as_str(), difference.stands.as_str()) {
        (quoted, "") => format!("not there: “{quoted}”"),
        ("", stands) => format!("left out: “{stands}”"),
        (quoted, stands) => format!("quoted: “{quoted}” — there: “{stands}”"),
    };
    Line { text, ..Line::default() }
}
