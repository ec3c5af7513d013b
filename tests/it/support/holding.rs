//! Words unchanged, in whatever chat: what is seen of messages, by a reader who knows nothing of ours, is
//! held against what documents and answers say.

use super::library::ask;
use super::words::{addresses_of, decoded, links_of, questions, squeezed, without_signs};
use std::collections::BTreeSet;
use tenet::answer::Answer;
use tenet::content::passage::Passage;
use tenet::library::Library;
use tenet::wording::{Medium, Part, reply};

/// The sign that stands for words which a page before has.
const OMISSION: &str = "[…]";

/// What is seen of a message.
pub(crate) struct Page {
    /// The words in order.
    pub(crate) text: String,
    /// What stands in quotations.
    pub(crate) quotes: Vec<String>,
    /// What can be pressed: its words, and where it leads.
    pub(crate) links: Vec<(String, String)>,
    /// Whether some of it is hidden until it is pressed.
    pub(crate) hides: bool,
}

/// Quotes pages under a heading, beside links.
pub(crate) type Quoting<'a> = dyn Fn(String, &[Page], &[(String, String)]) -> String + 'a;

/// A chat in which messages are seen.
pub(crate) struct Chat<'a> {
    /// What is seen of the messages that parts of a reply fill, which are checked by its own rules.
    pub(crate) seen: &'a dyn Fn(&str, &[Part]) -> Vec<Page>,
    /// Words that pages quote, without what the chat adds to them. The links are the document's.
    pub(crate) quoted: &'a Quoting<'a>,
    /// Whether it opens an address behind words. A message is no place for one that fills it.
    pub(crate) opens: &'a dyn Fn(&(String, String)) -> bool,
}

/// Holds what is seen of a passage against the passage.
pub(crate) fn hold(chat: &Chat<'_>, library: &Library, passage: &Passage) {
    let answer = ask(library, &format!("/cite {}", passage.id));
    let parts = reply(&answer, Medium::Chat);
    let shown: Vec<_> = parts
        .iter()
        .filter_map(|part| match part {
            Part::Quote(passage, _) => Some(passage),
            _ => None,
        })
        .collect();
    let [shown] = shown.as_slice() else {
        assert!(passage.text.is_empty() || passage.outline, "{} is not quoted", passage.id);
        return;
    };
    let what = shown.id.as_str();
    let pages = (chat.seen)(what, &parts);
    let expected = links_of(&shown.markdown);
    let words = without_signs(&(chat.quoted)(quoted(what, &pages), &pages, &expected));
    let text = without_signs(&shown.text);
    if pages.len() == 1 && !pages[0].hides {
        assert_eq!(spaced(&words), spaced(&text), "{what}");
    } else {
        assert_eq!(squeezed(&words), squeezed(&text), "{what}");
    }
    let there: Vec<(String, String)> = pages
        .iter()
        .flat_map(|page| &page.links)
        .map(|(words, address)| (spaced(words), decoded(address)))
        .collect();
    let addresses = addresses_of(&parts);
    for (words, address) in expected.iter().filter(|link| (chat.opens)(link)) {
        let is_it = |(seen_words, seen): &&(String, String)| {
            *seen == decoded(address) && (pages.len() > 1 || spaced(words).contains(seen_words))
                || seen_words == seen && *seen == decoded(address)
        };
        assert!(there.iter().any(|link| is_it(&link)), "{what}: {words} leads not to {address}");
    }
    let of_document: BTreeSet<String> =
        expected.iter().map(|(_, address)| decoded(address)).collect();
    for (words, address) in &there {
        let known = of_document.contains(address) || addresses.contains(address);
        assert!(known, "{what}: nothing says that {words} leads to {address}");
    }
    assert!(!pages[0].quotes.is_empty(), "{what}: what is said before the words stands alone");
    let first: Vec<String> = pages[0].links.iter().map(|(_, address)| decoded(address)).collect();
    let title = parts.iter().find_map(|part| match part {
        Part::Title { url, .. } if !url.is_empty() => Some(decoded(url)),
        _ => None,
    });
    assert!(title.is_none_or(|url| first.contains(&url)), "{what}: {first:?}");
}

/// Holds what is seen of an answer against what is said.
fn hold_answer(chat: &Chat<'_>, question: &str, answer: &Answer) {
    let parts = reply(answer, Medium::Chat);
    let pages = (chat.seen)(question, &parts);
    let words: String = pages.iter().map(|page| squeezed(&page.text)).collect();
    let words = decoded(&words);
    let links: BTreeSet<String> =
        pages.iter().flat_map(|page| &page.links).map(|(_, address)| decoded(address)).collect();
    let mut texts: Vec<&str> = Vec::new();
    for part in &parts {
        match part {
            // A long quotation says its edition on each page, and a long title its beginning.
            Part::Say(text) | Part::AsTyped(text) | Part::Aside(text) => texts.push(text),
            Part::Lines(lines) => {
                for line in lines {
                    texts.push(&line.text);
                    texts.extend(line.ask.as_deref());
                    let url = line.url.as_deref().filter(|url| url.starts_with("http"));
                    let is_there = url.is_none_or(|url| links.contains(&decoded(url)));
                    assert!(is_there, "{question}: no link to {url:?}");
                }
            }
            Part::Title { .. } | Part::Edition(_) | Part::Quote(..) => {}
        }
    }
    // A page may end within a long text and say which one it is.
    if pages.len() == 1 {
        for text in texts {
            assert!(
                words.contains(&decoded(&squeezed(text))),
                "{question}: {text}\nnot in {words}"
            );
        }
    }
}

/// Holds what is seen of the answers to all questions against what is said.
pub(crate) fn hold_answers(chat: &Chat<'_>, library: &Library) {
    for question in questions(library) {
        hold_answer(chat, &question, &ask(library, &question));
    }
}

/// The words that pages quote, each once.
fn quoted(what: &str, pages: &[Page]) -> String {
    let mut words = String::new();
    for quote in pages.iter().flat_map(|page| &page.quotes) {
        let new = match quote.split_once(OMISSION) {
            Some((again, new)) if !words.is_empty() => {
                for line in again.lines() {
                    let is_again = squeezed(&words).contains(&squeezed(line));
                    assert!(is_again, "{what}: {line}\nis repeated nowhere in\n{words}");
                }
                new
            }
            _ => quote,
        };
        words.push_str(new);
        words.push('\n');
    }
    words
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
