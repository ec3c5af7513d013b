//! The questions that one line of a message may hold.
//!
//! Pure. Somebody who names the bot and a command right behind it asks that, whatever stands before:
//! this is said to others. Nothing is taken apart within quotation marks and within a note.

use super::questions::{MENTION, OTHER};
use crate::query::{self, Command};

/// What of a line belongs together.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) text: String,
    /// Whether the bot is mentioned in it.
    pub(super) mentions: bool,
    /// Whether it begins with that.
    pub(super) is_addressed: bool,
    /// Whether it is said to others, before the bot is named with a command.
    pub(super) is_aside: bool,
}

/// What a line holds, in its order. Where the message `is_to_the_bot`, a command may be an item of a list
/// or be set in bold.
pub(super) fn pieces(line: &str, is_to_the_bot: bool) -> Vec<Piece> {
    let line = if is_to_the_bot { in_plain(without_mark(line)) } else { line.to_owned() };
    let mut starts = vec![0];
    let mut start = 0;
    for (at, sign) in line.char_indices() {
        let (Some(current), Some(behind)) = (line.get(start..at), line.get(at..)) else { continue };
        if begins(current, sign, behind) {
            starts.push(at);
            start = at;
        }
    }
    let ends = starts.iter().skip(1).copied().chain([line.len()]);
    let texts = starts.iter().zip(ends).filter_map(|(start, end)| line.get(*start..end));
    let count = starts.len();
    texts.enumerate().map(|(index, text)| Piece::of(text, index + 1 < count)).collect()
}

/// Whether another question begins with this sign, where `current` stands before it on its line.
fn begins(current: &str, sign: char, behind: &str) -> bool {
    let said = behind_names(current);
    let first = slashed(said);
    if said.is_empty() || (first.is_some() && !is_closed(current)) {
        return false;
    }
    match sign {
        MENTION => {
            let next = behind_names(behind);
            slashed(next).is_some() || (named(said).is_some() && named(next).is_some())
        }
        '/' if slashed(behind).is_some() && current.ends_with(char::is_whitespace) => match first {
            // What they are given may name a command.
            None | Some(Command::Ask | Command::Help) => false,
            Some(Command::Verify) => without_joint(current).ends_with(['"', '”']),
            Some(_) => true,
        },
        _ => false,
    }
}

/// Whether a text is neither within quotation marks nor a note.
fn is_closed(text: &str) -> bool {
    let count = |sign: char| text.matches(sign).count();
    count('"').is_multiple_of(2) && count('“') <= count('”') && !has_note(text)
}

fn has_note(text: &str) -> bool {
    let begins = |word: &str| word.get(..5).is_some_and(|key| key.eq_ignore_ascii_case("note:"));
    text.split_whitespace().any(begins)
}

impl Piece {
    fn of(text: &str, is_followed: bool) -> Piece {
        let is_addressed = begins_with_name(text);
        let behind = if is_addressed { behind_names(text) } else { text };
        let own = if is_addressed && named(behind).is_none() {
            // It may be asked for those who are named behind the bot.
            let after = text.split_once(MENTION).map_or(text, |(_, after)| after);
            after.strip_prefix([',', ':']).unwrap_or(after)
        } else {
            behind
        };
        let mut own = with_others(&without_mentions(own));
        if is_followed {
            own.truncate(without_joint(&own).len());
        }
        let is_aside = is_followed && !is_addressed && slashed(&own).is_none();
        Piece { text: as_a_command(&own), mentions: text.contains(MENTION), is_addressed, is_aside }
    }

    pub(super) fn says_something(&self) -> bool {
        self.mentions || !self.text.is_empty()
    }

    /// Whether a command with its slash begins here.
    pub(super) fn is_slash(&self) -> bool {
        let mut characters = self.text.chars();
        characters.next() == Some('/') && characters.next().is_some_and(char::is_alphabetic)
    }

    /// Whether its first word is a command, with or without slash.
    pub(super) fn is_named(&self) -> bool {
        let text = self.text.strip_prefix('/').unwrap_or(&self.text);
        let word = text.split_whitespace().next();
        word.is_some_and(|word| query::command_named(word).is_ok())
    }
}

/// The command that a text begins with, with or without slash, whatever mark ends its name.
fn named(text: &str) -> Option<Command> {
    let word = text.strip_prefix('/').unwrap_or(text).split_whitespace().next()?;
    query::command_named(word.trim_end_matches(MARKS)).ok()
}

/// The command that a text begins with, with its slash.
fn slashed(text: &str) -> Option<Command> {
    named(text).filter(|_| text.starts_with('/'))
}

/// What may end a sentence, or the name of a command in one.
const MARKS: [char; 6] = [',', ';', ':', '.', '?', '!'];

/// Somebody else who is mentioned at the beginning of a text, and what comes behind.
fn other(text: &str) -> Option<(&str, &str)> {
    let [opens, closes] = OTHER;
    text.strip_prefix(opens)?.split_once(closes)
}

/// Whether a text begins with the bot's name, or with those of others and then with it.
fn begins_with_name(text: &str) -> bool {
    let mut rest = text.trim_start();
    while let Some((_, after)) = other(rest) {
        rest = after.trim_start_matches([' ', ',']);
    }
    rest.starts_with(MENTION)
}

/// What comes behind all the names at the beginning of a text.
fn behind_names(text: &str) -> &str {
    let mut rest = text.trim_start();
    loop {
        let after = if let Some(after) = rest.strip_prefix(MENTION) {
            after.strip_prefix([',', ':']).unwrap_or(after)
        } else if let Some((_, after)) = other(rest) {
            after.strip_prefix([',', ':']).unwrap_or(after)
        } else if let Some(after) = rest.strip_prefix(", ") {
            after
        } else {
            return rest;
        };
        rest = after.trim_start();
    }
}

/// A line without the mark of an item of a list, where somebody is named behind it or a command is.
fn without_mark(line: &str) -> &str {
    let text = line.trim_start();
    let digits = text.trim_start_matches(|sign: char| sign.is_ascii_digit());
    let behind = if digits.len() < text.len() {
        digits.strip_prefix(['.', ')'])
    } else {
        text.strip_prefix(['-', '*', '+', '•'])
    };
    let item = behind.and_then(|behind| behind.strip_prefix(' ')).map(str::trim_start);
    let is_one = |item: &&str| begins_with_name(item) || slashed(&plainly(item).0).is_some();
    item.filter(is_one).unwrap_or(line)
}

/// A line in which no command is set in bold or italics, and those commands that were, with their words:
/// without any, one may be what is talked about.
fn plainly(line: &str) -> (String, Vec<&str>) {
    let mut plain = String::with_capacity(line.len());
    let mut commands = Vec::new();
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once("*/") {
        let kept = before.trim_end_matches('*');
        let signs = "*".repeat(before.len() - kept.len() + 1);
        let set = behind.split_once(&signs).filter(|(text, _)| named(text).is_some());
        if let Some((text, after)) = set {
            plain.extend([kept, "/", text]);
            commands.extend(Some(text).filter(|text| text.contains(' ')));
            rest = after;
        } else {
            plain.extend([before, "*/"]);
            rest = behind;
        }
    }
    plain.push_str(rest);
    (plain, commands)
}

/// A line in which commands are plain, and alone where they were set apart from what is said to the bot
/// around them.
fn in_plain(line: &str) -> String {
    let (plain, commands) = plainly(line);
    if commands.is_empty() || !line.contains(MENTION) || slashed(behind_names(&plain)).is_some() {
        return plain;
    }
    commands.into_iter().map(|command| format!("{MENTION}/{command} ")).collect()
}

/// A text without the bot's name, and without the space and the comma that go with it.
fn without_mentions(text: &str) -> String {
    let mut own = String::with_capacity(text.len());
    for (index, part) in text.split(MENTION).enumerate() {
        if index == 0 {
            own.push_str(part);
            continue;
        }
        let part = part.trim_start();
        own.truncate(own.trim_end().len());
        if part.starts_with(MARKS) {
            own.truncate(own.trim_end_matches([',', ' ']).len());
        } else if !own.is_empty() && !part.starts_with(')') {
            own.push(' ');
        }
        own.push_str(part);
    }
    own.trim().to_owned()
}

/// A text in which others are named as plain words, or left out where a command has no use for them.
fn with_others(text: &str) -> String {
    let may_ask_for_them = match named(text) {
        Some(
            Command::Ask
            | Command::Cite
            | Command::Changes
            | Command::Verify
            | Command::WhoIs
            | Command::WhoIsOn,
        )
        | None => true,
        Some(_) => has_note(text),
    };
    let mut own = String::with_capacity(text.len());
    let mut rest = text;
    let [opens, _] = OTHER;
    while let Some(at) = rest.find(opens) {
        let (before, marked) = rest.split_at(at);
        own.push_str(before);
        let (name, after) = other(marked).unwrap_or(("", ""));
        if may_ask_for_them && !name.is_empty() {
            own.push_str(name);
            rest = after;
        } else {
            own.truncate(own.trim_end().len());
            own.push(' ');
            rest = after.trim_start();
        }
    }
    own.push_str(rest);
    own.trim().to_owned()
}

/// A text without what joins it to the next.
fn without_joint(text: &str) -> &str {
    let mut own = text.trim_end();
    loop {
        let before = own.trim_end_matches([',', ';', '&', '+']).trim_end();
        let before = ["and", "then", "also", "maybe"]
            .into_iter()
            .find_map(|word| last(before, word))
            .unwrap_or(before);
        if before.len() == own.len() {
            return own;
        }
        own = before;
    }
}

/// What stands before this last word of a text.
fn last<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let (before, end) = text.split_at_checked(text.len().checked_sub(word.len())?)?;
    let is_it = end.eq_ignore_ascii_case(word)
        && (before.is_empty() || before.ends_with(char::is_whitespace));
    is_it.then(|| before.trim_end())
}

/// What is said for politeness behind a command.
const POLITE: [&str; 4] = ["please", "thanks", "thank you", "thx"];

/// A command without what goes with it in a sentence: a mark behind its name, and a last "please".
fn as_a_command(text: &str) -> String {
    let Some(command) = slashed(text) else { return text.to_owned() };
    let (name, words) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let name = name.trim_end_matches(MARKS);
    let is_prose = matches!(command, Command::Ask | Command::Verify) || has_note(words);
    let unmarked = words.trim_end_matches(MARKS);
    let polite = POLITE.iter().find_map(|polite| last(unmarked, polite));
    let words = match polite.filter(|_| !is_prose) {
        Some(before) => before.trim_end_matches([',', ' ']),
        None => words,
    };
    if words.is_empty() { name.to_owned() } else { format!("{name} {words}") }
}
