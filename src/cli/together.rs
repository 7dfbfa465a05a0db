//! Pages and a sender in one process.

use std::future::Future;
use std::pin::pin;

use crate::deliver::{Stopped, Summary};
use crate::error::Result;

/// Shows pages and delivers. Told to stop, both come to their end; a sender that ends by itself ends the pages too, and says
/// why.
///
/// # Errors
/// When the pages cannot be shown.
pub async fn both(
    pages: impl Future<Output = Result<()>>,
    sends: Option<impl Future<Output = Result<Summary, Stopped>>>,
) -> Result<Option<Result<Summary, Stopped>>> {
    let Some(sends) = sends else { return pages.await.map(|()| None) };
    let (mut pages, mut sends) = (pin!(pages), pin!(sends));
    tokio::select! {
        // First: nothing is begun where nothing can be shown.
        biased;
        shown = &mut pages => shown?,
        done = &mut sends => return Ok(Some(done)),
    }
    Ok(Some(sends.await))
}
