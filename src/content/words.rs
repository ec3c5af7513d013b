//! Words as readers see them and as links and ids spell them.
//!
//! Small rules about single words that several readers share. Nothing here knows of documents.

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The form in which two spellings that a reader takes for the same are equal: lower case, no
/// accents, plain quotation marks and dashes, single spaces.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        match c {
            '‘' | '’' | '‚' | '‛' | 'ʼ' => out.push('\''),
            '“' | '”' | '„' | '«' | '»' => out.push('"'),
            '‐' | '‑' | '‒' | '–' | '—' | '―' => out.push('-'),
            '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' => {}
            'ß' => out.push_str("ss"),
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.extend(c.to_lowercase()),
        }
    }
    out.trim().to_owned()
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
        None => format!("{number}th"),
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

/// How many single changes (a letter put in, left out, changed, or two swapped) part two words, as
/// far as `most`; `None` beyond.
pub fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let changed = usize::from(a[i - 1] != b[j - 1]);
            let mut cost = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + changed);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                cost = cost.min(before[j - 2] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|distance| *distance <= most)
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

    #[test]
    fn a_swap_is_one_change() {
        assert_eq!(distance("toxicity", "toxcity", 2), Some(1));
        assert_eq!(distance("form", "from", 2), Some(1));
        assert_eq!(distance("abc", "xyz", 2), None);
    }
}
