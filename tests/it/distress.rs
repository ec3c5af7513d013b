//! Somebody who may need help is shown the way to report, and nobody else is sent there.

use crate::support::library::{ask_json, shipped};
use crate::support::program::Tenet;
use serde_json::json;

fn outcomes(questions: &[&str]) -> Vec<(String, String)> {
    let outcome = |question: &&str| {
        let answer = ask_json(shipped(), question);
        (answer["outcome"].as_str().unwrap().to_owned(), (*question).to_owned())
    };
    questions.iter().map(outcome).collect()
}

#[test]
fn who_tells_what_happened_is_shown_how_to_report() {
    for (outcome, question) in outcomes(&[
        "how do I report someone",
        "How do I report?",
        "I was harassed",
        "somebody threatens me",
        "I need help",
        "someone is stalking me",
        "I was groped at a meetup",
        "report harassment",
        "/report",
    ]) {
        assert_eq!(outcome, "report", "{question}");
    }
}

#[test]
fn who_asks_something_else_is_not_sent_to_report() {
    for (outcome, question) in outcomes(&[
        "how do I vote",
        "how do I join",
        "how do I contribute",
        "how do I file an RFC",
        "report a vulnerability",
        "annual report",
        "how can I help",
        "can someone help me",
        "where do I report a typo",
        "how do I report a bug",
        "how do I report a crash",
        "how do I report spam",
        "/help coc",
        "I was elected",
        "can I be banned",
        "may I join without paying",
    ]) {
        assert_ne!(outcome, "report", "{question}");
    }
}

#[test]
fn a_miss_names_the_way_to_report_and_is_for_the_asker_where_somebody_speaks_of_themselves() {
    for (question, audience) in [
        ("my bicycle has a flat tyre", "asker"),
        ("bicycle with a flat tyre", "channel"),
        ("/coc bicycle", "asker"),
        ("ich habe meinen Schirm verloren", "asker"),
    ] {
        let answer = ask_json(shipped(), question);
        assert_ne!(answer["outcome"], "found", "{question}");
        assert_eq!(answer["offer_report"], true, "{question}");
        assert_eq!(answer["audience"], audience, "{question}");
    }
    for question in ["bicycle", "/principle bicycle", "/principle bicycle tyre"] {
        assert_eq!(ask_json(shipped(), question)["offer_report"], false, "{question}");
    }
}

#[test]
fn a_call_for_help_is_answered_with_the_way_to_report_whatever_the_command() {
    for (outcome, question) in outcomes(&[
        "/ask Alice from the TSC touched me at the conference and I want to report it",
        "/ask I am being harassed by another member",
        "/ask Bob sent me a dick pic",
        "/ask I was discriminated against",
        "/ask I suspect fraud",
        "/ask he said he would hurt me, what can I do",
        "/ask what can I do when somebody harasses me",
        "/ask 3 people from the TSC bullied me",
        "/coc i was insulted by a moderator",
        "/principle my maintainer keeps insulting me what do I do",
        "/value I was bullied",
        "/policy my boss steals money",
        "/who-is Till harassed me",
        "/who-is the person who bullied me",
        "who is the person who bullied me",
        "/who-is-on I was bullied by the TSC",
        "/changes I was bullied",
        "/coc I feel unsafe here",
        "/coc I want to kill myself",
        "/coc im being harrased",
        "/principle Im being bulied",
        "/coc I need to talk to someone",
        "/coc report",
        "/cite report",
        "/ask he keeps following me",
        "/ask hes threatning me",
        "/ask I can't take it anymore",
        "/ask a guy is harrassing me",
        "/ask He made me uncomfortable",
        "/who-is-on I feel unsafe here",
        "/help I am being harassed",
        "/cite I need help",
        "/changes help me",
    ]) {
        assert_eq!(outcome, "report", "{question}");
    }
}

#[test]
fn who_asks_what_the_rules_say_of_harm_is_answered_from_them() {
    for (outcome, question) in outcomes(&[
        "what counts as harassment?",
        "is harassment forbidden?",
        "/coc harassment",
        "show me the rule on harassment",
        "/coc a user wrote threats, I want to revert the edits",
        "my fuzzer killed the runner",
        "I hit a limit",
    ]) {
        assert_ne!(outcome, "report", "{question}");
    }
}

#[test]
fn who_tells_what_happened_reads_no_word_about_permission() {
    let said = |question: &str| Tenet::new().ask(question).stdout;
    let told = said("a zeppelin was flown into my garden");
    assert!(
        told.starts_with("To report somebody: /report\n\nI found nothing about that."),
        "{told}"
    );
    assert!(!told.contains("permission"), "{told}");
    assert!(said("/principle zeppelin").contains("is not permission"));
}

#[test]
fn who_greets_or_thanks_is_told_what_can_be_asked() {
    for question in ["hi", "Hello there!", "thanks", "thank you so much!", "?", "👋", "/ask hi"] {
        let run = Tenet::new().ask(question);
        assert!(run.stdout.starts_with("I quote the documents of"), "{question}: {run:?}");
        assert!(run.stdout.contains("Try: /principle 3"), "{question}: {run:?}");
        assert!(!run.stdout.contains("nothing"), "{question}: {run:?}");
    }
    for question in ["good governance", "/principle hi", "hi, how do I vote"] {
        let answer = ask_json(shipped(), question);
        assert_ne!(answer["outcome"], "help", "{question}");
    }
}

#[test]
fn words_of_which_none_is_known_are_told_the_language() {
    for question in ["hola como estas", "merci beaucoup", "où est le règlement"] {
        let run = Tenet::new().ask(question);
        assert!(run.stdout.contains("I answer in English. Try: /report"), "{question}: {run:?}");
        assert!(!run.stdout.contains("permission"), "{question}: {run:?}");
    }
    for question in ["where do I park my zeppelin", "quorumless", "/cite nope/nope"] {
        let run = Tenet::new().ask(question);
        assert!(!run.stdout.contains("I answer in English"), "{question}: {run:?}");
    }
}

#[test]
fn no_word_is_taken_for_another_that_only_looks_like_it() {
    for question in ["I want to kill it", "a shirt with the logo", "I am scared of stalking"] {
        let answer = ask_json(shipped(), question);
        assert_eq!(answer["respelled"], serde_json::json!([]), "{question}");
    }
    let answer = ask_json(shipped(), "/principle toxcity");
    assert_eq!(answer["respelled"], serde_json::json!([["toxcity", "toxicity"]]));
}

#[test]
fn who_asks_what_this_is_gets_help() {
    for (outcome, question) in outcomes(&["who are you", "is this an AI?", "/help"]) {
        assert_eq!(outcome, "help", "{question}");
    }
}

#[test]
fn who_is_led_to_report_beside_an_answer_reads_so_first() {
    for question in ["/who-is-on TSC is abusive", "/cite principles/3 Bob harassed Alice"] {
        let run = Tenet::new().ask(question);
        assert!(run.stdout.starts_with("To report somebody: /report"), "{question}: {run:?}");
    }
}

#[test]
fn who_is_pursued_exposed_or_afraid_is_shown_how_to_report() {
    for (outcome, question) in outcomes(&[
        "someone is sending me disgusting private messages and i am scared, who can i tell?",
        "he keeps sending me messages after I said stop",
        "she won't stop texting me",
        "a member keeps writing to me at night",
        "someone posted my home address",
        "they shared my phone number in the channel",
        "he knows where I live",
        "please make him leave me alone",
        "I'm so scared",
        "I am afraid of him",
        "who can I tell?",
        "helo wat r teh rulez abut harrasment plz??",
        "/coc someone posted my home address",
        "he won't take no for an answer",
        "pls help",
        "help me now",
        "SOS",
        "도와주세요",
        "where do I report a TSC member",
        "can I report a maintainer",
        "who sees my report",
    ]) {
        assert_eq!(outcome, "report", "{question}");
    }
    for question in ["can anyone help me", "can somebody please help"] {
        assert_eq!(ask_json(shipped(), question)["outcome"], "help", "{question}");
    }
    for (outcome, question) in outcomes(&[
        "how do SIGs report to the TSC",
        "what must members report to the board",
        "the deadline is killing me",
        "my tests are killing me",
        "the bot keeps sending me notifications",
        "he keeps sending me patches to review",
        "I posted my address book crate",
        "I took my home page down, who are they that keep it",
        "he sends me long emails with explicit types",
        "someone found my pull request",
        "I am afraid I do not understand quorum",
        "who can I tell about a new project",
        "where does somebody publish my photo of the meeting",
        "/principle harassment",
    ]) {
        assert_ne!(outcome, "report", "{question}");
    }
}

#[test]
fn who_tells_of_harm_in_another_language_is_shown_how_to_report() {
    for (outcome, question) in outcomes(&[
        "alguien me acosa",
        "sto subendo molestie",
        "jestem nękana",
        "taciz ediliyorum",
        "助けて、ハラスメントです",
        "أتعرض للتحرش",
        "ich werde belästigt",
        "er bedroht mich",
        "je suis harcelée",
        "estou sendo assediada",
        "mi sta minacciando",
        "ik word bedreigd",
        "有人骚扰我",
        "いじめられています",
        "괴롭힘을 당하고 있어요",
        "мне угрожают",
    ]) {
        assert_eq!(outcome, "report", "{question}");
    }
}

#[test]
fn a_slip_of_the_fingers_still_leads_to_report() {
    for (outcome, question) in outcomes(&[
        "repport",
        "reprot",
        "Reprot!",
        "/reprot he harassed me",
        "/helpme I was harassed",
    ]) {
        assert_eq!(outcome, "report", "{question}");
    }
    for (outcome, question) in outcomes(&["import", "export", "support", "repo"]) {
        assert_ne!(outcome, "report", "{question}");
    }
    for (typed, meant) in [("/reprot", "/report"), ("/soures", "/sources"), ("/hlep", "/help")] {
        let said = Tenet::new().ask(typed).stdout;
        let whole =
            format!("There is no {typed}. Did you mean {meant}?\n\nAll that I answer: /help");
        assert_eq!(said.trim_end(), whole);
    }
    assert_eq!(ask_json(shipped(), "/reprot")["audience"], "asker");
    assert_eq!(ask_json(shipped(), "/soures")["audience"], "channel");
}

#[test]
fn who_may_be_in_danger_reads_first_whom_to_call_and_alone() {
    const FIRST: &str = "Please do not stay alone with this.";
    for question in [
        "i want to kill myself because of this community",
        "I can't go on",
        "how do I kill myself",
        "I don't want to live any more",
        "Bob says he wants to kill himself",
        "he said he is going to kill me",
        "he is outside my house",
        "I am in danger",
        "ich will mich umbringen",
        "quiero morir",
        "死にたい",
        "él me va a matar",
        "/verify I want to die",
        "no reason to live",
        "I do not want to live anymore",
        "i dont wanna live",
        "I can not go on",
        "I'd be better off dead",
        "life is not worth living",
        "I am thinking of ending it all",
        "someone in the chat says he wants to die",
        "a contributor is suicidal",
        "suicidal",
        "kms",
        "我想死",
        "/coc i want to kill myself",
    ] {
        let said = Tenet::new().ask(question).stdout;
        assert!(said.starts_with(FIRST), "{question}: {said}");
        assert!(said.contains("call your local emergency number"), "{question}: {said}");
        assert_eq!(ask_json(shipped(), question)["audience"], "asker", "{question}");
    }
    for question in [
        "I was harassed",
        "my fuzzer killed the runner",
        "the workers kill themselves when idle",
        "this build will kill me",
        "is the project in danger of being archived",
        "/coc to:Bob he wants to kill himself",
    ] {
        let said = Tenet::new().ask(question).stdout;
        assert!(!said.contains(FIRST), "{question}: {said}");
    }
}

#[test]
fn no_sentence_is_read_back_to_who_wrote_it() {
    for (question, unknown) in [
        ("where do I park my zeppelin", json!(["park", "zeppelin"])),
        ("/principle zebra", json!(["zebra"])),
        ("helo wat r teh zebra rulez", json!([])),
        ("zebra https://zoo.example/giraffe 12345", json!(["zebra"])),
        ("zebras giraffes okapis tapirs wombats", json!([])),
        ("my zebra has cancer", json!([])),
    ] {
        let answer = ask_json(shipped(), question);
        assert_eq!(answer["nothing"]["unknown_words"], unknown, "{question}: {answer}");
    }
}

#[test]
fn the_way_to_report_is_among_the_first_lines_of_help() {
    for question in ["hi", "", "/", "/help"] {
        let said = Tenet::new().ask(question).stdout;
        let first: Vec<&str> = said.lines().filter(|line| !line.is_empty()).take(3).collect();
        assert!(first.contains(&"To report somebody: /report"), "{question}: {said}");
    }
}
