//! The fixed words of screens and exports: English on screens, the campaign's default language in documents when it
//! is Dutch or English, English otherwise.
//!
//! These are the words of a report about a plan, read by whoever runs the campaign. What people are told comes from
//! templates and catalogs and never from here.

mod dutch;
mod english;
mod progress;

use crate::campaign::Localized;
use crate::l10n::Tag;

pub(super) use dutch::DUTCH;
pub(super) use english::ENGLISH;
pub(super) use progress::ProgressWords;

/// A word for one thing, and for several.
#[derive(Debug, Clone, Copy)]
pub(super) struct Forms(pub(super) &'static str, pub(super) &'static str);

/// Every fixed word in one language.
#[derive(Debug)]
pub(super) struct Words {
    /// BCP 47 tag of these words.
    pub(super) lang: &'static str,
    /// Between the thousands.
    pub(super) group: char,
    pub(super) weekdays: [&'static str; 7],
    pub(super) months: [&'static str; 12],
    /// Display names of the phases and messages Heraut brings; others are shown as they are called.
    pub(super) names: &'static [(&'static str, &'static str)],
    /// Names of languages, by primary subtag.
    pub(super) tongues: &'static [(&'static str, &'static str)],

    pub(super) plan: &'static str,
    pub(super) plan_hash: &'static str,
    pub(super) state: &'static str,
    /// With `{by}` and `{when}`.
    pub(super) approved: &'static str,
    pub(super) not_approved: &'static str,
    /// With `{by}` and `{when}`.
    pub(super) changed: &'static str,
    pub(super) texts: &'static str,
    pub(super) as_reader: &'static str,
    pub(super) made_for: &'static str,
    pub(super) times_in: &'static str,
    pub(super) glance: &'static str,
    pub(super) schedule: &'static str,
    pub(super) waves: &'static str,
    pub(super) wave: &'static str,
    pub(super) phase: &'static str,
    pub(super) message: &'static str,
    pub(super) when: &'static str,
    pub(super) audience: &'static str,
    pub(super) rule: &'static str,
    pub(super) count: &'static str,
    pub(super) total: &'static str,
    pub(super) languages: &'static str,
    /// Before how many people get another language than they read.
    pub(super) fallback: &'static str,
    pub(super) people: &'static str,
    pub(super) site: &'static str,
    pub(super) no_site: &'static str,
    pub(super) by_site: &'static str,
    pub(super) start: &'static str,
    pub(super) deadline: &'static str,
    pub(super) first_message: &'static str,
    pub(super) last_message: &'static str,
    pub(super) today: &'static str,
    /// Those who have moved.
    pub(super) moved: &'static str,
    /// Between those who have moved and all of them.
    pub(super) of: &'static str,
    pub(super) past: &'static str,
    pub(super) under_way: &'static str,
    pub(super) coming: &'static str,
    /// With `{n}`.
    pub(super) sent: &'static str,
    pub(super) closed_days: &'static str,
    pub(super) freeze: &'static str,
    pub(super) holiday: &'static str,
    pub(super) why: &'static str,
    pub(super) unreached: &'static str,
    pub(super) unreached_lede: &'static str,
    pub(super) everyone_reached: &'static str,
    pub(super) whom: &'static str,
    pub(super) nothing_planned: &'static str,
    pub(super) by_event: &'static str,
    pub(super) and_more: &'static str,
    pub(super) chart_of: &'static str,
    pub(super) chart_scroll: &'static str,
    pub(super) times_each: &'static str,
    pub(super) in_no_wave: Forms,
    pub(super) a_person: Forms,
    pub(super) a_notice: Forms,
    pub(super) a_wave: Forms,
    pub(super) a_day: Forms,
    pub(super) a_workday: Forms,
    pub(super) a_week: Forms,
    pub(super) an_hour: Forms,
    pub(super) a_minute: Forms,

    pub(super) to_everyone: &'static str,
    pub(super) to_pending: &'static str,
    pub(super) to_migrated: &'static str,
    pub(super) to_failed: &'static str,
    pub(super) to_managers: &'static str,
    pub(super) to_helpdesk: &'static str,
    pub(super) to_blocked: &'static str,
    pub(super) to_selection: &'static str,

    pub(super) on_start: &'static str,
    pub(super) on_deadline: &'static str,
    pub(super) the_start: &'static str,
    pub(super) the_deadline: &'static str,
    pub(super) before: &'static str,
    pub(super) after: &'static str,
    pub(super) to: &'static str,
    pub(super) within: &'static str,
    pub(super) every: &'static str,
    pub(super) from: &'static str,
    pub(super) until: &'static str,
    pub(super) on_migrated: &'static str,
    pub(super) on_failed: &'static str,
    pub(super) on_rescheduled: &'static str,
    pub(super) the_migration: &'static str,
    pub(super) the_failure: &'static str,
    pub(super) the_new_dates: &'static str,

    pub(super) moved_earlier: &'static str,
    pub(super) moved_later: &'static str,
    pub(super) on_paper: &'static str,
    pub(super) moved_into_window: &'static str,
    pub(super) caught_up: &'static str,
    pub(super) spread: &'static str,
    pub(super) weekend: &'static str,

    pub(super) gate: &'static str,
    pub(super) gates: &'static str,
    pub(super) gates_lede: &'static str,
    pub(super) owner: &'static str,
    /// Of a gate that opens by its figures.
    pub(super) no_owner: &'static str,
    /// Of a gate that is a decision, and says not whose.
    pub(super) nobody: &'static str,
    pub(super) criteria: &'static str,
    pub(super) no_criteria: &'static str,
    pub(super) gate_waiting: &'static str,
    pub(super) gate_inconclusive: &'static str,
    pub(super) gate_failed: &'static str,
    pub(super) gate_ready: &'static str,
    pub(super) gate_passed: &'static str,
    pub(super) gate_overridden: &'static str,
    /// With `{by}`, `{when}` and `{why}`.
    pub(super) decided: &'static str,
    pub(super) asks_enrolled: &'static str,
    pub(super) asks_failed: &'static str,
    pub(super) asks_contacts: &'static str,
    pub(super) asks_checks: &'static str,
    /// With `{n}`, a number with its word.
    pub(super) asks_sample: &'static str,
    /// With `{n}`, a number with its word.
    pub(super) asks_age: &'static str,
    /// `>=`, `>`, `<=` and `<`, before a number.
    pub(super) bounds: [&'static str; 4],
    /// Before what was seen.
    pub(super) seen: &'static str,

    pub(super) no_mailbox: &'static str,
    pub(super) bounced: &'static str,
    pub(super) left: &'static str,
    pub(super) migrated: &'static str,
    pub(super) not_migrated: &'static str,
    pub(super) opted_out: &'static str,
    pub(super) expired: &'static str,
    pub(super) no_template: &'static str,
    pub(super) no_open_day: &'static str,
    pub(super) overtaken: &'static str,
    pub(super) heard: &'static str,

    /// Of the report on progress.
    pub(super) progress: ProgressWords,
}

impl Words {
    /// The words for a document in this language.
    pub(super) fn of(tag: &Tag) -> &'static Words {
        match tag.primary() {
            "nl" => &DUTCH,
            _ => &ENGLISH,
        }
    }

    /// The language of these words: `own` with its register and region, where it is that language.
    pub(super) fn tag(&self, own: &Tag) -> Tag {
        if own.primary() == self.lang {
            return own.clone();
        }
        self.lang.parse().unwrap_or_else(|_| own.clone())
    }

    /// A number as readers of this language write it: `12,345` or `12.345`.
    pub(super) fn number(&self, n: u64) -> String {
        let digits = n.to_string();
        let mut out = String::with_capacity(digits.len() + digits.len() / 3);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push(self.group);
            }
            out.push(digit);
        }
        out
    }

    /// A number with its word: `1 person`, `2 people`.
    pub(super) fn counted(&self, n: u64, forms: Forms) -> String {
        format!("{} {}", self.number(n), if n == 1 { forms.0 } else { forms.1 })
    }

    /// What a reader calls a language: its name, with the tag where that says more, or the tag alone.
    pub(super) fn tongue(&self, tag: &Tag) -> String {
        match self.tongues.iter().find(|(known, _)| *known == tag.primary()) {
            Some((known, name)) if *known == tag.as_str() => (*name).to_owned(),
            Some((_, name)) => format!("{name} ({tag})"),
            None => tag.to_string(),
        }
    }

    /// What a reader calls a wave: as the campaign says it in this language, else its id as words. `default` is the campaign's
    /// language.
    pub(super) fn wave(&self, id: &str, name: Option<&Localized>, default: &Tag) -> String {
        name.map_or_else(|| self.named(id), |name| name.get(&self.tag(default), default).to_owned())
    }

    /// What a reader calls a phase or message: its display name, else its own name as words.
    pub(super) fn named(&self, id: &str) -> String {
        if let Some((_, name)) = self.names.iter().find(|(known, _)| *known == id) {
            return (*name).to_owned();
        }
        sentence(&id.replace(['-', '_'], " "))
    }
}

/// The text with its first letter a capital.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_as_the_language_does() {
        assert_eq!(ENGLISH.number(1_234_567), "1,234,567");
        assert_eq!(DUTCH.number(12_345), "12.345");
        assert_eq!(DUTCH.number(999), "999");
    }

    #[test]
    fn a_message_of_the_campaigns_own_keeps_its_name() {
        assert_eq!(DUTCH.named("announcement"), "Aankondiging");
        assert_eq!(DUTCH.named("kick-off_directie"), "Kick off directie");
    }

    #[test]
    fn a_wave_has_its_name_in_the_readers_language() {
        let tag = |text: &str| text.parse::<Tag>().unwrap();
        let name = Localized([(tag("nl"), "Voorlopers".to_owned()), (tag("en"), "Early birds".to_owned())].into());
        assert_eq!(DUTCH.wave("early", Some(&name), &tag("nl-x-formal")), "Voorlopers");
        assert_eq!(ENGLISH.wave("early", Some(&name), &tag("fr")), "Early birds");
        assert_eq!(ENGLISH.wave("early_birds", None, &tag("fr")), "Early birds", "never an id");
    }

    #[test]
    fn languages_have_names() {
        assert_eq!(DUTCH.tongue(&"en".parse().unwrap()), "Engels");
        assert_eq!(ENGLISH.tongue(&"nl-x-formal".parse().unwrap()), "Dutch (nl-x-formal)");
        assert_eq!(ENGLISH.tongue(&"sw".parse().unwrap()), "sw");
    }

    #[test]
    fn other_languages_read_english() {
        assert_eq!(Words::of(&"nl-BE".parse().unwrap()).lang, "nl");
        assert_eq!(Words::of(&"pl".parse().unwrap()).lang, "en");
    }
}
