//! The names that templates can mention, of which [`context`](super::context) says what they are: what is none of them is
//! told with the nearest, wherever it stands. Within `{% if … %}` it would be taken for what is absent.

use crate::error::did_you_mean;

/// `wiped` and `by_owner` are for plans that an earlier version approved.
const DEVICE: &str = "name model manufacturer serial os_version platform ownership supervised path minutes wiped by_owner \
                      system migrated fields";

/// Each name, and what is in it; nothing where it is a value itself.
const NAMES: [(&str, &str); 29] = [
    ("campaign", "name organization"),
    ("migration", "from to enrol_url minutes_per_device"),
    ("helpdesk", "phone email url hours"),
    ("brand", "footer color color_dark"),
    ("logo", "src alt width height"),
    ("person", "name first_name named email appointment appointment.when appointment.time appointment.place fields"),
    ("devices", DEVICE),
    ("pending_devices", DEVICE),
    ("alike", DEVICE),
    ("paths", ""),
    ("minutes", "own wiped apple replaced each"),
    ("wave", "id name start deadline deadline_time"),
    ("appointment", "kind cancelled"),
    ("previous", "start deadline deadline_time"),
    ("about", "name department email"),
    ("about_count", ""),
    ("sites", ""),
    ("days_left", ""),
    ("workdays_left", ""),
    ("occurrence", ""),
    ("paper", ""),
    ("poster", ""),
    ("desk", ""),
    ("language", ""),
    ("timezone", ""),
    ("formats", ""),
    ("zones_differ", ""),
    // What the campaign file writes: any name may be absent.
    ("facts", "*"),
    // Of Tera: what there is.
    ("__tera_context", ""),
];

/// Filters of ours.
const FILTERS: &str = "date time clock datetime number list default length lower upper title trim first last join map filter sort \
    unique group_by round abs int float str replace truncate reverse nth get slice split capitalize";
/// Functions of ours.
const FUNCTIONS: &str = "label term range";
/// Arguments of our filters and functions that take these and no others.
const ARGUMENTS: [(&str, &str); 5] =
    [("date", "style"), ("time", "zone"), ("datetime", "style zone"), ("term", "id"), ("range", "start end step_by")];

fn words(names: &str) -> impl Iterator<Item = &str> {
    names.split_ascii_whitespace()
}

/// Every name with what is in it, as it is written.
fn all() -> Vec<String> {
    let of = |(root, inner): &(&str, &str)| {
        let inner: Vec<String> =
            words(inner).filter(|name| *name != "*").map(|name| format!("{root}.{name}")).collect();
        std::iter::once((*root).to_owned()).chain(inner).collect::<Vec<_>>()
    };
    NAMES.iter().filter(|(root, _)| !root.starts_with('_')).flat_map(of).collect()
}

/// Whether a name such as `helpdesk.phone` is one.
pub(super) fn is_known(name: &str) -> bool {
    let (root, rest) = name.split_once('.').unwrap_or((name, ""));
    let found = NAMES.iter().find(|(known, _)| *known == root);
    // What there is in `fields`, the data says.
    let rest = if rest.starts_with("fields.") { "fields" } else { rest };
    found.is_some_and(|(_, inner)| rest.is_empty() || *inner == "*" || words(inner).any(|known| known == rest))
}

/// What to write instead of a name that is none.
pub(super) fn nearest(name: &str) -> String {
    let all = all();
    let root = name.split('.').next().unwrap_or(name);
    did_you_mean(name, all.iter().map(String::as_str), if name.len() > 5 { 3 } else { 2 }, || {
        let inner = NAMES.iter().find(|(known, inner)| *known == root && !inner.is_empty());
        match inner {
            Some((_, inner)) => format!("`{root}` has {}", words(inner).collect::<Vec<_>>().join(", ")),
            None => "docs/templates.md has every name, under \"What can be mentioned\"".to_owned(),
        }
    })
}

/// What to write instead of a filter or a function that there is not.
pub(super) fn nearest_call(name: &str, is_filter: bool) -> String {
    let known = if is_filter { FILTERS } else { FUNCTIONS };
    did_you_mean(name, words(known), 3, || {
        let ours: Vec<String> = words(known).take(5).map(|name| format!("`{name}`")).collect();
        format!("there are {}", ours.join(", "))
    })
}

/// What to write instead of an argument that a filter or function does not take; nothing when it does.
pub(super) fn wrong_argument(call: &str, argument: &str) -> Option<String> {
    let (_, known) = ARGUMENTS.iter().find(|(name, _)| *name == call)?;
    let is_known = words(known).any(|known| known == argument);
    let ours =
        || format!("`{call}` takes {}", words(known).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "));
    (!is_known).then(|| did_you_mean(argument, words(known), 2, ours))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_none_has_a_nearest() {
        assert!(is_known("helpdesk.phone") && is_known("facts.whatever") && is_known("pending_devices.model"));
        assert!(is_known("person.fields.route") && is_known("pending_devices.fields.route"));
        assert!(!is_known("helpdesk.fone") && !is_known("helpdsk") && !is_known("days_left.x"));
        assert_eq!(nearest("helpdesk.fone"), "did you mean `helpdesk.phone`?");
        assert_eq!(nearest("persn.name"), "did you mean `person.name`?");
        assert!(nearest("person.nickname").starts_with("`person` has name, first_name, named, email, appointment"));
        assert!(nearest("something_else").contains("docs/templates.md"));
        assert_eq!(nearest_call("dat", true), "did you mean `date`?");
        assert_eq!(wrong_argument("date", "styl").as_deref(), Some("did you mean `style`?"));
        assert_eq!(wrong_argument("label", "days"), None);
    }
}
