//! The communication plan as a document: a cover, the schedule as a drawing, its parts, and the text of every message.
//!
//! The report on progress is one too, without texts, and with its drawings behind the first part: its layout is `report.typ`.
//!
//! Its layout `plan.typ` is given, besides what every layout gets (see [`super::paper`]):
//!
//! | name | what |
//! |---|---|
//! | `s.words` | the language of everything but the messages |
//! | `s.kind`, `s.title` | `Communication plan`; the campaign's name |
//! | `s.facts` | the cover's, each `(name, value)` |
//! | `s.drawing`? | `(heading, pictures, legend)`: a picture a page, each `(svg, alt)`, and of the legend each `(sign, name)` |
//! | `s.parts` | each begins a page, with a heading of level 1 |
//! | `s.texts-heading`, `s.texts` | each text `(title, note, subject, body)` |

use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::{Bytes, Dict, Func, IntoValue, Value, dict};

use super::content::{Writer, typeset};
use super::words::Words;
use crate::l10n::{Argument, Direction};
use crate::render::Content;
use crate::render::markdown::Block;

/// What goes into the document: a plan, or a report.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What it is known by: the identity of its PDF.
    pub id: String,
    /// BCP 47 tag of its own words; the messages are in the campaign's default language.
    pub language: String,
    /// What it is.
    pub kind: String,
    /// What the cover says, name and value.
    pub facts: Vec<(String, String)>,
    /// The schedule.
    pub drawing: Option<Drawing>,
    /// What comes to the helpdesk, and what stands below it.
    pub load: Option<(Drawing, Vec<Block>)>,
    /// Its parts; each begins on a page of its own.
    pub parts: Vec<Vec<Block>>,
    /// The heading of the texts.
    pub texts_heading: String,
    /// The text of every message.
    pub texts: Vec<Text>,
}

/// A drawing with its description.
#[derive(Debug, Clone)]
pub struct Drawing {
    /// Its heading.
    pub heading: String,
    /// SVG that needs nothing else, as wide as the page, and what it shows, for those who do not see it; a picture a page.
    pub pictures: Vec<(String, String)>,
    /// What its signs mean: `band`, `past`, `coming`, `event`, `gate`, `freeze` or `holiday`, in a report `moved` or
    /// `expected`, of the helpdesk `came`, `mean`, `range`, `takes` or `over`; and the words.
    pub legend: Vec<(String, String)>,
}

/// The text of a message.
#[derive(Debug, Clone)]
pub struct Text {
    /// The message's name.
    pub title: String,
    /// Whose it is an example of.
    pub note: String,
    /// What it says.
    pub content: Content,
}

/// What the layout is given that needs no layout.
pub(super) fn own(plan: &Plan, title: &str) -> Dict {
    let facts = plan.facts.iter().map(|(name, value)| {
        let [name, value] = [name, value].map(|text| typeset(text).into_value());
        dict! { "name" => name, "value" => value }.into_value()
    });
    let drawn = |drawing: &Drawing| {
        let signs = drawing
            .legend
            .iter()
            .map(|(sign, name)| dict! { "sign" => sign.as_str(), "name" => typeset(name) }.into_value());
        let legend = Value::Array(signs.collect());
        let pictures = drawing.pictures.iter().map(|(svg, alt)| {
            dict! { "svg" => Bytes::new(svg.clone().into_bytes()), "alt" => typeset(alt) }.into_value()
        });
        let pictures = Value::Array(pictures.collect());
        dict! { "heading" => typeset(&drawing.heading), "pictures" => pictures, "legend" => legend }.into_value()
    };
    dict! {
        "words" => plan.language.as_str(),
        "kind" => typeset(&plan.kind),
        "title" => typeset(title),
        "facts" => Value::Array(facts.collect()),
        "drawing" => plan.drawing.as_ref().map_or(Value::None, drawn),
        "load" => plan.load.as_ref().map_or(Value::None, |(load, _)| drawn(load)),
        "texts-heading" => typeset(&plan.texts_heading),
    }
}

/// What the parts and the messages say, as elements.
///
/// # Errors
/// When the layout's own functions fail.
pub(super) fn said(
    engine: &mut Engine,
    (callout, button): (&Func, &Func),
    plan: &Plan,
    words: &Words,
) -> SourceResult<Dict> {
    let alt = |address: &str| words.label("print-code", &[("address", Argument::Text(address))]);
    // A plan's own words are from left to right in every language that has them.
    let mut writer = Writer::new(engine, (callout, button), &alt, false);
    let parts = plan.parts.iter().map(|part| Ok(writer.text(part)?.into_value()));
    let parts = parts.collect::<SourceResult<Vec<Value>>>()?;
    let below = plan.load.as_ref().map(|(_, below)| writer.text(below)).transpose()?;
    let mut writer = Writer::new(engine, (callout, button), &alt, words.tag().direction() == Direction::Rtl);
    let texts = plan.texts.iter().map(|text| {
        let body = writer.text(&text.content.blocks)?;
        let [title, note, subject] = [&text.title, &text.note, &text.content.subject].map(|text| typeset(text));
        Ok(dict! { "title" => title, "note" => note, "subject" => subject, "body" => body }.into_value())
    });
    let texts = texts.collect::<SourceResult<Vec<Value>>>()?;
    Ok(dict! {
        "parts" => Value::Array(parts.into_iter().collect()),
        "load-below" => below.map_or(Value::None, IntoValue::into_value),
        "texts" => Value::Array(texts.into_iter().collect()),
    })
}
