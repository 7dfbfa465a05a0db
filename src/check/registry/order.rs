//! About what must come before what, and for whom.

use super::{GUIDE, OURS, PLANNING};
use crate::check::rule::{Rule, Severity};

family! {
    NO_ENROL: Rule {
        id: "H-ORDER-01",
        severity: Severity::Error,
        title: "nobody is told to begin",
        why: "People who have to move are given a deadline without ever being asked to begin and told how.",
        source: GUIDE,
        mend: "Add a message with `when: start at 08:00, to: pending` to the phase in which people begin: `enrol-now` in `enrol`, of \
               the kit `intune`, `start-now` in `start`, of others.",
    };
    REMINDER_FIRST: Rule {
        id: "H-ORDER-02",
        severity: Severity::Warning,
        title: "a reminder before what it reminds of",
        why: "A reminder of something people were not told yet reads as a mistake, or as fraud.",
        source: OURS,
        mend: "Count the reminder from `start`, or put it in a phase after the message it reminds of.",
    };
    OWNERLESS: Rule {
        id: "H-ORDER-03",
        severity: Severity::Note,
        title: "devices that are nobody's",
        why: "Kiosks, shared devices and spares have no reader: administrators move them, and no mail is sent for them.",
        source: PLANNING,
        mend: "Add `{message: shared-devices, when: start - 5 workdays, to: helpdesk, channel: [mail, print], \
               waves: [WAVE]}`, with the wave in which they are to be moved: it has the list, for whoever looks after \
               these devices.",
    };
    WIPE: Rule {
        id: "H-ORDER-04",
        severity: Severity::Note,
        title: "devices that must be wiped",
        why: "An Android device of the organisation (fully managed, with a work profile, or shared), and an Apple device \
              that is to stay supervised, must be wiped to change systems: what is not backed up is lost.",
        source: "Microsoft, Intune enrolment guides for Android and Apple devices",
        mend: "Let the messages that prepare and begin warn of it with a back-up, and print the sheet: the device is empty \
               half-way.",
    };
    UNKNOWN_KIND: Rule {
        id: "H-ORDER-05",
        severity: Severity::Note,
        title: "devices of which platform or ownership is unknown",
        why: "Instructions depend on both; these people get the general ones.",
        source: GUIDE,
        mend: "Export the platform and ownership columns, or correct them.",
    };
    NO_REPEAT: Rule {
        id: "H-ORDER-06",
        severity: Severity::Warning,
        title: "to be sent again by what cannot say the same twice",
        why: "`on_uncertain: resend` means the identical message again, which a mail system may know for a copy. Paper is \
              never uncertain, and printed again it is another sheet: the key has no effect.",
        source: OURS,
        mend: "Take `on_uncertain` out of the message, or give it the channel `mail` too.",
    };
    NOTHING_HELD: Rule {
        id: "H-ORDER-07",
        severity: Severity::Warning,
        title: "told to wait, while everything goes on",
        why: "Who is told that the move is on hold and is reminded of it the next day believes neither.",
        source: OURS,
        mend: "Hold the wave when the message has gone out: `heraut hold --wave WAVE --why …`.",
    };
    NOT_TOLD: Rule {
        id: "H-ORDER-08",
        severity: Severity::Warning,
        title: "on hold, and nobody says so",
        why: "Who was told a date and hears nothing more keeps to it, or calls the helpdesk. A hold that ends by itself \
              within a day is not looked at: it is about the mail, not about the move.",
        source: OURS,
        mend: "Tell them; a hold on a wave holds the message `on-hold` too, so send it before you hold.",
    };
}
