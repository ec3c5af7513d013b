//! Words as readers see them and as links and ids spell them.
//!
//! Small rules about single words that several readers share. Nothing here knows of documents.

mod distance;

pub use distance::{Distances, Letters, Parted, distance};

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// The form in which two spellings that a reader takes for the same are equal: lower case, no
/// accents, plain quotation marks and dashes, single spaces.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        // Most letters are ASCII, which is its own decomposition. Marks are dropped, so that their
        // order after a letter, all that more than one letter could change, does not count.
        if c.is_ascii() {
            fold_into(&mut out, c);
        } else {
            decompose_compatible(c, |c| fold_into(&mut out, c));
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

fn fold_into(out: &mut String, c: char) {
    match plain_sign(c) {
        c if is_unseen(c) => {}
        'ß' => out.push_str("ss"),
        c if c.is_ascii_alphanumeric() => out.push(c.to_ascii_lowercase()),
        c if c.is_whitespace() => {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        }
        c if is_combining_mark(c) => {}
        c => out.extend(c.to_lowercase()),
    }
}

/// Words as they were said, to be read: lower case, single spaces, no signs but apostrophes and hyphens
/// within words. No letter of any script is lost, and the marks that belong to letters are composed
/// with them (Unicode's form NFC, <https://www.unicode.org/reports/tr15/>).
pub fn as_said(text: &str) -> String {
    // Between letters of some scripts these two say how they are joined.
    let joins = |c: char| matches!(c, '\u{200c}' | '\u{200d}');
    let is_of_word = |c: char| {
        c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '\'' | '-') || joins(c)
    };
    let kept: String = text
        .nfc()
        .map(plain_sign)
        // A place where a word may be parted parts none.
        .filter(|c| !is_unseen(*c) || joins(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if is_of_word(c) { c } else { ' ' })
        .collect();
    let is_sign = |c: char| matches!(c, '\'' | '-') || joins(c);
    let words = kept.split_whitespace().map(|word| word.trim_matches(is_sign));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    // Lower case may part a letter from its mark again.
    words.join(" ").nfc().collect()
}

/// Whether a letter shows nothing: a place where a word may be parted, or must not be.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// A quotation mark or a dash as a typewriter has it; any other letter as it is.
fn plain_sign(c: char) -> char {
    match c {
        '‘' | '’' | '‚' | '‛' | 'ʼ' => '\'',
        '“' | '”' | '„' | '«' | '»' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '―' => '-',
        c => c,
    }
}

/// The form in which two texts that say the same in the same words are equal: single spaces, plain
/// quotation marks and dashes. Letter case and accents stay: "To provide" is not "to provide".
pub fn words_key(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().filter(|c| !is_unseen(*c)).map(plain_sign));
    }
    out
}

/// Whether two texts have the same words: all but white space and the form of quotation marks and
/// dashes is equal.
pub fn same_words(one: &str, other: &str) -> bool {
    words_key(one) == words_key(other)
}

/// Where two texts differ: the words of each from the first that differs to the last, at most so
/// many of them; both empty where the words are the same.
pub fn differing_words(one: &str, other: &str, most: usize) -> (String, String) {
    let (one, other): (Vec<&str>, Vec<&str>) =
        (one.split_whitespace().collect(), other.split_whitespace().collect());
    let alike = |(one, other): &(&&str, &&str)| same_words(one, other);
    let start = one.iter().zip(&other).take_while(alike).count();
    let (one, other) = (&one[start..], &other[start..]);
    let end = one.iter().rev().zip(other.iter().rev()).take_while(alike).count();
    let shown = |words: &[&str]| {
        let words = &words[..words.len() - end];
        let more = if words.len() > most { " …" } else { "" };
        format!("{}{more}", words[..words.len().min(most)].join(" "))
    };
    (shown(one), shown(other))
}

/// The ASCII name of a heading in an id: letters and digits, a hyphen between words.
pub fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in deunicode::deunicode(text).replace('\'', "").chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    let slug = out.trim_end_matches('-');
    if slug.is_empty() { "section".to_owned() } else { slug.to_owned() }
}

/// Six hexadecimal digits that stand for `text`.
pub fn fingerprint(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes())[..3])
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes that hexadecimal digits stand for; `None` where these are not `N` bytes.
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |c: char| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let digits: Vec<u8> = text.chars().map(digit).collect::<Option<_>>()?;
    let (pairs, []) = digits.as_chunks::<2>() else { return None };
    let bytes: Vec<u8> = pairs.iter().map(|[high, low]| high << 4 | low).collect();
    bytes.try_into().ok()
}

const ORDINALS: [&str; 20] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];

const NUMBERS: [&str; 20] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

/// `second` for 2; digits beyond the twentieth.
pub fn ordinal(number: usize) -> String {
    match number.checked_sub(1).and_then(|at| ORDINALS.get(at)) {
        Some(word) => (*word).to_owned(),
        None => {
            let ending = match (number % 10, number % 100) {
                (1, teen) if teen != 11 => "st",
                (2, teen) if teen != 12 => "nd",
                (3, teen) if teen != 13 => "rd",
                _ => "th",
            };
            format!("{number}{ending}")
        }
    }
}

/// `nine` for 9; digits beyond twenty.
pub fn number_word(number: usize) -> String {
    match number.checked_sub(1).and_then(|at| NUMBERS.get(at)) {
        Some(word) => (*word).to_owned(),
        None => number.to_string(),
    }
}

/// The number that one word stands for: `3`, `#3`, `3.`, `3rd`, `three`, `third`.
pub fn number(word: &str) -> Option<u32> {
    let word = fold(word);
    let word = word.trim_start_matches('#').trim_end_matches(['.', ')', ':', ',', '?', '!']);
    let digits = word
        .strip_suffix("st")
        .or(word.strip_suffix("nd"))
        .or(word.strip_suffix("rd"))
        .or(word.strip_suffix("th"))
        .unwrap_or(word);
    if let Ok(number) = digits.parse::<u32>() {
        return Some(number);
    }
    ORDINALS
        .iter()
        .position(|ordinal| *ordinal == word)
        .or(NUMBERS.iter().position(|number| *number == word))
        .and_then(|at| u32::try_from(at + 1).ok())
}

/// The one of `known` that `word` was most likely meant to be.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = fold(word);
    let most = match word.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    };
    known
        .into_iter()
        .filter_map(|known| Some((distance(&word, &fold(known), most)?, known)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// `1 item`, `2 items`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_all_their_spellings() {
        for word in ["3", "#3", "3.", "3rd", "third", "Three", "THIRD"] {
            assert_eq!(number(word), Some(3), "{word}");
        }
        for word in ["", "#", "curation", "th", "p3"] {
            assert_eq!(number(word), None, "{word}");
        }
    }

    #[test]
    fn spellings_that_look_alike_fold_together() {
        assert_eq!(fold("Don’t  PANIC — Émile"), fold("don't panic - emile"));
        assert_eq!(fold("ﬁ"), "fi");
        assert_eq!(fold("\u{200b} \u{a0}a\u{301}\u{323}\t\n "), "a");
    }

    #[test]
    fn words_to_be_read_lose_no_letter() {
        for (text, said) in [
            ("  Parking – PERMITS?! ", "parking permits"),
            ("“Don’t” re-use", "don't re-use"),
            ("e\u{301}tude", "\u{e9}tude"),
            ("हिन्दी में", "हिन्दी में"),
            ("ที่จอดรถ", "ที่จอดรถ"),
            ("がっこう", "がっこう"),
            ("한국어", "한국어"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("a\u{1b}[31mb\u{202e}c", "a 31mb c"),
            ("soft\u{ad}ware", "software"),
            ("- ' -", ""),
        ] {
            assert_eq!(as_said(text), said);
        }
    }

    #[test]
    fn words_are_the_same_but_for_spaces_quotation_marks_and_dashes() {
        assert!(same_words("“Don’t”  panic —\nplease", "\"Don't\" panic - please"));
        for (one, other) in [("to Provide", "to provide"), ("resume", "résumé"), ("a", "a b")] {
            assert!(!same_words(one, other), "{one} {other}");
        }
    }

    #[test]
    fn a_difference_is_shown_from_its_first_word_to_its_last() {
        for (one, other, expected) in [
            ("Our goal is to Provide it", "Our goal is to provide it", ("Provide", "provide")),
            ("a b", "a b c", ("", "c")),
            ("a  “b”", "a \"b\"", ("", "")),
            ("x 1 2 3 4 y", "x y", ("1 2 …", "")),
            ("a a", "a", ("a", "")),
        ] {
            let expected = (expected.0.to_owned(), expected.1.to_owned());
            assert_eq!(differing_words(one, other, 2), expected, "{one} {other}");
        }
    }

    #[test]
    fn hexadecimal_digits_are_so_many_bytes_or_none() {
        assert_eq!(unhex("0fA9"), Some([0x0f, 0xa9]));
        assert_eq!(unhex("").map(|bytes: [u8; 0]| bytes.len()), Some(0));
        for wrong in ["", "0f", "0fa", "0fa9f", "0fa9ff", "0fag", "+fa9", "0fa9 ", "éé"] {
            assert_eq!(unhex::<2>(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn slugs_are_ascii_words() {
        for (text, expected) in [
            ("What we want to create", "what-we-want-to-create"),
            ("Don’t panic!", "dont-panic"),
            ("Überblick", "uberblick"),
            ("!!!", "section"),
        ] {
            assert_eq!(slug(text), expected);
        }
    }
}
