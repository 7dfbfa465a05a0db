//! Language tags and the one fallback chain (`nl-BE → nl → default`) that the whole program uses.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// The register in which people are addressed as strangers are.
const FORMAL: &str = "formal";

/// A BCP 47 language tag in canonical case, such as `nl`, `nl-BE` or `nl-x-formal`. Cheap to clone.
///
/// Registers are private-use subtags: `nl` says *je*, `nl-x-formal` says *u*.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(Arc<str>);

/// Why a text is not a language tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagError(String);

impl fmt::Display for TagError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a language tag; write one such as `nl`, `en-GB` or `nl-x-formal`", self.0)
    }
}

impl std::error::Error for TagError {}

/// Which way a language is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

impl Direction {
    /// The value of HTML's `dir` attribute.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        }
    }
}

impl Tag {
    /// `und`: a language nobody knows. What a campaign with an unreadable tag holds until it is refused.
    pub fn undetermined() -> Self {
        Tag("und".into())
    }

    /// The tag as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The primary language subtag: `nl` of `nl-BE`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// What stands between a label and its value: a colon, with the no-break space before it that French wants.
    pub fn colon(&self) -> &'static str {
        match self.primary() {
            "fr" => "\u{a0}:",
            _ => ":",
        }
    }

    /// The register (`formal` of `nl-x-formal`), if the tag names one.
    pub fn register(&self) -> Option<&str> {
        self.0.split_once("-x-").map(|(_, register)| register)
    }

    /// The register in which people are addressed in this language where nobody says which; `None` is that of the plain
    /// tag. Public bodies in France and Belgium do not say *tu*, nor those of German-speaking countries *du*.
    pub fn usual_register(&self) -> Option<&'static str> {
        match self.primary() {
            "de" | "fr" => Some(FORMAL),
            _ => None,
        }
    }

    /// The word by which a text in this language and register addresses its reader, of those that the program knows.
    pub fn address(&self) -> Option<&'static str> {
        Some(match (self.primary(), self.register()) {
            ("nl", None) => "je",
            ("nl", Some(FORMAL)) => "u",
            ("de", None) => "du",
            ("de", Some(FORMAL)) => "Sie",
            ("fr", None) => "tu",
            ("fr", Some(FORMAL)) => "vous",
            _ => return None,
        })
    }

    /// The tag for HTML's `lang`: without the private-use register, which screen readers do not know.
    pub fn html(&self) -> &str {
        self.0.split_once("-x-").map_or(&self.0, |(tag, _)| tag)
    }

    /// This language in another register (`formal` makes `nl-x-formal` of `nl`), or in none.
    pub fn with_register(&self, register: Option<&str>) -> Tag {
        match register {
            _ if self.register() == register => self.clone(),
            Some(register) => Tag(format!("{}-x-{register}", self.html()).into()),
            None => Tag(self.html().into()),
        }
    }

    /// The region of the tag: `BE` of `nl-BE`.
    pub fn region(&self) -> Option<&str> {
        self.html().split('-').skip(1).find(|part| is_region(part))
    }

    /// The language as it is written in a region, in no register: `nl-BE`, also of `nl-NL`.
    pub fn in_region(&self, region: &str) -> Tag {
        let mut parts: Vec<&str> = self.html().split('-').filter(|part| !is_region(part)).collect();
        // A region stands after language and script (RFC 5646 section 2.1).
        let at = parts.iter().skip(1).position(|part| part.len() != 4).map_or(parts.len(), |at| at + 1);
        parts.insert(at, region);
        Tag(parts.join("-").into())
    }

    /// Which way this language is written.
    pub fn direction(&self) -> Direction {
        match self.primary() {
            "ar" | "he" | "fa" | "ur" | "ps" | "yi" | "dv" | "ckb" => Direction::Rtl,
            _ => Direction::Ltr,
        }
    }

    /// This tag, then each shorter one: `nl-BE`, `nl`. The register is kept to the end (`nl-BE-x-formal`,
    /// `nl-x-formal`) and never dropped: one who is addressed as *u* is not suddenly *je*.
    pub fn chain(&self) -> impl Iterator<Item = Tag> + '_ {
        let (base, register) = match self.0.split_once("-x-") {
            Some((base, register)) => (base, Some(register)),
            None => (&*self.0, None),
        };
        std::iter::successors(Some(base), |tag| tag.rsplit_once('-').map(|(shorter, _)| shorter)).map(move |tag| {
            match register {
                Some(register) => Tag(format!("{tag}-x-{register}").into()),
                None => Tag(tag.into()),
            }
        })
    }
}

/// The first of `offered` on `wanted`'s chain, if any. `None` means: fall back to the campaign's default language.
pub fn negotiate<'a>(wanted: &Tag, offered: impl IntoIterator<Item = &'a Tag> + Clone) -> Option<&'a Tag> {
    wanted.chain().find_map(|tag| offered.clone().into_iter().find(|o| **o == tag))
}

impl FromStr for Tag {
    type Err = TagError;

    /// Accepts the spellings exports use (`nl_NL`, `EN-us`) and makes them canonical.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || TagError(text.to_owned());
        let spelled = text.trim().replace('_', "-");
        let (base, register) = match spelled.split_once("-x-") {
            Some((base, register)) => (base, Some(register.to_ascii_lowercase())),
            None => (spelled.as_str(), None),
        };
        let id: unic_langid::LanguageIdentifier = base.parse().map_err(|_| wrong())?;
        if id.language.is_empty() || register.as_deref().is_some_and(|r| !is_register(r)) {
            return Err(wrong());
        }
        Ok(Tag(match register {
            Some(register) => format!("{id}-x-{register}").into(),
            None => id.to_string().into(),
        }))
    }
}

/// Whether a subtag is a region (RFC 5646 section 2.2.4) in canonical case. `XA` and `XB` are those of pseudo-locales.
pub fn is_region(part: &str) -> bool {
    (part.len() == 2 && part.bytes().all(|b| b.is_ascii_uppercase()))
        || (part.len() == 3 && part.bytes().all(|b| b.is_ascii_digit()))
}

fn is_register(text: &str) -> bool {
    (1..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

impl std::borrow::Borrow<str> for Tag {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> Tag {
        text.parse().unwrap()
    }

    #[test]
    fn exports_spell_tags_in_many_ways() {
        assert_eq!(tag("EN-us").as_str(), "en-US");
        assert_eq!(tag("nl_BE").as_str(), "nl-BE");
        assert_eq!(tag(" nl-X-formal ".replace('X', "x").as_str()).as_str(), "nl-x-formal");
        assert!("Nederlands!".parse::<Tag>().is_err());
        assert!("".parse::<Tag>().is_err());
    }

    #[test]
    fn a_tag_changes_its_register_or_region_and_nothing_else() {
        assert_eq!(tag("nl-BE").with_register(Some("formal")), tag("nl-BE-x-formal"));
        assert_eq!(tag("nl-BE-x-formal").with_register(None), tag("nl-BE"));
        assert_eq!((tag("nl-BE-x-formal").region(), tag("nl").region()), (Some("BE"), None));
        assert_eq!(tag("nl-x-formal").in_region("BE"), tag("nl-BE"));
        assert_eq!(tag("sr-Latn-RS").in_region("ME"), tag("sr-Latn-ME"));
    }

    #[test]
    fn a_language_has_a_register_of_its_own_where_nobody_says_which() {
        let usual = |text: &str| tag(text).usual_register();
        assert_eq!([usual("fr-BE"), usual("de-AT")], [Some("formal"); 2]);
        assert_eq!([usual("nl"), usual("en-GB"), usual("pl")], [None; 3]);
        let address = |text: &str| tag(text).address();
        assert_eq!([address("nl-BE"), address("nl-x-formal")], [Some("je"), Some("u")]);
        assert_eq!([address("fr-x-formal"), address("de")], [Some("vous"), Some("du")]);
        assert_eq!([address("en"), address("nl-x-royal")], [None; 2]);
    }

    #[test]
    fn a_register_never_falls_into_another() {
        let offered = [tag("nl"), tag("en")];
        assert_eq!(negotiate(&tag("nl-BE"), &offered), Some(&offered[0]));
        assert_eq!(negotiate(&tag("nl-x-formal"), &offered), None);
        assert_eq!(negotiate(&tag("pl"), &offered), None);
    }
}
