//! What a message is answered while Zulip waits for it, and what is left to do then.
//!
//! Waits for no network. What only the asker may see, what no more fits into one message, and what is a
//! moderator's is left. Zulip does not say which message it makes of an answer, so that no answer
//! follows an edit of its question here, or goes with it.

use super::asked;
use crate::adapters::zulip::bot::Bot;
use crate::adapters::zulip::hearing::Said;
use crate::adapters::zulip::moderating;
use crate::adapters::zulip::rendering::plain;
use crate::adapters::zulip::sending::{Sending, Stands, told};
use crate::adapters::zulip::server::Server;
use crate::adapters::zulip::voice::ToAuthor;
use crate::answer::Answer;
use crate::desk::Platform;
use crate::manners;
use crate::messages::planning::{self, Asks, Group, Step};
use crate::query;
use crate::wording::citing as cited;
use crate::wording::manners as said_of;
use jiff::Timestamp;
use std::time::Duration;
use tokio::time::sleep;

/// What stands between two answers in one message.
const BETWEEN: &str = "\n\n";

/// How often, and how many times, it is looked whether the first message of an answer stands.
const EVERY: Duration = Duration::from_millis(250);
const TRIES: u8 = 20;
/// Among how many of the bot's own messages it is looked for.
const MOST_MINE: u16 = 50;

/// What a message is answered.
#[derive(Debug)]
pub(in crate::adapters::zulip) enum Answered {
    /// Nothing: it asks nothing.
    Nothing,
    /// What only can be once it was asked who wrote it.
    Later,
    /// This.
    AtOnce {
        /// In the place of the message.
        content: Option<String>,
        /// What is left to do.
        left: Vec<Group<String>>,
    },
}

/// Answers a message that came at `at`.
pub(in crate::adapters::zulip) fn answer(
    bot: &Bot,
    server: &Server,
    said: &Said,
    at: Timestamp,
) -> Answered {
    let Some(texts) = asked(bot, server, said) else {
        return Answered::Nothing;
    };
    if is_for_moderators(bot, server, said, &texts, at) {
        return Answered::Later;
    }
    let asks = Asks {
        platform: Platform::Zulip,
        id: &said.id.to_string(),
        author: &said.author.to_string(),
        place: &said.place.key(),
        among: said.place.among(),
        place_name: &said.place.known_as(),
        is_by_moderator: false,
        secret: &bot.settings.api_key,
    };
    let beside = moderating::beside(bot, server, said, at);
    let voice = ToAuthor { server, said, cited: Vec::new(), beside };
    let groups = planning::groups(&bot.desk, &voice, &asks, texts, &[], at);
    let Split { content, shows, left } = split(groups, server.longest);
    if let Some(channel) = said.place.among() {
        for answer in shows {
            // Right below the question, wherever that is moved to.
            let place = manners::Place::at(server.link(said.id));
            bot.desk.shown(&channel, &answer, place, at);
        }
    }
    Answered::AtOnce { content, left }
}

/// What is said in place of what only its asker may see, where nobody can be written to: who writes to
/// the bot alone is answered there. Nothing where those who read along were told often enough.
pub(in crate::adapters::zulip) fn refers(bot: &Bot, said: &Said, at: Timestamp) -> Option<String> {
    match said.place.among() {
        Some(among) => {
            bot.desk.gives_notice(&among, at).then(|| plain(said_of::CANNOT_WRITE_TO_YOU))
        }
        None => Some(plain(cited::NOT_KNOWN_NOW)),
    }
}

/// Does what is left of the answers to a message, once Zulip has `before` from the response.
pub(in crate::adapters::zulip) async fn go_on(
    bot: &Bot,
    server: &Server,
    said: &Said,
    before: Option<String>,
    left: Vec<Group<String>>,
    at: Timestamp,
) {
    let _alone = bot.listening.alone_with(said.author).await;
    let _turn = bot.turn().await;
    let follows =
        left.iter().flat_map(|group| &group.steps).any(|step| matches!(step, Step::Say { .. }));
    if let Some(before) = before.filter(|_| follows) {
        wait_for(bot, server, said, &before).await;
    }
    let again = bot.listening.may_be_answered(said.written);
    let Stands { undone, .. } = Sending::new(bot, server, said, again, at).take(left).await;
    if let Some(failure) = undone {
        told(bot, &failure);
    }
}

/// Waits until the first message of an answer stands, which Zulip writes itself: what follows would
/// overtake it. Not for long, since somebody may have taken it away.
async fn wait_for(bot: &Bot, server: &Server, said: &Said, first: &str) {
    for _ in 0..TRIES {
        let mine = bot.rest.mine_in(server.me, &said.place, said.id, MOST_MINE).await;
        if mine.is_ok_and(|mine| mine.iter().any(|message| message.content.trim() == first.trim()))
        {
            return;
        }
        sleep(EVERY).await;
    }
}

/// Whether it may be a moderator's step on the way to a citation, which only they can take.
fn is_for_moderators(
    bot: &Bot,
    server: &Server,
    said: &Said,
    texts: &[String],
    at: Timestamp,
) -> bool {
    let cites = |text: &String| query::parse(text).is_ok_and(|query| query.is_citation());
    texts.iter().any(cites) || moderating::may_be_a_step(bot, server, said, at)
}

/// Answers that are said at once, and what is left.
struct Split {
    content: Option<String>,
    /// What everybody sees then.
    shows: Vec<Answer>,
    left: Vec<Group<String>>,
}

/// As many of the messages as fit into one of `longest` characters, from the first on.
fn split(groups: Vec<Group<String>>, longest: usize) -> Split {
    let (mut content, mut shows) = (None::<String>, Vec::new());
    let mut is_full = false;
    let mut take = |step: Step<String>| match step {
        Step::Say { wanted, slot } if !is_full => {
            let together = match &content {
                Some(before) => format!("{before}{BETWEEN}{}", wanted.message),
                None => wanted.message.clone(),
            };
            if content.is_some() && together.chars().count() > longest {
                is_full = true;
                return Some(Step::Say { slot, wanted });
            }
            content = Some(together);
            shows.extend(wanted.shows.map(|answer| *answer));
            None
        }
        step => Some(step),
    };
    let left = groups
        .into_iter()
        .map(|group| Group {
            steps: group.steps.into_iter().filter_map(&mut take).collect(),
            ..group
        })
        .filter(|group| !group.steps.is_empty())
        .collect();
    Split { content, shows, left }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::planning::Wanted;

    fn wanted(message: &str, private: bool) -> Wanted<String> {
        Wanted { message: message.to_owned(), private, command: Some("ask"), shows: None }
    }

    fn say(message: &str) -> Step<String> {
        Step::Say { slot: 0, wanted: wanted(message, false) }
    }

    fn tell(message: &str) -> Step<String> {
        Step::Tell { slot: 0, wanted: wanted(message, true), before: None }
    }

    /// What is said at once, and what is left, in words.
    fn told(steps: Vec<Vec<Step<String>>>, longest: usize) -> (Option<String>, Vec<String>) {
        let group = |steps| Group { command: 0, fingerprint: String::new(), steps };
        let Split { content, left, .. } = split(steps.into_iter().map(group).collect(), longest);
        let step = |step: Step<String>| match step {
            Step::Say { wanted, .. } => format!("say {}", wanted.message),
            Step::Tell { wanted, .. } => format!("tell {}", wanted.message),
            other => panic!("nothing stands: {other:?}"),
        };
        (content, left.into_iter().flat_map(|group| group.steps).map(step).collect())
    }

    #[test]
    fn all_that_everybody_may_see_is_said_in_one_message() {
        let some = |text: &str| Some(text.to_owned());
        let steps = || vec![vec![say("one")], vec![tell("two")], vec![say("three"), say("four")]];
        assert_eq!(told(steps(), 100), (some("one\n\nthree\n\nfour"), vec!["tell two".to_owned()]));
        assert_eq!(told(vec![vec![tell("two")]], 100), (None, vec!["tell two".to_owned()]));
        assert_eq!(told(Vec::new(), 100), (None, Vec::new()));
    }

    #[test]
    fn what_does_not_fit_into_one_message_follows_in_its_order() {
        let some = |text: &str| Some(text.to_owned());
        let steps = || vec![vec![say("one"), say("three")], vec![say("2")]];
        assert_eq!(told(steps(), 10), (some("one\n\nthree"), vec!["say 2".to_owned()]));
        let left = vec!["say three".to_owned(), "say 2".to_owned()];
        assert_eq!(told(steps(), 9), (some("one"), left));
    }
}
