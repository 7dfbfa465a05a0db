//! The style sheet and the script of the pages: ours, with a digest of what they hold in their address, so that a browser
//! may keep them for ever.

use axum::body::Bytes;

use crate::builtin;
use crate::campaign::Color;
use crate::report::in_colors;

/// So many digits tell two versions apart.
const DIGITS: usize = 16;

/// A file, and where it is.
pub(super) struct Asset {
    /// Its name with the digest.
    pub(super) name: String,
    /// What it is.
    pub(super) kind: &'static str,
    /// What it holds.
    pub(super) bytes: Bytes,
}

/// The files.
pub(super) struct Assets {
    pub(super) style: Asset,
    pub(super) script: Asset,
}

impl Assets {
    /// The files, in the colours of a campaign.
    pub(super) fn new(colors: (Color, Color)) -> Self {
        let file = |name: &str| builtin::file(&format!("templates/serve/{name}")).unwrap_or_default();
        let style = [in_colors(colors).as_bytes(), file("serve.css")].concat();
        Assets {
            style: Asset::new("style", "css", "text/css; charset=utf-8", style),
            script: Asset::new("script", "js", "text/javascript; charset=utf-8", file("serve.js").to_vec()),
        }
    }

    /// The file of this name.
    pub(super) fn named(&self, name: &str) -> Option<&Asset> {
        [&self.style, &self.script].into_iter().find(|asset| asset.name == name)
    }
}

impl Asset {
    fn new(stem: &str, extension: &str, kind: &'static str, bytes: Vec<u8>) -> Self {
        let digest = blake3::hash(&bytes).to_hex();
        Asset { name: format!("{stem}-{}.{extension}", &digest[..DIGITS]), kind, bytes: bytes.into() }
    }
}
