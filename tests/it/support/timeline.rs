//! An invented source with a history, made commit by commit in memory.

use std::collections::BTreeMap;
use tenet::content::snapshot::{Change, Commit, Snapshot};
use tenet::content::source::is_hidden;

#[derive(Default)]
pub(crate) struct Timeline {
    snapshot: Snapshot,
}

impl Timeline {
    pub(crate) fn new() -> Timeline {
        Timeline::default()
    }

    /// A commit at noon of a day that gives files these texts; `None` removes one.
    pub(crate) fn commit(self, day: &str, files: &[(&str, Option<&str>)]) -> Timeline {
        let changes: Vec<(&str, Option<&str>, Option<&str>)> =
            files.iter().map(|(file, text)| (*file, *text, None)).collect();
        self.commit_with(day, None, &changes)
    }

    /// A commit that moves a file and gives it this text.
    pub(crate) fn moved(self, day: &str, was: &str, file: &str, text: &str) -> Timeline {
        self.commit_with(day, None, &[(file, Some(text), Some(was))])
    }

    /// A commit that a pull request brought; each change is a file, its text, and what it was called.
    pub(crate) fn commit_with(
        mut self,
        day: &str,
        pull_request: Option<u64>,
        changes: &[(&str, Option<&str>, Option<&str>)],
    ) -> Timeline {
        let number = self.snapshot.commits.len() + 1;
        let mut commit = Commit {
            id: format!("{number:040x}"),
            at: format!("{day}T12:00:00Z").parse().unwrap(),
            pull_request,
            changes: Vec::new(),
        };
        for (file, text, was) in changes {
            let text = text.map(|text| {
                let known = self.snapshot.texts.iter().position(|known| known == text);
                known.unwrap_or_else(|| {
                    self.snapshot.texts.push(text.to_owned());
                    self.snapshot.texts.len() - 1
                })
            });
            if let Some(was) = was {
                let there = self.snapshot.files.remove(*was).is_some();
                assert!(there || is_hidden(was), "a file that is moved was there");
            }
            match text {
                // As a fetch hands them over: hidden files are in the history alone.
                Some(_) if is_hidden(file) => None,
                Some(text) => self.snapshot.files.insert((*file).to_owned(), text),
                None => self.snapshot.files.remove(*file),
            };
            let was = was.map(str::to_owned);
            commit.changes.push(Change { file: (*file).to_owned(), text, was });
        }
        self.snapshot.commits.push(commit);
        self
    }

    /// As content has it: the snapshot of the one source of this id.
    pub(crate) fn of(self, source: &str) -> BTreeMap<String, Snapshot> {
        BTreeMap::from([(source.to_owned(), self.snapshot)])
    }
}
