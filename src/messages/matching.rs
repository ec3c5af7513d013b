//! Which answers of a message belong to which command of it, once it was edited.
//!
//! Pure. A command is known by its fingerprint, wherever it stands: one that did not change keeps its
//! answer.

use crate::ledger::Standing;

/// Stands for the fingerprint of what is no answer to a command: that somebody has to wait.
pub(super) const WAIT: &str = "wait";
/// The same, before their number, of commands that are left out.
pub(super) const LEFT_OUT: &str = "left out ";
/// Stands before the fingerprint of a command whose asker alone was told that nothing was found: no
/// secret, so that a better answer may be everybody's.
pub(super) const MISS: &str = "miss ";

/// A command, and what stands that it takes the place of.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Match {
    /// Its number.
    pub(super) command: u8,
    /// What stands that it takes the place of.
    pub(super) before: Vec<Standing>,
    /// Whether what stands is its answer already.
    pub(super) is_same: bool,
}

/// What stands for each command of an edited message, by their fingerprints: first its own answer, and
/// then those that are no longer asked for, in their order.
pub(super) fn matches(standing: &[Standing], fingerprints: &[String]) -> Vec<Match> {
    let mut numbers: Vec<u8> = standing
        .iter()
        .filter(|of| of.fingerprint != WAIT && !of.fingerprint.starts_with(LEFT_OUT))
        .map(|of| of.command)
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let of = |number: u8| standing.iter().filter(move |of| of.command == number);
    let own: Vec<Option<u8>> = fingerprints
        .iter()
        .map(|print| {
            let own = |of: &Standing| {
                of.fingerprint.strip_prefix(MISS).unwrap_or(&of.fingerprint) == print
            };
            let is_its = |number: &u8| of(*number).all(own);
            let at = numbers.iter().position(is_its)?;
            Some(numbers.remove(at))
        })
        .collect();
    let mut others = numbers.into_iter();
    let mut used: Vec<u8> = standing.iter().map(|of| of.command).collect();
    own.into_iter()
        .map(|own| {
            let number = own.or_else(|| others.next());
            let command = number.unwrap_or_else(|| free(&used));
            used.push(command);
            let before = of(command).filter(|_| number.is_some()).cloned().collect();
            Match { command, before, is_same: own.is_some() }
        })
        .collect()
}

/// The first number that is none of these.
pub(super) fn free(used: &[u8]) -> u8 {
    (0..u8::MAX).find(|number| !used.contains(number)).unwrap_or(u8::MAX)
}

/// The first number of a command of which nothing stands.
pub fn free_number(standing: &[Standing]) -> u8 {
    free(&standing.iter().map(|of| of.command).collect::<Vec<u8>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What each command takes the place of: its number, the fingerprint of what stands, and whether it
    /// stays.
    fn matched(standing: &[(u8, &str)], prints: &[&str]) -> Vec<(u8, Option<String>, bool)> {
        let of = |(command, print): &(u8, &str)| Standing {
            command: *command,
            fingerprint: (*print).to_owned(),
            slot: 0,
            channel: "here".to_owned(),
            message: "m".to_owned(),
            private: false,
        };
        let standing: Vec<Standing> = standing.iter().map(of).collect();
        let prints: Vec<String> = prints.iter().map(|print| (*print).to_owned()).collect();
        let told = |of: Match| {
            (of.command, of.before.first().map(|of| of.fingerprint.clone()), of.is_same)
        };
        matches(&standing, &prints).into_iter().map(told).collect()
    }

    #[test]
    fn what_is_still_asked_stays_and_others_take_the_places_that_are_left() {
        let some = |print: &str| Some(print.to_owned());
        let standing = [(0, "a"), (1, "b"), (2, "c")];
        assert_eq!(
            matched(&standing, &["a", "x", "c"]),
            [(0, some("a"), true), (1, some("b"), false), (2, some("c"), true)]
        );
        assert_eq!(matched(&standing, &["b"]), [(1, some("b"), true)]);
        assert_eq!(matched(&[(0, "a")], &["x", "a"]), [(1, None, false), (0, some("a"), true)]);
        // The same asked twice has two answers.
        assert_eq!(matched(&[(0, "a")], &["a", "a"]), [(0, some("a"), true), (1, None, false)]);
        // That somebody has to wait is no answer, and what is not known is not the same.
        assert_eq!(matched(&[(0, WAIT), (1, "")], &["a"]), [(1, some(""), false)]);
    }
}
