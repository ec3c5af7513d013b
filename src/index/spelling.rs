//! British spellings as American ones, so that "organisation" finds "organization".
//!
//! Words of the content and of questions go the same way, before their stems are taken: what comes
//! out is compared and never shown, and a word that is neither loses nothing by it.

use std::borrow::Cow;

/// Endings of words that are written with `s` in both spellings: "supervise", "exercise", "surprise".
const ALWAYS_S: [&str; 9] =
    ["vis", "cis", "pris", "guis", "wis", "promis", "premis", "demis", "advertis"];

/// Endings with what they are written as, where at least so many letters stand before them. The first
/// that fits counts.
const ENDINGS: [(&str, &str, usize); 26] = [
    ("isation", "ization", 3),
    ("isations", "izations", 3),
    ("our", "or", 3),
    ("ours", "ors", 3),
    ("oured", "ored", 3),
    ("ouring", "oring", 3),
    ("ourable", "orable", 3),
    ("ourful", "orful", 3),
    ("oural", "oral", 3),
    ("ourite", "orite", 3),
    ("ourites", "orites", 3),
    ("icence", "icense", 1),
    ("icences", "icenses", 1),
    ("efence", "efense", 1),
    ("ffence", "ffense", 1),
    ("ffences", "ffenses", 1),
    ("programme", "program", 0),
    ("programmes", "programs", 0),
    ("ogue", "og", 3),
    ("ogues", "ogs", 3),
    ("elled", "eled", 4),
    ("elling", "eling", 4),
    ("eller", "eler", 4),
    ("entre", "enter", 1),
    ("entres", "enters", 1),
    ("judgement", "judgment", 0),
];

/// A word in lower case as it is spelt in America.
pub(super) fn american(word: &str) -> Cow<'_, str> {
    for ending in ["ise", "ised", "ises", "ising", "iser", "isers"] {
        let Some(start) = word.strip_suffix(ending).filter(|start| start.chars().count() > 2)
        else {
            continue;
        };
        let to_the_s = &word[..start.len() + 2];
        if !ALWAYS_S.iter().any(|always| to_the_s.ends_with(always)) {
            return Cow::Owned(format!("{start}iz{}", &ending[2..]));
        }
    }
    for (british, american, before) in ENDINGS {
        if let Some(start) = word.strip_suffix(british)
            && start.chars().count() >= before
        {
            return Cow::Owned(format!("{start}{american}"));
        }
    }
    Cow::Borrowed(word)
}

#[cfg(test)]
mod tests {
    use super::american;

    #[test]
    fn both_spellings_of_a_word_are_one() {
        for (british, spelt) in [
            ("organisation", "organization"),
            ("recognised", "recognized"),
            ("behaviour", "behavior"),
            ("favourite", "favorite"),
            ("licence", "license"),
            ("defence", "defense"),
            ("cancelled", "canceled"),
            ("catalogue", "catalog"),
            ("programme", "program"),
            ("centre", "center"),
        ] {
            assert_eq!(american(british), spelt);
            assert_eq!(american(spelt), spelt);
        }
    }

    #[test]
    fn words_that_are_spelt_alike_stay() {
        for word in
            ["supervise", "exercise", "promised", "otherwise", "four", "your", "called", "rise"]
        {
            assert_eq!(american(word), word);
        }
    }
}
