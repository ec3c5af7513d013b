//! The signs of Zulip's Markdown.

pub(super) use crate::content::dialect::Plain as Zulip;
