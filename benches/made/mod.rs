//! A repository of the size of the real ones, whose words look drawn by lot and are the same in each run.

use crate::support::repository::Repository;

/// As many commits and documents as the real sources have.
const COMMITS: usize = 145;
const DOCUMENTS: usize = 35;

/// A repository with as many commits and documents as the real ones: a document comes with each of
/// the first commits, later ones reword a section, and every ninth lists somebody else.
pub(crate) fn repository() -> Repository {
    let mut repository = Repository::new();
    let mut documents: Vec<Vec<String>> = Vec::new();
    let mut people: Vec<usize> = (0..9).collect();
    for commit in 0..COMMITS {
        let mut words = Drawn(commit as u64 + 1);
        if documents.len() < DOCUMENTS {
            documents.push((0..8).map(|_| words.paragraph()).collect());
        } else {
            let document = words.below(DOCUMENTS);
            let section = words.below(documents[document].len());
            let text = &mut documents[document][section];
            let (was, now) = (words.word(), words.word());
            *text = text.replacen(was, now, 2);
        }
        if commit % 9 == 0 {
            let leaving = words.below(people.len());
            people.remove(leaving);
            people.push(9 + commit);
        }
        let day = jiff::civil::date(2022, 1, 1) + jiff::Span::new().days(commit as i64 * 9);
        let members = people.iter().map(|at| {
            format!("- Member {} ([@m{at}](https://github.com/m{at}))\n", NAMES[at % NAMES.len()])
        });
        let members = format!("# Members\n\n{}", members.collect::<String>());
        let mut made = repository.on("main", &day.to_string()).file("MEMBERS.md", members);
        for (at, sections) in documents.iter().enumerate() {
            let name = if at == 0 { "CHARTER.md".to_owned() } else { format!("rules-{at}.md") };
            let sections = sections.iter().enumerate();
            let sections =
                sections.map(|(section, text)| format!("## Rule {at}-{section}\n\n{text}\n\n"));
            made = made.file(&name, format!("# Rules {at}\n\n{}", sections.collect::<String>()));
        }
        made.commit();
    }
    repository
}

const NAMES: [&str; 7] = ["Okoro", "Blum", "Dal", "Lind", "Vance", "Serrano", "Haddad"];

/// Words that look drawn by lot and are the same in each run.
struct Drawn(u64);

impl Drawn {
    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }

    fn word(&mut self) -> &'static str {
        const WORDS: [&str; 40] = [
            "the", "a", "of", "member", "council", "tool", "harbour", "vote", "quorum", "lend",
            "project", "must", "may", "shall", "report", "every", "within", "thirty", "days",
            "and", "decide", "chair", "meeting", "open", "record", "publish", "rule", "change",
            "review", "licence", "security", "release", "maintain", "person", "group", "charter",
            "term", "elect", "appoint", "resign",
        ];
        WORDS[self.below(WORDS.len())]
    }

    /// Five sentences and a list, as rules are written.
    fn paragraph(&mut self) -> String {
        let mut sentence = |length: usize| {
            let words: Vec<&str> = (0..length).map(|_| self.word()).collect();
            format!("{}.", words.join(" "))
        };
        let prose: Vec<String> = (0..5).map(|at| sentence(9 + at * 2)).collect();
        let items: String = (0..3).map(|at| format!("- {}\n", sentence(7 + at))).collect();
        format!("{}\n\nMembers:\n\n{items}", prose.join(" "))
    }
}
