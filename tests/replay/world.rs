//! A campaign of ten thousand, or a part of it, in a directory of its own: what people do in it while the clock is moved,
//! by the use cases that the program has. What was done is kept as [facts](crate::facts).

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc, Weekday};
use heraut::app::deliver::{FixedClock, Sender, Sending};
use heraut::app::operate::{Named, Operator};
use heraut::app::steer::Gatekeeper;
use heraut::app::{Beginning, Meanwhile, Signed, Workspace, approve};
use heraut::app::{InForce, progress};
use heraut::campaign::{ProgressSource, Standing};
use heraut::deliver::Summary;
use heraut::ledger::Access;
use heraut::schedule::{Decision, GateOutcome};
use tempfile::TempDir;
use tokio::sync::watch;

use crate::facts::{Facts, Plan, Wave, Who, day};

/// So many people report to one manager.
const TEAM: usize = 10;

/// How many times as many people as usual there are, and how much more a helpdesk takes.
pub fn scale() -> usize {
    std::env::var("HERAUT_REPLAY_SCALE").map_or(1, |scale| scale.parse().expect("HERAUT_REPLAY_SCALE is a number"))
}

/// A person, as the people file has them.
#[derive(Debug, Clone)]
pub struct Person {
    /// The identity that lasts.
    pub object_id: String,
    /// The user name, and the address.
    pub upn: String,
    pub name: String,
    pub wave: usize,
    pub manager: Option<Who>,
    /// Deliberately in no wave.
    pub excluded: bool,
}

/// The campaign, and the instant up to which it was lived through.
pub struct World {
    dir: TempDir,
    pub now: DateTime<Utc>,
    pub facts: Facts,
    pub people: Vec<Person>,
    pub waves: Vec<Wave>,
    pub freeze: Option<(NaiveDate, NaiveDate)>,
    /// Whether somebody remembers to import what the new system says, twice a week.
    pub imports: bool,
    /// What was delivered so far.
    pub sent: Summary,
}

/// An instant, on the clock of the campaign.
pub fn at(text: &str) -> DateTime<Utc> {
    let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("an instant");
    local.and_local_timezone(crate::facts::ZONE).single().expect("one instant").to_utc()
}

/// A day.
pub fn date(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

impl World {
    /// The campaign as it is on the day of its first approval; nothing is approved yet.
    pub fn new(now: &str, sizes: &[usize], waves: Vec<Wave>, holidays: &[&str]) -> Self {
        let mut people = Vec::new();
        for (wave, size) in sizes.iter().enumerate() {
            for _ in 0..*size {
                let who = people.len();
                people.push(Person {
                    object_id: format!("00000000-0000-4000-8000-{who:012}"),
                    upn: format!("p{who}@voorbeeldstad.example"),
                    name: format!("Persoon{who} Jansen"),
                    wave,
                    // The first of each team leads it.
                    manager: (who % TEAM != 0).then_some(who - who % TEAM),
                    excluded: false,
                });
            }
        }
        let holidays: Vec<NaiveDate> = holidays.iter().map(|text| date(text)).collect();
        let facts = Facts { holidays, ..Facts::default() };
        let dir = tempfile::tempdir().expect("a folder");
        World { dir, now: at(now), facts, people, waves, freeze: None, imports: true, sent: Summary::default() }
    }

    /// Where the server keeps what it receives.
    pub fn maildir(&self) -> PathBuf {
        self.dir.path().join("outbox")
    }

    /// Moves the days of a wave, that of its gate too, by weeks.
    pub fn put_off(&mut self, id: &str, weeks: i64) {
        let wave = self.waves.iter_mut().find(|wave| wave.id == id).expect("a wave");
        let later = TimeDelta::weeks(weeks);
        (wave.start, wave.deadline) = (wave.start + later, wave.deadline + later);
        wave.gate = wave.gate.map(|gate| gate + later);
    }

    /// Writes the files as things are, and approves the plan of them.
    pub fn approve(&mut self) {
        self.write();
        let workspace = Workspace::open(self.dir.path(), self.now).unwrap_or_else(|e| panic!("{e}"));
        let draft = workspace.plan().unwrap_or_else(|e| panic!("{e}"));
        let program = Some(&b"this program"[..]);
        let signed = approve(&workspace, &draft, "A. Manager", Beginning::Unmeant, Meanwhile::PlanAnew, program, &());
        assert!(matches!(signed.unwrap_or_else(|e| panic!("{e}")), Signed::Locked(_)));
        let in_waves = self.people.iter().enumerate().filter(|(_, person)| !person.excluded);
        let of = in_waves.map(|(who, person)| (who, person.wave)).collect();
        self.facts.plans.push(Plan { from: self.now, waves: self.waves.clone(), of, freeze: self.freeze });
        for (who, person) in self.people.iter().enumerate() {
            self.facts.addresses.insert(person.upn.clone(), who);
            self.facts.names.insert(person.name.clone(), who);
            self.facts.manager.extend(person.manager.map(|manager| (who, manager)));
        }
    }

    /// Lives on until an instant: whatever is due is sent when it is, and imports come on Mondays and Thursdays at noon.
    pub fn until(&mut self, text: &str) {
        let until = at(text);
        loop {
            let import = self.next_import();
            self.send_until(until.min(import));
            if import > until {
                break;
            }
            self.now = import;
            if self.imports {
                self.import();
            }
        }
        self.now = until;
    }

    fn next_import(&self) -> DateTime<Utc> {
        let noon = |day: NaiveDate| at(&format!("{day} 12:00"));
        let days = day(self.now).iter_days().filter(|day| matches!(day.weekday(), Weekday::Mon | Weekday::Thu));
        days.map(noon).find(|noon| *noon > self.now).expect("a Thursday")
    }

    /// Sends what is due, each at its instant, up to one; a sender that stays and is never late.
    fn send_until(&mut self, until: DateTime<Utc>) {
        loop {
            let in_force = InForce::open(self.dir.path(), Access::Read).unwrap_or_else(|e| panic!("{e}"));
            let next = in_force.ledger.next_due().unwrap_or_else(|e| panic!("{e}"));
            // What was held became due while it was.
            let Some(next) = next.map(|next| next.max(self.now)).filter(|next| *next <= until) else { return };
            let due = in_force.ledger.count_due(next).unwrap_or_else(|e| panic!("{e}"));
            drop(in_force);
            self.send(next);
            let in_force = InForce::open(self.dir.path(), Access::Read).unwrap_or_else(|e| panic!("{e}"));
            assert!(due == 0 || in_force.ledger.count_due(next).is_ok_and(|left| left == 0), "something stays due");
            self.now = next + TimeDelta::seconds(1);
        }
    }

    fn send(&mut self, now: DateTime<Utc>) {
        let how = Sending::playing("the test", &|_| None, Default::default);
        let sender = Sender::begin(self.dir.path(), &how, now, &()).unwrap_or_else(|e| panic!("{e}"));
        let clock = FixedClock::new(now);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let done = runtime.block_on(sender.run(&clock, watch::channel(false).1, &()));
        let done = done.unwrap_or_else(|stopped| panic!("{}", stopped.error));
        self.sent.add(&done);
    }

    /// Takes in who has moved by now, and for whom it failed.
    pub fn import(&mut self) {
        let mut csv = "upn,status,status_reason\n".to_owned();
        let mut news = false;
        for who in 0..self.people.len() {
            if self.people[who].excluded || !self.facts.is_outstanding(who, self.now) {
                continue;
            }
            let person = &self.people[who];
            if self.has_moved(who) {
                let _ = writeln!(csv, "{},migrated,", person.upn);
                self.facts.moved.insert(who, self.now);
                news = true;
            } else if self.has_failed(who) && !self.facts.failed.contains_key(&who) {
                let _ = writeln!(csv, "{},failed,no internet", person.upn);
                self.facts.failed.insert(who, self.now);
                news = true;
            }
        }
        if news {
            let export = ("intune.csv", csv.as_bytes());
            let done = progress::import(self.dir.path(), export, &ProgressSource::default(), (self.now, false), &());
            assert_eq!(done.unwrap_or_else(|e| panic!("{e}")).rejected, 0);
        }
    }

    /// A number from 0 to 999 that is a person's own.
    pub fn lot(who: Who) -> usize {
        let hash = blake3::hash(&who.to_le_bytes());
        usize::from(u16::from_le_bytes([hash.as_bytes()[0], hash.as_bytes()[1]])) % 1000
    }

    /// How much of its time the wave of a person has had, in thousandths.
    fn elapsed(&self, who: Who) -> usize {
        let wave = &self.waves[self.people[who].wave];
        let (gone, all) = ((day(self.now) - wave.start).num_days(), (wave.deadline - wave.start).num_days());
        usize::try_from(gone.max(0) * 1000 / all).unwrap_or_default()
    }

    /// Four in five of the first wave move in time, and nine in ten of the others; some come a little after the deadline,
    /// and some not at all.
    fn has_moved(&self, who: Who) -> bool {
        let (most, elapsed) = (if self.people[who].wave == 0 { 700 } else { 940 }, self.elapsed(who));
        let late = if elapsed > 1300 { 30 } else { 0 };
        Self::lot(who) < most * elapsed.min(1000) / 1000 + late
    }

    /// Of a few it fails at first.
    fn has_failed(&self, who: Who) -> bool {
        self.elapsed(who) > 200 && Self::lot(who) % 25 == 24
    }

    /// Somebody leaves.
    pub fn leaves(&mut self, who: Who) {
        let upn = &self.people[who].upn;
        let why = ("S. Ouali", "has another job");
        progress::set(self.dir.path(), upn, &Standing::Left, why, self.now).unwrap_or_else(|e| panic!("{e}"));
        self.facts.left.insert(who, self.now);
    }

    fn gatekeeper(&self) -> Gatekeeper {
        Gatekeeper::open(self.dir.path(), self.now).unwrap_or_else(|e| panic!("{e}"))
    }

    /// What the gate of a wave comes to.
    pub fn outcome(&self, wave: &str) -> GateOutcome {
        let story = self.gatekeeper().stories(Some(wave)).unwrap_or_else(|e| panic!("{e}")).remove(0);
        story.gate.judgement.expect("a judgement").outcome
    }

    /// How many notices a gate holds.
    pub fn held_by(&self, wave: &str) -> u64 {
        self.gatekeeper().stories(Some(wave)).unwrap_or_else(|e| panic!("{e}")).remove(0).waiting.held
    }

    /// Somebody decides about a gate, and opens it.
    pub fn opens(&mut self, wave: &'static str, decision: Decision, why: &str) {
        let done = self.gatekeeper().decide(wave, decision, "M. de Wit", why).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(done.closed_before, Vec::<String>::new());
        self.facts.opened.insert(wave, self.now);
    }

    /// The helpdesk says how many called on a day.
    pub fn contacts(&mut self, wave: &str, day: &str, count: u32) {
        self.gatekeeper().log_contacts(wave, date(day), count, "S. Ouali").unwrap_or_else(|e| panic!("{e}"));
    }

    /// Somebody holds a wave.
    pub fn holds(&mut self, wave: &'static str, why: &str) {
        let mut operator = self.operator();
        let scope = operator.scope(&Named::Wave(wave.to_owned())).unwrap_or_else(|e| panic!("{e}"));
        operator.hold(scope, "S. Ouali", why, None).unwrap_or_else(|e| panic!("{e}"));
        self.facts.held.push((wave, self.now, DateTime::<Utc>::MAX_UTC));
    }

    /// Somebody lets it go on.
    pub fn resumes(&mut self, wave: &'static str, why: &str) {
        let mut operator = self.operator();
        let scope = operator.scope(&Named::Wave(wave.to_owned())).unwrap_or_else(|e| panic!("{e}"));
        operator.resume(&scope, ("S. Ouali", why)).unwrap_or_else(|e| panic!("{e}"));
        let held = self.facts.held.iter_mut().rfind(|(of, ..)| *of == wave).expect("a hold");
        held.2 = self.now;
    }

    fn operator(&self) -> Operator {
        Operator::open(self.dir.path(), self.now).unwrap_or_else(|e| panic!("{e}"))
    }

    fn write(&self) {
        let write = |name: &str, text: String| {
            let path = self.dir.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).and_then(|()| fs::write(path, text)).expect("a file");
        };
        let mut people = "userPrincipalName,objectId,displayName,mail,preferredLanguage,manager,round\n".to_owned();
        for Person { object_id, upn, name, wave, manager, excluded } in &self.people {
            let manager = manager.map(|at| self.people[at].upn.as_str()).unwrap_or_default();
            let round = if *excluded { "none" } else { self.waves[*wave].id };
            let _ = writeln!(people, "{upn},{object_id},{name},{upn},en,{manager},{round}");
        }
        write("people.csv", people);
        let holidays: Vec<String> = self.facts.holidays.iter().map(ToString::to_string).collect();
        let freeze = self.freeze.map_or_else(String::new, |(from, to)| {
            format!("  freezes: [{{from: {from}, to: {to}, why: The books are closed}}]\n")
        });
        let mut waves = String::new();
        for Wave { id, start, deadline, gate } in &self.waves {
            let _ = writeln!(waves, "  - {{id: {id}, start: {start}, deadline: {deadline}, people: \"round = '{id}'\"");
            if let Some(gate) = gate {
                let _ = writeln!(waves, "     , gate: {{date: {gate}, {}}}", gate_of(id));
            }
            waves.push_str("    }\n");
        }
        let takes = format!("contacts_per_day: {}", 60 * scale());
        let campaign = CAMPAIGN.replace("contacts_per_day: 60", &takes);
        let calendar = format!("  holidays: [{}]\n{freeze}", holidays.join(", "));
        write(
            "campaign.yaml",
            format!("{campaign}calendar:\n  workdays: mon-fri\n  window: \"08:00-18:00\"\n{calendar}waves:\n{waves}"),
        );
        for (phase, message, words) in MESSAGES {
            let subject = format!("{message}: moving by {{{{ wave.deadline | date }}}}");
            let body = format!("Hello,\n\n{words}\n\n{WORDS}{HELP}");
            write(&format!("templates/{phase}/{message}.en.md"), format!("---\nsubject: \"{subject}\"\n---\n{body}"));
        }
    }
}

/// What each gate asks for.
fn gate_of(wave: &str) -> String {
    match wave {
        "one" => "enrolled: \">= 90%\", owner: M. de Wit".to_owned(),
        "two" => "enrolled: \">= 75%\", data_not_older: 5 workdays, owner: M. de Wit".to_owned(),
        "three" => "enrolled: \">= 75%\", contacts_per_day: \"<= 12\"".to_owned(),
        _ => "owner: M. de Wit".to_owned(),
    }
}

const CAMPAIGN: &str = r#"id: replay
name: Moving to Intune
organization: Gemeente Voorbeeldstad
timezone: Europe/Amsterdam
languages: {default: en}
sender: {from: "IT <servicedesk@voorbeeldstad.example>"}
helpdesk: {phone: "+31 20 555 0100", contacts_per_day: 60}
migration: {from: MobileIron, to: Microsoft Intune}
people: [{file: people.csv}]
exclude: [{people: "round = 'none'", why: Not now}]
phases:
  announce:
    - {message: announcement, when: start - 14d at 09:00, to: everyone}
  prepare:
    - {message: prepare, when: start - 4 workdays at 09:00, to: pending}
  enrol:
    - {message: enrol-now, when: start at 08:30, to: pending}
  remind:
    - {message: reminder, when: every 3 workdays from start until deadline - 6 workdays at 10:00, to: pending}
  deadline:
    - {message: deadline-notice, when: deadline - 5 workdays at 09:00, to: pending}
    - {message: manager-escalation, when: deadline - 3 workdays at 09:00, to: managers}
  blocked:
    - {message: access-blocked, when: deadline + 1 workday at 08:00, to: pending}
  done:
    - {message: welcome, when: migrated + 1h, to: migrated}
    - {message: failed-help, when: failed + 1h, to: failed}
    - {message: rescheduled, when: rescheduled + 1h, to: pending}
relay: {url: "maildir:outbox"}
"#;

/// Phase, message, and the words that `check` wants in it.
const MESSAGES: [(&str, &str, &str); 10] = [
    ("announce", "announcement", "We move because the old system ends."),
    ("prepare", "prepare", "Make a copy of your photos."),
    ("enrol", "enrol-now", "You can move now."),
    ("remind", "reminder", "You have not moved yet."),
    ("deadline", "deadline-notice", "You lose access to email after the last day."),
    (
        "deadline",
        "manager-escalation",
        "Outstanding: {% for one in about %}{{ one.name }}{% if not loop.last %}, {% endif %}{% endfor %}",
    ),
    ("blocked", "access-blocked", "You have no access to email."),
    ("done", "welcome", "You have moved."),
    ("done", "failed-help", "It did not work. We help you."),
    ("done", "rescheduled", "No longer: {{ previous.start | date }} to {{ previous.deadline | date }}"),
];

/// What every message says of its reader's wave.
const WORDS: &str = "Wave: {{ wave.id }}\n\nDays: {{ wave.start | date }} to {{ wave.deadline | date }}\n\n";

const HELP: &str = "{% include \"templates/blocks/helpdesk.en.md\" %}\n";
