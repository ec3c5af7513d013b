//! What Discord sends in, and what it gets: interactions as plain data.

mod sending;

use crate::adapters::discord::errand::Errand;
use crate::adapters::discord::incoming;
use crate::ledger::{self, Ledger, Writer};
use crate::manners::Place;
use proptest::prelude::*;
use sending::{
    ANA, BOB, MAY_MODERATE, answered, away, bot, bot_that, button, buttons, chosen, command,
    content, first, form, is_private, labels, library, now, pressed, typing,
};
use serde_json::{Value, json};

#[test]
fn a_question_is_answered_for_all_and_the_second_time_with_where_it_stands() {
    let bot = bot();
    let ask = |who| command(who, "principle", &[("words", json!("rest"))]);
    let (first_answer, errands) = answered(&bot, ask(ANA));
    assert!(content(&first_answer).contains("Nobody rows at night."), "{first_answer}");
    assert_eq!((first_answer["type"].as_u64(), is_private(&first_answer)), (Some(4), false));
    assert_eq!(labels(&first_answer), ["Delete"]);
    let [Errand::Shown { channel, answer, .. }] = errands.as_slice() else { panic!("{errands:?}") };
    // Still on its way: who asks meanwhile has it alone.
    let meanwhile = first(&bot, ask(BOB));
    assert!(is_private(&meanwhile) && content(&meanwhile).contains("Nobody rows at night."));
    bot.desk.shown(channel, answer, Place::at("https://discord.com/channels/11/22/33"), now());
    let again = first(&bot, ask(BOB));
    assert!(is_private(&again));
    assert_eq!(content(&again), "I answered that just now: https://discord.com/channels/11/22/33");
    // Once it is deleted, it is said again.
    let (gone, errands) = answered(&bot, pressed(ANA, &button(&first_answer, "Delete"), false));
    assert_eq!(gone, json!({"type": 6, "data": null}));
    assert!(matches!(errands.as_slice(), [Errand::TakeAway]), "{errands:?}");
    assert!(!is_private(&first(&bot, ask(BOB))));
}

#[test]
fn what_nobody_wants_is_not_answered() {
    let mut sent = command(ANA, "principle", &[("words", json!("rest"))]);
    sent.as_object_mut().unwrap().remove("member");
    let interaction = serde_json::from_value(sent).unwrap();
    assert!(incoming::read(&interaction, &bot().settings).is_none());
}

#[test]
fn what_is_asked_privately_is_answered_to_the_asker_alone_whatever_the_words_hold() {
    let bot = bot();
    for words in ["rest", "rest private:false", "rest note: \"", "rest in:\"", "private:no rest"] {
        let options = [("words", json!(words)), ("private", json!(true))];
        let (answer, errands) = answered(&bot, command(ANA, "principle", &options));
        assert!(is_private(&answer) && errands.is_empty(), "{words}: {answer}");
    }
    for name in ["report", "who-is-on"] {
        let answer = first(&bot, command(ANA, name, &[]));
        assert!(is_private(&answer) || name != "report", "{answer}");
        assert!(!labels(&answer).contains(&"Post publicly".to_owned()), "{answer}");
    }
}

#[test]
fn in_a_conversation_with_the_bot_nothing_is_hidden_and_among_people_it_is() {
    let bot = bot();
    let ask = || command(ANA, "principle", &[("words", json!("rest")), ("private", json!(true))]);
    let direct = first(&bot, away(ask(), 1));
    assert!(!is_private(&direct));
    assert_eq!(labels(&direct), ["Delete"]);
    let among = first(&bot, away(ask(), 2));
    assert!(is_private(&among));
    assert_eq!(labels(&among), ["Post publicly"]);
}

#[test]
fn long_answers_have_pages_that_the_asker_turns_for_all_and_others_for_themselves() {
    let bot = bot();
    let answer = first(&bot, command(ANA, "cite", &[("words", json!("rules/tides"))]));
    assert_eq!(labels(&answer), ["Next page, 2 of 4", "Whole section", "Delete"]);
    let next = button(&answer, "Next page");
    let turned = first(&bot, pressed(ANA, &next, false));
    assert_eq!((turned["type"].as_u64(), is_private(&turned)), (Some(7), false));
    assert!(content(&turned).contains("Tide 14 ") && !content(&turned).contains("Tide 13 "));
    let both = ["Previous page", "Next page, 3 of 4", "Whole section", "Delete"];
    assert_eq!(labels(&turned), both);
    let back = first(&bot, pressed(ANA, &button(&turned, "Previous page"), false));
    assert_eq!(content(&back), content(&answer));
    // Somebody else.
    let opened = first(&bot, pressed(BOB, &next, false));
    assert_eq!((opened["type"].as_u64(), is_private(&opened)), (Some(4), true));
    assert_eq!(content(&opened), content(&turned));
    let turned_back = first(&bot, pressed(BOB, &button(&opened, "Previous page"), true));
    assert_eq!(turned_back["type"], 7);
    assert_eq!(content(&turned_back), content(&answer));
    assert!(labels(&turned_back).contains(&"Post publicly".to_owned()));
}

#[test]
fn an_answer_that_was_put_up_says_who_did_on_its_first_page_again() {
    let bot = bot();
    let options = [("words", json!("rules/tides")), ("private", json!(true))];
    let alone = first(&bot, command(ANA, "cite", &options));
    let posted = first(&bot, pressed(ANA, &button(&alone, "Post publicly"), true));
    let turned = first(&bot, pressed(ANA, &button(&posted, "Next page"), false));
    assert!(!content(&turned).contains("Posted by"), "{turned}");
    let back = first(&bot, pressed(ANA, &button(&turned, "Previous page"), false));
    assert_eq!(content(&back), content(&posted));
    let theirs = first(&bot, pressed(BOB, &button(&posted, "Next page"), false));
    assert_eq!(content(&theirs), content(&turned));
}

#[test]
fn what_is_put_up_is_the_page_that_its_reader_has_before_them() {
    let bot = bot();
    let options = [("words", json!("rules/tides")), ("private", json!(true))];
    let shown = first(&bot, command(BOB, "cite", &options));
    let turned = first(&bot, pressed(BOB, &button(&shown, "Next page"), true));
    let posted = first(&bot, pressed(BOB, &button(&turned, "Post publicly"), true));
    assert!(!is_private(&posted) && content(&posted).starts_with("Posted by "), "{posted}");
    assert!(content(&posted).contains("Tide 14 "), "{posted}");
    assert!(!content(&posted).contains("Tide 13 "), "{posted}");
    assert!(labels(&posted).contains(&"Next page, 3 of 4".to_owned()), "{posted}");
}

#[test]
fn words_that_changed_begin_again_and_say_so_and_what_is_gone_says_so() {
    let bot = bot();
    let answer = first(&bot, command(ANA, "cite", &[("words", json!("rules/tides"))]));
    let (next, whole) = (button(&answer, "Next page"), button(&answer, "Whole section"));
    bot.desk.put(library("much longer than it was, as long as the harbour's wall at noon"));
    let changed = first(&bot, pressed(ANA, &next, false));
    assert!(content(&changed).starts_with("These words have changed since."), "{changed}");
    assert!(content(&changed).contains("Tide 1 "), "{changed}");
    let unposted = first(&bot, pressed(ANA, &next.replacen("turn:101:", "post:", 1), true));
    assert_eq!(content(&unposted), "These words have changed since. I posted nothing.");
    for id in [next, whole].map(|id| id.replace("rules/tides", "rules/ebbs")) {
        let gone = first(&bot, pressed(ANA, &id, false));
        assert!(is_private(&gone) && content(&gone).contains("is gone"), "{gone}");
    }
}

#[test]
fn a_private_answer_is_put_up_with_the_name_of_who_did_it() {
    let bot = bot();
    let options = [("words", json!("shouted at")), ("private", json!(false))];
    let alone = first(&bot, command(ANA, "coc", &options));
    assert!(is_private(&alone), "{alone}");
    let ask = command(ANA, "cite", &[("words", json!("conduct/rowing")), ("private", json!(true))]);
    let alone = first(&bot, ask);
    let post = button(&alone, "Post publicly");
    let (posted, errands) = answered(&bot, pressed(ANA, &post, true));
    assert_eq!((posted["type"].as_u64(), is_private(&posted)), (Some(4), false));
    assert!(content(&posted).starts_with("Posted by Ana."), "{posted}");
    assert!(content(&posted).ends_with(content(&alone)), "{posted}");
    assert!(matches!(errands.as_slice(), [Errand::Shown { .. }]), "{errands:?}");
    let twice = first(&bot, pressed(ANA, &post, true));
    assert!(is_private(&twice), "{twice}");
    // Nobody puts up how to report by an id that they made up.
    let forged = first(&bot, pressed(BOB, "post:0:0000000treport", false));
    assert!(is_private(&forged) && !content(&forged).contains("care@"), "{forged}");
}

#[test]
fn only_who_asked_and_moderators_take_an_answer_away() {
    let bot = bot();
    let answer = first(&bot, command(ANA, "principle", &[("words", json!("rest"))]));
    let delete = button(&answer, "Delete");
    let refused = first(&bot, pressed(BOB, &delete, false));
    assert!(is_private(&refused));
    assert_eq!(content(&refused), "Only who asked, and moderators, can delete this.");
    let mut by_moderator = pressed(BOB, &delete, false);
    by_moderator["member"]["permissions"] = json!(MAY_MODERATE);
    assert_eq!(first(&bot, by_moderator)["type"], 6);
    let mut by_role = pressed(BOB, &delete, false);
    by_role["member"]["roles"] = json!(["7"]);
    assert_eq!(first(&bot, by_role)["type"], 6);
    assert_eq!(first(&bot, away(pressed(BOB, &delete, false), 2))["type"], 4);
}

#[test]
fn candidates_are_buttons_whose_passage_takes_their_place_for_who_asked() {
    let bot = bot();
    let ask = command(ANA, "ask", &[("words", json!("lamps zeppelin"))]);
    let candidates = first(&bot, ask);
    let lamps = buttons(&candidates);
    assert!(lamps.len() > 2, "{candidates}");
    let (label, id) = &lamps[0];
    assert!(label.starts_with("Lamps"), "{label}");
    let beside = first(&bot, pressed(BOB, id, false));
    assert_eq!((beside["type"].as_u64(), is_private(&beside)), (Some(4), true));
    let (instead, errands) = answered(&bot, pressed(ANA, id, false));
    assert_eq!((instead["type"].as_u64(), is_private(&instead)), (Some(7), false));
    assert_eq!(content(&instead), content(&beside));
    assert!(matches!(errands.as_slice(), [Errand::Shown { .. }]));
}

#[test]
fn other_matches_are_chosen_from_a_list_and_open_for_who_chose() {
    let bot = bot();
    let answer = first(&bot, command(ANA, "ask", &[("words", json!("lamp at the bow"))]));
    assert!(content(&answer).contains("A lamp burns at the bow."), "{answer}");
    assert!(!content(&answer).contains("Others that mention it"), "{answer}");
    let others = button(&answer, "Others that mention it");
    let opened = first(&bot, chosen(ANA, &others, "rules/lamps-by-day"));
    assert!(is_private(&opened) && content(&opened).contains("put out"), "{opened}");
    let forged = first(&bot, chosen(ANA, &others, "rules/lamps-by-day to:Bob"));
    assert!(is_private(&forged) && content(&forged).contains("older answer"), "{forged}");
}

#[test]
fn a_miss_is_the_askers_alone_and_without_a_keeper_nothing_is_passed_on() {
    let bot = bot();
    let miss = first(&bot, command(ANA, "policy", &[("words", json!("zeppelins"))]));
    assert!(is_private(&miss) && content(&miss).contains("I found nothing"), "{miss}");
    assert_eq!(labels(&miss), Vec::<String>::new());
    let refused = first(&bot, form("told:", "zeppelins"));
    assert_eq!(content(&refused), "I cannot pass on words at the moment.");
    let empty = first(&bot, form("told:", " \n "));
    assert_eq!(content(&empty), "There were no words to pass on.");
}

#[test]
fn what_was_looked_for_in_vain_is_passed_on_as_its_asker_last_saw_it() {
    let folder = std::env::temp_dir().join(format!("tenet-told-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let writer = Writer::start(Ledger::open(&folder, now()).unwrap()).unwrap();
    let bot = bot_that(|desk| desk.keeping(writer.keeper(), Vec::new()));
    let miss = first(&bot, command(ANA, "policy", &[("words", json!("zeppelins"))]));
    assert_eq!(labels(&miss), ["Tell the maintainers"], "{miss}");
    let opened = first(&bot, pressed(ANA, &button(&miss, "Tell the maintainers"), true));
    let input = &opened["data"]["components"][0]["components"][0];
    assert_eq!((opened["type"].as_u64(), input["value"].as_str()), (Some(9), Some("zeppelins")));
    assert_eq!(input["max_length"], 120);
    let id = opened["data"]["custom_id"].as_str().unwrap();
    for (words, said) in [
        ("odile lands zeppelins", "I pass on no names"),
        ("zeppelins by quistody", "I pass on no names"),
        ("zeppelins: a@b.example", "I pass on no names"),
        ("that zeppelin harasses me", "I pass on nothing that may be about a person"),
        ("is bob a creep", "I pass on nothing that may be about a person"),
    ] {
        let refused = first(&bot, form(id, words));
        assert!(is_private(&refused) && content(&refused).starts_with(said), "{words}: {refused}");
    }
    let thanked = first(&bot, form(id, " may zeppelins\n land? "));
    assert!(is_private(&thanked) && content(&thanked).starts_with("Thank you."), "{thanked}");
    writer.close();
    let ledger = Ledger::existing(&folder).unwrap().unwrap();
    let told = ledger.told(ledger::day(now())).unwrap();
    let words: Vec<&str> = told.iter().map(|told| told.words.as_str()).collect();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(words, ["may zeppelins land?"]);
    // What is somebody's own affair is not asked for.
    for (name, words) in [
        ("coc", "zeppelins"),
        ("ask", "is Bob a creep"),
        ("policy", "abusive zeppelins"),
        ("policy", "zeppelins of quistody"),
        ("policy", "zeppelins of Odile"),
    ] {
        let miss = first(&bot, command(ANA, name, &[("words", json!(words))]));
        assert!(!labels(&miss).contains(&"Tell the maintainers".to_owned()), "{words}: {miss}");
    }
}

#[test]
fn what_is_typed_is_completed_with_ids_and_an_empty_option_offers() {
    let bot = bot();
    let values = |name: &str, option: &str, typed: &str| -> Vec<String> {
        let offered = first(&bot, typing(name, option, typed));
        assert_eq!(offered["type"], 8);
        let choices = offered["data"]["choices"].as_array().unwrap().clone();
        choices.iter().map(|choice| choice["value"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(values("principle", "words", "res"), ["principles/2"]);
    assert_eq!(values("principle", "words", "")[..2], ["principles/1", "principles/2"]);
    assert_eq!(values("ask", "in", "harbour"), ["rules"]);
    assert_eq!(values("ask", "words", "tides in:harb"), ["tides in:rules"]);
    assert_eq!(values("ask", "private", "x"), Vec::<String>::new());
    assert_eq!(values("nonsense", "words", "x in:\"é").len(), 0);
}

#[test]
fn who_asks_too_much_is_told_so_each_time_and_privately() {
    let bot = bot();
    let ask = || command(ANA, "principle", &[("words", json!("rest"))]);
    let answers: Vec<Value> = (0..20).map(|_| first(&bot, ask())).collect();
    let told = answers.iter().find(|answer| content(answer).contains("I answer again in")).unwrap();
    assert!(is_private(told));
    let last = answers.last().unwrap();
    assert!(is_private(last));
    let said = content(last);
    assert!(
        said.starts_with("You asked too much for now. Please wait a little. To report"),
        "{said}"
    );
}

#[test]
fn a_note_tells_everybody_whose_it_is_and_that_it_is_cut() {
    let bot = bot();
    let noted = |note: &str| {
        let options = [("words", json!("principles/2")), ("note", json!(note))];
        first(&bot, command(ANA, "cite", &options))
    };
    let answer = noted("Bob, this is you <@42>");
    assert!(!is_private(&answer));
    assert!(content(&answer).contains("Note from Ana: Bob, this is you "), "{answer}");
    assert!(!content(&answer).contains("Your note"), "{answer}");
    let answer = noted(&"x".repeat(301));
    let cut = "The note is cut: it may have 300 characters.";
    assert!(content(&answer).contains(cut), "{answer}");
    assert!(!content(&noted(&"x".repeat(300))).contains(cut));
}

#[test]
fn what_cannot_be_followed_is_not_put_up_and_its_words_stay_nowhere() {
    let bot = bot();
    for (name, options) in [
        ("help", vec![("words", json!("harassment"))]),
        ("changes", vec![("words", json!("principles/2")), ("since", json!("harassment"))]),
        ("ask", vec![("words", json!("rest")), ("in", json!("harassment"))]),
    ] {
        let answer = first(&bot, command(ANA, name, &options));
        assert!(is_private(&answer) && labels(&answer).is_empty(), "{answer}");
        assert!(!answer["data"]["components"].to_string().contains("harassment"), "{answer}");
    }
}

#[test]
fn what_is_not_among_several_pages_is_said_with_the_first() {
    let bot = bot();
    for (words, remark) in [
        ("principles/2 rules/tides nope/zip", "No passage has the id nope/zip."),
        (
            "principles/1 principles/2 rules/tides conduct/rowing rules/bells rules/lamps-by-day",
            "Five are cited at once; ask again for rules/lamps-by-day.",
        ),
    ] {
        let (answer, errands) = answered(&bot, command(ANA, "cite", &[("words", json!(words))]));
        let follows = errands.iter().filter_map(|errand| match errand {
            Errand::Follow(reply) => Some(reply.content.clone()),
            _ => None,
        });
        let said: Vec<String> = follows.chain([content(&answer).to_owned()]).collect();
        assert!(said.iter().any(|said| said.contains(remark)), "{said:?}");
    }
}

#[test]
fn a_long_section_opens_five_pages_at_a_time_and_goes_on_from_the_last() {
    let bot = bot();
    bot.desk.put(library(&"long, ".repeat(60)));
    let answer = first(&bot, command(ANA, "cite", &[("words", json!("rules/tides"))]));
    let mut said = vec![content(&answer).to_owned()];
    let mut next = Some(button(&answer, "Next 5 pages"));
    let mut opened = Vec::new();
    while let Some(id) = next.take() {
        let (opened_first, errands) = answered(&bot, pressed(BOB, &id, false));
        let mut messages = vec![opened_first];
        for errand in errands {
            let Errand::Follow(reply) = errand else { panic!("{errand:?}") };
            let rows = serde_json::to_value(&reply.rows).unwrap();
            messages.push(json!({"data": {"content": reply.content, "components": rows}}));
        }
        opened.push(messages.len());
        said.extend(messages.iter().map(|message| content(message).to_owned()));
        let last = messages.last().unwrap();
        let several = labels(last).into_iter().find(|label| label.ends_with(" pages"));
        next = several.map(|label| button(last, &label));
        // One page alone is turned to.
        if next.is_none() && labels(last).iter().any(|label| label.starts_with("Next page")) {
            let turned = first(&bot, pressed(BOB, &button(last, "Next page"), true));
            said.push(content(&turned).to_owned());
        }
    }
    assert!(opened.len() > 1 && opened.iter().all(|pages| *pages <= 5), "{opened:?}");
    let all = said.concat();
    let tides = all.lines().filter_map(|line| line.strip_prefix("> Tide "));
    let tides: Vec<usize> =
        tides.map(|line| line.split(' ').next().unwrap().parse().unwrap()).collect();
    assert_eq!(tides, (1..=40).collect::<Vec<_>>());
}

#[test]
fn what_cannot_be_read_is_answered_with_where_to_write() {
    let bot = bot();
    let said = serde_json::to_value(super::unreadable(&bot, false)).unwrap();
    let sentence = "I could not read this. Try again, or write to care@pilots.example.";
    assert_eq!(content(&said), sentence);
}

#[test]
fn nothing_that_leads_to_a_person_is_passed_on() {
    let bot = bot();
    let refused = "I pass on no names, addresses, links or numbers. Please leave them out.";
    for words in [
        "write to bob@pilots.example",
        "ask @bob",
        "see https://x.example/1",
        "see pilots.example",
        "call 0171 234 567",
        "account 123456",
    ] {
        assert_eq!(content(&first(&bot, form("told:", words))), refused, "{words}");
    }
    for words in ["may zeppelins land?", "rules of 2024", "section 4.2 e.g"] {
        assert_ne!(content(&first(&bot, form("told:", words))), refused, "{words}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_sent_is_answered(
        words in "\\PC{0,80}",
        id in "(turn:1:2:|whole:|open:1:|others:|post:|delete:|tell:|told:)?\\PC{0,90}",
        name in "(ask|coc|cite|changes|verify|policy|\\PC{1,8})",
    ) {
        let bot = bot();
        let options = [("words", json!(words)), ("in", json!(id)), ("note", json!(words))];
        for sent in [
            command(ANA, &name, &options), typing(&name, "words", &words), pressed(ANA, &id, false),
            pressed(BOB, &id, true), chosen(BOB, &id, &words), form(&id, &words),
        ] {
            first(&bot, sent);
        }
    }
}
