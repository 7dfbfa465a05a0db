//! The logo as a part of every message: an inline image that the HTML names by its Content-ID (RFC 2392).

use lettre::message::header::{ContentDisposition, ContentId, ContentTransferEncoding, ContentType};
use lettre::message::{Body, SinglePart};
use tera::Value;

use crate::campaign::{Languages, Logo};
use crate::error::{Error, Result};
use crate::l10n::Tag;

/// A logo that is encoded once for all messages.
pub(crate) struct Picture {
    logo: Logo,
    kind: ContentType,
    body: Body,
}

impl Picture {
    /// Encodes a logo.
    ///
    /// # Errors
    /// When its media type is not one: a fault of ours.
    pub(crate) fn new(logo: &Logo) -> Result<Self> {
        let kind = ContentType::parse(logo.kind.media_type())
            .map_err(|e| Error::bug(format!("the logo has no media type: {e}")))?;
        let body = Body::new_with_encoding(logo.bytes.to_vec(), ContentTransferEncoding::Base64)
            .map_err(|_| Error::bug("the logo could not be encoded"))?;
        Ok(Picture { logo: logo.clone(), kind, body })
    }

    /// What the layout needs to show it: `src`, `alt`, `width`, `height`.
    pub(crate) fn value(&self, content_id: &str, language: &Tag, languages: &Languages) -> Value {
        let (width, height) = self.logo.shown();
        let entries = [
            ("src", Value::from(format!("cid:{content_id}"))),
            ("alt", Value::from(self.logo.alt.get(language, &languages.default))),
            ("width", Value::from(width)),
            ("height", Value::from(height)),
        ];
        Value::from(entries.into_iter().map(|(key, value)| (key.into(), value)).collect::<tera::Map>())
    }

    /// The part of the message.
    pub(crate) fn part(&self, content_id: &str) -> SinglePart {
        SinglePart::builder()
            .header(self.kind.clone())
            .header(ContentId::from(format!("<{content_id}>")))
            .header(ContentDisposition::inline())
            .body(self.body.clone())
    }
}

/// The Content-ID of the logo in the message of this notice: as unique as its Message-ID.
pub(crate) fn content_id(notice: &str, domain: &str) -> String {
    format!("logo.{notice}@{domain}")
}

/// Whether the HTML shows the image, which it may do once: an image nobody refers to would be listed as an attachment.
///
/// # Errors
/// When it shows it more often, which some mail programs cannot.
pub(crate) fn is_shown(html: &str, content_id: &str) -> Result<bool> {
    match html.matches(&format!("cid:{content_id}")).count() {
        0 => Ok(false),
        1 => Ok(true),
        n => Err(Error::campaign(format!("the layout shows the logo {n} times"))
            .hint("use `logo.src` once in templates/layout/mail.html")),
    }
}
