//! Modes and their credentials: named, never guessed, complete or refused, and never shown.

use crate::support::folder::Folder;
use crate::support::program::{Run, finish};
use std::process::{Command, Stdio};

const ZULIPRC: &str = "[api]\nemail=bot@chat.example\nkey=PLANTED-RC\nsite=https://chat.example\n";

/// Runs tenet in a folder with these variables, and looks that it tells no secret.
fn tenet(folder: &Folder, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tenet"));
    command.env_clear().env("HOME", folder.path()).current_dir(folder.path()).args(arguments);
    command.envs(variables.iter().copied()).stdin(Stdio::null());
    let run = finish(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
    assert!(!format!("{run:?}").contains("PLANTED"), "{run:?}");
    run
}

fn config(folder: &Folder, variables: &[(&str, &str)]) -> Run {
    tenet(folder, &["config"], variables)
}

fn shows(folder: &Folder, variables: &[(&str, &str)], lines: &[&str]) {
    let run = config(folder, variables);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{variables:?}");
    for line in lines {
        assert!(run.stdout.lines().any(|shown| shown == *line), "{line}: {}", run.stdout);
    }
}

/// That it is refused by everything, and with what.
fn refuses(folder: &Folder, variables: &[(&str, &str)], mistakes: &[&str]) {
    for command in ["config", "serve"] {
        is_refused(tenet(folder, &[command], variables), mistakes);
    }
}

/// That `tenet serve` refuses it, and all else that needs no credentials goes on.
fn lacks(folder: &Folder, variables: &[(&str, &str)], mistakes: &[&str]) {
    is_refused(tenet(folder, &["serve"], variables), mistakes);
    for command in [&["config"][..], &["ask", "/sources"], &["unanswered"], &["index"], &["check"]]
    {
        let run = tenet(folder, command, variables);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{variables:?} {run:?}");
    }
    // Both end with 2, for another reason: there is nothing to ask and nowhere to fetch from.
    for (command, reason) in [
        (&["health"][..], "No HTTP door is configured to ask."),
        (&["sync", "--from", "nobody=/nowhere"], "No source is called `nobody`."),
    ] {
        let run = tenet(folder, command, variables);
        assert!(run.stderr.starts_with(&format!("tenet: {reason}")), "{variables:?} {run:?}");
    }
}

#[track_caller]
fn is_refused(run: Run, mistakes: &[&str]) {
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
    let told: Vec<&str> =
        run.stderr.lines().map(|line| line.strip_prefix("tenet: ").unwrap_or(line)).collect();
    assert_eq!(told, mistakes);
}

#[test]
fn a_secret_comes_from_the_environment_or_a_file_of_its_own() {
    let folder = Folder::new();
    folder.write("token", "PLANTED\r\n\n");
    let mode = ("TENET_DISCORD_MODE", "gateway");
    let in_environment = "# discord.token: set, from DISCORD_TOKEN";
    shows(&folder, &[mode, ("DISCORD_TOKEN", "PLANTED\n")], &[in_environment]);
    let file = ("DISCORD_TOKEN_FILE", "token");
    let path = format!("token_file = \"{}\"  # DISCORD_TOKEN_FILE", folder.join("token").display());
    shows(&folder, &[mode, file], &[&path]);
    // What is set later goes before: no mistake where a file names a file and somebody tries another.
    folder.write("tenet.toml", "discord.token_file = \"none\"\n");
    shows(&folder, &[mode, ("DISCORD_TOKEN", "PLANTED")], &[in_environment]);
}

#[test]
fn a_secret_that_cannot_be_had_is_told() {
    let folder = Folder::new();
    folder.write("empty", " \n");
    folder.write("two", "PLANTED\nPLANTED\n");
    folder.write("latin", b"PLANTED\xff");
    let mode = ("TENET_DISCORD_MODE", "gateway");
    let not_set = "TENET_DISCORD_MODE: error: `discord.mode` is set, and the bot's token is missing. Set DISCORD_TOKEN in the environment, or DISCORD_TOKEN_FILE to a file.";
    lacks(&folder, &[mode], &[not_set]);
    lacks(&folder, &[mode, ("DISCORD_TOKEN", " ")], &[not_set]);
    shows(&folder, &[mode], &["# discord.token: not set; DISCORD_TOKEN or DISCORD_TOKEN_FILE"]);
    let none = "DISCORD_TOKEN_FILE: error: none: The file does not exist. Mend the path, or write the file.";
    lacks(&folder, &[mode, ("DISCORD_TOKEN_FILE", "none")], &[none]);
    let rc = ("ZULIPRC", "none");
    let none = none.replace("DISCORD_TOKEN_FILE", "ZULIPRC");
    lacks(&folder, &[("TENET_ZULIP_MODE", "events"), rc], &[&none]);
    refuses(
        &folder,
        &[mode, ("DISCORD_TOKEN", "PLANTED"), ("DISCORD_TOKEN_FILE", "two")],
        &[
            "DISCORD_TOKEN: error: DISCORD_TOKEN and DISCORD_TOKEN_FILE both give `discord.token`. Take one of the two away.",
        ],
    );
    for (file, told) in [
        ("empty", "The file empty is empty. Write into it what it shall hold."),
        (".", ".: The file is a folder. Name a file."),
        ("latin", "latin:1:8: The file is not UTF-8. Save it with the encoding UTF-8."),
        (
            "two",
            "`discord.token` holds a space, a line break or a letter no secret has. Copy it again, alone and whole.",
        ),
    ] {
        let told = format!("DISCORD_TOKEN_FILE: error: {told}");
        refuses(&folder, &[mode, ("DISCORD_TOKEN_FILE", file)], &[&told]);
    }
}

#[test]
fn discord_over_http_needs_the_door_and_the_key_of_the_application() {
    let folder = Folder::new();
    let key = "0f".repeat(32);
    let (mode, token) = (("TENET_DISCORD_MODE", "http"), ("DISCORD_TOKEN", "PLANTED"));
    let (door, key) = (("TENET_HTTP_ADDRESS", "[::]:80"), ("DISCORD_PUBLIC_KEY", key.as_str()));
    shows(&folder, &[mode, token, door, key], &["mode = \"http\"  # TENET_DISCORD_MODE"]);
    refuses(
        &folder,
        &[mode, token],
        &[
            "TENET_DISCORD_MODE: error: `discord.mode` is http, and `http.address` is not set. Set `http.address` to where these requests come in, such as 127.0.0.1:8080.",
            "TENET_DISCORD_MODE: error: `discord.mode` is set, and the public key is missing. Set DISCORD_PUBLIC_KEY in the environment, or `discord.public_key`.",
        ],
    );
    refuses(
        &folder,
        &[mode, token, door, ("DISCORD_PUBLIC_KEY", "PLANTED")],
        &[
            "DISCORD_PUBLIC_KEY: error: `discord.public_key` is not 64 hexadecimal digits. Copy it from the application's General Information.",
        ],
    );
    refuses(
        &folder,
        &[("TENET_DISCORD_MODE", "both"), token],
        &[
            "TENET_DISCORD_MODE: error: `discord.mode` is none of the words it can be. Write one of these: gateway, http.",
        ],
    );
}

#[test]
fn zulip_takes_a_zuliprc_and_what_is_said_besides_goes_before_it() {
    let folder = Folder::new();
    folder.write("zuliprc", ZULIPRC);
    let (mode, rc) = (("TENET_ZULIP_MODE", "events"), ("ZULIPRC", "zuliprc"));
    shows(
        &folder,
        &[mode, rc],
        &[
            "# zulip.site: set, from zuliprc:4",
            "# zulip.email: set, from zuliprc:2",
            "# zulip.api_key: set, from zuliprc:3",
        ],
    );
    let site = ("ZULIP_SITE", "https://other.example");
    shows(
        &folder,
        &[mode, rc, site, ("ZULIP_API_KEY", "PLANTED")],
        &[
            "site = \"https://other.example\"  # ZULIP_SITE",
            "# zulip.email: set, from zuliprc:2",
            "# zulip.api_key: set, from ZULIP_API_KEY",
        ],
    );
    folder.write("zuliprc", ZULIPRC.replace("https://", "PLANTED://"));
    refuses(
        &folder,
        &[mode, rc],
        &[
            "zuliprc:4: error: `zulip.site` is not the address of a website, or holds more than that. Write it as `https://chat.example.org`.",
        ],
    );
    folder.write("zuliprc", "[api]\nemail=bot@chat.example\nsite=https://chat.example\nPLANTED\n");
    refuses(
        &folder,
        &[mode, rc],
        &[
            "zuliprc:4: error: This line of the zuliprc is no name with a value. Download the file again from Zulip.",
        ],
    );
}

#[test]
fn zulips_webhook_needs_the_door_and_its_token() {
    let folder = Folder::new();
    folder.write("zuliprc", ZULIPRC);
    let (mode, rc) = (("TENET_ZULIP_MODE", "webhook"), ("ZULIPRC", "zuliprc"));
    let (door, token) = (("TENET_HTTP_ADDRESS", "[::]:80"), ("ZULIP_WEBHOOK_TOKEN", "PLANTED"));
    let set = "# zulip.webhook_token: set, from ZULIP_WEBHOOK_TOKEN";
    shows(&folder, &[mode, rc, door, token], &[set]);
    // As it stands in the zuliprc of an outgoing webhook, which a token of its own goes before.
    folder.write("hookrc", format!("{ZULIPRC}token=PLANTED\n"));
    let hook = ("ZULIPRC", "hookrc");
    shows(&folder, &[mode, hook, door], &["# zulip.webhook_token: set, from hookrc:5"]);
    shows(&folder, &[mode, hook, door, token], &[set]);
    refuses(
        &folder,
        &[mode, rc],
        &[
            "TENET_ZULIP_MODE: error: `zulip.mode` is webhook, and `http.address` is not set. Set `http.address` to where these requests come in, such as 127.0.0.1:8080.",
            "TENET_ZULIP_MODE: error: `zulip.mode` is set, and the webhook's token is missing. Set ZULIP_WEBHOOK_TOKEN in the environment, or ZULIP_WEBHOOK_TOKEN_FILE to a file.",
        ],
    );
}

#[test]
fn what_waits_for_another_setting_is_remarked_on_and_not_refused() {
    let folder = Folder::new();
    let run = config(
        &folder,
        &[
            ("DISCORD_TOKEN", "PLANTED"),
            ("ZULIP_EMAIL", "bot@chat.example"),
            ("TENET_HTTP_ADRESS", "PLANTED"),
            ("TENET_SERVICE_HOST", "10.0.0.1"),
            ("TENET_PORT_8080_TCP", "tcp://10.0.0.1:8080"),
        ],
    );
    assert_eq!(run.code, 0, "{run:?}");
    let told: Vec<&str> = run.stderr.lines().collect();
    assert_eq!(
        told,
        [
            "tenet: DISCORD_TOKEN: warning: `discord.token` does nothing, because `discord.mode` is not set. Set `discord.mode`, or take this away.",
            "tenet: ZULIP_EMAIL: warning: `zulip.email` does nothing, because `zulip.mode` is not set. Set `zulip.mode`, or take this away.",
            "tenet: TENET_HTTP_ADRESS: warning: No setting is read from this variable. Did you mean TENET_HTTP_ADDRESS?",
        ]
    );
}
