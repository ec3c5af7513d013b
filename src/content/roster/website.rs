//! People as websites keep them in `_data`: a YAML list of `name`, `github`, `title` and `office`.
//!
//! Other keys are the website's own affair.

use super::{Seat, bare_handle, nameless};
use crate::content::problem::Problem;
use crate::content::yaml;

pub(super) fn read(
    file: &str,
    text: &str,
    problems: &mut Vec<Problem>,
) -> Result<Vec<Seat>, Vec<Problem>> {
    let read = yaml::read(file, text)?;
    let Some(entries) = read.root().as_list() else {
        return Err(vec![Problem::error(
            read.place(read.root()),
            "A roster is a list of people, and this file is none.",
            "Begin each person with a dash, as in `- name: Ana Example`.",
        )]);
    };
    let mut seats = Vec::new();
    for entry in entries {
        let text = |key: &str| {
            let text = entry.get(key).and_then(|node| node.as_text()).map(str::trim);
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let place = read.place(entry);
        let github = text("github").map(|handle| bare_handle(&handle));
        let Some(name) = text("name").or_else(|| github.clone()) else {
            problems.push(nameless(place));
            continue;
        };
        seats.push(Seat {
            name,
            github,
            role: text("title").or_else(|| text("role")),
            office: text("office"),
            since: text("since"),
            voting: true,
            line: place.line,
            ..Seat::default()
        });
    }
    Ok(seats)
}
