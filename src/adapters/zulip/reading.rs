//! What of a message is a question to the bot.
//!
//! Pure. The bot is addressed by a mention in the message's own words: not in code, not in what is
//! quoted, not silently, not with everybody or a group. That Zulip says so too keeps one apart from
//! another of the same name.
//! See <https://zulip.com/help/format-your-message-using-markdown>.

use super::hearing::{Place, Said};
use super::server::{Server, UNKNOWN};
use crate::messages::questions::{MENTION, OTHER, Way, is_for, unmarked};

/// The questions of a message, in their order; `None` where it is none to the bot.
pub(super) fn questions(said: &Said, server: &Server) -> Option<Vec<String>> {
    let way = match &said.place {
        Place::Person(_) => Way::Direct,
        Place::Group(_) => Way::Together,
        Place::Channel { .. } => Way::Overheard,
    };
    asked(&said.content, said.is_mentioned, server, way)
}

/// Whether an edited message may ask, as far as can be known without its place.
pub(super) fn may_ask(content: &str, is_mentioned: bool, server: &Server) -> bool {
    asked(content, is_mentioned, server, Way::Together).is_some()
}

/// The lines of a message's own words, without mentions of the bot.
pub(super) fn lines(said: &Said, server: &Server) -> Vec<String> {
    let spoken = spoken(&said.content, server).replace(MENTION, " ");
    let lines = spoken.lines().map(|line| line.trim().to_owned());
    lines.filter(|line| !line.is_empty()).collect()
}

fn asked(content: &str, is_mentioned: bool, server: &Server, way: Way) -> Option<Vec<String>> {
    let mut spoken = spoken(content, server);
    if !is_mentioned {
        spoken = spoken.replace(MENTION, " ");
    }
    crate::messages::questions::questions(&spoken, way)
}

/// A message's own words: without what it quotes and without blocks of code, with mentions of the bot
/// and of others marked. Words in a line of code are taken, and nobody is mentioned there.
fn spoken(content: &str, server: &Server) -> String {
    let own = own_lines(&unmarked(content), server);
    let mut said = String::with_capacity(own.len());
    let mut rest = own.as_str();
    while let Some(next) = rest.chars().next() {
        if next == '`' {
            let behind = rest.trim_start_matches('`');
            let signs = rest.strip_suffix(behind).unwrap_or(rest);
            let (code, after) = code(behind, signs).unwrap_or(("", behind));
            said.push_str(code);
            rest = after;
        } else if let Some(after) = mention(rest, server).filter(|_| may_mention_behind(&said)) {
            said.push(MENTION);
            rest = after;
        } else if let Some((name, after)) = other(rest).filter(|_| may_name_other_behind(&said)) {
            let [opens, closes] = OTHER;
            said.push(opens);
            if WILDCARDS.contains(&name) {
                said.push('@');
            }
            said.push_str(name);
            said.push(closes);
            rest = after;
        } else {
            said.push(next);
            rest = rest.get(next.len_utf8()..).unwrap_or_default();
        }
    }
    said
}

/// A fence that is open.
struct Fence<'a> {
    signs: &'a str,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Code,
    Quote,
    Spoiler,
}

/// The lines that somebody wrote themselves. What is in a spoiler is.
fn own_lines(content: &str, server: &Server) -> String {
    let mut own = String::with_capacity(content.len());
    let mut open: Vec<Fence<'_>> = Vec::new();
    let mut lines = content.lines().peekable();
    while let Some(line) = lines.next() {
        if open.last().is_some_and(|fence| line.trim_end() == fence.signs) {
            open.pop();
            continue;
        }
        let is_code = open.last().is_some_and(|fence| fence.kind == Kind::Code);
        if let Some(fence) = fence(line).filter(|_| !is_code) {
            open.push(fence);
            continue;
        }
        let is_own = open.iter().all(|fence| fence.kind == Kind::Spoiler);
        let opens_quote = |next: &&str| fence(next).is_some_and(|next| next.kind == Kind::Quote);
        let is_quote = line.trim_start().starts_with('>')
            || (lines.peek().is_some_and(opens_quote) && names_quoted(line, server));
        if is_own && !is_quote {
            own.push_str(line);
        }
        own.push('\n');
    }
    own
}

/// Whether a line says whom the quote below it is of, as Zulip's apps write it in many languages
/// (<https://zulip.com/help/quote-or-forward-a-message>).
fn names_quoted(line: &str, server: &Server) -> bool {
    let line = line.trim();
    line.starts_with("@_**")
        && line.ends_with([':', '：'])
        && line.contains(&format!("]({}", server.link_begins()))
}

/// The fence that a line opens.
fn fence(line: &str) -> Option<Fence<'_>> {
    let sign = line.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let behind = line.trim_start_matches(sign);
    let signs = line.strip_suffix(behind)?;
    if signs.len() < 3 || behind.contains(['`', '~']) {
        return None;
    }
    let named = behind.trim_start_matches([' ', '{', '.']);
    let name = named.split([' ', '}']).next().unwrap_or_default();
    let kind = match name {
        "quote" | "quoted" => Kind::Quote,
        "spoiler" => Kind::Spoiler,
        _ => Kind::Code,
    };
    Some(Fence { signs, kind })
}

/// What stands in a line of code that these signs opened, and what comes behind it.
fn code<'a>(text: &'a str, signs: &str) -> Option<(&'a str, &'a str)> {
    let mut from = 0;
    loop {
        let ahead = text.get(from..)?;
        let at = from + ahead.find('`')?;
        let closing = text.get(at..)?;
        let behind = closing.trim_start_matches('`');
        if closing.len() - behind.len() == signs.len() {
            return text.get(..at).filter(|code| !code.is_empty()).map(|code| (code, behind));
        }
        from = text.len() - behind.len();
    }
}

/// Whether a mention may stand behind these words: Zulip reads none in the middle of a word.
fn may_mention_behind(said: &str) -> bool {
    said.chars().next_back().is_none_or(|before| {
        before == MENTION
            || OTHER.contains(&before)
            || before.is_whitespace()
            || matches!(before, '\'' | '"' | '(' | '{' | '[' | '/' | '<')
    })
}

/// What comes behind a mention of the bot at the beginning of a text.
fn mention<'a>(text: &'a str, server: &Server) -> Option<&'a str> {
    let (inside, after) = text.strip_prefix("@**")?.split_once("**")?;
    let is_named = |name: &str| name.to_lowercase() == server.name.to_lowercase();
    let is_ours = match inside.rsplit_once('|') {
        // Until it is known who the bot is, it is known by its name alone.
        Some((name, id)) if server.me == UNKNOWN => is_named(name) && id.parse::<u64>().is_ok(),
        Some((_, id)) => id.parse() == Ok(server.me),
        None => is_named(inside),
    };
    is_ours.then_some(after)
}

/// Mentions of everybody who reads along.
const WILDCARDS: [&str; 5] = ["all", "everyone", "channel", "stream", "topic"];

/// Somebody else who is mentioned at the beginning of a text, silently or not, or everybody, and what
/// comes behind.
fn other(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix("@**").or_else(|| text.strip_prefix("@_**"))?;
    let (inside, after) = inside.split_once("**")?;
    let name = inside.rsplit_once('|').map_or(inside, |(name, _)| name);
    let is_one = !inside.is_empty() && !inside.contains(['\n', '@', '*']);
    is_one.then_some((name, after))
}

/// Whether somebody else who is named behind these words is not whom a citation is for.
fn may_name_other_behind(said: &str) -> bool {
    may_mention_behind(said) && !is_for(said)
}

#[cfg(test)]
mod tests {
    use super::super::server::Editing;
    use super::*;

    fn guide() -> Server {
        Server {
            me: 42,
            name: "Guild Guide".to_owned(),
            feature_level: 300,
            longest: 10_000,
            editing: Editing::Always,
            realm: "https://chat.example.org".to_owned(),
        }
    }

    /// What is asked in a channel by a message of which Zulip says that it mentions the bot.
    fn mentioned(content: &str) -> Option<Vec<String>> {
        asked(content, true, &guide(), Way::Overheard)
    }

    #[test]
    fn a_mention_anywhere_in_the_own_words_asks() {
        for (content, question) in [
            ("@**Guild Guide**", ""),
            ("@**guild guide** mission", "mission"),
            ("@**Guild Guide|42** /principle 3", "/principle 3"),
            ("@**|42** mission", "mission"),
            ("@**Guide of Old|42** mission", "mission"),
            ("@**Guild Guide**!", "!"),
            ("(@**Guild Guide**) mission", "() mission"),
            ("@**Guild Guide**@**Guild Guide** mission", "mission"),
            ("[@**Guild Guide**](https://example.org) mission", "[ ](https://example.org) mission"),
            ("@**Otto|7** @**Guild Guide** mission", "mission"),
            ("what is the mission, @**Guild Guide**?", "what is the mission?"),
            ("@**Guild Guide** `principle 3`", "principle 3"),
            ("> he said\n\n@**Guild Guide** mission", "mission"),
            ("```quote\nhe said\n```\n@**Guild Guide** mission", "mission"),
            ("```spoiler hidden\n@**Guild Guide** mission\n```", "mission"),
            ("````quote\n```\ninside\n```\n````\n@**Guild Guide** mission", "mission"),
            ("@**Guild Guide** who may\nvote on this?", "who may vote on this?"),
            ("``a ` b`` @**Guild Guide**", "a ` b"),
            ("Hey @**Guild Guide|42**, **/principle 3**", "/principle 3"),
            ("@**Guild Guide** @**Bob Example|13** /principle 3", "/principle 3"),
            ("@**all** @_**Ana|7** @**Guild Guide** /principle 3", "/principle 3"),
            ("@**Guild Guide** /verify \"We @**all** curate\"", "/verify \"We @all curate\""),
            ("@**Guild Guide** who is @**Bob Example|13**?", "who is Bob Example?"),
            ("@**Guild Guide** /coc x to:@**Bob|13**", "/coc x to:@**Bob|13**"),
            ("@**Guild Guide** /coc x to: @_**Bob|13**", "/coc x to: @_**Bob|13**"),
        ] {
            assert_eq!(mentioned(content), Some(vec![question.to_owned()]), "{content}");
        }
    }

    #[test]
    fn what_only_looks_like_one_does_not() {
        for content in [
            "",
            "mission",
            "@_**Guild Guide** mission",
            "@_**Guild Guide|42** mission",
            "@**all** mission",
            "@**everyone** mission",
            "@**channel** mission",
            "@**topic** mission",
            "@all mission",
            "@Guild Guide mission",
            "@*guides* mission",
            "`@**Guild Guide**` mission",
            "``@**Guild Guide** ` x`` mission",
            "```\n@**Guild Guide** mission\n```",
            "~~~ rust\n@**Guild Guide** mission",
            "> @**Guild Guide** mission",
            "  > @**Guild Guide** mission",
            "```quote\n@**Guild Guide** mission\n```",
            "```quote\n```spoiler x\n@**Guild Guide** mission\n```\n```",
            "```spoiler x\n> @**Guild Guide** mission\n```",
            "hi@**Guild Guide** mission",
            "\\@**Guild Guide** mission",
            "**@**Guild Guide**** mission",
            "@**Guild  Guide** mission",
            "@**Guild Guide|43** mission",
            "@**Nobody** mission",
            "@**Guild Guide",
        ] {
            assert_eq!(mentioned(content), None, "{content}");
        }
    }

    #[test]
    fn a_bot_that_does_not_know_its_number_yet_knows_its_name() {
        let unasked = Server { me: UNKNOWN, ..guide() };
        let asks = |content| asked(content, true, &unasked, Way::Overheard);
        for content in ["@**Guild Guide** mission", "@**guild guide|42** mission"] {
            assert_eq!(asks(content), Some(vec!["mission".to_owned()]), "{content}");
        }
        for content in ["@**Otto|0** mission", "@**|0** mission", "@**Guild Guide|x** mission"] {
            assert_eq!(asks(content), None, "{content}");
        }
    }

    #[test]
    fn zulip_must_say_that_it_is_a_mention_too() {
        let asks = |content| asked(content, false, &guide(), Way::Overheard);
        assert_eq!(asks("@**Guild Guide** mission"), None, "another has the same name");
        assert_eq!(asks("/principle 3"), Some(vec!["/principle 3".to_owned()]));
        for silent in ["/shrug", "/me waves", "principle 3", "see /mission", "> /mission"] {
            assert_eq!(asks(silent), None, "{silent}");
        }
    }

    #[test]
    fn a_conversation_with_the_bot_needs_no_mention_and_one_of_several_a_command() {
        let direct = |content| asked(content, false, &guide(), Way::Direct);
        assert_eq!(direct("mission\nreport"), Some(vec!["mission".into(), "report".into()]));
        assert_eq!(direct("> quoted"), None);
        assert_eq!(direct("```quote\nquoted\n```"), None);
        let together = |content| asked(content, false, &guide(), Way::Together);
        assert_eq!(together("principle 3"), Some(vec!["principle 3".to_owned()]));
        assert_eq!(together("I agree"), None);
    }

    #[test]
    fn the_line_above_a_quote_that_says_whose_it_is_belongs_to_it() {
        let direct = |content: &str| asked(content, false, &guide(), Way::Direct);
        let link = "https://chat.example.org/#narrow/channel/3-a/topic/b/near/1";
        for said in [
            format!("@_**Ana|7** [said]({link}):"),
            format!("@_**Ana|7** [a dit]({link}) :"),
            format!("@_**Ana|7** [说]({link})："),
        ] {
            let quote = format!("{said}\n```quote\nthe mission\n```\nwhat about SIGs?");
            assert_eq!(direct(&quote), Some(vec!["what about SIGs?".to_owned()]), "{said}");
            let own = format!("{said}\nwhat about SIGs?");
            assert!(direct(&own).is_some_and(|asked| asked.join("").contains("Ana")), "{said}");
        }
        let elsewhere = "@_**Ana|7** [said](https://o.example/#narrow/near/1):\n```quote\nx\n```";
        assert!(direct(elsewhere).is_some());
    }

    #[test]
    fn three_commands_of_one_message_are_three_questions() {
        let content =
            "@**Guild Guide** /principle 1\n/principle 2\n```\n/principle 9\n```\n/mission";
        let asked = mentioned(content).unwrap_or_default();
        assert_eq!(asked, ["/principle 1", "/principle 2", "/mission"]);
    }
}
