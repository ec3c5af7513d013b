//! Discord when it fails: connections that break, sessions that are refused, limits and errors. Each
//! command that reached the bot is answered once.

use crate::support::discord::gateway::Fate;
use crate::support::discord::{Channel, Discord, Fault, Person};
use crate::support::folder::guild;
use crate::support::program::Tenet;
use std::time::Duration;

struct Scene {
    discord: Discord,
    ana: Person,
    general: Channel,
}

fn scene() -> Scene {
    let discord = Discord::new();
    let (ana, server) = (discord.person("Ana"), discord.server("Guild"));
    let general = server.channel("general");
    Scene { discord, ana, general }
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

#[test]
fn commands_are_answered_once_though_the_gateway_drops_the_connection() {
    let scene = scene();
    let _bot = scene.discord.bot(Tenet::with(&guild()), &[]);
    let gateway = scene.discord.gateway();
    let mut asked = Vec::new();
    for round in 0..50 {
        let refused = [10, 30].contains(&round);
        if refused {
            gateway.answers_resume([Fate::Invalid(false)]);
        }
        let before = gateway.count();
        for number in 0..5 {
            let command = format!("/principle words:{}", number % 3 + 1);
            asked.push(scene.ana.types(&command).begins_in(&scene.general));
        }
        gateway.drops();
        for number in 0..5 {
            let command = format!("/principle words:{}", number % 3 + 1);
            asked.push(scene.ana.types(&command).begins_in(&scene.general));
        }
        gateway.until("the next session", |count| {
            count.resumed + count.identified > before.resumed + before.identified
        });
    }
    each_was_answered_once(&scene, &asked);
    let lost = scene.discord.interactions().iter().filter(|one| one.is_lost).count();
    assert!(lost <= 20, "{lost} of {} were lost with two sessions", asked.len());
    assert_eq!(gateway.count().ended, 2);
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
