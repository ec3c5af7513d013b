//! A bot of the invented organisation with its Discord, on which one scene after the other is played.

use super::super::folder::Folder;
use super::super::program::{Run, Tenet};
use super::super::serving::Serving;
use super::world::MODERATE_MEMBERS;
use super::{Channel, Discord, Person, Server, Way};

/// The role that moderates here.
pub(crate) const ROLE: u64 = 1_180_000_000_000_000_077;

/// Started once for all scenes of a theme: a start takes longer than a scene.
pub(crate) struct Stage {
    pub(crate) bot: Serving,
    tenet: Tenet,
    more: Vec<String>,
    pub(crate) discord: Discord,
    pub(crate) content: Folder,
    /// Where the bot keeps what outlives it.
    _state: Folder,
    /// Where moderators read what was cited.
    pub(crate) log: Channel,
}

/// People who have asked nothing yet, in a server where nobody has.
pub(crate) struct Scene<'a> {
    pub(crate) stage: &'a Stage,
    pub(crate) ana: Person,
    pub(crate) bob: Person,
    /// May moderate members.
    pub(crate) mia: Person,
    /// Has the role that moderates.
    pub(crate) rob: Person,
    pub(crate) server: Server,
    pub(crate) general: Channel,
}

/// What becomes of one scene.
pub(crate) type Claim = fn(&Scene<'_>);

/// Plays all scenes with a bot that is told in this way what people do.
pub(crate) fn play(way: Way, more: &[&str], claims: &[Claim]) {
    let stage = Stage::new(way, more);
    for claim in claims {
        claim(&stage.scene());
    }
    let run = stage.bot.stop();
    assert_eq!((run.code, run.stderr.matches("WARN").count()), (0, 0), "{run:?}");
}

impl Stage {
    /// A bot with some of the content longer than one message.
    pub(crate) fn new(way: Way, more: &[&str]) -> Stage {
        let (content, state) = (Folder::of_the_guild(), Folder::new());
        for (name, level) in [("PRINCIPLES.md", "### 4."), ("CODE_OF_CONDUCT.md", "##")] {
            let path = format!("rules/{name}");
            content.write(&path, format!("{}\n{}", content.read(&path), long(level)));
        }
        let discord = Discord::new();
        let log = discord.server("Moderators").channel("log");
        let tenet = Tenet::with(content.path()).state_at(state.path().to_owned());
        let tenet = Discord::gives(tenet);
        let mut more: Vec<String> = more.iter().map(|&one| one.to_owned()).collect();
        for setting in [
            format!("discord.moderator_roles={ROLE}"),
            format!("discord.moderation_channel={}", log.id),
            "manners.channel_per_minute=1000".to_owned(),
            "log.level=trace".to_owned(),
        ] {
            more.extend(["--set".to_owned(), setting]);
        }
        let bot = start(&discord, way, &tenet, &more);
        Stage { bot, tenet, more, discord, content, _state: state, log }
    }

    pub(crate) fn scene(&self) -> Scene<'_> {
        let server = self.discord.server("Guild");
        let person = |name| self.discord.person(name);
        let (ana, bob, mia, rob) = (person("Ana"), person("Bob"), person("Mia"), person("Rob"));
        mia.may(&server, MODERATE_MEMBERS);
        rob.has_role(&server, ROLE);
        let general = server.channel("general");
        Scene { stage: self, ana, bob, mia, rob, server, general }
    }

    /// Stops the bot and starts it again, to be told in this way what people do.
    pub(crate) fn restarts(self, way: Way) -> Stage {
        let Stage { bot, tenet, more, discord, content, _state, log } = self;
        assert_eq!(bot.stop().code, 0);
        let bot = start(&discord, way, &tenet, &more);
        Stage { bot, tenet, more, discord, content, _state, log }
    }

    /// Changes words of a document, and waits until the bot answers with those.
    pub(crate) fn rewrites(&self, file: &str, from: &str, to: &str, question: &str) {
        self.content.replace(file, from, to);
        self.bot.signal("HUP");
        let path = format!("/api/ask?q={}", super::super::serving::in_query(question));
        self.bot.get_until(&path, |response| response.body.contains(to));
    }

    /// Runs the program beside the bot, with its state.
    pub(crate) fn runs(&self, arguments: &[&str]) -> Run {
        self.tenet.run(arguments)
    }
}

fn start(discord: &Discord, way: Way, tenet: &Tenet, more: &[String]) -> Serving {
    let more: Vec<&str> = more.iter().map(String::as_str).collect();
    discord.bot_by(way, tenet, &more)
}

/// A section that no message holds.
fn long(level: &str) -> String {
    let entry = |bell: u32| {
        format!(
            "At bell {bell} the keeper writes down who came and who went, what the wind did, and \
             whom the ferry waited for, so that nobody has to guess.\n\n"
        )
    };
    format!("{level} We write the log\n\n{}", (1..=30).map(entry).collect::<String>())
}
