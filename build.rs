//! Builds again when the content that is compiled in changes, and names the way in which content is
//! read and indexed: an edition built by other code is another edition.

use std::collections::hash_map::DefaultHasher;
use std::hash::Hasher;
use std::path::{Path, PathBuf};
use std::{fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=content");
    let mut hash = DefaultHasher::new();
    for part in ["src/content.rs", "src/content", "src/index.rs", "src/index"] {
        println!("cargo::rerun-if-changed={part}");
        for file in files(Path::new(part))? {
            hash.write(&fs::read(file)?);
        }
    }
    println!("cargo::rustc-env=TENET_FORM={:016x}", hash.finish());
    Ok(())
}

/// The files below a path, in the order of their names.
fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut entries = fs::read_dir(path)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    let mut found = Vec::new();
    for entry in entries {
        found.extend(files(&entry)?);
    }
    Ok(found)
}
