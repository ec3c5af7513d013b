//! Whether a text tells something, where it only could ask: of the asker, of others, or of harm.
//!
//! Told by the form of what is written, and by few words. Whoever begins as questions begin asks what
//! holds for everybody, also where they say "I": "How do I become a member?". Who states something of
//! themselves tells a story, or it cannot be known that they do not. Decides nothing of the answer.

use super::delicate::{is_delicate, is_of_harm, is_of_harm_elsewhere};
use super::need::{cries, is_in_danger, is_of_people};
use super::said::Said;

/// So many words after "I" a word of harm may stand that is done to the asker.
const SUFFERED_WITHIN: usize = 4;

/// With fewer words than these somebody looks a thing up.
const FEWEST_OF_A_SENTENCE: usize = 4;

/// Whether somebody writes of themselves, in one of the languages most often met.
pub(crate) fn speaks_of_oneself(said: &Said) -> bool {
    said.parts().any(is_oneself)
}

/// Whether a folded word is what somebody calls themselves.
pub(super) fn is_oneself(word: &str) -> bool {
    matches!(
        word,
        "i" | "me" | "my" | "mine" | "myself" | "im" | "ive" // English
                | "ich" | "mich" | "mir" | "mein" | "meine" // German
                | "je" | "moi" | "mon" | "ma" // French
                | "yo" | "mi" | "eu" | "meu" | "minha" // Spanish, Portuguese
    )
}

/// Whether somebody tells of themselves, and does not only ask what holds for all, or tells of harm:
/// whose it is cannot be known.
pub(super) fn tells_of_oneself(said: &Said) -> bool {
    has_delicate_words(said) || (speaks_of_oneself(said) && !asks(&said.words()))
}

/// Whether a text may be about what somebody did: it tells, or has a delicate word.
pub(super) fn may_be_about_conduct(said: &Said) -> bool {
    said.has_delicate_word() || tells(&said.words())
}

/// Whether somebody tells of harm that concerns them, whatever becomes of their words: such a text is
/// answered with the way to report before anything else.
///
/// They say "I", with a word of harm, and do not only look for what is written about it: "Is harassment
/// forbidden?", "I want to read the rule on harassment". Who says that it was done to them never only
/// looks for that.
pub(crate) fn calls_for_help(said: &Said) -> bool {
    if cries(said) || is_in_danger(said) {
        return true;
    }
    if !said.has_delicate_word() {
        return false;
    }
    let words = said.words();
    let harm = |at: usize| {
        let next = words.get(at + 1).copied();
        words.get(at).is_some_and(|word| {
            // A deadline is killing people every day.
            let is_said_of_things = *word == "killing" && !is_of_people(&words);
            let is_done = is_delicate(word) && matches!(next, Some("me" | "us"));
            is_of_harm(word) || (is_done && !is_said_of_things)
        })
    };
    let harms: Vec<usize> = (0..words.len()).filter(|at| harm(*at)).collect();
    if harms.is_empty() {
        return false;
    }
    // "Show me the rule" says nothing of who says it.
    let served = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        before.is_some_and(|before| {
            matches!(
                *before,
                "tell" | "show" | "give" | "let" | "point" | "remind" | "send" | "quote"
            )
        })
    };
    let done_to_me = words.iter().enumerate().any(|(at, word)| match *word {
        // Whoever asks "which rule covers me" looks for the rule.
        "me" | "myself" => !served(at) && !words.iter().take(at).any(|word| *word == "which"),
        "us" => at.checked_sub(1).is_some_and(harm),
        _ => false,
    });
    let suffers = |at: usize| {
        let since = at.saturating_sub(SUFFERED_WITHIN);
        let done = words.get(at).is_some_and(|word| word.ends_with("ed"));
        let before = words.get(since..at).unwrap_or_default();
        done && before.iter().any(|word| matches!(*word, "i" | "im" | "ive"))
    };
    if done_to_me || harms.iter().copied().any(suffers) {
        return true;
    }
    let of_oneself = words.iter().enumerate().any(|(at, word)| is_oneself(word) && !served(at));
    of_oneself && !asks(&words) && !looks_for_what_is_written(&words)
}

/// Whether a text has a word of harm, or another that makes it somebody's own affair.
pub(crate) fn has_delicate_words(said: &Said) -> bool {
    said.has_delicate_word()
        || ["making fun", "makes fun", "made fun", "following me"]
            .iter()
            .any(|words| said.line().contains(words))
}

/// Whether a text has a word of harm.
pub(super) fn has_words_of_harm(said: &Said) -> bool {
    said.has_delicate_word() && said.words().into_iter().any(is_of_harm)
}

/// Whether somebody who was not answered tells of harm, in whatever words and spelling: in a sentence
/// that does not ask what is written of it, or in another language than the documents'.
pub(super) fn tells_of_harm(said: &Said) -> bool {
    if !said.has_delicate_word() {
        return false;
    }
    let words = said.words();
    let in_a_sentence = words.len() >= FEWEST_OF_A_SENTENCE;
    words.iter().any(|word| is_of_harm_elsewhere(word))
        || (in_a_sentence
            && words.iter().any(|word| is_of_harm(word))
            && !asks(&words)
            && !looks_for_what_is_written(&words))
}

/// Whether somebody asks how to report a thing, or for help with no harm in their words: "Where do I
/// report a typo?", "How can I help?".
pub(super) fn asks_of_things(said: &Said) -> bool {
    let words = said.words();
    let has_thing = words.iter().any(|word| is_thing(word));
    let asks_to_help = words.contains(&"help")
        && matches!(words.first(), Some(&("how" | "can" | "could" | "may" | "what")));
    (has_thing || asks_to_help) && !has_delicate_words(said)
}

/// Whether a folded word is of what is reported and is no conduct.
fn is_thing(word: &str) -> bool {
    matches!(
        word,
        "typo"
            | "typos"
            | "bug"
            | "bugs"
            | "crash"
            | "crashes"
            | "spam"
            | "error"
            | "errors"
            | "issue"
            | "issues"
            | "outage"
            | "vulnerability"
            | "vulnerabilities"
    )
}

/// Whether words say that somebody looks for a text, or wants to know or to do something.
fn looks_for_what_is_written(words: &[&str]) -> bool {
    words.iter().any(|word| {
        matches!(
            *word,
            "know"
                | "wonder"
                | "wondering"
                | "curious"
                | "understand"
                | "read"
                | "reading"
                | "learn"
                | "definition"
                | "rule"
                | "rules"
                | "policy"
                | "policies"
                | "section"
                | "passage"
                | "quote"
                | "cite"
                | "question"
                | "questions"
                | "looking"
                | "searching"
                | "want"
                | "need"
        )
    })
}

/// Whether folded words tell: of a person, or of what happened.
pub(crate) fn tells(words: &[&str]) -> bool {
    speaks_of_another(words)
        || tells_what_happened(words)
        || (!asks(words) && (states(words) || speaks_of_several(words)))
}

/// Whether a word can open a question about what is or may be.
pub(crate) fn opens_a_question(word: &str) -> bool {
    asks_for(word) || is_present(word)
}

/// A text asks where it begins with a word that asks, or with a verb: "Can we …". With "has" begins
/// what asks for an event.
pub(super) fn asks(words: &[&str]) -> bool {
    const BEFORE: [&str; 8] = ["and", "but", "so", "or", "then", "please", "hi", "hello"];
    let mut words = words.iter().copied().skip_while(|word| BEFORE.contains(word));
    match (words.next(), words.next()) {
        // Whoever asks what if has a case to tell.
        (Some(_), Some("if")) => false,
        (Some("has" | "have"), _) | (None, _) => false,
        (Some(first), _) => opens_a_question(first),
    }
}

fn asks_for(word: &str) -> bool {
    matches!(
        word,
        "what"
            | "whats"
            | "which"
            | "how"
            | "hows"
            | "when"
            | "whens"
            | "where"
            | "wheres"
            | "why"
            | "whys"
            | "who"
            | "whether"
    )
}

/// A verb that turns words into a sentence; others cannot be told from nouns.
fn is_present(word: &str) -> bool {
    matches!(
        word,
        "am" | "is"
            | "isnt"
            | "are"
            | "arent"
            | "has"
            | "hasnt"
            | "have"
            | "havent"
            | "do"
            | "dont"
            | "does"
            | "doesnt"
            | "can"
            | "cant"
            | "cannot"
            | "could"
            | "couldnt"
            | "may"
            | "might"
            | "must"
            | "mustnt"
            | "shall"
            | "should"
            | "shouldnt"
            | "will"
            | "wont"
            | "would"
            | "wouldnt"
            | "want"
            | "wants"
            | "says"
            | "tells"
            | "calls"
            | "keeps"
    )
}

/// Whether a verb says something of what stands before it. After "when" and the like it may be part of
/// a heading: "voting when the chair is away".
fn states(words: &[&str]) -> bool {
    words.iter().take_while(|word| !asks_for(word)).any(|word| is_present(word))
}

/// Rules are asked for in the present; what was is a story.
fn tells_what_happened(words: &[&str]) -> bool {
    words.iter().any(|word| {
        matches!(
            *word,
            "was"
                | "wasnt"
                | "were"
                | "werent"
                | "been"
                | "being"
                | "did"
                | "didnt"
                | "had"
                | "hadnt"
                | "got"
                | "gotten"
                | "went"
                | "gone"
                | "came"
                | "said"
                | "told"
                | "took"
                | "taken"
                | "gave"
                | "broke"
                | "knew"
                | "saw"
                | "threw"
                | "thrown"
                | "wrote"
                | "lost"
                | "quit"
                | "ago"
                | "yesterday"
                | "tonight"
        )
    })
}

/// Whether somebody speaks of one other person, named or not.
pub(super) fn speaks_of_another(words: &[&str]) -> bool {
    words.iter().any(|word| {
        matches!(
            *word,
            "he" | "hes"
                | "him"
                | "his"
                | "himself"
                | "she"
                | "shes"
                | "her"
                | "hers"
                | "herself"
                | "somebody"
                | "someone"
                | "guy"
                | "girl"
                | "boy"
                | "woman"
        )
    })
}

/// Whether somebody speaks of people whom the listeners know, or of a group with the speaker in it.
fn speaks_of_several(words: &[&str]) -> bool {
    words.iter().any(|word| {
        matches!(
            *word,
            "they"
                | "theyre"
                | "theyve"
                | "them"
                | "their"
                | "theirs"
                | "themselves"
                | "we"
                | "weve"
                | "us"
                | "our"
                | "ours"
                | "ourselves"
                | "you"
                | "youre"
                | "your"
                | "yours"
        )
    })
}
