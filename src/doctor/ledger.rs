//! The ledger: whether `tenet serve` can start with what was counted, and keep what it counts.
//!
//! Reads it and writes nothing into it.

use super::{Check, Patient, disk};
use crate::ledger::{Ledger, LedgerError};

const NAME: &str = "ledger";

pub(super) fn examine(patient: &Patient<'_>) -> Option<Check> {
    let folder = patient.state.folder();
    let counts = patient.settings.count_unanswered;
    // What cannot be kept is lost; where nothing is counted, nothing is.
    let lost = |what: String, remedy: &str| match counts {
        true => {
            let what = format!("{what} What is counted is lost when the process stops.");
            Check::mend(NAME, what, remedy)
        }
        false => Check::look(NAME, what, remedy),
    };
    Some(match Ledger::look(folder) {
        Ok(None) if !counts => return None,
        Ok(None) => Check::ok(NAME, "None is kept yet; `tenet serve` begins one."),
        Ok(Some(path)) if !disk::is_open(&path) || !path.parent().is_some_and(disk::is_open) => {
            let what = format!("{} cannot be written.", path.display());
            lost(what, "Mend who may write the file and its folder.")
        }
        Ok(Some(path)) => Check::ok(NAME, format!("{} is whole.", path.display())),
        Err(error @ LedgerError::Newer { .. }) => Check::error(NAME, &error),
        Err(LedgerError::Damaged { path, what }) => Check::look(
            NAME,
            format!("{} is damaged: {what}.", path.display()),
            "Start `tenet serve` anew, which sets it aside, and look after the disk.",
        ),
        // It is told as the state folder.
        Err(LedgerError::InTheWay { path, .. }) if folder.starts_with(&path) => return None,
        Err(LedgerError::InTheWay { path, what }) => {
            lost(format!("{} is {what}.", path.display()), "Move it away.")
        }
        Err(LedgerError::Unusable { path, what }) => {
            let what = format!("{} cannot be used: {what}.", path.display());
            lost(what, "Mend who may read and write it.")
        }
    })
}
