//! The parts of `tenet serve` that can be tried by themselves: how long it waits, what it tells of what
//! fails again and again, and how it keeps adapters going.

use crate::support::door::settings;
use crate::support::folder::guild;
use crate::support::library::{limits, of_folder};
use crate::support::serving::Client;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tenet::adapters::http::{self, Deadlines};
use tenet::desk::{Connection, Desk, Platform};
use tenet::serve::adapters::{self, Adapter};
use tenet::serve::pace::{Pace, chance};
use tenet::serve::troubles::{News, Troubles};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn waits_after_failures_begin_short_grow_and_end_at_the_usual_one() {
    let mut pace = Pace::new(Duration::from_secs(15), 15 * MINUTE);
    let waits: Vec<u64> = (0..8).map(|_| pace.after_failure(0.5).as_secs()).collect();
    assert_eq!(waits, [15, 30, 60, 120, 240, 480, 900, 900]);
    assert_eq!(pace.after_success(0.5), 15 * MINUTE);
    assert_eq!(pace.after_failure(0.5).as_secs(), 15);
    // However long it goes on.
    (0..100).for_each(|_| assert!(pace.after_failure(1.0) < 17 * MINUTE));
    // Nobody who wants rounds every second waits longer because one failed.
    let mut quick = Pace::new(Duration::from_secs(15), Duration::from_secs(1));
    assert_eq!(quick.after_failure(0.5), Duration::from_secs(1));
}

#[test]
fn waits_are_a_tenth_longer_or_shorter_as_chance_has_it() {
    let mut pace = Pace::new(MINUTE, 10 * MINUTE);
    assert_eq!(pace.after_success(0.0), 9 * MINUTE);
    assert_eq!(pace.after_success(1.0), 11 * MINUTE);
    let drawn: Vec<f64> = (0..100).map(|_| chance()).collect();
    assert!(drawn.iter().all(|chance| (0.0..=1.0).contains(chance)), "{drawn:?}");
    assert!(drawn.iter().any(|chance| (chance - drawn[0]).abs() > 0.01), "{drawn:?}");
}

#[test]
fn the_same_trouble_is_told_once_a_day() {
    let begun: Timestamp = "2026-03-01T08:00:00Z".parse().unwrap();
    let after = |minutes: i64| begun + SignedDuration::from_mins(minutes);
    let day = 24 * 60;
    let mut troubles = Troubles::default();
    for (minutes, reason, news) in [
        (0, Some("no network"), Some(News::Fails)),
        (15, Some("no network"), None),
        (30, Some("no such branch"), Some(News::Fails)),
        // Two that take turns.
        (45, Some("no network"), None),
        (60, Some("no such branch"), None),
        (day - 1, Some("no network"), None),
        (day, Some("no network"), Some(News::StillFails(begun))),
        (day + 15, Some("no network"), None),
        (2 * day + 1, Some("no network"), Some(News::StillFails(begun))),
        (2 * day + 2, None, Some(News::Well(begun))),
        (2 * day + 3, None, None),
        (2 * day + 4, Some("no network"), Some(News::Fails)),
    ] {
        let at = after(minutes);
        let told = match reason {
            Some(reason) => troubles.failed("rules", reason, at),
            None => troubles.went_well("rules"),
        };
        assert_eq!(told, news, "after {minutes} minutes: {reason:?}");
        assert_eq!(troubles.any(), reason.is_some());
    }
    // Another source has troubles of its own.
    assert_eq!(troubles.failed("site", "no network", begun), Some(News::Fails));
    troubles.keep(|what| what == "site");
    assert_eq!((troubles.went_well("rules"), troubles.any()), (None, true));
}

fn desk() -> Arc<Desk> {
    Arc::new(Desk::new(of_folder(&guild()), limits()))
}

fn quick() -> Pace {
    Pace::new(Duration::from_millis(1), Duration::from_millis(5))
}

/// An adapter that is up until it is told to stop.
fn steady(desk: &Arc<Desk>, stop: &CancellationToken) -> Adapter {
    let (desk, stop) = (Arc::clone(desk), stop.clone());
    Adapter::new(Platform::Http, move || {
        let (desk, stop) = (Arc::clone(&desk), stop.clone());
        async move {
            desk.connection(Platform::Http, Connection::Up);
            stop.cancelled().await;
            Ok(())
        }
    })
}

fn in_a_runtime<T>(run: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(run)
}

#[test]
fn an_adapter_that_fails_or_panics_is_begun_again_and_the_others_go_on() {
    in_a_runtime(async {
        let (desk, stop) = (desk(), CancellationToken::new());
        let tries = Arc::new(AtomicUsize::new(0));
        let failing = {
            let (desk, stop, tries) = (Arc::clone(&desk), stop.clone(), Arc::clone(&tries));
            Adapter::new(Platform::Discord, move || {
                let (desk, stop) = (Arc::clone(&desk), stop.clone());
                let number = tries.fetch_add(1, Ordering::Relaxed);
                async move {
                    match number {
                        0 => Err("no such bot".to_owned()),
                        1 => panic!("a mistake"),
                        2 => Ok(()),
                        _ => {
                            // Up again: that is what the test waits for.
                            desk.connection(Platform::Discord, Connection::Up);
                            stop.cancel();
                            Ok(())
                        }
                    }
                }
            })
        };
        let all = vec![steady(&desk, &stop), failing];
        assert_eq!(adapters::run(all, Arc::clone(&desk), quick(), stop).await, Ok(()));
        assert_eq!(tries.load(Ordering::Relaxed), 4);
        assert!(desk.readiness().is_ready());
    });
}

#[test]
fn an_adapter_that_panics_without_end_takes_no_answer_from_the_door() {
    let (desk, stop) = (desk(), CancellationToken::new());
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let door = {
        let (routes, stop) = (http::routes(Arc::clone(&desk), &settings(), &[]), stop.clone());
        Adapter::new(Platform::Http, move || {
            let (routes, stop) = (routes.clone(), stop.clone());
            let listener = TcpListener::from_std(listener.try_clone().unwrap()).unwrap();
            async move {
                http::listen(listener, routes, Deadlines::default(), stop).await;
                Ok(())
            }
        })
    };
    let panics = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&panics);
    let panicking = Adapter::new(Platform::Zulip, move || {
        counted.fetch_add(1, Ordering::Relaxed);
        async { panic!("a mistake") }
    });
    let running = {
        let (desk, stop) = (Arc::clone(&desk), stop.clone());
        std::thread::spawn(move || {
            in_a_runtime(adapters::run(vec![door, panicking], desk, quick(), stop))
        })
    };
    let mut client = Client::of(address).unwrap();
    while panics.load(Ordering::Relaxed) < 5 {
        let answer = client.get("/api/cite/principles/1").unwrap();
        assert_eq!(answer.json()["passages"][0]["id"], "principles/1");
    }
    let told = desk.readiness().connections[&Platform::Zulip].clone();
    let reason = "A mistake in tenet ended it: please report it.";
    assert_eq!(told, Connection::Down(reason.to_owned()), "no word of the panic");
    stop.cancel();
    assert_eq!(running.join().unwrap(), Ok(()));
}

#[test]
fn when_no_adapter_is_left_that_is_an_error_with_its_reason() {
    in_a_runtime(async {
        let (desk, stop) = (desk(), CancellationToken::new());
        let broken = |platform| Adapter::new(platform, || async { Err("No such bot.".to_owned()) });
        let all = vec![broken(Platform::Discord), broken(Platform::Zulip)];
        let ended = adapters::run(all, Arc::clone(&desk), quick(), stop).await;
        let reason = ended.unwrap_err();
        assert!(reason.ends_with("cannot answer: No such bot."), "{reason}");
        assert!(!desk.readiness().is_ready());
    });
}
