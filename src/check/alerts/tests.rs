use chrono::TimeDelta;

use crate::campaign::{Alert, AlertOn, Canary, Limits, Relay, Transport};
use crate::check::tests::{finds, silent};
use crate::error::Place;
use crate::schedule::fixture::Fixture;

fn relay(transport: Transport) -> Relay {
    Relay {
        transport,
        user: None,
        password: None,
        token: None,
        limits: Limits::default(),
        preset: None,
        certificates: None,
        hello: None,
        canary: None,
    }
}

/// By mail alone, through a relay.
fn fixture() -> Fixture {
    let mut fixture = Fixture::new();
    fixture.campaign.relay = Some(relay(Transport::Smtp { host: "mail.x.example".into(), port: 587, implicit: false }));
    fixture.campaign.alert = Some(Alert {
        mail: Some("it@x.example".into()),
        webhook: None,
        command: None,
        on: Vec::new(),
        overdue_after: None,
        again_after: Alert::AGAIN_AFTER,
        place: Place::file("campaign.yaml"),
    });
    fixture
}

fn alert(fixture: &mut Fixture) -> &mut Alert {
    fixture.campaign.alert.as_mut().unwrap()
}

#[test]
fn a_relay_that_is_away_does_not_tell_so() {
    let mut fixture = fixture();
    let road = "`alert` tells by mail alone, and by the relay that it may be about";
    let all = format!("{road}: `stopped`, `silent`, `overdue`, `paused`");
    finds(&fixture, "H-ALERT-01", &[("", &all)]);
    alert(&mut fixture).on = vec![AlertOn::Failed, AlertOn::Paused];
    finds(&fixture, "H-ALERT-01", &[("", &format!("{road}: `paused`"))]);
    alert(&mut fixture).command = Some("logger".into());
    silent(&fixture, "H-ALERT-01");
    alert(&mut fixture).command = None;
    alert(&mut fixture).on = vec![AlertOn::Failed];
    silent(&fixture, "H-ALERT-01");
    fixture.campaign.alert = None;
    silent(&fixture, "H-ALERT-01");
}

#[test]
fn what_can_have_no_effect_is_found() {
    let mut fixture = fixture();
    silent(&fixture, "H-ALERT-02");
    alert(&mut fixture).on = vec![AlertOn::Failed, AlertOn::Canary];
    alert(&mut fixture).overdue_after = Some(TimeDelta::hours(1));
    let canary = ("canary", "`alert` tells of what the canary holds, and the relay has no `canary:`");
    let overdue =
        ("overdue_after", "`overdue_after` says when something is `overdue` or `silent`, and neither is in `on:`");
    finds(&fixture, "H-ALERT-02", &[canary, overdue]);
    let rule = Canary { first: 20, wait: TimeDelta::minutes(15), stop_over: 10 };
    fixture.campaign.relay.as_mut().unwrap().canary = Some(rule);
    alert(&mut fixture).on.push(AlertOn::Silent);
    silent(&fixture, "H-ALERT-02");
    fixture.campaign.relay = Some(Relay { canary: Some(rule), ..relay(Transport::Maildir("outbox".into())) });
    let folder = "`alert` is to mail it@x.example, and mail goes into the folder `outbox`, where nobody looks";
    finds(&fixture, "H-ALERT-02", &[("mail", folder)]);
    fixture.campaign.relay = None;
    alert(&mut fixture).overdue_after = None;
    alert(&mut fixture).mail = None;
    alert(&mut fixture).on = vec![AlertOn::Gate];
    finds(&fixture, "H-ALERT-02", &[("gate", "`alert` tells of gates that are closed, and no wave has one")]);
    alert(&mut fixture).mail = Some("it@x.example".into());
    alert(&mut fixture).on = vec![AlertOn::Failed];
    finds(&fixture, "H-ALERT-02", &[("mail", "`alert` is to mail it@x.example, and the campaign has no relay")]);
}
