//! `people.yaml`: what lists alone cannot tell of people. Who is one person, who is not, and who is
//! never shown.
//!
//! The file may hold names that nobody shall read. No problem repeats a word of it: places and
//! counts only.

use crate::content::problem::Problem;
use crate::content::yaml::{self, Fields, Strict};

/// The file's name in the content folder.
pub const FILE: &str = "people.yaml";

/// What the file says. Everybody is named by handle or name, in whatever spelling.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    /// Handles and names of one person each, the first of each group as it is shown.
    pub same_as: Vec<Vec<String>>,
    /// People who are not one, although one took the other's place in a list.
    pub different: Vec<Vec<String>>,
    /// People who are never shown.
    pub hide: Vec<String>,
}

/// Reads `people.yaml`. What is misread could show somebody who is not to be shown, so every problem
/// keeps the content from being followed.
pub fn read(text: &str) -> (People, Vec<Problem>) {
    let yaml = match yaml::read(FILE, text) {
        Ok(yaml) => yaml,
        Err(problems) => {
            let places = problems.into_iter().map(|problem| problem.place);
            let told = places.map(|place| {
                Problem::error(
                    place,
                    "This line is not YAML as it should be.",
                    "Compare it with `same_as:` and `- [ana, Ana Example]` under it.",
                )
            });
            return (People::default(), told.collect());
        }
    };
    if yaml.root().is_empty() {
        return (People::default(), Vec::new());
    }
    let strict = Strict::new(&yaml);
    let mut people = People::default();
    let mut misshapen = Vec::new();
    if let Some(root) = strict.root(&["same_as", "different", "hide"]) {
        people.same_as = groups(&root, &yaml, "same_as", &mut misshapen);
        people.different = groups(&root, &yaml, "different", &mut misshapen);
        for node in root.list("hide") {
            match node.as_text() {
                Some(text) => people.hide.push(bare(text)),
                None => misshapen.push(Problem::error(
                    yaml.place(node),
                    "`hide` takes a list of handles and names.",
                    "Write `hide:` and in the next line `  - ana`.",
                )),
            }
        }
    }
    // The reader of our own files repeats what it cannot read; here the place must do.
    let told = strict.into_problems().into_iter().map(|problem| {
        Problem::error(
            problem.place,
            "This is not what people.yaml can hold.",
            "Known here are `same_as`, `different` and `hide`, each with a list.",
        )
    });
    let mut told: Vec<Problem> = told.chain(misshapen).collect();
    told.sort();
    (people, told)
}

/// Lists of at least two within a list.
fn groups(
    root: &Fields<'_, '_>,
    yaml: &yaml::Yaml,
    key: &str,
    misshapen: &mut Vec<Problem>,
) -> Vec<Vec<String>> {
    let mut groups = Vec::new();
    for node in root.list(key) {
        let items = node.as_list().unwrap_or_default();
        let texts: Vec<String> = items.iter().filter_map(|item| item.as_text()).map(bare).collect();
        if texts.len() < 2 || texts.len() != items.len() {
            misshapen.push(Problem::error(
                yaml.place(node),
                format!("Each entry of `{key}` is a list of two or more handles or names."),
                format!("Write `{key}:` and in the next line `  - [ana, Ana Example]`."),
            ));
            continue;
        }
        groups.push(texts);
    }
    groups
}

fn bare(text: &str) -> String {
    text.trim().trim_start_matches('@').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_grouped_and_hidden_in_so_many_words() {
        let (people, problems) = read(
            "same_as:\n  - [ana, '@old-ana', Ana Example]\nhide: [bea]\ndifferent:\n  - [cem, Dov Example]\n",
        );
        assert_eq!(problems, []);
        assert_eq!(people.same_as, [["ana", "old-ana", "Ana Example"]]);
        assert_eq!(people.hide, ["bea"]);
        assert_eq!(people.different, [["cem", "Dov Example"]]);
        assert_eq!(read(""), (People::default(), Vec::new()));
    }

    #[test]
    fn no_problem_repeats_a_name() {
        for text in [
            "same_as: secret-name\n",
            "same_as:\n  - secret-name\n",
            "secret-name: [a, b]\n",
            "hide:\n  - {secret-name: x}\n",
            "hide: [secret-name\n",
            "same_as:\n  - [ana,secret-name: x]\n",
            "\tsecret-name: y\n",
        ] {
            let (_, problems) = read(text);
            assert!(!problems.is_empty(), "{text:?}");
            let told = format!("{problems:?}");
            assert!(!told.contains("secret-name"), "{text:?}: {told}");
        }
    }
}
