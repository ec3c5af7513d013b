//! The slips of people who do not program, and the line as it should be.
//!
//! A parser's message says where the parser gave up, in words about tokens. Here each ordinary
//! mistake has a rule that recognises its line and mends it. A rule is believed only if the text
//! reads further once its line is mended, so that every remedy shown is known to work. Mistakes
//! that YAML takes for something else without complaint are for [`super::suspicions`].

use super::build::{Fault, parse};
use super::lines::{
    Brackets, Parts, counterpart, in_curly_marks, indentation, lacks_space, mark_end, quoted,
    shown, spaced, spaces_only,
};
use super::{Problem, Source, Spot};

/// How often a broken text is read again to try a mended line; each time costs a whole reading.
const TRIES: usize = 40;
/// How far above the fault its cause is looked for, in lines.
const LINES_ABOVE: usize = 100;
const TAB: &str = "A tab stands before the text; only spaces may stand there.";
const COLON_SPACE: &str = "A space is missing after the colon.";
const DASH_SPACE: &str = "A space is missing after the dash.";
const OPEN_MARK: &str = "The quotation mark opened here is never closed.";
/// For a key or text that begins with a no-break space or its like.
pub(super) const UNUSUAL_SPACE: &str =
    "An unusual space stands before the text; only common spaces may.";
/// For `“Charter”`.
pub(super) const CURLY_MARKS: &str = "Curly quotation marks do not mark a text in YAML.";

/// A mistake with the text as it should be.
struct Mend {
    /// The whole text, mended. A line may have become two, divided by a line break.
    lines: Vec<String>,
    spot: Spot,
    what: String,
    remedy: String,
    /// Whether the mend is so certain, and keeps the lines so well in place, that further mistakes
    /// may be looked for behind it.
    certain: bool,
    /// Whether it closes a quotation or a bracket.
    closes: bool,
}

/// Explains why a text cannot be read. There is at least one problem.
pub(super) fn explain(source: &Source) -> Vec<Problem> {
    let mut lines = source.lines.clone();
    let mut problems = Vec::new();
    let mut tries = TRIES;
    while let Err(fault) = parse(&lines.join("\n")) {
        let spot = match fault {
            Fault::Broken(spot) => spot,
            Fault::SecondDocument if problems.is_empty() => return vec![second_document(source)],
            Fault::SecondDocument => break,
        };
        let mend = find(&lines, spot, &mut tries);
        // Behind a mended line, only a certain mistake in another line is surely one of its own.
        let new = |mend: &Mend| mend.certain && !told(&problems, mend.spot.line);
        match mend {
            None if problems.is_empty() => return vec![unexplained(source, spot)],
            Some(mend) if problems.is_empty() || new(&mend) => {
                problems.push(Problem::error(source.place(mend.spot), mend.what, mend.remedy));
                if !mend.certain {
                    break;
                }
                lines = mend.lines;
            }
            _ => break,
        }
    }
    problems.sort();
    problems
}

fn told(problems: &[Problem], line: usize) -> bool {
    problems.iter().any(|problem| problem.place.line == line)
}

/// Looks for the mistake behind a fault, the likeliest first.
fn find(lines: &[String], fault: Spot, tries: &mut usize) -> Option<Mend> {
    // A line of nothing but a tab can be the fault as well.
    let faulty = fault.line.clamp(1, lines.len()) - 1;
    let near = neighbours(lines, faulty);
    let mut believed = |mend: &Mend| reads_further(mend, fault, lines, tries);
    for &line in std::iter::once(&faulty).chain(&near) {
        if let Some(mend) = tab(lines, line, &mut believed) {
            return Some(mend);
        }
    }
    // Only spaces may indent, so a tab at the fault itself is a mistake, even if there are others.
    if let Some(mend) = tab(lines, faulty, &mut |_| true) {
        return Some(mend);
    }
    let rules = [
        inner_tab,
        curly,
        dash_space,
        colon_space,
        list_after_key,
        marks,
        unclosed_inside,
        mismatch,
        reserved,
        colon,
        goes_on,
    ];
    let in_lines =
        near.iter().flat_map(|&line| rules.iter().filter_map(move |rule| rule(lines, line)));
    let open_bracket = near.iter().filter_map(|&line| bracket(lines, line));
    let open_marks = (0..=faulty)
        .rev()
        .take(LINES_ABOVE)
        .flat_map(|line| {
            [unclosed(lines, line), unclosed_inside(lines, line), stray_mark(lines, line)]
        })
        .flatten();
    let indentation = near.iter().take(2).flat_map(|&line| indentations(lines, line));
    let (keys, bare): (Vec<usize>, Vec<usize>) =
        near.iter().partition(|&&line| Parts::of(&lines[line]).key.is_some());
    let no_sign =
        bare.into_iter().flat_map(|line| [no_dash(lines, line), no_colon(lines, line)]).flatten();
    // A key below the items of a list is wrongly indented more often than it lacks a dash.
    let key_as_item = keys.into_iter().filter_map(|line| no_dash(lines, line));
    in_lines
        .chain(open_bracket)
        .chain(open_marks)
        .chain(no_sign)
        .chain(indentation)
        .chain(key_as_item)
        .find(&mut believed)
}

/// The lines in which the cause of a fault may be: that of the fault, and some above it.
fn neighbours(lines: &[String], faulty: usize) -> Vec<usize> {
    let Some(at) = written_line(lines, faulty + 1) else {
        return Vec::new();
    };
    let mut near = vec![at];
    // A key without its colon swallows what is indented below it, up to the line of the fault.
    let mut depth = usize::MAX;
    let above = (0..at).rev().take(LINES_ABOVE);
    for line in above.filter(|&line| written_line(lines, line + 1) == Some(line)) {
        let spaces = indentation(&lines[line]).len();
        if spaces < depth {
            depth = spaces;
            near.push(line);
        }
    }
    // Further out, a mistake would have been found before.
    near.truncate(6);
    near
}

/// Whether a mended text reads further than the line of the fault.
fn reads_further(mend: &Mend, fault: Spot, lines: &[String], tries: &mut usize) -> bool {
    if *tries == 0 {
        return false;
    }
    *tries -= 1;
    let text = mend.lines.join("\n");
    let added = text.matches('\n').count() + 1 - lines.len();
    match parse(&text) {
        Ok(()) | Err(Fault::SecondDocument) => true,
        // What is never closed goes on to the end of the file, and hides the mistakes below.
        Err(Fault::Broken(spot)) if mend.closes && fault.line >= lines.len() => {
            spot.line > mend.spot.line
        }
        Err(Fault::Broken(spot)) => spot.line > fault.line + added,
    }
}

/// The index of the last line before `end` that is neither blank nor a comment.
fn written_line(lines: &[String], end: usize) -> Option<usize> {
    (0..end).rev().find(|&line| {
        let text = lines[line].trim();
        !text.is_empty() && !text.starts_with('#')
    })
}

/// The mend of a single line, told at a byte of the line as it is.
fn mended(lines: &[String], line: usize, byte: usize, to: String, what: &str) -> Mend {
    let remedy = format!("Write `{}`.", shown(&to));
    let mut all = lines.to_vec();
    let spot = Spot { line: line + 1, column: lines[line][..byte].chars().count() + 1 };
    all[line] = to;
    Mend { lines: all, spot, what: what.to_owned(), remedy, certain: true, closes: false }
}

/// A tab, or another space than the common one, before the text of a line.
///
/// How many spaces a tab stands for is tried out; best if the whole text can be read then.
fn tab(lines: &[String], line: usize, believed: &mut impl FnMut(&Mend) -> bool) -> Option<Mend> {
    let text = &lines[line];
    let mut before = indentation(text).char_indices();
    let (at, found) = before.find(|&(_, one)| one != ' ')?;
    let what = if found == '\t' { TAB } else { UNUSUAL_SPACE };
    let mends = [2, 4, 8, 0].map(|width| {
        let spaces = |line: &String| spaces_only(line, width);
        let mut mend = mended(lines, line, at, spaces(text), what);
        mend.remedy = match spaces(text).trim_end() {
            "" => "Delete it, and leave the line empty.".to_owned(),
            write => format!("Write it with spaces: `{write}`."),
        };
        // Whoever used one tab used more, and that is still the same mistake.
        mend.lines = lines.iter().map(spaces).collect();
        mend.certain = parse(&mend.lines.join("\n")).is_ok();
        mend
    });
    let (whole, part): (Vec<Mend>, Vec<Mend>) = mends.into_iter().partition(|mend| mend.certain);
    whole.into_iter().chain(part).find(believed)
}

/// A tab between the dash or the key and what follows it.
fn inner_tab(lines: &[String], line: usize) -> Option<Mend> {
    let at = lines[line].find('\t')?;
    let to = lines[line].replace('\t', " ");
    let what = "A tab stands here; only a space may stand there.";
    Some(mended(lines, line, at, to, what))
}

/// Curly quotation marks around a value, from a word processor.
fn curly(lines: &[String], line: usize) -> Option<Mend> {
    let parts = Parts::of(&lines[line]);
    let to = parts.with(&quoted(in_curly_marks(parts.value)?));
    let mut mend = mended(lines, line, parts.head.len(), to.clone(), CURLY_MARKS);
    mend.remedy = format!("Use straight ones: `{}`.", shown(&to));
    Some(mend)
}

/// No space after the colon of a key.
fn colon_space(lines: &[String], line: usize) -> Option<Mend> {
    let text = &lines[line];
    let start = Parts::of(text).start;
    let to = format!("{}{}", &text[..start], spaced(&text[start..])?);
    Some(mended(lines, line, start, to, COLON_SPACE))
}

/// No space after a dash.
fn dash_space(lines: &[String], line: usize) -> Option<Mend> {
    let head = indentation(&lines[line]);
    let lacks = |other: &&String| other.strip_prefix(head).is_some_and(lacks_space);
    if !lacks(&&lines[line]) {
        return None;
    }
    let with_space = |item: &String| {
        let rest = &item[head.len() + 1..];
        format!("{head}- {}", spaced(rest).unwrap_or_else(|| rest.to_owned()))
    };
    // A whole list written so is one mistake, and is told at its first item.
    let first = line - lines[..line].iter().rev().take_while(lacks).count();
    let to = with_space(&lines[first]);
    let mut mend = mended(lines, first, head.len(), to, DASH_SPACE);
    for (index, item) in lines.iter().enumerate().skip(first).take_while(|(_, item)| lacks(item)) {
        mend.lines[index] = with_space(item);
    }
    Some(mend)
}

/// `documents: - a.md`: a list that begins in the line of its key.
fn list_after_key(lines: &[String], line: usize) -> Option<Mend> {
    let parts = Parts::of(&lines[line]);
    let key = parts.key.filter(|_| parts.value.starts_with("- "))?;
    let next = lines.get(line + 1).filter(|next| next.trim_start().starts_with("- "));
    let indentation = match next {
        Some(next) => indentation(next).len(),
        None => parts.start + 2,
    };
    let (head, item) = (parts.head.trim_end(), format!("{}{}", parts.value, parts.tail));
    let item = format!("{}{item}", " ".repeat(indentation));
    let what = "A list begins in the line after its key.";
    let mut mend = mended(lines, line, parts.head.len(), format!("{head}\n{item}"), what);
    mend.remedy = format!("Write `{key}:` and in the next line `{}`.", item.trim_end());
    mend.certain = false;
    Some(mend)
}

/// A quotation that ends too early, or that has a backslash in it.
fn marks(lines: &[String], line: usize) -> Option<Mend> {
    let parts = Parts::of(&lines[line]);
    let mark = parts.first().filter(|mark| matches!(mark, '"' | '\''))?;
    let Some(end) = mark_end(parts.value) else {
        return unclosed(lines, line);
    };
    let (value, what) = if end == parts.value.len() {
        let inner = parts.value[1..end - 1].to_owned();
        let escapes = mark == '"' && inner.contains('\\');
        (escapes.then_some(inner)?, "Between these marks a backslash has a meaning of its own.")
    } else {
        let inner = parts.value.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
        let whole = inner.unwrap_or(parts.value).to_owned();
        (whole, "The quotation marks end before the value does.")
    };
    Some(mended(lines, line, parts.head.len(), parts.with(&quoted(&value)), what))
}

/// A quotation without an end, whose end belongs in its own line or a little below.
fn unclosed(lines: &[String], line: usize) -> Option<Mend> {
    let parts = Parts::of(&lines[line]);
    let mark = parts.first().filter(|mark| matches!(mark, '"' | '\''))?;
    if mark_end(parts.value).is_some() {
        return None;
    }
    // The text goes on as long as lines are deeper and begin neither a key nor an item.
    let deeper = |next: &String| {
        let next = Parts::of(next);
        next.start > parts.start && next.key.is_none() && !next.head.contains('-')
    };
    let below = lines[line + 1..].iter().take_while(|next| deeper(next)).count();
    let last = line + below;
    let to = format!("{}{mark}", lines[last].trim_end());
    let mut mend = mended(lines, last, 0, to, OPEN_MARK);
    mend.closes = true;
    mend.spot = Spot { line: line + 1, column: parts.head.chars().count() + 1 };
    Some(mend)
}

/// A quotation without an end inside of brackets: `[chair, "vice chair]`.
fn unclosed_inside(lines: &[String], line: usize) -> Option<Mend> {
    let parts = Parts::of(&lines[line]);
    if !parts.value.starts_with(['[', '{']) {
        return None;
    }
    let (at, mark) = Brackets::of(parts.value).mark?;
    // Brackets at the end of the line close what was opened before the quotation.
    let whole = format!("{}{}", parts.value, parts.tail);
    let text = whole.trim_end().trim_end_matches([']', '}']);
    let ends = &whole.trim_end()[text.len()..];
    let to = format!("{}{text}{mark}{ends}", parts.head);
    let mut mend = mended(lines, line, parts.head.len() + at, to, OPEN_MARK);
    mend.closes = true;
    Some(mend)
}

/// A quotation without an end that has no business to begin: `"title: Charter`.
fn stray_mark(lines: &[String], line: usize) -> Option<Mend> {
    let parts = Parts::of(&lines[line]);
    let bare = parts.value.strip_prefix(['"', '\''])?;
    if mark_end(parts.value) == Some(parts.value.len()) || parts.key.is_some() {
        return None;
    }
    let to = format!("{}{bare}{}", parts.head, parts.tail);
    Some(mended(lines, line, parts.head.len(), to, OPEN_MARK))
}

/// A value that begins with a character to which YAML gives a meaning.
fn reserved(lines: &[String], line: usize) -> Option<Mend> {
    let parts = Parts::of(&lines[line]);
    let first = parts.first()?;
    let signs = "@`%*&!|>{[]},?:-";
    if !signs.contains(first) {
        return None;
    }
    if "{[".contains(first) {
        // The brackets themselves may be right, and a value within them not.
        if let Some((start, inside)) = reserved_inside(parts.value) {
            let sign = inside.chars().next()?;
            let after = &parts.value[start + inside.len()..];
            let value = format!("{}{}{after}", &parts.value[..start], quoted(inside));
            let column = parts.head.len() + start;
            return Some(mended(lines, line, column, parts.with(&value), &reserved_what(sign)));
        }
        if !Brackets::of(parts.value).open.is_empty() {
            return None;
        }
    }
    Some(mended(
        lines,
        line,
        parts.head.len(),
        parts.with(&quoted(parts.value)),
        &reserved_what(first),
    ))
}

/// Where a value within brackets begins with a character to which YAML gives a meaning, and the value.
fn reserved_inside(value: &str) -> Option<(usize, &str)> {
    for (at, c) in value.char_indices() {
        if !matches!(c, '{' | '[' | ',' | ':') {
            continue;
        }
        let start = at + 1 + value[at + 1..].len() - value[at + 1..].trim_start().len();
        if !value[start..].starts_with(['@', '`', '%', '*', '&', '!', '|', '>']) {
            continue;
        }
        let end = value[start..].find([',', '}', ']']).map_or(value.len(), |end| start + end);
        return Some((start, value[start..end].trim_end()));
    }
    None
}

fn reserved_what(first: char) -> String {
    let mark = if first == '`' { "A backtick".to_owned() } else { format!("`{first}`") };
    format!("{mark} has a meaning in YAML, so this value needs quotation marks.")
}

/// A colon inside a value, which YAML takes for the end of a second key.
fn colon(lines: &[String], line: usize) -> Option<Mend> {
    let parts = Parts::of(&lines[line]);
    parts.key?;
    let marked = parts.value.starts_with(['"', '\'', '[', '{']);
    if marked || !(parts.value.contains(": ") || parts.value.ends_with(':')) {
        return None;
    }
    let what = "A value with a colon in it needs quotation marks.";
    Some(mended(lines, line, parts.head.len(), parts.with(&quoted(parts.value)), what))
}

/// A text of several lines, one of which holds a colon: `  and note: this`.
fn goes_on(lines: &[String], line: usize) -> Option<Mend> {
    let parts = Parts::of(&lines[line]);
    parts.key.filter(|key| key.contains(' '))?;
    let above = (0..line).rev().find(|&above| {
        let above = Parts::of(&lines[above]);
        above.start < parts.start && above.key.is_some()
    })?;
    let opening = Parts::of(&lines[above]);
    if opening.value.is_empty() {
        return None;
    }
    let indentation = " ".repeat(parts.start);
    let to = format!("{}>\n{indentation}{}", opening.head, opening.value);
    let what = "This line goes on with the text above, but holds a colon.";
    let mut mend = mended(lines, above, 0, to, what);
    mend.remedy = format!(
        "Write `{}>` above, and the text from the next line on.",
        opening.head.trim_start()
    );
    mend.spot = Spot { line: line + 1, column: parts.start + 1 };
    mend.certain = false;
    Some(mend)
}

/// A bracket that is closed by one of the other kind, or closed twice.
fn mismatch(lines: &[String], line: usize) -> Option<Mend> {
    let parts = Parts::of(&lines[line]);
    let brackets = Brackets::of(parts.value);
    let mismatched = brackets.matched != parts.value && brackets.open.is_empty();
    if !mismatched || !parts.value.starts_with(['[', '{']) {
        return None;
    }
    let what = "The brackets of this value do not match.";
    Some(mended(lines, line, parts.head.len(), parts.with(&brackets.matched), what))
}

/// A bracket opened in this line or above and still open at the end of this one.
fn bracket(lines: &[String], last: usize) -> Option<Mend> {
    let opener = (0..=last).rev().take(LINES_ABOVE).find(|&line| {
        let value = Parts::of(&lines[line]).value;
        value.starts_with(['[', '{']) && !Brackets::of(value).open.is_empty()
    })?;
    let parts = Parts::of(&lines[opener]);
    let below = lines[opener + 1..=last].join(" ");
    let open = Brackets::of(&format!("{} {below}", parts.value)).open;
    let &(at, sign) = open.first()?;
    let ends = open.iter().rev().map(|&(_, sign)| counterpart(sign));
    let parts_last = Parts::of(&lines[last]);
    let whole = &lines[last][..lines[last].len() - parts_last.tail.len()];
    let to = format!("{whole}{}{}", ends.collect::<String>(), parts_last.tail);
    let mut mend =
        mended(lines, last, 0, to, &format!("The bracket `{sign}` opened here is never closed."));
    mend.spot = Spot { line: opener + 1, column: parts.head.chars().count() + at + 1 };
    mend.closes = true;
    // Where a list of several lines ends is a guess, so that nothing is built on it.
    mend.certain = last == opener;
    Some(mend)
}

/// The ways to indent a key or an item like one of the lines above it, the nearest first.
fn indentations(lines: &[String], line: usize) -> Vec<Mend> {
    let text = &lines[line];
    let parts = Parts::of(text);
    let now = indentation(text).len();
    if parts.key.is_none() && !text.trim_start().starts_with("- ") {
        // In a block of text, all lines stand below its first one.
        let above = written_line(lines, line).map(|above| indentation(&lines[above]).len());
        let other = above.filter(|above| *above != now);
        return other.map(|column| indented(lines, line, now, column)).into_iter().collect();
    }
    let mut columns: Vec<usize> = Vec::new();
    for above in (0..line).rev().take(LINES_ABOVE) {
        let above = &lines[above];
        let start = Parts::of(above).start;
        for column in [start, indentation(above).len()] {
            if !above.trim().is_empty() && column != now && !columns.contains(&column) {
                columns.push(column);
            }
        }
    }
    columns.sort_by_key(|column| column.abs_diff(now));
    columns.into_iter().take(6).map(|column| indented(lines, line, now, column)).collect()
}

/// The lines with a block of them moved from one column to another.
fn indented(lines: &[String], line: usize, now: usize, column: usize) -> Mend {
    let moved = |text: &String| {
        let rest = text.trim_start();
        let spaces = (indentation(text).len() + column).saturating_sub(now);
        (!rest.is_empty()).then(|| " ".repeat(spaces) + rest)
    };
    let to = moved(&lines[line]).unwrap_or_default();
    let what = "This line does not stand below the lines it belongs to.";
    let mut mend = mended(lines, line, now, to.clone(), what);
    mend.remedy = match column {
        0 => format!("Begin it without spaces: `{}`.", shown(&to)),
        1 => format!("Begin it with 1 space: `{}`.", to.trim_end()),
        _ => format!("Begin it with {column} spaces: `{}`.", to.trim_end()),
    };
    // The lines below that are as deep belong to it, and are moved along.
    for (index, text) in lines.iter().enumerate().skip(line + 1) {
        if !text.trim().is_empty() && indentation(text).len() < now {
            break;
        }
        if let Some(moved) = moved(text) {
            mend.lines[index] = moved;
        }
    }
    mend.certain = false;
    mend
}

/// A line below the items of a list that lacks their dash.
fn no_dash(lines: &[String], line: usize) -> Option<Mend> {
    let text = &lines[line];
    let head = indentation(text);
    let above = lines[..line].iter().rev().take(LINES_ABOVE);
    let mut beside = above
        .filter(|other| !other.trim().is_empty())
        .skip_while(|other| indentation(other).len() > head.len());
    let item = |other: &String| {
        let rest = other.strip_prefix(head);
        rest.is_some_and(|rest| rest.starts_with("- "))
    };
    if !beside.next().is_some_and(item) || text.trim_start().starts_with('-') {
        return None;
    }
    let to = format!("{head}- {}", text.trim_start());
    let what = "A dash is missing before this item of a list.";
    let mut mend = mended(lines, line, head.len(), to, what);
    mend.certain = false;
    Some(mend)
}

/// A line between keys that has no colon: `title Charter`.
fn no_colon(lines: &[String], line: usize) -> Option<Mend> {
    let parts = Parts::of(&lines[line]);
    if parts.key.is_some() || !parts.first().is_some_and(char::is_alphabetic) {
        return None;
    }
    let (key, rest) = parts.value.split_once(' ').unwrap_or((parts.value, ""));
    let to = format!("{}{key}: {}{}", parts.head, rest.trim_start(), parts.tail);
    let what = "This line is neither a key with a colon nor indented text.";
    let mut mend = mended(lines, line, parts.head.len(), to.clone(), what);
    mend.remedy = format!("Write `{}`, or indent it to continue the text above.", shown(&to));
    mend.certain = false;
    Some(mend)
}

/// What is said when no rule fits.
pub(super) fn unexplained(source: &Source, spot: Spot) -> Problem {
    let end = spot.line.min(source.lines.len());
    // The lack of a closing mark is found at the end of the file; its beginning says more.
    if spot.line >= source.lines.len() {
        let opening = (0..end).rev().find_map(|line| unclosed(&source.lines, line));
        if let Some(mend) = opening {
            return Problem::error(
                source.place(mend.spot),
                mend.what,
                "Close it where its text ends.",
            );
        }
    }
    let line = written_line(&source.lines, end).map_or(1, |line| line + 1);
    let column = if line == spot.line { spot.column } else { 1 };
    Problem::error(
        source.place(Spot { line, column }),
        "From here on, the text does not follow the rules of YAML.",
        "Compare indentation, colons, brackets and quotation marks with the lines above.",
    )
}

fn second_document(source: &Source) -> Problem {
    let mut begun = false;
    let divider = source.lines.iter().position(|line| {
        let divides = begun && (line.starts_with("---") || line.starts_with("..."));
        begun |= !line.trim().is_empty() && !line.starts_with('#') && !line.starts_with('%');
        divides
    });
    let line = divider.map_or(1, |line| line + 1);
    Problem::error(
        source.place(Spot { line, column: 1 }),
        "A second document begins here, and one file holds only one.",
        "Delete this line, or move what follows into a file of its own.",
    )
}

/// An anchor, an alias or a tag, which is nearly always a text that begins so.
pub(super) fn sign(source: &Source, spot: Spot) -> Problem {
    let first = source.character(spot).unwrap_or('!');
    let line = source.line(spot);
    let parts = Parts::of(line);
    let remedy = if parts.head.chars().count() + 1 == spot.column && !parts.value.is_empty() {
        format!("Write `{}`.", shown(&parts.with(&quoted(parts.value))))
    } else {
        format!("Put the text that begins with `{first}` in quotation marks.")
    };
    Problem::error(source.place(spot), reserved_what(first), remedy)
}

/// A key that is a list, a map, nothing, or as long as a paragraph.
pub(super) fn odd_key(source: &Source, spot: Spot) -> Problem {
    let line = source.line(spot);
    let parts = Parts::of(line);
    // `{{ page.title }}` is how other tools mark a gap to fill in.
    if let Some(first) = parts.first().filter(|_| parts.value.starts_with("{{")) {
        let remedy = format!("Write `{}`.", shown(&parts.with(&quoted(parts.value))));
        return Problem::error(source.place(spot), reserved_what(first), remedy);
    }
    let remedy = "Write a word before the colon, or put the whole in quotation marks.";
    Problem::error(source.place(spot), "A key must be a word or a few.", remedy)
}
