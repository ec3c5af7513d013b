//! What a moderator writes on the way to a citation.
//!
//! Pure, and believes nothing: what is read here is looked up before anything comes of it.

use super::links::{Addresses, is_narrow, number};
use crate::citing::Citable;
use crate::content::words::fold;
use crate::query::{self, Command, Query};
use crate::wording::citing::{TYPE_CANCEL, TYPE_POST, TYPE_PRIVATE};

/// Begins what a moderator has to say to a citation, and ends all else.
const NOTE: &str = "note:";
/// Begins whom a citation is for.
const TO: &str = "to:";
/// Begins the link to the message that a citation is about.
const RE: &str = "re:";

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
    Do(Deed),
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
}

/// What stands where a link to a message can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// Nothing.
    Missing,
    /// A link to the message with this number.
    To(u64),
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

/// The step that a text is, where these passages are offered; `None` where it is none.
pub(super) fn step(text: &str, addresses: Addresses<'_>, offered: &[Offered]) -> Option<Step> {
    let deed = deed(text).map(Step::Do);
    deed.or_else(|| begun(text, addresses).map(Step::Begin)).or_else(|| chosen(text, offered))
}

fn deed(text: &str) -> Option<Deed> {
    let text = text.trim();
    let word = text.strip_prefix('/').unwrap_or(text).to_lowercase();
    match word.as_str() {
        TYPE_PRIVATE => Some(Deed::Send),
        TYPE_POST => Some(Deed::Post),
        TYPE_CANCEL => Some(Deed::Cancel),
        _ => None,
    }
}

/// The citation that a command begins: one that names a message or a person.
pub(super) fn begun(text: &str, addresses: Addresses<'_>) -> Option<Begun> {
    let text = text.trim();
    let (command, rest) = text.split_once(char::is_whitespace)?;
    let which = match query::command_named(command.strip_prefix('/').unwrap_or(command)) {
        Ok(Command::Coc) => Citable::Conduct,
        Ok(Command::Principle) => Citable::Principles,
        _ => return None,
    };
    let (before, note) = rest.split_at(start_of_note(rest));
    let before = person_quoted(&addresses.spelled_out(before));
    let query = options(&format!("{before}{note}"))?;
    let (links, words): (Vec<&str>, Vec<&str>) =
        query.words.split_whitespace().partition(|word| is_narrow(word));
    let is_citation = query.is_citation() || !links.is_empty();
    let link = match query.options.re.as_deref().into_iter().chain(links).collect::<Vec<_>>()[..] {
        [] => Link::Missing,
        [link] => addresses.message(link).map_or(Link::Elsewhere, Link::To),
        _ => Link::Elsewhere,
    };
    is_citation.then(|| Begun {
        which,
        words: words.join(" "),
        link,
        to: query.options.to,
        note: query.options.note,
        ping: query.options.ping,
    })
}

/// A command that begins a citation, as the grammar reads one; `None` where it does so already, where
/// the grammar knows none of that command, and of all else.
pub(super) fn spelled(text: &str, addresses: Addresses<'_>) -> Option<String> {
    let is_citation = |text: &str| query::parse(text).is_ok_and(|query| query.is_citation());
    if is_citation(text) {
        return None;
    }
    begun(text, addresses)?;
    let (command, rest) = text.trim().split_once(char::is_whitespace)?;
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
    let words = query.words.trim();
    let note = query.options.note;
    let digits = words.strip_suffix('.').unwrap_or(words);
    if !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit()) {
        let at = digits.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
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
        for elsewhere in
            ["/coc https://o.example/#narrow/near/30", "/coc re:30", "/coc LINK re:LINK"]
        {
            assert_eq!(
                read(elsewhere).map(|begun| begun.link),
                Some(Link::Elsewhere),
                "{elsewhere}"
            );
        }
        for no in [
            "/coc",
            "/coc harassment",
            "/coc harassment note: LINK",
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
        ] {
            let with = |text: &str| text.replace("LINK", LINK);
            let found = super::spelled(&with(typed), OURS);
            assert_eq!(found, Some(with(spelled)), "{typed}");
            assert!(query::parse(&found.unwrap()).unwrap().is_citation(), "{typed}");
            assert_eq!(begun(&with(typed), OURS), begun(&with(spelled), OURS), "{typed}");
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
        ] {
            let chosen =
                Step::Choose { passage: passage.map(str::to_owned), note: note.map(str::to_owned) };
            assert_eq!(step(text, OURS, &offered), Some(chosen), "{text}");
        }
        for no in ["", "mission", "2 3", "note: only that", "/coc scope", "what is the scope"] {
            assert_eq!(step(no, OURS, &offered), None, "{no}");
        }
        assert_eq!(step("2", OURS, &[]), None);
    }

    #[test]
    fn what_is_done_is_one_word_in_any_case_with_or_without_a_slash() {
        for (text, deed) in [
            ("private", Deed::Send),
            (" /PRIVATE ", Deed::Send),
            ("Post", Deed::Post),
            ("/cancel", Deed::Cancel),
        ] {
            assert_eq!(step(text, OURS, &[]), Some(Step::Do(deed)), "{text}");
        }
        for no in ["post it", "//post", "privately", "cancel note: x"] {
            assert_eq!(step(no, OURS, &[]), None, "{no}");
        }
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
