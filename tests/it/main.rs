//! What tenet promises, question in and answer out: one module a subject.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod anchors;
mod bad_content;
mod charter_and_conduct;
mod check;
mod commands;
mod completion;
mod copies;
mod distress;
mod editions;
mod ids;
mod json;
mod lead_ins;
mod linked;
mod misses;
mod own_content;
mod own_pages;
mod principles;
mod properties;
mod report;
mod requirements;
mod rosters;
mod support;
mod synced;
mod values;
mod words;
