//! A moderator's way to a citation at a person, in a conversation with the bot: which passage, a
//! preview that only they see, and what they do with it.
//!
//! Decides nothing about the citation, which is [`crate::citing`]'s. Nobody is told anything before a
//! moderator has seen it and said so; every step asks again who speaks. Nothing of the message that is
//! cited at is kept, shown or logged.

mod beside;
mod delivering;
mod draft;
mod links;
mod pointed;
mod preview;
mod reading;

pub(super) use beside::{Beside, beside};
pub(super) use draft::Drafts;
pub(super) use pointed::Pointed;

use super::bot::Bot;
use super::hearing::{Place, Said};
use super::incoming::{Message, place};
use super::people::{is_guest, is_moderator};
use super::rendering::{messages, plain};
use super::rest::{Failure, User};
use super::server::Server;
use crate::citing::{Citable, Refusal, fitting, is_outline, is_whole, meant, name_of, note_of};
use crate::content::words::{fingerprint, fold};
use crate::desk::Platform;
use crate::library::Library;
use crate::manners::{Admission, Asker, Asking};
use crate::question::{Asked, Question};
use crate::wording::citing as said_of;
use crate::wording::{Part, title};
use draft::{Aim, Draft, Spot, Wrote};
use jiff::{SignedDuration, Timestamp};
use links::Addresses;
use preview::Choice;
use reading::{Begun, Deed, Link, Offered, Step, whom};
use std::sync::Arc;

/// What was written longer ago is not done any more: it may have waited somewhere on its way.
const LATE: SignedDuration = SignedDuration::from_mins(10);

/// What a moderator is replied to what they write to the bot alone, where it is a step on this way;
/// `None` where it is not. An edit can begin a citation, or change what one goes by.
pub(super) async fn direct(
    bot: &Bot,
    server: &Server,
    said: &Said,
    at: Timestamp,
) -> Option<Vec<String>> {
    let (drafts, me) = (&bot.drafts, said.author);
    let held = drafts.seen(me, at);
    if said.is_edit {
        return edited(bot, server, said, held, at).await;
    }
    let typed = typed_alone(bot, server, said, held.as_ref())?;
    let begins = matches!(typed, Typed::Step(Step::Begin(_)) | Typed::Several);
    match is_moderator(bot, me).await {
        Ok(true) => {}
        // What people type who do not moderate is a question, unless it can only be a citation.
        Ok(false) if begins || held.is_some() => {
            drafts.take(me, at);
            return Some(refused(bot, said, at));
        }
        Ok(false) => return None,
        Err(_) if begins || held.is_some() => return Some(told(said_of::NOT_KNOWN_NOW)),
        Err(_) => return None,
    }
    if is_late(said, at) {
        return Some(told(said_of::TOO_LATE));
    }
    let scene = Scene { bot, server, said, library: bot.desk.library(), at };
    Some(scene.taken(typed).await)
}

/// What a moderator is replied to an edit of what they wrote to the bot alone. What is done with a
/// citation is no edit's to say.
async fn edited(
    bot: &Bot,
    server: &Server,
    said: &Said,
    held: Option<Draft>,
    at: Timestamp,
) -> Option<Vec<String>> {
    let (drafts, me) = (&bot.drafts, said.author);
    let now = wrote(said);
    let before = held.as_ref().and_then(|held| held.goes_by(said.id).cloned());
    if before.as_ref() == Some(&now) {
        return None;
    }
    let typed = typed_alone(bot, server, said, held.as_ref());
    let begins = matches!(typed, Some(Typed::Step(Step::Begin(_)) | Typed::Several));
    let begun = held.as_ref().is_some_and(|held| held.begun.id == said.id);
    let chooses = matches!(typed, Some(Typed::Step(Step::Choose { .. })));
    if before.is_none() && !begins {
        return None;
    }
    drafts.without(said.id);
    match is_moderator(bot, me).await {
        Ok(true) => {}
        Ok(false) => return Some(refused(bot, said, at)),
        Err(_) => return Some(told(said_of::NOT_KNOWN_NOW)),
    }
    let scene = Scene { bot, server, said, library: bot.desk.library(), at };
    match typed {
        Some(typed) if begins || chooses && !begun => Some(scene.taken(typed).await),
        _ => {
            drafts.take(me, at);
            Some(told(said_of::DROPPED_BY_EDIT))
        }
    }
}

/// Whether what somebody writes to the bot alone is a step on this way, if they moderate.
pub(super) fn may_be_a_step(bot: &Bot, server: &Server, said: &Said, at: Timestamp) -> bool {
    let held = bot.drafts.seen(said.author, at);
    typed_alone(bot, server, said, held.as_ref()).is_some()
}

/// What a moderator types who writes to the bot alone.
enum Typed {
    /// A step.
    Step(Step),
    /// The beginning of a citation, and other commands.
    Several,
}

/// The step that the whole of a message to the bot alone is: a link or a note may stand on a line of its
/// own.
fn typed_alone(bot: &Bot, server: &Server, said: &Said, held: Option<&Draft>) -> Option<Typed> {
    let Place::Person(_) = said.place else { return None };
    let addresses = addresses(bot, server);
    let lines = super::reading::lines(said, server);
    let (_, others) = lines.split_first()?;
    if others.iter().any(|line| reading::is_command(line)) {
        let begins = |line: &String| reading::begun(line, addresses).is_some();
        return lines.iter().any(begins).then_some(Typed::Several);
    }
    let offered = held.map(|held| held.offered.as_slice());
    reading::step(&lines.join(" "), addresses, offered).map(Typed::Step)
}

/// A message of a moderator's as a draft goes by it.
fn wrote(said: &Said) -> Wrote {
    Wrote { id: said.id, fingerprint: fingerprint(said.content.trim()) }
}

/// What a moderator is told alone who typed this command, which addresses a person, in a message.
pub(super) async fn typed(
    bot: &Bot,
    server: &Server,
    said: &Said,
    command: &str,
    at: Timestamp,
) -> Vec<String> {
    if is_late(said, at) {
        return told(said_of::TOO_LATE);
    }
    match is_moderator(bot, said.author).await {
        Ok(true) => {}
        Ok(false) => return vec![plain(&said_of::MODERATORS_ONLY.join(" "))],
        Err(_) => return told(said_of::NOT_KNOWN_NOW),
    }
    let Some(begun) = reading::begun(command, addresses(bot, server)) else {
        return told(said_of::NOBODY_NAMED);
    };
    if begun.to.is_none() && begun.link != Link::Missing {
        return told(said_of::WRITE_ME_ALONE);
    }
    let scene = Scene { bot, server, said, library: bot.desk.library(), at };
    scene.begun(begun).await.unwrap_or_else(|reason| reason.0)
}

/// Whether something was written too long ago to be done: others may have gone on since.
fn is_late(said: &Said, at: Timestamp) -> bool {
    said.was_missed || at.duration_since(said.written) > LATE
}

/// A command as the grammar reads it, where it is a citation that stands in it as Zulip's app writes it:
/// as a link, or with a space in front of a mention. All else as it is.
pub(super) fn spelled(bot: &Bot, server: &Server, text: String) -> String {
    reading::spelled(&text, addresses(bot, server)).unwrap_or(text)
}

/// What somebody is told who does not moderate, and asked for what moderators do.
fn refused(bot: &Bot, said: &Said, at: Timestamp) -> Vec<String> {
    let question =
        Question { text: said.content.clone(), at, asked: Asked::Direct, moderator: false };
    let asker = Asker::new(Platform::Zulip.name(), said.author.to_string());
    match bot.desk.admit(&Asking::of(&question, &asker, None), at) {
        Admission::Welcome => vec![plain(&said_of::MODERATORS_ONLY.join(" "))],
        Admission::Told(wait) => vec![plain(&bot.desk.told_to_wait(&wait))],
        Admission::Dropped => Vec::new(),
    }
}

fn addresses<'a>(bot: &'a Bot, server: &'a Server) -> Addresses<'a> {
    Addresses { realm: &server.realm, site: &bot.settings.site }
}

fn told(sentence: &str) -> Vec<String> {
    vec![plain(sentence)]
}

/// Why nothing is done, as it is told.
struct Reason(Vec<String>);

impl Reason {
    fn of(sentence: &str) -> Reason {
        Reason(told(sentence))
    }
}

/// Why a message is not to be had.
enum Unseen {
    /// The bot does not see it, or its moderator does not, or it is none.
    Hidden,
    /// That cannot be known now.
    Unknown,
}

/// Where a moderator does something, and what it is done with.
struct Scene<'a> {
    bot: &'a Bot,
    server: &'a Server,
    /// What they wrote.
    said: &'a Said,
    library: Arc<Library>,
    at: Timestamp,
}

impl Scene<'_> {
    /// What comes of what a moderator typed.
    async fn taken(&self, typed: Typed) -> Vec<String> {
        let me = self.said.author;
        let replies = match typed {
            Typed::Several => {
                self.bot.drafts.take(me, self.at);
                Ok(told(said_of::ONE_AT_A_TIME))
            }
            Typed::Step(Step::Begin(begun)) => self.begun(begun).await,
            Typed::Step(Step::Choose { passage, note }) => self.chosen(passage, note).await,
            Typed::Step(Step::Linked(message)) => {
                let parts = [said_of::offer(&self.server.link(None, message))];
                Ok(messages(&parts, self.server.longest))
            }
            Typed::Step(Step::Do { deed: Deed::Cancel, .. }) => {
                Ok(told(match self.bot.drafts.take(me, self.at) {
                    Some(_) => said_of::CANCELLED,
                    None => said_of::NO_DRAFT,
                }))
            }
            Typed::Step(Step::Do { deed: Deed::Send, aim }) => self.delivered(true, aim).await,
            Typed::Step(Step::Do { deed: Deed::Post, aim }) => self.delivered(false, aim).await,
        };
        replies.unwrap_or_else(|reason| reason.0)
    }

    /// A citation is begun: it is shown where it is known of what, else what there is to choose. Whatever
    /// comes of it, the one before is dropped.
    async fn begun(&self, begun: Begun) -> Result<Vec<String>, Reason> {
        self.bot.drafts.take(self.said.author, self.at);
        let Begun { which, words, link, to, note, ping, is_note_unmarked } = begun;
        if is_note_unmarked {
            return Err(Reason::of(said_of::NOTE_UNMARKED));
        }
        if note.as_deref().is_some_and(|note| !is_whole(note)) {
            return Err(Reason::of(said_of::NOTE_TOO_LONG));
        }
        let note = note.as_deref().map(note_of).filter(|note| !note.is_empty());
        let about = match link {
            Link::Missing => None,
            Link::To(id) => Some(id),
            Link::Several => return Err(Reason::of(said_of::ONE_LINK)),
            Link::InNote => return Err(Reason::of(said_of::LINK_IN_NOTE)),
            Link::Elsewhere => return Err(Reason::of(said_of::NO_LINK_HERE)),
        };
        let seen = match about {
            Some(id) => Some(self.seen(id).await),
            None => None,
        };
        let message = match seen {
            None => None,
            Some(Ok(message)) => Some(message),
            Some(Err(Unseen::Unknown)) => return Err(Reason::of(said_of::NOT_KNOWN_NOW)),
            // Where it is said whom it is for, and others read along, no more has to be known of it.
            Some(Err(Unseen::Hidden)) if to.is_some() && self.said.place.among().is_some() => None,
            Some(Err(Unseen::Hidden)) => {
                return Err(Reason(messages(&said_of::unseen(which), self.server.longest)));
            }
        };
        let person = match (&to, &message) {
            (Some(to), _) => self.named(to).await?,
            (None, Some(message)) => self.author(message).await?,
            (None, None) => return Err(Reason::of(said_of::NOBODY_NAMED)),
        };
        self.may_be_pointed(&person)?;
        let spot = match (&message, &self.said.place) {
            (Some(message), _) => Spot::At(message.id),
            (None, Place::Person(_)) => Spot::Nowhere,
            (None, place) => Spot::Beside { message: self.said.id, place: place.clone() },
        };
        let stands = message.as_ref().and_then(|message| place(message, self.server.me));
        let link = about.map(|id| self.server.link(stands.as_ref(), id));
        let (name, is_named) = (person.full_name.clone(), to.is_some());
        let aim = Aim { which, person: person.user_id, about, link, is_named, spot, ping };
        let ranking = match &message {
            Some(message) if words.is_empty() => &message.content,
            _ => &words,
        };
        let offered = self.offered(which, ranking)?;
        let begun = wrote(self.said);
        let draft = Draft { begun, name, aim, offered, note, shown: None, unsure_after: None };
        match meant(&self.library, which, &words, self.at) {
            Some(passage) => {
                let (passage, note) = (passage.id.clone(), draft.note.clone());
                let choice = Choice { passage, note, to: wrote(self.said) };
                self.preview(draft, &person, choice, Vec::new()).await
            }
            None => Ok(self.choices(draft, &person, !words.is_empty())),
        }
    }

    /// A passage is chosen of those that were offered.
    async fn chosen(
        &self,
        passage: Option<String>,
        note: Option<String>,
    ) -> Result<Vec<String>, Reason> {
        let passage = passage.ok_or_else(|| Reason::of(said_of::NO_SUCH_NUMBER))?;
        if note.as_deref().is_some_and(|note| !is_whole(note)) {
            return Err(Reason::of(said_of::NOTE_TOO_LONG));
        }
        let (drafts, me) = (&self.bot.drafts, self.said.author);
        let draft = drafts.take(me, self.at).ok_or_else(|| Reason::of(said_of::NO_DRAFT))?;
        let note = note.as_deref().map(note_of).filter(|note| !note.is_empty());
        let note = note.or_else(|| draft.note.clone());
        let choice = Choice { passage, note, to: wrote(self.said) };
        let shown = match self.person(draft.aim.person).await {
            Ok(person) => match self.may_be_pointed(&person) {
                Ok(()) => self.preview(draft.clone(), &person, choice, Vec::new()).await,
                Err(reason) => Err(reason),
            },
            Err(reason) => Err(reason),
        };
        if shown.is_err() {
            drafts.hold_again(me, draft, self.at);
        }
        shown
    }

    /// What may be cited, those first that fit these words.
    fn offered(&self, which: Citable, words: &str) -> Result<Vec<Offered>, Reason> {
        let passages = fitting(&self.library, which, words);
        if passages.is_empty() {
            return Err(Reason::of(if is_outline(&self.library, which) {
                said_of::refused(Refusal::Outline)
            } else {
                said_of::NOTHING_TO_CITE
            }));
        }
        let offered = passages.iter().map(|passage| {
            let choice = crate::index::choice(passage);
            Offered { id: choice.value, heading: title(passage), label: choice.label }
        });
        Ok(offered.collect())
    }

    /// Holds a citation of which it is to be chosen what is cited, and shows the choices.
    fn choices(&self, draft: Draft, person: &User, in_vain: bool) -> Vec<String> {
        let name = name_of(&person.full_name);
        let mut parts = vec![said_of::which_passage(draft.aim.which, &name)];
        parts.extend(in_vain.then(|| Part::Say(said_of::NOT_BY_WORDS.to_owned())));
        let labels = draft.offered.iter().map(|passage| passage.label.clone());
        parts.push(said_of::numbered(labels.collect()));
        parts.push(Part::Say(said_of::TYPE_A_NUMBER.to_owned()));
        self.bot.drafts.hold(self.said.author, draft, self.at);
        messages(&parts, self.server.longest)
    }

    /// A message that both the bot and its moderator may read: what nobody shows them they shall not
    /// learn of, nor post where they could not.
    async fn seen(&self, id: u64) -> Result<Message, Unseen> {
        self.sees(self.bot.rest.message(id).await.map_err(unseen)?).await
    }

    /// A message that the bot read, where its moderator may read it as well.
    async fn sees(&self, message: Message) -> Result<Message, Unseen> {
        let (rest, me) = (&self.bot.rest, self.said.author);
        let is_seen = match place(&message, self.server.me) {
            Some(Place::Channel { id, .. }) => {
                rest.is_subscribed(me, id).await.map_err(unseen)?
                    || !rest.is_private(id).await.map_err(unseen)?
                        && !is_guest(self.bot, me).await.map_err(unseen)?
            }
            Some(Place::Group(people)) => people.contains(&me),
            Some(Place::Person(person)) => person == me,
            None => false,
        };
        if is_seen { Ok(message) } else { Err(Unseen::Hidden) }
    }

    /// Who wrote a message.
    async fn author(&self, message: &Message) -> Result<User, Reason> {
        match self.bot.rest.user(message.sender_id).await {
            Ok(person) => Ok(person),
            // Zulip's own bots belong to no organisation.
            Err(Failure::Refused { .. }) => Err(Reason::of(said_of::NOT_A_PERSON)),
            Err(_) => Err(Reason::of(said_of::NOT_KNOWN_NOW)),
        }
    }

    /// Somebody who was known before.
    async fn person(&self, id: u64) -> Result<User, Reason> {
        match self.bot.rest.user(id).await {
            Ok(person) => Ok(person),
            Err(Failure::Refused { .. }) => Err(Reason::of(said_of::NOT_HERE)),
            Err(_) => Err(Reason::of(said_of::NOT_KNOWN_NOW)),
        }
    }

    /// Whom a moderator named.
    async fn named(&self, typed: &str) -> Result<User, Reason> {
        let whom = whom(typed);
        let is_so_named = |person: &User| fold(&person.full_name) == fold(whom.name);
        if let Some(id) = whom.id {
            let person = self.person(id).await?;
            // As with mentions, a name and a number that do not belong together name nobody.
            let is_it = whom.name.is_empty() || is_so_named(&person);
            return if is_it { Ok(person) } else { Err(Reason::of(said_of::NOT_HERE)) };
        }
        let everybody = self.bot.rest.users().await;
        let everybody = everybody.map_err(|_| Reason::of(said_of::NOT_KNOWN_NOW))?;
        let mut named = everybody.into_iter().filter(is_so_named);
        let person = named.next().ok_or_else(|| Reason::of(said_of::NOT_HERE))?;
        match named.next() {
            Some(_) => Err(Reason::of(said_of::SEVERAL_SO_NAMED)),
            None => Ok(person),
        }
    }

    /// Whether somebody can be pointed to something by this moderator.
    fn may_be_pointed(&self, person: &User) -> Result<(), Reason> {
        let reason = if person.is_bot {
            said_of::NOT_A_PERSON
        } else if person.user_id == self.said.author {
            said_of::YOURSELF
        } else if !person.is_active {
            said_of::DEACTIVATED
        } else {
            return Ok(());
        };
        Err(Reason::of(reason))
    }
}

fn unseen(failure: Failure) -> Unseen {
    match failure {
        Failure::Refused { .. } | Failure::Denied { .. } => Unseen::Hidden,
        _ => Unseen::Unknown,
    }
}
