//! How many slips of the fingers part two words.
//!
//! Knows letters alone: what a word means, and which slips are likely, is for others to know.

/// How many single changes (a letter put in, left out, changed, or two swapped) part two words, as
/// far as `most`; `None` beyond.
pub fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
    if !Letters::of(a).may_be_within(Letters::of(b), most) {
        return None;
    }
    Distances::to(a, most).of(b, 0).whole
}

/// How far a word and its beginnings are from another word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parted {
    /// The changes that part the whole words; `None` where these are too many.
    pub whole: Option<usize>,
    /// The changes that part the nearest beginning; `None` where these are too many.
    pub beginning: Option<usize>,
}

/// The distances of many words to one, as far as some number of changes.
///
/// Of the table of distances (the optimal string alignment of
/// <https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance>) only the cells near its
/// diagonal can be small enough. The rows, one for each letter of the word that was held against the
/// one, stay for the next word that begins with the same letters.
#[derive(Debug)]
pub struct Distances {
    letters: Vec<char>,
    most: usize,
    /// The cells near the diagonal, row by row. Each row ends with a cell that is beyond, so that
    /// every cell has neighbours.
    cells: Vec<usize>,
    /// Of each row, how far the nearest beginning is that ends there or before.
    nearest: Vec<usize>,
}

impl Distances {
    /// Those to `word`, as far as `most` changes.
    pub fn to(word: &str, most: usize) -> Distances {
        let letters: Vec<char> = word.chars().collect();
        let mut distances = Distances { most, cells: Vec::new(), nearest: Vec::new(), letters };
        let width = distances.width();
        // As many rows as a word can have that is near enough.
        let rows = distances.letters.len() + most + 2;
        distances.cells.reserve(rows * width);
        distances.nearest.reserve(rows);
        let first = (0..width).map(|cell| {
            let cost =
                cell.checked_sub(most).filter(|left_out| *left_out <= distances.letters.len());
            cost.unwrap_or(most + 1)
        });
        distances.cells.extend(first);
        distances.nearest.push(distances.letters.len());
        distances
    }

    /// How far `other` is, which has at least its first `shared` letters in common with the word that
    /// was asked for before.
    pub fn of(&mut self, other: &str, shared: usize) -> Parted {
        let width = self.width();
        self.nearest.truncate(shared + 1);
        self.cells.truncate(self.nearest.len() * width);
        // What no beginning of the one is near enough to, the whole of it is not either.
        if self.is_beyond() {
            return self.parted(None);
        }
        let mut before = None;
        for (at, letter) in other.chars().enumerate() {
            if at + 1 >= self.nearest.len() {
                self.add_row(letter, before);
                if self.is_beyond() {
                    return self.parted(None);
                }
            }
            before = Some(letter);
        }
        let end = self.end_of_row(self.nearest.len() - 1);
        self.parted(end)
    }

    /// The cells of a row: the diagonal, as many on each side as there may be changes, and the last.
    fn width(&self) -> usize {
        2 * self.most + 2
    }

    /// Whether every cell of the last row is.
    fn is_beyond(&self) -> bool {
        self.cells.iter().rev().take(self.width()).all(|cost| *cost > self.most)
    }

    /// Adds the row of a letter, with the letter before it.
    fn add_row(&mut self, letter: char, before: Option<char>) {
        let (width, most) = (self.width(), self.most);
        let (row, start) = (self.nearest.len(), self.cells.len());
        for cell in 0..width - 1 {
            let cost = match (row + cell).checked_sub(most) {
                Some(0) => row,
                Some(column) if column <= self.letters.len() => {
                    // The same column of the row above is one cell further along the diagonal.
                    let above = start + cell - width;
                    let changed = usize::from(self.letters[column - 1] != letter);
                    let mut cost = (self.cells[above] + changed)
                        .min(self.cells[above + 1] + 1)
                        .min(self.cells[start + cell - 1] + 1);
                    if column > 1
                        && row > 1
                        && self.letters[column - 2] == letter
                        && before == Some(self.letters[column - 1])
                    {
                        cost = cost.min(self.cells[above - width] + 1);
                    }
                    cost
                }
                _ => most + 1,
            };
            self.cells.push(cost);
        }
        self.cells.push(most + 1);
        let last = self.nearest.last().copied().unwrap_or(most + 1);
        self.nearest.push(self.end_of_row(row).map_or(last, |cost| cost.min(last)));
    }

    /// What parts the whole of the one from so many letters of the other, where the cell is kept.
    fn end_of_row(&self, row: usize) -> Option<usize> {
        let cell = (self.letters.len() + self.most).checked_sub(row)?;
        (cell < self.width()).then(|| self.cells.get(row * self.width() + cell).copied())?
    }

    fn parted(&self, whole: Option<usize>) -> Parted {
        let within = |cost: &usize| *cost <= self.most;
        Parted {
            whole: whole.filter(within),
            beginning: self.nearest.last().copied().filter(within),
        }
    }
}

/// What a word's letters say of its distance to others, at a glance.
#[derive(Debug, Clone, Copy)]
pub struct Letters {
    count: usize,
    /// Which there are: a bit for each, shared by letters that are 64 apart.
    which: u64,
}

impl Letters {
    /// The letters of a word.
    pub fn of(word: &str) -> Letters {
        word.chars().fold(Letters { count: 0, which: 0 }, |letters, c| Letters {
            count: letters.count + 1,
            which: letters.which | 1 << (u32::from(c) % 64),
        })
    }

    /// Whether two words may be at most so many changes apart; most pairs of words cannot be.
    pub fn may_be_within(self, other: Letters, most: usize) -> bool {
        // One change takes away at most one letter and brings at most one.
        self.count.abs_diff(other.count) <= most && are_at_most(self.which ^ other.which, 2 * most)
    }

    /// Whether a word may be at most so many changes from some part of another: one change brings at most
    /// one letter that the other lacks.
    pub fn may_be_within_part_of(self, other: Letters, most: usize) -> bool {
        self.count <= other.count + most && are_at_most(self.which & !other.which, most)
    }
}

/// Whether at most so many bits are set. Counting all of them takes longer where processors of every
/// age must understand the program.
fn are_at_most(bits: u64, most: usize) -> bool {
    let without_lowest = |bits: u64, _| bits & bits.wrapping_sub(1);
    (0..most).fold(bits, without_lowest) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swap_is_one_change() {
        assert_eq!(distance("toxicity", "toxcity", 2), Some(1));
        assert_eq!(distance("form", "from", 2), Some(1));
        assert_eq!(distance("abc", "xyz", 2), None);
        assert_eq!(distance("", "ab", 2), Some(2));
        assert_eq!(distance("kitten", "sitting", 3), Some(3));
        assert_eq!(distance("kitten", "sitting", 2), None);
    }

    #[test]
    fn a_slip_in_the_beginning_of_a_word_is_one_change() {
        for (typed, word, expected) in [
            ("cond", "conduct", Some(0)),
            ("cnodu", "conduct", Some(1)),
            ("ondu", "conduct", Some(1)),
            ("xonduct", "conduct", Some(1)),
            ("condd", "conduct", Some(1)),
            ("", "conduct", Some(0)),
            ("a", "", Some(1)),
            ("duct", "conduct", None),
        ] {
            let parted = Distances::to(typed, 1).of(word, 0);
            assert_eq!(parted.beginning, expected, "{typed} {word}");
        }
    }

    /// The distance as it is defined, letter by letter from the end.
    fn defined(a: &[char], b: &[char]) -> usize {
        let ([a_start @ .., a_last], [b_start @ .., b_last]) = (a, b) else {
            return a.len().max(b.len());
        };
        let mut cost = defined(a_start, b_start) + usize::from(a_last != b_last);
        cost = cost.min(defined(a_start, b) + 1).min(defined(a, b_start) + 1);
        if let ([a_start @ .., a_before], [b_start @ .., b_before]) = (a_start, b_start)
            && (a_before, a_last) == (b_last, b_before)
        {
            cost = cost.min(defined(a_start, b_start) + 1);
        }
        cost
    }

    #[test]
    fn words_in_their_order_are_as_far_from_one_as_each_is_by_itself() {
        let mut words: Vec<Vec<char>> = vec![Vec::new()];
        for at in 0.. {
            let Some(word) = words.get(at).filter(|word| word.len() < 4).cloned() else {
                break;
            };
            words.extend(['a', 'b', 'é'].map(|letter| [word.as_slice(), &[letter]].concat()));
        }
        words.sort();
        for typed in ["", "a", "ab", "aéb", "abab", "babé", "éabba"] {
            let letters: Vec<char> = typed.chars().collect();
            let mut each = [0, 1, 2, 3].map(|most| Distances::to(typed, most));
            let mut last: &[char] = &[];
            for word in &words {
                let costs = (0..=word.len()).map(|end| defined(&letters, &word[..end]));
                let costs: Vec<usize> = costs.collect();
                let shared = last.iter().zip(word).take_while(|(a, b)| a == b).count();
                last = word;
                let word: String = word.iter().collect();
                for (most, distances) in each.iter_mut().enumerate() {
                    let within = |cost: &usize| *cost <= most;
                    let expected = Parted {
                        whole: costs.last().copied().filter(within),
                        beginning: costs.iter().min().copied().filter(within),
                    };
                    assert_eq!(distances.of(&word, shared), expected, "{typed} {word} {most}");
                }
            }
        }
    }
}
