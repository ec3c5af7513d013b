//! What of a message is a question to the bot.
//!
//! Pure. The bot is addressed by a mention in the message's own words: not in code, not in a quoted
//! line, not by `@everyone`. A reply to the bot pings it too, be it "thanks!": without a mention, only
//! a command with its slash makes it a question.

use crate::query::{self, Command};
use serenity::model::id::{RoleId, UserId};

/// Stands for a mention of the bot while a message is read.
const MENTION: char = '\0';

/// Who the bot is where a message was written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Me {
    /// The bot's own account.
    pub(super) user: UserId,
    /// The role that a server gave to the bot alone, where it is known.
    pub(super) role: Option<RoleId>,
}

/// By what a message may be for the bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// It is written to the bot.
    Direct,
    /// It stands where others read along.
    Among,
    /// It stands there too, and replies to the bot.
    Reply,
}

/// The questions of a message, in their order; `None` where it is none to the bot. One that is empty
/// asks for help.
pub(super) fn questions(content: &str, me: Me, way: Way) -> Option<Vec<String>> {
    let text = spoken(content, me);
    let lines: Vec<Line> = text.lines().map(Line::of).filter(Line::says_something).collect();
    let is_mentioned = lines.iter().any(|line| line.mentions);
    match way {
        Way::Direct if lines.is_empty() => return None,
        Way::Direct => {}
        Way::Among | Way::Reply if is_mentioned => {}
        Way::Reply if lines.first().is_some_and(|line| line.is_slash() && line.is_named()) => {}
        Way::Among | Way::Reply => return None,
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
        Line {
            text: line.replace(MENTION, " ").trim().to_owned(),
            mentions: line.contains(MENTION),
            is_addressed: line.trim_start().starts_with(MENTION),
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
        let text = self.text.strip_prefix('/').unwrap_or(&self.text);
        let word = text.split_whitespace().next();
        word.is_some_and(|word| query::command_named(word).is_ok())
    }
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

/// A message's own words: without what it quotes and without blocks of code, with mentions of the bot
/// marked. Words in a line of code are taken, and nobody is mentioned there.
/// (<https://discord.com/developers/docs/reference#message-formatting>)
fn spoken(content: &str, me: Me) -> String {
    let content = content.replace(MENTION, " ");
    let mut said = String::with_capacity(content.len());
    let mut rest = content.as_str();
    let mut begins_line = true;
    while let Some(next) = rest.chars().next() {
        match quote(rest).filter(|_| begins_line) {
            Some(Quote::Rest) => break,
            Some(Quote::Line) => {
                rest = rest.split_once('\n').map_or("", |(_, after)| after);
                continue;
            }
            None => {}
        }
        begins_line = next == '\n';
        if let Some((_, after)) = between(rest, "```") {
            said.push(' ');
            rest = after;
        } else if let Some((code, after)) = between(rest, "``").or_else(|| between(rest, "`")) {
            said.push_str(code);
            rest = after;
        } else if let Some(after) = mention(rest, me).filter(|_| !is_escaped(&content, rest)) {
            said.push(MENTION);
            rest = after;
        } else {
            said.push(next);
            rest = rest.get(next.len_utf8()..).unwrap_or_default();
        }
    }
    said
}

/// What is quoted from the beginning of a line on.
enum Quote {
    Line,
    /// All that is left of the message.
    Rest,
}

/// What is quoted where a line begins so. Discord quotes behind spaces too, and within lists and
/// headings: what may be a quote is nobody's own words.
fn quote(line: &str) -> Option<Quote> {
    let mut line = line.trim_start_matches([' ', '\t']);
    while let Some(after) = mark(line) {
        line = after.trim_start_matches([' ', '\t']);
    }
    let signs = line.chars().take_while(|next| *next == '>').count();
    let is_quote = line.chars().nth(signs).is_none_or(char::is_whitespace);
    match signs {
        1 if is_quote => Some(Quote::Line),
        3 if is_quote => Some(Quote::Rest),
        _ => None,
    }
}

/// What comes behind the mark of an item of a list, or of a heading.
fn mark(line: &str) -> Option<&str> {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let after = match line.get(digits..) {
        Some(after) if digits > 0 => after.strip_prefix('.'),
        _ => match line.strip_prefix("-#") {
            Some(after) => Some(after),
            None if line.starts_with('#') => Some(line.trim_start_matches('#')),
            None => line.strip_prefix(['-', '*', '+']),
        },
    }?;
    after.starts_with([' ', '\t']).then_some(after)
}

/// Whether what is left of a message stands behind a backslash that is not itself behind one.
fn is_escaped(content: &str, rest: &str) -> bool {
    let before = content.strip_suffix(rest).unwrap_or_default();
    before.chars().rev().take_while(|sign| *sign == '\\').count() % 2 == 1
}

/// What stands between two signs at the beginning of a text, and what comes behind them.
fn between<'a>(text: &'a str, sign: &str) -> Option<(&'a str, &'a str)> {
    text.strip_prefix(sign)?.split_once(sign).filter(|(inside, _)| !inside.is_empty())
}

/// What comes behind a mention of the bot at the beginning of a text.
fn mention(text: &str, me: Me) -> Option<&str> {
    let (inside, after) = text.strip_prefix("<@")?.split_once('>')?;
    let is_ours = match inside.strip_prefix('&') {
        Some(role) => me.role.is_some_and(|mine| role.parse() == Ok(mine.get())),
        None => inside.strip_prefix('!').unwrap_or(inside).parse() == Ok(me.user.get()),
    };
    is_ours.then_some(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: Me = Me { user: UserId::new(42), role: Some(RoleId::new(77)) };

    fn among(content: &str) -> Option<Vec<String>> {
        questions(content, ME, Way::Among)
    }

    #[test]
    fn a_mention_anywhere_in_the_own_words_asks() {
        for (content, question) in [
            ("<@42> principle curation", "principle curation"),
            ("<@!42> /principle 3", "/principle 3"),
            ("<@&77> mission", "mission"),
            ("hello <@42>", "hello"),
            ("what is curation, <@42>?", "what is curation,  ?"),
            ("<@42>", ""),
            ("<@42> `principle 3`", "principle 3"),
            ("> somebody said\n<@42> mission", "mission"),
            ("<@42> who may\nvote on this?", "who may vote on this?"),
            ("<@42>\nmission", "mission"),
            ("\\\\<@42> mission", "\\\\  mission"),
            ("- <@42> mission", "-   mission"),
            ("<@42> is 5 > 4?", "is 5 > 4?"),
        ] {
            assert_eq!(among(content), Some(vec![question.to_owned()]), "{content}");
        }
    }

    #[test]
    fn what_only_looks_like_one_does_not() {
        for content in [
            "",
            "principle curation",
            "/principle curation",
            "<@43> mission",
            "<@&78> mission",
            "@everyone mission",
            "`<@42>` mission",
            "```\n<@42> mission\n```",
            "> <@42> mission",
            "so he said:\n> <@42> mission\nand laughed",
            ">>> she wrote\n<@42> mission",
            "\\<@42> mission",
            "\\\\\\<@42> mission",
            "   > <@42> mission",
            " >>> hi\n<@42> mission",
            ">>>\n<@42> mission",
            "- > <@42> mission",
            "2. > <@42> mission",
            "* - > <@42> mission",
            "## > <@42> mission",
            "<@4 2> <@",
        ] {
            assert_eq!(among(content), None, "{content}");
        }
    }

    #[test]
    fn commands_on_lines_of_their_own_are_asked_in_their_order() {
        for (content, asked) in [
            ("<@42> principle 3\n/mission", &["principle 3", "/mission"][..]),
            ("Hello all!\n<@42> /mission\n/report", &["/mission", "/report"]),
            ("<@42>\n/mission\n\n/value openness", &["/mission", "/value openness"]),
            ("<@42> mission\nreport\nvalue openness", &["mission", "report", "value openness"]),
            ("<@42> /mission\nthanks!\n/report", &["/mission", "/report"]),
            ("<@42> /ask how do we\ndecide\n/report", &["/ask how do we decide", "/report"]),
            ("<@42> /verify \"one\ntwo\"", &["/verify \"one two\""]),
            ("<@42> mission\n<@42> who is on the tsc", &["mission", "who is on the tsc"]),
        ] {
            assert_eq!(among(content).unwrap_or_default(), asked, "{content}");
        }
    }

    #[test]
    fn nobody_is_named_in_a_direct_message_and_a_reply_needs_a_command() {
        let direct = |content| questions(content, ME, Way::Direct).unwrap_or_default();
        assert_eq!(direct("principle 3"), ["principle 3"]);
        assert_eq!(direct("<@42> mission\nreport"), ["mission", "report"]);
        assert_eq!(direct("how do I report?\n/report"), ["how do I report?", "/report"]);
        assert!(direct("").is_empty() && direct("> quoted").is_empty());
        let reply = |content| questions(content, ME, Way::Reply);
        for content in ["thanks!", "mission accomplished", "/shrug", ""] {
            assert_eq!(reply(content), None, "{content}");
        }
        assert_eq!(reply("/principle 4"), Some(vec!["/principle 4".to_owned()]));
        assert_eq!(reply("<@42> and now?"), Some(vec!["and now?".to_owned()]));
    }
}
