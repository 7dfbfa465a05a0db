//! About what a message says, and whether people can trust it.

use super::{CATALOGUE, GUIDE, OURS, ROLLOUT, TRUST};
use crate::check::rule::{Rule, Severity};

family! {
    NO_CONTACT: Rule {
        id: "H-TEXT-01",
        severity: Severity::Error,
        title: "a message without the helpdesk",
        why: "Whoever is stuck half-way has this message and nothing else: it must say where help is.",
        source: ROLLOUT,
        mend: "Include `templates/blocks/helpdesk.<language>.md`, or name `helpdesk.phone`, `.email` or `.url`.",
    };
    NO_DATE: Rule {
        id: "H-TEXT-02",
        severity: Severity::Error,
        title: "a message about the deadline that does not say when it is",
        why: "\"Soon\" and \"next week\" are read on another day than they were written.",
        source: CATALOGUE,
        mend: "Write `{{ wave.deadline | date(style=\"full\") }}`, and the time where the campaign names one.",
    };
    NO_CONSEQUENCE: Rule {
        id: "H-TEXT-03",
        severity: Severity::Warning,
        title: "a message about the deadline without its box",
        why: "What happens after the last day is the sentence that people must not overlook, on a telephone and in a hurry.",
        source: CATALOGUE,
        mend: "Write the date and the consequence in a quotation that begins with `[!DEADLINE]`.",
    };
    STRANGE_LINK: Rule {
        id: "H-TEXT-04",
        severity: Severity::Error,
        title: "a link to a domain that is not the campaign's",
        why: "People are told to look where a link leads; one that leads elsewhere is taken for fraud, or is.",
        source: TRUST,
        mend: "Link to a page of your own, or write the domain under `links: {allow: […]}` in `campaign.yaml`.",
    };
    FALSE_LINK: Rule {
        id: "H-TEXT-05",
        severity: Severity::Error,
        title: "a link that shows another domain than it leads to",
        why: "That is what phishing looks like, and filters refuse it.",
        source: TRUST,
        mend: "Show the address that it leads to, or words.",
    };
    SHORTENED: Rule {
        id: "H-TEXT-06",
        severity: Severity::Error,
        title: "a shortened link",
        why: "Nobody can see where it leads, so that whoever is careful does not follow it; filters count it as spam.",
        source: TRUST,
        mend: "Write the whole address.",
    };
    OPEN_LINK: Rule {
        id: "H-TEXT-07",
        severity: Severity::Warning,
        title: "a link without https",
        why: "Browsers warn of the page, and anybody on the same network can change what it says.",
        source: TRUST,
        mend: "Write the address with `https://`, once the page is there.",
    };
    UNNAMED_DEVICE: Rule {
        id: "H-TEXT-08",
        severity: Severity::Warning,
        title: "one of several devices is not named",
        why: "A person with two telephones must know which of them is meant: the model or the name, and the serial number.",
        source: GUIDE,
        mend: "Name them in a loop over `pending_devices`, as `templates/blocks/devices.<language>.md` does.",
    };
    TWO_MESSAGES: Rule {
        id: "H-TEXT-09",
        severity: Severity::Error,
        title: "the plain text and the HTML do not say the same",
        why: "Watches, screen readers and some filters read the plain text: a link, a date, a number or a step that is in one \
              of the two alone is told to some people and not to others.",
        source: OURS,
        mend: "Write it in the template, from which both are made; `templates/layout/mail.html` holds `{{ body }}` and \
               `{{ footer }}`, and no words of its own.",
    };
    NO_SUBJECT: Rule {
        id: "H-TEXT-10",
        severity: Severity::Error,
        title: "a message without a subject",
        why: "It is not opened, and filters count it as spam.",
        source: OURS,
        mend: "Write what the reader has to do and until when, without a value that can be empty.",
    };
    LONG_SUBJECT: Rule {
        id: "H-TEXT-11",
        severity: Severity::Warning,
        title: "a long subject",
        why: "Lists of messages show 30 to 60 characters: what comes after them is not read.",
        source: OURS,
        mend: "Say what to do and until when in at most 60 characters; the preheader has room for more.",
    };
    SHOUTING: Rule {
        id: "H-TEXT-12",
        severity: Severity::Warning,
        title: "a subject in capitals",
        why: "It reads as shouting, and filters count it as spam.",
        source: "SpamAssassin, rule SUBJ_ALL_CAPS",
        mend: "Write it as a sentence.",
    };
    NO_PREHEADER: Rule {
        id: "H-TEXT-13",
        severity: Severity::Warning,
        title: "no preheader, or one that repeats the subject",
        why: "Lists of messages show it after the subject. Without one they show the first words, which are the subject once \
              more, or a greeting.",
        source: OURS,
        mend: "Write `preheader:` in the front matter: what it takes, or what happens otherwise.",
    };
    LITERAL_TAG: Rule {
        id: "H-TEXT-14",
        severity: Severity::Error,
        title: "a tag that readers would see",
        why: "A misspelt `[!DEADLIN]`, or one that does not stand on a line of its own, makes no box: people read the tag.",
        source: OURS,
        mend: "Write `> [!DEADLINE]`, `> [!WARNING]` or `> [!NOTE]` as a line of its own, and the words below it after `>`.",
    };
    RAW_HTML: Rule {
        id: "H-TEXT-15",
        severity: Severity::Warning,
        title: "HTML in a template",
        why: "A message is written from Markdown alone: of HTML only the words are shown, without what the tags meant. What \
              only looks like a tag, such as the key `<Ctrl>`, is shown as it is typed.",
        source: OURS,
        mend: "Write it in Markdown, and `\\<` for a sign that readers should see.",
    };
    NO_LINK: Rule {
        id: "H-TEXT-16",
        severity: Severity::Error,
        title: "a link or picture that is none",
        why: "A space in an address, or a bracket that is missing, and readers see `[Start](https://…` with nothing to click; \
              without `https://` they see the words alone.",
        source: OURS,
        mend: "Write `[words](https://…)`, with `%20` for a space; call the file of a picture by a name without one.",
    };
    LEFT_OVER: Rule {
        id: "H-TEXT-17",
        severity: Severity::Error,
        title: "something that was to be filled in",
        why: "`[NAAM]`, `«Voornaam»` or `TODO` goes to everyone as it stands, and a message with it looks like fraud.",
        source: OURS,
        mend: "Write the value, such as `{{ person.first_name }}`; what readers should type goes between two signs `` ` ``.",
    };
    CUT: Rule {
        id: "H-TEXT-18",
        severity: Severity::Error,
        title: "a text of which YAML keeps a part",
        why: "In YAML ` #` begins a comment: of `subject: Ticket #4711` readers see `Ticket`. A word that begins with `!` or `&` \
              is a mark of its own.",
        source: "YAML 1.2.2, section 6.6",
        mend: "Put the text between quotes.",
    };
    OTHER_PATH: Rule {
        id: "H-TEXT-19",
        severity: Severity::Error,
        title: "something that is not true of the reader's devices",
        why: "Whoever is told to unenrol a device that must be wiped, or that nothing is lost when everything is, loses the \
              most.",
        source: OURS,
        mend: "Put it between `{% if \"wiped\" in paths %}` and `{% endif %}`, with the path that it is true of; what may be said of \
               which path is in `templates/paths/<language>.txt`.",
    };
    OTHER_KIT: Rule {
        id: "H-TEXT-20",
        severity: Severity::Warning,
        title: "words of another kind of move",
        why: "A message that tells of wiping a device where nothing is wiped, or of a mailbox where none moves, has people do \
              what loses them something, or call. Mostly it was copied from another campaign.",
        source: OURS,
        mend: "Take the sentence out, or name the right kit: `migration: {kind: …}`. The words are in the kit's `words.yaml`; what \
               the campaign itself says of its names and facts may have them.",
    };
}
