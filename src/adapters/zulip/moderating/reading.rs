//! What a moderator writes on the way to a citation.
//!
//! Pure, and believes nothing: what is read here is looked up before anything comes of it.

mod counting;
mod doing;

use super::links::{Addresses, is_narrow, number};
use crate::citing::Citable;
use crate::content::words::fold;
use crate::query::{self, Command, Query};
use counting::place_in_list;
use doing::deed;

/// Begins what a moderator has to say to a citation, and ends all else.
const NOTE: &str = "note:";
/// Begins whom a citation is for.
const TO: &str = "to:";
/// Begins the link to the message that a citation is about.
const RE: &str = "re:";
/// The command of which the grammar knows that it cites at a person.
const CITES: &str = "/coc";

/// A step on the way to a citation.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A citation is begun.
    Begin(Begun),
    /// A passage is chosen.
    Choose {
        /// Which; `None` where none has the number that was typed.
        passage: Option<String>,
        /// What the moderator has to say to it.
        note: Option<String>,
    },
    /// Something is done with the citation that was shown.
    Do {
        deed: Deed,
        /// For whom, or where, as far as that is said.
        aim: Option<String>,
    },
    /// The link to a message, and nothing else.
    Linked(u64),
}

/// A citation that is begun.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Begun {
    /// What is cited.
    pub(super) which: Citable,
    /// Which of it, where that is said.
    pub(super) words: String,
    /// The message that it is about.
    pub(super) link: Link,
    /// Whom it is for, where that is said.
    pub(super) to: Option<String>,
    /// What the moderator has to say to it.
    pub(super) note: Option<String>,
    /// Whether the person is notified.
    pub(super) ping: bool,
    /// Whether words follow the link that look like a note, and do not say so.
    pub(super) is_note_unmarked: bool,
}

/// What stands where a link to a message can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// Nothing.
    Missing,
    /// A link to the message with this number.
    To(u64),
    /// More than one.
    Several,
    /// One in what the moderator has to say.
    InNote,
    /// Something else.
    Elsewhere,
}

/// What can be done with a citation that was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    /// Sending it to the person alone.
    Send,
    /// Posting it.
    Post,
    /// Dropping it.
    Cancel,
}

/// A passage that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offered {
    pub(super) id: String,
    pub(super) heading: String,
    /// What it is called in the list.
    pub(super) label: String,
}

/// Whom a citation is for, as it was typed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Whom<'a> {
    /// Their name; may be empty where there is a number.
    pub(super) name: &'a str,
    /// Their number.
    pub(super) id: Option<u64>,
}

/// The step that a text is for who holds a citation of which these passages are offered; `None` where
/// it is none.
pub(super) fn step(text: &str, addresses: Addresses<'_>, held: Option<&[Offered]>) -> Option<Step> {
    let linked = || linked(text, addresses).map(Step::Linked);
    let begun = || begun(text, addresses).map(Step::Begin);
    deed(text, held.is_some())
        .or_else(linked)
        .or_else(begun)
        .or_else(|| chosen(text, held.unwrap_or_default()))
}

/// The message to which a text leads that is a link and nothing else.
fn linked(text: &str, addresses: Addresses<'_>) -> Option<u64> {
    let text = addresses.spelled_out(text.trim());
    let is_one = is_narrow(&text) && !text.contains(char::is_whitespace);
    addresses.message(&text).filter(|_| is_one)
}

/// Whether a line begins with a command and its slash.
pub(super) fn is_command(line: &str) -> bool {
    let word = line.split_whitespace().next().and_then(|word| word.strip_prefix('/'));
    word.is_some_and(|word| query::command_named(word).is_ok())
}

fn citable(command: &str) -> Option<Citable> {
    match query::command_named(command.strip_prefix('/').unwrap_or(command)) {
        Ok(Command::Coc) => Some(Citable::Conduct),
        Ok(Command::Principle) => Some(Citable::Principles),
        _ => None,
    }
}

/// The citation that a command begins: one that names a message or a person.
pub(super) fn begun(text: &str, addresses: Addresses<'_>) -> Option<Begun> {
    let text = text.trim();
    let (command, rest) = text.split_once(char::is_whitespace)?;
    let which = citable(command)?;
    let (before, note) = rest.split_at(start_of_note(rest));
    let before = person_quoted(&addresses.spelled_out(before));
    let query = options(&format!("{before}{note}"))?;
    let typed: Vec<&str> = query.words.split_whitespace().collect();
    let (links, words): (Vec<&str>, Vec<&str>) = typed.iter().partition(|word| is_narrow(word));
    let first = typed.iter().position(|word| is_narrow(word));
    let last_is_word = typed.last().is_some_and(|word| !is_narrow(word));
    let is_note_unmarked = last_is_word && first.is_some_and(|first| first > 0);
    let links: Vec<&str> = query.options.re.as_deref().into_iter().chain(links).collect();
    let is_in_note = addresses.spelled_out(note).split_whitespace().any(is_narrow);
    let link = match links[..] {
        [] if is_in_note && query.options.to.is_none() => Link::InNote,
        [] => Link::Missing,
        [link] => addresses.message(link).map_or(Link::Elsewhere, Link::To),
        _ => Link::Several,
    };
    let is_citation = query.is_citation() || link != Link::Missing;
    is_citation.then(|| Begun {
        which,
        words: words.join(" "),
        link,
        to: query.options.to,
        note: query.options.note,
        ping: query.options.ping,
        is_note_unmarked,
    })
}

/// A command that begins a citation, as the grammar reads one; `None` where it does so already, where
/// the grammar knows none of that command, and of all else.
pub(super) fn spelled(text: &str, addresses: Addresses<'_>) -> Option<String> {
    let is_citation = |text: &str| query::parse(text).is_ok_and(|query| query.is_citation());
    if is_citation(text) {
        return None;
    }
    let begun = begun(text, addresses)?;
    let (command, rest) = text.trim().split_once(char::is_whitespace)?;
    if begun.which == Citable::Principles {
        // The grammar knows no message of this command. What is cited is not looked at where that is told.
        let before = addresses.spelled_out(rest);
        let mut words = before.split_whitespace().map(|word| word.strip_prefix(RE).unwrap_or(word));
        return words.find(|word| is_narrow(word)).map(|link| format!("{CITES} {RE}{link}"));
    }
    let (before, note) = rest.split_at(start_of_note(rest));
    let mut before = person_quoted(&addresses.spelled_out(before));
    let link = before.split_whitespace().find(|word| is_narrow(word));
    if let Some(at) = link.and_then(|link| before.find(link)) {
        before.insert_str(at, RE);
    }
    Some(format!("{command} {before}{note}")).filter(|text| is_citation(text))
}

/// The options of a text, which are those of the command that has them all.
fn options(text: &str) -> Option<Query> {
    query::parse(&format!("/{} {text}", Command::Coc.name())).ok()
}

/// Where the moderator's own words begin, whatever they hold; the end of the text where there are none.
fn start_of_note(text: &str) -> usize {
    starts(text, NOTE).next().unwrap_or(text.len())
}

/// Where words of a text begin with `key`, in any case.
fn starts<'t>(text: &'t str, key: &'t str) -> impl Iterator<Item = usize> + 't {
    let words = text.char_indices().filter(|(at, _)| {
        text.get(..*at).is_none_or(|before| !before.ends_with(|c: char| !c.is_whitespace()))
    });
    words.map(|(at, _)| at).filter(move |at| {
        let start = text.get(*at..*at + key.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(key))
    })
}

/// A text in which a mention behind `to:` is one word, whatever the name: in quotation marks, which no
/// name has (<https://zulip.com/api/update-user#parameter-full_name>). A space behind `to:`, which
/// Zulip's app leaves there easily, is none: who names somebody wants nothing said to all.
fn person_quoted(text: &str) -> String {
    let quoted = starts(text, TO).next().and_then(|at| {
        let before = text.get(..at)?;
        let behind = text.get(at + TO.len()..)?.trim_start();
        let mention = behind.strip_prefix("@_**").or_else(|| behind.strip_prefix("@**"));
        match mention.and_then(|name| name.split_once("**")) {
            Some((name, after)) if !name.contains('"') => {
                Some(format!("{before}{TO}\"@**{name}**\" {after}"))
            }
            _ => (!behind.is_empty()).then(|| format!("{before}{TO}{behind}")),
        }
    });
    quoted.unwrap_or_else(|| text.to_owned())
}

fn chosen(text: &str, offered: &[Offered]) -> Option<Step> {
    if offered.is_empty() {
        return None;
    }
    let query = options(text).filter(|query| !query.is_citation())?;
    let words = query.words.trim().trim_end_matches(['.', '!', ')']).trim_end();
    let note = query.options.note;
    if let Some(at) = place_in_list(words) {
        let at = at.checked_sub(1);
        let passage = at.and_then(|at| offered.get(at)).map(|passage| passage.id.clone());
        return Some(Step::Choose { passage, note });
    }
    let meant = |name: &str| !words.is_empty() && fold(name) == fold(words);
    let mut named = offered.iter().filter(|passage| {
        [&passage.id, &passage.heading, &passage.label].into_iter().any(|name| meant(name))
    });
    let passage = named.next().map(|passage| passage.id.clone())?;
    named.next().is_none().then_some(Step::Choose { passage: Some(passage), note })
}

/// Whom somebody means who typed this: a mention, or a name, with or without a number
/// (<https://zulip.com/help/format-your-message-using-markdown#mention-a-user-or-group>).
pub(super) fn whom(typed: &str) -> Whom<'_> {
    let typed = typed.trim();
    let mention = ["@_**", "@**"].into_iter().find_map(|sign| typed.strip_prefix(sign));
    let name = match mention {
        Some(name) => name.strip_suffix("**").unwrap_or(name),
        None => typed.strip_prefix('@').unwrap_or(typed),
    };
    let numbered = name.rsplit_once('|').and_then(|(name, id)| Some((name, number(id)?)));
    match numbered {
        Some((name, id)) => Whom { name, id: Some(id) },
        None => Whom { name, id: None },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: Addresses<'_> =
        Addresses { realm: "https://chat.harbour.example", site: "https://chat.harbour.example" };
    const LINK: &str = "https://chat.harbour.example/#narrow/near/30";

    fn offered() -> Vec<Offered> {
        [("coc/expect", "What we expect"), ("coc/not", "Don't"), ("coc/scope", "Scope")]
            .into_iter()
            .map(|(id, heading)| Offered {
                id: id.to_owned(),
                heading: heading.to_owned(),
                label: format!("{heading} — Code"),
            })
            .collect()
    }

    fn read(text: &str) -> Option<Begun> {
        begun(&text.replace("LINK", LINK), OURS)
    }

    #[test]
    fn a_command_with_a_link_or_a_person_begins_a_citation() {
        let begun = read("/coc LINK").unwrap();
        assert_eq!((begun.which, begun.link), (Citable::Conduct, Link::To(30)));
        assert_eq!((begun.words.as_str(), begun.to, begun.ping), ("", None, false));
        let begun = read("principle LINK to:@**Bob the Rower|12** ping:true note: to:you").unwrap();
        assert_eq!((begun.which, begun.link), (Citable::Principles, Link::To(30)));
        assert_eq!(begun.to.as_deref(), Some("@**Bob the Rower|12**"));
        assert_eq!((begun.note.as_deref(), begun.ping), (Some("to:you"), true));
        let begun = read("/coc shouting at people re:LINK").unwrap();
        assert_eq!((begun.words.as_str(), begun.link), ("shouting at people", Link::To(30)));
        let begun = read("/Coc harassment to: @_**Bob** note:see #**a>b@30**").unwrap();
        assert_eq!((begun.words.as_str(), begun.link), ("harassment", Link::Missing));
        assert_eq!(begun.to.as_deref(), Some("@**Bob**"));
        assert_eq!(begun.note.as_deref(), Some("see #**a>b@30**"));
        for (typed, link) in [
            ("/coc https://o.example/#narrow/near/30", Link::Elsewhere),
            ("/coc https://chat.harbour.example@o.example/#narrow/near/30", Link::Elsewhere),
            ("/coc re:30", Link::Elsewhere),
            ("/coc LINK re:LINK", Link::Several),
            ("/coc LINK /coc LINK", Link::Several),
            ("/coc (LINK).", Link::To(30)),
            ("/coc harassment note: see LINK", Link::InNote),
            ("/coc harassment LINK note: see LINK", Link::To(30)),
        ] {
            assert_eq!(read(typed).map(|begun| begun.link), Some(link), "{typed}");
        }
        for (typed, is_so) in [
            ("/coc harassment LINK please stop", true),
            ("/coc harassment LINK to:Bob please stop", true),
            ("/coc LINK harassment", false),
            ("/coc harassment LINK note: please stop", false),
            ("/coc harassment LINK ping:true", false),
        ] {
            assert_eq!(read(typed).map(|begun| begun.is_note_unmarked), Some(is_so), "{typed}");
        }
        for no in [
            "/coc",
            "/coc harassment",
            "/principle 3 note:x",
            "/mission LINK",
            "what is LINK",
            "/coc https://o.example/page",
            "LINK",
        ] {
            assert_eq!(read(no), None, "{no}");
        }
    }

    #[test]
    fn a_citation_is_one_by_the_grammar_however_it_was_typed() {
        for (typed, spelled) in [
            ("/coc watch to: @**Bob**", "/coc watch to:\"@**Bob**\" "),
            (
                "/coc watch to:  @_**Bob|8** note: to: x",
                "/coc watch to:\"@**Bob|8**\"  note: to: x",
            ),
            ("coc to: Bob", "coc to:Bob"),
            ("/coc 3 LINK note: LINK", "/coc 3 re:LINK note: LINK"),
            ("/coc LINK LINK", "/coc re:LINK LINK"),
            ("/coc #**general>a@30**", "/coc re:LINK"),
            ("/principle 3 LINK", "/coc re:LINK"),
        ] {
            let with = |text: &str| text.replace("LINK", LINK);
            let found = super::spelled(&with(typed), OURS);
            assert_eq!(found, Some(with(spelled)), "{typed}");
            assert!(query::parse(&found.unwrap()).unwrap().is_citation(), "{typed}");
            let link = |text: &str| begun(&with(text), OURS).map(|begun| begun.link);
            assert_eq!(link(typed), link(spelled), "{typed}");
        }
        for as_it_is in [
            "/coc watch",
            "/coc watch to:Bob",
            "/coc to:",
            "/principle 3 to: Bob",
            "/mission to: Bob",
            "to: Bob",
        ] {
            assert_eq!(super::spelled(as_it_is, OURS), None, "{as_it_is}");
        }
    }

    #[test]
    fn a_number_or_a_name_chooses_and_other_words_do_not() {
        let offered = offered();
        for (text, passage, note) in [
            ("2", Some("coc/not"), None),
            (" 1. ", Some("coc/expect"), None),
            ("3 note: Please \"read\" this.", Some("coc/scope"), Some("Please \"read\" this.")),
            ("4", None, None),
            ("0", None, None),
            ("99999999999999999999999", None, None),
            ("what we EXPECT", Some("coc/expect"), None),
            ("coc/scope note:x", Some("coc/scope"), Some("x")),
            ("Don't — Code", Some("coc/not"), None),
            ("two", Some("coc/not"), None),
            ("The third one!", Some("coc/scope"), None),
            ("#2 note: x", Some("coc/not"), Some("x")),
            ("number 1", Some("coc/expect"), None),
            ("2nd", Some("coc/not"), None),
            ("twelve", None, None),
        ] {
            let chosen =
                Step::Choose { passage: passage.map(str::to_owned), note: note.map(str::to_owned) };
            assert_eq!(step(text, OURS, Some(&offered)), Some(chosen), "{text}");
        }
        for no in ["", "mission", "2 3", "note: only that", "/coc scope", "what is the scope"] {
            assert_eq!(step(no, OURS, Some(&offered)), None, "{no}");
        }
        assert_eq!(step("2", OURS, None), None);
    }

    #[test]
    fn what_is_done_is_said_in_the_words_of_the_preview_in_any_case() {
        let with = |deed, aim: &str| Step::Do { deed, aim: Some(aim.to_owned()) };
        let alone = |deed| Step::Do { deed, aim: None };
        for (text, step) in [
            ("private", alone(Deed::Send)),
            (" /PRIVATE ", alone(Deed::Send)),
            ("Post.", alone(Deed::Post)),
            ("/cancel!", alone(Deed::Cancel)),
        ] {
            assert_eq!(super::step(text, OURS, None), Some(step), "{text}");
        }
        for (text, step) in [
            ("Post it", alone(Deed::Post)),
            ("Post it in #general > ropes.", with(Deed::Post, "#general > ropes")),
            ("Send it to Bob alone", with(Deed::Send, "bob")),
            ("drop it", alone(Deed::Cancel)),
        ] {
            assert_eq!(super::step(text, OURS, Some(&[])), Some(step), "{text}");
            assert_eq!(super::step(text, OURS, None), None, "{text}");
        }
        for no in ["post it later", "//post", "cancel note: x", "yes", "send it to all"] {
            assert_eq!(super::step(no, OURS, Some(&[])), None, "{no}");
        }
    }

    #[test]
    fn a_link_alone_is_known() {
        assert_eq!(step(LINK, OURS, None), Some(Step::Linked(30)));
        assert_eq!(step("#**general>a b@30**", OURS, None), Some(Step::Linked(30)));
        assert_eq!(step("https://o.example/#narrow/near/30", OURS, None), None);
    }

    #[test]
    fn a_person_is_named_by_mention_name_or_number() {
        for (typed, name, id) in [
            ("@**Bob|12**", "Bob", Some(12)),
            ("@_**Bob the Rower|12**", "Bob the Rower", Some(12)),
            ("@**|12**", "", Some(12)),
            ("@**Bob**", "Bob", None),
            ("Bob|12", "Bob", Some(12)),
            ("@Bob", "Bob", None),
            ("Bob | Rower", "Bob | Rower", None),
        ] {
            assert_eq!(whom(typed), Whom { name, id }, "{typed}");
        }
    }
}
