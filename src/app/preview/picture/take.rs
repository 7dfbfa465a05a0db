//! Takes the picture: first the mail is measured, then painted at its full length.

use std::fs::{self, File};
use std::path::Path;

use super::browser::{Browser, argument};
use super::crop::crop;
use super::page::{height_of, page};
use crate::app::environment::Environment;
use crate::error::{Error, Result};
use crate::report::Scheme;

/// No window of the family is narrower.
const LEAST_WINDOW: u32 = 500;
/// A window is somewhat higher than what it shows.
const BARS: u32 = 200;
/// Pixels; browsers paint no higher.
const HIGHEST: u32 = 16_000;

/// What the picture is of.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    /// Pixels.
    pub width: u32,
    /// Light or dark.
    pub scheme: Scheme,
}

/// A mail's HTML, with its images in it, as a PNG of its full length. `out` is where the picture will be: what the
/// browser needs lies beside it for as long as it runs, because a browser in a sandbox (a snap) sees no `/tmp`. The
/// environment says where browsers are (`PATH`), and may name one (`HERAUT_BROWSER`).
///
/// # Errors
/// When there is no browser, it fails, or the folder cannot be written.
pub fn picture(html: &str, frame: Frame, out: &Path, environment: Environment<'_>) -> Result<Vec<u8>> {
    let beside = match out.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => dir,
        _ => Path::new("."),
    };
    let wrong = |e: std::io::Error| Error::usage(format!("cannot write in {}: {e}", beside.display()));
    let beside = beside.canonicalize().map_err(wrong)?;
    let folder = tempfile::Builder::new().prefix("heraut-picture-").tempdir_in(&beside).map_err(wrong)?;
    let picture = taken(html, frame, folder.path(), environment);
    // The profile goes even when the picture failed; whose files stay behind should know.
    let closed = folder.close();
    let picture = picture?;
    closed.map_err(wrong)?;
    Ok(picture)
}

fn taken(html: &str, Frame { width, scheme }: Frame, folder: &Path, environment: Environment<'_>) -> Result<Vec<u8>> {
    let browser = Browser::find(folder, environment)?;
    let html = scheme.force(html);
    let (file, shot) = (folder.join("page.html"), folder.join("shot.png"));
    let wrong = |e: std::io::Error| browser.wrong(e.to_string());
    let window = width.max(LEAST_WINDOW);

    fs::write(&file, page(&html, width, 1)).map_err(wrong)?;
    let seen = browser.open(&file, window, LEAST_WINDOW, "--dump-dom".as_ref())?;
    let height = height_of(&seen).ok_or_else(|| browser.wrong("it did not measure the page".into()))?.min(HIGHEST);

    fs::write(&file, page(&html, width, height)).map_err(wrong)?;
    browser.open(&file, window, height + BARS, &argument("--screenshot=", &shot))?;
    let shot = File::open(&shot).map_err(|_| browser.wrong("it left none".into()))?;
    crop(shot, width, height).map_err(|why| browser.wrong(why))
}
