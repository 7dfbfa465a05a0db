//! What the pages are started with.

use std::path::PathBuf;

use super::tls::Tls;
use crate::app::Admission;
use crate::deliver::Clock;

/// What is served, and for whom.
pub struct Settings {
    /// The campaign directory.
    pub dir: PathBuf,
    /// Who acts; nobody may when it is `None`. Of users each acts for themselves.
    pub by: Option<String>,
    /// Who may open the pages; whoever has the link where nothing is said.
    pub admission: Option<Admission>,
    /// The certificate; plain HTTP without one.
    pub tls: Option<Tls>,
    /// A digest of this program, which says that what it rendered before need not be rendered again.
    pub program: Option<Vec<u8>>,
    /// What tells the time.
    pub clock: Box<dyn Clock>,
}
