//! The wording of what is different for readers between two states of the content.

use crate::content::difference::{
    CameOrWent, Difference, DocumentNamed, MovedDocument, MovedLink, PeopleChange, RenamedSection,
    SectionNamed,
};
use crate::content::link;
use crate::content::words::count;
use std::collections::HashSet;

/// What is different for readers, a line for each thing. Of each sort at most `named` are named; more
/// are counted.
pub fn difference(difference: &Difference, named: usize) -> Vec<String> {
    if difference.is_empty() {
        return vec!["Nothing changes for readers.".to_owned()];
    }
    let mut lines = Vec::new();
    let (documents, sections) = (&difference.documents, &difference.sections);
    whole_documents("Added", &documents.added, named, &mut lines);
    whole_documents("Removed", &documents.removed, named, &mut lines);
    let counted = |many: usize| format!("Moved: {}", count(many, "document", "documents"));
    each(&documents.moved, named, counted, moved_document, &mut lines);
    let counted =
        |many: usize| format!("Standing changed: {}", count(many, "document", "documents"));
    let standing = documents.standing.iter().map(|change| {
        let (title, id) = (&change.title, &change.id);
        format!("Standing changed: {title} ({id}), from {} to {}", change.was, change.now)
    });
    each(&standing.collect::<Vec<_>>(), named, counted, String::clone, &mut lines);
    some_sections("Added section", sections.added.iter(), named, &mut lines);
    if sections.removed.len() > named {
        let removed = sections.removed.iter().map(|removed| &removed.section);
        some_sections("Removed section", removed, named, &mut lines);
    } else {
        lines.extend(sections.removed.iter().map(|removed| {
            let leads = now_leads(&removed.section.id, removed.leads_to.as_deref(), None);
            format!("Removed section: {}{leads}", section(&removed.section))
        }));
    }
    if sections.renamed.len() > named {
        some_sections("Renamed", sections.renamed.iter().map(|it| &it.now), named, &mut lines);
    } else {
        lines.extend(sections.renamed.iter().map(renamed));
    }
    some_sections("Reworded", sections.reworded.iter(), named, &mut lines);
    let counted = |many: usize| format!("Moved: {}", count(many, "link", "links"));
    each(&difference.links, named, counted, moved_link, &mut lines);
    let one_body = |change: &PeopleChange| people(change, named);
    lines.extend(difference.people.iter().flat_map(one_body));
    let counted = |many: usize| format!("Left behind: {}", count(many, "hint", "hints"));
    let hints = difference.hints.iter().map(|hint| match &hint.now {
        Some(now) => format!("Left behind: the hint for {}, which is {now} now", hint.id),
        None => format!("Left behind: the hint for {}, which is gone", hint.id),
    });
    each(&hints.collect::<Vec<_>>(), named, counted, String::clone, &mut lines);
    lines
}

/// A line for each of `things`, or one that counts them.
fn each<T>(
    things: &[T],
    named: usize,
    counted: impl Fn(usize) -> String,
    line: impl Fn(&T) -> String,
    lines: &mut Vec<String>,
) {
    if things.len() > named {
        lines.push(counted(things.len()));
    } else {
        lines.extend(things.iter().map(line));
    }
}

fn whole_documents(what: &str, documents: &[DocumentNamed], named: usize, lines: &mut Vec<String>) {
    let sections = |number: usize| count(number, "section", "sections");
    if documents.len() > named {
        let all = documents.iter().map(|document| document.sections).sum();
        let many = count(documents.len(), "document", "documents");
        lines.push(format!("{what}: {many}, {}", sections(all)));
        return;
    }
    lines.extend(documents.iter().map(|document| {
        format!("{what}: {} ({}), {}", document.title, document.id, sections(document.sections))
    }));
}

fn moved_document(document: &MovedDocument) -> String {
    let place = |source: &str, file: &str| {
        if document.source == document.source_was {
            file.to_owned()
        } else {
            format!("{source}/{file}")
        }
    };
    let mut line = format!("Moved: {} ({})", document.title, document.id);
    if (&document.source, &document.file) != (&document.source_was, &document.file_was) {
        let was = place(&document.source_was, &document.file_was);
        let now = place(&document.source, &document.file);
        line.push_str(&format!(", from {was} to {now}"));
        // Elsewhere the old file may well be there still.
        if document.source == document.source_was {
            line.push_str("; links to the old file break");
        }
    }
    if document.id != document.id_was {
        line.push_str(&format!("; its ids began with {}", document.id_was));
    }
    line
}

fn some_sections<'a>(
    what: &str,
    sections: impl ExactSizeIterator<Item = &'a SectionNamed> + Clone,
    named: usize,
    lines: &mut Vec<String>,
) {
    if sections.len() > named {
        let documents: HashSet<&str> =
            sections.clone().map(|section| section.document.as_str()).collect();
        let of = match documents.iter().next() {
            Some(document) if documents.len() == 1 => (*document).to_owned(),
            _ => count(documents.len(), "document", "documents"),
        };
        let many = count(sections.len(), "section", "sections");
        lines.push(format!("{what}: {many} of {of}"));
    } else {
        lines.extend(sections.map(|named| format!("{what}: {}", section(named))));
    }
}

fn heading(section: &SectionNamed) -> String {
    match section.number {
        Some(number) => format!("{number}. {}", section.heading),
        None => section.heading.clone(),
    }
}

fn section(section: &SectionNamed) -> String {
    format!("{} ({})", heading(section), section.id)
}

fn renamed(renamed: &RenamedSection) -> String {
    let (was, now) = (heading(&renamed.was), heading(&renamed.now));
    if renamed.was.id == renamed.now.id {
        return format!("Renamed: {was}, now {}", section(&renamed.now));
    }
    let leads = now_leads(&renamed.was.id, renamed.leads_to.as_deref(), Some(&renamed.now.id));
    if was == now {
        format!("Moved: {was}, from {} to {}{leads}", renamed.was.id, renamed.now.id)
    } else {
        format!("Renamed: {was}, now {}{leads}", section(&renamed.now))
    }
}

/// Where an id leads, unless it leads where its passage is.
fn now_leads(id: &str, leads_to: Option<&str>, passage: Option<&str>) -> String {
    match leads_to {
        None => format!("; {id} leads nowhere"),
        Some(to) if Some(to) == passage => String::new(),
        Some(to) if to == id => format!("; {id} is another section now"),
        Some(to) => format!("; {id} leads to {to}"),
    }
}

fn moved_link(link: &MovedLink) -> String {
    // What comes before the anchor is the same mostly, and long.
    let same_page = |now: &String| page(&link.was) == page(now);
    let short = |url: &str| match (&link.now, link::anchor_of(url)) {
        (Some(now), Some(anchor)) if same_page(now) => format!("#{anchor}"),
        _ => url.to_owned(),
    };
    let mut line = match &link.now {
        Some(now) => {
            format!("Link: {} opens at {}, no longer at {}", link.id, short(now), short(&link.was))
        }
        None => format!("Link: {} is gone from {}", link.id, link.was),
    };
    if let Some(opens) = link.opens.as_ref().filter(|opens| **opens != link.id) {
        line.push_str(&format!("; that opens {opens} now"));
    }
    line
}

fn page(url: &str) -> &str {
    url.split('#').next().unwrap_or(url)
}

fn people(change: &PeopleChange, most: usize) -> Vec<String> {
    let body = &change.body;
    match change.came_or_went {
        Some(CameOrWent::Came) => {
            let people = count(change.listed, "person", "people");
            return vec![format!("Added: the roster of {body}, {people}")];
        }
        Some(CameOrWent::Went) => return vec![format!("Removed: the roster of {body}")],
        None => {}
    }
    let sorts = [
        ("Joined", &change.joined),
        ("Left", &change.left),
        ("In place of an earlier entry on", &change.replaced),
    ];
    let told = sorts.into_iter().filter(|(_, names)| !names.is_empty());
    let mut lines: Vec<String> = told
        .map(|(what, names)| match names.len() {
            many if many > most => format!("{what} {body}: {many} people"),
            _ => format!("{what} {body}: {}", names.join(", ")),
        })
        .collect();
    if change.left_unnamed > 0 {
        let more = count(change.left_unnamed, "person", "people");
        lines.push(format!("Left {body}: {more}, not named, since some may have another name now"));
    }
    lines
}
