//! Reads every document that `sources.yaml` names, and settles which of several copies counts.

use super::{ReadPage, Reader};
use crate::content::anchor::{Anchors, HeadingOrigin};
use crate::content::block::render;
use crate::content::dialect::Plain;
use crate::content::document::{Document, Kind, Section, Standing, page_words, sections};
use crate::content::organisation::{DocumentCard, Held};
use crate::content::passage::{Part, Passage, for_each_link, passages};
use crate::content::problem::{Place, Problem};
use crate::content::source::{
    DocumentEntry, Manifest, Source, id_of_path, is_markdown, title_of_file,
};
use crate::content::words::{fold, nearest, slug};
use crate::content::{link, outline, page};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// One document to be read: an entry applied to a file.
struct Listed<'m> {
    source: &'m Source,
    entry: DocumentEntry,
    listed: bool,
}

/// The documents read so far.
#[derive(Default)]
struct Gathered {
    cards: Vec<DocumentCard>,
    /// What can be quoted.
    made: Vec<(Document, Vec<Passage>)>,
    /// What repeats another document.
    copies: Vec<Document>,
    /// What was replaced.
    former: Vec<Document>,
    /// Where each document is named, by id.
    places: HashMap<String, Place>,
}

impl Reader<'_> {
    /// The files of a source, by their path in it.
    fn files_of(&self, source: &Source) -> Vec<String> {
        let prefix = source.path("");
        let names = self.files.files.keys().chain(self.files.refused.keys());
        let mut names: Vec<String> =
            names.filter_map(|path| path.strip_prefix(&prefix)).map(str::to_owned).collect();
        names.sort();
        names
    }

    /// Every document, explicit entries before patterns, unlisted Markdown last.
    fn listed<'m>(&mut self, source: &'m Source) -> Vec<Listed<'m>> {
        let held = self.files_of(source);
        let explicit: HashSet<&str> = source
            .documents
            .iter()
            .filter(|entry| !entry.is_pattern())
            .map(|entry| entry.file.as_str())
            .collect();
        let mut taken: HashSet<String> = explicit.iter().map(|file| (*file).to_owned()).collect();
        // Lists of people are read as rosters, unless an entry names them as documents too.
        let rosters = source.rosters.iter().flat_map(|roster| [&roster.file, &roster.offline]);
        taken.extend(rosters.flatten().cloned());
        let mut listed = Vec::new();
        for entry in &source.documents {
            if !entry.is_pattern() {
                listed.push(Listed { source, entry: entry.clone(), listed: true });
                continue;
            }
            if !held.iter().any(|file| entry.names(file)) && source.git.is_none() {
                self.tell(Problem::warning(
                    entry.place.clone(),
                    format!("No file fits the pattern `{}`.", entry.file),
                    "Mend the pattern, or take the entry out.",
                ));
            }
            for file in held.iter().filter(|file| entry.names(file)) {
                if taken.insert(file.clone()) {
                    let entry = DocumentEntry { file: file.clone(), ..entry.clone() };
                    listed.push(Listed { source, entry, listed: true });
                }
            }
        }
        for file in held {
            if is_markdown(&file) && !taken.contains(&file) {
                let place = Place::file(source.path(&file));
                let mut entry = DocumentEntry::unlisted(&file, place);
                entry.standing = Some(Standing::Unknown);
                listed.push(Listed { source, entry, listed: false });
            }
        }
        listed
    }

    pub(super) fn documents(&mut self) {
        let manifest = std::mem::take(&mut self.reading.manifest);
        let entries = manifest.sources.iter().flat_map(|source| &source.documents);
        self.ids.extend(entries.filter_map(|entry| entry.id.clone()));
        let mut all: Vec<Listed<'_>> = Vec::new();
        for source in &manifest.sources {
            all.extend(self.listed(source));
        }
        let mut gathered = Gathered::default();
        // A copy is settled against what it repeats, wherever the file names the two.
        let (copies, originals): (Vec<&Listed<'_>>, Vec<&Listed<'_>>) =
            all.iter().partition(|listed| listed.entry.copy_of.is_some());
        for listed in originals.into_iter().chain(copies) {
            self.gather(listed, &all, &manifest, &mut gathered);
        }
        let Gathered { mut cards, mut made, copies, former, .. } = gathered;
        order_like_the_file(&mut cards, &mut made, &all);
        self.tell_repeated_passages(&made);
        for former in &former {
            lead_on(former, &mut made);
        }
        for (document, passages) in made {
            self.reading.catalogue.passages.extend(passages.into_iter().map(Arc::new));
            self.reading.documents.push(document);
        }
        self.reading.documents.extend(copies);
        self.reading.documents.extend(former);
        self.reading.catalogue.documents = cards;
        self.reading.manifest = manifest;
    }

    /// Reads one document and puts it where it belongs.
    fn gather(
        &mut self,
        listed: &Listed<'_>,
        all: &[Listed<'_>],
        manifest: &Manifest,
        gathered: &mut Gathered,
    ) {
        let claimed: Vec<&str> = all
            .iter()
            .filter(|other| {
                other.source.id == listed.source.id && other.entry.file == listed.entry.file
            })
            .filter_map(|other| other.entry.section.as_deref())
            .collect();
        let Some((mut card, document)) = self.document(listed, &claimed) else {
            return;
        };
        if !listed.listed {
            self.tell(Problem::warning(
                listed.entry.place.clone(),
                "No entry of `sources.yaml` names this file; its standing is unknown.",
                format!(
                    "Add `- {}` to the documents of `{}`.",
                    listed.entry.file, listed.source.id
                ),
            ));
        }
        let Some(mut document) = document else {
            if listed.entry.copy_of.is_none() {
                gathered.cards.push(card);
            }
            return;
        };
        if document.standing == Standing::Former {
            gathered.former.push(document);
            return;
        }
        if let Some(canonical) = document.copy_of.clone() {
            self.links_of_a_copy(&mut document, &canonical, all);
            let original = gathered.cards.iter().find(|card| card.id == canonical).cloned();
            if original.is_none() {
                self.refuse(Problem::error(
                    listed.entry.place.clone(),
                    format!("No document has the id `{canonical}`, which this is said to repeat."),
                    match nearest(&canonical, gathered.cards.iter().map(|card| card.id.as_str())) {
                        Some(meant) => format!("Did you mean `copy_of: {meant}`?"),
                        None => "Name the document that counts by its `id:`.".to_owned(),
                    },
                ));
            }
            // Under the original's name and title its passages get the ids that they repeat.
            document.id = canonical.clone();
            if let Some(original) = original {
                document.title = original.title.clone();
                if original.held == Held::Whole {
                    let repeated = passages(&document, &manifest.organisation);
                    self.collapse(&document, repeated, &mut gathered.cards, &mut gathered.made);
                    gathered.copies.push(document);
                    return;
                }
                // The copy stands in for a document of which no words are held.
                document.kind = original.kind;
                document.standing = original.standing;
                document.sensitive = original.sensitive;
                gathered.cards.retain(|card| card.id != canonical);
                gathered.made.retain(|(document, _)| document.id != canonical);
                gathered.places.remove(&canonical);
            }
            card.id.clone_from(&document.id);
            card.title.clone_from(&document.title);
            card.kind = document.kind;
            card.standing = document.standing;
            card.sensitive = document.sensitive;
        }
        if let Some(first) = gathered.places.get(&document.id) {
            self.refuse(Problem::error(
                listed.entry.place.clone(),
                format!(
                    "Two documents have the id `{}`; the first is named at {first}.",
                    document.id
                ),
                format!("Give this one another: `{{file: {}, id: …}}`.", document.file),
            ));
            return;
        }
        gathered.places.insert(document.id.clone(), listed.entry.place.clone());
        let mut passages = passages(&document, &manifest.organisation);
        let copied = listed.entry.copy_of.as_deref();
        if let Some(original) = copied.and_then(|canonical| original_of(canonical, all)) {
            address_as(original, &document, &mut passages);
        }
        card.root = passages.first().map(|passage| passage.id.clone());
        card.sections = document.sections.len();
        gathered.cards.push(card);
        gathered.made.push((document, passages));
    }

    /// Reads one document: its card, and its sections where any are held.
    fn document(
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
                None if self.synced.contains_key(&source.id) => {}
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
        if !held && source.git.is_some() {
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
                    self.refuse(Problem::error(entry.place.clone(), problem.0, problem.1));
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
            sections: 0,
            held: match (held, sections.is_some()) {
                (true, _) => Held::Whole,
                (false, true) => Held::Outline,
                (false, false) => Held::Link,
            },
            root: None,
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

    /// A relative link in a copy means what it means in the original, where the copy's own site has
    /// no such file.
    fn links_of_a_copy(&self, document: &mut Document, canonical: &str, all: &[Listed<'_>]) {
        let original = original_of(canonical, all);
        let Some(original) = original.filter(|original| original.source.id != document.source)
        else {
            return;
        };
        let own: HashSet<String> = all
            .iter()
            .filter(|listed| listed.source.id == document.source)
            .map(|listed| listed.entry.file.clone())
            .collect();
        let file = document.file.clone();
        for section in &mut document.sections {
            for_each_link(&mut section.blocks, &mut |url| {
                let leads_nowhere =
                    link::target_file(url, &file).is_some_and(|target| !own.contains(&target));
                if leads_nowhere {
                    let page = original.source.site.file_url(&original.entry.file);
                    *url =
                        original.source.site.absolute(url, &original.entry.file, page.as_deref());
                }
            });
        }
    }

    /// Adds the addresses of a copy to the passages it repeats, and tells where its words differ.
    fn collapse(
        &mut self,
        copy: &Document,
        copies: Vec<Passage>,
        cards: &mut [DocumentCard],
        made: &mut [(Document, Vec<Passage>)],
    ) {
        let id = &copy.id;
        let Some((_, originals)) = made.iter_mut().find(|(document, _)| document.id == *id) else {
            return;
        };
        let path = copy.path();
        let mut drift = Vec::new();
        for repeated in copies {
            let same_place = |original: &&mut Passage| original.id == repeated.id;
            let Some(original) = originals.iter_mut().find(same_place) else {
                drift.push((
                    repeated.lines.first,
                    format!("“{}” stands only in the copy", repeated.heading),
                ));
                continue;
            };
            if original.outline || fold(&original.text) == fold(&repeated.text) {
                original.also_at.push(repeated.citation.url);
            } else {
                drift.push((
                    repeated.lines.first,
                    format!("“{}” has other words", repeated.heading),
                ));
                original.aliases.push(repeated.citation.url);
            }
        }
        let card = cards.iter_mut().find(|card| card.id == *id);
        if let Some(card) = card.filter(|card| card.held == Held::Whole) {
            for (line, what) in drift {
                card.drift.push(format!("{path}:{line}: {what}"));
                self.reading.problems.push(Problem::warning(
                    Place::line(&path, line),
                    format!("This copy of `{id}` has drifted: {what}."),
                    format!(
                        "Bring it back to the words of {}, which are the ones quoted.",
                        card.file
                    ),
                ));
            }
        }
    }

    /// Two passages with one id would be cited as one another.
    fn tell_repeated_passages(&mut self, made: &[(Document, Vec<Passage>)]) {
        let mut seen: HashMap<&str, &Passage> = HashMap::new();
        let mut repeated = Vec::new();
        let all = made.iter().flat_map(|(document, passages)| {
            passages.iter().map(move |passage| (document, passage))
        });
        for (document, passage) in all {
            if let Some(first) = seen.insert(&passage.id, passage) {
                repeated.push(Problem::warning(
                    Place::line(document.path(), passage.lines.first),
                    format!(
                        "Two passages have the id `{}`; the first stands in {} at line {}.",
                        passage.id, first.citation.file, first.lines.first
                    ),
                    "Give one of them another heading.",
                ));
            }
        }
        self.reading.problems.extend(repeated);
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

/// A document that a copy stands in for keeps the place that `sources.yaml` gives it.
fn order_like_the_file(
    cards: &mut [DocumentCard],
    made: &mut [(Document, Vec<Passage>)],
    all: &[Listed<'_>],
) {
    let mut order: HashMap<String, usize> = HashMap::new();
    for (at, listed) in all.iter().enumerate() {
        let id = listed.entry.copy_of.clone().unwrap_or_else(|| id_by_name(&listed.entry));
        order.entry(id).or_insert(at);
    }
    let place = |id: &str| order.get(id).copied().unwrap_or(usize::MAX);
    cards.sort_by_key(|card| place(&card.id));
    made.sort_by_key(|(document, _)| place(&document.id));
}

/// The entry that a copy repeats.
fn original_of<'a, 'm>(canonical: &str, all: &'a [Listed<'m>]) -> Option<&'a Listed<'m>> {
    all.iter()
        .find(|listed| listed.entry.copy_of.is_none() && id_by_name(&listed.entry) == canonical)
}

/// The id of an entry as far as its names alone tell.
fn id_by_name(entry: &DocumentEntry) -> String {
    entry.id_or_guess(&entry.file, entry.kind_or_guess(&entry.file, None))
}

/// A passage is found under the address that it has in the original as well, while a copy stands in:
/// the same headings under the original site's rule.
fn address_as(original: &Listed<'_>, document: &Document, passages: &mut [Passage]) {
    let site = &original.source.site;
    let Some(page) = site.page_url(&original.entry.file, None) else {
        return;
    };
    let mut anchors = Anchors::new(site.anchors);
    let sections = passages.iter_mut().filter(|passage| passage.part == Part::Section);
    for (section, passage) in document.sections.iter().zip(sections) {
        if let Some(anchor) = anchors.next(&section.heading, HeadingOrigin::Top, None) {
            passage.aliases.push(format!("{page}#{anchor}"));
        }
    }
}

/// The old addresses and ids of a former page lead on to the passages that say the same today, or
/// bear the same heading where none says the same.
fn lead_on(former: &Document, made: &mut [(Document, Vec<Passage>)]) {
    for section in &former.sections {
        let address = former.page_url.as_ref().zip(section.anchor.as_ref());
        let url = address.map(|(page, anchor)| format!("{page}#{anchor}"));
        // An address that a passage has today leads to that passage.
        let in_use = |url: &String| {
            made.iter()
                .flat_map(|(_, passages)| passages)
                .any(|passage| passage.citation.url == *url || passage.also_at.contains(url))
        };
        let url = url.filter(|url| !in_use(url));
        let old_id = format!("{}/{}", former.id, slug(section.title()));
        let text = fold(&render(&section.blocks, &Plain));
        let mut today: Option<(&mut Passage, bool)> = None;
        for passage in made.iter_mut().flat_map(|(_, passages)| passages) {
            let same_words = !text.is_empty() && fold(&passage.text) == text;
            let same_heading = slug(&passage.heading) == slug(section.title());
            let better = match &today {
                None => same_words || same_heading,
                Some((_, words)) => !words && same_words && same_heading,
            };
            if better {
                today = Some((passage, same_words));
            }
        }
        if let Some((passage, _)) = today {
            passage.aliases.push(old_id);
            passage.aliases.extend(url);
        }
    }
}
