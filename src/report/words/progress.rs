//! The words of the report on how far a campaign is.

use crate::report::fixed::fixed_words;

fixed_words! {
    /// Every fixed word of it in one language.
    pub(in crate::report) struct ProgressWords from "progress.ftl" {
        title: text,
        /// Before the instant.
        as_of: text,
        /// With `{plan}` and `{when}`.
        by_plan: text,
        journal_head: text,
        failed: text,
        left: text,
        expected: text,
        share: text,
        next_deadline: text,
        last_read: text,
        never: text,
        today: text,
        tomorrow: text,
        /// With `{n}`, a number with its word.
        coming: text,
        /// With `{n}`, a number with its word.
        ago: text,
        /// With `{n}`, a number with its word.
        fewer: text,
        /// With `{n}`, a number with its word.
        more: text,
        as_expected: text,
        curve: text,
        curve_lede: text,
        no_curve: text,
        as_table: text,
        day: text,
        /// With `{wave}`, `{moved}`, `{of}`, `{day}` and `{expected}`.
        curve_of: text,
        /// With `{n}`, a number with its word.
        undated: text,
        /// With `{field}`.
        by: text,
        by_lede: text,
        without: text,
        fields: names,
        who: text,
        what: text,
        typed: text,
        tasks: text,
        no_tasks: text,
        operator: text,
        helpdesk: text,
        managers: text,
        second: text,
        /// With `{wave}`, `{day}` and `{stand}`.
        gate: text,
        /// With `{wave}` and `{people}`.
        of_whom_it_failed: text,
        /// With `{wave}`, `{people}` and `{days}`.
        overdue: text,
        /// With `{notices}`.
        notices_failed: text,
        /// With `{notices}`.
        notices_bounced: text,
        /// With `{notices}`.
        notices_uncertain: text,
        /// With `{holds}`.
        held: text,
        /// With `{days}`.
        stale: text,
        never_read: text,
        proposed: text,
        a_hold: forms,
        /// With `{name}`.
        note_hello: text,
        /// With `{wave}`.
        gate_note_subject: text,
        /// With `{wave}` and `{day}`.
        gate_note_ready: text,
        /// With `{wave}`, `{day}` and `{checks}`.
        gate_note_untried: text,
        /// With `{notices}` and `{day}`.
        gate_note_waits: text,
        gate_note_none: text,
        gate_note_how: text,
        gate_note_daily: text,
        /// With `{title}` and `{day}`.
        digest_subject: text,
        /// With `{wave}`, `{moved}`, `{of}`, `{left}`, `{pace}`, `{deadline}` and `{distance}`.
        digest_wave: text,
        digest_daily: text,
    }
}
