//! Recordings that lie beside a checkout where somebody put them; a fresh clone has none.

use std::io::Write;
use std::path::{Path, PathBuf};

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
