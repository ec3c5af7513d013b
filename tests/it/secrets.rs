//! What nobody is to read stands nowhere: secrets and the words of questions are planted all over the
//! life of a process, and looked for in all that it writes and tells.

use crate::support::folder::{Folder, guild};
use crate::support::library::{invented, now};
use crate::support::program::Tenet;
use crate::support::serving::{Client, Serving, in_query};
use std::net::TcpListener;
use std::path::Path;
use tenet::ask::ask;
use tenet::question::{Asked, Question};
use tenet::wording::{Medium, Part, reply};

const NAME: &str = "Harbour Guild";

/// Each is a word that stands nowhere else, and is told to the process by a way of its own.
const DISCORD_TOKEN: &str = "discordtokenquibblezax";
const ZULIP_KEY: &str = "zulipkeyvexomort";
const PASSWORD: &str = "passwordglimfrund";
const USER: &str = "userwobbelunk";
const URL_TOKEN: &str = "urltokensnarflequat";
const HEADER: &str = "headertokendrumblix";
const COOKIE: &str = "cookieplinkwort";
const BODY: &str = "bodywordfrangipol";
const PATH: &str = "pathwordkwizzent";
const ASKED: &str = "zyxommabrundle";
const NOTED: &str = "notewordhimplequax";
const NAMED: &str = "Nameordwilbrandt";
const LINKED: &str = "linkedwordspoonvale";

const ALL: [&str; 13] = [
    DISCORD_TOKEN,
    ZULIP_KEY,
    PASSWORD,
    USER,
    URL_TOKEN,
    HEADER,
    COOKIE,
    BODY,
    PATH,
    ASKED,
    NOTED,
    NAMED,
    LINKED,
];

#[track_caller]
fn holds_none(place: &str, text: &[u8]) {
    let text = String::from_utf8_lossy(text).to_lowercase();
    for planted in ALL {
        assert!(!text.contains(&planted.to_lowercase()), "{planted} stands in {place}: {text}");
    }
}

fn holds_none_below(folder: &Path) -> usize {
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        holds_none("the name of a file", path.to_string_lossy().as_bytes());
        if path.is_dir() {
            files += holds_none_below(&path);
        } else {
            holds_none(&path.display().to_string(), &std::fs::read(&path).unwrap());
            files += 1;
        }
    }
    files
}

/// Questions of all kinds, as they stand in an address.
fn questions() -> Vec<String> {
    [
        ASKED.to_owned(),
        format!("/ask my {ASKED} was taken by {NAMED}"),
        format!("/{ASKED}"),
        format!("/principle 1 note:{NOTED}"),
        format!("/cite principles/1 note:{NOTED} {NAMED}"),
        format!("/coc shouting to:{NAMED} note:{NOTED} re:https://chat.example/{LINKED}"),
        format!("/who-is {NAMED}"),
        format!("/who-is-on {ASKED}"),
        format!("/who-is-on council as-of:{ASKED}"),
        format!("/ask in:{ASKED} ropes"),
        format!("/changes {ASKED} since:{ASKED}"),
        format!("/verify \"{ASKED} {NAMED}\""),
        format!("/report {ASKED}"),
        format!("/help {ASKED}"),
        format!("{ASKED}\n{NAMED}\u{1b}[31m"),
    ]
    .into()
}

/// A life of the process: a start with a source that cannot be had, questions, wrong requests, a
/// reload of broken content, a stop.
fn live(format: &str, level: &str) -> String {
    let content = Folder::of_the_guild();
    let secrets = Folder::new();
    secrets.write("token", DISCORD_TOKEN);
    let zuliprc =
        format!("[api]\nemail=bot@zulip.example\nkey={ZULIP_KEY}\nsite=https://zulip.example\n");
    secrets.write("zuliprc", zuliprc);
    // Nobody listens there any more.
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let settings = [
        "sync.every=1h".to_owned(),
        format!("log.format={format}"),
        format!("log.level={level}"),
        "discord.mode=gateway".to_owned(),
        format!("discord.token_file={}", secrets.join("token").display()),
        "zulip.mode=events".to_owned(),
        format!("zulip.zuliprc={}", secrets.join("zuliprc").display()),
    ];
    // An address with a password is no argument.
    let addresses = format!(
        "[sync.from]\nrules = \"https://{USER}:{PASSWORD}@{gone}/rules?token={URL_TOKEN}\"\n\
         site = \"http://{USER}:{PASSWORD}@{gone}/site\"\n"
    );
    secrets.write("tenet.toml", addresses);
    let configuration = secrets.join("tenet.toml").display().to_string();
    let mut arguments = vec!["--config", configuration.as_str()];
    arguments.extend(settings.iter().flat_map(|setting| ["--set", setting.as_str()]));
    let tenet = Tenet::with(content.path());
    let serving = Serving::start(&tenet, NAME, &arguments);
    serving.wait_for("unprotected");
    for question in questions() {
        let answer = serving.get(&format!("/api/ask?q={}", in_query(&question)));
        assert_eq!(answer.status, 200, "{question}: {answer:?}");
    }
    for request in [
        format!("GET /{PATH} HTTP/1.1\r\n"),
        format!("GET /{PATH}/%ff?q={ASKED} HTTP/1.1\r\n"),
        format!("GET /api/ask?{ASKED}={NOTED} HTTP/1.1\r\n"),
        format!("GET /api/ask?q=%ff{ASKED}&q={NAMED} HTTP/1.1\r\n"),
        format!("POST /api/ask?q={ASKED} HTTP/1.1\r\nContent-Length: 17\r\n"),
        format!("{PATH} /api/ask HTTP/1.1\r\n"),
        format!("GET {PATH} HTTP/1.1\r\n"),
        format!("GET /api/ask?q={} HTTP/1.1\r\n", ASKED.repeat(10_000)),
        format!("GET /health HTTP/1.1\r\n{HEADER}{ASKED}\r\n"),
        format!("GET /health HTTP/9.9{PATH}\r\n"),
    ] {
        let mut client = Client::of(serving.address()).unwrap();
        // What is wrong may be refused before it has come whole.
        let _ = client.send(&format!(
            "{request}Host: {HEADER}\r\nAuthorization: Bearer {HEADER}\r\nCookie: session={COOKIE}\r\n\
             X-Forwarded-For: {HEADER}\r\nReferer: https://{PATH}/\r\nConnection: close\r\n\r\n{BODY}"
        ));
        client.rest();
    }
    content.replace("sources.yaml", "sources:", "sauces:");
    serving.signal("HUP");
    serving.wait_for("from the edition before");
    for page in ["/metrics", "/ready", "/health"] {
        holds_none(page, serving.get(page).body.as_bytes());
    }
    let files = holds_none_below(tenet.state());
    assert!(files > 3, "an edition and the records are kept: {files} files");
    let run = serving.stop();
    assert_eq!(run.code, 0, "{run:?}");
    holds_none("standard output", run.stdout.as_bytes());
    holds_none("the log", run.stderr.as_bytes());
    run.stderr
}

#[test]
fn no_secret_and_no_word_of_a_question_stands_in_a_log_of_text() {
    let log = live("text", "trace");
    assert!(!log.contains('\u{1b}'), "a file gets no colours: {log}");
    // A question is told by what may be told of it, and only once.
    assert_eq!(log.matches(" answered ").count(), questions().len(), "{log}");
    assert!(log.contains("question{platform=http}: answered command=ask outcome=nothing"), "{log}");
    assert!(log.contains("answered command=other outcome=other"), "{log}");
    for failure in ["/rules cannot be reached", "unprotected"] {
        assert_eq!(log.matches(failure).count(), 1, "each failure once: {log}");
    }
}

#[test]
fn no_secret_and_no_word_of_a_question_stands_in_a_log_of_json() {
    let log = live("json", "trace");
    for line in log.lines() {
        let line: serde_json::Value =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        for name in ["timestamp", "level", "message"] {
            assert!(line[name].is_string(), "{name}: {line}");
        }
    }
    assert_eq!(log.matches("\"answered\"").count(), questions().len(), "{log}");
}

#[test]
fn help_says_what_is_kept_or_where_that_is_written() {
    let terminal = Question::at_terminal("/help", now());
    let kept = |question: &Question| {
        let parts = reply(&ask(invented(), question), Medium::Chat);
        let Some(Part::Say(last)) = parts.last() else { panic!("{parts:?}") };
        last.clone()
    };
    assert_eq!(kept(&terminal), "I keep nothing of what you ask here.");
    for asked in [Asked::Direct, Asked::Channel, Asked::Program] {
        let last = kept(&Question { asked, ..terminal.clone() });
        let url =
            last.strip_prefix("What is kept of a question: ").unwrap_or_else(|| panic!("{last}"));
        assert!(url.starts_with("https://") && url.ends_with("/PRIVACY.md"), "{url}");
    }
}

#[test]
fn the_privacy_notice_names_all_that_lies_in_the_state_folder() {
    let notice = include_str!("../../PRIVACY.md");
    let tenet = Tenet::with(&guild());
    let serving = Serving::start(&tenet, NAME, &[]);
    let entries: Vec<_> = std::fs::read_dir(tenet.state()).unwrap().collect();
    assert!(!entries.is_empty());
    for entry in entries {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(notice.contains(&format!("`{name}")), "PRIVACY.md does not name {name}");
    }
    serving.stop();
}

#[test]
fn at_the_usual_level_a_question_leaves_no_line() {
    let log = live("text", "info");
    assert!(!log.contains("answered") && !log.contains("question"), "{log}");
}
