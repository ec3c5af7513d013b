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
