//! The content folder, and whose it is.

use super::{Check, Patient};
use crate::content::problem::Severity;
use crate::content::words::{count, fold};
use crate::content::{self, check};
use crate::sync::opening::{self, HeldSources};

const NAME: &str = "content";
const ORGANISATION: &str = "organisation";

pub(super) fn examine(patient: &Patient<'_>) -> Vec<Check> {
    let files = match patient.files {
        Ok(files) => files.clone(),
        Err(error) => return vec![Check::error(NAME, error)],
    };
    let (manifest, _) = content::manifest(&files);
    let mut held = HeldSources::in_state(&manifest, patient.state);
    // What is damaged is told with the state folder.
    held.snapshots.retain(|_, id| patient.state.holds_snapshot(id));
    let content = opening::content_of(files, patient.state, &mut held);
    let reading = content::read(&content);
    let place = match &patient.settings.content {
        Some(folder) => folder.display().to_string(),
        None => "the content that ships".to_owned(),
    };
    if let Some((first, rest)) = reading.refusals.split_first() {
        let mut check = Check::problem(NAME, first);
        if !rest.is_empty() {
            check.what.push_str(&format!(" {} more in `tenet check`.", rest.len()));
        }
        return vec![check];
    }
    let problems = check::check(&content);
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let catalogue = &reading.catalogue;
    let what = format!(
        "{}, {}, {} of {} from {place}",
        count(catalogue.documents.len(), "document", "documents"),
        count(catalogue.passages.len(), "passage", "passages"),
        count(catalogue.rosters.len(), "roster", "rosters"),
        catalogue.organisation.name,
    );
    let content = match (errors, problems.len() - errors) {
        (0, 0) => Check::ok(NAME, format!("{what}.")),
        (0, more) => {
            let warnings = count(more, "warning", "warnings");
            Check::ok(NAME, format!("{what}; `tenet check` has {warnings}."))
        }
        (errors, _) => {
            let what = format!("{what}, with {}.", count(errors, "error", "errors"));
            Check::look(NAME, what, "Run `tenet check` for what to mend.")
        }
    };
    vec![content, organisation(patient, &catalogue.organisation.name)]
}

/// Whether the content is of those who are configured, without which `tenet serve` does not start.
fn organisation(patient: &Patient<'_>, content: &str) -> Check {
    match &patient.settings.organisation {
        Some(configured) if fold(configured) == fold(content) => {
            Check::ok(ORGANISATION, format!("{content}, as configured."))
        }
        Some(configured) => Check::mend(
            ORGANISATION,
            format!("The content is of {content}, and the configuration says {configured}."),
            "Mount the right content folder, or mend `organisation`.",
        ),
        None => {
            let what = "The configuration does not say whose content it must be.";
            let remedy = format!(
                "Write `organisation = \"{content}\"` into tenet.toml if that is who you are."
            );
            if patient.is_to_serve() {
                Check::mend(ORGANISATION, what, remedy)
            } else {
                Check::look(ORGANISATION, what, remedy)
            }
        }
    }
}
