//! Every link of the edition of the real sources opens at the words that are quoted.

use crate::support::shared::shared;
use crate::support::{reader, real};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use tenet::content::passage::{Part, Passage};
use tenet::content::{Content, read};

use tenet::content::snapshot::Snapshot;

/// What a permalink names: file text, first and last line.
struct Lines<'a> {
    text: &'a str,
    first: usize,
    last: usize,
}

impl Lines<'_> {
    fn words(&self) -> String {
        reader::words_on_lines(self.text, self.first, self.last)
    }

    /// What the headings on these lines say.
    fn headings(&self) -> String {
        let headings = reader::headings(self.text).into_iter();
        let here = headings.filter(|(line, _)| (self.first..=self.last).contains(line));
        here.map(|(_, words)| words).collect::<Vec<_>>().join(" ")
    }
}

/// The files of a source at one of its commits.
fn files_at<'a>(snapshot: &'a Snapshot, commit: &str) -> BTreeMap<&'a str, &'a str> {
    let mut files = BTreeMap::new();
    for made in &snapshot.commits {
        for change in &made.changes {
            if let Some(was) = &change.was {
                files.remove(was.as_str());
            }
            match change.text {
                Some(text) => files.insert(change.file.as_str(), snapshot.texts[text].as_str()),
                None => files.remove(change.file.as_str()),
            };
        }
        if made.id == commit {
            return files;
        }
    }
    panic!("no commit {commit}");
}

/// The lines that a permalink opens.
fn opened<'a>(content: &'a Content, source: &str, permalink: &str) -> Lines<'a> {
    let (_, rest) = permalink.split_once("/blob/").expect(permalink);
    let (commit, rest) = rest.split_once('/').expect(permalink);
    let (file, lines) = rest.split_once("?plain=1#L").expect(permalink);
    let (first, last) = lines.split_once("-L").unwrap_or((lines, lines));
    let files = files_at(&content.synced[source], commit);
    let text = files.get(file).unwrap_or_else(|| panic!("{permalink}: no such file"));
    let (first, last) = (first.parse().unwrap(), last.parse().unwrap());
    assert!(first <= last && last <= text.lines().count(), "{permalink}");
    Lines { text, first, last }
}

/// Words without the signs of lists and quotations.
fn bare(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| !matches!(*word, "-" | ">"));
    words.collect::<Vec<_>>().join(" ")
}

/// The headings of a page that CommonMark knows, with their lines and the anchors that GitHub gives.
fn headings(text: &str) -> Vec<(usize, String)> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut taken: Vec<(usize, String)> = Vec::new();
    for (line, words) in reader::headings(text) {
        let slug = github(&words);
        let mut anchor = slug.clone();
        let count = seen.entry(slug.clone()).or_default();
        while taken.iter().any(|(_, taken)| *taken == anchor) {
            *count += 1;
            anchor = format!("{slug}-{count}");
        }
        taken.push((line, anchor));
    }
    taken
}

/// The anchor of a heading that stands on its page once.
fn github(words: &str) -> String {
    let kept = words.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[test]
fn the_anchors_counted_here_are_those_that_were_recorded() {
    let name = "anchors counted for the real documents";
    let (Some(page), Some(rows)) =
        (shared("anchors/headings.md", name), shared("anchors/headings.json", name))
    else {
        return;
    };
    let counted = headings(&fs::read_to_string(page).unwrap());
    let rows: Vec<Value> = serde_json::from_str(&fs::read_to_string(rows).unwrap()).unwrap();
    let mut from = 0;
    for row in rows {
        let at = counted[from..].iter().position(|(_, anchor)| row["github"] == **anchor);
        from += 1 + at.unwrap_or_else(|| panic!("{row} in {counted:?}"));
    }
}

#[test]
fn links_lead_to_the_heading_over_the_words() {
    let Some((content, library)) = real::edition("links of the real documents") else { return };
    let mut looked_at = 0;
    for passage in &library.edition.catalogue.passages {
        let citation = &passage.citation;
        if citation.source != "governance" {
            continue;
        }
        let text = content.synced["governance"].text(&citation.file).unwrap();
        let named = reader::headings(text).into_iter().map(|(_, words)| words);
        // What a proposal answers may stand between its heading and its words.
        let own = |words: &str| passage.part == Part::Item || words.ends_with(&passage.heading);
        let above = headings(text).into_iter().zip(named).rfind(|((line, _), words)| {
            *line <= passage.lines.first && (passage.answers.is_none() || own(words))
        });
        let page =
            format!("https://github.com/bytecodealliance/governance/blob/main/{}", citation.file);
        let expected = match above {
            Some(((_, anchor), _)) => format!("{page}#{anchor}"),
            None => page,
        };
        assert_eq!(citation.url, expected, "{}", passage.id);
        looked_at += 1;
    }
    assert!(looked_at > 300, "{looked_at}");
}

#[test]
fn permalinks_open_the_words_and_nothing_else() {
    let Some((content, library)) = real::edition("permalinks") else { return };
    let mut looked_at = 0;
    for passage in &library.edition.catalogue.passages {
        let permalink = passage.citation.permalink.as_ref().unwrap();
        let lines = opened(content, &passage.citation.source, permalink);
        let there = lines.words();
        let words = reader::words(&passage.markdown);
        let over = if passage.part == Part::Item {
            // Items before it stand between the sentence that introduces them and its own words.
            let (words, there) = (format!(" {words}"), format!(" {there}"));
            let own = words.rfind(" - ").unwrap_or_else(|| panic!("{words}"));
            let over = there.strip_suffix(&words[own..]).expect(permalink);
            let between = over.strip_prefix(&words[..own]).expect(permalink);
            let others = between.matches(" - ").count();
            assert!(others <= passage.items_left_out, "{permalink}");
            assert!(between.is_empty() || between.starts_with(" - "), "{permalink}: {between}");
            continue;
        } else {
            there.strip_suffix(words.as_str())
        };
        let over = over.unwrap_or_else(|| panic!("{permalink}\n{there}\n{words}")).trim();
        let title = passage.number.map(|number| format!("{number}. {}", passage.heading));
        let told = [String::new(), lines.headings(), title.unwrap_or_default()];
        assert!(told.iter().any(|told| told == over), "{permalink}: {over}");
        looked_at += 1;
    }
    assert!(looked_at > 350, "{looked_at}");
}

#[test]
fn permalinks_of_former_words_open_those() {
    let Some((content, library)) = real::edition("permalinks of the past") else { return };
    let history = &library.edition.catalogue.history;
    let versions = history
        .threads
        .iter()
        .flat_map(|thread| thread.versions.iter().map(move |version| (thread, version)));
    let mut looked_at = 0;
    for (thread, version) in versions {
        let moment = &history.moments[version.from];
        // Where somebody had another name, nobody is sent.
        let Some(permalink) = &version.permalink else { continue };
        looked_at += 1;
        assert!(permalink.contains(&moment.commit), "{permalink}");
        let lines = opened(content, &moment.source, permalink);
        let (there, words) = (bare(&lines.words()), bare(&version.text));
        // What was encoded twice is quoted as it was meant.
        let there = there.replace("\u{e2}\u{20ac}\u{201d}", "\u{2014}");
        let held = there.ends_with(&words)
            || thread.part == Part::Item && is_within(&words, &there)
            // A line that nobody had filled in is left out of the middle.
            || there.contains("TODO") && is_within(&words, &there);
        assert!(held, "{permalink}\n{there}\n{words}");
    }
    assert!(looked_at > 450, "{looked_at}");
}

/// Whether words stand in a text in their order.
fn is_within(words: &str, text: &str) -> bool {
    let mut there = text.split(' ');
    words.split(' ').all(|word| there.any(|other| other == word))
}

#[test]
fn words_are_exactly_as_old_as_they_are_said_to_be() {
    let Some((content, library)) = real::edition("since when words are the same") else { return };
    let unspoken = read(content).unspoken;
    let mut pages: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut looked_at = 0;
    for passage in &library.edition.catalogue.passages {
        let citation = &passage.citation;
        let words = bare(&passage.text);
        if words.is_empty() {
            continue;
        }
        let snapshot = &content.synced[&citation.source];
        let since = citation.unchanged_since_commit.as_ref().unwrap();
        let at = snapshot.commits.iter().position(|commit| commit.id == *since).unwrap();
        let commit = &snapshot.commits[at];
        assert_eq!(citation.unchanged_since, Some(commit.day()), "{}", passage.id);
        assert_eq!(citation.since_at_least, Some(at == 0), "{}", passage.id);
        // More than a phrase may have stood on another page of the source.
        let moves = words.split(' ').count() >= 8;
        let mut had = |commits: usize| {
            let file = name_at(snapshot, &citation.file, commits);
            let files = files_at(snapshot, &snapshot.commits[commits - 1].id);
            files.into_iter().filter(|(name, _)| *name == file || moves).any(|(_, text)| {
                // That somebody is called otherwise today is no change.
                let read = pages.entry(text).or_insert_with(|| {
                    let retold = unspoken.retell(text).map(|retold| sections(&retold.text));
                    [sections(text), retold.unwrap_or_default()].concat()
                });
                holds(read, passage, &words)
            })
        };
        // That commit has them,
        assert!(had(at + 1), "{}: {words}\nnot at {since}", passage.id);
        // and the one before it had not.
        looked_at += 1;
        assert!(at == 0 || !had(at), "{}: {words}\nbefore {since}", passage.id);
    }
    assert!(looked_at > 350, "{looked_at}");
}

/// What a file of today was called when the branch had so many commits.
fn name_at<'a>(snapshot: &'a Snapshot, file: &'a str, commits: usize) -> &'a str {
    let changes = snapshot.commits[commits..].iter().rev().flat_map(|commit| &commit.changes);
    changes.fold(file, |name, change| match &change.was {
        Some(was) if change.file == name => was,
        _ => name,
    })
}

/// Whether a page has these words as the passage has them: as all that a section says, or as an item
/// below what introduces it.
fn holds(sections: &[String], passage: &Passage, words: &str) -> bool {
    sections.iter().any(|section| match passage.part {
        Part::Section if passage.answers.is_some() => section.ends_with(words),
        Part::Section if passage.left_out.is_empty() => section == words,
        Part::Section => is_within(words, section),
        Part::TitledItem | Part::Item => is_within(words, section),
    })
}

/// The words under each heading of a page.
fn sections(text: &str) -> Vec<String> {
    let starts: Vec<usize> = reader::headings(text).into_iter().map(|(line, _)| line).collect();
    let all = [vec![0], starts, vec![text.lines().count() + 1]].concat();
    all.windows(2)
        .map(|pair| bare(&reader::words_on_lines(text, pair[0] + 1, pair[1] - 1)))
        .collect()
}
