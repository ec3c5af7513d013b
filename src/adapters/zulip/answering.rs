//! Messages that are meant for the bot: their answers, which follow edits and go with the question.
//!
//! What is not meant for it is dropped unread. An edit is told without its author and place, so that
//! one that matters is read where the message stands now. No word of a message is logged or kept.

mod undone;

pub(super) mod at_once;

use super::bot::Bot;
use super::events::late;
use super::hearing::{Away, Place, Said, person_key, question};
use super::incoming::{self, News};
use super::rendering::plain;
use super::rest::Failure;
use super::sending::{Sending, Stands, told, withdraw};
use super::server::Server;
use super::voice::ToAuthor;
use super::{moderating, people, reading};
use crate::desk::Platform;
use crate::ledger::{Given, Standing};
use crate::manners::MOST_COMMANDS;
use crate::messages::order::{Order, Turn};
use crate::messages::planning::{self, Asks};
use crate::pace::{Pace, chance};
use crate::query::{self, Query};
use crate::seen::Seen;
use crate::wording::manners as said_of;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use tokio::sync::OwnedMutexGuard;
use undone::{Mark, Undone};

/// How long after its beginning the bot is told of questions that it may have answered before that,
/// where the server's clock is not its own.
const BEGINNING: SignedDuration = SignedDuration::from_secs(60);

/// How soon, and at most how late, it is tried again to answer a message that could not be answered.
const AGAIN: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// By what the replies to a moderator's step are known, which are no answers to a question.
const STEP: &str = "step";

/// What is known while messages are listened to.
#[derive(Debug)]
pub(super) struct Listening {
    /// Versions of a message are told apart by the order in which they came.
    order: Order<u64, u64, Work>,
    /// How many pieces of news came.
    came: AtomicU64,
    /// Messages that came and of which not all is done.
    undone: Arc<Undone>,
    /// The answers that are known to be one question's. Of those before the latest few thousand, what
    /// is followed knows.
    known: Mutex<Seen<u64>>,
    /// Those who are answered now: one message after the other, so that what is said to somebody twice
    /// is told from what is sent again.
    authors: Mutex<HashMap<u64, Arc<tokio::sync::Mutex<()>>>>,
    /// When the bot began to listen.
    since: Timestamp,
    /// The newest message when it began to listen, once that is known.
    newest: OnceLock<u64>,
}

/// What is to be done about a message.
#[derive(Debug)]
struct Work {
    what: What,
    /// Until this is dropped, not all is done about the message.
    mark: Option<Mark>,
}

#[derive(Debug)]
enum What {
    /// It was written.
    Written(Box<Said>),
    /// It was edited, and is to be read as it stands now.
    Edited,
    /// It was written, and not all could be done about it since then: it is to be read as it stands now.
    Left(Timestamp),
    /// It was deleted.
    Gone,
}

impl Listening {
    /// Nothing came yet.
    pub(super) fn begun(since: Timestamp) -> Listening {
        Listening {
            order: Order::default(),
            came: AtomicU64::default(),
            undone: Arc::default(),
            known: Mutex::default(),
            authors: Mutex::default(),
            since,
            newest: OnceLock::new(),
        }
    }

    /// The message up to which all is done, where `latest` is the latest that came.
    pub(super) fn done_up_to(&self, latest: u64) -> u64 {
        self.undone.first().map_or(latest, |first| latest.min(first.saturating_sub(1)))
    }

    /// A message is a question's answer from now on. Says whether it was not known as one.
    pub(super) fn becomes_answer(&self, message: u64) -> bool {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).is_new(message)
    }

    /// The newest message is this one. Only what is said first counts.
    pub(super) fn begins_after(&self, newest: u64) {
        let _ = self.newest.set(newest);
    }

    /// Whether a process before this one may have answered a message that was written then.
    fn may_be_answered(&self, id: u64, written: Timestamp) -> bool {
        let was_there = self.newest.get().is_some_and(|newest| id <= *newest);
        was_there || written.duration_since(self.since) < BEGINNING
    }

    /// Waits until nobody else answers this author.
    async fn alone_with(&self, author: u64) -> OwnedMutexGuard<()> {
        let turn = {
            let mut authors = self.authors.lock().unwrap_or_else(PoisonError::into_inner);
            authors.retain(|_, turn| Arc::strong_count(turn) > 1);
            Arc::clone(authors.entry(author).or_default())
        };
        turn.lock_owned().await
    }
}

/// Does what is to be done when Zulip tells of messages, at `at`.
pub(super) fn heard(bot: &Arc<Bot>, news: News, at: Timestamp) {
    let Some(server) = bot.server() else { return };
    match news {
        News::Written(said) => {
            if reading::questions(&said, &server).is_some() {
                begin(bot, said.id, What::Written(said), at);
            }
        }
        News::Edited { id, content, is_mentioned } => {
            let is_ours = concerns(bot, id, at);
            if is_ours || reading::may_ask(&content, is_mentioned, &server) {
                begin(bot, id, What::Edited, at);
            }
        }
        News::Moved(ids) => ids.into_iter().for_each(|id| bot.listening.undone.moves(id)),
        News::Gone(ids) => ids.into_iter().for_each(|id| begin(bot, id, What::Gone, at)),
        News::Restarted(_) => {}
    }
}

/// Whether a message is a question that is answered or was.
fn concerns(bot: &Bot, id: u64, at: Timestamp) -> bool {
    bot.listening.undone.has(id) || bot.desk.following().given(&question(id), at).is_some()
}

/// Begins what is to be done about a message, after all that was begun about it before.
fn begin(bot: &Arc<Bot>, id: u64, what: What, at: Timestamp) {
    let listening = &bot.listening;
    let turn = match &what {
        What::Gone => Turn::Gone,
        What::Written(_) | What::Edited | What::Left(_) => {
            Turn::Said(listening.came.fetch_add(1, Ordering::Relaxed))
        }
    };
    // An edit and a deletion are found again by what is followed; a question only by its number.
    let is_counted = matches!(what, What::Written(_)) || listening.undone.has(id);
    let mark = is_counted.then(|| Mark::of(&listening.undone, id));
    if listening.order.take(id, turn, Work { what, mark }, at) {
        let at_work = Arc::clone(bot);
        bot.begin(async move { follow(&at_work, id).await });
    }
}

/// Does all that is to be done about a message, in the order in which it was told.
async fn follow(bot: &Bot, id: u64) {
    let mut pace = Pace::new(AGAIN.0, AGAIN.1);
    while let Some((Work { what, mark }, at)) = bot.listening.order.next(id) {
        let (done, left) = match what {
            What::Written(said) => (answer(bot, *said, at).await, What::Left(at)),
            What::Left(since) => (left(bot, id, since, at).await, What::Left(since)),
            What::Edited => (edited(bot, id, at).await, What::Edited),
            What::Gone => {
                gone(bot, id, at).await;
                continue;
            }
        };
        let Err(failure) = done else { continue };
        if !bot.rest.is_leaving() {
            told(bot, &failure);
            if matches!(failure, Failure::Refused { .. }) {
                continue;
            }
            bot.rest.rested(pace.after_failure(chance())).await;
        }
        if !bot.rest.is_leaving() {
            bot.listening.order.again(id, Work { what: left, mark }, Timestamp::now());
        } else if let Some(mark) = mark {
            // Who listens next finds it.
            mark.stays();
        }
    }
}

/// Answers a message about which not all could be done since then, as it stands now.
async fn left(bot: &Bot, id: u64, since: Timestamp, at: Timestamp) -> Result<(), Failure> {
    let away = Away { from: since, to: at };
    match read(bot, id).await?.and_then(|said| late::found(said, away)) {
        Some(said) => answer(bot, said, at).await,
        None => Ok(()),
    }
}

/// Answers a message that was edited, as it stands now.
async fn edited(bot: &Bot, id: u64, at: Timestamp) -> Result<(), Failure> {
    match read(bot, id).await? {
        Some(said) => answer(bot, Said { is_edit: true, ..said }, at).await,
        None => Ok(()),
    }
}

/// Takes a turn to read a message as it stands now.
async fn read(bot: &Bot, id: u64) -> Result<Option<Said>, Failure> {
    let _turn = bot.turn().await;
    as_it_stands(bot, id).await
}

/// A message as it stands now; nothing where it is gone, or where the bot sees nothing, which is told by
/// itself.
async fn as_it_stands(bot: &Bot, id: u64) -> Result<Option<Said>, Failure> {
    let Some(server) = bot.server() else { return Ok(None) };
    match bot.rest.message(id).await {
        Err(Failure::Refused { status: 400 | 404, .. }) => Ok(None),
        found => Ok(incoming::said(found?, server.me)),
    }
}

/// Answers a message, or an edit of one. The error is why not all of it was done.
async fn answer(bot: &Bot, mut said: Said, at: Timestamp) -> Result<(), Failure> {
    let _alone = bot.listening.alone_with(said.author).await;
    let _turn = bot.turn().await;
    let Some(server) = bot.server() else { return Ok(()) };
    let following = bot.desk.following();
    let before = following.given(&question(said.id), at);
    let texts = asked(bot, &server, &said);
    match &before {
        // It was brought twice, or late.
        Some(given) if !said.is_edit && !given.begun => return Ok(()),
        Some(given) if !said.is_edit && is_step(given) => return Ok(()),
        Some(_) => {}
        None if texts.is_none() => return Ok(()),
        // What is older than its answers would follow is not answered for an edit.
        None if said.is_edit && !unanswered(&said, at).is_followed(at) => return Ok(()),
        None if !people::is_person(bot, said.author).await? => return Ok(()),
        None => {}
    }
    if bot.listening.undone.was_moved(said.id) {
        let Some(now) = as_it_stands(bot, said.id).await? else { return Ok(()) };
        said.place = now.place;
    }
    let was_step = before.as_ref().is_some_and(is_step);
    let mut given = before.unwrap_or_else(|| unanswered(&said, at));
    // Where some of the answers stand, the others follow.
    said.away = said.away.filter(|_| given.standing.is_empty());
    let again = given.begun || bot.listening.may_be_answered(said.id, said.written);
    moved(&mut given.standing, &said.place);
    following.follow(Given { begun: true, ..given.clone() }, at);
    let sending = Sending::new(bot, &server, &said, again, at);
    if said.is_edit && (texts.is_none() || !matches!(said.place, Place::Person(_))) {
        bot.drafts.changed(said.id, &said.content);
    }
    let Stands { standing, undone, is_whole } = match texts {
        None => sending.take(planning::nothing(&given.standing)).await,
        Some(texts) => match step(bot, &server, &said, at).await {
            Some(replies) => {
                // What was shown to what it said before holds no longer.
                for standing in given.standing.iter().filter(|_| said.is_edit) {
                    withdraw(bot, standing, said_of::TAKEN_BACK).await;
                }
                sending.reply(replies, STEP).await
            }
            // What was a step is no question afterwards.
            None if was_step => {
                following.follow(Given { begun: false, ..given }, at);
                return Ok(());
            }
            None => {
                let cited = cited(bot, &server, &said, &texts, at).await?;
                let groups = planned(bot, &server, &said, cited, texts, &given.standing, at);
                sending.take(groups).await
            }
        },
    };
    if is_whole && let Some(last) = last_aside(&standing, &said) {
        bot.drafts.stands(said.author, said.id, last);
    }
    let edited = if said.is_edit { Some(at) } else { given.edited };
    following.follow(Given { edited, begun: undone.is_some(), standing, ..given }, at);
    undone.map_or(Ok(()), Err)
}

/// The questions of a message, with each citation at a person as the grammar reads it.
pub(super) fn asked(bot: &Bot, server: &Server, said: &Said) -> Option<Vec<String>> {
    let texts = reading::questions(said, server)?;
    Some(texts.into_iter().map(|text| moderating::spelled(bot, server, text)).collect())
}

/// The last of the messages that stand where the author is written to alone.
fn last_aside(standing: &[Standing], said: &Said) -> Option<u64> {
    let aside = person_key(said.author);
    let there = standing.iter().filter(|of| of.channel == aside);
    there.filter_map(|of| of.message.parse().ok()).max()
}

/// Whether a moderator's step was replied to, and no question answered.
fn is_step(given: &Given) -> bool {
    given.standing.iter().any(|of| of.fingerprint == STEP)
}

/// What a moderator is replied who writes to the bot alone, where it is a step on their way.
async fn step(bot: &Bot, server: &Server, said: &Said, at: Timestamp) -> Option<Vec<String>> {
    if !matches!(said.place, Place::Person(_)) {
        return None;
    }
    moderating::direct(bot, server, said, at).await
}

/// What a moderator is told alone for each command that cites at a person; nothing where nobody who
/// moderates typed one.
async fn cited(
    bot: &Bot,
    server: &Server,
    said: &Said,
    texts: &[String],
    at: Timestamp,
) -> Result<Vec<(Query, Vec<String>)>, Failure> {
    let mut cited = Vec::new();
    for text in texts.iter().take(MOST_COMMANDS) {
        let Some(query) = query::parse(text).ok().filter(Query::is_citation) else { continue };
        if cited.is_empty() && !people::is_moderator(bot, said.author).await? {
            return Ok(cited);
        }
        let replies = if said.is_edit {
            vec![plain(said_of::EDIT_CITES_NOBODY)]
        } else {
            moderating::typed(bot, server, said, text, at).await
        };
        cited.push((query, replies));
    }
    Ok(cited)
}

/// What is to be done so that the questions of a message are answered.
fn planned(
    bot: &Bot,
    server: &Server,
    said: &Said,
    cited: Vec<(Query, Vec<String>)>,
    texts: Vec<String>,
    standing: &[Standing],
    at: Timestamp,
) -> Vec<planning::Group<String>> {
    // A late answer is between the bot and its asker, wherever that was asked.
    let is_late = said.away.is_some();
    let place = if is_late { person_key(said.author) } else { said.place.key() };
    let asks = Asks {
        platform: Platform::Zulip,
        id: &said.id.to_string(),
        author: &said.author.to_string(),
        place: &place,
        among: said.place.among().filter(|_| !is_late),
        place_name: &said.place.known_as(),
        is_by_moderator: !cited.is_empty(),
        secret: &bot.settings.api_key,
    };
    let beside = moderating::beside(bot, server, said, at);
    let voice = ToAuthor { server, said, cited, beside };
    planning::groups(&bot.desk, &voice, &asks, texts, standing, at)
}

/// What stands in a channel stands where its question does now: a message can be changed and deleted
/// wherever it was moved to.
fn moved(standing: &mut [Standing], place: &Place) {
    if let Place::Channel { .. } = place {
        let here = place.key();
        let in_channels = standing.iter_mut().filter(|of| of.channel.starts_with("channel:"));
        in_channels.for_each(|of| of.channel.clone_from(&here));
    }
}

/// A question that nobody is at work on. One that is answered late is followed from then on.
fn unanswered(said: &Said, at: Timestamp) -> Given {
    Given {
        platform: Platform::Zulip.name().to_owned(),
        question: said.id.to_string(),
        asked: if said.away.is_some() { at } else { said.written },
        edited: None,
        round: 0,
        begun: false,
        standing: Vec::new(),
    }
}

/// A message was deleted: its answers go with it.
async fn gone(bot: &Bot, id: u64, at: Timestamp) {
    bot.drafts.without(id);
    let question = question(id);
    if let Some(given) = bot.desk.following().given(&question, at) {
        let _turn = bot.turn().await;
        bot.desk.following().leave(&question);
        for standing in &given.standing {
            withdraw(bot, standing, said_of::GONE_WITH_ITS_QUESTION).await;
        }
    }
}
