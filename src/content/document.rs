//! A document: what it is, and its sections in the order of its page.
//!
//! Makes sections of a page's blocks and gives them their anchors. It does not decide what may be
//! quoted; passages are made of sections in [`super::passage`].

use super::anchor::{AnchorRule, Anchors};
use super::block::{Block, BlockKind, Heading, Inline, Lines, render};
use super::dialect::Plain;
use super::link::Site;
use super::words::fold;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// What a document is about, as far as commands ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Operational principles: `/principle`.
    Principles,
    /// Values: `/value`.
    Values,
    /// The mission: `/mission`.
    Mission,
    /// A code of conduct: `/coc`.
    Conduct,
    /// A charter or bylaws.
    Charter,
    /// A policy.
    Policy,
    /// Requirements for projects.
    Requirement,
    /// A proposal.
    Proposal,
    /// Any other document.
    Document,
}

impl Kind {
    /// Every kind, in the order in which help names them.
    pub const ALL: [Kind; 9] = [
        Kind::Principles,
        Kind::Values,
        Kind::Mission,
        Kind::Conduct,
        Kind::Charter,
        Kind::Policy,
        Kind::Requirement,
        Kind::Proposal,
        Kind::Document,
    ];

    /// The word for it in `sources.yaml`.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Principles => "principles",
            Kind::Values => "values",
            Kind::Mission => "mission",
            Kind::Conduct => "conduct",
            Kind::Charter => "charter",
            Kind::Policy => "policy",
            Kind::Requirement => "requirement",
            Kind::Proposal => "proposal",
            Kind::Document => "document",
        }
    }

    /// The kind that a word in `sources.yaml` names.
    pub fn from_word(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.word() == word.to_lowercase())
    }

    /// The kind that a file's name or a document's title suggests.
    pub fn guess(name: &str) -> Option<Kind> {
        let name = name.to_lowercase().replace(['_', '-'], " ");
        let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
        if has(&["code of conduct"]) {
            Some(Kind::Conduct)
        } else if has(&["principle"]) {
            Some(Kind::Principles)
        } else if has(&["values"]) {
            Some(Kind::Values)
        } else if has(&["mission"]) {
            Some(Kind::Mission)
        } else if has(&["charter", "bylaws"]) || name == "governance" {
            Some(Kind::Charter)
        } else if has(&["proposal"]) {
            Some(Kind::Proposal)
        } else if has(&["policy"]) {
            Some(Kind::Policy)
        } else {
            None
        }
    }
}

/// Whether a document's words bind anybody today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Standing {
    /// It holds.
    #[serde(rename = "in force")]
    InForce,
    /// It says what projects must do.
    #[serde(rename = "requirement")]
    Requirement,
    /// Somebody proposed it.
    #[serde(rename = "proposal")]
    Proposal,
    /// It was put away.
    #[serde(rename = "archived")]
    Archived,
    /// It was replaced; it is never quoted, but its links keep leading on.
    #[serde(rename = "former")]
    Former,
    /// Nobody has said.
    #[serde(rename = "unknown")]
    Unknown,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Standing; 6] = [
        Standing::InForce,
        Standing::Requirement,
        Standing::Proposal,
        Standing::Archived,
        Standing::Former,
        Standing::Unknown,
    ];

    /// The words for it, in `sources.yaml` and in answers.
    pub fn words(self) -> &'static str {
        match self {
            Standing::InForce => "in force",
            Standing::Requirement => "requirement",
            Standing::Proposal => "proposal",
            Standing::Archived => "archived",
            Standing::Former => "former",
            Standing::Unknown => "unknown",
        }
    }

    /// The standing that words in `sources.yaml` name.
    pub fn from_words(words: &str) -> Option<Standing> {
        Standing::ALL.into_iter().find(|standing| standing.words() == words.to_lowercase())
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// A document, whole.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its short name: `principles`, `coc`.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// What it is about.
    pub kind: Kind,
    /// Whether it holds today.
    pub standing: Standing,
    /// Whether a question that leads here should be answered to the asker alone.
    pub sensitive: bool,
    /// The id of its source.
    pub source: String,
    /// The folder of its source in the content folder.
    pub folder: String,
    /// Its path in the source.
    pub file: String,
    /// The part of the file that it is, by heading or anchor; `None` for what no other document takes.
    pub section: Option<String>,
    /// The id of the document that it repeats.
    pub copy_of: Option<String>,
    /// The address of its page.
    pub page_url: Option<String>,
    /// Where its source publishes.
    pub site: Site,
    /// The day its words were recorded, where the source itself does not tell.
    pub recorded: Option<String>,
    /// Its sections, in the order of the page.
    pub sections: Vec<Section>,
    /// The folded words of its whole page, by which a text fragment is known to open one place only.
    pub page_words: Arc<str>,
    /// Whether only its outline is held.
    pub outline: bool,
    /// The address to report to that its outline says it states.
    pub outline_address: Option<String>,
}

impl Document {
    /// Whether a section, by its place, is the document's title rather than a part of it.
    pub fn is_title(&self, at: usize) -> bool {
        let Some(section) = self.sections.get(at) else {
            return false;
        };
        // Words may stand before the title; they are no heading.
        let first_heading = match self.sections.first() {
            Some(opening) if opening.depth == 0 && self.sections.len() > 1 => 1,
            _ => 0,
        };
        at == first_heading && (section.depth <= 1 || fold(section.title()) == fold(&self.title))
    }

    /// The path of its file below the content folder.
    pub fn path(&self) -> String {
        super::link::path_in(&self.folder, &self.file)
    }
}

/// A heading with the words under it, down to the next heading.
#[derive(Debug, Clone)]
pub struct Section {
    /// The heading's words, a number at their front included.
    pub heading: String,
    /// How deep it is, from 1; 0 for what stands before the first heading.
    pub depth: u8,
    /// The anchor that the publishing site gives it.
    pub anchor: Option<String>,
    /// Whether that anchor opens an earlier section of the page instead.
    pub shadowed: bool,
    /// From the heading's line to the last of its own words.
    pub lines: Lines,
    /// The words under the heading, without those of deeper sections.
    pub blocks: Vec<Block>,
    /// The section it belongs to, by its place in the list.
    pub parent: Option<usize>,
    /// What an outline says in place of the words.
    pub summary: Option<String>,
}

impl Section {
    /// The number at the front of the heading (`3. We curate`), if it has one.
    pub fn number(&self) -> Option<u32> {
        numbered(&self.heading).map(|(number, _)| number)
    }

    /// The heading without its number.
    pub fn title(&self) -> &str {
        numbered(&self.heading).map_or(&self.heading, |(_, title)| title)
    }
}

fn numbered(heading: &str) -> Option<(u32, &str)> {
    let digits = heading.len() - heading.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number = heading[..digits].parse().ok().filter(|_| digits <= 3)?;
    let title = heading[digits..].strip_prefix(['.', ')'])?;
    let words = title.trim_start();
    (words.len() < title.len() && !words.is_empty()).then_some((number, words))
}

/// The folded words of a page, in its order.
pub fn page_words(sections: &[Section]) -> Arc<str> {
    let words: Vec<String> = sections
        .iter()
        .map(|section| format!("{} {}", section.heading, render(&section.blocks, &Plain)))
        .collect();
    fold(&words.join(" ")).into()
}

/// Makes sections of the blocks of a page, with the anchors of the site that publishes it.
pub fn sections(blocks: Vec<Block>, rule: AnchorRule) -> Vec<Section> {
    // GitHub makes anchors of the finished page, where a footnote's mark is a word of the heading;
    // kramdown looks at the words alone.
    let footnotes_count = rule == AnchorRule::Github;
    let mut anchors = Anchors::new(rule);
    let mut taken = std::collections::HashSet::new();
    let mut sections: Vec<Section> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    // A picture or a mark before the first heading is no opening.
    let silent = |block: &Block| {
        !matches!(block.kind, BlockKind::Heading(_))
            && render(std::slice::from_ref(block), &Plain).is_empty()
    };
    for block in blocks.into_iter().skip_while(silent) {
        let BlockKind::Heading(heading) = block.kind else {
            match sections.last_mut() {
                Some(section) => {
                    section.lines = section.lines.to(block.lines);
                    section.blocks.push(block);
                }
                None => sections.push(Section {
                    heading: String::new(),
                    depth: 0,
                    anchor: None,
                    shadowed: false,
                    lines: block.lines,
                    blocks: vec![block],
                    parent: None,
                    summary: None,
                }),
            }
            continue;
        };
        while open.last().is_some_and(|at| sections[*at].depth >= heading.depth) {
            open.pop();
        }
        let anchor = anchors.next(
            &anchor_text(&heading, footnotes_count),
            heading.origin,
            heading.given_id.as_deref(),
        );
        let shadowed = anchor.as_ref().is_some_and(|anchor| !taken.insert(anchor.clone()));
        // What is struck out of a heading still names the section where it is linked.
        let words = anchor_text(&heading, false);
        if words.trim().is_empty() {
            // An empty heading begins nothing: what follows belongs to what came before.
            continue;
        }
        sections.push(Section {
            heading: words.split_whitespace().collect::<Vec<_>>().join(" "),
            depth: heading.depth,
            anchor,
            shadowed,
            lines: block.lines,
            blocks: Vec::new(),
            parent: open.last().copied(),
            summary: None,
        });
        open.push(sections.len() - 1);
    }
    sections
}

fn anchor_text(heading: &Heading, with_footnotes: bool) -> String {
    fn collect(inlines: &[Inline], with_footnotes: bool, out: &mut String) {
        for inline in inlines {
            match inline {
                Inline::Text(words) | Inline::Code(words) => out.push_str(words),
                Inline::Styled(_, inner) | Inline::Link { text: inner, .. } => {
                    collect(inner, with_footnotes, out);
                }
                Inline::FootnoteMark(label) if with_footnotes => out.push_str(label),
                Inline::SoftBreak | Inline::Break => out.push(' '),
                Inline::FootnoteMark(_) | Inline::Image { .. } | Inline::Generated(_) => {}
            }
        }
    }
    let mut out = String::new();
    collect(&heading.text, with_footnotes, &mut out);
    out
}
