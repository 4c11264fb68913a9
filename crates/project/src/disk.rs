//! The calls that change the disk, all of them, behind one trait so that a test can let any of them fail.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::path::Path;

/// Everything that applying a plan does to the disk.
pub(crate) trait Disk {
    fn create_folder(&mut self, path: &Path) -> io::Result<()>;
    /// Writes a file that must not be there yet. No link is followed.
    fn write_new(&mut self, path: &Path, bytes: &[u8], mode: &Mode) -> io::Result<()>;
    /// Waits until a file that was written would outlast a loss of power.
    fn settle(&mut self, path: &Path) -> io::Result<()>;
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()>;
    fn remove_file(&mut self, path: &Path) -> io::Result<()>;
    /// Removes a folder that must be empty.
    fn remove_folder(&mut self, path: &Path) -> io::Result<()>;
}

/// The permissions of a file to be written.
#[derive(Debug, Clone)]
pub(crate) enum Mode {
    /// What the system gives to a new file.
    New { executable: bool },
    /// Those that the file had.
    Like { permissions: Permissions, executable: bool },
}

/// The real disk.
pub(crate) struct RealDisk;

impl Disk for RealDisk {
    fn create_folder(&mut self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    fn write_new(&mut self, path: &Path, bytes: &[u8], mode: &Mode) -> io::Result<()> {
        let mut file = mode.create_new(path)?;
        file.write_all(bytes)
    }

    fn settle(&mut self, path: &Path) -> io::Result<()> {
        // opened for writing, which some systems ask for
        OpenOptions::new().write(true).open(path)?.sync_all()
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove_file(&mut self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_folder(&mut self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }
}

impl Mode {
    #[cfg(unix)]
    fn create_new(&self, path: &Path) -> io::Result<File> {
        use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        match self {
            Self::New { executable } => options.mode(if *executable { 0o777 } else { 0o666 }).open(path),
            Self::Like { permissions, executable } => {
                let mode = permissions.mode() & 0o777;
                let bits = if *executable { mode | (mode & 0o444) >> 2 } else { mode & !0o111 };
                let same = (mode & 0o100 != 0) == *executable;
                let file = options.mode(0o600).open(path)?;
                file.set_permissions(Permissions::from_mode(if same { mode } else { bits }))?;
                Ok(file)
            }
        }
    }

    #[cfg(not(unix))]
    fn create_new(&self, path: &Path) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).open(path)
    }
}
