//! What a placeholder left behind: fields of a mail merge, notes to oneself, filler.

use std::collections::BTreeSet;

use crate::campaign::{Campaign, Inputs, Localized};
use crate::check::finding::Finding;
use crate::check::registry::text::LEFT_OVER;
use crate::error::Place;
use crate::render::References;

/// Names of fields in small letters without spaces, in the languages that mail merge is used in here.
const FIELDS: &str = "achternaam addr address adres adresse afdeling anrede aanhef bedrijf bedrijfsnaam benutzername \
    city company companyname contact customer customername date datum datumtijd deadline department device email \
    emailaddress emailadres employee employeename familienaam firstname fname fullname functie gebruikersnaam \
    givenname jobtitle lastname link lname locatie location mail manager medewerker mobile nachname naam name nom \
    nomdefamille number ontvanger organisatie organisation organization phone phonenumber placeholder plaats \
    postcode prenom prénom recipient roepnaam salutation serial serialnumber serienummer sitename surname telefon \
    telefonnummer telefoon telefoonnummer time title titel toestel url user username voornaam vorname website yourname \
    jenaam uwnaam ihrname votrenom";
/// Variables of Windows, which people are told to type.
const WINDOWS: &str = "APPDATA LOCALAPPDATA USERPROFILE TEMP TMP WINDIR SYSTEMROOT SYSTEMDRIVE PROGRAMFILES PROGRAMDATA \
    PATH HOMEPATH HOMEDRIVE ALLUSERSPROFILE PUBLIC COMPUTERNAME LOGONSERVER";
/// Notes to oneself.
const NOTES: [&str; 4] = ["TODO", "FIXME", "TBD", "TBC"];
/// In these languages *todo* is a word.
const TODO_IS_A_WORD: [&str; 4] = ["es", "pt", "gl", "ca"];

pub(super) fn find(path: &str, own: &References, found: &mut Vec<Finding>) {
    let language = path.strip_suffix(".md").and_then(|path| path.rsplit_once('.')).map_or("", |(_, language)| language);
    for (words, place) in &own.words {
        for (left, at) in leftovers(words, language) {
            let before = words.get(..at).unwrap_or("").chars().count() as u32;
            let place = Place { column: place.column + before, width: left.chars().count() as u32, ..place.clone() };
            found.push(finding(left).at(&place));
        }
    }
    for (target, place) in &own.links {
        // What is filled in is no field.
        let bare: Vec<&str> = target.split("{{").map(|part| part.rsplit("}}").next().unwrap_or("")).collect();
        if let Some((left, _)) = bare.iter().flat_map(|part| leftovers(part, language)).next() {
            found.push(finding(left).at(place));
        }
    }
}

/// The same in what the campaign file says to readers.
pub(super) fn campaign(campaign: &Campaign, inputs: &Inputs, found: &mut Vec<Finding>) {
    const FILE: &str = "campaign.yaml";
    let source = inputs.files().get(FILE).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or("");
    let mut left: BTreeSet<String> = BTreeSet::new();
    let mut look = |text: &str, language: &str| {
        left.extend(leftovers(text, language).into_iter().map(|(left, _)| left.to_owned()));
    };
    let logo_alt = campaign.brand.logo.as_ref().map(|logo| &logo.alt);
    let facts = campaign.phases.iter().flat_map(|phase| &phase.messages).flat_map(|rule| rule.facts.values());
    let texts = [Some(&campaign.name), campaign.brand.footer.as_ref(), campaign.helpdesk.hours.as_ref(), logo_alt];
    for Localized(texts) in texts.into_iter().flatten().chain(facts) {
        texts.iter().for_each(|(language, text)| look(text, language.as_str()));
    }
    look(&campaign.organization, "");
    look(campaign.sender.from.name.as_deref().unwrap_or(""), "");
    for left in left {
        let at = source.lines().enumerate().find_map(|(n, line)| {
            let is_comment = line.trim_start().starts_with('#');
            let at = line.find(&left).filter(|_| !is_comment)?;
            Some((n as u32 + 1, line[..at].chars().count() as u32 + 1))
        });
        let place = match at {
            Some((line, column)) => Place::at(FILE, source, line, column, left.chars().count() as u32),
            None => Place::file(FILE),
        };
        found.push(finding(&left).at(&place));
    }
}

fn finding(left: &str) -> Finding {
    let hint = match left {
        _ if NOTES.contains(&left) || is_filler(left) => "write what it is about, or remove it".to_owned(),
        _ => match value(&folded(left)) {
            Some(value) => format!("write `{{{{ {value} }}}}`"),
            None => format!(
                "write the value that is meant, such as `{{{{ person.first_name }}}}`; if readers are meant to see it, write `` `{left}` ``"
            ),
        },
    };
    Finding::of(LEFT_OVER, format!("`{left}` was to be filled in")).about(left).hint(hint)
}

/// The value that a field of this name most likely is.
fn value(field: &str) -> Option<&'static str> {
    match field {
        "firstname" | "voornaam" | "roepnaam" | "vorname" | "prenom" | "prénom" | "fname" | "givenname" => {
            Some("person.first_name")
        }
        "name" | "naam" | "fullname" | "nom" | "yourname" | "jenaam" | "uwnaam" | "ihrname" | "votrenom" => {
            Some("person.name")
        }
        "email" | "emailaddress" | "emailadres" | "mail" => Some("person.email"),
        "deadline" => Some("wave.deadline | date"),
        "date" | "datum" => Some("wave.start | date"),
        "organization" | "organisation" | "organisatie" | "company" | "companyname" | "bedrijf" | "bedrijfsnaam" => {
            Some("campaign.organization")
        }
        _ => None,
    }
}

fn is_filler(left: &str) -> bool {
    left.to_lowercase().starts_with("lorem") || left.chars().all(|c| matches!(c, 'X' | 'x' | '?' | '@'))
}

/// Letters and digits in lower case.
fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn is_field(text: &str) -> bool {
    let folded = folded(text);
    FIELDS.split_ascii_whitespace().any(|field| field == folded)
}

/// What was to be filled in, and where it begins.
fn leftovers<'w>(words: &'w str, language: &str) -> Vec<(&'w str, usize)> {
    let mut found: Vec<(&str, usize)> = Vec::new();
    for (open, close, fits) in MARKS {
        let mut from = 0;
        while let Some(at) = words[from..].find(open).map(|at| from + at) {
            let inside = at + open.len();
            from = inside;
            let Some(length) = near(&words[inside..], 44).find(close).filter(|length| *length > 0) else {
                continue;
            };
            let end = inside + length + close.len();
            if fits(&words[inside..inside + length]) && !within_an_address(words, at) {
                found.push((&words[at..end], at));
                from = end;
            }
        }
    }
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_');
    let mut word = |text: &'w str, at: usize| {
        let after = words[at + text.len()..].chars().next();
        if is_edge(words[..at].chars().next_back()) && is_edge(after) && !within_an_address(words, at) {
            found.push((text, at));
        }
    };
    for note in NOTES {
        let is_word = note == "TODO" && TODO_IS_A_WORD.contains(&language.split('-').next().unwrap_or(""));
        for (at, text) in words.match_indices(note) {
            if !is_word || words[at + note.len()..].starts_with(':') {
                word(text, at);
            }
        }
    }
    for (at, run) in runs(words) {
        word(run, at);
    }
    let lower = words.to_ascii_lowercase();
    found.extend(lower.match_indices("lorem ipsum").map(|(at, text)| (&words[at..at + text.len()], at)));
    // One in another is one.
    found.sort_by_key(|(text, at)| (*at, std::cmp::Reverse(text.len())));
    let mut end = 0;
    found.retain(|(text, at)| {
        let is_first = *at >= end;
        end = end.max(at + text.len());
        is_first
    });
    found
}

/// Signs of a placeholder: how it begins, how it ends, and what stands in it.
type Mark = (&'static str, &'static str, fn(&str) -> bool);

const MARKS: [Mark; 12] = [
    ("｛", "｝｝", |_| true),
    ("<<", ">>", is_name),
    ("[[", "]]", is_name),
    ("${", "}", is_name),
    ("{", "}", is_name),
    ("*|", "|*", is_name),
    ("@@", "@@", is_name),
    ("«", "»", is_quoted_field),
    ("‹", "›", is_quoted_field),
    ("[", "]", is_bracketed),
    ("%", "%", is_variable),
    ("#", "#", is_capital_field),
];

/// A name of a field, whichever.
fn is_name(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' '))
        && text.split(' ').count() <= 3
}

/// Between quotation marks of French: they are close to a field, and apart from words.
fn is_quoted_field(text: &str) -> bool {
    let is_joined = text.contains('_') && !text.contains(' ');
    text == text.trim() && is_name(text) && (is_joined || is_field(text))
}

fn is_bracketed(text: &str) -> bool {
    let words = text.split([' ', '_', '-']).filter(|word| !word.is_empty());
    let is_capital = text.chars().any(char::is_alphabetic) && !text.chars().any(char::is_lowercase);
    is_name(text) && (is_field(text) || is_capital && (text.contains('_') || words.into_iter().any(is_field)))
        || ["insert ", "vul in", "invullen", "fill in", "einfügen", "insérer"]
            .iter()
            .any(|ask| text.to_lowercase().starts_with(ask))
}

fn is_variable(text: &str) -> bool {
    let is_plain = text.chars().count() > 2 && text.chars().all(|c| c.is_alphanumeric() || c == '_');
    let is_capital = !text.chars().any(char::is_lowercase) && text.chars().any(char::is_alphabetic);
    let is_windows = WINDOWS.split_ascii_whitespace().any(|known| known.eq_ignore_ascii_case(text));
    is_plain && !is_windows && !text.starts_with(|c: char| c.is_ascii_digit()) && (is_capital || is_field(text))
}

fn is_capital_field(text: &str) -> bool {
    !text.chars().any(char::is_lowercase) && is_field(text)
}

/// Three or more of one sign that stands for what is not known yet.
fn runs(words: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(first) = words[from..].chars().next() {
        let rest = &words[from..];
        let length = rest.find(|c| c != first).unwrap_or(rest.len());
        let least = if first == '@' { 2 } else { 3 };
        if matches!(first, 'X' | 'x' | '?' | '@') && length >= least {
            found.push((from, &rest[..length]));
        }
        from += length;
    }
    found
}

/// Whether this stands in an address of the web.
fn within_an_address(words: &str, at: usize) -> bool {
    let start = words.floor_char_boundary(at.saturating_sub(300));
    let word = words[start..at].rsplit(char::is_whitespace).next().unwrap_or("");
    word.contains("://")
        || near(&words[at..], 300).split(char::is_whitespace).next().is_some_and(|rest| rest.contains("://"))
}

/// The beginning of a text.
fn near(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

#[cfg(test)]
mod tests {
    use super::leftovers;

    fn of(words: &str) -> Vec<&str> {
        leftovers(words, "nl").into_iter().map(|(left, _)| left).collect()
    }

    #[test]
    fn what_a_mail_merge_would_have_filled_in() {
        for left in [
            "«Voornaam»",
            "«First_Name»",
            "«prénom»",
            "[FIRSTNAME]",
            "[NAAM]",
            "[First name]",
            "[COMPANY NAME]",
            "[your name]",
            "[Vul in: datum]",
            "[[Naam]]",
            "<<Name>>",
            "<<Voornaam>>",
            "%NAME%",
            "%voornaam%",
            "{Naam}",
            "{first_name}",
            "${name}",
            "*|FNAME|*",
            "@@naam@@",
            "@@",
            "#NAAM#",
            "TODO",
            "FIXME",
            "TBD",
            "XXX",
            "XXXXXXXX",
            "???",
            "Lorem ipsum",
            "｛｛ person.name ｝｝",
        ] {
            assert_eq!(of(&format!("Hallo {left}, dit is het.")), [left], "{left}");
        }
        assert_eq!(of("06-XXXXXXXX (TODO)"), ["XXXXXXXX", "TODO"]);
    }

    #[test]
    fn ordinary_words_are_left_alone() {
        for words in [
            "Ouvrez « Portail d'entreprise » ou «Portail», »Firmenportal« und «Konto».",
            "[ICT] Nieuwe telefoon [extern] [!NOTE] [1] [MDM] [zie onder]",
            "Korting van 10% en nog 20% erbij; type %APPDATA% of %temp%.",
            "Maat XXL, XX en Microsoft To Do. Echt?? #NL# #1",
            "https://a.example/%NAME%?q={naam} en a@b.example",
            "{ 1, 2 } en 3 < 4 << 5, {}",
        ] {
            assert_eq!(of(words), [""; 0], "{words}");
        }
        assert_eq!(leftovers("TODO el mundo; TODO: nada", "es"), [("TODO", 15)]);
    }
}
