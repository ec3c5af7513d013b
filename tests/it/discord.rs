//! Discord through the real client: what somebody types, and what people see. The bot is told of it over
//! the gateway, and by signed requests to its door; both give the same answers.

use crate::support::discord::stage::play;
use crate::support::discord::{Scene, Stage, Way};

/// What is asked where others read along, some of the words that come, and whether all see them.
const ASKED: [(&str, &str, bool); 24] = [
    ("/principle words:3", "> A flare is answered at once—whoever lit it.", true),
    ("/principle words:we keep watch", "> One sailor stays awake.", true),
    ("/principle", "These bind everybody who ties up here.", true),
    ("/principle words:9", "There are four principles.", false),
    ("/principle words:3 private:true", "whoever lit it.", false),
    ("/value words:patience", "> We wait for the tide.", true),
    ("/coc words:coc/how-to-tell-us", "Two people read it", true),
    ("/coc words:What we expect", "- Say when you are tired, and rest.", true),
    ("/coc words:somebody shouts", "Shouting at the crew", false),
    ("/report", "**Write to care@harbour.example**", false),
    ("/policy words:charter/2", "> The Council speaks for the Guild.", true),
    ("/policy words:charter/2 full:true", "sets the tide table", true),
    ("/policy words:exceptions in:knots", "Several passages fit.", true),
    ("/ask words:who speaks for the guild", "> The Council speaks for the Guild.", true),
    ("/ask words:shouting at the crew", "Shouting at the crew", false),
    ("/ask words:parking permits", "I found nothing about that.", false),
    ("/cite words:principles/1 values/company", "> Nobody sails alone.", true),
    ("/cite words:principles/1 note:Read it.", "Read it.", true),
    ("/who-is-on words:council", "- Per Lindqvist (@perlin) — Director", true),
    ("/who-is words:ada-okoro", "Ada Okoro (@ada-okoro) is on", true),
    ("/verify words:One sailor stays awake.", "word for word", true),
    ("/verify words:Two sailors stay awake.", "These words stand nowhere", false),
    (
        "/ask words:<@7> @everyone zeppelins permits parking giraffes okapis tapirs wombats",
        "I found nothing about that.",
        false,
    ),
    ("/ask words:行動規範について", "I answer in English.", false),
];

fn what_is_asked_is_answered_to_all_who_may_see_it(scene: &Scene<'_>) {
    for (command, words, is_for_all) in ASKED {
        let Scene { ana, bob, general, .. } = scene.stage.scene();
        let shown = ana.types(command).in_(&general);
        assert!(shown.content.contains(words), "{command}: {shown:#?}");
        let only_to = (!is_for_all).then(|| "Ana".to_owned());
        assert_eq!(shown.only_to, only_to, "{command}: {shown:#?}");
        assert_eq!(general.seen_by(&ana), std::slice::from_ref(&shown), "{command}");
        assert_eq!(general.seen_by(&bob).len(), usize::from(is_for_all), "{command}");
        assert_eq!(shown.notifies, Vec::<String>::new(), "{command}");
    }
}

fn the_bot_alone_reads_what_it_is_told_directly(scene: &Scene<'_>) {
    for (command, words) in [
        ("/report", "**Write to care@harbour.example**"),
        ("/coc words:somebody shouts", "Shouting at the crew"),
        ("/sources", "What I answer from, of Harbour Guild:"),
        ("/help", "I only quote. I am not an AI."),
        ("/help words:coc", "A section of the Code of Conduct."),
        ("/ask words:parking permits", "I found nothing about that."),
    ] {
        let Scene { ana, .. } = scene.stage.scene();
        let shown = ana.types(command).in_(&ana.direct());
        assert!(shown.content.contains(words), "{command}: {shown:#?}");
        // Nobody else reads along, and it stays.
        assert_eq!(shown.only_to, None, "{command}");
    }
}

fn among_people_to_whom_it_does_not_belong_all_see_what_all_may(scene: &Scene<'_>) {
    let Scene { stage, ana, bob, .. } = scene;
    let among = stage.discord.conversation(&[ana, bob]);
    let shown = ana.types("/principle words:3").in_(&among);
    assert_eq!((shown.only_to.as_deref(), among.seen_by(bob)), (None, vec![shown.clone()]));
    let shown = ana.types("/report").in_(&among);
    assert_eq!(shown.only_to.as_deref(), Some("Ana"));
    let long = ana.types("/principle words:4").in_(&among);
    let turned = ana.presses("Next page, 2 of 3", &long).shown();
    assert!(turned.id == long.id && turned.content.contains("At bell 11"), "{turned:#?}");
    ana.presses("Delete", &long);
    ana.sees(&long, |now| now.is_none());
}

fn every_option_that_names_something_completes(scene: &Scene<'_>) {
    let first = |command: &str| {
        let offers = scene.ana.completes(command).offers_in(&scene.general);
        let offer = offers.first().unwrap_or_else(|| panic!("{command} offers nothing"));
        (offer.name.clone(), offer.value.clone())
    };
    for (typed, name, value) in [
        ("/principle words:", "1. We moor together — Harbour Principles", "principles/1"),
        ("/principle words:fla", "3. We answer every flare — Harbour Principles", "principles/3"),
        ("/principle words:wtach", "2. We keep watch — Harbour Principles", "principles/2"),
        ("/value words:", "Patience — Quay Values — Values", "values/patience"),
        ("/coc words:expect", "What we expect — Harbour Code of Conduct", "coc/what-we-expect"),
        ("/policy words:amend", "4. Amendments — Charter of the Harbour Guild", "charter/4"),
        (
            "/policy words:motiv",
            "Motivation — Exceptions — Charter of the Harbour Guild",
            "charter/exceptions/motivation",
        ),
        ("/ask words:", "How to report, and who reads it", "report"),
        (
            "/cite words:principles/1 flare",
            "3. We answer every flare — Harbour Principles",
            "principles/1 principles/3",
        ),
        ("/who-is-on words:", "Harbour Council", "council"),
        ("/who-is words:lind", "Per Lindqvist (@perlin)", "perlin"),
        ("/policy words:exceptions in:kno", "The Book of Knots", "knots"),
        ("/ask in:", "Harbour Code of Conduct", "coc"),
    ] {
        let (offered, chosen) = first(typed);
        assert_eq!(offered, name, "{typed}");
        assert!(value.is_empty() || chosen == value, "{typed}: {chosen}");
    }
    // What is chosen is asked as it stands, and answers with the passage that was offered.
    let (_, chosen) = first("/cite words:principles/1 flare");
    let shown = scene.ana.types(&format!("/cite words:{chosen}")).in_(&scene.general);
    let (moor, flare) = (shown.content.find("We moor"), shown.content.find("We answer every"));
    assert!(moor.is_some() && moor < flare, "{shown:#?}");
    let nothing = scene.ana.completes("/principle words:qqqqqq").offers_in(&scene.general);
    assert_eq!(nothing, []);
}

fn what_cannot_be_read_is_told_to_its_sender(scene: &Scene<'_>) {
    let shown = scene.ana.types_something_new(&scene.general);
    assert_eq!(
        shown.content,
        "I could not read this. Try again, or write to care@harbour.example."
    );
    assert_eq!(shown.only_to.as_deref(), Some("Ana"));
}

const CLAIMS: &[fn(&Scene<'_>)] = &[
    what_is_asked_is_answered_to_all_who_may_see_it,
    the_bot_alone_reads_what_it_is_told_directly,
    among_people_to_whom_it_does_not_belong_all_see_what_all_may,
    every_option_that_names_something_completes,
];

#[test]
fn commands_are_answered_over_the_gateway() {
    play(Way::Gateway, &[], CLAIMS);
}

#[test]
fn commands_are_answered_at_the_door() {
    play(Way::Door, &[], CLAIMS);
}

#[test]
fn what_is_of_no_known_form_is_counted_and_told_once() {
    for way in [Way::Gateway, Way::Door] {
        let stage = Stage::new(way, &[]);
        for _ in 0..2 {
            what_cannot_be_read_is_told_to_its_sender(&stage.scene());
        }
        let counted = "tenet_unreadable_requests_total{platform=\"discord\"} 2";
        stage.bot.get_until("/metrics", |response| response.body.contains(counted));
        assert_eq!(stage.bot.stop().stderr.matches("could not be read").count(), 1, "{way:?}");
    }
}

/// All that people see of everything that is asked.
fn transcript(way: Way) -> Vec<String> {
    let stage = Stage::new(way, &[]);
    let mut seen = Vec::new();
    for (command, ..) in ASKED {
        let Scene { ana, bob, general, .. } = stage.scene();
        let shown = ana.types(command).in_(&general);
        let (labels, only_to) = (shown.labels(), &shown.only_to);
        let choices: Vec<_> = shown.selects.iter().map(|select| &select.choices).collect();
        seen.push(format!("{command}: {} {labels:?} {choices:?} {only_to:?}", shown.content));
        if let Some(button) = shown.buttons.iter().find(|button| button.label != "Delete") {
            let by = if only_to.is_some() { &ana } else { &bob };
            let pressed = by.presses(&button.label, &shown);
            seen.push(format!("{} {:?}", button.label, Some(what_it_says(pressed))));
        }
    }
    seen
}

/// A response without the numbers that no two are alike in.
fn what_it_says(response: crate::support::discord::Response) -> String {
    use crate::support::discord::Response;
    match response {
        Response::Message(shown) | Response::Changed(shown) => {
            format!("{} {:?} {:?}", shown.content, shown.labels(), shown.only_to)
        }
        Response::Form(form) => format!("{} {}", form.title, form.fields[0].value),
        Response::Choices(_) | Response::Later => String::new(),
    }
}

#[test]
fn both_ways_give_the_same_answers() {
    let (gateway, door) = (transcript(Way::Gateway), transcript(Way::Door));
    assert!(gateway.len() > ASKED.len(), "something was pressed");
    for (over_gateway, at_door) in gateway.iter().zip(&door) {
        assert_eq!(over_gateway, at_door);
    }
    assert_eq!(gateway.len(), door.len());
}
