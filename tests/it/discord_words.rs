//! Words unchanged on Discord: what a reader of its own sees in the messages is what the documents say,
//! nobody is named by it, and every link leads where the document's does.

use crate::support::discord_reader::{Seen, read, spaced};
use crate::support::library::{ask, content_of, invented, of_content, shipped};
use crate::support::words::{
    addresses_of, decoded, links_of, questions, real, squeezed, without_signs,
};
use std::collections::BTreeSet;
use tenet::adapters::discord::pages;
use tenet::answer::Answer;
use tenet::content::passage::Passage;
use tenet::library::Library;
use tenet::wording::{Medium, Part, reply};

/// The sign that stands for words which a page before has.
const OMISSION: &str = "[…]";

/// What is seen of the messages that an answer fills, which Discord takes and in which nothing is alive.
fn seen(what: &str, parts: &[Part]) -> Vec<Seen> {
    let pages = pages(parts);
    assert!(!pages.is_empty(), "{what}");
    let seen = pages.iter().map(|page| {
        let length = page.encode_utf16().count();
        assert!((1..=2000).contains(&length), "{what}: {length}\n{page}");
        assert_eq!(page.trim_end(), page, "{what}: Discord takes white space away");
        let seen = read(page);
        assert_eq!(seen.alive, Vec::<String>::new(), "{what}:\n{page}");
        assert_eq!(seen.numbers, Vec::<u64>::new(), "{what}: counted by Discord\n{page}");
        assert_eq!(seen.spoilers, Vec::<String>::new(), "{what}:\n{page}");
        seen
    });
    seen.collect()
}

/// The words that pages quote, each once.
fn quoted(what: &str, pages: &[Seen]) -> String {
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

/// Words without the addresses that stand behind them, since Discord shows no link under such words.
fn without_addresses(words: &str, pages: &[Seen], expected: &[(String, String)]) -> String {
    let bare =
        pages.iter().flat_map(|page| &page.links).filter(|(words, address)| words == address);
    let mut words = words.to_owned();
    for (_, address) in bare {
        if expected.iter().any(|(_, known)| decoded(known) == decoded(address)) {
            words = words.replace(&format!(" ({address})"), "");
        }
    }
    for address in expected.iter().filter_map(|(_, address)| address.strip_prefix("mailto:")) {
        words = words.replace(&format!(" ({address})"), "");
    }
    words
}

/// Whether Discord opens an address behind words: addresses of the web alone, and a message is no place
/// for one that fills it.
fn is_opened((words, address): &(String, String)) -> bool {
    address.starts_with("http") && address.len() <= 1_000 && !words.trim().is_empty()
}

/// Holds what is seen of a passage against the passage.
fn hold(library: &Library, passage: &Passage) {
    let answer = ask(library, &format!("/cite {}", passage.id));
    let parts = reply(&answer, Medium::Chat);
    let shown: Vec<_> = parts
        .iter()
        .filter_map(|part| match part {
            Part::Quote(passage) => Some(passage),
            _ => None,
        })
        .collect();
    let [shown] = shown.as_slice() else {
        assert!(passage.text.is_empty() || passage.outline, "{} is not quoted", passage.id);
        return;
    };
    let what = shown.id.as_str();
    let pages = seen(what, &parts);
    let expected = links_of(&shown.markdown);
    let words = without_signs(&without_addresses(&quoted(what, &pages), &pages, &expected));
    let text = without_signs(&shown.text);
    if pages.len() == 1 {
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
    for (words, address) in expected.iter().filter(|link| is_opened(link)) {
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

fn hold_all(library: &Library) -> usize {
    let passages = &library.edition.catalogue.passages;
    passages.iter().for_each(|passage| hold(library, passage));
    passages.len()
}

#[test]
fn every_passage_that_ships_comes_back_from_discord() {
    assert!(hold_all(shipped()) > 20);
}

#[test]
fn every_passage_of_the_invented_guild_comes_back_from_discord() {
    assert!(hold_all(invented()) > 20);
}

#[test]
fn every_passage_of_the_real_documents_comes_back_from_discord() {
    let test = "every_passage_of_the_real_documents_comes_back_from_discord";
    let Some(library) = real(test) else { return };
    assert!(hold_all(&library) > 300);
    hold_answers(&library);
}

/// Holds what is seen of an answer against what is said.
fn hold_answer(question: &str, answer: &Answer) {
    let parts = reply(answer, Medium::Chat);
    let pages = seen(question, &parts);
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
            Part::Title { .. } | Part::Edition(_) | Part::Quote(_) => {}
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

fn hold_answers(library: &Library) {
    for question in questions(library) {
        hold_answer(&question, &ask(library, &question));
    }
}

#[test]
fn lists_of_people_and_all_other_answers_name_nobody_to_discord() {
    hold_answers(shipped());
    hold_answers(invented());
}

/// What would mean something to Discord, in a document that means it as words.
const ODD: &str = r#"# Rules of @everyone

## Who <@123> is &lt;@123&gt;

&lt;@123&gt; &lt;@&amp;123&gt; &lt;#123&gt; @everyone, @here and `@everyone` &lt;t:1700000000:R&gt; :wave: &lt;:wave:123&gt; &lt;/coc:1&gt;.

3. third, snake_case_name, \*star\*, ||hidden||, `` a`b ``
4. fourth, https://example.org/a_b_(c), 2 * 3 * 4
9. ninth: [words [in] brackets](https://example.org/(x)?a=b*c#d) and [https://example.org/y](https://example.com/z)

2024\. A year that is no list. \-# not small, \# no heading.

> quoted
> - in a quotation

```
1. code <@123>
```

    > @here

## Empty \[brackets\](https://example.org)

A [link to **bold** `code`](https://example.org/bold "with a title"), and _a_*b*__c__ ~ ~~ \~\~.
-# small
>>> all of it
"#;

#[test]
fn what_means_something_to_discord_is_words_in_a_document() {
    let long = (0..120).map(|at| format!("{}. @here number {at} of many_things: <{at}\n", at + 1));
    let long = format!("{ODD}\n## Long\n\nThese are the rules:\n\n{}", long.collect::<String>());
    let library = of_content(&content_of(&[
        (
            "sources.yaml",
            "organisation: Odd @everyone Guild\nsources:\n  - folder: site\n    documents:\n      - {file: RULES.md, id: rules}\n",
        ),
        ("site/RULES.md", &long),
    ]));
    assert!(hold_all(&library) >= 4);
    hold_answers(&library);
}
