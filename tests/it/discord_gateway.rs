//! The connection to Discord's gateway: when it is dialled, what is told of it, and what of it stands in
//! the log.

use crate::support::discord::gateway::Fate;
use crate::support::discord::{Discord, Fault, Greeting, Response, Stage, TOKEN, Way};
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
    session: DEADLINE,
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
    let waits: Vec<Duration> = dials.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let took: Duration = waits.iter().sum();
    assert!(took >= Duration::from_millis(280), "{waits:?}");
    here.stop.cancel();
    assert_eq!(here.ends(), Ok(()));
}

#[test]
fn what_discord_asks_of_a_connection_is_done() {
    let discord = Discord::new();
    let (ana, server) = (discord.person("Ana"), discord.server("Guild"));
    let channels = ["one", "two", "three"].map(|name| server.channel(name));
    let here = Here::start(&discord, QUICK);
    here.until(|connection| *connection == Connection::Up);
    let gateway = discord.gateway();
    // To connect anew, and to try again with the session that it has.
    for (number, payload) in
        [json!({"op": 7, "d": null}), json!({"op": 9, "d": true})].iter().enumerate()
    {
        gateway.says(payload);
        gateway.until("the session again", |count| count.resumed > number);
        let shown = ana.types("/principle words:3").in_(&channels[number]);
        assert!(shown.content.contains("flare"), "{shown:?}");
    }
    // To begin another session.
    gateway.answers_resume([Fate::Invalid(false)]);
    gateway.drops();
    gateway.until("another session", |count| count.identified == 2);
    let shown = ana.types("/principle words:3").in_(&channels[2]);
    assert!(shown.content.contains("flare"), "{shown:?}");
    assert_eq!(gateway.count().left, 0);
    here.stop.cancel();
    assert_eq!(here.ends(), Ok(()));
    // From then on nobody sees the bot there.
    assert_eq!(gateway.count().left, 1);
}

#[test]
fn what_only_an_operator_can_mend_ends_the_adapter_with_its_remedy() {
    for (code, remedy) in [
        (4004, "Discord refuses the token. Reset it on the application's Bot page"),
        (4013, "Discord does not know what the bot wants to hear. Look for a newer version."),
        (4014, "Discord does not let the bot hear messages. Set `discord.mentions = false`."),
    ] {
        let discord = Discord::new();
        discord.gateway().answers_identify([Fate::Closed(code)]);
        let ended = Here::start(&discord, QUICK).ends().unwrap_err();
        assert!(ended.starts_with(remedy), "{code}: {ended}");
        assert_eq!(discord.gateway().dials().len(), 1, "{code}");
    }
}

#[test]
fn a_connection_that_is_dead_is_given_up() {
    let discord = Discord::new();
    let gateway = discord.gateway();
    gateway.beats_every(Duration::from_millis(500));
    let here = Here::start(&discord, QUICK);
    here.until(|connection| *connection == Connection::Up);
    // It takes heartbeats and acknowledges none.
    gateway.is_zombie(true);
    here.until(|connection| matches!(connection, Connection::Down(_)));
    gateway.is_zombie(false);
    here.until(|connection| *connection == Connection::Up);
    // A new one says nothing at all.
    let before = gateway.count();
    gateway.greets([Greeting::Silent]);
    gateway.drops();
    here.until(|connection| matches!(connection, Connection::Down(_)));
    here.until(|connection| *connection == Connection::Up);
    let count = gateway.count();
    assert!(count.identified + count.resumed > before.identified + before.resumed, "{count:?}");
    here.stop.cancel();
    assert_eq!(here.ends(), Ok(()));
}

#[test]
fn a_gateway_that_never_says_hello_is_given_up() {
    let discord = Discord::new();
    let gateway = discord.gateway();
    gateway.greets([Greeting::Silent]);
    let here = Here::start(&discord, QUICK);
    here.until(|connection| *connection == Connection::Up);
    assert_eq!((gateway.dials().len(), gateway.count().identified), (2, 1));
    here.stop.cancel();
    assert_eq!(here.ends(), Ok(()));
}

#[test]
fn a_client_that_reads_the_end_of_its_connection_over_and_over_is_given_up() {
    let discord = Discord::new();
    let gateway = discord.gateway();
    // Only a heartbeat would tell it that nobody is there any more.
    gateway.beats_every(Duration::from_secs(12));
    let here = Here::start(&discord, QUICK);
    here.until(|connection| *connection == Connection::Up);
    gateway.closes_without_a_code();
    let down = here.until(|connection| matches!(connection, Connection::Down(_)));
    assert_eq!(down, Connection::Down("The connection to Discord broke.".to_owned()));
    here.until(|connection| *connection == Connection::Up);
    // Another client has its own session.
    assert_eq!((gateway.count().identified, gateway.count().resumed), (2, 0));
    here.stop.cancel();
    assert_eq!(here.ends(), Ok(()));
}

#[test]
fn every_shard_that_discord_asks_for_is_connected_and_connects_anew() {
    let discord = Discord::new();
    let gateway = discord.gateway();
    gateway.wants_shards(2);
    let (ana, servers) = (discord.person("Ana"), ["East", "West"].map(|name| discord.server(name)));
    let channels = servers.each_ref().map(|server| server.channel("general"));
    let later = servers.each_ref().map(|server| server.channel("later"));
    let here = Here::start(&discord, QUICK);
    here.until(|connection| *connection == Connection::Up);
    assert_eq!(gateway.count().identified, 2);
    for channel in &channels {
        assert!(ana.types("/principle words:3").in_(channel).content.contains("flare"));
    }
    gateway.drops();
    gateway.until("both sessions again", |count| count.resumed == 2);
    for channel in &later {
        assert!(ana.types("/principle words:3").in_(channel).content.contains("flare"));
    }
    here.until(|connection| *connection == Connection::Up);
    here.stop.cancel();
    assert_eq!(here.ends(), Ok(()));
    assert_eq!(gateway.count().left, 2);
}

#[test]
fn a_connection_that_is_lost_for_a_while_is_told_once_and_so_is_its_return() {
    let discord = Discord::new();
    let serving = discord.bot(Tenet::with(&guild()), &[]);
    let gateway = discord.gateway();
    let is = |state: &str, status: u16| {
        serving.get_until("/ready", |response| {
            response.status == status && response.json()["connections"]["discord"]["state"] == state
        });
    };
    is("up", 200);
    let before = gateway.dials().len();
    gateway.greets([Greeting::Dropped; 5]);
    gateway.drops();
    is("down", 503);
    is("up", 200);
    assert_eq!(gateway.dials().len() - before, 6, "five in vain, and one more");
    let run = serving.stop();
    assert_eq!(run.code, 0, "{run:?}");
    let warnings: Vec<&str> = run.stderr.lines().filter(|line| line.contains("WARN")).collect();
    let [lost] = warnings.as_slice() else { panic!("{warnings:#?}") };
    let told = "Discord: no connection: The connection to Discord's gateway is lost, and is tried";
    assert!(lost.contains(told), "{lost}");
    let told = "Discord: connected again, not having been since ";
    assert_eq!(run.stderr.matches(told).count(), 1, "{run:?}");
    assert_eq!(gateway.count().left, 1);
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

#[test]
fn what_nothing_can_be_done_with_is_answered_whichever_way_it_comes() {
    let sentence = "I could not read this. Try again, or write to care@harbour.example.";
    for way in [Way::Gateway, Way::Door] {
        let stage = Stage::new(way, &[]);
        let scene = stage.scene();
        for data in [
            // At a message that is not told, by an unknown name, at a person, and to open the whole app.
            json!({"id": "5", "name": "Cite the Code of Conduct", "type": 3, "target_id": "7"}),
            json!({"id": "5", "name": "Fold", "type": 3, "target_id": "7", "resolved": {"messages": {}}}),
            json!({"id": "5", "name": "Wave", "type": 2, "target_id": "7", "resolved": {}}),
            json!({"id": "5", "name": "launch", "type": 4}),
        ] {
            let shown = scene.ana.sends(2, &data, &scene.general).shown();
            assert_eq!(shown.content, sentence, "{data}");
            assert_eq!(shown.only_to.as_deref(), Some("Ana"), "{data}");
        }
        let typing = json!({"id": "5", "name": "ask", "type": 1, "options": []});
        let offered = scene.ana.sends(4, &typing, &scene.general);
        assert!(matches!(&offered, Response::Choices(all) if all.is_empty()), "{offered:?}");
        let metrics = stage.bot.get("/metrics").body;
        let counted = "tenet_unreadable_requests_total{platform=\"discord\"} 5";
        assert!(metrics.contains(counted), "{metrics}");
        let run = stage.bot.stop();
        assert_eq!(run.stderr.matches("a command could not be read").count(), 1, "{run:?}");
    }
}

/// Why the bot of such a Discord is not connected.
#[track_caller]
fn why_not(arrange: impl Fn(&Discord), pacing: Pacing) -> String {
    let discord = Discord::new();
    arrange(&discord);
    let here = Here::start(&discord, pacing);
    let down = here.until(|connection| matches!(connection, Connection::Down(_)));
    here.stop.cancel();
    assert_eq!(here.ends(), Ok(()));
    match down {
        Connection::Down(reason) => reason,
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn it_is_told_why_discord_does_not_say_where_its_gateway_is() {
    let hour = Duration::from_secs(3600);
    for (fault, reason) in [
        (Fault::Status(403), "Discord refuses it (status 403, code 0)."),
        (Fault::Status(500), "Discord has a fault of its own (status 500)."),
        (Fault::Page(502), "Discord has a fault of its own (status 502)."),
        (Fault::Page(200), "Something else than Discord answers. Check `discord.api`"),
        (Fault::Page(401), "Something else than Discord answers. Check `discord.api`"),
        (Fault::Limited(hour), "Discord wants no more requests before "),
    ] {
        let told = why_not(
            |discord| (0..10).for_each(|_| discord.fails("GET", "gateway/bot", fault.clone())),
            QUICK,
        );
        assert!(told.starts_with(reason), "{fault:?}: {told}");
    }
}

#[test]
fn where_discord_lets_a_bot_begin_no_session_it_is_told_until_when() {
    let told =
        why_not(|discord| discord.gateway().begins_none_for(Duration::from_secs(3600)), QUICK);
    let prefix = "Discord lets the bot begin no session before ";
    assert!(told.starts_with(prefix) && told.ends_with(" UTC."), "{told}");
}

#[test]
fn a_bot_that_was_never_connected_has_lost_nothing() {
    let told = why_not(|discord| discord.gateway().greets([Greeting::Dropped; 50]), QUICK);
    assert_eq!(told, "No connection to Discord's gateway has come about yet. It is tried again.");
}

#[test]
fn more_shards_than_any_such_bot_needs_are_not_begun() {
    let told = why_not(|discord| discord.gateway().wants_shards(50_000), QUICK);
    assert_eq!(told, "Discord asks for 50000 connections: that is strange.");
}

#[test]
fn a_session_that_discord_does_not_begin_is_asked_for_again() {
    let discord = Discord::new();
    let gateway = discord.gateway();
    gateway.answers_identify([Fate::Ignored]);
    let pacing = Pacing { session: Duration::from_secs(2), lost: DEADLINE, ..QUICK };
    let here = Here::start(&discord, pacing);
    let down = here.until(|connection| matches!(connection, Connection::Down(_)));
    assert_eq!(down, Connection::Down("Discord's gateway begins no session.".to_owned()));
    here.until(|connection| *connection == Connection::Up);
    here.stop.cancel();
    assert_eq!(here.ends(), Ok(()));
}

#[test]
fn a_connection_that_breaks_again_and_again_is_told_though_it_is_back_each_time() {
    let discord = Discord::new();
    let serving = discord.bot(Tenet::with(&guild()), &[]);
    let gateway = discord.gateway();
    for round in 0..6 {
        gateway.drops();
        gateway.until("the session again", |count| count.resumed > round);
    }
    serving.wait_for("Discord: the connection does not last: It broke more than 5 times within an");
    let run = serving.stop();
    assert_eq!((run.code, run.stderr.matches("does not last").count()), (0, 1), "{run:?}");
}

#[test]
fn a_refusal_of_discord_is_not_for_ever_while_another_door_is_open() {
    let discord = Discord::new();
    discord.gateway().answers_identify([Fate::Closed(4004)]);
    let serving = discord.bot_that_waits(Tenet::with(&guild()), &[]);
    serving.wait_for("Discord cannot answer: Discord refuses the token.");
    serving.get_until("/ready", |response| {
        response.status == 200 && response.json()["connections"]["discord"]["state"] == "up"
    });
    assert_eq!(serving.stop().code, 0);
}
