//! `tenet discord`: what Discord lists of the bot is looked at first and overwritten where it differs.

use crate::support::discord_rest::{TOKEN, application};
use crate::support::folder::guild;
use crate::support::http::Request;
use crate::support::program::{Run, Tenet};
use crate::support::rest::{Answer, Rest};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// The server in which the bot may register commands, one that did not invite it, and none.
const OURS: &str = "1180000000000000100";
const THEIRS: &str = "1180000000000000101";
const NOBODYS: &str = "1180000000000000102";

/// What Discord holds: commands by the path that they are registered at.
type Held = Arc<Mutex<BTreeMap<String, Vec<Value>>>>;

/// Discord, as far as commands are registered with it.
struct Discord {
    rest: Rest,
    held: Held,
}

impl Discord {
    fn new() -> Discord {
        let held = Held::default();
        let within = Arc::clone(&held);
        Discord { rest: Rest::of(move |request| answer(request, &within)), held }
    }

    /// The bot of the invented organisation with this token.
    fn bot(&self, token: &str) -> Tenet {
        Tenet::with(&guild())
            .variable("TENET_DISCORD_MODE", "gateway")
            .variable("TENET_DISCORD_API", &format!("{}/api/v10", self.rest.url()))
            .variable("DISCORD_TOKEN", token)
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let run = self.bot(TOKEN).run(&[&["discord"], arguments].concat());
        assert!(!format!("{run:?}").contains(TOKEN), "{run:?}");
        run
    }

    /// Methods of what was asked of commands since this was last looked at.
    fn methods(&self) -> String {
        let asked = self.rest.asked();
        let commands = asked.iter().filter(|line| line.ends_with("/commands"));
        let methods: Vec<&str> = commands.filter_map(|line| line.split(' ').next()).collect();
        methods.join(" ")
    }

    fn everywhere(&self) -> Vec<Value> {
        let held = self.held.lock().unwrap();
        held.get("/applications/1180000000000000001/commands").cloned().unwrap_or_default()
    }

    /// Somebody else changes what stands there.
    fn meddle(&self, meddling: impl Fn(&mut Vec<Value>)) {
        self.held.lock().unwrap().values_mut().for_each(meddling);
    }
}

fn answer(request: &Request, held: &Held) -> Result<Answer, String> {
    let mut words = request.line.split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let path = path.strip_prefix("/api/v10").ok_or("another version")?;
    let refused =
        |status, code: u64| Ok(Answer::json(status, &json!({"message": "", "code": code})));
    if request.header("authorization") != Some(&format!("Bot {TOKEN}")) {
        return refused(401, 0);
    }
    match (method, path) {
        ("GET", "/oauth2/applications/@me") => return Ok(Answer::json(200, &application(None))),
        (_, path) if path.contains(THEIRS) => return refused(403, 50001),
        (_, path) if path.contains(NOBODYS) => return refused(404, 10004),
        _ => {}
    }
    let is_ours = path == "/applications/1180000000000000001/commands"
        || path == format!("/applications/1180000000000000001/guilds/{OURS}/commands");
    if !is_ours {
        return Err(format!("{}: no such place", request.line));
    }
    let mut held = held.lock().unwrap();
    let commands = held.entry(path.to_owned()).or_default();
    match method {
        "GET" => {}
        "PUT" => {
            request.has("content-type", "application/json")?;
            let sent: Vec<Map<String, Value>> =
                serde_json::from_slice(&request.body).map_err(|error| error.to_string())?;
            let in_server = path.contains("guilds");
            *commands = sent.into_iter().rev().map(|command| kept(command, in_server)).collect();
        }
        _ => return Err(format!("{}: not expected", request.line)),
    }
    Ok(Answer::json(200, &json!(commands)))
}

/// A command as Discord tells it afterwards: with all that nobody said, and lists in its own order.
fn kept(command: Map<String, Value>, in_server: bool) -> Value {
    let mut told = json!({
        "id": "1180000000000000900", "application_id": "1180000000000000001",
        "version": "1180000000000000901", "default_member_permissions": null, "type": 1,
        "name_localizations": null, "description_localizations": null, "description": "",
        "dm_permission": true, "nsfw": false, "contexts": null, "integration_types": [0],
    });
    for (key, mut value) in command {
        if let Some(places) = value.as_array_mut().filter(|_| key == "contexts") {
            places.reverse();
        }
        told[key] = value;
    }
    if in_server {
        told["guild_id"] = json!(OURS);
    }
    told
}

#[test]
fn commands_are_registered_once_and_then_left_alone() {
    let discord = Discord::new();
    let run = discord.run(&["register"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.starts_with("Discord lists "), "{}", run.stdout);
    assert!(run.stdout.contains("\nChanged now: new: /principle "), "{}", run.stdout);
    assert!(run.stdout.contains("“Cite the Code of Conduct”"), "{}", run.stdout);
    assert_eq!(discord.methods(), "GET PUT");
    let again = discord.run(&["register"]);
    assert!(again.stdout.ends_with("\nNothing changed.\n"), "{}", again.stdout);
    assert_eq!(discord.methods(), "GET");
}

#[test]
fn what_differs_is_put_right_and_named() {
    let discord = Discord::new();
    discord.run(&["register"]);
    discord.methods();
    for (changed, meddling) in [
        ("new: /coc", (|all| all.retain(|one| one["name"] != "coc")) as fn(&mut Vec<Value>)),
        ("gone: /dance", |all| all.push(json!({"name": "dance", "type": 1, "description": "x"}))),
        ("changed: /ask", |all| of(all, "ask")["description"] = json!("Something else")),
        ("changed: /ask", |all| of(all, "ask")["options"][0]["required"] = json!(false)),
        ("changed: /ask", |all| of(all, "ask")["options"][0]["autocomplete"] = json!(false)),
        ("changed: /coc", |all| of(all, "coc")["options"] = json!([])),
        ("changed: /coc", |all| of(all, "coc")["contexts"] = json!([0])),
        ("changed: /coc", |all| of(all, "coc")["integration_types"] = json!([0])),
        ("changed: “Cite a principle”", |all| {
            of(all, "Cite a principle")["default_member_permissions"] = Value::Null;
        }),
        ("changed: /ask", |all| of(all, "ask")["options"] = json!("no list")),
    ] {
        discord.meddle(meddling);
        let run = discord.run(&["register"]);
        assert!(run.stdout.ends_with(&format!("\nChanged now: {changed}\n")), "{}", run.stdout);
        assert_eq!(discord.methods(), "GET PUT", "{changed}");
        assert!(discord.run(&["register"]).stdout.ends_with("\nNothing changed.\n"), "{changed}");
        assert_eq!(discord.methods(), "GET", "{changed}");
    }
}

fn of<'a>(all: &'a mut [Value], name: &str) -> &'a mut Value {
    all.iter_mut().find(|command| command["name"] == name).unwrap()
}

#[test]
fn one_server_can_try_it_out_beside_all_others() {
    let discord = Discord::new();
    let run = discord.run(&["register", "--guild", OURS]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(!run.stdout.contains("/help"), "{}", run.stdout);
    assert_eq!(discord.everywhere(), Vec::<Value>::new());
    let again = discord.run(&["register", "--guild", OURS]);
    assert!(again.stdout.ends_with("\nNothing changed.\n"), "{}", again.stdout);
    let gone = discord.run(&["unregister", "--guild", OURS]);
    assert!(gone.stdout.starts_with("Discord lists no commands.\nChanged now: gone: "), "{gone:?}");
    assert_eq!(discord.methods(), "GET PUT GET GET PUT");
}

#[test]
fn what_the_operator_names_and_the_content_lacks_is_left_out() {
    let discord = Discord::new();
    let run = discord.run(&["register", "--set", "discord.commands=mission,ask"]);
    assert_eq!(
        run.stdout,
        "Discord lists 1 command: /ask\nChanged now: new: /ask\nLeft out: mission, which `discord.commands` names and the content cannot answer\n"
    );
}

#[test]
fn invitations_ask_for_no_more_than_is_used() {
    let discord = Discord::new();
    let run = discord.run(&["invite"]);
    // View Channels, Send Messages, Read Message History, Send Messages in Threads.
    let permissions = (1_u64 << 10) | (1 << 11) | (1 << 16) | (1 << 38);
    let server = format!(
        "https://discord.com/oauth2/authorize?client_id=1180000000000000001&scope=bot+applications.commands&permissions={permissions}&integration_type=0"
    );
    let person = "https://discord.com/oauth2/authorize?client_id=1180000000000000001&scope=applications.commands&integration_type=1";
    assert_eq!(
        run.stdout,
        format!(
            "To add tenet to a server that you manage:\n  {server}\nTo have its commands wherever you are:\n  {person}\n"
        )
    );
    assert_eq!(discord.rest.asked(), ["GET /api/v10/oauth2/applications/@me"]);
}

#[test]
fn what_goes_wrong_is_told_with_what_to_do() {
    let discord = Discord::new();
    for (arguments, said) in [
        (
            ["register", "--guild", THEIRS],
            format!(
                "tenet: The bot may register no commands in the server {THEIRS}. Add the bot to that server with the link of `tenet discord invite`.\n"
            ),
        ),
        (
            ["unregister", "--guild", NOBODYS],
            format!(
                "tenet: Discord knows no server {NOBODYS}. In Discord, switch on Developer Mode, then copy the Server ID.\n"
            ),
        ),
    ] {
        let run = discord.run(&arguments);
        assert_eq!((run.code, run.stdout.as_str(), run.stderr), (3, "", said));
    }
    let run = discord.bot("MTE4.another.token").run(&["discord", "register"]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.starts_with("tenet: Discord refuses the token. Reset the token"), "{run:?}");
    let nobody = discord.bot(TOKEN).variable("TENET_DISCORD_API", "http://127.0.0.1:9/api/v10");
    let run = nobody.run(&["discord", "invite"]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("Check `discord.api`, the network"), "{run:?}");
    let run = discord.bot(TOKEN).run(&["discord", "register", "--guild", "0"]);
    assert_eq!(run.code, 2, "{run:?}");
}

#[test]
fn what_answers_and_until_when_is_told() {
    let after = |wait: &str, answer: Answer| Answer {
        headers: vec![("Retry-After", wait.to_owned())],
        ..answer
    };
    let page = "<html>Error 1015</html>";
    for (answer, said) in [
        (
            after("3600", Answer::html(429, page)),
            "Discord takes no more commands for a while. Try again after ",
        ),
        (
            Answer::html(200, page),
            "Something else than Discord answers. Check `discord.api`, and what",
        ),
        (
            Answer::html(403, page),
            "Something else than Discord answers. Check `discord.api`, and what",
        ),
        (Answer::html(502, page), "Discord has a fault of its own (status 502). Try again later."),
    ] {
        let rest = Rest::of(move |_| Ok(answer.clone()));
        let tenet = Tenet::with(&guild())
            .variable("TENET_DISCORD_MODE", "gateway")
            .variable("TENET_DISCORD_API", &format!("{}/api/v10", rest.url()))
            .variable("DISCORD_TOKEN", TOKEN);
        let run = tenet.run(&["discord", "register"]);
        assert_eq!(run.code, 3, "{run:?}");
        assert!(run.stderr.starts_with(&format!("tenet: {said}")), "{run:?}");
    }
}

#[test]
fn without_a_mode_or_a_token_it_says_what_to_set() {
    let run = Tenet::new().run(&["discord", "register"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.starts_with("tenet: No discord.mode is configured."), "{run:?}");
    let run = Tenet::new().variable("TENET_DISCORD_MODE", "gateway").run(&["discord", "invite"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("the bot's token is missing"), "{run:?}");
}
