//! What speaks for an entry being the one that was meant, and what its score is made of.
//!
//! Its words one by one count as [`super::tally`] weighs them, and what they say together as
//! [`super::sought`] finds it. Here is how much each of these counts beside the others.

use serde::Serialize;

/// How much the words of one sentence count once more, for standing together.
const TOGETHER: f32 = 0.45;
/// How much the words of a phrase that people say count once more.
const SAID: f32 = 0.6;
/// How much the words of the heading count once more, the more the less else it has.
const TITLED: f32 = 1.75;
/// How much two neighbouring words count once more where they are neighbours too.
const ADJACENT: f32 = 0.45;
/// What is left of a score where next to nothing of the question is covered.
const UNCOVERED: f32 = 0.4;
/// How much more an entry counts whose document the question names.
const NAMED: f32 = 0.65;

/// What speaks for an entry. All but the shares are in units of a word's rarity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Evidence {
    /// Its words, one by one.
    pub words: f32,
    /// The sentence that has most of them.
    pub together: f32,
    /// The phrase in its hints that has most of them.
    pub said: f32,
    /// How many words of the question that phrase has.
    pub said_words: usize,
    /// The words in its heading.
    pub titled: f32,
    /// Two words that are neighbours in the question and in the entry.
    pub adjacent: f32,
    /// How much of what the question says the entry has, from 0 to 1.
    pub coverage: f32,
    /// The same, where words that the entry lacks count as much as those that it has.
    pub share: f32,
    /// Whether the question names its document.
    pub named: bool,
    /// What its standing leaves of the score, from 0 to 1.
    pub standing: f32,
}

impl Evidence {
    /// How well the entry fits.
    pub fn score(&self) -> f32 {
        self.sum() * (UNCOVERED + self.coverage) * self.standing * self.naming()
    }

    /// What it is made of, each by its name and weighed.
    pub fn parts(&self) -> [(&'static str, f32); 5] {
        [
            ("words", self.words),
            ("sentence", TOGETHER * self.together),
            ("hint", SAID * self.said),
            ("heading", TITLED * self.titled),
            ("neighbours", ADJACENT * self.adjacent),
        ]
    }

    /// All that its words and their places come to.
    pub fn sum(&self) -> f32 {
        self.parts().iter().map(|(_, part)| part).sum()
    }

    fn naming(&self) -> f32 {
        if self.named { 1.0 + NAMED } else { 1.0 }
    }
}
