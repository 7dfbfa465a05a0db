//! How large a message may be.

use crate::error::{Error, Result};

/// Bytes of HTML, decoded. Gmail cuts a message off at about 102 KB, and shows a link to the rest.
const HTML: usize = 90_000;

/// Bytes of a whole message on the wire: what Postfix takes unless it is told otherwise (`message_size_limit`). Base64
/// makes an attachment a third larger, so files may have 7 MB together.
const MESSAGE: usize = 10_240_000;

/// # Errors
/// When a message is larger than mail systems take, or its HTML than mail programs show.
pub(crate) fn check(html: &str, bytes: &[u8]) -> Result<()> {
    if html.len() > HTML {
        return Err(Error::campaign(format!(
            "the message has {} KB of HTML, and Gmail cuts off what is longer than {} KB",
            html.len() / 1000,
            HTML / 1000
        ))
        .hint("say it in fewer words, or put lists on a page and link to it"));
    }
    if bytes.len() > MESSAGE {
        return Err(Error::campaign(format!(
            "the message is {} KB with what is attached, and mail servers take {} KB",
            bytes.len() / 1000,
            MESSAGE / 1000
        ))
        .hint("attach less, or smaller files"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_large_is_refused_with_its_size() {
        assert!(check(&"x".repeat(HTML), &vec![b'x'; MESSAGE]).is_ok());
        let html = check(&"x".repeat(HTML + 1), b"").unwrap_err().to_string();
        assert!(html.contains("90 KB of HTML"), "{html}");
        let whole = check("", &vec![b'x'; MESSAGE + 1]).unwrap_err().to_string();
        assert!(whole.contains("10240 KB"), "{whole}");
    }
}
