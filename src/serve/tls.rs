//! TLS by files of a certificate and its key. They are looked at with each connection, so that one that was renewed is used
//! without starting the program again.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::error::{Error, Result};

/// When each of the files was written.
type Written = [Option<SystemTime>; 2];

/// A certificate and its key, in two files.
pub struct Tls {
    certificate: PathBuf,
    key: PathBuf,
    read: Mutex<(Written, Arc<ServerConfig>)>,
}

impl Tls {
    /// Reads the files: PEM, the certificate first and those that lead to its authority after it.
    ///
    /// # Errors
    /// When they cannot be read, or do not belong together.
    pub fn open(certificate: PathBuf, key: PathBuf) -> Result<Self> {
        let (written, config) = (written(&certificate, &key), config(&certificate, &key)?);
        Ok(Tls { certificate, key, read: Mutex::new((written, Arc::new(config))) })
    }

    /// What greets a connection. Files that are half written, or wrong, leave what was read before.
    pub(super) fn acceptor(&self) -> TlsAcceptor {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let now = written(&self.certificate, &self.key);
        if now != read.0
            && let Ok(config) = config(&self.certificate, &self.key)
        {
            *read = (now, Arc::new(config));
        }
        TlsAcceptor::from(Arc::clone(&read.1))
    }
}

fn written(certificate: &Path, key: &Path) -> Written {
    [certificate, key].map(|file| std::fs::metadata(file).and_then(|about| about.modified()).ok())
}

fn config(certificate: &Path, key: &Path) -> Result<ServerConfig> {
    let wrong = |file: &Path, why: &dyn std::fmt::Display| {
        Error::usage(format!("`{}` cannot be used for TLS: {why}", file.display()))
            .hint("`--certificate` takes a chain of certificates in PEM, `--key` the private key of its first, without a passphrase")
    };
    let chain: Vec<CertificateDer<'static>> =
        CertificateDer::pem_file_iter(certificate).and_then(Iterator::collect).map_err(|e| wrong(certificate, &e))?;
    if chain.is_empty() {
        return Err(wrong(certificate, &"no certificate is in it"));
    }
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|e| wrong(key, &e))?;
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().map_err(|e| wrong(certificate, &e))?;
    let mut config = builder.with_no_client_auth().with_single_cert(chain, secret).map_err(|e| wrong(key, &e))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_goes_with_its_key_and_may_be_renewed() {
        let dir = tempfile::tempdir().unwrap();
        let (certificate, key) = (dir.path().join("c.pem"), dir.path().join("k.pem"));
        let renew = || {
            let made = rcgen::generate_simple_self_signed(["h.example".to_owned()]).unwrap();
            std::fs::write(&certificate, made.cert.pem()).unwrap();
            std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        };
        let open = || Tls::open(certificate.clone(), key.clone());
        assert!(open().err().unwrap().to_string().contains("c.pem` cannot be used for TLS"));
        renew();
        let tls = open().unwrap();
        let config = |tls: &Tls| Arc::clone(tls.acceptor().config());
        let first = config(&tls);
        assert!(Arc::ptr_eq(&first, &config(&tls)), "read once");
        let later = SystemTime::now() + std::time::Duration::from_secs(60);
        std::fs::write(&certificate, "half").unwrap();
        std::fs::File::options().write(true).open(&certificate).unwrap().set_modified(later).unwrap();
        assert!(Arc::ptr_eq(&first, &config(&tls)), "what is half written is not used");
        renew();
        std::fs::File::options().write(true).open(&key).unwrap().set_modified(later).unwrap();
        assert!(!Arc::ptr_eq(&first, &config(&tls)));
        std::fs::write(&key, "").unwrap();
        assert!(open().err().unwrap().to_string().contains("k.pem` cannot be used for TLS"));
    }
}
