//! What somebody has to know beside an answer, who wrote what is no step.

use super::{reading, said_of};
use crate::adapters::zulip::bot::Bot;
use crate::adapters::zulip::hearing::{Place, Said};
use crate::adapters::zulip::reading::lines;
use crate::adapters::zulip::rendering::{messages, plain};
use crate::adapters::zulip::server::Server;
use crate::citing::name_of;
use jiff::Timestamp;

/// What stands beside the answer to what somebody writes to the bot alone.
pub(in crate::adapters::zulip) struct Beside {
    /// In Zulip's Markdown.
    pub(in crate::adapters::zulip) line: String,
    /// Whether it stands only beside an answer that found nothing.
    pub(in crate::adapters::zulip) is_for_misses: bool,
}

/// How many words what somebody types may have who may take it for a step.
const SHORT: usize = 8;
/// With so many it is likelier a step than a question, whatever is found for it.
const SHORTEST: usize = 2;

/// What somebody has to know beside the answer to what they wrote, where they hold a citation, or where
/// they may reply to one: only the bot reads that.
pub(in crate::adapters::zulip) fn beside(
    bot: &Bot,
    server: &Server,
    said: &Said,
    at: Timestamp,
) -> Option<Beside> {
    let Place::Person(_) = said.place else { return None };
    let lines = lines(said, server);
    if lines.iter().any(|line| reading::is_command(line)) {
        return None;
    }
    let organisation = &bot.desk.library().edition.catalogue.organisation;
    if let Some(name) = bot.pointed.writes_to(said.author, at) {
        let (before, behind) = said_of::passes_nothing_on(organisation.report.is_some());
        let line = format!("{}{name}{}", plain(before), plain(&behind));
        return Some(Beside { line, is_for_misses: false });
    }
    let held = bot.drafts.seen(said.author, at)?;
    let words = lines.iter().map(|line| line.split_whitespace().count()).sum::<usize>();
    let name = name_of(&held.name);
    let parts = [match held.shown {
        Some(_) => said_of::still_held(&name),
        None => said_of::still_to_choose(&name),
    }];
    let line = messages(&parts, server.longest).into_iter().next()?;
    (words <= SHORT).then_some(Beside { line, is_for_misses: words > SHORTEST })
}
