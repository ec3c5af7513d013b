//! Reading our own files strictly: every key is known, every value has the shape it should have.
//!
//! [`Strict`] gathers the problems of one file, and [`Fields`] hands out the values of one map.
//! Whatever is missing or misshapen is told once and handed out as if it were not there, so that a
//! reader can go on and find the next mistake.

use super::lines::{quoted, shown, spaced};
use super::{Entry, Node, Problem, Value, Yaml};
use std::cell::RefCell;

/// One file of ours, and what was found wrong with it so far.
///
/// The problems are behind a cell, so that the fields of several maps can be open at a time.
#[derive(Debug)]
pub struct Strict<'y> {
    yaml: &'y Yaml,
    problems: RefCell<Vec<Problem>>,
}

/// The fields of one map, of which all keys are known.
#[derive(Debug)]
pub struct Fields<'s, 'y> {
    strict: &'s Strict<'y>,
    node: &'y Node,
    entries: &'y [Entry],
    /// Known keys that an unknown key was probably meant to be; they are not missing as well.
    misspelt: Vec<&'static str>,
}

/// A text together with the node that holds it, for telling its place later.
#[derive(Debug, Clone, Copy)]
pub struct Said<'y> {
    /// The text as typed.
    pub text: &'y str,
    /// Where it stands.
    pub node: &'y Node,
}

impl<'y> Strict<'y> {
    /// Begins with a file. The warnings it was read with are the first problems.
    pub fn new(yaml: &'y Yaml) -> Self {
        Strict { yaml, problems: RefCell::new(yaml.warnings().to_vec()) }
    }

    /// The file that is read.
    pub fn yaml(&self) -> &'y Yaml {
        self.yaml
    }

    /// Adds a problem that only the reader could find.
    pub fn tell(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    /// The fields of the whole file.
    pub fn root(&self, known: &[&'static str]) -> Option<Fields<'_, 'y>> {
        self.fields(self.yaml.root(), known)
    }

    /// The fields of a map; tells every key that is not among the known ones.
    pub fn fields(&self, node: &'y Node, known: &[&'static str]) -> Option<Fields<'_, 'y>> {
        let Some(entries) = node.as_map() else {
            self.no_map(node, known);
            return None;
        };
        let misspelt = entries
            .iter()
            .filter(|entry| !known.contains(&entry.key.as_str()))
            .filter_map(|entry| self.unknown(entry, entries, known))
            .collect();
        Some(Fields { strict: self, node, entries, misspelt })
    }

    /// All problems, in the order of the file.
    pub fn into_problems(self) -> Vec<Problem> {
        let mut problems = self.problems.into_inner();
        problems.sort();
        problems
    }

    fn error(&self, node: &Node, what: String, write: &str) {
        self.tell(self.yaml.problem(node, what, write));
    }

    /// Tells an unknown key and returns the known one it was probably meant to be.
    fn unknown(
        &self,
        entry: &Entry,
        entries: &[Entry],
        known: &[&'static str],
    ) -> Option<&'static str> {
        let place = self.yaml.key_place(entry);
        // Inside braces `{id:charter}` is a key without a value.
        if let Some(spaced) = spaced(&entry.key).filter(|_| entry.value.is_empty()) {
            let meant = known.iter().find(|key| spaced.split(':').next() == Some(key)).copied();
            if meant.is_some() {
                let remedy = format!("Write `{}`.", shown(&spaced));
                self.tell(Problem::error(place, "A space is missing after the colon.", remedy));
                return meant;
            }
        }
        let free = known.iter().filter(|key| entries.iter().all(|other| other.key != **key));
        let meant = free
            .map(|key| (distance(&entry.key.to_lowercase(), key), *key))
            .filter(|(distance, key)| *distance <= 2.min(key.len() / 2))
            .min()
            .map(|(_, key)| key);
        let remedy = match meant {
            Some(key) => format!("Did you mean `{key}`? Write `{key}:`."),
            None => format!("Known here are {}.", listed(known)),
        };
        let what = format!("Nobody reads the key `{}`.", shown(&entry.key));
        self.tell(Problem::error(place, what, remedy));
        meant
    }

    /// Tells that a map should stand where something else does.
    fn no_map(&self, node: &Node, known: &[&'static str]) {
        let key = known.first().copied().unwrap_or("key");
        match &node.value {
            Value::Empty => self.error(
                node,
                format!("Nothing is written here, not even `{key}`."),
                &format!("{key}: …"),
            ),
            Value::Text(text) => match spaced(text) {
                Some(spaced) => {
                    let first = spaced.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
                    self.error(node, "A space is missing after the colon.".to_owned(), &first);
                }
                None => {
                    let what = format!("A key such as `{key}` must stand before this text.");
                    self.error(node, what, &shown(&format!("{key}: {}", one_line(text))));
                }
            },
            _ => self.error(
                node,
                format!("Keys such as `{key}` belong here, without a dash."),
                &format!("{key}: …"),
            ),
        }
    }

    /// The text of a node. `name` is the key it belongs to.
    fn said(&self, name: &str, node: &'y Node, in_list: bool) -> Option<Said<'y>> {
        let lead = if in_list { "- ".to_owned() } else { format!("{name}: ") };
        match &node.value {
            Value::Text(text) => return Some(Said { text, node }),
            Value::Empty if in_list => {
                self.error(node, format!("An item of `{name}` is empty."), "- …");
            }
            Value::Empty => {}
            Value::List(items) => {
                let first = items.iter().find_map(Node::as_text).unwrap_or("…");
                let what = format!("`{name}` takes one text, and here is a list.");
                self.error(node, what, &shown(&format!("{lead}{}", one_line(first))));
            }
            Value::Map(entries) => {
                // `- Note: this` was meant as a text; its colon makes it a map.
                let text = match entries.as_slice() {
                    [Entry { key, value, .. }] => {
                        format!("{key}: {}", value.as_text().unwrap_or_default())
                    }
                    _ => "…".to_owned(),
                };
                let what = format!("`{name}` takes a text; the colon makes keys of it.");
                self.error(node, what, &shown(&format!("{lead}{}", quoted(one_line(text.trim())))));
            }
        }
        None
    }
}

impl<'s, 'y> Fields<'s, 'y> {
    /// The map itself.
    pub fn node(&self) -> &'y Node {
        self.node
    }

    /// The value under a key, whatever its shape; `None` if there is none or nothing is written.
    pub fn get(&self, key: &str) -> Option<&'y Node> {
        let entry = self.entries.iter().find(|entry| entry.key == key)?;
        (!entry.value.is_empty()).then_some(&entry.value)
    }

    /// Tells which of these keys are missing or have nothing written after them.
    pub fn require(&self, keys: &[&'static str]) {
        for key in keys {
            if self.get(key).is_some() || self.misspelt.contains(key) {
                continue;
            }
            let write = format!("{key}: …");
            match self.entries.iter().find(|entry| entry.key == *key) {
                Some(entry) => self.strict.error(
                    &entry.value,
                    format!("Nothing is written after `{key}:`."),
                    &write,
                ),
                None => {
                    let place = self.strict.yaml.place(self.node);
                    let remedy = format!("Add a line `{write}`.");
                    self.strict.tell(Problem::error(
                        place,
                        format!("The key `{key}` is missing here."),
                        remedy,
                    ));
                }
            }
        }
    }

    /// The text under a key.
    pub fn text(&self, key: &str) -> Option<Said<'y>> {
        self.strict.said(key, self.get(key)?, false)
    }

    /// The texts under a key that may hold one text or a list of them.
    pub fn text_or_list(&self, key: &str) -> Vec<Said<'y>> {
        match self.get(key) {
            Some(node) if node.as_text().is_some() => self.text(key).into_iter().collect(),
            _ => self.texts(key),
        }
    }

    /// The texts of the list under a key.
    pub fn texts(&self, key: &str) -> Vec<Said<'y>> {
        let items = self.list(key).iter();
        items.filter_map(|item| self.strict.said(key, item, true)).collect()
    }

    /// The items of the list under a key, whatever their shape.
    pub fn list(&self, key: &str) -> &'y [Node] {
        let Some(node) = self.get(key) else {
            return &[];
        };
        if let Some(items) = node.as_list() {
            return items;
        }
        let text = node.as_text().unwrap_or("…");
        let undashed = text.strip_prefix('-').filter(|rest| !rest.is_empty());
        let (what, item) = match undashed {
            Some(rest) => {
                let first = rest.split_whitespace().next().unwrap_or(rest);
                ("A space is missing after the dash.".to_owned(), first)
            }
            None => (format!("`{key}` takes a list."), one_line(text)),
        };
        let remedy = if undashed.is_some() {
            format!("Write `- {}`.", shown(item))
        } else if node.as_map().is_some() {
            "Put a dash and a space before the first of these keys.".to_owned()
        } else {
            format!("Write `{key}:` and in the next line `  - {}`.", shown(item))
        };
        self.strict.tell(Problem::error(self.strict.yaml.place(node), what, remedy));
        &[]
    }

    /// The fields of every map in the list under a key.
    pub fn maps(&self, key: &str, known: &[&'static str]) -> Vec<Fields<'s, 'y>> {
        let items = self.list(key).iter();
        items.filter_map(|item| self.strict.fields(item, known)).collect()
    }

    /// The fields of the map under a key.
    pub fn map(&self, key: &str, known: &[&'static str]) -> Option<Fields<'s, 'y>> {
        self.strict.fields(self.get(key)?, known)
    }

    /// The entries of the map under a key, where the writer chooses the keys.
    pub fn entries(&self, key: &str) -> &'y [Entry] {
        let Some(node) = self.get(key) else {
            return &[];
        };
        if node.as_map().is_none() {
            let text = shown(node.as_text().map_or("…", one_line));
            let what = format!("`{key}` takes keys with values of their own.");
            let remedy = format!("Write `{key}:` and in the next line `  word: {text}`.");
            let place = self.strict.yaml.place(node);
            self.strict.tell(Problem::error(place, what, remedy));
        }
        node.as_map().unwrap_or_default()
    }

    /// Yes or no, in the words people use for them.
    pub fn flag(&self, key: &str) -> Option<bool> {
        let said = self.text(key)?;
        match said.text.to_lowercase().as_str() {
            "yes" | "true" | "on" => Some(true),
            "no" | "false" | "off" => Some(false),
            _ => {
                let what = format!("`{key}` takes `yes` or `no`.");
                self.strict.error(said.node, what, &format!("{key}: yes"));
                None
            }
        }
    }
}

/// The first line of a text, for a remedy.
fn one_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn listed(keys: &[&str]) -> String {
    let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    match keys.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => "no keys".to_owned(),
    }
}

/// How many letters differ, are missing or have changed places with their neighbour.
fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut rows = vec![vec![0; right.len() + 1]; left.len() + 1];
    for i in 0..=left.len() {
        for j in 0..=right.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let swap = usize::from(left[i - 1] != right[j - 1]);
                let step = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                step.min(rows[i - 1][j - 1] + swap)
            };
            if i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] {
                rows[i][j] = rows[i][j].min(rows[i - 2][j - 2] + 1);
            }
        }
    }
    rows[left.len()][right.len()]
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::content::yaml::read;

    const KEYS: &[&str] = &["id", "title", "file", "documents", "sensitive", "parts", "words"];

    /// Reads a text as a reader of ours would, and checks what is told about it.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let yaml = read("f.yaml", text).unwrap();
        let strict = Strict::new(&yaml);
        if let Some(fields) = strict.root(KEYS) {
            fields.require(&["id"]);
            fields.text("title");
            fields.text_or_list("file");
            fields.texts("documents");
            fields.flag("sensitive");
            for part in fields.maps("parts", &["id", "title"]) {
                part.text("title");
            }
            fields.entries("words");
        }
        let told: Vec<String> = strict
            .into_problems()
            .iter()
            .map(|problem| problem.to_string().replace("f.yaml:", "").replace(" error:", ""))
            .collect();
        assert_eq!(told, expected, "{text}");
    }

    #[test]
    fn a_right_file_is_handed_out() {
        let text =
            "id: a\nfile: b\ndocuments: [c, d]\nsensitive: No\nparts:\n  - id: p\nwords: {w: x}\n";
        check(text, &[]);
        check("id: a\nfile:\n  - b\ntitle:\nsensitive: yes\n", &[]);
        let yaml = read("f.yaml", text).unwrap();
        let strict = Strict::new(&yaml);
        let fields = strict.root(KEYS).unwrap();
        assert_eq!(fields.text("id").unwrap().text, "a");
        assert_eq!(fields.flag("sensitive"), Some(false));
        let texts: Vec<&str> = fields.texts("documents").iter().map(|said| said.text).collect();
        assert_eq!(texts, ["c", "d"]);
        assert_eq!(fields.text_or_list("file").len(), 1);
        assert_eq!(fields.maps("parts", &["id"])[0].text("id").unwrap().text, "p");
        assert_eq!(fields.entries("words")[0].key, "w");
        assert_eq!(strict.yaml().place(fields.text("file").unwrap().node).line, 2);
    }

    #[test]
    fn keys_that_are_unknown_or_missing() {
        check(
            "id: a\ndocumets: [b]\n",
            &[
                "2:1: Nobody reads the key `documets`. Did you mean `documents`? Write `documents:`.",
            ],
        );
        check("di: a\n", &["1:1: Nobody reads the key `di`. Did you mean `id`? Write `id:`."]);
        check("Id: a\n", &["1:1: Nobody reads the key `Id`. Did you mean `id`? Write `id:`."]);
        check(
            "id: a\ncolour: b\n",
            &[
                "2:1: Nobody reads the key `colour`. Known here are `id`, `title`, `file`, `documents`, `sensitive`, `parts` and `words`.",
            ],
        );
        check("title: a\n", &["1:1: The key `id` is missing here. Add a line `id: …`."]);
        check("id:\ntitle: a\n", &["1:4: Nothing is written after `id:`. Write `id: …`."]);
        check(
            "{id:charter, title: b}\n",
            &["1:2: A space is missing after the colon. Write `id: charter`."],
        );
    }

    #[test]
    fn values_of_another_shape() {
        check(
            "id: a\ndocuments: GOVERNANCE.md\n",
            &[
                "2:12: `documents` takes a list. Write `documents:` and in the next line `  - GOVERNANCE.md`.",
            ],
        );
        check(
            "id: a\ndocuments:\n  -a.md\n  -b.md\n",
            &["3:3: A space is missing after the dash. Write `- a.md`."],
        );
        check(
            "id: a\nparts:\n  id: b\n",
            &["3:3: `parts` takes a list. Put a dash and a space before the first of these keys."],
        );
        check(
            "id: a\nparts:\n  - b\n",
            &["3:5: A key such as `id` must stand before this text. Write `id: b`."],
        );
        check(
            "id: a\nparts:\n  - id:b\n",
            &["3:5: A space is missing after the colon. Write `id: b`."],
        );
        check(
            "id: a\ntitle:\n  - b\n",
            &["3:3: `title` takes one text, and here is a list. Write `title: b`."],
        );
        check(
            "id: a\ndocuments:\n  - Note: this\n",
            &[
                "3:5: `documents` takes a text; the colon makes keys of it. Write `- \"Note: this\"`.",
            ],
        );
        check("id: a\ndocuments:\n  -\n", &["3:4: An item of `documents` is empty. Write `- …`."]);
        check(
            "id: a\nsensitive: maybe\n",
            &["2:12: `sensitive` takes `yes` or `no`. Write `sensitive: yes`."],
        );
        check(
            "id: a\nwords: b\n",
            &[
                "2:8: `words` takes keys with values of their own. Write `words:` and in the next line `  word: b`.",
            ],
        );
    }

    #[test]
    fn a_file_of_another_shape() {
        check("", &["1:1: Nothing is written here, not even `id`. Write `id: …`."]);
        check("id:charter\n", &["1:1: A space is missing after the colon. Write `id: charter`."]);
        check("- id: a\n", &["1:1: Keys such as `id` belong here, without a dash. Write `id: …`."]);
    }

    #[test]
    fn letters_differ() {
        for (left, right, expected) in
            [("id", "di", 1), ("documets", "documents", 1), ("", "ab", 2), ("fils", "files", 1)]
        {
            assert_eq!(distance(left, right), expected, "{left} {right}");
        }
    }
}
