//! Where sentences and words end inside styled and linked words, and words cut there.

use super::cuts::Finest;
use crate::content::block::{Inline, Style};

/// Words whose full stop ends no sentence.
const SHORTENED: [&str; 20] = [
    "al", "approx", "art", "ca", "cf", "co", "corp", "dr", "fig", "inc", "jr", "ltd", "mr", "mrs",
    "ms", "no", "prof", "sec", "st", "vs",
];

/// How many characters words have, as [`ends`] and [`cut`] count.
pub(super) fn length(inlines: &[Inline]) -> usize {
    let mut flat = Vec::new();
    flatten(inlines, &mut flat);
    flat.len()
}

/// After how many characters a cut may fall, in order; neither at the beginning nor at the end.
pub(super) fn ends(inlines: &[Inline], finest: Finest) -> Vec<usize> {
    let mut flat = Vec::new();
    flatten(inlines, &mut flat);
    let last = flat.iter().rposition(|sign| !sign.is_space()).map_or(0, |last| last + 1);
    (1..last)
        .filter(|at| match finest {
            Finest::Items => false,
            Finest::Sentences => sentence_ends(&flat, *at),
            Finest::Words => !flat[*at].is_space() && flat[*at - 1].is_space(),
            Finest::Letters => !flat[*at].is_mark(),
        })
        .collect()
}

/// A character as far as a cut depends on it.
#[derive(Debug, Clone, Copy)]
enum Sign {
    /// Of the words.
    Of(char),
    /// Of code, whose full stops end no sentence.
    Code(char),
    /// The end of a line that the page insists on.
    LineEnd,
}

impl Sign {
    fn is_space(self) -> bool {
        match self {
            Sign::Of(c) | Sign::Code(c) => c.is_whitespace(),
            Sign::LineEnd => true,
        }
    }

    /// Whether it belongs to the letter before.
    fn is_mark(self) -> bool {
        matches!(self, Sign::Of(c) | Sign::Code(c)
            if unicode_normalization::char::is_combining_mark(c)
                || matches!(c, '\u{200d}' | '\u{fe0e}' | '\u{fe0f}'))
    }

    fn letter(self) -> Option<char> {
        match self {
            Sign::Of(c) => Some(c),
            Sign::Code(_) | Sign::LineEnd => None,
        }
    }
}

fn flatten(inlines: &[Inline], flat: &mut Vec<Sign>) {
    for inline in inlines {
        match inline {
            Inline::Text(words) => flat.extend(words.chars().map(Sign::Of)),
            Inline::Code(words) => flat.extend(words.chars().map(Sign::Code)),
            Inline::Styled(Style::Strikethrough, _) => {}
            Inline::Styled(_, inner) | Inline::Link { text: inner, .. } => flatten(inner, flat),
            Inline::SoftBreak => flat.push(Sign::Of(' ')),
            Inline::Break => flat.push(Sign::LineEnd),
            Inline::Image { .. } | Inline::FootnoteMark(_) | Inline::Generated(_) => {}
        }
    }
}

/// Whether a sentence ends before the sign at `at`, which begins the next.
fn sentence_ends(flat: &[Sign], at: usize) -> bool {
    let (before, next) = flat.split_at(at);
    let Some(next) = next.first().copied().filter(|next| !next.is_space()) else {
        return false;
    };
    let words = before.iter().rposition(|sign| !sign.is_space()).map_or(0, |last| last + 1);
    let (words, spaces) = before.split_at(words);
    if spaces.iter().any(|sign| matches!(sign, Sign::LineEnd)) {
        return !words.is_empty();
    }
    let closes = |sign: &&Sign| {
        matches!(sign, Sign::Of('"' | '\'' | '”' | '’' | '»' | ')' | ']' | '」' | '』'))
    };
    let closed = words.iter().rev().take_while(closes).count();
    let words = &words[..words.len() - closed];
    match words.last().and_then(|sign| sign.letter()) {
        Some('。' | '！' | '？') => true,
        Some('!' | '?' | '…' | '.') if spaces.is_empty() => false,
        Some('!' | '?' | '…') => !begins_small(next),
        Some('.') => !begins_small(next) && !is_shortened(&words[..words.len() - 1]),
        _ => false,
    }
}

fn begins_small(sign: Sign) -> bool {
    sign.letter().is_some_and(char::is_lowercase)
}

/// Whether the full stop after these words belongs to the last of them: "e.g.", "J. Doe", "Inc.".
fn is_shortened(words: &[Sign]) -> bool {
    let last = words.iter().rev().map_while(|sign| sign.letter());
    let last: String = last.take_while(|c| c.is_alphanumeric() || *c == '.').collect();
    let last: String = last.chars().rev().flat_map(char::to_lowercase).collect();
    let one_letter = last.chars().count() == 1 && last.chars().all(char::is_alphabetic);
    let inner_stop = last.contains('.') && last.chars().any(char::is_alphabetic);
    one_letter || inner_stop || SHORTENED.contains(&last.as_str())
}

/// Words in two, after so many characters; each half keeps the styles and links of its words.
pub(super) fn cut(inlines: &[Inline], at: usize) -> (Vec<Inline>, Vec<Inline>) {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    let mut left = at;
    for inline in inlines {
        let length = length(std::slice::from_ref(inline));
        if length <= left && second.is_empty() {
            // What shows nothing stays with the words before it.
            left -= length;
            first.push(inline.clone());
            continue;
        }
        if left == 0 {
            second.push(inline.clone());
            continue;
        }
        let (one, other) = cut_one(inline, left);
        left = 0;
        first.push(one);
        second.push(other);
    }
    trim_end(&mut first);
    (first, second)
}

/// Takes the space at the end, with which a style would not close.
fn trim_end(inlines: &mut [Inline]) {
    match inlines.last_mut() {
        Some(Inline::Text(words)) => words.truncate(words.trim_end().len()),
        Some(Inline::Styled(_, inner) | Inline::Link { text: inner, .. }) => trim_end(inner),
        _ => {}
    }
}

fn cut_one(inline: &Inline, at: usize) -> (Inline, Inline) {
    let text = |words: &str| {
        let byte = words.char_indices().nth(at).map_or(words.len(), |(byte, _)| byte);
        let (one, other) = words.split_at(byte);
        (one.to_owned(), other.to_owned())
    };
    match inline {
        Inline::Text(words) => {
            let (one, other) = text(words);
            (Inline::Text(one), Inline::Text(other))
        }
        Inline::Code(words) => {
            let (one, other) = text(words);
            (Inline::Code(one), Inline::Code(other))
        }
        Inline::Styled(style, inner) => {
            let (one, other) = cut(inner, at);
            (Inline::Styled(*style, one), Inline::Styled(*style, other))
        }
        Inline::Link { url, text } => {
            let (one, other) = cut(text, at);
            let link = |text| Inline::Link { url: url.clone(), text };
            (link(one), link(other))
        }
        // None of these has characters to be cut between.
        Inline::Image { .. }
        | Inline::Break
        | Inline::SoftBreak
        | Inline::FootnoteMark(_)
        | Inline::Generated(_) => (inline.clone(), Inline::Text(String::new())),
    }
}
