//! Dates as people read them: months are words.

/// A day with its month as a word: `5 May 2026` for `2026-05-05`.
pub fn day(date: &str) -> String {
    match date.parse::<jiff::civil::Date>() {
        Ok(date) => format!("{} {} {}", date.day(), month(date.month()), date.year()),
        Err(_) => date.to_owned(),
    }
}

/// How old what was taken from a source is: of a commit, or as somebody recorded it.
pub(super) fn edition(date: &str, of_commit: bool) -> String {
    if of_commit {
        format!("edition of {}", day(date))
    } else {
        format!("as recorded on {}", day(date))
    }
}

/// A year, a month or a day, as it was typed.
pub(super) fn plain_date(date: &str) -> String {
    let month_of = |date: &str| format!("{date}-01").parse::<jiff::civil::Date>().ok();
    match month_of(date) {
        Some(first) => format!("{} {}", month(first.month()), first.year()),
        None => day(date),
    }
}

fn month(month: i8) -> &'static str {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or("")
}
