//! What can be pressed below an answer on Discord, and what each person sees of that.

use crate::support::discord::stage::play;
use crate::support::discord::{Response, Scene, Stage, Way};

/// The bells of the long passage on a page, in their order.
fn bells(content: &str) -> Vec<u32> {
    let number = |rest: &str| rest.split(' ').next().and_then(|word| word.parse().ok());
    content.split("At bell ").skip(1).filter_map(number).collect()
}

fn the_asker_turns_the_pages_for_all(scene: &Scene<'_>) {
    let Scene { ana, bob, general, .. } = scene;
    let first = ana.types("/principle words:4").in_(general);
    assert_eq!(first.labels(), ["Next page, 2 of 3", "Whole section", "Delete"]);
    let second = ana.presses("Next page, 2 of 3", &first).shown();
    let labels = ["Previous page", "Next page, 3 of 3", "Whole section", "Delete"];
    assert_eq!((second.id, second.labels()), (first.id, labels.to_vec()));
    let third = ana.presses("Next page, 3 of 3", &second).shown();
    assert_eq!(third.labels(), ["Previous page", "Whole section", "Delete"]);
    assert_eq!(general.seen_by(bob), std::slice::from_ref(&third), "one message, for all");
    let all = [&first, &second, &third].map(|page| bells(&page.content)).concat();
    assert_eq!(all, (1..=30).collect::<Vec<_>>(), "each sentence once, in its order");
    let title = "**[4. We write the log](<https://github.com/harbour/rules/blob/main/PRINCIPLES.md";
    for page in [&first, &second, &third] {
        assert!(page.content.starts_with(title), "{page:#?}");
        assert!(page.content.contains("as recorded on 3 February 2026"), "{page:#?}");
    }
    assert_eq!(ana.presses("Previous page", &third).shown().content, second.content);
}

fn others_open_a_page_for_themselves(scene: &Scene<'_>) {
    let Scene { ana, bob, general, .. } = scene;
    let first = ana.types("/principle words:4").in_(general);
    let opened = bob.presses("Next page, 2 of 3", &first).shown();
    assert_eq!(opened.only_to.as_deref(), Some("Bob"));
    assert_eq!(bells(&opened.content)[0], 11, "{opened:#?}");
    assert_eq!(general.seen_by(ana), [first], "nothing changed for the others");
    let turned = bob.presses("Next page, 3 of 3", &opened).shown();
    assert_eq!((turned.id, turned.only_to.as_deref()), (opened.id, Some("Bob")), "{turned:#?}");
    assert_eq!(*bells(&turned.content).last().unwrap(), 30);
}

fn the_whole_section_opens_for_who_wants_it(scene: &Scene<'_>) {
    let Scene { ana, bob, general, .. } = scene;
    let first = ana.types("/principle words:4").in_(general);
    let opened = bob.presses("Whole section", &first).shown();
    let rest = bob.follow_ups(&opened, 2);
    let all: Vec<u32> =
        [&opened].into_iter().chain(&rest).flat_map(|page| bells(&page.content)).collect();
    assert_eq!(all, (1..=30).collect::<Vec<_>>());
    assert!(rest.iter().all(|page| page.only_to.as_deref() == Some("Bob")), "{rest:#?}");
    assert_eq!(general.seen_by(ana), [first]);
}

fn other_matches_open_for_who_looks_further_and_can_be_put_up(scene: &Scene<'_>) {
    let Scene { ana, bob, general, .. } = scene;
    let shown = ana.types("/ask words:who speaks for the guild").in_(general);
    assert_eq!(shown.selects[0].placeholder, "Others that mention it");
    let other = bob.chooses("1. Purpose — Charter of the Harbour Guild", &shown).shown();
    assert!(other.content.contains("> The Guild keeps the harbour open."), "{other:#?}");
    assert_eq!(other.only_to.as_deref(), Some("Bob"));
    let posted = bob.presses("Post publicly", &other).shown();
    assert!(posted.content.starts_with("Posted by Bob."), "{posted:#?}");
    assert!(posted.content.contains("> The Guild keeps the harbour open."), "{posted:#?}");
    assert_eq!(general.seen_by(ana), [shown, posted]);
}

fn a_candidate_opens_in_place_for_the_asker_and_beside_for_others(scene: &Scene<'_>) {
    let Scene { ana, bob, general, .. } = scene;
    let shown = ana.types("/policy words:exceptions").in_(general);
    assert_eq!(shown.content.trim_end(), "Several passages fit. Which one do you mean?");
    let reef = "Exceptions — Reef knot — The Book of Knots";
    let opened = bob.presses(reef, &shown).shown();
    assert_eq!(opened.only_to.as_deref(), Some("Bob"));
    assert!(opened.content.contains("> Only for parcels."), "{opened:#?}");
    let wet = ana.presses("Exceptions — Sheet bend — The Book of Knots", &shown).shown();
    assert!(wet.id == shown.id && wet.content.contains("> Only wet."), "{wet:#?}");
    assert_eq!(wet.labels(), ["Delete"]);
}

fn what_was_found_privately_is_put_up_without_the_words_that_led_there(scene: &Scene<'_>) {
    let Scene { ana, bob, general, .. } = scene;
    let shown = ana.types("/coc words:shouting crew").in_(general);
    assert_eq!((shown.only_to.as_deref(), general.seen_by(bob).len()), (Some("Ana"), 0));
    let posted = ana.presses("Post publicly", &shown).shown();
    assert_eq!(general.seen_by(bob), std::slice::from_ref(&posted));
    assert!(posted.content.starts_with("Posted by Ana."), "{posted:#?}");
    assert!(!posted.content.contains("shouting crew"), "{posted:#?}");
    // Whose answer it is knows who put it up.
    ana.presses("Delete", &posted);
    ana.sees(&posted, |now| now.is_none());
}

fn a_report_is_nobodys_but_its_readers(scene: &Scene<'_>) {
    let shown = scene.ana.types("/report").in_(&scene.general);
    assert!(!shown.labels().contains(&"Post publicly"), "{shown:#?}");
}

fn the_asker_and_moderators_take_an_answer_away_and_nobody_else(scene: &Scene<'_>) {
    let Scene { ana, bob, mia, rob, general, .. } = scene;
    for (remover, number) in [(ana, 1), (mia, 2), (rob, 3)] {
        let shown = ana.types(&format!("/principle words:{number}")).in_(general);
        let refused = bob.presses("Delete", &shown).shown();
        assert_eq!(refused.content, "Only who asked, and moderators, can delete this.");
        assert_eq!(refused.only_to.as_deref(), Some("Bob"));
        assert!(ana.looks_at(&shown).is_some());
        assert!(matches!(remover.presses("Delete", &shown), Response::Later));
        ana.sees(&shown, |now| now.is_none());
    }
}

fn what_nobody_wrote_is_taken_for_an_older_answer(scene: &Scene<'_>) {
    let Scene { ana, bob, general, .. } = scene;
    let shown = ana.types("/policy words:exceptions").in_(general);
    for id in ["", "x", "delete:", "turn:1:0:0a1b2c0tsources", "told:", "others:", "cc:x."]
        .into_iter()
        .filter(|id| !id.is_empty())
    {
        let said = bob.presses_id(id, &shown).shown();
        assert_eq!(said.only_to.as_deref(), Some("Bob"), "{id}: {said:#?}");
        assert_eq!(ana.looks_at(&shown).as_ref(), Some(&shown), "{id}");
    }
    for value in ["none/such", "coc to:Bob", "", "../../etc"] {
        let said = bob.chooses_value(value, "others:", &shown).shown();
        assert_eq!(said.only_to.as_deref(), Some("Bob"), "{value}: {said:#?}");
        assert!(!said.content.contains("> "), "{value}: {said:#?}");
    }
}

const CLAIMS: &[fn(&Scene<'_>)] = &[
    the_asker_turns_the_pages_for_all,
    others_open_a_page_for_themselves,
    the_whole_section_opens_for_who_wants_it,
    other_matches_open_for_who_looks_further_and_can_be_put_up,
    a_candidate_opens_in_place_for_the_asker_and_beside_for_others,
    what_was_found_privately_is_put_up_without_the_words_that_led_there,
    a_report_is_nobodys_but_its_readers,
    the_asker_and_moderators_take_an_answer_away_and_nobody_else,
    what_nobody_wrote_is_taken_for_an_older_answer,
];

#[test]
fn what_is_pressed_is_done_over_the_gateway() {
    play(Way::Gateway, &[], CLAIMS);
}

#[test]
fn what_is_pressed_is_done_at_the_door() {
    play(Way::Door, &[], CLAIMS);
}

#[test]
fn a_long_section_opens_at_the_page_that_answers_and_is_turned_both_ways() {
    let stage = Stage::new(Way::Gateway, &[]);
    let strand = |at: u32| {
        format!(
            "- Strand {at} goes over one and under the next, is drawn tight with the fid, and is cut.\n"
        )
    };
    let strands: String = (1..=40).map(strand).collect();
    let splices = format!(
        "## Splices\n\nWhoever splices works in this order from start to end:\n\n{strands}\
         - Whipping keeps the frayed yarn together.\n\nThen rest.\n\n## Sheet bend"
    );
    stage.content.replace("rules/knots.md", "## Sheet bend", &splices);
    stage.rewrites(
        "rules/knots.md",
        "Only wet.",
        "Only damp.",
        "/cite knots/sheet-bend/exceptions",
    );
    let scene = stage.scene();
    let Scene { ana, bob, general, .. } = &scene;

    let shown = ana.types("/policy words:splices frayed yarn whipping").in_(general);
    assert_eq!(shown.labels()[..2], ["Previous page", "Whole section"], "{shown:#?}");
    let lead_in =
        "> Whoever splices works in this order from start to end: \\[…\\]\n> \n> - Whipping";
    assert!(shown.content.contains(lead_in), "{shown:#?}");
    assert!(shown.content.contains("-# Left out above: 3,"), "{shown:#?}");
    let before = ana.presses("Previous page", &shown).shown();
    assert!(before.id == shown.id && before.content.contains("> - Strand 40 "), "{before:#?}");
    let [_, next, ..] = before.labels()[..] else { panic!("{before:#?}") };
    assert_eq!(ana.presses(next, &before).shown().content, shown.content);

    let opened = bob.presses("Whole section", &shown).shown();
    let mut all = vec![opened.content.clone()];
    all.extend(bob.follow_ups(&opened, 4).into_iter().map(|page| page.content));
    let strands: Vec<u32> = all
        .iter()
        .flat_map(|page| page.split("- Strand ").skip(1))
        .filter_map(|rest| rest.split(' ').next()?.parse().ok())
        .collect();
    assert_eq!(strands, (1..=40).collect::<Vec<_>>(), "{all:#?}");
    assert_eq!(stage.bot.stop().code, 0);
}
