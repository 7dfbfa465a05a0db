//! The languages of a campaign, and who gets which.

use std::collections::BTreeMap;

use crate::l10n::{Pseudo, Tag, negotiate};

/// The languages a campaign speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Languages {
    /// What people get whose own language is not offered.
    pub default: Tag,
    /// Every language the campaign's messages are offered in; the default is one of them.
    pub offered: Vec<Tag>,
    /// In which register people are addressed whose data names none, by primary language (`nl` → `formal`); `None` is
    /// the plain tag. A language that is not here has the register of the person's own tag.
    pub registers: BTreeMap<String, Option<String>>,
    /// Whose conventions for dates and numbers a language has, as a region: `en` → `NL`.
    pub formats: BTreeMap<Tag, String>,
    /// What people read of a message that is not there in their own language, in order, by that language; the default
    /// comes after it.
    pub fallback: BTreeMap<Tag, Vec<Tag>>,
}

impl Languages {
    /// Languages without a choice of register or region.
    pub fn new(default: Tag, offered: Vec<Tag>) -> Self {
        Languages { default, offered, registers: BTreeMap::new(), formats: BTreeMap::new(), fallback: BTreeMap::new() }
    }

    /// The best of `existing` for a person whose data says `wanted`, among those offered; `None` means: the default.
    ///
    /// The register the campaign chose for a language stands in for none, and for one that is not there; otherwise a
    /// register never falls into another.
    pub fn choose<'a>(&self, wanted: &Tag, existing: impl IntoIterator<Item = &'a Tag>) -> Option<&'a Tag> {
        let existing: Vec<&Tag> = existing.into_iter().filter(|tag| self.offered.contains(tag)).collect();
        let among = |wanted: &Tag| negotiate(wanted, existing.iter().copied());
        let chosen = self.registers.get(wanted.primary()).map(|register| wanted.with_register(register.as_deref()));
        match chosen {
            None => among(wanted),
            Some(chosen) if wanted.register().is_none() => among(&chosen),
            Some(chosen) => among(wanted).or_else(|| among(&chosen)),
        }
    }

    /// The best of `existing` for a person whose data says `wanted`, or of the languages that stand in for theirs, in order;
    /// `None` means: the default.
    pub fn choose_or_fall_back<'a>(&self, wanted: &Tag, existing: &[&'a Tag]) -> Option<&'a Tag> {
        let own = self.choose(wanted, existing.iter().copied());
        let instead = || wanted.chain().chain([wanted.with_register(None)]).find_map(|tag| self.fallback.get(&tag));
        own.or_else(|| instead()?.iter().find_map(|tag| self.choose(tag, existing.iter().copied())))
    }

    /// The language offered to a person whose data says `wanted`; `None` means: the default.
    pub fn offer(&self, wanted: &Tag) -> Option<&Tag> {
        self.choose(wanted, &self.offered)
    }

    /// Whether a message in `given` is in the language of a person whose data says `wanted`.
    pub fn serves(&self, wanted: &Tag, given: &Tag) -> bool {
        self.choose(wanted, [given]).is_some()
    }

    /// Whose dates and numbers a text in `language` has for a person whose data says `wanted`: of the region the
    /// campaign names, else of the person's own where that is a region of the same language.
    pub fn formats(&self, language: &Tag, wanted: Option<&Tag>) -> Tag {
        if Pseudo::of(language).is_some() {
            return language.clone();
        }
        if let Some(region) = language.chain().find_map(|tag| self.formats.get(&tag)) {
            return language.in_region(region);
        }
        let own = wanted.filter(|wanted| wanted.primary() == language.primary()).and_then(|wanted| wanted.region());
        match (language.region(), own) {
            (None, Some(region)) => language.in_region(region),
            _ => language.with_register(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> Tag {
        text.parse().unwrap()
    }

    fn languages(offered: &[&str], registers: &[(&str, Option<&str>)]) -> Languages {
        let registers = registers.iter().map(|(tag, register)| ((*tag).to_owned(), register.map(str::to_owned)));
        let offered: Vec<Tag> = offered.iter().map(|text| tag(text)).collect();
        Languages { registers: registers.collect(), ..Languages::new(offered[0].clone(), offered) }
    }

    fn offer(languages: &Languages, wanted: &str) -> Option<String> {
        languages.offer(&tag(wanted)).map(Tag::to_string)
    }

    #[test]
    fn nobodys_data_says_formal_so_the_campaign_does() {
        let formal = languages(&["nl-x-formal", "en"], &[("nl", Some("formal"))]);
        for wanted in ["nl", "nl-BE", "nl-x-formal", "nl-BE-x-formal"] {
            assert_eq!(offer(&formal, wanted).as_deref(), Some("nl-x-formal"), "{wanted}");
        }
        assert_eq!(offer(&formal, "en-US").as_deref(), Some("en"));
        assert_eq!(offer(&formal, "pl"), None);
    }

    #[test]
    fn a_missing_translation_falls_back_in_the_order_of_the_campaign() {
        let mut polish = languages(&["en", "nl", "de-x-formal", "pl"], &[("de", Some("formal"))]);
        polish.fallback.insert(tag("pl"), vec![tag("de"), tag("nl")]);
        let read = |wanted: &str, existing: &[&str]| {
            let existing: Vec<Tag> = existing.iter().map(|text| tag(text)).collect();
            polish.choose_or_fall_back(&tag(wanted), &existing.iter().collect::<Vec<_>>()).map(Tag::to_string)
        };
        assert_eq!(read("pl", &["en", "nl", "pl"]).as_deref(), Some("pl"));
        assert_eq!(read("pl-PL", &["en", "nl"]).as_deref(), Some("nl"));
        assert_eq!(read("pl", &["en", "nl", "de-x-formal"]).as_deref(), Some("de-x-formal"));
        assert_eq!(read("pl", &["en"]), None, "the default");
        assert_eq!(read("fr", &["en", "nl"]), None, "what stands in for Polish does not for French");
    }

    #[test]
    fn a_register_never_falls_into_another_by_itself() {
        let silent = languages(&["nl-x-formal", "en"], &[]);
        assert_eq!(offer(&silent, "nl"), None);
        assert_eq!(offer(&languages(&["nl"], &[]), "nl-x-formal"), None);
        let both = languages(&["nl", "nl-x-formal"], &[("nl", Some("formal"))]);
        assert_eq!(offer(&both, "nl").as_deref(), Some("nl-x-formal"));
        assert_eq!(both.choose(&tag("nl"), [&tag("nl")]), None, "a message that is only there as je");
    }

    #[test]
    fn informal_may_stand_in_for_formal_when_the_campaign_says_so() {
        let informal = languages(&["nl", "en"], &[("nl", None)]);
        assert_eq!(offer(&informal, "nl-x-formal").as_deref(), Some("nl"));
        assert_eq!(offer(&informal, "nl-BE").as_deref(), Some("nl"));
    }

    #[test]
    fn dates_follow_the_campaign_then_the_persons_region() {
        let mut some = languages(&["nl", "en", "de-x-formal"], &[]);
        let formats = |some: &Languages, text: &str, wanted: Option<&str>| {
            some.formats(&tag(text), wanted.map(tag).as_ref()).to_string()
        };
        assert_eq!(formats(&some, "nl", Some("nl-BE")), "nl-BE");
        assert_eq!(formats(&some, "nl", Some("fr-BE")), "nl");
        assert_eq!(formats(&some, "de-x-formal", Some("de-AT")), "de-AT");
        assert_eq!(formats(&some, "de-x-formal", None), "de");
        some.formats.insert(tag("en"), "NL".into());
        assert_eq!(formats(&some, "en", Some("en-US")), "en-NL");
    }
}
