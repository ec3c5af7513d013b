//! Reading YAML as its writer typed it, and saying where every word of it stands.
//!
//! People who do not program write our configuration in YAML, and a program reads the rosters that
//! upstream publishes in it. Two properties of common YAML readers get in the way of both: they
//! turn `no` into a boolean and `1.10` into a number, and they forget the lines things stood in.
//! This room reads a file into a plain tree ([`Yaml`], [`Node`], [`Entry`]) in which every scalar
//! is the text as typed and every key and value knows its line and column. It is the only room
//! that names the YAML library.
//!
//! [`read`] refuses what is not YAML, and explains the ordinary slips of the pen (a tab, a missing
//! space, a colon in a title) with the line as it should be. [`Strict`] and [`Fields`] help readers
//! of our own files to find unknown, missing and misshapen keys.
//!
//! Nothing here knows what a key means, opens a file or changes one. Anchors, aliases and tags are
//! refused: no content needs them, and an alias can make a small file enormous.

mod build;
mod fields;
mod lines;
mod mistakes;
mod suspicions;

pub use fields::{Fields, Said, Strict};

use super::problem::{Place, Problem};

/// Files longer than this are not read; the longest known one has a few thousand bytes.
const MAX_BYTES: usize = 1 << 20;
/// The library's time grows with the square of brackets within brackets, so there is a limit.
const MAX_OPEN_BRACKETS: usize = 1000;

/// A YAML file, read.
#[derive(Debug, Clone)]
pub struct Yaml {
    source: Source,
    root: Node,
    warnings: Vec<Problem>,
}

/// One value of the file: what was written and where it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    spot: Spot,
    value: Value,
}

/// What a [`Node`] holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing: `office:` with nothing after it, or YAML's own words for nothing, `~` and `null`.
    Empty,
    /// Text as typed, without its quotation marks. `no`, `010` and `2025-03` are texts as well.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// Keys with their values, in the order of the file. No key stands twice.
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key as typed, without quotation marks.
    pub key: String,
    /// What stands under it.
    pub value: Node,
    spot: Spot,
}

/// Reads a YAML text.
///
/// `file` is the name by which problems call the text. A byte-order mark at the start and the line
/// ends of Windows are accepted.
///
/// # Errors
///
/// If the text is not YAML, or holds a mistake that YAML would silently take for something else.
/// One mistake is one problem.
pub fn read(file: &str, text: &str) -> Result<Yaml, Vec<Problem>> {
    let source = Source::new(file, text).map_err(|problem| vec![problem])?;
    if build::parse(&source.text).is_err() {
        return Err(mistakes::explain(&source));
    }
    let root = build::tree(&source).map_err(|problem| vec![problem])?;
    let mut yaml = Yaml { source, root, warnings: Vec::new() };
    let (errors, warnings) = suspicions::in_tree(&yaml);
    if !errors.is_empty() {
        return Err(errors);
    }
    yaml.warnings = warnings;
    Ok(yaml)
}

impl Yaml {
    /// The whole content of the file; [`Value::Empty`] if there is none.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// What is right as YAML but was probably meant otherwise, such as `channel: #general`.
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }

    /// Where a value begins.
    pub fn place(&self, node: &Node) -> Place {
        self.source.place(node.spot)
    }

    /// Where a key begins.
    pub fn key_place(&self, entry: &Entry) -> Place {
        self.source.place(entry.spot)
    }

    /// Where the letter of a key stands before which there are `letters` others.
    pub fn place_in_key(&self, entry: &Entry, letters: usize) -> Place {
        let mark = self.source.character(entry.spot);
        let marks = usize::from(mark.is_some_and(|mark| matches!(mark, '"' | '\'')));
        let place = self.source.place(entry.spot);
        Place { column: place.column + marks + letters, ..place }
    }

    /// An error at a value: what is wrong, and the line as it should be.
    pub fn problem(&self, node: &Node, what: impl Into<String>, write: &str) -> Problem {
        Problem::error(self.place(node), what, format!("Write `{write}`."))
    }

    /// The line in which a value begins, without the spaces around it.
    pub fn line(&self, node: &Node) -> &str {
        self.source.line(node.spot).trim()
    }
}

impl Node {
    /// What the node holds.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// Whether nothing is written here.
    pub fn is_empty(&self) -> bool {
        self.value == Value::Empty
    }

    /// The text, if this is one.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items, if this is a list.
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The entries, if this is a map.
    pub fn as_map(&self) -> Option<&[Entry]> {
        match &self.value {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value under a key, if this is a map with that key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let entry = self.as_map()?.iter().find(|entry| entry.key == key)?;
        Some(&entry.value)
    }

    /// The text under a key, if this is a map with a text there. For upstream data.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_text()
    }
}

/// A line and a column, both from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Spot {
    line: usize,
    column: usize,
}

/// A file's text, whole and by lines.
#[derive(Debug, Clone)]
struct Source {
    file: String,
    text: String,
    lines: Vec<String>,
}

impl Source {
    /// Takes a text in, unless it is of a kind the library would choke on.
    fn new(file: &str, text: &str) -> Result<Self, Problem> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.len() > MAX_BYTES {
            return Err(Problem::error(
                Place::file(file),
                "This file is too long to be read as YAML.",
                "Split it into files of less than a megabyte.",
            ));
        }
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let source = Source {
            file: file.to_owned(),
            lines: text.split(is_line_break).map(str::to_owned).collect(),
            text,
        };
        match source.unreadable() {
            Some(problem) => Err(problem),
            None => Ok(source),
        }
    }

    /// The first character that YAML forbids or that opens one bracket too many.
    fn unreadable(&self) -> Option<Problem> {
        let mut open = 0_usize;
        for (line, text) in self.lines.iter().enumerate() {
            for (column, character) in text.chars().enumerate() {
                let spot = Spot { line: line + 1, column: column + 1 };
                match character {
                    '[' | '{' => open += 1,
                    ']' | '}' => open = open.saturating_sub(1),
                    '\t' => {}
                    '\u{feff}' | '\u{fffe}' | '\u{ffff}' => return Some(self.forbidden(spot)),
                    _ if character.is_control() => return Some(self.forbidden(spot)),
                    _ => {}
                }
                if open > MAX_OPEN_BRACKETS {
                    return Some(self.too_deep(spot));
                }
            }
        }
        None
    }

    fn forbidden(&self, spot: Spot) -> Problem {
        let code = self.character(spot).map_or(0, u32::from);
        Problem::error(
            self.place(spot),
            format!("An invisible character stands here, of the code U+{code:04X}."),
            "Delete it, or type the line anew.",
        )
    }

    /// The problem of a file with more levels than anybody can read.
    fn too_deep(&self, spot: Spot) -> Problem {
        Problem::error(
            self.place(spot),
            "Too many levels stand inside each other here.",
            "Use fewer levels of indentation and of brackets.",
        )
    }

    fn place(&self, spot: Spot) -> Place {
        Place { file: self.file.clone(), line: spot.line, column: spot.column }
    }

    /// The line of a spot; empty where the file has none.
    fn line(&self, spot: Spot) -> &str {
        spot.line.checked_sub(1).and_then(|line| self.lines.get(line)).map_or("", String::as_str)
    }

    fn character(&self, spot: Spot) -> Option<char> {
        self.line(spot).chars().nth(spot.column.checked_sub(1)?)
    }
}

/// Whether YAML counts a new line from here. Carriage returns are gone by now.
fn is_line_break(character: char) -> bool {
    matches!(character, '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::lines::quoted;
    use super::*;
    use proptest::prelude::*;

    /// A tree in one line: `{id: "no", office: -, files: ["a.md"]}`.
    fn drawn(node: &Node) -> String {
        match node.value() {
            Value::Empty => "-".to_owned(),
            Value::Text(text) => format!("{text:?}"),
            Value::List(items) => {
                let items: Vec<String> = items.iter().map(drawn).collect();
                format!("[{}]", items.join(", "))
            }
            Value::Map(entries) => {
                let entries: Vec<String> = entries
                    .iter()
                    .map(|entry| format!("{}: {}", entry.key, drawn(&entry.value)))
                    .collect();
                format!("{{{}}}", entries.join(", "))
            }
        }
    }

    /// Checks what a text is read as; it must give neither problems nor warnings.
    #[track_caller]
    fn reads(text: &str, expected: &str) {
        match read("f.yaml", text) {
            Ok(yaml) => {
                assert_eq!(drawn(yaml.root()), expected, "{text}");
                assert_eq!(yaml.warnings(), [], "{text}");
            }
            Err(problems) => panic!("{text}\n{problems:?}"),
        }
    }

    /// Checks the one problem of a text, as `line:column what remedy`.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let problems = match read("f.yaml", text) {
            Ok(yaml) => yaml.warnings().to_vec(),
            Err(problems) => problems,
        };
        let told: Vec<String> = problems.iter().map(brief).collect();
        assert_eq!(told, [expected], "{text}");
        for sentence in told[0].split(['.', ';']) {
            let code = sentence.matches('`').count() > 0;
            assert!(code || sentence.split_whitespace().count() <= 15, "{sentence}");
        }
    }

    fn brief(problem: &Problem) -> String {
        let Place { line, column, .. } = problem.place;
        format!("{line}:{column} {} {}", problem.what, problem.remedy)
    }

    #[test]
    fn every_scalar_is_the_text_as_typed() {
        reads("a: no\nb: yes\nc: on\nd: true\n", r#"{a: "no", b: "yes", c: "on", d: "true"}"#);
        reads(
            "- 010\n- 1.10\n- 2025-03\n- 0x1F\n- 1e3\n",
            r#"["010", "1.10", "2025-03", "0x1F", "1e3"]"#,
        );
        reads("- 10:30\n- 2025-03-01\n- .nan\n- +5\n", r#"["10:30", "2025-03-01", ".nan", "+5"]"#);
        reads("no: x\n010: y\n", r#"{no: "x", 010: "y"}"#);
        reads("charter\n", r#""charter""#);
    }

    #[test]
    fn nothing_written_is_empty() {
        reads("", "-");
        reads("# only a comment\n", "-");
        reads("---\n", "-");
        reads("- name: A\n  office: \n- ~\n- null\n", r#"[{name: "A", office: -}, -, -]"#);
        reads("a: \"\"\nb: ''\nc: \"~\"\nd: 'null'\n", r#"{a: "", b: "", c: "~", d: "null"}"#);
        reads("a: # none\nb: |\nc: []\nd: {}\n", "{a: -, b: -, c: [], d: {}}");
    }

    #[test]
    fn correct_yaml_is_left_alone() {
        reads(
            "a: |\n  id:x\n  - @y\n  \t\n  “z”: w: v\nb: >\n  one\n  two\n",
            r#"{a: "id:x\n- @y\n\t\n“z”: w: v\n", b: "one two\n"}"#,
        );
        reads(
            "a: \"one\n  two: three\"\nb: 'it''s # fine'\n",
            r#"{a: "one two: three", b: "it's # fine"}"#,
        );
        reads("a: one\n  two\n  -three\n", r#"{a: "one two -three"}"#);
        reads(
            "u: https://x:8080/a#b\nt: 10:30\nc: C# and a:b\n",
            r#"{u: "https://x:8080/a#b", t: "10:30", c: "C# and a:b"}"#,
        );
        reads(
            "- {file: a.md, id: charter}\n- [a, 'b, c',\n   d]\n",
            r#"[{file: "a.md", id: "charter"}, ["a", "b, c", "d"]]"#,
        );
        reads("a:\n- x # first\n-   y\nb:\n    c: d\n", r#"{a: ["x", "y"], b: {c: "d"}}"#);
        reads(
            "a: “One” and “Two”\nb: say “yes”\nc: Ann’s\n",
            "{a: \"“One” and “Two”\", b: \"say “yes”\", c: \"Ann’s\"}",
        );
        reads(
            "a: -5\nb: x - y\nc: a, b & c!\nd: 'He said \"hi\"'\n",
            r#"{a: "-5", b: "x - y", c: "a, b & c!", d: "He said \"hi\""}"#,
        );
        reads("\"a b\": c\n? d\n: e\n", r#"{a b: "c", d: "e"}"#);
        reads("\u{feff}a: b\r\nc:\r\n  - d\r\n", r#"{a: "b", c: ["d"]}"#);
        reads("a: b\rc: d", r#"{a: "b", c: "d"}"#);
        reads("%YAML 1.1\n---\na: b\n...\n", r#"{a: "b"}"#);
        reads("- - a\n  - b\n- - c\n", r#"[["a", "b"], ["c"]]"#);
        reads("{\"a\": [1, 2], \"b\": {\"c\": null}}", r#"{a: ["1", "2"], b: {c: -}}"#);
    }

    #[test]
    fn everything_knows_its_place() {
        let text = "# ü\nödland: é\nlist:\n  - {a: b, ü: \"c\"}\n  - \n  - - |\n      x\nlast:\n";
        let yaml = read("f.yaml", text).unwrap();
        let place = |node: &Node| yaml.place(node).to_string();
        let entries = yaml.root().as_map().unwrap();
        let keys: Vec<String> =
            entries.iter().map(|entry| yaml.key_place(entry).to_string()).collect();
        assert_eq!(keys, ["f.yaml:2:1", "f.yaml:3:1", "f.yaml:8:1"]);
        assert_eq!(place(yaml.root()), "f.yaml:2:1");
        assert_eq!(place(&entries[0].value), "f.yaml:2:9");
        assert_eq!(place(&entries[2].value), "f.yaml:8:6");
        let items = entries[1].value.as_list().unwrap();
        assert_eq!(place(&items[0]), "f.yaml:4:5");
        assert_eq!(place(items[0].get("ü").unwrap()), "f.yaml:4:15");
        assert_eq!(yaml.key_place(&items[0].as_map().unwrap()[1]).column, 12);
        assert_eq!(place(&items[2].as_list().unwrap()[0]), "f.yaml:6:7");
        assert_eq!(yaml.root().text("ödland"), Some("é"));
        assert_eq!(yaml.line(&items[0]), "- {a: b, ü: \"c\"}");
        let problem = yaml.problem(&items[0], "No.", "- a");
        assert_eq!(problem.to_string(), "f.yaml:4:5: error: No. Write `- a`.");
    }

    #[test]
    fn mistakes_of_spaces() {
        const TAB: &str =
            "A tab stands before the text; only spaces may stand there. Write it with spaces:";
        check("id: x\n\ttitle: y\n", &format!("2:1 {TAB} `title: y`."));
        check("a:\n\t- x\n\t- y\n", &format!("2:1 {TAB} `  - x`."));
        check("a:\n  - b: 1\n\tc: 2\n", &format!("3:1 {TAB} `    c: 2`."));
        check(
            "a: |\n  x\n\t\n  y\n",
            "3:1 A tab stands before the text; only spaces may stand there. Delete it, and leave the line empty.",
        );
        check(
            "a:\n\u{a0}\u{a0}b: c\nd: e\n",
            "2:1 An unusual space stands before the text; only common spaces may. Write it with spaces: `  b: c`.",
        );
        check(
            "a:\n  -\tid: x\n    b: c\n",
            "2:4 A tab stands here; only a space may stand there. Write `- id: x`.",
        );
        check(
            "title: x\nid:charter\nfile: y\n",
            "2:1 A space is missing after the colon. Write `id: charter`.",
        );
        check(
            "- id:charter\n  file: x.md\n",
            "1:3 A space is missing after the colon. Write `- id: charter`.",
        );
        check(
            "text: |\n  a\n  \tb\nid:charter\n",
            "4:1 A space is missing after the colon. Write `id: charter`.",
        );
        check(
            "documents:\n-a.md\n-b.md\n",
            "2:1 A space is missing after the dash. Write `- a.md`.",
        );
        check(
            "documents:\n  - a.md\n  -b.md\n",
            "3:3 A space is missing after the dash. Write `- b.md`.",
        );
    }

    #[test]
    fn mistakes_of_marks() {
        const COLON: &str = "A value with a colon in it needs quotation marks. Write";
        check(
            "title: Charter: the rules\n",
            &format!("1:8 {COLON} `title: \"Charter: the rules\"`."),
        );
        check(
            "- id: a\n  title: The rules: # x\n",
            &format!("2:10 {COLON} `title: \"The rules:\" # x`."),
        );
        const CURLY: &str = "Curly quotation marks do not mark a text in YAML.";
        check(
            "title: “Charter”\n",
            &format!("1:8 {CURLY} Use straight ones: `title: \"Charter\"`."),
        );
        check("title: ‘Ann’s’\n", &format!("1:8 {CURLY} Use straight ones: `title: \"Ann’s\"`."));
        check(
            "title: “Charter\"\n",
            &format!("1:8 {CURLY} Use straight ones: `title: \"Charter\"`."),
        );
        check("“title”: x\n", &format!("1:1 {CURLY} Use straight ones: `\"title\": x`."));
        check(
            "- “Charter: rules”\n",
            &format!("1:3 {CURLY} Use straight ones: `- \"Charter: rules\"`."),
        );
        check("a: “B: c”\nid: x\n", &format!("1:4 {CURLY} Use straight ones: `a: \"B: c\"`."));
        const OPEN: &str = "The quotation mark opened here is never closed. Write";
        check("title: \"abc\nfile: x.md\nid: y\n", &format!("1:8 {OPEN} `title: \"abc\"`."));
        check("title: \"abc\nfile: \"x.md\"\nid: y\n", &format!("1:8 {OPEN} `title: \"abc\"`."));
        check("- 'abc\n- def\n", &format!("1:3 {OPEN} `- 'abc'`."));
        check("text: \"This is\n  a text\nid: x\n", &format!("1:7 {OPEN} `a text\"`."));
        const EARLY: &str = "The quotation marks end before the value does. Write";
        check("x: \"Charter\" the rules\n", &format!("1:4 {EARLY} `x: '\"Charter\" the rules'`."));
        check("x: 'It's ours'\n", &format!("1:4 {EARLY} `x: \"It's ours\"`."));
        check(
            "x: \"C:\\dir\"\n",
            "1:4 Between these marks a backslash has a meaning of its own. Write `x: 'C:\\dir'`.",
        );
    }

    #[test]
    fn mistakes_of_brackets_and_signs() {
        const OPEN: &str = "opened here is never closed. Write";
        check("files: [a, b\nid: x\n", &format!("1:8 The bracket `[` {OPEN} `files: [a, b]`."));
        check("files: [\n  a,\n  b\nid: x\n", &format!("1:8 The bracket `[` {OPEN} `b]`."));
        check(
            "- {file: a, id: b # c\n- x\n",
            &format!("1:3 The bracket `{{` {OPEN} `- {{file: a, id: b}} # c`."),
        );
        check(
            "words: [chair, \"vice chair]\nid: x\n",
            "1:16 The quotation mark opened here is never closed. Write `words: [chair, \"vice chair\"]`.",
        );
        check(
            "\"id: x\nname: \"y\"\n",
            "1:1 The quotation mark opened here is never closed. Write `id: x`.",
        );
        check(
            "files: [a, b}\n",
            "1:8 The brackets of this value do not match. Write `files: [a, b]`.",
        );
        const SIGN: &str = "has a meaning in YAML, so this value needs quotation marks. Write";
        for value in
            ["@ann", "%x", "*bold*", "&x", "!now", "*a* and: b", "| x", "> 5", "[RFC] x", "!t x"]
        {
            let sign = value.chars().next().unwrap();
            check(
                &format!("id: x\na: {value}\nb: c\n"),
                &format!("2:4 `{sign}` {SIGN} `a: \"{value}\"`."),
            );
        }
        check("- `x`\n", &format!("1:3 A backtick {SIGN} `- \"`x`\"`."));
        check("x: {{ page }}\n", &format!("1:5 `{{` {SIGN} `x: \"{{{{ page }}}}\"`."));
        const HASH: &str =
            "What follows `#` is a comment, and is not read. If it belongs to the value, write";
        check("channel: #general\n", &format!("1:9 {HASH} `channel: \"#general\"`."));
        check("- Rule #1\n", &format!("1:3 {HASH} `- \"Rule #1\"`."));
    }

    #[test]
    fn mistakes_of_arrangement() {
        const WHAT: &str = "This line does not stand below the lines it belongs to. Begin it";
        check("id: x\n  title: y\n", &format!("2:3 {WHAT} without spaces: `title: y`."));
        check("a:\n    b: 1\n  c: 2\n", &format!("3:3 {WHAT} with 4 spaces: `    c: 2`."));
        check(
            "s:\n  - id: a\n     t: b\n     u: c\n  - id: b\n",
            &format!("3:6 {WHAT} with 4 spaces: `    t: b`."),
        );
        check("s:\n  - id: a\n   t: b\n", &format!("3:4 {WHAT} with 4 spaces: `    t: b`."));
        check("s:\n    - a\n  - b\n", &format!("3:3 {WHAT} with 4 spaces: `    - b`."));
        const PART: &str = "This item is read as part of the text above it.";
        check(
            "s:\n  - a\n   - b\n",
            &format!("3:4 {PART} Begin it below the dash above: `  - b`."),
        );
        check(
            "s: the list\n  - a\n  - b\n",
            &format!("2:3 {PART} Write nothing after `s:`, and all items below it."),
        );
        check(
            "s: - a\n  - b\n",
            "1:4 A list begins in the line after its key. Write `s:` and in the next line `  - a`.",
        );
        check("s:\n  - a\n  b\n", "3:3 A dash is missing before this item of a list. Write `- b`.");
        check(
            "id: x\ntitle Charter\nfile: y\n",
            "2:1 This line is neither a key with a colon nor indented text. Write `title: Charter`, or indent it to continue the text above.",
        );
        check(
            "a:\n  documents\n    - x\n    - y\n  id: z\n",
            "2:3 This line is neither a key with a colon nor indented text. Write `documents:`, or indent it to continue the text above.",
        );
        check(
            "note: >\n     one\n   two\nid: x\n",
            &format!("3:4 {WHAT} with 5 spaces: `     two`."),
        );
        check(
            "text: one\n  and note: two\nid: x\n",
            "2:3 This line goes on with the text above, but holds a colon. Write `text: >` above, and the text from the next line on.",
        );
        check(
            "a: 1\nb: 2\na: 3\n",
            "3:1 The key `a` stands here again, after line 1. Keep one of the two and delete the other.",
        );
        check(
            "a: b\n---\nc: d\n",
            "2:1 A second document begins here, and one file holds only one. Delete this line, or move what follows into a file of its own.",
        );
    }

    #[test]
    fn independent_mistakes_are_told_in_one_go() {
        let problems = read("f.yaml", "a: @b\nc: \"d\ne: f: g\ni:j\n").unwrap_err();
        let lines: Vec<usize> = problems.iter().map(|problem| problem.place.line).collect();
        assert_eq!(lines, [1, 2, 3, 4]);
    }

    #[test]
    fn what_no_content_needs_is_refused() {
        const SIGN: &str = "has a meaning in YAML, so this value needs quotation marks.";
        check("a: &x [b]\nc: *x\n", &format!("1:4 `&` {SIGN} Write `a: \"&x [b]\"`."));
        check(
            "a: [b, &x c, *x]\n",
            &format!("1:8 `&` {SIGN} Put the text that begins with `&` in quotation marks."),
        );
        check(
            "- x\n- !t {b: c}\n",
            &format!("2:3 `!` {SIGN} Put the text that begins with `!` in quotation marks."),
        );
        check(
            "{!t a: b}\n",
            &format!("1:2 `!` {SIGN} Put the text that begins with `!` in quotation marks."),
        );
        check(
            "{[a]: b}\n",
            "1:2 A key must be a word or a few. Write a word before the colon, or put the whole in quotation marks.",
        );
        check(
            "a\0b",
            "1:2 An invisible character stands here, of the code U+0000. Delete it, or type the line anew.",
        );
        const DEEP: &str = "Too many levels stand inside each other here. Use fewer levels of indentation and of brackets.";
        check(&"[".repeat(90_000), &format!("1:1001 {DEEP}"));
        check(&"- ".repeat(90_000), &format!("1:65 {DEEP}"));
        check(
            &"x".repeat(MAX_BYTES + 1),
            "0:0 This file is too long to be read as YAML. Split it into files of less than a megabyte.",
        );
    }

    #[test]
    fn large_and_broken_texts_take_no_long_time() {
        let began = std::time::Instant::now();
        let bomb = format!("a: &a [{}]\nb: [{}]", "x,".repeat(20_000), "*a,".repeat(20_000));
        for text in [
            bomb,
            "a: \"x\n".repeat(20_000),
            "x:\n".to_owned() + &"-a\n".repeat(20_000),
            "x: y\n".to_owned() + &"a:b\n".repeat(20_000),
            "a: [\n".repeat(900),
        ] {
            assert!(read("f.yaml", &text).is_err());
        }
        assert!(read("f.yaml", &format!("[{}]", "{a: b},".repeat(20_000))).is_ok());
        assert!(began.elapsed().as_secs() < 20);
    }

    /// Checks that what stands at a node's place is the beginning of its text.
    fn stands_where_it_says(yaml: &Yaml, node: &Node) {
        match node.value() {
            Value::Empty => {}
            Value::Text(text) => {
                let first = yaml.source.character(node.spot).unwrap_or_else(|| panic!("{yaml:?}"));
                let marked = matches!(first, '"' | '\'' | '|' | '>');
                assert!(marked || text.starts_with(first), "{yaml:?}");
            }
            Value::List(items) => items.iter().for_each(|item| stands_where_it_says(yaml, item)),
            Value::Map(entries) => {
                for entry in entries {
                    let first = yaml.source.character(entry.spot).unwrap_or('"');
                    let marked = matches!(first, '"' | '\'' | '|' | '>') || entry.key.is_empty();
                    assert!(marked || entry.key.starts_with(first), "{yaml:?}");
                    stands_where_it_says(yaml, &entry.value);
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 512, ..ProptestConfig::default() })]

        #[test]
        fn arbitrary_text_never_panics(text in any::<String>()) {
            prop_assert!(read("f.yaml", &text).map_or_else(|problems| !problems.is_empty(), |_| true));
        }

        #[test]
        fn arbitrary_yaml_never_panics(
            parts in prop::collection::vec(prop::sample::select(vec![
                "a", "id", "é", "“", "”", ":", ": ", "- ", "-", "\n", "\n", "\n  ", "\n    ", "\t", "\"", "'",
                "[", "]", "{", "}", ", ", "#", " #", "|", ">", "&a ", "*a", "!t ", "? ", "%", "@", "`", "~",
                "\\", "---\n", "...\n", "\u{a0}", "\u{2028}", "\u{85}", "\r\n", "<<", "\0", "x y", "1.10",
            ]), 0..40),
        ) {
            match read("f.yaml", &parts.concat()) {
                Ok(yaml) => stands_where_it_says(&yaml, yaml.root()),
                Err(problems) => prop_assert!(!problems.is_empty()),
            }
        }

        #[test]
        fn what_is_quoted_is_read_back(texts in prop::collection::vec("[ -~é“”]{0,20}", 1..6)) {
            let lines: String = texts.iter().map(|text| format!("- {}\n", quoted(text))).collect();
            let yaml = read("f.yaml", &lines).unwrap();
            let read: Vec<&str> = yaml.root().as_list().unwrap().iter().filter_map(Node::as_text).collect();
            prop_assert_eq!(read, texts);
        }
    }
}
