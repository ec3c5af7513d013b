//! Depth and anchor of headings as the publishing sites make them, held against recordings.

use crate::support::folder::Folder;
use crate::support::program::Tenet;
use crate::support::shared::{governance_clone, shared};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn recorded(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The rows of `tenet outline`, whose shape is part of what is promised.
fn outline(folder: &Path, arguments: &[&str]) -> Vec<Value> {
    let run = Tenet::new().run_in(folder, &[&["outline", "--format", "json"], arguments].concat());
    assert_eq!(run.code, 0, "{run:?}");
    let rows: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    for row in &rows {
        for key in ["depth", "text", "anchor", "line", "id", "url"] {
            assert!(row.get(key).is_some(), "{key} is missing in {row}");
        }
    }
    rows
}

/// Headings are compared as readers compare them: a site may print its own quotation marks.
fn folded(text: &Value) -> String {
    text.as_str()
        .unwrap()
        .replace(['‘', '’'], "'")
        .replace(['“', '”'], "\"")
        .replace('–', "--")
        .replace('—', "---")
        .replace('…', "...")
}

#[test]
fn headings_of_the_website_have_the_anchors_that_jekyll_gave_them() {
    let name = "anchors of the website";
    let (Some(rows), Some(seeds)) =
        (shared("anchors/website-pages.json", name), shared("seeds", name))
    else {
        return;
    };
    for (page, expected) in recorded(&rows).as_object().unwrap() {
        let key = |row: &Value| (row["depth"].clone(), row["anchor"].clone(), folded(&row["text"]));
        let expected: Vec<_> = expected
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| !row["anchor"].is_null())
            .map(key)
            .collect();
        assert!(!expected.is_empty(), "{page}");
        let read: Vec<_> = outline(&seeds, &[&format!("{page}.md")])
            .iter()
            .filter(|row| !row["anchor"].is_null())
            .map(key)
            .collect();
        assert_eq!(read, expected, "{page}");
    }
}

#[test]
fn awkward_headings_have_the_anchors_of_each_algorithm() {
    let name = "anchors of awkward headings";
    let (Some(rows), Some(headings)) =
        (shared("anchors/headings.json", name), shared("anchors/headings.md", name))
    else {
        return;
    };
    let text = fs::read_to_string(&headings).unwrap();
    let folder = Folder::new();
    folder.write("top.md", &text);
    folder.write(
        "inside.md",
        format!("<section>\n<div markdown=\"1\">\n\n{text}\n\n</div>\n</section>"),
    );
    // The lines that stand before the headings in the wrapped file.
    let wrapped = 3;
    for (algorithm, file, rule, before) in [
        ("github", "top.md", "github", 0),
        ("kramdown_top", "top.md", "kramdown", 0),
        ("kramdown_in_html", "inside.md", "kramdown", wrapped),
    ] {
        let read = outline(folder.path(), &[file, "--anchors", rule]);
        let mut from = 0;
        for row in recorded(&rows).as_array().unwrap() {
            let heading = row["heading"].as_str().unwrap();
            // Repeats stand in the order of the document, so each is looked for after the last.
            let at = from
                + text
                    .lines()
                    .skip(from)
                    .position(|line| line == heading)
                    .unwrap_or_else(|| panic!("{heading} is not in the document"));
            from = at + 1;
            let found = read
                .iter()
                .find(|row| row["line"] == at + 1 + before)
                .unwrap_or_else(|| panic!("{algorithm}: no row for {heading}"));
            let depth = heading.chars().take_while(|c| *c == '#').count();
            assert_eq!(
                (&found["anchor"], &found["depth"]),
                (&row[algorithm], &Value::from(depth)),
                "{algorithm}: {heading}"
            );
        }
    }
}

#[test]
fn headings_of_the_governance_repository_have_the_anchors_and_lines_that_github_shows() {
    let name = "anchors of the governance repository";
    let (Some(rows), Some((_folder, clone))) =
        (shared("anchors/github-pages.json", name), governance_clone(name))
    else {
        return;
    };
    for (file, expected) in recorded(&rows).as_object().unwrap() {
        let key = |row: &Value| {
            (row["depth"].clone(), row["anchor"].clone(), row["line"].clone(), folded(&row["text"]))
        };
        let expected: Vec<_> = expected.as_array().unwrap().iter().map(key).collect();
        let read: Vec<_> = outline(&clone, &[file]).iter().map(key).collect();
        assert_eq!(read, expected, "{file}");
    }
}

#[test]
fn a_page_with_front_matter_is_read_as_jekyll_reads_it() {
    let folder = Folder::new();
    let heading = "## 3. We curate";
    folder.write("plain.md", heading);
    folder.write("page.md", format!("---\nlayout: default\n---\n{heading}"));
    folder.write(
        "div.md",
        format!("---\nlayout: default\n---\n<div markdown=\"1\">\n\n{heading}\n\n</div>"),
    );
    folder.write("raw.md", "---\nlayout: default\n---\n<h2>Board</h2>\n");
    for (file, anchor, line) in [
        ("plain.md", Value::from("3-we-curate"), 1),
        ("page.md", Value::from("3-we-curate"), 4),
        ("div.md", Value::from("we-curate"), 6),
        // A heading written as an HTML tag gets no anchor from any tool.
        ("raw.md", Value::Null, 4),
    ] {
        let rows = outline(folder.path(), &[file]);
        assert_eq!(rows.len(), 1, "{file}");
        assert_eq!((&rows[0]["anchor"], &rows[0]["line"]), (&anchor, &Value::from(line)), "{file}");
    }
}
