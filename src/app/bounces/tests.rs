//! Reports about a campaign of which the pilot's announcement went out, to two people.

use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use tempfile::TempDir;
use tokio::sync::watch;

use super::*;
use crate::app::deliver::{FixedClock, Sender, Sending};
use crate::app::locked::InForce;
use crate::app::operate::{Operator, Which};
use crate::app::{Beginning, Locked, Meanwhile, Workspace, approve};
use crate::deliver::envelope_id;
use crate::ledger::{Access, Row, State};
use crate::schedule::NoticeId;

const EARLY: &str = "2027-02-01T09:00:00+01:00";
const ANNOUNCED: &str = "2027-02-15T10:00:00+01:00";
const LATER: &str = "2027-02-16T10:00:00+01:00";

const ANNA: &str = "a.bakker@voorbeeldstad.example";
const BRAM: &str = "b.visser@voorbeeldstad.example";
/// Of the other wave, told nothing yet.
const FEMKE: &str = "f.smit@voorbeeldstad.example";

fn at(instant: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(instant).unwrap().to_utc()
}

/// A campaign directory.
struct World(TempDir);

/// A report, as its sender makes it.
#[derive(Clone)]
struct Dsn {
    envelope: Option<String>,
    to: String,
    original: Option<String>,
    last: String,
    action: &'static str,
    status: &'static str,
    diagnostic: &'static str,
    message: Option<String>,
}

impl World {
    fn sent() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/campaigns/base");
        for file in fs::read_dir(from).unwrap().map(|file| file.unwrap().path()) {
            fs::copy(&file, dir.path().join(file.file_name().unwrap())).unwrap();
        }
        let world = World(dir);
        world.approve(EARLY);
        world.send(ANNOUNCED);
        world
    }

    fn dir(&self) -> &Path {
        self.0.path()
    }

    fn approve(&self, now: &str) {
        let workspace = Workspace::open(self.dir(), at(now)).unwrap();
        approve(
            &workspace,
            &workspace.plan().unwrap(),
            "A. Manager",
            Beginning::Unmeant,
            Meanwhile::Refuse,
            Some(b"it"),
            &(),
        )
        .unwrap();
    }

    fn send(&self, now: &str) {
        let sender =
            Sender::begin(self.dir(), &Sending::playing("the test", &|_| None, Utc::now), at(now), &()).unwrap();
        let (_going, stop) = watch::channel(false);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(sender.run(&FixedClock::new(at(now)), stop, &())).unwrap();
    }

    fn rows(&self, person: &str) -> Vec<Row> {
        Locked::open(self.dir()).unwrap().course(person.into()).unwrap().rows
    }

    /// The announcement of a person.
    fn row(&self, person: &str) -> Row {
        self.rows(person).into_iter().find(|row| &*row.entry.message == "announcement").unwrap()
    }

    fn id(&self, person: &str) -> NoticeId {
        self.row(person).entry.id
    }

    /// The ENVID that the last announcement of a person went out with.
    fn envelope(&self, person: &str) -> String {
        let sent = InForce::open(self.dir(), Access::Write).unwrap().ledger.sent(self.id(person)).unwrap().unwrap();
        envelope_id(&sent.snapshot, sent.entry.id.after_retries(sent.retries))
    }

    fn state(&self, person: &str) -> State {
        self.row(person).state
    }

    /// No such user, to the announcement of this person.
    fn failed(&self, person: &str) -> Dsn {
        let id = self.id(person);
        Dsn {
            envelope: Some(self.envelope(person)),
            to: "servicedesk@voorbeeldstad.example".into(),
            original: Some(person.into()),
            last: person.into(),
            action: "failed",
            status: "5.1.1",
            diagnostic: "550 5.1.1 User unknown",
            message: Some(format!("{id}@voorbeeldstad.example")),
        }
    }

    fn hear(&self, messages: &[String]) -> Account {
        let mut desk = Desk::open(self.dir()).unwrap();
        for (n, message) in messages.iter().enumerate() {
            desk.read(&format!("{n}.eml"), message.as_bytes()).unwrap();
        }
        desk.hear(Keep::Yes, at(LATER)).unwrap()
    }

    /// What one message comes to.
    fn came(&self, message: &str) -> Came {
        let account = self.hear(&[message.to_owned()]);
        assert_eq!((account.messages, account.counts.len()), (1, 1));
        *account.counts.keys().next().unwrap()
    }

    /// Why one is not believed.
    fn forged(&self, dsn: &Dsn) -> String {
        let account = self.hear(&[dsn.text()]);
        assert_eq!(account.unheard.len(), 1, "{account:?}");
        assert_eq!(account.unheard[0].came, Came::Forged);
        assert!(account.bounced.is_empty());
        account.unheard[0].why.clone()
    }
}

impl Dsn {
    fn text(&self) -> String {
        let line =
            |name: &str, value: &Option<String>| value.as_ref().map_or(String::new(), |v| format!("{name}{v}\r\n"));
        let envelope = line("Original-Envelope-Id: ", &self.envelope);
        let original = line("Original-Recipient: rfc822;", &self.original);
        let returned = match &self.message {
            Some(id) => format!("--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{id}>\r\nSubject: x\r\n"),
            None => String::new(),
        };
        let Dsn { to, last, action, status, diagnostic, .. } = self;
        format!(
            "From: MAILER-DAEMON@mx.example\r\nTo: {to}\r\nSubject: Undelivered\r\nAuto-Submitted: auto-replied\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n{envelope}\r\n\
             {original}Final-Recipient: rfc822; {last}\r\nAction: {action}\r\nStatus: {status}\r\n\
             Diagnostic-Code: smtp; {diagnostic}\r\n{returned}--b--\r\n"
        )
    }
}

#[test]
fn a_report_is_matched_by_envid_then_verp_then_message_id() {
    let none = |dsn: Dsn| Dsn { envelope: None, message: None, ..dsn };
    let by_envelope = |world: &World| Dsn { message: None, ..world.failed(ANNA) };
    let by_verp =
        |world: &World| Dsn { to: format!("bounces+{}@x.example", world.id(ANNA)), ..none(world.failed(ANNA)) };
    let by_message = |world: &World| Dsn { envelope: None, ..world.failed(ANNA) };
    // A relay may give the message another Message-ID, or an ENVID of its own.
    let renamed = |world: &World| Dsn { message: Some("0100018f@relay.example".into()), ..world.failed(ANNA) };
    let other = |world: &World| Dsn { envelope: Some("QQ31415".into()), ..world.failed(ANNA) };
    // Before there were proofs.
    let old = |world: &World| Dsn { envelope: Some(world.id(ANNA).to_string()), ..world.failed(ANNA) };
    type Way<'a> = dyn Fn(&World) -> Dsn + 'a;
    let ways: [(&Way<'_>, bool); 6] = [
        (&by_envelope, true),
        (&by_verp, false),
        (&by_message, false),
        (&renamed, true),
        (&other, false),
        (&old, false),
    ];
    for (n, (way, is_proven)) in ways.into_iter().enumerate() {
        let world = World::sent();
        let account = world.hear(&[way(&world).text()]);
        let bounced: Vec<_> = account.bounced.iter().map(|bounced| (bounced.is_proven, bounced.dead)).collect();
        // Whoever knows the campaign file can name a notice, and silences nobody with it.
        assert_eq!((bounced, account.unreachable()), (vec![(is_proven, is_proven)], usize::from(is_proven)), "{n}");
        assert_eq!((world.state(ANNA), world.state(BRAM)), (State::Bounced, State::Accepted), "{n}");
        assert_eq!(world.row(ANNA).detail, "5.1.1 550 5.1.1 User unknown");
    }
    let world = World::sent();
    assert_eq!(world.came(&none(world.failed(ANNA)).text()), Came::Foreign, "an address alone says nothing");
}

#[test]
fn what_it_says_is_told_apart() {
    let world = World::sent();
    let says = |action, status| Dsn { action, status, diagnostic: "", ..world.failed(ANNA) }.text();
    assert_eq!(world.came(&says("delayed", "4.4.1")), Came::Delayed);
    assert_eq!(world.came(&says("relayed", "2.0.0")), Came::Relayed);
    assert_eq!(world.came(&says("expanded", "2.0.0")), Came::Expanded);
    assert_eq!(world.came(&says("delivered", "2.0.0")), Came::Delivered);
    assert_eq!(world.state(ANNA), State::Accepted);
    assert_eq!(world.came(&says("failed", "5.1.1")), Came::Bounced);
    assert_eq!(world.came(&says("failed", "5.1.1")), Came::Doubled);
    assert_eq!(world.came(&says("failed", "5.2.2")), Came::Doubled, "in other words");
    let hold = "From: postmaster@x.example\r\nSubject: held\r\n\r\nIt is held.\r\n";
    assert_eq!(world.came(hold), Came::Unreadable);
}

#[test]
fn ten_that_are_forged_or_odd() {
    let world = World::sent();
    let anna = world.failed(ANNA);
    let short = |person| world.id(person).to_string()[..8].to_owned();
    // 1. About somebody else than it was sent to, by ENVID; 2. by Message-ID; 3. about nobody that is known.
    let other = Dsn { original: Some(BRAM.into()), last: BRAM.into(), ..anna.clone() };
    assert_eq!(world.forged(&other), format!("`{BRAM}` is not whom notice {} was sent to", short(ANNA)));
    assert!(world.forged(&Dsn { envelope: None, ..other }).contains("is not whom"));
    let nobody = Dsn { original: None, last: "x\u{202e}y@evil.example".into(), ..anna.clone() };
    assert!(world.forged(&nobody).starts_with(r"`x\u{202e}y@evil.example` is not whom"));
    assert!(world.forged(&Dsn { last: "x".repeat(300), original: None, ..anna.clone() }).contains("x…` is not whom"));
    // 4. Of a message that never went out.
    assert_eq!(world.forged(&world.failed(FEMKE)), format!("notice {} never went out", short(FEMKE)));
    // 5. By ENVID of one, by Message-ID of another.
    let both = Dsn { message: world.failed(BRAM).message, ..anna.clone() };
    assert_eq!(
        world.forged(&both),
        format!("it names notice {}, and returns the message of {}", short(ANNA), short(BRAM))
    );
    // With an ENVID that is made up, or somebody else's.
    let proof = world.envelope(BRAM).split_once('.').unwrap().1.to_owned();
    for proof in ["", "0123456789abcdef", &proof] {
        let envelope = Some(format!("{}.{proof}", world.id(ANNA)));
        let why = format!("its ENVID is not the one that went out with notice {}", short(ANNA));
        assert_eq!(world.forged(&Dsn { envelope: envelope.clone(), ..anna.clone() }), why);
        assert_eq!(world.forged(&Dsn { envelope, message: None, ..anna.clone() }), why);
    }
    // 6. About a message of somebody else's.
    let foreign =
        Dsn { envelope: Some("0".repeat(32)), message: Some(format!("{}@x", "1".repeat(32))), ..anna.clone() };
    assert_eq!(world.came(&foreign.text()), Came::Foreign);
    // 7. An out of office, as Exchange writes it; 8. one of a person; 9. with a report that is none.
    let away = "From: Anna <a@x.example>\r\nSubject: Automatic reply: x\r\nAuto-Submitted: auto-generated\r\n\r\nAway.";
    assert_eq!(world.came(away), Came::Automatic);
    assert_eq!(world.came("From: Anna <a@x.example>\r\nSubject: Re: x\r\n\r\nThanks!\r\n"), Came::Other);
    let receipt =
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\r\n\r\n--b\r\n\r\nRead\r\n";
    assert_eq!(world.came(receipt), Came::Other);
    // 10. With an action that there is not; and without one.
    for (action, why) in [("exploded", "it says `exploded`, which is no action of RFC 3464"), ("", "it does not say")] {
        let account = world.hear(&[Dsn { action, ..anna.clone() }.text()]);
        assert_eq!(account.unheard[0].came, Came::Unreadable);
        assert!(account.unheard[0].why.starts_with(why), "{account:?}");
    }
    assert_eq!([ANNA, BRAM, FEMKE].map(|who| world.state(who)), [State::Accepted, State::Accepted, State::Planned]);
    // And the true one, to an address that was sent on.
    let forwarded = Dsn { last: "anna@elsewhere.example".into(), ..anna };
    let account = world.hear(&[forwarded.text()]);
    assert_eq!((account.count(Came::Bounced), account.unreachable()), (1, 0), "her own mailbox is there");
}

#[test]
fn whose_address_is_dead_is_told_nothing_more_by_mail_until_it_is_mended() {
    let world = World::sent();
    let first = world.failed(ANNA);
    assert_eq!(world.hear(&[first.text()]).unreachable(), 1);
    world.send("2027-03-01T09:00:00+01:00");
    let enrol = |world: &World| world.rows(ANNA).into_iter().find(|row| &*row.entry.message == "enrol-now").unwrap();
    assert_eq!((enrol(&world).state, &*enrol(&world).detail), (State::Suppressed, "bounced"));
    let people = fs::read_to_string(world.dir().join("people.csv")).unwrap();
    let mended = people.replacen(&format!(",{ANNA},IT"), ",anna@voorbeeldstad.example,IT", 1);
    assert_ne!(people, mended);
    fs::write(world.dir().join("people.csv"), mended).unwrap();
    world.approve("2027-03-01T10:00:00+01:00");
    let now = at("2027-03-01T10:05:00+01:00");
    let mut operator = Operator::open(world.dir(), now).unwrap();
    let ids = operator.choose(&Which::default(), Row::can_be_retried).unwrap().ids();
    let retried = operator.retry(&ids, "Jan de Vries").unwrap();
    assert_eq!((retried.fresh, retried.late), (1, 1), "the announcement is over by then");
    world.send("2027-03-01T10:10:00+01:00");
    assert_eq!(enrol(&world).state, State::Accepted);
    // What comes late about the address before changes nothing.
    let late = Dsn { status: "5.4.7", message: None, ..first };
    let old = Dsn { envelope: Some(world.id(ANNA).to_string()), status: "5.4.6", ..late.clone() };
    assert_eq!(world.hear(&[late.text(), old.text()]).bounced, []);
}

#[test]
fn a_full_mailbox_bounces_and_what_follows_is_sent() {
    let world = World::sent();
    let full = Dsn { status: "5.2.2", diagnostic: "552 5.2.2 mailbox full", ..world.failed(ANNA) };
    let account = world.hear(&[full.text()]);
    assert_eq!((account.count(Came::Bounced), account.unreachable()), (1, 0));
    world.send("2027-03-01T09:00:00+01:00");
    assert!(world.rows(ANNA).iter().any(|row| &*row.entry.message == "enrol-now" && row.state == State::Accepted));
}

#[test]
fn who_is_unreachable_is_planned_a_letter_and_nothing_by_mail() {
    let world = World::sent();
    let file = world.dir().join("campaign.yaml");
    let text = fs::read_to_string(&file).unwrap();
    let rule = "{message: deadline-notice, when: deadline - 5 workdays at 09:00, to: pending";
    fs::write(&file, text.replacen(rule, &format!("{rule}, channel: [mail, letter]"), 1)).unwrap();
    world.hear(&[world.failed(ANNA).text()]);
    let plan = Workspace::open(world.dir(), at(LATER)).unwrap().plan().unwrap().plan;
    let of_anna = |notice: &&crate::schedule::Notice| notice.person == Some(0) && notice.due > at(LATER);
    let channels: Vec<&str> = plan.notices.iter().filter(of_anna).map(|notice| notice.channel.as_str()).collect();
    assert_eq!(channels, ["letter"]);
    let missed: Vec<_> = plan.unplanned.iter().filter(|gone| &*gone.person == ANNA).collect();
    assert!(missed.iter().all(|gone| gone.reason == crate::schedule::UnplannedReason::Bounced));
    assert!(missed.iter().any(|gone| gone.message == "enrol-now"), "{missed:?}");
}
