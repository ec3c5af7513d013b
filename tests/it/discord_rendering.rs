//! Replies as Discord's clients read them.

use crate::support::library::{ask, invented, shipped};
use crate::support::real;
use tenet::adapters::discord::pages;
use tenet::library::Library;
use tenet::wording::{Line, Medium, Part, reply};

/// What a message holds.
const LONGEST: usize = 2_000;

fn shown(library: &Library, question: &str) -> Vec<String> {
    pages(&reply(&ask(library, question), Medium::Chat))
}

fn one(part: Part) -> String {
    let pages = pages(&[part]);
    assert_eq!(pages.len(), 1, "{pages:?}");
    pages[0].clone()
}

#[test]
fn dump() {
    let Some((_, real)) = real::edition("dump") else { return };
    let mut rows = Vec::new();
    for passage in &real.edition.catalogue.passages {
        let pages = shown(real, &format!("/cite {}", passage.id));
        if pages.len() > 1
            && matches!(format!("{:?}", passage.kind).as_str(), "Principles" | "Values" | "Conduct")
        {
            println!(
                "{} {:?} text {} -> {:?}",
                passage.id,
                passage.kind,
                passage.text.len(),
                pages.iter().map(|p| p.len()).collect::<Vec<_>>()
            );
        }
        rows.push(pages.len());
        let ed = pages[0]
            .lines()
            .filter(|l| l.starts_with("-# Byte"))
            .map(|l| l.len())
            .max()
            .unwrap_or(0);
        if ed > 220 {
            println!("edition {ed} {}", passage.id);
        }
    }
    println!("max pages {:?}", rows.iter().max());
    for id in ["charter", "coc", "principles/3"] {
        for p in shown(real, &format!("/cite {id} full:true")).iter().take(2) {
            println!("-----{}\n{p}", p.len());
        }
    }
    for p in shown(real, "/who-is-on tsc") {
        println!("-----{}\n{p}", p.len());
    }
    for p in shown(real, "/sources") {
        println!("-----{}\n{p}", p.len());
    }
    for p in shown(real, "/help") {
        println!("-----{}\n{p}", p.len());
    }
    for p in shown(real, "/report") {
        println!("-----{}\n{p}", p.len());
    }
    for p in shown(invented(), "/cite knots full:true") {
        println!("-----{}\n{p}", p.len());
    }
    for p in shown(invented(), "/coc what we expect") {
        println!("-----{}\n{p}", p.len());
    }
    panic!();
}
