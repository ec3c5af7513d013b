//! Recordings that lie beside a checkout where somebody put them; a fresh clone has none.

use super::folder::Folder;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use tenet::content::Files;
use tenet::sync::files;

/// A file of the recordings; where it is absent the test that asks is skipped, and says so even
/// where the output of passing tests is kept back.
pub(crate) fn shared(name: &str, test: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.join("shared").join(name);
    if path.exists() {
        return Some(path);
    }
    skipped(test, &format!("{} is not there", path.display()));
    None
}

pub(crate) fn skipped(test: &str, why: &str) {
    let _ = writeln!(std::io::stderr(), "\n*** SKIPPED: {test}: {why} ***");
}

/// A working copy of the governance repository, gone when the folder is.
pub(crate) fn governance_clone(test: &str) -> Option<(Folder, PathBuf)> {
    let bundle = shared("upstream/governance.bundle", test)?;
    let folder = Folder::new();
    let clone = folder.join("governance");
    let git = Command::new("git")
        .args(["clone", "--quiet", "--branch", "main"])
        .args([&bundle, &clone])
        .output();
    match git {
        Ok(output) => assert!(output.status.success(), "{output:?}"),
        Err(error) => {
            skipped(test, &format!("git cannot be run: {error}"));
            return None;
        }
    }
    Some((folder, clone))
}

/// The content that ships, with the documents of the governance repository laid into it.
pub(crate) fn with_governance(test: &str) -> Option<Files> {
    let (_folder, clone) = governance_clone(test)?;
    let mut content = files::shipped();
    let cloned = files::folder(&clone).unwrap().files.into_iter();
    content.files.extend(cloned.map(|(path, text)| (format!("governance/{path}"), text)));
    Some(content)
}
