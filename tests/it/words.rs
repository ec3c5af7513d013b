//! Words unchanged: what is quoted is what the page says, read back by a reader of its own.

use crate::support::folder::{Folder, guild};
use crate::support::library::{ask_json, invented, of_folder, shipped};
use crate::support::reader::{spaced, words};
use std::fs;
use tenet::content::anchor::AnchorRule;
use tenet::content::block::render;
use tenet::content::dialect::{CommonMark, Plain};
use tenet::content::document::sections;
use tenet::content::page;
use tenet::library::Library;

#[test]
fn every_passage_gives_its_words_back_from_its_markdown() {
    for library in [shipped(), invented()] {
        for passage in &library.edition.catalogue.passages {
            assert_eq!(
                words(&passage.markdown),
                spaced(&passage.text),
                "{}:\n{}",
                passage.id,
                passage.markdown
            );
        }
    }
}

#[test]
fn no_word_of_a_document_is_lost_between_its_sections() {
    for file in
        ["CODE_OF_CONDUCT.md", "CHARTER.md", "PRINCIPLES.md", "knots.md", "proposals/pilots.md"]
    {
        let source = fs::read_to_string(guild().join("rules").join(file)).unwrap();
        let read = page::read(file, &source, AnchorRule::Github);
        let kept: Vec<String> = sections(read.blocks, AnchorRule::Github)
            .iter()
            .map(|section| format!("{}\n{}", section.heading, render(&section.blocks, &Plain)))
            .collect();
        assert_eq!(spaced(&kept.join("\n")), words(&source), "{file}");
    }
}

#[test]
fn awkward_words_survive_every_rendering() {
    let mut changed = Vec::new();
    for source in [
        // Signs that mean something at the start of a line.
        "1\\. no list",
        "2024\\) no list either",
        "\\# no heading",
        "\\> no quotation",
        "\\- no item",
        "\\+ no item",
        "word\\\n\\- after a break",
        "word\\\n1\\. after a break",
        "word\\\n=== after a break",
        "word\\\n\\--- after a break",
        "\\| a | b |",
        "\\~~~ no fence",
        "\\``` no fence",
        "\\: no definition",
        "&nbsp;&nbsp;&nbsp;&nbsp;no code",
        // Signs that mean something between words.
        "snake_case_name and *a* * b * c",
        "a < b > c, <3, \\<br>, AT&amp;T, &amp;lt; and &copy;",
        "[not a link] and [^not a footnote] and ![not a picture]",
        "back\\\\slash and \\*star\\*",
        "https://example.org/a_b_c*d*",
        // Code keeps its signs.
        "`a`` b` and `` `x` `` and ``` `` ``` and `\\*`",
        "` a ` and `  b  `",
        "```\nfence\n```` `` ` ~~~ \\\n  # kept\n```",
        "    indented\n\n    code",
        "~~~ a`b\ncode\n~~~",
        "~~~~ruby\n```\ninside\n```\n~~~~",
        // Emphasis in every place.
        "**a**b and a**b**c and *a*b",
        "***both*** and **a *b* c** and *a **b** c*",
        "_a_*b*",
        "***2*3*4",
        "__a__**b**",
        "*a*_b_",
        "~~a~~b and a~~b~~",
        "*“quoted”* and **(brackets)** and *`code`*",
        "a<b>“x”</b>b",
        "a<em>(x)</em>b",
        "<em> spaces inside </em>word",
        "<b></b> nothing",
        "**a<br>b** and *a\\\nb*",
        "<i>left open",
        // Lists of every shape.
        "- a\n- b\n\n* c\n* d",
        "1. a\n2. b\n\n1) c\n2) d",
        "3. three\n4. four",
        "0. zero\n1. one",
        "- a\n\n  1. b\n\n     - c\n\n- d",
        "- a\n\n  3. starts at three",
        "1. a\n\n   second paragraph\n\n   > quoted\n2. b",
        "- [ ] open\n- [x] done",
        "-\n- empty before",
        "- ```\n  code\n  ```\n- # heading",
        "10. ten\n    - nested\n11. eleven",
        "- a<br>b\n- c",
        "- > quoted\n  > twice",
        "- a\n- \n\n  b",
        "- 1. a\n  2. b\n- - c",
        "- a\n\n  -",
        "paragraph\n\n- list\n\nparagraph",
        "- a\n\n<!-- apart -->\n\n- b",
        "1. a\n\n<!-- apart -->\n\n1. b",
        "- a\n\n<!-- apart -->\n\n    indented code",
        // Found by looking further with the random documents.
        "- ***",
        "`code`*`code`\na*b",
        "1. a\n\n    `\n    |\n    `code`",
        "word\\\n![picture](https://example.org/a_b)",
        "[x](<\\\\>) [y](\\a)",
        "**\\\n!**[link](https://example.org/a_b)",
        // Quotations.
        "> a\n>\n> > b\n>\n> - c\n\n> d",
        "> 1. a\n>    b",
        "> # heading\n> ---",
        "> a\n\n> b",
        // Headings.
        "# a # b #\n\n## `c` *d*\n\n### \\#",
        "# a \\#",
        "setext\n===\n\ntwo\nlines\n---",
        "# a<br>b",
        "#\n\n##  ",
        // Tables.
        "| a | b |\n|---|:-:|\n| `c\\|d` | e \\| f |\n| g |",
        "| a |\n|---|\n| b<br>c |",
        "| a | b |\n|---|---|\n| | x |\n",
        "| a |\n|---|",
        "- | a |\n  |---|\n  | b |",
        // Links and breaks.
        "[a `b` *c*](<x y>) [d](e \"f\") <https://example.org/?a=b&c=d> [g]\n\n[g]: h",
        "[a](b\\)c) [](empty) [x\\]y](z)",
        "[![picture](a.png)](b) after",
        "a  \nb\\\nc<br>\nd<br/>e",
        "<br>a<br>",
        "a<br><br>b",
        "line one\nline two",
        "word[\nlink](a) *\nno emphasis*",
        "two[\n](a)words",
        "two <i>\nlines</i>",
        "word<!-- hidden -->word",
        "tab\there",
        "a\u{a0}b c\u{200b}d \u{feff}e",
        "日本語の**強調**です",
        "e\u{301}mile ﬁ Å 😀‍🔥",
    ] {
        let read = page::read("page.md", source, AnchorRule::Github);
        let plain = spaced(&render(&read.blocks, &Plain));
        let markdown = render(&read.blocks, &CommonMark);
        let back = words(&markdown);
        if back != plain {
            changed.push(format!(
                "source   {source:?}\n  markdown {markdown:?}\n  words    {back:?}\n  expected {plain:?}"
            ));
        }
        // HTML aside, the words are also those that anybody reads in the source.
        if !source.contains("<b") && !source.contains("<e") && !source.contains("<i") {
            let read_by_others = words(source);
            if read_by_others != plain {
                changed.push(format!(
                    "source   {source:?}\n  is read  {plain:?}\n  expected {read_by_others:?}"
                ));
            }
        }
    }
    assert!(changed.is_empty(), "{} words change:\n{}", changed.len(), changed.join("\n"));
}

/// The id and words of every passage.
fn quoted(library: &Library) -> Vec<(String, String)> {
    let passages = &library.edition.catalogue.passages;
    passages.iter().map(|passage| (passage.id.clone(), passage.text.clone())).collect()
}

#[test]
fn line_ends_a_byte_order_mark_and_a_missing_last_line_end_change_no_word() {
    type Change = fn(String) -> String;
    let changes: [(&str, Change); 4] = [
        ("Windows line ends", |text| text.replace('\n', "\r\n")),
        ("old Macintosh line ends", |text| text.replace('\n', "\r")),
        ("byte-order mark", |text| format!("\u{feff}{text}")),
        ("no last line end", |text| text.trim_end().to_owned()),
    ];
    let expected = quoted(invented());
    for (name, change) in changes {
        let folder = Folder::of_the_guild();
        for file in [
            "rules/CODE_OF_CONDUCT.md",
            "rules/CHARTER.md",
            "rules/PRINCIPLES.md",
            "rules/knots.md",
            "rules/COUNCIL.md",
            "site/values.md",
            "site/principles.md",
        ] {
            folder.write(file, change(folder.read(file)));
        }
        assert_eq!(quoted(&of_folder(folder.path())), expected, "{name}");
    }
}

#[test]
fn source_characters_stay_as_they_are() {
    let folder = Folder::new();
    folder.write(
        "sources.yaml",
        "organisation: Typographers\nsources:\n  - git: https://github.com/example/type\n    folder: type\n    documents: [rules.md]\n",
    );
    let text =
        "\"Straight\" and 'single' -- two hyphens... and “curly” — dash… misspeled, &amp; naïve.";
    folder.write("type/rules.md", format!("# Rules\n\n{text}\n"));
    let library = of_folder(folder.path());
    let answer = ask_json(&library, "/cite rules/rules");
    assert_eq!(
        answer["passages"][0]["text"],
        text.replace("&amp;", "&"),
        "typographic quotes are not applied"
    );
    // Comparisons fold what the quotation keeps.
    let answer = ask_json(&library, "naive “straight” misspeled");
    assert_eq!(answer["passages"][0]["id"], "rules/rules");
}
