//! People, channels and messages as Discord tells of them.

use super::super::discord_rest;
use super::world::{APPLICATION, Interaction, Posted, World};
use serde_json::{Value, json};

/// The bot's own user: <https://discord.com/developers/docs/resources/user#user-object>.
pub(super) fn bot() -> Value {
    discord_rest::user()
}

pub(super) fn user(world: &World, who: u64) -> Value {
    let Some(person) = world.people.get(&who).filter(|_| who != APPLICATION) else {
        return bot();
    };
    json!({
        "id": who.to_string(), "username": person.name.to_lowercase(), "avatar": null,
        "discriminator": "0", "public_flags": 0, "flags": 0, "global_name": person.name,
        "avatar_decoration_data": null, "collectibles": null, "display_name_styles": null,
        "banner": null, "accent_color": null, "clan": null, "primary_guild": null,
    })
}

/// <https://discord.com/developers/docs/resources/guild#guild-member-object>
pub(super) fn member(world: &World, who: u64, server: u64) -> Value {
    let roles = world.people.get(&who).and_then(|person| person.roles.get(&server));
    let roles: Vec<String> = roles.into_iter().flatten().map(u64::to_string).collect();
    json!({
        "roles": roles, "nick": null, "avatar": null, "banner": null, "joined_at": "2024-01-01T00:00:00.000000+00:00",
        "premium_since": null, "deaf": false, "mute": false, "flags": 0, "pending": false,
        "communication_disabled_until": null, "unusual_dm_activity_until": null,
        "avatar_decoration_data": null, "collectibles": null,
    })
}

/// <https://discord.com/developers/docs/resources/message#message-object>
pub(super) fn message(world: &World, message: &Posted) -> Value {
    let at = (message.id >> 22) + 1_420_070_400_000;
    let at = jiff::Timestamp::from_millisecond(i64::try_from(at).unwrap()).unwrap();
    // Discord numbers the components of a message.
    let mut count = 0;
    let components: Vec<Value> =
        message.components.iter().map(|row| numbered(row, &mut count)).collect();
    let mut told = json!({
        "id": message.id.to_string(), "channel_id": message.room.to_string(),
        "author": user(world, message.author), "content": message.content,
        "timestamp": at.to_string(), "edited_timestamp": message.edited.map(|at| at.to_string()),
        "tts": false, "mention_everyone": false, "mentions": mentioned(world, &message.content),
        "mention_roles": [], "attachments": [], "embeds": [], "pinned": false, "type": 0,
        "flags": message.flags, "components": components,
    });
    if message.author == APPLICATION {
        told["application_id"] = json!(APPLICATION.to_string());
    }
    if let Some(nonce) = &message.nonce {
        told["nonce"] = json!(nonce);
    }
    if let Some(interaction) = message.answers.and_then(|id| world.interactions.get(&id)) {
        told["webhook_id"] = json!(APPLICATION.to_string());
        told["type"] = json!(20);
        told["interaction_metadata"] = metadata(world, interaction);
    }
    if let Some(to) = message.replies_to {
        told["type"] = json!(if message.answers.is_some() { 20 } else { 19 });
        told["message_reference"] = json!({"type": 0, "channel_id": message.room.to_string(), "message_id": to.to_string()});
    }
    told
}

/// How a message came about:
/// <https://discord.com/developers/docs/resources/message#message-interaction-metadata-object>.
fn metadata(world: &World, interaction: &Interaction) -> Value {
    let of_kind = |kind: u64| {
        let mut told = json!({
            "id": interaction.id.to_string(), "type": kind, "user": user(world, interaction.who),
            "authorizing_integration_owners": owners(world, interaction),
        });
        if let Some(from) = interaction.from.filter(|_| kind == 3) {
            told["interacted_message_id"] = json!(from.to_string());
        }
        told
    };
    let mut told = of_kind(interaction.kind);
    if interaction.kind == 5 {
        // The form was opened by a button or a select, or else by a command.
        let opened_by = if interaction.from.is_some() { 3 } else { 2 };
        told["triggering_interaction_metadata"] = of_kind(opened_by);
    }
    told
}

fn numbered(row: &Value, count: &mut u64) -> Value {
    *count += 1;
    let mut row = row.clone();
    row["id"] = json!(*count);
    for component in row["components"].as_array_mut().into_iter().flatten() {
        *count += 1;
        component["id"] = json!(*count);
    }
    row
}

/// Who stands in a text as `<@…>`.
fn mentioned(world: &World, text: &str) -> Vec<Value> {
    let named =
        |who: &u64| text.contains(&format!("<@{who}>")) || text.contains(&format!("<@!{who}>"));
    let everybody = world.people.keys().copied().chain([APPLICATION]);
    everybody.filter(named).map(|who| user(world, who)).collect()
}

/// Whose installation let the interaction happen.
fn owners(world: &World, interaction: &Interaction) -> Value {
    let room = &world.rooms[&interaction.room];
    match (room.server, interaction.is_among) {
        (_, true) => json!({"1": interaction.who.to_string()}),
        (Some(server), false) => json!({"0": server.to_string()}),
        (None, false) => json!({"0": "0"}),
    }
}

/// <https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object>
pub(super) fn interaction(world: &World, interaction: &Interaction, data: Value) -> Value {
    let room = &world.rooms[&interaction.room];
    let may = world.may(interaction.who, interaction.room);
    let (kind, context) = match (room.server, interaction.is_among) {
        (Some(_), _) => (0, 0),
        (None, true) => (3, 2),
        (None, false) => (1, 1),
    };
    let mut channel = json!({"id": interaction.room.to_string(), "type": kind, "flags": 0});
    if room.server.is_some() {
        channel["name"] = json!(room.name);
        channel["permissions"] = json!(may.to_string());
        channel["guild_id"] = json!(room.server.map(|id| id.to_string()));
    } else {
        let others = room.people.iter().filter(|who| **who != interaction.who);
        channel["recipients"] = others.map(|who| user(world, *who)).collect();
    }
    let mut told = json!({
        "id": interaction.id.to_string(), "application_id": APPLICATION.to_string(),
        "type": interaction.kind, "token": interaction.token, "version": 1,
        "channel_id": interaction.room.to_string(), "channel": channel, "locale": "en-US",
        "context": context, "app_permissions": room.bot_may.to_string(), "entitlements": [],
        "entitlement_sku_ids": [], "attachment_size_limit": 10_485_760,
        "authorizing_integration_owners": owners(world, interaction), "data": data,
    });
    let who = user(world, interaction.who);
    match room.server {
        Some(server) => {
            let mut member = member(world, interaction.who, server);
            member["user"] = who;
            member["permissions"] = json!(may.to_string());
            told["member"] = member;
            told["guild_id"] = json!(server.to_string());
            told["guild_locale"] = json!("en-US");
            told["guild"] = json!({"id": server.to_string(), "locale": "en-US", "features": []});
        }
        None => told["user"] = who,
    }
    if interaction.kind == 3 || interaction.kind == 5 {
        let from = interaction.from.and_then(|id| world.messages.get(&id));
        if let Some(from) = from {
            told["message"] = message(world, from);
        }
    }
    told
}
