//! What questions are answered from: one edition, and how fresh it is.

use crate::index::Edition;
use std::sync::Arc;

/// An edition on the shelf. A reader keeps the one it took until it has answered, so that no answer
/// mixes two.
#[derive(Debug, Clone)]
pub struct Library {
    /// The edition.
    pub edition: Arc<Edition>,
}

impl Library {
    /// Puts an edition on the shelf.
    pub fn new(edition: Edition) -> Library {
        Library { edition: Arc::new(edition) }
    }
}
