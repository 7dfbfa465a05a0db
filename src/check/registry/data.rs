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
        why: "A retired or wiped device needs no move and is left out; one that the new system lists without managing it \
              has not moved.",
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
    NO_KEY: Rule {
        id: "H-DATA-23",
        severity: Severity::Warning,
        title: "what should tell people or devices apart does not",
        why: "A formula that failed, a number that a spreadsheet rounded or a word for nothing is the same in many rows: \
              taken for a key it makes one of many, and all but one would be told nothing.",
        source: OURS,
        mend: "Export again from the system itself, and do not save the file from a spreadsheet.",
    };
    NOTHING_GIVEN: Rule {
        id: "H-DATA-24",
        severity: Severity::Warning,
        title: "a file gives nothing",
        why: "A file is named because people or devices are in it. One without a row that can be used is an export that \
              failed, or that was made with the wrong filter.",
        source: OURS,
        mend: "Export again, or take the file out of the campaign.",
    };
    NO_OWNERS: Rule {
        id: "H-DATA-25",
        severity: Severity::Warning,
        title: "no device of a file has an owner",
        why: "Devices that are nobody's are moved by nobody: their owners read nothing of them, nor that they are wiped. \
              Mostly the owner stands in a column whose header is not understood.",
        source: OURS,
        mend: "Say which column it is: `columns: {owner: HEADER}`. `heraut check --columns` shows what each was taken for.",
    };
    NO_NAME: Rule {
        id: "H-DATA-26",
        severity: Severity::Warning,
        title: "people without a name",
        why: "They are addressed by their address or user name, as no colleague would.",
        source: OURS,
        mend: "Say which columns hold the names: `columns: {given_name: HEADER, surname: HEADER}`, or add them.",
    };
    COLUMN: Rule {
        id: "H-DATA-27",
        severity: Severity::Warning,
        title: "a column that may be another than it was taken for",
        why: "A header that is nearly one of ours, or a column that is known only by what stands in it, is a guess. \
              Everybody in the file is told what follows from it.",
        source: OURS,
        mend: "Say which column it is under `columns:`; a column that is something else keeps its name as a field.",
    };
    EMPTY_COLUMN: Rule {
        id: "H-DATA-28",
        severity: Severity::Warning,
        title: "a column of ours is empty in every row",
        why: "It was exported because it says something. Empty everywhere, it was not filled in, or its values went to \
              another column.",
        source: OURS,
        mend: "Export it again with its values, or leave the column out.",
    };
    NOBODY_TOLD: Rule {
        id: "H-DATA-29",
        severity: Severity::Error,
        title: "the plan tells nobody anything",
        why: "A campaign is there to tell people something. A plan without a single message has lost its people, their \
              addresses, or the time in which they could be told.",
        source: OURS,
        mend: "Look at what `heraut check --columns` says of addresses, and at the dates of the waves.",
    };
    SHARED_MAILBOX: Rule {
        id: "H-DATA-30",
        severity: Severity::Error,
        title: "one mailbox, several people in the plan",
        why: "Whoever reads it is told everything once for each of them, perhaps in two languages. Mostly the people are one \
              person whom the files name by different keys.",
        source: OURS,
        mend: "Give the files a key in common (`upn`); allow the finding, by its address, where people do share a mailbox.",
    };
    EITHER_SYSTEM: Rule {
        id: "H-DATA-31",
        severity: Severity::Error,
        title: "a system that may be the old or the new one",
        why: "Whether somebody has moved hangs on it: taken for the new one, nobody would be told anything; for the old one, \
              everybody would be reminded for ever.",
        source: OURS,
        mend: "Write `system:` beside the file, with one of the two names of `migration:` to the letter.",
    };
    NEARLY_SAME: Rule {
        id: "H-DATA-32",
        severity: Severity::Warning,
        title: "two serial numbers that are nearly the same",
        why: "A spreadsheet that took the zeros off, a scanner that put an S before: if it is one device, it stays pending for \
              ever, because its number never turns up in the new system.",
        source: OURS,
        mend: "Correct the number in one of the two systems; allow the finding when they are two devices.",
    };
    RENAMED: Rule {
        id: "H-DATA-33",
        severity: Severity::Note,
        title: "people whose user name has changed since the approval",
        why: "The directory's identity says that they are who they were. They keep the identity under which they were told, so \
              nobody is told again from the start.",
        source: OURS,
        mend: "Nothing; selectors still know them by the name they had.",
    };
    ENCODING: Rule {
        id: "H-DATA-34",
        severity: Severity::Warning,
        title: "names that were perhaps read in the wrong encoding",
        why: "A file does not say in which encoding it is. In the wrong one, people are addressed by names that are not theirs.",
        source: OURS,
        mend: "Write `encoding:` beside the file, with the label that the finding gives; or save it as UTF-8.",
    };
    SITE_OF_NOBODY: Rule {
        id: "H-DATA-35",
        severity: Severity::Warning,
        title: "a site of the campaign file that nobody has",
        why: "What it says of time zone and language reaches nobody: whom it is meant for is told at another hour.",
        source: OURS,
        mend: "Write the site as the people files do, or take it out.",
    };
    SITE_WITHOUT_ENTRY: Rule {
        id: "H-DATA-36",
        severity: Severity::Note,
        title: "sites without an entry, while others have one",
        why: "Their people get the campaign's time zone and default language. Where some sites need their own, the others are \
              worth a look.",
        source: OURS,
        mend: "Nothing, when they are in the campaign's time zone; otherwise add them under `sites:`.",
    };
    OWNERSHIP: Rule {
        id: "H-DATA-37",
        severity: Severity::Warning,
        title: "devices of which nobody knows whose they are",
        why: "Whose a device is decides whether it is wiped when it moves, and what its owner reads of that. Unknown, it counts \
              as not wiped.",
        source: GUIDE,
        mend: "Export the ownership too, or say which column it is: `columns: {ownership: HEADER}`.",
    };
    TOO_OLD_FOR_APPLE: Rule {
        id: "H-DATA-38",
        severity: Severity::Warning,
        title: "devices that the campaign has Apple move, and that Apple cannot",
        why: "Apple moves what has version 26 or later. Their owners read the usual steps instead, and an iPhone or iPad is wiped.",
        source: "Apple Platform Deployment: migrate managed devices to another device management service",
        mend: "Have them updated before the wave begins and export anew, with the version; or leave them out of `apple`.",
    };
    UNLIKE: Rule {
        id: "H-DATA-39",
        severity: Severity::Warning,
        title: "values that a selector cannot compare",
        why: "A version that is none, or a missing date, is neither more nor less than another. Whoever it is about is in no wave \
              and no audience by it; for `concerns` it counts as concerned, for `done` as not done, so that nobody is forgotten.",
        source: OURS,
        mend: "Correct the value in the system it was exported from, or leave such rows out of the comparison: \
               `os_version is not empty and …`.",
    };
    UNCONCERNED: Rule {
        id: "H-DATA-40",
        severity: Severity::Note,
        title: "people of whom the move asks nothing",
        why: "What `concerns` does not pick has not to move. Who has nothing else is in no wave, and is told nothing.",
        source: OURS,
        mend: "Nothing, when the number is right.",
    };
    NOBODY_CONCERNED: Rule {
        id: "H-DATA-41",
        severity: Severity::Error,
        title: "the move asks nothing of anybody",
        why: "A selector that picks nothing is a slip in it, or in the data, as a rule; nobody would be told anything.",
        source: OURS,
        mend: "Correct `concerns` under `migration:`; `heraut check --columns` shows what the columns became.",
    };
    IN_NEITHER: Rule {
        id: "H-DATA-42",
        severity: Severity::Error,
        title: "no device is in one of the two systems",
        why: "Who has moved is told by the system that lists their devices. Where its name is neither of the two, as in an export \
              of one tenant or server of several, nobody ever has.",
        source: OURS,
        mend: "Say beside each file which of the two it is: `system: NAME`, as `from` and `to` have it; or say with `done:` what \
               counts.",
    };
    WRONG_DAY: Rule {
        id: "H-DATA-43",
        severity: Severity::Warning,
        title: "an appointment on a day that is none",
        why: "Messages say the day. Before the wave starts, after its deadline or on a day on which nobody works, somebody \
              stands before a closed desk.",
        source: OURS,
        mend: "Give them another day in the data, or put them in the wave of that day.",
    };
    FULL_SLOT: Rule {
        id: "H-DATA-44",
        severity: Severity::Warning,
        title: "more appointments at a time than there is room for",
        why: "Whoever comes fifth to four desks waits, or goes home.",
        source: OURS,
        mend: "Spread the appointments over other times, or write how many fit: `appointments: {per_slot: …}`.",
    };
    NOBODY_ANSWERS: Rule {
        id: "H-DATA-45",
        severity: Severity::Error,
        title: "a message for who answers for something, and the data names nobody",
        why: "A message `to: owners-of shared` or `to: site-owner` goes to whom the data names. Where it names nobody at all, nobody \
              hears it.",
        source: OURS,
        mend: "Name the owner of each shared device in the devices' `owner` column, and who answers for a site in a column \
               `site_owner` or under `sites:`; or take the message out.",
    };
    UNANSWERED: Rule {
        id: "H-DATA-46",
        severity: Severity::Warning,
        title: "shared devices, or sites, that nobody hears of",
        why: "Kiosks and tablets that are nobody's are forgotten on the day, and so is a building of which nobody knows who looks \
              after it.",
        source: GUIDE,
        mend: "Name who answers for them, by a name that is in a people file; or see to them in another way.",
    };
    CHANGES_UNHEARD: Rule {
        id: "H-DATA-47",
        severity: Severity::Warning,
        title: "an appointment of which nobody hears that it changes",
        why: "Whoever read of a time and a place goes there. When the data has another one by then, only a message on `rescheduled` \
              that says it tells them.",
        source: OURS,
        mend: "Add `{message: rescheduled, when: rescheduled + 1h, to: pending}`, or mention `person.appointment` in yours.",
    };
}
