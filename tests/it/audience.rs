//! Who gets to see an answer: a question in, the asker or the channel out.

use crate::support::library::{ask, content_of, invented, now, of_content, shipped};
use tenet::answer::{Answer, Audience, Outcome};
use tenet::audience::{Delivery, delivery};
use tenet::library::Library;
use tenet::manners::{Channel, Limits, Manners, Place};
use tenet::question::{Asked, Question};

const ASKER: Audience = Audience::Asker;
const CHANNEL: Audience = Audience::Channel;

fn table(library: &Library, rows: &[(&str, Audience)]) {
    let wrong: Vec<_> = rows
        .iter()
        .map(|(question, audience)| (*question, ask(library, question).audience, *audience))
        .filter(|(_, is, should_be)| is != should_be)
        .collect();
    assert_eq!(wrong, [], "question, who sees it, who should");
}

#[test]
fn in_the_content_that_ships_conduct_in_own_words_reports_and_who_reads_them_are_for_the_asker() {
    table(
        shipped(),
        &[
            ("/report", ASKER),
            ("how do I report someone", ASKER),
            ("/who-is-on coc-team", ASKER),
            ("/who-is-on coc-team as-of:2025", ASKER),
            ("who is on the conduct team", ASKER),
            ("/changes coc-team", ASKER),
            ("/who-is-on tsc", CHANNEL),
            ("/who-is-on board", CHANNEL),
            ("/coc", CHANNEL),
            ("/coc our standards", CHANNEL),
            ("/coc coc/our-standards", CHANNEL),
            ("/cite coc/our-standards", CHANNEL),
            ("/changes coc", CHANNEL),
            ("/coc harassment", ASKER),
            ("/cite harassment", ASKER),
            ("/changes harassment", ASKER),
            ("/principle harassment", ASKER),
            ("/ask harassment in:coc", ASKER),
            ("/principle curation", CHANNEL),
            ("/mission", CHANNEL),
            ("/sources", CHANNEL),
            ("/help", CHANNEL),
            ("", CHANNEL),
        ],
    );
}

#[test]
fn what_somebody_tells_of_themselves_is_for_the_asker_and_what_they_ask_for_all_is_not() {
    let rows = [
        ("/cite principles/3 he follows me home", ASKER),
        ("/cite principles/3 note:I was harassed", ASKER),
        ("/cite principles/3 note:I like this one", CHANNEL),
        ("/cite principles/3 we-curate", CHANNEL),
        ("/verify Till followed me at the conference", ASKER),
        ("/verify he said he would hurt me", ASKER),
        ("/who-is-on the board is after me", ASKER),
        ("/principle I feel excluded", ASKER),
        ("/principle they left me out of the curation", ASKER),
        ("they excluded me from curation", ASKER),
        ("/ask Till on the TSC insulted people", ASKER),
        ("/who-is-on TSC is abusive", ASKER),
        ("/ask the chair of sig packaging is abusive", ASKER),
        ("/ask who is toxic on the TSC", ASKER),
        ("/principle bullying in the TSC", ASKER),
        ("/changes bullying", ASKER),
        ("/cite principles/3 Bob harassed Alice", ASKER),
        ("/ask Till is rude", ASKER),
        ("/principle he yells at everyone", ASKER),
        ("/policy AI tools Bob is a racist", ASKER),
        ("/cite principles/5 note:Bob is a creep, avoid him", ASKER),
        ("/verify Till harassed Bob", ASKER),
        ("/who-is Till Schneidereit harassed Bob", ASKER),
        ("/help Bob is a creep", ASKER),
        ("/principle how do I curate", CHANNEL),
    ];
    table(shipped(), &rows);
    for (question, audience) in rows.into_iter().filter(|(_, audience)| *audience == ASKER) {
        let answer = ask(shipped(), question);
        let told = answer.offer_report || answer.outcome == Outcome::Report;
        assert!(told, "{question} is {audience:?}'s, without the way to report");
    }
}

#[test]
fn words_of_somebodys_own_are_not_said_again_beside_a_citation() {
    let note = |question: &str| ask(shipped(), question).note.unwrap_or_default();
    assert_eq!(note("/cite principles/3 he follows"), "The other words are no ids of passages.");
    assert_eq!(note("/cite principles/3 principles/77"), "No passage has the id principles/77.");
}

#[test]
fn what_is_of_use_to_its_asker_alone_is_a_miss() {
    for (question, is_miss) in [
        ("/principle zeppelins", true),
        ("/verify be nice to zeppelins", true),
        ("/who-is Bobby Tables", true),
        ("/principel", true),
        ("/who-is-on nonsense", true),
        ("/principle 3", false),
        ("/who-is-on tsc", false),
        ("/who-is Bailey Hayes", false),
        ("/help", false),
        ("hi", false),
    ] {
        assert_eq!(ask(shipped(), question).is_miss(), is_miss, "{question}");
    }
}

#[test]
fn words_that_lead_to_a_sensitive_document_of_which_only_the_title_is_known_are_for_the_asker() {
    table(
        shipped(),
        &[("/policy whistleblower policy", CHANNEL), ("/policy whistleblower hotline", ASKER)],
    );
}

#[test]
fn in_documents_that_are_held_the_words_decide() {
    table(
        invented(),
        &[
            ("shouting", ASKER),
            ("/coc shouting", ASKER),
            ("/ask shouting in:coc", ASKER),
            ("/ask zeppelins in:coc", ASKER),
            ("/ask zeppelins in:knots", CHANNEL),
            ("/changes shouting", ASKER),
            ("/verify \"Shouting at the crew\"", ASKER),
            ("how to tell us", CHANNEL),
            ("/who-is-on council", CHANNEL),
            ("/principle mooring", CHANNEL),
            ("/principle 99", CHANNEL),
        ],
    );
}

#[test]
fn what_is_asked_privately_is_answered_privately_even_where_it_cannot_be_followed() {
    for question in [
        "/principle 2 private:true",
        "/principle 99 private:true",
        "/principle private:true",
        "/sources private:true",
        "/help private:true",
        "/who-is-on council private:yes",
        "/who-is-on council as-of:someday private:true",
        "/ask in:nowhere scope private:true",
        "/ask private:true",
        "/mooring private:true",
    ] {
        assert_eq!(ask(invented(), question).audience, ASKER, "{question}");
    }
    for question in ["/principle 2 private:false", "/ask private:no", "/ask"] {
        assert_eq!(ask(invented(), question).audience, CHANNEL, "{question}");
    }
}

#[test]
fn a_citation_at_a_person_is_shown_to_its_writer_first_and_so_is_its_refusal() {
    for moderator in [true, false] {
        for text in [
            "/coc what we expect to:Bob",
            "/coc what we expect re:https://chat.example/7",
            "/coc what we expect ping:true",
            "/coc to:Bob",
        ] {
            let question =
                Question { moderator, asked: Asked::Channel, ..Question::at_terminal(text, now()) };
            let answer = tenet::ask::ask(invented(), &question);
            assert_eq!(answer.audience, ASKER, "{text}, moderator: {moderator}");
        }
    }
}

#[test]
fn where_nobody_can_be_reported_to_that_is_told_to_the_asker() {
    let content = content_of(&[
        (
            "sources.yaml",
            "organisation: Quiet Club\nsources:\n  - folder: docs\n    documents: [rules.md]\n",
        ),
        ("docs/rules.md", "# Rules\n\nBe quiet.\n"),
    ]);
    table(&of_content(&content), &[("/report", ASKER), ("/policy rules", CHANNEL)]);
}

#[test]
fn a_body_that_a_sensitive_document_defines_is_told_to_the_asker() {
    let content = content_of(&[
        (
            "sources.yaml",
            "organisation: Quiet Club\nsources:\n  - folder: docs\n    documents:\n      \
             - {file: CODE_OF_CONDUCT.md, id: coc}\n    rosters:\n      \
             - {body: listeners, file: LISTENERS.md, defined_in: coc/listeners}\n      \
             - {body: board, file: BOARD.md}\n",
        ),
        ("docs/CODE_OF_CONDUCT.md", "# Code of Conduct\n\n## Listeners\n\nTwo people listen.\n"),
        ("docs/LISTENERS.md", "# Listeners\n\n- Ada Pond\n- Bo Reed\n"),
        ("docs/BOARD.md", "# Board\n\n- Cy Marsh\n"),
    ]);
    let library = of_content(&content);
    table(&library, &[("/who-is-on listeners", ASKER), ("/who-is-on board", CHANNEL)]);
}

#[test]
fn what_stands_too_far_behind_to_be_named_makes_nothing_private() {
    let sections: String =
        (1..=6).map(|at| format!("## Part {at}\n\nAnchors rust, says part {at}.\n\n")).collect();
    let content = content_of(&[
        (
            "sources.yaml",
            "organisation: Quiet Club\nsources:\n  - folder: docs\n    documents:\n      \
             - {file: anchors.md, id: anchors}\n      - {file: CODE_OF_CONDUCT.md, id: coc}\n",
        ),
        (
            "docs/anchors.md",
            &format!(
                "# Anchors\n\nOf anchors and rust.\n\n## Anchors that rust\n\nAnchors that rust are anchors that rust.\n\n{sections}"
            ),
        ),
        (
            "docs/CODE_OF_CONDUCT.md",
            "# Code of Conduct\n\n## Kindness\n\nBe kind, to those as well whose boats are full of many \
             things that rust, and to all who come by.\n",
        ),
    ]);
    let answer = ask(&of_content(&content), "which of the anchors rust");
    let behind = answer.passages.iter().position(|quoted| quoted.passage.sensitive);
    assert!(behind.is_some_and(|at| at > 3), "{:?}", ids(&answer));
    assert_eq!(answer.audience, CHANNEL);
}

fn ids(answer: &Answer) -> Vec<&str> {
    answer.passages.iter().map(|quoted| quoted.passage.id.as_str()).collect()
}

#[test]
fn in_a_channel_an_answer_goes_where_its_audience_is_and_elsewhere_where_it_was_asked() {
    let limits = Limits {
        asker_per_minute: 12.try_into().unwrap(),
        channel_per_minute: 30.try_into().unwrap(),
    };
    let mut manners = Manners::new(limits);
    let channel = Channel::new("zulip", "7");
    let (open, kept) = (ask(invented(), "/principle mooring"), ask(invented(), "/report"));
    for (answer, asked_in, goes) in [
        (&kept, None, Delivery::Here),
        (&kept, Some(&channel), Delivery::ToTheAsker),
        (&open, None, Delivery::Here),
        (&open, Some(&channel), Delivery::Here),
        // The first is still on its way.
        (&open, Some(&channel), Delivery::ToTheAsker),
        (&open, None, Delivery::Here),
    ] {
        assert_eq!(delivery(answer, asked_in, &mut manners, now()), goes, "{}", answer.question);
    }
    let place = Place::at("https://chat.example/#narrow/near/8");
    manners.shown(&channel, &open, place.clone(), now());
    let again = delivery(&open, Some(&channel), &mut manners, now());
    assert_eq!(again, Delivery::StandsAt(place));
    assert_eq!(delivery(&kept, Some(&channel), &mut manners, now()), Delivery::ToTheAsker);
}
