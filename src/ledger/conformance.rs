//! The promises of [`Ledger`], one function each, over nothing but the contract. Every store runs all of them:
//!
//! ```ignore
//! conformance!(fresh_store); // fn fresh_store() -> Store
//! ```
//!
//! A [`Store`] opens the same ledger as often as it is called, each time as another process would.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Approval, Changes, Claim, Committed, Entry, Filter, FirstAttempt, Ledger, Outcome, Refused, Row, Said, State, Step,
    fixture,
};
use crate::campaign::Dates;
use crate::schedule::NoticeId;

pub(crate) mod alone;
pub(crate) mod approving;
pub(crate) mod compare;
pub(crate) mod copying;
pub(crate) mod crash;
pub(crate) mod forgetting;
pub(crate) mod hearing;
pub(crate) mod holding;
pub(crate) mod journaling;
pub(crate) mod meeting;
pub(crate) mod operating;
pub(crate) mod printing;
pub(crate) mod recording;
pub(crate) mod retrying;
pub(crate) mod sending;
pub(crate) mod steering;

/// Opens one and the same ledger, empty at first.
pub(crate) type Store = Box<dyn Fn() -> Box<dyn Ledger>>;

/// Makes a test of every promise.
macro_rules! conformance {
    ($store:path) => {
        $crate::ledger::conformance::promises! { $store;
            approving: first_approval_adds_everything, approval_is_known_to_others, snapshots_come_back,
                a_file_is_kept_whatever_is_in_it, same_plan_changes_nothing, open_notices_follow_the_plan,
                dropped_notices_are_cancelled_and_come_back, begun_and_final_notices_stay,
                what_expired_and_is_not_over_by_a_new_plan_is_planned_again,
                what_was_put_off_is_planned_again_when_the_wave_moves, what_may_be_told_is_never_sent_with_old_dates,
                what_was_told_is_kept_with_the_notice, event_notices_follow_their_wave,
                event_notices_outlive_a_plan, another_campaign_is_refused, a_notice_twice_is_refused,
                approving_while_sending_is_refused, a_sender_gives_way_to_an_approval,
                who_does_not_give_way_keeps_the_ledger, an_empty_plan_is_a_plan,
                what_a_notice_was_rendered_from_is_kept;
            sending: claims_are_due_and_oldest_first, claims_respect_the_limit, nothing_is_claimed_twice,
                released_notices_are_due_again, deferred_until_its_time, relay_faults_are_not_charged,
                first_attempt_is_kept, a_retry_renders_the_first_snapshot, every_outcome_is_listed,
                illegal_steps_are_refused, its_time_can_be_over_in_every_state,
                words_of_a_relay_are_safe_to_show, a_zero_in_what_a_relay_says_stops_nobody, a_bad_step_takes_the_round_with_it, only_the_sender_claims_and_commits,
                next_due_skips_what_is_claimed, accepted_are_counted_from_an_instant, those_ahead_are_counted, attempts_are_remembered, what_a_relay_took_is_counted_for_it, what_a_relay_may_have_is_said,
                a_round_can_end_one_and_begin_another;
            crash: what_was_sending_is_uncertain, what_was_answered_is_known_after_a_crash, what_was_answered_can_be_held, a_resend_is_due_again, a_resend_has_an_end, a_relay_that_never_answers_is_not_asked_for_ever, what_was_claimed_is_due_again,
                everything_survives_reopening, who_is_at_work_is_known, a_sender_that_says_it_is_there_hears_what_is_new;
            recording: facts_come_back_as_they_were_recorded, known_facts_are_not_repeated, a_change_back_is_news,
                known_notices_are_not_repeated, event_notices_need_an_approval, recording_works_beside_a_sender,
                counts_add_up, a_ledger_knows_of_the_time, a_pause_is_a_relays_own_and_kept_until_it_is_over, lists_are_filtered, rows_are_visited_as_they_came;
            operating: what_is_held_waits_until_it_is_resumed, what_was_put_off_comes_back_as_it_was,
                what_is_cancelled_stays_so, cancelled_by_a_plan_can_be_cancelled_for_good,
                what_was_moved_meanwhile_is_refused_and_the_others_stand, what_is_held_and_resumed_while_claimed_goes_on,
                releasing_what_was_moved_is_not_refused, what_was_held_under_way_ends_as_the_relay_says,
                what_was_cancelled_under_way_ends_as_the_relay_says, a_stop_under_way_can_be_taken_back,
                a_crash_keeps_what_was_wanted, what_the_relay_may_have_is_not_cancelled,
                what_is_told_or_given_up_cannot_be_stopped, stopping_the_unknown_stops_nothing,
                an_operators_stop_survives_a_new_plan,
                what_was_put_off_and_held_is_planned_again_when_the_wave_moves,
                what_may_be_told_and_is_held_is_left_to_a_person_when_the_wave_moves,
                what_may_be_told_and_is_held_is_left_to_a_person_when_a_plan_lacks_it, what_is_held_is_not_printed;
            holding: a_hold_is_on_all_of_its_scope, what_several_hold_goes_on_with_the_last,
                what_comes_into_being_under_a_hold_is_held, a_hold_is_over_by_itself_when_its_time_is,
                what_is_held_too_long_is_expired_when_it_is_resumed, a_scope_is_cancelled_as_it_is_then;
            retrying: what_failed_or_is_uncertain_is_sent_again, what_is_too_late_or_held_is_not_sent_again,
                a_person_settles_what_waits_for_one, what_a_person_closed_is_sent_again_when_somebody_wants_it, what_is_settled_as_lost_is_sent_again_as_its_own;
            hearing: what_bounced_is_not_accepted_any_more, a_report_is_heard_once, what_is_late_changes_nothing,
                a_report_settles_what_is_uncertain, what_never_went_out_cannot_bounce, what_is_under_way_is_heard_later,
                what_waits_to_be_sent_again_can_bounce, a_dead_address_is_known_until_somebody_has_it_tried_again,
                a_full_mailbox_is_no_dead_address, what_bounced_is_sent_again_as_a_message_of_its_own,
                what_was_given_up_because_of_a_bounce_is_sent_again, a_person_settles_what_bounced,
                what_was_sent_is_known_with_its_snapshot, reports_of_the_unknown_change_nothing;
            steering: a_gate_holds_what_waits_for_it_and_nothing_else,
                what_a_new_plan_takes_from_behind_a_gate_goes_on, what_people_did_is_kept_in_its_order;
            journaling: every_act_is_written_down, what_changes_nothing_is_not_written_down;
            forgetting: all_are_forgotten_at_once_with_a_proof,
                what_names_somebody_is_gone_and_what_was_counted_stays,
                who_was_forgotten_is_known_by_a_digest, a_snapshot_without_somebody_keeps_its_name;
            printing: a_sender_leaves_paper_alone, paper_is_listed_apart, printed_is_final_and_remembered, what_was_printed_can_be_printed_again,
                mail_cannot_be_printed, printing_works_beside_a_sender;
        }
    };
}

/// … and of what a ledger with one sender at a time promises besides.
macro_rules! conformance_of_one {
    ($store:path) => {
        $crate::ledger::conformance::promises! { $store;
            alone: the_second_sender_is_refused, a_later_sender_is_admitted;
        }
    };
}

macro_rules! promises {
    ($store:path; $($room:ident: $($promise:ident),+;)+) => {
        $(mod $room {
            use super::*;
            $(#[test]
            fn $promise() {
                $crate::ledger::conformance::$room::$promise(&$store());
            })+
        })+
    };
}

pub(crate) use {conformance, conformance_of_one, promises};

/// An instant, in minutes from the campaign's first morning.
fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_803_000_000, 0).unwrap() + TimeDelta::minutes(minutes)
}

/// What an operator says.
fn said(why: &str, at: DateTime<Utc>) -> Said<'_> {
    Said { by: "Jan de Vries", why, at }
}

/// How many the relay accepted since then.
fn accepted_since(ledger: &dyn Ledger, since: DateTime<Utc>) -> u64 {
    ledger.accepted_since(since, &[]).unwrap().iter().map(|(_, many)| many).sum()
}

/// The wave's dates, moved by so many days.
fn dates(days: i64) -> Dates {
    let moved = |day: &str| day.parse::<chrono::NaiveDate>().unwrap() + TimeDelta::days(days);
    Dates { start: moved("2027-03-01"), deadline: moved("2027-03-12"), deadline_time: None }
}

/// The announcement for person `n`, due at that minute.
fn entry(n: u32, due: i64) -> Entry {
    let person = format!("p{n:03}@voorbeeldstad.example");
    Entry { expires: Some(at(due + 1000)), ..fixture::entry("pilot", "announcement", &person, 0, at(due)) }
}

/// The id of [`entry`] `n`.
fn id(n: u32) -> NoticeId {
    NoticeId::of("intune-2027", "pilot", "announcement", &format!("p{n:03}@voorbeeldstad.example"), 0)
}

fn approval(plan: &str) -> Approval {
    Approval {
        plan: plan.into(),
        snapshot: format!("snapshot of {plan}"),
        campaign: "intune-2027".into(),
        by: "Jan de Vries".into(),
        at: at(-1000),
    }
}

fn files() -> BTreeMap<String, Arc<[u8]>> {
    BTreeMap::from([("campaign.yaml".to_owned(), Arc::from(*b"id: intune-2027\n"))])
}

fn approve(ledger: &mut dyn Ledger, plan: &str, entries: &[Entry]) -> Changes {
    ledger.approve(&approval(plan), &files(), &mut entries.iter().cloned()).unwrap()
}

/// A ledger with these notices approved, and its sender begun.
fn sender(store: &Store, entries: &[Entry]) -> Box<dyn Ledger> {
    let mut ledger = store();
    approve(&mut *ledger, "plan", entries);
    ledger.begin_sending("the test", at(-500)).unwrap();
    ledger
}

/// The ids of what is claimed.
fn claim(ledger: &mut dyn Ledger, now: i64, limit: usize) -> Vec<NoticeId> {
    claims(ledger, now, limit).into_iter().map(|claim| claim.entry.id).collect()
}

fn claims(ledger: &mut dyn Ledger, now: i64, limit: usize) -> Vec<Claim> {
    ledger.claim(at(now), limit).unwrap()
}

fn first(minute: i64) -> FirstAttempt {
    FirstAttempt { at: at(minute), migrated: vec!["C02XL0GT".into(), "F17Z".into()] }
}

fn sending(n: u32, minute: i64) -> Step {
    Step::Sending { id: id(n), first: first(minute), relay: "relay".into() }
}

fn done(n: u32, outcome: Outcome) -> Step {
    Step::Done { id: id(n), outcome }
}

fn accepted() -> Outcome {
    Outcome::Accepted("250 2.0.0 queued as 4F1".into())
}

fn deferred(until: i64, charged: bool) -> Outcome {
    Outcome::Deferred { until: at(until), why: "451 4.7.1 try later".into(), charged }
}

/// Writes a round of which nothing is refused.
fn commit(ledger: &mut dyn Ledger, steps: &[Step], minute: i64) {
    assert_eq!(ledger.commit(steps, at(minute)).unwrap(), Committed::default());
}

fn all(ledger: &dyn Ledger) -> Vec<Row> {
    ledger.list(&Filter::default()).unwrap()
}

fn row(ledger: &dyn Ledger, n: u32) -> Row {
    all(ledger).into_iter().find(|row| row.entry.id == id(n)).unwrap()
}

fn state(ledger: &dyn Ledger, n: u32) -> State {
    row(ledger, n).state
}

/// Takes every outcome a sender can report to its state: notice 1 is accepted, 2 deferred, 3 failed, 4 uncertain,
/// 5 suppressed, 6 expired, 7 failed before it began; 8 stays planned.
fn every_outcome(store: &Store) -> Box<dyn Ledger> {
    let entries: Vec<Entry> = (1..=8).map(|n| entry(n, i64::from(n))).collect();
    let mut ledger = sender(store, &entries);
    assert_eq!(claim(&mut *ledger, 7, 10).len(), 7);
    commit(&mut *ledger, &[sending(1, 10), sending(2, 10), sending(3, 10), sending(4, 10)], 10);
    let outcomes = [
        accepted(),
        deferred(60, true),
        Outcome::Failed("550 5.1.1 no such user".into()),
        Outcome::Uncertain("the connection was lost after the final dot".into()),
        Outcome::Suppressed(super::Suppression::Migrated),
        Outcome::Expired(None),
        Outcome::Failed("the message cannot be made".into()),
    ];
    let steps: Vec<Step> = (1..).zip(outcomes).map(|(n, outcome)| done(n, outcome)).collect();
    commit(&mut *ledger, &steps, 11);
    ledger
}
