//! An organisation for the doctor to examine, and what it found.

use super::folder::Folder;
use super::git_server::GitServer;
use super::program::{Run, Tenet};
use super::repository::Repository;
use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

const SOURCES: &str = "organisation: Harbour Guild
sources:
  - id: rules
    git: https://git.example/harbour/rules
    documents: [{file: tools.md, id: tools}]
  - id: site
    folder: site
    documents: [{file: about.md, id: about}]
";

/// An organisation with one source on a server of its own.
pub(crate) struct Harbour {
    pub(crate) content: Folder,
    pub(crate) tenet: Tenet,
    pub(crate) rules: Repository,
    pub(crate) server: GitServer,
}

impl Harbour {
    pub(crate) fn new() -> Harbour {
        let content = Folder::new();
        content.write("sources.yaml", SOURCES);
        content.write("site/about.md", "# About\n\nWe are a guild.\n");
        let mut rules = Repository::new();
        rules.on("main", "2024-01-01").file("tools.md", "# Tools\n\nLent for a day.\n").commit();
        let server = GitServer::of(&rules.path());
        Harbour { tenet: Tenet::with(content.path()), content, rules, server }
    }

    /// With everything fetched, as a server in use has it.
    pub(crate) fn in_use() -> Harbour {
        let harbour = Harbour::new();
        let run = harbour.tenet.run(&["sync", "--from", &harbour.from()]);
        assert_eq!(run.code, 0, "{run:?}");
        harbour.server.asked();
        harbour
    }

    pub(crate) fn from(&self) -> String {
        format!("rules={}", self.server.url())
    }

    /// What is found with these settings beside those that make a well configured tenet.
    pub(crate) fn doctor(&self, settings: &[&str]) -> Found {
        let from = format!("sync.from.{}", self.from());
        let mut all = vec!["organisation=Harbour Guild", "http.address=127.0.0.1:0", &from];
        all.extend(settings);
        self.doctor_with_only(&all)
    }

    pub(crate) fn doctor_with_only(&self, settings: &[&str]) -> Found {
        let mut arguments = vec!["doctor", "--format", "json"];
        arguments.extend(settings.iter().flat_map(|setting| ["--set", setting]));
        Found::of(self.tenet.run(&arguments))
    }
}

/// What the doctor found.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) code: i32,
    checks: Vec<Value>,
}

impl Found {
    pub(crate) fn of(run: Run) -> Found {
        assert_eq!(run.stderr, "", "{run:?}");
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(report["well"], run.code == 0, "{report}");
        Found { code: run.code, checks: report["checks"].as_array().unwrap().clone() }
    }

    /// Verdict, finding and remedy of the only check of this name.
    pub(crate) fn of_check(&self, name: &str) -> (&str, &str, &str) {
        let mut named = self.checks.iter().filter(|check| check["check"] == name);
        let check = named.next().unwrap_or_else(|| panic!("no check of {name} in {self:?}"));
        assert!(named.next().is_none(), "{name} stands twice in {self:?}");
        let text = |key: &str| check[key].as_str().unwrap_or_default();
        (text("verdict"), text("what"), text("remedy"))
    }

    pub(crate) fn names(&self) -> Vec<&str> {
        self.checks.iter().map(|check| check["check"].as_str().unwrap()).collect()
    }

    pub(crate) fn not_well(&self) -> Vec<&Value> {
        self.checks.iter().filter(|check| check["verdict"] != "ok").collect()
    }
}

/// A time as servers tell it, so long after now.
pub(crate) fn date_in(seconds: i64) -> String {
    let then = Timestamp::now() + SignedDuration::from_secs(seconds);
    rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&then).unwrap()
}
