//! A picture as a part of a message: an inline image that the HTML names by its Content-ID (RFC 2392).

use lettre::message::header::{ContentDisposition, ContentId, ContentTransferEncoding, ContentType};
use lettre::message::{Body, SinglePart};

use crate::campaign::picture::Picture as File;
use crate::error::{Error, Result};

/// A picture that is encoded once for all messages.
#[derive(Clone)]
pub struct Picture {
    file: File,
    kind: ContentType,
    body: Body,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Picture").field("kind", &self.file.kind).field("size", &self.file.size).finish_non_exhaustive()
    }
}

impl PartialEq for Picture {
    fn eq(&self, other: &Self) -> bool {
        self.file == other.file
    }
}

impl Eq for Picture {}

impl Picture {
    /// Encodes a picture.
    ///
    /// # Errors
    /// When its media type is not one: a fault of ours.
    pub fn new(file: File) -> Result<Self> {
        let kind = ContentType::parse(file.kind.media_type())
            .map_err(|e| Error::bug(format!("a picture has no media type: {e}")))?;
        let body = Body::new_with_encoding(file.bytes.to_vec(), ContentTransferEncoding::Base64)
            .map_err(|_| Error::bug("a picture could not be encoded"))?;
        Ok(Picture { file, kind, body })
    }

    /// The picture itself.
    pub fn file(&self) -> &File {
        &self.file
    }

    /// The part of a message.
    pub(crate) fn part(&self, content_id: &str) -> SinglePart {
        SinglePart::builder()
            .header(self.kind.clone())
            .header(ContentId::from(format!("<{content_id}>")))
            .header(ContentDisposition::inline())
            .body(self.body.clone())
    }
}

/// The Content-ID of a picture in the message of this notice, by its place among them: as unique as its Message-ID, and
/// short enough for a line of the body (76 characters), however long the sender's domain is.
/// A picture that is shown twice is two parts, because some mail programs show a part only once.
pub(crate) fn content_id(place: usize, notice: &str) -> String {
    format!("picture-{}@{notice}", place + 1)
}
