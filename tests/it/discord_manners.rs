//! Manners on Discord: who asks too much, what was answered just now, and what nobody finds.

use crate::support::discord::stage::play;
use crate::support::discord::{Scene, Way};
use std::time::{Duration, Instant};

fn who_asks_too_much_is_told_once_how_long_to_wait(scene: &Scene<'_>) {
    let Scene { ana, bob, general, .. } = scene;
    for number in 1..=4 {
        let shown = ana.types(&format!("/principle words:{number}")).in_(general);
        assert_eq!(shown.only_to, None, "{shown:#?}");
    }
    let told = ana.types("/value words:patience").in_(general);
    let words = "You asked 4 questions in a minute. I answer again in ";
    assert!(told.content.starts_with(words), "{told:#?}");
    assert_eq!(told.only_to.as_deref(), Some("Ana"));
    let told = ana.types("/value words:patience").in_(general);
    let still = "You asked too much for now. Please wait a little.";
    assert!(told.content.starts_with(still), "{}", told.content);
    assert_eq!(told.only_to.as_deref(), Some("Ana"));
    // Others are answered all the same, and what is pressed below an answer still works.
    assert_eq!(bob.types("/value words:patience").in_(general).only_to, None);
    let long = general.seen_by(ana).into_iter().find(|one| one.labels().contains(&"Whole section"));
    let turned = ana.presses("Next page, 2 of 3", &long.unwrap()).shown();
    assert!(turned.content.contains("At bell 11"), "{turned:#?}");
}

fn what_was_answered_just_now_is_shown_where_it_stands(scene: &Scene<'_>) {
    let Scene { ana, bob, server, general, .. } = scene;
    let first = ana.types("/principle words:3").in_(general);
    // The bot learns from Discord where that is. Nothing else was asked of it so far.
    scene.stage.bot.wait_for("stands=true");
    let told = bob.types("/principle words:flare").in_(general);
    let link = format!("https://discord.com/channels/{}/{}/{}", server.id, general.id, first.id);
    assert!(told.content.contains(&link), "{told:#?}");
    assert_eq!(told.only_to.as_deref(), Some("Bob"));
    // Elsewhere, and of something else, it is answered.
    let other = server.channel("other");
    assert_eq!(bob.types("/principle words:3").in_(&other).only_to, None);
    assert_eq!(bob.types("/principle words:2").in_(general).only_to, None);
    // What was taken away is answered again.
    ana.presses("Delete", &first);
    ana.sees(&first, |now| now.is_none());
    assert_eq!(ana.types("/principle words:3").in_(general).only_to, None);
}

fn what_nobody_finds_is_told_to_the_maintainers_as_its_asker_writes_it(scene: &Scene<'_>) {
    let Scene { stage, ana, general, .. } = scene;
    let nothing = ana.types("/ask words:parking permits").in_(general);
    assert_eq!(nothing.only_to.as_deref(), Some("Ana"));
    let form = ana.presses("Tell the maintainers", &nothing).form();
    assert_eq!(
        (form.title.as_str(), form.fields[0].value.as_str()),
        ("Tell the maintainers", "parking permits")
    );
    let label = form.fields[0].label.clone();
    assert_eq!(label, "Passed on as it stands, without your name");
    let thanks = ana.submits(&form, &[(&label, "where may carts park")]).shown();
    assert_eq!(thanks.content, "Thank you. The maintainers will see these words, and no name.");
    assert_eq!(thanks.only_to.as_deref(), Some("Ana"));
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let run = stage.runs(&["unanswered"]);
        if run.stdout.contains("where may carts park") {
            assert!(!run.stdout.contains("Ana"), "{run:?}");
            break;
        }
        assert!(Instant::now() < until, "{run:?}");
    }
}

fn what_is_somebodys_own_affair_is_offered_to_nobody(scene: &Scene<'_>) {
    for command in
        ["/coc words:zebra crossings", "/principle words:9", "/ask words:行動規範について"]
    {
        let Scene { ana, general, .. } = scene.stage.scene();
        let nothing = ana.types(command).in_(&general);
        assert!(!nothing.labels().contains(&"Tell the maintainers"), "{command}: {nothing:#?}");
    }
}

const CLAIMS: &[fn(&Scene<'_>)] = &[
    what_was_answered_just_now_is_shown_where_it_stands,
    who_asks_too_much_is_told_once_how_long_to_wait,
    what_nobody_finds_is_told_to_the_maintainers_as_its_asker_writes_it,
    what_is_somebodys_own_affair_is_offered_to_nobody,
];

const FOUR: [&str; 2] = ["--set", "manners.asker_per_minute=4"];

#[test]
fn manners_are_kept_over_the_gateway() {
    play(Way::Gateway, &FOUR, CLAIMS);
}

#[test]
fn manners_are_kept_at_the_door() {
    play(Way::Door, &FOUR, CLAIMS);
}
