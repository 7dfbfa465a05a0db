//! What is written by mail, once a working day, to who decides on a gate and to who leads the rollout.

use super::task::Line;
use super::{ProgressReport, WaveProgress, distance, page};
use crate::campaign::Addressee;
use crate::report::dates;
use crate::report::gate::Waiting;
use crate::report::screen::{clean, paragraph};
use crate::report::words::Words;
use crate::schedule::{CriterionKind, GateOutcome, Judgement};

/// How wide the text of a mail is: RFC 5322 section 2.1.1 asks for lines of 78 characters at most.
const WIDTH: usize = 76;

/// A short text by mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
}

impl ProgressReport {
    /// What who decides on the gate of a wave is reminded of, while it waits for nothing but a person; else nothing. `waiting` is
    /// what waits for the gate.
    pub fn gate_note(&self, wave: &str, to: &Addressee, waiting: &Waiting) -> Option<Note> {
        let words = Words::of(&to.language);
        let own = &words.progress;
        let of = self.waves.iter().find(|one| one.id == wave)?;
        let judgement = &of.gate.as_ref()?.judgement;
        let untried = waits_for_a_person(judgement)?;
        let (name, day) = (self.wave_name(words, of), dates::day(words, judgement.day));
        let said = |text: &str| text.replace("{day}", &day).replace("{wave}", &name);
        let why = match &untried[..] {
            [] => said(own.gate_note_ready),
            checks => said(own.gate_note_untried).replace("{checks}", &checks.join(", ")),
        };
        let first =
            waiting.first.map(|first| dates::day(words, first.with_timezone(&self.now.timezone()).date_naive()));
        let waits = match first {
            Some(first) if waiting.notices > 0 => {
                let notices = words.counted(waiting.notices, words.a_notice);
                own.gate_note_waits.replace("{day}", &first).replace("{notices}", &notices)
            }
            _ => own.gate_note_none.to_owned(),
        };
        let typed = match &untried[..] {
            [] => vec![format!("heraut gate pass {wave} --why \"…\""), format!("heraut gate fail {wave} --why \"…\"")],
            checks => {
                let quoted: Vec<String> = checks.iter().map(|check| argument(check)).collect();
                vec![format!("heraut gate tick {} --wave {wave}", quoted.join(" "))]
            }
        };
        let mut text = self.opening(words, to);
        text += &paragraph("", &clean(&format!("{why} {waits}")), WIDTH);
        text += &format!("\n{}\n\n", own.gate_note_how);
        for typed in typed {
            text += &format!("    {}\n", clean(&typed));
        }
        text += &self.close(words, own.gate_note_daily);
        Some(Note { subject: clean(&own.gate_note_subject.replace("{wave}", &name)), text })
    }

    /// What who leads the rollout hears: how far each wave is that has begun, and what must be done by whom. Nothing while
    /// everyone of them has moved and nothing waits for anybody.
    pub fn digest(&self, to: &Addressee) -> Option<Note> {
        let words = Words::of(&to.language);
        let own = &words.progress;
        let today = self.now.date_naive();
        let is_open = |wave: &&WaveProgress| wave.has_begun(today) && wave.moved.moved < wave.moved.of;
        let open: Vec<&WaveProgress> = self.waves.iter().filter(is_open).collect();
        if open.is_empty() && self.tasks.is_empty() {
            return None;
        }
        let mut text = self.opening(words, to);
        for wave in open {
            let pace = page::pace(words, wave).map(|(_, off)| off).unwrap_or_default();
            let line = own
                .digest_wave
                .replace("{moved}", &words.number(wave.moved.moved))
                .replace("{of}", &words.counted(wave.moved.of, words.a_person))
                .replace("{left}", &words.number(wave.moved.of - wave.moved.moved))
                .replace("{pace}", &pace)
                .replace("{deadline}", &wave.deadline(words))
                .replace("{distance}", &distance(words, today, wave.deadline))
                .replace("{wave}", &self.wave_name(words, wave));
            text += &paragraph("- ", &clean(&line), WIDTH);
        }
        let lines = self.lines(words);
        if !lines.is_empty() {
            text += &format!("\n{}{}\n\n", own.tasks, words.colon);
        }
        for Line { who, what, typed } in lines {
            text += &paragraph("- ", &clean(&words.pair(&who, &what)), WIDTH);
            if let Some(typed) = typed {
                text += &format!("    {}\n", clean(&typed));
            }
        }
        text += &self.close(words, own.digest_daily);
        let subject = own.digest_subject.replace("{day}", &dates::day(words, today)).replace("{title}", &self.title);
        Some(Note { subject: clean(&subject), text })
    }

    fn opening(&self, words: &Words, to: &Addressee) -> String {
        format!("{}\n\n", clean(&words.progress.note_hello.replace("{name}", &to.name)))
    }

    /// How often it comes, and from which campaign it is.
    fn close(&self, words: &Words, daily: &str) -> String {
        let own = &words.progress;
        let read = self.read.map_or_else(|| own.never.to_owned(), |read| dates::moment(words, read));
        let from = clean(&format!("{}, {}. {}{} {read}.", self.title, self.organization, own.last_read, words.colon));
        format!("\n{}\n{}", paragraph("", daily, WIDTH), paragraph("", &from, WIDTH))
    }
}

/// A word as it is typed for a shell.
fn argument(word: &str) -> String {
    let is_plain = word.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c)) && !word.starts_with('-');
    if is_plain { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

/// Whether a gate waits for nothing but a person: what is still to be tried by hand, or nothing where a decision is all that is
/// missing.
fn waits_for_a_person(judgement: &Judgement) -> Option<Vec<&str>> {
    let unmet = || judgement.criteria.iter().filter(|criterion| criterion.holds != Some(true));
    match judgement.outcome {
        GateOutcome::Ready => Some(Vec::new()),
        GateOutcome::Inconclusive => unmet()
            .map(|criterion| match &criterion.what {
                CriterionKind::Check(check) => Some(check.as_str()),
                _ => None,
            })
            .collect(),
        GateOutcome::Waiting | GateOutcome::Failed | GateOutcome::Passed | GateOutcome::Overridden => None,
    }
}
