//! What other dates of a wave mean for its people, in words: for the end of `heraut plan` and `heraut approve`.

use super::screen::clean;
use super::words::ENGLISH as WORDS;
use crate::campaign::Dates;
use crate::schedule::{DatesChanged, Knowing};

/// A sentence or a few for each wave: who knows which dates, what they will hear, whether their calendar follows, and how many
/// have not been told yet.
pub fn dates_changed(changes: &[DatesChanged]) -> Vec<String> {
    changes.iter().map(of_wave).collect()
}

fn of_wave(change: &DatesChanged) -> String {
    let mut said: Vec<String> =
        change.known.iter().flat_map(|(told, knowing)| knows(*told, *knowing, change.now)).collect();
    if change.untold > 0 {
        let people = WORDS.counted(change.untold, WORDS.a_person);
        said.push(format!("{people} {} not been told yet.", if change.untold == 1 { "has" } else { "have" }));
    }
    clean(&format!("Wave `{}`: {}", change.wave, said.join(" ")))
}

fn knows(told: Dates, knowing: Knowing, now: Dates) -> Vec<String> {
    let Knowing { people, hear, entries, moved } = knowing;
    let is_one = people == 1;
    let who = format!("{} {}", WORDS.counted(people, WORDS.a_person), if is_one { "knows" } else { "know" });
    let then = match hear {
        0 => format!("and no message tells {} {}", if is_one { "them" } else { "those" }, shown(now)),
        n if n == people => format!("and will hear {}", shown(now)),
        n => format!("and {} of them will hear {}", WORDS.number(n), shown(now)),
    };
    let mut said = vec![format!("{who} {} {then}.", shown(told))];
    let calendars = |n: u64| match n {
        1 => "1 entry in a calendar".to_owned(),
        n => format!("{} entries in calendars", WORDS.number(n)),
    };
    if moved > 0 {
        said.push(format!("{} {} with it.", calendars(moved), if moved == 1 { "moves" } else { "move" }));
    }
    if entries > moved {
        let stays = if entries - moved == 1 { "stays" } else { "stay" };
        said.push(format!("{} {stays} at the old time: no message takes it along.", calendars(entries - moved)));
    }
    said
}

/// `Mon 5 Apr to Fri 30 Apr 2027 17:00`.
fn shown(Dates { start, deadline, deadline_time }: Dates) -> String {
    let time = deadline_time.map_or_else(String::new, |time| time.format(" %H:%M").to_string());
    format!("{} to {}{time}", start.format("%a %-d %b"), deadline.format("%a %-d %b %Y"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(text: &str) -> Dates {
        text.parse().unwrap()
    }

    #[test]
    fn who_knows_what_and_what_becomes_of_it_is_said() {
        let known = [
            ("2027-04-05/2027-04-30", Knowing { people: 412, hear: 412, entries: 400, moved: 400 }),
            ("2027-03-29/2027-04-23", Knowing { people: 1, hear: 0, entries: 1, moved: 0 }),
        ];
        let known = known.map(|(told, knowing)| (dates(told), knowing)).into();
        let now = dates("2027-04-12/2027-05-07T17:00:00");
        let said = dates_changed(&[DatesChanged { wave: "rest".into(), now, known, untold: 96 }]);
        insta::assert_snapshot!(said.join("\n"));
    }
}
