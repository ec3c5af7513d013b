//! The program as people start it: nothing of the tester's environment or state reaches it.

use super::folder::Folder;
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

pub(crate) struct Tenet {
    home: Folder,
    state: PathBuf,
    content: Option<PathBuf>,
    variables: Vec<(String, String)>,
}

/// What a run of the program came to.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Tenet {
    /// With the content that ships.
    pub(crate) fn new() -> Tenet {
        let home = Folder::new();
        Tenet { state: home.join("state"), home, content: None, variables: Vec::new() }
    }

    /// With a content folder.
    pub(crate) fn with(content: &Path) -> Tenet {
        Tenet { content: Some(content.to_owned()), ..Tenet::new() }
    }

    pub(crate) fn state_at(mut self, state: PathBuf) -> Tenet {
        self.state = state;
        self
    }

    /// With a variable in its environment, which has nothing but that.
    pub(crate) fn variable(mut self, name: &str, value: &str) -> Tenet {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn state(&self) -> &Path {
        &self.state
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tenet"));
        command
            .env_clear()
            .env("HOME", self.home.path())
            .envs(self.variables.iter().cloned())
            .current_dir(self.home.path())
            .arg("--state")
            .arg(&self.state);
        if let Some(content) = &self.content {
            command.arg("--content").arg(content);
        }
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        finish(self.command(arguments).spawn().unwrap())
    }

    pub(crate) fn run_in(&self, folder: &Path, arguments: &[&str]) -> Run {
        finish(self.command(arguments).current_dir(folder).spawn().unwrap())
    }

    /// Starts a run and leaves it running beside others.
    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments).spawn().unwrap()
    }

    /// Starts a run that is typed to while it goes on.
    pub(crate) fn start_with_input(&self, arguments: &[&str]) -> Child {
        self.command(arguments).stdin(Stdio::piped()).spawn().unwrap()
    }

    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &str) -> Run {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(input.as_bytes()).unwrap();
        drop(stdin);
        finish(child)
    }

    pub(crate) fn ask(&self, question: &str) -> Run {
        self.run(&["ask", question])
    }

    /// The answer as JSON, whatever the exit code says.
    pub(crate) fn ask_json(&self, question: &str) -> Value {
        let run = self.run(&["ask", "--format", "json", question]);
        serde_json::from_str(&run.stdout)
            .unwrap_or_else(|error| panic!("{question}: {error} {run:?}"))
    }
}

/// Waits for a run. No run of any test may panic, so that is looked for here.
pub(crate) fn finish(child: Child) -> Run {
    let output = child.wait_with_output().unwrap();
    let run = Run {
        code: output.status.code().expect("the program was killed"),
        stdout: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
    };
    assert!(!run.stderr.contains("panicked"), "{run:?}");
    run
}
