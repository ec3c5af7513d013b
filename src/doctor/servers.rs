//! Everything that another server must give: the sources, and the accounts on Discord and Zulip.
//!
//! All are asked at once. Where none can be reached, that is one thing that is wrong and not many.

use super::{Check, Patient, clock};
use crate::adapters::{discord, zulip};
use crate::content;
use crate::content::source::Source;
use crate::library::short;
use crate::outgoing::{Patience, Unanswered};
use crate::sync::git::{self, Trouble};
use crate::sync::round::{self, RoundError};
use crate::sync::sources;
use jiff::SignedDuration;
use std::thread;

const NETWORK: &str = "network";
const DISCORD: &str = "discord";
const ZULIP: &str = "zulip";
const SOURCES: &str = "sources";

/// What became of asking.
struct Asked {
    check: Check,
    /// How far this machine's clock is ahead of the server's, where one told the time.
    ahead: Option<SignedDuration>,
    reached: Reached,
}

/// Whether a server was there to answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reached {
    /// It was.
    Yes,
    /// Nobody was.
    No,
    /// No server was needed.
    Unneeded,
}

pub(super) fn examine(patient: &Patient<'_>) -> Vec<Check> {
    let (manifest, refusals) = match patient.files {
        Ok(files) => content::manifest(files),
        Err(_) => Default::default(),
    };
    let mut from = patient.settings.sync_from.clone();
    let mut checks = Vec::new();
    let sources = loop {
        match round::sources_to_look_at(&manifest, &from) {
            Ok(sources) => break sources,
            // The others are asked all the same.
            Err(RoundError::NoSuchSource { named, known }) if from.remove(&named).is_some() => {
                checks.extend(unknown(patient, &named, &known, refusals.is_empty()));
            }
            Err(_) => break Vec::new(),
        }
    };
    let asked = ask_all(patient, &sources);
    let ahead: Vec<SignedDuration> = asked.iter().filter_map(|asked| asked.ahead).collect();
    let needed = asked.iter().filter(|asked| asked.reached != Reached::Unneeded);
    let silent = needed.clone().filter(|asked| asked.reached == Reached::No).count();
    if silent > 1 && silent == needed.count() {
        let why = asked.iter().find(|asked| asked.reached == Reached::No);
        let why = why.map_or("", |asked| asked.check.what.as_str());
        let are_silent = asked.iter().filter(|asked| asked.reached == Reached::No);
        let names: Vec<&str> = are_silent.map(|asked| asked.check.check.as_str()).collect();
        let what = format!(
            "None of {silent} servers can be reached ({}), as here: {why}",
            names.join(", ")
        );
        let remedy = "Check the network and the proxy. Answers come from what is held until then.";
        checks.extend(told(asked, Reached::Unneeded));
        checks.push(Check::mend(NETWORK, what, remedy));
    } else {
        checks.extend(asked.into_iter().map(|asked| asked.check));
    }
    checks.push(clock::examine(&ahead));
    checks
}

/// An address for a source that there is not.
fn unknown(patient: &Patient<'_>, named: &str, known: &str, is_content: bool) -> Option<Check> {
    // Without content that can be followed nobody can say which sources there are.
    if patient.files.is_err() || !is_content {
        return None;
    }
    let name = format!("sync.from.{named}");
    let place = patient.settings.said.get(&name).map(|said| format!("{}: ", said.place()));
    let what = match known {
        "" => "The content has no sources.".to_owned(),
        known => format!("The sources are: {known}."),
    };
    let what = format!("{}No source is called `{named}`. {what}", place.unwrap_or_default());
    Some(Check::mend(SOURCES, what, "Mend the name below `sync.from`, or take it away."))
}

/// What is told of those that were reached like this.
fn told(asked: Vec<Asked>, reached: Reached) -> impl Iterator<Item = Check> {
    asked.into_iter().filter(move |asked| asked.reached == reached).map(|asked| asked.check)
}

/// Asks all servers at once, and tells of them in a fixed order.
fn ask_all(patient: &Patient<'_>, sources: &[&Source]) -> Vec<Asked> {
    thread::scope(|scope| {
        let mut asking: Vec<_> =
            sources.iter().map(|source| scope.spawn(|| look(patient, source))).collect();
        asking.push(scope.spawn(|| on_discord(patient)));
        asking.push(scope.spawn(|| on_zulip(patient)));
        // What panics has said so itself.
        asking.into_iter().filter_map(|asked| asked.join().ok().flatten()).collect()
    })
}

fn look(patient: &Patient<'_>, source: &Source) -> Option<Asked> {
    let name = format!("source {}", source.id);
    let from = round::address_of(source, &patient.settings.sync_from);
    let branch = &source.site.branch;
    let look = git::look(from, branch, patient.limits);
    let reached = match &look.head {
        Err(error) if is_silence(&error.trouble) => Reached::No,
        _ if from.contains("://") && !from.starts_with("file:") => Reached::Yes,
        _ => Reached::Unneeded,
    };
    let records = patient.state.records();
    let held = records.get(&sources::name(source)).and_then(|record| record.commit.as_deref());
    let check = match &look.head {
        Err(error) => Check::error(&name, error),
        Ok(None) => {
            Check::ok(&name, format!("{} is a folder that can be read.", git::as_shown(from)))
        }
        Ok(Some(head)) => {
            let commit = short(head);
            let held = match held {
                Some(held) if held == head => "which is held",
                Some(_) => "which the next sync takes",
                None => "of which nothing is held yet",
            };
            Check::ok(&name, format!("{branch} is at commit {commit}, {held}."))
        }
    };
    Some(Asked { check, ahead: look.ahead, reached })
}

/// Whether nobody was there at all.
fn is_silence(trouble: &Trouble) -> bool {
    matches!(trouble, Trouble::Unreachable(_) | Trouble::Connecting(_))
}

fn patience(patient: &Patient<'_>) -> Patience {
    Patience { connect: patient.limits.connect, whole: patient.limits.stall }
}

/// Whether a server was there that gave no answer.
fn reached(error: &Unanswered) -> Reached {
    match error {
        Unanswered::Unreachable(_) => Reached::No,
        // What is wrong with an address or a secret is so without a network.
        Unanswered::Address | Unanswered::Unprotected | Unanswered::Malformed => Reached::Unneeded,
        Unanswered::Open | Unanswered::Slow | Unanswered::Garbled => Reached::Yes,
    }
}

fn on_discord(patient: &Patient<'_>) -> Option<Asked> {
    let discord = patient.settings.discord.as_ref()?;
    let (account, ahead) = discord::account(discord, patience(patient));
    let reached = match &account {
        Err(discord::Trouble::Unanswered(_, error)) => reached(error),
        _ => Reached::Yes,
    };
    let check = match account {
        Ok(account) => Check::ok(DISCORD, format!("The token is of the bot {}.", account.name)),
        Err(trouble) => Check::mend(DISCORD, trouble.to_string(), trouble.remedy(patient.settings)),
    };
    Some(Asked { check, ahead, reached })
}

fn on_zulip(patient: &Patient<'_>) -> Option<Asked> {
    let zulip = patient.settings.zulip.as_ref()?;
    let (account, ahead) = zulip::account(zulip, patience(patient));
    let reached = match &account {
        Err(zulip::Trouble::Unanswered(_, error)) => reached(error),
        _ => Reached::Yes,
    };
    let check = match account {
        Ok(zulip::Account { name, role, realm, feature_level }) => {
            let what = format!("The key is of the bot {name}, {} of {realm}.", role.with_article());
            let what = format!("{what} The server is of feature level {feature_level}.");
            if role.is_too_much() {
                let remedy = "Make it a member in the organisation's settings: it needs no more.";
                Check::look(ZULIP, what, remedy)
            } else {
                Check::ok(ZULIP, what)
            }
        }
        Err(trouble) => Check::mend(ZULIP, trouble.to_string(), trouble.remedy(patient.settings)),
    };
    Some(Asked { check, ahead, reached })
}
