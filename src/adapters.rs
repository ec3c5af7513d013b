//! The faces of tenet: each turns a platform's events into questions and answers into its mark-up.
//!
//! Adapters translate and decide nothing; none of them knows another.

pub mod console;
pub mod discord;
pub mod http;
pub mod zulip;
