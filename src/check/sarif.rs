//! Findings for code review: SARIF 2.1.0 (OASIS Standard, Static Analysis Results Interchange Format).

use serde_json::{Value, json};

use super::finding::Finding;
use super::registry::rules;
use super::rule::Rule;
use crate::error::Place;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The findings as a SARIF log of one run, in their order, with every rule of the linter. What the campaign allows is
/// suppressed, with its reason (section 3.35). Places are relative to the campaign directory.
pub fn sarif(findings: &[Finding]) -> String {
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "heraut",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules().iter().map(descriptor).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(result).collect::<Vec<_>>(),
        }],
    });
    format!("{log:#}\n")
}

/// Section 3.49.
fn descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {
            "text": format!("{}\n\n{}\n\nSource: {}", rule.why, rule.mend, rule.source),
            "markdown": format!("{}\n\n{}\n\n*Source: {}*", rule.why, rule.mend, rule.source),
        },
        "defaultConfiguration": {"level": rule.severity.as_str()},
    })
}

/// Section 3.27.
fn result(finding: &Finding) -> Value {
    let text = match &finding.hint {
        Some(hint) => format!("{}. To mend it: {hint}", finding.message),
        None => finding.message.clone(),
    };
    let mut result = json!({
        "ruleId": finding.rule,
        "level": finding.severity.as_str(),
        "message": {"text": text},
    });
    if let Some(index) = rules().iter().position(|rule| rule.id == finding.rule) {
        result["ruleIndex"] = index.into();
    }
    if let Some(place) = &finding.place {
        result["locations"] = json!([{"physicalLocation": location(place)}]);
    }
    if let Some(subject) = &finding.subject {
        result["properties"] = json!({"subject": subject});
    }
    // A result without suppressions in a run that has some is known not to be suppressed (section 3.27.23).
    result["suppressions"] = match &finding.allowed {
        Some(why) => json!([{"kind": "external", "justification": why}]),
        None => json!([]),
    };
    result
}

/// Section 3.29.
fn location(place: &Place) -> Value {
    let mut location = json!({"artifactLocation": {"uri": uri(&place.file)}});
    if place.line > 0 {
        location["region"] = json!({"startLine": place.line});
        if place.column > 0 {
            location["region"]["startColumn"] = place.column.into();
            location["region"]["endColumn"] = (place.column + place.width).into();
        }
        if !place.text.is_empty() {
            location["region"]["snippet"] = json!({"text": &*place.text});
        }
    }
    location
}

/// A path as a relative URI reference (RFC 3986 section 4.2).
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::registry::data::{NO_DEVICE, TWO_WAVES};

    #[test]
    fn a_log_has_rules_places_and_suppressions() {
        let place = Place::at("gegevens/mensen é.csv", "a\n  b\n", 2, 3, 1);
        let mut allowed = Finding::of(NO_DEVICE, "one person");
        allowed.allowed = Some("agreed".into());
        let text = sarif(&[Finding::of(TWO_WAVES, "two").at(&place).about("early").hint("one"), allowed]);
        let log: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&log["version"], log["runs"].as_array().unwrap().len()), (&json!("2.1.0"), 1));
        let run = &log["runs"][0];
        let (first, second) = (&run["results"][0], &run["results"][1]);
        assert_eq!(
            *first,
            json!({
                "ruleId": "H-DATA-10",
                "ruleIndex": rules().iter().position(|rule| rule.id == "H-DATA-10").unwrap(),
                "level": "error",
                "message": {"text": "two. To mend it: one"},
                "locations": [{"physicalLocation": {
                    "artifactLocation": {"uri": "gegevens/mensen%20%C3%A9.csv"},
                    "region": {"startLine": 2, "startColumn": 3, "endColumn": 4, "snippet": {"text": "  b"}},
                }}],
                "properties": {"subject": "early"},
                "suppressions": [],
            })
        );
        assert_eq!(second["suppressions"], json!([{"kind": "external", "justification": "agreed"}]));
        assert_eq!(second.get("locations"), None);
        let index = first["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "H-DATA-10");
    }
}
