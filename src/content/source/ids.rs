//! The ids of documents that `sources.yaml` gives none: guessed from the names of files and folders.

use super::stem;
use crate::content::words::slug;

/// The longest id of a document, in characters.
pub(in crate::content) const LONGEST_ID: usize = 40;

/// Folders that hold many documents of one sort, and what each of those is.
const COLLECTIONS: [(&str, &str); 3] =
    [("templates", "template"), ("projects", "project"), ("sigs", "sig")];

/// The name that tells a file apart: many folders have a `README.md` or a `proposal.md`, and there
/// the folder does.
pub(super) fn own_name(file: &str) -> String {
    match (stem(file).to_lowercase().as_str(), file.rsplit('/').nth(1)) {
        ("readme" | "index" | "proposal", Some(folder)) => slug(folder),
        (stem, _) => slug(stem),
    }
}

/// The name of a proposal or a template with what it is one of: `projects/hosted/ferry.md` is
/// `project-ferry`, and so is `projects/core/ferry/proposal-core.md`.
pub(super) fn id_in_collection(file: &str) -> String {
    let mut folders: Vec<&str> = file.split('/').collect();
    folders.pop();
    let collection = |folder: &&str| {
        let found = COLLECTIONS.iter().find(|(many, _)| folder.eq_ignore_ascii_case(many));
        found.map(|(_, one)| *one)
    };
    let Some((at, one)) =
        folders.iter().enumerate().find_map(|(at, folder)| Some((at, collection(folder)?)))
    else {
        return own_name(file);
    };
    let name = match folders.last() {
        // A folder of its own holds what belongs to one of them.
        Some(folder)
            if folders.len() > at + 1
                && collection(folder).is_none()
                && stem(file).to_lowercase().starts_with("proposal") =>
        {
            slug(folder)
        }
        _ => own_name(file),
    };
    if name.starts_with(&format!("{one}-")) { name } else { format!("{one}-{name}") }
}

/// An id made of a whole path, for a file whose name another has too.
pub fn id_of_path(file: &str) -> String {
    let path = file.rsplit_once('.').map_or(file, |(path, _)| path);
    short(&slug(path))
}

/// An id short enough that a passage's fits behind it, cut between two words.
pub(super) fn short(id: &str) -> String {
    if id.len() <= LONGEST_ID {
        return id.to_owned();
    }
    let cut = &id[..LONGEST_ID];
    cut[..cut.rfind('-').unwrap_or(LONGEST_ID)].to_owned()
}
