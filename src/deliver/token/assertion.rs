//! Who asks, proved by a key (RFC 7523 section 2.2): a JWT that says who we are and is signed, so that no secret goes over
//! the wire. What must be in it, and how Microsoft knows a key by its certificate:
//! <https://learn.microsoft.com/entra/identity-platform/certificate-credentials>.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use memchr::memmem;
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair};
use serde_json::json;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::error::{Error, Result};

/// How long an assertion is good: it is used at once, and clocks differ.
const MINUTES: i64 = 10;

/// A private key that proves who asks, and the certificate by which it is known there.
pub struct SigningKey {
    key: RsaKeyPair,
    /// SHA-256 of the certificate, if there is one.
    thumbprint: Option<String>,
}

/// How an assertion is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    /// RSASSA-PSS, which Microsoft asks for.
    Ps256,
    /// PKCS #1, which every endpoint has (RFC 7523 section 5).
    Rs256,
}

impl SigningKey {
    /// A key in PEM, beside its certificate if the endpoint knows it by that.
    ///
    /// # Errors
    /// When there is no key of RSA with 2048 bits or more in it, or the certificates are of other keys.
    pub fn from_pem(pem: &str) -> Result<Self> {
        let wrong = |why: &str, hint: &str| {
            Error::campaign(format!("the certificate of the relay's sign-in: {why}")).hint(hint)
        };
        let make = "put the certificate and its private key into one text in PEM: `cat heraut.crt heraut.key`, without a passphrase";
        let der = PrivateKeyDer::from_pem_slice(pem.as_bytes())
            .map_err(|_| wrong("there is no private key in PEM in it, or one with a passphrase", make))?;
        let key = match &der {
            PrivateKeyDer::Pkcs8(pkcs8) => RsaKeyPair::from_pkcs8(pkcs8.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(pkcs1) => RsaKeyPair::from_der(pkcs1.secret_pkcs1_der()),
            _ => return Err(wrong("its key is not RSA", "make one with `openssl req -x509 -newkey rsa:2048`")),
        };
        let rsa = "make one with `openssl req -x509 -newkey rsa:2048`";
        let key = key.map_err(|e| wrong(&format!("its key is not RSA of 2048 bits or more ({e})"), rsa))?;
        let certificates: Vec<CertificateDer> =
            CertificateDer::pem_slice_iter(pem.as_bytes()).filter_map(std::result::Result::ok).collect();
        let its_own = certificates.iter().find(|der| memmem::find(der, key.public().as_ref()).is_some());
        if its_own.is_none() && !certificates.is_empty() {
            return Err(wrong("its certificate is that of another key", make));
        }
        let thumbprint = its_own.map(|der| URL_SAFE_NO_PAD.encode(digest(&SHA256, der)));
        Ok(SigningKey { key, thumbprint })
    }

    /// Whether there is a certificate beside the key.
    pub fn has_certificate(&self) -> bool {
        self.thumbprint.is_some()
    }

    /// Says to `audience` at `now` that we are `client`.
    ///
    /// # Errors
    /// When the machine has no randomness to give, or the key fails.
    pub(super) fn assert(
        &self,
        algorithm: Algorithm,
        client: &str,
        audience: &str,
        now: DateTime<Utc>,
    ) -> std::result::Result<String, &'static str> {
        let random = SystemRandom::new();
        let mut id = [0; 16];
        random.fill(&mut id).map_err(|_| "no randomness")?;
        let (name, encoding): (_, &dyn RsaEncoding) = match algorithm {
            Algorithm::Ps256 => ("PS256", &RSA_PSS_SHA256),
            Algorithm::Rs256 => ("RS256", &RSA_PKCS1_SHA256),
        };
        let mut header = json!({ "alg": name, "typ": "JWT" });
        if let Some(thumbprint) = &self.thumbprint {
            header["x5t#S256"] = json!(thumbprint);
        }
        let now = now.timestamp();
        let claims = json!({
            "aud": audience,
            "iss": client,
            "sub": client,
            "jti": URL_SAFE_NO_PAD.encode(id),
            "iat": now,
            "nbf": now,
            "exp": now + MINUTES * 60,
        });
        let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(&claims));
        let mut signature = vec![0; self.key.public().modulus_len()];
        self.key.sign(encoding, &random, signed.as_bytes(), &mut signature).map_err(|_| "the key failed")?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("thumbprint", &self.thumbprint).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use ring::signature::{self, UnparsedPublicKey};
    use serde_json::Value;

    use super::*;

    const KEY: &str = include_str!("../../../tests/keys/rsa-2048.pem");

    fn certificate() -> Result<String, Box<dyn std::error::Error>> {
        let key = rcgen::KeyPair::from_pem(KEY)?;
        Ok(rcgen::CertificateParams::new(vec!["heraut".to_owned()])?.self_signed(&key)?.pem())
    }

    fn read(part: &str) -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    }

    #[test]
    fn an_assertion_says_who_asks_whom_and_is_signed() {
        let pem = certificate().unwrap() + KEY;
        let key = SigningKey::from_pem(&pem).unwrap();
        let now = Utc.with_ymd_and_hms(2026, 11, 30, 12, 0, 0).unwrap();
        for (algorithm, name, verifies) in [
            (Algorithm::Ps256, "PS256", &signature::RSA_PSS_2048_8192_SHA256),
            (Algorithm::Rs256, "RS256", &signature::RSA_PKCS1_2048_8192_SHA256),
        ] {
            let assertion = key.assert(algorithm, "client-1", "https://login.example/token", now).unwrap();
            let [header, claims, signed] = assertion.split('.').collect::<Vec<_>>()[..] else { panic!("{assertion}") };
            let der = CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
            let thumbprint = URL_SAFE_NO_PAD.encode(digest(&SHA256, &der));
            assert_eq!(read(header), json!({ "alg": name, "typ": "JWT", "x5t#S256": thumbprint }));
            let claims_ = read(claims);
            assert_eq!([&claims_["iss"], &claims_["sub"]], ["client-1", "client-1"]);
            assert_eq!(claims_["aud"], "https://login.example/token");
            assert_eq!(claims_["exp"].as_i64(), claims_["nbf"].as_i64().map(|nbf| nbf + 600));
            assert_eq!(claims_["nbf"], now.timestamp());
            let public = UnparsedPublicKey::new(verifies, key.key.public().as_ref());
            let signature = URL_SAFE_NO_PAD.decode(signed).unwrap();
            assert!(public.verify(format!("{header}.{claims}").as_bytes(), &signature).is_ok());
            assert_ne!(assertion, key.assert(algorithm, "client-1", "https://login.example/token", now).unwrap());
        }
    }

    #[test]
    fn what_cannot_prove_anything_is_called_what_it_is() {
        let said = |pem: &str| SigningKey::from_pem(pem).map(|_| ()).unwrap_err().to_string();
        assert!(said("geheim").contains("no private key in PEM"));
        assert!(said(include_str!("../../../tests/keys/rsa-1024.pem")).contains("2048 bits"));
        assert!(said(include_str!("../../../tests/keys/ed25519.pem")).contains("not RSA"));
        let another = rcgen::generate_simple_self_signed(["x".to_owned()]).unwrap().cert.pem();
        assert!(said(&(another.clone() + KEY)).contains("another key"));
        assert!(!SigningKey::from_pem(KEY).unwrap().has_certificate());
        // A chain, in any order.
        assert!(SigningKey::from_pem(&(another + KEY + &certificate().unwrap())).unwrap().has_certificate());
    }

    #[test]
    fn the_key_is_not_shown() {
        assert!(!format!("{:?}", SigningKey::from_pem(KEY).unwrap()).contains("MII"));
    }
}
