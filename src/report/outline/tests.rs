use super::*;
use crate::campaign::{LanguageChoice, LanguageReason};
use crate::report::fixture;
use crate::schedule::Plan;

fn outline() -> Outline {
    Outline::of(&fixture::campaign(), &fixture::people(), &fixture::plan())
}

#[test]
fn everybody_is_counted_once() {
    let totals = outline().totals;
    assert_eq!((totals.people, totals.outside, totals.told), (9, 1, 7));
    assert_eq!(totals.notices, totals.languages.values().sum::<u64>());
    assert_eq!(totals.notices, outline().waves.iter().map(WaveOutline::count).sum::<u64>());
    assert_eq!(totals.missing[&UnplannedReason::NoMailbox], 1, "once, however many messages Dirk misses");
}

/// 2027-03-22 is a Monday in the freeze; the wave of 5 April announces two weeks earlier, on that day.
#[test]
fn a_move_says_what_closed_the_day() {
    let outline = outline();
    let line = outline.waves[1].lines().find(|line| line.message == "announcement").unwrap();
    assert_eq!(line.moves.len(), 1);
    assert_eq!(line.moves[0].reason, Reason::MovedEarlier);
    assert_eq!(line.moves[0].why, Some(Why::Freeze("kwartaalafsluiting".into())));
    assert_eq!(line.times.unwrap().last.date_naive(), fixture::day("2027-03-19"));
}

#[test]
fn people_are_counted_by_site_in_the_language_they_can_get() {
    let rest = &outline().waves[2];
    let languages = &rest.sites[&Some("Stadhuis".to_owned())];
    assert_eq!(languages[&fixture::tag("nl")], 2, "nl-BE gets nl");
    assert_eq!(languages[&fixture::tag("en")], 1);
    assert_eq!(rest.people, 5);
}

#[test]
fn people_who_miss_the_same_are_told_of_together() {
    let gaps = outline().gaps;
    let dirk = gaps.iter().find(|gap| gap.reason == UnplannedReason::NoMailbox).unwrap();
    assert_eq!(dirk.people, ["Dirk Visser"]);
    assert_eq!(dirk.wave, "rest");
    assert!(dirk.messages.contains(&"announcement".to_owned()));
}

#[test]
fn a_campaign_without_anything_has_an_outline() {
    let mut campaign = fixture::campaign();
    campaign.waves.clear();
    let plan = Plan { now: fixture::now(), notices: vec![], unplanned: vec![] };
    let outline = Outline::of(&campaign, &Default::default(), &plan);
    assert_eq!(outline.range(), None);
    assert_eq!(outline.totals, Totals::default());
}

#[test]
fn whoever_gets_another_language_than_theirs_is_counted() {
    let (campaign, mut people, plan) = (fixture::campaign(), fixture::people(), fixture::plan());
    let told: Vec<usize> = plan.notices.iter().filter_map(|notice| Some(notice.person? as usize)).collect();
    let dutch = plan.notices.iter().find(|notice| notice.language.as_str() == "nl" && notice.person.is_some());
    let at = dutch.and_then(|notice| notice.person).unwrap() as usize;
    assert!(told.contains(&at));
    let before = Outline::of(&campaign, &people, &plan).totals.fallbacks;
    people.persons[at].language = LanguageChoice { tag: "pl".parse().unwrap(), reason: LanguageReason::Column };
    let after = Outline::of(&campaign, &people, &plan).totals.fallbacks;
    let pair = ("pl".parse().unwrap(), "nl".parse().unwrap());
    assert_eq!((before.get(&pair), after.get(&pair)), (None, Some(&1)));
    people.persons[at].language.reason = LanguageReason::Default;
    assert_eq!(Outline::of(&campaign, &people, &plan).totals.fallbacks.get(&pair), None, "nobody knows what they read");
}

#[test]
fn what_a_selector_picks_nobody_of_a_wave_for_is_not_in_it() {
    let mut campaign = fixture::campaign();
    let announcement = campaign.phases[0].messages.iter_mut().find(|rule| rule.message == "announcement").unwrap();
    announcement.to = Audience::Select(crate::campaign::Selector::parse("group = 'pilot'").unwrap());
    let mut plan = fixture::plan();
    let told = |plan: &Plan| {
        let outline = Outline::of(&campaign, &fixture::people(), plan);
        outline.waves.iter().map(|wave| wave.lines().any(|line| line.message == "announcement")).collect::<Vec<_>>()
    };
    plan.notices.retain(|notice| notice.rule(&campaign).message != "announcement" || notice.wave == 0);
    assert_eq!(told(&plan), [true, false, true], "in the last wave Dirk, who has no mailbox, misses it");
    plan.notices.retain(|notice| notice.rule(&campaign).message != "announcement");
    assert_eq!(told(&plan), [true; 3], "a message that nobody gets is nobody's other wave");
}
