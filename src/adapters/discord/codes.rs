//! The codes by which Discord says why it refuses something, as far as it matters here which it is
//! (<https://discord.com/developers/docs/topics/opcodes-and-status-codes#json>).

/// The message was deleted.
pub(super) const UNKNOWN_MESSAGE: u64 = 10_008;
/// Discord no longer takes a response to this interaction: more than 3 seconds have passed.
pub(super) const UNKNOWN_INTERACTION: u64 = 10_062;
/// This interaction has a response.
pub(super) const ACKNOWLEDGED: u64 = 40_060;
/// The bot does not see the channel.
pub(super) const MISSING_ACCESS: u64 = 50_001;
/// Somebody takes no messages from the bot.
pub(super) const CANNOT_WRITE_TO_USER: u64 = 50_007;
/// The bot may not do that in the channel.
pub(super) const MISSING_PERMISSIONS: u64 = 50_013;
/// The thread is archived or locked.
pub(super) const THREAD_ARCHIVED: u64 = 50_083;
/// Somebody shares no server with the bot any more.
pub(super) const NO_SERVER_IN_COMMON: u64 = 50_278;
/// The bot may write, and not reply, since it does not see older messages.
pub(super) const CANNOT_REPLY: u64 = 160_002;
