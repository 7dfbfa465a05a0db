//! The corners of [`settle`](crate::deliver::settle) that a run does not come to by itself.

use chrono::{DateTime, TimeDelta, Utc};

use super::world::{entry, morning};
use crate::deliver::reply::{Phase, Refusal, Reply};
use crate::deliver::settle::{Circumstances, Health, health, outcome};
use crate::deliver::transport::Delivery;
use crate::ledger::{Claim, FirstAttempt, Outcome};

fn refused(code: u16, text: &str) -> Delivery {
    Delivery::Refused(Refusal::new(Phase::Rcpt, Reply::new(code, text), "p@voorbeeldstad.example"))
}

/// What becomes of a notice first tried at `first`, expiring at `expires`, refused in the morning.
fn settled(delivery: Delivery, first: DateTime<Utc>, expires: Option<DateTime<Utc>>, uncharged: u32) -> Outcome {
    let mut entry = entry(1);
    entry.expires = expires;
    let claim = Claim { entry, attempts: 2, retries: 0, first: None, snapshot: "".into(), with: None };
    let first = FirstAttempt { at: first, migrated: Vec::new() };
    let resume = morning() + TimeDelta::seconds(1);
    outcome(delivery, &Circumstances { claim: &claim, first: &first, uncharged }, morning(), resume)
}

#[test]
fn a_recipient_who_is_never_ready_is_given_up_after_five_days() {
    let young = settled(refused(450, "4.2.0 Greylisted"), morning() - TimeDelta::days(4), None, 0);
    assert!(matches!(young, Outcome::Deferred { charged: true, .. }), "{young:?}");
    let old = settled(refused(450, "4.2.0 Greylisted"), morning() - TimeDelta::days(5), None, 0);
    assert_eq!(old, Outcome::Failed("given up after 5 days: 450 4.2.0 Greylisted, at RCPT TO".to_owned()));
    // However long a relay is down, it is nobody's failure.
    let down = settled(Delivery::Lost(Phase::Mail, "closed".to_owned()), morning() - TimeDelta::days(50), None, 9);
    assert!(matches!(down, Outcome::Deferred { charged: false, .. }), "{down:?}");
}

#[test]
fn nothing_is_deferred_beyond_its_expiry() {
    let expires = morning() + TimeDelta::minutes(1);
    let too_late = Outcome::Expired(Some("450 4.2.0 no, at RCPT TO".to_owned()));
    assert_eq!(settled(refused(450, "4.2.0 no"), morning(), Some(expires), 0), too_late);
    let stated =
        settled(refused(450, "4.2.0 try again in 2 hours"), morning(), Some(morning() + TimeDelta::hours(1)), 0);
    assert!(matches!(&stated, Outcome::Expired(Some(why)) if why.contains("2 hours")), "{stated:?}");
    match settled(refused(421, "4.3.2 busy"), morning(), Some(expires), 7) {
        Outcome::Deferred { until, charged: false, .. } => assert_eq!(until, expires),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_same_notice_stumbling_again_and_again_waits_longer() {
    let until = |uncharged| match settled(refused(451, "4.3.0 lookup"), morning(), None, uncharged) {
        Outcome::Deferred { until, .. } => until - morning(),
        other => panic!("{other:?}"),
    };
    assert_eq!(until(0), TimeDelta::seconds(1));
    assert_eq!(until(1), TimeDelta::seconds(1));
    assert!(until(2) >= TimeDelta::minutes(4));
    assert!(until(6) > until(2) * 8);
}

#[test]
fn a_quota_is_left_alone_for_a_minute_at_least() {
    let quota = refused(550, "5.4.5 Daily user sending limit exceeded");
    match health(&quota, true, morning()) {
        Health::Poorly { stated, .. } => assert_eq!(stated, Some(TimeDelta::minutes(1))),
        other => panic!("{other:?}"),
    }
    assert_eq!(health(&refused(421, "4.7.0 enough"), true, morning()), Health::Unknown);
    assert!(matches!(health(&refused(421, "4.7.0 enough"), false, morning()), Health::Poorly { .. }));
    assert!(matches!(health(&refused(421, "try again in 60 seconds"), true, morning()), Health::Poorly { .. }));
}
