//! Brings content in, and keeps editions on disk.
//!
//! Shell, not core: the only rooms that open files and folders of content and of the state, and that
//! fetch.

pub mod apart;
pub mod editions;
pub mod files;
pub mod git;
pub mod opening;
pub mod report;
pub mod round;
pub mod sources;
