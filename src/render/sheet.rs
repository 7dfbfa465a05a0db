//! The sheet that goes with a message, as a file: what the message says, to keep or to print.

use lettre::message::header::{ContentDisposition, ContentTransferEncoding, ContentType};
use lettre::message::{Body, SinglePart};

use super::escape::file_name;
use crate::error::{Error, Result};
use crate::l10n::{Catalogs, Tag};

/// The part of a message that is the file. Its name is the language's, and nothing of the reader is in it.
///
/// # Errors
/// When the language has no name for it.
pub(crate) fn part(pdf: &[u8], language: &Tag, catalogs: &Catalogs) -> Result<SinglePart> {
    let name = file_name(&catalogs.label(language, "print-file", &[])?);
    let kind =
        ContentType::parse("application/pdf").map_err(|e| Error::bug(format!("a sheet has no media type: {e}")))?;
    let body = Body::new_with_encoding(pdf.to_vec(), ContentTransferEncoding::Base64)
        .map_err(|_| Error::bug("a sheet could not be encoded"))?;
    Ok(SinglePart::builder().header(kind).header(ContentDisposition::attachment(&name)).body(body))
}
