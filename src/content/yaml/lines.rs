//! A look at single lines of YAML, as a person sees them: indentation, dashes, key, value, comment.
//!
//! This is no second parser. It serves to recognise mistakes and to write remedies, and whatever it
//! concludes about a broken text is believed only after the library has read the mended one.

/// The openings and endings of curly quotation marks, of several languages.
const CURLY: [char; 6] = ['“', '”', '„', '‘', '’', '‚'];

/// A line of a block: `  - key: value # tail`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parts<'l> {
    /// All before the value: indentation, dashes and key.
    pub(super) head: &'l str,
    /// Where the key or the value begins, behind the dashes.
    pub(super) start: usize,
    pub(super) key: Option<&'l str>,
    pub(super) value: &'l str,
    /// Spaces and a comment.
    pub(super) tail: &'l str,
}

impl<'l> Parts<'l> {
    pub(super) fn of(line: &'l str) -> Self {
        let mut start = indentation(line).len();
        while let Some(rest) = line[start..].strip_prefix("- ") {
            start = line.len() - rest.trim_start().len();
        }
        let content = &line[start..];
        let key = key_length(content);
        let from = match key {
            Some(length) => {
                let rest = &content[length + 1..];
                line.len() - rest.trim_start().len()
            }
            None => start,
        };
        let end = from + value_length(&line[from..]);
        Parts {
            head: &line[..from],
            start,
            key: key.map(|length| &content[..length]),
            value: &line[from..end],
            tail: &line[end..],
        }
    }

    /// The line with another value.
    pub(super) fn with(&self, value: &str) -> String {
        let gap = if self.key.is_some() && self.head.ends_with(':') { " " } else { "" };
        format!("{}{gap}{value}{}", self.head, self.tail)
    }

    pub(super) fn first(&self) -> Option<char> {
        self.value.chars().next()
    }
}

/// The length of the key with which a line begins, without its colon.
fn key_length(content: &str) -> Option<usize> {
    if content.starts_with(['{', '[', '#']) {
        return None;
    }
    if content.starts_with(['"', '\'']) {
        let length = mark_end(content)?;
        return content[length..].starts_with(':').then_some(length);
    }
    let end = content.find(" #").unwrap_or(content.len());
    let colon = content[..end].char_indices().find(|&(at, character)| {
        let next = content[at + character.len_utf8()..].chars().next();
        character == ':' && next.is_none_or(char::is_whitespace)
    });
    colon.map(|(at, _)| at)
}

/// The length of a value without the spaces and the comment behind it.
fn value_length(text: &str) -> usize {
    let after_mark = mark_end(text).unwrap_or(0);
    let end = if text.starts_with('#') {
        0
    } else {
        text[after_mark..].find(" #").map_or(text.len(), |at| after_mark + at)
    };
    text[..end].trim_end().len()
}

/// Where the quotation ends with which a text begins; `None` if it has no end or no beginning.
pub(super) fn mark_end(text: &str) -> Option<usize> {
    let mark = text.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character == '\\' && mark == '"' {
            characters.next();
        } else if character == mark {
            // Inside single marks, two of them mean one.
            if mark == '\'' && characters.next_if(|&(_, next)| next == '\'').is_some() {
                continue;
            }
            return Some(at + 1);
        }
    }
    None
}

/// The spaces of any kind before the text of a line.
pub(super) fn indentation(line: &str) -> &str {
    &line[..line.len() - line.trim_start().len()]
}

/// A line indented with common spaces instead of tabs and unusual spaces.
pub(super) fn spaces_only(line: &str, width: usize) -> String {
    let common = indentation(line).replace('\t', &" ".repeat(width));
    common.replace(|one: char| one != ' ', " ") + line.trim_start()
}

/// The text inside curly marks, if they are there to hold the whole text.
pub(super) fn in_curly_marks(text: &str) -> Option<&str> {
    let inner = text
        .strip_prefix(CURLY)?
        .strip_suffix(|last| CURLY.contains(&last) || last == '"' || last == '\'')?;
    // `“Charter” and “Rules”` has marks inside as well; those around it belong to the text.
    let alone = !inner.contains(['“', '”', '„', '"']);
    (alone && !inner.is_empty()).then_some(inner)
}

/// Whether a text begins with a dash directly before a word. `---` and `-5` do not.
pub(super) fn lacks_space(text: &str) -> bool {
    let mut characters = text.chars();
    let next = characters.by_ref().nth(1);
    text.starts_with('-') && next.is_some_and(|next| !matches!(next, '-' | ' ' | '0'..='9'))
}

/// `id:charter` with the space it lacks. `10:30` and `https://x` lack none.
pub(super) fn spaced(text: &str) -> Option<String> {
    let (key, rest) = text.split_once(':')?;
    let named = key.starts_with(|first: char| first.is_alphabetic())
        && key.chars().all(|one| one.is_alphanumeric() || matches!(one, '_' | '-'));
    // A space that is not the common one does not count as one.
    let rest_begins = rest.chars().next()?;
    let lacks = rest_begins != ' ' && rest_begins != '/' && rest_begins != ':';
    (named && lacks).then(|| format!("{key}: {}", rest.trim_start()))
}

/// The brackets of a text.
pub(super) struct Brackets {
    /// Those left open, with the bytes they stand at.
    pub(super) open: Vec<(usize, char)>,
    /// The text with every closing bracket of the kind that was opened.
    pub(super) matched: String,
    /// The first quotation inside that has no end: its byte and its mark.
    pub(super) mark: Option<(usize, char)>,
}

impl Brackets {
    pub(super) fn of(text: &str) -> Self {
        let mut open = Vec::new();
        let mut matched = String::new();
        let mut mark = None;
        let mut skip_to = 0;
        let mut before = ' ';
        for (at, character) in text.char_indices() {
            match character {
                _ if at < skip_to => matched.push(character),
                '[' | '{' => {
                    open.push((at, character));
                    matched.push(character);
                }
                ']' | '}' => matched.extend(open.pop().map(|(_, sign)| counterpart(sign))),
                '"' | '\'' if matches!(before, ' ' | '[' | '{' | ',') => {
                    // A quotation may hold any brackets.
                    match mark_end(&text[at..]) {
                        Some(length) => skip_to = at + length,
                        None => mark = mark.or(Some((at, character))),
                    }
                    matched.push(character);
                }
                _ => matched.push(character),
            }
            before = character;
        }
        Brackets { open, matched, mark }
    }
}

pub(super) fn counterpart(sign: char) -> char {
    if sign == '[' { ']' } else { '}' }
}

/// A text in quotation marks that suit it.
pub(super) fn quoted(text: &str) -> String {
    if text.contains(['"', '\\']) {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        format!("\"{text}\"")
    }
}

/// A line as a remedy shows it: without its indentation, and not too long.
pub(super) fn shown(line: &str) -> String {
    const LONGEST: usize = 120;
    let line = line.trim();
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}
