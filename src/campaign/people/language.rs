//! A person's language: from words and tags, by the chain column → directory → device → site → default.

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

/// Languages by name: their own, English and Dutch.
const NAMES: &[(&str, &[&str])] = &[
    ("nl", &["dutch", "nederlands", "flemish", "vlaams"]),
    ("en", &["english", "engels"]),
    ("de", &["german", "deutsch", "duits"]),
    ("fr", &["french", "français", "francais", "frans"]),
    ("pl", &["polish", "polski", "pools"]),
    ("tr", &["turkish", "türkçe", "turkce", "turks"]),
    ("ar", &["arabic", "العربية", "arabisch"]),
    ("uk", &["ukrainian", "українська", "oekraïens", "oekraiens"]),
];

/// A language as exports write it: a tag (`nl_NL`, `en-us`, `nl-NL,en;q=0.5`), a POSIX locale, or a name.
///
/// # Errors
/// When it is none of these; a country (`US`) is not a language.
pub(super) fn parse(text: &str) -> Result<Tag, Unread> {
    let unread = || Unread { wanted: "a language we know", hint: "write a tag such as `nl`, `en-GB` or `nl-x-formal`" };
    let first = text.split([',', ';', '.', '@', '#', '(']).next().unwrap_or("").trim().trim_end_matches(['_', '-']);
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
    if known { Ok(tag) } else { Err(unread()) }
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
            ("fry", "fry"),
        ] {
            assert_eq!(parse(text).map(|t| t.to_string()), Ok(tag.to_owned()), "{text}");
        }
        for unknown in ["US", "xx", "Klingon", "Polskie", "1043", "nl NL", "C", "", "N/B"] {
            assert!(parse(unknown).is_err(), "{unknown}");
        }
        assert!(TWO_LETTERS.is_sorted());
    }
}
