//! The real sources with their history, read as content: only where their bundles lie beside the
//! checkout.

use super::library::of_content;
use super::upstream;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;
use tenet::content::Content;
use tenet::content::snapshot::Snapshot;
use tenet::library::Library;
use tenet::sync::files;
use tenet::sync::git::{Fetched, Limits, Request, fetch};

/// The shipped content with both sources as they were fetched.
pub(crate) fn content(test: &str) -> Option<Content> {
    let governance = upstream::governance(test)?;
    let website = upstream::website(test)?;
    let synced = BTreeMap::from([
        ("governance".to_owned(), snapshot(&governance, "main")),
        ("site".to_owned(), snapshot(&website, "gh-pages")),
    ]);
    Some(Content { files: files::shipped(), synced })
}

/// The edition of that content, made once for all tests that only read it, and what it is made of.
pub(crate) fn edition(test: &str) -> Option<&'static (Content, Library)> {
    static REAL: OnceLock<Option<(Content, Library)>> = OnceLock::new();
    let real = REAL.get_or_init(|| {
        let content = content(test)?;
        let library = of_content(&content);
        Some((content, library))
    });
    if real.is_none() {
        // Said for every test that is skipped, and not for the first alone.
        return content(test).and(None);
    }
    real.as_ref()
}

fn snapshot(repository: &Path, branch: &str) -> Snapshot {
    let request = Request {
        from: repository.to_str().unwrap(),
        branch,
        mirror: Path::new("/nowhere/mirror"),
        known: None,
        limits: Limits::default(),
    };
    match fetch(&request, &|_| {}).unwrap() {
        Fetched::Changed { snapshot, .. } => snapshot,
        Fetched::Unchanged => panic!("nothing is held that could be unchanged"),
    }
}

/// The contributor of whom one commit replaced both the name and the handle.
pub(crate) struct Replaced {
    /// The commit before.
    pub(crate) before: String,
    /// What the contributor was called, in each way that it can be written.
    pub(crate) names: [String; 3],
}

/// Found in the history itself, so that nobody has to write it down.
pub(crate) fn replaced(content: &Content) -> Replaced {
    let snapshot = &content.synced["governance"];
    let mut before: Option<&str> = None;
    let mut found = Vec::new();
    for commit in &snapshot.commits {
        let list = commit.changes.iter().find(|change| change.file == "recognized-contributors.md");
        let text = list.and_then(|change| Some(snapshot.texts[change.text?].as_str()));
        if let (Some(text), Some(old)) = (text, before)
            && let Some((name, handle)) = replaced_entry(old, text)
        {
            let (last, first) = name.split_once(", ").unwrap();
            let names = [format!("{first} {last}"), name.clone(), handle];
            found.push((commit.id.clone(), names));
        }
        before = text.or(before);
    }
    let [(by, names)] = <[_; 1]>::try_from(found).expect("one commit replaces a name and a handle");
    let at = snapshot.commits.iter().position(|commit| commit.id == by).unwrap();
    Replaced { before: snapshot.commits[at - 1].id.clone(), names }
}

/// The entry that another took the place of, with another name and another handle.
fn replaced_entry(old: &str, new: &str) -> Option<(String, String)> {
    // An entry: what stands before the bracket, and the end of the address.
    let parts = |line: &str| -> Option<(String, String)> {
        let (name, link) = line.strip_prefix("* ")?.split_once(" (")?;
        let handle = link.split("github.com/").nth(1)?.trim_end_matches(['/', ')', ' ']);
        Some((name.to_owned(), handle.to_owned()))
    };
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let differing: Vec<usize> =
        (0..old.len().min(new.len())).filter(|at| old[*at] != new[*at]).collect();
    let [at] = differing[..] else { return None };
    let (was, is) = (parts(old[at])?, parts(new[at])?);
    (old.len() == new.len() && was.0 != is.0 && was.1 != is.1).then_some(was)
}
