//! Zulip when it fails: servers that are stopped and killed, limits, lost replies, answers that nobody
//! can read. Each question is answered once.
//!
//! What fails, and when, is drawn by chance that is the same each time.

use crate::support::chance::Chance;
use crate::support::zulip::{Down, Fault, Person, Stage, Way, Written, Zulip};
use std::time::Duration;

/// Nobody is kept from asking as often as these tests do.
const OFTEN: &[&str] = &["--set", "manners.asker_per_minute=100000"];

/// Somebody who asks the same again and again, in the same conversation.
struct Asking<'a> {
    zulip: &'a Zulip,
    again: Person,
    asked: Vec<Written>,
    times: usize,
}

impl<'a> Asking<'a> {
    fn on(zulip: &'a Zulip) -> Asking<'a> {
        Asking { zulip, again: zulip.person("Ana"), asked: Vec::new(), times: 0 }
    }

    /// Asks something by chance: each in a place of its own, apart from what is asked again.
    fn asks(&mut self, chance: &mut Chance) {
        let number = chance.below(3) + 1;
        let person = self.zulip.person("Bob");
        match chance.below(4) {
            0 => {
                self.times += 1;
                self.again.tells("/principle 1");
            }
            1 => self.asked.push(person.tells(&format!("principle {number}"))),
            2 => {
                let general = self.zulip.channel("general");
                let words = format!("Look: @**Tenet** principle {number}");
                self.asked.push(person.says(&general, "tides", &words));
            }
            _ => {
                let harbour = self.zulip.channel_with_the_bot("harbour");
                let words = format!("/principle {number}");
                self.asked.push(person.says(&harbour, "tides", &words));
            }
        }
    }

    /// Waits until each question has its answer, and counts: none has two.
    #[track_caller]
    fn each_is_answered_once(&self) {
        for written in &self.asked {
            self.zulip.answer_to(written);
        }
        if self.times > 0 {
            self.again.is_told(self.times);
        }
        self.zulip.settles();
        for written in &self.asked {
            let answers = self.zulip.answers_by_now(written);
            assert_eq!(answers.len(), 1, "{answers:#?}");
            assert!(answers[0].content.contains("rinciple"), "{answers:#?}");
        }
        assert_eq!(self.again.told().len(), self.times);
        let all = self.zulip.all_of_the_bot().len();
        assert_eq!(all, self.asked.len() + self.times + 1, "and the one that ends the scene");
    }
}

/// Ten ends of a server during a hundred questions.
fn ends_of_a_server(seed: u64) {
    let mut chance = Chance::of(seed);
    let stage = Stage::new(Zulip::new(), Way::Events, OFTEN);
    let zulip = &stage.zulip;
    let mut asking = Asking::on(zulip);
    for round in 0..10 {
        let first = asking.asked.len();
        (0..5).for_each(|_| asking.asks(&mut chance));
        if chance.below(2) == 0 {
            let faults = [Fault::CutAfter, Fault::Cut, Fault::StatusAfter(500), Fault::Page(502)];
            zulip.fails("POST", "messages", faults[chance.below(4)].clone());
        }
        // Somewhere among the answers, which takes another time each time.
        if let Some(some) = asking.asked.get(first + chance.below(3)) {
            zulip.answer_to(some);
        }
        let how = if round % 2 == 0 { Down::Killed } else { Down::Gracefully };
        zulip.goes_down(how);
        (0..5).for_each(|_| asking.asks(&mut chance));
        zulip.comes_back(None);
    }
    asking.each_is_answered_once();
    stage.stops();
}

#[test]
fn each_of_five_hundred_questions_is_answered_once_though_the_server_ends_fifty_times() {
    let servers: Vec<_> =
        (0..5).map(|seed| std::thread::spawn(move || ends_of_a_server(seed))).collect();
    servers.into_iter().for_each(|server| server.join().unwrap());
}

#[test]
fn each_question_is_answered_once_whatever_fails_at_first() {
    let stage = Stage::new(Zulip::new(), Way::Events, OFTEN);
    let zulip = &stage.zulip;
    let wait = Duration::from_millis(200);
    let mut faults = Vec::new();
    for fault in [
        Fault::Limited(wait),
        Fault::Status(500),
        Fault::Page(502),
        Fault::Page(503),
        Fault::Cut,
        Fault::CutAfter,
        Fault::StatusAfter(500),
        Fault::StatusAfter(502),
        Fault::Malformed,
    ] {
        // What is sent, what is looked for, who asked, and the queue.
        for (method, path) in
            [("POST", "messages"), ("GET", "messages"), ("GET", "users/"), ("GET", "events")]
        {
            faults.push((method, path, fault.clone()));
        }
    }
    faults.push(("GET", "events", Fault::Twice));
    faults.push(("GET", "events", Fault::Backwards));
    let mut chance = Chance::of(7);
    chance.shuffle(&mut faults);
    let mut asking = Asking::on(zulip);
    for (method, path, fault) in faults {
        zulip.fails(method, path, fault);
        asking.asks(&mut chance);
        if chance.below(3) == 0
            && let Some(some) = asking.asked.last()
        {
            zulip.answer_to(some);
        }
    }
    asking.each_is_answered_once();
    stage.stops();
}

#[test]
fn each_question_is_answered_once_in_storms_of_refusals_on_both_measures() {
    let stage = Stage::new(Zulip::new(), Way::Events, OFTEN);
    let zulip = &stage.zulip;
    zulip.allows_calls(40, Duration::from_millis(500));
    zulip.allows_polls(2, Duration::from_millis(300));
    let (mut chance, mut asking) = (Chance::of(11), Asking::on(zulip));
    (0..100).for_each(|_| asking.asks(&mut chance));
    asking.each_is_answered_once();
    stage.ends();
}

#[test]
fn a_reply_that_was_lost_is_looked_for_until_the_look_succeeds() {
    let stage = Stage::new(Zulip::new(), Way::Events, OFTEN);
    let zulip = &stage.zulip;
    let (ana, general) = (zulip.person("Ana"), zulip.channel("general"));
    zulip.fails("POST", "messages", Fault::CutAfter);
    for fault in [Fault::Status(500), Fault::Malformed, Fault::Cut] {
        zulip.fails("GET", "messages", fault);
    }
    let asked = ana.says(&general, "tides", "@**Tenet** principle 3");
    zulip.failed(4);
    zulip.settles();
    assert_eq!(zulip.answers_by_now(&asked).len(), 1);
    stage.stops();
}

#[test]
fn a_request_that_stalls_keeps_nobody_else_waiting() {
    let stage = Stage::new(Zulip::new(), Way::Events, OFTEN);
    let zulip = &stage.zulip;
    zulip.fails("POST", "messages", Fault::Stall);
    let first = zulip.person("Ana").tells("/principle 1");
    zulip.failed(1);
    let second = zulip.person("Bob").tells("/principle 1");
    zulip.answer_to(&second);
    assert!(zulip.answers_by_now(&first).is_empty(), "it waits");
    zulip.answer_to(&first);
    zulip.settles();
    assert_eq!(zulip.answers_by_now(&first).len(), 1);
    stage.stops();
}

#[test]
fn a_queue_that_was_given_up_is_replaced_and_what_came_meanwhile_is_answered() {
    let stage = Stage::new(Zulip::new(), Way::Events, OFTEN);
    let zulip = &stage.zulip;
    let (mut chance, mut asking) = (Chance::of(13), Asking::on(zulip));
    zulip.goes_down(Down::Killed);
    (0..10).for_each(|_| asking.asks(&mut chance));
    // It is another version that comes back.
    zulip.comes_back(Some(crate::support::zulip::NEWEST));
    asking.each_is_answered_once();
    let registered = zulip.registered();
    zulip.forgets_queues();
    zulip.registers(registered + 1);
    zulip.fails("GET", "events", Fault::Refused("BAD_REQUEST"));
    zulip.person("Cleo").tells("/help");
    zulip.registers(registered + 2);
    stage.stops();
}

#[test]
fn what_came_with_a_message_that_nobody_can_read_hides_it_not() {
    let stage = Stage::new(Zulip::new(), Way::Events, OFTEN);
    let zulip = &stage.zulip;
    let (ana, bob) = (zulip.person("Ana"), zulip.person("Bob"));
    zulip.settles();
    zulip.goes_down(Down::Gracefully);
    zulip.fails("GET", "events", Fault::Garbled);
    let first = ana.tells("/principle 1");
    let second = bob.tells("/principle 2");
    zulip.comes_back(None);
    for asked in [&first, &second] {
        zulip.answer_to(asked);
    }
    zulip.settles();
    for asked in [&first, &second] {
        assert_eq!(zulip.answers_by_now(asked).len(), 1);
    }
    stage.stops();
}
