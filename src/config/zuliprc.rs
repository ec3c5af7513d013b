//! Reads a zuliprc: the file with a bot's credentials that Zulip gives for download.
//!
//! It is an INI file as Python's `configparser` reads it, see
//! <https://zulip.com/api/configuring-python-bindings>. Nothing of what stands in one is ever shown.

use crate::content::problem::{Place, Problem};
use secrecy::SecretString;
use std::collections::BTreeSet;

/// What a zuliprc says of the section `[api]`, and the settings that it says so.
const NAMES: [(&str, &str); 4] = [
    ("site", "zulip.site"),
    ("email", "zulip.email"),
    ("key", "zulip.api_key"),
    // Stands in the zuliprc of an outgoing webhook.
    ("token", "zulip.webhook_token"),
];

/// A setting, where it stands, and its value.
pub(super) type Line = (&'static str, Place, SecretString);

/// The settings that it says.
///
/// # Errors
/// Every line that cannot be read.
pub(super) fn read(file: &str, text: &str) -> Result<Vec<Line>, Vec<Problem>> {
    let mut lines = Vec::new();
    let mut problems = Vec::new();
    let mut met = BTreeSet::new();
    let (mut in_api, mut any_api) = (false, false);
    for (number, line) in (1..).zip(text.lines()) {
        let place = Place::line(file, number);
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(section) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            in_api = section.trim() == "api";
            any_api |= in_api;
            continue;
        }
        if !in_api {
            continue;
        }
        let Some((name, value)) = line.split_once(['=', ':']) else {
            let what = "This line of the zuliprc is no name with a value.";
            problems.push(Problem::error(place, what, "Download the file again from Zulip."));
            continue;
        };
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
        let Some((_, setting)) = NAMES.into_iter().find(|(known, _)| *known == name) else {
            continue;
        };
        let wrong = match value {
            "" => Some(("is empty", "Download the file again from Zulip.")),
            _ if value.starts_with(['"', '\'']) => {
                Some(("stands in quotation marks", "Take the quotation marks away."))
            }
            _ if !met.insert(setting) => Some(("stands there twice", "Take one of them away.")),
            _ => None,
        };
        match wrong {
            Some((what, remedy)) => {
                let what = format!("`{name}` of the zuliprc {what}.");
                problems.push(Problem::error(place, what, remedy));
            }
            None => lines.push((setting, place, SecretString::from(value))),
        }
    }
    if !any_api {
        let what = "The zuliprc has no section `[api]`.";
        problems.push(Problem::error(
            Place::file(file),
            what,
            "Download the file again from Zulip.",
        ));
    }
    if problems.is_empty() { Ok(lines) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    fn said(text: &str) -> Vec<(&'static str, usize, String)> {
        let lines = read("zuliprc", text).unwrap();
        let shown =
            |(name, place, value): Line| (name, place.line, value.expose_secret().to_owned());
        lines.into_iter().map(shown).collect()
    }

    #[test]
    fn a_zuliprc_is_read_as_zulip_writes_it() {
        let all = [
            ("zulip.email", 2, "bot@chat.example".to_owned()),
            ("zulip.api_key", 3, "a=b:c#d".to_owned()),
            ("zulip.site", 4, "https://chat.example".to_owned()),
        ];
        let zulip = "[api]\nemail=bot@chat.example\nkey=a=b:c#d\nsite=https://chat.example\n";
        assert_eq!(said(zulip), all);
        assert_eq!(said(&zulip.replace('\n', "\r\n")), all);
        let loose = "[api]\nEmail : bot@chat.example\n key = a=b:c#d \nsite=https://chat.example\n\
                     # key=other\n; key=other\ninsecure=false\n\n[other]\nkey=other\n";
        assert_eq!(said(loose), all);
        let webhook = ("zulip.webhook_token", 5, "d=e".to_owned());
        assert_eq!(said(&format!("{zulip}token=d=e\n")).last(), Some(&webhook));
    }

    #[test]
    fn a_zuliprc_that_cannot_be_read_is_told_by_its_lines_and_not_its_words() {
        for (text, lines) in [
            ("email=SECRET\n", vec![0]),
            ("[api]\nSECRET\nemail=\nkey=\"SECRET\"\n", vec![2, 3, 4]),
            ("[api]\nkey=SECRET\nkey=SECRET\n", vec![3]),
        ] {
            let problems = read("zuliprc", text).unwrap_err();
            let places: Vec<usize> = problems.iter().map(|problem| problem.place.line).collect();
            assert_eq!(places, lines, "{text}");
            assert!(!format!("{problems:?}").contains("SECRET"), "{problems:?}");
        }
    }
}
