//! Templates that break for some people, found before anybody is told anything.

use std::sync::Arc;

use crate::campaign::{Inputs, load};
use crate::check::judge_samples::judge_samples;
use crate::check::{Finding, render_all};
use crate::compose::Composer;
use crate::error::Problem;
use crate::schedule::fixture::utc;
use crate::schedule::plan;

const NOW: &str = "2027-01-18T09:00:00Z";

/// The base campaign with people and devices of our own, and another `enrol-now`.
fn composer(people: &str, devices: &str, template: &str) -> Composer {
    let base =
        |name: &str| std::fs::read(format!("{}/tests/campaigns/base/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut inputs = Inputs::from_files(Default::default());
    inputs.insert("campaign.yaml", base("campaign.yaml"));
    inputs.insert(
        "people.csv",
        format!("userPrincipalName,displayName,mail,preferredLanguage,group\n{people}").as_bytes(),
    );
    inputs.insert("devices.csv", format!("serial,name,model,platform,ownership,owner\n{devices}").as_bytes());
    for (path, bytes) in crate::builtin::files() {
        inputs.insert(format!("builtin/{path}"), bytes);
    }
    inputs.insert("templates/enrol/enrol-now.nl.md", format!("---\nsubject: Nu\n---\n{template}\n").as_bytes());
    let loaded = load(&mut inputs).unwrap();
    Composer::new(Arc::new(loaded), &inputs).unwrap()
}

/// What cannot be rendered; what the templates here say is another matter.
fn broken(composer: &Composer) -> Vec<Finding> {
    let found = judge_samples(composer, &Inputs::from_files(Default::default()), utc(NOW));
    found.into_iter().filter(|finding| finding.rule == "H-RENDER-01").collect()
}

fn prove(composer: &Composer) -> Vec<Problem> {
    let loaded = composer.loaded();
    let plan = plan(&loaded.campaign, &loaded.people, &loaded.catalogue, utc(NOW)).unwrap();
    render_all(composer, &plan, &[], &|_| false, &|_| {}).map_or_else(|error| error.problems, |()| Vec::new())
}

fn told(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|f| format!("{} {}", f.subject.as_deref().unwrap_or(""), f.problem())).collect()
}

const PEOPLE: &str = "a@x.example,Anna,a@x.example,nl,pilot\nb@x.example,Bram,b@x.example,nl,\n\
                      c@x.example,Chris,c@x.example,nl,\nd@x.example,Dee,d@x.example,en,\n";
const DEVICES: &str = "S1,iPhone,iPhone 15,iOS,Corporate,a@x.example\nS2,Galaxy,,Android,Personal,b@x.example\n\
                       S3,Galaxy,,Android,Personal,c@x.example\nS4,Galaxy,,Android,Personal,d@x.example\n";
const MODEL: &str = "{% for device in devices %}{{ device.model }}{% endfor %}";

#[test]
fn a_campaign_that_renders_is_silent() {
    let composer = composer(PEOPLE, DEVICES, "{% for device in devices %}{{ device.model or 'toestel' }}{% endfor %}");
    assert_eq!(told(&broken(&composer)), [""; 0]);
    assert_eq!(prove(&composer), []);
}

#[test]
fn one_mistake_in_a_template_is_one_finding_with_an_example() {
    let composer = composer(PEOPLE, DEVICES, MODEL);
    let found = told(&broken(&composer));
    let [only] = found.as_slice() else { panic!("{found:#?}") };
    assert!(only.starts_with("enrol-now templates/enrol/enrol-now.nl.md:4:"), "{only}");
    assert!(only.contains("H-RENDER-01: `enrol-now` for Bram in wave rest: "), "{only}");
    let problems = prove(&composer);
    let [only] = problems.as_slice() else { panic!("{problems:#?}") };
    assert!(only.message.starts_with("`enrol-now` for Bram in wave rest: "), "{only}");
    assert!(only.message.ends_with(" (and 1 more message)"), "Chris too: {only}");
    assert_eq!(only.place.as_ref().map(|place| place.line), Some(4));
}

/// Whose phone has no model reads English, so no notice needs the Dutch template for it.
#[test]
fn a_combination_that_no_notice_uses_is_found_by_samples() {
    let people = "a@x.example,Anna,a@x.example,nl,pilot\nd@x.example,Dee,d@x.example,en,\n";
    let devices = "S1,iPhone,iPhone 15,iOS,Corporate,a@x.example\nS4,Galaxy,,Android,Personal,d@x.example\n";
    let composer = composer(people, devices, MODEL);
    assert_eq!(prove(&composer), []);
    assert_eq!(broken(&composer).len(), 1);
}

/// Who gets no mail needs none of what a mail says.
#[test]
fn people_whom_no_mail_reaches_are_no_samples() {
    let template = "{{ person.email }}";
    assert_eq!(told(&broken(&composer(PEOPLE, DEVICES, template))), [""; 0]);
    let nobody = format!("{PEOPLE}e@x.example,Eva,,nl,\n");
    let tablet = format!("{DEVICES}S5,iPad,iPad Air,iPadOS,Corporate,e@x.example\n");
    assert_eq!(told(&broken(&composer(&nobody, &tablet, template))), [""; 0]);
}

#[test]
fn many_mistakes_are_capped() {
    let lines: Vec<String> =
        (0..30).map(|n| format!("{{% if person.name == 'P{n}' %}}{{{{ nothing_{n} }}}}{{% endif %}}")).collect();
    let people: String = (0..30).map(|n| format!("p{n:02}@x.example,P{n},p{n:02}@x.example,nl,\n")).collect();
    let composer = composer(&format!("{people}a@x.example,Anna,a@x.example,nl,pilot\n"), "", &lines.join("\n"));
    let problems = prove(&composer);
    assert_eq!(problems.len(), 21);
    assert_eq!(problems[20].message, "10 more problems are not shown");
}
