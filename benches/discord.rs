//! How many signed interactions the HTTP door answers, beside the least that can be done with them.
//!
//! What is promised are ratios: at least 60 % of the interactions with an id, and 30 % of those in free
//! words, that an empty handler takes which holds the same signature to the same key. Both are asked by
//! the same client over as many kept connections, in turn; a row tells the time of one round, in which
//! each connection carries one interaction.
//!
//! Each interaction is another one, by somebody else in another channel: nothing is answered from
//! memory, and nobody is told to wait. After each answer tenet asks Discord where it stands; a Discord on
//! this machine says so. That costs time of the same processors, and counts.

// What measures whole processes is for the other benchmarks.
#[allow(dead_code)]
mod measure;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use jiff::Timestamp;
use measure::{Goal, Table};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::num::NonZeroU32;
use std::sync::Arc;
use tenet::adapters::discord::{Bot, Endpoint, Key};
use tenet::adapters::http::{self, Deadlines};
use tenet::config::{self, Layers};
use tenet::content::words::{hex, unhex};
use tenet::desk::Desk;
use tenet::index::Edition;
use tenet::library::{Library, SyncStatus};
use tenet::sync::files;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

/// How many interactions are on their way at once.
const CONNECTIONS: usize = 16;
/// More than the door remembers.
const INTERACTIONS: usize = 256 * CONNECTIONS;

fn main() -> anyhow::Result<()> {
    let mut table = Table::begun()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let signing = SigningKey::from_bytes(&[7; 32]);
    let ours = tenet(&runtime, &signing.verifying_key())?;
    let least = least(&runtime, signing.verifying_key())?;
    for (row, words, of_the_least) in [
        ("an id", "/principle principles/3", 0.6),
        ("one word", "/principle stability", 0.3),
        ("free words", "/ask why does the alliance not accept every project", 0.3),
        ("a long question", RAMBLING, 0.3),
    ] {
        let interactions: Vec<Vec<u8>> =
            (0..INTERACTIONS).map(|number| interaction(&signing, number, words)).collect();
        let mut ours = Client::of(ours, &interactions)?;
        let mut beside = Client::of(least, &interactions)?;
        anyhow::ensure!(ours.ask_one()?.contains("\"type\":4"), "{words} is not answered");
        anyhow::ensure!(beside.ask_one()?.contains("\"type\":1"), "the least is not done");
        let goal = Goal { ratio: Some(1.0 / of_the_least), ..Goal::NONE };
        let mut ours = || ours.round();
        let mut beside = || beside.round();
        table.row("shipped", row, goal, &mut ours, Some(("empty handler", &mut beside)))?;
    }
    table.say(&format!(
        "\n{CONNECTIONS} connections. A ratio of 1.67 is 60 % of the empty handler's interactions, 3.33 is 30 %. ! misses a goal."
    ))
}

const RAMBLING: &str = "/ask hello everybody, I am rather new here and I hope that this is the right \
    place to ask, because last week in a meeting somebody from another company told me that our \
    little runtime could never become part of the collection of hosted projects, and I wondered \
    whether there is anything written down about how you choose which projects and activities to \
    include or to exclude, and who decides about it";

/// The door of tenet, with Discord's inlet.
fn tenet(runtime: &Runtime, key: &VerifyingKey) -> anyhow::Result<SocketAddr> {
    let files = files::shipped();
    let id = files.fingerprint(&BTreeMap::new());
    let catalogue = tenet::content::read(&files.into()).catalogue;
    let library =
        Library::new(Edition::build(id, catalogue, &mut |_, _| {})?, SyncStatus::default());
    let key_digits = hex(key.as_bytes());
    let discord = format!("http://{}/api/v10", discord(runtime)?);
    let environment = [
        ("TENET_DISCORD_MODE", "http"),
        ("TENET_HTTP_ADDRESS", "127.0.0.1:0"),
        ("DISCORD_TOKEN", "x"),
        ("DISCORD_PUBLIC_KEY", &key_digits),
        ("TENET_DISCORD_API", &discord),
    ];
    let environment = environment.map(|(name, value)| (name.into(), value.into())).into();
    let settings = config::read(&Layers { environment, ..Layers::default() })
        .map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
    let (Some(door), Some(discord)) = (settings.http, settings.discord) else {
        anyhow::bail!("nothing is configured");
    };
    let door = config::Http { per_minute: NonZeroU32::MAX, ..door };
    let desk = Arc::new(Desk::new(library, settings.manners));
    let bot = Bot::new(Arc::clone(&desk), discord).map_err(anyhow::Error::msg)?;
    let key = Key::of(key.as_bytes()).ok_or_else(|| anyhow::anyhow!("the key is none"))?;
    let routes = http::routes(desk, &door, &[Endpoint::new(bot, key).inlet()]);
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    let address = listener.local_addr()?;
    runtime.spawn(http::listen(listener, routes, Deadlines::default(), CancellationToken::new()));
    Ok(address)
}

/// A Discord that knows the bot, and where each of its answers stands.
fn discord(runtime: &Runtime) -> anyhow::Result<SocketAddr> {
    const WHATEVER: &str = r#"{"id":"1180000000000000001","channel_id":"1180000000000000004"}"#;
    let router = Router::new().fallback(async || WHATEVER);
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    let address = listener.local_addr()?;
    runtime.spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

/// A handler that holds the signature to the key and does nothing else.
fn least(runtime: &Runtime, key: VerifyingKey) -> anyhow::Result<SocketAddr> {
    let handler = move |headers: HeaderMap, body: Bytes| async move {
        match is_signed(&key, &headers, &body) {
            Some(true) => (StatusCode::OK, r#"{"type":1}"#),
            _ => (StatusCode::UNAUTHORIZED, ""),
        }
    };
    let router = Router::new().route("/discord/interactions", post(handler));
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    let address = listener.local_addr()?;
    runtime.spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

fn is_signed(key: &VerifyingKey, headers: &HeaderMap, body: &[u8]) -> Option<bool> {
    let header = |name: &str| headers.get(name)?.to_str().ok();
    let signature = Signature::from_bytes(&unhex(header("x-signature-ed25519")?)?);
    let signed = [header("x-signature-timestamp")?.as_bytes(), body].concat();
    Some(key.verify_strict(&signed, &signature).is_ok())
}

/// One of many interactions, as Discord sends it.
fn interaction(signing: &SigningKey, number: usize, words: &str) -> Vec<u8> {
    let (command, words) = words.trim_start_matches('/').split_once(' ').unwrap_or_default();
    let unlike = |kind: usize| (1_180_000_000_000_000_000 + kind * 1_000_000 + number).to_string();
    let body = json!({
        "app_permissions": "274877990912", "application_id": "1180000000000000001",
        "attachment_size_limit": 10_485_760,
        "authorizing_integration_owners": {"0": "1180000000000000003"},
        "channel": {"id": unlike(1), "type": 0, "name": "general"},
        "channel_id": unlike(1), "context": 0, "entitlements": [], "entitlement_sku_ids": [],
        "data": {
            "id": "1180000000000000005", "name": command, "type": 1,
            "options": [{"name": "words", "type": 3, "value": words}],
        },
        "guild": {"features": [], "id": "1180000000000000003", "locale": "en-US"},
        "guild_id": "1180000000000000003", "guild_locale": "en-US", "id": unlike(2),
        "locale": "en-US",
        "member": {
            "avatar": null, "communication_disabled_until": null, "deaf": false, "flags": 0,
            "joined_at": "2024-05-01T08:00:00.000000+00:00", "mute": false, "nick": null,
            "pending": false, "permissions": "2248473465835073", "premium_since": null, "roles": [],
            "user": {
                "id": unlike(3), "username": "ana", "avatar": null, "discriminator": "0",
                "public_flags": 0, "global_name": "Ana",
            },
        },
        "token": "an interaction's token is about two hundred letters long".repeat(4),
        "type": 2, "version": 1,
    })
    .to_string();
    let timestamp = Timestamp::now().as_second();
    let signature = hex(&signing.sign(format!("{timestamp}{body}").as_bytes()).to_bytes());
    format!(
        "POST /discord/interactions HTTP/1.1\r\nHost: tenet.example\r\nUser-Agent: Discord-Interactions/1.0 (+https://discord.com)\r\nContent-Type: application/json\r\nX-Signature-Ed25519: {signature}\r\nX-Signature-Timestamp: {timestamp}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len(),
    )
    .into_bytes()
}

/// Asks over all connections at once.
struct Client<'a> {
    connections: Vec<BufReader<TcpStream>>,
    interactions: std::iter::Cycle<std::slice::Iter<'a, Vec<u8>>>,
}

impl<'a> Client<'a> {
    fn of(address: SocketAddr, interactions: &'a [Vec<u8>]) -> anyhow::Result<Client<'a>> {
        let connect = |_| {
            let stream = TcpStream::connect(address)?;
            stream.set_nodelay(true)?;
            Ok::<_, std::io::Error>(BufReader::new(stream))
        };
        let connections = (0..CONNECTIONS).map(connect).collect::<Result<_, _>>()?;
        Ok(Client { connections, interactions: interactions.iter().cycle() })
    }

    /// The answer to one interaction.
    fn ask_one(&mut self) -> anyhow::Result<String> {
        let (Some(connection), Some(asked)) =
            (self.connections.first_mut(), self.interactions.next())
        else {
            anyhow::bail!("nobody asks");
        };
        connection.get_mut().write_all(asked)?;
        read(connection)
    }

    /// One interaction on each connection.
    fn round(&mut self) {
        for (connection, asked) in self.connections.iter_mut().zip(&mut self.interactions) {
            if connection.get_mut().write_all(asked).is_err() {
                std::process::abort();
            }
        }
        for connection in &mut self.connections {
            if read(connection).is_err() {
                std::process::abort();
            }
        }
    }
}

/// The body of an answer that is one.
fn read(connection: &mut BufReader<TcpStream>) -> anyhow::Result<String> {
    let mut line = String::new();
    connection.read_line(&mut line)?;
    anyhow::ensure!(line.starts_with("HTTP/1.1 200 "), "{line}");
    let mut length = 0;
    loop {
        line.clear();
        connection.read_line(&mut line)?;
        match line.trim_end().split_once(": ") {
            Some(("content-length", value)) => length = value.parse()?,
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    connection.read_exact(&mut body)?;
    Ok(String::from_utf8(body)?)
}
