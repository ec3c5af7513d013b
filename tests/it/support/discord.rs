//! A Discord on loopback: its REST API and its gateway, with servers, channels and people who use the
//! bot. It is strict: what Discord would not get from a well-behaved bot fails the test with a sentence.
//!
//! Its clock stands still unless a test moves it on: a busy machine makes nothing late.

pub(crate) mod acting;
mod callbacks;
mod channels;
mod described;
mod door;
pub(crate) mod faults;
pub(crate) mod gateway;
mod layout;
pub(crate) mod people;
mod registered;
mod rules;
pub(crate) mod shown;
mod signed;
pub(crate) mod stage;
mod telling;
mod world;

pub(crate) use super::discord_rest::TOKEN;
pub(crate) use acting::Response;
pub(crate) use faults::Fault;
pub(crate) use gateway::Greeting;
pub(crate) use people::{Channel, Person, Server};
pub(crate) use shown::Shown;
pub(crate) use signed::Way;
pub(crate) use stage::{Scene, Stage};
pub(crate) use world::{APPLICATION, Interaction};

use super::program::Tenet;
use super::rest::{Answer, Rest};
use super::serving::Serving;
use super::watching::{DEADLINE, Watched};
use gateway::Gateway;
use std::sync::Arc;
use std::time::{Duration, Instant};
use world::World;

/// What happens on Discord, and who waits for it.
type Shared = super::watching::Shared<World>;

impl Watched for World {
    fn went_wrong(&self) -> &[String] {
        &self.wrong
    }

    fn asked(&self) -> &[String] {
        &self.asked
    }

    fn is_over(&self) -> bool {
        self.over
    }
}

/// A Discord with one bot. Let it outlive the bot's process.
pub(crate) struct Discord {
    shared: Arc<Shared>,
    rest: Rest,
    gateway: Gateway,
}

impl Discord {
    pub(crate) fn new() -> Discord {
        let shared = Arc::<Shared>::default();
        let asked = Arc::clone(&shared);
        let rest = Rest::of(move |request| {
            Ok(door::answer(&asked, request).unwrap_or_else(|wrong| {
                asked.change(|world| world.wrong(wrong));
                Answer::html(400, "")
            }))
        });
        let gateway = Gateway::open(Arc::clone(&shared));
        shared.world().gateway.address = gateway.address();
        Discord { shared, rest, gateway }
    }

    /// What goes into `discord.api`.
    pub(crate) fn api(&self) -> String {
        format!("{}/api/v10", self.rest.url())
    }

    /// Starts a bot that connects over the gateway, and waits until it is ready.
    pub(crate) fn bot(&self, tenet: Tenet, more: &[&str]) -> Serving {
        let serving = self.bot_that_waits(tenet, more);
        self.is_ready();
        self.lists_commands();
        serving
    }

    /// Starts a bot that is told in this way what people do, and waits until it is ready. `tenet` has
    /// been given the bot's token with [`Discord::gives`].
    pub(crate) fn bot_by(&self, way: Way, tenet: &Tenet, more: &[&str]) -> Serving {
        self.shared.change(|world| (world.way, world.door) = (way, None));
        let mode = match way {
            Way::Gateway => "discord.mode=gateway",
            Way::Door => "discord.mode=http",
        };
        let api = format!("discord.api={}", self.api());
        let mut arguments = vec!["--set", mode, "--set", &api];
        arguments.extend(more);
        if way == Way::Door {
            arguments.extend(["--set", "http.address=127.0.0.1:0"]);
        }
        let serving = Serving::start(tenet, "Harbour Guild", &arguments);
        match way {
            Way::Gateway => self.is_ready(),
            Way::Door => self.shared.change(|world| world.door = Some(serving.address())),
        }
        serving.get_until("/ready", |response| response.status == 200);
        self.lists_commands();
        serving
    }

    /// The program with the credentials of the bot.
    pub(crate) fn gives(tenet: Tenet) -> Tenet {
        tenet.variable("DISCORD_TOKEN", TOKEN).variable("DISCORD_PUBLIC_KEY", &signed::key())
    }

    /// Waits until people find the bot's commands.
    #[track_caller]
    fn lists_commands(&self) {
        self.shared.wait("commands that are listed", |world| {
            world.commands.values().any(|all| !all.is_empty()).then_some(())
        });
    }

    /// Starts a bot that connects over the gateway.
    pub(crate) fn bot_that_waits(&self, tenet: Tenet, more: &[&str]) -> Serving {
        let tenet = tenet.variable("DISCORD_TOKEN", TOKEN);
        let api = format!("discord.api={}", self.api());
        let mut arguments = vec!["--set", "discord.mode=gateway", "--set", &api];
        arguments.extend(more);
        Serving::start(&tenet, "Harbour Guild", &arguments)
    }

    /// Waits until every shard has a session.
    #[track_caller]
    pub(crate) fn is_ready(&self) {
        self.shared.wait("a session of every shard", |world| {
            (world.gateway.sessions.len() as u64 >= world.gateway.shards
                && world.gateway.is_whole())
            .then_some(())
        });
    }

    /// Moves the clock on.
    pub(crate) fn passes(&self, time: Duration) {
        self.shared.change(|world| world.clock += time);
    }

    /// Lets the bot's messages notify this person.
    pub(crate) fn may_ping(&self, person: &Person) {
        self.shared.change(|world| world.pings.push(person.id));
    }

    /// Method and path of all that was asked since this was last looked at.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.shared.world().asked)
    }

    /// All that the bot ever sent here, in its own words.
    pub(crate) fn received(&self) -> String {
        self.shared.world().received.join("\n")
    }

    /// The interactions that there were.
    pub(crate) fn interactions(&self) -> Vec<Interaction> {
        self.shared.world().interactions.values().cloned().collect()
    }

    /// Waits until every interaction that reached the bot was answered, but for as many as this says.
    #[track_caller]
    pub(crate) fn all_are_answered_but(&self, given_up: impl Fn() -> usize) {
        let until = Instant::now() + DEADLINE;
        loop {
            let but = given_up();
            // Nothing that happens here tells of those: it is looked for them again after a while.
            let again = Instant::now() + Duration::from_secs(1);
            let open = self.shared.wait_until(|world, at| {
                *at = again;
                let all = world.interactions.values();
                let open = all.filter(|one| one.accepted == 0 && !one.is_lost).count();
                (open <= but || Instant::now() >= again).then_some(open)
            });
            if open <= but {
                return;
            }
            assert!(Instant::now() < until, "{open} have no answer, of which {but} are given up");
        }
    }

    /// Something that the next request does with this method and these words in its path.
    pub(crate) fn fails(&self, method: &'static str, path: &'static str, fault: Fault) {
        self.shared.change(|world| world.faults.add(method, path, fault));
    }

    /// Waits until there are this many requests that failed as told.
    #[track_caller]
    pub(crate) fn failed(&self, times: usize) {
        self.shared
            .wait("the failing requests", |world| (world.faults.done >= times).then_some(()));
    }

    /// What nobody expected since this was last looked at, which is forgiven with that.
    pub(crate) fn wrong(&self) -> Vec<String> {
        self.shared.change(|world| std::mem::take(&mut world.wrong))
    }

    pub(crate) fn gateway(&self) -> &Gateway {
        &self.gateway
    }
}

impl Drop for Discord {
    fn drop(&mut self) {
        let wrong = self.shared.change(|world| {
            world.over = true;
            std::mem::take(&mut world.wrong)
        });
        self.gateway.end();
        if !std::thread::panicking() {
            assert_eq!(wrong, Vec::<String>::new(), "what a bot should not do");
        }
    }
}
