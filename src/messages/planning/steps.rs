//! From what stands and what is wanted to what is to be done.

use super::{Step, Wanted};
use crate::ledger::Standing;

/// What stands of a miss that the asker alone was told, once the answer is everybody's: what stands where
/// it was asked is changed, and what the asker was written stays as it is.
pub(super) fn open(before: Vec<Standing>, place: &str) -> Vec<Standing> {
    let here = before.into_iter().filter(|standing| standing.channel == place);
    here.map(|standing| Standing { private: false, ..standing }).collect()
}

fn slot(index: usize) -> u8 {
    u8::try_from(index).unwrap_or(u8::MAX)
}

/// What is to be done so that `wanted` stands as the answer to a command that was asked in `channel`,
/// where `standing` does.
pub(super) fn steps<M>(
    channel: &str,
    standing: &[Standing],
    wanted: Vec<Wanted<M>>,
) -> Vec<Step<M>> {
    let mut steps = Vec::new();
    let count = wanted.len();
    for (index, wanted) in wanted.into_iter().enumerate() {
        let slot = slot(index);
        let of_slot = || standing.iter().filter(|standing| standing.slot == slot);
        let here = of_slot().find(|standing| standing.channel == channel).cloned();
        let before = of_slot().find(|standing| standing.channel != channel).cloned();
        if wanted.private || of_slot().any(|standing| standing.private) {
            steps.push(Step::Tell { slot, wanted, before });
            // The words leave the channel before anything else is done.
            let at = steps.len() - 1;
            match here {
                Some(here) if here.private => steps.insert(at, Step::Keep(here)),
                Some(here) => steps.insert(at, Step::Empty(here)),
                None => {}
            }
        } else {
            steps.push(match here {
                Some(standing) => Step::Change { standing, wanted },
                None => Step::Say { slot, wanted },
            });
        }
    }
    let beyond = standing.iter().filter(|standing| usize::from(standing.slot) >= count);
    steps.extend(beyond.cloned().map(Step::Withdraw));
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn want(message: &'static str, private: bool) -> Wanted<&'static str> {
        Wanted { message, private, command: Some("ask"), shows: None }
    }

    fn stands(slot: u8, channel: &str, message: &str, private: bool) -> Standing {
        let (channel, message) = (channel.to_owned(), message.to_owned());
        Standing { command: 0, slot, fingerprint: String::new(), channel, message, private }
    }

    /// The steps in words.
    fn told(standing: &[Standing], wanted: Vec<Wanted<&'static str>>) -> Vec<String> {
        let step = |step: &Step<&str>| match step {
            Step::Say { slot, wanted } => format!("say {slot} {}", wanted.message),
            Step::Change { standing, wanted } => {
                format!("change {} {}", standing.message, wanted.message)
            }
            Step::Tell { slot, wanted, before: None } => {
                format!("tell {slot} {}", wanted.message)
            }
            Step::Tell { wanted, before: Some(before), .. } => {
                format!("tell over {} {}", before.message, wanted.message)
            }
            Step::Empty(standing) => format!("empty {}", standing.message),
            Step::Keep(standing) => format!("keep {}", standing.message),
            Step::Withdraw(standing) => format!("withdraw {}", standing.message),
        };
        steps("here", standing, wanted).iter().map(step).collect()
    }

    #[test]
    fn a_new_question_is_answered_in_the_order_of_its_commands() {
        let wanted = vec![want("a", false), want("b", true), want("c", false)];
        assert_eq!(told(&[], wanted), ["say 0 a", "tell 1 b", "say 2 c"]);
    }

    #[test]
    fn an_edit_changes_what_stands_and_takes_away_what_is_no_longer_asked() {
        let standing = [stands(0, "here", "m0", false), stands(1, "here", "m1", false)];
        assert_eq!(told(&standing, vec![want("x", false)]), ["change m0 x", "withdraw m1"]);
        assert_eq!(told(&standing, Vec::new()), ["withdraw m0", "withdraw m1"]);
        let more = vec![want("x", false), want("y", false), want("z", false)];
        assert_eq!(told(&standing, more), ["change m0 x", "change m1 y", "say 2 z"]);
    }

    #[test]
    fn what_was_private_stays_private() {
        let standing = [stands(0, "elsewhere", "d0", true)];
        assert_eq!(told(&standing, vec![want("x", false)]), ["tell over d0 x"]);
        // Nobody could be written to, which the channel was told.
        let standing = [stands(0, "here", "n0", true)];
        assert_eq!(told(&standing, vec![want("x", false)]), ["keep n0", "tell 0 x"]);
    }

    #[test]
    fn what_becomes_private_leaves_the_channel_first() {
        let standing = [stands(0, "here", "m0", false)];
        assert_eq!(told(&standing, vec![want("x", true)]), ["empty m0", "tell 0 x"]);
        let emptied = [stands(0, "here", "m0", true), stands(0, "elsewhere", "d0", true)];
        assert_eq!(told(&emptied, vec![want("y", false)]), ["keep m0", "tell over d0 y"]);
        assert_eq!(told(&emptied, Vec::new()), ["withdraw m0", "withdraw d0"]);
    }
}
