//! How large a message may be.

use crate::error::{Error, Result};

/// Bytes of a whole message on the wire: what Postfix takes unless it is told otherwise (`message_size_limit`). Base64
/// makes an attachment a third larger, so files may have 7 MB together.
const MESSAGE: usize = 10_240_000;

/// # Errors
/// When a message is larger than mail systems take.
pub(crate) fn check(bytes: &[u8]) -> Result<()> {
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
        assert!(check(&vec![b'x'; MESSAGE]).is_ok());
        let whole = check(&vec![b'x'; MESSAGE + 1]).unwrap_err().to_string();
        assert!(whole.contains("10240 KB"), "{whole}");
    }
}
