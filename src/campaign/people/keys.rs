//! What can tell one person or device from another, and what only looks as if it could.

use super::headers::folded;

/// Why a text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoKey {
    /// A formula that a spreadsheet could not work out: `#REF!`, `#VERW!`.
    Formula,
    /// A number that a spreadsheet cut short: `3.52E+14`. Many different ones look the same.
    Rounded,
    /// A word or number that stands for nothing: `none`, `onbekend`, `0`.
    Placeholder,
}

impl NoKey {
    /// What it is, to follow `is`.
    pub(super) fn what(self) -> &'static str {
        match self {
            NoKey::Formula => "a formula that the spreadsheet could not work out",
            NoKey::Rounded => "a number that the spreadsheet cut short, so that different ones look the same",
            NoKey::Placeholder => "a stand-in for nothing",
        }
    }

    /// What to do about it.
    pub(super) fn hint(self) -> &'static str {
        match self {
            NoKey::Formula => "export again from the system itself, without formulas",
            NoKey::Rounded => {
                "export again, and do not open and save the file in a spreadsheet; or make the column text first"
            }
            NoKey::Placeholder => "leave the cell empty, or fill it in",
        }
    }
}

/// What spreadsheets write where a formula fails, in English, Dutch, German and French.
const FORMULAS: &[&str] = &[
    "#REF!",
    "#VERW!",
    "#BEZUG!",
    "#VALUE!",
    "#WAARDE!",
    "#WERT!",
    "#VALEUR!",
    "#NAME?",
    "#NAAM?",
    "#NOM?",
    "#N/A",
    "#N/B",
    "#NV",
    "#N/D",
    "#DIV/0!",
    "#DEEL/0!",
    "#NULL!",
    "#LEEG!",
    "#NUL!",
    "#NUM!",
    "#GETAL!",
    "#ZAHL!",
    "#NOMBRE!",
    "#SPILL!",
    "#OVERLOOP!",
    "#ÜBERLAUF!",
];

/// Words, folded, that stand where a key should.
const PLACEHOLDERS: &[&str] = &[
    "none",
    "geen",
    "kein",
    "keine",
    "keiner",
    "aucun",
    "aucune",
    "unknown",
    "onbekend",
    "unbekannt",
    "inconnu",
    "inconnue",
    "notavailable",
    "notapplicable",
    "notspecified",
    "nietbeschikbaar",
    "nietbekend",
    "nvt",
    "null",
    "leeg",
    "leer",
    "vide",
    "empty",
    "blank",
    "tbd",
    "tba",
    "todo",
    "nogintevullen",
    "volgt",
    "undefined",
    "nan",
    "default",
    "defaultstring",
    "systemserialnumber",
    "tobefilledbyoem",
    "tobefilledbyoem0",
    "invalid",
    "ongeldig",
    "ungultig",
    "invalide",
];

/// Whether a text can be a key.
///
/// # Errors
/// With what it is instead.
pub(super) fn judge(text: &str) -> Result<(), NoKey> {
    let text = text.trim();
    if text.starts_with('#') && FORMULAS.iter().any(|formula| text.to_uppercase() == *formula) {
        return Err(NoKey::Formula);
    }
    if is_rounded(text) {
        return Err(NoKey::Rounded);
    }
    if !text.chars().any(|c| c.is_alphanumeric() && c != '0') {
        return Err(NoKey::Placeholder);
    }
    // Longer texts, and those with a number, hold something of their own.
    if text.len() <= 24
        && !text.bytes().any(|b| matches!(b, b'1'..=b'9'))
        && PLACEHOLDERS.contains(&folded(text).as_str())
    {
        return Err(NoKey::Placeholder);
    }
    Ok(())
}

/// Whether a text is a number as spreadsheets shorten it: `3.52E+14`, `3,52E+14`.
fn is_rounded(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (whole, rest) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    whole.len() == 1 && digits(whole) && digits(rest) && exponent.strip_prefix('+').is_some_and(digits)
}

/// Whether a row's only cells are those of a footer (`Total`, `3`), which is about nobody.
pub(super) fn is_footer<'c>(first: &str, mut others: impl Iterator<Item = &'c str>) -> bool {
    const SUMS: &[&str] = &[
        "total",
        "totaal",
        "totaalaantal",
        "eindtotaal",
        "grandtotal",
        "subtotal",
        "subtotaal",
        "count",
        "aantal",
        "sum",
        "som",
        "summe",
        "gesamt",
        "gesamtsumme",
        "anzahl",
        "somme",
        "nombre",
        "totalgeneral",
        "rows",
        "rijen",
    ];
    let number = |text: &str| text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '%'));
    let name: String = folded(first).chars().filter(|c| !c.is_ascii_digit()).collect();
    !first.contains('@') && SUMS.contains(&name.as_str()) && others.all(number)
}

/// What serial numbers that one person or scanner wrote differently have in common: no zeros in front, no `S` of a bar
/// code, no hyphens, and the letters that look like digits as those digits.
pub(super) fn near_serial(key: &str) -> String {
    let bare: String = key.chars().filter(|c| c.is_alphanumeric()).collect();
    let bare = match bare.strip_prefix('S') {
        Some(rest) if rest.len() >= 8 => rest,
        _ => &bare,
    };
    let alike = |c| match c {
        'O' => '0',
        'I' => '1',
        c => c,
    };
    bare.trim_start_matches('0').chars().map(alike).collect()
}

/// The kind of an identity: two of different kinds can be one person's, two of one kind cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IdKind {
    /// `5f0c2a9e-0000-4000-8000-000000000001`, as directories give.
    Guid,
    /// With an `@`.
    Address,
    /// Digits, perhaps with a few letters in front: a personnel number.
    Number,
    /// A word, such as a sign-in name.
    Word,
}

/// The kind of an identity by its form.
pub(super) fn id_kind(id: &str) -> IdKind {
    let parts: Vec<&str> = id.trim_matches(['{', '}']).split('-').collect();
    let lengths = [8, 4, 4, 4, 12];
    let hexadecimal = |part: &&str| part.bytes().all(|b| b.is_ascii_hexdigit());
    if parts.len() == 5 && parts.iter().zip(lengths).all(|(part, n)| part.len() == n && hexadecimal(part)) {
        return IdKind::Guid;
    }
    if id.contains('@') {
        return IdKind::Address;
    }
    match id.bytes().filter(u8::is_ascii_digit).count() * 2 >= id.len() {
        true => IdKind::Number,
        false => IdKind::Word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_nothing_is_no_key() {
        for formula in ["#REF!", "#VERW!", "#n/a", "#NAAM?", "#Wert!"] {
            assert_eq!(judge(formula), Err(NoKey::Formula), "{formula}");
        }
        for rounded in ["3.52E+14", "3,52E+14", "1E+15", "3.52e+14"] {
            assert_eq!(judge(rounded), Err(NoKey::Rounded), "{rounded}");
        }
        for nothing in ["0", "0000000", "none", "Onbekend", "To be filled by O.E.M.", "?", "---", "n.v.t.", "Ungültig"]
        {
            assert_eq!(judge(nothing), Err(NoKey::Placeholder), "{nothing}");
        }
        for key in ["F2LXK0Q1N70M", "a.bakker@voorbeeldstad.example", "100", "7", "35E10", "#42", "Nonesuch", "12E+3X"]
        {
            assert_eq!(judge(key), Ok(()), "{key}");
        }
    }

    #[test]
    fn a_footer_is_a_sum_and_numbers() {
        let footer = |first: &str, others: &[&str]| is_footer(first, others.iter().copied());
        assert!(footer("Total", &["3"]) && footer("Totaal:", &[]) && footer("Aantal", &["1.204"]));
        assert!(!footer("total@voorbeeldstad.example", &["3"]) && !footer("Total", &["a.bakker@b.example"]));
        assert!(!footer("Anna", &["3"]));
    }

    #[test]
    fn serials_written_differently_are_nearly_the_same() {
        for (a, b) in [
            ("0012345678", "12345678"),
            ("SF2LZK4XQ0001", "F2LZK4XQ0001"),
            ("PF-1ABCDE", "PF1ABCDE"),
            ("R5BO1", "R5B01"),
        ] {
            assert_eq!(near_serial(a), near_serial(b), "{a} {b}");
        }
        assert_ne!(near_serial("F2LZK4XQ0001"), near_serial("F2LZK4XQ0002"));
        assert_eq!(near_serial("SABC"), "SABC", "too short to be anything behind a scanner's S");
    }

    #[test]
    fn identities_have_a_kind() {
        assert_eq!(id_kind("5f0c2a9e-0000-4000-8000-00000000000a"), IdKind::Guid);
        assert_eq!(id_kind("100234"), IdKind::Number);
        assert_eq!(id_kind("P00123"), IdKind::Number);
        assert_eq!(id_kind("abakker"), IdKind::Word);
        assert_eq!(id_kind("a@b.example"), IdKind::Address);
    }
}
