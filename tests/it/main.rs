//! What tenet promises, question in and answer out: one module a subject.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod anchors;
mod any_history;
mod bad_content;
mod changes;
mod charter_and_conduct;
mod check;
mod check_from;
mod commands;
mod completion;
mod copies;
mod damage;
mod difference;
mod distress;
mod editions;
mod fetching;
mod fetching_from_servers;
mod freshness;
mod ids;
mod joined;
mod json;
mod lead_ins;
mod linked;
mod misquotes;
mod misses;
mod own_content;
mod own_pages;
mod principles;
mod properties;
mod real_places;
mod real_sources;
mod report;
mod requirements;
mod rosters;
mod rosters_history;
mod rounds;
mod serving;
mod shelf;
mod since;
mod support;
mod synced;
mod syncing;
mod values;
mod verify;
mod words;
