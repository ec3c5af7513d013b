//! Words unchanged on Zulip: what a reader of its own sees in the messages is what the documents say,
//! nobody is named by it, and every link leads where the document's does.

use crate::support::library::{ask, content_of, invented, of_content, shipped};
use crate::support::words::{
    addresses_of, decoded, links_of, questions, real, squeezed, without_signs,
};
use crate::support::zulip_reader::{Seen, read, spaced};
use std::collections::BTreeSet;
use tenet::adapters::zulip::rendering::messages;
use tenet::answer::Answer;
use tenet::content::passage::Passage;
use tenet::library::Library;
use tenet::wording::{Medium, Part, reply};

/// The sign that stands for words which a page before has.
const OMISSION: &str = "[…]";

/// What is seen of the messages that an answer fills, which the server takes and in which nothing is alive.
fn seen(what: &str, parts: &[Part], longest: usize) -> Vec<Seen> {
    let messages = messages(parts, longest);
    assert!(!messages.is_empty(), "{what}");
    let seen = messages.iter().map(|message| {
        let length = message.chars().count();
        assert!((1..=longest).contains(&length), "{what}: {length}\n{message}");
        assert_eq!(message.trim(), message, "{what}: the server takes white space away");
        let seen = read(message);
        assert_eq!(seen.alive, Vec::<String>::new(), "{what}:\n{message}");
        assert!(seen.spoilers.len() <= seen.quotes.len(), "{what}:\n{message}");
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

/// Whether Zulip opens an address behind words: addresses of the web and of mail, and a message is no place
/// for one that fills it.
fn is_opened((words, address): &(String, String)) -> bool {
    let known = address.starts_with("http") || address.starts_with("mailto:");
    known && address.len() <= 1_000 && !words.trim().is_empty()
}

/// Holds what is seen of a passage against the passage.
fn hold(library: &Library, passage: &Passage, longest: usize) {
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
    let pages = seen(what, &parts, longest);
    let expected = links_of(&shown.markdown);
    let words = without_signs(&quoted(what, &pages));
    let text = without_signs(&shown.text);
    if pages.len() == 1 && pages[0].spoilers.is_empty() {
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
    // What servers have, and a length at which much is cut.
    for longest in [10_000, 2_500] {
        passages.iter().for_each(|passage| hold(library, passage, longest));
    }
    passages.len()
}

#[test]
fn every_passage_that_ships_comes_back_from_zulip() {
    assert!(hold_all(shipped()) > 20);
}

#[test]
fn every_passage_of_the_invented_guild_comes_back_from_zulip() {
    assert!(hold_all(invented()) > 20);
}

#[test]
fn every_passage_of_the_real_documents_comes_back_from_zulip() {
    let test = "every_passage_of_the_real_documents_comes_back_from_zulip";
    let Some(library) = real(test) else { return };
    assert!(hold_all(&library) > 300);
    hold_answers(&library);
    let passages = &library.edition.catalogue.passages;
    passages.iter().for_each(|passage| hold_in_short_messages(&library, passage, 1_000));
}

/// Holds what is seen of an answer against what is said.
fn hold_answer(question: &str, answer: &Answer) {
    let parts = reply(answer, Medium::Chat);
    let pages = seen(question, &parts, 10_000);
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
fn lists_of_people_and_all_other_answers_name_nobody_to_zulip() {
    hold_answers(shipped());
    hold_answers(invented());
}

/// Holds that a passage is whole in messages of a length that hardly any server has.
fn hold_in_short_messages(library: &Library, passage: &Passage, longest: usize) {
    let parts = reply(&ask(library, &format!("/cite {}", passage.id)), Medium::Chat);
    let what = format!("{} in {longest}", passage.id);
    let pages = seen(&what, &parts, longest);
    let there: String = pages.iter().map(|page| squeezed(&without_signs(&page.text))).collect();
    let quoted = parts.iter().filter_map(|part| match part {
        Part::Quote(passage) => Some(passage),
        _ => None,
    });
    for word in quoted.flat_map(|passage| passage.text.split_whitespace()) {
        // A longer one may be cut.
        let word = squeezed(&without_signs(word));
        assert!(word.len() > 40 || there.contains(&word), "{what}: {word} is not in\n{there}");
    }
}

/// What would mean something to Zulip, in a document that means it as words.
const ODD: &str = r#"# Rules of @\*\*all\*\*

## Who @\*\*Ada\*\* is @_\*\*Ada|7\*\*

@\*\*all\*\*, @\*crew\*, #\*\*harbour\*\*, #\*\*harbour>tides\*\*, `@**all**` and &lt;time:2026-11-20T15:00:00Z&gt; :wave: a:b:c \$\$x^2\$\$ \#123 main.rs www.example.org ada@mail.example.org, std::vec::Vec, AT&amp;T &amp;lt; &amp;#42;.

3. third, snake_case_name, \*star\*, \~\~gone\~\~, `` a`b ``
4. fourth, https://example.org/a_b_(c), 2 * 3 * 4
5. fifth: [words [in] **brackets**](https://example.org/(x)?a=b*c&copy;#d) and ![](x.png)

   more of the fifth

   - a list within
     - within

   ```rust
   fn code() { "`" }

     deep
   ```
10. counted

- another
  kind of list
1. and a third

text

1. one

<!-- -->

1. one again

2024\. A year that is no list. \- no item, \# no heading, \> no quotation.

> quoted @\*\*all\*\*
>
> > deeper
>
> - in a quotation
after

````quote
1. code <@123>
```
````

    > @**all**

***

| A | B |
|---|---|
| `x\|y` | @\*\*all\*\* |

## Empty \[brackets\](https://example.org)

A [link to **bold** `code`](https://example.org/bold "with a title"), wow![picture.png](https://example.org/picture.png) and _a_*b*__c__ ~ \~\~ **`code`** **bold *and* more** *em^ph*.
"#;

#[test]
fn what_means_something_to_zulip_is_words_in_a_document() {
    let long = (0..320)
        .map(|at| format!("{}. @\\*\\*all\\*\\* number {at} of many_things: <{at}\n", at + 1));
    let long = format!("{ODD}\n## Long\n\nThese are the rules:\n\n{}", long.collect::<String>());
    let library = of_content(&content_of(&[
        (
            "sources.yaml",
            "organisation: Odd @**all** Guild\nsources:\n  - folder: site\n    documents:\n      - {file: RULES.md, id: rules}\n",
        ),
        ("site/RULES.md", &long),
    ]));
    assert!(hold_all(&library) >= 4);
    hold_answers(&library);
    for longest in (1_000..4_000).step_by(97) {
        let passages = &library.edition.catalogue.passages;
        passages.iter().for_each(|passage| hold_in_short_messages(&library, passage, longest));
    }
}
