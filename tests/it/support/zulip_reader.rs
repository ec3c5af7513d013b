//! Reads a message as Zulip's server does, and gives back what people see of it, with all that is alive.
//!
//! Written from <https://zulip.com/help/format-your-message-using-markdown> and from what a real server made
//! of some hundred messages, to which a test holds it where these recordings are present. It shares no
//! line of code with tenet. It knows neither people nor channels: whatever has the form of a mention is
//! alive. So is whatever looks like an address without being written as a link.

mod inline;

use inline::Inline;

/// A message as it is seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// The words in order, an item of a list after its sign or its number.
    pub(crate) text: String,
    /// What stands in quotations, one for each that stands in no other.
    pub(crate) quotes: Vec<String>,
    /// What can be pressed: its words, and where it leads.
    pub(crate) links: Vec<(String, String)>,
    /// What is hidden: the heading, and the words.
    pub(crate) spoilers: Vec<(String, String)>,
    /// What the server makes something else of: mentions, channels, times, formulas, emoji by their name,
    /// addresses in running text, previews. As it is written.
    pub(crate) alive: Vec<String>,
}

/// What is seen of a message with this content.
pub(crate) fn read(content: &str) -> Seen {
    let mut reader = Reader { seen: Seen::default(), quotations: 0 };
    let content = content.replace("\r\n", "\n").replace('\t', "    ");
    let lines: Vec<String> = content.trim().split('\n').map(str::to_owned).collect();
    if let Some(word) = ["/poll", "/todo", "/me "].iter().find(|word| content.starts_with(*word)) {
        reader.seen.alive.push((*word).to_owned());
    }
    reader.seen.text = reader.lines(&lines, Where::Open);
    reader.seen
}

/// Words without all white space but single spaces.
pub(crate) fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    /// Where fences are read.
    Open,
    /// In a quotation of signs, or in an item, where they are not.
    Closed,
}

struct Reader {
    seen: Seen,
    quotations: usize,
}

/// A fence that opens a block: its signs, what follows them.
fn fence(line: &str) -> Option<(&str, &str)> {
    let sign = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let rest = line.trim_start_matches(sign);
    let signs = &line[..line.len() - rest.len()];
    (signs.len() >= 3 && !rest.contains(['`', '~'])).then(|| (signs, rest.trim()))
}

/// An item of a list: how far it is set in, its number, its words.
fn item(line: &str) -> Option<(usize, Option<u64>, &str)> {
    let text = line.trim_start_matches(' ');
    let indent = line.len() - text.len();
    for sign in ["- ", "* ", "+ "] {
        if let Some(words) = text.strip_prefix(sign) {
            return Some((indent, None, words.trim_start()));
        }
    }
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = text[..text.len() - rest.len()].parse().ok()?;
    Some((indent, Some(number), rest.strip_prefix(". ")?.trim_start()))
}

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    ['-', '*', '_'].iter().any(|sign| {
        line.matches(*sign).count() >= 3 && line.chars().all(|c| c == *sign || c == ' ')
    })
}

fn heading(line: &str) -> Option<&str> {
    let words = line.trim_start_matches('#');
    let depth = line.len() - words.len();
    ((1..=6).contains(&depth) && words.starts_with(' '))
        .then(|| words.trim().trim_end_matches('#').trim_end())
}

impl Reader {
    /// The words of lines.
    fn lines(&mut self, lines: &[String], place: Where) -> String {
        let mut out: Vec<String> = Vec::new();
        let mut paragraph: Vec<String> = Vec::new();
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            at += 1;
            if let Some((signs, info)) = fence(line).filter(|_| place == Where::Open) {
                self.end(&mut paragraph, &mut out);
                let inside = within(&lines[at..], signs, info);
                at = (at + inside.len() + 1).min(lines.len());
                let words = self.block(info, inside);
                out.push(words);
                continue;
            }
            if line.trim().is_empty() {
                self.end(&mut paragraph, &mut out);
                continue;
            }
            let begins = paragraph.is_empty();
            let text = line.trim_start_matches(' ');
            let indent = line.len() - text.len();
            if indent <= 3 && text.starts_with('>') {
                self.end(&mut paragraph, &mut out);
                // All up to the next empty line belongs to it.
                let more = lines[at..].iter().take_while(|line| !line.trim().is_empty()).count();
                let inside = lines[at - 1..at + more].iter().map(|line| {
                    let text = line.trim_start_matches(' ');
                    let text = text.strip_prefix('>').unwrap_or(line);
                    text.strip_prefix(' ').unwrap_or(text).to_owned()
                });
                at += more;
                let inside: Vec<String> = inside.collect();
                let words = self.quotation(&inside, Where::Closed);
                out.push(words);
                continue;
            }
            if begins && indent >= 4 {
                let words = line[4..].to_owned();
                out.push(words);
                continue;
            }
            if let Some(words) = heading(line) {
                self.end(&mut paragraph, &mut out);
                let words = self.inline(words);
                out.push(words);
                continue;
            }
            if is_rule(line) {
                self.end(&mut paragraph, &mut out);
                continue;
            }
            let table =
                begins && line.contains('|') && lines.get(at).is_some_and(|next| is_head(next));
            if table {
                let rows =
                    lines[at - 1..].iter().take_while(|line| !line.trim().is_empty()).count();
                for row in lines[at - 1..at - 1 + rows].iter().filter(|row| !is_head(row)) {
                    let words = self.inline(row);
                    out.push(words);
                }
                at += rows - 1;
                continue;
            }
            if item(line).is_some_and(|(indent, ..)| indent <= 1) {
                self.end(&mut paragraph, &mut out);
                let mut end = at;
                let mut empty = 0;
                for line in &lines[at..] {
                    let more = item(line).is_some() || line.starts_with("  ");
                    match line.trim().is_empty() {
                        true => empty += 1,
                        false if empty > 0 && !more => break,
                        false if place == Where::Open && fence(line).is_some() => break,
                        false => {
                            end += empty + 1;
                            empty = 0;
                        }
                    }
                }
                let words = self.list(&lines[at - 1..end]);
                out.push(words);
                at = end;
                continue;
            }
            paragraph.push(line.clone());
        }
        self.end(&mut paragraph, &mut out);
        out.join("\n")
    }

    fn end(&mut self, paragraph: &mut Vec<String>, out: &mut Vec<String>) {
        if !paragraph.is_empty() {
            let words = self.inline(&paragraph.join("\n"));
            out.push(words);
            paragraph.clear();
        }
    }

    /// The words of a list. A number is what the browser counts, from what the first item says.
    fn list(&mut self, lines: &[String]) -> String {
        let mut out: Vec<String> = Vec::new();
        let mut at = 0;
        let mut counted: Option<u64> = None;
        let mut numbered = None;
        while let Some(line) = lines.get(at) {
            at += 1;
            let Some((_, number, words)) = item(line).filter(|(indent, ..)| *indent <= 1) else {
                continue;
            };
            if numbered != Some(number.is_some()) {
                // Without an empty line between them, it would be words of the item before.
                let parted = numbered.is_none() || lines[at - 2].trim().is_empty();
                assert!(parted, "a list within another list: {line}");
                numbered = Some(number.is_some());
                counted = number;
            }
            let mut inside = vec![words.to_owned()];
            while let Some(line) = lines.get(at) {
                let own = item(line).is_some_and(|(indent, ..)| indent <= 1);
                if own {
                    break;
                }
                inside.push(line.strip_prefix("  ").unwrap_or(line).to_owned());
                at += 1;
            }
            let words = self.lines(&inside, Where::Closed);
            let sign = counted.map_or("- ".to_owned(), |number| format!("{number}. "));
            counted = counted.map(|number| number + 1);
            out.push(format!("{sign}{words}"));
        }
        out.join("\n")
    }

    fn quotation(&mut self, inside: &[String], place: Where) -> String {
        self.quotations += 1;
        let words = self.lines(inside, place);
        self.quotations -= 1;
        if self.quotations == 0 {
            self.seen.quotes.push(words.clone());
        }
        words
    }

    /// The words of a block in a fence.
    fn block(&mut self, info: &str, inside: &[String]) -> String {
        match info.split_once(' ').unwrap_or((info, "")) {
            ("quote" | "quoted", _) => self.quotation(inside, Where::Open),
            ("spoiler", heading) => {
                let heading = self.inline(heading);
                let words = self.lines(inside, Where::Open);
                self.seen.spoilers.push((heading.clone(), words.clone()));
                format!("{heading}\n{words}")
            }
            ("math" | "tex" | "latex", _) => {
                self.seen.alive.push(format!("```{info}"));
                inside.join("\n")
            }
            _ => inside.join("\n"),
        }
    }

    fn inline(&mut self, text: &str) -> String {
        let inline = Inline::read(text);
        self.seen.links.extend(inline.links);
        self.seen.alive.extend(inline.alive);
        if self.quotations == 0 {
            self.seen.alive.extend(inline.previews);
        }
        inline.words
    }
}

/// The lines up to the one that closes a fence.
fn within<'a>(lines: &'a [String], signs: &str, info: &str) -> &'a [String] {
    let kind = info.split(' ').next().unwrap_or_default();
    let nests = matches!(kind, "quote" | "quoted" | "spoiler");
    let mut open: Vec<&str> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        match open.last() {
            Some(inner) if line.trim_end() == *inner => {
                open.pop();
            }
            Some(_) => {}
            None if line.trim_end() == signs => return &lines[..at],
            None => {
                // Only what has something after its signs opens another block for certain.
                let inner = fence(line).filter(|_| nests);
                open.extend(inner.map(|(signs, _)| signs));
            }
        }
    }
    lines
}

/// Whether a line is the one below the head of a table.
fn is_head(line: &str) -> bool {
    line.contains('-')
        && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
        && line.contains('|')
}
