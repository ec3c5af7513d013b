//! A bot of the invented organisation with its Zulip, on which one scene after the other is played.

use super::super::folder::Folder;
use super::super::program::{Run, Tenet};
use super::super::serving::{Serving, in_query};
use super::{Channel, GROUP, Person, Zulip};

/// How the bot is told what people write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Over an event queue.
    Events,
    /// As an outgoing webhook.
    Webhook,
}

/// Started once for all scenes of a theme: a start takes longer than a scene.
pub(crate) struct Stage {
    pub(crate) bot: Serving,
    tenet: Tenet,
    way: Way,
    more: Vec<String>,
    pub(crate) zulip: Zulip,
    pub(crate) content: Folder,
    /// Where the bot keeps what outlives it.
    pub(crate) state: Folder,
}

/// People who have asked nothing yet, with a channel where nobody has.
pub(crate) struct Scene<'a> {
    pub(crate) stage: &'a Stage,
    pub(crate) zulip: &'a Zulip,
    pub(crate) ana: Person,
    pub(crate) bob: Person,
    /// A moderator.
    pub(crate) mia: Person,
    /// A guest.
    pub(crate) gus: Person,
    /// In the group that may cite.
    pub(crate) rob: Person,
    /// Another bot.
    pub(crate) beacon: Person,
    /// A channel to which the bot is not subscribed.
    pub(crate) general: Channel,
    /// A channel to which it is.
    pub(crate) harbour: Channel,
}

/// What becomes of one scene.
pub(crate) type Claim = fn(&Scene<'_>);

/// Plays all scenes with a bot that is told in this way what people write.
pub(crate) fn play(way: Way, more: &[&str], claims: &[Claim]) {
    let stage = Stage::new(Zulip::new(), way, more);
    for claim in claims {
        claim(&stage.scene());
    }
    stage.ends();
}

impl Stage {
    /// A bot with some of the content longer than one message, on this Zulip, where as much may be asked
    /// in a channel as people like.
    pub(crate) fn new(zulip: Zulip, way: Way, more: &[&str]) -> Stage {
        Stage::of(zulip, way, more, 1000)
    }

    /// The same, where no more may be asked in a channel in a minute.
    pub(crate) fn crowded(zulip: Zulip, channel_per_minute: u32) -> Stage {
        Stage::of(zulip, Way::Events, &[], channel_per_minute)
    }

    fn of(zulip: Zulip, way: Way, more: &[&str], channel_per_minute: u32) -> Stage {
        let (content, state) = (Folder::of_the_guild(), Folder::new());
        for (name, level) in [("PRINCIPLES.md", "### 4."), ("CODE_OF_CONDUCT.md", "##")] {
            let path = format!("rules/{name}");
            content.write(&path, format!("{}\n{}", content.read(&path), long(level)));
        }
        let tenet = Tenet::with(content.path()).state_at(state.path().to_owned());
        let tenet = zulip.gives(tenet);
        let mut more: Vec<String> = more.iter().map(|&one| one.to_owned()).collect();
        for setting in [
            format!("zulip.moderator_group={GROUP}"),
            format!("manners.channel_per_minute={channel_per_minute}"),
            "log.level=trace".to_owned(),
        ] {
            more.extend(["--set".to_owned(), setting]);
        }
        let bot = start(&zulip, way, &tenet, &more);
        Stage { bot, tenet, way, more, zulip, content, state }
    }

    pub(crate) fn scene(&self) -> Scene<'_> {
        let zulip = &self.zulip;
        let rob = zulip.person("Rob");
        rob.joins_the_stewards();
        Scene {
            stage: self,
            zulip,
            ana: zulip.person("Ana"),
            bob: zulip.person("Bob"),
            mia: zulip.moderator("Mia"),
            gus: zulip.guest("Gus"),
            rob,
            beacon: zulip.other_bot("Beacon"),
            general: zulip.channel("general"),
            harbour: zulip.channel_with_the_bot("harbour"),
        }
    }

    /// Stops the bot, lets something happen meanwhile, and starts it again on the same state.
    pub(crate) fn restarts(self, meanwhile: impl FnOnce(&Zulip)) -> Stage {
        self.starts_again(meanwhile, |bot| assert_eq!(without_warnings(&bot.stop()), 0))
    }

    /// Kills the bot, lets something happen meanwhile, and starts it again on the same state.
    pub(crate) fn dies(self, meanwhile: impl FnOnce(&Zulip)) -> Stage {
        self.starts_again(meanwhile, drop)
    }

    fn starts_again(self, meanwhile: impl FnOnce(&Zulip), ends: impl FnOnce(Serving)) -> Stage {
        let Stage { bot, tenet, way, more, zulip, content, state } = self;
        ends(bot);
        // A process that was killed left its queue behind; Zulip gives up what nobody asks.
        zulip.forgets_queues();
        meanwhile(&zulip);
        let bot = start(&zulip, way, &tenet, &more);
        Stage { bot, tenet, way, more, zulip, content, state }
    }

    /// Stops the bot, which had nothing to warn of.
    pub(crate) fn ends(self) -> Run {
        let run = self.bot.stop();
        assert_eq!(without_warnings(&run), 0);
        run
    }

    /// Stops the bot, which may have warned of what a test did to it.
    pub(crate) fn stops(self) -> Run {
        let run = self.bot.stop();
        assert_eq!(run.code, 0, "{run:?}");
        run
    }

    /// Changes words of a document, and waits until the bot answers with those.
    pub(crate) fn rewrites(&self, file: &str, from: &str, to: &str, question: &str) {
        self.content.replace(file, from, to);
        self.bot.signal("HUP");
        let path = format!("/api/ask?q={}", in_query(question));
        self.bot.get_until(&path, |response| response.body.contains(to));
    }

    /// Runs the program beside the bot, with its state.
    pub(crate) fn runs(&self, arguments: &[&str]) -> Run {
        self.tenet.run(arguments)
    }
}

/// The code of a run that warned of nothing.
fn without_warnings(run: &Run) -> i32 {
    assert_eq!(run.stderr.matches("WARN").count(), 0, "{run:?}");
    run.code
}

fn start(zulip: &Zulip, way: Way, tenet: &Tenet, more: &[String]) -> Serving {
    let more: Vec<&str> = more.iter().map(String::as_str).collect();
    zulip.bot_by(way, tenet, &more)
}

/// A section that no message holds.
fn long(level: &str) -> String {
    let entry = |bell: u32| {
        format!(
            "At bell {bell} the keeper writes down who came and who went, what the wind did, and \
             whom the ferry waited for, so that nobody has to guess.\n\n"
        )
    };
    format!("{level} We write the log\n\n{}", (1..=120).map(entry).collect::<String>())
}
