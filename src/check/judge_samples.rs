//! Every message in every language for people with every kind of device, whether a notice uses the combination or not:
//! the one that does may join next week.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use rayon::prelude::*;

use super::finding::Finding;
use super::mail::{Expectations, Fault, judge};
use super::path_words::PathWords;
use super::registry::works::BROKEN;
use super::samples::{Sample, samples};
use super::written::Sources;
use crate::campaign::{Campaign, Inputs};
use crate::compose::{Composer, ResolvedNotice};
use crate::error::{Error, Place};
use crate::l10n::{Formatters, Tag};

/// One mistake, whomever it concerns: rule, place, and what is wrong there.
type Mistake = (&'static str, Option<Place>, String);

/// What came of one sample.
type Outcome = Result<Vec<Fault>, Error>;

/// Renders all [`samples`] and judges their bytes. A place with several mistakes of one kind is one finding, with the
/// first reader whom it concerns. Findings of `H-RENDER-01` and of the families `H-MAIL` and `H-TEXT`; what the campaign
/// allows is not marked yet.
pub(super) fn judge_samples(composer: &Composer, inputs: &Inputs, now: DateTime<Utc>) -> Vec<Finding> {
    let samples = samples(composer, now);
    let formats: BTreeSet<Tag> = samples.iter().map(|sample| formats(composer, &sample.notice)).collect();
    // Without the data of a language, what needs it is not judged.
    let formatters = Formatters::new(&formats).unwrap_or_default();
    let (words, mut findings) = PathWords::new(&composer.loaded().campaign.migration.kind, inputs);
    let outcomes: Vec<Outcome> =
        samples.par_iter().map(|sample| outcome(composer, sample, &formatters, &words)).collect();

    let sources = Sources::new(inputs, composer.loaded());
    let mut seen: BTreeMap<Mistake, (Finding, usize)> = BTreeMap::new();
    for (sample, outcome) in samples.iter().zip(outcomes) {
        let found = match outcome {
            Ok(faults) => faults.into_iter().map(|fault| wrong(composer, &sample.notice, fault, &sources)).collect(),
            Err(error) => broken(composer, &sample.notice, error),
        };
        for (what, finding) in found {
            let mistake = (finding.rule, finding.place.clone(), what);
            seen.entry(mistake).and_modify(|(_, count)| *count += 1).or_insert((finding, 1));
        }
    }
    findings.extend(seen.into_values().map(|(finding, count)| counted(finding, count)));
    findings
}

/// Whose dates and numbers a message has.
fn formats(composer: &Composer, notice: &ResolvedNotice) -> Tag {
    let languages = &composer.loaded().campaign.languages;
    languages.formats(&notice.language, composer.person(notice).map(|person| &person.language.tag))
}

fn outcome(composer: &Composer, sample: &Sample, formatters: &Formatters, words: &PathWords) -> Outcome {
    let campaign: &Campaign = &composer.loaded().campaign;
    let notice = &sample.notice;
    // Addresses are another matter: these are not sent.
    let redirect = campaign.sender.from.address.as_str();
    let mail = composer.mail(notice, notice.due, &[], Some(redirect))?;
    let expectations = Expectations {
        campaign,
        rule: composer.rule(notice),
        phase: &campaign.phases[usize::from(notice.phase)].id,
        wave: &campaign.waves[usize::from(notice.wave)],
        person: composer.person(notice),
        language: &notice.language,
        paths: &composer.paths(notice, &[]),
        words,
        formatter: formatters.get(formats(composer, notice).as_str()).map(|(_, formatter)| formatter),
    };
    Ok(judge(&mail.bytes, &expectations))
}

/// A message that fails fails for many; the first is the example.
fn broken(composer: &Composer, notice: &ResolvedNotice, error: Error) -> Vec<(String, Finding)> {
    let whose = format!("{}: ", composer.describe(notice));
    let problems = error.problems.into_iter().map(|problem| {
        let mistake = problem.message.strip_prefix(&whose).unwrap_or(&problem.message).to_owned();
        let finding = Finding::from_problem(BROKEN, &problem).about(&composer.rule(notice).message);
        (mistake, Finding { hint: finding.hint.clone().or_else(|| Some(BROKEN.mend.to_owned())), ..finding })
    });
    problems.collect()
}

fn wrong(composer: &Composer, notice: &ResolvedNotice, fault: Fault, sources: &Sources<'_>) -> (String, Finding) {
    let message = &composer.rule(notice).message;
    let place = sources.find(&fault.written, message, &notice.language);
    let text = format!("{}, in {}: it {}", composer.describe(notice), notice.language, fault.message);
    let finding = Finding {
        place,
        hint: Some(fault.hint.unwrap_or_else(|| fault.rule.mend.to_owned())),
        ..Finding::of(fault.rule, text)
    };
    (fault.what, finding.about(message))
}

/// Says for how many more readers it holds; a template that breaks says it of itself.
fn counted(mut finding: Finding, count: usize) -> Finding {
    if finding.rule != BROKEN.id && count > 1 {
        finding.message.push_str(&format!(" (and {} more looked at)", count - 1));
    }
    finding
}
