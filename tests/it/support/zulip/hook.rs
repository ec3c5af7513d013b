//! What Zulip sends to an outgoing webhook, how often, and what it posts of the answer.

use super::messages::cut;
use super::world::{BOT, Message, Place, World};
use super::{Shared, shapes};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

/// By which the bot knows that Zulip asks.
pub(crate) const TOKEN: &str = "plantedHookToken0123456789abcdef";
/// How often Zulip asks, where no answer comes.
const TRIES: usize = 4;

/// A request to an outgoing webhook that is about to be made.
pub(super) struct Call {
    address: SocketAddr,
    patience: Duration,
    body: String,
    message: u64,
}

/// The request that a message makes, where the bot is an outgoing webhook and it is for it.
pub(super) fn call(world: &mut World, id: u64) -> Option<Call> {
    let (address, patience) = world.hook?;
    let message: Message = world.message(id).clone();
    if world.user(message.sender).bot_type.is_some() {
        return None;
    }
    let trigger = match &message.place {
        Place::Direct(people) => people.contains(&BOT).then_some("direct_message")?,
        Place::Topic(..) => message.flags.contains(&"mentioned").then_some("mention")?,
    };
    let body = shapes::hook(world, &message, trigger, TOKEN).to_string();
    Some(Call { address, patience, body, message: id })
}

impl Call {
    /// Makes it beside all that goes on, as often as Zulip does.
    pub(super) fn make(self, shared: &Arc<Shared>) {
        let shared = Arc::clone(shared);
        shared.change(|world| world.hooking += 1);
        std::thread::spawn(move || {
            let mut answer = None;
            for _ in 0..TRIES {
                answer = send(self.address, &self.body, self.patience);
                shared.change(|world| {
                    let said =
                        answer.as_ref().and_then(|(_, body)| serde_json::from_str(body).ok());
                    world.hooked.push((self.message, said));
                });
                if answer.is_some() {
                    break;
                }
            }
            shared.change(|world| {
                post(world, self.message, answer);
                world.hooking -= 1;
            });
        });
    }
}

/// Status and body of the answer, if it comes in time.
fn send(address: SocketAddr, body: &str, patience: Duration) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    // Who has no patience hears nothing of the answer, however soon it comes.
    let hears = !patience.is_zero();
    stream.set_read_timeout(hears.then_some(patience)).ok()?;
    let length = body.len();
    let request = format!(
        "POST /zulip/messages HTTP/1.1\r\nHost: {address}\r\n\
         User-Agent: ZulipOutgoingWebhook/8.0\r\nAccept-Encoding: gzip, deflate\r\nAccept: */*\r\n\
         Connection: close\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut stream = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        stream.read_line(&mut head).ok().filter(|read| *read > 0)?;
    }
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let length = head.lines().filter_map(|line| line.split_once(':'));
    let mut length = length.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length = length.next().map_or(0, |(_, length)| length.trim().parse().unwrap_or(0));
    let mut answer = vec![0; length];
    stream.read_exact(&mut answer).ok()?;
    String::from_utf8(answer).ok().filter(|_| hears).map(|answer| (status, answer))
}

/// What Zulip makes of an answer: a message of the bot's, where the question stands now.
fn post(world: &mut World, to: u64, answer: Option<(u16, String)>) {
    let says = match answer {
        None => Some("Failure! Bot is unavailable".to_owned()),
        Some((200..=299, body)) => match serde_json::from_str::<Value>(&body) {
            Ok(said) if said["response_not_required"] == true => None,
            Ok(said) => {
                let said = said["content"].as_str().or(said["response_string"].as_str());
                said.filter(|said| !said.is_empty()).map(str::to_owned)
            }
            Err(_) => Some("Failure! Invalid JSON in response".to_owned()),
        },
        Some((status, _)) => Some(format!("Failure! Third party responded with {status}")),
    };
    if let Some(says) = says {
        let place = world.message(to).place.clone();
        let says = cut(world, &says);
        let mentioned = world.mentioned(&says);
        if mentioned.everybody || mentioned.everybody_in_a_quote {
            world.wrong("everybody is mentioned in an answer to a webhook");
        }
        world.post(BOT, place, &says, "OutgoingWebhookResponse");
    }
}
