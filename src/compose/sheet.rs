//! The sheet that goes with a mail: what a build with the feature `print` adds to composing. Without it the campaign file
//! refuses the word `sheet`.

use std::sync::Arc;

use super::plain::{is_unusual, plain};
use crate::campaign::{Attachment, Campaign, Inputs, Person};
use crate::error::Result;
use crate::print::{self, Paper};
use crate::render::{Renderer, Request};

/// Makes the sheets of one campaign; sets nothing up when none of its messages has one.
pub(super) struct Sheets {
    sheets: Option<print::Sheets>,
}

impl Sheets {
    /// Sets up what the campaign's messages need.
    ///
    /// # Errors
    /// With everything that is wrong with the layouts and their labels, at its place.
    pub(super) fn new(campaign: &Arc<Campaign>, inputs: &Inputs) -> Result<Self> {
        let mut rules = campaign.phases.iter().flat_map(|phase| &phase.messages);
        let is_needed = rules.any(|rule| rule.attach.contains(&Attachment::Sheet));
        let sheets = is_needed.then(|| print::Sheets::new(Arc::clone(campaign), inputs)).transpose()?;
        Ok(Sheets { sheets })
    }

    /// What a request says to a person, on paper, as a PDF. None when nothing is attached, and for somebody whose own name a
    /// sheet has no letters or no room for: one name must not keep everybody from being told.
    ///
    /// # Errors
    /// When it cannot be read as it would be printed, whoever it is for, with the name of whose it is.
    pub(super) fn pdf(&self, request: &Request, person: &Person, renderer: &Renderer) -> Result<Option<Vec<u8>>> {
        let Some(sheets) = &self.sheets else { return Ok(None) };
        match make(sheets, request, person, renderer) {
            Err(_) if is_unusual(person) && fits_others(sheets, request, person, renderer) => Ok(None),
            made => made.map(Some),
        }
    }
}

/// Whether the sheet is as it should be for a person who differs in nothing but names.
fn fits_others(sheets: &print::Sheets, request: &Request, person: &Person, renderer: &Renderer) -> bool {
    let plain = plain(person);
    make(sheets, &Request { person: Some(&plain), ..*request }, &plain, renderer).is_ok()
}

fn make(sheets: &print::Sheets, request: &Request, person: &Person, renderer: &Renderer) -> Result<Vec<u8>> {
    let paper = Paper {
        id: request.id.to_owned(),
        number: None,
        person: Some(person),
        wave: request.wave,
        due: request.due,
        paths: Vec::new(),
        content: renderer.content(request)?,
    };
    sheets.pdf(&paper)
}
