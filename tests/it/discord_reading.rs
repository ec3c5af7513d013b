//! That the reader which the words on Discord are held against reads as Discord does.

use crate::support::discord_reader::{Seen, read};

fn words(content: &str) -> String {
    read(content).words()
}

#[test]
fn signs_that_mean_something_are_not_seen_and_escaped_ones_are() {
    for (content, seen) in [
        (
            "**bold** *slanted* _too_ __under__ ~~out~~ ***both***",
            "bold slanted too under out both",
        ),
        ("snake_case_name and snake_case_ end", "snake_case_name and snakecase end"),
        ("2 * 3 * 4 and **", "2 * 3 * 4 and **"),
        (r"\*not\* \_not\_ \~\~not\~\~ \|\|not\|\|", "*not* _not_ ~~not~~ ||not||"),
        (r"back\\slash, \1 and \a", r"back\slash, \1 and \a"),
        ("`co*d*e` and `` a`b `` and \\`none\\`", "co*d*e and a`b and `none`"),
        ("```rust\nlet *x*;\n```", "let *x*;"),
        ("¯\\_(ツ)_/¯", "¯\\_(ツ)_/¯"),
        ("a<b and #x and -y", "a<b and #x and -y"),
        (r"\# no heading", "# no heading"),
        (r"\- no item", "- no item"),
        (r"1\. no list", "1. no list"),
        ("||hidden|| words", "hidden words"),
    ] {
        assert_eq!(words(content), seen, "{content}");
    }
    assert_eq!(read("||hidden|| words").spoilers, ["hidden"]);
}

#[test]
fn lines_are_headings_quotations_small_print_and_items() {
    let seen = read("# One ##\n### [Three](https://x.org)\n#### four\n-# small *print*\n#tag");
    assert_eq!(seen.headings, [(1, "One".to_owned()), (3, "Three".to_owned())]);
    assert_eq!(seen.small, ["small print"]);
    assert_eq!(seen.words(), "One Three #### four small print #tag");
    let seen = read("before\n> one\n> > two\n> \n> - three\n>four\n> five");
    assert_eq!(seen.quotes.len(), 2);
    assert_eq!(seen.words(), "before one > two - three >four five");
    let seen = read("a\n>>> b\nc\n\nd");
    assert_eq!(seen.quotes, ["b\nc\n\nd"]);
    assert_eq!(words("a > b"), "a > b");
}

#[test]
fn discord_counts_lists_itself() {
    for (content, numbers, seen) in [
        ("3. c\n5. e\n9. i", [3, 4, 5].as_slice(), "3. c 4. e 5. i"),
        ("1. a\ntext\n1. b", &[1, 1], "1. a text 1. b"),
        ("> 2. b\n> 7. c", &[2, 3], "2. b 3. c"),
        (r"3\. c", &[], "3. c"),
        ("1) a", &[], "1) a"),
        ("2024. A year", &[2024], "2024. A year"),
    ] {
        let found = read(content);
        assert_eq!(
            (found.numbers.as_slice(), found.words().as_str()),
            (numbers, seen),
            "{content}"
        );
    }
    assert_eq!(words("- a\n  - b\n  1. c\n* d"), "- a - b 1. c - d");
}

#[test]
fn links_have_words_and_addresses_and_look_like_nothing_else() {
    let links = |content: &str| read(content).links;
    let link = |words: &str, address: &str| (words.to_owned(), address.to_owned());
    for (content, expected) in [
        ("[words](https://x.org/a_b_(c)#d)", vec![link("words", "https://x.org/a_b_(c)#d")]),
        ("[**bold** w](<https://x.org>)", vec![link("bold w", "https://x.org")]),
        ("[a](https://x.org \"title\")", vec![link("a", "https://x.org")]),
        (
            "[a](http://x.org) [b](http://y.org)",
            vec![link("a", "http://x.org"), link("b", "http://y.org")],
        ),
        ("[a [b] c](https://x.org)", vec![link("a [b] c", "https://x.org")]),
        (
            "[a](/relative) [b](#anchor) [](https://x.org",
            vec![link("https://x.org", "https://x.org")],
        ),
        (r"\[a](b)", vec![]),
        ("<https://x.org/a>", vec![link("https://x.org/a", "https://x.org/a")]),
        ("see https://x.org/a(b)). And", vec![link("https://x.org/a(b)", "https://x.org/a(b)")]),
        (r"https\://x.org", vec![]),
        ("<ana@x.org> and ana@x.org", vec![link("ana@x.org", "ana@x.org")]),
    ] {
        assert_eq!(links(content), expected, "{content}");
    }
    let disguise = read("[https://bank.org](https://thief.org)");
    assert_ne!(disguise.words(), "https://bank.org", "a disguise stays as it is written");
}

#[test]
fn what_comes_to_life_is_named() {
    for (content, alive) in [
        ("<@123> <@!123> <@&123> <#123>", vec!["<@123>", "<@!123>", "<@&123>", "<#123>"]),
        ("hey @everyone and @here", vec!["@everyone", "@here"]),
        ("<t:1700000000:R> <t:-5>", vec!["<t:1700000000:R>", "<t:-5>"]),
        (
            "<:wave:123> <a:wave:123> :wave: :+1:",
            vec!["<:wave:123>", "<a:wave:123>", ":wave:", ":+1:"],
        ),
        ("</coc:123> <id:browse>", vec!["</coc:123>", "<id:browse>"]),
        ("> **<@1>**", vec!["<@1>"]),
        ("10:30:45, a: b:, @ana, <tag>, #general", vec![]),
        (r"\<@123> \@everyone \:wave: `<@123>`", vec![]),
    ] {
        assert_eq!(read(content).alive, alive, "{content}");
    }
}

#[test]
fn nothing_is_too_odd_to_be_read() {
    for content in [
        "", " ", "> ", ">>> ", "[", "](", "[a](", "*", "**", "`", "```", "\\", "<", "1. ", "- ",
        "# ", ":", "||", "||||", "~~", "_", "___", "[é]é(", "<é>", "@", "\\é",
    ] {
        let Seen { links, alive, .. } = read(content);
        assert_eq!((links, alive), (Vec::new(), Vec::new()), "{content}");
    }
}
