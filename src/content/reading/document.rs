//! Reads one document: its page or its outline, and what its entry leaves to be guessed.

use super::documents::Listed;
use super::{ReadPage, Reader};
use crate::content::document::{Document, Kind, Section, page_words, sections};
use crate::content::organisation::{DocumentCard, Held};
use crate::content::problem::{Place, Problem};
use crate::content::source::{DocumentEntry, Source, id_of_path, title_of_file};
use crate::content::words::{fold, nearest, slug};
use crate::content::{outline, page};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

impl Reader<'_> {
    /// Reads one document: its card, and its sections where any are held.
    pub(super) fn document(
        &mut self,
        listed: &Listed<'_>,
        claimed: &[&str],
    ) -> Option<(DocumentCard, Option<Document>)> {
        let Listed { source, entry, .. } = listed;
        let path = source.path(&entry.file);
        let held = match self.files.text(&path) {
            Some(Ok(text)) => {
                self.page(&path, text, source);
                true
            }
            Some(Err(problem)) if self.is_fetched(source) && !entry.required => {
                self.tell(problem);
                false
            }
            Some(Err(problem)) => {
                self.refuse(problem);
                return None;
            }
            None => false,
        };
        let mut outline_title = None;
        let mut outline_address = None;
        let mut outline_sections = None;
        if let (false, Some(file)) = (held, &entry.outline) {
            let path = source.path(file);
            match self.files.text(&path) {
                Some(Ok(text)) => {
                    let mut problems = Vec::new();
                    let read = outline::read(&path, text, source.site.anchors, &mut problems);
                    self.reading.refusals.extend(problems);
                    outline_title = read.title;
                    outline_address = read.address;
                    outline_sections = Some(read.sections);
                }
                Some(Err(problem)) => self.refuse(problem),
                // A source that was fetched has come without what ships in its place.
                None if self.is_fetched(source) => {}
                None => self.refuse(Problem::error(
                    entry.place.clone(),
                    format!("The outline `{path}` is not there."),
                    "Write the file, or take `outline:` out.",
                )),
            }
        }
        if !held && entry.required && outline_sections.is_none() {
            self.refuse(Problem::error(
                entry.place.clone(),
                format!("The document `{path}` is required and not there."),
                "Put it there, or take `required:` out.",
            ));
            return None;
        }
        let is_there = self.files.refused.contains_key(&path);
        if !held && source.git.is_some() && !is_there {
            self.tell_near_name(source, entry);
        }
        if !held && outline_sections.is_none() && source.git.is_none() {
            let files = self.files_of(source);
            let meant = nearest(&entry.file, files.iter().map(String::as_str));
            self.refuse(Problem::error(
                entry.place.clone(),
                format!("The file `{path}` is not there."),
                match meant {
                    Some(meant) => format!("Did you mean `{meant}`?"),
                    None => "Put it there, or take this entry out.".to_owned(),
                },
            ));
            return None;
        }
        let has_words = |section: &Section| !section.blocks.is_empty();
        let page_is_empty =
            self.pages.get(&path).is_some_and(|page| !page.sections.iter().any(has_words));
        if entry.required && page_is_empty {
            self.refuse(Problem::error(
                Place::file(&path),
                "This document is required, and has no words.",
                "Write some, or take `required:` out of its entry.",
            ));
        }
        let first_heading = self.pages.get(&path).and_then(|page| {
            let first = page.sections.iter().find(|section| section.depth == 1);
            first.map(|section| section.heading.clone())
        });
        let kind = entry.kind_or_guess(&entry.file, first_heading.as_deref());
        let id = self.id(entry, kind);
        // Only what is held was read.
        let page = self.pages.get(&path);
        let sections = match (page, outline_sections) {
            (Some(page), _) => match part_of(&page.sections, entry.section.as_deref(), claimed) {
                Ok(sections) => Some(sections),
                Err(problem) => {
                    let problem = Problem::error(entry.place.clone(), problem.0, problem.1);
                    self.refuse_in(source, problem);
                    return None;
                }
            },
            (None, sections) => sections,
        };
        let section_title = entry
            .section
            .as_ref()
            .and_then(|_| sections.as_ref()?.first())
            .map(|section| section.title().to_owned());
        let title = entry
            .title
            .clone()
            .or(section_title)
            .or(outline_title)
            .or(page.and_then(|page| page.title.clone()))
            .or(first_heading)
            .unwrap_or_else(|| title_of_file(&entry.file));
        let page_url =
            source.site.page_url(&entry.file, page.and_then(|page| page.permalink.as_deref()));
        let standing = entry.standing_or_guess(&entry.file);
        let sensitive = entry.sensitive_or_guess(&entry.file, kind);
        let recorded = entry.recorded.clone().or_else(|| source.recorded.clone());
        let card = DocumentCard {
            id: id.clone(),
            title: title.clone(),
            kind,
            standing,
            sensitive,
            source: source.id.clone(),
            file: entry.file.clone(),
            url: page_url.clone(),
            history_url: source.site.history_url(&entry.file),
            date: recorded.clone().filter(|_| sections.is_some()),
            commit: None,
            sections: 0,
            held: match (held, sections.is_some()) {
                (true, _) => Held::Whole,
                (false, true) => Held::Outline,
                (false, false) => Held::Link,
            },
            root: None,
            linked_in: Vec::new(),
            drift: Vec::new(),
        };
        let document = sections.map(|sections| Document {
            id,
            title,
            kind,
            standing,
            sensitive,
            source: source.id.clone(),
            folder: source.folder.clone(),
            file: entry.file.clone(),
            section: entry.section.clone(),
            copy_of: entry.copy_of.clone(),
            page_url,
            site: source.site.clone(),
            recorded,
            page_words: page.map(|page| Arc::clone(&page.words)).unwrap_or_default(),
            sections,
            outline: !held,
            outline_address,
        });
        Some((card, document))
    }

    /// A repository's file may come later; one that lies there under nearly that name is a slip.
    fn tell_near_name(&mut self, source: &Source, entry: &DocumentEntry) {
        let files = self.files_of(source);
        let named = |file: &&String| source.documents.iter().any(|entry| entry.file == **file);
        let unnamed = files.iter().filter(|file| !named(file));
        let stem_of = |file: &str| file.rsplit_once('.').map(|(start, _)| start.to_lowercase());
        let other_ending = unnamed.clone().find(|file| stem_of(file) == stem_of(&entry.file));
        let meant = other_ending
            .map(String::as_str)
            .or_else(|| nearest(&entry.file, unnamed.clone().map(String::as_str)));
        if let Some(meant) = meant {
            let problem = Problem::warning(
                entry.place.clone(),
                format!("The file `{}` is not there.", source.path(&entry.file)),
                format!("Did you mean `{meant}`?"),
            );
            self.tell(problem);
        }
    }

    /// The id of a document. What `sources.yaml` says may clash and is refused later; a guess gives
    /// way.
    fn id(&mut self, entry: &DocumentEntry, kind: Kind) -> String {
        let mut id = entry.id_or_guess(&entry.file, kind);
        if entry.id.is_none() && entry.copy_of.is_none() {
            if self.ids.contains(&id) {
                id = id_of_path(&entry.file);
            }
            self.ids.insert(id.clone());
        }
        id
    }

    /// Reads a page once, however many documents are parts of it.
    fn page(&mut self, path: &str, text: &str, source: &Source) {
        if self.pages.contains_key(path) {
            return;
        }
        let read = page::read(path, text, source.site.anchors);
        self.reading.problems.extend(read.problems);
        let sections = sections(read.blocks, source.site.anchors);
        let page = ReadPage {
            words: page_words(&sections),
            sections,
            permalink: read.permalink,
            title: read.title,
        };
        self.pages.insert(path.to_owned(), page);
    }
}

/// The sections that a document takes of its page: one with all below it, or what no other document
/// takes.
pub(super) fn part_of(
    page: &[Section],
    wanted: Option<&str>,
    claimed: &[&str],
) -> Result<Vec<Section>, (String, String)> {
    let named = |section: &Section, name: &str| {
        section.anchor.as_deref() == Some(name.trim_start_matches('#'))
            || slug(section.title()) == slug(name)
            || fold(&section.heading) == fold(name)
    };
    let subtree = |at: usize| {
        let depth = page[at].depth;
        let end = page[at + 1..].iter().position(|section| section.depth <= depth);
        at..end.map_or(page.len(), |length| at + 1 + length)
    };
    let find = |name: &str| page.iter().position(|section| named(section, name));
    let taken: Vec<usize> = match wanted {
        Some(name) => {
            let Some(at) = find(name) else {
                let headings = page.iter().map(Section::title);
                let remedy = match nearest(name, headings) {
                    Some(meant) => format!("Did you mean `section: {meant}`?"),
                    None => "Write the heading as the page has it.".to_owned(),
                };
                return Err((format!("The page has no section `{name}`."), remedy));
            };
            subtree(at).collect()
        }
        None => {
            let others: HashSet<usize> =
                claimed.iter().filter_map(|name| find(name)).flat_map(subtree).collect();
            (0..page.len()).filter(|at| !others.contains(at)).collect()
        }
    };
    let place: HashMap<usize, usize> =
        taken.iter().enumerate().map(|(new, old)| (*old, new)).collect();
    Ok(taken
        .iter()
        .map(|old| Section {
            parent: page[*old].parent.and_then(|parent| place.get(&parent).copied()),
            ..page[*old].clone()
        })
        .collect())
}
