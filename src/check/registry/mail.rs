//! About the bytes of a message: what relays, filters and mail programs make of it.

use super::{MAIL_CLIENTS, OURS};
use crate::check::rule::{Rule, Severity};

family! {
    HEADERS: Rule {
        id: "H-MAIL-01",
        severity: Severity::Error,
        title: "a header is missing, there twice, or one that must not be",
        why: "A message without a sender, a date or an identity, or with two of them, is refused or filed as spam; one \
              with `Precedence` or `Bcc` says what it should not.",
        source: "RFC 5322, section 3.6; RFC 3834; RFC 2919",
        mend: "This is a fault of the program: report it with the message.",
    };
    WIRE: Rule {
        id: "H-MAIL-02",
        severity: Severity::Error,
        title: "a message that cannot go over the wire",
        why: "Relays cut or refuse lines of more than 998 octets, octets above 127, and line ends that are not CRLF; a \
              body line of more than 76 characters is broken on the way.",
        source: "RFC 5321, section 4.5.3.1.6; RFC 5322, section 2.1.1; RFC 2045, section 6.7",
        mend: "Shorten the value that the message names; when there is none, this is a fault of the program.",
    };
    ENCODED: Rule {
        id: "H-MAIL-03",
        severity: Severity::Error,
        title: "a header that cannot be read back",
        why: "A subject or a name that does not decode to what was written is shown as `=?utf-8?…` or as question marks.",
        source: "RFC 2047",
        mend: "Look at the signs in the subject and in the name; when they are ordinary, this is a fault of the program.",
    };
    IDENTITY: Rule {
        id: "H-MAIL-04",
        severity: Severity::Error,
        title: "a message that does not say what it is",
        why: "Mail programs thread by Message-ID, filters sort by List-Id, and an absence notice is not sent to what says \
              `Auto-Submitted`. The identity must be of the sender's domain.",
        source: "RFC 5322, section 3.6.4; RFC 2919; RFC 3834",
        mend: "This is a fault of the program: report it with the message.",
    };
    STRUCTURE: Rule {
        id: "H-MAIL-05",
        severity: Severity::Error,
        title: "the parts of a message are not in their places",
        why: "Mail programs show the last part that they understand: plain text comes first, then HTML with its images, and \
              attachments stand outside, each with the name by which it is kept.",
        source: "RFC 2046, section 5.1.4; RFC 2183; RFC 2387",
        mend: "This is a fault of the program: report it with the message.",
    };
    IMAGES_USED: Rule {
        id: "H-MAIL-06",
        severity: Severity::Error,
        title: "an image inside the message is not shown exactly once",
        why: "A `cid:` that leads nowhere is a broken image, and an image that nothing refers to is listed as an \
              attachment, which looks like fraud.",
        source: "RFC 2392",
        mend: "Use `logo.src` once in `templates/layout/mail.html`, and no other `cid:`; show pictures in the templates.",
    };
    LARGE_PAGE: Rule {
        id: "H-MAIL-07",
        severity: Severity::Error,
        title: "HTML that mail programs clip",
        why: "Gmail cuts a message off at about 102 KB of HTML, and with it the helpdesk, the link or the deadline below. \
              90 KB leaves room for what is added on the way.",
        source: MAIL_CLIENTS,
        mend: "Say less in one message: name fewer people or devices, or send two messages.",
    };
    LARGE_MESSAGE: Rule {
        id: "H-MAIL-08",
        severity: Severity::Warning,
        title: "a heavy message",
        why: "Everybody gets it at the same hour, and some over a telephone; relays refuse what is larger than they allow.",
        source: "RFC 1870",
        mend: "Use smaller pictures or fewer attachments; put what is large on a page that everybody can open.",
    };
    LANGUAGE: Rule {
        id: "H-MAIL-09",
        severity: Severity::Error,
        title: "a page that does not say its language and direction",
        why: "A screen reader reads Dutch with an English voice, and Arabic stands on the wrong side. Webmail drops `html` \
              and `body`, so that the element inside them must say it as well.",
        source: "WCAG 2.2, success criterion 3.1.1; RFC 3282",
        mend: "Write `lang=\"{{ lang }}\" dir=\"{{ dir }}\"` on `html`, `body` and the first element in it.",
    };
    TITLE: Rule {
        id: "H-MAIL-10",
        severity: Severity::Warning,
        title: "a page whose title is not the subject",
        why: "Some mail programs and every screen reader announce the title when the message is opened.",
        source: "WCAG 2.2, success criterion 2.4.2",
        mend: "Write `<title>{{ subject }}</title>` in `templates/layout/mail.html`.",
    };
    REMOTE: Rule {
        id: "H-MAIL-11",
        severity: Severity::Error,
        title: "something that is fetched when the message is opened",
        why: "Mail programs block it or warn of it, it fails without a network half-way through a migration, and it tells a \
              server who has opened the message.",
        source: OURS,
        mend: "Leave it out: the logo travels inside the message, and fonts are those of the reader.",
    };
    ACTIVE: Rule {
        id: "H-MAIL-12",
        severity: Severity::Error,
        title: "scripts, forms or embedded content",
        why: "Filters refuse it and mail programs drop it. A form in a mail asks people to do what every phishing training \
              forbids.",
        source: MAIL_CLIENTS,
        mend: "Leave it out of `templates/layout/mail.html`; link to a page instead.",
    };
    ALTERNATIVE: Rule {
        id: "H-MAIL-13",
        severity: Severity::Warning,
        title: "an image without a text or a size, or with the name of a file as its text",
        why: "With images off there is a hole of any size, and a screen reader says the name of a file.",
        source: "WCAG 2.2, success criterion 1.1.1",
        mend: "Write `alt`, `width` and `height` on every `img`; say between `![` and `]` what a picture shows.",
    };
    CONTRAST: Rule {
        id: "H-MAIL-14",
        severity: Severity::Error,
        title: "text that cannot be read on its background",
        why: "One in twelve men sees colours badly, and everybody reads outside at times. Text needs a contrast of 4.5 to 1, \
              on a light screen and on a dark one.",
        source: "WCAG 2.2, success criterion 1.4.3",
        mend: "Change the colour, or the one under it, in `templates/layout/mail.html`; mend dark screens in its \
               `prefers-color-scheme` block.",
    };
    NO_SHEET: Rule {
        id: "H-MAIL-15",
        severity: Severity::Warning,
        title: "a mail goes without its sheet",
        why: "No built-in typeface has the letters of a name, or no line has room for it. Everybody else has the sheet, and \
              this person reads the same in the mail.",
        source: OURS,
        mend: "Correct the name in the source, or print the sheet of these people by hand.",
    };
    WORDS_HIDDEN: Rule {
        id: "H-MAIL-16",
        severity: Severity::Warning,
        title: "a meeting on a message that says more than the time",
        why: "Programs show the last form of a message that they know, and the meeting is the last: Thunderbird and Claws \
              Mail show it alone, and Evolution folds the message away. The words are in the meeting as well, without \
              their headings, boxes and links.",
        source: "RFC 2046, section 5.1.4",
        mend: "Attach an `invite` to this message, a file beside it; or send the `meeting` with a message of its own \
               that says when, how long and why.",
    };
}
