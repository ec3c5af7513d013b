//! Groups in a list, each with its chairs in brackets: `Knots Group (Ada Okoro and Teo Blum,
//! Co-chairs)`. A list within an item holds the parts of that group.

use super::list::{first_paragraph, person};
use super::{Seat, singular};
use crate::content::anchor::{AnchorRule, HeadingOrigin};
use crate::content::block::{Block, BlockKind, Inline, Item, render_inlines};
use crate::content::dialect::Plain;
use crate::content::markdown;
use crate::content::words::{fold, slug};

/// A group, as the list names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// The group it is part of, by its place in the list.
    pub above: Option<usize>,
    /// Who leads it.
    pub seats: Vec<Seat>,
    /// The line of the file.
    pub line: usize,
}

/// What people are called who lead a group.
const ROLES: [&str; 14] = [
    "chair",
    "chairs",
    "chairperson",
    "chairpersons",
    "convener",
    "conveners",
    "convenor",
    "coordinator",
    "coordinators",
    "facilitator",
    "facilitators",
    "lead",
    "leads",
    "leader",
];

/// The groups that stand under the heading `section`, or in the whole file. Items in which nobody is
/// named are no groups.
pub fn read(text: &str, section: Option<&str>) -> Vec<Group> {
    let text = text.replace("\r\n", "\n");
    let blocks = markdown::blocks(&text, 1, AnchorRule::Github, HeadingOrigin::Top);
    let mut groups = Vec::new();
    // The depth of the heading under which groups are read.
    let mut under: Option<u8> = section.is_none().then_some(0);
    for block in &blocks {
        match (&block.kind, section) {
            (BlockKind::Heading(heading), Some(section)) => {
                let words = render_inlines(&heading.text, &Plain);
                if fold(&words) == fold(section) {
                    under = Some(heading.depth);
                } else if under.is_some_and(|depth| heading.depth <= depth) {
                    under = None;
                }
            }
            (BlockKind::List { items, .. }, _) if under.is_some() => {
                of_items(items, None, &mut groups);
            }
            _ => {}
        }
    }
    groups
}

fn of_items(items: &[Item], above: Option<usize>, groups: &mut Vec<Group>) {
    for item in items {
        let Some((name, seats)) = first_paragraph(&item.blocks).and_then(of_line) else {
            continue;
        };
        groups.push(Group { name, above, seats, line: item.lines.first });
        let own = groups.len() - 1;
        for block in &item.blocks {
            if let Block { kind: BlockKind::List { items, .. }, .. } = block {
                of_items(items, Some(own), groups);
            }
        }
    }
}

/// The name before the bracket, and the people in it.
fn of_line(inlines: &[Inline]) -> Option<(String, Vec<Seat>)> {
    let words = render_inlines(inlines, &Plain);
    let words = words.trim().trim_end_matches(['.', ';', ',']);
    let (name, people) = words.strip_suffix(')')?.split_once('(')?;
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let people = people.replace(" & ", ", ").replace(" and ", ", ");
    let mut people: Vec<&str> =
        people.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let role = people.pop_if(|last| is_role(last)).map(singular);
    let seats: Vec<Seat> = people
        .iter()
        .filter_map(|part| person(&[Inline::Text((*part).to_owned())]))
        .map(|named| Seat {
            name: named.name,
            github: named.github,
            role: role.clone(),
            voting: true,
            ..Seat::default()
        })
        .collect();
    (!name.is_empty() && !seats.is_empty()).then_some((name, seats))
}

fn is_role(words: &str) -> bool {
    let folded = fold(words);
    folded
        .split(|c: char| !c.is_alphanumeric())
        .rfind(|word| !word.is_empty())
        .is_some_and(|last| ROLES.contains(&last))
}

/// What a group's name adds to the id of what it belongs to: `Python Subgroup` of `sig-guests` is
/// `python`. `prefix` is what the id begins with already.
pub fn id_part(name: &str, prefix: &str) -> String {
    // Signs that tell names apart and have no letters: "C#" is not "C".
    let name = name.replace('#', " sharp").replace("++", " plus plus");
    let id = slug(&name);
    let id = id.strip_prefix(prefix).unwrap_or(&id);
    let ends = ["-subgroup", "-working-group", "-group"];
    ends.iter().find_map(|end| id.strip_suffix(end)).unwrap_or(id).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_and_their_parts_are_read_with_who_leads_them() {
        let text = "# Crews\n\n## Now\n\nCrews are:\n* Crew Knots (Ada Okoro and Teo Blum, Co-chairs)\n\
                    \x20 * C# Subgroup  (Ewa Dal, Chair)\n* Crew Ropes (Per Lindqvist (@perlin), Mara Vance)\n\
                    \n## Before\n\n* Crew Sails, which became Crew Ropes\n* Crew Oars (Ada Okoro, Chair)\n";
        let groups = read(text, Some("Now"));
        let told: Vec<(&str, Option<usize>, String)> = groups
            .iter()
            .map(|group| {
                let seats = group.seats.iter();
                let people = seats
                    .map(|seat| format!("{} {}", seat.name, seat.role.as_deref().unwrap_or("-")));
                let people = people.collect::<Vec<_>>().join(", ");
                (group.name.as_str(), group.above, people)
            })
            .collect();
        let expected = [
            ("Crew Knots", None, "Ada Okoro Co-chair, Teo Blum Co-chair"),
            ("C# Subgroup", Some(0), "Ewa Dal Chair"),
            ("Crew Ropes", None, "Per Lindqvist -, Mara Vance -"),
        ];
        assert_eq!(told, expected.map(|(name, above, people)| (name, above, people.to_owned())));
        assert_eq!(groups[2].seats[0].github.as_deref(), Some("perlin"));
        assert_eq!(read(text, None).len(), 4);
    }

    #[test]
    fn ids_of_groups_leave_out_what_all_of_them_are_called() {
        for (name, prefix, id) in [
            ("SIG Guest Languages", "sig-", "guest-languages"),
            ("Python Subgroup", "sig-", "python"),
            ("C# Working Group", "sig-", "c-sharp"),
            ("Packaging", "sig-", "packaging"),
        ] {
            assert_eq!(id_part(name, prefix), id, "{name}");
        }
    }
}
