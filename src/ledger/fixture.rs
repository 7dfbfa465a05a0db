//! A notice for tests, which say of it only what they are about.

use chrono::{DateTime, Utc};

use super::Entry;
use crate::campaign::Channel;
use crate::schedule::NoticeId;

/// A mail to somebody, in the phase `announce` of `intune-2027`, that never expires and of which nothing else is known.
pub(crate) fn entry(wave: &str, message: &str, person: &str, occurrence: u16, due: DateTime<Utc>) -> Entry {
    Entry {
        id: NoticeId::of("intune-2027", wave, message, person, occurrence),
        wave: wave.into(),
        phase: "announce".into(),
        message: message.into(),
        person: Some(person.into()),
        occurrence,
        due,
        expires: None,
        language: "nl".parse().unwrap(),
        channel: Channel::Mail,
        resend_uncertain: false,
        dates: None,
        history: None,
        gate: None,
        rendered: None,
    }
}
