//! What the program prints, without the signs that a terminal obeys.
//!
//! Names of files and branches, headings and messages of servers come from others, and may hold
//! signs that would change what stands around them.

use std::io::{self, Write};

/// Standard output.
pub(super) fn out() -> Clean<impl Write> {
    Clean { to: anstream::stdout() }
}

/// Standard error.
pub(super) fn err() -> Clean<impl Write> {
    Clean { to: anstream::stderr() }
}

/// A writer that shows signs a terminal would obey as `�`.
pub(super) struct Clean<W: Write> {
    to: W,
}

impl<W: Write> Write for Clean<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // What is cut within a letter is shown as far as it goes: `write!` never cuts there.
        let text = String::from_utf8_lossy(bytes);
        self.to.write_all(clean(&text).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// A text in which nothing steers a terminal.
pub(super) fn clean(text: &str) -> String {
    text.chars().map(shown).collect()
}

/// A letter as it may be shown: one that ends lines stays, one that turns the direction of writing or
/// steers a terminal does not.
fn shown(c: char) -> char {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let steers = c.is_control() && !matches!(c, '\n' | '\t');
    if turns || steers { '\u{fffd}' } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown_as_a_sign() {
        let mut clean = Clean { to: Vec::new() };
        write!(clean, "a\u{1b}[31mred\u{9b}2J\r \u{202e}b — ß\n\tc").unwrap();
        assert_eq!(String::from_utf8(clean.to).unwrap(), "a�[31mred�2J� �b — ß\n\tc");
    }
}
