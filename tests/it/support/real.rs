//! The real sources with their history, read as content: only where their bundles lie beside the
//! checkout.

use super::upstream;
use std::collections::BTreeMap;
use std::path::Path;
use tenet::content::Content;
use tenet::content::snapshot::Snapshot;
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
