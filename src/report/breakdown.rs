//! How far people are, by what the data says of them: department, site, manager, or any column of their own.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::json;

use super::csv::cell;
use super::screen::{Column, Grid, clean};
use super::words::ENGLISH as WORDS;
use crate::campaign::{Campaign, Field, People, Progress, Standing};
use crate::schedule::assign;

/// How far people are, by one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breakdown {
    /// The field's name.
    pub field: String,
    /// By value; an empty one is of those without.
    pub groups: BTreeMap<String, Group>,
}

/// How far the people of one group are; those who left are not counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Group {
    /// How many there are.
    pub people: u64,
    /// Have moved.
    pub moved: u64,
    /// Of whom it failed.
    pub failed: u64,
}

impl Group {
    /// Who still has to move, and of whom nothing went wrong.
    pub fn left(self) -> u64 {
        self.people - self.moved - self.failed
    }
}

/// Counts the people of all waves by a field. Who has several values, such as platforms, counts for each.
pub fn breakdown(campaign: &Campaign, people: &People, progress: &Progress, field: &Field) -> Breakdown {
    let membership = assign(campaign, people);
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    let members = people.persons.iter().zip(&membership.waves).filter(|(_, wave)| wave.is_some());
    for (person, _) in members {
        let standing = progress.standing(person);
        if standing == Standing::Left {
            continue;
        }
        let mut values = field.values(person);
        if values.is_empty() {
            values.insert(String::new());
        }
        for value in values {
            let group = groups.entry(value).or_default();
            group.people += 1;
            group.moved += u64::from(standing.has_moved());
            group.failed += u64::from(matches!(standing, Standing::Failed(_)));
        }
    }
    Breakdown { field: field.name.clone(), groups }
}

impl Breakdown {
    /// As a screen of at most `width` columns, who is furthest behind first.
    pub fn screen(&self, width: usize) -> String {
        let mut total = Group::default();
        for group in self.groups.values() {
            total.people += group.people;
            total.moved += group.moved;
            total.failed += group.failed;
        }
        let failed = total.failed > 0;
        let numbers = ["MOVED"].into_iter().chain(failed.then_some("FAILED")).chain(["LEFT", "OF", "SHARE"]);
        let title = [Column::text(&clean(&self.field).to_uppercase(), 12)];
        let mut grid = Grid::new(title.into_iter().chain(numbers.map(Column::number)).collect());
        let mut row = |name: String, group: &Group| {
            let numbers = [group.moved].into_iter().chain(failed.then_some(group.failed));
            let numbers = numbers.chain([group.left(), group.people]).map(|n| WORDS.number(n));
            let share = format!("{}%", group.moved * 100 / group.people.max(1));
            grid.row([name].into_iter().chain(numbers).chain([share]).collect());
        };
        for (value, group) in self.sorted() {
            row(if value.is_empty() { "–".to_owned() } else { clean(value) }, group);
        }
        row("total".to_owned(), &total);
        grid.render(width)
    }

    /// As CSV: UTF-8 with a byte-order mark, CRLF, and no cell that a spreadsheet would take for a formula. The columns are
    /// the field, `people`, `moved`, `failed` and `left`.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all("\u{feff}".as_bytes())?;
        let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(out);
        writer.write_record([&*cell(&self.field), "people", "moved", "failed", "left"])?;
        for (value, group) in self.sorted() {
            let numbers = [group.people, group.moved, group.failed, group.left()].map(|n| n.to_string());
            writer.write_record([cell(value)].into_iter().chain(numbers))?;
        }
        writer.flush()
    }

    /// For a program: `format` ("heraut-breakdown/1"), `field`, and `groups` with `value` (null for those without),
    /// `people`, `moved`, `failed`, `left`.
    pub fn json(&self) -> String {
        let group = |(value, group): (&String, &Group)| {
            json!({
                "value": (!value.is_empty()).then_some(value), "people": group.people, "moved": group.moved,
                "failed": group.failed, "left": group.left(),
            })
        };
        let groups: Vec<_> = self.sorted().into_iter().map(group).collect();
        format!("{:#}\n", json!({ "format": "heraut-breakdown/1", "field": self.field, "groups": groups }))
    }

    /// Who is furthest behind first: by the share that has moved, then by how many are left.
    pub fn sorted(&self) -> Vec<(&String, &Group)> {
        let mut sorted: Vec<_> = self.groups.iter().collect();
        sorted.sort_by_key(|(value, group)| {
            (group.moved * 1000 / group.people.max(1), std::cmp::Reverse(group.people), *value)
        });
        sorted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn by(field: &str) -> Breakdown {
        let (campaign, people) = (fixture::campaign(), fixture::people());
        let mut progress = Progress::default();
        let at = "2027-03-01T09:00:00Z".parse().unwrap();
        progress.learn(&people.persons[0].id, None, &Standing::Migrated(None), at);
        let field = Field::named(field, &people).unwrap();
        breakdown(&campaign, &people, &progress, &field)
    }

    #[test]
    fn every_person_of_a_wave_is_counted_once_where_they_have_one_value() {
        let people = fixture::people();
        let found = by("Department");
        let waves = assign(&fixture::campaign(), &people).waves;
        let stays = |(wave, person): &(&Option<u16>, &crate::campaign::Person)| {
            wave.is_some() && person.standing != Standing::Left
        };
        let members = waves.iter().zip(&people.persons).filter(stays).count() as u64;
        assert_eq!(members, 8, "nine are in a wave, and one has left");
        assert_eq!(found.groups.values().map(|group| group.people).sum::<u64>(), members);
        let moved = found.groups.values().map(|group| group.moved).sum::<u64>();
        assert_eq!(moved, 2, "one by the data, and one that was learnt");
        assert!(found.screen(80).lines().all(|line| line.chars().count() <= 80));
    }

    #[test]
    fn a_field_that_nobody_has_is_named_with_those_there_are() {
        let known = Field::named("departmnt", &fixture::people()).unwrap_err();
        assert!(known.contains(&"department".to_owned()), "{known:?}");
    }

    #[test]
    fn a_group_is_never_a_formula() {
        let group = Group { people: 3, moved: 1, failed: 1 };
        let found = Breakdown { field: "team".into(), groups: [("=1+1".to_owned(), group)].into() };
        let mut out = Vec::new();
        found.csv(&mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\u{feff}team,people,moved,failed,left\r\n'=1+1,3,1,1,1\r\n");
        assert!(found.json().contains("\"left\": 1"));
    }
}
