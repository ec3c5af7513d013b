//! Reads a message as somebody on Discord sees it, and gives the words back, with all that is alive.
//!
//! Written from <https://discord.com/developers/docs/reference#message-formatting>, from Discord's page on
//! Markdown, and from the rules of the parser in its client, which is simple-markdown with rules of its
//! own. It shares no line of code with tenet. Where clients differ, it takes for alive what any of them
//! would bring to life.

/// A message as it is seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// The words in order. What is an item of a list begins its line with the sign or the number that is
    /// shown.
    pub(crate) text: String,
    /// What stands in quotations, one for each.
    pub(crate) quotes: Vec<String>,
    /// The headings, and how large they are: 1 to 3.
    pub(crate) headings: Vec<(usize, String)>,
    /// The lines in small print.
    pub(crate) small: Vec<String>,
    /// What can be pressed: its words, and where it leads.
    pub(crate) links: Vec<(String, String)>,
    /// The numbers of lists that Discord counts itself, as it shows them.
    pub(crate) numbers: Vec<u64>,
    /// What is hidden until it is pressed.
    pub(crate) spoilers: Vec<String>,
    /// What Discord makes something else of: mentions, times, emoji, commands. As it is written.
    pub(crate) alive: Vec<String>,
}

/// What is seen of a message with this content.
pub(crate) fn read(content: &str) -> Seen {
    // Discord cuts white space off both ends of a message.
    let mut reader = Reader { seen: Seen::default(), in_quote: false, in_link: false };
    let text = reader.inside(content.trim());
    reader.seen.text = text;
    reader.seen
}

impl Seen {
    /// The words, with single spaces.
    pub(crate) fn words(&self) -> String {
        spaced(&self.text)
    }
}

pub(crate) fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Reader {
    seen: Seen,
    in_quote: bool,
    in_link: bool,
}

/// What was made of the beginning of a text: its words, and how many bytes it took.
type Taken = Option<(String, usize)>;

impl Reader {
    /// The words of a text that begins a line.
    fn inside(&mut self, text: &str) -> String {
        let mut out = String::new();
        let mut at = 0;
        // The number that the next item of an open list bears.
        let mut next_number = None;
        while at < text.len() {
            let rest = &text[at..];
            let begins_line = at == 0 || text[..at].trim_end_matches(' ').ends_with('\n');
            if begins_line {
                if let Some((words, taken)) = self.line(rest, &mut next_number) {
                    out.push_str(&words);
                    at += taken;
                    continue;
                }
                if !rest.starts_with([' ', '\n']) {
                    next_number = None;
                }
            }
            let (words, taken) = self.piece(rest);
            out.push_str(&words);
            at += taken;
        }
        out
    }

    /// What only the beginning of a line can be.
    fn line(&mut self, rest: &str, next_number: &mut Option<u64>) -> Taken {
        let trimmed = rest.trim_start_matches(' ');
        let indent = rest.len() - trimmed.len();
        if !self.in_quote
            && let Some(quote) = self.quotation(rest)
        {
            *next_number = None;
            return Some(quote);
        }
        let line = &trimmed[..trimmed.find('\n').unwrap_or(trimmed.len())];
        let taken = |line: &str| (indent + line.len() + 1).min(rest.len());
        let hashes = line.len() - line.trim_start_matches('#').len();
        if let Some(words) = line.get(hashes..).filter(|words| {
            (1..=3).contains(&hashes) && words.starts_with(' ') && !words.trim().is_empty()
        }) {
            *next_number = None;
            // Signs at the end are taken for the end of a heading.
            let words = self.alone(words.trim().trim_end_matches('#').trim_end());
            self.seen.headings.push((hashes, words.clone()));
            return Some((format!("{words}\n"), taken(line)));
        }
        if let Some(words) = line.strip_prefix("-#").filter(|words| words.starts_with(' ')) {
            *next_number = None;
            let words = self.alone(words.trim());
            self.seen.small.push(words.clone());
            return Some((format!("{words}\n"), taken(line)));
        }
        let (sign, words) = item(line)?;
        let shown = match sign {
            None => "- ".to_owned(),
            Some(written) => {
                // The first item says where a list begins; Discord counts from there.
                let number = next_number.unwrap_or(written);
                self.seen.numbers.push(number);
                *next_number = Some(number + 1);
                format!("{number}. ")
            }
        };
        // What is set in below an item belongs to it.
        let mut end = taken(line);
        while end < rest.len() {
            let next = &rest[end..];
            let line = &next[..next.find('\n').map_or(next.len(), |at| at + 1)];
            let set_in = line.len() - line.trim_start_matches(' ').len();
            if set_in < indent + 2 || line.trim().is_empty() {
                break;
            }
            end += line.len();
        }
        let first = indent + line.len() - words.len();
        let words = self.inside(&rest[first..end]);
        Some((format!("{shown}{}\n", words.trim_end_matches('\n')), end))
    }

    /// What stands behind the sign of a quotation, which ends with the first line that has none.
    fn quotation(&mut self, rest: &str) -> Taken {
        let trimmed = rest.trim_start_matches(' ');
        let (quoted, taken) = if let Some(all) = trimmed.strip_prefix(">>> ") {
            (all.to_owned(), rest.len())
        } else {
            let mut quoted = String::new();
            let mut taken = 0;
            for line in rest.split_inclusive('\n') {
                let Some(words) = line.trim_start_matches(' ').strip_prefix("> ") else { break };
                quoted.push_str(words);
                taken += line.len();
            }
            (quoted, taken)
        };
        if taken == 0 {
            return None;
        }
        self.in_quote = true;
        let words = self.inside(&quoted);
        self.in_quote = false;
        self.seen.quotes.push(words.clone());
        Some((format!("{}\n", words.trim_end_matches('\n')), taken))
    }

    /// The words of a text in which no line begins.
    fn alone(&mut self, text: &str) -> String {
        let mut out = String::new();
        let mut at = 0;
        while at < text.len() {
            let (words, taken) = self.piece(&text[at..]);
            out.push_str(&words);
            at += taken;
        }
        out
    }

    /// The first piece of a text, which is not empty.
    fn piece(&mut self, rest: &str) -> (String, usize) {
        self.code(rest)
            .or_else(|| shrug(rest))
            .or_else(|| escaped(rest))
            .or_else(|| self.address_in_angles(rest))
            .or_else(|| self.bare_address(rest))
            .or_else(|| self.masked_link(rest))
            .or_else(|| self.living(rest))
            .or_else(|| self.spoiler(rest))
            .or_else(|| self.emphasis(rest))
            .unwrap_or_else(|| {
                let first = rest.chars().next().unwrap();
                (first.to_string(), first.len_utf8())
            })
    }

    fn code(&mut self, rest: &str) -> Taken {
        let ticks = rest.len() - rest.trim_start_matches('`').len();
        if let Some(body) = rest.strip_prefix("```")
            && let Some(end) = body.find("```").filter(|end| !body[..*end].trim().is_empty())
        {
            let code = &body[..end];
            let is_name =
                |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-' | '.' | '#');
            let code = match code.split_once('\n') {
                Some((language, code)) if language.chars().all(is_name) => code,
                _ => code,
            };
            return Some((format!("\n{}\n", code.trim_matches('\n')), end + 6));
        }
        if ticks == 0 {
            return None;
        }
        // As many signs as it began with, and not more.
        let mut at = ticks;
        while let Some(found) = rest[at..].find('`') {
            let begins = at + found;
            let length = rest[begins..].len() - rest[begins..].trim_start_matches('`').len();
            if length == ticks {
                let code = &rest[ticks..begins];
                // One space keeps a sign of code from those around it.
                let code = match code.strip_prefix(' ') {
                    Some(inner) if inner.trim_start().starts_with('`') => inner,
                    _ => code,
                };
                let code = match code.strip_suffix(' ') {
                    Some(inner) if inner.trim_end().ends_with('`') => inner,
                    _ => code,
                };
                return Some((code.to_owned(), begins + ticks));
            }
            at = begins + length;
        }
        None
    }

    fn address_in_angles(&mut self, rest: &str) -> Taken {
        let (address, _) = rest.strip_prefix('<')?.split_once('>')?;
        let is_web = address.starts_with("https://") || address.starts_with("http://");
        let is_mail = address.contains('@') && address.contains('.') && !address.starts_with('@');
        let is_call = address.starts_with('+') || address.starts_with("tel:");
        if address.contains([' ', '\n']) || !(is_web || is_mail || is_call) || self.in_link {
            return None;
        }
        self.seen.links.push((address.to_owned(), address.to_owned()));
        Some((address.to_owned(), address.len() + 2))
    }

    fn bare_address(&mut self, rest: &str) -> Taken {
        if self.in_link
            || !["https://", "http://", "steam://"].iter().any(|sign| rest.starts_with(sign))
        {
            return None;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '<').unwrap_or(rest.len());
        let mut address = rest[..end].trim_end_matches(['.', ',', ':', ';', '"', '\'', ']']);
        while let Some(shorter) = address.strip_suffix(')') {
            if address.matches(')').count() <= address.matches('(').count() {
                break;
            }
            address = shorter;
        }
        if address.ends_with("://") {
            return None;
        }
        self.seen.links.push((address.to_owned(), address.to_owned()));
        Some((address.to_owned(), address.len()))
    }

    fn masked_link(&mut self, rest: &str) -> Taken {
        if !rest.starts_with('[') || self.in_link {
            return None;
        }
        for end in ends_of_label(rest).into_iter().rev() {
            let label = &rest[1..end];
            let Some((address, taken)) = rest[end..].strip_prefix("](").and_then(address) else {
                continue;
            };
            let is_web = address.starts_with("https://") || address.starts_with("http://");
            // What looks like one address and leads to another stays as it is written.
            let is_disguise = label.contains("https://") || label.contains("http://");
            if !is_web || is_disguise || label.trim().is_empty() {
                return None;
            }
            self.in_link = true;
            let words = self.alone(label);
            self.in_link = false;
            self.seen.links.push((words.clone(), address));
            return Some((words, end + 2 + taken));
        }
        None
    }

    /// What Discord shows something else for.
    fn living(&mut self, rest: &str) -> Taken {
        let length = if let Some(body) = rest.strip_prefix('<') {
            let (inside, _) = body.split_once('>')?;
            is_living(inside).then_some(inside.len() + 2)?
        } else if let Some(body) = rest.strip_prefix('@') {
            ["everyone", "here"].iter().find(|all| body.starts_with(**all))?.len() + 1
        } else if let Some(body) = rest.strip_prefix(':') {
            let (name, _) = body.split_once(':')?;
            let is_name = name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_+-".contains(c));
            let is_known = name.contains(|c: char| c.is_ascii_lowercase())
                || matches!(name, "+1" | "-1" | "100" | "1234");
            (is_name && is_known).then_some(name.len() + 2)?
        } else {
            return None;
        };
        self.seen.alive.push(rest[..length].to_owned());
        Some((rest[..length].to_owned(), length))
    }

    fn spoiler(&mut self, rest: &str) -> Taken {
        let body = rest.strip_prefix("||")?;
        let end = body
            .char_indices()
            .skip(1)
            .map(|(at, _)| at)
            .find(|at| body[*at..].starts_with("||"))?;
        let words = self.alone(&body[..end]);
        self.seen.spoilers.push(words.clone());
        Some((words, end + 4))
    }

    /// Bold, italic, underlined and struck out: their signs are not seen.
    fn emphasis(&mut self, rest: &str) -> Taken {
        let (inner, taken) = doubled(rest, "**", '*')
            .or_else(|| doubled(rest, "__", '_'))
            .or_else(|| struck_out(rest))
            .or_else(|| starred(rest))
            .or_else(|| underscored(rest))?;
        Some((self.alone(inner), taken))
    }
}

/// The number of an item, if it has one, and its words.
fn item(line: &str) -> Option<(Option<u64>, &str)> {
    for sign in ["- ", "* "] {
        if let Some(words) = line.strip_prefix(sign) {
            return (!words.trim().is_empty()).then_some((None, words));
        }
    }
    let (number, words) = line.split_once(". ")?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let number = number.parse().ok().filter(|_| is_number)?;
    (!words.trim().is_empty()).then_some((Some(number), words))
}

/// Discord's only sign that keeps its backslash.
fn shrug(rest: &str) -> Taken {
    let sign = "¯\\_(ツ)_/¯";
    rest.starts_with(sign).then(|| (sign.to_owned(), sign.len()))
}

fn escaped(rest: &str) -> Taken {
    let sign = rest.strip_prefix('\\')?.chars().next()?;
    let is_sign = !sign.is_ascii_alphanumeric() && !sign.is_whitespace();
    is_sign.then(|| (sign.to_string(), 1 + sign.len_utf8()))
}

/// Where the label of a link may end: brackets in it are of pairs, and a backslash changes nothing.
fn ends_of_label(rest: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut at = 1;
    while let Some(sign) = rest[at..].chars().next() {
        match sign {
            '[' => match rest[at + 1..].find(']') {
                Some(close) => at += close + 2,
                None => return ends,
            },
            ']' => {
                ends.push(at);
                let after = &rest[at + 1..];
                let another =
                    after.find([']', '[']).is_some_and(|next| after[next..].starts_with(']'));
                if !another {
                    return ends;
                }
                at += 1;
            }
            _ => at += sign.len_utf8(),
        }
    }
    ends
}

/// The address behind `](`, and what it takes with its bracket.
fn address(text: &str) -> Option<(String, usize)> {
    let mut at = text.len() - text.trim_start().len();
    let in_angles = text[at..].starts_with('<');
    at += usize::from(in_angles);
    let start = at;
    loop {
        let rest = &text[at..];
        let close = rest.strip_prefix('>').filter(|_| in_angles).unwrap_or(rest);
        if let Some(end) = end_of_link(close) {
            let taken = text.len() - close.len() + end;
            return Some((unescaped(&text[start..at]), taken));
        }
        let sign = rest.chars().next()?;
        at += match sign {
            '(' => rest.find(')').map_or(1, |close| close + 1),
            '\\' => 1 + rest[1..].chars().next()?.len_utf8(),
            sign if sign.is_whitespace() => return None,
            sign => sign.len_utf8(),
        };
    }
}

/// How much the end of a link takes, with a title where there is one.
fn end_of_link(text: &str) -> Option<usize> {
    let trimmed = text.trim_start();
    if trimmed.starts_with(')') {
        return Some(text.len() - trimmed.len() + 1);
    }
    if trimmed.len() == text.len() {
        return None;
    }
    let sign = trimmed.chars().next().filter(|sign| matches!(sign, '"' | '\''))?;
    let close = trimmed[1..].find(sign)? + 2;
    let after = trimmed[close..].trim_start();
    after.starts_with(')').then(|| text.len() - after.len() + 1)
}

fn unescaped(address: &str) -> String {
    let mut out = String::new();
    let mut rest = address;
    while let Some(sign) = rest.chars().next() {
        let (words, taken) = escaped(rest).unwrap_or((sign.to_string(), sign.len_utf8()));
        out.push_str(&words);
        rest = &rest[taken..];
    }
    out
}

/// Whether `<…>` with this inside is a mention, a time, an emoji, a command or a place of the server.
fn is_living(inside: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mention = ["@!", "@&", "@", "#"].iter().find_map(|sign| inside.strip_prefix(sign));
    if mention.is_some_and(is_number) {
        return true;
    }
    let of_kind = |kind: &str| inside.strip_prefix(kind);
    if let Some(time) = of_kind("t:") {
        let seconds = time.split(':').next().unwrap_or_default();
        return is_number(seconds.trim_start_matches('-'));
    }
    if of_kind("id:").is_some() {
        return true;
    }
    let emoji = of_kind("a:").or_else(|| of_kind(":")).or_else(|| of_kind("/"));
    emoji.and_then(|emoji| emoji.rsplit_once(':')).is_some_and(|(_, id)| is_number(id))
}

/// What stands between two doubled signs: `**bold**`, `__underlined__`.
fn doubled<'a>(rest: &'a str, signs: &str, sign: char) -> Option<(&'a str, usize)> {
    let body = rest.strip_prefix(signs)?;
    let mut at = 0;
    while let Some(next) = body[at..].chars().next() {
        let after = body[at..].strip_prefix(signs);
        if at > 0 && after.is_some_and(|after| !after.starts_with(sign)) {
            return Some((&body[..at], at + 4));
        }
        at += match next {
            '\\' => 1 + body[at + 1..].chars().next()?.len_utf8(),
            next => next.len_utf8(),
        };
    }
    None
}

fn struck_out(rest: &str) -> Option<(&str, usize)> {
    let body = rest.strip_prefix("~~")?;
    let first = body.chars().next()?;
    let end = first.len_utf8() + body[first.len_utf8()..].find("~~")?;
    (!body[end + 2..].starts_with('_')).then_some((&body[..end], end + 4))
}

/// `*italic*`: no white space stands next to its signs on the inside.
fn starred(rest: &str) -> Option<(&str, usize)> {
    let body = rest.strip_prefix('*')?;
    if body.starts_with(char::is_whitespace) {
        return None;
    }
    let mut at = 0;
    while let Some(next) = body[at..].chars().next() {
        at += match next {
            '\\' => 1 + body[at + 1..].chars().next()?.len_utf8(),
            '*' if body[at..].starts_with("**") => 2,
            '*' => {
                let is_over = at > 0 && !body[..at].ends_with(char::is_whitespace);
                return is_over.then_some((&body[..at], at + 2));
            }
            next => next.len_utf8(),
        };
    }
    None
}

/// `_italic_`: no letter or number follows it.
fn underscored(rest: &str) -> Option<(&str, usize)> {
    let body = rest.strip_prefix('_')?;
    let mut at = 0;
    while let Some(next) = body[at..].chars().next() {
        at += match next {
            '\\' => 1 + body[at + 1..].chars().next()?.len_utf8(),
            '_' if body[at..].starts_with("__") => 2,
            '_' => {
                let after = body[at + 1..].chars().next();
                let ends_word = after.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '_');
                return (at > 0 && ends_word).then_some((&body[..at], at + 2));
            }
            next => next.len_utf8(),
        };
    }
    None
}
