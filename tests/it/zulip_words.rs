//! Words unchanged on Zulip: what a reader of its own sees in the messages is what the documents say,
//! nobody is named by it, and every link leads where the document's does.

use crate::support::holding::{Chat, Page, hold, hold_answers};
use crate::support::library::{ask, content_of, invented, of_content, shipped};
use crate::support::words::{real, squeezed, without_signs};
use crate::support::zulip_reader::{Seen, read};
use tenet::adapters::zulip::rendering::messages;
use tenet::content::passage::Passage;
use tenet::library::Library;
use tenet::wording::{Medium, Part, reply};

/// The length of messages on most servers.
const USUAL: usize = 10_000;

/// What is seen of the messages that an answer fills, which the server takes and in which nothing is alive.
fn seen(what: &str, parts: &[Part], longest: usize) -> Vec<Page> {
    let messages = messages(parts, longest);
    assert!(!messages.is_empty(), "{what}");
    let seen = messages.iter().map(|message| {
        let length = message.chars().count();
        assert!((1..=longest).contains(&length), "{what}: {length}\n{message}");
        assert_eq!(message.trim(), message, "{what}: the server takes white space away");
        let Seen { text, quotes, links, spoilers, alive } = read(message);
        assert_eq!(alive, Vec::<String>::new(), "{what}:\n{message}");
        assert!(spoilers.len() <= quotes.len(), "{what}:\n{message}");
        Page { text, quotes, links, hides: !spoilers.is_empty() }
    });
    seen.collect()
}

/// Whether Zulip opens an address behind words: addresses of the web and of mail, and a message is no place
/// for one that fills it.
fn is_opened((words, address): &(String, String)) -> bool {
    let known = address.starts_with("http") || address.starts_with("mailto:");
    known && address.len() <= 1_000 && !words.trim().is_empty()
}

fn zulip_of<T>(longest: usize, held: impl FnOnce(&Chat<'_>) -> T) -> T {
    held(&Chat {
        seen: &|what, parts| seen(what, parts, longest),
        quoted: &|words, _, _| words,
        opens: &is_opened,
    })
}

fn hold_all(library: &Library) -> usize {
    let passages = &library.edition.catalogue.passages;
    // What servers have, and a length at which much is cut.
    for longest in [USUAL, 2_500] {
        zulip_of(longest, |chat| passages.iter().for_each(|passage| hold(chat, library, passage)));
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
    zulip_of(USUAL, |chat| hold_answers(chat, &library));
    let passages = &library.edition.catalogue.passages;
    passages.iter().for_each(|passage| hold_in_short_messages(&library, passage, 1_000));
}

#[test]
fn lists_of_people_and_all_other_answers_name_nobody_to_zulip() {
    zulip_of(USUAL, |chat| {
        hold_answers(chat, shipped());
        hold_answers(chat, invented());
    });
}

/// Holds that a passage is whole in messages of a length that hardly any server has.
fn hold_in_short_messages(library: &Library, passage: &Passage, longest: usize) {
    let parts = reply(&ask(library, &format!("/cite {}", passage.id)), Medium::Chat);
    let what = format!("{} in {longest}", passage.id);
    let pages = seen(&what, &parts, longest);
    let there: String = pages.iter().map(|page| squeezed(&without_signs(&page.text))).collect();
    let quoted = parts.iter().filter_map(|part| match part {
        Part::Quote(passage, _) => Some(passage),
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
    zulip_of(USUAL, |chat| hold_answers(chat, &library));
    for longest in (1_000..4_000).step_by(97) {
        let passages = &library.edition.catalogue.passages;
        passages.iter().for_each(|passage| hold_in_short_messages(&library, passage, longest));
    }
}
