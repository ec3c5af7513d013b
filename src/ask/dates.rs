//! Dates as people type them: a year, a month or a day, in figures or in words within a question.
//!
//! Nothing here knows what day it is.

use crate::content::words::fold;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// What may stand before a date for which something is asked, the longer before its part.
const LEADS: [&[&str]; 8] = [
    &["at", "the", "end", "of"],
    &["back", "in"],
    &["as", "of"],
    &["of"],
    &["in"],
    &["on"],
    &["at"],
    &["during"],
];

/// What makes a date the beginning or the end of a time.
const BOUNDS: [&str; 8] = ["since", "from", "after", "before", "until", "till", "to", "between"];

/// The first day of a year, a month or a day, as typed in figures; `None` for what is none.
pub(super) fn first_day(text: &str) -> Option<String> {
    ["", "-01", "-01-01"]
        .iter()
        .map(|rest| format!("{text}{rest}"))
        .find(|day| day.parse::<jiff::civil::Date>().is_ok())
}

/// The last day of a year, a month or a day, as typed in figures; `None` for what is none.
pub(super) fn last_day(text: &str) -> Option<String> {
    let first = |rest: &str| format!("{text}{rest}").parse::<jiff::civil::Date>().ok();
    let day = first("")
        .or_else(|| first("-01").map(|month| month.last_of_month()))
        .or_else(|| first("-01-01").map(|year| year.last_of_year()))?;
    Some(day.to_string())
}

/// The one date for which a question asks, in figures, and the question without it: `the board in
/// May 2024` gives `the board` and `2024-05`. `None` where there is none or more than one, and for
/// the beginning or the end of a time.
pub(super) fn within(question: &str) -> Option<(String, String)> {
    // Every date has a year in figures, which other signs may stand for.
    if !question.contains(|c: char| c.is_ascii_digit() || !c.is_ascii()) {
        return None;
    }
    let words: Vec<&str> = question.split_whitespace().collect();
    let mut found: Option<(usize, usize, String)> = None;
    let mut at = 0;
    while at < words.len() {
        match date_at(words.get(at..).unwrap_or_default()) {
            Some(_) if found.is_some() => return None,
            Some((date, length)) => {
                found = Some((at, at + length, date));
                at += length;
            }
            None => at += 1,
        }
    }
    let (start, end, date) = found?;
    last_day(&date)?;
    let mut before: Vec<&str> = words.iter().copied().take(start).collect();
    if before.last().is_some_and(|word| BOUNDS.contains(&fold(word).as_str())) {
        return None;
    }
    let leads = |lead: &&&[&str]| {
        let from = before.len().checked_sub(lead.len());
        let last = from.and_then(|from| before.get(from..)).unwrap_or_default();
        !last.is_empty() && last.iter().zip(lead.iter()).all(|(word, lead)| fold(word) == **lead)
    };
    if let Some(lead) = LEADS.iter().find(leads) {
        before.truncate(before.len().saturating_sub(lead.len()));
    }
    before.extend(words.iter().copied().skip(end));
    Some((before.join(" ").trim_end_matches(',').to_owned(), date))
}

/// What looks like a date at the beginning of words, in figures, and how many of the words it takes.
fn date_at(words: &[&str]) -> Option<(String, usize)> {
    let word = |at: usize| {
        let word = words.get(at)?;
        Some(fold(word.trim_matches(|c: char| !c.is_alphanumeric())))
    };
    let month = |at: usize| month(&word(at)?);
    let year = |at: usize| word(at).filter(|word| is_year(word));
    let day = |at: usize| day_of_month(&word(at)?);
    Some(if let (Some(day), Some(month), Some(year)) = (day(0), month(1), year(2)) {
        (format!("{year}-{month:02}-{day:02}"), 3)
    } else if let (Some(month), Some(day), Some(year)) = (month(0), day(1), year(2)) {
        (format!("{year}-{month:02}-{day:02}"), 3)
    } else if let (Some(month), Some(year)) = (month(0), year(1)) {
        (format!("{year}-{month:02}"), 2)
    } else {
        let figures = word(0)?;
        let year = figures.split('-').next().filter(|year| is_year(year));
        (year.map(|_| figures.clone())?, 1)
    })
}

fn is_year(word: &str) -> bool {
    word.len() == 4
        && word.bytes().all(|byte| byte.is_ascii_digit())
        && (word.starts_with("19") || word.starts_with("20"))
}

/// The number of a month, by its name or the first letters of it.
fn month(word: &str) -> Option<usize> {
    let named = |name: &&str| name.starts_with(word) && (word.len() == 3 || word.len() == 4);
    let at = MONTHS.iter().position(|name| *name == word || named(name))?;
    Some(at + 1)
}

/// `1`, `1st` and `22nd`.
fn day_of_month(word: &str) -> Option<u8> {
    let figures = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let rest = word.get(figures.len()..)?;
    if !["", "st", "nd", "rd", "th"].contains(&rest) {
        return None;
    }
    figures.parse().ok().filter(|day| (1..=31).contains(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_of_a_question_is_taken_out_of_it() {
        for (question, rest, date) in [
            ("the tsc in 2024", "the tsc", "2024"),
            ("the board in May 2024?", "the board", "2024-05"),
            ("the tsc on 2024-03-01", "the tsc", "2024-03-01"),
            ("the tsc on 1 March 2024", "the tsc", "2024-03-01"),
            ("the tsc on Sept 22nd, 2024", "the tsc", "2024-09-22"),
            ("the tsc as of 2024-03", "the tsc", "2024-03"),
            ("the tsc at the end of 2024", "the tsc", "2024"),
            ("in 2024, who was on the tsc", "who was on the tsc", "2024"),
            ("tsc 2024", "tsc", "2024"),
        ] {
            assert_eq!(within(question), Some((rest.to_owned(), date.to_owned())), "{question}");
        }
        for question in [
            "",
            "the tsc",
            "the tsc since 2024",
            "the tsc between 2023 and 2024",
            "the tsc in May",
            "the tsc on 2024-02-30",
            "the tsc on 31 February 2024",
            "room 1234",
            "may 20245",
        ] {
            assert_eq!(within(question), None, "{question}");
        }
    }
}
