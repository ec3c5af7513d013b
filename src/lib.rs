//! tenet answers governance questions where a community talks: the passage word for word, a link
//! that opens at it, and the edition it comes from.
//!
//! The core (`content`, `index`, `library`, `question`, `query`, `answer`, `wording`, `ask`, `offers`,
//! `manners`, `audience`, `citing`, `unanswered`) knows no network, disk, clock or platform: see ARCHITECTURE.md.

pub mod adapters;
pub mod answer;
pub mod ask;
pub mod audience;
pub mod citing;
pub mod cli;
pub mod complaints;
pub mod config;
pub mod content;
pub mod desk;
pub mod doctor;
pub mod index;
pub mod inlet;
pub mod ledger;
pub mod library;
pub mod manners;
pub mod messages;
pub mod meters;
pub mod offers;
pub mod outgoing;
pub mod pace;
pub mod query;
pub mod question;
pub mod replays;
pub mod seen;
pub mod serve;
pub mod sync;
pub mod troubles;
pub mod unanswered;
pub mod wording;
