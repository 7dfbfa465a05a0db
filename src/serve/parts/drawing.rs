//! A drawing of the plan, as values for a template.

use serde_json::{Value, json};

use crate::report::Drawing;

/// A drawing with the names beside it and its signs.
pub(in crate::serve) fn drawing(drawing: &Drawing) -> Value {
    let pairs = |all: &[(&'static str, String)]| {
        all.iter().map(|(class, text)| json!({"class": class, "text": text})).collect::<Vec<_>>()
    };
    json!({
        "title": drawing.title, "lede": drawing.lede, "svg": drawing.svg,
        "names": pairs(&drawing.names), "signs": pairs(&drawing.signs),
    })
}
