//! The anchors that publishing sites give to headings.
//!
//! A link that opens at the wrong heading is worse than none, so each site's own rule is followed
//! to the letter, repeats included. Nothing here reads Markdown: a heading comes in as the text
//! that the site's tool would look at.
//!
//! - GitHub: the table-of-contents filter of
//!   [html-pipeline](https://github.com/gjtorikian/html-pipeline), repeated headings as
//!   [github-slugger](https://github.com/Flet/github-slugger) counts them.
//! - kramdown, top level of a page: `generate_gfm_header_id` of
//!   [kramdown-parser-gfm](https://github.com/kramdown/parser-gfm).
//! - kramdown, inside an HTML element with `markdown="1"`: `generate_id` of
//!   [kramdown](https://github.com/gettalong/kramdown)'s converters, another algorithm.

use std::collections::HashMap;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// Which tool publishes a source's documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AnchorRule {
    /// A Markdown file shown on GitHub.
    #[default]
    Github,
    /// A page that Jekyll makes with kramdown.
    Kramdown,
}

/// Where on a page a heading stands, as far as its anchor depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum HeadingOrigin {
    /// Markdown at the top level of the page.
    Top,
    /// Markdown inside an HTML element that kramdown was told to read (`markdown="1"`).
    InsideHtml,
    /// Written as an HTML tag; no tool gives it an anchor of its own.
    RawHtml,
}

/// Hands out the anchors of one page, in the order of its headings.
#[derive(Debug, Default)]
pub struct Anchors {
    rule: AnchorRule,
    github_taken: HashMap<String, usize>,
    gfm_count: HashMap<String, usize>,
    converter_count: HashMap<String, usize>,
}

impl Anchors {
    /// Starts a page.
    pub fn new(rule: AnchorRule) -> Self {
        Anchors { rule, ..Anchors::default() }
    }

    /// The anchor of the next heading, or `None` for a heading that gets none.
    ///
    /// kramdown may give the same anchor twice; a browser opens the first of the two, so callers
    /// that link must not trust the second.
    ///
    /// `text` is the heading's text without mark-up; `given` is an id that the page itself sets
    /// (`{#id}` in kramdown, the `id` attribute in HTML).
    pub fn next(
        &mut self,
        text: &str,
        origin: HeadingOrigin,
        given: Option<&str>,
    ) -> Option<String> {
        let anchor = match (self.rule, origin, given) {
            (_, HeadingOrigin::RawHtml, given) => given.map(str::to_owned),
            (AnchorRule::Github, _, _) => Some(self.github(text)),
            (AnchorRule::Kramdown, _, Some(given)) => Some(given.to_owned()),
            (AnchorRule::Kramdown, HeadingOrigin::Top, None) => Some(self.kramdown_top(text)),
            (AnchorRule::Kramdown, HeadingOrigin::InsideHtml, None) => {
                Some(self.kramdown_inside_html(text))
            }
        };
        // A heading of nothing but signs has an empty anchor: no link can open there.
        anchor.filter(|anchor| !anchor.is_empty())
    }

    fn github(&mut self, text: &str) -> String {
        let slug: String = text
            .to_lowercase()
            .chars()
            .filter(|c| is_word(*c) || matches!(c, '-' | ' '))
            .map(|c| if c == ' ' { '-' } else { c })
            .collect();
        let mut anchor = slug.clone();
        while self.github_taken.contains_key(&anchor) {
            let count = self.github_taken.entry(slug.clone()).or_insert(0);
            *count += 1;
            anchor = format!("{slug}-{count}");
        }
        self.github_taken.insert(anchor.clone(), 0);
        anchor
    }

    fn kramdown_top(&mut self, text: &str) -> String {
        let slug: String = without_typographic_dashes(text)
            .to_lowercase()
            .chars()
            .filter(|c| is_word(*c) || matches!(c, '-' | ' ' | '\t'))
            .map(|c| if matches!(c, ' ' | '\t') { '-' } else { c })
            .collect();
        counted(&mut self.gfm_count, slug)
    }

    fn kramdown_inside_html(&mut self, text: &str) -> String {
        let text = without_typographic_dashes(text);
        let slug: String = text
            .trim_start_matches(|c: char| !c.is_ascii_alphabetic())
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-'))
            .map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() })
            .collect();
        let slug = if slug.is_empty() { "section".to_owned() } else { slug };
        counted(&mut self.converter_count, slug)
    }
}

/// kramdown counts repeats of the slug only: a heading `a-1` does not stop a second `a` from
/// becoming `a-1` too.
fn counted(count: &mut HashMap<String, usize>, slug: String) -> String {
    match count.get_mut(&slug) {
        Some(repeats) => {
            *repeats += 1;
            format!("{slug}-{repeats}")
        }
        None => {
            count.insert(slug.clone(), 0);
            slug
        }
    }
}

/// kramdown turns `--` and `---` into dashes before it looks at a heading's text, and a dash is no
/// letter; a single hyphen stays.
fn without_typographic_dashes(text: &str) -> String {
    text.replace("---", "").replace("--", "")
}

/// Ruby's `\p{Word}`: letters, marks, decimal digits and connectors such as `_`.
fn is_word(c: char) -> bool {
    c.is_alphabetic()
        || c.general_category_group() == GeneralCategoryGroup::Mark
        || matches!(
            c.general_category(),
            GeneralCategory::DecimalNumber | GeneralCategory::ConnectorPunctuation
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rule: AnchorRule, origin: HeadingOrigin, headings: &[(&str, Option<&str>)]) {
        let mut anchors = Anchors::new(rule);
        for (heading, expected) in headings {
            assert_eq!(anchors.next(heading, origin, None).as_deref(), *expected, "{heading}");
        }
    }

    #[test]
    fn github_keeps_numbers_and_counts_repeats_past_taken_anchors() {
        check(
            AnchorRule::Github,
            HeadingOrigin::Top,
            &[
                ("3. We curate", Some("3-we-curate")),
                ("C++ & Rust: 100% safe?", Some("c--rust-100-safe")),
                ("Again", Some("again")),
                ("Again", Some("again-1")),
                ("again-1", Some("again-1-1")),
                ("Again", Some("again-2")),
                ("日本語の見出し", Some("日本語の見出し")),
                ("x² and ½", Some("x-and-")),
                ("!!!", None),
            ],
        );
    }

    #[test]
    fn kramdown_at_the_top_keeps_letters_of_every_script() {
        check(
            AnchorRule::Kramdown,
            HeadingOrigin::Top,
            &[
                ("3. We curate", Some("3-we-curate")),
                ("Émile Zola's J'accuse…!", Some("émile-zolas-jaccuse")),
                ("Foo_bar", Some("foo_bar")),
                ("a -- b", Some("a--b")),
                ("42", Some("42")),
            ],
        );
    }

    #[test]
    fn kramdown_inside_html_drops_all_before_the_first_ascii_letter() {
        check(
            AnchorRule::Kramdown,
            HeadingOrigin::InsideHtml,
            &[
                ("3. We curate", Some("we-curate")),
                ("Überblick", Some("berblick")),
                ("42", Some("section")),
                ("!!!", Some("section-1")),
                ("Tab\tinside", Some("tabinside")),
            ],
        );
    }

    #[test]
    fn raw_html_has_only_the_id_it_was_given() {
        let mut anchors = Anchors::new(AnchorRule::Kramdown);
        assert_eq!(anchors.next("Board", HeadingOrigin::RawHtml, None), None);
        assert_eq!(
            anchors.next("Board", HeadingOrigin::RawHtml, Some("board")),
            Some("board".to_owned())
        );
    }
}
