//! What it costs to follow sources, and to answer from their history.
//!
//! A sync stands beside the fetch alone, content with its history beside the same content without, an
//! answer from history beside an answer by id. Two sources are measured: one that is made here, of the
//! size of the real ones, and the real ones where their bundles lie beside the checkout.
//!
//! `cargo bench --bench history` runs all of it; a word behind `--` chooses rows.

mod made;
mod measure;
#[allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic
)]
#[path = "../tests/it/support/mod.rs"]
mod support;

use measure::{Folders, Goal, Table};
use std::collections::BTreeMap;
use std::fs;
use std::hint::black_box;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, SystemTime};
use support::folder::Folder;
use support::git_server::GitServer;
use support::repository::Repository;
use support::upstream;
use tenet::answer;
use tenet::content::snapshot::Snapshot;
use tenet::content::{self, Content, Files};
use tenet::index::Edition;
use tenet::library::{Library, SyncStatus};
use tenet::question::Question;
use tenet::sync::editions::State;
use tenet::sync::git::{self, Fetched, Limits};
use tenet::sync::opening::{self, HeldSources};
use tenet::sync::round::{self, Outcome, Round};
use tenet::sync::{files, sources};

const ANSWER: Goal = Goal { p99: Some(Duration::from_millis(1)), ..Goal::NONE };
const COLD: Goal = Goal { p99: Some(Duration::from_millis(30)), ..Goal::NONE };

fn main() -> anyhow::Result<()> {
    let mut table = Table::begun()?;
    let made = made::repository();
    let folder = Folder::new();
    folder.write("sources.yaml", SOURCES);
    let from = BTreeMap::from([("rules".to_owned(), made.path())]);
    table.all("made", Some(folder.path()), &from)?;
    table.over_http(folder.path(), &made)?;
    let real = upstream::governance("the real sources").zip(upstream::website("the real sources"));
    if let Some((governance, website)) = real {
        let from =
            BTreeMap::from([("governance".to_owned(), governance), ("site".to_owned(), website)]);
        table.all("real", None, &from)?;
    }
    table.say("\nThe two sides of a row take turns. ! misses a goal.")
}

/// Sources that are followed, by their addresses.
struct Followed<'a> {
    name: &'static str,
    folder: Option<&'a Path>,
    files: Files,
    from: BTreeMap<String, String>,
}

impl Followed<'_> {
    /// A round, as `tenet sync` runs it.
    fn sync(&self, state: &State) -> anyhow::Result<Outcome> {
        let round = Round {
            files: self.files.clone(),
            state,
            from: &self.from,
            at: jiff::Timestamp::now(),
            limits: Limits::default(),
        };
        Ok(round::run(round, &|_, _| {})?)
    }

    /// The fetches of a round alone, with what is known of each source.
    fn fetch(&self, known: &BTreeMap<String, String>) -> anyhow::Result<Vec<Fetched>> {
        let (manifest, _) = content::manifest(&self.files);
        let followed = manifest.sources.iter().filter_map(|source| {
            let request = git::Request {
                from: self.from.get(&source.id)?,
                branch: &source.site.branch,
                mirror: Path::new("/nowhere/mirror"),
                known: known.get(&source.id).map(String::as_str),
                limits: Limits::default(),
            };
            Some(git::fetch(&request, &|_| {}))
        });
        Ok(followed.collect::<Result<_, _>>()?)
    }

    /// The newest commit of each source that a state folder holds.
    fn known(&self, state: &State) -> BTreeMap<String, String> {
        let (manifest, _) = content::manifest(&self.files);
        let records = state.records();
        let commit = |name: &str| records.get(name).and_then(|record| record.commit.clone());
        let known = manifest.sources.iter();
        known
            .filter_map(|source| Some((source.id.clone(), commit(&sources::name(source))?)))
            .collect()
    }

    /// The content as a sync left it.
    fn content(&self, state: &State) -> Content {
        let (manifest, _) = content::manifest(&self.files);
        let mut held = HeldSources::in_state(&manifest, state);
        opening::content_of(self.files.clone(), state, &mut held)
    }
}

impl Table {
    fn all(
        &mut self,
        name: &'static str,
        folder: Option<&Path>,
        from: &BTreeMap<String, PathBuf>,
    ) -> anyhow::Result<()> {
        let files = match folder {
            Some(folder) => files::folder(folder)?,
            None => files::shipped(),
        };
        let from =
            from.iter().map(|(id, place)| (id.clone(), place.display().to_string())).collect();
        let followed = Followed { name, folder, files, from };
        let place = Folder::new();
        let state = State::at(place.path());
        self.syncs(&followed, &state)?;
        let content = followed.content(&state);
        self.building(name, &content)?;
        let library = opening::open(followed.files.clone(), &state, &mut |_, _| {})?.library;
        self.opening(name, &state, &library.edition.id)?;
        self.processes(&followed, &state)?;
        self.answers(name, &library)
    }

    /// A first sync and a repeated one, beside their fetches alone.
    fn syncs(&mut self, followed: &Followed<'_>, state: &State) -> anyhow::Result<()> {
        let nothing = BTreeMap::new();
        self.row(
            followed.name,
            "a first sync, in place",
            Goal::NONE,
            &mut || {
                let place = Folder::new();
                black_box(followed.sync(&State::at(place.path())).is_ok());
            },
            Some(("fetch alone", &mut || {
                black_box(followed.fetch(&nothing).is_ok());
            })),
        )?;
        anyhow::ensure!(followed.sync(state)?.published.is_some(), "a first sync publishes");
        let known = followed.known(state);
        let before = written(state.folder());
        self.row(
            followed.name,
            "a sync of what is unchanged",
            Goal::NONE,
            &mut || {
                black_box(followed.sync(state).is_ok());
            },
            Some(("look at refs alone", &mut || {
                black_box(followed.fetch(&known).is_ok());
            })),
        )?;
        anyhow::ensure!(followed.sync(state)?.published.is_none(), "nothing is unchanged");
        let touched: Vec<String> = written(state.folder())
            .into_iter()
            .filter(|(path, at)| before.get(path) != Some(at))
            .map(|(path, _)| path.file_name().unwrap_or_default().to_string_lossy().into_owned())
            .collect();
        self.say(&format!("        files that it wrote: {}", touched.join(", ")))
    }

    /// A server on loopback, and a source that is made here.
    fn over_http(&mut self, folder: &Path, made: &Repository) -> anyhow::Result<()> {
        let server = GitServer::of(&made.path());
        let from = BTreeMap::from([("rules".to_owned(), server.url())]);
        let followed =
            Followed { name: "made", folder: Some(folder), files: files::folder(folder)?, from };
        self.row(
            "made",
            "a first sync, over HTTP",
            Goal::NONE,
            &mut || {
                let place = Folder::new();
                black_box(followed.sync(&State::at(place.path())).is_ok());
            },
            None,
        )?;
        let place = Folder::new();
        let state = State::at(place.path());
        followed.sync(&state)?;
        server.asked();
        anyhow::ensure!(followed.sync(&state)?.published.is_none(), "nothing is unchanged");
        let requests = server.asked().len();
        self.row(
            "made",
            "a sync of what is unchanged, HTTP",
            Goal::NONE,
            &mut || {
                black_box(followed.sync(&state).is_ok());
            },
            None,
        )?;
        self.say(&format!("        requests that it sent: {requests}"))
    }

    /// An edition with history beside the same without.
    fn building(&mut self, name: &str, with: &Content) -> anyhow::Result<()> {
        let mut without = with.clone();
        without.synced.values_mut().for_each(|snapshot| *snapshot = at_its_head(snapshot));
        let edition = |content: &Content| {
            let catalogue = content::read(content).catalogue;
            black_box(Edition::build(String::new(), catalogue, &mut |_, _| {}).is_ok());
        };
        self.row(
            name,
            "read and index, with history",
            Goal::NONE,
            &mut || edition(with),
            Some(("without history", &mut || edition(&without))),
        )
    }

    /// An edition from disk, and what the first quotation that is verified adds to that.
    fn opening(&mut self, name: &str, state: &State, id: &str) -> anyhow::Result<()> {
        let folder = state.folder().join("editions").join(id);
        anyhow::ensure!(state.load(id)?.is_some(), "the edition is not in place");
        let mut load = || {
            black_box(state.load(id).is_ok());
        };
        let mut read = || {
            for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
                black_box(fs::read(entry.path()).is_ok());
            }
        };
        self.row(
            name,
            "an edition from disk",
            Goal::NONE,
            &mut load,
            Some(("read files", &mut read)),
        )?;
        let question = asked(NOWHERE);
        let mut first = || {
            if let Ok(Some(edition)) = state.load(id) {
                let library = Library::new(edition, SyncStatus::default());
                black_box(tenet::ask::ask(&library, &question));
            }
        };
        self.row(
            name,
            "the same and a first /verify",
            Goal::NONE,
            &mut first,
            Some(("edition from disk", &mut load)),
        )
    }

    /// `tenet ask` as a whole process, and the memory that one takes.
    fn processes(&mut self, followed: &Followed<'_>, state: &State) -> anyhow::Result<()> {
        let folders = Folders { content: followed.folder, state: state.folder() };
        let body = ["ask", "/who-is-on tsc"];
        self.process(followed.name, "cold `tenet ask`", COLD, &body, folders)?;
        let verify = ["ask", NOWHERE];
        self.process(followed.name, "cold `tenet ask /verify`", COLD, &verify, folders)?;
        for question in [body[1], NOWHERE] {
            if let Some(most) = most_memory(folders, question)? {
                let command = question.split(' ').next().unwrap_or_default();
                self.say(&format!(
                    "        most memory of a process that answered {command}: {most}"
                ))?;
            }
        }
        Ok(())
    }

    /// Answers from history, beside an answer by id.
    fn answers(&mut self, name: &str, library: &Library) -> anyhow::Result<()> {
        let catalogue = &library.edition.catalogue;
        // The passage whose words changed most often, and one whose words did once.
        let threads = catalogue.history.threads.iter().filter(|thread| {
            thread.stands()
                && !thread.copy
                && library.edition.passage_by_id(&thread.passage).is_some()
        });
        let changed = threads.max_by_key(|thread| thread.versions.len());
        let changed = changed.ok_or_else(|| anyhow::anyhow!("no passage has a history"))?;
        let passage = library.edition.passage_by_id(&changed.passage);
        let text = passage.map(|passage| passage.text.clone()).unwrap_or_default();
        let former = changed.versions.first().map(|version| version.text.clone());
        let body = catalogue.rosters.first().map(|roster| roster.body.clone()).unwrap_or_default();
        let most = |text: &str| text.chars().take(4_000).collect::<String>();
        let all: Vec<&str> = catalogue.passages.iter().map(|passage| &*passage.text).collect();
        let by_id = asked(&format!("/cite {}", changed.passage));
        for (kind, question) in [
            ("/changes, a passage", format!("/changes {}", changed.passage)),
            ("/changes, a document", format!("/changes {}", changed.document)),
            ("/verify, exact", format!("/verify {text}")),
            ("/verify, former", format!("/verify {}", former.unwrap_or_default())),
            ("/verify, near", format!("/verify {}", text.replacen(' ', " never ", 1))),
            ("/verify, nowhere", NOWHERE.to_owned()),
            ("/verify, 4,000 letters", format!("/verify {}", most(&all.join(" not ")))),
            ("/who-is-on, today", format!("/who-is-on {body}")),
            ("/who-is-on, as of a day", format!("/who-is-on {body} as-of:2024-03-01")),
        ] {
            let question = asked(&question);
            let outcome = tenet::ask::ask(library, &question).outcome;
            let expected =
                [answer::Outcome::Changes, answer::Outcome::Verify, answer::Outcome::Roster];
            anyhow::ensure!(expected.contains(&outcome), "{kind}: {outcome:?}");
            self.row(
                name,
                kind,
                ANSWER,
                &mut || {
                    black_box(tenet::ask::ask(library, black_box(&question)));
                },
                Some(("answer by id", &mut || {
                    black_box(tenet::ask::ask(library, black_box(&by_id)));
                })),
            )?;
        }
        Ok(())
    }
}

const NOWHERE: &str = "/verify sourdough must rise for as long as the baker of the guild sleeps";

fn asked(text: &str) -> Question {
    Question::at_terminal(text, jiff::Timestamp::now())
}

/// The snapshot as if its branch had one commit.
fn at_its_head(snapshot: &Snapshot) -> Snapshot {
    Snapshot { commits: Vec::new(), ..snapshot.clone() }
}

/// When each file below a folder was written.
fn written(folder: &Path) -> BTreeMap<PathBuf, SystemTime> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.metadata().and_then(|metadata| Ok((metadata.is_dir(), metadata.modified()?))) {
            Ok((true, _)) => all.extend(written(&entry.path())),
            Ok((false, at)) => drop(all.insert(entry.path(), at)),
            Err(_) => {}
        }
    }
    all
}

/// The most memory that a process held which answered a question; nothing where the system does not
/// tell. The process is a prompt, since one that ended tells no more.
fn most_memory(folders: Folders<'_>, question: &str) -> anyhow::Result<Option<String>> {
    let mut prompt = folders
        .tenet()
        .args(["chat", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let (Some(mut input), Some(out)) = (prompt.stdin.take(), prompt.stdout.take()) else {
        anyhow::bail!("a prompt has no ends");
    };
    writeln!(input, "{question}")?;
    // An answer in JSON ends with a brace that stands alone.
    let mut lines = BufReader::new(out).lines();
    while lines.next().transpose()?.is_some_and(|line| line != "}") {}
    let status = fs::read_to_string(format!("/proc/{}/status", prompt.id())).unwrap_or_default();
    drop(input);
    prompt.wait()?;
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    Ok(most.map(|most| most.trim().to_owned()))
}

const SOURCES: &str = "organisation: Guild
sources:
  - id: rules
    git: https://github.com/guild/rules
    documents:
      - {file: \"rules-*.md\", kind: policy}
      - {file: CHARTER.md, id: charter}
    rosters:
      - {body: tsc, title: Steering Committee, file: MEMBERS.md}
";
