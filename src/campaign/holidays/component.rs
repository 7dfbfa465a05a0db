//! The events of a file, each with the properties that are its own and those of its calendar that matter.

use std::collections::BTreeSet;

use super::lines::{Line, lines};

/// Deeper than an alarm in an event in a calendar is no calendar.
const DEEPEST: usize = 8;

/// What a line is not, and what to do.
pub(super) type Wrong = (u32, String, &'static str);

/// What stands in a file.
#[derive(Debug, Default)]
pub(super) struct File {
    /// Every event, in order.
    pub(super) events: Vec<Component>,
    /// The time zones it defines itself.
    pub(super) zones: BTreeSet<String>,
    /// Whether there is a calendar at all.
    pub(super) is_calendar: bool,
}

/// An event.
#[derive(Debug, Default)]
pub(super) struct Component {
    /// The line on which it begins.
    pub(super) number: u32,
    /// Its properties; not those of what stands in it, such as an alarm.
    pub(super) lines: Vec<Line>,
    /// The time zone of its calendar, where that names one.
    pub(super) zone: Option<String>,
}

/// Reads what stands in a file; `wrong` hears of every line that does not fit.
pub(super) fn components(text: &str, wrong: &mut dyn FnMut(Wrong)) -> File {
    let mut file = File::default();
    // What is open, with its line; and how deep the rest is, of what is not looked into.
    let mut open: Vec<(String, u32)> = Vec::new();
    let mut beyond = 0usize;
    let mut zone: Option<String> = None;
    for line in lines(text) {
        let line = match line {
            Ok(line) => line,
            Err(number) => {
                wrong((number, "this line has no name before a colon".into(), EXPORT_AGAIN));
                continue;
            }
        };
        let here: Vec<&str> = open.iter().map(|(name, _)| name.as_str()).collect();
        match (line.name.as_str(), here.as_slice()) {
            ("BEGIN", _) if open.len() >= DEEPEST => {
                if beyond == 0 {
                    wrong((line.number, format!("this is more than {DEEPEST} deep in other components"), EXPORT_AGAIN));
                }
                beyond += 1;
            }
            ("END", _) if beyond > 0 => beyond -= 1,
            _ if beyond > 0 => {}
            ("BEGIN", _) => {
                let name = line.value.trim().to_ascii_uppercase();
                match (name.as_str(), here.as_slice()) {
                    ("VCALENDAR", []) => {
                        zone = None;
                        file.is_calendar = true;
                    }
                    (_, []) => wrong((line.number, format!("`{name}` stands outside a calendar"), EXPORT_AGAIN)),
                    ("VEVENT", ["VCALENDAR"]) => {
                        file.events.push(Component { number: line.number, lines: Vec::new(), zone: zone.clone() });
                    }
                    _ => {}
                }
                open.push((name, line.number));
            }
            ("END", _) => {
                let name = line.value.trim().to_ascii_uppercase();
                if open.last().is_some_and(|(open, _)| *open == name) {
                    open.pop();
                } else {
                    wrong((line.number, format!("`END:{name}` ends nothing that is open here"), EXPORT_AGAIN));
                }
            }
            (_, ["VCALENDAR", "VEVENT"]) => {
                if let Some(event) = file.events.last_mut() {
                    event.lines.push(line);
                }
            }
            ("X-WR-TIMEZONE", ["VCALENDAR"]) => zone = Some(line.value.trim().to_owned()),
            ("TZID", ["VCALENDAR", "VTIMEZONE"]) => {
                file.zones.insert(line.value.trim().to_owned());
            }
            _ => {}
        }
    }
    for (name, number) in open {
        wrong((number, format!("`{name}` is never closed: the file is not whole"), EXPORT_AGAIN));
    }
    file
}

const EXPORT_AGAIN: &str = "export the calendar again, or list the dates in `holidays:`";
