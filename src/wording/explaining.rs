//! How an answer came about, for those who look after the content: what each word was read as, what
//! fits, and what was decided. In columns, since it is compared line by line in a terminal.

use crate::ask::{Decision, Explanation, FAR_AHEAD, Fitting, Grounds};
use crate::index::ReadWord;
use std::fmt::Write;

/// How many entries that fit are told of to people.
const MOST_FITTING: usize = 5;

/// How an answer came about, in lines.
pub fn explanation(explanation: &Explanation) -> String {
    let outcome = serde_json::to_value(explanation.outcome).unwrap_or_default();
    let mut text = format!("Outcome: {}\n", outcome.as_str().unwrap_or_default());
    if !explanation.searched {
        text.push_str("Nothing was searched: an id, a number, a heading or a name was given.\n");
        return text;
    }
    let scope = explanation.scope.replace(':', " ");
    let _ = writeln!(text, "Searched: {scope}\n\nWords, and how much each says");
    for word in &explanation.words {
        let _ = writeln!(text, "  {:20} {:4.1}  {}", word.typed, word.rarity, read_as(word));
    }
    if explanation.words.is_empty() {
        text.push_str("  None says anything.\n");
    }
    text.push_str("\nWhat fits, best first\n");
    for fitting in explanation.fitting.iter().take(MOST_FITTING) {
        let _ = writeln!(text, "  {:6.2}  {}  {}", fitting.score, fitting.id, fitting.heading);
        let _ = writeln!(text, "          {}", made_of(fitting));
    }
    match &explanation.grounds {
        Some(grounds) => text.push_str(&decided(grounds)),
        None => text.push_str("  Nothing.\n"),
    }
    text
}

fn read_as(word: &ReadWord) -> String {
    if word.unknown {
        return "stands nowhere".to_owned();
    }
    let taken = word.taken_for.iter();
    let taken: Vec<String> =
        taken.map(|(word, likely)| format!("{word} ({:.0} %)", likely * 100.0)).collect();
    if taken.is_empty() { String::new() } else { format!("taken for {}", taken.join(", ")) }
}

fn made_of(fitting: &Fitting) -> String {
    let evidence = &fitting.evidence;
    let parts = evidence.parts().into_iter().filter(|(_, part)| *part > 0.0);
    let parts: Vec<String> = parts.map(|(name, part)| format!("{name} {part:.1}")).collect();
    let mut text = format!(
        "{}; covers {:.0} %, {:.0} % in its own words",
        parts.join(" + "),
        evidence.coverage * 100.0,
        fitting.own_coverage * 100.0
    );
    if evidence.named {
        text.push_str("; its document is named");
    }
    if evidence.standing < 1.0 {
        let _ = write!(text, "; its standing leaves {:.0} %", evidence.standing * 100.0);
    }
    text
}

fn decided(grounds: &Grounds) -> String {
    let lead = if grounds.lead >= FAR_AHEAD {
        "far ahead of the next".to_owned()
    } else {
        format!("{:.2} times the next", grounds.lead)
    };
    let decision = match grounds.decision {
        Decision::Found => "found",
        Decision::Candidates => "candidates",
        Decision::Nothing => "nothing",
    };
    let mut text = format!(
        "\nDecision: {decision}\n  The best has {:.0} % of what is asked, is {lead}, and has evidence of {:.1}.\n  Certainty {:+.2}; from 0 on it is quoted.\n",
        grounds.share * 100.0,
        grounds.evidence,
        grounds.certainty
    );
    if grounds.guessed {
        text.push_str("  It has one of these words by a hint, or all by typing errors: a guess.\n");
    }
    if grounds.alike {
        text.push_str("  The next fits as well as the best.\n");
    }
    if grounds.lacking {
        text.push_str("  Of so few words it lacks too much: it may be about something else.\n");
    }
    if grounds.numberless {
        text.push_str("  A number is asked for, and it has none.\n");
    }
    text
}
