//! Finds out who the bot is, and what its server is like, at the start.
//!
//! Says once what keeps it from that, and goes on trying: without it nothing can be sent but the answers
//! themselves.

use crate::adapters::zulip::account::{OLDEST, Trouble, unfit};
use crate::adapters::zulip::bot::Bot;
use crate::adapters::zulip::rest::{Failure, Registered, User};
use crate::adapters::zulip::server::Server;
use crate::pace::{Pace, chance};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

/// How soon, and at most how late, it is tried again.
const AGAIN: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(300));

/// How long Zulip is tried before somebody is told.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the log calls it.
const UNKNOWN: &str = "it is not known who the bot is";
/// What the log calls it when nothing may be sent in the name of whom the key belongs to.
const UNFIT: &str = "nothing is sent with this key";

/// Whether it is known who the bot is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Introduced {
    /// It is being asked.
    NotYet,
    /// It was asked, and is not known.
    InVain,
    /// The bot is none to answer by, for this reason.
    Unfit(String),
    /// It is known, or will not be any more.
    Over,
}

/// Asks until it is known, and the bot is one to answer by.
pub(super) async fn introduce(bot: &Bot, introduced: &watch::Sender<Introduced>) {
    let mut pace = Pace::new(AGAIN.0, AGAIN.1);
    let (me, registered) = loop {
        let asked = timeout(PATIENCE, ask(bot)).await;
        let asked = asked.map_or_else(
            |_| Err("Zulip gave no answer in time.".to_owned()),
            |asked| asked.map_err(|failure| failure.to_string()),
        );
        match asked {
            Ok((me, registered)) => match unfit(&me, &bot.settings.mode) {
                None => break (me, registered),
                Some(trouble) => {
                    let why = format!("{trouble} `tenet doctor` says what to do.");
                    bot.failed(UNFIT, &why);
                    introduced.send_replace(Introduced::Unfit(why));
                }
            },
            Err(why) => {
                introduced.send_replace(Introduced::InVain);
                bot.failed(UNKNOWN, &format!("{why} `tenet doctor` says what to do."));
            }
        }
        sleep(pace.after_failure(chance())).await;
    };
    bot.went_well(UNKNOWN);
    bot.went_well(UNFIT);
    let site = &bot.settings.site;
    let level = registered.zulip_feature_level;
    if level < OLDEST {
        let trouble = Trouble::Old(site.clone(), level);
        tracing::warn!("Zulip: {trouble} `tenet doctor` says what to do.");
    }
    tracing::info!("Zulip: answers as {} at {site}", me.full_name);
    bot.is_on(Server::of(&registered, &me, site));
    introduced.send_replace(Introduced::Over);
}

/// Who the bot is, and what the server says of itself to who registers a queue. It is given up again.
async fn ask(bot: &Bot) -> Result<(User, Registered), Failure> {
    let me = bot.rest.me().await?;
    let registered = bot.rest.register().await?;
    // The server gives up by itself what nobody asks for.
    let _ = bot.rest.give_up(&registered.queue()).await;
    Ok((me, registered))
}
