//! Settles what templates and the proposals made of them say of each other.
//!
//! A template is the canonical copy of what it asks. A proposal that was made of it quotes that again
//! and answers it in words of its own: the two are never given as one. Nothing here changes a word.

use super::copies::difference;
use crate::content::block::{Block, BlockKind, Lines, render};
use crate::content::dialect::Plain;
use crate::content::document::{Document, Kind, Standing};
use crate::content::organisation::DocumentCard;
use crate::content::passage::{Part, Passage, passages};
use crate::content::problem::{Place, Problem};
use crate::content::words::{slug, words_key};
use std::collections::HashSet;

/// What templates ask today, by which what proposals said before is told apart from what they quote.
pub(super) struct Requirements(Vec<Asked>);

impl Requirements {
    /// What the templates among these documents ask.
    pub(super) fn of(documents: &[Document], organisation: &str) -> Requirements {
        let templates = documents.iter().filter(|document| is_template(document));
        let made: Vec<(Document, Vec<Passage>)> = templates
            .map(|document| {
                let mut asks = passages(document, organisation);
                take_up_lone_quotations(&mut asks);
                (document.clone(), asks)
            })
            .collect();
        Requirements(all_asked(&made))
    }

    /// Takes what is quoted of templates out of the passages that a document had once, as
    /// [`settle`] does with those of today.
    pub(super) fn leave_out_of(&self, document: &Document, passages: &mut Vec<Passage>) {
        if is_template(document) || is_proposal(document) {
            take_up_lone_quotations(passages);
        }
        if !is_proposal(document) {
            return;
        }
        let template = template_of(passages, &self.0);
        for passage in passages.iter_mut().filter(|passage| passage.part == Part::Section) {
            let under_heading = asked_under_heading(passage, &self.0, template);
            let quoted = under_heading.iter().find_map(|asked| requirement_in(passage, asked));
            if let Some(quoted) = quoted {
                leave_out(passage, &quoted.blocks, "what it answers");
            }
        }
    }
}

/// A section of a template: what is asked under one heading.
struct Asked {
    /// The document, by its place among those that are held.
    document: usize,
    /// The passage, by its place in the document.
    passage: usize,
    /// Its id.
    id: String,
    /// Its heading, in the form in which two are equal.
    heading: String,
    /// Its words, in the form in which two are equal.
    words: String,
    /// The headings above it, below the document's title.
    above: Vec<String>,
}

/// Parts proposals from what they quote, and joins templates of one folder heading by heading.
/// What a proposal quotes in other words than the template has is told.
pub(super) fn settle(
    made: &mut [(Document, Vec<Passage>)],
    cards: &mut [DocumentCard],
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (document, passages) in made.iter_mut() {
        if is_template(document) || is_proposal(document) {
            take_up_lone_quotations(passages);
        }
    }
    let asked = all_asked(made);
    join_templates(made, &asked);
    for at in 0..made.len() {
        if is_proposal(&made[at].0) {
            part(at, made, &asked, cards, &mut problems);
        }
    }
    problems
}

fn is_template(document: &Document) -> bool {
    document.standing == Standing::Requirement && !document.outline
}

fn is_proposal(document: &Document) -> bool {
    document.kind == Kind::Proposal && !is_template(document)
}

/// A requirement may stand under a heading of its own ("Description"), alone below the one that
/// names it: it is what that one asks. Headings beside that one have their requirements directly
/// below them; where none has, it is no requirement's name but that of a group.
fn take_up_lone_quotations(passages: &mut Vec<Passage>) {
    let lone: Vec<(usize, usize)> = passages
        .iter()
        .enumerate()
        .filter(|(_, above)| above.text.is_empty() && !above.path.is_empty())
        .filter_map(|(at, above)| match above.children.as_slice() {
            [child] => Some((at, passages.iter().position(|passage| passage.id == *child)?)),
            _ => None,
        })
        .filter(|(_, below)| {
            let below = &passages[*below];
            below.children.is_empty() && below.part == Part::Section && opens_with_quote(below)
        })
        .filter(|(at, _)| {
            let beside = |passage: &&Passage| passage.parent == passages[*at].parent;
            passages.iter().filter(beside).any(opens_with_quote)
        })
        .collect();
    for (at, below) in &lone {
        let taken = passages[*below].clone();
        let above = &mut passages[*at];
        above.lines = above.lines.to(taken.lines);
        above.set_words(taken.blocks);
        above.children.clear();
        above.aliases.push(taken.id);
        above.aliases.push(taken.citation.url);
        above.aliases.extend(taken.aliases);
    }
    let gone: HashSet<usize> = lone.into_iter().map(|(_, below)| below).collect();
    let mut at = 0;
    passages.retain(|_| {
        at += 1;
        !gone.contains(&(at - 1))
    });
}

fn opens_with_quote(passage: &Passage) -> bool {
    passage.blocks.first().is_some_and(|block| matches!(block.kind, BlockKind::Quote(_)))
}

fn all_asked(made: &[(Document, Vec<Passage>)]) -> Vec<Asked> {
    let templates = made.iter().enumerate().filter(|(_, (document, _))| is_template(document));
    let sections = templates.flat_map(|(at, (_, passages))| {
        let sections = passages.iter().enumerate();
        sections
            .filter(|(_, passage)| passage.part == Part::Section && !passage.path.is_empty())
            .map(move |(place, passage)| (at, place, passage))
    });
    sections
        .map(|(document, passage, section)| Asked {
            document,
            passage,
            id: section.id.clone(),
            heading: slug(&section.heading),
            words: words_key(&section.text),
            above: section.path.iter().skip(1).cloned().collect(),
        })
        .collect()
}

/// Templates of one folder ask different people for the same things. What one says under a heading
/// belongs beside what the other says under it.
fn join_templates(made: &mut [(Document, Vec<Passage>)], asked: &[Asked]) {
    for one in asked {
        let folder = |at: usize| {
            let document: &Document = &made[at].0;
            let folder = document.file.rsplit_once('/').map_or("", |(folder, _)| folder);
            (document.source.clone(), folder.to_owned())
        };
        let own_folder = folder(one.document);
        let others = asked.iter().filter(|other| {
            other.document != one.document
                && other.heading == one.heading
                && folder(other.document) == own_folder
        });
        let (mut beside, mut same_in, mut also_at) = (Vec::new(), Vec::new(), Vec::new());
        for other in others {
            let (document, passages) = &made[other.document];
            beside.push(other.id.clone());
            // Under "Recommendations" the same words ask for less than under "Requirements".
            if !one.words.is_empty() && one.words == other.words && one.above == other.above {
                same_in.push(document.title.clone());
                also_at.push(passages[other.passage].citation.url.clone());
            }
        }
        let passage = &mut made[one.document].1[one.passage];
        passage.beside = beside;
        passage.same_in = same_in;
        passage.also_at.extend(also_at);
    }
}

/// Parts the sections of a proposal into what is asked, which the template keeps, and the answer.
fn part(
    at: usize,
    made: &mut [(Document, Vec<Passage>)],
    asked: &[Asked],
    cards: &mut [DocumentCard],
    problems: &mut Vec<Problem>,
) {
    let mut passages = std::mem::take(&mut made[at].1);
    let template = template_of(&passages, asked);
    for passage in passages.iter_mut().filter(|passage| passage.part == Part::Section) {
        let under_heading = asked_under_heading(passage, asked, template);
        let Some((nearest, quoted)) =
            under_heading.iter().find_map(|asked| Some((*asked, requirement_in(passage, asked)?)))
        else {
            continue;
        };
        let words = words_key(&quoted.text);
        let same: Vec<&Asked> =
            under_heading.into_iter().filter(|asked| asked.words == words).collect();
        for asked in &same {
            let canonical = &mut made[asked.document].1[asked.passage];
            canonical.also_at.push(passage.citation.url.clone());
        }
        let answered = same.first().copied().unwrap_or(nearest);
        let (document, requirements) = &made[answered.document];
        let title = &document.title;
        let announced = if same.is_empty() {
            let how = difference(&quoted.text, &requirements[answered.passage].text);
            let what = format!("“{}” is quoted in other words: {how}", passage.heading);
            let path = made[at].0.path();
            let mut cards = cards.iter_mut();
            if let Some(card) = cards.find(|card| card.id == document.id) {
                card.drift.push(format!("{path}:{}: {what}", quoted.line));
            }
            problems.push(Problem::warning(
                Place::line(path, quoted.line),
                format!("In this copy of `{}` {what}.", answered.id),
                "Leave it if the template has changed since; the template is what is quoted.",
            ));
            format!("what it answers, in other words than {title} has today")
        } else {
            format!("what it answers, quoted from {title}")
        };
        passage.answers = Some(answered.id.clone());
        leave_out(passage, &quoted.blocks, &announced);
    }
    made[at].1 = passages;
}

/// What is asked under a passage's heading; the template that the proposal was made of goes before
/// others.
fn asked_under_heading<'a>(
    passage: &Passage,
    asked: &'a [Asked],
    template: Option<usize>,
) -> Vec<&'a Asked> {
    let heading = slug(&passage.heading);
    let mut under_heading: Vec<&Asked> =
        asked.iter().filter(|asked| asked.heading == heading && !asked.words.is_empty()).collect();
    under_heading.sort_by_key(|asked| Some(asked.document) != template);
    under_heading
}

/// The template that a proposal was made of: the one of which it quotes most.
fn template_of(passages: &[Passage], asked: &[Asked]) -> Option<usize> {
    let quotes = |template: usize| {
        let of_template = asked.iter().filter(|asked| asked.document == template);
        let quoted = of_template.filter(|asked| {
            passages.iter().any(|passage| {
                slug(&passage.heading) == asked.heading
                    && requirement_in(passage, asked)
                        .is_some_and(|quoted| words_key(&quoted.text) == asked.words)
            })
        });
        quoted.count()
    };
    let mut templates: Vec<usize> = asked.iter().map(|asked| asked.document).collect();
    templates.dedup();
    // Of equals the first counts.
    templates.into_iter().rev().max_by_key(|template| quotes(*template))
}

/// What a section of a proposal quotes of its template.
struct Repeated {
    /// The quotations, by their place in the section.
    blocks: HashSet<usize>,
    /// Their words.
    text: String,
    /// Where they begin.
    line: usize,
}

/// The quotations in a section that are what `asked` asks: those whose words stand there, and the
/// one that opens the section where most of its words do.
fn requirement_in(passage: &Passage, asked: &Asked) -> Option<Repeated> {
    let is_asked = |at: usize, block: &Block| {
        let BlockKind::Quote(_) = block.kind else {
            return false;
        };
        let words = words_key(&render(std::slice::from_ref(block), &Plain));
        !words.is_empty()
            && (asked.words.contains(&words) || (at == 0 && alike(&words, &asked.words)))
    };
    let quoted: Vec<(usize, &Block)> =
        passage.blocks.iter().enumerate().filter(|(at, block)| is_asked(*at, block)).collect();
    let (_, first) = quoted.first()?;
    let line = first.lines.first;
    let blocks: Vec<Block> = quoted.iter().map(|(_, block)| (*block).clone()).collect();
    let text = render(&blocks, &Plain);
    Some(Repeated { blocks: quoted.into_iter().map(|(at, _)| at).collect(), text, line })
}

/// Whether most words of one text stand in another.
fn alike(one: &str, other: &str) -> bool {
    let other: HashSet<&str> = other.split(' ').collect();
    let (mut all, mut shared) = (0, 0);
    for word in one.split(' ').collect::<HashSet<_>>() {
        all += 1;
        shared += usize::from(other.contains(word));
    }
    2 * shared > all
}

/// Leaves the quotations at these places out of a passage, and says so where they stood.
fn leave_out(passage: &mut Passage, quotations: &HashSet<usize>, announced: &str) {
    let mut blocks = std::mem::take(&mut passage.blocks);
    for at in quotations {
        if let Some(block) = blocks.get_mut(*at) {
            block.kind = BlockKind::Generated(announced.to_owned());
        }
    }
    let shows = |block: &&Block| !render(std::slice::from_ref(*block), &Plain).is_empty();
    let own = blocks.iter().filter(shows).map(|block| block.lines).reduce(Lines::to);
    passage.lines = own.unwrap_or(Lines { last: passage.lines.first, ..passage.lines });
    passage.set_words(blocks);
}
