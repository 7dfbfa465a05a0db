//! The fixed words of documents: a folder per language, `documents/nl`, and a file in it per document. A language is a
//! folder more, and no line of Rust.
//!
//! The form is that of the catalogs, Fluent, with what a document needs of it: a message per word, `{ $n }` for what is
//! filled in, and the attribute `.several` for the word of more than one.

use std::collections::BTreeMap;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser::parse_runtime;
use fluent_syntax::unicode::unescape_unicode_to_string;

use crate::builtin;

use super::words::{Forms, ProgressWords};

/// One file of them. They are few and read once, and live as long as the program.
pub(super) struct Fixed {
    language: &'static str,
    file: &'static str,
    texts: BTreeMap<String, &'static str>,
}

impl Fixed {
    /// This file in every language that has documents.
    pub(super) fn all(file: &'static str) -> impl Iterator<Item = Fixed> {
        builtin::documents(file).map(move |(language, text)| Fixed::parse(language, file, text))
    }

    /// What comes with the program is well formed: a test reads every file.
    fn parse(language: &'static str, file: &'static str, text: &'static str) -> Self {
        let resource =
            parse_runtime(text).unwrap_or_else(|(_, errors)| panic!("documents/{language}/{file}: {errors:?}"));
        let mut texts = BTreeMap::new();
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let name = message.id.name;
            if let Some(value) = &message.value {
                texts.insert(name.to_owned(), plain(value));
            }
            for attribute in &message.attributes {
                texts.insert(format!("{name}.{}", attribute.id.name), plain(&attribute.value));
            }
        }
        Fixed { language, file, texts }
    }

    fn said(&self, key: &str) -> &'static str {
        let said = self.texts.get(key).copied();
        said.unwrap_or_else(|| panic!("documents/{}/{} does not say `{key}`", self.language, self.file))
    }

    pub(super) fn lang(&self, _: &str) -> &'static str {
        self.language
    }

    pub(super) fn text(&self, field: &str) -> &'static str {
        self.said(&key(field))
    }

    pub(super) fn forms(&self, field: &str) -> Forms {
        let key = key(field);
        Forms(self.said(&key), self.said(&format!("{key}.several")))
    }

    /// Several words in their order, with ` | ` between them.
    pub(super) fn list(&self, field: &str) -> Vec<&'static str> {
        self.text(field).split(" | ").collect()
    }

    /// What is called otherwise than by its own name: `name-enrol` of `names`.
    pub(super) fn names(&self, field: &str) -> Vec<(&'static str, &'static str)> {
        let prefix = format!("{}-", field.trim_end_matches('s'));
        let found = self.texts.iter().filter_map(|(key, said)| Some((key.strip_prefix(&prefix)?, *said)));
        found.map(|(name, said)| (&*name.to_owned().leak(), said)).collect()
    }

    pub(super) fn progress(&self, _: &str) -> &'static ProgressWords {
        ProgressWords::in_language(self.language)
    }
}

fn key(field: &str) -> String {
    field.replace('_', "-")
}

/// The text of a pattern, with `{n}` where `{ $n }` is filled in.
fn plain(pattern: &Pattern<&'static str>) -> &'static str {
    let mut text = String::new();
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => text.push_str(value),
            PatternElement::Placeable { expression: Expression::Inline(inline) } => match inline {
                InlineExpression::VariableReference { id } => text.push_str(&format!("{{{}}}", id.name)),
                InlineExpression::StringLiteral { value } => text.push_str(&unescape_unicode_to_string(value)),
                other => panic!("a document's words have no {other:?}"),
            },
            PatternElement::Placeable { expression } => panic!("a document's words have no {expression:?}"),
        }
    }
    text.leak()
}

/// Declares the fixed words of a document, which are read from a file of this name in each language.
macro_rules! fixed_words {
    (
        $(#[$about:meta])*
        $vis:vis struct $name:ident from $file:literal {
            $($(#[$doc:meta])* $field:ident: $kind:ident,)*
        }
    ) => {
        $(#[$about])*
        #[derive(Debug)]
        $vis struct $name {
            $($(#[$doc])* pub(in crate::report) $field: fixed_words!(@type $kind),)*
        }

        impl $name {
            /// The words in this language, by its primary subtag; in English where there are none.
            pub(in crate::report) fn in_language(primary: &str) -> &'static Self {
                static ALL: std::sync::LazyLock<std::collections::BTreeMap<&'static str, $name>> =
                    std::sync::LazyLock::new(|| {
                        crate::report::fixed::Fixed::all($file).map(|file| (file.lang(""), $name::read(&file))).collect()
                    });
                ALL.get(primary).unwrap_or_else(|| &ALL["en"])
            }

            fn read(file: &crate::report::fixed::Fixed) -> Self {
                $name { $($field: file.$kind(stringify!($field)),)* }
            }
        }
    };
    (@type lang) => { &'static str };
    (@type text) => { &'static str };
    (@type forms) => { $crate::report::words::Forms };
    (@type list) => { Vec<&'static str> };
    (@type names) => { Vec<(&'static str, &'static str)> };
    (@type progress) => { &'static $crate::report::words::ProgressWords };
}

pub(super) use fixed_words;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// What a language may call by another name, or leave.
    fn is_name(key: &str) -> bool {
        ["name-", "tongue-", "field-"].iter().any(|prefix| key.starts_with(prefix))
    }

    #[test]
    fn every_language_says_the_same_things_with_the_same_gaps() {
        for file in ["plan.ftl", "progress.ftl", "helpdesk.ftl", "gallery.ftl"] {
            let all: Vec<Fixed> = Fixed::all(file).collect();
            let english = all.iter().find(|fixed| fixed.language == "en").unwrap();
            let keys = |fixed: &Fixed| -> BTreeSet<String> {
                fixed.texts.keys().filter(|key| !is_name(key)).cloned().collect()
            };
            let gaps = |text: &str| -> BTreeSet<String> {
                text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap().to_owned()).collect()
            };
            assert_eq!(all.len(), 4, "{file}: de, en, fr and nl");
            for other in &all {
                assert_eq!(keys(other), keys(english), "documents/{}/{file}", other.language);
                for key in keys(english) {
                    let (ours, theirs) = (gaps(english.said(&key)), gaps(other.said(&key)));
                    assert_eq!(theirs, ours, "documents/{}/{file}: {key}", other.language);
                }
            }
        }
    }
}
