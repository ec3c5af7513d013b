//! A source on a server, fetched into a mirror on this machine.
//!
//! One branch is fetched, and only when its head is not held. A mirror is never mended: what does not
//! hold together is fetched anew beside it, and takes its place when it is whole.

use super::address::Server;
use super::http::{Http, Watch};
use super::trouble::{Trouble, first_line};
use super::{Fetched, Progress, Request, place};
use gix::ObjectId;
use gix::protocol::handshake::Ref;
use gix::protocol::transport::Protocol;
use gix::protocol::transport::client::TransportWithoutIO;
use gix::protocol::transport::client::blocking_io::http::Transport;
use gix::remote::fetch::Tags;
use gix::remote::{self, Direction};
use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::{fs, io};

/// The file of a mirror that says where it was fetched from.
const ADDRESS: &str = "address";
/// The most memory that a single object may ask for, in bytes.
const LARGEST_OBJECT: &str = "gitoxide.objects.allocLimit=268435456";

/// The branch of a repository that a server gives; `shown` is its address without secrets.
pub(super) fn read(
    server: &Server,
    shown: &str,
    request: &Request<'_>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Fetched, Trouble> {
    let watch = Watch::new(request.limits, progress)?;
    let session = Session { server, request, watch: &watch, progress };
    if let Some(git) = held(request.mirror, shown) {
        match session.bring(&git) {
            Err(Failure::Mirror(_)) => {}
            Err(Failure::Server(trouble)) => return Err(trouble),
            Ok(fetched) => return Ok(fetched),
        }
    }
    session.bring_anew(shown).map_err(|failure| match failure {
        Failure::Mirror(trouble) | Failure::Server(trouble) => trouble,
    })
}

/// The mirror that lies at a path, if it is one of this address and was written to its end.
fn held(mirror: &Path, shown: &str) -> Option<gix::Repository> {
    let address = fs::read_to_string(mirror.join(ADDRESS)).ok()?;
    let mut packs = fs::read_dir(mirror.join("objects/pack")).ok()?;
    // What a process that was killed had begun to write has another ending.
    let finished = packs.all(|file| {
        let name = file.map(|file| file.file_name()).unwrap_or_default();
        let ending = Path::new(&name).extension().unwrap_or_default();
        ["pack", "idx"].iter().any(|whole| ending == *whole)
    });
    if address != shown || !finished {
        return None;
    }
    gix::open_opts(mirror, options()).ok()
}

fn options() -> gix::open::Options {
    place::options().config_overrides([LARGEST_OBJECT])
}

/// Why nothing was brought.
enum Failure {
    /// The server will not do better for another mirror.
    Server(Trouble),
    /// The mirror may be to blame.
    Mirror(Trouble),
}

struct Session<'a> {
    server: &'a Server,
    request: &'a Request<'a>,
    watch: &'a Watch<'a>,
    progress: &'a (dyn Fn(Progress) + Sync),
}

impl Session<'_> {
    /// Fetches everything into a new mirror, which replaces the one that lies there.
    fn bring_anew(&self, shown: &str) -> Result<Fetched, Failure> {
        let mirror = self.request.mirror;
        let unfinished = beside(mirror);
        let disk = |path: &Path| {
            let path = path.to_owned();
            move |error| Failure::Mirror(Trouble::Disk { path, error })
        };
        remove(&unfinished).map_err(disk(&unfinished))?;
        let fetched = fs::create_dir_all(&unfinished)
            .map_err(disk(&unfinished))
            .and_then(|()| {
                let options = gix::create::Options::default();
                let bare = gix::create::Kind::Bare;
                gix::ThreadSafeRepository::init_opts(&unfinished, bare, options, self::options())
                    .map_err(|error| Failure::Mirror(self.trouble(&error, Stage::Writing)))
            })
            .and_then(|git| {
                fs::write(unfinished.join(ADDRESS), shown).map_err(disk(&unfinished))?;
                self.bring(&git.to_thread_local())
            });
        let kept = fetched.and_then(|fetched| {
            remove(mirror)
                .and_then(|()| fs::rename(&unfinished, mirror))
                .map_err(disk(mirror))
                .map(|()| fetched)
        });
        if kept.is_err() {
            // It is in nobody's way: the next fetch begins by removing it.
            let _ = remove(&unfinished);
        }
        kept
    }

    /// Brings a mirror to where the branch is, and reads it.
    fn bring(&self, git: &gix::Repository) -> Result<Fetched, Failure> {
        let branch = self.request.branch;
        let name = format!("refs/heads/{branch}");
        if gix::refs::FullName::try_from(name.as_str()).is_err() {
            return Err(self.no_branch(git));
        }
        let remote = self.remote(git, &format!("+{name}:{name}"))?;
        let asked = self.ask(&remote)?;
        let Some(head) = asked.ref_map().remote_refs.iter().find_map(|found| named(found, &name))
        else {
            drop(asked);
            return Err(self.no_branch(git));
        };
        let known = self.request.known == Some(head.to_string().as_str());
        if known
            && place::tip(git, branch).is_ok_and(|tip| tip == Some(head))
            && git.has_object(head)
        {
            return Ok(Fetched::Unchanged);
        }
        self.watch.expect_pack();
        asked
            .receive(gix::progress::Discard, &AtomicBool::new(false))
            .map_err(|error| self.failure(&error, Stage::Receiving))?;
        place::since(git, head, self.request.known, self.progress).map_err(Failure::Mirror)
    }

    fn remote<'r>(
        &self,
        git: &'r gix::Repository,
        wanted: &str,
    ) -> Result<gix::Remote<'r>, Failure> {
        git.remote_at_without_url_rewrite(self.server.url.clone())
            .and_then(|remote| remote.with_refspecs([wanted], Direction::Fetch))
            .map(|remote| remote.with_fetch_tags(Tags::None))
            .map_err(|error| self.failure(&error, Stage::Asking))
    }

    /// Asks for what a remote wants to know of.
    fn ask<'r>(&self, remote: &'r gix::Remote<'_>) -> Result<Asked<'_, 'r>, Failure> {
        let url = self.server.url.clone();
        let mut transport = Transport::new_http(Http::new(self.watch), url, Protocol::V2, false);
        if let Some(identity) = self.server.identity.clone() {
            let _ = transport.set_identity(identity);
        }
        let mut connection = remote.to_connection_with_transport(transport);
        // Neither a helper nor a person is asked for a password, nor is the proxy of any configuration.
        connection.set_credentials(|_| Ok(None));
        connection.set_transport_options(Box::new(()));
        connection
            .prepare_fetch(gix::progress::Discard, remote::ref_map::Options::default())
            .map_err(|error| self.failure(&error, Stage::Asking))
    }

    /// That there is no such branch, with those that there are.
    fn no_branch(&self, git: &gix::Repository) -> Failure {
        let all = "refs/heads/";
        let there = self.remote(git, &format!("+{all}*:{all}*")).and_then(|remote| {
            let asked = self.ask(&remote)?;
            let names =
                asked.ref_map().remote_refs.iter().map(|found| found.unpack().0.to_string());
            let branches = names.filter_map(|name| name.strip_prefix(all).map(str::to_owned));
            Ok(branches.collect())
        });
        match there {
            Ok(there) => Failure::Server(place::no_branch(self.request.branch, there)),
            Err(failure) => failure,
        }
    }

    fn failure(&self, error: &gix::Error, stage: Stage) -> Failure {
        match self.watch.trouble() {
            Some(trouble) => Failure::Server(trouble),
            None => Failure::Mirror(self.trouble(error, stage)),
        }
    }

    /// What an error means with which the server has nothing to do, or only by what it sent.
    fn trouble(&self, error: &gix::Error, stage: Stage) -> Trouble {
        let path = self.request.mirror.to_owned();
        match error.downcast_any_ref::<io::Error>().map(|error| (error.kind(), error)) {
            Some((ErrorKind::UnexpectedEof, _)) if stage == Stage::Receiving => Trouble::CutOff,
            Some((
                ErrorKind::StorageFull
                | ErrorKind::QuotaExceeded
                | ErrorKind::PermissionDenied
                | ErrorKind::ReadOnlyFilesystem
                | ErrorKind::NotADirectory,
                error,
            )) => Trouble::Disk { path, error: again(error) },
            Some((_, error)) if stage == Stage::Writing => {
                Trouble::Disk { path, error: again(error) }
            }
            _ if stage == Stage::Asking => Trouble::NotGit,
            _ => Trouble::Garbled(first_line(error)),
        }
    }
}

type Asked<'w, 'r> = remote::fetch::Prepare<'r, 'r, Transport<Http<'w>>>;

/// How far a fetch had come when something happened.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Writing,
    Asking,
    Receiving,
}

/// The commit that a branch of this name is at.
pub(super) fn named(found: &Ref, name: &str) -> Option<ObjectId> {
    let (full, target, peeled) = found.unpack();
    (full == name).then(|| peeled.or(target).map(ToOwned::to_owned)).flatten()
}

/// An error of the system once more, since one cannot be copied.
fn again(error: &io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => io::Error::new(error.kind(), error.to_string()),
    }
}

/// Where a mirror is made before it takes its place.
fn beside(mirror: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(mirror.file_name().unwrap_or_default());
    name.push("-unfinished");
    mirror.with_file_name(name)
}

/// Removes a folder or a file, if it is there.
fn remove(path: &Path) -> io::Result<()> {
    let removed = match fs::symlink_metadata(path) {
        Ok(about) if about.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}
