//! What Heraut writes for dates, times, zones, numbers, lists and plurals in several languages, as JSON on stdout:
//! `cargo run --example formats`. `tests/judges/test_formats.py` compares it with Babel's.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use heraut::l10n::{Argument, Catalogs, DateStyle, Formatter, Tag};
use serde_json::{Value, json};

const LANGUAGES: [&str; 12] =
    ["nl", "nl-x-formal", "nl-BE", "en", "en-NL", "en-US", "de", "de-AT", "fr", "fr-BE", "pl", "ar"];
const DAYS: [&str; 5] = ["2027-01-01", "2027-03-12", "2028-02-29", "2027-08-31", "2027-12-24"];
const TIMES: [&str; 4] = ["00:00", "08:05", "12:30", "23:59"];
const COUNTS: [i64; 12] = [0, 1, 2, 3, 5, 11, 21, 22, 103, 1500, 12345, 1_234_567];
const NUMBERS: [f64; 4] = [12.5, 0.25, 1234.5, -3.75];
const ZONES: [Tz; 4] = [Tz::Europe__Amsterdam, Tz::Europe__London, Tz::America__Curacao, Tz::Asia__Tokyo];
const INSTANTS: [&str; 2] = ["2027-01-12T11:00:00Z", "2027-07-12T11:00:00Z"];
const ITEMS: [&str; 4] = ["iPhone", "iPad", "Mac", "Pixel"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut all = serde_json::Map::new();
    for language in LANGUAGES {
        all.insert(language.to_owned(), of(language)?);
    }
    println!("{}", serde_json::to_string_pretty(&all)?);
    Ok(())
}

fn of(language: &str) -> Result<Value, Box<dyn std::error::Error>> {
    let tag: Tag = language.parse()?;
    let formatter = Formatter::new(&tag)?;
    let mut found = serde_json::Map::new();
    let mut put = |kind: &str, input: &str, output: String| {
        let kind = found.entry(kind).or_insert_with(|| json!({}));
        kind[input] = Value::from(output);
    };
    for text in DAYS {
        let day: NaiveDate = text.parse()?;
        for (name, style) in [("full", DateStyle::Full), ("long", DateStyle::Long), ("medium", DateStyle::Medium)] {
            put(name, text, formatter.date(day, style));
        }
        put("weekday", text, formatter.date(day, DateStyle::Weekday));
        put("datetime", text, formatter.datetime(day.and_time(NaiveTime::MIN), DateStyle::Full));
    }
    for text in TIMES {
        put("time", text, formatter.time(NaiveTime::parse_from_str(text, "%H:%M")?));
    }
    for zone in ZONES {
        for text in INSTANTS {
            let at: DateTime<Utc> = text.parse()?;
            put("zone", &format!("{} {text}", zone.name()), formatter.zone(at, zone));
        }
    }
    let plurals = "n = { $n ->\n [zero] zero\n [one] one\n [two] two\n [few] few\n [many] many\n *[other] other\n }\n";
    let catalogs = Catalogs::load([(format!("locales/{language}/labels.ftl").as_str(), plurals.as_bytes())])?;
    for count in COUNTS {
        put("integer", &count.to_string(), formatter.integer(count));
        put("plural", &count.to_string(), catalogs.label(&tag, "n", &[("n", Argument::Number(count as f64))])?);
    }
    for number in NUMBERS {
        put("number", &number.to_string(), formatter.number(number));
    }
    for length in 1..=ITEMS.len() {
        put("list", &ITEMS[..length].join("|"), formatter.list(ITEMS[..length].iter().copied()));
    }
    Ok(Value::Object(found))
}
