//! The logo as a part of every message.

use tera::Value;

use super::picture::Picture;
use crate::campaign::{self, Languages};
use crate::error::{Error, Result};
use crate::l10n::Tag;

/// A logo that is encoded once for all messages.
pub(crate) struct Logo {
    brand: campaign::Logo,
    picture: Picture,
}

impl Logo {
    /// Encodes a logo.
    ///
    /// # Errors
    /// As [`Picture::new`].
    pub(crate) fn new(brand: &campaign::Logo) -> Result<Self> {
        Ok(Logo { brand: brand.clone(), picture: Picture::new(brand.picture.clone())? })
    }

    /// The part of a message.
    pub(crate) fn picture(&self) -> &Picture {
        &self.picture
    }

    /// What the layout needs to show it: `src`, `alt`, `width`, `height`.
    pub(crate) fn value(&self, content_id: &str, language: &Tag, languages: &Languages) -> Value {
        let (width, height) = self.brand.shown();
        let entries = [
            ("src", Value::from(format!("cid:{content_id}"))),
            ("alt", Value::from(self.brand.alt.get(language, &languages.default))),
            ("width", Value::from(width)),
            ("height", Value::from(height)),
        ];
        Value::from(entries.into_iter().map(|(key, value)| (key.into(), value)).collect::<tera::Map>())
    }
}

/// The Content-ID of the logo in the message of this notice: as unique as its Message-ID, and as short as those of
/// other pictures.
pub(crate) fn content_id(notice: &str) -> String {
    format!("logo@{notice}")
}

/// Whether the HTML shows the image, which it may do once: an image nobody refers to would be listed as an attachment.
///
/// # Errors
/// When it shows it more often, which some mail programs cannot.
pub(crate) fn is_shown(html: &str, content_id: &str) -> Result<bool> {
    match memchr::memmem::find_iter(html.as_bytes(), &format!("cid:{content_id}")).count() {
        0 => Ok(false),
        1 => Ok(true),
        n => Err(Error::campaign(format!("the layout shows the logo {n} times"))
            .hint("use `logo.src` once in templates/layout/mail.html")),
    }
}
