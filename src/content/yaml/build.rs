//! From a YAML text to the tree of its nodes, by way of the library.
//!
//! The library hands values to serde, which knows nothing of places. It does add the place to the
//! message of an error, though. So everything is asked for twice: the question *where* always
//! fails and takes nothing from the input, and its failure tells the place and whether a scalar
//! stands there; the question *what* then reads. Scalars are asked for as strings, because only
//! then does the library leave `no` and `1.10` alone.

use super::{Entry, Node, Problem, Source, Spot, Value, mistakes};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess,
    SeqAccess, Visitor,
};
use std::cell::Cell;
use std::fmt;

/// The levels a file may have. Ours have four.
const MAX_DEPTH: usize = 32;
/// The length a key may have, in bytes. The library repeats keys in the messages we ask it for.
const MAX_KEY: usize = 300;

/// Where every text begins.
const START: Spot = Spot { line: 1, column: 1 };

/// Where the library stopped reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The text is no YAML from here on.
    Broken(Spot),
    /// The text is YAML, but holds several documents.
    SecondDocument,
}

/// Reads a text to its end and keeps nothing.
pub(super) fn parse(text: &str) -> Result<(), Fault> {
    for (index, document) in serde_yaml::Deserializer::from_str(text).enumerate() {
        if let Err(error) = IgnoredAny::deserialize(document) {
            return Err(Fault::Broken(spot_of(&error)));
        }
        if index == 1 {
            return Err(Fault::SecondDocument);
        }
    }
    Ok(())
}

/// Builds the tree of a text for which [`parse`] found no fault.
pub(super) fn tree(source: &Source) -> Result<Node, Problem> {
    let reading = Reading {
        source,
        characters: source.lines.iter().map(|line| line.chars().collect()).collect(),
        scalar: Cell::new(false),
        refused: Cell::new(None),
    };
    let root = || serde_yaml::Deserializer::from_str(&source.text);
    let read = match Where(&reading).deserialize(root()) {
        Ok(never) => match never {},
        Err(error) => {
            // Outside of visitors the place is to be had directly; an empty text has none.
            let place = error.location().map(|_| spot_of(&error));
            let empty = (!reading.scalar.get()).then_some(START);
            reading.found(&error, START, place.or(empty))
        }
    }
    .and_then(|found| found.what(&reading, 0).deserialize(root()));
    read.map_err(|error: serde_yaml::Error| reading.problem(&error))
}

/// Why a text that is YAML is not read all the same.
#[derive(Debug, Clone, Copy)]
enum Refusal {
    /// An anchor, an alias or a tag.
    Sign(Spot),
    /// A key that is no text, or far too long for one.
    Key(Spot),
    /// Too many levels.
    Depth(Spot),
}

/// What is shared by all questions to one text.
struct Reading<'s> {
    source: &'s Source,
    characters: Vec<Vec<char>>,
    /// Whether the last question *where* met a scalar.
    scalar: Cell<bool>,
    refused: Cell<Option<Refusal>>,
}

/// The answer to the question *where*.
#[derive(Clone, Copy)]
struct Found {
    spot: Spot,
    scalar: bool,
}

impl Found {
    fn what<'r, 's>(self, reading: &'r Reading<'s>, depth: usize) -> What<'r, 's> {
        What { reading, found: self, depth }
    }
}

impl Reading<'_> {
    /// Takes the place from the failure of the question *where*.
    ///
    /// The library leaves the place out in two cases: at the very `start` of the text, and at a
    /// tag, which is the next `!` after the place `before`.
    fn found<E: Error>(&self, error: &E, before: Spot, start: Option<Spot>) -> Result<Found, E> {
        let scalar = self.scalar.take();
        let Some(spot) = spot_in(&error.to_string()).or(start) else {
            return Err(self.refuse(Refusal::Sign(self.next_tag(before))));
        };
        // Anchors come before their aliases, so that no alias is ever followed.
        if matches!(self.character(spot), Some('&' | '!' | '*')) {
            return Err(self.refuse(Refusal::Sign(spot)));
        }
        Ok(Found { spot, scalar })
    }

    fn character(&self, spot: Spot) -> Option<char> {
        let line = self.characters.get(spot.line.checked_sub(1)?)?;
        line.get(spot.column.checked_sub(1)?).copied()
    }

    fn next_tag(&self, before: Spot) -> Spot {
        for (index, line) in self.characters.iter().enumerate().skip(before.line - 1) {
            let from = if index + 1 == before.line { before.column - 1 } else { 0 };
            if let Some(at) = line.iter().skip(from).position(|&one| one == '!') {
                return Spot { line: index + 1, column: from + at + 1 };
            }
        }
        before
    }

    /// Notes why reading ends here; the error only carries the news upwards.
    fn refuse<E: Error>(&self, refusal: Refusal) -> E {
        self.refused.set(Some(refusal));
        E::custom("refused")
    }

    fn problem(&self, error: &serde_yaml::Error) -> Problem {
        match self.refused.get() {
            Some(Refusal::Sign(spot)) => mistakes::sign(self.source, spot),
            Some(Refusal::Key(spot)) => mistakes::odd_key(self.source, spot),
            Some(Refusal::Depth(spot)) => self.source.too_deep(spot),
            None => mistakes::unexplained(self.source, spot_of(error)),
        }
    }
}

/// The question *where*: asks for what the library never has, and so takes nothing.
struct Where<'r, 's>(&'r Reading<'s>);

/// There is no answer to [`Where`] but an error.
enum Never {}

impl<'de> DeserializeSeed<'de> for Where<'_, '_> {
    type Value = Never;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Never, D::Error> {
        input.deserialize_enum("", &[], self)
    }
}

impl<'de> Visitor<'de> for Where<'_, '_> {
    type Value = Never;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("its place")
    }

    // The library comes here with scalars only: a scalar may be the name of a variant.
    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Never, A::Error> {
        self.0.scalar.set(true);
        Err(A::Error::custom("scalar"))
    }
}

/// The question *what*: reads the value for which [`Where`] told the place.
struct What<'r, 's> {
    reading: &'r Reading<'s>,
    found: Found,
    depth: usize,
}

impl What<'_, '_> {
    fn node(&self, value: Value) -> Node {
        Node { spot: self.found.spot, value }
    }

    fn deeper<E: Error>(&self) -> Result<usize, E> {
        if self.depth == MAX_DEPTH {
            return Err(self.reading.refuse(Refusal::Depth(self.found.spot)));
        }
        Ok(self.depth + 1)
    }
}

impl<'de> DeserializeSeed<'de> for What<'_, '_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Node, D::Error> {
        if self.found.scalar { input.deserialize_str(self) } else { input.deserialize_any(self) }
    }
}

impl<'de> Visitor<'de> for What<'_, '_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    /// A file of nothing but comments.
    fn visit_none<E: Error>(self) -> Result<Node, E> {
        Ok(self.node(Value::Empty))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Node, E> {
        let first = self.reading.character(self.found.spot);
        let in_quotes = matches!(first, Some('"' | '\''));
        let in_block = matches!(first, Some('|' | '>'));
        let nothing = match text {
            "" => !in_quotes,
            "~" | "null" | "Null" | "NULL" => !in_quotes && !in_block,
            _ => false,
        };
        Ok(self.node(if nothing { Value::Empty } else { Value::Text(text.to_owned()) }))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let depth = self.deeper()?;
        let mut before = self.found.spot;
        let mut list = Vec::new();
        loop {
            let found = match items.next_element_seed(Where(self.reading)) {
                Ok(None) => return Ok(self.node(Value::List(list))),
                Ok(Some(never)) => match never {},
                Err(error) => self.reading.found(&error, before, None)?,
            };
            before = found.spot;
            list.extend(items.next_element_seed(found.what(self.reading, depth))?);
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let depth = self.deeper()?;
        // The first key of a map stands where the map does, unless signs begin the map.
        let signs = matches!(self.reading.character(self.found.spot), Some('{' | '?' | ':'));
        let start = (!signs && self.found.spot == START).then_some(START);
        let mut before = self.found.spot;
        let mut entries = Vec::new();
        loop {
            let start = entries.is_empty().then_some(start).flatten();
            let key = match map.next_key_seed(Where(self.reading)) {
                Ok(None) => return Ok(self.node(Value::Map(entries))),
                Ok(Some(never)) => match never {},
                Err(error) => self.reading.found(&error, before, start)?,
            };
            let refusal = Refusal::Key(key.spot);
            if !key.scalar {
                return Err(self.reading.refuse(refusal));
            }
            let text =
                match map.next_key_seed(key.what(self.reading, depth))?.map(|node| node.value) {
                    Some(Value::Text(text)) if text.len() <= MAX_KEY => text,
                    _ => return Err(self.reading.refuse(refusal)),
                };
            let found = match map.next_value_seed(Where(self.reading)) {
                Ok(never) => match never {},
                Err(error) => self.reading.found(&error, key.spot, None)?,
            };
            before = found.spot;
            entries.push(Entry {
                key: text,
                spot: key.spot,
                value: map.next_value_seed(found.what(self.reading, depth))?,
            });
        }
    }
}

fn spot_of(error: &serde_yaml::Error) -> Spot {
    error
        .location()
        .map_or(Spot { line: 1, column: 1 }, |at| Spot { line: at.line(), column: at.column() })
}

/// The place at the end of a message: `… at line 3 column 5`.
///
/// Inside a visitor the error's type is hidden, and its message is the only way to the place.
fn spot_in(message: &str) -> Option<Spot> {
    let (rest, column) = message.rsplit_once(" column ")?;
    let (_, line) = rest.rsplit_once(" at line ")?;
    Some(Spot { line: line.parse().ok()?, column: column.parse().ok()? })
}
