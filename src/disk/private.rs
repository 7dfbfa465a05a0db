//! Files and folders for their owner alone. No symbolic link is written through: whoever may write in the folder could
//! otherwise have us write over what we alone may.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::path::Path;

/// Opens a file by `options`. One that is made is for its owner alone; a symbolic link is refused.
pub(crate) fn open_own(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let flags = (rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::CLOEXEC).bits();
        options.mode(0o600).custom_flags(flags as i32);
    }
    options.open(path)
}

/// Makes an open file its owner's alone, if it is not: an older program may have made it.
pub(crate) fn close_to_others(file: &File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mut permissions = file.metadata()?.permissions();
        if permissions.mode() & 0o077 != 0 {
            permissions.set_mode(0o600);
            file.set_permissions(permissions)?;
        }
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

/// Makes a folder and those above it that are missing, for their owner alone. Those that are there stay as they are.
pub(crate) fn create_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_is_made_is_for_its_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("a/b");
        create_folder(&folder).unwrap();
        assert_eq!((mode(&dir.path().join("a")), mode(&folder)), (0o700, 0o700));
        open_own(&folder.join("file"), OpenOptions::new().write(true).create_new(true)).unwrap();
        assert_eq!(mode(&folder.join("file")), 0o600);
    }

    #[test]
    fn a_link_is_not_written_through() {
        let dir = tempfile::tempdir().unwrap();
        let (target, link) = (dir.path().join("target"), dir.path().join("link"));
        fs::write(&target, "precious").unwrap();
        symlink(&target, &link).unwrap();
        open_own(&link, OpenOptions::new().write(true).create(true).truncate(true)).unwrap_err();
        symlink(dir.path().join("nowhere"), dir.path().join("dangling")).unwrap();
        open_own(&dir.path().join("dangling"), OpenOptions::new().write(true).create_new(true)).unwrap_err();
        assert_eq!(fs::read_to_string(&target).unwrap(), "precious");
        assert!(!dir.path().join("nowhere").exists());
    }
}
