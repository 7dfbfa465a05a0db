//! What catalogs can call: `DATETIME`, `NUMBER` and `LIST`, which write as [`Formatter`] does.

use chrono::{NaiveDate, NaiveDateTime};

use super::format::{DateStyle, Formatter};
use super::number::Number;

/// What an expression of a catalog comes to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// A text.
    Text(String),
    /// A number, on which plurals can be chosen.
    Number(Number),
    /// Several texts.
    List(Vec<String>),
    /// Nothing, and why has been said.
    Absent,
}

/// More digits than anybody reads.
const MOST_DIGITS: usize = 9;

/// The value of a function.
///
/// # Errors
/// With what is wrong, as it follows the name of the text: there is no such function, or it cannot use its values.
pub(super) fn call(
    name: &str,
    values: Vec<Value>,
    options: &[(String, Value)],
    formatter: &Formatter,
) -> Result<Value, String> {
    let known: &[&str] = match name {
        "NUMBER" => &["minimumFractionDigits", "maximumFractionDigits"],
        "DATETIME" => &["style"],
        "LIST" => &[],
        _ => {
            let have = "there are `DATETIME`, `NUMBER` and `LIST`";
            return Err(format!("uses the function `{name}`, which does not exist; {have}"));
        }
    };
    if let Some((option, _)) = options.iter().find(|(option, _)| !known.contains(&option.as_str())) {
        return Err(format!("gives `{name}` the option `{option}`, which it does not have"));
    }
    match name {
        "NUMBER" => number(values, options),
        "DATETIME" => datetime(formatter, &values, options),
        _ => list(formatter, values),
    }
}

fn number(mut values: Vec<Value>, options: &[(String, Value)]) -> Result<Value, String> {
    let mut asked = Vec::with_capacity(options.len());
    for (option, value) in options {
        let digits = match value {
            Value::Number(digits) => digits.digits().filter(|digits| *digits <= MOST_DIGITS),
            _ => None,
        };
        let digits = digits.ok_or_else(|| format!("gives `{option}` something else than 0 to {MOST_DIGITS}"))?;
        asked.push((option == "minimumFractionDigits", digits));
    }
    let mut number = match (values.pop(), values.is_empty()) {
        (Some(Value::Number(number)), true) => number,
        (Some(Value::Absent), true) => return Ok(Value::Absent),
        _ => return Err("gives `NUMBER` something that is not one number".to_owned()),
    };
    for (is_least, digits) in asked {
        if is_least { number.at_least(digits) } else { number.at_most(digits) }
    }
    Ok(Value::Number(number))
}

fn datetime(formatter: &Formatter, values: &[Value], options: &[(String, Value)]) -> Result<Value, String> {
    let style = match options {
        [] => Some(DateStyle::Full),
        [(_, Value::Text(name))] => DateStyle::named(name),
        _ => None,
    };
    let style = style.ok_or("gives `DATETIME` another style than `full`, `long`, `medium` or `weekday`")?;
    let text = match values {
        [Value::Text(text)] => text,
        [Value::Absent] => return Ok(Value::Absent),
        _ => return Err("gives `DATETIME` something that is not one date".to_owned()),
    };
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Ok(Value::Text(formatter.date(day, style)));
    }
    let forms = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"];
    let at = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let at = at.ok_or_else(|| format!("gives `DATETIME` `{text}`, which is not a date such as `2027-03-12`"))?;
    Ok(Value::Text(formatter.datetime(at, style)))
}

fn list(formatter: &Formatter, values: Vec<Value>) -> Result<Value, String> {
    let mut items = Vec::new();
    for value in values {
        match value {
            Value::Text(text) => items.push(text),
            Value::List(more) => items.extend(more),
            Value::Absent => return Ok(Value::Absent),
            Value::Number(_) => return Err("gives `LIST` a number; a list is of texts".to_owned()),
        }
    }
    Ok(Value::Text(formatter.list(items.iter().map(String::as_str))))
}
