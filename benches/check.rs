//! How long it takes to judge everybody and the messages of one person of every kind, and to prove every message of the
//! plan: `cargo bench --bench check [-- PEOPLE]`.
//!
//! The campaign is made in memory: four waves, eight messages, and a device each.

use std::fmt::Write;
use std::sync::Arc;
use std::time::Instant;

use heraut::builtin;
use heraut::campaign::{Inputs, load};
use heraut::check::{Stops, check, check_all, render_all};
use heraut::compose::Composer;
use heraut::schedule::plan;

const CAMPAIGN: &str = "\
id: bench
name: {nl: Overstap}
organization: Voorbeeldstad
timezone: Europe/Amsterdam
languages: {default: nl, offered: [nl, en]}
sender: {from: servicedesk@x.example}
helpdesk: {phone: '1', email: servicedesk@x.example, contacts_per_day: 100}
migration: {from: MobileIron, to: Microsoft Intune, enrol_url: https://x.example/}
people: [{file: people.csv}]
devices: [{file: devices.csv}]
phases:
  announce:
    - {message: manager-brief, when: start - 5w at 09:00, to: managers}
    - {message: announcement, when: start - 3w at 09:00, to: everyone}
  prepare: [{message: prepare, when: start - 5 workdays at 09:00, to: pending}]
  enrol: [{message: enrol-now, when: start at 08:00, to: pending}]
  remind: [{message: reminder, when: every 3 workdays from start until deadline - 2 workdays, to: pending}]
  deadline:
    - {message: deadline-notice, when: deadline - 5 workdays at 09:00, to: pending}
    - {message: last-warning, when: deadline - 1 workday at 09:00, to: pending}
  blocked: [{message: access-blocked, when: deadline + 1 workday at 08:00, to: pending}]
waves:
  - {id: pilot, start: 2027-03-01, deadline: 2027-03-12, people: department = 'D0'}
  - {id: early, start: 2027-04-12, deadline: 2027-04-23, people: \"department in ('D1', 'D2')\"}
  - {id: rest, start: 2027-06-14, deadline: 2027-06-25, people: rest}
";

fn main() {
    let people: usize = std::env::args().find_map(|arg| arg.parse().ok()).unwrap_or(200_000);
    let mut persons = "userPrincipalName,displayName,mail,department,preferredLanguage,manager\n".to_owned();
    let mut devices = "serial,name,platform,ownership,owner,lastSeen\n".to_owned();
    for n in 0..people {
        let (department, boss) = (n % 40, n / 100 * 100);
        let language = ["nl", "en-GB", "pl", ""][n % 4];
        let _ =
            writeln!(persons, "p{n}@x.example,Persoon {n},p{n}@x.example,D{department},{language},p{boss}@x.example");
        let _ = writeln!(devices, "S{n:07},Toestel {n},Android,Corporate,p{n}@x.example,2027-01-0{}", n % 9 + 1);
    }
    let mut inputs = Inputs::from_files(Default::default());
    for (path, text) in [("campaign.yaml", CAMPAIGN), ("people.csv", &persons), ("devices.csv", &devices)] {
        inputs.insert(path, text.as_bytes());
    }
    for (path, bytes) in builtin::files() {
        inputs.insert(format!("{}{path}", builtin::PREFIX), bytes);
    }
    let loaded = load(&mut inputs).expect("a good campaign");
    let now = "2027-01-18T09:00:00Z".parse().expect("an instant");
    let start = Instant::now();
    let plan = plan(&loaded.campaign, &loaded.people, &loaded.catalogue, now);
    println!("plan:  {:.2} s", start.elapsed().as_secs_f64());
    let notices = plan.as_ref().map_or(0, |plan| plan.notices.len());
    let start = Instant::now();
    let findings = check(&loaded, plan.as_ref(), now);
    println!(
        "check: {:.2} s for {people} people and {notices} notices, {} findings",
        start.elapsed().as_secs_f64(),
        findings.len()
    );
    let start = Instant::now();
    let composer = Composer::new(Arc::new(loaded), &inputs).expect("good templates");
    println!("templates: {:.2} s", start.elapsed().as_secs_f64());
    let start = Instant::now();
    let findings = check_all(&composer, &inputs, plan.as_ref(), &Stops::default(), now);
    println!("check with messages: {:.2} s, {} findings", start.elapsed().as_secs_f64(), findings.len());
    let start = Instant::now();
    if let Ok(plan) = &plan {
        render_all(&composer, plan, &[], &|_| false, &|_| {}).expect("messages that can be rendered");
    }
    let (seconds, cores) = (start.elapsed().as_secs_f64(), rayon::current_num_threads());
    println!("proof: {seconds:.2} s on {cores} cores, {:.0} messages/s", notices as f64 / seconds);
}
