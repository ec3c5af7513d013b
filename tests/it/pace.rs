//! So many a minute: who may ask, who waits and how long, and what is forgotten.

use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::time::Duration;
use tenet::manners::{MOST_REMEMBERED, Pace};

fn at(milliseconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap() + SignedDuration::from_millis(milliseconds)
}

fn pace<K: Eq + std::hash::Hash>(per_minute: u32) -> Pace<K> {
    Pace::new(NonZeroU32::new(per_minute).unwrap())
}

fn seconds(seconds: u64) -> Result<(), Duration> {
    Err(Duration::from_secs(seconds))
}

#[test]
fn as_many_as_are_allowed_come_at_once_and_then_come_back_evenly() {
    let mut pace = pace(3);
    for (when, taken) in [
        (0, Ok(())),
        (0, Ok(())),
        (0, Ok(())),
        (0, seconds(20)),
        (19_000, seconds(1)),
        (20_000, Ok(())),
        (20_000, seconds(20)),
        (60_000, Ok(())),
        (60_000, Ok(())),
        (60_000, seconds(20)),
        (120_000, Ok(())),
    ] {
        assert_eq!(pace.take("somebody", at(when)), taken, "at {when} ms");
    }
}

#[test]
fn what_is_refused_costs_no_more_waiting() {
    let mut pace = pace(1);
    assert_eq!(pace.take("somebody", at(0)), Ok(()));
    for second in 0..60 {
        assert_eq!(pace.take("somebody", at(second * 1000)), seconds(60 - second as u64));
    }
    assert_eq!(pace.take("somebody", at(60_000)), Ok(()));
}

#[test]
fn who_rests_is_let_in_for_several() {
    let mut pace = pace(12).with_rest(Duration::from_secs(20));
    for _ in 0..12 {
        assert_eq!(pace.take("somebody", at(0)), Ok(()));
    }
    assert_eq!(pace.take("somebody", at(0)), seconds(20));
    assert_eq!(pace.take("somebody", at(6_000)), seconds(14), "the first is back, the rest is not");
    for _ in 0..4 {
        assert_eq!(pace.take("somebody", at(20_000)), Ok(()));
    }
    assert_eq!(pace.take("somebody", at(20_000)), seconds(20));
}

#[test]
fn a_clock_that_is_put_back_locks_nobody_out() {
    let mut pace = pace(2);
    assert_eq!(pace.take("somebody", at(0)), Ok(()));
    assert_eq!(pace.take("somebody", at(0)), Ok(()));
    assert_eq!(pace.take("somebody", at(0)), seconds(30));
    let hour = 3_600_000;
    assert_eq!(pace.take("somebody", at(-hour)), seconds(30), "no time has gone by");
    assert_eq!(pace.take("somebody", at(-hour + 30_000)), Ok(()));
}

#[test]
fn the_first_and_the_last_time_there_is_are_times_like_others() {
    let mut pace = pace(1);
    for when in [Timestamp::MAX, Timestamp::MIN, Timestamp::MAX, Timestamp::MIN] {
        let _ = pace.take("somebody", when);
    }
    assert_eq!(pace.take("another", Timestamp::MAX), Ok(()));
}

#[test]
fn what_is_of_no_more_use_is_forgotten_when_room_is_needed() {
    let mut pace = pace(60);
    for key in 0..MOST_REMEMBERED {
        assert_eq!(pace.take(key, at(0)), Ok(()));
    }
    assert_eq!(pace.remembered(), MOST_REMEMBERED);
    assert_eq!(pace.take(MOST_REMEMBERED, at(2_000)), Ok(()));
    assert_eq!(pace.remembered(), 1);
}

#[test]
fn who_waits_is_remembered_however_many_come() {
    let mut pace = pace(2);
    for _ in 0..2 {
        assert_eq!(pace.take(usize::MAX, at(0)), Ok(()));
    }
    assert_eq!(pace.take(usize::MAX, at(0)), seconds(30));
    for key in 0..MOST_REMEMBERED * 3 {
        assert_eq!(pace.take(key, at(1_000)), Ok(()));
        assert!(pace.remembered() <= MOST_REMEMBERED);
    }
    assert_eq!(pace.take(usize::MAX, at(1_000)), seconds(29));
}

#[test]
fn where_everybody_waits_newcomers_wait_too() {
    let mut pace = pace(1);
    for key in 0..MOST_REMEMBERED {
        assert_eq!(pace.take(key, at(0)), Ok(()));
        assert_eq!(pace.take(key, at(0)), seconds(60));
    }
    assert_eq!(pace.take(usize::MAX, at(10_000)), seconds(50));
    assert_eq!(pace.remembered(), MOST_REMEMBERED);
    assert_eq!(pace.take(usize::MAX, at(60_000)), Ok(()));
}

#[test]
fn nobody_is_named_when_it_is_printed() {
    let mut pace = pace(1);
    assert_eq!(pace.take("203.0.113.7", at(0)), Ok(()));
    assert_eq!(format!("{pace:?}"), "Pace { remembered: 1, .. }");
}

proptest::proptest! {
    /// Whatever the order in which keys ask: in any minute nobody takes more than twice what a
    /// minute allows, no refusal lasts longer than it says, and none longer than a minute.
    #[test]
    fn nobody_takes_more_than_is_allowed_or_waits_longer_than_told(
        per_minute in 1u32..20,
        rest in 0u64..30,
        asked in proptest::collection::vec((0u8..3, 0i64..9_000), 1..200),
    ) {
        let mut pace = pace(per_minute).with_rest(Duration::from_secs(rest));
        let mut now = 0;
        let mut taken: BTreeMap<u8, Vec<i64>> = BTreeMap::new();
        let mut free_at: BTreeMap<u8, Timestamp> = BTreeMap::new();
        for (key, later) in asked {
            now += later;
            match pace.take(key, at(now)) {
                Ok(()) => {
                    let times = taken.entry(key).or_default();
                    times.push(now);
                    let within = times.iter().filter(|time| now - **time < 60_000).count();
                    proptest::prop_assert!(within <= 2 * per_minute as usize);
                    if let Some(free) = free_at.remove(&key) {
                        proptest::prop_assert!(at(now) >= free, "let in before the time it was told");
                    }
                }
                Err(wait) => {
                    proptest::prop_assert!(!wait.is_zero() && wait <= Duration::from_secs(60));
                    let free = at(now) + wait;
                    let told = *free_at.entry(key).or_insert(free);
                    proptest::prop_assert!(at(now) < told, "still refused after the time it was told");
                    proptest::prop_assert_eq!(free, told, "the time it was told has moved");
                }
            }
        }
    }
}
