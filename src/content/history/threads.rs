//! Follows every passage from the first commit to the last.
//!
//! A commit's old passages are matched with its new ones: the same words first, wherever they went
//! within the page; then the same id, the same heading, words that are mostly the same; last the same
//! words in another file. What finds no match is gone, or new.

use super::{History, Moment, Thread, Today, Version};
use crate::content::block::Lines;
use crate::content::link::Site;
use crate::content::passage::{Part, Passage};
use crate::content::snapshot::Snapshot;
use crate::content::words::fold;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Words that another file has are the same passage only where they are more than a phrase.
const FEWEST_WORDS_MOVED: usize = 8;
/// The part of their words that two versions of a passage have in common at least.
const ALIKE: f32 = 0.5;

/// A passage as a commit had it.
#[derive(Debug, Clone)]
pub struct Past {
    /// The passage.
    pub passage: Passage,
    /// Its words as `words_key` gives them, with everybody's name of today: where these are the same,
    /// the words are.
    pub words: String,
    /// The names of today that stand in the passage where others stood.
    pub names: Vec<String>,
    /// Whose it is.
    pub claim: Claim,
}

/// Whose a passage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// It is of a document that counts.
    Counts,
    /// It is of a copy.
    Copy,
    /// It stood on the page of a document that does not have it. It is no answer; that its words
    /// stood there counts.
    Nobody,
}

/// What is known of a passage that stands at the commit being looked at.
struct Live {
    thread: usize,
    id: String,
    heading: String,
    url: String,
    part: Part,
    claim: Claim,
    lines: Lines,
    words: String,
    /// Other ids and addresses that it had.
    former: Vec<String>,
}

/// The ids and addresses that a passage had before, by its id today.
pub type FormerNames = HashMap<String, Vec<String>>;

/// Gives the passages of a file's text; the file is named as it is called today, where it is still
/// there, and as it was called then.
pub type Parse<'a> = &'a mut dyn FnMut(Option<&str>, &str, &str) -> Vec<Past>;

/// The history of one source.
pub fn follow(
    source: &str,
    site: &Site,
    snapshot: &Snapshot,
    parse: Parse<'_>,
) -> (History, FormerNames) {
    let today = names_today(snapshot);
    let mut history = History::default();
    // Whose each thread is, at its end.
    let mut claims: Vec<Claim> = Vec::new();
    let mut standing: BTreeMap<String, Vec<Live>> = BTreeMap::new();
    for (at, commit) in snapshot.commits.iter().enumerate() {
        history.moments.push(Moment {
            source: source.to_owned(),
            commit: commit.id.clone(),
            date: commit.day(),
            first: at == 0,
            url: site.commit_url(&commit.id),
            pull_request: commit.pull_request,
            pull_request_url: commit.pull_request.and_then(|number| site.pull_request_url(number)),
        });
        let mut old: Vec<(String, Live)> = Vec::new();
        let mut new: Vec<(String, Past)> = Vec::new();
        for change in &commit.changes {
            let before = change.was.as_ref().unwrap_or(&change.file);
            // What a commit moved is called by its new name on both sides.
            let gone = standing.remove(before).unwrap_or_default();
            old.extend(gone.into_iter().map(|live| (change.file.clone(), live)));
            let text = change.text.and_then(|text| snapshot.texts.get(text));
            if let Some(text) = text {
                let name = today.get(&(at, change.file.as_str())).map(String::as_str);
                let passages = parse(name, &change.file, text);
                new.extend(passages.into_iter().map(|past| (change.file.clone(), past)));
            }
        }
        // What lay where a file was moved to is gone, or went on elsewhere in the same commit.
        for change in commit.changes.iter().filter(|change| change.was.is_some()) {
            let gone = standing.remove(&change.file).unwrap_or_default();
            old.extend(gone.into_iter().map(|live| (change.file.clone(), live)));
        }
        let matches = matched(&old, &new);
        let carried = carried(&history, &standing, &old, &new, &matches);
        let mut old: Vec<Option<Live>> = old.into_iter().map(|(_, live)| Some(live)).collect();
        for (((file, past), matched), carried) in new.into_iter().zip(matches).zip(carried) {
            let before = matched.and_then(|place| old.get_mut(place).and_then(Option::take));
            let permalink = site
                .permalink(&file, &commit.id, past.passage.lines)
                .filter(|_| past.names.is_empty());
            let live = succeed(&mut history, at, before, carried, past, permalink);
            claims.resize(history.threads.len(), live.claim);
            claims[live.thread] = live.claim;
            standing.entry(file).or_default().push(live);
        }
        for gone in old.into_iter().flatten() {
            if let Some(version) = history.threads[gone.thread].versions.last_mut() {
                version.until = Some(at);
            }
        }
    }
    let mut former = FormerNames::new();
    for (file, live) in standing
        .into_iter()
        .flat_map(|(file, lives)| lives.into_iter().map(move |live| (file.clone(), live)))
    {
        let head = snapshot.head();
        history.threads[live.thread].today = Some(Today {
            permalink: head.and_then(|head| site.permalink(&file, &head.id, live.lines)),
            url: live.url,
        });
        if live.claim == Claim::Counts && !live.former.is_empty() {
            former.insert(live.id, live.former);
        }
    }
    let mut claims = claims.into_iter();
    history.threads.retain(|_| claims.next() != Some(Claim::Nobody));
    (history, former)
}

/// For each passage that no commit had before in its place: the version of another passage that has its
/// words at this moment.
fn carried(
    history: &History,
    standing: &BTreeMap<String, Vec<Live>>,
    old: &[(String, Live)],
    new: &[(String, Past)],
    matches: &[Option<usize>],
) -> Vec<Option<Version>> {
    let stayed = new.iter().zip(matches).filter_map(|((_, past), matched)| {
        let (_, live) = old.get((*matched)?)?;
        (live.words == past.words).then_some(live)
    });
    let mut threads: HashMap<(&str, Part), usize> = HashMap::new();
    for live in standing.values().flatten().chain(stayed) {
        if live.claim != Claim::Copy {
            threads.entry((&live.words, live.part)).or_insert(live.thread);
        }
    }
    let elsewhere = |past: &Past| {
        let thread = threads.get(&(past.words.as_str(), past.passage.part))?;
        history.threads[*thread].versions.last().cloned()
    };
    new.iter()
        .zip(matches)
        .map(|((_, past), matched)| {
            let fits = matched.is_none()
                && past.claim == Claim::Counts
                && past.words.split(' ').count() >= FEWEST_WORDS_MOVED;
            fits.then(|| elsewhere(past)).flatten()
        })
        .collect()
}

/// Goes on with the thread of `before`, or begins one: with the version from which its words were
/// carried here, if they were.
fn succeed(
    history: &mut History,
    at: usize,
    before: Option<Live>,
    carried: Option<Version>,
    past: Past,
    permalink: Option<String>,
) -> Live {
    let Past { passage, words, names, claim } = past;
    let copy = claim == Claim::Copy;
    let version = Version {
        from: at,
        until: None,
        heading: passage.heading.clone(),
        text: passage.text,
        permalink,
        names,
    };
    let mut former = Vec::new();
    let thread = match before {
        Some(before) => {
            let thread = &mut history.threads[before.thread];
            match thread.versions.last_mut() {
                // What stands at the head is told in the document's own words.
                Some(last) if before.words == words && version.names.is_empty() => {
                    if !last.names.is_empty() {
                        *last = Version { from: last.from, permalink: None, ..version };
                    }
                }
                Some(_) if before.words == words => {}
                last => {
                    if let Some(last) = last {
                        last.until = Some(at);
                    }
                    thread.versions.push(version);
                }
            }
            thread.document.clone_from(&passage.citation.document);
            thread.passage.clone_from(&passage.id);
            thread.copy = copy;
            former = before.former;
            if before.id != passage.id {
                former.push(before.id);
            }
            if before.url != passage.citation.url {
                former.push(before.url);
            }
            before.thread
        }
        None => {
            history.threads.push(Thread {
                document: passage.citation.document.clone(),
                passage: passage.id.clone(),
                part: passage.part,
                today: None,
                copy,
                carried: carried.is_some(),
                versions: vec![carried.unwrap_or(version)],
            });
            history.threads.len() - 1
        }
    };
    Live {
        thread,
        id: passage.id,
        heading: passage.heading,
        url: passage.citation.url,
        part: passage.part,
        claim,
        lines: passage.lines,
        words,
        former,
    }
}

/// For each new passage the place of the old one that it was.
fn matched(old: &[(String, Live)], new: &[(String, Past)]) -> Vec<Option<usize>> {
    let mut matches: Vec<Option<usize>> = vec![None; new.len()];
    let mut taken: HashSet<usize> = HashSet::new();
    type Rule<'a> = &'a dyn Fn(&(String, Live), &(String, Past), &str) -> bool;
    let rules: [Rule<'_>; 5] = [
        &|(file, live), (new_file, past), words| {
            file == new_file && live.id == past.passage.id && live.words == words
        },
        &|(file, live), (new_file, _), words| {
            file == new_file && !words.is_empty() && live.words == words
        },
        &|(file, live), (new_file, past), _| {
            // An item's id is made of its words: another item may come to bear it.
            file == new_file && live.id == past.passage.id && live.part != Part::Item
        },
        &|(file, live), (new_file, past), _| {
            file == new_file
                && live.part != Part::Item
                && fold(&live.heading) == fold(&past.passage.heading)
        },
        &|(_, live), _, words| {
            live.words == words && words.split(' ').count() >= FEWEST_WORDS_MOVED
        },
    ];
    let alike_before = rules.len() - 1;
    for (number, rule) in rules.iter().enumerate() {
        if number == alike_before {
            match_alike(old, new, &mut matches, &mut taken);
        }
        for (place, candidate) in new.iter().enumerate() {
            if matches[place].is_some() {
                continue;
            }
            let found = old.iter().enumerate().position(|(at, before)| {
                !taken.contains(&at)
                    && same_kind(&before.1, &candidate.1)
                    && rule(before, candidate, &candidate.1.words)
            });
            if let Some(at) = found {
                taken.insert(at);
                matches[place] = Some(at);
            }
        }
    }
    matches
}

/// Whether one may have become the other. What nobody claimed may come to be a document's.
fn same_kind(live: &Live, past: &Past) -> bool {
    live.part == past.passage.part && (live.claim == past.claim || live.claim == Claim::Nobody)
}

/// Matches passages of one file that have most of their words in common, the likest first.
fn match_alike(
    old: &[(String, Live)],
    new: &[(String, Past)],
    matches: &mut [Option<usize>],
    taken: &mut HashSet<usize>,
) {
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (place, (file, past)) in new.iter().enumerate() {
        if matches[place].is_some() {
            continue;
        }
        let bag = Bag::of(&past.words);
        for (at, (old_file, live)) in old.iter().enumerate() {
            let fits = file == old_file && !taken.contains(&at) && same_kind(live, past);
            let likeness = if fits { bag.likeness(&Bag::of(&live.words)) } else { 0.0 };
            if likeness >= ALIKE {
                pairs.push((likeness, place, at));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (_, place, at) in pairs {
        if matches[place].is_none() && taken.insert(at) {
            matches[place] = Some(at);
        }
    }
}

/// The words of a text, counted.
struct Bag(HashMap<String, usize>);

impl Bag {
    fn of(text: &str) -> Bag {
        let mut bag = HashMap::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            *bag.entry(fold(word)).or_insert(0) += 1;
        }
        Bag(bag)
    }

    /// The part of both texts' words that they have in common, from 0 to 1.
    fn likeness(&self, other: &Bag) -> f32 {
        let all: usize = self.0.values().chain(other.0.values()).sum();
        let common: usize = self
            .0
            .iter()
            .map(|(word, count)| (*count).min(other.0.get(word).copied().unwrap_or(0)))
            .sum();
        if all == 0 { 0.0 } else { 2.0 * common as f32 / all as f32 }
    }
}

/// What each file that a commit touched is called at the head, where it is still there.
fn names_today(snapshot: &Snapshot) -> HashMap<(usize, &str), String> {
    let mut today: HashMap<&str, String> =
        snapshot.files.keys().map(|file| (file.as_str(), file.clone())).collect();
    let mut names = HashMap::new();
    for (at, commit) in snapshot.commits.iter().enumerate().rev() {
        for change in &commit.changes {
            if change.text.is_some()
                && let Some(name) = today.get(change.file.as_str())
            {
                names.insert((at, change.file.as_str()), name.clone());
            }
        }
        // Before this commit, what it moved had another name, and what it added was another file.
        for change in &commit.changes {
            if let Some(was) = &change.was
                && let Some(name) = today.remove(change.file.as_str())
            {
                today.insert(was, name);
            }
        }
    }
    names
}
