//! `tenet serve`: one process that starts with what it has, says what is wrong, and stops without
//! leaving anybody without an answer.

use crate::support::folder::guild;
use crate::support::program::Tenet;
use crate::support::serving::Serving;

const NAME: &str = "Harbour Guild";

#[test]
fn it_answers_over_http_and_stops_when_told() {
    let tenet = Tenet::with(&guild());
    let serving = Serving::start(&tenet, NAME, &[]);
    assert_eq!(serving.ask("/principle 2")["outcome"], "found");
    assert_eq!(serving.get("/ready").status, 200);
    let run = serving.stop();
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
}
