//! Discord when it fails: connections that break, sessions that are refused, limits and errors. Each
//! command that reached the bot is answered once.

use crate::support::discord::gateway::Fate;
use crate::support::discord::{APPLICATION, Channel, Discord, Fault, Person, Server, Shown};
use crate::support::folder::{Folder, guild};
use crate::support::program::Tenet;
use crate::support::serving::Serving;
use std::time::Duration;

struct Scene {
    discord: Discord,
    ana: Person,
    server: Server,
    general: Channel,
}

fn scene() -> Scene {
    let discord = Discord::new();
    let (ana, server) = (discord.person("Ana"), discord.server("Guild"));
    let general = server.channel("general");
    Scene { discord, ana, server, general }
}

/// Waits until every command that reached the bot was answered, which must be once.
fn each_was_answered_once(scene: &Scene, asked: &[u64]) {
    for id in asked {
        scene.ana.is_answered_or_lost(*id);
    }
    for interaction in scene.discord.interactions() {
        let wanted = u32::from(!interaction.is_lost);
        assert!(interaction.accepted >= wanted && interaction.accepted <= 1, "{interaction:?}");
    }
}

/// Waits until every command that reached the bot was answered, or came too late to be: where the machine
/// holds the bot up for longer than Discord waits, it gives up, and counts that.
#[track_caller]
fn each_was_answered_or_too_late(scene: &Scene, bot: &Serving) {
    scene.discord.all_are_answered_but(|| {
        let page = bot.get("/metrics").body;
        ["late", "unsure", "unreached"].map(|end| calls(&page, end)).iter().sum()
    });
}

/// How many of the bot's calls to Discord had this end, by its own count.
fn calls(metrics: &str, end: &str) -> usize {
    let name = format!("tenet_platform_calls_total{{platform=\"discord\",result=\"{end}\"}} ");
    let value = metrics.lines().find_map(|line| line.strip_prefix(&name));
    value.map_or(0, |value| value.parse().unwrap())
}

#[test]
fn commands_are_answered_once_though_the_gateway_drops_the_connection() {
    let scene = scene();
    let bot = scene.discord.bot(Tenet::with(&guild()), &[]);
    let gateway = scene.discord.gateway();
    let lost = || scene.discord.interactions().iter().filter(|one| one.is_lost).count();
    let ask = || {
        for number in 0..5 {
            let command = format!("/principle words:{}", number % 3 + 1);
            scene.ana.types(&command).begins_in(&scene.general);
        }
    };
    for round in 0..50 {
        let (before, lost_before) = (gateway.count(), lost());
        if [10, 30].contains(&round) {
            gateway.answers_resume([Fate::Invalid(false)]);
        }
        ask();
        gateway.drops();
        ask();
        gateway.until("the next session", |count| {
            count.resumed + count.identified > before.resumed + before.identified
        });
        each_was_answered_or_too_late(&scene, &bot);
        // Nothing is lost but with a session.
        let lost = lost() - lost_before;
        let count = gateway.count();
        let is_over = count.ended + count.identified > before.ended + before.identified;
        assert!(lost == 0 || is_over, "{lost} were lost in round {round}: {before:?}, {count:?}");
    }
    let count = gateway.count();
    let run = bot.stop();
    // The first session, one after each that was refused, and more only where the bot says why: of a
    // machine on which nothing happens for seconds it believes that the connection broke.
    let broken = run.stderr.matches("Discord: no connection: ").count();
    assert!(count.ended >= 2 && count.identified <= 3 + broken, "{count:?}: {run:?}");
    // By this code Discord refuses a second answer.
    assert!(!run.stderr.contains("40060"), "{run:?}");
}

#[test]
fn a_command_is_answered_though_discord_fails_at_first() {
    let scene = scene();
    let _bot = scene.discord.bot(Tenet::with(&guild()), &[]);
    let wait = Duration::from_millis(200);
    for fault in
        [Fault::Limited(wait), Fault::Status(503), Fault::Page(502), Fault::Cut, Fault::CutAfter]
    {
        scene.discord.fails("POST", "/callback", fault.clone());
        let asked = scene.ana.types("/principle words:1").begins_in(&scene.general);
        each_was_answered_once(&scene, &[asked]);
    }
    scene.discord.failed(5);
}

#[test]
fn a_message_is_answered_once_though_discord_fails_at_first() {
    let scene = scene();
    let _bot = scene.discord.bot(Tenet::with(&guild()), &[]);
    let wait = Duration::from_millis(200);
    let faults = [
        Fault::Limited(wait),
        Fault::LimitedEverywhere(wait),
        Fault::Status(500),
        Fault::Page(502),
        Fault::Cut,
        Fault::CutAfter,
    ];
    for (number, fault) in faults.into_iter().enumerate() {
        let channel = scene.server.channel(&format!("channel {number}"));
        scene.discord.fails("POST", "/messages", fault.clone());
        let words = format!("<@{APPLICATION}> principle 1");
        let asked = scene.ana.writes(&words).begins_in(&channel);
        let reply = channel.reply_to(asked, &scene.ana);
        scene.discord.failed(number + 1);
        // What is asked after it is answered after it: nothing stands between them.
        let next = scene.ana.writes(&format!("<@{APPLICATION}> principle 2")).begins_in(&channel);
        channel.reply_to(next, &scene.ana);
        let seen = channel.seen_by(&scene.ana);
        let same = seen.iter().filter(|shown| shown.replies_to == Some(asked)).count();
        assert_eq!(same, 1, "{fault:?}: {reply:?}");
    }
}

#[test]
fn a_response_that_discord_took_is_given_though_nothing_was_heard_of_it() {
    let scene = scene();
    let often = ["asker", "channel"].map(|of| format!("manners.{of}_per_minute=100000"));
    let often = ["--set", &often[0], "--set", &often[1]];
    let bot = scene.discord.bot(Tenet::with(&guild()), &often);
    scene.discord.fails("POST", "/callback", Fault::CutAfter);
    let asked = scene.ana.types("/principle words:1").begins_in(&scene.general);
    scene.ana.is_answered_or_lost(asked);
    // Where it stands is known too: who asks again is led there.
    let again = (0..2_000).map(|_| scene.ana.types("/principle words:1").in_(&scene.general));
    let led = |shown: &Shown| shown.content.starts_with("I answered that just now: https://");
    assert_eq!(again.into_iter().find(led).unwrap().only_to.as_deref(), Some("Ana"));
    let run = bot.stop();
    assert!(!run.stderr.contains("WARN"), "{run:?}");
}

#[test]
fn commands_are_listed_once_and_again_when_the_content_answers_others() {
    let scene = scene();
    let content = Folder::of_the_guild();
    let listed = |serving: &Serving, word: &str| {
        serving.wait_for(&format!("Discord lists other commands now: {word}: "));
        let asked = scene.discord.asked();
        asked.iter().filter(|line| line.starts_with("PUT ")).count()
    };
    let serving = scene.discord.bot(Tenet::with(content.path()), &[]);
    assert_eq!(listed(&serving, "new"), 1);
    assert_eq!(serving.stop().code, 0);
    // A process that finds them as they must be leaves them.
    let serving = scene.discord.bot(Tenet::with(content.path()), &[]);
    content.replace(
        "sources.yaml",
        "report: {address: care@harbour.example, passage: coc/how-to-tell-us, readers: [council]}\n",
        "",
    );
    serving.signal("HUP");
    assert_eq!(listed(&serving, "gone"), 1);
    let run = serving.stop();
    assert_eq!(run.stderr.matches("Discord lists other commands now: ").count(), 1, "{run:?}");
}

#[test]
fn commands_that_are_not_taken_are_told_once_and_answered() {
    let scene = scene();
    scene.discord.fails("GET", "/commands", Fault::Status(403));
    let serving = scene.discord.bot_that_waits(Tenet::with(&guild()), &[]);
    scene.discord.is_ready();
    let told = "Discord lists the commands as they were before: ";
    serving.wait_for(told);
    let asked = scene.ana.types("/principle words:1").begins_in(&scene.general);
    each_was_answered_once(&scene, &[asked]);
    let run = serving.stop();
    assert_eq!((run.code, run.stderr.matches(told).count()), (0, 1), "{run:?}");
}

#[test]
fn a_stop_waits_for_nobody_who_cannot_be_reached() {
    let scene = scene();
    let serving = scene.discord.bot(Tenet::with(&guild()), &[]);
    // No answer to this one ever comes.
    scene.discord.fails("POST", "/callback", Fault::Stall);
    scene.ana.types("/principle words:1").begins_in(&scene.general);
    scene.discord.failed(1);
    each_was_answered_or_too_late(&scene, &serving);
    let run = serving.stop();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(!run.stderr.contains("had no answer"), "{run:?}");
}
