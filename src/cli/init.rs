//! `tenet init`: a first `sources.yaml` for the documents in a folder.
//!
//! It guesses and says that it guesses: every line it writes can be changed or taken out.

use super::{DONE, Failure, outline};
use crate::content::anchor::AnchorRule;
use crate::content::document::Kind;
use crate::content::document::sections;
use crate::content::page;
use crate::content::problem::Place;
use crate::content::source::{self, DocumentEntry, title_of_file};
use crate::content::words::slug;
use crate::content::{self, Files};
use crate::sync::files;
use clap::Args;
use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::{fs, io};

#[derive(Args)]
pub(super) struct Arguments {
    /// The folder with your documents
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

pub(super) fn run(task: &Arguments) -> Result<u8, Failure> {
    let mut files = files::folder(&task.folder)?;
    let manifest = task.folder.join(source::FILE);
    if manifest.exists() {
        return Err(Failure::Usage(format!(
            "{} is there already. Change it by hand, or move it away first.",
            manifest.display()
        )));
    }
    let guesses = guesses(&files);
    if guesses.is_empty() {
        return Err(Failure::Unusable(format!(
            "{} holds no Markdown files. Name the folder that has your documents.",
            task.folder.display()
        )));
    }
    let name = fs::canonicalize(&task.folder)
        .ok()
        .and_then(|path| path.file_name().map(|name| name.to_string_lossy().into_owned()));
    let repository = repository(&task.folder);
    let text = manifest_text(
        name.as_deref().unwrap_or("documents"),
        repository.as_deref(),
        &guesses,
        &files,
    );
    fs::write(&manifest, &text).map_err(|error| {
        Failure::Unusable(format!("{} cannot be written: {error}.", manifest.display()))
    })?;
    let mut out = super::output::out();
    writeln!(
        out,
        "Wrote {}: the names of {} documents are guesses, look them over.\n",
        manifest.display(),
        guesses.len()
    )?;
    files.files.insert(source::FILE.to_owned(), text.into_bytes());
    let reading = content::read(&files.into());
    for line in outline::printed(&reading) {
        writeln!(out, "{line}")?;
    }
    for problem in reading.refusals.iter().chain(&reading.problems) {
        writeln!(out, "{problem}")?;
    }
    if repository.is_none() {
        writeln!(
            out,
            "\nAnswers have no links until {} says where readers find the files: `git:` or `pages:`.",
            manifest.display()
        )?;
    }
    writeln!(out, "\nNext: tenet --content \"{}\" ask \"/sources\"", task.folder.display())?;
    Ok(DONE)
}

/// What is guessed of one document.
struct Guess {
    file: String,
    id: String,
    title: String,
    kind: Kind,
}

fn guesses(files: &Files) -> Vec<Guess> {
    let mut taken: HashMap<String, usize> = HashMap::new();
    let markdown = files.files.keys().filter(|path| source::is_markdown(path));
    markdown
        .map(|file| {
            let text = files.text(file).and_then(Result::ok).unwrap_or_default();
            let rule = if page::looks_like_jekyll(text) {
                AnchorRule::Kramdown
            } else {
                AnchorRule::Github
            };
            let read = page::read(file, text, rule);
            let first = sections(read.blocks, rule).into_iter().find(|section| section.depth == 1);
            let title = read.title.or(first.map(|section| section.heading));
            let entry = DocumentEntry::unlisted(file, Place::file(file));
            let kind = entry.kind_or_guess(file, title.as_deref());
            let mut id = entry.id_or_guess(file, kind);
            id.truncate(40);
            // Two files that would have one name are told apart by their folders.
            if taken.contains_key(&id) {
                id = source::id_of_path(file);
            }
            let repeats = taken.entry(id.clone()).or_default();
            *repeats += 1;
            if *repeats > 1 {
                id = format!("{id}-{repeats}");
            }
            Guess {
                file: file.clone(),
                id,
                title: title.unwrap_or_else(|| title_of_file(file)),
                kind,
            }
        })
        .collect()
}

fn manifest_text(name: &str, repository: Option<&str>, guesses: &[Guess], files: &Files) -> String {
    let mut text = format!(
        "# Where the documents are that tenet answers from. What stands here was guessed from the files in\n\
         # this folder: change what is wrong, take out what nobody should ask for.\n\n\
         organisation: {}        # the name that every answer bears\n\
         # ask_at: https://chat.example.org          # where to ask a person\n\n",
        quoted(&title_of_file(name))
    );
    let conduct = guesses.iter().find(|guess| guess.kind == Kind::Conduct);
    if let Some(conduct) = conduct {
        let address = files.text(&conduct.file).and_then(Result::ok).and_then(address_in);
        let section = reporting_section(files, conduct);
        match (address, section) {
            (Some(address), Some(section)) => text.push_str(&format!(
                "# How to report, and who reads it; the address stands in the code of conduct.\n\
                 report:\n  address: {address}\n  passage: {}/{section}\n  # readers: [board]                       # bodies of the rosters below\n\n",
                conduct.id
            )),
            _ => text.push_str(
                "# There is a code of conduct: say how to report. The address must stand in it.\n\
                 # report:\n#   address: conduct@example.org\n#   passage: coc/enforcement\n#   readers: [board]\n\n",
            ),
        }
    }
    text.push_str(&format!("sources:\n  - id: {}\n    folder: .\n", slug(name)));
    match repository {
        Some(repository) => text.push_str(&format!("    git: {repository}        # so that answers link to it\n")),
        None => text.push_str("    # git: https://github.com/example/governance  # without it answers have no links\n"),
    }
    text.push_str("    # branch: main\n    # pages: https://www.example.org            # if Jekyll publishes the files\n    documents:\n");
    for guess in guesses {
        text.push_str(&format!(
            "      - {{file: {}, id: {}, title: {}, kind: {}}}\n",
            quoted(&guess.file),
            guess.id,
            quoted(&guess.title),
            guess.kind.word()
        ));
    }
    text.push_str(
        "    # rosters:\n    #   - {body: board, title: Board, file: MAINTAINERS.md}   # a list of `Name (@handle)`\n",
    );
    text
}

/// The section of a code of conduct that says where to report.
fn reporting_section(files: &Files, conduct: &Guess) -> Option<String> {
    let text = files.text(&conduct.file)?.ok()?;
    let rule = AnchorRule::Github;
    let address = address_in(text)?;
    let read = page::read(&conduct.file, text, rule);
    sections(read.blocks, rule)
        .into_iter()
        .find(|section| {
            let words = content::block::render(&section.blocks, &content::dialect::Plain);
            words.contains(&address)
        })
        .map(|section| slug(section.title()))
}

/// The first e-mail address of a text.
fn address_in(text: &str) -> Option<String> {
    text.split(|c: char| {
        c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '<' | '>' | ',' | ';' | '"')
    })
    .map(|word| word.trim_start_matches("mailto:").trim_end_matches(['.', ':', '!', '?', '*', '`']))
    .find(|word| {
        word.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && host.contains('.') && !host.ends_with('.') && !host.contains('@')
        })
    })
    .map(str::to_owned)
}

/// A value as YAML takes it for text, whatever it holds.
fn quoted(text: &str) -> String {
    let plain =
        text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '/' | '.' | '_' | '-'))
            && text.starts_with(char::is_alphanumeric)
            && !text.ends_with(' ');
    if plain {
        text.to_owned()
    } else {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

/// The web address of the repository that a folder belongs to, as its git configuration names it.
fn repository(folder: &Path) -> Option<String> {
    let root = fs::canonicalize(folder).ok()?;
    let config: io::Result<String> = fs::read_to_string(root.join(".git/config"));
    let config = config.ok()?;
    let origin = config.split("[remote \"origin\"]").nth(1)?;
    let url = origin.lines().take_while(|line| !line.starts_with('[')).find_map(|line| {
        line.trim().strip_prefix("url")?.trim_start().strip_prefix('=').map(str::trim)
    })?;
    let url = match url.strip_prefix("git@").and_then(|rest| rest.split_once(':')) {
        Some((host, path)) => format!("https://{host}/{path}"),
        None => url.to_owned(),
    };
    url.starts_with("https://").then(|| url.trim_end_matches(".git").to_owned())
}
