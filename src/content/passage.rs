//! Passages: the pieces of a document that can be quoted, each with its citation from birth.
//!
//! A passage is a section, a value (a list item with a title of its own), or an item of a list in a
//! document where single items are cited (a code of conduct, a charter). An item never stands
//! without the sentence that introduces its list: under "unacceptable" the same words mean the
//! opposite.

mod ids;
mod items;
mod unfilled;

pub use ids::{LONGEST_ID, cut_at_word};
pub(super) use items::{announces, lead_in};

use super::block::{Block, BlockKind, Lines, left_out, render};
use super::dialect::{CommonMark, Plain};
use super::document::{Document, Kind, Section, Standing};
use super::link;
use super::links::for_each_link;
use super::words::{fold, slug};
use ids::{qualify_repeated_ids, unique_numbers};
use serde::{Deserialize, Serialize};
use unfilled::without_unfilled;

/// Words of a document that can be quoted, and all that is known of them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Passage {
    /// The id by which it is cited on every platform.
    pub id: String,
    /// Its heading, without a number.
    pub heading: String,
    /// The number at the front of its heading, or its place in a numbered list of titled items.
    pub number: Option<u32>,
    /// The document's title and the headings above it.
    pub path: Vec<String>,
    /// Where it stands, in words.
    pub place: String,
    /// What kind of document it is in.
    pub kind: Kind,
    /// Whether its document is sensitive.
    pub sensitive: bool,
    /// What part of the document it is.
    pub part: Part,
    /// Its words.
    pub blocks: Vec<Block>,
    /// Its words alone: no mark-up, no URLs.
    pub text: String,
    /// Its words in Markdown, links absolute.
    pub markdown: String,
    /// Whether only an outline is held: `blocks` and `text` are empty then.
    pub outline: bool,
    /// What it covers, in the words of whoever wrote the outline.
    pub summary: Option<String>,
    /// Where it is from.
    pub citation: Citation,
    /// The lines of its file.
    pub lines: Lines,
    /// Addresses at which the same words stand as well.
    pub also_at: Vec<String>,
    /// How copies of it that do not have the same words differ, each in a sentence.
    pub drift: Vec<String>,
    /// Titles of the templates beside its own that say the same under the same headings.
    pub same_in: Vec<String>,
    /// What the templates beside its own say under its heading, by id.
    pub beside: Vec<String>,
    /// What it answers, by id, where it is what a proposal says to a requirement.
    pub answers: Option<String>,
    /// The section it belongs to, by id.
    pub parent: Option<String>,
    /// The sections directly below it, by id.
    pub children: Vec<String>,
    /// What stands there on the page and is not among these words.
    pub left_out: Vec<String>,
    /// How many items of the same list are not quoted with it.
    pub items_left_out: usize,
    /// Quotations among its words that the documents they name do not have.
    pub misquotes: Vec<Misquote>,
    /// Other names that lead here: old ids and addresses.
    pub aliases: Vec<String>,
    /// What people say who mean it.
    pub hints: Vec<String>,
}

/// A quotation of a document in words that the document does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Misquote {
    /// The id of the document that is said to be quoted.
    pub document: String,
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
}

impl Passage {
    /// Gives it these words in place of its own.
    pub fn set_words(&mut self, blocks: Vec<Block>) {
        self.text = render(&blocks, &Plain);
        self.markdown = render(&blocks, &CommonMark);
        self.left_out = left_out(&blocks);
        self.blocks = blocks;
    }
}

/// What part of a document a passage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Part {
    /// A section with a heading.
    Section,
    /// A list item that has a title, such as a value.
    TitledItem,
    /// A list item without a title.
    Item,
}

/// Where a passage is from. What is unknown is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// Whose document it is.
    pub organisation: String,
    /// The id of the source.
    pub source: String,
    /// The id of the document.
    pub document: String,
    /// The file in the source.
    pub file: String,
    /// Whether the document holds today.
    pub standing: Standing,
    /// The passage on the published page; empty where the source is published nowhere.
    pub url: String,
    /// The same lines at the commit.
    pub permalink: Option<String>,
    /// The commit of the edition.
    pub commit: Option<String>,
    /// The day of the commit, or the day the words were recorded (`YYYY-MM-DD`, UTC).
    pub date: Option<String>,
    /// The day since which the words are the same.
    pub unchanged_since: Option<String>,
    /// The commit of that day.
    pub unchanged_since_commit: Option<String>,
    /// The number of the pull request that brought that commit, where its title names one.
    pub pull_request: Option<u64>,
    /// The address of that pull request.
    pub pull_request_url: Option<String>,
    /// Whether they may be older still.
    pub since_at_least: Option<bool>,
}

/// The passages of a document, in the order of its page.
pub fn passages(document: &Document, organisation: &str) -> Vec<Passage> {
    let numbers = unique_numbers(document);
    let mut made: Vec<Passage> = Vec::new();
    let mut section_passage: Vec<usize> = Vec::new();
    for (at, section) in document.sections.iter().enumerate() {
        let maker = Maker { document, organisation, section, at };
        let mut passage = maker.section();
        if maker.is_title() {
            // The title heading is the document: its id outlasts another wording of the title.
            passage.aliases.push(passage.id.clone());
            passage.id = cut_at_word(&format!("{}/{}", document.id, slug(&document.title)));
        }
        if section.depth == 0 && document.sections.len() > 1 {
            passage.id = cut_at_word(&format!("{}/opening-words", document.id));
        }
        if let Some(number) = section.number().filter(|number| numbers.contains(number)) {
            passage.aliases.push(passage.id.clone());
            passage.id = format!("{}/{number}", document.id);
        }
        section_passage.push(made.len());
        made.push(passage);
        let single_items = document.sensitive || document.kind == Kind::Charter;
        made.extend(maker.items(single_items));
    }
    qualify_repeated_ids(document, &mut made);
    link_families(document, &section_passage, &mut made);
    made
}

struct Maker<'a> {
    document: &'a Document,
    organisation: &'a str,
    section: &'a Section,
    at: usize,
}

impl Maker<'_> {
    fn heading(&self) -> &str {
        if self.section.heading.is_empty() { &self.document.title } else { self.section.title() }
    }

    fn is_title(&self) -> bool {
        self.document.is_title(self.at)
    }

    /// The document's title and the headings above; the title heading is the document itself.
    fn path(&self, with_own_heading: bool) -> Vec<String> {
        let sections = &self.document.sections;
        let mut headings = Vec::new();
        let mut above = if with_own_heading { Some(self.at) } else { self.section.parent };
        while let Some(at) = above {
            let section = &sections[at];
            if !self.document.is_title(at) {
                headings.push(section.title().to_owned());
            }
            above = section.parent;
        }
        if with_own_heading || self.at != 0 || fold(self.heading()) != fold(&self.document.title) {
            headings.push(self.document.title.clone());
        }
        headings.reverse();
        headings
    }

    fn section(&self) -> Passage {
        let blocks = self.absolute(&self.section.blocks);
        let heading = self.heading().to_owned();
        let mut place = self.path(false);
        place.push(match self.section.heading.as_str() {
            "" => self.document.title.clone(),
            heading => heading.to_owned(),
        });
        let url = match (&self.section.anchor, self.section.shadowed) {
            (Some(anchor), false) => self.page_url(Some(anchor)),
            _ => {
                let words = blocks
                    .iter()
                    .find(|block| matches!(block.kind, BlockKind::Paragraph(_)))
                    .map_or_else(
                        || heading.clone(),
                        |block| render(std::slice::from_ref(block), &Plain),
                    );
                self.url_at_words(&[&words], 3)
            }
        };
        self.passage(NewPassage {
            id: format!("{}/{}", self.document.id, slug(&heading)),
            number: self.section.number(),
            heading,
            path: self.path(false),
            place: place.join(" › "),
            part: Part::Section,
            lines: lines_of_words(self.section.lines, &self.section.blocks, &blocks),
            blocks,
            url,
            items_left_out: 0,
        })
    }

    fn passage(&self, new: NewPassage) -> Passage {
        let document = self.document;
        Passage {
            id: cut_at_word(&new.id),
            text: render(&new.blocks, &Plain),
            markdown: render(&new.blocks, &CommonMark),
            left_out: left_out(&new.blocks),
            heading: new.heading,
            number: new.number,
            path: new.path,
            place: new.place,
            kind: document.kind,
            sensitive: document.sensitive,
            part: new.part,
            outline: document.outline,
            summary: self.section.summary.clone().filter(|_| new.part == Part::Section),
            citation: Citation {
                organisation: self.organisation.to_owned(),
                source: document.source.clone(),
                document: document.id.clone(),
                file: document.file.clone(),
                standing: document.standing,
                url: new.url,
                permalink: None,
                commit: None,
                date: document.recorded.clone(),
                unchanged_since: None,
                unchanged_since_commit: None,
                pull_request: None,
                pull_request_url: None,
                since_at_least: None,
            },
            lines: new.lines,
            blocks: new.blocks,
            also_at: Vec::new(),
            drift: Vec::new(),
            same_in: Vec::new(),
            beside: Vec::new(),
            answers: None,
            parent: None,
            children: Vec::new(),
            items_left_out: new.items_left_out,
            misquotes: Vec::new(),
            aliases: Vec::new(),
            hints: Vec::new(),
        }
    }

    fn page_url(&self, anchor: Option<&str>) -> String {
        match (&self.document.page_url, anchor) {
            (Some(page), Some(anchor)) => format!("{page}#{anchor}"),
            (Some(page), None) => page.clone(),
            (None, _) => String::new(),
        }
    }

    /// The address of words without an anchor of their own: the nearest anchor above, and on a web
    /// page the words themselves, as many as make them the only ones on the page.
    fn url_at_words(&self, words: &[&str], fewest: usize) -> String {
        let sections = &self.document.sections;
        let mut above = Some(self.at);
        let mut anchor = None;
        while let (Some(at), None) = (above, anchor) {
            let section = &sections[at];
            anchor = section.anchor.as_deref().filter(|_| !section.shadowed);
            above = section.parent;
        }
        let url = self.page_url(anchor);
        if self.document.site.pages.is_none() || url.is_empty() {
            return url;
        }
        // Only words that stand once on the page open it there and nowhere before.
        let page_words = &self.document.page_words;
        let once = |start: &String| {
            let folded = fold(start);
            !folded.is_empty() && page_words.matches(folded.as_str()).count() == 1
        };
        let starts = words.iter().flat_map(|words| {
            (fewest.max(1)..fewest + 10).map(|most| link::plain_start(words, most))
        });
        match starts.into_iter().find(once) {
            Some(start) => link::with_text_fragment(&url, &link::text_fragment(&start)),
            None => url,
        }
    }

    fn absolute(&self, blocks: &[Block]) -> Vec<Block> {
        let document = self.document;
        let draft = matches!(document.standing, Standing::Requirement | Standing::Proposal);
        let mut blocks = without_unfilled(blocks.to_vec(), draft);
        for_each_link(&mut blocks, &mut |url| {
            *url = document.site.absolute(url, &document.file, document.page_url.as_deref());
        });
        blocks
    }
}

struct NewPassage {
    id: String,
    heading: String,
    number: Option<u32>,
    path: Vec<String>,
    place: String,
    part: Part,
    blocks: Vec<Block>,
    lines: Lines,
    url: String,
    items_left_out: usize,
}

/// The lines of a section as far as its words go: what is left out at its end is not among them.
fn lines_of_words(whole: Lines, all: &[Block], kept: &[Block]) -> Lines {
    if all.is_empty() {
        return whole;
    }
    let shows = |block: &&Block| !render(std::slice::from_ref(*block), &Plain).is_empty();
    let last = kept.iter().rfind(shows).map_or(whole.first, |block| block.lines.last);
    Lines { last: last.max(whole.first), ..whole }
}

fn link_families(document: &Document, section_passage: &[usize], passages: &mut [Passage]) {
    for (at, section) in document.sections.iter().enumerate() {
        let own = section_passage[at];
        let until = section_passage.get(at + 1).copied().unwrap_or(passages.len());
        let own_id = passages[own].id.clone();
        let mut item_ids = Vec::new();
        for passage in &mut passages[own + 1..until] {
            passage.parent = Some(own_id.clone());
            if passage.part == Part::TitledItem {
                item_ids.push(passage.id.clone());
            }
        }
        passages[own].children.splice(0..0, item_ids);
        // Where the first heading is the document's title, all other headings stand below it, however
        // large they are set.
        let title = (0..2).find(|title| document.is_title(*title));
        let of_title = title.filter(|title| *title != at);
        if let Some(parent) = section.parent.or(of_title) {
            let parent = section_passage[parent];
            let parent_id = passages[parent].id.clone();
            passages[own].parent = Some(parent_id);
            passages[parent].children.push(own_id);
        }
    }
}
