//! The fixed words of screens and exports: English on screens, the campaign's default language in documents where there
//! are words in it, English otherwise.
//!
//! These are the words of a report about a plan, read by whoever runs the campaign. What people are told comes from
//! templates and catalogs and never from here.

mod progress;

use std::fmt::Display;
use std::sync::LazyLock;

use super::fixed::fixed_words;
use crate::campaign::Localized;
use crate::l10n::Tag;

pub(super) use progress::ProgressWords;

/// The words of screens.
pub(super) static ENGLISH: LazyLock<&'static Words> = LazyLock::new(|| Words::in_language("en"));

/// Those that tests compare with them.
#[cfg(test)]
pub(super) static DUTCH: LazyLock<&'static Words> = LazyLock::new(|| Words::in_language("nl"));

/// A word for one thing, and for several.
#[derive(Debug, Clone, Copy)]
pub(super) struct Forms(pub(super) &'static str, pub(super) &'static str);

fixed_words! {
    /// Every fixed word of a plan in one language.
    pub(super) struct Words from "plan.ftl" {
        /// BCP 47 tag of these words.
        lang: lang,
        /// Between a label and what is said of it.
        colon: text,
        /// `yes` where a noun has its capital also inside a line, else `no`.
        keeps_capitals: text,
        /// After the number of a day.
        day_mark: text,
        /// After the number of a share.
        percent: text,
        /// Between the thousands.
        group: text,
        weekdays: list,
        months: list,
        /// Display names of the phases and messages Heraut brings; others are shown as they are called.
        names: names,
        /// Names of languages, by primary subtag.
        tongues: names,
        plan: text,
        plan_hash: text,
        state: text,
        /// With `{by}` and `{when}`.
        approved: text,
        not_approved: text,
        /// With `{by}` and `{when}`.
        changed: text,
        texts: text,
        as_reader: text,
        made_for: text,
        times_in: text,
        glance: text,
        schedule: text,
        waves: text,
        wave: text,
        phase: text,
        message: text,
        when: text,
        audience: text,
        rule: text,
        count: text,
        total: text,
        languages: text,
        /// Before how many people get another language than they read.
        fallback: text,
        people: text,
        site: text,
        no_site: text,
        by_site: text,
        start: text,
        deadline: text,
        first_message: text,
        last_message: text,
        today: text,
        /// Those who have moved.
        moved: text,
        /// Between those who have moved and all of them.
        of: text,
        past: text,
        under_way: text,
        coming: text,
        /// With `{n}`.
        sent: text,
        closed_days: text,
        freeze: text,
        holiday: text,
        why: text,
        unreached: text,
        unreached_lede: text,
        everyone_reached: text,
        whom: text,
        nothing_planned: text,
        by_event: text,
        and_more: text,
        chart_of: text,
        chart_scroll: text,
        times_each: text,
        in_no_wave: forms,
        a_person: forms,
        a_notice: forms,
        a_wave: forms,
        a_day: forms,
        a_workday: forms,
        a_week: forms,
        an_hour: forms,
        a_minute: forms,
        to_everyone: text,
        to_pending: text,
        to_migrated: text,
        to_failed: text,
        to_managers: text,
        to_site_owner: text,
        to_shared_owners: text,
        to_helpdesk: text,
        to_blocked: text,
        to_selection: text,
        on_start: text,
        on_deadline: text,
        on_appointment: text,
        the_appointment: text,
        the_start: text,
        the_deadline: text,
        before: text,
        after: text,
        to: text,
        within: text,
        every: text,
        from: text,
        until: text,
        on_migrated: text,
        on_failed: text,
        on_rescheduled: text,
        the_migration: text,
        the_failure: text,
        the_new_dates: text,
        moved_earlier: text,
        moved_later: text,
        on_paper: text,
        moved_into_window: text,
        caught_up: text,
        spread: text,
        weekend: text,
        gate: text,
        gates: text,
        gates_lede: text,
        owner: text,
        /// Of a gate that opens by its figures.
        no_owner: text,
        /// Of a gate that is a decision, and says not whose.
        nobody: text,
        criteria: text,
        no_criteria: text,
        gate_waiting: text,
        gate_inconclusive: text,
        gate_failed: text,
        gate_ready: text,
        gate_passed: text,
        gate_overridden: text,
        /// With `{by}`, `{when}` and `{why}`.
        decided: text,
        asks_enrolled: text,
        asks_failed: text,
        asks_contacts: text,
        asks_checks: text,
        /// With `{n}`, a number with its word.
        asks_sample: text,
        /// With `{n}`, a number with its word.
        asks_age: text,
        /// `>=`, `>`, `<=` and `<`, before a number.
        bounds: list,
        /// Before what was seen.
        seen: text,
        no_mailbox: text,
        bounced: text,
        left: text,
        migrated: text,
        not_migrated: text,
        opted_out: text,
        expired: text,
        no_template: text,
        no_open_day: text,
        overtaken: text,
        heard: text,
        /// Of the report on progress.
        progress: progress,
    }
}

impl Words {
    /// The words for a document in this language.
    pub(super) fn of(tag: &Tag) -> &'static Words {
        Words::in_language(tag.primary())
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
                out.push_str(self.group);
            }
            out.push(digit);
        }
        out
    }

    /// A word that begins a line, as it stands inside one: without its capital, but in a language that keeps it.
    pub(super) fn inside(&self, word: &str) -> String {
        if self.keeps_capitals == "yes" { word.to_owned() } else { word.to_lowercase() }
    }

    /// What is said of something: `Start: Mon 5 Apr`.
    pub(super) fn pair(&self, label: impl Display, value: impl Display) -> String {
        format!("{label}{} {value}", self.colon)
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
