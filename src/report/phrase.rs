//! Rules, audiences and reasons as words.

use chrono::{DateTime, NaiveTime, Utc};
use chrono_tz::Tz;

use super::dates::{self, day};
use super::moved::Why;
use super::outline::{Approval, MessageLine, Moved, Moves, Outline, Totals};
use super::words::{Forms, Words};
use crate::campaign::{Anchor, Audience, Channel, Event, LanguageReason, Moment, Selector, Span, StandingWord, When};
use crate::ledger::Suppression;
use crate::schedule::{Reason, UnplannedReason};

/// Whom a message is for, in words of the document's language.
pub(super) fn audience(words: &Words, audience: &Audience) -> &'static str {
    match audience {
        Audience::Everyone => words.to_everyone,
        Audience::Pending => words.to_pending,
        Audience::Migrated => words.to_migrated,
        Audience::Failed => words.to_failed,
        Audience::Managers => words.to_managers,
        Audience::SiteOwner => words.to_site_owner,
        Audience::SharedOwners => words.to_shared_owners,
        Audience::Helpdesk => words.to_helpdesk,
        Audience::Select(Selector::Standing(StandingWord::Blocked)) => words.to_blocked,
        Audience::Select(_) => words.to_selection,
    }
}

/// Whom a message is for, as the campaign file says it.
pub(super) fn audience_word(audience: &Audience) -> &'static str {
    match audience {
        Audience::Everyone => "everyone",
        Audience::Pending => "pending",
        Audience::Migrated => "migrated",
        Audience::Failed => "failed",
        Audience::Managers => "managers",
        Audience::SiteOwner => "site-owner",
        Audience::SharedOwners => "owners-of shared",
        Audience::Helpdesk => "helpdesk",
        Audience::Select(Selector::Standing(StandingWord::Blocked)) => "blocked",
        Audience::Select(_) => "selection",
    }
}

/// Who is told something in another language than theirs: `12 people (6.0 %): pl → nl 8, tr → nl 4`; `None` when nobody
/// is.
pub(super) fn fallbacks(words: &Words, totals: &Totals) -> Option<String> {
    let people: u64 = totals.fallbacks.values().sum();
    if people == 0 {
        return None;
    }
    let share = format!("{:.1}", 100.0 * people as f64 / totals.told.max(1) as f64);
    let share = if words.group == "," { share } else { share.replace('.', ",") };
    let pairs = totals.fallbacks.iter().map(|((reads, gets), n)| format!("{reads} → {gets} {}", words.number(*n)));
    let pairs: Vec<String> = pairs.collect();
    Some(words.pair(format!("{} ({share} %)", words.counted(people, words.a_person)), pairs.join(", ")))
}

/// A rule as a sentence part: `5 working days before the start, 09:00`.
pub(super) fn rule(words: &Words, when: &When) -> String {
    match when {
        When::Once(moment) => with_time(distance(words, moment), moment.time),
        When::Every { every, from, until, time } => {
            let every = match every.count() {
                1 => format!("{} {}", words.every, span_forms(words, *every).0),
                _ => format!("{} {}", words.every, span(words, *every)),
            };
            let text = format!("{every} {} {} {} {}", words.from, point(words, from), words.until, point(words, until));
            with_time(text, *time)
        }
        When::Event { event, delay } if delay.is_zero() => match event {
            Event::Migrated => words.on_migrated.to_owned(),
            Event::Failed => words.on_failed.to_owned(),
            Event::Rescheduled => words.on_rescheduled.to_owned(),
        },
        When::Event { event, delay } => {
            let (n, forms) = match delay.num_minutes() {
                m if m % (24 * 60) == 0 => (m / (24 * 60), words.a_day),
                m if m % 60 == 0 => (m / 60, words.an_hour),
                m => (m, words.a_minute),
            };
            let what = match event {
                Event::Migrated => words.the_migration,
                Event::Failed => words.the_failure,
                Event::Rescheduled => words.the_new_dates,
            };
            format!("{} {} {what}", words.counted(n.unsigned_abs(), forms), words.after)
        }
    }
}

fn with_time(text: String, time: Option<NaiveTime>) -> String {
    match time {
        Some(time) => format!("{text}, {}", time.format("%H:%M")),
        None => text,
    }
}

/// `2 weeks before the start`, or `on the start day`.
fn distance(words: &Words, moment: &Moment) -> String {
    if moment.offset.count() == 0 {
        return match moment.anchor {
            Anchor::Start => words.on_start.to_owned(),
            Anchor::Deadline => words.on_deadline.to_owned(),
            Anchor::Appointment => words.on_appointment.to_owned(),
            Anchor::Date(date) => day(words, date),
        };
    }
    point(words, moment)
}

/// `the start`, or `2 weeks before the start`.
fn point(words: &Words, moment: &Moment) -> String {
    let anchor = match moment.anchor {
        Anchor::Start => words.the_start.to_owned(),
        Anchor::Deadline => words.the_deadline.to_owned(),
        Anchor::Appointment => words.the_appointment.to_owned(),
        Anchor::Date(date) => day(words, date),
    };
    match moment.offset.count() {
        0 => anchor,
        n => {
            let side = if n < 0 { words.before } else { words.after };
            format!("{} {side} {anchor}", span(words, moment.offset))
        }
    }
}

fn span(words: &Words, span: Span) -> String {
    let count = u64::from(span.count().unsigned_abs());
    match span {
        Span::Days(_) if count.is_multiple_of(7) => words.counted(count / 7, words.a_week),
        _ => words.counted(count, span_forms(words, span)),
    }
}

fn span_forms(words: &Words, span: Span) -> Forms {
    match span {
        Span::Days(_) => words.a_day,
        Span::Workdays(_) => words.a_workday,
    }
}

/// Why a notice is not due exactly as its rule says; `None` when it is.
pub(super) fn reason(words: &Words, reason: Reason) -> Option<&'static str> {
    match reason {
        Reason::AsPlanned => None,
        Reason::MovedEarlier => Some(words.moved_earlier),
        Reason::MovedLater => Some(words.moved_later),
        Reason::MovedIntoWindow => Some(words.moved_into_window),
        Reason::CaughtUp => Some(words.caught_up),
        Reason::SpreadByRate => Some(words.spread),
    }
}

/// Why the day of a rule was closed: `weekend`, `Koningsdag`, `quarter end`.
pub(super) fn closed(words: &Words, why: &Why) -> String {
    match why {
        Why::Weekend => words.weekend.to_owned(),
        Why::Holiday(name) if name.is_empty() => words.inside(words.holiday),
        Why::Holiday(name) => name.clone(),
        Why::Freeze(why) if why.is_empty() => words.inside(words.freeze),
        Why::Freeze(why) => format!("{}, {why}", words.inside(words.freeze)),
    }
}

/// A note on how many notices were moved and why: `4 moved earlier (Koningsdag)`.
pub(super) fn moves(words: &Words, moves: &Moves) -> Option<String> {
    let what = reason(words, moves.reason)?;
    let count = words.number(moves.count);
    Some(match &moves.why {
        Some(why) => format!("{count} {what} ({})", closed(words, why)),
        None => format!("{count} {what}"),
    })
}

/// Whether the plan is in force, and who approved it when.
pub(super) fn approval(words: &Words, outline: &Outline) -> String {
    let said = |text: &str, by: &str, at: &DateTime<Utc>| {
        text.replace("{when}", &dates::moment(words, outline.local(*at))).replace("{by}", by)
    };
    match &outline.approval {
        Approval::Never => words.not_approved.to_owned(),
        Approval::Changed { by, at } => said(words.changed, by, at),
        Approval::Approved { by, at } => said(words.approved, by, at),
    }
}

/// How far a message is at the instant of the plan; `None` for what is still to come.
pub(super) fn stage(words: &Words, now: DateTime<Tz>, line: &MessageLine) -> Option<String> {
    let stage = line.times.and_then(|times| match (times.first <= now, times.last <= now) {
        (_, true) => Some(words.past.to_owned()),
        (true, false) => Some(words.under_way.to_owned()),
        (false, false) => None,
    });
    let sent = (line.sent > 0).then(|| words.sent.replace("{n}", &words.number(line.sent)));
    let said: Vec<String> = stage.into_iter().chain(sent).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// How far the people of a wave are: `12 of 14`.
pub(super) fn moved(words: &Words, moved: Moved) -> String {
    format!("{} {} {}", words.number(moved.moved), words.of, words.number(moved.of))
}

/// Everything worth knowing about a line besides its dates and counts.
pub(super) fn notes(words: &Words, line: &MessageLine) -> Vec<String> {
    let several =
        (line.occurrences > 1).then(|| words.times_each.replace("{n}", &words.number(u64::from(line.occurrences))));
    let paper = (line.paper > 0).then(|| words.on_paper.replace("{n}", &words.number(line.paper)));
    several.into_iter().chain(paper).chain(line.moves.iter().filter_map(|m| moves(words, m))).collect()
}

/// Why somebody does not get a message.
pub(super) fn unplanned(words: &Words, reason: UnplannedReason) -> &'static str {
    match reason {
        UnplannedReason::NoMailbox => words.no_mailbox,
        UnplannedReason::Bounced => words.bounced,
        UnplannedReason::Left => words.left,
        UnplannedReason::Migrated => words.migrated,
        UnplannedReason::Expired => words.expired,
        UnplannedReason::NoTemplate => words.no_template,
        UnplannedReason::NoOpenDay => words.no_open_day,
        UnplannedReason::Overtaken => words.overtaken,
        UnplannedReason::Heard => words.heard,
    }
}

/// Why a notice is not sent when its time comes.
pub(super) fn suppressed(words: &Words, why: Suppression) -> &'static str {
    match why {
        Suppression::Migrated => words.migrated,
        Suppression::NotMigrated => words.not_migrated,
        Suppression::Left => words.left,
        Suppression::OptedOut => words.opted_out,
        Suppression::Bounced => words.bounced,
        Suppression::NoMailbox => words.no_mailbox,
        Suppression::Overtaken => words.overtaken,
    }
}

/// What follows a message's name on a screen when it does not come by mail.
pub(super) fn channel(channel: Channel) -> String {
    match channel {
        Channel::Mail => String::new(),
        Channel::Print => " (sheet)".to_owned(),
        other => format!(" ({})", other.as_str()),
    }
}

/// How we know a person's language; screens are in English.
pub(super) fn known_by(reason: LanguageReason) -> &'static str {
    match reason {
        LanguageReason::Column => "the language column of the people data",
        LanguageReason::Preferred => "the preferred language in the directory",
        LanguageReason::Device => "the locale a device reported",
        LanguageReason::Site => "the rule of the site",
        LanguageReason::Default => "the campaign's default; nothing better is known",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::words::{DUTCH, ENGLISH};

    #[test]
    fn rules_read_as_sentences_in_both_languages() {
        let both = |text: &str| {
            let when = When::parse(text).unwrap();
            [rule(&ENGLISH, &when), rule(&DUTCH, &when)]
        };
        assert_eq!(both("start - 14d at 09:00"), ["2 weeks before the start, 09:00", "2 weken voor de start, 09:00"]);
        assert_eq!(both("2027-03-02 at 09:00"), ["Tue 2 Mar 2027, 09:00", "di 2 mrt 2027, 09:00"]);
        assert_eq!(
            both("every 3 days from 2027-03-02 until deadline"),
            [
                "every 3 days from Tue 2 Mar 2027 until the deadline",
                "elke 3 dagen van di 2 mrt 2027 tot en met de deadline"
            ]
        );
        assert_eq!(both("start at 08:00"), ["on the start day, 08:00", "op de startdag, 08:00"]);
        assert_eq!(
            both("deadline + 1 workday at 08:00"),
            ["1 working day after the deadline, 08:00", "1 werkdag na de deadline, 08:00"]
        );
        assert_eq!(
            both("every 3 workdays from start until deadline at 10:00"),
            [
                "every 3 working days from the start until the deadline, 10:00",
                "elke 3 werkdagen van de start tot en met de deadline, 10:00"
            ]
        );
        assert_eq!(both("migrated + 1h"), ["1 hour after migrating", "1 uur na de overstap"]);
        assert_eq!(both("failed"), ["on a failed migration", "als de overstap mislukt"]);
    }
}
