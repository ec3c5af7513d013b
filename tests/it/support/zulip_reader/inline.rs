//! What the server makes of the signs in one paragraph, in its order: code, mentions, formulas, channels,
//! times, links, addresses, references, styles, emoji.

/// A paragraph as it is seen.
#[derive(Debug, Default)]
pub(super) struct Inline {
    pub(super) words: String,
    pub(super) links: Vec<(String, String)>,
    pub(super) alive: Vec<String>,
    /// Addresses that bring a preview, unless they are quoted.
    pub(super) previews: Vec<String>,
}

/// Names that end what looks like the name of a server; the real list is longer.
const ENDINGS: [&str; 22] = [
    "ai", "app", "build", "chat", "co", "com", "de", "dev", "example", "fm", "foo", "gov", "info",
    "io", "is", "it", "me", "net", "org", "rs", "sh", "so",
];

/// A letter of a paragraph, or what has been read already and is no sign any more.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Sign(char),
    Done(String),
}

impl Inline {
    pub(super) fn read(text: &str) -> Inline {
        let mut inline = Inline::default();
        let pieces = inline.code(text);
        let pieces = inline.mentions(&pieces);
        let pieces = inline.between(&pieces, "$$", "$$");
        let pieces = inline.between(&pieces, "<time:", ">");
        let pieces = inline.links(&pieces);
        let pieces = inline.addresses(&pieces);
        let pieces = references(&pieces);
        let pieces = styles(&pieces);
        inline.emoji(&pieces);
        inline.words = shown(&pieces);
        inline
    }

    /// Code, first of all: nothing in it is read.
    fn code(&mut self, text: &str) -> Vec<Piece> {
        let letters: Vec<char> = text.chars().collect();
        let run = |at: usize| letters[at..].iter().take_while(|c| **c == '`').count();
        let mut out = Vec::new();
        let mut at = 0;
        while let Some(c) = letters.get(at) {
            let ticks = run(at);
            if ticks == 0 || at > 0 && letters[at - 1] == '\\' {
                out.push(Piece::Sign(*c));
                at += 1;
                continue;
            }
            let mut end = at + ticks;
            let closing = loop {
                if end >= letters.len() {
                    break None;
                }
                match run(end) {
                    0 => end += 1,
                    found if found == ticks => break Some(end),
                    found => end += found,
                }
            };
            match closing {
                Some(end) => {
                    out.push(Piece::Done(letters[at + ticks..end].iter().collect()));
                    at = end + ticks;
                }
                None => {
                    out.extend(letters[at..at + ticks].iter().map(|c| Piece::Sign(*c)));
                    at += ticks;
                }
            }
        }
        out
    }

    /// Mentions of people, of groups and of all, silent or not, and links to channels.
    fn mentions(&mut self, pieces: &[Piece]) -> Vec<Piece> {
        let mut out = Vec::new();
        let mut at = 0;
        while let Some(piece) = pieces.get(at) {
            let begins = matches!(piece, Piece::Sign('@' | '#'));
            let free = begins && (at == 0 || is_before_a_name(&pieces[at - 1]));
            let rest = if free { signs(&pieces[at..]) } else { String::new() };
            let found = ["@_**", "@**", "#**", "@_*", "@*"].iter().find_map(|open| {
                let inside = rest.strip_prefix(open).filter(|_| free)?;
                let close = if open.ends_with("**") { "**" } else { "*" };
                let end = inside.find(close).filter(|end| *end > 0)?;
                Some(&rest[..open.len() + end + close.len()])
            });
            match found {
                Some(found) => {
                    self.alive.push(found.to_owned());
                    out.push(Piece::Done(found.replace('*', "")));
                    at += found.chars().count();
                }
                None => {
                    out.push(piece.clone());
                    at += 1;
                }
            }
        }
        out
    }

    /// Whatever stands between two signs and is read as one thing.
    fn between(&mut self, pieces: &[Piece], open: &str, close: &str) -> Vec<Piece> {
        let mut out = Vec::new();
        let mut at = 0;
        while let Some(piece) = pieces.get(at) {
            let begins = *piece == Piece::Sign(open.chars().next().unwrap());
            let rest = if begins { signs(&pieces[at..]) } else { String::new() };
            let inside = rest.strip_prefix(open);
            let end = inside.and_then(|inside| inside.find(close)).filter(|end| *end > 0);
            match (inside, end) {
                (Some(inside), Some(end)) if !inside[..end].contains('\n') => {
                    let found = &rest[..open.len() + end + close.len()];
                    self.alive.push(found.to_owned());
                    out.push(Piece::Done(inside[..end].to_owned()));
                    at += found.chars().count();
                }
                _ => {
                    out.push(piece.clone());
                    at += 1;
                }
            }
        }
        out
    }

    fn links(&mut self, pieces: &[Piece]) -> Vec<Piece> {
        let mut out = Vec::new();
        let mut at = 0;
        while let Some(piece) = pieces.get(at) {
            let picture = at > 0 && pieces[at - 1] == Piece::Sign('!');
            let link =
                (*piece == Piece::Sign('[') && !picture).then(|| link(&pieces[at..])).flatten();
            match link {
                Some((words, address, taken)) => {
                    // References are shown as their signs; styles are not read.
                    let words = shown(&references(&words));
                    self.preview(&address);
                    self.links.push((words.clone(), unreferenced(&address)));
                    out.push(Piece::Done(words));
                    at += taken;
                }
                None => {
                    out.push(piece.clone());
                    at += 1;
                }
            }
        }
        out
    }

    /// Addresses in running text, and whatever looks like one.
    fn addresses(&mut self, pieces: &[Piece]) -> Vec<Piece> {
        let mut out = Vec::new();
        let mut at = 0;
        while let Some(piece) = pieces.get(at) {
            let free = at == 0 || is_before_a_name(&pieces[at - 1]);
            let word = if free { word_at(&pieces[at..]) } else { String::new() };
            let found = Some(address_at_start(&word)).filter(|found| !found.is_empty());
            match found {
                Some(found) => {
                    let address = match (found.contains("://"), found.contains('@')) {
                        (true, _) => found.to_owned(),
                        (false, true) => format!("mailto:{found}"),
                        (false, false) => format!("http://{found}"),
                    };
                    self.alive.push(found.to_owned());
                    self.preview(&address);
                    self.links.push((found.to_owned(), address));
                    out.push(Piece::Done(found.to_owned()));
                    at += found.chars().count();
                }
                None => {
                    out.push(piece.clone());
                    at += 1;
                }
            }
        }
        out
    }

    fn preview(&mut self, address: &str) {
        let path = address.split(['?', '#']).next().unwrap_or_default().to_lowercase();
        let picture = [".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp"];
        let film = address.contains("youtube.com/watch") || address.contains("youtu.be/");
        if film || picture.iter().any(|ending| path.ends_with(ending)) {
            self.previews.push(format!("preview of {address}"));
        }
    }

    fn emoji(&mut self, pieces: &[Piece]) {
        let mut at = 0;
        while at < pieces.len() {
            let rest = word_at(&pieces[at..]);
            let name = rest.strip_prefix(':').and_then(|rest| rest.split_once(':'));
            let named = |c: char| c.is_alphanumeric() || matches!(c, '_' | '+' | '-');
            if let Some((name, _)) = name
                && !name.is_empty()
                && name.chars().all(named)
            {
                self.alive.push(format!(":{name}:"));
                at += name.chars().count() + 1;
            }
            at += 1;
        }
    }
}

/// The signs up to the first piece that is none.
fn signs(pieces: &[Piece]) -> String {
    let sign = |piece: &Piece| match piece {
        Piece::Sign(c) => Some(*c),
        Piece::Done(_) => None,
    };
    pieces.iter().map_while(sign).collect()
}

/// The signs up to the end of a word.
fn word_at(pieces: &[Piece]) -> String {
    let in_word = |piece: &&Piece| matches!(piece, Piece::Sign(c) if !c.is_whitespace());
    shown(&pieces.iter().take_while(in_word).cloned().collect::<Vec<_>>())
}

fn shown(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Sign(c) => out.push(*c),
            Piece::Done(words) => out.push_str(words),
        }
    }
    out
}

/// Where a mention or an address may begin.
fn is_before_a_name(piece: &Piece) -> bool {
    match piece {
        Piece::Sign(c) => {
            c.is_whitespace() || matches!(c, '\'' | '"' | '(' | ',' | ':' | '<' | '[' | '{' | '/')
        }
        Piece::Done(_) => false,
    }
}

/// A link at the start: its words, its address, how many pieces it takes.
fn link(pieces: &[Piece]) -> Option<(Vec<Piece>, String, usize)> {
    let mut depth = 0;
    let end = pieces.iter().position(|piece| {
        match piece {
            Piece::Sign('[') => depth += 1,
            Piece::Sign(']') => depth -= 1,
            _ => {}
        }
        depth == 0
    })?;
    if pieces.get(end + 1) != Some(&Piece::Sign('(')) {
        return None;
    }
    let mut depth = 0;
    let close = pieces[end + 1..].iter().position(|piece| {
        match piece {
            Piece::Sign('(') => depth += 1,
            Piece::Sign(')') => depth -= 1,
            _ => {}
        }
        depth == 0
    })?;
    let address = shown(&pieces[end + 2..end + 1 + close]);
    // What follows in quotation marks is a title.
    let address = address.split('"').next().unwrap_or_default();
    let address = address.trim().trim_start_matches('<').trim_end_matches('>').replace(' ', "%20");
    let known = ["https://", "http://", "mailto:", "ftp://", "/", "#"];
    let address = match known.iter().any(|start| address.starts_with(start)) {
        true => address,
        false if address.contains(':') => return None,
        false => format!("http://{address}"),
    };
    let words = pieces[1..end].to_vec();
    Some((words, address, end + close + 2))
}

/// What of a word the server makes a link of.
fn address_at_start(word: &str) -> &str {
    let trimmed = word.trim_end_matches(['!', ':', ';', '?', ',', '.', '\'', '"', '>']);
    let trimmed = match trimmed.contains('(') {
        true => trimmed,
        false => trimmed.split([')', '"']).next().unwrap_or_default(),
    };
    if let Some(rest) = trimmed.strip_prefix("https://").or_else(|| trimmed.strip_prefix("http://"))
    {
        return if rest.is_empty() { "" } else { trimmed };
    }
    let host = trimmed.split('/').next().unwrap_or_default();
    if let Some((name, server)) = host.split_once('@') {
        let part = |part: &str| {
            part.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
                && !part.is_empty()
        };
        let mail = part(name) && part(server) && server.contains('.') && !server.ends_with('.');
        return if mail && host == trimmed { trimmed } else { "" };
    }
    let named = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let labels: Vec<&str> = host.split('.').collect();
    let named = labels.iter().all(|label| !label.is_empty() && label.chars().all(named));
    let known = labels.last().is_some_and(|last| ENDINGS.contains(&last.to_lowercase().as_str()));
    if labels.len() > 1 && named && known { trimmed } else { "" }
}

/// What stands for one sign by its number or its name.
fn reference(text: &str) -> Option<(char, usize)> {
    let inside = text.strip_prefix('&')?;
    let name = &inside[..inside.find(';')?];
    let c = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "nbsp" => '\u{a0}',
        "copy" => '©',
        "lsqb" => '[',
        _ => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix('x') {
                Some(number) => u32::from_str_radix(number, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(number)?
        }
    };
    Some((c, name.chars().count() + 2))
}

fn references(pieces: &[Piece]) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        let begins = *piece == Piece::Sign('&');
        match begins.then(|| reference(&word_at(&pieces[at..]))).flatten() {
            Some((c, taken)) => {
                out.push(Piece::Done(c.to_string()));
                at += taken;
            }
            None => {
                out.push(piece.clone());
                at += 1;
            }
        }
    }
    out
}

fn unreferenced(text: &str) -> String {
    shown(&references(&text.chars().map(Piece::Sign).collect::<Vec<_>>()))
}

/// Without the signs of styles: `***` and `**` first, then `*`, then `~~`; none goes beyond its line.
fn styles(pieces: &[Piece]) -> Vec<Piece> {
    let mut pieces = pieces.to_vec();
    for sign in ["***", "**", "*", "~~"] {
        let mut at = 0;
        while at < pieces.len() {
            let here = |at: usize| {
                let mut wanted = sign.chars().map(Piece::Sign);
                let found = pieces[at..].iter().take(sign.len());
                found.clone().count() == sign.len()
                    && found.eq(wanted.by_ref().collect::<Vec<_>>().iter())
            };
            if !here(at) {
                at += 1;
                continue;
            }
            let inside = at + sign.len();
            let edge = |at: usize| {
                matches!(&pieces[at], Piece::Sign(c) if c.is_whitespace())
                    && matches!(sign, "*" | "***")
            };
            let end = (inside + 1..pieces.len())
                .take_while(|end| pieces[*end - 1] != Piece::Sign('\n'))
                .find(|end| here(*end));
            match end {
                Some(end) if here(at) && !edge(inside) && !edge(end - 1) => {
                    pieces.drain(end..end + sign.len());
                    pieces.drain(at..inside);
                }
                _ => at += 1,
            }
        }
    }
    pieces
}
