//! How far somebody is and since when, and what they were told.

use super::section::Section;
use super::{Speaker, Told};
use crate::campaign::{Carrier, Standing};
use crate::error::Result;
use crate::l10n::Argument;
use crate::ledger::{Happened, NOT_IN_PLAN, State, Suppression, TOO_LATE};
use crate::report::called;
use crate::report::history::name;

impl Speaker<'_> {
    /// How far they are, and everything that was said of it.
    pub(super) fn standing(&self) -> Result<Section> {
        let mut section = Section::new(self.plain("person-standing")?);
        section.field(self.plain("person-standing-now")?, self.standing_word(&self.dossier.standing)?);
        for fact in &self.dossier.facts {
            let what = match &fact.what {
                Happened::Unreachable(address) => self.about_address("person-unreachable", address)?,
                Happened::Reachable(address) => self.about_address("person-reachable", address)?,
                Happened::Standing(standing) => {
                    let standing = self.standing_word(standing)?;
                    match &fact.device {
                        None => standing,
                        Some(device) => self.say(
                            "person-standing-device",
                            &[("device", Argument::Text(device)), ("standing", Argument::Text(&standing))],
                        )?,
                    }
                }
            };
            section.field(self.moment(fact.at), what);
        }
        for hold in &self.dossier.holds {
            let since = self.moment(hold.since);
            let values = [
                ("when", Argument::Text(since.as_str())),
                ("by", Argument::Text(&hold.by)),
                ("why", Argument::Text(&hold.why)),
            ];
            section.field(self.plain("person-holds")?, self.say("person-hold", &values)?);
        }
        Ok(section)
    }

    fn about_address(&self, label: &str, address: &str) -> Result<String> {
        self.say(label, &[("address", Argument::Text(address))])
    }

    fn standing_word(&self, standing: &Standing) -> Result<String> {
        let (word, why) = match standing {
            Standing::Pending => ("pending", None),
            Standing::Migrated(_) => ("migrated", None),
            Standing::Failed(why) => ("failed", why.as_deref()),
            Standing::Left => ("left", None),
        };
        let said = self.say("person-standing-word", &[("standing", Argument::Text(word))])?;
        Ok(why.map_or(said.clone(), |why| format!("{said}: {why}")))
    }

    /// What was sent, what comes, and what is on paper.
    pub(super) fn messages(&self) -> Result<Vec<Section>> {
        let is_coming = |told: &&Told| told.row.is_to_come();
        let is_paper = |told: &&Told| told.row.entry.channel.carrier() == Carrier::Press;
        let told = &self.dossier.told;
        let parts: [(&str, Vec<&Told>); 3] = [
            ("person-messages", told.iter().filter(|one| !is_coming(one) && !is_paper(one)).collect()),
            ("person-paper", told.iter().filter(|one| !is_coming(one) && is_paper(one)).collect()),
            ("person-coming", told.iter().filter(is_coming).collect()),
        ];
        let mut sections = Vec::new();
        for (heading, told) in parts {
            let mut section = Section::new(self.plain(heading)?);
            for one in &told {
                self.message(one, &mut section)?;
            }
            if section.is_empty() {
                section.text(self.plain("person-nothing")?);
            }
            sections.push(section);
        }
        Ok(sections)
    }

    fn message(&self, told: &Told, section: &mut Section) -> Result<()> {
        let Told { row, subject, dropped, attempts, reports } = told;
        let entry = &row.entry;
        let name = name(row, &self.dossier.campaign);
        // The channel has a word of its own here.
        let name = name.split(" (").next().unwrap_or_default();
        // As the plan calls it, with which time it is, if it comes more than once.
        let (message, nth) = name.split_at(name.find(' ').unwrap_or(name.len()));
        let name = format!("{}{nth}", called(self.voice.language(), message));
        let values = [
            ("message", Argument::Text(&name)),
            ("channel", Argument::Text(entry.channel.as_str())),
            ("language", Argument::Text(entry.language.as_str())),
        ];
        section.text(format!("{}: {}", self.moment(entry.due), self.say("person-message", &values)?));
        if let Some(subject) = subject {
            section.note(self.say("person-subject", &[("subject", Argument::Text(subject))])?);
        }
        // Of one that was taken at once, everything is said.
        let is_plain =
            matches!(&attempts[..], [only] if only.result == State::Accepted && row.state == State::Accepted);
        let detail = match &attempts[..] {
            [only] if is_plain && row.detail.is_empty() => only.reply.as_str(),
            _ => row.detail.as_str(),
        };
        if row.state != State::Planned {
            let (state, when) = (self.state(row.state)?, self.moment(row.since));
            let since =
                self.say("person-since", &[("state", Argument::Text(&state)), ("when", Argument::Text(&when))])?;
            let suppressed = Suppression::ALL.into_iter().find(|why| why.as_str() == detail);
            // What the relay said is said with its attempt, where there are several.
            let is_said = attempts.len() > 1 && attempts.last().is_some_and(|last| last.reply == detail);
            section.note(match suppressed {
                Some(why) if row.state == State::Suppressed => format!("{since}: {}", self.why(why)?),
                _ if detail.is_empty() || is_said || detail == TOO_LATE => since,
                _ if detail == NOT_IN_PLAN => format!("{since}: {}", self.plain("person-not-in-plan")?),
                _ => format!("{since}: {detail}"),
            });
        }
        if let Some(why) = dropped {
            let why = self.why(*why)?;
            section.note(self.say("person-dropped", &[("why", Argument::Text(&why))])?);
        }
        for attempt in attempts.iter().filter(|_| !is_plain) {
            let (state, when) = (self.state(attempt.result)?, self.moment(attempt.began));
            let values = [
                ("number", Argument::Number(attempt.number.into())),
                ("when", Argument::Text(&when)),
                ("state", Argument::Text(&state)),
            ];
            let said = self.say("person-try", &values)?;
            section.note(if attempt.reply.is_empty() { said } else { format!("{said} ({})", attempt.reply) });
        }
        for report in reports {
            let when = self.moment(report.at);
            let values = [
                ("when", Argument::Text(when.as_str())),
                ("action", Argument::Text(report.action)),
                ("address", Argument::Text(&report.address)),
                ("words", Argument::Text(&report.words)),
            ];
            section.note(self.say("person-report", &values)?);
        }
        Ok(())
    }

    fn state(&self, state: State) -> Result<String> {
        self.say("person-state", &[("state", Argument::Text(state.as_str()))])
    }

    fn why(&self, why: Suppression) -> Result<String> {
        let word = why.as_str().replace(' ', "-");
        self.say("person-why", &[("why", Argument::Text(&word))])
    }
}
