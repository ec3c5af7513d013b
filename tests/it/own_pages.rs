//! Pages as people write them: what is quoted of them, and where their links open.

use crate::support::folder::Folder;
use crate::support::library::{ask_json, of_folder};
use serde_json::{Value, json};
use tenet::library::Library;

/// A page as the only document of a source that is described by `source`.
fn page(source: &str, file: &str, text: &str) -> Library {
    let folder = Folder::new();
    let manifest = format!("organisation: Pilots\nsources:\n  - folder: .\n    {source}\n");
    folder.write("sources.yaml", &manifest);
    folder.write(file, text);
    of_folder(folder.path())
}

/// One page of a charter, at the top of a repository that GitHub shows.
fn charter(text: &str) -> Library {
    let source = "git: https://github.com/pilots/docs\n    documents: [{file: charter.md, id: charter, title: Charter}]";
    page(source, "charter.md", text)
}

/// One page of a website that Jekyll makes.
fn website(text: &str) -> Library {
    let source = "id: site\n    pages: https://pilots.example\n    documents: [{file: page.md, id: page, title: Page, kind: charter}]";
    page(source, "page.md", text)
}

fn first(library: &Library, question: &str) -> Value {
    ask_json(library, question)["passages"][0].clone()
}

#[test]
fn what_is_struck_out_is_announced_and_not_quoted() {
    let page = "# Charter\n\n## Votes\n\n~~Members vote twice.~~ Members vote once. <del>By proxy.</del>\n";
    let passage = first(&charter(page), "/cite charter/votes");
    assert_eq!(passage["text"], "Members vote once.");
    assert_eq!(passage["left_out"], json!(["struck-out words"]));
}

#[test]
fn an_address_in_angle_brackets_is_written_to() {
    let page = "# Charter\n\n## Contact\n\nWrite to <crew@pilots.example>.\n";
    let passage = first(&charter(page), "/cite charter/contact");
    assert_eq!(
        passage["markdown"],
        "Write to [crew@pilots.example](<mailto:crew@pilots.example>)."
    );
}

#[test]
fn links_are_absolute_and_none_runs_a_script() {
    let page =
        "# Charter\n\n## See\n\n[wiki](../../wiki) [run](javascript:alert) [rule](a/b.md#c)\n";
    let passage = first(&charter(page), "/cite charter/see");
    assert_eq!(
        passage["markdown"],
        "[wiki](<https://github.com/pilots/docs/wiki>) run [rule](<https://github.com/pilots/docs/blob/main/a/b.md#c>)"
    );
}

#[test]
fn a_sentence_that_goes_on_after_the_list_comes_with_its_items() {
    let page = "# Charter\n\n## Rules\n\nNobody may:\n\n- race; or\n- drift\n\nunless the harbour master agrees.\n";
    let passage = first(&charter(page), "/charter race");
    assert_eq!(passage["text"], "Nobody may:\n\n- race; or\n\nunless the harbour master agrees.");
}

#[test]
fn a_document_with_several_large_headings_lists_them_all() {
    let page = "# Charter\n\nWhat we are.\n\n# Crew\n\nWho sails.\n\n# Ships\n\nWhat floats.\n";
    let library = charter(page);
    let children: Vec<Value> = first(&library, "/charter")["children"].as_array().unwrap().clone();
    let headings: Vec<&str> =
        children.iter().map(|child| child["heading"].as_str().unwrap()).collect();
    assert_eq!(headings, ["Crew", "Ships"]);
    let whole = first(&library, "/charter full:true");
    assert_eq!(whole["text"], "What we are.\n\nCrew\n\nWho sails.\n\nShips\n\nWhat floats.");
}

#[test]
fn words_before_the_first_heading_have_a_place_and_an_id() {
    let page = "All pilots welcome.\n\n# Charter\n\nWhat we are.\n";
    let library = charter(page);
    let opening = first(&library, "pilots welcome");
    assert_eq!(
        (&opening["id"], &opening["place"]),
        (&json!("charter/opening-words"), &json!("Charter"))
    );
    assert_eq!(first(&library, "/cite charter/charter")["text"], "What we are.");
}

#[test]
fn a_text_fragment_opens_at_words_that_stand_once_on_the_page() {
    let page = "---\npermalink: /page\n---\nA fox stands above.\n\n## Animals\n\n1. Fox<br>\n   Red and quick.\n2. Owl<br>\n   Sees all.\n";
    let library = website(page);
    let url = |id: &str| first(&library, &format!("/cite {id}"))["citation"]["url"].clone();
    assert_eq!(url("page/owl"), "https://pilots.example/page#animals:~:text=Owl");
    assert_eq!(url("page/fox"), "https://pilots.example/page#animals:~:text=Red");
}

#[test]
fn numbers_that_are_missing_are_not_counted_as_there() {
    let text = "# Principles\n\n## 1. Sail\n\nA.\n\n## 2. Row\n\nB.\n\n## 4. Swim\n\nC.\n";
    let library = page("id: docs\n    documents: [PRINCIPLES.md]", "PRINCIPLES.md", text);
    assert_eq!(
        ask_json(&library, "/principle 3")["note"],
        "The principles have the numbers 1, 2, 4."
    );
    assert_eq!(first(&library, "/principle 4")["heading"], "Swim");
}
