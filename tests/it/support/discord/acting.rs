//! What people do: commands, buttons, forms and messages, and what comes of it.

mod command;

use super::people::{Channel, Person};
use super::shown::{Choice, Form, Shown, choices};
use super::signed::{self, Way};
use super::telling;
use super::world::{APPLICATION, Interaction, Posted, World};
use serde_json::{Value, json};

/// What came of it.
#[derive(Debug)]
pub(crate) enum Response {
    /// A new message.
    Message(Shown),
    /// Another form of the message that it came from.
    Changed(Shown),
    Form(Form),
    Choices(Vec<Choice>),
    /// Something is announced, or nothing said.
    Later,
}

impl Response {
    #[track_caller]
    pub(crate) fn shown(self) -> Shown {
        match self {
            Response::Message(shown) | Response::Changed(shown) => shown,
            other => panic!("no message: {other:?}"),
        }
    }

    #[track_caller]
    pub(crate) fn form(self) -> Form {
        match self {
            Response::Form(form) => form,
            other => panic!("no form: {other:?}"),
        }
    }
}

/// Something that somebody is about to do somewhere.
pub(crate) struct Doing<'a> {
    person: &'a Person,
    what: What,
}

enum What {
    Types(String),
    Completes(String),
    Writes(String),
}

impl Person {
    /// A command with its options, as Discord shows it.
    pub(crate) fn types(&self, command: &str) -> Doing<'_> {
        Doing { person: self, what: What::Types(command.to_owned()) }
    }

    /// A command in a form that no bot knows yet, and what is answered.
    #[track_caller]
    pub(crate) fn types_something_new(&self, channel: &Channel) -> Shown {
        let id = self.begin(2, |_| (channel.id, None, json!("of another form")));
        self.response(id).shown()
    }

    /// An interaction of this kind with this data, whatever that is.
    pub(crate) fn sends(&self, kind: u64, data: &Value, channel: &Channel) -> Response {
        let id = self.begin(kind, |_| (channel.id, None, data.clone()));
        self.response(id)
    }

    /// A command whose last option is not finished.
    pub(crate) fn completes(&self, command: &str) -> Doing<'_> {
        Doing { person: self, what: What::Completes(command.to_owned()) }
    }

    /// A message.
    pub(crate) fn writes(&self, text: &str) -> Doing<'_> {
        Doing { person: self, what: What::Writes(text.to_owned()) }
    }

    /// A command of the menu of a message.
    #[track_caller]
    pub(crate) fn picks(&self, command: &str, at: u64) -> Response {
        let id = self.begin(2, |world| {
            let message = &world.messages[&at];
            let told = telling::message(world, message);
            let registered = command::registered(world, message.room, 3, command);
            let data = json!({
                "id": registered, "name": command, "type": 3, "target_id": at.to_string(),
                "resolved": {"messages": {at.to_string(): told}},
            });
            (message.room, None, data)
        });
        self.response(id)
    }

    /// A button by its label.
    #[track_caller]
    pub(crate) fn presses(&self, label: &str, below: &Shown) -> Response {
        let button = below.buttons.iter().find(|button| button.label == label);
        let button = button.unwrap_or_else(|| panic!("no {label:?} in {:?}", below.labels()));
        assert!(!button.is_disabled, "{label:?} cannot be pressed");
        let id = button.id.clone().expect("a link is not pressed");
        self.presses_id(&id, below)
    }

    /// A button by what the bot knows it by, whoever made that up.
    #[track_caller]
    pub(crate) fn presses_id(&self, id: &str, below: &Shown) -> Response {
        self.component(below, &json!({"component_type": 2, "custom_id": id, "id": 2}))
    }

    /// One of the choices of the only select.
    #[track_caller]
    pub(crate) fn chooses(&self, name: &str, below: &Shown) -> Response {
        let [select] = below.selects.as_slice() else { panic!("not one select in {below:?}") };
        let choice = select.choices.iter().find(|choice| choice.name == name);
        let choice = choice.unwrap_or_else(|| panic!("no {name:?} in {:?}", select.choices));
        self.chooses_value(&choice.value, &select.id, below)
    }

    /// A value of a select, whoever made that up.
    #[track_caller]
    pub(crate) fn chooses_value(&self, value: &str, select: &str, below: &Shown) -> Response {
        let data = json!({"component_type": 3, "custom_id": select, "id": 2, "values": [value]});
        self.component(below, &data)
    }

    /// A form with these texts by the labels of its fields; what is not named stays as it stands.
    #[track_caller]
    pub(crate) fn submits(&self, form: &Form, texts: &[(&str, &str)]) -> Response {
        for (label, _) in texts {
            assert!(
                form.fields.iter().any(|field| field.label == *label),
                "no {label} in {form:?}"
            );
        }
        let rows = form.fields.iter().map(|field| {
            let filled = texts.iter().find(|(label, _)| *label == field.label);
            let text = filled.map_or(field.value.as_str(), |(_, text)| *text);
            assert!(text.encode_utf16().count() <= field.most, "{text:?} does not fit {field:?}");
            assert!(!field.is_required || !text.is_empty(), "{field:?} is required");
            let input = json!({"type": 4, "id": 2, "custom_id": field.id, "value": text});
            json!({"type": 1, "id": 1, "components": [input]})
        });
        let components: Vec<Value> = rows.collect();
        let data = json!({"custom_id": form.id, "components": components});
        let id = self.begin(5, |_| (form.room, form.from, data));
        self.response(id)
    }

    /// Changes a message of their own.
    pub(crate) fn edits(&self, message: u64, text: &str) {
        self.shared.change(|world| {
            let now = world.now();
            let posted = world.messages.get_mut(&message).unwrap();
            assert_eq!(posted.author, self.id, "nobody edits what others wrote");
            (posted.content, posted.edited) = (text.to_owned(), Some(now));
            world.announce("MESSAGE_UPDATE", message);
        });
    }

    /// Takes a message away.
    pub(crate) fn deletes(&self, message: u64) {
        self.shared.change(|world| {
            world.announce("MESSAGE_DELETE", message);
            world.messages.remove(&message);
        });
    }

    /// A message as it stands now; none when it is gone.
    pub(crate) fn looks_at(&self, message: &Shown) -> Option<Shown> {
        let world = self.shared.world();
        world.messages.get(&message.id).map(|posted| Shown::of(&world, posted))
    }

    /// Waits until a message is as wanted.
    #[track_caller]
    pub(crate) fn sees(&self, message: &Shown, wanted: impl Fn(Option<&Shown>) -> bool) {
        self.shared.wait("the message as it should be", |world| {
            let now = world.messages.get(&message.id).map(|posted| Shown::of(world, posted));
            wanted(now.as_ref()).then_some(())
        });
    }

    /// Waits for what follows the response that made a message.
    #[track_caller]
    pub(crate) fn follow_ups(&self, to: &Shown, count: usize) -> Vec<Shown> {
        self.shared.wait("follow-ups", |world| {
            let of = |one: &&Interaction| one.original == Some(to.id);
            let ids = &world.interactions.values().rfind(of)?.follow_ups;
            let all = ids.iter().filter_map(|id| world.messages.get(id));
            let all: Vec<Shown> = all.map(|posted| Shown::of(world, posted)).collect();
            (all.len() >= count).then_some(all)
        })
    }

    fn component(&self, below: &Shown, data: &Value) -> Response {
        let id = self.begin(3, |world| {
            let message = world.messages.get(&below.id).expect("the message is still there");
            assert!(message.only_to.is_none_or(|only| only == self.id), "they do not see it");
            (message.room, Some(message.id), data.clone())
        });
        self.response(id)
    }

    /// Begins an interaction; gives its number.
    #[track_caller]
    fn begin(&self, kind: u64, of: impl FnOnce(&World) -> (u64, Option<u64>, Value)) -> u64 {
        let (id, told, door) = self.shared.change(|world| {
            let (room, from, data) = of(world);
            let id = world.number();
            let there = world.rooms[&room].clone();
            let interaction = Interaction {
                id,
                token: format!("planted-interaction-token-{id}"),
                kind,
                who: self.id,
                room,
                at: world.clock,
                from,
                is_among: there.server.is_none() && !there.people.contains(&APPLICATION),
                response: None,
                original: None,
                follow_ups: Vec::new(),
                accepted: 0,
                refused: 0,
                is_lost: false,
            };
            let told = telling::interaction(world, &interaction, data);
            world.interactions.insert(id, interaction);
            if world.way == Way::Door {
                return (id, told, Some(world.door.expect("the door is open")));
            }
            let reaches = world.gateway.tell(there.server, "INTERACTION_CREATE", told);
            if !reaches {
                world.interactions.get_mut(&id).unwrap().is_lost = true;
            }
            (id, Value::Null, None)
        });
        if let Some(door) = door {
            signed::bring(&self.shared, door, id, &told);
        }
        id
    }

    /// Waits until an interaction was answered, or is known not to have reached the bot.
    #[track_caller]
    pub(crate) fn is_answered_or_lost(&self, id: u64) {
        self.shared.wait("an answer", |world| {
            let interaction = &world.interactions[&id];
            (interaction.accepted > 0 || interaction.is_lost).then_some(())
        });
    }

    /// What comes of an interaction.
    #[track_caller]
    pub(crate) fn response(&self, id: u64) -> Response {
        self.shared.wait("a response", |world| {
            let interaction = &world.interactions[&id];
            let response = interaction.response.as_ref()?;
            let data = &response["data"];
            let message = interaction.original.and_then(|id| world.messages.get(&id));
            let shown = message.map(|message| Shown::of(world, message));
            Some(match (response["type"].as_u64(), shown) {
                (Some(4 | 5), Some(shown)) => Response::Message(shown),
                (Some(7), Some(shown)) => Response::Changed(shown),
                (Some(8), _) => Response::Choices(choices(data)),
                (Some(9), _) => Response::Form(Form::of(data, interaction.room, interaction.from)),
                _ => Response::Later,
            })
        })
    }
}

impl Doing<'_> {
    /// What is answered in a channel.
    #[track_caller]
    pub(crate) fn in_(self, channel: &Channel) -> Shown {
        let person = self.person;
        person.response(self.begins_in(channel)).shown()
    }

    /// What is offered in a channel.
    #[track_caller]
    pub(crate) fn offers_in(self, channel: &Channel) -> Vec<Choice> {
        let person = self.person;
        match person.response(self.begins_in(channel)) {
            Response::Choices(choices) => choices,
            other => panic!("no choices: {other:?}"),
        }
    }

    /// The number by which it is known, without waiting for what comes of it.
    #[track_caller]
    pub(crate) fn begins_in(self, channel: &Channel) -> u64 {
        let (person, room) = (self.person, channel.id);
        match self.what {
            What::Types(command) => {
                person.begin(2, |world| (room, None, command::data(world, room, &command, false)))
            }
            What::Completes(command) => {
                person.begin(4, |world| (room, None, command::data(world, room, &command, true)))
            }
            What::Writes(text) => person.shared.change(|world| {
                let id = world.number();
                let posted = Posted {
                    id,
                    room,
                    author: person.id,
                    content: text,
                    components: Vec::new(),
                    flags: 0,
                    only_to: None,
                    replies_to: None,
                    nonce: None,
                    answers: None,
                    edited: None,
                    pings: Vec::new(),
                };
                world.messages.insert(id, posted);
                world.announce("MESSAGE_CREATE", id);
                id
            }),
        }
    }
}
