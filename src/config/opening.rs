//! Opens the files that the operator names, and says why one cannot be read.
//!
//! Reads no further than a file of that kind can be long. Shows nothing of what stands in one.

use crate::content::problem::{Place, Problem};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The configuration's name in the current folder, where none is named.
pub const FILE: &str = "tenet.toml";

/// As long as a file may be, in bytes: far more than there is to say.
const LONGEST: u64 = 1024 * 1024;

/// The configuration with its path: the one that is named, or [`FILE`] where there is one.
///
/// # Errors
/// Where there is one and it cannot be read.
pub fn open(named: Option<&Path>) -> Result<Option<(PathBuf, String)>, Problem> {
    let path = named.unwrap_or(Path::new(FILE));
    // A link that leads nowhere is a mistake, and no missing file.
    if named.is_none() && fs::symlink_metadata(path).is_err_and(|error| is_missing(&error)) {
        return Ok(None);
    }
    match text(path) {
        Ok(text) => Ok(Some((path.to_owned(), text))),
        Err(trouble) => Err(Problem::error(trouble.place, trouble.what, trouble.remedy)),
    }
}

fn is_missing(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::NotFound
}

/// Why a file cannot be read.
pub(super) struct Trouble {
    /// The file, and the place in it where that is known.
    pub(super) place: Place,
    /// What is wrong, in a sentence.
    pub(super) what: String,
    /// What to do.
    pub(super) remedy: &'static str,
    /// Whether it is just not there for whoever started tenet, and may be for somebody else.
    pub(super) is_absent: bool,
}

/// The text of a file, without the mark that some editors put before it.
pub(super) fn text(path: &Path) -> Result<String, Trouble> {
    let place = Place::file(path.display().to_string());
    let trouble = |place: Place, what: &str, remedy| {
        Err(Trouble { what: format!("The file {what}."), place, remedy, is_absent: false })
    };
    let absent = |place: Place, what: &str, remedy| {
        trouble(place, what, remedy).map_err(|trouble| Trouble { is_absent: true, ..trouble })
    };
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes));
    match read {
        Err(error) if error.kind() == io::ErrorKind::IsADirectory => {
            return trouble(place, "is a folder", "Name a file.");
        }
        Err(error) if is_missing(&error) => {
            return absent(place, "does not exist", "Mend the path, or write the file.");
        }
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            return absent(place, "may not be read by tenet", "Mend who may read it.");
        }
        Err(error) => {
            return trouble(place, &format!("cannot be read: {error}"), "Mend the path.");
        }
        Ok(_) if bytes.len() as u64 > LONGEST => {
            return trouble(place, "is longer than 1 MiB", "Name the right file.");
        }
        Ok(_) => {}
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)),
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let before = error.as_bytes().get(..good).unwrap_or_default();
            let place = after(&place.file, &String::from_utf8_lossy(before));
            trouble(place, "is not UTF-8", "Save it with the encoding UTF-8.")
        }
    }
}

/// The place that comes after this much of a file.
pub(super) fn after(file: &str, before: &str) -> Place {
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Place { file: file.to_owned(), line, column }
}
