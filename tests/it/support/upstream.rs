//! The real sources, which lie beside a checkout as git bundles where somebody put them.
//!
//! A bundle is a few lines of text and a pack. It is unpacked here, so that no git program is needed.

use super::folder::Folder;
use super::repository::isolated;
use super::shared::shared;
use gix::odb::pack;
use sha2::{Digest, Sha256};
use std::fs;
use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

/// The governance repository with its whole history, bare; for reading only.
pub(crate) fn governance(test: &str) -> Option<PathBuf> {
    unpacked("governance", test)
}

/// The governance repository as it was at a commit of its branch, in a folder of a test's own.
pub(crate) fn governance_at(commit: &str, folder: &Folder, test: &str) -> Option<PathBuf> {
    let whole = governance(test)?;
    let place = folder.join(&format!("{commit}.git"));
    super::repository::init(&place);
    let objects = whole.join("objects");
    fs::write(place.join("objects/info/alternates"), format!("{}\n", objects.display())).unwrap();
    fs::write(place.join("refs/heads/main"), format!("{commit}\n")).unwrap();
    fs::write(place.join("HEAD"), "ref: refs/heads/main\n").unwrap();
    Some(place)
}

/// The pages of the website with their history, bare; for reading only.
pub(crate) fn website(test: &str) -> Option<PathBuf> {
    unpacked("website", test)
}

/// The repository that a bundle holds: unpacked once, and found again by later runs.
fn unpacked(name: &str, test: &str) -> Option<PathBuf> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let bundle = fs::read(shared(&format!("upstream/{name}.bundle"), test)?).unwrap();
    let digest = Sha256::digest(&bundle);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("upstream");
    let place = folder.join(format!("{name}-{:02x}{:02x}{:02x}", digest[0], digest[1], digest[2]));
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(|error| error.into_inner());
    if !place.exists() {
        fs::create_dir_all(&folder).unwrap();
        let unfinished = folder.join(format!(".{name}-{}", std::process::id()));
        unpack(&bundle, &unfinished);
        // Another run of the tests may have been first.
        if fs::rename(&unfinished, &place).is_err() {
            fs::remove_dir_all(&unfinished).unwrap();
        }
    }
    Some(place)
}

fn unpack(mut bundle: &[u8], place: &Path) {
    let mut line = String::new();
    bundle.read_line(&mut line).unwrap();
    assert_eq!(line, "# v2 git bundle\n");
    let mut references = Vec::new();
    loop {
        line.clear();
        bundle.read_line(&mut line).unwrap();
        let Some((id, name)) = line.trim_end().split_once(' ') else { break };
        assert!(!id.starts_with('-'), "a bundle that stands on other commits");
        references.push((gix::ObjectId::from_hex(id.as_bytes()).unwrap(), name.to_owned()));
    }
    let repository = super::repository::init(place);
    let written = pack::Bundle::write_to_directory(
        &mut bundle,
        Some(&repository.objects.store_ref().path().join("pack")),
        &mut gix::progress::Discard,
        &AtomicBool::new(false),
        None::<gix::OdbHandle>,
        gix::hash::Kind::Sha1,
        pack::bundle::write::Options::default(),
    )
    .unwrap();
    fs::remove_file(written.keep_path.unwrap()).unwrap();
    let repository = gix::open_opts(place, isolated()).unwrap();
    for (id, name) in references.iter().filter(|(_, name)| name.starts_with("refs/heads/")) {
        repository
            .reference(name.as_str(), *id, gix::refs::transaction::PreviousValue::Any, "")
            .unwrap();
        fs::write(place.join("HEAD"), format!("ref: {name}\n")).unwrap();
    }
}
