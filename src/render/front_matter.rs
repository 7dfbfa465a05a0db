//! A message template as it is written: front matter and a Markdown body.
//!
//! ```text
//! ---
//! subject: "Nog {{ days_left }} dagen voor {{ migration.to }}"
//! preheader: "Je hebt een half uur nodig."
//! ---
//! Hallo {{ person.first_name }},
//! ```

use std::sync::Arc;

use serde::Deserialize;
use serde_yaml::{MessageFormatter, Spanned, UserMessageFormatter};

use super::fragment::{Fragment, text_of};
use crate::error::{Error, Place, Problem, Result};

/// A template file, taken apart.
#[derive(Debug, Clone)]
pub struct TemplateFile {
    /// The subject of the message.
    pub subject: Fragment,
    /// What a list of messages shows after the subject.
    pub preheader: Option<Fragment>,
    /// The Markdown body.
    pub body: Fragment,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    subject: Spanned<String>,
    preheader: Option<Spanned<String>>,
    /// Read by [`TranslationSource`](super::TranslationSource), which blocks have too.
    #[serde(rename = "source")]
    _source: Option<String>,
}

impl TemplateFile {
    /// Takes a template file apart.
    ///
    /// # Errors
    /// When it is not UTF-8, has no front matter, or its front matter has no subject or an unknown key.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<Self> {
        let whole = text_of(file, bytes)?;
        let file: Arc<str> = file.into();
        let missing = |message: &str| {
            Error::from(
                Problem::new(message)
                    .at(Place::at(file.clone(), &whole, 1, 1, 1))
                    .hint("begin the file with `---`, `subject: …`, `---`"),
            )
        };
        let Some(rest) = whole.strip_prefix("---\n") else {
            return Err(missing("a message template begins with its front matter"));
        };
        let Some((end, after)) = closing(rest) else {
            return Err(missing("the front matter has no end"));
        };
        let yaml = &rest[..end];
        // Texts have nothing in one another.
        let options = serde_yaml::options! { budget: serde_yaml::budget! { max_depth: 5 } };
        let front: FrontMatter = serde_yaml::from_str_with_options(yaml, options).map_err(|error| {
            let at = error.location();
            let line = at.map_or(2, |at| at.line() as u32 + 1);
            let column = at.map_or(1, |at| at.column() as u32);
            let message = UserMessageFormatter.format_message(&error).into_owned();
            Error::from(
                Problem::new(format!("the front matter cannot be used: {message}"))
                    .at(Place::at(file.clone(), &whole, line, column, 1))
                    .hint(unquoted(&whole, line).unwrap_or_else(|| {
                        "it has `subject:` and, if you like, `preheader:` and `source:`".to_owned()
                    })),
            )
        })?;
        let fragment = |value: &Spanned<String>| {
            let line = value.referenced.line() as u32 + 1;
            let column = value.referenced.column() as u32;
            let shown = whole.lines().nth(line as usize - 1).unwrap_or("");
            let quoted = shown.chars().nth(column.saturating_sub(1) as usize).is_some_and(|c| matches!(c, '"' | '\''));
            Fragment {
                file: file.clone(),
                whole: whole.clone(),
                text: value.value.clone(),
                line,
                column: column + u32::from(quoted),
            }
        };
        if front.subject.value.trim().is_empty() {
            let at = fragment(&front.subject);
            return Err(Problem::new("the subject is empty").at(at.place(1, 1, 1)).into());
        }
        let body = Fragment {
            file: file.clone(),
            whole: whole.clone(),
            text: after.to_owned(),
            line: yaml.matches('\n').count() as u32 + 3,
            column: 1,
        };
        Ok(TemplateFile { subject: fragment(&front.subject), preheader: front.preheader.as_ref().map(fragment), body })
    }
}

/// How to write a text that YAML takes for something else: between quotes.
fn unquoted(whole: &str, line: u32) -> Option<String> {
    let (key, text) = whole.lines().nth(line.checked_sub(1)? as usize)?.split_once(':')?;
    let text = text.trim();
    let is_special =
        text.starts_with(|c| "@`%*&!|>{[-?#\"',}]".contains(c)) || text.contains(": ") || text.ends_with(':');
    if !matches!(key, "subject" | "preheader") || !is_special {
        return None;
    }
    let bare = match text.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        Some(quote) => {
            text.trim_start_matches(quote).trim_end_matches(quote).replace(&format!("\\{quote}"), &quote.to_string())
        }
        None => text.to_owned(),
    };
    Some(format!("put the text between quotes: `{key}: {}`", quoted(&bare)))
}

/// A text between the quotes of YAML.
pub(crate) fn quoted(text: &str) -> String {
    match text.contains(['"', '\\']) {
        true => format!("'{}'", text.replace('\'', "''")),
        false => format!("\"{text}\""),
    }
}

/// Where the line `---` that ends the front matter begins, and what follows it.
fn closing(rest: &str) -> Option<(usize, &str)> {
    let mut offset = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Some((offset, &rest[offset + line.len()..]));
        }
        offset += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place_of(text: &str) -> (String, String) {
        let error = TemplateFile::parse("templates/a/b.nl.md", text.as_bytes()).unwrap_err();
        let problem = &error.problems[0];
        (problem.place.as_ref().unwrap().to_string(), problem.message.clone())
    }

    #[test]
    fn parts_know_where_they_are() {
        let source = TemplateFile::parse(
            "a.md",
            b"---\r\n# note\r\npreheader: kort\r\nsubject: \"Hallo {{ x }}\"\r\n---\r\nEen\r\nTwee\r\n",
        )
        .unwrap();
        assert_eq!(source.subject.text, "Hallo {{ x }}");
        assert_eq!(source.subject.place(1, 7, 1).to_string(), "a.md:4:17");
        assert_eq!(source.preheader.unwrap().text, "kort");
        assert_eq!(source.body.text, "Een\nTwee\n");
        assert_eq!(&*source.body.place(2, 1, 1).text, "Twee");
    }

    #[test]
    fn mistakes_have_their_place() {
        assert_eq!(place_of("Hallo").0, "templates/a/b.nl.md:1:1");
        assert_eq!(place_of("---\nsubject: x\n").1, "the front matter has no end");
        let (place, message) = place_of("---\nsubject: x\nsubjct: y\n---\n");
        assert_eq!(place, "templates/a/b.nl.md:3:1");
        assert!(message.contains("subjct"), "{message}");
        assert!(place_of("---\npreheader: x\n---\n").1.contains("subject"));
        assert_eq!(place_of("---\nsubject: ''\n---\n").0, "templates/a/b.nl.md:2:11");
        let hint = |front: &str| {
            let error = TemplateFile::parse("a.md", format!("---\n{front}\n---\n").as_bytes()).unwrap_err();
            error.problems[0].hint.clone().unwrap()
        };
        for (front, right) in [
            ("subject: Move: before Friday", "`subject: \"Move: before Friday\"`"),
            ("subject: [EXTERN] Move", "`subject: \"[EXTERN] Move\"`"),
            ("subject: {{ migration.to }} now", "`subject: \"{{ migration.to }} now\"`"),
            ("subject: x\npreheader: @all", "`preheader: \"@all\"`"),
            ("subject: \"Move\" now", "`subject: 'Move\" now'`"),
            ("subject: 'It's'", "`subject: \"It's\"`"),
            ("subject: #4711", "`subject: \"#4711\"`"),
        ] {
            assert_eq!(hint(front), format!("put the text between quotes: {right}"), "{front}");
        }
        assert_eq!(place_of("---\nsubject: a\nsubject: b\n---\n").0, "templates/a/b.nl.md:3:1");
    }
}
