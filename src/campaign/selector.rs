//! The selector language of waves and audiences: `department in ('IT', 'HR') and not site = 'Utrecht'`.
//!
//! ```text
//! selector   = term {"or" term}
//! term       = factor {"and" factor}
//! factor     = "not" factor | "(" selector ")" | comparison
//! comparison = field ("=" | "!=") value | field ["not"] "in" "(" value {"," value} ")"
//!            | field ["not"] "like" pattern | field "is" ["not"] "empty"
//! field      = name | "quoted name"
//! value      = 'text' (a quote inside is doubled) | number | word
//! pattern    = 'text' in which * stands for anything
//! ```
//! Comparison ignores case. A field of devices (`platform`, `ownership`) matches when any device does.

use super::person::Person;

/// A parsed selector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// Both.
    And(Box<Selector>, Box<Selector>),
    /// Either.
    Or(Box<Selector>, Box<Selector>),
    /// Not.
    Not(Box<Selector>),
    /// The field has one of these values (lower case).
    In(Field, Vec<String>),
    /// The field matches a pattern (lower case) in which `*` stands for anything.
    Like(Field, String),
    /// The field has no value.
    Empty(Field),
}

/// What a comparison looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name in snake case.
    pub name: String,
    /// Where it stands in the selector, in characters from 0.
    pub offset: usize,
    /// How many characters it takes there.
    pub width: usize,
}

/// Fields every person has; others are columns of the people data.
pub const BUILT_IN_FIELDS: [&str; 11] =
    ["id", "name", "email", "language", "department", "site", "manager", "platform", "ownership", "system", "devices"];

/// Why a selector cannot be read, and at which character of it.
pub use super::rule::RuleError as SelectorError;

impl Selector {
    /// Reads a selector.
    ///
    /// # Errors
    /// With the offset of the first word that does not fit.
    pub fn parse(text: &str) -> Result<Self, SelectorError> {
        let mut parser = Parser { tokens: tokens(text)?, at: 0, length: text.chars().count() };
        let selector = parser.either()?;
        match parser.peek() {
            None => Ok(selector),
            Some(token) => Err(parser.wrong(token.clone(), "`and`, `or` or the end")),
        }
    }

    /// Whether it picks this person.
    pub fn matches(&self, person: &Person) -> bool {
        match self {
            Selector::And(a, b) => a.matches(person) && b.matches(person),
            Selector::Or(a, b) => a.matches(person) || b.matches(person),
            Selector::Not(a) => !a.matches(person),
            Selector::In(field, values) => {
                field.any(person, |v| values.iter().any(|w| v.eq_ignore_ascii_case(w) || v.to_lowercase() == *w))
            }
            Selector::Like(field, pattern) => field.any(person, |v| like(&v.to_lowercase(), pattern)),
            Selector::Empty(field) => !field.any(person, |v| !v.is_empty()),
        }
    }

    /// Every field it looks at.
    pub fn fields(&self) -> Vec<&Field> {
        match self {
            Selector::And(a, b) | Selector::Or(a, b) => [a.fields(), b.fields()].concat(),
            Selector::Not(a) => a.fields(),
            Selector::In(field, _) | Selector::Like(field, _) | Selector::Empty(field) => vec![field],
        }
    }
}

impl Field {
    /// Whether any of the field's values (several for devices, none when absent) passes the test.
    fn any(&self, person: &Person, test: impl Fn(&str) -> bool) -> bool {
        let maybe = |value: &Option<String>| value.as_deref().is_some_and(&test);
        match self.name.as_str() {
            "id" => test(&person.id),
            "name" => test(&person.name),
            "email" => maybe(&person.email),
            "language" => test(person.language.tag.as_str()),
            "department" => maybe(&person.department),
            "site" => maybe(&person.site),
            "manager" => maybe(&person.manager),
            "platform" => person.devices.iter().any(|d| test(d.platform.as_str())),
            "ownership" => person.devices.iter().any(|d| test(d.ownership.as_str())),
            "system" => person.devices.iter().filter_map(|d| d.system.as_deref()).any(test),
            "devices" => test(&person.devices.len().to_string()),
            column => person.attributes.get(column).is_some_and(|v| test(v)),
        }
    }
}

/// Matches `*` as anything, greedily with backtracking over the last star; linear in practice.
fn like(value: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = value.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

#[derive(Debug, Clone, PartialEq)]
struct Token {
    kind: TokenKind,
    offset: usize,
    width: usize,
}

#[derive(Debug, Clone, PartialEq)]
enum TokenKind {
    Word(String),
    Quoted(String),
    Text(String),
    Sign(&'static str),
}

fn tokens(text: &str) -> Result<Vec<Token>, SelectorError> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let offset = at;
        let kind = match c {
            c if c.is_whitespace() => {
                at += 1;
                continue;
            }
            '\'' | '"' => {
                let mut value = String::new();
                at += 1;
                loop {
                    match chars.get(at) {
                        Some(&q) if q == c && chars.get(at + 1) == Some(&c) => {
                            value.push(c);
                            at += 2;
                        }
                        Some(&q) if q == c => break,
                        Some(&other) => {
                            value.push(other);
                            at += 1;
                        }
                        None => {
                            return Err(SelectorError {
                                offset,
                                width: chars.len() - offset,
                                message: format!("this {c} is never closed"),
                                hint: format!("write another {c} at the end of the value"),
                            });
                        }
                    }
                }
                at += 1;
                if c == '\'' { TokenKind::Text(value) } else { TokenKind::Quoted(value) }
            }
            '(' => sign(&mut at, "("),
            ')' => sign(&mut at, ")"),
            ',' => sign(&mut at, ","),
            '!' if chars.get(at + 1) == Some(&'=') => {
                at += 1;
                sign(&mut at, "!=")
            }
            '<' if chars.get(at + 1) == Some(&'>') => {
                at += 1;
                sign(&mut at, "!=")
            }
            '=' => {
                at += usize::from(chars.get(at + 1) == Some(&'='));
                sign(&mut at, "=")
            }
            c if is_word(c) => {
                let end = chars[at..].iter().position(|c| !is_word(*c)).map_or(chars.len(), |n| at + n);
                let word = chars[at..end].iter().collect();
                at = end;
                TokenKind::Word(word)
            }
            other => {
                return Err(SelectorError {
                    offset,
                    width: 1,
                    message: format!("`{other}` has no meaning in a selector"),
                    hint: "write for example `department in ('IT', 'HR') and site = 'Utrecht'`".into(),
                });
            }
        };
        found.push(Token { kind, offset, width: at - offset });
    }
    Ok(found)
}

fn sign(at: &mut usize, text: &'static str) -> TokenKind {
    *at += 1;
    TokenKind::Sign(text)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '@')
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    length: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Token {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token.unwrap_or(Token { kind: TokenKind::Sign(""), offset: self.length, width: 1 })
    }

    fn is_keyword(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token { kind: TokenKind::Word(w), .. }) if w.eq_ignore_ascii_case(word))
    }

    fn take_keyword(&mut self, word: &str) -> bool {
        let found = self.is_keyword(word);
        self.at += usize::from(found);
        found
    }

    fn wrong(&self, token: Token, expected: &str) -> SelectorError {
        let found = match &token.kind {
            TokenKind::Sign("") => "the selector ends here".to_owned(),
            TokenKind::Sign(s) => format!("found `{s}`"),
            TokenKind::Word(s) => format!("found `{s}`"),
            TokenKind::Text(s) => format!("found '{s}'"),
            TokenKind::Quoted(s) => format!("found \"{s}\""),
        };
        let hint = match (&token.kind, expected) {
            (TokenKind::Quoted(s), "a value") => format!("values take single quotes: '{s}'"),
            (TokenKind::Text(s), "a field") => format!("fields take no quotes or double ones: \"{s}\""),
            _ => "write for example `department in ('IT', 'HR') and site = 'Utrecht'`".to_owned(),
        };
        SelectorError {
            offset: token.offset,
            width: token.width,
            message: format!("expected {expected}, {found}"),
            hint,
        }
    }

    fn either(&mut self) -> Result<Selector, SelectorError> {
        let mut left = self.both()?;
        while self.take_keyword("or") {
            left = Selector::Or(Box::new(left), Box::new(self.both()?));
        }
        Ok(left)
    }

    fn both(&mut self) -> Result<Selector, SelectorError> {
        let mut left = self.factor()?;
        while self.take_keyword("and") {
            left = Selector::And(Box::new(left), Box::new(self.factor()?));
        }
        Ok(left)
    }

    fn factor(&mut self) -> Result<Selector, SelectorError> {
        if self.take_keyword("not") {
            return Ok(Selector::Not(Box::new(self.factor()?)));
        }
        if matches!(self.peek(), Some(Token { kind: TokenKind::Sign("("), .. })) {
            self.at += 1;
            let inner = self.either()?;
            self.sign(")")?;
            return Ok(inner);
        }
        self.comparison()
    }

    fn sign(&mut self, wanted: &'static str) -> Result<(), SelectorError> {
        let token = self.next();
        if token.kind == TokenKind::Sign(wanted) { Ok(()) } else { Err(self.wrong(token, &format!("`{wanted}`"))) }
    }

    fn comparison(&mut self) -> Result<Selector, SelectorError> {
        let token = self.next();
        let field = match &token.kind {
            TokenKind::Word(name) | TokenKind::Quoted(name) => {
                Field { name: snake_case(name), offset: token.offset, width: token.width }
            }
            _ => return Err(self.wrong(token, "a field")),
        };
        if self.take_keyword("is") {
            let negated = self.take_keyword("not");
            if !self.take_keyword("empty") {
                let token = self.next();
                return Err(self.wrong(token, "`empty`"));
            }
            return Ok(negate(negated, Selector::Empty(field)));
        }
        let negated = self.take_keyword("not");
        if self.take_keyword("in") {
            self.sign("(")?;
            let mut values = vec![self.value()?];
            loop {
                let token = self.next();
                match token.kind {
                    TokenKind::Sign(",") => values.push(self.value()?),
                    TokenKind::Sign(")") => break,
                    _ => return Err(self.wrong(token, "`,` or `)`")),
                }
            }
            return Ok(negate(negated, Selector::In(field, values)));
        }
        if self.take_keyword("like") {
            return Ok(negate(negated, Selector::Like(field, self.value()?)));
        }
        let token = self.next();
        match token.kind {
            TokenKind::Sign("=") if !negated => Ok(Selector::In(field, vec![self.value()?])),
            TokenKind::Sign("!=") if !negated => Ok(negate(true, Selector::In(field, vec![self.value()?]))),
            _ => Err(self.wrong(token, "`=`, `!=`, `in`, `like` or `is`")),
        }
    }

    fn value(&mut self) -> Result<String, SelectorError> {
        let token = self.next();
        match &token.kind {
            TokenKind::Text(value) | TokenKind::Word(value) => Ok(value.to_lowercase()),
            _ => Err(self.wrong(token, "a value")),
        }
    }
}

fn negate(yes: bool, selector: Selector) -> Selector {
    if yes { Selector::Not(Box::new(selector)) } else { selector }
}

/// The name by which a column is addressed: `Job Title`, `jobTitle` and `job_title` are all `job_title`.
pub fn snake_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut previous_lower = false;
    for c in name.trim().chars() {
        if c.is_alphanumeric() {
            if c.is_uppercase() && previous_lower {
                out.push('_');
            }
            previous_lower = c.is_lowercase() || c.is_numeric();
            out.extend(c.to_lowercase());
        } else {
            if !out.is_empty() && !out.ends_with('_') {
                out.push('_');
            }
            previous_lower = false;
        }
    }
    out.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precedence_and_forms() {
        let text =
            "department in ('IT', 'P&O') and not site = 'Utrecht' or group like 'pilot*' and manager is not empty";
        let Ok(Selector::Or(left, right)) = Selector::parse(text) else { panic!("or binds weakest") };
        assert!(matches!(*left, Selector::And(..)));
        assert!(matches!(*right, Selector::And(..)));
        assert_eq!(
            Selector::parse("\"Job Title\" != 'chef d''équipe'"),
            Ok(Selector::Not(Box::new(Selector::In(
                Field { name: "job_title".into(), offset: 0, width: 11 },
                vec!["chef d'équipe".into()]
            ))))
        );
    }

    #[test]
    fn mistakes_have_a_position_and_a_hint() {
        let wrong = |text: &str| {
            let e = Selector::parse(text).unwrap_err();
            (e.offset, e.message)
        };
        assert_eq!(wrong("department = 'IT"), (13, "this ' is never closed".into()));
        assert_eq!(wrong("department ~ 'IT'"), (11, "`~` has no meaning in a selector".into()));
        assert_eq!(wrong("department in 'IT'"), (14, "expected `(`, found 'IT'".into()));
        assert_eq!(wrong("department = 'IT' site = 'X'"), (18, "expected `and`, `or` or the end, found `site`".into()));
        assert_eq!(wrong(""), (0, "expected a field, the selector ends here".into()));
        assert_eq!(Selector::parse("site = \"Utrecht\"").unwrap_err().hint, "values take single quotes: 'Utrecht'");
    }

    #[test]
    fn stars_match_anything() {
        assert!(like("pilot-1", "pilot*") && like("x-pilot", "*pilot") && like("abc", "a*c") && like("abc", "*"));
        assert!(!like("pilot", "pilots*") && !like("ab", "a*b*b") && !like("abc", "abcd"));
    }
}
