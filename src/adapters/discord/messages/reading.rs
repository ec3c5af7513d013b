//! What of a message is a question to the bot.
//!
//! Pure. The bot is addressed by a mention in the message's own words: not in code, not in a quoted
//! line, not by `@everyone`. A reply to the bot pings it too, be it "thanks!": without a mention, only
//! a command with its slash makes it a question.

use crate::messages::questions::{MENTION, OTHER, Way, is_for, unmarked};
use serenity::model::id::{RoleId, UserId};

/// Who the bot is where a message was written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Me {
    /// The bot's own account.
    pub(super) user: UserId,
    /// The role that a server gave to the bot alone, where it is known.
    pub(super) role: Option<RoleId>,
}

/// The questions of a message, in their order; `None` where it is none to the bot.
pub(super) fn questions(content: &str, me: Me, way: Way) -> Option<Vec<String>> {
    crate::messages::questions::questions(&spoken(content, me), way)
}

/// A message's own words: without what it quotes and without blocks of code, with mentions of the bot
/// marked. Words in a line of code are taken, and nobody is mentioned there.
/// (<https://discord.com/developers/docs/reference#message-formatting>)
fn spoken(content: &str, me: Me) -> String {
    let content = unmarked(content);
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
        } else if let Some((other, after)) = other(rest).filter(|_| !is_for(&said)) {
            let [opens, closes] = OTHER;
            said.push(opens);
            said.push_str(other);
            said.push(closes);
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

/// A mention of somebody else at the beginning of a text, and what comes behind it.
fn other(text: &str) -> Option<(&str, &str)> {
    let (inside, _) = text.strip_prefix("<@")?.split_once('>')?;
    let id = inside.strip_prefix(['!', '&']).unwrap_or(inside);
    let is_one = !id.is_empty() && id.bytes().all(|digit| digit.is_ascii_digit());
    text.split_at_checked("<@".len() + inside.len() + ">".len()).filter(|_| is_one)
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
            ("what is curation, <@42>?", "what is curation?"),
            ("<@42>", ""),
            ("<@42> `principle 3`", "principle 3"),
            ("> somebody said\n<@42> mission", "mission"),
            ("<@42> who may\nvote on this?", "who may vote on this?"),
            ("<@42>\nmission", "mission"),
            ("\\\\<@42> mission", "\\\\ mission"),
            ("- <@42> mission", "mission"),
            ("<@42> <@43> /principle 3", "/principle 3"),
            ("<@42> /who-is <@!43>", "/who-is <@!43>"),
            ("<@42> /coc x to:<@43>", "/coc x to:<@43>"),
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
    fn a_direct_message_needs_no_mention_and_a_quotation_asks_nothing() {
        let direct = |content| questions(content, ME, Way::Direct);
        assert_eq!(direct("<@42> mission\nreport"), Some(vec!["mission".into(), "report".into()]));
        assert_eq!(direct("> quoted"), None);
    }
}
