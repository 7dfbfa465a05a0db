//! Pages to PDF/UA-1 and PDF/A-2a.

use chrono::{DateTime, Datelike, Timelike, Utc};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::error::{Error, Result};

/// How pages become a file.
pub(super) struct Export {
    standards: PdfStandards,
    timestamp: Timestamp,
}

impl Export {
    /// Dated with this instant, never with the clock: a file made again has the same bytes.
    ///
    /// # Errors
    /// When PDF cannot express the instant.
    pub(super) fn new(issued: DateTime<Utc>) -> Result<Self> {
        let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a])
            .map_err(|e| Error::bug(format!("no file can be PDF/UA-1 and PDF/A-2a: {}", e.message())))?;
        let part = |value: u32| u8::try_from(value).unwrap_or_default();
        let datetime = Datetime::from_ymd_hms(
            issued.year(),
            part(issued.month()),
            part(issued.day()),
            part(issued.hour()),
            part(issued.minute()),
            part(issued.second().min(59)),
        );
        let timestamp = datetime.filter(|_| (0..=9999).contains(&issued.year())).map(Timestamp::new_utc);
        let timestamp = timestamp.ok_or_else(|| Error::bug(format!("a file cannot be dated {issued}")))?;
        Ok(Export { standards, timestamp })
    }

    /// The bytes of a document of this identity.
    ///
    /// # Errors
    /// With what keeps it from being accessible.
    pub(super) fn bytes(&self, document: &PagedDocument, id: &str) -> Result<Vec<u8>, Vec<SourceDiagnostic>> {
        let options = PdfOptions {
            ident: Smart::Custom(id.to_owned()),
            creator: Smart::Custom(Some("Heraut".into())),
            timestamp: Some(self.timestamp),
            page_ranges: None,
            standards: self.standards.clone(),
            tagged: true,
            pretty: false,
        };
        typst_pdf::pdf(document, &options).map_err(|found| found.into_iter().collect())
    }
}
