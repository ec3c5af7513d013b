//! Messages, events and users in the form in which Zulip tells them.

use super::world::{BOT, Message, NOTIFICATION_BOT, Place, User, World};
use jiff::Timestamp;
use serde_json::{Value, json};

/// A message as events have it.
pub(super) fn message(world: &mut World, message: &Message) -> Value {
    let recipient = world.recipient(&message.place);
    let sender = world.user(message.sender);
    let is_zulips = message.sender == NOTIFICATION_BOT;
    let mut shape = json!({
        "id": message.id,
        "sender_id": message.sender,
        "content": message.content,
        "recipient_id": recipient,
        "timestamp": message.written,
        "client": message.client,
        "subject": "",
        "topic_links": [],
        "is_me_message": message.content.starts_with("/me "),
        "reactions": [],
        "submessages": [],
        "sender_full_name": sender.name,
        "sender_email": sender.email,
        "sender_realm_str": if is_zulips { "zulipinternal" } else { "harbour" },
        "type": "private",
        "avatar_url": null,
        "content_type": "text/x-markdown",
    });
    match &message.place {
        Place::Topic(stream, topic) => {
            shape["subject"] = json!(topic);
            shape["type"] = json!("stream");
            shape["stream_id"] = json!(stream);
            shape["display_recipient"] = json!(world.stream(*stream).name);
        }
        Place::Direct(people) => {
            let people = people.iter().map(|id| {
                let user = world.user(*id);
                json!({
                    "id": id, "email": user.email, "full_name": user.name, "is_mirror_dummy": false,
                })
            });
            shape["display_recipient"] = people.collect();
        }
    }
    shape
}

/// A message as it is read later, an empty topic as it is or by the name that stands for it.
pub(super) fn read(world: &mut World, of: &Message, names_topics: bool) -> Value {
    let mut shape = message(world, of);
    if names_topics && matches!(&of.place, Place::Topic(_, topic) if topic.is_empty()) {
        shape["subject"] = json!("general chat");
    }
    shape["flags"] = json!(of.flags);
    if let Some(last) = of.edits.last() {
        shape["last_edit_timestamp"] = json!(last.at);
        let edits = of.edits.iter().rev().map(|edit| {
            json!({
                "user_id": edit.by, "timestamp": edit.at, "prev_content": edit.before,
                "prev_rendered_content": rendered(&edit.before),
                "prev_rendered_content_version": 1,
            })
        });
        shape["edit_history"] = edits.collect();
    }
    shape
}

/// That a message was written.
pub(super) fn written(world: &mut World, of: &Message) -> Value {
    json!({"type": "message", "message": message(world, of), "flags": of.flags})
}

/// That a message was edited.
pub(super) fn edited(world: &World, of: &Message) -> Value {
    let edit = of.edits.last().expect("it was edited");
    let mut shape = json!({
        "type": "update_message",
        "user_id": edit.by,
        "edit_timestamp": edit.at,
        "message_id": of.id,
        "rendering_only": false,
        "orig_content": edit.before,
        "orig_rendered_content": rendered(&edit.before),
        "content": of.content,
        "rendered_content": rendered(&of.content),
        "prev_rendered_content_version": 1,
        "is_me_message": false,
        "message_ids": [of.id],
        "flags": of.flags,
    });
    if let Place::Topic(stream, _) = &of.place {
        shape["stream_id"] = json!(stream);
        shape["stream_name"] = json!(world.stream(*stream).name);
    }
    shape
}

/// That messages were moved.
pub(super) fn moved(
    world: &World,
    first: u64,
    all: &[u64],
    from: (u64, &str),
    to: (u64, &str),
) -> Value {
    let mut shape = json!({
        "type": "update_message",
        "user_id": super::world::OWNER,
        "edit_timestamp": Timestamp::now().as_second(),
        "message_id": first,
        "rendering_only": false,
        "stream_name": world.stream(from.0).name,
        "stream_id": from.0,
        "propagate_mode": "change_all",
        "orig_subject": from.1,
        "message_ids": all,
        "flags": world.message(first).flags,
    });
    if from.0 != to.0 {
        shape["new_stream_id"] = json!(to.0);
    }
    if from.1 != to.1 {
        shape["subject"] = json!(to.1);
        shape["topic_links"] = json!([]);
    }
    shape
}

/// That messages were deleted, or moved to where the bot does not see them.
pub(super) fn deleted(ids: &[u64], place: &Place) -> Value {
    match place {
        Place::Topic(stream, topic) => json!({
            "type": "delete_message", "message_ids": ids, "stream_id": stream, "topic": topic,
            "message_type": "stream",
        }),
        Place::Direct(_) => {
            json!({"type": "delete_message", "message_ids": ids, "message_type": "private"})
        }
    }
}

/// That the server was started again.
pub(super) fn restarted(level: u32) -> Value {
    json!({
        "type": "restart", "zulip_version": version(level), "zulip_merge_base": "",
        "zulip_feature_level": level, "server_generation": Timestamp::now().as_second(),
        "immediate": true,
    })
}

/// A server's own name of itself.
pub(super) fn version(level: u32) -> &'static str {
    if level < 257 { "8.0" } else { "12.0" }
}

/// A user as everybody sees them.
pub(super) fn user(id: u64, user: &User) -> Value {
    let is_bot = user.bot_type.is_some();
    let mut shape = json!({
        "email": user.email,
        "user_id": id,
        "avatar_version": 1,
        "is_admin": user.role <= 200,
        "is_owner": user.role == 100,
        "is_guest": user.role == 600,
        "is_billing_admin": false,
        "role": user.role,
        "is_bot": is_bot,
        "full_name": user.name,
        "timezone": "",
        "is_active": user.is_active,
        "date_joined": "2026-01-01T09:00:00+00:00",
        "delivery_email": user.email,
        "avatar_url": null,
    });
    if let Some(kind) = user.bot_type {
        shape["bot_type"] = json!(kind);
        shape["bot_owner_id"] = json!(user.owner);
    }
    shape
}

/// What Zulip posts to an outgoing webhook.
pub(super) fn hook(world: &mut World, of: &Message, trigger: &str, token: &str) -> Value {
    let mut inner = message(world, of);
    inner["rendered_content"] = json!(rendered(&of.content));
    let bot = world.user(BOT);
    json!({
        "data": of.content, "message": inner, "bot_email": bot.email, "bot_full_name": bot.name,
        "token": token, "trigger": trigger,
    })
}

/// What stands in the page of the web app, roughly: nobody may go by it.
pub(super) fn rendered(content: &str) -> String {
    let escaped = content.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<p>{}</p>", escaped.replace('\n', "<br>\n"))
}
