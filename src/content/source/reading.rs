//! Reads `sources.yaml` into what it says, and tells every mistake in it with the line as it should be.

use super::ids::short;
use super::{DocumentEntry, Manifest, ReportEntry, Source};
use super::{FILE, LONGEST_ID, rosters};
use crate::content::anchor::AnchorRule;
use crate::content::document::{Kind, Standing};
use crate::content::link::Site;
use crate::content::problem::{Place, Problem};
use crate::content::words::slug;
use crate::content::yaml::{self, Fields, Said, Strict};

/// After how many days without a look at a repository an answer says so, where nothing else is said.
const STALE_AFTER: u32 = 7;

/// Reads `sources.yaml`. Problems are those that keep it from being followed.
pub fn read(text: &str) -> (Manifest, Vec<Problem>) {
    let yaml = match yaml::read(FILE, text) {
        Ok(yaml) => yaml,
        Err(problems) => return (Manifest::default(), problems),
    };
    let strict = Strict::new(&yaml);
    let mut manifest = Manifest::default();
    if let Some(root) = strict.root(&["organisation", "ask_at", "report", "sources"]) {
        root.require(&["organisation", "sources"]);
        manifest.organisation = text_of(root.text("organisation"));
        manifest.ask_at = root.text("ask_at").map(|said| {
            if !said.text.contains("://") && !said.text.contains('@') {
                strict.tell(Problem::warning(
                    strict.yaml().place(said.node),
                    format!("`{}` is no address at which somebody can ask.", said.text),
                    "Write a link or an e-mail address: `ask_at: https://chat.example.org`.",
                ));
            }
            owned(said)
        });
        if root.get("report").is_some() {
            manifest.report = root
                .map("report", &["address", "passage", "readers"])
                .and_then(|report| read_report(&strict, &report));
        }
        if root.get("sources").is_some_and(|sources| sources.as_list() == Some(&[])) {
            strict.tell(Problem::error(
                Place::file(FILE),
                "No source is named, so there is nothing to answer from.",
                "Write under `sources:` where documents are: `- folder: documents`.",
            ));
        }
        manifest.sources = root
            .maps(
                "sources",
                &[
                    "id",
                    "git",
                    "folder",
                    "branch",
                    "pages",
                    "anchors",
                    "recorded",
                    "stale_after",
                    "documents",
                    "rosters",
                ],
            )
            .iter()
            .map(|source| read_source(&strict, source))
            .collect();
    }
    refuse_repeated_ids(&manifest, &strict);
    (manifest, strict.into_problems())
}

fn read_report(strict: &Strict<'_>, report: &Fields<'_, '_>) -> Option<ReportEntry> {
    report.require(&["address", "passage"]);
    let (address, passage) = (report.text("address")?, report.text("passage")?);
    Some(ReportEntry {
        address: owned(address),
        passage: owned(passage),
        readers: report.text_or_list("readers").into_iter().map(owned).collect(),
        place: strict.yaml().place(address.node),
        passage_place: strict.yaml().place(passage.node),
    })
}

fn read_source(strict: &Strict<'_>, fields: &Fields<'_, '_>) -> Source {
    let place = strict.yaml().place(fields.node());
    let git = fields.text("git").map(|said| {
        let git = owned(said).trim_end_matches('/').to_owned();
        let web = git.starts_with("https://") || git.starts_with("http://");
        if !(web || git.starts_with("file://")) || git.contains("/tree/") || git.contains("/blob/")
        {
            strict.tell(strict.yaml().problem(
                said.node,
                format!("`{git}` is not the web address of a repository."),
                &format!("git: {}", web_address(&git)),
            ));
        }
        let host = git.split_once("://").map_or("", |(_, rest)| rest).split('/').next();
        if host.is_some_and(|host| host.contains('@')) {
            // The address is shown in every link; the message shows no secret either.
            strict.tell(Problem::error(
                strict.yaml().place(said.node),
                "This address names a user, and everybody would read it.",
                "Leave user and password out: `git: https://host/organisation/repository`.",
            ));
        }
        git
    });
    let repository = git.as_deref().map(|git| git.trim_end_matches(".git").to_owned());
    let named = fields.text("id").map(owned);
    let folder = fields.text("folder").map(owned);
    let last_part = |path: &str| match path.trim_matches(['/', '.']) {
        "" => "documents".to_owned(),
        path => slug(path.rsplit('/').next().unwrap_or(path)),
    };
    let id = named
        .or_else(|| repository.as_deref().map(last_part))
        .or_else(|| folder.as_deref().map(last_part))
        .unwrap_or_default();
    if id.is_empty() {
        strict.tell(Problem::error(
            place.clone(),
            "This source has neither a repository nor a folder.",
            "Write `git: https://…` for a repository or `folder: NAME` for a folder beside this file.",
        ));
    }
    let pages = fields.text("pages").map(|pages| owned(pages).trim_end_matches('/').to_owned());
    let anchors = fields.text("anchors").and_then(|anchors| {
        let rule = match anchors.text.to_lowercase().as_str() {
            "github" => Some(AnchorRule::Github),
            "kramdown" | "jekyll" => Some(AnchorRule::Kramdown),
            _ => None,
        };
        if rule.is_none() {
            strict.tell(strict.yaml().problem(
                anchors.node,
                format!("No rule for anchors is called `{}`.", anchors.text),
                "anchors: github",
            ));
        }
        rule
    });
    let guessed = if pages.is_some() { AnchorRule::Kramdown } else { AnchorRule::Github };
    Source {
        folder_is_said: folder.is_some(),
        folder: folder.unwrap_or_else(|| id.clone()).trim_matches('/').to_owned(),
        site: Site {
            repository: repository.filter(|git| git.starts_with("http")),
            branch: fields.text("branch").map_or_else(|| "main".to_owned(), owned),
            pages,
            anchors: anchors.unwrap_or(guessed),
        },
        recorded: fields.text("recorded").and_then(|said| date(strict, said)),
        stale_after: fields
            .text("stale_after")
            .and_then(|said| days(strict, said))
            .unwrap_or(STALE_AFTER),
        documents: fields
            .list("documents")
            .iter()
            .filter_map(|node| read_document(strict, node))
            .collect(),
        rosters: fields
            .maps("rosters", &rosters::KEYS)
            .iter()
            .filter_map(|roster| rosters::read(strict, roster))
            .collect(),
        git,
        id,
        place,
    }
}

/// The web address that was likely meant by another form of a repository's address.
fn web_address(git: &str) -> String {
    let git = git.split("/tree/").next().unwrap_or(git).split("/blob/").next().unwrap_or(git);
    let git = git.trim_start_matches("ssh://").trim_end_matches(".git");
    let path = match git.strip_prefix("git@") {
        Some(path) => path.replacen(':', "/", 1),
        None => git.trim_start_matches("https://").trim_start_matches("http://").to_owned(),
    };
    format!("https://{path}")
}

fn read_document(strict: &Strict<'_>, node: &yaml::Node) -> Option<DocumentEntry> {
    let place = strict.yaml().place(node);
    let outside = |file: &str| file.starts_with('/') || file.split('/').any(|part| part == "..");
    let refused = |file: &str, place: &Place| {
        strict.tell(Problem::error(
            place.clone(),
            format!("The file `{file}` lies outside the source's folder."),
            "Name files by their path in the source, as in `docs/RULES.md`.",
        ));
    };
    if let Some(file) = node.as_text() {
        if outside(file) {
            refused(file, &place);
            return None;
        }
        return Some(DocumentEntry::unlisted(file.trim_start_matches("./"), place));
    }
    let fields = strict.fields(
        node,
        &[
            "file",
            "id",
            "title",
            "kind",
            "standing",
            "sensitive",
            "section",
            "copy_of",
            "outline",
            "required",
            "recorded",
        ],
    )?;
    fields.require(&["file"]);
    let file = owned(fields.text("file")?).trim_start_matches("./").to_owned();
    if outside(&file) {
        refused(&file, &place);
        return None;
    }
    let id = fields.text("id").and_then(|said| document_id(strict, said));
    let kind = fields.text("kind").and_then(|said| {
        let kind = Kind::from_word(said.text);
        if kind.is_none() {
            let words: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
            strict.tell(Problem::error(
                strict.yaml().place(said.node),
                format!("No kind of document is called `{}`.", said.text),
                format!("Write one of {}.", words.join(", ")),
            ));
        }
        kind
    });
    let standing = fields.text("standing").and_then(|said| {
        let standing = Standing::from_words(said.text);
        if standing.is_none() {
            let words: Vec<&str> = Standing::ALL.iter().map(|standing| standing.words()).collect();
            strict.tell(Problem::error(
                strict.yaml().place(said.node),
                format!("No standing is called `{}`.", said.text),
                format!("Write one of {}.", words.join(", ")),
            ));
        }
        standing
    });
    Some(DocumentEntry {
        file,
        id,
        title: fields.text("title").map(owned),
        kind,
        standing,
        sensitive: fields.flag("sensitive"),
        section: fields.text("section").map(owned),
        copy_of: fields.text("copy_of").map(owned),
        outline: fields.text("outline").map(owned),
        required: fields.flag("required").unwrap_or(false),
        recorded: fields.text("recorded").and_then(|said| date(strict, said)),
        place,
    })
}

fn document_id(strict: &Strict<'_>, said: Said<'_>) -> Option<String> {
    let id = slug(said.text);
    if id != said.text || id.len() > LONGEST_ID {
        strict.tell(strict.yaml().problem(
            said.node,
            format!("The id `{}` has signs that an id cannot have.", said.text),
            &format!("id: {}", short(&id)),
        ));
        return None;
    }
    Some(id)
}

pub(super) fn date(strict: &Strict<'_>, said: Said<'_>) -> Option<String> {
    if said.text.parse::<jiff::civil::Date>().is_ok() {
        return Some(said.text.to_owned());
    }
    strict.tell(Problem::error(
        strict.yaml().place(said.node),
        format!("`{}` is not a day.", said.text),
        "Write year, month and day, as in `recorded: 2026-06-01`.",
    ));
    None
}

/// A number of days: `14` or `14 days`.
fn days(strict: &Strict<'_>, said: Said<'_>) -> Option<u32> {
    let number = said.text.trim().trim_end_matches("days").trim_end_matches("day").trim();
    let days = number.parse().ok().filter(|days| (1..=3650).contains(days));
    if days.is_none() {
        strict.tell(Problem::error(
            strict.yaml().place(said.node),
            format!("`{}` is not a number of days.", said.text),
            "Write it in figures, as in `stale_after: 14`.",
        ));
    }
    days
}

fn refuse_repeated_ids(manifest: &Manifest, strict: &Strict<'_>) {
    let mut seen: Vec<(&str, &Place)> = Vec::new();
    for source in &manifest.sources {
        if let Some((_, first)) = seen.iter().find(|(id, _)| *id == source.id) {
            strict.tell(Problem::error(
                source.place.clone(),
                format!("The source `{}` is named twice; the first time at {first}.", source.id),
                "Give one of the two another `id:`.",
            ));
        }
        seen.push((&source.id, &source.place));
    }
}

pub(super) fn owned(said: Said<'_>) -> String {
    said.text.trim().to_owned()
}

fn text_of(said: Option<Said<'_>>) -> String {
    said.map(owned).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_is_guessed() {
        let (manifest, problems) = read(
            "organisation: Example\nsources:\n  - git: https://github.com/example/governance\n    documents: [CODE_OF_CONDUCT.md]\n",
        );
        assert_eq!(problems, []);
        let source = &manifest.sources[0];
        assert_eq!(source.id, "governance");
        assert_eq!(
            source.site.file_url("a.md").as_deref(),
            Some("https://github.com/example/governance/blob/main/a.md")
        );
        let entry = &source.documents[0];
        let kind = entry.kind_or_guess(&entry.file, None);
        assert_eq!((kind, entry.id_or_guess(&entry.file, kind)), (Kind::Conduct, "coc".to_owned()));
        assert!(entry.sensitive_or_guess(&entry.file, kind));
    }

    #[test]
    fn a_file_in_a_collection_is_named_for_what_it_is_one_of() {
        for (file, expected) in [
            ("projects/hosted/ferry.md", "project-ferry"),
            ("projects/core/tug/proposal-core.md", "project-tug"),
            ("SIGs/SIG-ropes/proposal.md", "sig-ropes"),
            ("SIGs/archived/sig-sails/proposal.md", "sig-sails"),
            ("templates/projects/proposal-core.md", "template-proposal-core"),
            ("proposals/pilots.md", "pilots"),
            ("docs/proposal-for-lamps.md", "proposal-for-lamps"),
        ] {
            let entry = DocumentEntry::unlisted(file, Place::file(FILE));
            assert_eq!(entry.id_or_guess(file, Kind::Proposal), expected, "{file}");
        }
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        let (_, problems) = read(
            "organisation: Example\nsources:\n  - documents: [a.md]\n  - git: https://x/y\n    recorded: yesterday\n    documents: [{file: a.md, kind: rule}]\n",
        );
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 3, "{told:#?}");
        assert!(told[0].starts_with("sources.yaml:3:"), "{told:#?}");
        assert!(told[1].contains("`yesterday` is not a day"), "{told:#?}");
        assert!(told[2].contains("No kind of document is called `rule`"), "{told:#?}");
    }
}
