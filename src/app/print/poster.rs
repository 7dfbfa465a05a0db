//! What to do and by when, for a wall.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::basis::Basis;
use super::public::{ForAnyone, Piece, Pile, print};
use crate::app::observer::Observer;
use crate::compose::PublicForm;
use crate::error::Result;
use crate::print::{Form, Format};

/// Prints posters of a message, on the campaign's paper unless another is named: a file for each wave and language. Nothing
/// is recorded.
///
/// # Errors
/// When nothing was approved, what is wanted is not there, or a poster cannot be read as it would be.
pub fn posters(
    dir: &Path,
    what: &ForAnyone,
    format: Option<Format>,
    now: DateTime<Utc>,
    observer: &dyn Observer,
) -> Result<Pile> {
    let basis = Basis::open(dir, what, now, observer)?;
    let format = format.unwrap_or_else(|| basis.composer.loaded().campaign.paper.into());
    let size = format.as_str();
    let mut pieces = Vec::new();
    for (wave, message) in basis.waves() {
        let stem = |language: &_| format!("poster-{}-{wave}-{language}-{size}", what.message);
        pieces.extend(Piece::in_each_language(&basis, &message, stem));
    }
    print(dir, &basis, &pieces, (Form::Poster(format), PublicForm::Poster), what, now, observer)
}
