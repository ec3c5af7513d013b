//! Which questions a message asks, once its own words are known.
//!
//! Pure. An adapter hands in what somebody wrote themselves, without what they quote, with mentions of
//! the bot marked; how these are written is the platform's.

use super::lines::{Piece, pieces};
use crate::query::{self, Command};

/// Stands for a mention of the bot while a message is read.
pub const MENTION: char = '\0';

/// Stand before and behind the name of somebody else who is mentioned.
pub const OTHER: [char; 2] = ['\u{1}', '\u{2}'];

/// What somebody wrote, in which nothing stands for a mention yet.
pub fn unmarked(content: &str) -> String {
    let [opens, closes] = OTHER;
    content.replace([MENTION, opens, closes], " ")
}

/// Whether a mention behind these words says whom a command is for, and is no part of its words.
pub fn is_for(said: &str) -> bool {
    let said = said.trim_end_matches([' ', '"']);
    let key = said.len().checked_sub(3).and_then(|at| said.split_at_checked(at));
    key.is_some_and(|(before, key)| {
        key.eq_ignore_ascii_case("to:")
            && (before.is_empty() || before.ends_with(char::is_whitespace))
    })
}

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
/// asks for help. `spoken` are its own words, with a [`MENTION`] wherever the bot is named, and with
/// others who are named between [`OTHER`].
pub fn questions(spoken: &str, way: Way) -> Option<Vec<String>> {
    let is_mentioned = spoken.contains(MENTION);
    let is_to_the_bot = is_mentioned || way == Way::Direct;
    let pieces = spoken.lines().flat_map(|line| pieces(line, is_to_the_bot));
    let pieces: Vec<Piece> = pieces.filter(Piece::says_something).collect();
    match way {
        Way::Direct if pieces.is_empty() => return None,
        Way::Direct => {}
        Way::Among | Way::Overheard | Way::Together if is_mentioned => {}
        Way::Together if pieces.first().is_some_and(Piece::is_named) => {}
        Way::Overheard
            if pieces.first().is_some_and(|piece| piece.is_slash() && piece.is_named()) => {}
        Way::Among | Way::Overheard | Way::Together => return None,
    }
    let mut begun = pieces.iter().skip_while(|piece| piece.is_aside);
    let each_is_one = pieces.len() > 1 && begun.all(|piece| !piece.is_aside && piece.is_named());
    let mut questions: Vec<Begun> = Vec::new();
    for piece in pieces {
        let begins = piece.is_addressed || piece.is_slash();
        match questions.last_mut() {
            None if piece.is_aside => {}
            Some(last) if !begins && !each_is_one => last.go_on(&piece.text),
            _ => questions.push(Begun { begins: begins || each_is_one, text: piece.text }),
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

    /// What is asked; `@` stands for the bot's name, and others are named between `<` and `>`.
    fn asked(spoken: &str, way: Way) -> Option<Vec<String>> {
        let sign = |sign| match sign {
            '@' => MENTION,
            '<' => OTHER[0],
            '>' => OTHER[1],
            _ => sign,
        };
        questions(&spoken.chars().map(sign).collect::<String>(), way)
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
            ("is it so, @, /shrug", &["is it so, /shrug"]),
            ("@ principle 8 @ principle 9", &["principle 8", "principle 9"]),
            ("@ /mission and then maybe @ who-is-on tsc", &["/mission", "who-is-on tsc"]),
            ("@ /principle 3, thanks!", &["/principle 3"]),
        ] {
            assert_eq!(asked(spoken, Way::Among).unwrap_or_default(), questions, "{spoken}");
        }
    }

    #[test]
    fn what_stands_before_the_name_and_a_command_is_said_to_others() {
        for (spoken, questions) in [
            ("someone asked @ /value openness", &["/value openness"][..]),
            ("Hi @ /principle 2 and @ /mission please", &["/principle 2", "/mission"]),
            ("Hello @: /mission?", &["/mission"]),
            ("- @ /value openness\n- @ /principle 8", &["/value openness", "/principle 8"]),
            ("@\n1. /mission\n2. **/value openness**", &["/mission", "/value openness"]),
            ("@, **/principle 3**!", &["/principle 3!"]),
            ("Hey @, could you show us **/principle 3**?", &["/principle 3"]),
            (
                "@ what is **/principle 3** to ***/value openness***?",
                &["/principle 3", "/value openness"],
            ),
            ("@ who may use **/mission**?", &["who may use /mission?"]),
            ("@ who may vote?\nand Ana, @ /mission", &["who may vote? and Ana", "/mission"]),
            ("@ who may vote, and @ /mission", &["who may vote", "/mission"]),
        ] {
            assert_eq!(asked(spoken, Way::Overheard).unwrap_or_default(), questions, "{spoken}");
        }
        assert_eq!(asked("Hi @ /mission", Way::Direct), Some(vec!["/mission".to_owned()]));
    }

    #[test]
    fn several_commands_stand_on_one_line() {
        for (spoken, questions) in [
            (
                "@ /principle 2 @ /who-is-on board @ /mission",
                &["/principle 2", "/who-is-on board", "/mission"][..],
            ),
            ("@ /mission /value openness", &["/mission", "/value openness"]),
            ("/mission, /value openness", &["/mission", "/value openness"]),
            ("/mission and then /value openness", &["/mission", "/value openness"]),
            (
                "/verify \"we use /mission @ /value x\" /report",
                &["/verify \"we use /mission /value x\"", "/report"],
            ),
            ("/verify we use /mission daily", &["/verify we use /mission daily"]),
            ("/ask who may use /mission", &["/ask who may use /mission"]),
            (
                "/coc harassment note: read /mission please",
                &["/coc harassment note: read /mission please"],
            ),
            ("/help /principle", &["/help /principle"]),
            ("@ who may use /mission", &["who may use /mission"]),
            ("/policy in/out /shrug", &["/policy in/out /shrug"]),
        ] {
            assert_eq!(asked(spoken, Way::Overheard).unwrap_or_default(), questions, "{spoken}");
        }
    }

    #[test]
    fn others_who_are_named_hide_no_command_and_can_be_asked_for() {
        for (spoken, question) in [
            ("@ <Bob Example> /principle 3", "/principle 3"),
            ("<Bob Example>, @ <Ana>: /principle 3", "/principle 3"),
            ("<Bob Example> @ mission", "mission"),
            ("@ /principle 3 <Bob Example>", "/principle 3"),
            ("@ /who-is <Bob Example>", "/who-is Bob Example"),
            ("@ who is <Bob Example>?", "who is Bob Example?"),
            ("@ <Bob Example>", "Bob Example"),
            ("@ what does <> say?", "what does say?"),
            ("@ /coc insults to:Bob note: <Bob> knows", "/coc insults to:Bob note: Bob knows"),
        ] {
            let questions = Some(vec![question.to_owned()]);
            assert_eq!(asked(spoken, Way::Overheard), questions, "{spoken}");
        }
        assert_eq!(asked("<Bob> /mission", Way::Overheard), None);
        assert_eq!(asked("<Bob> mission", Way::Together), None);
        for (said, is_for_somebody) in [
            ("/coc to:", true),
            ("/coc TO: \"", true),
            ("goto:", false),
            ("to", false),
            ("", false),
        ] {
            assert_eq!(is_for(said), is_for_somebody, "{said}");
        }
    }

    #[test]
    fn a_name_leaves_no_gap_in_a_sentence() {
        for (spoken, question) in [
            ("what does the mission say? @", "what does the mission say?"),
            ("what is the mission, @?", "what is the mission?"),
            ("what, @, is the mission", "what, is the mission"),
            ("and @ what now", "and what now"),
        ] {
            let questions = Some(vec![question.to_owned()]);
            assert_eq!(asked(spoken, Way::Among), questions, "{spoken}");
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
