//! What people see.

use super::world::{Posted, World};
use serde_json::Value;

/// A message as people see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) content: String,
    pub(crate) buttons: Vec<Button>,
    pub(crate) selects: Vec<Select>,
    /// The name of the only person who sees it.
    pub(crate) only_to: Option<String>,
    pub(crate) id: u64,
    pub(crate) room: u64,
    /// The message that it replies to.
    pub(crate) replies_to: Option<u64>,
    pub(crate) is_from_bot: bool,
    /// The names of those whom it notifies.
    pub(crate) notifies: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Button {
    pub(crate) label: String,
    /// Where it leads, if it is a link.
    pub(crate) url: Option<String>,
    pub(super) id: Option<String>,
    pub(super) is_disabled: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Select {
    pub(crate) placeholder: String,
    pub(crate) choices: Vec<Choice>,
    pub(super) id: String,
}

/// What can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) name: String,
    pub(crate) value: String,
}

/// What can be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) title: String,
    pub(crate) fields: Vec<Field>,
    pub(super) id: String,
    pub(super) room: u64,
    pub(super) from: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) label: String,
    /// What stands in it.
    pub(crate) value: String,
    pub(super) id: String,
    pub(super) most: usize,
    pub(super) is_required: bool,
}

impl Shown {
    pub(super) fn of(world: &World, message: &Posted) -> Shown {
        let rows = message.components.iter();
        let within = rows.flat_map(|row| row["components"].as_array().into_iter().flatten());
        let (mut buttons, mut selects) = (Vec::new(), Vec::new());
        for component in within {
            if component["type"] == 2 {
                buttons.push(Button {
                    label: text(component, "label"),
                    url: component["url"].as_str().map(str::to_owned),
                    id: component["custom_id"].as_str().map(str::to_owned),
                    is_disabled: component["disabled"] == true,
                });
            } else {
                let options = component["options"].as_array().into_iter().flatten();
                let choice = |option: &Value| Choice {
                    name: text(option, "label"),
                    value: text(option, "value"),
                };
                selects.push(Select {
                    placeholder: text(component, "placeholder"),
                    choices: options.map(choice).collect(),
                    id: text(component, "custom_id"),
                });
            }
        }
        let only_to = message.only_to.and_then(|who| world.people.get(&who));
        Shown {
            content: message.content.clone(),
            buttons,
            selects,
            only_to: only_to.map(|person| person.name.clone()),
            id: message.id,
            room: message.room,
            replies_to: message.replies_to,
            is_from_bot: message.author == super::world::APPLICATION,
            notifies: message.pings.iter().map(|who| world.people[who].name.clone()).collect(),
        }
    }

    /// What stands on its buttons.
    pub(crate) fn labels(&self) -> Vec<&str> {
        self.buttons.iter().map(|button| button.label.as_str()).collect()
    }
}

impl Form {
    pub(super) fn of(data: &Value, room: u64, from: Option<u64>) -> Form {
        let rows = data["components"].as_array().into_iter().flatten();
        let fields = rows.map(|row| &row["components"][0]).map(|field| Field {
            label: text(field, "label"),
            value: text(field, "value"),
            id: text(field, "custom_id"),
            most: field["max_length"].as_u64().unwrap_or(4000) as usize,
            is_required: field["required"] != false,
        });
        let (title, id) = (text(data, "title"), text(data, "custom_id"));
        Form { title, fields: fields.collect(), id, room, from }
    }
}

pub(super) fn choices(data: &Value) -> Vec<Choice> {
    let choices = data["choices"].as_array().into_iter().flatten();
    choices.map(|one| Choice { name: text(one, "name"), value: text(one, "value") }).collect()
}

fn text(of: &Value, key: &str) -> String {
    of[key].as_str().unwrap_or_default().to_owned()
}
