//! Plural forms, from ICU.

use icu_decimal::input::Decimal;
use icu_locale::Locale;
use icu_plurals::{PluralCategory, PluralRules};

/// The plural forms of a language: which number takes which.
pub(super) struct Plurals(PluralRules);

impl Plurals {
    /// Of the language of a tag without its register; `None` when no language data can serve it.
    pub(super) fn new(tag: &str) -> Option<Self> {
        let locale = Locale::try_from_str(tag).ok()?;
        PluralRules::try_new_cardinal((&locale).into()).ok().map(Plurals)
    }

    /// The CLDR category of a number as it is written: English says `1 day` and `1.0 days`.
    pub(super) fn category(&self, number: &Decimal) -> &'static str {
        match self.0.category_for(number) {
            PluralCategory::Zero => "zero",
            PluralCategory::One => "one",
            PluralCategory::Two => "two",
            PluralCategory::Few => "few",
            PluralCategory::Many => "many",
            PluralCategory::Other => "other",
        }
    }
}
