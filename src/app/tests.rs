//! The use cases as a second face would call them: no terminal, no process, no clock.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::sync::Mutex;

use chrono::{DateTime, Utc};
use tempfile::TempDir;
use tokio::sync::watch;

use super::deliver::{Belief, FixedClock, Sender, Sending, Stay, due, replay, trial};
use super::preview::Preview;
use super::progress::import;
use super::*;
use crate::campaign::{ProgressSource, Standing};
use crate::deliver::Summary;
use crate::error::{Kind, Result};
use crate::ledger::{Access, Filter, State};

/// Two weeks before anything is due in the sound campaign.
const EARLY: &str = "2027-02-01T09:00:00+01:00";
/// The morning of the pilot's announcement, an hour after it fell due.
const ANNOUNCED: &str = "2027-02-15T10:00:00+01:00";

fn at(instant: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(instant).unwrap().to_utc()
}

/// A copy of the sound campaign.
fn campaign() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/campaigns/base");
    for file in fs::read_dir(from).unwrap().map(|file| file.unwrap().path()) {
        fs::copy(&file, dir.path().join(file.file_name().unwrap())).unwrap();
    }
    dir
}

fn edit(dir: &TempDir, file: &str, from: &str, to: &str) {
    let path = dir.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches(from).count(), 1, "`{from}` in {file}");
    fs::write(path, text.replace(from, to)).unwrap();
}

/// The sound campaign, approved; and how many notices it has.
fn approved() -> (TempDir, usize) {
    let dir = campaign();
    let notices = lock(&dir, &()).unwrap().notices;
    (dir, notices)
}

fn lock(dir: &TempDir, observer: &dyn Observer) -> Result<ApprovedPlan> {
    let workspace = Workspace::open(dir.path(), at(EARLY))?;
    let signed = approve(
        &workspace,
        &workspace.plan()?,
        "A. Manager",
        Beginning::Unmeant,
        Meanwhile::PlanAnew,
        Some(b"this program"),
        observer,
    )?;
    let Signed::Locked(done) = signed else { panic!("one person is enough") };
    Ok(done)
}

/// Keeps what it is told.
#[derive(Default)]
struct Witness(Mutex<Vec<Seen>>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Seen {
    /// Work that began, with its steps; how many of them were done when it ended.
    Work(Work, u64, u64, bool),
    Remark(String),
}

impl Observer for Witness {
    fn begin(&self, work: Work, steps: u64) {
        self.0.lock().unwrap().push(Seen::Work(work, steps, 0, false));
    }

    fn advance(&self, steps: u64) {
        match self.0.lock().unwrap().last_mut() {
            Some(Seen::Work(_, _, done, false)) => *done += steps,
            other => panic!("steps of what? {other:?}"),
        }
    }

    fn end(&self) {
        match self.0.lock().unwrap().last_mut() {
            Some(Seen::Work(_, _, _, ended @ false)) => *ended = true,
            other => panic!("the end of what? {other:?}"),
        }
    }

    fn remark(&self, remark: Remark<'_>) {
        self.0.lock().unwrap().push(Seen::Remark(format!("{remark:?}")));
    }
}

impl Witness {
    fn seen(self) -> Vec<Seen> {
        self.0.into_inner().unwrap()
    }
}

fn no_variables(_: &str) -> Option<OsString> {
    None
}

fn sending(environment: Environment<'_>) -> Sending<'_> {
    Sending::playing("somebody", environment, Default::default)
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// A receiver that nobody stops by.
fn unstopped() -> watch::Receiver<bool> {
    watch::channel(false).1
}

#[test]
fn an_approval_is_watched_step_by_step() {
    let (dir, witness) = (campaign(), Witness::default());
    let done = lock(&dir, &witness).unwrap();
    let all = done.notices as u64;
    let whole = |work| Seen::Work(work, all, all, true);
    assert_eq!(witness.seen(), [whole(Work::Rendering), whole(Work::Recording)]);
    assert_eq!((done.changes.added, done.new_dates.people), (all, 0));

    let locked = Locked::open(dir.path()).unwrap();
    assert_eq!((locked.approval.plan, &*locked.approval.by), (done.hash, "A. Manager"));
    assert_eq!(lock(&dir, &()).unwrap().changes.kept, all, "the second time nothing is new");
}

#[test]
fn what_has_errors_is_not_approved_and_says_all_of_them() {
    let (dir, witness) = (campaign(), Witness::default());
    let template = "---\nsubject: x\n---\nHallo {{ persn.name }},\n";
    fs::create_dir_all(dir.path().join("templates/announce")).unwrap();
    fs::write(dir.path().join("templates/announce/announcement.nl.md"), template).unwrap();
    let error = lock(&dir, &witness).expect_err("no approval");
    assert_eq!(error.kind, Kind::Findings, "{error:?}");
    assert_eq!(witness.seen(), [], "nothing was begun");
    assert!(Locked::open(dir.path()).is_err());
}

#[test]
fn approving_again_renders_what_changed() {
    let rendered = |dir: &TempDir| {
        let witness = Witness::default();
        lock(dir, &witness).unwrap();
        match witness.seen()[0] {
            Seen::Work(Work::Rendering, steps, done, true) if steps == done => steps,
            ref other => panic!("{other:?}"),
        }
    };
    let (dir, notices) = approved();
    assert_eq!(rendered(&dir), 0, "nothing");
    edit(&dir, "people.csv", "Anna Bakker", "Anna de Bakker");
    let anna = rendered(&dir);
    assert!(0 < anna && anna < notices as u64 / 2, "{anna} of {notices}");
    assert_eq!(rendered(&dir), 0, "once");
    edit(&dir, "campaign.yaml", "organization: Gemeente Voorbeeldstad", "organization: Gemeente Voorbeeld");
    assert_eq!(rendered(&dir), notices as u64, "all of it");
    let workspace = Workspace::open(dir.path(), at(EARLY)).unwrap();
    for (program, expected) in
        [(Some(&b"another program"[..]), notices), (None, notices), (Some(b"this program"), notices)]
    {
        let witness = Witness::default();
        approve(
            &workspace,
            &workspace.plan().unwrap(),
            "A. Manager",
            Beginning::Unmeant,
            Meanwhile::PlanAnew,
            program,
            &witness,
        )
        .unwrap();
        let all = Seen::Work(Work::Rendering, expected as u64, expected as u64, true);
        assert_eq!(witness.seen()[0], all, "{program:?}");
    }
}

/// What cannot be rendered is found also when everything else was before.
#[test]
fn what_breaks_for_one_person_stops_the_approval_of_a_plan_that_was_approved() {
    let dir = campaign();
    fs::create_dir_all(dir.path().join("templates/enrol")).unwrap();
    let said = "Op {% for device in devices %}{{ device.model }}{% endfor %} kan het nu.";
    let template = format!("---\nsubject: Nu overstappen\n---\n{said}\n");
    fs::write(dir.path().join("templates/enrol/enrol-now.nl.md"), template).unwrap();
    edit(&dir, "campaign.yaml", "relay:", "allow:\n  - {rule: H-TEXT-01, why: it is a test}\nrelay:");
    let done = lock(&dir, &());
    let errors = done.err().map(|error| error.to_string());
    assert_eq!(errors, None);
    edit(&dir, "devices.csv", "iPhone van Anna,iPhone 15", "iPhone van Anna,");
    let error = lock(&dir, &()).expect_err("one of them has no model").to_string();
    assert!(error.contains("Anna"), "{error}");
}

#[test]
fn only_the_plan_that_was_reviewed_passes() {
    let hash = "3f9ac2d41c7700000000";
    assert_eq!(insist(hash, "3f9ac2d4"), Ok(()));
    assert_eq!(insist(hash, hash), Ok(()));
    for wanted in ["", "3f9ac2d", "3f9ac2d5", "3f9ac2d41c77000000001"] {
        assert_eq!(insist(hash, wanted).unwrap_err().kind, Kind::Usage, "{wanted:?}");
    }
}

#[test]
fn a_draft_knows_how_it_differs_from_what_is_in_force() {
    let (dir, _) = approved();
    let open = || Workspace::open(dir.path(), at(EARLY)).unwrap();
    let workspace = open();
    let draft = workspace.plan().unwrap();
    assert!(draft.compare(&workspace).unwrap().expect("something was approved").is_approved());
    edit(&dir, "people.csv", "Anna Bakker,Anna", "Anna de Bakker,Anna");
    let workspace = open();
    let draft = workspace.plan().unwrap();
    let comparison = draft.compare(&workspace).unwrap().expect("something was approved");
    assert_eq!((&comparison.notices, &comparison.files), (&vec![], &vec!["people.csv".to_owned()]));
}

#[test]
fn what_is_due_is_delivered_by_one_sender() {
    let (dir, _) = approved();
    let now = at(ANNOUNCED);
    assert_eq!(due(dir.path(), now).unwrap().rows.len(), 2);
    let (how, witness) = (sending(&no_variables), Witness::default());
    let sender = Sender::begin(dir.path(), &how, now, &witness).unwrap();
    let other = Sender::begin(dir.path(), &Sending { holder: "another", ..how }, now, &());
    assert!(other.err().expect("no second sender").to_string().contains("somebody"));

    let done = block_on(sender.run(&FixedClock::new(now), unstopped(), &witness)).unwrap();
    assert_eq!(done.accepted, 2);
    assert_eq!(witness.seen(), [Seen::Work(Work::Delivering, 2, 2, true)]);
    assert_eq!(fs::read_dir(dir.path().join("outbox/new")).unwrap().count(), 2);
    assert!(due(dir.path(), now).unwrap().rows.is_empty());
}

/// Also of somebody whom a later plan calls otherwise, and after they have moved.
#[test]
fn a_message_that_went_is_made_again_byte_for_byte() {
    let (dir, _) = approved();
    let sender = Sender::begin(dir.path(), &sending(&no_variables), at(ANNOUNCED), &()).unwrap();
    block_on(sender.run(&FixedClock::new(at(ANNOUNCED)), unstopped(), &())).unwrap();
    edit(&dir, "people.csv", "Anna Bakker", "Anna de Bakker");
    lock(&dir, &()).unwrap();
    let why = ("S. Ouali", "seen");
    super::progress::set(dir.path(), "anna de bakker", &Standing::Migrated(None), why, at(ANNOUNCED)).unwrap();
    let locked = Locked::open(dir.path()).unwrap();
    let sent: Vec<String> = fs::read_dir(dir.path().join("outbox/new"))
        .unwrap()
        .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    let rows = locked.ledger.list(&Filter { states: vec![State::Accepted], ..Filter::default() }).unwrap();
    assert_eq!((rows.len(), sent.len()), (2, 2));
    for row in rows {
        let again = locked.message(&row, at(ANNOUNCED)).unwrap();
        // A folder of mail has the line ends of files.
        let again = String::from_utf8(again.bytes).unwrap().replace("\r\n", "\n");
        assert!(sent.contains(&again), "{again}");
    }
}

#[test]
fn a_secret_is_looked_up_in_the_environment_that_is_given() {
    let dir = campaign();
    let relay = "relay: {url: \"smtp://relay.example\", user: heraut, password: {env: RELAY_PASSWORD}}";
    edit(&dir, "campaign.yaml", "relay: {url: \"maildir:outbox\"}", relay);
    lock(&dir, &()).unwrap();
    let refused = Sender::begin(dir.path(), &sending(&no_variables), at(ANNOUNCED), &()).err().expect("made up");
    assert_eq!(refused.kind, Kind::Usage, "an instant that is made up is not for a relay elsewhere");
    let meant = |environment| Sending { clock: Belief::Accepted, ..sending(environment) };
    let refused = Sender::begin(dir.path(), &meant(&no_variables), at(ANNOUNCED), &()).err().expect("no password");
    assert_eq!(refused.problems[0].message, "the relay's password is not in the environment variable RELAY_PASSWORD");

    let kept = |name: &str| (name == "RELAY_PASSWORD").then(|| OsString::from("secret"));
    Sender::begin(dir.path(), &meant(&kept), at(ANNOUNCED), &()).unwrap();
}

/// A sender that begins when it is asked to give way tells somebody while the plan is being made.
#[test]
fn what_is_told_while_a_plan_is_made_is_known_to_it() {
    for meanwhile in [Meanwhile::PlanAnew, Meanwhile::Refuse] {
        let (dir, _) = approved();
        let now = at(ANNOUNCED);
        let workspace = Workspace::open(dir.path(), now).unwrap();
        let draft = workspace.plan().unwrap();
        let sender = Sender::begin(dir.path(), &sending(&no_variables), now, &()).unwrap();
        let ledger = InForce::open(dir.path(), Access::Read).unwrap().ledger;
        let done = std::thread::scope(|scope| {
            scope.spawn(move || {
                while !ledger.is_turn_asked_for().unwrap() {
                    std::thread::yield_now();
                }
                assert_eq!(block_on(sender.run(&FixedClock::new(now), unstopped(), &())).unwrap().accepted, 2);
            });
            approve(&workspace, &draft, "A. Manager", Beginning::Unmeant, meanwhile, None, &())
        });
        assert!(due(dir.path(), now).unwrap().rows.is_empty(), "nobody is told twice");
        let in_force = InForce::open(dir.path(), Access::Read).unwrap().approval.plan;
        match (meanwhile, done) {
            (Meanwhile::PlanAnew, Ok(done)) => {
                assert!(done.plan() == in_force && in_force != draft.hash(&workspace), "planned anew");
            }
            (Meanwhile::Refuse, Err(error)) => {
                assert_eq!(error.kind, Kind::Unreachable);
                assert!(error.to_string().contains("that was reviewed"), "{error}");
            }
            (meanwhile, done) => panic!("{meanwhile:?}: {:?}", done.map(|done| done.plan().to_owned())),
        }
    }
}

/// A `send` that came and went while somebody thought about a plan, and somebody who approved meanwhile.
#[test]
fn what_happened_while_somebody_thought_about_a_plan_is_known() {
    let (dir, _) = approved();
    let now = at(ANNOUNCED);
    let workspace = Workspace::open(dir.path(), now).unwrap();
    let draft = workspace.plan().unwrap();
    let sender = Sender::begin(dir.path(), &sending(&no_variables), now, &()).unwrap();
    assert_eq!(block_on(sender.run(&FixedClock::new(now), unstopped(), &())).unwrap().accepted, 2);
    let decide =
        |draft: &Draft, meanwhile| approve(&workspace, draft, "A. Manager", Beginning::Unmeant, meanwhile, None, &());
    let refused = decide(&draft, Meanwhile::Refuse).expect_err("it was reviewed as it was");
    assert!(refused.to_string().contains("that was reviewed"), "{refused}");
    assert_ne!(decide(&draft, Meanwhile::PlanAnew).unwrap().plan(), draft.hash(&workspace));
    assert!(due(dir.path(), now).unwrap().rows.is_empty(), "nobody is told twice");

    let draft = workspace.plan().unwrap();
    edit(&dir, "people.csv", "f.smit@voorbeeldstad.example,Femke", "f.smit@voorbeeldstad.example,Fenna");
    let other = Workspace::open(dir.path(), now).unwrap();
    let theirs =
        approve(&other, &other.plan().unwrap(), "B. Manager", Beginning::Unmeant, Meanwhile::PlanAnew, None, &());
    let refused = decide(&draft, Meanwhile::PlanAnew).expect_err("it does not know theirs");
    assert!(refused.to_string().contains("somebody else approved"), "{refused}");
    assert_eq!(InForce::open(dir.path(), Access::Read).unwrap().approval.plan, theirs.unwrap().plan());
}

/// A snapshot that cannot be read any more shows who reads it.
#[test]
fn when_nothing_is_due_nothing_is_read() {
    let (dir, _) = approved();
    let ledger = rusqlite::Connection::open(dir.path().join("heraut.db")).unwrap();
    ledger.execute("DELETE FROM snapshot_file", []).unwrap();
    drop(ledger);
    let how = sending(&no_variables);
    let idle = Sender::begin(dir.path(), &how, at(EARLY), &()).unwrap();
    let clock = FixedClock::new(at(EARLY));
    assert_eq!(block_on(idle.run(&clock, unstopped(), &())).unwrap(), Summary::default());
    assert!(due(dir.path(), at(EARLY)).unwrap().rows.is_empty());
    assert_eq!(
        block_on(trial(dir.path(), "me@voorbeeldstad.example", 9, at(EARLY), &no_variables, Default::default))
            .unwrap()
            .due,
        0
    );

    assert!(Sender::begin(dir.path(), &how, at(ANNOUNCED), &()).is_err(), "something is due");
    assert!(
        Sender::begin(dir.path(), &Sending { stay: Stay::Watching, ..how }, at(EARLY), &()).is_err(),
        "it is to stay"
    );
    assert!(due(dir.path(), at(ANNOUNCED)).is_err());
}

#[test]
fn weeks_pass_in_a_moment_until_somebody_stops_them() {
    let (dir, _) = approved();
    let how = sending(&no_variables);
    let (stop, stopped) = watch::channel(true);
    let none = block_on(replay(dir.path(), &how, at("2027-03-01T12:00:00+01:00"), stopped, &())).unwrap();
    assert_eq!(none.accepted, 0);
    drop(stop);
    let done = block_on(replay(dir.path(), &how, at("2027-03-01T12:00:00+01:00"), unstopped(), &())).unwrap();
    assert_eq!(done.accepted, 4, "the announcement and the invitation of the two in the pilot");
}

#[test]
fn an_export_needs_no_file_and_is_taken_in_once() {
    let (dir, _) = approved();
    let bytes = b"upn,status\na.bakker@voorbeeldstad.example,migrated\nnobody@voorbeeldstad.example,migrated\n";
    let (export, source) = (("uploaded.csv", &bytes[..]), ProgressSource::default());
    let witness = Witness::default();
    let done = import(dir.path(), export, &source, (at(ANNOUNCED), false), &witness).unwrap();
    assert_eq!((done.import.migrated, done.rejected), (1, 1));
    let [Seen::Remark(said)] = &witness.seen()[..] else { panic!("one row cannot be used") };
    assert!(said.contains("uploaded.csv") && said.contains("line: 3"), "{said}");
    let again = import(dir.path(), export, &source, (at(ANNOUNCED), false), &()).unwrap();
    assert_eq!((again.facts, again.import.migrated), (0, 0));
}

#[test]
fn a_preview_says_whether_it_is_planned() {
    let dir = campaign();
    let workspace = Workspace::open(dir.path(), at(EARLY)).unwrap();
    let anna = Some("a.bakker@voorbeeldstad.example");
    let preview = Preview::of(&workspace, "announcement", anna, None).unwrap();
    assert!(preview.is_planned);
    assert_eq!(preview.reader().map(|person| &*person.name), Some("Anna Bakker"));
    assert_eq!(preview.mail().unwrap().envelope_to, "a.bakker@voorbeeldstad.example");
    assert!(Preview::of(&workspace, "announcement", None, None).is_err(), "it is for a person");
}

#[cfg(feature = "print")]
#[test]
fn nothing_on_paper_is_a_run_of_nothing() {
    use super::print::{How, Run, Wanted, list, run};
    use crate::print::Fonts;

    let (dir, _) = approved();
    let wanted = Wanted::default();
    let how = How::usual(Fonts::embedded());
    let Run { sheets, folder, .. } = run(dir.path(), &wanted, None, how, at(EARLY), &()).unwrap();
    assert!(sheets.is_empty() && folder.is_none());
    assert!(list(dir.path(), &wanted, false, at(EARLY), &()).unwrap().sheets.is_empty());
    let nowhere = Wanted { wave: Some("nowhere".into()), ..wanted };
    assert_eq!(list(dir.path(), &nowhere, false, at(EARLY), &()).unwrap_err().kind, Kind::Usage);
}

#[test]
fn what_was_approved_is_outlined_by_the_ledger_as_by_the_files() {
    use crate::report::Outline;

    let (dir, _) = approved();
    let workspace = Workspace::open(dir.path(), at(EARLY)).unwrap();
    let by_files = workspace.outline(&workspace.plan().unwrap(), "", None).unwrap();
    let outline = |now: &str| {
        let mut locked = Locked::open(dir.path()).unwrap();
        locked.keep_no_sources();
        // Also by somebody who looks for themselves.
        let mut locked = locked.again().unwrap();
        locked.learn(0).unwrap();
        locked.outline(&locked.spans().unwrap(), at(now)).unwrap()
    };
    let lines = |outline: &Outline| {
        let lines = outline.waves.iter().flat_map(|wave| wave.lines().map(|line| (wave.id.clone(), line)));
        let shown = |(wave, line): (String, &crate::report::MessageLine)| {
            (wave, line.message.clone(), line.times, line.count, line.paper, line.sent)
        };
        lines.map(shown).collect::<Vec<_>>()
    };
    let by_ledger = outline(EARLY);
    assert_eq!(lines(&by_ledger), lines(&by_files));
    assert_eq!(by_ledger.closures, by_files.closures);
    assert_eq!((by_ledger.range(), by_ledger.totals.times), (by_files.range(), by_files.totals.times));
    assert!(lines(&by_ledger).iter().any(|line| line.2.is_some()) && !by_ledger.closures.is_empty());
    assert_eq!(lines(&outline(ANNOUNCED)), lines(&by_ledger), "the days stay when they come");
}
