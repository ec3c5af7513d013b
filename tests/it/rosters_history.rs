//! tmp
use crate::support::library::{ask, ask_json, of_content};
use crate::support::real;
use std::time::Instant;

#[test]
fn look() {
    let content = real::content("look").unwrap();
    let t = Instant::now();
    let reading = tenet::content::read(&content);
    eprintln!("read {:?}", t.elapsed());
    let library = of_content(&content);
    for roster in &library.edition.catalogue.rosters {
        eprintln!(
            "{} {:?} {} seats {} former {} records ended {:?} part {:?} url {:?}",
            roster.body,
            roster.title,
            roster.canonical.seats.len(),
            roster.canonical.former.len(),
            roster.canonical.history.records.len(),
            roster.ended,
            roster.part_of,
            roster.canonical.url
        );
    }
    eprintln!("unspoken count {}", reading.unspoken.len());
    eprintln!(
        "json size {}",
        serde_json::to_string(&library.edition.catalogue.rosters).unwrap().len()
    );
    for q in std::env::var("Q").unwrap_or_default().split('|') {
        let t = Instant::now();
        let answer = ask(&library, q);
        eprintln!("--- {q} {:?}", t.elapsed());
        eprintln!(
            "{}",
            tenet::adapters::console::markdown(&tenet::wording::reply(
                &answer,
                tenet::wording::Medium::Terminal
            ))
        );
    }
    for problem in tenet::content::check::check(&content) {
        if std::env::var("C").is_ok() {
            eprintln!("{problem}");
        }
    }
    let _ = ask_json(&library, "x y");
}
#[test]
fn ids() {
    let content = real::content("look").unwrap();
    let library = of_content(&content);
    for p in &library.edition.catalogue.passages {
        if p.id.starts_with("charter/")
            && (p.heading.contains("TSC Chair") || p.heading.contains("TSC Director"))
        {
            eprintln!("{} {:?}", p.id, p.part)
        }
    }
    let reading = tenet::content::read(&content);
    let json = serde_json::to_string(&library.edition.catalogue).unwrap().to_lowercase();
    let mut n = 0;
    for w in &reading.unspoken {
        if json.contains(&w.to_lowercase()) {
            n += 1;
            eprintln!(
                "a former word of {} letters occurs {} times",
                w.len(),
                json.matches(&w.to_lowercase()).count()
            )
        }
    }
    eprintln!("{n}");
}
