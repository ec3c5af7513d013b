//! A bare repository of a test's own, made commit by commit.

use super::folder::Folder;
use gix::objs::tree::{Entry, EntryKind};
use gix::objs::{Commit, Tree};
use gix::refs::transaction::PreviousValue;
use gix::{ObjectId, bstr::BString};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Nobody's configuration but the repository's own, whoever runs the tests.
pub(crate) fn isolated() -> gix::open::Options {
    gix::open::Options::isolated()
}

pub(crate) fn init(place: &Path) -> gix::Repository {
    gix::ThreadSafeRepository::init_opts(
        place,
        gix::create::Kind::Bare,
        gix::create::Options::default(),
        isolated(),
    )
    .unwrap()
    .to_thread_local()
}

/// What lies in a repository: text, or a link to another path.
#[derive(Clone, PartialEq, Eq)]
enum Kept {
    File(Vec<u8>),
    Link(String),
}

/// A commit to be made: a day, a title and what it does to the files of its branch.
pub(crate) struct Made<'a> {
    repository: &'a mut Repository,
    branch: String,
    files: BTreeMap<String, Kept>,
    parents: Vec<ObjectId>,
    title: String,
    at: String,
}

pub(crate) struct Repository {
    folder: Folder,
    git: gix::Repository,
    files: BTreeMap<ObjectId, BTreeMap<String, Kept>>,
}

impl Repository {
    pub(crate) fn new() -> Repository {
        let folder = Folder::new();
        let git = init(&folder.join("repository.git"));
        Repository { folder, git, files: BTreeMap::new() }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.join("repository.git")
    }

    /// Begins a commit at noon of a day, on top of what the branch holds; `branch` may be new.
    pub(crate) fn on<'a>(&'a mut self, branch: &str, day: &str) -> Made<'a> {
        let parents = Vec::from_iter(self.tip(branch));
        self.begin(branch, day, parents)
    }

    /// Begins a commit on top of another commit: the branch is moved there by force.
    pub(crate) fn forced<'a>(
        &'a mut self,
        branch: &str,
        day: &str,
        onto: Option<&str>,
    ) -> Made<'a> {
        let parents = onto.map(|id| ObjectId::from_hex(id.as_bytes()).unwrap());
        self.begin(branch, day, Vec::from_iter(parents))
    }

    fn begin<'a>(&'a mut self, branch: &str, day: &str, parents: Vec<ObjectId>) -> Made<'a> {
        let files = parents.first().map(|id| self.files[id].clone()).unwrap_or_default();
        Made {
            branch: branch.to_owned(),
            files,
            parents,
            title: format!("Work of {day}"),
            at: format!("{day}T12:00:00Z"),
            repository: self,
        }
    }

    pub(crate) fn tip(&self, branch: &str) -> Option<ObjectId> {
        let reference = self.git.try_find_reference(&format!("refs/heads/{branch}")).unwrap()?;
        Some(reference.id().detach())
    }

    /// Makes the repository hold other bytes under the name of these.
    pub(crate) fn forge(&self, bytes: &str, others: &str) {
        let [place, forged] = [bytes, others].map(|bytes| {
            let id = self.git.write_blob(bytes).unwrap().to_string();
            self.path().join("objects").join(&id[..2]).join(&id[2..])
        });
        fs::remove_file(&place).unwrap();
        fs::rename(forged, place).unwrap();
    }

    fn tree(&self, files: &[(&str, &Kept)]) -> ObjectId {
        let mut below: BTreeMap<&str, Vec<(&str, &Kept)>> = BTreeMap::new();
        let mut entries = Vec::new();
        for (path, kept) in files {
            if let Some((folder, rest)) = path.split_once('/') {
                below.entry(folder).or_default().push((rest, kept));
                continue;
            }
            let (kind, bytes) = match kept {
                Kept::File(bytes) => (EntryKind::Blob, bytes.as_slice()),
                Kept::Link(target) => (EntryKind::Link, target.as_bytes()),
            };
            let oid = self.git.write_blob(bytes).unwrap().detach();
            entries.push(Entry { mode: kind.into(), filename: BString::from(*path), oid });
        }
        for (folder, files) in below {
            let oid = self.tree(&files);
            entries.push(Entry { mode: EntryKind::Tree.into(), filename: folder.into(), oid });
        }
        entries.sort();
        self.git.write_object(Tree { entries }).unwrap().detach()
    }
}

impl Made<'_> {
    pub(crate) fn file(mut self, path: &str, text: impl AsRef<[u8]>) -> Self {
        self.files.insert(path.to_owned(), Kept::File(text.as_ref().to_owned()));
        self
    }

    pub(crate) fn link(mut self, path: &str, target: &str) -> Self {
        self.files.insert(path.to_owned(), Kept::Link(target.to_owned()));
        self
    }

    pub(crate) fn without(mut self, path: &str) -> Self {
        self.files.remove(path).expect("a file that is removed was there");
        self
    }

    pub(crate) fn moved(mut self, was: &str, path: &str) -> Self {
        let kept = self.files.remove(was).expect("a file that is moved was there");
        self.files.insert(path.to_owned(), kept);
        self
    }

    pub(crate) fn title(mut self, title: &str) -> Self {
        self.title = title.to_owned();
        self
    }

    pub(crate) fn at(mut self, moment: &str) -> Self {
        self.at = moment.to_owned();
        self
    }

    /// Takes another branch in: its tip is the second parent, and its files are added to these.
    pub(crate) fn merging(mut self, branch: &str) -> Self {
        let tip = self.repository.tip(branch).unwrap();
        self.files.extend(self.repository.files[&tip].clone());
        self.parents.push(tip);
        self
    }

    /// Makes the commit, moves the branch to it, and gives its id.
    pub(crate) fn commit(self) -> String {
        let at: jiff::Timestamp = self.at.parse().unwrap();
        let somebody = gix::actor::Signature {
            name: "Somebody".into(),
            email: "somebody@example.org".into(),
            time: gix::date::Time::new(at.as_second(), 0),
        };
        let all: Vec<(&str, &Kept)> =
            self.files.iter().map(|(path, kept)| (path.as_str(), kept)).collect();
        let tree = self.repository.tree(&all);
        let commit = Commit {
            tree,
            parents: self.parents.iter().copied().collect(),
            author: somebody.clone(),
            committer: somebody,
            encoding: None,
            message: self.title.as_str().into(),
            extra_headers: Vec::new(),
        };
        let id = self.repository.git.write_object(commit).unwrap().detach();
        let name = format!("refs/heads/{}", self.branch);
        self.repository.git.reference(name.as_str(), id, PreviousValue::Any, "").unwrap();
        self.repository.files.insert(id, self.files);
        id.to_string()
    }
}
