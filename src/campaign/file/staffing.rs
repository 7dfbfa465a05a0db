//! When the helpdesk answers, and how soon.

use super::diagnostics::Diagnostics;
use super::keys::HelpdeskFile;
use crate::campaign::Staffing;
use crate::campaign::yaml::At;

/// Longer contacts are no calls, and longer waits no answers.
const LONGEST_CONTACT: f64 = 240.0;
const LONGEST_WAIT: u32 = 3600;

/// What the keys say; `None` without any of them. One alone says nothing of staff.
pub(super) fn staffing(file: &HelpdeskFile, diagnostics: &mut Diagnostics<'_>) -> Option<Staffing> {
    let HelpdeskFile { open, minutes_per_contact, answer_within, .. } = file;
    let (Some(open), Some(minutes), Some(within)) = (open, minutes_per_contact, answer_within) else {
        let hint = "staff is worked out from all three: `open`, `minutes_per_contact` and `answer_within`";
        let why = |key: &str| format!("`{key}` says nothing without the others");
        if let Some(at) = open {
            diagnostics.wrong(at, why("open"), hint);
        } else if let Some(at) = minutes_per_contact {
            diagnostics.wrong(at, why("minutes_per_contact"), hint);
        } else if let Some(at) = answer_within {
            diagnostics.wrong(at, why("answer_within"), hint);
        }
        return None;
    };
    let hint = "write the hours in which calls are answered, such as `08:00-17:30`";
    let Some((opens, closes)) = open.value.split_once('-') else {
        diagnostics.wrong(open, format!("`{}` are no hours", open.value), hint);
        return None;
    };
    let (opens, closes) = (diagnostics.time(open, opens.trim()), diagnostics.time(open, closes.trim()));
    if opens >= closes {
        diagnostics.wrong(open, "the helpdesk closes before it opens", hint);
    }
    if !(minutes.value > 0.0 && minutes.value <= LONGEST_CONTACT) {
        let message = format!("{} is no number of minutes that a contact takes", minutes.value);
        diagnostics.wrong(minutes, message, "write for example 12, with what is done after the call");
    }
    let answer_within = seconds(within).unwrap_or_else(|| {
        diagnostics.wrong(within, format!("`{}` is no time to wait", within.value), "write for example `30s` or `2m`");
        1
    });
    Some(Staffing { opens, closes, minutes: minutes.value, answer_within })
}

/// `30s` or `2m`, in seconds.
fn seconds(at: &At<String>) -> Option<u32> {
    let text = at.value.trim();
    let (number, times) = match text.strip_suffix('s') {
        Some(number) => (number, 1),
        None => (text.strip_suffix('m')?, 60),
    };
    number.trim().parse::<u32>().ok()?.checked_mul(times).filter(|seconds| (1..=LONGEST_WAIT).contains(seconds))
}
