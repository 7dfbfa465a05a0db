//! A person's language: from words and tags, by the chain column → directory → device → site → default.

use std::sync::LazyLock;

use icu_locale::{Locale, LocaleCanonicalizer};

use super::row::Unread;
use crate::campaign::{LanguageChoice, LanguageReason};
use crate::l10n::Tag;

/// ISO 639-1, sorted.
const TWO_LETTERS: [&str; 184] = [
    "aa", "ab", "ae", "af", "ak", "am", "an", "ar", "as", "av", "ay", "az", "ba", "be", "bg", "bh", "bi", "bm", "bn",
    "bo", "br", "bs", "ca", "ce", "ch", "co", "cr", "cs", "cu", "cv", "cy", "da", "de", "dv", "dz", "ee", "el", "en",
    "eo", "es", "et", "eu", "fa", "ff", "fi", "fj", "fo", "fr", "fy", "ga", "gd", "gl", "gn", "gu", "gv", "ha", "he",
    "hi", "ho", "hr", "ht", "hu", "hy", "hz", "ia", "id", "ie", "ig", "ii", "ik", "io", "is", "it", "iu", "ja", "jv",
    "ka", "kg", "ki", "kj", "kk", "kl", "km", "kn", "ko", "kr", "ks", "ku", "kv", "kw", "ky", "la", "lb", "lg", "li",
    "ln", "lo", "lt", "lu", "lv", "mg", "mh", "mi", "mk", "ml", "mn", "mr", "ms", "mt", "my", "na", "nb", "nd", "ne",
    "ng", "nl", "nn", "no", "nr", "nv", "ny", "oc", "oj", "om", "or", "os", "pa", "pi", "pl", "ps", "pt", "qu", "rm",
    "rn", "ro", "ru", "rw", "sa", "sc", "sd", "se", "sg", "si", "sk", "sl", "sm", "sn", "so", "sq", "sr", "ss", "st",
    "su", "sv", "sw", "ta", "te", "tg", "th", "ti", "tk", "tl", "tn", "to", "tr", "ts", "tt", "tw", "ty", "ug", "uk",
    "ur", "uz", "ve", "vi", "vo", "wa", "wo", "xh", "yi", "yo", "za", "zh", "zu",
];

/// Languages by name: their own, English, Dutch, German and French.
const NAMES: &[(&str, &[&str])] = &[
    ("nl", &["dutch", "nederlands", "flemish", "vlaams", "niederländisch", "néerlandais", "neerlandais"]),
    ("en", &["english", "engels", "englisch", "anglais"]),
    ("de", &["german", "deutsch", "duits", "allemand"]),
    ("fr", &["french", "français", "francais", "frans", "französisch"]),
    ("pl", &["polish", "polski", "pools", "polnisch", "polonais"]),
    ("tr", &["turkish", "türkçe", "turkce", "turks", "türkisch", "turc"]),
    ("ar", &["arabic", "العربية", "arabisch", "arabe"]),
    ("uk", &["ukrainian", "українська", "oekraïens", "oekraiens", "ukrainisch", "ukrainien"]),
];

/// A language as exports write it: a tag (`nl_NL`, `en-us`, `nl-NL,en;q=0.5`), a POSIX locale, or a name.
///
/// # Errors
/// When it is none of these; a country (`US`) is not a language.
pub(super) fn parse(text: &str) -> Result<Tag, Unread> {
    let unread = || Unread { wanted: "a language we know", hint: "write a tag such as `nl`, `en-GB` or `nl-x-formal`" };
    let first = text.split([',', ';', '.', '@', '#', '(']).next().unwrap_or("").trim().trim_end_matches(['_', '-']);
    if COUNTRIES.contains(&first) {
        let hint = "that is a country, where people read several languages; write a tag such as `nl` or `en-GB`";
        return Err(Unread { wanted: "a language we know", hint });
    }
    let lower = first.to_lowercase();
    if let Some((tag, _)) = NAMES.iter().find(|(_, names)| names.contains(&lower.as_str())) {
        return tag.parse().map_err(|_| unread());
    }
    let tag: Tag = first.parse().map_err(|_| unread())?;
    let known = match tag.primary().len() {
        2 => TWO_LETTERS.binary_search(&tag.primary()).is_ok(),
        // A tag of five letters or more would be a word; of four it is not a language.
        length => length == 3,
    };
    match known {
        true if tag.primary().len() == 3 => Ok(shortest(tag)),
        true => Ok(tag),
        false => Err(unread()),
    }
}

/// Countries whose code, in capitals, is that of a language few people read: in a column of languages they are meant as
/// countries.
const COUNTRIES: [&str; 20] = [
    "BE", "UK", "CH", "SE", "EE", "IE", "LU", "CA", "BR", "LI", "SI", "KR", "ZA", "NA", "BA", "CU", "CO", "CR", "LA",
    "LB",
];

/// A tag whose language has three letters, by the code that BCP 47 prefers: `dut` and `nld` are `nl`, `ger` is `de`
/// (CLDR's `languageAlias`).
fn shortest(tag: Tag) -> Tag {
    static CANONICAL: LazyLock<LocaleCanonicalizer> = LazyLock::new(LocaleCanonicalizer::new_extended);
    let Ok(mut locale) = tag.as_str().parse::<Locale>() else { return tag };
    CANONICAL.canonicalize(&mut locale);
    locale.to_string().parse().unwrap_or(tag)
}

/// What the data says about a person's language.
#[derive(Debug, Default)]
pub(super) struct Evidence<'a> {
    pub(super) column: Option<&'a Tag>,
    pub(super) preferred: Option<&'a Tag>,
    pub(super) device: Option<&'a Tag>,
    pub(super) site: Option<&'a Tag>,
}

/// The best-known language.
pub(super) fn choose(evidence: &Evidence<'_>, default: &Tag) -> LanguageChoice {
    let chain = [
        (evidence.column, LanguageReason::Column),
        (evidence.preferred, LanguageReason::Preferred),
        (evidence.device, LanguageReason::Device),
        (evidence.site, LanguageReason::Site),
    ];
    let known = chain.into_iter().find_map(|(tag, reason)| Some((tag?, reason)));
    let (tag, reason) = known.unwrap_or((default, LanguageReason::Default));
    LanguageChoice { tag: tag.clone(), reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_as_exports_write_them() {
        for (text, tag) in [
            ("nl_NL", "nl-NL"),
            ("en-us", "en-US"),
            ("NL", "nl"),
            ("Nederlands", "nl"),
            ("Dutch (Netherlands)", "nl"),
            ("Türkçe", "tr"),
            ("Oekraïens", "uk"),
            ("العربية", "ar"),
            ("nl_BE.UTF-8", "nl-BE"),
            ("nl-NL,nl;q=0.9,en;q=0.8", "nl-NL"),
            ("zh_CN_#Hans", "zh-CN"),
            ("nl-x-formal", "nl-x-formal"),
            ("fry", "fy"),
            ("eng", "en"),
            ("deu", "de"),
            ("ger-AT", "de-AT"),
            ("fra", "fr"),
            ("fre", "fr"),
            ("nld", "nl"),
            ("dut", "nl"),
            ("NLD", "nl"),
            ("BER", "ber"),
            ("be", "be"),
            ("uk_UA", "uk-UA"),
        ] {
            assert_eq!(parse(text).map(|t| t.to_string()), Ok(tag.to_owned()), "{text}");
        }
        for unknown in ["US", "xx", "Klingon", "Polskie", "1043", "nl NL", "C", "", "N/B", "BE", "UK", "CH", "GB"] {
            assert!(parse(unknown).is_err(), "{unknown}");
        }
        assert!(TWO_LETTERS.is_sorted());
    }
}
