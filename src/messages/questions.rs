//! Which questions a message asks, once its own words are known.
//!
//! Pure. An adapter hands in what somebody wrote themselves, without what they quote, with mentions of
//! the bot marked; how these are written is the platform's.

use crate::query::{self, Command};

/// Stands for a mention of the bot while a message is read.
pub const MENTION: char = '\0';

/// By what a message may be for the bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It is written to the bot.
    Direct,
    /// It stands where others read along: only a mention makes it a question.
    Among,
    /// It stands there too, and may be meant for the bot without a mention, if it begins with a command
    /// and its slash: it replies to the bot, or the bot was called in to listen.
    Overheard,
    /// It is part of a conversation of several, with the bot among them, who may talk to each other: a
    /// mention, or a command that begins it, with or without its slash.
    Together,
}

/// The questions of a message, in their order; `None` where it is none to the bot. One that is empty
/// asks for help. `spoken` are its own words, with a [`MENTION`] wherever the bot is named.
pub fn questions(spoken: &str, way: Way) -> Option<Vec<String>> {
    let lines: Vec<Line> = spoken.lines().map(Line::of).filter(Line::says_something).collect();
    let is_mentioned = lines.iter().any(|line| line.mentions);
    match way {
        Way::Direct if lines.is_empty() => return None,
        Way::Direct => {}
        Way::Among | Way::Overheard | Way::Together if is_mentioned => {}
        Way::Together if lines.first().is_some_and(Line::is_named) => {}
        Way::Overheard if lines.first().is_some_and(|line| line.is_slash() && line.is_named()) => {}
        Way::Among | Way::Overheard | Way::Together => return None,
    }
    let each_is_one = lines.len() > 1 && lines.iter().all(Line::is_named);
    let mut questions: Vec<Begun> = Vec::new();
    for line in lines {
        let begins = line.is_addressed || line.is_slash();
        match questions.last_mut() {
            Some(last) if !begins && !each_is_one => last.go_on(&line.text),
            _ => questions.push(Begun { begins: begins || each_is_one, text: line.text }),
        }
    }
    // Where commands stand on lines of their own, what comes before them is talk to others.
    if way != Way::Direct
        && let [first, _, ..] = questions.as_slice()
        && !first.begins
    {
        questions.remove(0);
    }
    let mut texts: Vec<String> = questions.into_iter().map(|question| question.text).collect();
    if texts.len() > 1 {
        texts.retain(|text| !text.is_empty());
    }
    if texts.is_empty() {
        texts.push(String::new());
    }
    Some(texts)
}

/// A line of a message.
struct Line {
    text: String,
    /// Whether the bot is mentioned in it.
    mentions: bool,
    /// Whether it begins with that.
    is_addressed: bool,
}

impl Line {
    fn of(line: &str) -> Line {
        let own = |text: &str| text.replace(MENTION, " ").trim().to_owned();
        let mentions = line.contains(MENTION);
        match command_behind_mention(line) {
            Some(command) => Line { text: own(command), mentions, is_addressed: true },
            None => {
                let is_addressed = line.trim_start().starts_with(MENTION);
                Line { text: own(line), mentions, is_addressed }
            }
        }
    }

    fn says_something(&self) -> bool {
        self.mentions || !self.text.is_empty()
    }

    /// Whether a command with its slash begins here.
    fn is_slash(&self) -> bool {
        let mut characters = self.text.chars();
        characters.next() == Some('/') && characters.next().is_some_and(char::is_alphabetic)
    }

    /// Whether its first word is a command, with or without slash.
    fn is_named(&self) -> bool {
        begins_with_command(self.text.strip_prefix('/').unwrap_or(&self.text))
    }
}

fn begins_with_command(text: &str) -> bool {
    !text.starts_with(char::is_whitespace)
        && text.split_whitespace().next().is_some_and(|word| query::command_named(word).is_ok())
}

/// A command of ours with its slash, behind the bot's name: what comes before is said to others.
fn command_behind_mention(line: &str) -> Option<&str> {
    let behind = |(at, sign): (usize, &str)| line.get(at + sign.len()..);
    let mut calls = line.match_indices(MENTION).filter_map(behind);
    calls.find_map(|call| {
        let call = call.trim_start_matches([',', ':', ' ', MENTION]);
        call.strip_prefix('/').filter(|command| begins_with_command(command)).map(|_| call)
    })
}

/// A question of which not all lines may be read yet.
struct Begun {
    text: String,
    /// Whether it began with the bot's name or as a command.
    begins: bool,
}

impl Begun {
    /// Takes a further line, where the question is prose. A command ends with its line.
    fn go_on(&mut self, line: &str) {
        let takes_more = match query::parse(&self.text) {
            Ok(query) => {
                !query.slash
                    || matches!(query.command, Command::Ask | Command::Verify)
                    || query.options.note.is_some()
            }
            Err(_) => true,
        };
        if takes_more {
            self.text = format!("{} {line}", self.text).trim_start().to_owned();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is asked; `@` stands for the bot's name.
    fn asked(spoken: &str, way: Way) -> Option<Vec<String>> {
        questions(&spoken.replace('@', &MENTION.to_string()), way)
    }

    #[test]
    fn commands_on_lines_of_their_own_are_asked_in_their_order() {
        for (spoken, questions) in [
            ("@ principle 3\n/mission", &["principle 3", "/mission"][..]),
            ("Hello all!\n@ /mission\n/report", &["/mission", "/report"]),
            ("@\n/mission\n\n/value openness", &["/mission", "/value openness"]),
            ("@ mission\nreport\nvalue openness", &["mission", "report", "value openness"]),
            ("@ /mission\nthanks!\n/report", &["/mission", "/report"]),
            ("@ /ask how do we\ndecide\n/report", &["/ask how do we decide", "/report"]),
            ("@ /verify \"one\ntwo\"", &["/verify \"one two\""]),
            ("@ mission\n@ who is on the tsc", &["mission", "who is on the tsc"]),
            ("This may help: @ /mission", &["/mission"]),
            ("Look, @, /principle 3\nand @: /mission", &["/principle 3", "/mission"]),
            ("is it so, @, /shrug", &["is it so,  , /shrug"]),
        ] {
            assert_eq!(asked(spoken, Way::Among).unwrap_or_default(), questions, "{spoken}");
        }
    }

    #[test]
    fn nobody_is_named_in_a_direct_message_and_without_a_name_it_takes_a_command() {
        let direct = |spoken| asked(spoken, Way::Direct).unwrap_or_default();
        assert_eq!(direct("principle 3"), ["principle 3"]);
        assert_eq!(direct("@ mission\nreport"), ["mission", "report"]);
        assert_eq!(direct("how do I report?\n/report"), ["how do I report?", "/report"]);
        assert!(direct("").is_empty());
        let overheard = |spoken| asked(spoken, Way::Overheard);
        for spoken in ["thanks!", "mission accomplished", "/shrug", ""] {
            assert_eq!(overheard(spoken), None, "{spoken}");
        }
        assert_eq!(overheard("/principle 4"), Some(vec!["/principle 4".to_owned()]));
        assert_eq!(overheard("@ and now?"), Some(vec!["and now?".to_owned()]));
        assert_eq!(asked("/principle 4", Way::Among), None);
        let together = |spoken| asked(spoken, Way::Together);
        assert_eq!(together("principle 4"), Some(vec!["principle 4".to_owned()]));
        assert_eq!((together("I agree"), together("see you, /mission")), (None, None));
    }
}
