//! `tenet doctor`: what it says of the accounts on Discord and Zulip, and that it never shows a secret.

use crate::support::discord_rest::{self, DiscordRest, PUBLIC_KEY, TOKEN};
use crate::support::harbour::{Found, Harbour, date_in};
use crate::support::shared::shared;
use crate::support::zulip_rest::{self, EMAIL, KEY, ZulipRest};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt;

/// The token of an outgoing webhook.
const WEBHOOK: &str = "plantedWebhookToken";

/// The harbour with a bot on both platforms.
struct Bots {
    harbour: Harbour,
    discord: DiscordRest,
    zulip: ZulipRest,
}

impl Bots {
    fn new() -> Bots {
        let bots =
            Bots { harbour: Harbour::new(), discord: DiscordRest::new(), zulip: ZulipRest::new() };
        bots.secrets(TOKEN, KEY);
        bots
    }

    fn secrets(&self, token: &str, key: &str) {
        let site = self.zulip.site();
        self.harbour.content.write("token", token);
        let zuliprc = format!("[api]\nemail={EMAIL}\nkey={key}\nsite={site}\n");
        self.harbour.content.write("zuliprc", zuliprc);
        self.harbour.content.write("webhook", WEBHOOK);
        for name in ["token", "zuliprc", "webhook"] {
            let own = fs::Permissions::from_mode(0o600);
            fs::set_permissions(self.harbour.content.join(name), own).unwrap();
        }
    }

    fn settings(&self) -> Vec<String> {
        let place = |name: &str| self.harbour.content.join(name).display().to_string();
        vec![
            "discord.mode=gateway".to_owned(),
            format!("discord.api={}", self.discord.api()),
            format!("discord.token_file={}", place("token")),
            "zulip.mode=events".to_owned(),
            format!("zulip.zuliprc={}", place("zuliprc")),
        ]
    }

    /// A configuration that fetches the rules from an address which is no argument.
    fn configuration(&self, address: &str) -> String {
        let toml = format!("sync.from.rules = \"{address}\"\n");
        self.harbour.content.write("tenet.toml", toml);
        self.harbour.content.join("tenet.toml").display().to_string()
    }

    /// How Zulip brings questions, with what that needs.
    fn zulip_mode(&self, mode: &str) -> Vec<String> {
        let mut settings = vec![format!("zulip.mode={mode}")];
        if mode == "webhook" {
            let token = self.harbour.content.join("webhook");
            settings.push(format!("zulip.webhook_token_file={}", token.display()));
        }
        settings
    }

    fn doctor(&self, more: &[&str]) -> Found {
        let settings = self.settings();
        let mut all: Vec<&str> = settings.iter().map(String::as_str).collect();
        all.extend(more);
        self.harbour.doctor(&all)
    }
}

#[test]
fn accounts_are_named_and_nothing_is_asked_twice() {
    let bots = Bots::new();
    let found = bots.doctor(&[]);
    let discord = ("ok", "The token is of the bot harbour-tenet.", "");
    assert_eq!(found.of_check("discord"), discord);
    let zulip = "The key is of the bot Tenet Bot, a member of Harbour Guild. The server is of feature level 236.";
    assert_eq!(found.of_check("zulip"), ("ok", zulip, ""));
    let asked = ["GET /api/v10/users/@me", "GET /api/v10/applications/@me"];
    assert_eq!(bots.discord.asked(), asked);
    // No queue is left behind.
    let asked = [
        "GET /api/v1/server_settings",
        "GET /api/v1/users/me",
        "POST /api/v1/register",
        "DELETE /api/v1/events?queue_id=queue%3A1",
    ];
    assert_eq!(bots.zulip.asked(), asked);
}

#[test]
fn a_bot_that_gets_no_queue_is_told_and_one_that_needs_none_asks_for_none() {
    let bots = Bots::new();
    let queue = (400, zulip_rest::refusal("This API is not available to incoming webhook bots."));
    bots.zulip.mood(zulip_rest::Mood { queue, ..Default::default() });
    let found = bots.doctor(&[]);
    let (verdict, what, remedy) = found.of_check("zulip");
    assert_eq!(
        (verdict, what),
        ("mend", "The bot is an incoming webhook: a bot of this kind only sends.")
    );
    assert_eq!(remedy, "Make a bot of the generic kind, and take its zuliprc.");
    bots.zulip.asked();
    let user = (200, zulip_rest::user(3));
    bots.zulip.mood(zulip_rest::Mood { user, ..Default::default() });
    let mode = bots.zulip_mode("webhook");
    let mode: Vec<&str> = mode.iter().map(String::as_str).collect();
    assert_eq!(bots.doctor(&mode).of_check("zulip").0, "ok");
    assert_eq!(bots.zulip.asked(), ["GET /api/v1/server_settings", "GET /api/v1/users/me"]);
}

#[test]
fn secrets_that_are_refused_are_to_be_had_anew() {
    let bots = Bots::new();
    bots.secrets("MTE4.another.token", "anotherKey");
    let found = bots.doctor(&[]);
    assert_eq!(found.code, 3);
    let (verdict, what, remedy) = found.of_check("discord");
    assert_eq!((verdict, what), ("mend", "Discord refuses the token."));
    assert!(remedy.starts_with("Reset the token"), "{remedy}");
    let place = |name: &str| bots.harbour.content.join(name).display().to_string();
    let token = format!("{} (--set discord.token_file).", place("token"));
    assert!(remedy.ends_with(&format!("and put the new one into {token}")), "{remedy}");
    let (verdict, what, remedy) = found.of_check("zulip");
    assert_eq!((verdict, what), ("mend", "Zulip refuses the e-mail address or the API key."));
    let zuliprc = place("zuliprc");
    assert_eq!(remedy, format!("Download the bot's zuliprc anew, in the place of {zuliprc}."));
    // What goes before the zuliprc is to be changed there.
    bots.harbour.content.write("key", "anotherKey");
    let key = format!("zulip.api_key_file={}", place("key"));
    let found = bots.doctor(&[&key]);
    let (_, _, remedy) = found.of_check("zulip");
    let key = format!("its `key` into {} (--set zulip.api_key_file).", place("key"));
    assert!(remedy.contains(&format!("its `email` belongs into {zuliprc}:2, ")), "{remedy}");
    assert!(remedy.ends_with(&key), "{remedy}");
}

#[test]
fn a_credential_that_is_missing_is_told_and_all_else_is_looked_at() {
    let bots = Bots::new();
    let found = bots.harbour.doctor(&["discord.mode=gateway", "zulip.zuliprc=/nowhere/rc"]);
    assert!(found.not_well().iter().any(|check| check["verdict"] == "mend"
        && check["what"].as_str().unwrap().ends_with("and the bot's token is missing.")));
    assert_eq!((found.code, found.of_check("source rules").0), (3, "ok"));
    assert!(!found.names().contains(&"discord"));
}

#[test]
fn discord_must_send_commands_in_the_way_that_is_configured() {
    let bots = Bots::new();
    let key = format!("discord.public_key={PUBLIC_KEY}");
    let http = ["discord.mode=http", &key];
    let said = |found: Found| found.of_check("discord").1.to_owned();
    assert!(said(bots.doctor(&http)).starts_with("Discord knows no interactions endpoint"));
    let endpoint = Some("https://tenet.harbour.example/discord".to_owned());
    bots.discord.mood(discord_rest::Mood { endpoint, ..Default::default() });
    assert_eq!(said(bots.doctor(&http)), "The token is of the bot harbour-tenet.");
    assert!(said(bots.doctor(&[])).ends_with("not over the gateway."));
    let another = format!("discord.public_key={}", "0f".repeat(32));
    let found = bots.doctor(&["discord.mode=http", &another]);
    let (verdict, what, remedy) = found.of_check("discord");
    assert!(verdict == "mend" && what.contains("with another key"), "{found:?}");
    assert!(remedy.starts_with("Copy the Public Key"), "{remedy}");
}

#[test]
fn what_answers_instead_of_discord_is_told_apart() {
    let bots = Bots::new();
    let cases = [
        (429, "Discord wants nothing to be asked for a while."),
        (503, "/api/v10 does not answer as Discord does (status 503)."),
        (403, "/api/v10 does not answer as Discord does (status 403)."),
        (200, "/api/v10 does not answer as Discord does (status 200)."),
        (302, "/api/v10 does not answer as Discord does (status 302)."),
    ];
    for (status, said) in cases {
        let instead = Some((status, "<!doctype html><title>Blocked</title>"));
        bots.discord.mood(discord_rest::Mood { instead, ..Default::default() });
        let found = bots.doctor(&[]);
        let (verdict, what, remedy) = found.of_check("discord");
        assert!(verdict == "mend" && what.ends_with(said) && !remedy.is_empty(), "{found:?}");
    }
}

#[test]
fn discord_tells_the_time_too() {
    let bots = Bots::new();
    let date = Some(date_in(-3600));
    bots.discord.mood(discord_rest::Mood { date, ..Default::default() });
    bots.secrets("MTE4.another.token", KEY);
    assert_eq!(bots.doctor(&[]).of_check("clock").0, "mend");
}

#[test]
fn what_is_wrong_with_an_account_or_a_server_of_zulip_is_told_apart() {
    let person = json!({"user_id": 7, "full_name": "Ana", "is_bot": false, "role": 100});
    let cases = [
        (
            "events",
            235,
            (200, zulip_rest::user(1)),
            "mend",
            "is of feature level 235; 236 is needed.",
        ),
        (
            "events",
            236,
            (401, zulip_rest::refusal("Account is deactivated")),
            "mend",
            "Zulip says that the bot or its organisation is deactivated.",
        ),
        (
            "events",
            236,
            (400, zulip_rest::refusal("This API is not available to incoming webhook bots.")),
            "mend",
            "The bot is an incoming webhook: a bot of this kind only sends.",
        ),
        ("webhook", 236, (200, zulip_rest::user(1)), "mend", "and `zulip.mode` is `webhook`."),
        ("events", 236, (200, zulip_rest::user(3)), "mend", "and `zulip.mode` is `events`."),
        ("events", 236, (200, zulip_rest::user(2)), "mend", "a bot of this kind only sends."),
        ("events", 236, (200, zulip_rest::user(4)), "mend", "Zulip itself answers for it."),
        ("events", 236, (200, person), "mend", "The key is of Ana, a person's own account."),
    ];
    let bots = Bots::new();
    for (mode, level, user, verdict, said) in cases {
        let server = zulip_rest::server(level);
        bots.zulip.mood(zulip_rest::Mood { server, user, ..Default::default() });
        let mode = bots.zulip_mode(mode);
        let mode: Vec<&str> = mode.iter().map(String::as_str).collect();
        let found = bots.doctor(&mode);
        let check = found.of_check("zulip");
        assert!(check.0 == verdict && check.1.ends_with(said) && !check.2.is_empty(), "{found:?}");
    }
    let user = (200, zulip_rest::user(3));
    bots.zulip.mood(zulip_rest::Mood { user, ..Default::default() });
    let mode = bots.zulip_mode("webhook");
    let mode: Vec<&str> = mode.iter().map(String::as_str).collect();
    assert_eq!(bots.doctor(&mode).of_check("zulip").0, "ok");
}

#[test]
fn an_address_at_which_there_is_no_zulip_is_to_be_corrected() {
    let bots = Bots::new();
    for (status, said) in [(200, "is not Zulip (status 200)."), (404, "is not Zulip (status 404).")]
    {
        let instead = Some((status, "<!doctype html><title>Harbour</title>"));
        bots.zulip.mood(zulip_rest::Mood { instead, ..Default::default() });
        let found = bots.doctor(&[]);
        let (verdict, what, remedy) = found.of_check("zulip");
        assert!(verdict == "mend" && what.ends_with(said), "{found:?}");
        assert!(remedy.ends_with("zuliprc:4."), "{remedy}");
    }
    // No key goes to whom nobody meant.
    assert_eq!(bots.zulip.asked(), ["GET /api/v1/server_settings"; 2]);
    let found = bots.doctor(&["zulip.site=chat.harbour.example"]);
    assert_eq!(found.of_check("configuration").0, "mend");
}

#[test]
fn a_secret_goes_nowhere_unprotected_but_to_this_machine() {
    let bots = Bots::new();
    let config = bots.configuration("http://ana:pw@192.0.2.1/r");
    let mut arguments = vec!["doctor", "--format", "json", "--config", &config];
    let settings = bots.settings();
    let open = settings.iter().map(String::as_str).chain(["discord.api=http://192.0.2.1/api/v10"]);
    arguments.extend(open.flat_map(|setting| ["--set", setting]));
    let found = Found::of(bots.harbour.tenet.run(&arguments));
    assert!(
        found.of_check("discord").1.ends_with("would get the secret unprotected."),
        "{found:?}"
    );
    assert!(found.of_check("source rules").1.ends_with("the password unprotected."), "{found:?}");
}

#[test]
fn no_secret_is_ever_shown() {
    let bots = Bots::new();
    let secrets =
        [TOKEN, KEY, "planted-password", "dGVuZXQtYm90", "planted-discord", "plantedZulip"];
    let config = bots.configuration("https://ana:planted-password@127.0.0.1:1/rules");
    let strange = (200, "<!doctype html>");
    let moods = [None, Some(strange), Some((401, "<!doctype html>"))];
    let settings = bots.settings();
    for instead in moods {
        bots.discord.mood(discord_rest::Mood { instead, ..Default::default() });
        bots.zulip.mood(zulip_rest::Mood { instead, ..Default::default() });
        for more in [&[][..], &["discord.api=http://127.0.0.1:1", "zulip.site=http://127.0.0.1:1"]]
        {
            for format in ["text", "json"] {
                let mut arguments = vec!["doctor", "--config", &config];
                arguments.extend(["--log", "trace", "--format", format]);
                let all = settings.iter().map(String::as_str).chain(more.iter().copied());
                arguments.extend(all.flat_map(|setting| ["--set", setting]));
                let run = bots.harbour.tenet.run(&arguments);
                assert_eq!(run.code, 3, "{run:?}");
                let told = format!("{}{}", run.stdout, run.stderr);
                for secret in secrets {
                    assert!(!told.contains(secret), "{secret} in {told}");
                }
            }
        }
    }
}

#[test]
fn a_secret_with_a_line_end_in_it_is_told_and_not_sent() {
    let bots = Bots::new();
    bots.secrets("MTE4.one\nMTE4.two", KEY);
    let found = bots.doctor(&[]);
    let (verdict, what, _) = found.of_check("configuration");
    assert!(verdict == "mend" && what.contains("holds a space, a line break"), "{found:?}");
    assert_eq!(bots.discord.asked(), Vec::<String>::new());
}

#[test]
fn our_discord_answers_as_discord_describes() {
    let Some(path) =
        shared("specs/discord-openapi.json", "our_discord_answers_as_discord_describes")
    else {
        return;
    };
    let described: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let cases = [
        ("UserPIIResponse", discord_rest::user()),
        ("PrivateApplicationResponse", discord_rest::application(None)),
        ("PrivateApplicationResponse", discord_rest::application(Some("https://a.example/"))),
    ];
    for (name, body) in cases {
        let schema = json!({
            "$ref": format!("#/components/schemas/{name}"), "components": described["components"],
        });
        let schema = jsonschema::validator_for(&schema).unwrap();
        let wrong: Vec<String> = schema.iter_errors(&body).map(|error| error.to_string()).collect();
        assert_eq!(wrong, Vec::<String>::new(), "{name}");
    }
}

#[test]
fn what_a_real_zulip_answered_is_understood() {
    let test = "what_a_real_zulip_answered_is_understood";
    let recorded = |name: &str| {
        let path = shared(&format!("recordings/zulip/{name}.json"), test)?;
        let recorded: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let response = &recorded["response"];
        let status = u16::try_from(response["status"].as_u64().unwrap()).unwrap();
        Some((status, response["body"].clone()))
    };
    let bots = Bots::new();
    let cases = [
        (
            "01_users_me_bot",
            "The key is of the bot Gov Bot, a member of Governance Test. The server is of feature level 236.",
        ),
        ("21d_error_unknown_user", "Zulip refuses the e-mail address or the API key."),
        ("21f_error_malformed_key", "Zulip refuses the e-mail address or the API key."),
        ("37b_deactivated_send", "Zulip says that the bot or its organisation is deactivated."),
    ];
    for (name, said) in cases {
        let (Some((_, server)), Some(user)) = (recorded("00_server_settings"), recorded(name))
        else {
            return;
        };
        bots.zulip.mood(zulip_rest::Mood { server, user, ..Default::default() });
        assert_eq!(bots.doctor(&[]).of_check("zulip").1, said, "{name}");
    }
}

#[test]
fn a_bot_that_may_do_all_is_to_be_looked_at() {
    let bots = Bots::new();
    for (role, said) in [(100, "an owner"), (200, "an administrator")] {
        let mut user = zulip_rest::user(1);
        user["role"] = json!(role);
        bots.zulip.mood(zulip_rest::Mood { user: (200, user), ..Default::default() });
        let found = bots.doctor(&[]);
        let (verdict, what, remedy) = found.of_check("zulip");
        assert_eq!(verdict, "look", "{what}");
        let named = format!("The key is of the bot Tenet Bot, {said} of Harbour Guild.");
        assert!(what.starts_with(&named), "{what}");
        assert!(remedy.starts_with("Make it a member"), "{remedy}");
    }
}

#[test]
fn settings_are_counted_where_they_stand() {
    let bots = Bots::new();
    let config = bots.configuration("https://127.0.0.1:1/rules");
    let zuliprc = bots.harbour.content.join("zuliprc").display().to_string();
    let named = format!("zulip.zuliprc={zuliprc}");
    let mut arguments = vec!["doctor", "--format", "json", "--config", &config];
    arguments.extend(["--set", "zulip.mode=events", "--set", &named]);
    let found = Found::of(bots.harbour.tenet.run(&arguments));
    let (_, what, _) = found.of_check("configuration");
    assert!(what.contains(&format!("1 setting in {config}, 3 settings in {zuliprc}")), "{what}");
}

#[test]
fn a_server_that_speaks_no_https_is_told_from_one_that_is_not_there() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let site = format!("zulip.site=https://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = std::io::Read::read(&mut stream, &mut [0; 1024]);
            let refused = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
            let _ = std::io::Write::write_all(&mut stream, refused);
        }
    });
    let bots = Bots::new();
    let found = bots.doctor(&[&site]);
    let (verdict, what, remedy) = found.of_check("zulip");
    assert!(verdict == "mend" && what.ends_with("does not speak https:// there."), "{found:?}");
    assert!(remedy.starts_with("Write http:// or the port of https:// into "), "{remedy}");
}
