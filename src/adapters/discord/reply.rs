//! A message of the bot's own, as plain data, and the forms in which Discord takes it.
//!
//! Whatever form it takes, no preview of a link is shown, and nobody is pinged whom it does not name.

use serenity::builder::{
    CreateActionRow, CreateAllowedMentions, CreateInteractionResponseMessage, CreateMessage,
    EditMessage,
};
use serenity::model::application::InteractionResponseFlags;
use serenity::model::channel::{MessageFlags, Nonce};
use serenity::model::id::UserId;

/// The most characters that a message holds
/// (<https://discord.com/developers/docs/resources/message#create-message>).
pub(super) const LONGEST: usize = 2000;

/// A message.
#[derive(Debug, Clone, Default)]
pub(super) struct Reply {
    /// Its words in Discord's Markdown, at most [`LONGEST`].
    pub(super) content: String,
    /// What can be pressed below it; at most five rows.
    pub(super) rows: Vec<CreateActionRow>,
    /// Whether only the asker sees it.
    pub(super) private: bool,
    /// Who is notified by it.
    pub(super) pings: Vec<UserId>,
}

impl Reply {
    /// Words alone.
    pub(super) fn of(content: impl Into<String>) -> Reply {
        Reply { content: content.into(), ..Reply::default() }
    }

    /// To the asker alone.
    pub(super) fn privately(self) -> Reply {
        Reply { private: true, ..self }
    }

    /// As the response to an interaction, or what takes the place of the message that it came from.
    pub(super) fn response(self) -> CreateInteractionResponseMessage {
        let mut flags = InteractionResponseFlags::SUPPRESS_EMBEDS;
        flags.set(InteractionResponseFlags::EPHEMERAL, self.private);
        let mentions = self.mentions();
        CreateInteractionResponseMessage::new()
            .content(self.content)
            .flags(flags)
            .allowed_mentions(mentions)
            .components(self.rows)
    }

    /// As a message in a channel, of which Discord makes one however often it is sent with this nonce
    /// (<https://discord.com/developers/docs/resources/message#create-message>).
    pub(super) fn message(self, nonce: String) -> CreateMessage {
        let mentions = self.mentions();
        CreateMessage::new()
            .content(self.content)
            .flags(MessageFlags::SUPPRESS_EMBEDS)
            .allowed_mentions(mentions)
            .components(self.rows)
            .nonce(Nonce::String(nonce))
            .enforce_nonce(true)
    }

    /// As what a message of the bot's own says from now on.
    pub(super) fn edit(self) -> EditMessage {
        let mentions = self.mentions();
        EditMessage::new()
            .content(self.content)
            .flags(MessageFlags::SUPPRESS_EMBEDS)
            .allowed_mentions(mentions)
            .components(self.rows)
    }

    fn mentions(&self) -> CreateAllowedMentions {
        CreateAllowedMentions::new().users(&self.pings).replied_user(false)
    }
}
