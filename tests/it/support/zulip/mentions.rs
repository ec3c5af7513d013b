//! Who is mentioned in a message, as Zulip finds it: not in code, not in quotes, not silently.

use std::collections::BTreeSet;

/// Somebody who can be mentioned.
pub(crate) struct Named<'a> {
    pub(crate) id: u64,
    pub(crate) name: &'a str,
}

/// A user group that can be mentioned.
pub(crate) struct Grouped<'a> {
    pub(crate) name: &'a str,
    pub(crate) members: &'a BTreeSet<u64>,
}

/// Those of whom a message may speak.
pub(crate) struct Directory<'a> {
    pub(crate) people: Vec<Named<'a>>,
    pub(crate) groups: Vec<Grouped<'a>>,
    pub(crate) level: u32,
}

/// Whom a message mentions.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Mentioned {
    pub(crate) people: BTreeSet<u64>,
    /// Everybody who reads the channel.
    pub(crate) everybody: bool,
    /// Everybody, in a quote: Zulip refuses that in a bot's message and notifies nobody of it.
    pub(crate) everybody_in_a_quote: bool,
}

/// A stretch of text, and whether nobody is notified from there.
struct Stretch {
    text: String,
    is_quoted: bool,
}

#[derive(PartialEq)]
enum Kind {
    Code,
    Quote,
    Spoiler,
}

/// Whom a text mentions.
pub(crate) fn mentioned(content: &str, directory: &Directory<'_>) -> Mentioned {
    let mut mentioned = Mentioned::default();
    for stretch in stretches(content) {
        for spelling in spellings(&without_code(&stretch.text)) {
            match spelling {
                Spelling::Person(name) if is_everybody(&name, directory.level) => {
                    mentioned.everybody |= !stretch.is_quoted;
                    mentioned.everybody_in_a_quote |= stretch.is_quoted;
                }
                Spelling::Person(name) if !stretch.is_quoted => {
                    mentioned.people.extend(person(&name, directory));
                }
                Spelling::Group(name) if !stretch.is_quoted => {
                    let named = directory.groups.iter().filter(|group| group.name == name);
                    mentioned.people.extend(named.flat_map(|group| group.members));
                }
                Spelling::Person(_) | Spelling::Group(_) => {}
            }
        }
    }
    mentioned
}

fn is_everybody(name: &str, level: u32) -> bool {
    matches!(name, "all" | "everyone" | "stream") || name == "channel" && level >= 247
}

fn person(spelling: &str, directory: &Directory<'_>) -> Option<u64> {
    let same = |name: &str, other: &str| name.to_lowercase() == other.to_lowercase();
    if let Some((name, id)) = spelling.rsplit_once('|')
        && let Ok(id) = id.parse::<u64>()
    {
        let mut people = directory.people.iter();
        let found = people.find(|person| person.id == id)?;
        return (name.is_empty() || same(name, found.name)).then_some(id);
    }
    directory.people.iter().find(|person| same(spelling, person.name)).map(|person| person.id)
}

/// The text without its blocks of code, one stretch a paragraph.
fn stretches(content: &str) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    let mut fences: Vec<(String, Kind)> = Vec::new();
    let mut paragraph = Stretch { text: String::new(), is_quoted: false };
    let mut end = |paragraph: &mut Stretch| {
        stretches
            .push(std::mem::replace(paragraph, Stretch { text: String::new(), is_quoted: false }));
    };
    for line in content.lines() {
        if fences.last().is_some_and(|(fence, _)| line.trim_end() == fence) {
            fences.pop();
            end(&mut paragraph);
            continue;
        }
        if fences.last().is_some_and(|(_, kind)| *kind == Kind::Code) {
            continue;
        }
        if let Some((fence, information)) = opened(line) {
            end(&mut paragraph);
            let (first, header) = information.split_once(' ').unwrap_or((information, ""));
            let kind = match first {
                "quote" => Kind::Quote,
                "spoiler" => Kind::Spoiler,
                _ => Kind::Code,
            };
            if kind == Kind::Spoiler {
                paragraph.text = header.to_owned();
                end(&mut paragraph);
            }
            fences.push((fence.to_owned(), kind));
            continue;
        }
        if line.trim().is_empty() {
            end(&mut paragraph);
            continue;
        }
        let begins_quote = line.trim_start_matches(' ').starts_with('>');
        if begins_quote && !paragraph.is_quoted {
            end(&mut paragraph);
        }
        let in_fence = fences.iter().any(|(_, kind)| *kind == Kind::Quote);
        paragraph.is_quoted |= begins_quote || in_fence;
        paragraph.text.push_str(line);
        paragraph.text.push('\n');
    }
    end(&mut paragraph);
    stretches
}

/// A fence that a line opens, and what stands behind it.
fn opened(line: &str) -> Option<(&str, &str)> {
    let sign = line.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let length = line.chars().take_while(|other| *other == sign).count();
    let (fence, information) = line.split_at(length);
    (length >= 3 && !information.contains('`')).then_some((fence, information.trim()))
}

/// A paragraph with nothing left of what stands between backticks.
fn without_code(text: &str) -> String {
    let mut left = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('`') {
        let run = rest[start..].chars().take_while(|sign| *sign == '`').count();
        let (before, behind) = rest.split_at(start + run);
        left.push_str(before);
        rest = behind;
        if let Some(end) = closing(rest, run) {
            left.push_str(&rest[end..end + run]);
            rest = &rest[end + run..];
        }
    }
    left + rest
}

/// Where a run of exactly so many backticks begins.
fn closing(text: &str, run: usize) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = text[from..].find('`') {
        let start = from + found;
        let length = text[start..].chars().take_while(|sign| *sign == '`').count();
        if length == run {
            return Some(start);
        }
        from = start + length;
    }
    None
}

enum Spelling {
    Person(String),
    Group(String),
}

/// The spellings of mentions, but for silent ones.
fn spellings(text: &str) -> Vec<Spelling> {
    let mut found = Vec::new();
    for (place, _) in text.match_indices('@') {
        let before = text[..place].chars().next_back();
        let may_begin = |sign: char| {
            sign.is_whitespace() || matches!(sign, '\'' | '"' | '(' | '{' | '[' | '/' | '<')
        };
        if !before.is_none_or(may_begin) {
            continue;
        }
        let behind = &text[place + 1..];
        let starred = |stars: &str| {
            let (name, _) = behind.strip_prefix(stars)?.split_once(stars)?;
            (!name.is_empty() && !name.contains('*')).then(|| name.to_owned())
        };
        match (starred("**"), starred("*")) {
            (Some(name), _) => found.push(Spelling::Person(name)),
            (None, Some(name)) => found.push(Spelling::Group(name)),
            (None, None) => {}
        }
    }
    found
}
