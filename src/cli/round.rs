//! `tenet round`: what `tenet serve` starts to look at the sources, and nobody else does.
//!
//! Takes what it needs from standard input, and reads neither configuration nor environment for it.

use super::{DONE, Failure};
use crate::sync::apart;
use std::io::{self, BufReader};

pub(super) fn run() -> Result<u8, Failure> {
    let span = tracing::info_span!("sync");
    let made = span.in_scope(|| apart::carry_out(BufReader::new(io::stdin()), io::stdout()));
    made.map_err(|error| {
        Failure::Usage(format!("`tenet serve` starts this, and nobody else does: {error}."))
    })?;
    Ok(DONE)
}
