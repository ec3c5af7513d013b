//! What is asked of Discord, each with its own deadline and its own rule for sending it again.

use super::{Call, Failure, Rest};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serenity::builder::{
    CreateInteractionResponse, CreateInteractionResponseFollowup, CreateMessage,
    EditInteractionResponse, EditMessage,
};
use serenity::http::{LightMethod, Route};
use serenity::model::application::Interaction;
use serenity::model::gateway::BotGateway;
use serenity::model::id::{ApplicationId, ChannelId, InteractionId, MessageId, UserId};
use std::time::Duration;
use tokio::time::Instant;

/// How long Discord has to say where its gateway is.
const GATEWAY: Duration = Duration::from_secs(5);
/// How long a first response is taken
/// (<https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-callback>).
const FIRST_RESPONSE: Duration = Duration::from_secs(3);
/// How long one request with a first response may take, so that there is time for another.
const ONE_RESPONSE: Duration = Duration::from_millis(1200);
/// How long an interaction's token is good, with a little less for the way.
const TOKEN: Duration = Duration::from_secs(15 * 60 - 10);
/// How long a message is of use that answers somebody.
const MESSAGE: Duration = Duration::from_secs(3 * 60);
/// How long a citation may take to others: the moderator who pressed for it waits, and may do something
/// else when nothing comes of it.
const CITATION: Duration = Duration::from_secs(15);
/// How many messages are read at once, at most.
const MOST_READ: u8 = 100;

/// An interaction as somebody who may answer it knows it.
#[derive(Debug, Clone)]
pub(in crate::adapters::discord) struct Asked {
    /// By which Discord knows it.
    id: InteractionId,
    /// To whom it was sent, who may say more than the first response.
    application: ApplicationId,
    /// By which it may be answered, for 15 minutes.
    token: String,
    /// When it came here.
    since: Instant,
}

impl Asked {
    /// As it came here at `since`. `None` where its token is none: it is a part of addresses, and must
    /// not lead anywhere else.
    pub(in crate::adapters::discord) fn new(
        id: InteractionId,
        application: ApplicationId,
        token: &str,
        since: Instant,
    ) -> Option<Asked> {
        let is_plain = |sign: u8| sign.is_ascii_alphanumeric() || b"-_.~=".contains(&sign);
        let is_token = token.bytes().all(is_plain) && !token.bytes().all(|sign| sign == b'.');
        is_token.then(|| Asked { id, application, token: token.to_owned(), since })
    }

    /// As it is told by an interaction that came here at `since`.
    pub(in crate::adapters::discord) fn of(
        interaction: &Interaction,
        since: Instant,
    ) -> Option<Asked> {
        let (id, application) = (interaction.id(), interaction.application_id());
        Asked::new(id, application, interaction.token(), since)
    }

    /// Until when something that is said to who asked is of use.
    pub(in crate::adapters::discord) fn answerable(&self) -> Instant {
        (self.since + TOKEN).min(Instant::now() + MESSAGE)
    }

    /// Until when a citation may be taken to others that was pressed for with this.
    pub(in crate::adapters::discord) fn citable(&self) -> Instant {
        self.since + CITATION
    }
}

/// A message that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(in crate::adapters::discord) struct Sent {
    /// Which.
    pub(in crate::adapters::discord) id: MessageId,
    /// Where.
    pub(in crate::adapters::discord) channel_id: ChannelId,
}

/// What Discord says of a first response, where it is asked to:
/// <https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-callback-interaction-callback-response-object>.
#[derive(Debug, Deserialize)]
struct Responded {
    resource: Option<Resource>,
}

#[derive(Debug, Deserialize)]
struct Resource {
    message: Option<Sent>,
}

/// A message, as far as it matters whose it is and what it replies to.
#[derive(Debug, Deserialize)]
struct Read {
    id: MessageId,
    author: Id<UserId>,
    message_reference: Option<Reference>,
}

#[derive(Debug, Deserialize)]
struct Reference {
    message_id: Option<MessageId>,
}

impl Read {
    fn answers(&self, message: MessageId) -> bool {
        self.message_reference.as_ref().and_then(|reference| reference.message_id) == Some(message)
    }
}

#[derive(Debug, Deserialize)]
struct Id<T> {
    id: T,
}

impl Rest {
    /// Where the gateway is, how many shards there shall be, and how many sessions may be begun
    /// (<https://discord.com/developers/docs/events/gateway#get-gateway-bot>).
    ///
    /// # Errors
    /// Where Discord does not say so within some seconds: whoever needs it asks again.
    pub(in crate::adapters::discord) async fn gateway(&self) -> Result<BotGateway, Failure> {
        let until = Instant::now() + GATEWAY;
        self.call(Call { until, ..Call::new(LightMethod::Get, Route::GatewayBot, None) }).await
    }

    /// Gives the first response to an interaction, and says which message stands for it, as far as
    /// Discord told. One that stood already when it was sent again is no failure.
    ///
    /// # Errors
    /// Where it did not come about, or came too late.
    pub(in crate::adapters::discord) async fn respond(
        &self,
        asked: &Asked,
        first: &CreateInteractionResponse,
    ) -> Result<Option<Sent>, Failure> {
        let route = Route::InteractionResponse { interaction_id: asked.id, token: &asked.token };
        let call = Call {
            params: Some(vec![("with_response", "true".to_owned())]),
            until: asked.since + FIRST_RESPONSE,
            one: ONE_RESPONSE,
            // Discord takes one first response, and says so of a second.
            repeats: true,
            ..Call::new(LightMethod::Post, route, body(first)?)
        };
        let responded: Option<serde_json::Value> = self.call(call).await?;
        let responded = responded.and_then(|value| serde_json::from_value(value).ok());
        Ok(responded.and_then(|responded: Responded| responded.resource?.message))
    }

    /// The message that stands for the first response.
    pub(in crate::adapters::discord) async fn original(
        &self,
        asked: &Asked,
    ) -> Result<Sent, Failure> {
        self.of_token(asked, LightMethod::Get, original(asked), None).await
    }

    /// Changes the message that stands for the first response.
    pub(in crate::adapters::discord) async fn edit_original(
        &self,
        asked: &Asked,
        edit: &EditInteractionResponse,
    ) -> Result<Sent, Failure> {
        let route = original(asked);
        self.of_token(asked, LightMethod::Patch, route, body(edit)?).await
    }

    /// Takes the message away that stands for the first response.
    pub(in crate::adapters::discord) async fn delete_original(
        &self,
        asked: &Asked,
    ) -> Result<(), Failure> {
        let route = original(asked);
        self.of_token(asked, LightMethod::Delete, route, None).await
    }

    /// Says one more thing to who asked, until it is of no more use. Sent again only where it certainly did not arrive: who
    /// misses it can ask again, and who gets it twice wonders.
    pub(in crate::adapters::discord) async fn follow(
        &self,
        asked: &Asked,
        message: &CreateInteractionResponseFollowup,
        until: Instant,
    ) -> Result<Sent, Failure> {
        let (application_id, token) = (asked.application, &asked.token);
        let route = Route::WebhookFollowupMessages { application_id, token };
        self.call(Call { until, ..Call::new(LightMethod::Post, route, body(message)?) }).await
    }

    /// Posts a message in a channel that answers somebody. It has a nonce: however often it is sent, one stands
    /// (<https://discord.com/developers/docs/resources/message#create-message>).
    pub(in crate::adapters::discord) async fn post(
        &self,
        channel_id: ChannelId,
        message: &CreateMessage,
    ) -> Result<Sent, Failure> {
        self.post_until(channel_id, message, Instant::now() + MESSAGE).await
    }

    /// As [`Rest::post`], until it is of no more use.
    pub(in crate::adapters::discord) async fn post_until(
        &self,
        channel_id: ChannelId,
        message: &CreateMessage,
        until: Instant,
    ) -> Result<Sent, Failure> {
        let route = Route::ChannelMessages { channel_id };
        let call = Call::new(LightMethod::Post, route, body(message)?);
        self.call(Call { repeats: true, until, ..call }).await
    }

    /// The bot's own replies to a message among what was written there next, in their order.
    ///
    /// # Errors
    /// Where Discord does not say so: the bot may not be allowed to read what was written before
    /// (<https://discord.com/developers/docs/resources/message#get-channel-messages>).
    pub(in crate::adapters::discord) async fn replies(
        &self,
        to: Sent,
        by: UserId,
    ) -> Result<Vec<MessageId>, Failure> {
        let Sent { id, channel_id } = to;
        let call = Call {
            params: Some(vec![("after", id.to_string()), ("limit", MOST_READ.to_string())]),
            ..Call::new(LightMethod::Get, Route::ChannelMessages { channel_id }, None)
        };
        let read: Vec<Read> = self.call(call).await?;
        let mine = read.into_iter().filter(|read| read.author.id == by && read.answers(id));
        let mut mine: Vec<MessageId> = mine.map(|read| read.id).collect();
        mine.sort_unstable();
        Ok(mine)
    }

    /// Changes a message of the bot's own.
    pub(in crate::adapters::discord) async fn edit(
        &self,
        message: Sent,
        edit: &EditMessage,
    ) -> Result<Sent, Failure> {
        self.of_message(LightMethod::Patch, message, body(edit)?).await
    }

    /// Takes a message of the bot's own away; one that is gone is gone.
    pub(in crate::adapters::discord) async fn delete(&self, message: Sent) -> Result<(), Failure> {
        self.of_message(LightMethod::Delete, message, None).await
    }

    /// The channel in which the bot writes to somebody alone. Discord makes one, however often it is
    /// asked to (<https://discord.com/developers/docs/resources/user#create-dm>).
    pub(in crate::adapters::discord) async fn direct(
        &self,
        user: UserId,
    ) -> Result<ChannelId, Failure> {
        self.direct_until(user, Instant::now() + MESSAGE).await
    }

    /// As [`Rest::direct`], until it is of no more use.
    pub(in crate::adapters::discord) async fn direct_until(
        &self,
        user: UserId,
        until: Instant,
    ) -> Result<ChannelId, Failure> {
        let whom = body(&serde_json::json!({ "recipient_id": user }))?;
        let call = Call::new(LightMethod::Post, Route::UserMeDmChannels, whom);
        let channel: Id<ChannelId> = self.call(Call { repeats: true, until, ..call }).await?;
        Ok(channel.id)
    }

    async fn of_token<T: DeserializeOwned>(
        &self,
        asked: &Asked,
        method: LightMethod,
        route: Route<'_>,
        body: Option<Vec<u8>>,
    ) -> Result<T, Failure> {
        let until = asked.answerable();
        self.call(Call { until, ..Call::new(method, route, body) }).await
    }

    async fn of_message<T: DeserializeOwned>(
        &self,
        method: LightMethod,
        message: Sent,
        body: Option<Vec<u8>>,
    ) -> Result<T, Failure> {
        let (channel_id, message_id) = (message.channel_id, message.id);
        let route = Route::ChannelMessage { channel_id, message_id };
        self.call(Call { until: Instant::now() + MESSAGE, ..Call::new(method, route, body) }).await
    }
}

fn original(asked: &Asked) -> Route<'_> {
    let application_id = asked.application;
    Route::WebhookOriginalInteractionResponse { application_id, token: &asked.token }
}

/// A body as it is sent. What cannot be written down is never sent.
fn body(what: &impl Serialize) -> Result<Option<Vec<u8>>, Failure> {
    serde_json::to_vec(what).map(Some).map_err(|_| Failure::Unreached)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_token_leads_to_another_address() {
        let asked =
            |token| Asked::new(InteractionId::new(1), ApplicationId::new(2), token, Instant::now());
        assert!(asked("aW50ZXJhY3Rpb24_-~1.b2Y=").is_some());
        for token in ["", ".", "..", "a/../../../users/@me?x=", "a%2f..", "a#", "a b", "a\\b", "ä"]
        {
            assert!(asked(token).is_none(), "{token:?}");
        }
    }
}
