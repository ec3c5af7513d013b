//! Interactions that are brought to the bot's HTTP door as signed requests:
//! <https://discord.com/developers/docs/interactions/receiving-and-responding#receiving-an-interaction>.

use super::super::discord_signing::Signing;
use super::super::serving::Client;
use super::door::Refusal;
use super::{Shared, callbacks, described};
use serde_json::Value;
use std::net::SocketAddr;

/// How a bot is told what people do with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Way {
    /// Over the gateway, to which it connects.
    #[default]
    Gateway,
    /// By signed requests to its door.
    Door,
}

/// The key by which the application knows Discord, in hexadecimal digits.
pub(super) fn key() -> String {
    Signing::discord().public_key().map(|byte| format!("{byte:02x}")).concat()
}

/// Brings an interaction to a door, and takes the response that comes back.
pub(super) fn bring(shared: &Shared, door: SocketAddr, id: u64, told: &Value) {
    let request = Signing::discord().sign(told).request();
    let answered = Client::of(door).and_then(|mut client| {
        client.send(&request)?;
        client.read()
    });
    shared.change(|world| {
        let interaction = world.interactions[&id].clone();
        let taken = match answered {
            Ok(response) if response.status == 200 => {
                let body = response.json();
                world.received.push(response.body);
                let path = ["interactions", &id.to_string(), &interaction.token, "callback"];
                described::check("POST", &path, &body)
                    .map_err(Refusal::wrong)
                    .and_then(|()| callbacks::respond(world, &interaction, &body))
                    .map_err(|refusal| format!("{}: {body}", refusal.message))
            }
            Ok(response) => Err(format!("{response:?}")),
            Err(error) => Err(format!("no response: {error}")),
        };
        if let Err(wrong) = taken {
            world.wrong(format!("the bot's door: {wrong}"));
        }
    });
}
