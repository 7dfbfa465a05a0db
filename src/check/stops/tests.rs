use super::*;
use crate::campaign::Audience;
use crate::check::tests::{BEFORE, loaded};
use crate::schedule::fixture::{Fixture, utc};
use crate::schedule::plan;

/// Waves `one` and `two` with one person each; `one` is told to wait on a Wednesday.
fn two() -> Fixture {
    let mut fixture = Fixture::empty();
    fixture.message("announce", "announcement", "start - 14d at 09:00", Audience::Everyone);
    fixture.message("news", "on-hold", "2027-03-24 at 10:00", Audience::Everyone);
    fixture.rule("on-hold").waves = vec!["one".into()];
    fixture.wave("one", "2027-04-05", "2027-04-16", "department = 'A'");
    fixture.wave("two", "2027-04-26", "2027-05-07", "rest");
    fixture.person("anna@x.example").department = Some("A".into());
    fixture.person("bob@x.example");
    fixture
}

fn found(fixture: &Fixture, stops: &Stops, now: &str) -> Vec<(&'static str, String)> {
    let loaded = loaded(fixture.clone());
    let plan = plan(&loaded.campaign, &loaded.people, &loaded.catalogue, utc(now)).unwrap();
    let mut findings = Vec::new();
    find(&View::new(&loaded, Some(&plan), utc(now)), stops, &mut findings);
    findings.into_iter().map(|finding| (finding.rule, finding.message)).collect()
}

fn hold(wave: Option<&str>) -> Stop {
    Stop { wave: wave.map(Into::into), since: utc("2027-03-24T12:00:00Z"), until: None }
}

#[test]
fn who_is_told_to_wait_is_not_told_to_go_on() {
    let (fixture, mut stops) = (two(), Stops::default());
    let expected = "`on-hold` will tell 1 person of wave `one` to wait, and nothing of that wave is held";
    assert_eq!(found(&fixture, &stops, BEFORE), [("H-ORDER-07", expected.to_owned())]);
    stops.told.insert("one".into());
    stops.holds.push(hold(Some("two")));
    assert_eq!(found(&fixture, &stops, BEFORE)[0].0, "H-ORDER-07", "the other wave is held");
    stops.holds.push(hold(Some("one")));
    stops.told.insert("two".into());
    assert_eq!(found(&fixture, &stops, BEFORE), []);
}

#[test]
fn a_hold_is_told_to_whom_it_is_about() {
    let (fixture, now) = (two(), "2027-03-25T12:00:00Z");
    let mut stops = Stops { holds: vec![hold(None)], ..Stops::default() };
    stops.told.insert("one".into());
    let expected = "wave `two` is on hold since Wed 2027-03-24, and nobody tells its 1 person";
    assert_eq!(found(&fixture, &stops, now), [("H-ORDER-08", expected.to_owned())]);
    stops.holds[0].until = Some(utc("2027-03-25T12:00:00Z"));
    assert_eq!(found(&fixture, &stops, now), [], "an outage of a day");
    stops.holds.push(hold(Some("two")));
    assert_eq!(found(&fixture, &stops, now).len(), 1);
    stops.told.insert("two".into());
    assert_eq!(found(&fixture, &stops, now), []);
}
