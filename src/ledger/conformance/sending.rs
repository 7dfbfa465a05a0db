//! Claims and rounds of steps.

use super::*;
use crate::error::Kind;
use crate::ledger::{Attempt, CANARY, Hold, Scope, Settlement, Vanguard};

pub(crate) fn claims_are_due_and_oldest_first(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 30), entry(2, 10), entry(3, 20), entry(4, 21)]);
    assert_eq!(ledger.count_due(at(9)).unwrap(), 0);
    assert_eq!(claim(&mut *ledger, 9, 10), []);
    assert_eq!(ledger.count_due(at(20)).unwrap(), 2);
    let claims = claims(&mut *ledger, 20, 10);
    assert_eq!(claims.iter().map(|claim| &claim.entry).collect::<Vec<_>>(), [&entry(2, 10), &entry(3, 20)]);
    assert!(claims.iter().all(|claim| claim.attempts == 0 && claim.first.is_none()));
    assert!(claims.iter().all(|claim| &*claim.snapshot == "snapshot of plan"));
}

pub(crate) fn claims_respect_the_limit(store: &Store) {
    let mut ledger = sender(store, &(1..=5).map(|n| entry(n, i64::from(n))).collect::<Vec<_>>());
    assert_eq!(claim(&mut *ledger, 10, 0), []);
    assert_eq!(claim(&mut *ledger, 10, 2), [id(1), id(2)]);
    assert_eq!(claim(&mut *ledger, 10, 2), [id(3), id(4)]);
    assert_eq!(claim(&mut *ledger, 10, 2), [id(5)]);
}

pub(crate) fn nothing_is_claimed_twice(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0), entry(2, 0)]);
    assert_eq!(claim(&mut *ledger, 1, 1).len(), 1);
    assert_eq!(claim(&mut *ledger, 1, 9).len(), 1);
    assert_eq!(claim(&mut *ledger, 1, 9), []);
    assert_eq!(ledger.count_due(at(1)).unwrap(), 2, "claimed or not");
    commit(&mut *ledger, &[sending(1, 1), sending(2, 1)], 1);
    assert_eq!(claim(&mut *ledger, 2, 9), []);
    commit(&mut *ledger, &[done(1, accepted()), done(2, accepted())], 2);
    assert_eq!(claim(&mut *ledger, 3, 9), []);
    assert_eq!(ledger.count_due(at(3)).unwrap(), 0);
}

pub(crate) fn released_notices_are_due_again(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0)]);
    assert_eq!(claim(&mut *ledger, 1, 9), [id(1)]);
    commit(&mut *ledger, &[Step::Released { id: id(1) }], 1);
    assert_eq!(state(&*ledger, 1), State::Planned);
    assert_eq!(claim(&mut *ledger, 1, 9), [id(1)]);
}

pub(crate) fn deferred_until_its_time(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0), entry(2, 40)]);
    claim(&mut *ledger, 1, 1);
    commit(&mut *ledger, &[sending(1, 1)], 1);
    commit(&mut *ledger, &[done(1, deferred(30, true))], 2);
    let waiting = row(&*ledger, 1);
    assert_eq!((waiting.state, waiting.since, waiting.next), (State::Deferred, at(2), Some(at(30))));
    assert_eq!(ledger.next_due().unwrap(), Some(at(30)));
    assert_eq!(claim(&mut *ledger, 29, 9), []);
    let again = claims(&mut *ledger, 30, 9);
    assert_eq!((again.len(), again[0].entry.id, again[0].attempts), (1, id(1), 1));
    commit(&mut *ledger, &[Step::Released { id: id(1) }], 30);
    assert_eq!(state(&*ledger, 1), State::Deferred, "released, it is what it was");
    assert_eq!(claim(&mut *ledger, 30, 9), [id(1)]);
}

pub(crate) fn relay_faults_are_not_charged(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0)]);
    for (round, charged) in [(0, false), (1, true), (2, false)] {
        claim(&mut *ledger, round, 1);
        commit(&mut *ledger, &[sending(1, round)], round);
        commit(&mut *ledger, &[done(1, deferred(round + 1, charged))], round);
    }
    assert_eq!(row(&*ledger, 1).attempts, 1);
    assert_eq!(claims(&mut *ledger, 5, 1)[0].attempts, 1);
    assert_eq!(ledger.attempts(id(1)).unwrap().len(), 3, "the history has them all");
}

pub(crate) fn first_attempt_is_kept(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0)]);
    for round in [3, 5, 8] {
        claim(&mut *ledger, round, 1);
        let now = FirstAttempt { at: at(round), migrated: vec![format!("at {round}")] };
        commit(&mut *ledger, &[Step::Sending { id: id(1), first: now, relay: "relay".into() }], round);
        commit(&mut *ledger, &[done(1, deferred(round + 1, true))], round);
    }
    let again = claims(&mut *ledger, 10, 1);
    assert_eq!(again[0].first, Some(FirstAttempt { at: at(3), migrated: vec!["at 3".into()] }));
}

pub(crate) fn a_retry_renders_the_first_snapshot(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0), entry(2, 10)]);
    claim(&mut *ledger, 0, 1);
    commit(&mut *ledger, &[sending(1, 0)], 0);
    commit(&mut *ledger, &[done(1, deferred(5, true))], 0);
    drop(ledger);

    let mut ledger = store();
    approve(&mut *ledger, "edited", &[entry(1, 0), entry(2, 10)]);
    ledger.begin_sending("the test", at(9)).unwrap();
    let claims = claims(&mut *ledger, 10, 9);
    let snapshots: Vec<&str> = claims.iter().map(|claim| &*claim.snapshot).collect();
    assert_eq!(snapshots, ["snapshot of plan", "snapshot of edited"]);
}

pub(crate) fn every_outcome_is_listed(store: &Store) {
    let ledger = every_outcome(store);
    let rows: Vec<_> = all(&*ledger).into_iter().map(|row| (row.state, row.detail, row.attempts)).collect();
    let expected = [
        (State::Accepted, "250 2.0.0 queued as 4F1", 1),
        (State::Deferred, "451 4.7.1 try later", 1),
        (State::Failed, "550 5.1.1 no such user", 1),
        (State::Uncertain, "the connection was lost after the final dot", 1),
        (State::Suppressed, "migrated", 0),
        (State::Expired, "its time was over", 0),
        (State::Failed, "the message cannot be made", 0),
        (State::Planned, "", 0),
    ];
    assert_eq!(rows, expected.map(|(state, detail, attempts)| (state, detail.to_owned(), attempts)));
    assert!(all(&*ledger).iter().take(7).all(|row| row.since == at(11)));
}

pub(crate) fn illegal_steps_are_refused(store: &Store) {
    let refused = |ledger: &mut dyn Ledger, step: Step| {
        let before = all(ledger);
        let error = ledger.commit(std::slice::from_ref(&step), at(50)).unwrap_err();
        assert_eq!(error.kind, Kind::Bug, "{step:?}: {error}");
        assert_eq!(all(ledger), before, "{step:?}");
    };
    let uncertain = || Outcome::Uncertain("no reply".into());
    let mut ledger = sender(store, &[entry(1, 0), entry(2, 0)]);
    // Not claimed, and not known at all.
    refused(&mut *ledger, sending(1, 0));
    refused(&mut *ledger, done(1, Outcome::Expired(None)));
    refused(&mut *ledger, Step::Released { id: id(1) });
    refused(&mut *ledger, sending(99, 0));
    // Claimed, not begun.
    claim(&mut *ledger, 0, 2);
    refused(&mut *ledger, done(1, accepted()));
    refused(&mut *ledger, done(1, uncertain()));
    refused(&mut *ledger, done(1, deferred(60, true)));
    // Begun.
    commit(&mut *ledger, &[sending(1, 1)], 1);
    refused(&mut *ledger, sending(1, 1));
    refused(&mut *ledger, Step::Released { id: id(1) });
    refused(&mut *ledger, done(1, Outcome::Suppressed(crate::ledger::Suppression::Left)));
    // Over.
    commit(&mut *ledger, &[done(1, accepted())], 2);
    refused(&mut *ledger, sending(1, 2));
    refused(&mut *ledger, done(1, accepted()));
}

pub(crate) fn its_time_can_be_over_in_every_state(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0), entry(2, 0), entry(3, 0), entry(4, 0)]);
    claim(&mut *ledger, 0, 4);
    let expired = |n, why: Option<&str>| done(n, Outcome::Expired(why.map(Into::into)));
    commit(&mut *ledger, &[sending(2, 1), sending(3, 1), sending(4, 1)], 1);
    let later = done(4, Outcome::Deferred { until: at(3), why: "451 4.7.1 greylisted".into(), charged: true });
    commit(&mut *ledger, &[expired(1, None), expired(2, None), expired(3, Some("452 4.2.2 full")), later], 2);
    claim(&mut *ledger, 3, 4);
    commit(&mut *ledger, &[expired(4, None)], 4);
    let rows: Vec<_> = all(&*ledger).into_iter().map(|row| (row.state, row.detail, row.attempts, row.next)).collect();
    let said = |words: &str| format!("its time was over; the last the relay said: {words}");
    let expected = [
        ("its time was over".to_owned(), 0),
        ("its time was over".to_owned(), 1),
        (said("452 4.2.2 full"), 1),
        (said("451 4.7.1 greylisted"), 1),
    ];
    assert_eq!(rows, expected.map(|(detail, attempts)| (State::Expired, detail, attempts, None)));
    let attempts = ledger.attempts(id(3)).unwrap();
    let history: Vec<_> = attempts.iter().map(|attempt| (attempt.result, attempt.reply.as_str())).collect();
    assert_eq!(history, [(State::Deferred, "452 4.2.2 full")]);
}

/// Not every store keeps a zero in a text.
pub(crate) fn a_zero_in_what_a_relay_says_stops_nobody(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0), entry(2, 0)]);
    claim(&mut *ledger, 0, 9);
    commit(&mut *ledger, &[sending(1, 1), sending(2, 1)], 1);
    let zero = |words: &str| format!("{words}\0 and more");
    commit(&mut *ledger, &[done(1, Outcome::Accepted(zero("250 ok")))], 2);
    commit(&mut *ledger, &[done(2, Outcome::Deferred { until: at(9), why: zero("450 later"), charged: true })], 2);
    assert_eq!((state(&*ledger, 1), state(&*ledger, 2)), (State::Accepted, State::Deferred));
    let reply = &ledger.attempts(id(2)).unwrap()[0].reply;
    assert!(reply.starts_with("450 later") && !reply.contains('\0'), "{reply:?}");
}

pub(crate) fn words_of_a_relay_are_safe_to_show(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0)]);
    claim(&mut *ledger, 0, 1);
    let why = "550 \u{1b}]52;c;eA==\u{7} \u{9b}2J \u{202e}".to_owned();
    commit(&mut *ledger, &[sending(1, 1)], 1);
    commit(&mut *ledger, &[done(1, Outcome::Failed(why))], 2);
    let shown = r"550 \u{1b}]52;c;eA==\u{7} \u{9b}2J \u{202e}";
    assert_eq!(all(&*ledger)[0].detail, shown);
    assert_eq!(ledger.attempts(id(1)).unwrap()[0].reply, shown);
}

pub(crate) fn a_bad_step_takes_the_round_with_it(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0), entry(2, 0)]);
    claim(&mut *ledger, 0, 2);
    commit(&mut *ledger, &[sending(1, 1)], 1);
    let before = all(&*ledger);
    let round = [done(1, accepted()), sending(2, 2), done(1, accepted())];
    assert_eq!(ledger.commit(&round, at(2)).unwrap_err().kind, Kind::Bug);
    assert_eq!(all(&*ledger), before);
    assert_eq!(accepted_since(&*ledger, at(0)), 0);
    commit(&mut *ledger, &round[..2], 3);
    assert_eq!((state(&*ledger, 1), state(&*ledger, 2)), (State::Accepted, State::Sending));
}

pub(crate) fn only_the_sender_claims_and_commits(store: &Store) {
    let mut ledger = store();
    approve(&mut *ledger, "plan", &[entry(1, 0)]);
    assert_eq!(ledger.claim(at(1), 1).unwrap_err().kind, Kind::Bug);
    assert_eq!(ledger.commit(&[sending(1, 1)], at(1)).unwrap_err().kind, Kind::Bug);
    assert_eq!(state(&*ledger, 1), State::Planned);
}

pub(crate) fn next_due_skips_what_is_claimed(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 10), entry(2, 20)]);
    assert_eq!(ledger.next_due().unwrap(), Some(at(10)));
    claim(&mut *ledger, 15, 9);
    assert_eq!(ledger.next_due().unwrap(), Some(at(20)));
    claim(&mut *ledger, 25, 9);
    assert_eq!(ledger.next_due().unwrap(), None);
    commit(&mut *ledger, &[Step::Released { id: id(1) }, sending(2, 25)], 25);
    assert_eq!(ledger.next_due().unwrap(), Some(at(10)));
    commit(&mut *ledger, &[done(2, accepted())], 26);
    assert_eq!(ledger.next_due().unwrap(), Some(at(10)));
}

pub(crate) fn accepted_are_counted_from_an_instant(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0), entry(2, 0), entry(3, 0)]);
    claim(&mut *ledger, 0, 9);
    commit(&mut *ledger, &[sending(1, 1), sending(2, 1), sending(3, 1)], 1);
    commit(&mut *ledger, &[done(1, accepted())], 10);
    commit(&mut *ledger, &[done(2, accepted()), done(3, Outcome::Failed("550 no".into()))], 20);
    let since = |minute| accepted_since(&*ledger, at(minute));
    assert_eq!((since(0), since(10), since(11), since(20), since(21)), (2, 2, 1, 1, 0));
    assert_eq!(ledger.accepted_since(at(0), &[]).unwrap(), [(at(10), 1), (at(20), 1)]);
}

pub(crate) fn those_ahead_are_counted(store: &Store) {
    let other = Entry { wave: "early".into(), ..entry(5, 0) };
    let all = [entry(1, 0), entry(2, 0), entry(3, 0), entry(4, 0), other];
    let mut ledger = sender(store, &all);
    let ahead = |ledger: &dyn Ledger, most| ledger.vanguard("pilot", "announcement", most).unwrap();
    assert_eq!(ahead(&*ledger, 3), Vanguard::default());
    claim(&mut *ledger, 0, 9);
    commit(&mut *ledger, &[sending(3, 1), sending(1, 2), sending(2, 4), sending(5, 5)], 5);
    commit(&mut *ledger, &[done(3, accepted()), done(1, Outcome::Failed("550 5.1.1 no".into()))], 6);
    let two = Vanguard { tried: 2, failed: 1, last: Some(at(2)), reply: Some("550 5.1.1 no".into()), let_go: false };
    assert_eq!(ahead(&*ledger, 2), two, "the two that were tried first");
    assert_eq!(ahead(&*ledger, 9), Vanguard { tried: 3, last: Some(at(4)), ..two.clone() }, "of that wave");
    let gone = [done(2, Outcome::Uncertain("no answer".into())), done(4, Outcome::Failed("it has no subject".into()))];
    commit(&mut *ledger, &gone, 6);
    let all =
        Vanguard { tried: 4, failed: 3, last: Some(at(6)), reply: Some("it has no subject".into()), let_go: false };
    assert_eq!(ahead(&*ledger, 9), all, "what could not be made, and what nobody knows of");
    ledger.settle(&[id(4), id(2)], Settlement::Closed, &said("told by phone", at(6))).unwrap();
    assert_eq!(ahead(&*ledger, 9).failed, 3, "whatever was done about it");

    let scope = Scope::MessageOfWave { message: "announcement".into(), wave: "pilot".into() };
    ledger
        .hold(&Hold { scope: scope.clone(), by: "Jan".into(), why: "to look".into(), since: at(7), until: None })
        .unwrap();
    ledger.resume(&scope, &said("to look", at(8))).unwrap();
    assert!(!ahead(&*ledger, 2).let_go, "that was another hold");
    ledger
        .hold(&Hold { scope: scope.clone(), by: CANARY.into(), why: "to look".into(), since: at(9), until: None })
        .unwrap();
    assert!(!ahead(&*ledger, 2).let_go, "it is in force");
    ledger.resume(&scope, &said("to look", at(10))).unwrap();
    assert!(ahead(&*ledger, 2).let_go);
}

pub(crate) fn attempts_are_remembered(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0), entry(2, 100)]);
    let relay = || Some(Arc::from("relay"));
    claim(&mut *ledger, 0, 1);
    commit(&mut *ledger, &[sending(1, 1)], 1);
    let running =
        Attempt { number: 1, began: at(1), ended: None, result: State::Sending, reply: String::new(), relay: relay() };
    assert_eq!(ledger.attempts(id(1)).unwrap(), [running]);
    commit(&mut *ledger, &[done(1, deferred(5, true))], 2);
    claim(&mut *ledger, 5, 1);
    commit(&mut *ledger, &[sending(1, 6)], 6);
    commit(&mut *ledger, &[done(1, accepted())], 7);
    let attempt = |number, began, ended, result, reply: &str| Attempt {
        number,
        began: at(began),
        ended: Some(at(ended)),
        result,
        reply: reply.to_owned(),
        relay: relay(),
    };
    let expected = [
        attempt(1, 1, 2, State::Deferred, "451 4.7.1 try later"),
        attempt(2, 6, 7, State::Accepted, "250 2.0.0 queued as 4F1"),
    ];
    assert_eq!(ledger.attempts(id(1)).unwrap(), expected);
    assert_eq!(ledger.attempts(id(2)).unwrap(), []);
    assert_eq!(ledger.attempts(id(99)).unwrap(), []);
}

pub(crate) fn what_a_relay_took_is_counted_for_it(store: &Store) {
    let mut ledger = sender(store, &[entry(1, 0), entry(2, 0), entry(3, 0)]);
    claim(&mut *ledger, 0, 9);
    let by = |n, relay: &str| Step::Sending { id: id(n), first: first(1), relay: relay.into() };
    commit(&mut *ledger, &[by(1, "a:25"), by(2, "b:25"), by(3, "b:25")], 1);
    commit(&mut *ledger, &[done(1, accepted()), done(2, accepted()), done(3, deferred(9, true))], 2);
    let but = |names: &[&str]| {
        let names: Vec<Arc<str>> = names.iter().map(|name| Arc::from(*name)).collect();
        ledger.accepted_since(at(0), &names).unwrap().iter().map(|(_, many)| many).sum::<u64>()
    };
    assert_eq!((but(&[]), but(&["a:25"]), but(&["a:25", "b:25"]), but(&["c:25"])), (2, 1, 0, 2));
    let names: Vec<Option<Arc<str>>> = all(&*ledger).into_iter().map(|row| row.relay).collect();
    assert_eq!(names, ["a:25", "b:25", "b:25"].map(|name| Some(name.into())));
}

pub(crate) fn what_a_relay_may_have_is_said(store: &Store) {
    let mut ledger = sender(store, &[Entry { resend_uncertain: true, ..entry(1, 0) }, entry(2, 0)]);
    claim(&mut *ledger, 0, 9);
    let by = |n, relay: &str| Step::Sending { id: id(n), first: first(1), relay: relay.into() };
    commit(&mut *ledger, &[by(1, "a:25"), by(2, "a:25")], 1);
    let lost = Outcome::Resend { until: at(2), why: "no answer".into() };
    commit(&mut *ledger, &[done(1, lost), done(2, deferred(2, true))], 1);
    let with = |ledger: &mut dyn Ledger| claims(ledger, 9, 9).into_iter().map(|claim| claim.with).collect::<Vec<_>>();
    assert_eq!(with(&mut *ledger), [Some("a:25".into()), None]);
    // That it was put off later does not answer it.
    commit(&mut *ledger, &[by(1, "b:25"), Step::Released { id: id(2) }], 9);
    commit(&mut *ledger, &[done(1, deferred(9, false))], 9);
    assert_eq!(with(&mut *ledger), [None, Some("a:25".into())]);
    // A crash hides an answer as well.
    commit(&mut *ledger, &[by(1, "b:25"), Step::Released { id: id(2) }], 9);
    drop(ledger);
    let mut ledger = store();
    ledger.begin_sending("the next", at(10)).unwrap();
    let claims = claims(&mut *ledger, 60, 9);
    let first = claims.iter().find(|claim| claim.entry.id == id(1)).unwrap();
    assert_eq!(first.with.as_deref(), Some("b:25"));
}

pub(crate) fn a_round_can_end_one_and_begin_another(store: &Store) {
    let mut ledger = sender(store, &(1..=3).map(|n| entry(n, i64::from(n))).collect::<Vec<_>>());
    claim(&mut *ledger, 5, 3);
    commit(&mut *ledger, &[sending(1, 5)], 5);
    commit(&mut *ledger, &[done(1, accepted()), sending(2, 6), Step::Released { id: id(3) }], 6);
    let states = [1, 2, 3].map(|n| state(&*ledger, n));
    assert_eq!(states, [State::Accepted, State::Sending, State::Planned]);
    commit(&mut *ledger, &[], 7);
}
