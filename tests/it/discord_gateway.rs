//! The connection to Discord's gateway: when it is dialled, what is told of it, and what of it stands in
//! the log.

use crate::support::discord::gateway::Fate;
use crate::support::discord::{Discord, Greeting, TOKEN};
use crate::support::folder::guild;
use crate::support::library::{invented, limits};
use crate::support::program::Tenet;
use secrecy::SecretString;
use serde_json::json;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tenet::adapters::discord::{self, Pacing};
use tenet::config::{self, DiscordMode};
use tenet::desk::{Connection, Desk, Platform};
use tokio_util::sync::CancellationToken;

/// No machine is so busy that what is waited for takes longer.
const DEADLINE: Duration = Duration::from_secs(60);

/// A bot in this process, whose waits are short.
struct Here {
    desk: Arc<Desk>,
    stop: CancellationToken,
    thread: Option<JoinHandle<Result<(), String>>>,
}

impl Here {
    fn start(discord: &Discord, pacing: Pacing) -> Here {
        let desk = Arc::new(Desk::new(invented().clone(), limits()));
        let settings = config::Discord {
            mode: DiscordMode::Gateway,
            token: SecretString::from(TOKEN),
            api: discord.api(),
            commands: None,
            mentions: true,
            moderator_roles: Vec::new(),
            moderation_channel: None,
            names_moderator: true,
        };
        let stop = CancellationToken::new();
        let (until, at) = (stop.clone(), Arc::clone(&desk));
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                let bot = discord::Bot::new(at, settings)?;
                discord::listen(bot, pacing, until).await
            })
        });
        Here { desk, stop, thread: Some(thread) }
    }

    /// Waits until the connection is as wanted.
    #[track_caller]
    fn until(&self, wanted: impl Fn(&Connection) -> bool) -> Connection {
        let until = Instant::now() + DEADLINE;
        loop {
            let connections = self.desk.readiness().connections;
            let connection = connections.get(&Platform::Discord).cloned();
            if let Some(connection) = connection.clone().filter(|connection| wanted(connection)) {
                return connection;
            }
            assert!(Instant::now() < until, "still {connection:?}");
            std::thread::yield_now();
        }
    }

    fn ends(mut self) -> Result<(), String> {
        self.thread.take().expect("it runs").join().unwrap()
    }
}

const QUICK: Pacing = Pacing {
    first: Duration::from_millis(20),
    most: Duration::from_millis(160),
    look: Duration::from_millis(5),
    lost: Duration::from_millis(100),
    anew: DEADLINE,
};

#[test]
fn a_gateway_that_hangs_up_before_it_says_hello_is_dialled_after_ever_longer_waits() {
    let discord = Discord::new();
    let here = Here::start(&discord, QUICK);
    here.until(|connection| *connection == Connection::Up);
    let gateway = discord.gateway();
    let before = gateway.dials().len();
    gateway.greets([Greeting::Closed(4000); 6]);
    gateway.drops();
    let down = here.until(|connection| matches!(connection, Connection::Down(_)));
    let Connection::Down(reason) = down else { unreachable!() };
    assert_eq!(reason, "The connection to Discord's gateway is lost, and is tried again.");
    here.until(|connection| *connection == Connection::Up);

    let dials = gateway.dials().split_off(before);
    assert_eq!(dials.len(), 7, "one after the six");
    // 20, 40, 80 and three times 160 ms, a tenth less by chance. Half of that is enough: without a wait
    // there are hundreds in that time.
    let waits: Vec<Duration> = dials.windows(2).map(|pair| pair[1].at - pair[0].at).collect();
    let took: Duration = waits.iter().sum();
    assert!(took >= Duration::from_millis(280), "{waits:?}");
    here.stop.cancel();
    assert_eq!(here.ends(), Ok(()));
}

#[test]
fn what_discord_asks_of_a_connection_is_done() {
    let discord = Discord::new();
    let (ana, server) = (discord.person("Ana"), discord.server("Guild"));
    let general = server.channel("general");
    let here = Here::start(&discord, QUICK);
    here.until(|connection| *connection == Connection::Up);
    let gateway = discord.gateway();
    // To connect anew, and to try again with the session that it has.
    for (number, payload) in
        [json!({"op": 7, "d": null}), json!({"op": 9, "d": true})].iter().enumerate()
    {
        gateway.says(payload);
        gateway.until("the session again", |count| count.resumed > number);
        let shown = ana.types("/principle words:3 private:true").in_(&general);
        assert!(shown.content.contains("flare"), "{shown:?}");
    }
    // To begin another session.
    gateway.answers_resume([Fate::Invalid(false)]);
    gateway.drops();
    gateway.until("another session", |count| count.identified == 2);
    let shown = ana.types("/principle words:2").in_(&general);
    assert!(!shown.content.is_empty());
    here.stop.cancel();
    assert_eq!(here.ends(), Ok(()));
}

#[test]
fn a_token_that_the_gateway_refuses_ends_the_adapter_with_its_remedy() {
    let discord = Discord::new();
    discord.gateway().answers_identify([Fate::Closed(4004)]);
    let here = Here::start(&discord, QUICK);
    let ended = here.ends().unwrap_err();
    assert!(ended.starts_with("Discord refuses the token. Reset it on the"), "{ended}");
}

#[test]
fn no_word_that_comes_over_the_gateway_stands_in_the_log() {
    const MARKER: &str = "a-planted-word";
    let discord = Discord::new();
    let serving = discord.bot(Tenet::with(&guild()), &["--set", "log.level=trace"]);
    let gateway = discord.gateway();
    // What the client cannot read at all, and a command of which it can read too little.
    let text = json!({"op": 0, "s": "x", "t": "MESSAGE_CREATE", "d": {"content": MARKER}});
    gateway.says(&text);
    let command = json!({"type": 2, "token": MARKER, "data": {"name": MARKER}});
    gateway.tells("INTERACTION_CREATE", &command);
    let counted = "tenet_unreadable_requests_total{platform=\"discord\"} 1";
    serving.get_until("/metrics", |response| response.body.contains(counted));
    serving.wait_for("Discord: a command could not be read: ");
    let run = serving.stop();
    assert_eq!(run.code, 0, "{run:?}");
    for secret in [MARKER, TOKEN] {
        assert!(!run.stderr.contains(secret), "{run:?}");
    }
    assert_eq!(run.stderr.matches("could not be read").count(), 1, "{run:?}");
}

#[test]
fn who_sent_what_cannot_be_read_is_told_so() {
    let discord = Discord::new();
    let (ana, server) = (discord.person("Ana"), discord.server("Guild"));
    let general = server.channel("general");
    let here = Here::start(&discord, QUICK);
    here.until(|connection| *connection == Connection::Up);
    let shown = ana.types_something_new(&general);
    let said = "I could not read this. Try again, or write to care@harbour.example.";
    assert_eq!(shown.content, said);
    assert_eq!(shown.only_to.as_deref(), Some("Ana"));
    here.stop.cancel();
    assert_eq!(here.ends(), Ok(()));
}
