//! What the operator sees of Zulip: the door's `/ready`, the metrics, and a log without anybody's words.

use crate::support::zulip::{Scene, Stage, Way, Zulip};
use crate::support::zulip_rest::KEY;

/// Words that stand nowhere else.
const MARKER: &str = "quibblezax";

/// The value of a sample.
fn sample(page: &str, begins: &str) -> Option<f64> {
    let line = page.lines().find(|line| line.starts_with(begins))?;
    line.rsplit(' ').next()?.parse().ok()
}

#[test]
fn what_people_write_is_counted_and_never_logged() {
    let stage = Stage::new(Zulip::new(), Way::Events, &[]);
    let Scene { zulip, ana, bob, mia, general, harbour, .. } = stage.scene();
    let secret = zulip.channel_with_the_bot(&format!("channel-{MARKER}"));
    let named = zulip.person(&format!("Pat-{MARKER}"));
    let topic = format!("topic-{MARKER}");
    let asked = |words: &str| format!("@**Tenet** {words}");
    let mut numbers = Vec::new();
    for question in [
        named.says(&secret, &topic, &asked("/principle 3")),
        ana.says(&secret, &topic, "/value patience"),
        ana.tells("/principle 1"),
        bob.tells_with(&[&ana], "/principle 2"),
    ] {
        let answer = zulip.answer_to(&question);
        numbers.extend([question.id, answer.id, question.author]);
    }
    let miss = bob.says(&general, &topic, &asked(&format!("/ask {MARKER}")));
    zulip.private_answer_to(&miss);
    let edited = bob.says(&general, "ebb", &asked("/principle 3"));
    let answer = zulip.answer_to(&edited);
    bob.edits(&edited, &asked("/principle 1"));
    zulip.changed(&answer);
    mia.tells(&format!("/coc {}", edited.link()));
    mia.is_told(1);
    named.says(&harbour, "tides", &format!("nothing for a bot, {MARKER}"));
    zulip.settles();
    numbers.extend([miss.id, edited.id, answer.id, general.id, secret.id]);

    assert_eq!(stage.bot.get("/ready").status, 200);
    let page = stage.bot.get("/metrics").body;
    let is_up = sample(&page, "tenet_connection{platform=\"zulip\",state=\"up\"}");
    assert_eq!(is_up, Some(1.0), "{page}");
    let answered = sample(
        &page,
        "tenet_questions_total{platform=\"zulip\",command=\"principle\",outcome=\"found\"}",
    );
    assert!(answered.is_some_and(|answered| answered >= 5.0), "{page}");
    let sent = sample(&page, "tenet_platform_calls_total{platform=\"zulip\",result=\"done\"}");
    assert!(sent.is_some_and(|sent| sent >= 8.0), "{page}");
    assert!(!page.contains(MARKER));

    let run = stage.ends();
    for line in run.stderr.lines() {
        assert!(!line.contains(MARKER) && !line.contains(KEY), "{line}");
        if line.contains(" DEBUG ") || line.contains(" TRACE ") {
            continue;
        }
        // The time before it may hold any number.
        let said = line.split_once(' ').map_or(line, |(_, said)| said);
        let told: Vec<&str> = said.split(|sign: char| !sign.is_ascii_digit()).collect();
        for number in &numbers {
            assert!(!told.contains(&number.to_string().as_str()), "{number}: {line}");
        }
    }
}
