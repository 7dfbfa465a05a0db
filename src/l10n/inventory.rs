//! What a file of texts has in it: for whoever compares languages.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey,
};
use icu_decimal::input::Decimal;

use super::Tag;
use super::plural::Plurals;
use super::resource::{File, name_of};
use crate::error::Place;

/// One text of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogText {
    /// The language of its file.
    pub language: Tag,
    /// Its name, without the hyphen of a term.
    pub id: String,
    /// Whether it is a term.
    pub is_term: bool,
    /// Where it is.
    pub place: Place,
    /// The values it mentions.
    pub variables: BTreeSet<String>,
    /// The labels it mentions.
    pub labels: BTreeSet<String>,
    /// The terms it mentions, without their hyphens.
    pub terms: BTreeSet<String>,
    /// What it says, where that depends on nothing.
    pub plain: Option<String>,
    /// The plural forms of its language that it does not have, where it chooses on a number: names of CLDR categories.
    pub lacking: BTreeSet<&'static str>,
}

/// Whole numbers up to here decide which plural forms a language needs; the French form for millions is not asked for.
const COUNTED: usize = 1000;

/// The texts of `locales/<language>/*.ftl`; none of another file, nor of one that cannot be read.
pub fn inventory(path: &str, bytes: &[u8]) -> Vec<CatalogText> {
    let Some(file) = File::read(path, bytes, &mut Vec::new()) else { return Vec::new() };
    let forms = forms(&file.language);
    let mut found = Vec::new();
    for entry in &file.texts.body {
        let (pattern, is_term) = match entry {
            Entry::Message(message) => (message.value.as_ref(), false),
            Entry::Term(term) => (Some(&term.value), true),
            _ => continue,
        };
        let (Some(id), Some(pattern)) = (name_of(entry), pattern) else { continue };
        let mut text = CatalogText {
            language: file.language.clone(),
            id: id.to_owned(),
            is_term,
            place: file.place_of(id),
            variables: BTreeSet::new(),
            labels: BTreeSet::new(),
            terms: BTreeSet::new(),
            plain: plain(pattern),
            lacking: BTreeSet::new(),
        };
        text.read(pattern, &forms);
        found.push(text);
    }
    found
}

/// The categories of a language, each with the numbers up to [`COUNTED`] that are in it.
type Forms = BTreeMap<&'static str, Vec<usize>>;

fn forms(language: &Tag) -> Forms {
    let Some(plurals) = Plurals::new(language.html()) else { return Forms::new() };
    let mut forms = Forms::new();
    for number in 0..=COUNTED {
        forms.entry(plurals.category(&Decimal::from(number))).or_default().push(number);
    }
    forms
}

/// What a text without values says.
fn plain(pattern: &Pattern<String>) -> Option<String> {
    let words = pattern.elements.iter().map(|element| match element {
        PatternElement::TextElement { value } => Some(value.as_str()),
        PatternElement::Placeable { .. } => None,
    });
    words.collect()
}

impl CatalogText {
    fn read(&mut self, pattern: &Pattern<String>, forms: &Forms) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression, forms);
            }
        }
    }

    fn expression(&mut self, expression: &Expression<String>, forms: &Forms) {
        match expression {
            Expression::Inline(inline) => self.inline(inline, forms),
            Expression::Select { selector, variants } => {
                self.inline(selector, forms);
                self.lacking.extend(lacking(variants, forms));
                variants.iter().for_each(|variant| self.read(&variant.value, forms));
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<String>, forms: &Forms) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.variables.insert(id.name.to_owned());
            }
            InlineExpression::MessageReference { id, .. } => {
                self.labels.insert(id.name.to_owned());
            }
            InlineExpression::TermReference { id, arguments, .. } => {
                self.terms.insert(id.name.to_owned());
                arguments.iter().for_each(|arguments| self.arguments(arguments, forms));
            }
            InlineExpression::FunctionReference { arguments, .. } => self.arguments(arguments, forms),
            InlineExpression::Placeable { expression } => self.expression(expression, forms),
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
        }
    }

    fn arguments(&mut self, arguments: &CallArguments<String>, forms: &Forms) {
        let named = arguments.named.iter().map(|argument| &argument.value);
        arguments.positional.iter().chain(named).for_each(|value| self.inline(value, forms));
    }
}

/// The forms that a choice on a number does not have. A choice on words has none to have.
fn lacking(variants: &[Variant<String>], forms: &Forms) -> Vec<&'static str> {
    let mut named = BTreeSet::new();
    let mut numbers = BTreeSet::new();
    for variant in variants {
        match &variant.key {
            VariantKey::Identifier { name } => {
                named.insert(name.as_str());
            }
            VariantKey::NumberLiteral { value } => {
                numbers.extend(value.parse::<usize>().ok());
            }
        }
    }
    let counts = !numbers.is_empty() || named.iter().any(|name| *name != "other" && forms.contains_key(name));
    let is_missing = |(form, members): &(&&'static str, &Vec<usize>)| {
        !named.contains(**form) && !members.iter().all(|number| numbers.contains(number))
    };
    if counts { forms.iter().filter(is_missing).map(|(form, _)| *form).collect() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(language: &str, text: &str) -> CatalogText {
        let mut found = inventory(&format!("locales/{language}/labels.ftl"), text.as_bytes());
        assert_eq!(found.len(), 1, "{text}");
        found.remove(0)
    }

    fn lacking(language: &str, keys: &str) -> Vec<&'static str> {
        let variants: String = keys.split(' ').map(|key| format!("    {key} x\n")).collect();
        one(language, &format!("days = {{ $days ->\n{variants} }}\n")).lacking.into_iter().collect()
    }

    #[test]
    fn a_text_says_what_it_depends_on() {
        let text = one("nl", "x = { $a } { NUMBER($b, least: 1) } { -shop } { y } { $c -> \n *[k] { $d }\n }\n");
        assert_eq!(text.variables.iter().map(String::as_str).collect::<Vec<_>>(), ["a", "b", "c", "d"]);
        assert!(text.terms.contains("shop") && text.labels.contains("y"));
        assert_eq!(text.plain, None);
        assert_eq!(one("nl", "-shop = App Store\n").plain.as_deref(), Some("App Store"));
    }

    #[test]
    fn plural_forms_are_those_the_language_needs_for_whole_numbers() {
        assert_eq!(lacking("nl", "[one] *[other]"), [""; 0]);
        assert_eq!(lacking("nl", "[0] [1] *[other]"), [""; 0], "one is only said of 1");
        assert_eq!(lacking("fr", "[1] *[other]"), ["one"], "said of 0 too");
        assert_eq!(lacking("fr", "[one] *[other]"), [""; 0], "millions are not asked for");
        assert_eq!(lacking("pl", "[one] *[other]"), ["few", "many"]);
        assert_eq!(lacking("pl-x-formal", "[one] [few] *[many]"), [""; 0]);
        assert_eq!(lacking("ar", "[one] *[other]"), ["few", "many", "two", "zero"]);
        assert_eq!(lacking("nl", "[phone] *[other]"), [""; 0], "a choice on words");
    }
}
