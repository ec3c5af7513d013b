//! What people say in need, often in words of which none is of harm by itself, and whether somebody's
//! life may be in danger.
//!
//! Few turns of speech, of those who are pursued, exposed or afraid. A cry too many shows somebody the
//! way to report; one too few leaves them alone. Decides nothing of the answer.

use super::said::Said;
use super::telling::{asks, is_oneself, speaks_of_another};
use crate::content::words::fold;
use std::borrow::Cow;
use std::sync::LazyLock;

/// So many words after "I" a word of fear may stand that is the asker's own.
const AFRAID_WITHIN: usize = 3;
/// So many words after "my" what is private may stand.
const PRIVATE_WITHIN: usize = 3;

/// What is said in need, in words of which none is of harm; without apostrophes.
const CRIES: [&str; 38] = [
    "助けて",
    "助けてください",
    "救命",
    "救救我",
    "도와주세요",
    "помогите",
    "feel unsafe",
    "feel safe",
    "felt unsafe",
    "feeling unsafe",
    "am unsafe",
    "am not safe",
    "im not safe",
    "take it anymore",
    "take this anymore",
    "following me",
    "follows me",
    "me uncomfortable",
    "fun of me",
    "fun of us",
    "targeted me",
    "targeting me",
    "need to talk to someone",
    "need to talk to somebody",
    "leave me alone",
    "i said stop",
    "i said no to him",
    "i said no to her",
    "told him to stop",
    "told her to stop",
    "told them to stop",
    "asked him to stop",
    "asked her to stop",
    "knows where i live",
    "no for an answer",
    "exposed himself",
    "exposed herself",
    "hate my life",
];

/// What is a cry for help where it is all that is said.
const WHOLE_CRIES: [&str; 10] = [
    "help",
    "help me",
    "i need help",
    "please help",
    "please help me",
    "need help",
    "who can i tell",
    "whom can i tell",
    "who do i tell",
    "who should i tell",
];

/// What those say who may harm themselves, where they say it of themselves.
const OF_OWN_DEATH: [&str; 36] = [
    "i cant go on",
    "kill myself",
    "killing myself",
    "hurt myself",
    "hurting myself",
    "harm myself",
    "harming myself",
    "hang myself",
    "end my life",
    "ending my life",
    "take my life",
    "take my own life",
    "taking my own life",
    "end it all",
    "want to die",
    "wish i was dead",
    "wish i were dead",
    "better off dead",
    "want to be dead",
    "dont want to live",
    "dont want to be alive",
    "no reason to live",
    "am suicidal",
    "im suicidal",
    "feel suicidal",
    "feeling suicidal",
    "suicidal thoughts",
    "commit suicide",
    "thinking of suicide",
    "kil myself",
    "cut myself",
    "cutting myself",
    "ending it all",
    "dont wish to live",
    "tired of living",
    "kms",
];

/// The same in other languages, and what those say there whom another may kill.
const OF_DEATH_ELSEWHERE: [&str; 24] = [
    "bringt mich um",
    "me va a matar",
    "mich umbringen",
    "bringe mich um",
    "mir das Leben nehmen",
    "nicht mehr leben",
    "will sterben",
    "quiero morir",
    "matarme",
    "suicidarme",
    "quero morrer",
    "me matar",
    "veux mourir",
    "me suicider",
    "me tuer",
    "voglio morire",
    "uccidermi",
    "хочу умереть",
    "покончить с собой",
    "自杀",
    "想死",
    "不想活",
    "死にたい",
    "죽고 싶",
];

/// What those say who are threatened where they are.
const IN_DANGER: [&str; 16] = [
    "i am in danger",
    "im in danger",
    "we are in danger",
    "i may be in danger",
    "life is in danger",
    "outside my house",
    "outside my home",
    "outside my door",
    "outside my window",
    "at my door",
    "he has a gun",
    "he has a knife",
    "death threats to me",
    "no reason to live",
    "nothing to live for",
    "not worth living",
];

/// Whether something is said in need. Who asks for a rule in such words asks for the rule.
pub(super) fn cries(said: &Said) -> bool {
    static FOLDED: LazyLock<Vec<String>> =
        LazyLock::new(|| CRIES.iter().map(|cry| fold(cry)).collect());
    let words = said.words();
    WHOLE_CRIES.contains(&said.line())
        || pleads(&words)
        || (!asks(&words)
            && (said.says_one_of(&FOLDED)
                || fears(&words)
                || is_pursued(&words)
                || is_sent_filth(&words)
                || is_exposed(&words)))
}

/// Whether somebody asks for help, and says nothing else.
fn pleads(words: &[&str]) -> bool {
    let calls = |word: &str| matches!(word, "help" | "halp" | "hlep" | "sos" | "mayday");
    let besides = |word: &str| {
        matches!(
            word,
            "please" | "pls" | "plz" | "now" | "urgent" | "urgently" | "i" | "me" | "us" | "need"
        )
    };
    // The word alone is a command, or a slip for it.
    words.iter().any(|word| calls(word))
        && (words.len() > 1 || matches!(words, ["sos" | "mayday"]))
        && words.iter().all(|word| calls(word) || besides(word))
}

/// Whether somebody asks if anybody can help, and not with what: "Can anyone help me?".
pub(super) fn asks_for_anybody(said: &Said) -> bool {
    let is_of_it = |word: &&str| {
        matches!(
            *word,
            "can" | "could" | "will" | "would" | "anyone" | "anybody" | "someone" | "somebody" // who
                | "help" | "please" | "me" | "us" | "out" | "here" // whom
        )
    };
    let words = said.words();
    let whoever = ["anyone", "anybody", "someone", "somebody"];
    words.contains(&"help")
        && words.iter().any(|word| whoever.contains(word))
        && words.iter().all(is_of_it)
}

/// What was said as people contract it: "I do not want" is "I dont want".
fn contracted(said: &Said) -> Cow<'_, Said> {
    const LONG: [(&str, &str); 5] = [
        (" do not ", " dont "),
        (" can not ", " cant "),
        (" cannot ", " cant "),
        (" wanna ", " want to "),
        (" i would ", " id "),
    ];
    let line = format!(" {} ", said.line());
    if !LONG.iter().any(|(long, _)| line.contains(long)) {
        return Cow::Borrowed(said);
    }
    let short = LONG.iter().fold(line, |line, (long, short)| line.replace(long, short));
    Cow::Owned(Said::of(&short))
}

/// Whether somebody may harm themselves, or is about to be harmed.
pub(super) fn is_in_danger(said: &Said) -> bool {
    let said = contracted(said);
    static ELSEWHERE: LazyLock<Vec<String>> =
        LazyLock::new(|| OF_DEATH_ELSEWHERE.iter().map(|said| fold(said)).collect());
    let words = said.words();
    // "I'd" has lost its apostrophe.
    let of_oneself = || words.iter().any(|word| is_oneself(word) || *word == "id");
    let alone = words.len() <= 2;
    let names_it = alone && words.iter().any(|word| word.starts_with("suicid"));
    (said.says_one_of(&OF_OWN_DEATH) && (alone || of_oneself()))
        || names_it
        || said.says_one_of(&IN_DANGER)
        || another_may_die(&words)
        || is_threatened(&words)
        || ELSEWHERE.iter().any(|death| said.line().contains(death.as_str()))
}

/// Whether it is said of somebody that they may harm themselves.
fn another_may_die(words: &[&str]) -> bool {
    let harms = |pair: &[&str]| {
        matches!(
            pair,
            [
                "kill" | "killing" | "hurt" | "hurting" | "harm" | "harming" | "hang",
                "himself" | "herself" | "themselves" | "themself"
            ] | ["is" | "hes" | "shes", "suicidal"]
        )
    };
    let wants_to = |three: &[&str]| matches!(three, ["wants" | "want", "to", "die"]);
    is_of_people(words) && (words.windows(2).any(harms) || words.windows(3).any(wants_to))
}

/// Whether somebody says that another is about to do violence to them.
fn is_threatened(words: &[&str]) -> bool {
    let violence = |pair: &[&str]| {
        matches!(
            pair,
            [
                "kill" | "hurt" | "stab" | "shoot" | "beat" | "rape" | "murder" | "strangle",
                "me" | "us"
            ] | ["hitting" | "beating" | "strangling" | "raping", "me" | "us"]
        )
    };
    let is_near = |word: &&str| {
        matches!(
            *word,
            "going" | "gonna" | "will" | "hell" | "would" | "wants" | "threatens" | "threatened" // as a threat
                | "threatening" | "tries" | "trying" | "tried" | "coming" // as it is tried
                | "hitting" | "beating" | "strangling" | "raping" // as it happens
        )
    };
    is_of_people(words) && words.windows(2).any(violence) && words.iter().any(is_near)
}

/// Whether somebody says that they are afraid, of people or of nothing that they name.
fn fears(words: &[&str]) -> bool {
    let is_fear = |at: usize| match words.get(at).copied() {
        Some("scared" | "terrified" | "frightened") => true,
        // "I am afraid not" is good manners.
        Some("afraid") => words.get(at + 1) == Some(&"of") || at + 1 == words.len(),
        _ => false,
    };
    let own = |at: usize| {
        let before = words.get(at.saturating_sub(AFRAID_WITHIN)..at).unwrap_or_default();
        before.iter().any(|word| matches!(*word, "i" | "im"))
    };
    (0..words.len())
        .any(|at| is_fear(at) && own(at) && (at + 1 == words.len() || is_of_people(words)))
}

/// Whether somebody is written to, called or followed again and again, other than for work.
fn is_pursued(words: &[&str]) -> bool {
    let on_and_on = |at: usize| {
        let keeps = matches!(words.get(at).copied(), Some("keep" | "keeps" | "kept" | "stop"));
        let does = words.get(at + 1).is_some_and(|word| {
            matches!(
                *word,
                "sending"
                    | "messaging"
                    | "texting"
                    | "dming"
                    | "calling"
                    | "contacting"
                    | "emailing"
                    | "writing"
                    | "touching"
                    | "following"
                    | "commenting"
                    | "watching"
                    | "bothering"
                    | "pestering"
            )
        });
        let to = words.get(at + 2..).unwrap_or_default();
        keeps && does && to.iter().take(2).any(|word| matches!(*word, "me" | "us" | "my"))
    };
    is_of_people(words)
        && (0..words.len()).any(on_and_on)
        && !words.iter().any(|word| is_of_work(word))
}

/// Whether somebody tells of messages or pictures that nobody wants to get.
fn is_sent_filth(words: &[&str]) -> bool {
    let is_foul = |word: &&str| {
        ["disgust", "creep", "nasty", "vulgar", "obscen", "lewd", "unsolicited", "filthy"]
            .iter()
            .any(|stem| word.starts_with(stem))
            || matches!(*word, "inappropriate" | "explicit" | "gross" | "hateful")
    };
    let is_sent = |word: &&str| {
        matches!(
            *word,
            "message"
                | "messages"
                | "dm"
                | "dms"
                | "picture"
                | "pictures"
                | "pic"
                | "pics"
                | "photo"
                | "photos"
                | "video"
                | "videos"
                | "email"
                | "emails"
                | "text"
                | "texts"
                | "comment"
                | "comments"
                | "remark"
                | "remarks"
        )
    };
    let to_me = words.iter().any(|word| matches!(*word, "me" | "us" | "my" | "i"));
    let filth = |at: usize| {
        let next = words.get(at + 1..).unwrap_or_default();
        words.get(at).is_some_and(is_foul) && next.iter().take(2).any(is_sent)
    };
    to_me && is_of_people(words) && (0..words.len()).any(filth)
}

/// Whether somebody says that what is private to them was made known.
fn is_exposed(words: &[&str]) -> bool {
    let is_made_known = |word: &str| {
        ["post", "publish", "shar", "leak", "spread"].iter().any(|stem| word.starts_with(stem))
            || matches!(word, "knows" | "found" | "put" | "gave" | "took" | "sent")
    };
    let is_private = |word: &&str| {
        matches!(
            *word,
            "address"
                | "phone"
                | "number"
                | "photo"
                | "photos"
                | "picture"
                | "pictures"
                | "pics"
                | "nudes"
                | "identity"
                | "location"
                | "workplace"
                | "dms"
                | "home"
                | "house"
                | "private"
                | "personal"
                | "face"
        )
    };
    let own = |at: usize| {
        let what = words.get(at + 1..).unwrap_or_default();
        words.get(at) == Some(&"my") && what.iter().take(PRIVATE_WITHIN).any(is_private)
    };
    let by_another = |at: usize| {
        let who = at.checked_sub(1).and_then(|before| words.get(before));
        words.get(at).is_some_and(|word| is_made_known(word))
            && !who.is_some_and(|who| matches!(*who, "i" | "ive" | "we"))
    };
    let since = (0..words.len()).find(|at| by_another(*at));
    is_of_people(words)
        && since.is_some_and(|since| (since..words.len()).any(own))
        && !words.iter().any(|word| is_of_work(word))
}

/// Whether somebody speaks of people, and not of programs alone.
pub(super) fn is_of_people(words: &[&str]) -> bool {
    speaks_of_another(words)
        || words.iter().any(|word| {
            matches!(
                *word,
                "they"
                    | "theyre"
                    | "them"
                    | "person"
                    | "people"
                    | "man"
                    | "men"
                    | "member"
                    | "members"
                    | "user"
                    | "maintainer"
                    | "moderator"
                    | "contributor"
                    | "someone"
                    | "somebody"
                    | "stranger"
            )
        })
}

/// Whether a word is of what people send each other in the course of their work.
fn is_of_work(word: &str) -> bool {
    matches!(
        word,
        "patch"
            | "patches"
            | "pr"
            | "prs"
            | "pull"
            | "review"
            | "reviews"
            | "issue"
            | "issues"
            | "code"
            | "commit"
            | "commits"
            | "bug"
            | "bugs"
            | "notifications"
    )
}
