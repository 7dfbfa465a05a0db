//! About what differs between languages, and what a text should not say itself.

use super::OURS;
use crate::check::rule::{Rule, Severity};

/// Where the plural forms come from.
const CLDR: &str = "Unicode CLDR, language plural rules";

family! {
    LACKS_TEXT: Rule {
        id: "H-L10N-01",
        severity: Severity::Warning,
        title: "a language lacks labels or terms that the default language has",
        why: "A template that mentions one of them cannot be rendered in that language.",
        source: OURS,
        mend: "Translate them into `labels.ftl` or `terms.ftl` of that language.",
    };
    EXTRA_TEXT: Rule {
        id: "H-L10N-02",
        severity: Severity::Warning,
        title: "a language has labels or terms of the campaign that the default language lacks",
        why: "It is misspelt or left over, or the template that mentions it cannot be rendered in the other languages.",
        source: OURS,
        mend: "Correct the name, add the text to the default language, or remove it.",
    };
    UNUSED_TEXT: Rule {
        id: "H-L10N-03",
        severity: Severity::Note,
        title: "a label or term of the campaign that no template mentions",
        why: "Somebody keeps translating what nobody reads, or a template has its name wrong.",
        source: OURS,
        mend: "Remove it, or mention it.",
    };
    OTHER_VALUES: Rule {
        id: "H-L10N-04",
        severity: Severity::Warning,
        title: "a label mentions other values than in the default language",
        why: "A value that is misspelt or forgotten in one language makes that label fail, or say less.",
        source: OURS,
        mend: "Mention the same values in every language, or none in all.",
    };
    PLURALS: Rule {
        id: "H-L10N-05",
        severity: Severity::Warning,
        title: "a plural form is missing",
        why: "Polish says 1 dzień, 2 dni, 5 dni and 22 dni: without its own form a number is followed by the wrong word.",
        source: CLDR,
        mend: "Add a variant for each form of the language; numbers such as `[1]` do not cover 21.",
    };
    OTHER_VARIABLES: Rule {
        id: "H-L10N-06",
        severity: Severity::Warning,
        title: "a message says other facts in one language than in another",
        why: "People who read different languages are told different things.",
        source: OURS,
        mend: "Mention the same values in both languages.",
    };
    OTHER_LINKS: Rule {
        id: "H-L10N-07",
        severity: Severity::Warning,
        title: "a message links elsewhere in one language than in another",
        why: "Readers of one language cannot reach what readers of the other can.",
        source: OURS,
        mend: "Link to the same places; make an address that differs per language a fact of the campaign.",
    };
    OTHER_DATES: Rule {
        id: "H-L10N-08",
        severity: Severity::Warning,
        title: "a message gives other dates in one language than in another",
        why: "Readers of one language miss a date that the others know.",
        source: OURS,
        mend: "Give the same dates in both languages.",
    };
    OTHER_STEPS: Rule {
        id: "H-L10N-09",
        severity: Severity::Warning,
        title: "instructions have more steps in one language than in another",
        why: "One of the two leaves something out, and colleagues who help each other count different steps.",
        source: OURS,
        mend: "Give both languages the same steps.",
    };
    STALE: Rule {
        id: "H-L10N-10",
        severity: Severity::Warning,
        title: "a translation is behind the text it was made from",
        why: "The original says something since that readers of this language do not read.",
        source: OURS,
        mend: "Compare the two, and write the new hash into `source:`.",
    };
    TYPED_NAME: Rule {
        id: "H-L10N-11",
        severity: Severity::Warning,
        title: "a product name is typed where a term should stand",
        why: "When the product is renamed, or is called differently on the reader's screen, this place is forgotten.",
        source: OURS,
        mend: "Write `{{ term(id=\"…\") }}`.",
    };
    TYPED_DATE: Rule {
        id: "H-L10N-12",
        severity: Severity::Warning,
        title: "a date is typed",
        why: "It does not move when the wave does, and is the same for every wave.",
        source: OURS,
        mend: "Take it from the wave: `{{ wave.deadline | date }}`.",
    };
    TYPED_WEEKDAY: Rule {
        id: "H-L10N-13",
        severity: Severity::Warning,
        title: "a day of the week is typed",
        why: "When the date moves, the day of the week is wrong.",
        source: OURS,
        mend: "Let the date say it: `{{ wave.deadline | date(style=\"weekday\") }}`.",
    };
    NO_TRANSLATION: Rule {
        id: "H-L10N-14",
        severity: Severity::Warning,
        title: "a message does not exist in a language that is offered",
        why: "Readers of that language get this message in the default language, between others in their own.",
        source: OURS,
        mend: "Translate it; until then the plan says how many people it concerns.",
    };
    OTHER_PICTURES: Rule {
        id: "H-L10N-15",
        severity: Severity::Warning,
        title: "a message shows more pictures in one language than in another",
        why: "Readers of one language are shown where to tap, and the others have to guess.",
        source: OURS,
        mend: "Show the same in both languages; a picture with words in it needs one per language.",
    };
    REGISTER: Rule {
        id: "H-L10N-16",
        severity: Severity::Note,
        title: "how each language of the campaign addresses its readers",
        why: "A campaign that does not say it gets what is usual for the language: Dutch says *je*, German *Sie*, French *vous*.",
        source: OURS,
        mend: "Nothing, when it is right; `languages: {register: …}` chooses another register.",
    };
    OTHER_REGISTER: Rule {
        id: "H-L10N-17",
        severity: Severity::Warning,
        title: "a text of the campaign in a register that nobody reads",
        why: "The campaign addresses readers of this language in another register, so that they get another text.",
        source: OURS,
        mend: "Name the file by the register that is read, as in `welcome.fr-x-formal.md`, or choose the register it is written in.",
    };
}
