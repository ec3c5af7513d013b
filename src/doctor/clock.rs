//! The clock of this machine, held against those of the servers that answered.

use super::Check;
use jiff::SignedDuration;
use std::time::Duration;

const NAME: &str = "clock";

/// From here on somebody should look.
const ODD: Duration = Duration::from_secs(30);
/// From here on signed requests are refused, and answers tell wrong ages.
const WRONG: Duration = Duration::from_secs(5 * 60);

/// How the clock is, if it is so far ahead of the servers' clocks.
pub(super) fn examine(ahead: &[SignedDuration]) -> Check {
    // One server may be wrong; a clock that agrees with any of them is right.
    let Some(gap) = ahead.iter().min_by_key(|gap| gap.unsigned_abs()) else {
        return Check::ok(NAME, "Not compared: no server told the time.");
    };
    let direction = if gap.is_negative() { "behind" } else { "ahead of" };
    let what =
        format!("This machine's clock is {} {direction} the servers'.", time(gap.unsigned_abs()));
    let remedy = "Set the clock, and have the system keep it right (NTP).";
    match gap.unsigned_abs() {
        gap if gap > WRONG => Check::mend(NAME, what, remedy),
        gap if gap > ODD => Check::look(NAME, what, remedy),
        _ => Check::ok(NAME, "Right, as far as the servers tell."),
    }
}

fn time(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..120 => format!("{seconds} seconds"),
        seconds @ 120..7200 => format!("{} minutes", seconds / 60),
        seconds @ 7200..172_800 => format!("{} hours", seconds / 3600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    fn of(seconds: &[i64]) -> (Verdict, String) {
        let ahead: Vec<SignedDuration> =
            seconds.iter().map(|seconds| SignedDuration::from_secs(*seconds)).collect();
        let check = examine(&ahead);
        (check.verdict, check.what)
    }

    #[test]
    fn a_clock_is_well_up_to_half_a_minute_and_wrong_beyond_five() {
        let cases = [
            (30, Verdict::Ok),
            (-30, Verdict::Ok),
            (31, Verdict::Look),
            (-300, Verdict::Look),
            (301, Verdict::Mend),
            (-301, Verdict::Mend),
            (i64::MIN, Verdict::Mend),
        ];
        for (seconds, verdict) in cases {
            assert_eq!(of(&[seconds]).0, verdict, "{seconds}");
        }
    }

    #[test]
    fn it_says_how_far_and_in_which_direction() {
        assert_eq!(of(&[400]).1, "This machine's clock is 6 minutes ahead of the servers'.");
        assert_eq!(of(&[-90]).1, "This machine's clock is 90 seconds behind the servers'.");
    }

    #[test]
    fn one_server_that_agrees_is_enough() {
        assert_eq!(of(&[4000, -2, -9000]).0, Verdict::Ok);
    }

    #[test]
    fn where_nobody_told_the_time_nothing_is_claimed() {
        assert_eq!(of(&[]), (Verdict::Ok, "Not compared: no server told the time.".to_owned()));
    }
}
