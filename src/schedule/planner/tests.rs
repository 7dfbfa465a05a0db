use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use chrono_tz::America::Curacao;
use chrono_tz::Europe::Amsterdam;

use super::*;
use crate::campaign::{Channel, Event, Standing};
use crate::schedule::fixture::{Fixture, day, tag, utc};
use crate::schedule::{Reason, on_event};

const BEFORE: &str = "2027-01-04T09:00:00Z";

fn story(fixture: &Fixture, person: &str, now: &str) -> Vec<String> {
    let plan = fixture.plan(now).unwrap();
    let lines = fixture.story(&plan, person, Amsterdam).into_iter();
    lines.map(|(message, at)| format!("{at} {message}")).collect()
}

fn missed(plan: &Plan) -> Vec<(&str, &str, UnplannedReason)> {
    plan.unplanned.iter().map(|miss| (&*miss.person, &*miss.message, miss.reason)).collect()
}

fn pilot(fixture: &mut Fixture, id: &str) {
    fixture.person(id).department = Some("IT".into());
}

/// The pilot of the example campaign: start Monday 1 March, deadline Friday 12 March 2027.
const WHOLE_STORY: [&str; 9] = [
    "2027-02-15 09:00 announcement",
    "2027-02-22 09:00 prepare",
    "2027-03-01 08:00 enrol-now",
    "2027-03-04 10:00 reminder",
    "2027-03-05 09:00 deadline-notice",
    "2027-03-09 10:00 reminder",
    "2027-03-11 09:00 last-warning",
    "2027-03-12 10:00 reminder",
    "2027-03-15 08:00 access-blocked",
];

#[test]
fn a_persons_story_follows_the_phases() {
    let mut fixture = Fixture::new();
    pilot(&mut fixture, "a@x.example");
    assert_eq!(story(&fixture, "a@x.example", BEFORE), WHOLE_STORY);
}

#[test]
fn who_has_left_migrated_or_has_no_mailbox_is_named_with_the_reason() {
    let mut fixture = Fixture::empty();
    fixture.message("announce", "announcement", "start - 14d", Audience::Everyone);
    fixture.message("enrol", "enrol-now", "start", Audience::Pending);
    fixture.message("done", "welcome", "migrated + 1h", Audience::Migrated);
    fixture.wave("one", "2027-04-05", "2027-04-16", "rest");
    fixture.person("a-left").standing = Standing::Left;
    fixture.person("b-done").standing = Standing::Migrated(None);
    fixture.person("c-mailless").email = None;
    let plan = fixture.plan(BEFORE).unwrap();
    assert_eq!(
        missed(&plan),
        [
            ("a-left", "announcement", UnplannedReason::Left),
            ("a-left", "enrol-now", UnplannedReason::Left),
            ("b-done", "enrol-now", UnplannedReason::Migrated),
            ("c-mailless", "announcement", UnplannedReason::NoMailbox),
            ("c-mailless", "enrol-now", UnplannedReason::NoMailbox),
        ]
    );
    assert_eq!(plan.notices.len(), 1, "only the announcement, to who has migrated");
}

#[test]
fn paper_reaches_those_whom_mail_does_not() {
    let mut fixture = Fixture::empty();
    fixture.message("prepare", "prepare", "start", Audience::Pending).channels = vec![Channel::Mail, Channel::Print];
    fixture.message("enrol", "enrol-now", "start + 1d", Audience::Pending).channels =
        vec![Channel::Mail, Channel::Letter];
    fixture.message("enrol", "sheet", "start + 2d", Audience::Helpdesk).channels = vec![Channel::Print];
    fixture.wave("one", "2027-04-05", "2027-04-16", "rest");
    fixture.person("a-both");
    fixture.person("b-mailless").email = None;
    // On leave until the day of the letter, and until the day before it.
    fixture.person("c-away").leave_until = Some(day("2027-04-06"));
    fixture.person("d-back").leave_until = Some(day("2027-04-05"));
    let plan = fixture.plan(BEFORE).unwrap();
    let told = |message: &str| {
        let of = |n: &&Notice| n.rule(&fixture.campaign).message == message;
        let mut told: Vec<(Option<u32>, Channel)> =
            plan.notices.iter().filter(of).map(|n| (n.person, n.channel)).collect();
        told.sort_unstable();
        told
    };
    use Channel::{Letter, Mail, Print};
    let sheets = [0, 1, 2, 3].map(|person| (Some(person), Print));
    let mails = [0, 2, 3].map(|person| (Some(person), Mail));
    let mut expected = [&sheets[..], &mails].concat();
    expected.sort_unstable();
    assert_eq!(told("prepare"), expected);
    assert_eq!(
        told("enrol-now"),
        [(Some(0), Mail), (Some(1), Letter), (Some(2), Mail), (Some(2), Letter), (Some(3), Mail)]
    );
    assert_eq!(told("sheet"), [(None, Print)]);
    assert_eq!(missed(&plan), []);
    let ids: BTreeSet<NoticeId> = plan.notices.iter().map(|notice| notice.id).collect();
    assert_eq!(ids.len(), plan.notices.len(), "each has an identity of its own");
}

#[test]
fn language_falls_back_per_message_and_a_missing_template_is_named() {
    let mut fixture = Fixture::empty();
    fixture.message("announce", "announcement", "start - 14d", Audience::Everyone);
    fixture.message("enrol", "enrol-now", "start", Audience::Everyone);
    fixture.message("enrol", "english-only", "start + 1d", Audience::Everyone);
    fixture.wave("one", "2027-04-05", "2027-04-16", "rest");
    fixture.catalogue.messages.get_mut("enrol-now").unwrap().remove(&tag("en"));
    fixture.catalogue.messages.get_mut("english-only").unwrap().remove(&tag("nl"));
    fixture.person("en").language.tag = tag("en-GB");
    fixture.person("nl").language.tag = tag("nl-BE");
    let plan = fixture.plan(BEFORE).unwrap();
    let got: Vec<(u32, &str)> = plan.notices.iter().map(|n| (n.person.unwrap(), n.language.as_str())).collect();
    let count = |person, language| got.iter().filter(|pair| **pair == (person, language)).count();
    assert_eq!((count(0, "en"), count(0, "nl"), count(1, "nl")), (2, 1, 2));
    assert_eq!(missed(&plan), [("nl", "english-only", UnplannedReason::NoTemplate)]);
}

#[test]
fn managers_hear_once_a_wave_while_somebody_is_pending_and_the_helpdesk_once() {
    let mut fixture = Fixture::empty();
    fixture.message("announce", "manager-brief", "start - 35d at 09:00", Audience::Managers);
    fixture.message("announce", "helpdesk-brief", "start - 20d at 09:00", Audience::Helpdesk);
    fixture.wave("one", "2027-04-05", "2027-04-16", "department = 'IT'");
    fixture.wave("two", "2027-05-10", "2027-05-21", "rest");
    for (id, department, manager) in [
        ("a", "IT", "Boss@X.example"),
        ("b", "IT", "m.boss"),
        ("c", "HR", "boss@x.example"),
        ("d", "IT", "other"),
        ("e", "IT", "nobody@x.example"),
    ] {
        let person = fixture.person(id);
        person.department = Some(department.into());
        person.manager = Some(manager.into());
        if manager == "other" {
            person.standing = Standing::Migrated(None);
        }
    }
    fixture.person("m.boss").email = Some("boss@x.example".into());
    fixture.person("other");
    let plan = fixture.plan(BEFORE).unwrap();
    let boss = fixture.people.index_of("m.boss").map(|at| at as u32);
    let told: Vec<(Option<u32>, u16, &str)> =
        plan.notices.iter().map(|n| (n.person, n.wave, n.rule(&fixture.campaign).message.as_str())).collect();
    assert_eq!(
        told,
        [
            (boss, 0, "manager-brief"),
            (None, 0, "helpdesk-brief"),
            (boss, 1, "manager-brief"),
            (None, 1, "helpdesk-brief")
        ],
        "`other` manages only who has migrated"
    );
}

#[test]
fn each_person_hears_at_their_own_nine_oclock() {
    let mut fixture = Fixture::empty();
    fixture.message("announce", "announcement", "start - 14d at 09:00", Audience::Everyone);
    fixture.wave("one", "2027-04-05", "2027-04-16", "rest");
    fixture.person("a");
    fixture.person("b").timezone = Curacao;
    let plan = fixture.plan(BEFORE).unwrap();
    let dues: Vec<_> = plan.notices.iter().map(|n| n.due).collect();
    assert_eq!(dues, [utc("2027-03-22T08:00:00Z"), utc("2027-03-22T13:00:00Z")]);
}

/// Approved on Wednesday 3 March at 20:00, two days into the pilot: the announcement and the preparation expired with
/// the start. The enrol message goes out at the next opening, Thursday 08:00, and everything after it as planned.
#[test]
fn what_is_past_is_caught_up_at_the_next_opening_or_expired() {
    let mut fixture = Fixture::new();
    pilot(&mut fixture, "a@x.example");
    let now = "2027-03-03T19:00:00Z";
    let late = story(&fixture, "a@x.example", now);
    assert_eq!(late[0], "2027-03-04 08:00 enrol-now");
    // The first reminder, of that same Thursday, gives way.
    assert_eq!(late[1..], WHOLE_STORY[4..]);
    let plan = fixture.plan(now).unwrap();
    assert_eq!(plan.notices[0].reason, Reason::CaughtUp);
    let expired = UnplannedReason::Expired;
    assert_eq!(missed(&plan), [("a@x.example", "announcement", expired), ("a@x.example", "prepare", expired)]);
}

/// On Tuesday 23 February, 12:00 local, announcement (15th) and preparation (22nd) are past: one now, one tomorrow.
#[test]
fn at_most_one_message_a_day_is_caught_up_in_the_order_of_the_phases() {
    let mut fixture = Fixture::new();
    pilot(&mut fixture, "a@x.example");
    let late = story(&fixture, "a@x.example", "2027-02-23T11:00:00Z");
    assert_eq!(late[..3], ["2027-02-23 12:00 announcement", "2027-02-24 08:00 prepare", WHOLE_STORY[2]]);
}

/// Both past on Friday 26 February after closing: the announcement would be caught up on Monday 1 March at 08:00, when
/// `enrol-now` is due. What lies ahead does not wait for it.
#[test]
fn a_message_that_would_be_caught_up_after_a_later_phase_is_not_sent() {
    let mut fixture = Fixture::new();
    fixture.expires("announcement", "deadline");
    pilot(&mut fixture, "a@x.example");
    let plan = fixture.plan("2027-02-26T18:00:00Z").unwrap();
    assert_eq!(
        missed(&plan),
        [
            ("a@x.example", "announcement", UnplannedReason::Overtaken),
            ("a@x.example", "prepare", UnplannedReason::Expired)
        ]
    );
    assert_eq!(plan.notices[0].rule(&fixture.campaign).message, "enrol-now");
}

/// Joins on Saturday 6 March: the first reminder would be caught up on Tuesday the 9th, the day of the second, and the
/// notice of the deadline (of the 5th) too. The one is not sent, the other waits for a day of its own.
#[test]
fn nothing_is_caught_up_on_the_day_of_another_message() {
    let mut fixture = Fixture::new();
    pilot(&mut fixture, "a@x.example");
    let late = story(&fixture, "a@x.example", "2027-03-06T11:00:00Z");
    assert_eq!(
        late[..4],
        [
            "2027-03-08 08:00 enrol-now",
            "2027-03-09 10:00 reminder",
            "2027-03-10 08:00 deadline-notice",
            "2027-03-11 09:00 last-warning"
        ]
    );
}

/// Joins on Thursday 11 March at 18:30 in a wave that ends on Friday the 19th: on the 12th, at 09:00, comes the notice of
/// the deadline. The enrol message is not sent an hour before it, nor after it.
#[test]
fn of_two_on_one_day_the_later_stands() {
    let mut fixture = Fixture::new();
    fixture.campaign.waves[0].deadline = day("2027-03-19");
    pilot(&mut fixture, "a@x.example");
    let now = "2027-03-11T17:30:00Z";
    let late = story(&fixture, "a@x.example", now);
    assert_eq!(late[0], "2027-03-12 09:00 deadline-notice");
    assert!(!late.iter().any(|line| line.ends_with("enrol-now")), "{late:?}");
    let missed = missed(&fixture.plan(now).unwrap())
        .into_iter()
        .map(|(_, message, why)| (message.to_owned(), why))
        .collect::<Vec<_>>();
    assert!(missed.contains(&("enrol-now".to_owned(), UnplannedReason::Overtaken)), "{missed:?}");
}

/// News on a date of its own is no phase: what is caught up waits for the day after it, and shares its day only when it
/// could not be sent otherwise.
#[test]
fn news_has_a_day_of_its_own_beside_what_is_caught_up() {
    let mut fixture = Fixture::new();
    pilot(&mut fixture, "a@x.example");
    fixture.message("news", "incident", "2027-02-23 at 14:00", Audience::Everyone);
    let now = "2027-02-23T11:00:00Z";
    let late = story(&fixture, "a@x.example", now);
    assert_eq!(late[..2], ["2027-02-23 14:00 incident", "2027-02-24 08:00 announcement"]);
    fixture.expires("announcement", "start - 5d");
    let late = story(&fixture, "a@x.example", now);
    assert_eq!(late[..2], ["2027-02-23 12:00 announcement", "2027-02-23 14:00 incident"]);
}

/// Approved again on 4 March after everyone heard the first three: their plan is what it was, past ones included,
/// while the newcomer's is caught up.
#[test]
fn who_was_told_already_keeps_the_plan_as_it_was() {
    let mut fixture = Fixture::new();
    pilot(&mut fixture, "a@x.example");
    let first = fixture.plan(BEFORE).unwrap();
    let now = utc("2027-03-03T19:00:00Z");
    let told: BTreeSet<NoticeId> = first.notices.iter().filter(|n| n.due < now).map(|n| n.id).collect();
    pilot(&mut fixture, "b@x.example");
    let again = plan_knowing(
        &fixture.campaign,
        &fixture.people,
        &fixture.catalogue,
        now,
        |id| told.contains(&id),
        |_, _, _| false,
        |_| false,
    )
    .unwrap();
    let mine: Vec<&Notice> = again.notices.iter().filter(|n| n.person == Some(0)).collect();
    assert_eq!(mine, first.notices.iter().collect::<Vec<_>>());
    let theirs = fixture.story(&again, "b@x.example", Amsterdam);
    assert_eq!(theirs[0], ("enrol-now".to_owned(), "2027-03-04 08:00".to_owned()));
}

/// Told the announcement and the enrol message of the pilot, then moved to the wave that starts on 5 April: of that wave
/// they hear what is new to them, reminders among it.
#[test]
fn who_changes_waves_hears_only_what_is_new() {
    let mut fixture = Fixture::new();
    fixture.person("a@x.example").department = Some("Facilities".into());
    let heard = |person: &crate::campaign::PersonId, message: &str, wave: &str| {
        &**person == "a@x.example" && ["announcement", "enrol-now"].contains(&message) && wave != "pilot"
    };
    let now = utc("2027-03-02T09:00:00Z");
    let (campaign, people) = (&fixture.campaign, &fixture.people);
    let plan = plan_knowing(campaign, people, &fixture.catalogue, now, |_| false, heard, |_| false).unwrap();
    let story: Vec<String> =
        fixture.story(&plan, "a@x.example", Amsterdam).into_iter().map(|(message, _)| message).collect();
    let reminders = ["reminder"; 3];
    assert_eq!(story.iter().filter(|message| *message == "reminder").count(), reminders.len(), "{story:?}");
    assert_eq!(story[0], "prepare");
    assert!(!story.iter().any(|message| message == "announcement" || message == "enrol-now"), "{story:?}");
    let why = UnplannedReason::Heard;
    assert_eq!(missed(&plan), [("a@x.example", "announcement", why), ("a@x.example", "enrol-now", why)]);
    // Back in the wave they came from, nothing differs.
    fixture.people.persons[0].department = Some("IT".into());
    let back = fixture.plan("2027-01-04T09:00:00Z").unwrap();
    let same =
        plan_knowing(&fixture.campaign, &fixture.people, &fixture.catalogue, back.now, |_| false, heard, |_| false)
            .unwrap();
    assert_eq!(same, back);
}

/// Reminded twice, then the wave is put off two weeks: the reminders of the new days have numbers that nobody heard, so that
/// they come; and the same ones when it is approved again, before the next went out and after.
#[test]
fn who_was_reminded_before_their_wave_was_put_off_is_reminded_on_the_new_days() {
    let mut fixture = Fixture::new();
    pilot(&mut fixture, "a@x.example");
    let now = utc("2027-03-09T19:00:00Z");
    let first = fixture.plan(BEFORE).unwrap();
    let mut told: BTreeSet<NoticeId> = first.notices.iter().filter(|n| n.due < now).map(|n| n.id).collect();
    let wave = &mut fixture.campaign.waves[0];
    (wave.start, wave.deadline) = (day("2027-03-15"), day("2027-03-26"));
    let reminders = |told: &BTreeSet<NoticeId>, now: &str| {
        let (campaign, people) = (&fixture.campaign, &fixture.people);
        let told = |id| told.contains(&id);
        let plan =
            plan_knowing(campaign, people, &fixture.catalogue, utc(now), told, |_, _, _| false, |_| false).unwrap();
        let to_come = plan.notices.into_iter().filter(|n| n.due >= utc(now) && n.rule(campaign).message == "reminder");
        to_come.map(|n| (n.occurrence, n.due.to_string(), n.id)).collect::<Vec<_>>()
    };
    let new = reminders(&told, "2027-03-09T19:00:00Z");
    let shown: Vec<(u16, &str)> = new.iter().map(|(number, due, _)| (*number, &due[..10])).collect();
    assert_eq!(shown, [(2, "2027-03-18"), (3, "2027-03-23"), (4, "2027-03-26")]);
    assert!(new.iter().all(|(.., id)| !told.contains(id)));
    assert_eq!(reminders(&told, "2027-03-10T19:00:00Z"), new);
    told.insert(new[0].2);
    assert_eq!(reminders(&told, "2027-03-18T19:00:00Z"), new[1..]);
}

/// 100 people, 10 a minute, all due at 09:00: ten at 09:00, ten at 09:01, …, ten at 09:09.
#[test]
fn a_wave_is_spread_at_the_relays_rate() {
    let mut fixture = Fixture::empty();
    fixture.message("announce", "announcement", "start - 14d at 09:00", Audience::Everyone);
    fixture.wave("one", "2027-04-05", "2027-04-16", "rest");
    (0..100).for_each(|n| {
        fixture.person(&format!("p{n:03}"));
    });
    fixture.rate(10, 60);
    let plan = fixture.plan(BEFORE).unwrap();
    let mut minutes: BTreeMap<String, usize> = BTreeMap::new();
    for notice in &plan.notices {
        *minutes.entry(notice.due.with_timezone(&Amsterdam).format("%H:%M:%S").to_string()).or_default() += 1;
    }
    let expected: BTreeMap<String, usize> = (0..10).map(|n| (format!("09:0{n}:00"), 10)).collect();
    assert_eq!(minutes, expected);
    assert_eq!(plan.notices.iter().filter(|n| n.reason == Reason::SpreadByRate).count(), 90);
}

/// 25 people, one an hour, due Thursday 15:00 in a window until 18:00: 15-18 is four, Friday 08-18 eleven, Monday ten.
#[test]
fn what_does_not_fit_a_window_goes_on_in_the_next() {
    let mut fixture = Fixture::empty();
    fixture.message("announce", "announcement", "start - 18d at 15:00", Audience::Everyone);
    fixture.wave("one", "2027-04-05", "2027-04-16", "rest");
    (0..25).for_each(|n| {
        fixture.person(&format!("p{n:03}"));
    });
    fixture.rate(1, 3600);
    let plan = fixture.plan(BEFORE).unwrap();
    let mut days: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    for notice in &plan.notices {
        *days.entry(notice.due.with_timezone(&Amsterdam).date_naive()).or_default() += 1;
    }
    let expected = [("2027-03-18", 4), ("2027-03-19", 11), ("2027-03-22", 10)].map(|(d, n)| (d.parse().unwrap(), n));
    assert_eq!(days, BTreeMap::from(expected));
}

/// 100 people at one an hour, due Thursday 1 April 09:00, to hear before Monday 5 April begins: 9 hours on Thursday
/// and 10 on Friday.
#[test]
fn a_wave_that_cannot_hear_in_time_is_refused_with_the_arithmetic() {
    let mut fixture = Fixture::empty();
    fixture.message("announce", "announcement", "start - 4d at 09:00", Audience::Everyone);
    fixture.wave("one", "2027-04-05", "2027-04-16", "rest");
    (0..100).for_each(|n| {
        fixture.person(&format!("p{n:03}"));
    });
    fixture.rate(1, 3600);
    let error = fixture.plan(BEFORE).unwrap_err();
    assert_eq!(
        error.problems[0].message,
        "100 notices of wave `one`, message `announcement` need 100.0 hours at 1 per hour, but only 19.0 hours of \
         window lie between Thu 2027-04-01 09:00 and Mon 2027-04-05 00:00: 79 would come too late"
    );
    let hint = error.problems[0].hint.as_deref().unwrap_or("");
    assert!(hint.contains("or take a relay that could: `exchange-online`, "), "{hint}");
    assert_eq!(error.kind, Kind::Campaign);
}

#[test]
fn a_message_sent_by_two_rules_is_two_notices() {
    let mut fixture = Fixture::empty();
    fixture.message("remind", "reminder", "start + 3d at 09:00", Audience::Everyone);
    fixture.message("remind", "reminder", "start + 7d at 09:00", Audience::Everyone);
    fixture.wave("one", "2027-04-05", "2027-04-30", "rest");
    fixture.person("a");
    let ids: BTreeSet<NoticeId> = fixture.plan(BEFORE).unwrap().notices.iter().map(|n| n.id).collect();
    assert_eq!(ids.len(), 2);
}

/// Migrated on Friday 30 April at 17:30 (15:30Z): an hour later the window is closed, so Monday 3 May 08:00.
#[test]
fn events_bring_notices_within_the_window() {
    let mut fixture = Fixture::new();
    fixture.person("a@x.example");
    let event = |fixture: &Fixture, event, at: &str| {
        on_event(&fixture.campaign, &fixture.people, &fixture.catalogue, 0, (event, utc(at)), &|_| false)
    };
    let evening = event(&fixture, Event::Migrated, "2027-04-30T15:30:00Z");
    let [welcome] = evening.as_slice() else { panic!("{evening:?}") };
    assert_eq!((welcome.due, welcome.reason), (utc("2027-05-03T06:00:00Z"), Reason::MovedIntoWindow));
    assert_eq!(welcome.expires, Some(utc("2027-05-10T06:00:00Z")));
    let noon = event(&fixture, Event::Migrated, "2027-04-30T10:00:00Z");
    assert_eq!((noon[0].due, noon[0].id), (utc("2027-04-30T11:00:00Z"), welcome.id), "the same notice, whenever");
    assert_eq!(event(&fixture, Event::Failed, "2027-04-30T10:00:00Z"), []);
    fixture.rule("welcome").waves = vec!["another".into()];
    assert_eq!(event(&fixture, Event::Migrated, "2027-04-30T10:00:00Z"), [], "not for this wave");
    fixture.rule("welcome").waves.clear();
    fixture.people.persons[0].standing = Standing::Left;
    assert_eq!(event(&fixture, Event::Migrated, "2027-04-30T10:00:00Z"), []);
}

#[test]
fn whose_mailbox_takes_no_mail_gets_the_letter_of_an_event() {
    let mut fixture = Fixture::new();
    fixture.person("a@x.example");
    let channels = |fixture: &Fixture, dead: bool| -> Vec<&str> {
        let event = (Event::Migrated, utc("2027-04-30T10:00:00Z"));
        let made = on_event(&fixture.campaign, &fixture.people, &fixture.catalogue, 0, event, &|_| dead);
        made.iter().map(|notice| notice.channel.as_str()).collect()
    };
    assert_eq!(channels(&fixture, true), ["mail"], "nothing else tells it: it waits for another address");
    fixture.rule("welcome").channels = vec![Channel::Mail, Channel::Letter];
    assert_eq!((channels(&fixture, true), channels(&fixture, false)), (vec!["letter"], vec!["mail"]));
}

/// Deadline Friday 5 March, freeze 8-19 March: one working day after it is Monday 22 March, but the message expires
/// when 5 March + 8 days = Saturday 13 March ends.
#[test]
fn a_message_that_closed_days_move_past_its_end_is_not_planned() {
    let mut fixture = Fixture::empty();
    fixture.message("blocked", "access-blocked", "deadline + 1 workday at 08:00", Audience::Pending);
    fixture.wave("one", "2027-02-22", "2027-03-05", "rest");
    fixture.freeze("2027-03-08", "2027-03-19");
    fixture.person("a");
    let plan = fixture.plan(BEFORE).unwrap();
    assert_eq!(missed(&plan), [("a", "access-blocked", UnplannedReason::Expired)]);
    fixture.expires("access-blocked", "deadline + 30d");
    assert_eq!(story(&fixture, "a", BEFORE), ["2027-03-22 08:00 access-blocked"]);
}

/// 12 people, 5 in 24 hours, due Monday 22 March 09:00: five then, five on Tuesday at 09:00, two on Wednesday.
#[test]
fn a_daily_limit_counts_any_24_hours() {
    let mut fixture = Fixture::empty();
    fixture.message("announce", "announcement", "start - 14d at 09:00", Audience::Everyone);
    fixture.wave("one", "2027-04-05", "2027-04-16", "rest");
    (0..12).for_each(|n| {
        fixture.person(&format!("p{n:03}"));
    });
    fixture.rate(100, 60);
    fixture.campaign.relay.as_mut().unwrap().limits.per_day = Some(5);
    let plan = fixture.plan(BEFORE).unwrap();
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for notice in &plan.notices {
        *times.entry(notice.due.with_timezone(&Amsterdam).format("%m-%d %H:%M").to_string()).or_default() += 1;
    }
    let expected = [("03-22 09:00", 5), ("03-23 09:00", 5), ("03-24 09:00", 2)].map(|(at, n)| (at.to_owned(), n));
    assert_eq!(times, BTreeMap::from(expected));
}

fn visit(day: &str, time: Option<&str>) -> Option<Visit> {
    let time = time.map(crate::schedule::fixture::time);
    Some(Visit { day: crate::schedule::fixture::day(day), time, place: Some("Balie 3".into()) })
}

/// Easter Monday 2027 is 29 March; the working day before Tuesday 30 March is Thursday 25 March with Good Friday closed too.
#[test]
fn a_reminder_comes_by_the_appointment_of_who_has_one_and_not_after_it() {
    let mut fixture = Fixture::empty();
    fixture.message("announce", "exchange", "start - 14d at 09:00", Audience::Pending);
    fixture.message("remind", "appointment", "appointment - 1 workday at 09:00", Audience::Pending);
    fixture.message("remind", "reminder", "every 1 week from start until deadline at 10:00", Audience::Pending);
    fixture.wave("one", "2027-03-22", "2027-04-02", "rest");
    for day in ["2027-03-26", "2027-03-29"] {
        fixture.holiday(day, "Easter");
    }
    fixture.person("a@x.example").visit = visit("2027-03-30", Some("10:30"));
    fixture.person("b@x.example").visit = visit("2027-03-24", None);
    fixture.person("c@x.example");
    fixture.person("d@x.example").visit = visit("2027-03-30", Some("10:30"));
    let own = |fixture: &Fixture, person: &str, now: &str| {
        story(fixture, person, now).into_iter().filter(|line| line.ends_with(" appointment")).collect::<Vec<_>>()
    };
    assert_eq!(own(&fixture, "a@x.example", BEFORE), ["2027-03-25 09:00 appointment"]);
    assert_eq!(own(&fixture, "d@x.example", BEFORE), own(&fixture, "a@x.example", BEFORE));
    assert_eq!(own(&fixture, "b@x.example", BEFORE), ["2027-03-23 09:00 appointment"]);
    assert!(own(&fixture, "c@x.example", BEFORE).is_empty());
    let plan = fixture.plan(BEFORE).unwrap();
    assert!(missed(&plan).is_empty(), "{:?}", missed(&plan));
    // It ends when the appointment begins, or where only the day is known when that does.
    let ends: Vec<String> = (plan.notices.iter())
        .filter(|notice| notice.rule(&fixture.campaign).message == "appointment")
        .map(|notice| notice.expires.unwrap().with_timezone(&Amsterdam).format("%m-%d %H:%M").to_string())
        .collect();
    assert_eq!(ends, ["03-24 00:00", "03-30 10:30", "03-30 10:30"]);
    // Whoever gets another day is told for that one; what is over is not caught up.
    fixture.person("e@x.example").visit = visit("2027-04-01", Some("09:00"));
    assert_eq!(own(&fixture, "e@x.example", BEFORE), ["2027-03-31 09:00 appointment"]);
    assert!(own(&fixture, "a@x.example", "2027-03-30T12:00:00Z").is_empty());
}

/// The migration cycle chart of Microsoft's communication plan: each group is one period behind the group before it, so that in
/// the month in which the first hears its deadline, the second is told to enrol and the third is announced.
#[test]
fn the_published_cycle_is_what_is_planned_month_by_month() {
    let mut fixture = Fixture::empty();
    fixture.message("announce", "1 announced", "start - 3w at 09:00", Audience::Everyone);
    fixture.message("enrol", "2 to enrol", "start at 09:00", Audience::Pending);
    fixture.message("deadline", "3 deadline", "deadline - 10 workdays at 09:00", Audience::Pending);
    fixture.message("blocked", "4 enforced", "deadline + 1 workday at 09:00", Audience::Pending);
    let groups = [
        ("limited", "2027-03-01", "2027-04-30"),
        ("expanded", "2027-04-01", "2027-05-31"),
        ("tech-savvy", "2027-05-03", "2027-06-30"),
        ("region", "2027-06-01", "2027-07-30"),
        ("everyone", "2027-07-01", "2027-08-31"),
    ];
    for (group, start, deadline) in groups {
        fixture.wave(group, start, deadline, &format!("department = '{group}'"));
        fixture.person(group).department = Some(group.into());
    }
    let plan = fixture.plan("2027-01-04T09:00:00Z").unwrap();
    let mut chart: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (group, ..) in groups {
        for (message, at) in fixture.story(&plan, group, Amsterdam) {
            chart.entry(at[..7].to_owned()).or_default().push(format!("{group}: {message}"));
        }
    }
    let months: Vec<String> = chart.iter().map(|(month, stages)| format!("{month}  {}", stages.join(", "))).collect();
    insta::assert_snapshot!(months.join("\n"), @r"
    2027-02  limited: 1 announced
    2027-03  limited: 2 to enrol, expanded: 1 announced
    2027-04  limited: 3 deadline, expanded: 2 to enrol, tech-savvy: 1 announced
    2027-05  limited: 4 enforced, expanded: 3 deadline, tech-savvy: 2 to enrol, region: 1 announced
    2027-06  expanded: 4 enforced, tech-savvy: 3 deadline, region: 2 to enrol, everyone: 1 announced
    2027-07  tech-savvy: 4 enforced, region: 3 deadline, everyone: 2 to enrol
    2027-08  region: 4 enforced, everyone: 3 deadline
    2027-09  everyone: 4 enforced
    ");
}
