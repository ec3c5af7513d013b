//! The outline of a document whose words are not held: its headings, and what each covers in the
//! words of whoever wrote the outline.
//!
//! An outline is never quoted. It says where to read, and gives way to the document as soon as that
//! is held.

use super::anchor::{AnchorRule, Anchors, HeadingOrigin};
use super::block::Lines;
use super::document::Section;
use super::problem::Problem;
use super::yaml::{self, Strict};

/// An outline, read.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// The document's title.
    pub(super) title: Option<String>,
    /// The address to report to that the document states.
    pub(super) address: Option<String>,
    /// The headings, with what they cover.
    pub(super) sections: Vec<Section>,
}

/// Reads an outline: `title`, `address`, and `sections` of `heading`, `depth` and `covers`.
pub(super) fn read(
    file: &str,
    text: &str,
    rule: AnchorRule,
    problems: &mut Vec<Problem>,
) -> Outline {
    let yaml = match yaml::read(file, text) {
        Ok(yaml) => yaml,
        Err(found) => {
            problems.extend(found);
            return Outline::default();
        }
    };
    let strict = Strict::new(&yaml);
    let mut outline = Outline::default();
    if let Some(root) = strict.root(&["title", "address", "sections"]) {
        root.require(&["sections"]);
        outline.title = root.text("title").map(|said| said.text.to_owned());
        outline.address = root.text("address").map(|said| said.text.to_owned());
        let mut anchors = Anchors::new(rule);
        let mut open: Vec<usize> = Vec::new();
        for fields in root.maps("sections", &["heading", "depth", "covers"]) {
            fields.require(&["heading", "covers"]);
            let Some(heading) = fields.text("heading") else {
                continue;
            };
            let depth = fields.text("depth").and_then(|said| said.text.parse().ok()).unwrap_or(2);
            while open.last().is_some_and(|at: &usize| outline.sections[*at].depth >= depth) {
                open.pop();
            }
            let line = yaml.place(fields.node()).line;
            outline.sections.push(Section {
                heading: heading.text.to_owned(),
                depth,
                anchor: anchors.next(heading.text, HeadingOrigin::Top, None),
                shadowed: false,
                lines: Lines { first: line, last: line },
                blocks: Vec::new(),
                parent: open.last().copied(),
                summary: fields.text("covers").map(|said| said.text.trim().to_owned()),
            });
            open.push(outline.sections.len() - 1);
        }
    }
    problems.extend(strict.into_problems());
    outline
}
