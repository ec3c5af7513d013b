//! Sources on a server: what is asked of it, what is kept of them, and what happens if it fails.

use crate::support::folder::Folder;
use crate::support::git_server::{Asked, Fault, GitServer};
use crate::support::repository::Repository;
use crate::support::upstream;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;
use tenet::content::snapshot::Snapshot;
use tenet::sync::git::{FetchError, Fetched, Limits, Progress, Request, Trouble, fetch};

/// A repository with two commits, a server that gives it, and a place for its mirror.
struct Guild {
    repository: Repository,
    server: GitServer,
    state: Folder,
}

impl Guild {
    fn new() -> Guild {
        let mut repository = Repository::new();
        repository.on("main", "2024-01-01").file("rules.md", "First.\n").commit();
        repository.on("main", "2024-02-01").file("rules.md", "Second.\n").commit();
        let server = GitServer::of(&repository.path());
        Guild { repository, server, state: Folder::new() }
    }

    fn head(&self) -> String {
        self.repository.tip("main").unwrap().to_string()
    }

    fn mirror(&self) -> PathBuf {
        self.state.join("mirrors/rules")
    }

    fn fetch(&self, known: Option<&str>) -> Result<Fetched, FetchError> {
        self.fetch_within(known, Limits::default())
    }

    fn fetch_within(&self, known: Option<&str>, limits: Limits) -> Result<Fetched, FetchError> {
        let (from, mirror) = (self.server.url(), self.mirror());
        let request = Request { from: &from, branch: "main", mirror: &mirror, known, limits };
        fetch(&request, &|_| {})
    }

    /// The whole branch, from what is in the mirror and what the server adds to it.
    fn whole(&self) -> Snapshot {
        let snapshot = changed(self.fetch(None).unwrap());
        assert_eq!(snapshot.head().unwrap().id, self.head());
        snapshot
    }
}

fn changed(fetched: Fetched) -> Snapshot {
    match fetched {
        Fetched::Changed { snapshot, rewound: false } => snapshot,
        other => panic!("{other:?}"),
    }
}

/// The files of a folder with their bytes.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, mut found): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    found.extend(folders.iter().flat_map(|folder| files(folder)));
    found
}

const REFERENCES: [Asked; 2] = [Asked::Greeting, Asked::Branches];
const EVERYTHING: [Asked; 3] = [Asked::Greeting, Asked::Branches, Asked::Pack];

#[test]
fn a_first_fetch_brings_everything_and_a_second_only_asks() {
    let guild = Guild::new();
    let snapshot = guild.whole();
    assert_eq!(snapshot.commits.len(), 2);
    assert_eq!(snapshot.text("rules.md"), Some("Second.\n"));
    assert_eq!(guild.server.asked(), EVERYTHING);
    let again = guild.fetch(Some(&guild.head())).unwrap();
    assert!(matches!(again, Fetched::Unchanged), "{again:?}");
    assert_eq!(guild.server.asked(), REFERENCES);
}

#[test]
fn a_new_commit_is_brought_and_only_that() {
    let mut guild = Guild::new();
    guild.whole();
    let known = guild.head();
    guild.repository.on("main", "2024-03-01").file("rules.md", "Third.\n").commit();
    guild.server.asked();
    guild.server.had();
    let snapshot = changed(guild.fetch(Some(&known)).unwrap());
    assert_eq!(snapshot.commits.len(), 3);
    assert_eq!(snapshot.text("rules.md"), Some("Third.\n"));
    assert_eq!(guild.server.asked()[..2], REFERENCES);
    assert!(guild.server.had().iter().all(|commits| *commits > 0));
}

#[test]
fn other_branches_are_left_where_they_are() {
    let mut guild = Guild::new();
    let side = guild.repository.on("side", "2024-03-01").file("side.md", "Aside.\n").commit();
    guild.whole();
    let mirror = gix::open_opts(guild.mirror(), gix::open::Options::isolated()).unwrap();
    assert!(!mirror.has_object(gix::ObjectId::from_hex(side.as_bytes()).unwrap()));
}

#[test]
fn a_branch_that_was_moved_by_force_is_followed_and_said_so() {
    let mut guild = Guild::new();
    guild.whole();
    let known = guild.head();
    guild.repository.forced("main", "2024-03-01", None).file("rules.md", "Anew.\n").commit();
    match guild.fetch(Some(&known)).unwrap() {
        Fetched::Changed { snapshot, rewound: true } => {
            assert_eq!(snapshot.commits.len(), 1);
            assert_eq!(snapshot.text("rules.md"), Some("Anew.\n"));
        }
        other => panic!("{other:?}"),
    }
    // The same is said where the mirror was lost as well.
    fs::remove_dir_all(guild.mirror()).unwrap();
    let again = guild.fetch(Some(&known)).unwrap();
    assert!(matches!(again, Fetched::Changed { rewound: true, .. }), "{again:?}");
}

#[test]
fn a_branch_that_is_not_there_is_answered_with_those_that_are() {
    let mut guild = Guild::new();
    guild.repository.on("gh-pages", "2024-03-01").file("a.md", "A\n").commit();
    let (from, mirror) = (guild.server.url(), guild.mirror());
    for (branch, there) in [("mian", "main, gh-pages"), ("gh pages", "gh-pages, main")] {
        let limits = Limits::default();
        let request = Request { from: &from, branch, mirror: &mirror, known: None, limits };
        let error = fetch(&request, &|_| {}).unwrap_err();
        let told = format!("{from} has no branch {branch}; it has {there}. Correct the branch.");
        assert_eq!(error.to_string(), told);
    }
    guild.whole();
}

#[test]
fn a_damaged_mirror_is_fetched_anew() {
    type Spoil = fn(&Path);
    let guild = Guild::new();
    let spoils: [(&str, Spoil); 8] = [
        ("emptied", |mirror| {
            fs::remove_dir_all(mirror).unwrap();
            fs::create_dir(mirror).unwrap();
        }),
        ("a file in its place", |mirror| {
            fs::remove_dir_all(mirror).unwrap();
            fs::write(mirror, "?").unwrap();
        }),
        ("no head", |mirror| fs::remove_file(mirror.join("HEAD")).unwrap()),
        ("rubbish in its configuration", |mirror| fs::write(mirror.join("config"), "[[").unwrap()),
        ("packs lost", |mirror| {
            fs::remove_dir_all(mirror.join("objects/pack")).unwrap();
            fs::create_dir(mirror.join("objects/pack")).unwrap();
        }),
        ("bytes of a pack changed", |mirror| {
            for pack in files(&mirror.join("objects/pack")) {
                if pack.extension().is_some_and(|ending| ending == "pack") {
                    let mut bytes = fs::read(&pack).unwrap();
                    let half = bytes.len() / 2;
                    bytes[half - 40..half + 40].fill(b'#');
                    fs::remove_file(&pack).unwrap();
                    fs::write(&pack, bytes).unwrap();
                }
            }
        }),
        ("a pack cut off", |mirror| {
            for pack in files(&mirror.join("objects/pack")) {
                let bytes = fs::read(&pack).unwrap();
                fs::remove_file(&pack).unwrap();
                fs::write(&pack, &bytes[..bytes.len() / 2]).unwrap();
            }
        }),
        ("a branch at a commit that nobody has", |mirror| {
            fs::write(mirror.join("refs/heads/main"), format!("{}\n", "1".repeat(40))).unwrap();
        }),
    ];
    guild.whole();
    for (name, spoil) in spoils {
        spoil(&guild.mirror());
        assert_eq!(guild.whole().commits.len(), 2, "{name}");
        guild.server.asked();
        let again = guild.fetch(Some(&guild.head())).unwrap();
        assert!(matches!(again, Fetched::Unchanged), "{name}");
        assert_eq!(guild.server.asked(), REFERENCES, "{name}");
    }
}

#[test]
fn what_a_killed_process_left_behind_is_in_nobodys_way() {
    let mut guild = Guild::new();
    let left =
        ["objects/pack/.tmp1234", "refs/heads/main.lock", "packed-refs.lock", "shallow.lock"];
    // Killed while the first mirror was made, which stands beside its place until it is whole.
    fs::create_dir_all(guild.state.join("mirrors/.rules-unfinished/objects")).unwrap();
    fs::write(guild.state.join("mirrors/.rules-unfinished/HEAD.lock"), "").unwrap();
    for (day, name) in ["2024-03-01", "2024-03-02", "2024-03-03", "2024-03-04"].iter().zip(left) {
        guild.whole();
        let left = guild.mirror().join(name);
        fs::write(&left, "half").unwrap();
        guild.repository.on("main", day).file("rules.md", *day).commit();
        assert_eq!(guild.whole().text("rules.md"), Some(*day), "{name}");
        let kept = files(&guild.mirror().join("objects/pack"));
        assert!(!kept.contains(&left), "half a pack would be kept for ever");
    }
    let beside: Vec<_> = fs::read_dir(guild.state.join("mirrors")).unwrap().flatten().collect();
    assert_eq!(beside.len(), 1, "{beside:?}");
}

#[test]
fn a_mirror_of_another_address_is_not_mixed_with_this_one() {
    let other = Guild::new();
    let mut guild = Guild::new();
    guild.repository.forced("main", "2024-05-01", None).file("rules.md", "Ours.\n").commit();
    let mirror = other.mirror();
    other.whole();
    let from = guild.server.url();
    let limits = Limits::default();
    let request = Request { from: &from, branch: "main", mirror: &mirror, known: None, limits };
    let snapshot = changed(fetch(&request, &|_| {}).unwrap());
    assert_eq!(snapshot.text("rules.md"), Some("Ours.\n"));
    assert_eq!(guild.server.had(), [0]);
    let theirs = gix::ObjectId::from_hex(other.head().as_bytes()).unwrap();
    let kept = gix::open_opts(&mirror, gix::open::Options::isolated()).unwrap();
    assert!(!kept.has_object(theirs));
}

#[test]
fn a_server_that_moved_the_repository_is_followed() {
    let guild = Guild::new();
    guild.server.fault(Some((Asked::Greeting, Fault::Moves)));
    assert_eq!(guild.whole().commits.len(), 2);
    assert_eq!(
        guild.server.asked(),
        [Asked::Greeting, Asked::Greeting, Asked::Branches, Asked::Pack]
    );
}

/// Limits that a fault soon meets.
fn short() -> Limits {
    Limits { stall: Duration::from_millis(150), ..Limits::default() }
}

fn hasty() -> Limits {
    Limits { whole: Duration::from_millis(250), ..Limits::default() }
}

/// Whatever a server does at this point, nothing is lost, and the next fetch makes it good.
fn nothing_is_lost_at(asked: Asked) {
    type Told = fn(&Trouble) -> bool;
    let drip = Fault::Drips(Duration::from_millis(20));
    let cut: Told = |trouble| matches!(trouble, Trouble::CutOff);
    let faults: [(Fault, Limits, Told); 13] = [
        (Fault::Hangs, short(), |trouble| matches!(trouble, Trouble::Stalled(_))),
        (Fault::HangsMidway, short(), |trouble| matches!(trouble, Trouble::Stalled(_))),
        (drip, hasty(), |trouble| matches!(trouble, Trouble::Slow(_))),
        (Fault::Cuts, Limits::default(), cut),
        (Fault::Shortens, Limits::default(), |trouble| {
            matches!(trouble, Trouble::CutOff | Trouble::NotGit | Trouble::Garbled(_))
        }),
        (Fault::Status(500), Limits::default(), |trouble| matches!(trouble, Trouble::Server(500))),
        (Fault::Status(503), Limits::default(), |trouble| matches!(trouble, Trouble::Server(503))),
        (Fault::Status(429), Limits::default(), |trouble| matches!(trouble, Trouble::Server(429))),
        (Fault::Status(401), Limits::default(), |trouble| matches!(trouble, Trouble::Refused(401))),
        (Fault::Status(403), Limits::default(), |trouble| matches!(trouble, Trouble::Refused(403))),
        (Fault::Status(404), Limits::default(), |trouble| matches!(trouble, Trouble::Refused(404))),
        (Fault::Babbles, Limits::default(), |trouble| {
            matches!(trouble, Trouble::NotGit | Trouble::Garbled(_))
        }),
        (Fault::Garbles, Limits::default(), |trouble| {
            matches!(trouble, Trouble::NotGit | Trouble::Garbled(_) | Trouble::NoBranch { .. })
        }),
    ];
    for (number, (fault, limits, told)) in faults.iter().enumerate() {
        let name = format!("fault {number} at {asked:?}");
        let mut guild = Guild::new();
        guild.server.fault(Some((asked, *fault)));
        // Before there is a mirror,
        let error = guild.fetch_within(None, *limits).expect_err(&name);
        assert!(told(&error.trouble), "{name}: {error:?}");
        assert!(guild.server.asked().len() <= 6, "{name}: asked again and again");
        guild.server.fault(None);
        assert_eq!(guild.whole().commits.len(), 2, "{name}");
        // and when there is one.
        let known = guild.head();
        guild.repository.on("main", "2024-03-01").file("rules.md", "Third.\n").commit();
        guild.server.fault(Some((asked, *fault)));
        let error = guild.fetch_within(Some(&known), *limits).expect_err(&name);
        assert!(told(&error.trouble), "{name}: {error:?}");
        guild.server.fault(None);
        assert_eq!(changed(guild.fetch(Some(&known)).expect(&name)).commits.len(), 3, "{name}");
    }
}

#[test]
fn a_server_that_fails_when_it_is_greeted_spoils_nothing() {
    nothing_is_lost_at(Asked::Greeting);
}

#[test]
fn a_server_that_fails_when_it_names_its_branches_spoils_nothing() {
    nothing_is_lost_at(Asked::Branches);
}

#[test]
fn a_server_that_fails_when_it_sends_the_pack_spoils_nothing() {
    nothing_is_lost_at(Asked::Pack);
}

#[test]
fn a_server_that_never_ends_is_left() {
    for asked in REFERENCES {
        let guild = Guild::new();
        guild.server.fault(Some((asked, Fault::Floods)));
        let error = guild.fetch(None).unwrap_err();
        assert!(matches!(error.trouble, Trouble::TooLarge(_)), "{asked:?}: {error:?}");
    }
}

#[test]
fn a_server_that_nobody_runs_cannot_be_reached() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let folder = Folder::new();
    let from = format!("http://{address}/rules.git");
    let mirror = folder.join("mirror");
    let limits = Limits::default();
    let request = Request { from: &from, branch: "main", mirror: &mirror, known: None, limits };
    let error = fetch(&request, &|_| {}).unwrap_err();
    assert!(matches!(error.trouble, Trouble::Unreachable(_)), "{error:?}");
    assert!(error.to_string().starts_with(&format!("{from} cannot be reached: ")), "{error}");
}

#[test]
fn a_server_that_takes_the_connection_and_no_more_is_too_slow_to_connect() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let folder = Folder::new();
    let from = format!("https://ana:geheim@{}/rules.git", listener.local_addr().unwrap());
    let mirror = folder.join("mirror");
    let limits = Limits { connect: Duration::from_millis(200), ..Limits::default() };
    let request = Request { from: &from, branch: "main", mirror: &mirror, known: None, limits };
    let error = fetch(&request, &|_| {}).unwrap_err();
    assert!(matches!(error.trouble, Trouble::Connecting(_)), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("geheim"), "{error:?}");
}

#[test]
fn a_disk_that_takes_nothing_is_named() {
    let guild = Guild::new();
    guild.state.write("mirrors", "A file where a folder belongs.");
    let error = guild.fetch(None).unwrap_err();
    assert!(matches!(error.trouble, Trouble::Disk { .. }), "{error:?}");
    assert_eq!(guild.server.asked(), []);
}

#[test]
fn progress_counts_what_comes_and_what_is_read() {
    let guild = Guild::new();
    let told = Mutex::new(Vec::new());
    let (from, mirror, limits) = (guild.server.url(), guild.mirror(), Limits::default());
    let request = Request { from: &from, branch: "main", mirror: &mirror, known: None, limits };
    fetch(&request, &|progress| told.lock().unwrap().push(progress)).unwrap();
    let told = told.into_inner().unwrap();
    assert_eq!(told.last(), Some(&Progress::Read { commits: 2, of: 2 }));
    let bytes: Vec<u64> = told
        .iter()
        .filter_map(|progress| match progress {
            Progress::Received { bytes } => Some(*bytes),
            Progress::Read { .. } => None,
        })
        .collect();
    assert!(bytes.is_sorted() && bytes.last().is_some_and(|bytes| *bytes > 0), "{bytes:?}");
}

#[test]
fn the_real_sources_come_over_http_as_they_are() {
    let name = "the real sources over HTTP";
    for (unpacked, branch) in
        [(upstream::governance(name), "main"), (upstream::website(name), "gh-pages")]
    {
        let Some(path) = unpacked else { return };
        let server = GitServer::of(&path);
        let folder = Folder::new();
        let mirror = folder.join("mirror");
        let of = |from: &str| {
            let limits = Limits::default();
            let request = Request { from, branch, mirror: &mirror, known: None, limits };
            changed(fetch(&request, &|_| {}).unwrap())
        };
        assert_eq!(of(&server.url()), of(path.to_str().unwrap()));
    }
}
