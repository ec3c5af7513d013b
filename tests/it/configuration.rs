//! `tenet.toml`, the environment and flags: what counts, what is refused, and what is never shown.

use crate::support::folder::{Folder, guild};
use crate::support::program::{Run, finish};
use serde_json::Value;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::process::{Command, Stdio};

/// A folder in which the program is started, with nothing set but what a test sets.
struct Place {
    folder: Folder,
}

impl Place {
    fn new() -> Place {
        Place { folder: Folder::new() }
    }

    fn with(toml: &str) -> Place {
        let place = Place::new();
        place.folder.write("tenet.toml", toml);
        place
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tenet"));
        command.env_clear().env("HOME", self.folder.path()).current_dir(self.folder.path());
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let variables = variables.iter().copied();
        finish(self.command(arguments).envs(variables).spawn().unwrap())
    }

    fn config(&self, variables: &[(&str, &str)]) -> Run {
        self.run(&["config"], variables)
    }

    /// The mistakes that are told, which must be all that is told.
    fn mistakes(&self, variables: &[(&str, &str)]) -> Vec<String> {
        let run = self.config(variables);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
        let told = run.stderr.lines().map(|line| line.strip_prefix("tenet: ").expect("a mistake"));
        told.map(str::to_owned).collect()
    }

    /// What is in force of a setting, and where it was said.
    fn in_force(&self, name: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Value {
        let run = self.run(&[&["config", "--format", "json"], arguments].concat(), variables);
        assert_eq!(run.code, 0, "{run:?}");
        let shown: Value = serde_json::from_str(&run.stdout).unwrap();
        shown["settings"][name].clone()
    }
}

fn mistake_in(toml: &str) -> String {
    let mistakes = Place::with(toml).mistakes(&[]);
    assert_eq!(mistakes.len(), 1, "{toml}: {mistakes:?}");
    mistakes[0].clone()
}

#[test]
fn every_mistake_in_the_file_is_told_with_place_and_remedy() {
    for (toml, told) in [
        (
            "organization = \"Guild\"\n",
            "tenet.toml:1:1: error: No setting is called `organization`. Did you mean `organisation`?",
        ),
        (
            "\n[htp]\naddress = \"127.0.0.1:1\"\n",
            "tenet.toml:2:2: error: No section is called `htp`. Did you mean `[http]`?",
        ),
        (
            "[http]\n\tevery = \"5m\"\n",
            "tenet.toml:2:2: error: No setting is called `http.every`. Did you mean `every` below `[sync]`?",
        ),
        (
            "[sync]\nevery = \"5m\"\norganisation = \"Guild\"\n",
            "tenet.toml:3:1: error: No setting is called `sync.organisation`. Did you mean `organisation`, above all sections?",
        ),
        (
            "[colours]\nred = true\n",
            "tenet.toml:1:2: error: No section is called `colours`. `tenet config` shows all there are.",
        ),
        (
            "organisation = 5\n",
            "tenet.toml:1:16: error: `organisation` holds one text. Write `organisation = \"…\"`.",
        ),
        (
            "organisation = [\"Guild\"]\n",
            "tenet.toml:1:16: error: `organisation` holds one text. Write `organisation = \"…\"`.",
        ),
        (
            "[http]\nbehind_proxy = \"true\"\n",
            "tenet.toml:2:16: error: `http.behind_proxy` holds true or false. Write `behind_proxy = true` or `behind_proxy = false`.",
        ),
        (
            "[http]\nper_minute = \"many\"\n",
            "tenet.toml:2:14: error: `http.per_minute` holds a whole number. Write `per_minute = 600`.",
        ),
        (
            "[http]\nper_minute = 1.5\n",
            "tenet.toml:2:14: error: `http.per_minute` holds a whole number. Write `per_minute = 600`.",
        ),
        (
            "http.per_minute = 0\n",
            "tenet.toml:1:19: error: `http.per_minute` is no whole number from 1 to 1000000. Write one, in digits.",
        ),
        (
            "http.per_minute = -7\n",
            "tenet.toml:1:19: error: `http.per_minute` is no whole number from 1 to 1000000. Write one, in digits.",
        ),
        (
            "http.per_minute = 99999999999999999999\n",
            "tenet.toml:1:19: error: `http.per_minute` is no whole number from 1 to 1000000. Write one, in digits.",
        ),
        (
            "[http]\nallow_origins = \"*\"\n",
            "tenet.toml:2:17: error: `http.allow_origins` holds a list of texts. Write `allow_origins = [\"…\"]`.",
        ),
        (
            "[http]\nallow_origins = [\"https://a.example/\"]\n",
            "tenet.toml:2:17: error: `http.allow_origins` holds something that is no origin. Write scheme and host without a slash behind them, as `https://www.example.org`; `*` for all.",
        ),
        (
            "http = \"127.0.0.1:8080\"\n",
            "tenet.toml:1:1: error: `http` holds settings of its own. Write `[http]` in a line by itself, and its settings below.",
        ),
        (
            "http.address = \":8080\"\n",
            "tenet.toml:1:16: error: `http.address` names no host. Write `127.0.0.1:8080`, or `0.0.0.0:8080` to be reached from elsewhere.",
        ),
        (
            "sync.every = 15\n",
            "tenet.toml:1:14: error: `sync.every` holds a time. Write `every = \"15m\"`.",
        ),
        (
            "sync.every = \"often\"\n",
            "tenet.toml:1:14: error: `sync.every` is no time. Write a time such as `15m` or `1h`, or `off`.",
        ),
        (
            "sync.every = \"20ms\"\n",
            "tenet.toml:1:14: error: `sync.every` is not between a second and thirty days. Write a time such as `15m` or `1h`, or `off`.",
        ),
        (
            "sync.every = \"2000000000h\"\n",
            "tenet.toml:1:14: error: `sync.every` is not between a second and thirty days. Write a time such as `15m` or `1h`, or `off`.",
        ),
        (
            "sync.from = \"https://git.example/rules\"\n",
            "tenet.toml:1:13: error: `sync.from` holds names and texts. Write `[sync.from]`.",
        ),
        (
            "[sync.from]\nrules = 5\n",
            "tenet.toml:2:9: error: `sync.from.rules` holds one text. Write `rules = \"…\"`.",
        ),
        (
            "log.level = \"loud\"\n",
            "tenet.toml:1:13: error: `log.level` is none of the words it can be. Write one of these: error, warn, info, debug, trace.",
        ),
        (
            "content = \"~/content\"\n",
            "tenet.toml:1:11: error: `content` begins with `~`, which is not expanded here. Write the whole path.",
        ),
        (
            "organisation = \"\"\n",
            "tenet.toml:1:16: error: `organisation` is empty. Write a value, or take it away.",
        ),
        (
            "discord.token = \"x\"\n",
            "tenet.toml:1:17: error: `discord.token` is a secret, and files like this one get passed on. Set DISCORD_TOKEN in the environment, or `discord.token_file`.",
        ),
    ] {
        assert_eq!(mistake_in(toml), told, "{toml}");
    }
}

#[test]
fn all_mistakes_are_told_at_once_in_the_order_of_the_file() {
    let toml = "zulip.mode = \"evnts\"\norganisation 5\nlog.level = \"loud\"\nstat = \"x\"\n\
                [http]\naddress = \"8080\"\naddress = \"8081\"\n[htp]\nadress = \"x\"\n";
    let mistakes = Place::with(toml).mistakes(&[("TENET_SYNC_EVERY", "never")]);
    let places: Vec<&str> =
        mistakes.iter().map(|mistake| mistake.split(": error").next().unwrap()).collect();
    assert_eq!(
        places,
        [
            "tenet.toml:1:14",
            "tenet.toml:2:14",
            "tenet.toml:3:13",
            "tenet.toml:4:1",
            "tenet.toml:6:11",
            "tenet.toml:7:1",
            "tenet.toml:8:2",
            "tenet.toml:9:1",
            "TENET_SYNC_EVERY",
        ],
        "{mistakes:#?}"
    );
}

#[test]
fn a_mistake_that_spoils_the_lines_below_is_told_once() {
    let toml = "[http]\nallow_origins = [\nbehind_proxy = true\nper_minute = 0\n";
    let mistake = mistake_in(toml);
    assert!(mistake.starts_with("tenet.toml:3:"), "{mistake}");
}

#[test]
fn what_is_not_toml_is_told_without_the_line() {
    for toml in [
        "DISCORD_TOKEN=PLANTED\n",
        "[discord]\nPLANTED\n",
        "[discord]\ntoken = PLANTED\n",
        "[discord]\ntoken = \"PLANTED\n",
        "[discord\ntoken = \"PLANTED\"\n",
        "token: PLANTED\n",
        "discord.tokn = \"PLANTED\"\n",
        "discord.token = \"PLANTED\"\n",
        "discord.mode = \"PLANTED\"\n",
        "discord.public_key = \"PLANTED\"\n",
        "http.address = \"PLANTED\"\n",
        "http.allow_origins = [\"PLANTED\"]\n",
        "log.level = \"PLANTED\"\n",
        "sync.every = \"PLANTED\"\n",
        "zulip.site = \"PLANTED\"\nzulip.mode = \"events\"\n",
        "discord = \"PLANTED\"\n",
        "\u{1}PLANTED\n",
    ] {
        let run = Place::with(toml).config(&[]);
        assert_eq!(run.code, 2, "{toml}: {run:?}");
        assert!(run.stderr.starts_with("tenet: tenet.toml:"), "{toml}: {run:?}");
        assert!(!format!("{run:?}").contains("PLANTED"), "{toml}: {run:?}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_told() {
    let place = Place::new();
    let told = |place: &Place, arguments: &[&str]| {
        let run = place.run(&[&["config"], arguments].concat(), &[]);
        assert_eq!(run.code, 2, "{run:?}");
        run.stderr.trim().to_owned()
    };
    assert_eq!(
        told(&place, &["--config", "other.toml"]),
        "tenet: other.toml: error: The file does not exist. Mend the path, or write the file."
    );
    let named = place.config(&[("TENET_CONFIG", "other.toml")]);
    assert_eq!(named.code, 2, "{named:?}");
    std::os::unix::fs::symlink("nowhere", place.folder.join("tenet.toml")).unwrap();
    assert_eq!(
        told(&place, &[]),
        "tenet: tenet.toml: error: The file does not exist. Mend the path, or write the file."
    );
    place.folder.write("folder/tenet.toml/file", "");
    assert_eq!(
        told(&place, &["--config", "folder/tenet.toml"]),
        "tenet: folder/tenet.toml: error: The file is a folder. Name a file."
    );
    place.folder.write("latin.toml", b"# one\n# Gr\xfc\xdfe\n");
    assert_eq!(
        told(&place, &["--config", "latin.toml"]),
        "tenet: latin.toml:2:5: error: The file is not UTF-8. Save it with the encoding UTF-8."
    );
    place.folder.write("long.toml", "# long\n".repeat(200_000));
    assert_eq!(
        told(&place, &["--config", "long.toml"]),
        "tenet: long.toml: error: The file is longer than 1 MiB. Name the right file."
    );
    assert!(told(&place, &["--config", "/dev/zero"]).contains("longer than 1 MiB"));
}

#[test]
fn editors_marks_tabs_and_line_ends_change_nothing() {
    let toml =
        "\u{feff}organisation\t=\t\"Guild\"\r\n\r\n[http]\r\n\taddress = \"localhost:8080\"\r\n";
    let place = Place::with(toml);
    let said = place.in_force("organisation", &[], &[]);
    assert_eq!(said, serde_json::json!({ "value": "Guild", "from": "tenet.toml:1:16" }));
    let said = place.in_force("http.address", &[], &[]);
    assert_eq!(said["from"], "tenet.toml:4:12");
}

#[test]
fn flags_go_before_the_environment_and_that_before_the_file() {
    let place = Place::with("log.level = \"error\"\n");
    let variable = [("TENET_LOG", "warn")];
    let empty = [("TENET_LOG", " ")];
    for (arguments, variables, value, from) in [
        (&[][..], &[][..], "error", "tenet.toml:1:13"),
        (&[], &empty, "error", "tenet.toml:1:13"),
        (&[], &variable, "warn", "TENET_LOG"),
        (&["--log", "info"], &variable, "info", "--log"),
        (&["--log", "info", "--set", "log.level=debug"], &variable, "debug", "--set log.level"),
    ] {
        let said = place.in_force("log.level", arguments, variables);
        assert_eq!(said, serde_json::json!({ "value": value, "from": from }));
    }
    let said = place.in_force("log.format", &[], &[]);
    assert_eq!(said, serde_json::json!({ "value": "text", "from": "default" }));
}

#[test]
fn a_text_may_be_given_as_it_is_shown_and_as_it_is() {
    let place = Place::new();
    for (given, value) in [
        (r#"organisation="The Guild""#, "The Guild"),
        ("organisation='The Guild'", "The Guild"),
        (r#"organisation="The \u0047uild""#, "The Guild"),
        ("organisation=The Guild", "The Guild"),
        (r#"organisation="The" Guild"#, r#""The" Guild"#),
        (r#"organisation="The Guild"#, r#""The Guild"#),
    ] {
        assert_eq!(
            place.in_force("organisation", &["--set", given], &[])["value"],
            value,
            "{given}"
        );
    }
}

#[test]
fn flags_are_refused_with_their_name() {
    let place = Place::new();
    for (set, told) in [
        (
            "http.adress=x",
            "--set http.adress: error: No setting is called `http.adress`. Did you mean `http.address`?",
        ),
        ("http.address=PLANTED", "--set http.address: error: `http.address` names no port."),
        ("discord.token=PLANTED", "--set discord.token: error: `discord.token` is a secret,"),
        ("state=", "--set state: error: `state` is empty. Write a value, or take it away."),
        ("state=~/x", "--set state: error: `state` begins with `~`"),
        ("PLANTED", "--set takes the name of a setting, `=` and its value"),
        ("sync.from=a=/x,a=/y", "--set sync.from: error: `sync.from` holds names and texts, each"),
        (
            "http.allow_origins=[\"*\"",
            "--set http.allow_origins: error: `http.allow_origins` begins as a list and is none. Write",
        ),
        (
            "http.allow_origins=[1]",
            "--set http.allow_origins: error: `http.allow_origins` begins as",
        ),
        (
            "http.allow_origins=[]\ndiscord.mode = \"http\"",
            "--set http.allow_origins: error: `http.allow_origins` begins as",
        ),
        ("http.behind_proxy=yes", "--set http.behind_proxy: error: `http.behind_proxy` is neither"),
    ] {
        let run = place.run(&["--set", set, "config"], &[]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.starts_with(&format!("tenet: {told}")), "{set}: {run:?}");
        assert!(!run.stderr.contains("PLANTED"), "{set}: {run:?}");
    }
    let mut command = place.command(&["config"]);
    command.env("TENET_STATE", OsStr::from_bytes(b"/tmp/\xff"));
    let run = finish(command.spawn().unwrap());
    assert_eq!(
        (run.code, run.stderr.trim()),
        (
            2,
            "tenet: TENET_STATE: error: Its value is not UTF-8. Write it in UTF-8, or take the variable away."
        )
    );
}

#[test]
fn paths_in_the_file_are_meant_from_its_folder() {
    let place = Place::new();
    place
        .folder
        .write("etc/tenet.toml", "content = \"content\"\nsync.from = { rules = \"rules\" }\n");
    let here = place.folder.path();
    let value = |name: &str, arguments: &[&str]| {
        let arguments = [&["--config", "etc/tenet.toml"], arguments].concat();
        place.in_force(name, &arguments, &[("TENET_STATE", "state")])["value"].clone()
    };
    let path = |path: &str| Value::from(here.join(path).to_str().unwrap());
    assert_eq!(value("content", &[]), path("etc/content"));
    assert_eq!(value("sync.from.rules", &[]), path("etc/rules"));
    assert_eq!(value("state", &[]), path("state"));
    assert_eq!(value("content", &["--content", "other"]), path("other"));
    assert_eq!(value("sync.from.rules", &["--set", "sync.from.rules=r"]), path("r"));
}

#[test]
fn every_command_obeys_the_file() {
    let place = Place::new();
    let content = guild();
    let toml = format!("content = \"{}\"\nstate = \"kept\"\n", content.display());
    place.folder.write("tenet.toml", toml);
    let index = place.run(&["index"], &[]);
    assert_eq!(index.code, 0, "{index:?}");
    assert!(place.folder.join("kept/editions").is_dir());
    let sources = place.run(&["ask", "--format", "json", "/sources"], &[]);
    let shipped = Place::new().run(&["ask", "--format", "json", "/sources"], &[]);
    assert_ne!(sources.stdout, shipped.stdout);
}

#[test]
fn a_sync_fetches_from_where_the_configuration_says() {
    let place = Place::new();
    place.folder.write(
        "content/sources.yaml",
        "organisation: Guild\nsources:\n  - id: rules\n    git: https://git.example/rules\n    \
         documents: [{file: tools.md, id: tools}]\n",
    );
    place.folder.write("rules/tools.md", "# Tools\n\nA hammer is lent for one day.\n");
    place.folder.write("other/tools.md", "# Tools\n\nA saw is lent for one day.\n");
    place.folder.write(
        "tenet.toml",
        "content = \"content\"\nstate = \"state\"\n[sync.from]\nrules = \"rules\"\n",
    );
    let words = || place.run(&["ask", "/cite tools"], &[]).stdout;
    let sync = place.run(&["sync"], &[]);
    assert_eq!((sync.code, sync.stdout.lines().next()), (0, Some("rules: taken from a folder")));
    assert!(words().contains("A hammer is lent"), "{}", words());
    let sync = place.run(&["sync", "--from", "rules=other"], &[]);
    assert_eq!(sync.code, 0, "{sync:?}");
    assert!(words().contains("A saw is lent"), "{}", words());
    let sync = place.run(&["sync"], &[("TENET_SYNC_FROM", "rules=rules, ")]);
    assert_eq!(sync.code, 0, "{sync:?}");
    assert!(words().contains("A hammer is lent"), "{}", words());
}

#[test]
fn a_list_is_said_in_a_flag_or_a_variable_as_it_is_shown() {
    let place = Place::new();
    let flag = |value: &str| {
        let set = format!("http.allow_origins={value}");
        place.in_force("http.allow_origins", &["--set", &set], &[])["value"].clone()
    };
    let both = serde_json::json!(["https://a.example", "http://[::1]:80"]);
    assert_eq!(flag("[\"*\"]"), serde_json::json!(["*"]));
    assert_eq!(flag("[\"https://a.example\", 'http://[::1]:80']"), both);
    assert_eq!(flag("https://a.example, http://[::1]:80"), both);
    assert_eq!(flag("[]"), serde_json::json!([]));
    let variable = [("TENET_HTTP_ALLOW_ORIGINS", "[\"*\"]")];
    let said = place.in_force("http.allow_origins", &[], &variable);
    assert_eq!(said["value"], serde_json::json!(["*"]));
}

#[test]
fn an_address_with_a_password_is_no_argument() {
    let place = Place::new();
    let told = "The address has a password or a query, and others see the arguments of a program. Set TENET_SYNC_FROM in the environment, or `sync.from` in a tenet.toml that only its owner reads.\n";
    for address in [
        "https://ana:PLANTED@git.example/rules",
        "https://PLANTED@git.example/rules",
        "https://git.example/rules?token=PLANTED",
        "ana:PLANTED@git.example/rules",
    ] {
        let entry = format!("sync.from.rules={address}");
        let table = format!("sync.from=site=/srv/site,rules={address}");
        let from = format!("rules={address}");
        for (arguments, place_told) in [
            (["--set", &entry, "config"], "--set sync.from.rules: error"),
            (["--set", &table, "config"], "--set sync.from: error"),
            (["sync", "--from", &from], "--from"),
        ] {
            let run = place.run(&arguments, &[]);
            assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
            assert_eq!(run.stderr, format!("tenet: {place_told}: {told}"));
        }
        let elsewhere = place.run(&["config"], &[("TENET_SYNC_FROM", &from)]);
        assert_eq!(elsewhere.code, 0, "{elsewhere:?}");
        assert!(
            elsewhere.stdout.contains("\n# rules: set, from TENET_SYNC_FROM\n"),
            "{elsewhere:?}"
        );
    }
}
