//! About people and devices.

use super::{GUIDE, OURS, PLANNING};
use crate::check::rule::{Rule, Severity};

family! {
    ROW: Rule {
        id: "H-DATA-01",
        severity: Severity::Error,
        title: "a row cannot be read",
        why: "Whoever the row is about is left out and is told nothing.",
        source: OURS,
        mend: "Mend the row in the system it was exported from, or in the file: quoting, separators, encoding.",
    };
    NO_IDENTITY: Rule {
        id: "H-DATA-02",
        severity: Severity::Error,
        title: "a row says about nobody and nothing in particular",
        why: "Without a user name, object id or address a person cannot be told apart from others, nor a device without \
              a serial number, name or owner; the row is left out.",
        source: OURS,
        mend: "Export the identifying column as well, or remove the row.",
    };
    DUPLICATE: Rule {
        id: "H-DATA-03",
        severity: Severity::Warning,
        title: "a person occurs twice",
        why: "The rows may disagree about language, site or address, and only one of them counts. Nobody is told twice.",
        source: OURS,
        mend: "Remove the row that is wrong; give different people different user names.",
    };
    ADDRESS: Rule {
        id: "H-DATA-04",
        severity: Severity::Warning,
        title: "an address cannot be mailed to",
        why: "The person stays in the campaign without an address, so gets nothing by mail.",
        source: OURS,
        mend: "Correct the address in the directory.",
    };
    CELL: Rule {
        id: "H-DATA-05",
        severity: Severity::Warning,
        title: "a value cannot be understood",
        why: "The row is used as if the value were absent: somebody may hear the wrong language, or a device count as \
              never seen.",
        source: OURS,
        mend: "Write the value in one of the forms the hint names.",
    };
    UNKNOWN_OWNER: Rule {
        id: "H-DATA-06",
        severity: Severity::Warning,
        title: "a row names somebody who is in no people file",
        why: "A device whose owner is unknown is moved by nobody; a person who is missing is told nothing.",
        source: OURS,
        mend: "Add the person to a people file, or leave the owner empty for a device that is nobody's.",
    };
    DEVICE_TWICE: Rule {
        id: "H-DATA-07",
        severity: Severity::Warning,
        title: "a device occurs twice, perhaps in both systems",
        why: "A device belongs in one management system at a time: two of them fight over its settings and its access \
              to mail.",
        source: GUIDE,
        mend: "Unenrol the device from the system it leaves; remove rows that are out of date.",
    };
    RETIRED: Rule {
        id: "H-DATA-08",
        severity: Severity::Note,
        title: "a device is no longer in the system that lists it",
        why: "A retired or wiped device needs no move and is left out.",
        source: OURS,
        mend: "Nothing, unless the device is still in use.",
    };
    NO_MAILBOX: Rule {
        id: "H-DATA-09",
        severity: Severity::Warning,
        title: "people without a mailbox",
        why: "They have to move like everybody else, and no mail reaches them.",
        source: OURS,
        mend: "Give them printed instructions, or add their address to the data.",
    };
    TWO_WAVES: Rule {
        id: "H-DATA-10",
        severity: Severity::Error,
        title: "people in two waves",
        why: "A person moves once. Being selected twice means the plan and the people who made it disagree about when.",
        source: OURS,
        mend: "Make the selectors of the waves exclude each other: add `and not …` to the later one.",
    };
    NO_WAVE: Rule {
        id: "H-DATA-11",
        severity: Severity::Error,
        title: "people in no wave",
        why: "They are told nothing and lose access when the old system ends.",
        source: GUIDE,
        mend: "Give one wave `people: rest`, or list under `exclude:` who is left out and why.",
    };
    EXCLUDED: Rule {
        id: "H-DATA-12",
        severity: Severity::Note,
        title: "people are left out on purpose",
        why: "Whoever approves the plan should know how many are not told, and why.",
        source: OURS,
        mend: "Nothing, when the number is what you expect.",
    };
    EMPTY_WAVE: Rule {
        id: "H-DATA-13",
        severity: Severity::Error,
        title: "a wave is empty",
        why: "A wave without people is a selector that does not say what was meant, or people who are elsewhere.",
        source: OURS,
        mend: "Correct the selector of the wave, or remove the wave.",
    };
    LEFT: Rule {
        id: "H-DATA-14",
        severity: Severity::Note,
        title: "people who have left or cannot sign in are still in the data",
        why: "They are told nothing and count for nothing; many of them mean that the export is old.",
        source: PLANNING,
        mend: "Nothing; or export again, with enabled accounts only.",
    };
    STALE: Rule {
        id: "H-DATA-15",
        severity: Severity::Warning,
        title: "devices not seen for a long time",
        why: "A device that nobody uses cannot be moved, so its owner is reminded to the end and counts as outstanding.",
        source: PLANNING,
        mend: "Ask the owners, and retire in the old system what is lost or in a drawer.",
    };
    NOT_OFFERED: Rule {
        id: "H-DATA-16",
        severity: Severity::Note,
        title: "people whose language is not offered",
        why: "They get the campaign's default language, which they may read with difficulty.",
        source: OURS,
        mend: "Offer the language and write its templates, or see to it that their managers help them.",
    };
    LANGUAGE_UNKNOWN: Rule {
        id: "H-DATA-17",
        severity: Severity::Note,
        title: "people whose language the data does not say",
        why: "They get the campaign's default language; a country of residence is not a language.",
        source: OURS,
        mend: "Add a language column, the directory's `preferredLanguage`, or a language to their site.",
    };
    UNKNOWN_MANAGER: Rule {
        id: "H-DATA-18",
        severity: Severity::Warning,
        title: "managers who are not in the data",
        why: "What the campaign tells managers about these people reaches nobody.",
        source: OURS,
        mend: "Add the managers to a people file, or correct who the data says they are.",
    };
    NO_DEVICE: Rule {
        id: "H-DATA-19",
        severity: Severity::Note,
        title: "people without a device",
        why: "Nothing can show that they have migrated, so they are reminded to the end.",
        source: OURS,
        mend: "Add the missing device export, or list them under `exclude:`.",
    };
    ON_LEAVE: Rule {
        id: "H-DATA-20",
        severity: Severity::Warning,
        title: "people who are on leave until after their deadline",
        why: "They come back to a device that is blocked, without having seen one of the messages.",
        source: OURS,
        mend: "Put them in a later wave, or send them a letter.",
    };
    NO_HELPDESK_ADDRESS: Rule {
        id: "H-DATA-21",
        severity: Severity::Error,
        title: "messages to a helpdesk without an address",
        why: "The message is planned and cannot be sent.",
        source: OURS,
        mend: "Write `helpdesk: {email: …}`, or remove the message.",
    };
    KIOSK: Rule {
        id: "H-DATA-22",
        severity: Severity::Warning,
        title: "accounts that have a shared device and no other",
        why: "A kiosk signs in with an account that looks like a person. Nobody reads its mail, it never answers, and it \
              counts as somebody who still has to move.",
        source: PLANNING,
        mend: "Leave these accounts out with `exclude:`; allow the finding when they are people who share a device.",
    };
}
