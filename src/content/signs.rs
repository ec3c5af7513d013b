//! Small rules about signs that the dialects of several platforms share.
//!
//! Knows no platform: which sign means something, a dialect says.

/// A longer address, in bytes, would take more of a message than its words.
pub const LONGEST_ADDRESS: usize = 1_000;

/// What no message has: platforms refuse it, take it out, or mean something by it.
pub fn is_unwritten(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
}

/// The line that is being written.
pub fn line_of(out: &str) -> &str {
    out.rsplit('\n').next().unwrap_or_default()
}

/// Whether a text ends in what begins the addresses of the web, but for the colon.
pub fn ends_in_scheme(text: &str) -> bool {
    let ends_in = |name: &str| {
        let start = text.len().saturating_sub(name.len());
        text.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(name))
    };
    ends_in("http") || ends_in("https")
}

/// The language of a block of code, as far as its name is one.
pub fn language(named: &str) -> String {
    let known = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '#' | '_');
    named.chars().take_while(known).collect()
}

/// A table where there are none: each row is a line, with this between its cells.
pub fn rows_as_lines(head: &[String], rows: &[Vec<String>], between: &str) -> String {
    let lines = std::iter::once(head).chain(rows.iter().map(Vec::as_slice));
    let lines = lines.map(|cells| cells.join(between).replace('\n', " "));
    lines.collect::<Vec<_>>().join("\n")
}

/// Writes a sign of an address by its code
/// (<https://www.rfc-editor.org/rfc/rfc3986#section-2.1>).
pub fn push_coded(c: char, out: &mut String) {
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        out.push_str(&format!("%{byte:02X}"));
    }
}
