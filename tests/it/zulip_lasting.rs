//! What was asked on Zulip outlives the process: one that is stopped or killed leaves nothing
//! unanswered and nothing answered twice. What is found late is answered to the asker alone, or not at
//! all where it is too old.

use crate::support::chance::Chance;
use crate::support::discord::Discord;
use crate::support::folder::{Folder, guild};
use crate::support::program::Tenet;
use crate::support::zulip::{Down, Fault, Person, Stage, Way, Written, Zulip};
use std::fs::{read, read_dir, remove_file, write};
use std::path::{Path, PathBuf};
use std::time::Duration;

const OFTEN: &[&str] = &["--set", "manners.asker_per_minute=100000"];
/// The third principle of the invented organisation, and the first.
const THIRD: &str = "flare";
const FIRST: &str = "bollard";

fn stage() -> Stage {
    Stage::new(Zulip::new(), Way::Events, OFTEN)
}

/// Somebody asks in a topic of a channel that nobody else is in.
fn asks(zulip: &Zulip, number: usize) -> (Person, Written) {
    let (person, channel) = (zulip.person("Ana"), zulip.channel("general"));
    let words = format!("@**Tenet** principle {number}");
    let written = person.says(&channel, "tides", &words);
    (person, written)
}

/// All that the bot ever wrote, where nothing else happens any more.
fn all_of_the_bot(zulip: &Zulip) -> Vec<String> {
    zulip.settles();
    zulip.all_of_the_bot().into_iter().map(|shown| shown.content).collect()
}

#[test]
fn each_question_is_answered_once_though_the_bot_is_killed_again_and_again() {
    let mut chance = Chance::of(3);
    let mut stage = stage();
    let mut asked = Vec::new();
    for _ in 0..6 {
        let first = asked.len();
        if chance.below(2) == 0 {
            stage.zulip.fails("POST", "messages", Fault::CutAfter);
        }
        asked.extend((0..8).map(|_| asks(&stage.zulip, chance.below(3) + 1).1));
        stage.zulip.answer_to(&asked[first + chance.below(8)]);
        stage = stage.dies(|zulip| {
            asked.extend((0..4).map(|_| asks(zulip, chance.below(3) + 1).1));
        });
    }
    asked.iter().for_each(|written| drop(stage.zulip.answer_to(written)));
    assert_eq!(all_of_the_bot(&stage.zulip).len(), asked.len() + 1);
    stage.stops();
}

#[test]
fn a_stop_leaves_no_question_unanswered_that_was_heard() {
    let stage = stage();
    stage.zulip.fails("POST", "messages", Fault::Limited(Duration::from_millis(500)));
    let asked: Vec<Written> = (0..40).map(|number| asks(&stage.zulip, number % 3 + 1).1).collect();
    stage.zulip.answer_to(&asked[5]);
    let stage = stage.restarts(|_| {});
    asked.iter().for_each(|written| drop(stage.zulip.answer_to(written)));
    assert_eq!(all_of_the_bot(&stage.zulip).len(), asked.len() + 1);
    stage.ends();
}

#[test]
fn a_first_start_begins_at_now() {
    let zulip = Zulip::new();
    let (ana, before) = asks(&zulip, 3);
    let told = ana.tells("/principle 3");
    let stage = Stage::new(zulip, Way::Events, OFTEN);
    assert_eq!(all_of_the_bot(&stage.zulip).len(), 1);
    for written in [&before, &told] {
        assert!(stage.zulip.answers_by_now(written).is_empty());
    }
    stage.ends();
}

#[test]
fn what_is_older_than_a_day_is_counted_and_what_is_younger_is_answered_to_the_asker() {
    let stage = stage();
    stage.zulip.settles();
    let mut asked = Vec::new();
    let stage = stage.dies(|zulip| {
        for hours in [25, 23] {
            asked.push(asks(zulip, 3));
            asked.last().unwrap().1.is_older_by(hours * 3600);
        }
        asked.push(asks(zulip, 1));
    });
    let [(ana, dropped), (bob, late), (cleo, fresh)] = asked.try_into().ok().unwrap();
    let told = bob.is_told(1);
    assert!(told.content.starts_with("I was away from "), "{told:?}");
    assert!(told.content.contains(&format!("-general/topic/tides/near/{}", late.id)), "{told:?}");
    assert!(told.content.contains(THIRD), "{told:?}");
    assert!(stage.zulip.answer_to(&fresh).content.contains(FIRST));
    stage.bot.wait_for("messages to the bot that are older than a day and are not answered: 1");
    stage.zulip.settles();
    assert!(ana.told().is_empty() && cleo.told().is_empty() && bob.told().len() == 1);
    assert!(stage.zulip.answers_by_now(&dropped).is_empty());
    assert!(stage.zulip.answers_by_now(&late).is_empty());
    stage.ends();
}

#[test]
fn an_answer_that_stands_is_not_given_again_to_the_asker_alone() {
    let stage = stage();
    // Zulip takes the answer, the bot is not told so, and both end before it can ask.
    stage.zulip.fails("POST", "messages", Fault::CutAfter);
    let (ana, written) = asks(&stage.zulip, 3);
    stage.zulip.answer_to(&written);
    stage.zulip.goes_down(Down::Killed);
    let stage = stage.dies(|zulip| {
        zulip.comes_back(None);
        zulip.passes(3600);
    });
    assert_eq!(all_of_the_bot(&stage.zulip).len(), 2);
    assert!(ana.told().is_empty());
    stage.stops();
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let all = read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    all.filter(|path| path.is_file()).collect()
}

/// The ledger is as it was before questions were answered, as where the disk took nothing any more, and
/// the server's clock is so many seconds behind.
fn nothing_is_answered_twice_without_the_ledger(seconds: i64) {
    let stage = stage();
    stage.zulip.settles();
    let run = stage.state.join("run");
    let mut kept = Vec::new();
    let stage = stage.restarts(|_| {
        kept = files(&run).into_iter().map(|path| (path.clone(), read(path).unwrap())).collect();
    });
    assert!(!kept.is_empty(), "there is a ledger");
    let (ana, first) = asks(&stage.zulip, 3);
    let (bob, told) = (stage.zulip.person("Bob"), "principle 1");
    let second = bob.tells(told);
    let third = bob.tells(told);
    for written in [&first, &third] {
        stage.zulip.answer_to(written);
    }
    bob.is_told(2);
    let stage = stage.dies(|zulip| {
        files(&run).into_iter().for_each(|path| remove_file(path).unwrap());
        kept.iter().for_each(|(path, content)| write(path, content).unwrap());
        zulip.passes(seconds);
    });
    stage.zulip.settles();
    assert_eq!(stage.zulip.answers_by_now(&first).len(), 1);
    assert!(ana.told().is_empty());
    assert_eq!(stage.zulip.answers_by_now(&second).len(), 2);
    stage.ends();
}

#[test]
fn nothing_is_answered_twice_where_the_disk_took_nothing() {
    nothing_is_answered_twice_without_the_ledger(0);
}

#[test]
fn nothing_late_is_answered_twice_where_the_disk_took_nothing() {
    nothing_is_answered_twice_without_the_ledger(3600);
}

#[test]
fn nothing_is_answered_twice_where_the_clock_of_the_server_is_ahead() {
    nothing_is_answered_twice_without_the_ledger(-7200);
}

#[test]
fn answers_follow_what_was_edited_and_deleted_while_nobody_listened() {
    let stage = stage();
    let questions: Vec<_> = (0..3).map(|_| asks(&stage.zulip, 3)).collect();
    let answers: Vec<_> =
        questions.iter().map(|(_, written)| stage.zulip.answer_to(written)).collect();
    stage.zulip.settles();
    let mut meanwhile = Vec::new();
    let stage = stage.dies(|zulip| {
        let [(ana, edited), (bob, deleted), _] = questions.as_slice() else { unreachable!() };
        ana.edits(edited, "@**Tenet** principle 1");
        bob.deletes(deleted);
        for _ in 0..2 {
            meanwhile.push(asks(zulip, 3));
        }
        let [(cleo, edited), (dora, deleted)] = meanwhile.as_slice() else { unreachable!() };
        cleo.edits(edited, "@**Tenet** principle 1");
        dora.deletes(deleted);
    });
    assert!(stage.zulip.changed(&answers[0]).content.contains(FIRST));
    assert_eq!(
        stage.zulip.changed(&answers[1]).content,
        "The question is gone from here, and its answer with it."
    );
    assert!(stage.zulip.answer_to(&meanwhile[0].1).content.contains(FIRST));
    stage.zulip.settles();
    assert_eq!(stage.zulip.now(&answers[2]), answers[2]);
    assert!(stage.zulip.answers_by_now(&meanwhile[1].1).is_empty());
    assert_eq!(stage.zulip.answers_by_now(&meanwhile[0].1).len(), 1);
    stage.ends();
}

#[test]
fn questions_are_found_among_a_thousand_messages_though_the_search_breaks_off() {
    let stage = stage();
    let harbour = stage.zulip.channel_with_the_bot("harbour");
    let ana = stage.zulip.person("Ana");
    stage.zulip.settles();
    let mut asked = Vec::new();
    let stage = stage.dies(|zulip| {
        for number in 0..1_200 {
            ana.says(&harbour, "tides", &format!("wave {number}"));
            if number % 150 == 0 {
                asked.push(asks(zulip, number % 3 + 1).1);
            }
        }
        // The second portion is not heard of at first.
        for fault in [Fault::Malformed, Fault::Page(502), Fault::CutAfter, Fault::Malformed] {
            zulip.fails("GET", "messages", fault);
        }
    });
    asked.iter().for_each(|written| drop(stage.zulip.answer_to(written)));
    let count = stage.zulip.all_of_the_bot().len();
    let all = all_of_the_bot(&stage.zulip);
    assert_eq!((count, all.len()), (asked.len() + 1, asked.len() + 2));
    stage.stops();
}

#[test]
fn a_question_is_answered_though_the_server_was_gone_for_long_once_it_was_heard() {
    let stage = stage();
    // Nobody says who asks, for as long as the bot tries at once.
    (0..3).for_each(|_| stage.zulip.fails("GET", "users/", Fault::Malformed));
    let (_, written) = asks(&stage.zulip, 3);
    assert!(stage.zulip.answer_to(&written).content.contains(THIRD));
    assert_eq!(all_of_the_bot(&stage.zulip).len(), 2);
    stage.stops();
}

#[test]
fn what_was_answered_while_the_disk_took_nothing_is_kept_once_it_does() {
    let stage = stage();
    stage.zulip.settles();
    // Another process that does not let go of the ledger for a while.
    let other = rusqlite::Connection::open(stage.state.join("run/ledger.sqlite")).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let (ana, written) = asks(&stage.zulip, 3);
    assert!(stage.zulip.answer_to(&written).content.contains(THIRD));
    stage.bot.wait_for("the ledger is not written until that is mended");
    other.execute_batch("ROLLBACK").unwrap();
    stage.bot.wait_for("the ledger is written again");
    let stage = stage.dies(|zulip| zulip.passes(1200));
    stage.zulip.settles();
    assert_eq!(stage.zulip.answers_by_now(&written).len(), 1);
    assert!(ana.told().is_empty());
    stage.ends();
}

#[test]
fn one_process_answers_on_both_platforms_and_one_that_fails_keeps_not_the_other() {
    let (discord, zulip, state) = (Discord::new(), Zulip::new(), Folder::new());
    let (carl, server) = (discord.person("Carl"), discord.server("Guild"));
    let general = server.channel("general");
    let tenet = Tenet::with(&guild()).state_at(state.path().to_owned());
    let tenet = zulip.gives(Discord::gives(tenet));
    let api = format!("discord.api={}", discord.api());
    let settings = ["--set", "discord.mode=gateway", "--set", &api];
    let bot = zulip.bot_by(Way::Events, &tenet, &settings);
    discord.is_ready();
    let both = || {
        let told = zulip.person("Ana").tells("/principle 3");
        let shown = carl.types("/principle words:3").in_(&general);
        assert!(zulip.answer_to(&told).content.contains(THIRD));
        assert!(shown.content.contains(THIRD), "{shown:?}");
    };
    both();
    zulip.goes_down(Down::Killed);
    let shown = carl.types("/principle words:1").in_(&general);
    assert!(shown.content.contains(FIRST), "{shown:?}");
    zulip.comes_back(None);
    let told = zulip.person("Bob").tells("/principle 1");
    assert!(zulip.answer_to(&told).content.contains(FIRST));
    let run = bot.stop();
    assert_eq!(run.code, 0, "{run:?}");
    // A server that is gone for a moment is nothing to tell.
    assert_eq!(run.stderr.matches("WARN").count(), 0, "{run:?}");
}
