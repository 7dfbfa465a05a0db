//! What a text of a catalog comes to for given values (Project Fluent, "Syntax 1.0", section Runtime).

use fluent_syntax::ast::{
    CallArguments, Expression, Identifier, InlineExpression, Pattern, PatternElement, VariantKey,
};
use fluent_syntax::unicode::unescape_unicode_to_string;

use super::function::{Value, call};
use super::number::Number;
use super::voice::{Argument, Voice};

/// Why a text cannot be said.
pub(super) struct Wrong {
    /// As it follows the name of the text.
    pub(super) reason: String,
    /// Whether it depends on the values that are given.
    pub(super) depends: bool,
}

/// Texts do not mention each other more deeply than this, unless one mentions itself.
const DEEPEST: usize = 20;

/// One text being said.
pub(super) struct Saying<'a> {
    voice: &'a Voice,
    arguments: &'a [(&'a str, Argument<'a>)],
    /// Within a term: what it was given, which is all it can mention.
    given: Option<Vec<(String, Value)>>,
    depth: usize,
    pub(super) wrong: Vec<Wrong>,
}

impl<'a> Saying<'a> {
    pub(super) fn new(voice: &'a Voice, arguments: &'a [(&'a str, Argument<'a>)]) -> Self {
        Saying { voice, arguments, given: None, depth: 0, wrong: Vec::new() }
    }

    /// A term by itself, which is given nothing.
    pub(super) fn term(voice: &'a Voice) -> Self {
        Saying { given: Some(Vec::new()), ..Saying::new(voice, &[]) }
    }

    pub(super) fn pattern(&mut self, pattern: &Pattern<String>) -> String {
        if self.depth == DEEPEST {
            self.refuse("mentions itself".to_owned());
            return String::new();
        }
        self.depth += 1;
        let mut text = String::new();
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => match self.voice.pseudo {
                    Some(pseudo) => text.push_str(&pseudo.say(value)),
                    None => text.push_str(value),
                },
                PatternElement::Placeable { expression } => {
                    let value = self.expression(expression);
                    text.push_str(&self.written(value));
                }
            }
        }
        self.depth -= 1;
        text
    }

    fn refuse(&mut self, reason: String) {
        self.wrong.push(Wrong { reason, depends: false });
    }

    fn written(&self, value: Value) -> String {
        let formatter = &self.voice.formatter;
        match value {
            Value::Text(text) => text,
            Value::Number(number) => formatter.decimal(number.decimal()),
            Value::List(items) => formatter.list(items.iter().map(String::as_str)),
            Value::Absent => String::new(),
        }
    }

    fn expression(&mut self, expression: &Expression<String>) -> Value {
        let (selector, variants) = match expression {
            Expression::Inline(inline) => return self.inline(inline),
            Expression::Select { selector, variants } => (selector, variants),
        };
        let value = self.inline(selector);
        let fits = |key: &VariantKey<String>| match (key, &value) {
            (VariantKey::Identifier { name }, Value::Text(text)) => name == text,
            (VariantKey::Identifier { name }, Value::Number(number)) => {
                self.voice.plurals.category(number.decimal()) == name
            }
            (VariantKey::NumberLiteral { value }, Value::Number(number)) => {
                Number::literal(value).is_some_and(|key| key.equals(number))
            }
            _ => false,
        };
        let chosen = variants.iter().find(|variant| fits(&variant.key)).or(variants.iter().find(|v| v.default));
        match chosen {
            Some(variant) => Value::Text(self.pattern(&variant.value)),
            None => {
                self.refuse("has no `*[other]` variant".to_owned());
                Value::Absent
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<String>) -> Value {
        match inline {
            InlineExpression::StringLiteral { value } => Value::Text(unescape_unicode_to_string(value).into_owned()),
            InlineExpression::NumberLiteral { value } => Number::literal(value).map_or(Value::Absent, Value::Number),
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::VariableReference { id } => self.variable(&id.name),
            InlineExpression::MessageReference { id, attribute } => {
                let name = attribute.as_ref().map(|Identifier { name }| name.as_str());
                match self.voice.pattern(&id.name, name, false) {
                    Some(pattern) => Value::Text(self.pattern(pattern)),
                    None => {
                        self.refuse(format!("mentions the label `{}`, which does not exist", full(&id.name, name)));
                        Value::Absent
                    }
                }
            }
            InlineExpression::TermReference { id, attribute, arguments } => {
                let name = attribute.as_ref().map(|Identifier { name }| name.as_str());
                let Some(pattern) = self.voice.pattern(&id.name, name, true) else {
                    self.refuse(format!("mentions the term `-{}`, which does not exist", full(&id.name, name)));
                    return Value::Absent;
                };
                let given = arguments.as_ref().map(|arguments| self.arguments(arguments).1).unwrap_or_default();
                let outside = self.given.replace(given);
                let text = self.pattern(pattern);
                self.given = outside;
                Value::Text(text)
            }
            InlineExpression::FunctionReference { id, arguments } => {
                let (values, options) = self.arguments(arguments);
                call(&id.name, values, &options, &self.voice.formatter).unwrap_or_else(|reason| {
                    self.refuse(reason);
                    Value::Absent
                })
            }
        }
    }

    fn arguments(&mut self, arguments: &CallArguments<String>) -> (Vec<Value>, Vec<(String, Value)>) {
        let values = arguments.positional.iter().map(|value| self.inline(value)).collect();
        let named = arguments.named.iter().map(|named| (named.name.name.clone(), self.inline(&named.value)));
        (values, named.collect())
    }

    fn variable(&mut self, name: &str) -> Value {
        if let Some(given) = &self.given {
            // What a term is not given it does without.
            return given.iter().find(|(id, _)| id == name).map_or(Value::Absent, |(_, value)| value.clone());
        }
        match self.arguments.iter().find(|(id, _)| *id == name) {
            Some((_, Argument::Text(text))) => Value::Text((*text).to_owned()),
            Some((_, Argument::List(items))) => Value::List(items.clone()),
            Some((_, Argument::Number(number))) => match Number::new(*number) {
                Some(number) => Value::Number(number),
                None => {
                    let reason = format!("cannot say the number `{name}`: {number}");
                    self.wrong.push(Wrong { reason, depends: true });
                    Value::Absent
                }
            },
            None => {
                let reason = format!("needs the value `{name}`, which was not given");
                self.wrong.push(Wrong { reason, depends: true });
                Value::Absent
            }
        }
    }
}

fn full(id: &str, attribute: Option<&str>) -> String {
    attribute.map_or_else(|| id.to_owned(), |attribute| format!("{id}.{attribute}"))
}
