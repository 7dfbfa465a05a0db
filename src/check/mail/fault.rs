//! What is wrong with one message.

use crate::check::rule::Rule;

/// One thing that is wrong with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::check) struct Fault {
    /// Which rule says so.
    pub(in crate::check) rule: Rule,
    /// What is wrong, as the end of a sentence about the message.
    pub(in crate::check) message: String,
    /// What to do about this one; the rule's own advice when absent.
    pub(in crate::check) hint: Option<String>,
    /// Where its author wrote what is wrong.
    pub(in crate::check) written: Written,
    /// What makes it another mistake than a second one of the same rule, whoever reads it: a link, a tag.
    pub(in crate::check) what: String,
}

/// Where in the campaign something may have been written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::check) enum Written {
    /// In the template of the message, in a block, in the layout or in the campaign file: wherever this text is.
    Anywhere(String),
    /// In the layout, where this text is.
    Layout(&'static str),
    /// In the campaign file, where this text is.
    Campaign(&'static str),
    /// In the front matter of the template, after this key.
    FrontMatter(&'static str),
    /// In the template, or nowhere in particular.
    Template,
}

impl Fault {
    /// A fault that is in the template, if anywhere.
    pub(super) fn of(rule: Rule, message: impl Into<String>) -> Self {
        Fault { rule, message: message.into(), hint: None, written: Written::Template, what: String::new() }
    }

    #[must_use]
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    #[must_use]
    pub(super) fn written(mut self, written: Written) -> Self {
        self.written = written;
        self
    }

    /// Says what tells it from another of its rule.
    #[must_use]
    pub(super) fn about(mut self, what: impl Into<String>) -> Self {
        self.what = what.into();
        self
    }
}
