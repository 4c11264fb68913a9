//! The calls that change the disk, all of them, behind one trait so that a test can let any of them fail.

use std::fs::{File, Permissions};
use std::io::{self, Write as _};
use std::path::Path;

use blip_model::Roots;

use crate::place::Place;

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

/// The real disk. Below the roots it follows no link, also where one takes the place of a folder meanwhile.
#[derive(Debug, Clone)]
pub(crate) struct RealDisk {
    roots: Roots,
}

impl RealDisk {
    pub(crate) fn below(roots: &Roots) -> Self {
        Self { roots: roots.clone() }
    }

    fn place(&self, path: &Path) -> io::Result<Place> {
        let (service, repository) = (self.roots.service(), self.roots.repository());
        Place::of(if path.starts_with(service) { service } else { repository }, path)
    }
}

impl Disk for RealDisk {
    fn create_folder(&mut self, path: &Path) -> io::Result<()> {
        self.place(path)?.make_folder()
    }

    fn write_new(&mut self, path: &Path, bytes: &[u8], mode: &Mode) -> io::Result<()> {
        let mut file = mode.create_new(&self.place(path)?)?;
        file.write_all(bytes)
    }

    fn settle(&mut self, path: &Path) -> io::Result<()> {
        let file = self.place(path)?.open()?;
        // the tests of this crate write thousands of files, and none outlasts its test
        if cfg!(test) { Ok(()) } else { file.sync_all() }
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        self.place(from)?.rename_to(&self.place(to)?)
    }

    fn remove_file(&mut self, path: &Path) -> io::Result<()> {
        self.place(path)?.remove_file()
    }

    fn remove_folder(&mut self, path: &Path) -> io::Result<()> {
        self.place(path)?.remove_folder()
    }
}

impl Mode {
    #[cfg(unix)]
    fn create_new(&self, place: &Place) -> io::Result<File> {
        use std::os::unix::fs::PermissionsExt as _;
        match self {
            Self::New { executable } => place.create_new(if *executable { 0o777 } else { 0o666 }),
            Self::Like { permissions, executable } => {
                let mode = permissions.mode() & 0o777;
                let bits = if *executable { mode | (mode & 0o444) >> 2 } else { mode & !0o111 };
                let same = (mode & 0o100 != 0) == *executable;
                let file = place.create_new(0o600)?;
                file.set_permissions(Permissions::from_mode(if same { mode } else { bits }))?;
                Ok(file)
            }
        }
    }

    #[cfg(not(unix))]
    fn create_new(&self, place: &Place) -> io::Result<File> {
        place.create_new(0)
    }
}
