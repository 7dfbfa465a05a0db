use super::*;
use crate::schedule::fixture::{Fixture, day, utc};

/// The pilot is judged on 17 March, by these criteria.
fn fixture(change: impl FnOnce(&mut Gate)) -> Fixture {
    let mut fixture = Fixture::new();
    let mut gate = Gate {
        enrolled: Some(">= 90%".parse().unwrap()),
        failed: Some("<= 5%".parse().unwrap()),
        date: Some(day("2027-03-17")),
        ..Gate::default()
    };
    change(&mut gate);
    fixture.campaign.waves[0].gate = Some(gate);
    fixture
}

fn seen(people: u32, moved: u32, failed: u32) -> Evidence {
    Evidence { people, moved, failed, learnt: Some(utc("2027-03-16T09:00:00Z")), ..Evidence::default() }
}

fn outcome(fixture: &Fixture, evidence: &Evidence, now: &str) -> GateOutcome {
    let campaign = &fixture.campaign;
    judge(campaign, &campaign.waves[0], evidence, utc(now)).unwrap().outcome
}

const THE_DAY: &str = "2027-03-17T09:00:00Z";

#[test]
fn figures_open_a_gate_on_its_day_and_not_before() {
    let fixture = fixture(|_| {});
    assert_eq!(outcome(&fixture, &seen(20, 20, 0), "2027-03-16T22:59:59Z"), GateOutcome::Waiting);
    assert_eq!(outcome(&fixture, &seen(20, 20, 0), "2027-03-16T23:00:00Z"), GateOutcome::Passed, "midnight there");
    assert_eq!(outcome(&fixture, &seen(20, 18, 1), THE_DAY), GateOutcome::Passed, "on the edge is within");
    assert_eq!(outcome(&fixture, &seen(20, 17, 1), THE_DAY), GateOutcome::Failed);
    assert_eq!(outcome(&fixture, &seen(20, 18, 2), THE_DAY), GateOutcome::Failed);
    assert_eq!(outcome(&fixture, &seen(0, 0, 0), THE_DAY), GateOutcome::Inconclusive, "a wave of nobody");
}

#[test]
fn what_rests_on_too_little_is_inconclusive_also_when_it_is_bad() {
    let few = fixture(|gate| gate.at_least = Some(10));
    assert_eq!(outcome(&few, &seen(20, 5, 4), THE_DAY), GateOutcome::Inconclusive);
    assert_eq!(outcome(&few, &seen(20, 6, 4), THE_DAY), GateOutcome::Failed);
    let old = fixture(|gate| gate.data_not_older = Some(Span::Workdays(2)));
    let learnt = |at: &str| Evidence { learnt: Some(utc(at)), ..seen(20, 20, 0) };
    assert_eq!(outcome(&old, &learnt("2027-03-15T09:00:00Z"), THE_DAY), GateOutcome::Passed);
    assert_eq!(outcome(&old, &learnt("2027-03-12T09:00:00Z"), THE_DAY), GateOutcome::Inconclusive);
    assert_eq!(outcome(&old, &Evidence { learnt: None, ..seen(20, 20, 0) }, THE_DAY), GateOutcome::Inconclusive);
}

#[test]
fn what_nobody_tried_or_counted_is_inconclusive() {
    let fixture = fixture(|gate| {
        gate.checks = vec!["vpn".into(), "wifi".into()];
        gate.contacts_per_day = Some("<= 10".parse().unwrap());
    });
    let mut evidence = seen(20, 20, 0);
    assert_eq!(outcome(&fixture, &evidence, THE_DAY), GateOutcome::Inconclusive);
    evidence.ticked = ["vpn".into(), "wifi".into()].into();
    assert_eq!(outcome(&fixture, &evidence, THE_DAY), GateOutcome::Inconclusive);
    evidence.contacts = Some(10.5);
    assert_eq!(outcome(&fixture, &evidence, THE_DAY), GateOutcome::Failed);
    evidence.contacts = Some(10.0);
    assert_eq!(outcome(&fixture, &evidence, THE_DAY), GateOutcome::Passed);
}

#[test]
fn an_owner_has_the_last_word_and_what_was_decided_stays() {
    let owned = fixture(|gate| gate.owner = Some("M. de Wit".into()));
    let of = |on: &str, decision, evidence| Evidence { decision: Some((decision, day(on))), ..evidence };
    let decided = |decision, evidence| of("2027-03-17", decision, evidence);
    assert_eq!(outcome(&owned, &seen(20, 20, 0), THE_DAY), GateOutcome::Ready);
    assert_eq!(outcome(&owned, &decided(Decision::Pass, seen(20, 1, 9)), THE_DAY), GateOutcome::Passed);
    assert_eq!(outcome(&owned, &decided(Decision::Fail, seen(20, 20, 0)), THE_DAY), GateOutcome::Failed);
    assert_eq!(outcome(&owned, &decided(Decision::Override, seen(20, 1, 9)), THE_DAY), GateOutcome::Overridden);
    let earlier = of("2027-03-16", Decision::Override, seen(20, 1, 9));
    assert_eq!(outcome(&owned, &earlier, THE_DAY), GateOutcome::Failed, "with another day it is another gate");
    let bare = fixture(|gate| *gate = Gate { date: gate.date, ..Gate::default() });
    assert_eq!(outcome(&bare, &seen(20, 20, 0), THE_DAY), GateOutcome::Ready, "without criteria it is a decision");
}

#[test]
fn a_criterion_says_what_was_seen_beside_its_bound() {
    let fixture = fixture(|gate| gate.checks = vec!["vpn".into()]);
    let campaign = &fixture.campaign;
    let found = judge(campaign, &campaign.waves[0], &seen(40, 30, 4), utc(THE_DAY)).unwrap();
    let told: Vec<_> = found.criteria.iter().map(|one| (one.figure, one.holds)).collect();
    assert_eq!(told, [(Some(75.0), Some(false)), (Some(10.0), Some(false)), (None, None)]);
    assert_eq!(found.day, day("2027-03-17"));
    assert!(judge(campaign, &campaign.waves[1], &seen(1, 1, 0), utc(THE_DAY)).is_none(), "it has no gate");
}

#[test]
fn what_is_due_after_a_gate_waits_for_the_last_one_before_it() {
    let mut fixture = fixture(|_| {});
    let gate = Gate { date: Some(day("2027-04-21")), ..Gate::default() };
    fixture.campaign.waves[1].gate = Some(gate);
    let rule = |fixture: &Fixture, message: &str| {
        let rules = fixture.campaign.phases.iter().flat_map(|phase| &phase.messages);
        rules.into_iter().find(|rule| rule.message == message).cloned().unwrap()
    };
    fixture.message("news", "news", "2027-06-01 at 09:00", crate::campaign::Audience::Everyone);
    let before =
        |wave, message: &str, due: &str| gate_before(&fixture.campaign, wave, &rule(&fixture, message), utc(due));
    assert_eq!(before(1, "announcement", "2027-03-17T22:59:00Z"), None, "on the day itself it is not over");
    assert_eq!(before(1, "announcement", "2027-03-17T23:00:00Z"), Some(0));
    assert_eq!(before(2, "announcement", "2027-04-01T09:00:00Z"), Some(0));
    assert_eq!(before(2, "reminder", "2027-05-12T08:00:00Z"), Some(1), "it waits for both");
    assert_eq!(before(0, "reminder", "2027-06-12T08:00:00Z"), None, "a wave does not wait for its own");
    assert_eq!(before(2, "welcome", "2027-05-12T08:00:00Z"), None, "who has moved hears so");
    assert_eq!(before(2, "news", "2027-06-01T08:00:00Z"), None);
}
