use chrono::{TimeZone, Utc};

use super::scale::LABEL;
use super::*;
use crate::campaign::Gate;
use crate::report::fixture;
use crate::report::words::{DUTCH, ENGLISH};

fn outline() -> Outline {
    let mut campaign = fixture::campaign();
    let gate = Gate { enrolled: ">= 90%".parse().ok(), owner: Some("M. Hoekstra".into()), ..Gate::default() };
    campaign.waves[0].gate = Some(gate);
    Outline::of(&campaign, &fixture::people(), &fixture::plan())
}

/// The only picture of the fixture when its last wave ends on this day.
fn chart(deadline: &str) -> Option<String> {
    let mut outline = outline();
    outline.waves[2].deadline = deadline.parse().unwrap();
    outline.waves.truncate(3);
    outline.waves.iter_mut().for_each(|wave| wave.phases.truncate(3));
    pictures(&ENGLISH, &outline).pop().map(|(svg, _)| svg)
}

/// Where texts at this height are, with what they say.
fn labels(chart: &str, height: u32) -> Vec<(f64, String)> {
    let at = format!("y=\"{height}\"");
    let label = |line: &str| {
        let x = line.split(" x=\"").nth(1)?.split('"').next()?.parse().ok()?;
        Some((x, line.split('>').nth(1)?.split('<').next()?.to_owned()))
    };
    chart.lines().filter(|line| line.starts_with("<text") && line.contains(&at)).filter_map(label).collect()
}

#[test]
fn no_label_runs_into_the_next() {
    for deadline in ["2027-05-28", "2027-12-31", "2028-12-29", "2032-01-01"] {
        let chart = chart(deadline).unwrap();
        for (height, long) in [(28, 24.0), (44, 16.0)] {
            let labels = labels(&chart, height);
            assert!(labels.len() > 3, "{deadline}: {labels:?}");
            let apart = labels.windows(2).map(|pair| pair[1].0 - pair[0].0).fold(f64::MAX, f64::min);
            assert!(apart >= LABEL - 2.0, "{deadline}: {apart} between {labels:?}");
            assert!(labels.last().unwrap().0 <= 1000.0 - long, "{deadline}: {labels:?}");
        }
    }
}

#[test]
fn every_month_has_its_name() {
    let months: Vec<String> = labels(&chart("2027-12-31").unwrap(), 28).into_iter().map(|(_, name)| name).collect();
    assert_eq!(months, ["Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan"]);
    // The last Monday of March is the 29th: March has three days in its first week.
    let mut late = outline();
    late.waves.drain(..2);
    late.waves[0].phases.clear();
    (late.waves[0].start, late.totals.times) = (fixture::day("2027-03-30"), None);
    let (svg, _) = pictures(&DUTCH, &late).pop().unwrap();
    let months: Vec<String> = labels(&svg, 28).into_iter().map(|(_, name)| name).collect();
    assert_eq!(months, ["mrt", "apr", "mei"]);
}

#[test]
fn a_campaign_of_centuries_is_not_drawn() {
    assert_eq!(chart("2327-01-01"), None);
    assert_eq!(chart("+262142-12-31"), None);
}

#[test]
fn a_bar_and_a_gate_say_what_they_stand_for() {
    let drawn = on_page(&ENGLISH, &outline()).unwrap();
    assert!(drawn.svg.contains("<title>Early, Enrol: Mon 5 Apr 2027, 1 message</title>"));
    assert!(drawn.svg.contains("<title>Gate: Pilot, Fri 12 Mar 2027: moved: at least 90%"), "{}", drawn.svg);
    assert!(drawn.svg.contains(">Fri 12 Mar, M. Hoekstra</text>"));
    assert!(drawn.svg.contains("gate Fri 12 Mar 2027 (M. Hoekstra)."), "who does not see it is told");
    assert_eq!(drawn.names[..2], [("wave", "Pilot".to_owned()), ("phase", "Announce".to_owned())]);
}

#[test]
fn what_is_past_is_another_bar_than_what_is_to_come() {
    let mut outline = outline();
    outline.now = outline.local(Utc.with_ymd_and_hms(2027, 3, 8, 8, 0, 0).unwrap());
    let drawn = on_page(&ENGLISH, &outline).unwrap().svg;
    let bars = |class: &str, name: &str| {
        drawn.lines().filter(|line| line.contains(&format!("class=\"{class}\"")) && line.contains(name)).count()
    };
    assert_eq!((bars("past", "Pilot, Enrol"), bars("coming", "Pilot, Enrol")), (1, 0));
    assert_eq!((bars("past", "Pilot, Remind"), bars("coming", "Pilot, Remind")), (1, 1), "it is under way");
    assert_eq!((bars("past", "Early, Enrol"), bars("coming", "Early, Enrol")), (0, 1));
    assert!(signs(&ENGLISH, &outline).any(|(sign, _)| sign == "past"));
}

#[test]
fn waves_share_pages_evenly_and_none_is_higher_than_a_page() {
    let mut outline = outline();
    let wave = outline.waves[0].clone();
    for (waves, shares) in [(1, vec![1]), (2, vec![2]), (4, vec![2, 2]), (5, vec![2, 2, 1]), (0, vec![])] {
        outline.waves = vec![wave.clone(); waves];
        let pages = pages(&outline.waves);
        assert_eq!(pages.iter().map(|page| page.len()).collect::<Vec<_>>(), shares, "{waves}");
        assert!(pages.iter().all(|page| TOP + rows_of(page) + FOOT <= PAGE));
    }
}

#[test]
fn a_long_name_keeps_its_end() {
    assert_eq!(short("Everybody else"), "Everybody else");
    assert_eq!(short("Buitendienst Gemeentewerf Noord"), "Buitendienst…ewerf Noord");
}

#[test]
fn it_is_in_the_colour_of_the_campaign() {
    let mut outline = outline();
    outline.colors.0 = Color::new(0x8a, 0x1c, 0x4a);
    let (svg, _) = pictures(&ENGLISH, &outline).remove(0);
    assert!(svg.contains("#8a1c4a") && !svg.contains("ACCENT") && !svg.contains("BAND") && !svg.contains("PAST"));
}
