//! `tenet serve`: answers until it is told to stop.

use super::{DONE, Failure, Places};
use crate::serve;

pub(super) fn run(places: &Places) -> Result<u8, Failure> {
    let missing = &places.settings.missing;
    if !missing.is_empty() {
        return Err(Failure::Configuration(missing.clone()));
    }
    serve::run(places.settings.clone(), places.state())?;
    Ok(DONE)
}
