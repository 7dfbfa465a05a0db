//! The gates of a plan as a document shows them: who decides when, what must hold, and how it stands.

use super::dates;
use super::gantt::short;
use super::outline::{Outline, WaveGateOutline};
use super::words::{Words, sentence};
use crate::campaign::{Bound, BoundSide, Span};
use crate::schedule::{Criterion, CriterionKind, GateOutcome, Judgement};

/// The heads of the columns of [`rows`].
pub(super) fn heads(words: &Words) -> [&'static str; 5] {
    [words.wave, words.when, words.owner, words.criteria, words.state]
}

/// A row for each wave with a gate: the wave, the day, who decides, what must hold (several), and how it stands.
pub(super) fn rows(words: &Words, outline: &Outline) -> Vec<[Vec<String>; 5]> {
    let row = |wave: &super::outline::WaveOutline| {
        let gate = wave.gate.as_ref()?;
        let criteria = criteria(words, &gate.judgement);
        let criteria = if criteria.is_empty() { vec![words.no_criteria.to_owned()] } else { criteria };
        Some([
            vec![outline.wave_name(words, &wave.id)],
            vec![dates::day(words, gate.judgement.day)],
            vec![owner(words, gate).to_owned()],
            criteria.iter().map(|text| sentence(text)).collect(),
            stand(words, gate).iter().map(|text| sentence(text)).collect(),
        ])
    };
    outline.waves.iter().filter_map(row).collect()
}

/// Who decides.
pub(super) fn owner<'a>(words: &Words, gate: &'a WaveGateOutline) -> &'a str {
    match &gate.owner {
        Some(owner) => owner,
        None if gate.judgement.criteria.is_empty() => words.nobody,
        None => words.no_owner,
    }
}

/// What stands beside a gate in the drawing: its day and who decides.
pub(super) fn label(words: &Words, gate: &WaveGateOutline) -> String {
    let day = dates::short_day(words, gate.judgement.day);
    match &gate.owner {
        Some(owner) => format!("{day}, {}", short(owner)),
        None => day,
    }
}

/// What it comes to, and what was decided last.
fn stand(words: &Words, gate: &WaveGateOutline) -> Vec<String> {
    let outcome = outcome(words, gate.judgement.outcome);
    let decided = gate.decided.as_ref().map(|decided| {
        let when = dates::moment(words, decided.at);
        let text = words.decided.replace("{when}", &when);
        text.replace("{by}", &decided.by).replace("{why}", &decided.why)
    });
    std::iter::once(outcome.to_owned()).chain(decided).collect()
}

/// What a gate comes to.
pub(super) fn outcome(words: &Words, outcome: GateOutcome) -> &'static str {
    match outcome {
        GateOutcome::Waiting => words.gate_waiting,
        GateOutcome::Inconclusive => words.gate_inconclusive,
        GateOutcome::Failed => words.gate_failed,
        GateOutcome::Ready => words.gate_ready,
        GateOutcome::Passed => words.gate_passed,
        GateOutcome::Overridden => words.gate_overridden,
    }
}

/// What of it does not hold, or cannot be said, as [`criteria`] words it.
pub(super) fn unmet(words: &Words, judgement: &Judgement) -> Vec<String> {
    let unmet = judgement.criteria.iter().filter(|one| one.holds != Some(true)).cloned().collect();
    criteria(words, &Judgement { criteria: unmet, ..judgement.clone() })
}

/// What must hold, a piece of text each; what is tried by hand in one.
pub(super) fn criteria(words: &Words, judgement: &Judgement) -> Vec<String> {
    let mut texts: Vec<String> = judgement.criteria.iter().filter_map(|one| criterion(words, one)).collect();
    let checks: Vec<&str> = judgement
        .criteria
        .iter()
        .filter_map(|one| match &one.what {
            CriterionKind::Check(check) => Some(check.as_str()),
            _ => None,
        })
        .collect();
    if !checks.is_empty() {
        texts.push(words.pair(words.asks_checks, checks.join(", ")));
    }
    texts
}

fn criterion(words: &Words, one: &Criterion) -> Option<String> {
    let asked = match (&one.what, one.bound) {
        (CriterionKind::Check(_), _) => return None,
        (CriterionKind::Sample(least), _) => {
            words.asks_sample.replace("{n}", &words.counted(u64::from(*least), words.a_person))
        }
        (CriterionKind::Age(age), _) => words.asks_age.replace("{n}", &span(words, *age)),
        (CriterionKind::Enrolled, bound) => words.pair(words.asks_enrolled, within(words, bound)),
        (CriterionKind::Failed, bound) => words.pair(words.asks_failed, within(words, bound)),
        (CriterionKind::Contacts, bound) => words.pair(words.asks_contacts, within(words, bound)),
    };
    let seen = one.figure.filter(|_| one.bound.is_some()).map(|figure| {
        let share = if one.bound.is_some_and(|bound| bound.is_share) { "%" } else { "" };
        format!(" ({} {}{share})", words.seen, decimal(words, figure))
    });
    Some(format!("{asked}{}", seen.unwrap_or_default()))
}

fn within(words: &Words, bound: Option<Bound>) -> String {
    let Some(bound) = bound else { return String::new() };
    let at = match bound.side {
        BoundSide::AtLeast => 0,
        BoundSide::Over => 1,
        BoundSide::AtMost => 2,
        BoundSide::Under => 3,
    };
    let share = if bound.is_share { words.percent } else { "" };
    format!("{} {}{share}", words.bounds[at], decimal(words, bound.value))
}

/// With one digit behind the point where it has any, rounded towards zero so that nothing looks reached that is not.
fn decimal(words: &Words, value: f64) -> String {
    let tenths = (value * 10.0).trunc() / 10.0;
    if tenths.fract() == 0.0 {
        return format!("{tenths:.0}");
    }
    let text = format!("{tenths:.1}");
    if words.group == "," { text } else { text.replace('.', ",") }
}

fn span(words: &Words, span: Span) -> String {
    let (count, forms) = match span {
        Span::Days(n) => (n, words.a_day),
        Span::Workdays(n) => (n, words.a_workday),
    };
    words.counted(u64::from(count.unsigned_abs()), forms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::Gate;
    use crate::report::fixture;
    use crate::report::words::{DUTCH, ENGLISH};

    fn outline() -> Outline {
        let mut campaign = fixture::campaign();
        campaign.waves[0].gate = Some(Gate {
            enrolled: ">= 90%".parse().ok(),
            failed: "< 2.5%".parse().ok(),
            contacts_per_day: "<= 10".parse().ok(),
            checks: vec!["vpn".into(), "wifi".into()],
            at_least: Some(1),
            data_not_older: Some(Span::Workdays(2)),
            owner: Some("Marieke Hoekstra".into()),
            reminded: None,
            date: Some(fixture::day("2027-03-17")),
        });
        campaign.waves[1].gate = Some(Gate::default());
        Outline::of(&campaign, &fixture::people(), &fixture::plan())
    }

    #[test]
    fn a_gate_says_who_decides_when_and_on_what() {
        let [pilot, early] = &rows(&DUTCH, &outline())[..] else { panic!("two waves have a gate") };
        let said: Vec<String> = pilot.iter().map(|cell| cell.join(" / ")).collect();
        insta::assert_snapshot!(said.join("\n"), @"
        Pilot
        wo 17 mrt 2027
        Marieke Hoekstra
        Bekend hoe het staat van minstens 1 persoon / Cijfers van hooguit 2 werkdagen oud / Al over: minstens 90% / Mislukt: minder dan 2,5% / Vragen bij de helpdesk per dag: hooguit 10 / Getest: vpn, wifi
        Nog niet beslist
        ");
        assert_eq!(early[1..4].concat(), ["vr 16 apr 2027", "niemand aangewezen", "Niets vastgelegd"]);
    }

    #[test]
    fn what_was_seen_and_decided_stands_beside_what_is_asked() {
        let mut outline = outline();
        let gate = outline.waves[0].gate.as_mut().unwrap();
        gate.judgement.outcome = GateOutcome::Overridden;
        gate.judgement.criteria.iter_mut().find(|one| one.what == CriterionKind::Enrolled).unwrap().figure =
            Some(89.97);
        gate.decided =
            Some(crate::report::Decided { by: "M. Hoekstra".into(), at: outline.now, why: "the board".into() });
        let rows = rows(&ENGLISH, &outline);
        assert!(rows[0][3].contains(&"Moved: at least 90% (now 89.9%)".to_owned()), "{:?}", rows[0][3]);
        let stand = ["Open, although not everything holds", "M. Hoekstra, Mon 1 Feb 2027 09:00: the board"];
        assert_eq!(rows[0][4], stand);
    }
}
