//! A file of certificates, in whatever form it was saved, or what else it is.

use std::borrow::Cow;
use std::fmt;

use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

/// A file that certificates were expected in, and what it is instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoCertificates {
    /// What it is.
    pub is: String,
    /// What to do about it.
    pub hint: &'static str,
}

impl fmt::Display for NoCertificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the file {}", self.is)
    }
}

const PEM: &str = "save the certificate of the authority as PEM: a text that begins with -----BEGIN CERTIFICATE-----";
const P7B: &str = "take the certificates out with `openssl pkcs7 -print_certs -in FILE -out FILE.pem`, with `-inform DER` \
                   before `-in` if that does not read it";
const PRIVATE: &str = "a private key has no business in a campaign, whose files are frozen with the plan; name the certificate of \
                       the authority alone";

/// `1.2.840.113549.1.7.2`, what a PKCS #7 bundle begins with.
const SIGNED_DATA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];

/// `1.2.840.113549.1.7.1`, in the beginning of a PKCS #12 store.
const DATA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];

/// The certificates in a file, in DER: from PEM (in UTF-8 with or without a mark, or UTF-16), or one in DER.
///
/// # Errors
/// What the file is instead.
pub fn certificates(file: &[u8]) -> Result<Vec<Vec<u8>>, NoCertificates> {
    let no = |is: &str, hint| Err(NoCertificates { is: is.to_owned(), hint });
    let text = text(file);
    let says = |label: &str| memchr::memmem::find(&text, label.as_bytes()).is_some();
    let found: Vec<Vec<u8>> = if says("-----BEGIN ") {
        if says("PRIVATE KEY-----") {
            return no("holds a private key", PRIVATE);
        }
        if says("-----BEGIN PKCS7-----") || says("-----BEGIN CMS-----") {
            return no("is a PKCS #7 bundle (P7B)", P7B);
        }
        if says("CERTIFICATE REQUEST-----") {
            return no("is a request for a certificate, not a certificate", PEM);
        }
        let read = CertificateDer::pem_slice_iter(&text).collect::<Result<Vec<_>, _>>();
        match read {
            Ok(read) => read.into_iter().map(|certificate| certificate.to_vec()).collect(),
            Err(e) => return no(&format!("is damaged: {e}"), PEM),
        }
    } else if file.first() == Some(&0x30) {
        match kind_of_der(file) {
            Some((is, hint)) => return no(is, hint),
            None => vec![file.to_vec()],
        }
    } else {
        return no("is neither PEM nor DER", PEM);
    };
    if found.is_empty() {
        return no("has no certificate in it", PEM);
    }
    for certificate in &found {
        if let Err(e) = RootCertStore::empty().add(CertificateDer::from_slice(certificate)) {
            return no(&format!("has a certificate that cannot be read: {e}"), PEM);
        }
    }
    Ok(found)
}

/// A text as bytes of ASCII, whatever its editor made of it: UTF-16 as Windows tools write it, with a mark or without.
fn text(file: &[u8]) -> Cow<'_, [u8]> {
    let (utf16, little) = match file {
        [0xff, 0xfe, rest @ ..] => (rest, true),
        [0xfe, 0xff, rest @ ..] => (rest, false),
        [b'-', 0, ..] => (file, true),
        [0, b'-', ..] => (file, false),
        [0xef, 0xbb, 0xbf, rest @ ..] => return Cow::Borrowed(rest),
        _ => return Cow::Borrowed(file),
    };
    let unit =
        |two: &[u8]| if little { u16::from_le_bytes([two[0], two[1]]) } else { u16::from_be_bytes([two[0], two[1]]) };
    let text = utf16.chunks_exact(2).map(|two| u8::try_from(unit(two)).unwrap_or(b'?'));
    Cow::Owned(text.collect())
}

/// What something in DER is that is no certificate, as far as its beginning tells.
fn kind_of_der(file: &[u8]) -> Option<(&'static str, &'static str)> {
    let begin = &file[..file.len().min(64)];
    let has = |sign: &[u8]| memchr::memmem::find(begin, sign).is_some();
    // Past the SEQUENCE's own tag and length: a version stands first in keys and key stores, and never in a certificate.
    let length = file.get(1).map_or(0, |n| if *n < 0x80 { 0 } else { usize::from(n & 0x7f) });
    let inside = file.get(2 + length..).unwrap_or_default();
    match inside {
        _ if has(SIGNED_DATA) => Some(("is a PKCS #7 bundle (P7B)", P7B)),
        [0x02, 0x01, 0x03, ..] if has(DATA) => Some(("is a key store (PKCS #12, PFX)", PRIVATE)),
        [0x02, 0x01, 0x00 | 0x01, ..] => Some(("is a private key", PRIVATE)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    fn made() -> (String, Vec<u8>, String, Vec<u8>) {
        let Ok(made) = rcgen::generate_simple_self_signed(["mx.example".to_owned()]) else {
            panic!("a certificate is made");
        };
        let key = &made.signing_key;
        (made.cert.pem(), made.cert.der().to_vec(), key.serialize_pem(), key.serialize_der())
    }

    fn utf16(text: &str, mark: &[u8], unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        mark.iter().copied().chain(text.encode_utf16().flat_map(unit)).collect()
    }

    #[test]
    fn a_certificate_is_read_in_every_form_it_is_saved_in() {
        let (pem, der, ..) = made();
        let forms = [
            pem.clone().into_bytes(),
            pem.replace('\n', "\r\n").into_bytes(),
            format!("\u{feff}{pem}").into_bytes(),
            format!("subject=CN = mx\n{pem}").into_bytes(),
            utf16(&pem, &[0xff, 0xfe], u16::to_le_bytes),
            utf16(&pem, &[0xfe, 0xff], u16::to_be_bytes),
            utf16(&pem, &[], u16::to_le_bytes),
            der.clone(),
        ];
        for form in forms {
            assert_eq!(certificates(&form), Ok(vec![der.clone()]), "{}", form[..20].escape_ascii());
        }
        assert_eq!(certificates(format!("{pem}{pem}").as_bytes()).map(|all| all.len()), Ok(2));
    }

    #[test]
    fn what_is_none_is_called_what_it_is() {
        let (pem, der, key_pem, key_der) = made();
        let armoured = |label: &str, bytes: &[u8]| {
            format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(bytes)).into_bytes()
        };
        let p7b = [&[0x30, 0x82, 0x01, 0x00][..], SIGNED_DATA, &[0xa0, 0x82]].concat();
        let pfx = [&[0x30, 0x82, 0x01, 0x00, 0x02, 0x01, 0x03, 0x30, 0x82, 0x01, 0x00][..], DATA].concat();
        let mut damaged = pem.clone().into_bytes();
        damaged[100] = b'*';
        for (file, is) in [
            (key_pem.clone().into_bytes(), "private key"),
            (key_der, "private key"),
            (format!("{pem}{key_pem}").into_bytes(), "private key"),
            (armoured("PKCS7", &p7b), "PKCS #7"),
            (p7b, "PKCS #7"),
            (pfx, "PKCS #12"),
            (armoured("CERTIFICATE REQUEST", &der), "request"),
            (armoured("CERTIFICATE", b"0 is no certificate"), "cannot be read"),
            (damaged, "damaged"),
            (der[..60].to_vec(), "cannot be read"),
            (armoured("PUBLIC KEY", &der), "no certificate"),
            (b"hello".to_vec(), "neither PEM nor DER"),
            (Vec::new(), "neither PEM nor DER"),
        ] {
            let no = certificates(&file).err().map(|no| no.is).unwrap_or_default();
            assert!(no.contains(is), "{is}: {no}");
        }
    }
}
