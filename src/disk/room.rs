//! How much more a disk takes.

use std::path::Path;

/// How many bytes we may still write where `path` is; `None` when that cannot be known.
pub(crate) fn room(path: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let disk = rustix::fs::statvfs(path).ok()?;
        Some(disk.f_bavail.saturating_mul(disk.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}
