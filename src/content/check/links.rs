//! Links that lead to a file or to a heading that is not there.
//!
//! Looks at links within the content alone: relative ones, and addresses under which the content
//! itself is published. Whether any other address answers is not asked.

use crate::content::block::{Block, BlockKind};
use crate::content::document::{Document, Standing, sections};
use crate::content::links::for_each_link;
use crate::content::problem::{Place, Problem};
use crate::content::reading::Reading;
use crate::content::source::{self, Source};
use crate::content::words::nearest;
use crate::content::{Content, link, page};
use std::collections::{HashMap, HashSet};

pub(super) fn links(content: &Content, reading: &Reading, problems: &mut Vec<Problem>) {
    let mut pages: Vec<Page<'_>> = Vec::new();
    // Several documents may be parts of one page, which is looked over once.
    let mut seen: HashSet<String> = HashSet::new();
    for document in &reading.documents {
        let path = document.path();
        let Some(Ok(text)) = reading.files.text(&path).filter(|_| seen.insert(path.clone())) else {
            continue;
        };
        let blocks = page::read(&path, text, document.site.anchors).blocks;
        let anchors = sections(blocks.clone(), document.site.anchors);
        let anchors = anchors.into_iter().filter_map(|section| section.anchor).collect();
        pages.push(Page { document, path, text, blocks, anchors });
    }
    let known = Known::of(content, reading, &pages);
    for page in &pages {
        page.look_over(&known, problems);
    }
}

/// A page with what is needed to look at its links, and at links to it.
struct Page<'a> {
    document: &'a Document,
    path: String,
    text: &'a str,
    blocks: Vec<Block>,
    anchors: HashSet<String>,
}

impl Page<'_> {
    fn look_over(&self, known: &Known<'_>, problems: &mut Vec<Problem>) {
        let mut places =
            Places { page: self, line_starts: line_starts(self.text), found: HashMap::new() };
        let headings = |block: &&Block| matches!(block.kind, BlockKind::Heading(_));
        for block in self.blocks.iter().filter(|block| !headings(block)) {
            for_each_link(&mut [block.clone()], &mut |url| {
                let place = places.next(url, block.lines.first);
                problems.extend(known.broken(self, url, place));
            });
        }
    }

    /// Whether something on the page bears an anchor, if only in HTML.
    fn has(&self, anchor: &str) -> bool {
        let given = |attribute: &str| self.text.contains(&format!("{attribute}=\"{anchor}\""));
        self.anchors.contains(anchor) || given("id") || given("name")
    }
}

/// What links may lead to.
struct Known<'a> {
    reading: &'a Reading,
    pages: &'a [Page<'a>],
    by_path: HashMap<&'a str, &'a Page<'a>>,
    /// The sources of which every file is known.
    whole: HashSet<&'a str>,
}

/// Where a link leads, if it leads into the content.
struct Target<'a> {
    source: &'a Source,
    file: String,
}

impl<'a> Known<'a> {
    fn of(content: &'a Content, reading: &'a Reading, pages: &'a [Page<'a>]) -> Known<'a> {
        Known {
            reading,
            pages,
            by_path: pages.iter().map(|page| (page.path.as_str(), page)).collect(),
            whole: content.synced.keys().map(String::as_str).collect(),
        }
    }

    fn source(&self, id: &str) -> Option<&'a Source> {
        self.reading.manifest.sources.iter().find(|source| source.id == id)
    }

    fn broken(&self, page: &Page<'_>, url: &str, place: Place) -> Option<Problem> {
        let document = page.document;
        let target = match link::target_file(url, &document.file) {
            Some(file) => Target { source: self.source(&document.source)?, file },
            None => match self.published(url) {
                Some(target) => target,
                None => return self.broken_on_a_site(url, place),
            },
        };
        let path = target.source.path(&target.file);
        if !self.reading.files.has(&path) && !self.waits_for(&target) {
            return self.missing(url, &target, place);
        }
        let page = self.by_path.get(path.as_str())?;
        let anchor = link::anchor_of(url).filter(|anchor| !is_line(anchor) && !page.has(anchor))?;
        let remedy = match nearest(&anchor, page.anchors.iter().map(String::as_str)) {
            Some(meant) => format!("Did you mean `#{meant}`?"),
            None => "Write the anchor of a heading there: `tenet outline` lists them.".to_owned(),
        };
        let file = &target.file;
        let what = format!("This link leads to `#{anchor}`, and `{file}` has no such anchor.");
        Some(Problem::warning(place, what, remedy))
    }

    /// Whether an entry names a file that may come with its source.
    fn waits_for(&self, target: &Target<'_>) -> bool {
        let mut cards = self.reading.catalogue.documents.iter();
        !self.whole.contains(target.source.id.as_str())
            && cards.any(|card| card.source == target.source.id && card.file == target.file)
    }

    /// The file of a repository that an address names.
    fn published(&self, url: &str) -> Option<Target<'a>> {
        self.reading.manifest.sources.iter().find_map(|source| {
            let branch = format!("/{}/", source.site.branch);
            let rest = url.strip_prefix(source.site.repository.as_ref()?.as_str())?;
            let rest = rest.strip_prefix("/blob").or(rest.strip_prefix("/tree"))?;
            let file = link::target_file(rest.strip_prefix(&branch)?, "")?;
            Some(Target { source, file })
        })
    }

    /// A page of a website of ours without the anchor that is asked for.
    fn broken_on_a_site(&self, url: &str, place: Place) -> Option<Problem> {
        let anchor = link::anchor_of(url)?;
        let address = url.split(['#', '?']).next().unwrap_or(url);
        let on_page = |page: &&Page<'_>| {
            page.document.standing != Standing::Former
                && page.document.page_url.as_deref() == Some(address)
        };
        let page = self.pages.iter().find(on_page).filter(|page| !page.has(&anchor))?;
        let key = link::key(url);
        let mut passages = self.reading.catalogue.passages.iter();
        let leads_on = passages.find(|passage| {
            passage.aliases.iter().any(|alias| link::is_url(alias) && link::key(alias) == key)
        });
        let remedy = match (leads_on, nearest(&anchor, page.anchors.iter().map(String::as_str))) {
            (Some(passage), _) => format!("It stands at {} today.", passage.citation.url),
            (None, Some(meant)) => format!("Did you mean `#{meant}`?"),
            (None, None) => "Look there for the heading that is meant.".to_owned(),
        };
        let what = format!("This link leads to `#{anchor}`, and {address} has no such anchor.");
        Some(Problem::warning(place, what, remedy))
    }

    fn missing(&self, url: &str, target: &Target<'_>, place: Place) -> Option<Problem> {
        let Target { source, file } = target;
        if link::names_a_host(url) {
            return Some(Problem::warning(
                place,
                format!("This link leads into the repository, since `{url}` has no `https://`."),
                format!("Write `https://{url}`."),
            ));
        }
        // Folders of tools (`.github`) are not read.
        if source::is_hidden(file) {
            return None;
        }
        let whole = self.whole.contains(source.id.as_str());
        if source.site.repository.is_some() && !whole {
            // Most of a repository is not shipped; a Markdown file that no entry names is suspicious.
            return source::is_markdown(file).then(|| {
                Problem::warning(
                    place,
                    format!("This link leads to `{file}`, which the source is not known to have."),
                    "Link to the page as readers see it, or name the file in `sources.yaml`.",
                )
            });
        }
        let prefix = source.path("");
        let files = &self.reading.files;
        let known = files.files.keys().chain(&files.others);
        let known = known.filter_map(|path| path.strip_prefix(&prefix));
        let remedy = match nearest(file, known) {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None => "Mend the link, or put the file there.".to_owned(),
        };
        let what = format!("This link leads to `{file}`, which is not there.");
        // Who keeps a folder for tenet can mend it; a repository has readers and writers of its own.
        Some(match whole {
            true => Problem::warning(place, what, remedy),
            false => Problem::error(place, what, remedy),
        })
    }
}

/// `#L12` is a line on GitHub, not a heading.
fn is_line(anchor: &str) -> bool {
    anchor.strip_prefix('L').is_some_and(|line| line.starts_with(|c: char| c.is_ascii_digit()))
}

/// Finds links in a page's text, each place once.
struct Places<'a> {
    page: &'a Page<'a>,
    /// Where each line of the text begins, in bytes.
    line_starts: Vec<usize>,
    /// How far each address was found, in bytes.
    found: HashMap<String, usize>,
}

fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

impl Places<'_> {
    /// The next place at which `url` is written in or after a line; the line where it is written in
    /// another form.
    fn next(&mut self, url: &str, line: usize) -> Place {
        let text = self.page.text;
        let block = self.line_starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let from = self.found.get(url).copied().unwrap_or(0).max(block);
        let is_whole = |at: &usize| {
            let before = text[..*at].chars().next_back();
            let after = text[at + url.len()..].chars().next();
            before.is_some_and(|c| matches!(c, '(' | '<' | '"' | '\'' | ' '))
                && after.is_none_or(|c| matches!(c, ')' | '>' | '"' | '\'') || c.is_whitespace())
        };
        let places = text.get(from..).into_iter().flat_map(|rest| rest.match_indices(url));
        let Some(at) = places.map(|(at, _)| from + at).find(is_whole) else {
            return Place::line(&self.page.path, line);
        };
        self.found.insert(url.to_owned(), at + url.len());
        let line = self.line_starts.partition_point(|start| *start <= at);
        let start = self.line_starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let column = 1 + text[start..at].chars().count();
        Place { file: self.page.path.clone(), line, column }
    }
}
