//! Reads the selector language: words, then a parser by descent that knows where each word stands.

use crate::campaign::fold::name_key;
use crate::error::did_you_mean;

use super::measure::Nature;
use super::{Field, Measure, Order, Selector, SelectorError, StandingWord};

/// More comparisons than anybody writes; a list of people is one, with `in`. Each is a step on the stack.
const MOST_COMPARISONS: usize = 500;
/// Deeper than anybody nests `(` and `not`. Each is a step on the stack.
const DEEPEST: usize = 50;

/// Reads a selector; in an audience, words say how far people are.
pub(super) fn parse(text: &str, is_audience: bool) -> Result<Selector, SelectorError> {
    let length = text.chars().count();
    let mut parser = Parser { tokens: tokens(text)?, at: 0, length, depth: 0, comparisons: 0, is_audience };
    let selector = parser.either()?;
    match parser.peek() {
        None => Ok(selector),
        Some(token) => Err(parser.wrong(token.clone(), "`and`, `or` or the end")),
    }
}

#[derive(Debug, Clone, PartialEq)]
struct Token {
    kind: TokenKind,
    offset: usize,
    width: usize,
}

impl Token {
    fn error(&self, message: String, hint: &str) -> SelectorError {
        SelectorError { offset: self.offset, width: self.width, message, hint: hint.to_owned() }
    }
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
            '<' | '>' => {
                let or_equal = chars.get(at + 1) == Some(&'=');
                at += usize::from(or_equal);
                sign(&mut at, [["<", "<="], [">", ">="]][usize::from(c == '>')][usize::from(or_equal)])
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
    /// How many `(` and `not` are open.
    depth: usize,
    /// How many comparisons there were.
    comparisons: usize,
    /// Whether words say how far people are.
    is_audience: bool,
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
        if self.is_keyword("not") {
            return self.deeper(|parser| Ok(Selector::Not(Box::new(parser.factor()?))));
        }
        if matches!(self.peek(), Some(Token { kind: TokenKind::Sign("("), .. })) {
            return self.deeper(|parser| {
                let inner = parser.either()?;
                parser.sign(")")?;
                Ok(inner)
            });
        }
        self.comparison()
    }

    /// Takes the token that opens, and what is in it.
    fn deeper(
        &mut self,
        inner: impl FnOnce(&mut Self) -> Result<Selector, SelectorError>,
    ) -> Result<Selector, SelectorError> {
        let token = self.next();
        if self.depth == DEEPEST {
            let hint = "take `not` and parentheses out, or give the people a column of their own";
            return Err(token.error(format!("this is more than {DEEPEST} deep in `(` and `not`"), hint));
        }
        self.depth += 1;
        let found = inner(self);
        self.depth -= 1;
        found
    }

    fn sign(&mut self, wanted: &'static str) -> Result<(), SelectorError> {
        let token = self.next();
        if token.kind == TokenKind::Sign(wanted) { Ok(()) } else { Err(self.wrong(token, &format!("`{wanted}`"))) }
    }

    fn comparison(&mut self) -> Result<Selector, SelectorError> {
        let token = self.next();
        self.comparisons += 1;
        if self.comparisons > MOST_COMPARISONS {
            let hint = "write one `in ('a', 'b', …)` instead of many `or`";
            return Err(token.error(format!("a selector has at most {MOST_COMPARISONS} comparisons"), hint));
        }
        let field = match &token.kind {
            TokenKind::Word(name) if self.is_audience && !self.compares() => return self.standing(&token, name),
            TokenKind::Word(name) | TokenKind::Quoted(name) => Field::written(name, token.offset, token.width),
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
        if self.take_keyword("contains") {
            return Ok(negate(negated, Selector::Contains(field, self.value()?)));
        }
        let token = self.next();
        let order = match token.kind {
            TokenKind::Sign("=") if !negated => return Ok(Selector::In(field, vec![self.value()?])),
            TokenKind::Sign("!=") if !negated => return Ok(negate(true, Selector::In(field, vec![self.value()?]))),
            TokenKind::Sign("<") if !negated => Order::Less,
            TokenKind::Sign("<=") if !negated => Order::AtMost,
            TokenKind::Sign(">") if !negated => Order::More,
            TokenKind::Sign(">=") if !negated => Order::AtLeast,
            _ => return Err(self.wrong(token, "`=`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `like`, `contains` or `is`")),
        };
        self.measure(field, order)
    }

    /// What a field is to be more or less than.
    fn measure(&mut self, field: Field, order: Order) -> Result<Selector, SelectorError> {
        let token = self.next();
        let text = match &token.kind {
            TokenKind::Text(value) | TokenKind::Word(value) => value.clone(),
            _ => return Err(self.wrong(token, "a value")),
        };
        let nature = Nature::of(&field.name);
        if let Some(measure) = Measure::wanted(nature, &text) {
            return Ok(Selector::Compare(field, order, measure));
        }
        let (name, sign) = (&field.name, order.sign());
        let (message, hint) = match nature {
            Nature::Word => (
                format!("`{name}` has words, of which none is more or less than another"),
                format!("write `{name} = '{text}'`, `{name} in ('{text}', …)` or `{name} like '{text}*'`"),
            ),
            Nature::Version => (
                format!("'{text}' is no version to compare `{name}` with"),
                format!("write it as `{name} {sign} '10.0.22000'`, in numbers with dots between them"),
            ),
            Nature::Date => (
                format!("'{text}' is no date to compare `{name}` with"),
                format!("write it as `{name} {sign} '2027-03-31'`"),
            ),
            Nature::Number => {
                (format!("'{text}' is no number to compare `{name}` with"), format!("write it as `{name} {sign} 2`"))
            }
            Nature::Open => (
                format!("'{text}' is no number, version or date, so nothing is more or less than it"),
                format!(
                    "write it as `{name} {sign} 5`, `'10.0.22000'` or `'2027-03-31'`, or compare with `=` or `like`"
                ),
            ),
        };
        Err(token.error(message, &hint))
    }

    /// Whether what comes next compares the word before it with something.
    fn compares(&self) -> bool {
        match self.peek().map(|token| &token.kind) {
            Some(TokenKind::Sign(sign)) => !matches!(*sign, ")" | "(" | ","),
            Some(TokenKind::Word(word)) => {
                ["is", "in", "not", "like", "contains"].iter().any(|keyword| word.eq_ignore_ascii_case(keyword))
            }
            _ => false,
        }
    }

    /// A word that says how far people are.
    fn standing(&self, token: &Token, word: &str) -> Result<Selector, SelectorError> {
        let known = StandingWord::ALL;
        if let Some(found) = known.into_iter().find(|known| known.as_str().eq_ignore_ascii_case(word)) {
            return Ok(Selector::Standing(found));
        }
        if ["managers", "helpdesk"].iter().any(|other| other.eq_ignore_ascii_case(word)) {
            let hint = "give it a message of its own, with `waves:` where it is for some of them";
            return Err(token.error(format!("`{word}` stands alone: they are not among the people of a wave"), hint));
        }
        let names = known.map(StandingWord::as_str);
        let hint =
            did_you_mean(word, names, 3, || format!("words are {}; a field needs a comparison", names.join(", ")));
        Err(token.error(format!("`{word}` is neither a word for how far people are nor compared with anything"), &hint))
    }

    fn value(&mut self) -> Result<String, SelectorError> {
        let token = self.next();
        match &token.kind {
            TokenKind::Text(value) | TokenKind::Word(value) => Ok(name_key(value).into_owned()),
            _ => Err(self.wrong(token, "a value")),
        }
    }
}

fn negate(yes: bool, selector: Selector) -> Selector {
    if yes { Selector::Not(Box::new(selector)) } else { selector }
}
