use chrono::{TimeZone, Utc};

use super::*;
use crate::campaign::{Addressee, Gate, Standing};
use crate::ledger::Happened;
use crate::report::{Waiting, fixture};
use crate::schedule::wave_gates;

struct World {
    campaign: Campaign,
    people: People,
    facts: Vec<Fact>,
    counts: Counts,
    now: DateTime<Utc>,
}

impl World {
    /// The second week of the pilot of two, whose gate has an owner.
    fn new() -> Self {
        let mut campaign = fixture::campaign();
        campaign.waves[0].gate = Some(Gate { owner: Some("Marieke Hoekstra".into()), ..Gate::default() });
        let now = Utc.with_ymd_and_hms(2027, 3, 10, 14, 0, 0).unwrap();
        World { campaign, people: fixture::people(), facts: Vec::new(), counts: Counts::new(), now }
    }

    fn learn(&mut self, person: &str, device: Option<&str>, standing: Standing, day: u32) {
        let at = Utc.with_ymd_and_hms(2027, 3, day, 23, 30, 0).unwrap();
        let what = Happened::Standing(standing);
        self.facts.push(Fact { person: person.into(), device: device.map(str::to_owned), what, at });
    }

    fn report(&self) -> ProgressReport {
        let mut progress = Progress::default();
        self.facts.iter().for_each(|fact| fact.teach(&mut progress));
        let gates = wave_gates((&self.campaign, &self.people), &progress, |_, _| (), self.now);
        let approval = Approval {
            plan: "3f9ac2d1e07b55a4".into(),
            snapshot: String::new(),
            campaign: self.campaign.id.clone(),
            by: "A. Manager".into(),
            at: fixture::now(),
        };
        ProgressReport::of(&Known {
            campaign: &self.campaign,
            people: &self.people,
            progress: &progress,
            facts: &self.facts,
            gates: &gates,
            approval: &approval,
            head: None,
            counts: &self.counts,
            holds: &[],
            proposed: None,
            now: self.now,
        })
    }
}

fn on(curve: &Curve, day: &str) -> CurveDay {
    *curve.days.iter().find(|one| one.day == fixture::day(day)).unwrap()
}

#[test]
fn a_curve_counts_who_has_moved_from_the_day_on_which_it_was_read_on_the_campaigns_clock() {
    let mut world = World::new();
    world.learn("ayse", None, Standing::Migrated(None), 3);
    let report = world.report();
    let curve = &report.waves[0].curve;
    assert_eq!(
        (on(curve, "2027-03-03").moved, on(curve, "2027-03-04").moved),
        (Some(0), Some(1)),
        "half past midnight"
    );
    assert_eq!((on(curve, "2027-03-10").moved, on(curve, "2027-03-11").moved), (Some(1), None));
    // Two people over ten working days.
    let expected = ["2027-02-28", "2027-03-04", "2027-03-05", "2027-03-07", "2027-03-11", "2027-03-12"];
    assert_eq!(expected.map(|day| on(curve, day).expected), [0, 0, 1, 1, 1, 2]);
    assert_eq!(report.waves[0].curve.now().map(|now| now.day), Some(fixture::day("2027-03-10")));
}

#[test]
fn a_curve_ends_in_what_the_table_says_whatever_the_data_of_a_later_approval_knows() {
    let mut world = World::new();
    for (person, serial, day) in [("ayse", "S1", 2), ("ayse", "S2", 4)] {
        world.learn(person, Some(serial), Standing::Migrated(None), day);
    }
    let device = |serial: &str| {
        let mut device = fixture::people().get("chloe").unwrap().devices[0].clone();
        device.serial = Some(serial.into());
        device
    };
    world.people.persons[0].devices = vec![device("S1"), device("S2")];
    let before = world.report();
    // The next approval has an export in which both have turned up.
    world.people.persons[0].devices.iter_mut().for_each(|device| device.migrated = true);
    world.people.persons[0].standing = Standing::Migrated(None);
    let after = world.report();
    assert_eq!(before.waves[0].curve, after.waves[0].curve);
    assert_eq!(on(&after.waves[0].curve, "2027-03-05").moved, Some(1));
    for wave in &after.waves {
        assert_eq!(wave.curve.now().and_then(|now| now.moved).unwrap_or(wave.moved.moved), wave.moved.moved);
    }
    // Nobody said when.
    world.facts.clear();
    let curve = &world.report().waves[0].curve;
    assert_eq!((curve.undated, curve.days[0].moved), (1, Some(1)));
}

#[test]
fn who_is_said_not_to_have_moved_is_taken_out_of_the_curve() {
    let mut world = World::new();
    world.learn("ayse", None, Standing::Migrated(None), 2);
    world.learn("ayse", None, Standing::Pending, 4);
    assert_eq!(on(&world.report().waves[0].curve, "2027-03-03").moved, Some(0));
    world.learn("ayse", None, Standing::Migrated(None), 8);
    let report = world.report();
    assert_eq!(
        (on(&report.waves[0].curve, "2027-03-08").moved, on(&report.waves[0].curve, "2027-03-09").moved),
        (Some(0), Some(1))
    );
}

#[test]
fn tasks_say_who_must_do_what_the_most_urgent_first() {
    let mut world = World::new();
    world.learn("bob", None, Standing::Failed(Some("Bob lost it".into())), 9);
    world.counts.insert(("pilot".into(), "enrol".into(), "enrol-now".into(), crate::ledger::State::Bounced), 3);
    let kinds = |world: &World| world.report().tasks.iter().map(Task::kind).collect::<Vec<_>>();
    assert_eq!(kinds(&world), ["failed", "notices", "stale"], "nobody has read an export");
    world.now = Utc.with_ymd_and_hms(2027, 3, 16, 14, 0, 0).unwrap();
    assert_eq!(kinds(&world), ["gate", "failed", "overdue", "notices", "stale"]);
    let lines = world.report().lines(&crate::report::words::DUTCH);
    let said: Vec<String> = lines.iter().map(|line| format!("{}: {}", line.who, line.what)).collect();
    insta::assert_snapshot!(said.join("\n"));
    // Everyone has moved.
    world.learn("bob", None, Standing::Migrated(None), 16);
    world.learn("ayse", None, Standing::Migrated(None), 16);
    assert_eq!(kinds(&world), ["gate", "notices"]);
}

#[test]
fn a_manager_reads_the_page() {
    let mut world = World::new();
    world.learn("ayse", None, Standing::Migrated(None), 3);
    world.campaign.waves[1].id = "<script>x".into();
    let page = world.report().html();
    for banned in ["<script", "<link", "src=", "@import", "url(http"] {
        assert!(!page.contains(banned), "{banned}");
    }
    assert!(
        page.contains("aria-label=\"Pilot: op wo 10 mrt 2027 waren 1 van de 2 mensen over. Verwacht waren er 1.\"")
    );
    assert_eq!(page.matches("<svg").count(), 1, "the other waves have not begun");
}

#[test]
fn a_campaign_without_people_has_a_report() {
    let mut world = World::new();
    world.people.persons.clear();
    let report = world.report();
    assert!(report.html().contains("Nog geen ronde is begonnen."));
    assert!(!report.booklet().parts.is_empty() && report.booklet().drawing.is_empty());
    assert!(report.screen(80).lines().all(|line| line.chars().count() <= 80));
}

#[test]
fn what_goes_by_mail_reads_well_in_every_language() {
    let mut world = World::new();
    world.learn("a.bakker", None, Standing::Failed(None), 8);
    let report = world.report();
    let mails = ["nl", "en", "de", "fr"].map(|language| {
        let (name, mail) = ("Marieke Hoekstra".to_owned(), "m@voorbeeldstad.example".to_owned());
        let to = Addressee { name, mail, language: language.parse().unwrap() };
        let note = report.digest(&to).unwrap();
        assert!(note.text.lines().all(|line| line.chars().count() <= 78), "{}", note.text);
        assert!(!note.text.contains('{'), "{}", note.text);
        format!("{}\n\n{}", note.subject, note.text)
    });
    insta::assert_snapshot!(mails.join("\n----\n"));
}

#[test]
fn a_gate_reminds_while_a_decision_or_a_check_is_all_that_is_missing() {
    let to = Addressee { name: "M.".into(), mail: "m@voorbeeldstad.example".into(), language: "en".parse().unwrap() };
    let note = |checks: &[&str], enrolled: Option<&str>, day: u32| {
        let mut world = World::new();
        let gate = world.campaign.waves[0].gate.as_mut().unwrap();
        gate.checks = checks.iter().map(|check| (*check).to_owned()).collect();
        gate.enrolled = enrolled.map(|bound| bound.parse().unwrap());
        world.now = Utc.with_ymd_and_hms(2027, 4, day, 9, 0, 0).unwrap();
        let wave = world.campaign.waves[0].id.clone();
        world.report().gate_note(&wave, &to, &Waiting::default())
    };
    assert!(note(&["vpn"], None, 20).unwrap().text.contains("heraut gate tick vpn --wave"));
    assert!(note(&["wi-fi at 5"], None, 20).unwrap().text.contains("heraut gate tick 'wi-fi at 5' --wave"));
    assert!(note(&[], None, 20).unwrap().text.contains("heraut gate pass"));
    assert_eq!(note(&["vpn"], Some(">= 90%"), 20), None, "nobody knows how many have moved");
}
