//! Words unchanged on Discord: what a reader of its own sees in the messages is what the documents say,
//! nobody is named by it, and every link leads where the document's does.

use crate::support::discord_reader::read;
use crate::support::holding::{Chat, Page, hold, hold_answers};
use crate::support::library::{content_of, invented, of_content, shipped};
use crate::support::words::{decoded, real};
use tenet::adapters::discord::pages;
use tenet::library::Library;
use tenet::wording::Part;

/// What is seen of the messages that an answer fills, which Discord takes and in which nothing is alive.
fn seen(what: &str, parts: &[Part]) -> Vec<Page> {
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
        Page { text: seen.text, quotes: seen.quotes, links: seen.links, hides: false }
    });
    seen.collect()
}

/// Words without the addresses that stand behind them, since Discord shows no link under such words.
fn without_addresses(words: String, pages: &[Page], expected: &[(String, String)]) -> String {
    let bare =
        pages.iter().flat_map(|page| &page.links).filter(|(words, address)| words == address);
    let mut words = words;
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

const DISCORD: Chat<'_> = Chat { seen: &seen, quoted: &without_addresses, opens: &is_opened };

fn hold_all(library: &Library) -> usize {
    let passages = &library.edition.catalogue.passages;
    passages.iter().for_each(|passage| hold(&DISCORD, library, passage));
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
    hold_answers(&DISCORD, &library);
}

#[test]
fn lists_of_people_and_all_other_answers_name_nobody_to_discord() {
    hold_answers(&DISCORD, shipped());
    hold_answers(&DISCORD, invented());
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
    hold_answers(&DISCORD, &library);
}
