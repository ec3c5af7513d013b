//! Messages that ask, on any platform: what of one is a question, which answer stands for which of its
//! commands, and what is to be done so that the right ones stand after each edit.
//!
//! And replies in messages, as far as platforms write them alike.
//!
//! Knows no platform, and sends nothing: an adapter says what was written, does what is planned, and says
//! with which signs it is written.

mod lines;
pub mod matching;
pub mod order;
pub mod planning;
pub mod questions;
pub mod sheets;
pub mod writing;
