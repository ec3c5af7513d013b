//! The grammar: from what was typed to a command, its words and its options.
//!
//! One grammar for every platform. An option is `key:value`, only where the command has it, at the
//! start of a word, with no space after the colon; `note:` takes the rest. Nothing here knows what
//! the content holds.

mod typed;

pub use typed::joined;

use crate::content::words::{fold, nearest};

/// What can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    /// An operational principle.
    Principle,
    /// A value.
    Value,
    /// The mission.
    Mission,
    /// A section of the code of conduct.
    Coc,
    /// How to report.
    Report,
    /// Any other document.
    Policy,
    /// The best passage, roster or path out of everything.
    Ask,
    /// Exactly these passages.
    Cite,
    /// Who sits on a body.
    WhoIsOn,
    /// Which bodies a person is on.
    WhoIs,
    /// When words changed and how.
    Changes,
    /// Whether words are a document's.
    Verify,
    /// Every document and roster.
    Sources,
    /// What can be typed.
    Help,
}

/// What may be said beside the words of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OptionName {
    /// Whether only the asker sees the answer.
    Private,
    /// Whether what stands below is told too.
    Full,
    /// The only document to look into.
    In,
    /// The day for which a roster is asked.
    AsOf,
    /// The day from which on changes are asked.
    Since,
    /// The asker's own words.
    Note,
    /// The person to whom a moderator addresses a citation.
    To,
    /// The message at which a moderator cites.
    Re,
    /// Whether that person is notified.
    Ping,
}

impl OptionName {
    /// Every option, in the order in which they are offered.
    pub const ALL: [OptionName; 9] = [
        OptionName::Private,
        OptionName::Full,
        OptionName::In,
        OptionName::AsOf,
        OptionName::Since,
        OptionName::Note,
        OptionName::To,
        OptionName::Re,
        OptionName::Ping,
    ];

    /// Its name, as it is typed before the colon.
    pub fn name(self) -> &'static str {
        match self {
            OptionName::Private => "private",
            OptionName::Full => "full",
            OptionName::In => "in",
            OptionName::AsOf => "as-of",
            OptionName::Since => "since",
            OptionName::Note => "note",
            OptionName::To => "to",
            OptionName::Re => "re",
            OptionName::Ping => "ping",
        }
    }

    /// Whether it is switched on or off.
    pub fn is_switch(self) -> bool {
        matches!(self, OptionName::Private | OptionName::Full | OptionName::Ping)
    }
}

/// Whether a command is given words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// It has no use for them.
    Useless,
    /// It answers with and without them.
    Welcome,
    /// It cannot be answered without them.
    Needed,
}

impl Command {
    /// Every command, in the order of help.
    pub const ALL: [Command; 14] = [
        Command::Principle,
        Command::Value,
        Command::Mission,
        Command::Coc,
        Command::Report,
        Command::Policy,
        Command::Ask,
        Command::Cite,
        Command::WhoIsOn,
        Command::WhoIs,
        Command::Changes,
        Command::Verify,
        Command::Sources,
        Command::Help,
    ];

    /// Its name, as it is typed behind the slash.
    pub fn name(self) -> &'static str {
        match self {
            Command::Principle => "principle",
            Command::Value => "value",
            Command::Mission => "mission",
            Command::Coc => "coc",
            Command::Report => "report",
            Command::Policy => "policy",
            Command::Ask => "ask",
            Command::Cite => "cite",
            Command::WhoIsOn => "who-is-on",
            Command::WhoIs => "who-is",
            Command::Changes => "changes",
            Command::Verify => "verify",
            Command::Sources => "sources",
            Command::Help => "help",
        }
    }

    /// The command that a word names, and the document that the word names with it.
    fn named(word: &str) -> Option<(Command, Option<&'static str>)> {
        let word = word.to_lowercase();
        let command = match word.as_str() {
            "principles" => Command::Principle,
            "values" => Command::Value,
            "conduct" | "code-of-conduct" => Command::Coc,
            "charter" => return Some((Command::Policy, Some("charter"))),
            "policies" => Command::Policy,
            "who" | "whois" => Command::WhoIs,
            "team" => Command::WhoIsOn,
            "source" => Command::Sources,
            word => Command::ALL.into_iter().find(|command| command.name() == word)?,
        };
        Some((command, None))
    }

    /// The command that was most likely meant by a word that is none: one that it begins, or one
    /// that it misspells.
    fn meant(word: &str) -> Option<Command> {
        let word = word.split('/').next().unwrap_or(word).to_lowercase();
        let begun = |command: &Command| word.len() >= 3 && command.name().starts_with(&word);
        if let Some(command) = Command::ALL.into_iter().find(begun) {
            return Some(command);
        }
        let name = nearest(&word, Command::ALL.into_iter().map(Command::name))?;
        Command::ALL.into_iter().find(|command| command.name() == name)
    }

    /// Whether it is given words.
    pub fn words(self) -> Words {
        match self {
            Command::Ask | Command::Cite | Command::WhoIs | Command::Changes | Command::Verify => {
                Words::Needed
            }
            Command::Principle
            | Command::Value
            | Command::Coc
            | Command::Policy
            | Command::WhoIsOn
            | Command::Help => Words::Welcome,
            Command::Mission | Command::Report | Command::Sources => Words::Useless,
        }
    }

    /// The options it has, in the order in which they are offered.
    pub fn options(self) -> impl Iterator<Item = OptionName> {
        OptionName::ALL.into_iter().filter(move |option| self.has(*option))
    }

    fn has(self, option: OptionName) -> bool {
        use OptionName as O;
        match self {
            Command::Coc => !matches!(option, O::AsOf | O::Since),
            Command::Principle
            | Command::Value
            | Command::Mission
            | Command::Policy
            | Command::Ask => {
                matches!(option, O::Private | O::Full | O::In)
            }
            Command::Cite => matches!(option, O::Private | O::Full | O::Note),
            Command::WhoIsOn => matches!(option, O::Private | O::AsOf),
            Command::Changes => matches!(option, O::Private | O::Since),
            Command::Sources => matches!(option, O::Private | O::Full),
            Command::WhoIs | Command::Verify | Command::Help | Command::Report => {
                matches!(option, O::Private)
            }
        }
    }
}

/// The command that a word names.
///
/// # Errors
/// Where it names none: the one that was most likely meant.
pub fn command_named(word: &str) -> Result<Command, Option<Command>> {
    match Command::named(word) {
        Some((command, _)) => Ok(command),
        None => Err(Command::meant(word)),
    }
}

/// What was typed, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// The command.
    pub command: Command,
    /// What stands after it, without options.
    pub words: String,
    /// Its options.
    pub options: Options,
    /// Whether the command was typed with its slash, or named by word alone, which may be the first
    /// word of a question.
    pub slash: bool,
}

/// The options of a query.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// Only the asker shall see the answer.
    pub private: bool,
    /// The whole section, with what stands below it.
    pub full: bool,
    /// Only this document.
    pub within: Option<String>,
    /// The day for which a roster is asked.
    pub as_of: Option<String>,
    /// The day from which on changes are asked.
    pub since: Option<String>,
    /// The asker's own words beside the quotation.
    pub note: Option<String>,
    /// The person to whom a moderator addresses a citation.
    pub to: Option<String>,
    /// The message at which a moderator cites.
    pub re: Option<String>,
    /// Whether that person is notified.
    pub ping: bool,
}

impl Query {
    /// Whether the answer is for the asker alone whatever it will be.
    pub fn is_private(&self) -> bool {
        let report = self.command == Command::Report && (self.slash || self.words.is_empty());
        report || self.options.private || self.is_citation()
    }

    /// Whether somebody is to be pointed to a passage, which is for moderators to do, and is shown to
    /// them alone before anybody else sees it.
    pub fn is_citation(&self) -> bool {
        self.options.to.is_some() || self.options.re.is_some() || self.options.ping
    }
}

/// Why what was typed is no query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misread {
    /// Nothing was typed, or nothing but a slash.
    Empty,
    /// The word behind the slash is no command.
    NoSuchCommand {
        /// As typed.
        typed: String,
        /// The command that was most likely meant.
        meant: Option<Command>,
    },
    /// The command needs words.
    NeedsWords(Command),
}

/// Whether what could not be read asks for an answer that only the asker sees.
pub fn asks_privately(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        let option = option_at(Command::Help, word);
        option.is_some_and(|(name, value, _)| name == OptionName::Private && means_yes(value))
    })
}

/// Whether the value of an option that is on or off switches it on.
fn means_yes(value: &str) -> bool {
    !matches!(fold(value).as_str(), "no" | "false" | "off")
}

/// Reads what was typed.
///
/// # Errors
/// Where nothing was typed, or a slash stands before a word that is no command, or the command
/// cannot be answered without words.
pub fn parse(text: &str) -> Result<Query, Misread> {
    let text = text.trim();
    let (slash, rest) = match text.strip_prefix('/') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (first, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    if first.is_empty() {
        return Err(Misread::Empty);
    }
    if matches!(fold(first).as_str(), "who's" | "whos") {
        return parse(&format!("{}who is {after}", if slash { "/" } else { "" }));
    }
    let (command, document, words) = match Command::named(first) {
        Some((command, document)) => (command, document, after),
        None if slash => {
            return Err(Misread::NoSuchCommand {
                typed: first.chars().take(40).collect(),
                meant: Command::meant(first),
            });
        }
        None => (Command::Ask, None, rest),
    };
    let (command, words) = who(command, words);
    let (words, mut options) = options(command, words);
    options.within = options.within.or_else(|| document.map(str::to_owned));
    let query = Query { command, words, options, slash };
    if command.words() == Words::Needed && query.words.is_empty() {
        return Err(Misread::NeedsWords(command));
    }
    Ok(query)
}

/// `who is on the board` and `who is ricochet` read as people write them.
fn who(command: Command, words: &str) -> (Command, &str) {
    if command != Command::WhoIs {
        return (command, words);
    }
    let words = words.trim_start();
    let after = |prefix: &str| -> Option<&str> {
        let start = words.get(..prefix.len())?;
        let rest = &words[prefix.len()..];
        (fold(start) == fold(prefix) && (rest.is_empty() || rest.starts_with(char::is_whitespace)))
            .then_some(rest)
    };
    for on in
        ["is on", "are on", "was on", "were on", "sits on", "sat on", "served on", "is in", "on"]
    {
        if let Some(rest) = after(on) {
            return (Command::WhoIsOn, rest);
        }
    }
    (command, after("is").unwrap_or(words))
}

/// Takes the options out of the words.
fn options(command: Command, text: &str) -> (String, Options) {
    let mut options = Options::default();
    let mut words = String::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        match option_at(command, rest) {
            Some((OptionName::Note, _, note_on)) => {
                let note = unquoted(rest[note_on..].trim());
                options.note = Some(note.to_owned()).filter(|note| !note.is_empty());
                rest = "";
            }
            Some((name, value, after)) => {
                options.set(name, value);
                rest = rest[after..].trim_start();
            }
            None => {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                words.push_str(&rest[..end]);
                let after = rest[end..].trim_start();
                let space = &rest[end..rest.len() - after.len()];
                // What begins a line of a quotation may be the mark of a list.
                let is_end_of_line = command == Command::Verify && space.contains('\n');
                words.push(if is_end_of_line { '\n' } else { ' ' });
                rest = after;
            }
        }
    }
    words.truncate(words.trim_end().len());
    (words, options)
}

impl Options {
    fn set(&mut self, name: OptionName, value: &str) {
        let yes = means_yes(value);
        let value = value.to_owned();
        match name {
            OptionName::Private => self.private = yes,
            OptionName::Full => self.full = yes,
            OptionName::Ping => self.ping = yes,
            OptionName::In => self.within = Some(value),
            OptionName::AsOf => self.as_of = Some(value),
            OptionName::Since => self.since = Some(value),
            OptionName::To => self.to = Some(value),
            OptionName::Re => self.re = Some(value),
            OptionName::Note => self.note = Some(value),
        }
    }
}

/// The option that `text` begins with: its name, its value, and where the value ends (for a note,
/// where it begins).
fn option_at(command: Command, text: &str) -> Option<(OptionName, &str, usize)> {
    let (key, _) = text.split_once(':')?;
    let name = command.options().find(|option| option.name().eq_ignore_ascii_case(key))?;
    let start = key.len() + 1;
    let value = &text[start..];
    if name == OptionName::Note {
        return Some((name, value, start));
    }
    if value.is_empty() || value.starts_with(char::is_whitespace) {
        return None;
    }
    for (open, close) in [('"', '"'), ('“', '”')] {
        if let Some(quoted) = value.strip_prefix(open)
            && let Some(end) = quoted.find(close)
        {
            let after = start + open.len_utf8() + end + close.len_utf8();
            return Some((name, &quoted[..end], after));
        }
    }
    let end = value.find(char::is_whitespace).unwrap_or(value.len());
    // A quotation mark that is never closed was meant for the word it stands before.
    Some((name, value[..end].trim_matches(['"', '“', '”']), start + end))
}

fn unquoted(text: &str) -> &str {
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text)
}

/// A command that is being typed, for those who complete it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfinished<'a> {
    /// The command's name is still being typed.
    Command(&'a str),
    /// The words of a command, and where they begin in the text.
    Words {
        /// The command.
        command: Command,
        /// What is typed of its words.
        words: &'a str,
        /// Where the words begin, in bytes.
        start: usize,
    },
}

/// What is being typed at the end of `text`.
pub fn unfinished(text: &str) -> Unfinished<'_> {
    let lead = text.len() - text.trim_start().len();
    let typed = &text[lead..];
    let Some(space) = typed.find(char::is_whitespace) else {
        return Unfinished::Command(typed);
    };
    let name = typed[..space].trim_start_matches('/');
    let from = |at: usize| {
        let at = at + (text[at..].len() - text[at..].trim_start().len());
        (&text[at..], at)
    };
    match Command::named(name) {
        Some((command, _)) => {
            let (words, start) = from(lead + space);
            let (command, inner) = who(command, words);
            Unfinished::Words {
                command,
                start: start + (words.len() - inner.trim_start().len()),
                words: inner.trim_start(),
            }
        }
        None => Unfinished::Words { command: Command::Ask, words: typed, start: lead },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Command, String, Options) {
        let query = parse(text).unwrap_or_else(|misread| panic!("{text}: {misread:?}"));
        (query.command, query.words, query.options)
    }

    #[test]
    fn the_first_word_is_the_command_with_or_without_slash() {
        for (text, command, words) in [
            ("/principle curation", Command::Principle, "curation"),
            ("principle  3", Command::Principle, "3"),
            ("  /MISSION ", Command::Mission, ""),
            ("/conduct harassment", Command::Coc, "harassment"),
            ("how do I report someone", Command::Ask, "how do I report someone"),
            ("/ask what is this: a test", Command::Ask, "what is this: a test"),
            ("/who-is-on tsc", Command::WhoIsOn, "tsc"),
            ("who is on the board", Command::WhoIsOn, "the board"),
            ("/who ricochet", Command::WhoIs, "ricochet"),
            ("who is ricochet", Command::WhoIs, "ricochet"),
            ("who’s on the board", Command::WhoIsOn, "the board"),
            ("whos ricochet", Command::WhoIs, "ricochet"),
            ("who isn't welcome", Command::WhoIs, "isn't welcome"),
        ] {
            let (read_command, read_words, options) = read(text);
            assert_eq!((read_command, read_words.as_str()), (command, words), "{text}");
            assert_eq!(options, Options::default(), "{text}");
        }
    }

    #[test]
    fn options_are_known_ones_with_no_space_after_the_colon() {
        let (_, words, options) =
            read("/coc harassment to:Bob private:true re:https://x/1 note: please read");
        assert_eq!(words, "harassment");
        assert_eq!(options.to.as_deref(), Some("Bob"));
        assert!(options.private);
        assert_eq!(options.note.as_deref(), Some("please read"));
        let (_, words, options) = read("/principle to:Bob in: 3");
        assert_eq!(words, "to:Bob in: 3");
        assert_eq!(options, Options::default());
        let (_, words, options) = read("/ask in:\"Code of Conduct\" scope full:no");
        assert_eq!((words.as_str(), options.within.as_deref()), ("scope", Some("Code of Conduct")));
        assert!(!options.full);
        let (_, _, options) = read("/charter quorum");
        assert_eq!(options.within.as_deref(), Some("charter"));
    }

    #[test]
    fn what_is_no_command_is_said_with_what_was_meant() {
        for (text, misread) in [
            ("", Misread::Empty),
            (" / ", Misread::Empty),
            ("/ask", Misread::NeedsWords(Command::Ask)),
            ("/cite  note:x", Misread::NeedsWords(Command::Cite)),
            (
                "/princple 3",
                Misread::NoSuchCommand {
                    typed: "princple".to_owned(),
                    meant: Some(Command::Principle),
                },
            ),
            ("/shrug", Misread::NoSuchCommand { typed: "shrug".to_owned(), meant: None }),
        ] {
            assert_eq!(parse(text), Err(misread), "{text}");
        }
    }
}
