//! Every command on Zulip: what is typed, what comes, and to whom.

use crate::support::zulip::{NEWEST, OLDEST, Scene, Stage, Way, Written, Zulip};
use tenet::query::Command;

/// Who sees the answer to what is asked where others read along.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Sees {
    All,
    Asker,
}

use Sees::{All, Asker};

/// What is typed, with or without its slash; words that come; and who sees them.
const COMMANDS: &[(&str, &str, Sees)] = &[
    ("principle 3", "A flare is answered at once—whoever lit it.", All),
    ("principle bollard", "Nobody reserves a bollard.", All),
    ("value patience", "We wait for the tide.", All),
    ("mission", "I hold nothing of that kind.", Asker),
    ("coc shouting", "Shouting at the crew, whatever the weather.", Asker),
    ("coc", "We want everybody to come home safe.", All),
    ("report", "Two people read it, and nobody else learns your name.", Asker),
    ("policy charter", "Charter of the Harbour Guild", All),
    ("policy exceptions", "Several passages fit. Which one do you mean?", All),
    ("ask who speaks for the guild", "The Council speaks for the Guild.", All),
    ("ask parking permits", "I found nothing about that.", Asker),
    ("cite principles/1 note:as ever", "Boats lie side by side.", All),
    ("who-is-on council", "Per Lindqvist", All),
    ("who-is ada", "Ada Okoro", All),
    ("changes coc", "I hold no history of these words.", All),
    ("verify \"One sailor stays awake\"", "Yes, these words stand there, word for word.", All),
    ("sources", "What I answer from, of Harbour Guild:", All),
    ("help", "I only quote. I am not an AI.", All),
    ("principle 3 private:true", "A flare is answered at once—whoever lit it.", Asker),
    ("principle 9", "Number 9 is not one of them.", Asker),
];

/// A question, and what is expected of it.
struct Question {
    typed: String,
    written: Written,
    words: &'static str,
    sees: Sees,
}

/// Says something somewhere.
type Says<'a> = dyn Fn(&str) -> Written + 'a;

/// Asks the same in every way there is.
fn asks(scene: &Scene<'_>, typed: &str, words: &'static str, sees: Sees) -> Vec<Question> {
    let Scene { zulip, general, harbour, bob, .. } = scene;
    // Somebody else each time, in a topic where nothing was answered yet.
    let ana = || zulip.person("Ana");
    let asks: [(String, &Says<'_>); 4] = [
        (format!("@**Tenet** {typed}"), &|text| ana().says(general, "bare", text)),
        (format!("@**Tenet** /{typed}"), &|text| ana().says(general, "slash", text)),
        (format!("/{typed}"), &|text| ana().says(harbour, "slash", text)),
        (format!("/{typed}"), &|text| ana().tells_with(&[bob], text)),
    ];
    let among = asks.map(|(text, ask)| (ask(&text), text, sees));
    let direct = [format!("/{typed}"), typed.to_owned()];
    let direct = direct.map(|text| (ana().tells(&text), text, All));
    among
        .into_iter()
        .chain(direct)
        .map(|(written, typed, sees)| Question { typed, written, words, sees })
        .collect()
}

fn comes(zulip: &Zulip, question: &Question) {
    let Question { typed, written, words, sees } = question;
    let answer = match sees {
        All => zulip.answer_to(written),
        Asker => zulip.private_answer_to(written),
    };
    assert!(answer.content.contains(words), "{typed}: {answer:#?}");
    assert_eq!(answer.notifies, Vec::<u64>::new(), "{typed}");
    let opening = "Only you see this. Your question is still visible in ";
    assert_eq!(answer.content.starts_with(opening), *sees == Asker, "{typed}: {answer:#?}");
}

fn every_command_is_answered_in_every_way_at_level(level: u32) {
    let more = ["--set", "manners.asker_per_minute=1000"];
    let stage = Stage::new(Zulip::of_level(level), Way::Events, &more);
    let mut questions = Vec::new();
    for (typed, words, sees) in COMMANDS {
        let scene = stage.scene();
        let begun = asks(&scene, typed, words, *sees);
        begun.iter().for_each(|question| comes(&stage.zulip, question));
        questions.extend(begun);
    }
    stage.zulip.settles();
    for Question { typed, written, sees, .. } in &questions {
        let stands = stage.zulip.answers_by_now(written).len();
        assert_eq!(stands, usize::from(*sees == All), "{typed}");
        if *sees == All {
            continue;
        }
        assert_eq!(stage.zulip.private_answers_by_now(written).len(), 1, "{typed}");
    }
    stage.ends();
}

#[test]
fn no_command_of_the_grammar_is_left_out() {
    for command in Command::ALL {
        let is_it = |(typed, ..): &(&str, &str, Sees)| {
            typed.split_whitespace().next() == Some(command.name())
        };
        assert!(COMMANDS.iter().any(is_it), "/{}", command.name());
    }
}

#[test]
fn every_command_is_answered_in_every_way() {
    every_command_is_answered_in_every_way_at_level(OLDEST);
}

#[test]
fn every_command_is_answered_in_every_way_on_a_server_of_today() {
    every_command_is_answered_in_every_way_at_level(NEWEST);
}
