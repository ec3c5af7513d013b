//! Messages that ask, on any platform: what of one is a question, which answer stands for which of its
//! commands, and what is to be done so that the right ones stand after each edit.
//!
//! Knows no platform, and sends nothing: an adapter says what was written, and does what is planned.

pub mod matching;
pub mod order;
pub mod planning;
pub mod questions;
