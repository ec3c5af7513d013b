//! Good manners: how much may be asked, what is said to whom has to wait, what is not said twice.

use crate::support::library::{ask, content_of, invented, of_content, shipped};
use jiff::{SignedDuration, Timestamp};
use tenet::manners::{
    Admission, Asker, Asking, Channel, Limits, MOST_REMEMBERED, MOST_SHOWINGS, Manners, Place,
    Showing, WhoseLimit, answered,
};
use tenet::question::{Asked, Question};
use tenet::wording::manners as wording;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap() + SignedDuration::from_secs(seconds)
}

fn manners(asker_per_minute: u32, channel_per_minute: u32) -> Manners {
    Manners::new(Limits {
        asker_per_minute: asker_per_minute.try_into().unwrap(),
        channel_per_minute: channel_per_minute.try_into().unwrap(),
    })
}

fn ana() -> Asker {
    Asker::new("zulip", "17")
}

fn bo() -> Asker {
    Asker::new("zulip", "18")
}

fn harbour() -> Channel {
    Channel::new("zulip", "harbour")
}

fn docks() -> Channel {
    Channel::new("zulip", "docks")
}

/// What somebody is told who asks: nothing where they are answered or were told before.
fn told(manners: &mut Manners, asker: &Asker, channel: Option<&Channel>, second: i64) -> String {
    match manners.admit(&Asking { asker, channel, citation: false, report: false }, at(second)) {
        Admission::Welcome => "welcome".to_owned(),
        Admission::Dropped => "dropped".to_owned(),
        Admission::Told(wait) => wording::wait(&wait, None),
    }
}

#[test]
fn who_asks_too_much_is_told_once_how_long_to_wait_and_is_answered_after_it() {
    let mut manners = manners(3, 100);
    let over = "You asked 3 questions in a minute. I answer again in 20 seconds.";
    for (second, said) in [
        (0, "welcome"),
        (0, "welcome"),
        (0, "welcome"),
        (0, over),
        (1, "dropped"),
        (19, "dropped"),
        (20, "welcome"),
        (20, over),
        (39, "dropped"),
        (40, "welcome"),
        (120, "welcome"),
        (120, "welcome"),
        (120, "welcome"),
        (120, over),
    ] {
        assert_eq!(told(&mut manners, &ana(), Some(&harbour()), second), said, "at {second} s");
    }
}

#[test]
fn one_asker_takes_nothing_from_another() {
    let mut manners = manners(1, 100);
    assert_eq!(told(&mut manners, &ana(), Some(&harbour()), 0), "welcome");
    assert_ne!(told(&mut manners, &ana(), Some(&harbour()), 0), "welcome");
    assert_eq!(told(&mut manners, &bo(), Some(&harbour()), 0), "welcome");
    assert_eq!(told(&mut manners, &Asker::new("discord", "17"), None, 0), "welcome");
}

#[test]
fn of_a_full_channel_each_asker_is_told_once_and_elsewhere_they_are_answered() {
    let mut manners = manners(10, 2);
    let full = "2 questions were asked here in a minute. I answer again in 30 seconds.";
    for (asker, channel, second, said) in [
        (ana(), Some(harbour()), 0, "welcome"),
        (bo(), Some(harbour()), 0, "welcome"),
        (ana(), Some(harbour()), 0, full),
        (bo(), Some(harbour()), 0, full),
        (ana(), Some(harbour()), 1, "dropped"),
        (bo(), Some(harbour()), 29, "dropped"),
        (ana(), Some(docks()), 1, "welcome"),
        (ana(), None, 1, "welcome"),
        (ana(), Some(harbour()), 30, "welcome"),
    ] {
        assert_eq!(told(&mut manners, &asker, channel.as_ref(), second), said, "at {second} s");
    }
}

#[test]
fn what_a_full_channel_refuses_does_not_count_against_the_asker() {
    let mut manners = manners(2, 1);
    assert_eq!(told(&mut manners, &ana(), Some(&harbour()), 0), "welcome");
    for _ in 0..5 {
        assert_ne!(told(&mut manners, &ana(), Some(&harbour()), 0), "welcome");
    }
    assert_eq!(told(&mut manners, &ana(), None, 0), "welcome");
    let over = "You asked 2 questions in a minute. I answer again in 30 seconds.";
    assert_eq!(told(&mut manners, &ana(), None, 0), over, "another limit, told of its own");
}

#[test]
fn a_clock_that_is_put_back_keeps_nobody_waiting_longer_than_they_were_told() {
    let mut manners = manners(1, 100);
    let over = "You asked 1 question in a minute. I answer again in 60 seconds.";
    for (second, said) in [
        (0, "welcome"),
        (0, over),
        (-86_400, "dropped"),
        (-86_400 + 59, "dropped"),
        (-86_400 + 60, "welcome"),
    ] {
        assert_eq!(told(&mut manners, &ana(), None, second), said, "at {second} s");
    }
}

#[test]
fn who_asked_too_much_is_still_told_how_to_report() {
    let mut manners = manners(1, 1);
    let (asker, channel) = (ana(), harbour());
    let mut admit = |text: &str, second| {
        let question =
            Question { asked: Asked::Channel, ..Question::at_terminal(text, at(second)) };
        match manners.admit(&Asking::of(&question, &asker, Some(&channel)), question.at) {
            Admission::Welcome => "welcome".to_owned(),
            Admission::Dropped => "dropped".to_owned(),
            Admission::Told(wait) => wording::wait(&wait, Some("care@harbour.example")),
        }
    };
    assert_eq!(admit("/principle 1", 0), "welcome");
    let over = "You asked 1 question in a minute. I answer again in 60 seconds.";
    assert_eq!(admit("/principle 1", 0), over);
    for text in ["/report", "report", "/coc i was insulted", "/ask I am being harassed"] {
        assert_eq!(admit(text, 0), "welcome", "{text}");
    }
    assert_eq!(admit("/principle 1", 1), "dropped", "reports make nothing else free");
    for _ in 4..20 {
        assert_eq!(admit("/report", 1), "welcome");
    }
    let address = "To report somebody, write to care@harbour.example. You asked 20 questions in a \
                   minute. I answer again in 2 seconds.";
    assert_eq!(admit("/report", 1), address);
    assert_eq!(admit("/report", 1), "dropped");
    assert_eq!(admit("/report", 3), "welcome");
}

#[test]
fn a_moderators_citation_is_always_welcome_and_counts_for_nothing() {
    let mut manners = manners(1, 1);
    let question = |text: &str, moderator| Question {
        moderator,
        asked: Asked::Channel,
        ..Question::at_terminal(text, at(0))
    };
    let (asker, channel) = (ana(), harbour());
    let mut admit = |text: &str, moderator: bool| {
        let question = question(text, moderator);
        manners.admit(&Asking::of(&question, &asker, Some(&channel)), question.at)
    };
    for _ in 0..5 {
        assert_eq!(admit("/coc shouting to:Bob", true), Admission::Welcome);
    }
    assert_eq!(admit("/coc shouting", true), Admission::Welcome);
    assert!(matches!(admit("/coc shouting", true), Admission::Told(_)), "a question like others");
    assert_eq!(admit("/coc shouting to:Bob", false), Admission::Dropped, "not a moderator's");
    assert_eq!(admit("/coc shouting to:Bob", true), Admission::Welcome);
}

#[test]
fn a_full_channel_keeps_nobody_from_what_only_they_will_see() {
    let mut manners = manners(20, 1);
    let channel = harbour();
    assert_eq!(told(&mut manners, &bo(), Some(&channel), 0), "welcome");
    for (text, welcome) in [
        ("/report", true),
        ("report", true),
        ("/principle mooring private:true", true),
        ("/principle mooring", false),
        ("report a leak in the boat", false),
    ] {
        let question = Question::at_terminal(text, at(0));
        let admission = manners.admit(&Asking::of(&question, &ana(), Some(&channel)), at(0));
        assert_eq!(admission == Admission::Welcome, welcome, "{text}");
    }
}

#[test]
fn a_crowd_is_remembered_within_bounds() {
    let mut manners = manners(1, 1);
    for id in 0..MOST_REMEMBERED + 1_000 {
        let asker = Asker::new("discord", id.to_string());
        for _ in 0..2 {
            let _ = told(&mut manners, &asker, None, 0);
        }
    }
    assert_eq!(
        format!("{manners:?}"),
        "Manners { limits: Limits { asker_per_minute: 1, channel_per_minute: 1 }, \
         askers: Pace { remembered: 20000, .. }, reporters: Pace { remembered: 0, .. }, channels: Pace { remembered: 0, .. }, told: 20000, \
         showings: Showings { remembered: 0, .. }, .. }"
    );
    assert_eq!(told(&mut manners, &Asker::new("discord", "0"), None, 59), "dropped");
    assert_eq!(told(&mut manners, &ana(), None, 60), "welcome");
}

#[test]
fn nobody_is_named_when_they_are_printed() {
    let printed = format!("{:?} {:?} {:?}", ana(), harbour(), Place::at("https://chat.example/7"));
    assert_eq!(printed, "Asker Channel Place");
}

#[test]
fn three_commands_of_a_message_are_answered_and_the_others_counted() {
    let four = "I answer three commands a message; one is left out.";
    let five = "I answer three commands a message; two are left out.";
    let citation = |command: &&str| command.contains("to:");
    for (commands, expected, said) in [
        (vec![], vec![], None),
        (vec!["/coc", "/mission", "/help"], vec!["/coc", "/mission", "/help"], None),
        (vec!["a", "b", "c", "d"], vec!["a", "b", "c"], Some(four)),
        (vec!["a", "b", "c", "d", "e"], vec!["a", "b", "c"], Some(five)),
        (
            vec!["a", "/coc 1 to:Bob", "b", "c", "d", "/coc 2 to:Bob"],
            vec!["a", "/coc 1 to:Bob", "b", "c", "/coc 2 to:Bob"],
            Some(four),
        ),
    ] {
        let (answered, left_out) = answered(commands.clone(), citation);
        assert_eq!(answered, expected, "{commands:?}");
        assert_eq!(wording::left_out(left_out).as_deref(), said, "{commands:?}");
    }
}

#[test]
fn the_sentences_about_manners_say_where_to_look() {
    assert_eq!(
        wording::only_you_see_this("#harbour"),
        "Only you see this. Your question is still visible in #harbour."
    );
    assert_eq!(
        wording::answered_already("https://chat.example/7"),
        "I answered that just now: https://chat.example/7"
    );
}

/// Shows an answer in a channel, and says where it stands.
fn show(manners: &mut Manners, channel: &Channel, question: &str, second: i64, link: &str) {
    let answer = ask(invented(), question);
    assert_eq!(manners.showing(channel, &answer, at(second)), Showing::New, "{question}");
    manners.shown(channel, &answer, Place::at(link), at(second));
}

#[test]
fn the_same_passage_within_a_minute_is_pointed_to_however_it_was_asked_for() {
    for (first, second, same) in [
        ("/principle mooring", "/principle mooring", true),
        ("/principle 2", "/cite principles/2", true),
        ("/principle 1", "/principle 2", false),
        ("/principle mooring", "/principle mooring full:true", true),
        ("/charter exceptions", "/charter exceptions full:true", false),
        ("/cite principles/2", "/cite principles/2 note:see you there", false),
        ("/cite principles/1 principles/2", "/cite principles/1", false),
        ("/who-is-on council", "who is on the council", true),
        ("/who-is-on council", "/who-is-on council as-of:2019", false),
        ("/help", "/help", true),
        ("/help", "/help coc", false),
        ("/sources", "/sources", true),
        ("/principle 99", "/principle 99", false),
    ] {
        let mut manners = manners(100, 100);
        show(&mut manners, &harbour(), first, 0, "https://chat.example/1");
        let again = manners.showing(&harbour(), &ask(invented(), second), at(59));
        let stands = Showing::StandsAt(Place::at("https://chat.example/1"));
        assert_eq!(again, if same { stands } else { Showing::New }, "{first}, then {second}");
    }
}

#[test]
fn it_is_shown_again_after_a_minute_and_in_another_channel() {
    let mut manners = manners(100, 100);
    show(&mut manners, &harbour(), "/principle mooring", 0, "https://chat.example/1");
    show(&mut manners, &docks(), "/principle mooring", 1, "https://chat.example/2");
    let answer = ask(invented(), "/principle mooring");
    let stands = Showing::StandsAt(Place::at("https://chat.example/1"));
    assert_eq!(manners.showing(&harbour(), &answer, at(59)), stands);
    assert_eq!(manners.showing(&harbour(), &answer, at(60)), Showing::New);
}

#[test]
fn the_minute_begins_when_it_stands_there() {
    let mut manners = manners(100, 100);
    let answer = ask(invented(), "/principle mooring");
    assert_eq!(manners.showing(&harbour(), &answer, at(0)), Showing::New);
    assert_eq!(manners.showing(&harbour(), &answer, at(1)), Showing::BeingSent);
    manners.shown(&harbour(), &answer, Place::at("https://chat.example/1"), at(90));
    let stands = Showing::StandsAt(Place::at("https://chat.example/1"));
    assert_eq!(manners.showing(&harbour(), &answer, at(149)), stands);
    assert_eq!(manners.showing(&harbour(), &answer, at(150)), Showing::New);
}

#[test]
fn what_could_not_be_sent_is_shown_to_the_next_who_asks() {
    let mut manners = manners(100, 100);
    let answer = ask(invented(), "/principle mooring");
    assert_eq!(manners.showing(&harbour(), &answer, at(0)), Showing::New);
    manners.not_shown(&harbour(), &answer);
    assert_eq!(manners.showing(&harbour(), &answer, at(1)), Showing::New);
}

#[test]
fn other_words_of_another_edition_are_shown() {
    let edition = |words: &str| {
        of_content(&content_of(&[
            (
                "sources.yaml",
                "organisation: Quiet Club\nsources:\n  - folder: docs\n    documents: [rules.md]\n",
            ),
            ("docs/rules.md", &format!("# Rules\n\n## Boats\n\n{words}\n\n## Oars\n\nTwo each.\n")),
        ]))
    };
    let mut manners = manners(100, 100);
    let (old, new) = (edition("Boats are blue."), edition("Boats are red."));
    for (library, question, showing) in [
        (&old, "/cite rules/boats", Showing::New),
        (&old, "/cite rules/oars", Showing::New),
        (&new, "/cite rules/boats", Showing::New),
        (&new, "/cite rules/oars", Showing::BeingSent),
    ] {
        assert_eq!(manners.showing(&harbour(), &ask(library, question), at(0)), showing);
    }
}

#[test]
fn what_channels_were_shown_is_remembered_within_bounds_and_the_newest_longest() {
    let mut manners = manners(100, 100);
    let answer = ask(shipped(), "/mission");
    let channel = |id: usize| Channel::new("discord", id.to_string());
    for id in 0..MOST_SHOWINGS + 100 {
        let second = i64::try_from(id / 100).unwrap();
        assert_eq!(manners.showing(&channel(id), &answer, at(second)), Showing::New);
    }
    let last = channel(MOST_SHOWINGS + 99);
    assert_eq!(manners.showing(&last, &answer, at(42)), Showing::BeingSent);
    let remembered = format!("{manners:?}");
    let remembered = remembered.split("Showings { remembered: ").nth(1).unwrap();
    let remembered: usize = remembered.split(',').next().unwrap().parse().unwrap();
    assert!((1..=MOST_SHOWINGS).contains(&remembered), "{remembered}");
}

proptest::proptest! {
    /// Whoever asks where and when, with a clock that may be put back: who was told to wait is told
    /// nothing else of that limit, and not answered, before that time is over, and not refused by it
    /// at that time.
    #[test]
    fn what_somebody_was_told_holds(
        asked in proptest::collection::vec((0u8..3, 0u8..3, -20i64..20), 1..300),
    ) {
        let mut manners = manners(4, 6);
        let mut told: Vec<((u8, Option<u8>), i64)> = Vec::new();
        let (mut clock, mut elapsed) = (0, 0);
        for (asker, channel, step) in asked {
            // A second back is not a clock that is put back, but questions that came at once.
            let step = step * 2;
            clock += step;
            elapsed += if step > 0 { step } else { 0 };
            let who = Asker::new("zulip", asker.to_string());
            let channel = (channel > 0).then_some(channel);
            let place = channel.map(|id| Channel::new("zulip", id.to_string()));
            let asking = Asking { asker: &who, channel: place.as_ref(), citation: false, report: false };
            let admission = manners.admit(&asking, at(clock));
            told.retain(|(_, until)| *until > elapsed);
            let waits = |limit: (u8, Option<u8>)| told.iter().any(|(one, _)| *one == limit);
            let has_to_wait = waits((asker, None)) || channel.is_some() && waits((asker, channel));
            match admission {
                Admission::Welcome => proptest::prop_assert!(!has_to_wait),
                Admission::Dropped => proptest::prop_assert!(has_to_wait),
                Admission::Told(wait) => {
                    let limit = match wait.limit {
                        WhoseLimit::Asker => (asker, None),
                        WhoseLimit::Channel => (asker, channel),
                        WhoseLimit::Report => unreachable!("nobody asked how to report"),
                    };
                    proptest::prop_assert!(!waits(limit));
                    proptest::prop_assert!((1..=60).contains(&wait.time.as_secs()));
                    told.push((limit, elapsed + i64::try_from(wait.time.as_secs()).unwrap()));
                }
            }
        }
    }
}
