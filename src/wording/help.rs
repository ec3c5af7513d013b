//! The wording of what can be asked.

use super::{Line, Part, capital, way_to_report};
use crate::answer::{Answer, HelpAnswer, HelpReason, Outcome};
use crate::query::Command;

/// Where all that can be asked is told.
const ALL_OF_IT: &str = "All that I answer: /help";

pub(super) fn help(answer: &Answer, of_help: &HelpAnswer, parts: &mut Vec<Part>) {
    match &of_help.reason {
        HelpReason::Asked => {}
        HelpReason::Greeted => {
            parts.extend(who_i_am(answer, of_help));
            parts.push(Part::Say(ALL_OF_IT.to_owned()));
            return;
        }
        HelpReason::Empty => {
            parts.push(Part::Say("You typed nothing I could look for.".to_owned()))
        }
        HelpReason::NoSuchCommand { typed, meant } => {
            if let Some(meant) = meant {
                let meant = format!("There is no /{typed}. Did you mean /{meant}?");
                parts.extend([Part::Say(meant), Part::Say(ALL_OF_IT.to_owned())]);
                return;
            }
            parts.push(Part::Say(format!("There is no /{typed}.")));
        }
        HelpReason::NeedsWords { command } => {
            parts.push(Part::Say(format!("Write after /{command} what you look for.")));
            let usage = Command::ALL.into_iter().find(|known| known.name() == *command).map(usage);
            parts.extend(usage.map(|(typed, answers)| Part::Say(format!("{typed} — {answers}"))));
            return;
        }
        HelpReason::NoSuchDocument { typed, known } => {
            parts.push(Part::Say(format!("I hold no document called “{typed}”.")));
            parts.push(Part::Say(format!("Write in: and one of these: {}.", known.join(", "))));
            return;
        }
        HelpReason::NoDate { option, typed } => {
            parts.push(Part::Say(format!("“{typed}” is no date.")));
            parts.push(Part::Say(format!("Write a year, a month or a day: {option}:2024-05")));
            return;
        }
        HelpReason::TooLong { most } => {
            parts.push(Part::Say(format!("That is too long for me: {most} characters at most.")));
            parts.push(Part::Say("Ask again in a sentence of your own.".to_owned()));
            return;
        }
        HelpReason::ModeratorsOnly => {
            parts.extend(super::citing::MODERATORS_ONLY.map(|said| Part::Say(said.to_owned())));
            return;
        }
        HelpReason::NoReport => {
            parts.push(Part::Say("The content names no address to report to.".to_owned()));
            parts.push(Part::Say("Ask somebody you trust in the organisation.".to_owned()));
            return;
        }
    }
    if let Some(about) = of_help.about {
        let (typed, answers) = usage(about);
        parts.push(Part::Title { text: typed.to_owned(), url: String::new() });
        parts.push(Part::Say(format!("{}.", capital(answers))));
        parts.extend(options(about).map(|options| Part::Say(options.to_owned())));
        return;
    }
    parts.extend(who_i_am(answer, of_help));
    let lines = of_help.commands.iter().map(|command| {
        let (typed, answers) = usage(*command);
        Line { text: format!("{typed} — {answers}"), ..Line::default() }
    });
    parts.push(Part::Lines(lines.collect()));
    parts.push(Part::Say(match of_help.privacy {
        Some(url) => format!("What is kept of a question: {url}"),
        None => "I keep nothing of what you ask here.".to_owned(),
    }));
}

/// What those who are told what to type must know where commands are typed into messages; `name` is what
/// tenet is called there.
pub fn in_messages(answer: &Answer, name: &str) -> Vec<Part> {
    let mention = format!("In a channel, write @{name} before the command.");
    match (&answer.help, answer.outcome) {
        (_, Outcome::Candidates) => vec![Part::AsTyped(mention)],
        (
            Some(HelpAnswer {
                reason: HelpReason::Asked,
                about: Some(command @ (Command::Coc | Command::Principle)),
                ..
            }),
            _,
        ) => vec![Part::Say(super::citing::by_link(*command))],
        (
            Some(HelpAnswer {
                about: None,
                reason: HelpReason::Asked | HelpReason::Greeted | HelpReason::Empty,
                ..
            }),
            _,
        ) => {
            vec![Part::AsTyped(format!("{mention} To me alone, the command is enough."))]
        }
        _ => Vec::new(),
    }
}

/// For whom tenet speaks, whom to tell of somebody, and what to try.
fn who_i_am(answer: &Answer, of_help: &HelpAnswer) -> Vec<Part> {
    let speaks = format!(
        "I quote the documents of {}, word for word. I only quote. I am not an AI.",
        answer.organisation
    );
    let mut parts = vec![Part::Say(speaks)];
    parts.extend(of_help.can_report.then(way_to_report));
    parts.push(Part::Say(format!("Try: {}", of_help.examples.join("   "))));
    parts
}

/// What is typed for a command, and what it answers.
pub(super) fn usage(command: Command) -> (&'static str, &'static str) {
    match command {
        Command::Principle => ("/principle [number or words]", "an operational principle"),
        Command::Value => ("/value [words]", "a social, technical or process value"),
        Command::Mission => ("/mission", "the mission"),
        Command::Coc => ("/coc [section or words]", "a section of the Code of Conduct"),
        Command::Report => ("/report", "how to report, and who reads it"),
        Command::Policy => ("/policy [words]", "any other document: charter, policies, projects"),
        Command::Ask => ("/ask question", "the best passage or roster out of everything"),
        Command::Cite => ("/cite id [id …]", "exactly these passages"),
        Command::WhoIsOn => ("/who-is-on body", "who sits on a board, a committee, a group"),
        Command::WhoIs => ("/who-is name or handle", "which bodies a person is on"),
        Command::Changes => ("/changes id or document", "when its words changed, and how"),
        Command::Verify => ("/verify \"words\"", "whether these words stand in a document"),
        Command::Sources => ("/sources", "every document and roster, and how old they are"),
        Command::Help => ("/help [command]", "this page, or more on one command"),
    }
}

fn options(command: Command) -> Option<&'static str> {
    match command {
        Command::Principle | Command::Value | Command::Mission | Command::Policy | Command::Ask => {
            Some("Options: full:true for all below it, in:DOCUMENT, private:true.")
        }
        Command::Coc => Some(
            "Options: full:true, in:DOCUMENT, private:true; for moderators to:, re:, note:, ping:true.",
        ),
        Command::Cite => {
            Some("Options: full:true, private:true, note: and your own words to the end.")
        }
        Command::WhoIsOn => Some("Options: as-of:DATE (a year, month or day), private:true."),
        Command::Changes => Some("Options: since:DATE (a year, month or day), private:true."),
        Command::Verify => {
            Some("Write … for what your quotation leaves out. Options: private:true.")
        }
        Command::Sources => Some("Options: full:true for all details, private:true."),
        Command::Report | Command::WhoIs | Command::Help => None,
    }
}
