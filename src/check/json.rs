//! Findings for a program.

use serde_json::{Map, Value, json};

use super::finding::{Finding, errors};
use super::registry::explain;
use super::rule::Severity;

/// The findings as a JSON object: `findings` in their order, and `counts` of each severity that are not allowed.
pub fn json(findings: &[Finding]) -> String {
    let count = |severity| findings.iter().filter(|f| f.severity == severity && f.allowed.is_none()).count();
    let document = json!({
        "findings": findings.iter().map(object).collect::<Vec<_>>(),
        "counts": {
            "error": errors(findings),
            "warning": count(Severity::Warning),
            "note": count(Severity::Note),
            "allowed": findings.iter().filter(|f| f.allowed.is_some()).count(),
        },
    });
    format!("{document:#}\n")
}

fn object(finding: &Finding) -> Value {
    let mut object = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            object.insert(name.into(), value);
        }
    };
    put("rule", Some(finding.rule.into()));
    put("severity", Some(finding.severity.as_str().into()));
    put("title", explain(finding.rule).map(|rule| rule.title.into()));
    put("message", Some(finding.message.as_str().into()));
    put("subject", finding.subject.as_deref().map(Value::from));
    put("hint", finding.hint.as_deref().map(Value::from));
    put("allowed", finding.allowed.as_deref().map(Value::from));
    if let Some(place) = &finding.place {
        let mut at = Map::new();
        at.insert("file".into(), (*place.file).into());
        for (name, number) in [("line", place.line), ("column", place.column), ("width", place.width)] {
            if number > 0 {
                at.insert(name.into(), number.into());
            }
        }
        object.insert("place".into(), at.into());
    }
    object.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::registry::data::{NO_DEVICE, TWO_WAVES};
    use crate::error::Place;

    #[test]
    fn a_program_reads_the_same_as_a_person() {
        let place = Place::at("campaign.yaml", "a\n  b\n", 2, 3, 1);
        let mut allowed = Finding::of(NO_DEVICE, "one person");
        allowed.allowed = Some("agreed".into());
        let text = json(&[Finding::of(TWO_WAVES, "two").at(&place).about("early").hint("one"), allowed]);
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["counts"], json!({"error": 1, "warning": 0, "note": 0, "allowed": 1}));
        assert_eq!(
            read["findings"][0],
            json!({
                "rule": "H-DATA-10", "severity": "error", "title": "people in two waves", "message": "two",
                "subject": "early", "hint": "one",
                "place": {"file": "campaign.yaml", "line": 2, "column": 3, "width": 1},
            })
        );
        assert_eq!(read["findings"][1]["allowed"], "agreed");
        assert_eq!(read["findings"][1].get("place"), None);
    }
}
