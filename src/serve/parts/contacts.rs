//! What comes to the helpdesk, around today.

use serde_json::{Value, json};

use crate::schedule::{Forecast, HelpdeskDay};
use crate::serve::words::Words;

/// So many working days before today, and from it on.
const BEFORE: usize = 3;
const AFTER: usize = 7;

/// The days around today, and what the helpdesk takes; nothing when nothing is expected.
pub(in crate::serve) fn contacts(forecast: &Forecast, words: &Words) -> Option<Value> {
    if forecast.days.is_empty() {
        return None;
    }
    let next = forecast.days.partition_point(|one| one.day < forecast.today);
    let shown = &forecast.days[next.saturating_sub(BEFORE)..(next + AFTER).min(forecast.days.len())];
    let takes = forecast.capacity;
    let day = |one: &HelpdeskDay| {
        let is_over = takes.is_some_and(|takes| one.expected > f64::from(takes) || one.came.is_some_and(|n| n > takes));
        // Of a day that is over and was not counted nothing is known any more.
        let is_known = one.day >= forecast.today || one.came.is_some();
        json!({
            "day": words.weekday(one.day), "today": one.day == forecast.today,
            "expected": words.about(one.expected),
            "low": is_known.then_some(one.low), "high": one.high,
            "came": one.came, "over": is_over,
        })
    };
    let busiest = forecast.days[next..].iter().max_by(|one, other| one.expected.total_cmp(&other.expected));
    Some(json!({
        "takes": takes,
        "days": shown.iter().map(day).collect::<Vec<_>>(),
        "all": forecast.days.iter().map(day).collect::<Vec<_>>(),
        "busiest": busiest.map(|one| json!({"day": words.weekday(one.day), "expected": words.about(one.expected)})),
    }))
}
