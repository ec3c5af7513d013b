//! A command as somebody types it, and as Discord sends it on: by what is registered, or, where nothing
//! is, by what the words look like.

use super::super::telling;
use super::super::world::World;
use serde_json::{Value, json};

/// The options of tenet's commands, for where none are registered.
const OPTIONS: [&str; 13] = [
    "words", "in", "private", "full", "to", "note", "re", "ping", "as-of", "since", "id",
    "question", "command",
];

/// The number of a registered command.
#[track_caller]
pub(super) fn registered(world: &World, room: u64, kind: u64, name: &str) -> String {
    match find(world, room, kind, name) {
        Some(command) => command["id"].as_str().unwrap().to_owned(),
        None if world.commands.values().all(Vec::is_empty) => "1180000000000000009".to_owned(),
        None => panic!("Discord offers no {name}"),
    }
}

fn find<'a>(world: &'a World, room: u64, kind: u64, name: &str) -> Option<&'a Value> {
    let server = world.rooms[&room].server;
    let everywhere = world.commands.get(&None).into_iter().flatten();
    let there = server.and_then(|server| world.commands.get(&Some(server))).into_iter().flatten();
    there.chain(everywhere).find(|command| command["name"] == name && command["type"] == kind)
}

#[track_caller]
pub(super) fn data(world: &World, room: u64, typed: &str, is_unfinished: bool) -> Value {
    let typed = typed.strip_prefix('/').expect("a command begins with a slash");
    let (name, rest) = typed.split_once(' ').unwrap_or((typed, ""));
    let id = registered(world, room, 1, name);
    let described = find(world, room, 1, name).map(|command| &command["options"]);
    let known: Vec<&str> = match described {
        Some(options) => options
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|one| one["name"].as_str())
            .collect(),
        None => OPTIONS.to_vec(),
    };
    let typed = options(rest, &known);
    let (mut options, mut resolved) = (Vec::new(), json!({}));
    for (place, (name, text)) in typed.iter().enumerate() {
        let is_focused = is_unfinished && place + 1 == typed.len();
        let described = described.and_then(|all| {
            all.as_array().into_iter().flatten().find(|option| option["name"] == *name)
        });
        let kind = described.and_then(|option| option["type"].as_u64());
        let kind = kind.unwrap_or(match *text {
            "true" | "false" => 5,
            text if text.starts_with("<@") => 6,
            _ => 3,
        });
        if is_focused && let Some(described) = described {
            assert_eq!(described["autocomplete"], true, "Discord asks for no {name}");
        }
        let value = match kind {
            5 => json!(*text == "true"),
            6 => {
                let who = text.trim_matches(['<', '@', '>']);
                let number: u64 = who.parse().expect("people are named by their mention");
                resolved["users"][who] = telling::user(world, number);
                if let Some(server) = world.rooms[&room].server {
                    let mut member = telling::member(world, number, server);
                    member["permissions"] = json!(world.may(number, room).to_string());
                    resolved["members"][who] = member;
                }
                json!(who)
            }
            _ => json!(text),
        };
        let mut option = json!({"name": name, "type": kind, "value": value});
        if is_focused {
            option["focused"] = json!(true);
        }
        options.push(option);
    }
    let mut data = json!({"id": id, "name": name, "type": 1});
    if !options.is_empty() {
        data["options"] = json!(options);
    }
    if resolved != json!({}) {
        data["resolved"] = resolved;
    }
    data
}

/// Options and their values, in the order in which they are typed.
#[track_caller]
fn options<'a>(text: &'a str, known: &[&str]) -> Vec<(&'a str, &'a str)> {
    let mut starts = Vec::new();
    for (place, _) in text.match_indices(':') {
        let start = text[..place].rfind(' ').map_or(0, |space| space + 1);
        if known.contains(&&text[start..place]) {
            starts.push((start, place));
        }
    }
    assert!(
        text.trim().is_empty() || starts.first().is_some_and(|first| first.0 == 0),
        "{text:?} is not the option of a command with {known:?}"
    );
    let ends = starts.iter().skip(1).map(|next| next.0).chain([text.len()]);
    let value = |((start, place), end): (&(usize, usize), usize)| {
        (&text[*start..*place], text[place + 1..end].trim())
    };
    starts.iter().zip(ends).map(value).collect()
}
