//! What a round found, in lines for people.
//!
//! The same in a terminal and in a log. Prints nothing.

use super::round::{Finding, Looked, Published};
use crate::content::difference::difference;
use crate::content::words::count;
use crate::index::Edition;
use crate::library::short;
use crate::wording;

/// At most so many documents, sections and people are named of what changed.
const NAMED: usize = 8;

/// What was found at a source.
pub fn looked(looked: &Looked) -> String {
    let source = &looked.source;
    match &looked.found {
        Finding::Taken { commit: Some(commit), date, rewound } => {
            let date = date.as_deref().map(wording::day).unwrap_or_default();
            let rewound = if *rewound { "; the branch was rewound, and is followed" } else { "" };
            format!("{source}: commit {} of {date}{rewound}", short(commit))
        }
        Finding::Taken { commit: None, .. } => format!("{source}: taken from a folder"),
        Finding::Unchanged => format!("{source}: unchanged"),
        Finding::Failed(reason) | Finding::HeldBack(reason) => format!("{source}: {reason}"),
    }
}

/// An edition, and what it holds.
pub fn edition(edition: &Edition) -> String {
    format!("Edition {}: {}", short(&edition.id), holds(edition))
}

/// What an edition holds.
pub fn holds(edition: &Edition) -> String {
    let catalogue = &edition.catalogue;
    format!(
        "{}, {}, {}",
        count(catalogue.documents.len(), "document", "documents"),
        count(catalogue.passages.len(), "passage", "passages"),
        count(catalogue.rosters.len(), "roster", "rosters"),
    )
}

/// An edition that was published, and what is different in it for readers.
pub fn published(published: &Published) -> Vec<String> {
    let mut lines = vec![edition(&published.edition)];
    if published.needs_a_look {
        lines.push("Some of it needs a look: run `tenet check`.".to_owned());
    }
    if let Some(before) = &published.before {
        lines.extend(changes(before, &published.edition));
    }
    lines
}

/// What is different for readers between two editions.
pub fn changes(before: &Edition, now: &Edition) -> Vec<String> {
    wording::difference::difference(&difference(&before.catalogue, &now.catalogue), NAMED)
}
