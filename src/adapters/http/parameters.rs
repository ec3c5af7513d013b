//! What stands in the address of a request, read strictly.
//!
//! A parameter that is not known, stands there twice or is no text is refused: a program that got
//! a name wrong would else take the answer to another question for its own.

use super::refusal::Refusal;
use crate::ask::LONGEST_QUESTION;

/// The longest id, name or date, in characters: an address of a passage is a name of it too.
const LONGEST_NAME: usize = 400;

/// The parameters of a request.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parameters {
    values: Vec<(&'static str, String)>,
}

impl Parameters {
    /// Reads a query string that may hold these parameters.
    ///
    /// Follows <https://url.spec.whatwg.org/#urlencoded-parsing>, but is strict about what is no
    /// text.
    pub(super) fn read(query: Option<&str>, known: &[&'static str]) -> Result<Parameters, Refusal> {
        let mut values: Vec<(&'static str, String)> = Vec::new();
        for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decode(&name.replace('+', " "))?;
            let Some(name) = known.iter().copied().find(|known| *known == name) else {
                return Err(Refusal::unknown_parameter(&name, known));
            };
            if values.iter().any(|(other, _)| *other == name) {
                return Err(Refusal::repeated_parameter(name));
            }
            values.push((name, decode(&value.replace('+', " "))?));
        }
        Ok(Parameters { values })
    }

    /// What somebody typed; empty where nothing was.
    pub(super) fn typed(&self, name: &'static str) -> Result<&str, Refusal> {
        let typed = self.value(name).unwrap_or_default();
        within(name, typed, LONGEST_QUESTION)?;
        Ok(typed)
    }

    /// Whether something is wanted that is not unless it is said.
    pub(super) fn flag(&self, name: &'static str) -> Result<bool, Refusal> {
        match self.value(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(Refusal::wrong_value(name, "Write true or false.")),
        }
    }

    /// A value as it was sent.
    pub(super) fn value(&self, name: &'static str) -> Option<&str> {
        self.values.iter().find(|(other, _)| *other == name).map(|(_, value)| value.as_str())
    }
}

/// The end of a path, as text: what stands behind the beginning that the route has.
pub(super) fn end_of_path(path: &str, beginning: &str) -> Result<String, Refusal> {
    let name = decode(path.strip_prefix(beginning).unwrap_or(path))?;
    within("The name in the path", &name, LONGEST_NAME)?;
    Ok(name)
}

fn within(name: &str, text: &str, most: usize) -> Result<(), Refusal> {
    if text.chars().nth(most).is_some() { Err(Refusal::too_long(name, most)) } else { Ok(()) }
}

/// The text that was encoded in percent (RFC 3986, section 2.1).
fn decode(text: &str) -> Result<String, Refusal> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut pieces = text.split('%');
    bytes.extend_from_slice(pieces.next().unwrap_or_default().as_bytes());
    for piece in pieces {
        let (sign, rest) = piece.split_at_checked(2).ok_or_else(Refusal::unreadable)?;
        // A sign before the digits is none of them, though Rust reads it.
        if !sign.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(Refusal::unreadable());
        }
        bytes.push(u8::from_str_radix(sign, 16).map_err(|_| Refusal::unreadable())?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    let text = String::from_utf8(bytes).map_err(|_| Refusal::unreadable())?;
    if text.contains('\0') { Err(Refusal::unreadable()) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_encoded_utf_8_is_text_and_all_else_is_refused() {
        for (written, text) in [
            ("curation", Some("curation")),
            ("a%20b", Some("a b")),
            ("%C3%A9", Some("é")),
            ("%e2%80%9c", Some("“")),
            ("", Some("")),
            ("%", None),
            ("%4", None),
            ("%zz", None),
            ("%+1", None),
            ("%é1", None),
            ("%ff", None),
            ("%ed%a0%80", None),
            ("a%00b", None),
        ] {
            assert_eq!(decode(written).ok().as_deref(), text, "{written}");
        }
    }

    #[test]
    fn a_plus_is_a_space_in_parameters_and_itself_in_paths() {
        let parameters = Parameters::read(Some("q=a+b%2Bc"), &["q"]).unwrap();
        assert_eq!(parameters.typed("q").unwrap(), "a b+c");
        assert_eq!(end_of_path("/api/cite/a+b", "/api/cite/").unwrap(), "a+b");
    }
}
