//! What can be typed, for those who ask and for those whose words could not be followed.

use super::telling::tells_of_oneself;
use super::{Asking, LONGEST_ECHO, topic};
use crate::answer::{Answer, HelpAnswer, HelpReason, Outcome};
use crate::content::document::Kind;
use crate::content::passage::Part;
use crate::index::{Edition, command_of};
use crate::query::{self, Command, Query};
use crate::question::Asked;

/// What is kept of a question, by whom and for how long.
const PRIVACY: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/PRIVACY.md");

/// The commands that this content can answer, in the order of help.
pub fn commands(edition: &Edition) -> Vec<Command> {
    let catalogue = &edition.catalogue;
    let has = |kind: Kind| edition.of_kind(kind).next().is_some();
    let answers = |command: &Command| match command {
        Command::Principle => has(Kind::Principles),
        Command::Value => has(Kind::Values),
        Command::Mission => has(Kind::Mission),
        Command::Coc => has(Kind::Conduct),
        Command::Policy => catalogue.documents.iter().any(|card| command_of(card.kind) == "policy"),
        Command::Report => catalogue.organisation.report.is_some(),
        Command::WhoIsOn | Command::WhoIs => !catalogue.rosters.is_empty(),
        Command::Changes => !catalogue.history.threads.is_empty(),
        Command::Ask | Command::Cite | Command::Verify | Command::Sources | Command::Help => true,
    };
    Command::ALL.into_iter().filter(answers).collect()
}

impl Asking<'_> {
    pub(super) fn help_about(&self, query: &Query) -> Answer {
        let word = topic(query);
        if word.is_empty() {
            return self.help(HelpReason::Asked);
        }
        match query::command_named(word) {
            Ok(about) => {
                let mut answer = self.help(HelpReason::Asked);
                if let Some(help) = &mut answer.help {
                    help.about = Some(about);
                }
                answer
            }
            // What somebody tells is not said again to them as the name of a command.
            Err(_) if self.can_report() && tells_of_oneself(&self.said(&query.words)) => {
                self.report()
            }
            Err(meant) => self.help(HelpReason::NoSuchCommand {
                typed: word.chars().take(LONGEST_ECHO).collect(),
                meant: meant.map(Command::name),
            }),
        }
    }

    pub(super) fn help(&self, reason: HelpReason) -> Answer {
        let catalogue = &self.edition.catalogue;
        let commands = commands(self.edition);
        let mut answer = self.answer(Outcome::Help);
        answer.help = Some(HelpAnswer {
            reason,
            examples: self.examples(&commands),
            can_report: catalogue.organisation.report.is_some(),
            commands,
            about: None,
            privacy: (self.question.asked != Asked::Terminal).then_some(PRIVACY),
        });
        answer
    }

    /// Three questions that this content answers.
    pub(super) fn examples(&self, commands: &[Command]) -> Vec<String> {
        let mut examples: Vec<String> = Vec::new();
        let numbered =
            self.edition.of_kind(Kind::Principles).find(|passage| passage.number == Some(3));
        if let Some(passage) = numbered.or_else(|| self.edition.of_kind(Kind::Principles).next()) {
            examples.push(match passage.number {
                Some(number) => format!("/principle {number}"),
                None => "/principle".to_owned(),
            });
        }
        let value =
            self.edition.of_kind(Kind::Values).find(|passage| passage.part == Part::TitledItem);
        examples.extend(value.map(|passage| format!("/value {}", passage.heading.to_lowercase())));
        let body = self.edition.catalogue.rosters.first();
        examples.extend(body.map(|roster| format!("/who-is-on {}", roster.body)));
        let rest = commands
            .iter()
            .filter(|command| matches!(command, Command::Coc | Command::Policy | Command::Mission));
        examples.extend(rest.map(|command| format!("/{}", command.name())));
        examples.truncate(3);
        examples
    }
}
