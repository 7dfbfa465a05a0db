//! What a relay showed of itself while a connection was opened, as far as that came.

use super::certificate::Certificate;
use super::link::Link;
use super::wire::Wire;
use crate::ledger::shown;

/// As many keywords are kept: no relay has half of them.
const KEYWORDS: usize = 64;

/// What was seen of a relay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// The address that answered.
    pub address: Option<String>,
    /// Its first words.
    pub greeting: Option<String>,
    /// Under which version of TLS.
    pub tls: Option<String>,
    /// The certificate it showed.
    pub certificate: Option<Certificate>,
    /// What it offers, in its own words: those it says under TLS, where there is TLS.
    pub offers: Vec<String>,
    /// By which mechanism it was signed in to.
    pub signed_in_by: Option<&'static str>,
}

impl Seen {
    pub(super) fn wire(&mut self, wire: &Wire) {
        match wire {
            Wire::Plain(stream) => self.address = stream.peer_addr().ok().map(|address| address.to_string()),
            Wire::Tls(stream) => {
                let (stream, session) = stream.get_ref();
                self.address = stream.peer_addr().ok().map(|address| address.to_string());
                self.tls =
                    session.protocol_version().and_then(|version| version.as_str()).map(|name| name.replace('_', "."));
                let first = session.peer_certificates().and_then(<[_]>::first);
                self.certificate = first.and_then(|der| Certificate::read(der));
            }
            Wire::Gone => {}
        }
    }

    pub(super) fn greeting(&mut self, link: &Link) {
        self.greeting = Some(link.reply(220).text);
    }

    pub(super) fn offers(&mut self, link: &Link) {
        let lines = link.lines().skip(1);
        let mut offers: Vec<String> =
            lines.map(|line| shown(&String::from_utf8_lossy(line)).trim().to_owned()).collect();
        if offers.len() > KEYWORDS {
            let more = offers.split_off(KEYWORDS).len();
            offers.push(format!("… and {more} more"));
        }
        self.offers = offers;
    }
}
