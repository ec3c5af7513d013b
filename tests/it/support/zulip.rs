//! A Zulip on loopback: its REST API, its event queues and its outgoing webhooks, with channels and
//! people who use the bot. It is strict: what Zulip would not get from a well-behaved bot fails the test
//! with a sentence.
//!
//! Messages are as old as a test says; nothing that is timed but polls, and what a test limits.

pub(crate) mod asking;
mod described;
mod door;
pub(crate) mod faults;
mod forms;
pub(crate) mod hook;
pub(crate) mod mentions;
mod messages;
mod people;
mod polling;
mod queues;
pub(crate) mod recorded;
mod shapes;
mod shown;
pub(crate) mod stage;
pub(crate) mod world;

pub(crate) use faults::{Down, Fault};
pub(crate) use people::{Channel, Person, Written};
pub(crate) use shown::Shown;
pub(crate) use stage::{Claim, Scene, Stage, Way, play};
pub(crate) use world::{BOT, GROUP, NEWEST, OLDEST, Place};

use super::folder::Folder;
use super::program::Tenet;
use super::rest::{Answer, Rest};
use super::serving::Serving;
use super::watching::Watched;
use super::zulip_rest::{EMAIL, KEY};
use faults::Bucket;
use std::sync::Arc;
use std::time::Duration;
use world::World;

/// What happens on Zulip, and who waits for it.
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

/// A Zulip with one bot. Let it outlive the bot's process.
pub(crate) struct Zulip {
    shared: Arc<Shared>,
    rest: Rest,
    /// Where the bot's credentials lie.
    folder: Folder,
}

impl Zulip {
    /// A server of the oldest feature level that bots must know.
    pub(crate) fn new() -> Zulip {
        Zulip::of_level(OLDEST)
    }

    pub(crate) fn of_level(level: u32) -> Zulip {
        let shared = Arc::<Shared>::default();
        let asked = Arc::clone(&shared);
        let rest = Rest::of(move |request| {
            Ok(door::answer(&asked, request).unwrap_or_else(|wrong| {
                asked.change(|world| world.wrong(wrong));
                Answer::html(400, "")
            }))
        });
        let site = rest.url();
        shared.change(|world| (world.level, world.address) = (level, site.clone()));
        let folder = Folder::new();
        folder.write("zuliprc", format!("[api]\nemail={EMAIL}\nkey={KEY}\nsite={site}\n"));
        Zulip { shared, rest, folder }
    }

    /// What goes into `zulip.site`.
    pub(crate) fn site(&self) -> String {
        self.rest.url()
    }

    /// The program with the credentials of the bot.
    pub(crate) fn gives(&self, tenet: Tenet) -> Tenet {
        let zuliprc = self.folder.join("zuliprc");
        tenet
            .variable("ZULIPRC", zuliprc.to_str().unwrap())
            .variable("ZULIP_WEBHOOK_TOKEN", hook::TOKEN)
    }

    /// Starts a bot that is told in this way what people write, and waits until it is.
    pub(crate) fn bot_by(&self, way: Way, tenet: &Tenet, more: &[&str]) -> Serving {
        let mode = match way {
            Way::Events => "zulip.mode=events",
            Way::Webhook => "zulip.mode=webhook",
        };
        let kind = if way == Way::Events { 1 } else { 3 };
        self.shared.change(|world| {
            world.user_mut(BOT).bot_type = Some(kind);
            world.hook = None;
        });
        let mut arguments = vec!["--set", mode];
        arguments.extend(more);
        let serving = Serving::start(tenet, "Harbour Guild", &arguments);
        match way {
            Way::Events => self.is_heard(),
            Way::Webhook => self.sends_to(serving.address(), Duration::from_secs(10)),
        }
        serving.get_until("/ready", |response| response.status == 200);
        serving
    }

    /// Sends what is written to the bot to this address, as to an outgoing webhook, and waits so long
    /// for each answer. For no time: each comes too late.
    pub(crate) fn sends_to(&self, address: std::net::SocketAddr, patience: Duration) {
        self.shared.change(|world| world.hook = Some((address, patience)));
    }

    /// Waits until there are so many answers of the webhook to a message, counting those that did not
    /// come in time, and gives them.
    #[track_caller]
    pub(crate) fn hooked(&self, to: &Written, times: usize) -> Vec<Option<serde_json::Value>> {
        self.shared.wait("calls of the webhook", |world| {
            let calls = world.hooked.iter().filter(|(id, _)| *id == to.id);
            let calls: Vec<_> = calls.map(|(_, said)| said.clone()).collect();
            (calls.len() >= times).then_some(calls)
        })
    }

    /// Asks the webhook once more about a message.
    pub(crate) fn hooks_again(&self, written: &Written) {
        let call = self.shared.change(|world| hook::call(world, written.id));
        call.expect("it is for the bot").make(&self.shared);
    }

    /// Waits until the bot listens.
    #[track_caller]
    pub(crate) fn is_heard(&self) {
        self.shared.wait("a bot that listens", |world| {
            world.queues.all.values().any(|queue| queue.is_heard).then_some(())
        });
    }

    /// How many queues were ever registered.
    pub(crate) fn registered(&self) -> u64 {
        self.shared.world().queues.registered()
    }

    /// Waits until so many queues were registered.
    #[track_caller]
    pub(crate) fn registers(&self, times: u64) {
        self.shared.wait("a queue that is registered", |world| {
            (world.queues.registered() >= times).then_some(())
        });
    }

    /// Tells those who poll after this time that nothing happens.
    pub(crate) fn beats_after(&self, heartbeat: Duration) {
        self.shared.change(|world| world.heartbeat = heartbeat);
    }

    /// Gives up all queues, as Zulip does with those that nobody asks for ten minutes.
    pub(crate) fn forgets_queues(&self) {
        self.shared.change(|world| world.queues.forget());
    }

    /// The server is stopped or killed.
    pub(crate) fn goes_down(&self, how: Down) {
        self.shared.change(|world| {
            world.faults.down = Some(how);
            match how {
                Down::Gracefully => world.queues.hold(),
                Down::Killed => world.queues.forget(),
            }
        });
    }

    /// The server is there again, at this feature level if it is another.
    pub(crate) fn comes_back(&self, level: Option<u32>) {
        self.shared.change(|world| {
            world.level = level.unwrap_or(world.level);
            let restarted = shapes::restarted(world.level);
            match world.faults.down.take() {
                Some(Down::Gracefully) => world.queues.release(restarted),
                Some(Down::Killed) | None => {}
            }
        });
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

    /// How many requests failed as told by now.
    pub(crate) fn failures(&self) -> usize {
        self.shared.world().faults.done
    }

    /// Takes no more calls than these in this time; of polls, whatever comes.
    pub(crate) fn allows_calls(&self, most: usize, window: Duration) {
        self.shared.change(|world| world.faults.measure.insert(Bucket::Calls, (most, window)));
    }

    /// Takes no more polls than these in this time.
    pub(crate) fn allows_polls(&self, most: usize, window: Duration) {
        self.shared.change(|world| world.faults.measure.insert(Bucket::Events, (most, window)));
    }

    /// Everything that stands here by now was written so many seconds earlier.
    pub(crate) fn passes(&self, seconds: i64) {
        self.shared.change(|world| {
            world.messages.values_mut().for_each(|message| message.written -= seconds);
        });
    }

    /// Nobody may edit messages.
    pub(crate) fn forbids_edits(&self) {
        self.shared.change(|world| world.rules.may_edit = false);
    }

    /// Bots may delete their messages.
    pub(crate) fn allows_deletions(&self) {
        self.shared.change(|world| world.rules.may_delete = true);
    }

    /// Nobody may write to people, as servers from feature level 270 on can be set.
    pub(crate) fn forbids_direct_messages(&self) {
        self.shared.change(|world| world.rules.direct_messages = false);
    }

    /// The bot's account is deactivated, or active again.
    pub(crate) fn deactivates_the_bot(&self, is_so: bool) {
        self.shared.change(|world| world.user_mut(BOT).is_active = !is_so);
    }

    /// All fields that the bot ever sent here.
    pub(crate) fn received(&self) -> String {
        self.shared.world().received.join("\n")
    }

    /// What nobody expected since this was last looked at, which is forgiven with that.
    pub(crate) fn wrong(&self) -> Vec<String> {
        self.shared.change(|world| std::mem::take(&mut world.wrong))
    }
}

impl Drop for Zulip {
    fn drop(&mut self) {
        let wrong = self.shared.change(|world| {
            world.over = true;
            std::mem::take(&mut world.wrong)
        });
        if !std::thread::panicking() {
            assert_eq!(wrong, Vec::<String>::new(), "what a bot should not do");
        }
    }
}
