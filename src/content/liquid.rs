//! Takes Liquid out of a page, leaving a mark where the site would write something.
//!
//! Only what changes no words is understood: comments, raw stretches, loops over data, assignments.
//! All else is reported and named as left out; nothing is evaluated.

use super::html;
use super::problem::{Place, Problem};

/// What a Liquid tag does to the words around it.
enum Liquid<'a> {
    /// Nothing that shows, up to the tag that ends it.
    Hidden { until: &'a str },
    /// What stands inside is shown as it is.
    Raw,
    /// A list made from data.
    Loop { over: String },
    /// Nothing that shows.
    Silent,
    /// Anything else.
    Unknown { until: Option<&'a str> },
}

/// Takes [Liquid](https://shopify.github.io/liquid/) out of a page, leaving a mark where the site
/// would write something and as many lines as there were.
pub(super) fn without_liquid(file: &str, text: &str, problems: &mut Vec<Problem>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("{%").into_iter().chain(rest.find("{{")).min() {
        out.push_str(&rest[..at]);
        let is_tag = rest[at..].starts_with("{%");
        let close = if is_tag { "%}" } else { "}}" };
        let line = 1 + out.matches('\n').count();
        let Some(length) = rest[at + 2..].find(close).map(|end| 2 + end + close.len()) else {
            problems.push(Problem::warning(
                Place::line(file, line),
                format!("A Liquid tag opens here and is never closed with `{close}`."),
                format!("Close it with `{close}`, or write `{{% raw %}}` around it."),
            ));
            out.push_str(&rest[at..at + 2]);
            rest = &rest[at + 2..];
            continue;
        };
        let tag = &rest[at..at + length];
        let words = tag[2..tag.len() - 2].trim_matches('-').trim();
        let after = &rest[at + length..];
        if !is_tag {
            unknown(file, line, tag, problems);
            out.push_str(&html::generated_mark(&format!("what the page fills in for {words}")));
            out.push_str(&newlines(tag));
            rest = after;
            continue;
        }
        let (inside, end) = match liquid(words) {
            Liquid::Silent => {
                out.push_str(&newlines(tag));
                rest = after;
                continue;
            }
            Liquid::Unknown { until: None } => {
                unknown(file, line, tag, problems);
                out.push_str(&html::generated_mark(&format!("what the page fills in for {words}")));
                out.push_str(&newlines(tag));
                rest = after;
                continue;
            }
            Liquid::Hidden { until } | Liquid::Unknown { until: Some(until) } => {
                body(after, words, until)
            }
            Liquid::Raw => body(after, words, "endraw"),
            Liquid::Loop { .. } => body(after, words, "endfor"),
        };
        let inner = &after[..inside];
        match liquid(words) {
            Liquid::Raw => out.push_str(inner),
            Liquid::Loop { over } => {
                out.push_str(&html::generated_mark(&format!(
                    "a list that the page makes from {over}"
                )));
                out.push_str(&newlines(inner));
            }
            Liquid::Unknown { .. } => {
                unknown(file, line, tag, problems);
                out.push_str(&html::generated_mark("words that the page shows on a condition"));
                out.push_str(&newlines(inner));
            }
            Liquid::Hidden { .. } | Liquid::Silent => out.push_str(&newlines(inner)),
        }
        out.push_str(&newlines(tag));
        out.push_str(&newlines(&after[inside..end]));
        rest = &after[end..];
    }
    out.push_str(rest);
    out
}

fn liquid(words: &str) -> Liquid<'static> {
    let mut parts = words.split_whitespace();
    match parts.next().unwrap_or_default() {
        "comment" => Liquid::Hidden { until: "endcomment" },
        "capture" => Liquid::Hidden { until: "endcapture" },
        "raw" => Liquid::Raw,
        "for" | "tablerow" => Liquid::Loop {
            over: words
                .split_once(" in ")
                .and_then(|(_, over)| over.split_whitespace().next())
                .unwrap_or("its data")
                .to_owned(),
        },
        "assign" | "increment" | "decrement" | "break" | "continue" => Liquid::Silent,
        "if" => Liquid::Unknown { until: Some("endif") },
        "unless" => Liquid::Unknown { until: Some("endunless") },
        "case" => Liquid::Unknown { until: Some("endcase") },
        "highlight" => Liquid::Unknown { until: Some("endhighlight") },
        _ => Liquid::Unknown { until: None },
    }
}

/// Where the body of a tag ends and where the tag that ends it ends, tags of the same name inside
/// counted.
fn body(after: &str, words: &str, until: &str) -> (usize, usize) {
    let name = words.split_whitespace().next().unwrap_or_default();
    let mut depth = 1usize;
    let mut from = 0;
    while let Some(open) = after[from..].find("{%").map(|at| from + at) {
        let Some(close) = after[open + 2..].find("%}").map(|at| open + at + 4) else {
            break;
        };
        let inner = after[open + 2..close - 2].trim_matches('-').trim();
        let inner_name = inner.split_whitespace().next().unwrap_or_default();
        if inner_name == until {
            depth -= 1;
            if depth == 0 {
                return (open, close);
            }
        } else if inner_name == name && !matches!(name, "comment" | "raw") {
            depth += 1;
        }
        from = close;
    }
    (after.len(), after.len())
}

fn unknown(file: &str, line: usize, tag: &str, problems: &mut Vec<Problem>) {
    let tag: String = tag.chars().take(60).collect();
    problems.push(Problem::warning(
        Place::line(file, line),
        format!("This Liquid is not understood: `{tag}`."),
        "What the site writes here is missing from the passage, and the answer says so. Write the words \
         themselves into the page if they should be quoted.",
    ));
}

fn newlines(text: &str) -> String {
    "\n".repeat(text.matches('\n').count())
}
