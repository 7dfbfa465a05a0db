use chrono::TimeZone;

use super::*;
use crate::ledger::fixture::entry;
use crate::ledger::{Entry, Scope};
use crate::report::fixture;
use crate::report::screen::columns;
use crate::schedule::{Evidence, GateOutcome, HelpdeskDay, Judgement};

fn at(day: u32, hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2027, 3, day, hour, 0, 0).unwrap()
}

fn counts() -> Counts {
    [
        ("rest", "announce", "announcement", State::Planned, 12_345),
        ("pilot", "enrol", "enrol-now", State::Accepted, 9),
        ("pilot", "enrol", "enrol-now", State::Failed, 2),
        ("pilot", "enrol", "enrol-now", State::Uncertain, 1),
        ("pilot", "remind", "reminder", State::Deferred, 3),
        ("pilot", "remind", "reminder", State::Suppressed, 4),
        ("pilot", "announce", "announcement", State::Accepted, 11),
        ("pilot", "announce", "announcement", State::Held, 1),
        ("gone", "announce", "announcement", State::Cancelled, 5),
    ]
    .into_iter()
    .map(|(wave, phase, message, state, n)| ((wave.into(), phase.into(), message.into(), state), n))
    .collect()
}

fn row(person: &str, state: State, detail: &str) -> Row {
    Row {
        entry: Entry { phase: "enrol".into(), ..entry("pilot", "enrol-now", person, 0, at(1, 7)) },
        state,
        since: at(1, 7),
        detail: detail.into(),
        attempts: 1,
        next: None,
        relay: None,
    }
}

fn upcoming(message: &str, wave: &str, people: Option<u64>) -> Upcoming {
    let gate = (wave == "rest").then(|| "pilot".to_owned());
    Upcoming { message: message.into(), wave: wave.into(), people, gate }
}

fn holds() -> [Hold; 3] {
    let hold =
        |scope, until| Hold { scope, by: "Jan".into(), why: "the mail is broken".into(), since: at(1, 8), until };
    [
        hold(Scope::Wave("pilot".into()), None),
        hold(Scope::Person("bob".into()), Some(at(2, 8))),
        hold(Scope::Gate("pilot".into()), None),
    ]
}

fn waves() -> [WaveGate; 2] {
    let evidence = Evidence { people: 40, moved: 30, failed: 2, ..Evidence::default() };
    let judgement =
        Judgement { outcome: GateOutcome::Failed, criteria: Vec::new(), day: "2027-03-01".parse().unwrap() };
    let none = WaveGate { wave: "rest".into(), evidence: Evidence::default(), judgement: None };
    [WaveGate { wave: "pilot".into(), evidence, judgement: Some(judgement) }, none]
}

fn rows() -> [Row; 2] {
    [
        row(
            "bob",
            State::Failed,
            "550 5.1.1 <bob@voorbeeldstad.example>: Recipient address rejected: User unknown in virtual mailbox table",
        ),
        row("hans", State::Uncertain, "no reply to the final dot within 600 s\u{1b}[2J"),
    ]
}

/// Twelve came on Friday; a quiet Monday, and on Tuesday more than the helpdesk takes.
fn forecast() -> Forecast {
    let one =
        |day: &str, expected, low, high, came| HelpdeskDay { day: day.parse().unwrap(), expected, low, high, came };
    Forecast {
        today: "2027-03-01".parse().unwrap(),
        days: vec![
            one("2027-02-26", 9.4, 6, 13, Some(12)),
            one("2027-03-01", 4.3, 2, 7, None),
            one("2027-03-02", 131.2, 90, 177, None),
        ],
        waves: Vec::new(),
        capacity: Some(120),
    }
}

#[test]
fn the_screen_says_where_it_stands_and_whose_move_it_is() {
    let (campaign, people, counts, rows) = (fixture::campaign(), fixture::people(), counts(), rows());
    let next_due = Some(at(4, 9));
    let status = Status {
        campaign: &campaign,
        people: &people,
        now: at(1, 9),
        waves: &waves(),
        counts: &counts,
        attention: &rows,
        holds: &holds(),
        next_due,
        next: &[upcoming("enrol-now", "pilot", Some(12)), upcoming("helpdesk-brief", "rest", None)],
        too_late: &BTreeMap::from([("pilot".into(), 3)]),
        lacks_gates: true,
        approval: Some(&Approval {
            plan: "f9b1c2d3e4a5b6c7".into(),
            snapshot: "0011".into(),
            campaign: "intune-2027".into(),
            by: "Marieke Hoekstra".into(),
            at: at(1, 8),
        }),
        proposed: Some(("0a1b2c3d4e5f6a7b", "S. Ouali")),
        load: &forecast(),
    };
    let screen = status.screen(80);
    assert!(screen.lines().all(|line| columns(line) <= 80), "{screen}");
    insta::assert_snapshot!(screen);
    insta::assert_snapshot!(status.json().unwrap());
}

#[test]
fn before_an_approval_and_after_the_end() {
    let (campaign, people, none) = (fixture::campaign(), fixture::people(), BTreeMap::new());
    let load = Forecast::default();
    let status = |counts| Status {
        campaign: &campaign,
        people: &people,
        now: at(1, 9),
        waves: &[],
        counts,
        attention: &[],
        holds: &[],
        next_due: None,
        next: &[],
        too_late: &none,
        lacks_gates: false,
        approval: None,
        proposed: None,
        load: &load,
    };
    let nothing = Counts::new();
    assert!(status(&nothing).screen(80).ends_with("Nothing is approved yet: `heraut approve` locks the plan.\n"));
    let counts = Counts::from([(("pilot".into(), "enrol".into(), "enrol-now".into(), State::Accepted), 3)]);
    let screen = status(&counts).screen(80);
    assert!(screen.ends_with("Next: nothing more is due\n"), "{screen}");
    assert!(!screen.contains("retry"), "{screen}");
    let next = [upcoming("reminder", "pilot", Some(1))];
    let due = Status { next_due: Some(at(1, 8)), next: &next, ..status(&counts) }.screen(80);
    assert!(due.ends_with("Next: due now is reminder of wave pilot to 1 person; `heraut send` delivers it\n"), "{due}");
    let held = Counts::from([(("rest".into(), "enrol".into(), "enrol-now".into(), State::Held), 3)]);
    let screen = status(&held).screen(80);
    assert!(screen.ends_with("Next: nothing more is due until what is held goes on (3)\n"), "{screen}");
}
