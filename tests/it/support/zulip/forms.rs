//! The fields of a request, read strictly: what nobody expects there is a fault of the bot.

use super::super::http::Request;
use super::super::rest::{Answer, has_no_body};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A request's method, its place below `/api/v1/`, and its fields.
pub(super) struct Form {
    pub(super) method: String,
    pub(super) path: String,
    fields: BTreeMap<String, String>,
    /// The fields that somebody asked for.
    known: Vec<&'static str>,
}

/// What Zulip refuses, in its words.
pub(super) fn refused(status: u16, code: &str, msg: &str) -> Answer {
    Answer::json(status, &json!({"result": "error", "msg": msg, "code": code}))
}

impl Form {
    /// Reads a request.
    ///
    /// # Errors
    /// Where no client of Zulip's sends such a one.
    pub(super) fn read(request: &Request) -> Result<Form, String> {
        let line = request.line.trim_end();
        let wrong = |why: &str| format!("{line}: {why}");
        let mut parts = line.split(' ');
        let (Some(method), Some(target), Some("HTTP/1.1"), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(wrong("is no request"));
        };
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (target, None),
        };
        let path = path.strip_prefix("/api/v1/").ok_or_else(|| wrong("is not of the API"))?;
        let fields = match method {
            "POST" | "PATCH" if query.is_some() => {
                return Err(wrong("has a query where a form belongs"));
            }
            "POST" | "PATCH" => {
                request.has("content-type", "application/x-www-form-urlencoded")?;
                let body = std::str::from_utf8(&request.body).map_err(|_| wrong("is no text"))?;
                fields(body).map_err(|why| wrong(&why))?
            }
            _ => {
                has_no_body(request)?;
                fields(query.unwrap_or_default()).map_err(|why| wrong(&why))?
            }
        };
        let (method, path) = (method.to_owned(), path.to_owned());
        Ok(Form { method, path, fields, known: Vec::new() })
    }

    pub(super) fn all(&self) -> &BTreeMap<String, String> {
        &self.fields
    }

    /// A field that may be missing.
    pub(super) fn find(&mut self, name: &'static str) -> Option<String> {
        self.known.push(name);
        self.fields.get(name).cloned()
    }

    /// A field that must be there.
    pub(super) fn get(&mut self, name: &'static str) -> Result<String, Answer> {
        self.find(name).ok_or_else(|| {
            let msg = format!("Missing '{name}' argument");
            let code = "REQUEST_VARIABLE_MISSING";
            Answer::json(
                400,
                &json!({"result": "error", "msg": msg, "var_name": name, "code": code}),
            )
        })
    }

    /// A field with JSON in it.
    pub(super) fn json(&mut self, name: &'static str) -> Result<Option<Value>, Answer> {
        let Some(text) = self.find(name) else { return Ok(None) };
        let bad =
            |_| refused(400, "BAD_REQUEST", &format!("Argument \"{name}\" is not valid JSON."));
        serde_json::from_str(&text).map(Some).map_err(bad)
    }

    /// The fields that nobody asked for.
    pub(super) fn unknown(&self) -> Vec<&str> {
        let names = self.fields.keys().map(String::as_str);
        names.filter(|name| !self.known.contains(name)).collect()
    }
}

fn fields(text: &str) -> Result<BTreeMap<String, String>, String> {
    let mut fields = BTreeMap::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').ok_or_else(|| format!("{pair:?} has no value"))?;
        let (name, value) = (decoded(name)?, decoded(value)?);
        if fields.insert(name.clone(), value).is_some() {
            return Err(format!("has {name} twice"));
        }
    }
    Ok(fields)
}

/// A text that stood in a form.
fn decoded(text: &str) -> Result<String, String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || (rest.next()? as char).to_digit(16);
                let (high, low) = (digit(), digit());
                let (high, low) = high.zip(low).ok_or("is not encoded as a form")?;
                u8::try_from(high * 16 + low).map_err(|error| error.to_string())?
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' | b'~' => byte,
            other => return Err(format!("has {:?} in it as it is", other as char)),
        });
    }
    String::from_utf8(bytes).map_err(|_| "is no UTF-8".to_owned())
}
