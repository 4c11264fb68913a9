//! A name in a folder that is held open, so that nobody can put a link in the place of a folder on the way to it.

#[cfg(unix)]
pub(crate) use unix::Place;

#[cfg(not(unix))]
pub(crate) use elsewhere::Place;

#[cfg(unix)]
mod unix {
    use std::ffi::OsString;
    use std::fs::File;
    use std::io;
    use std::os::fd::OwnedFd;
    use std::path::{Component, Path};

    use rustix::fs::{AtFlags, Mode, OFlags, RawMode, mkdirat, open, openat, renameat, unlinkat};

    pub(crate) struct Place {
        folder: OwnedFd,
        name: OsString,
    }

    impl Place {
        /// The place of `path`. Below `root` no link is followed; above it the user may have named one.
        pub(crate) fn of(root: &Path, path: &Path) -> io::Result<Self> {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
            let below = path.strip_prefix(root).ok().filter(|below| !below.as_os_str().is_empty());
            let (start, way) = match below {
                Some(below) => (root, below.parent().unwrap_or(Path::new(""))),
                None => (path.parent().unwrap_or(path), Path::new("")),
            };
            let start = if start.as_os_str().is_empty() { Path::new(".") } else { start };
            let mut folder = open(start, flags, Mode::empty())?;
            for part in way.components() {
                let Component::Normal(name) = part else { return Err(io::ErrorKind::InvalidInput.into()) };
                folder = openat(&folder, name, flags | OFlags::NOFOLLOW, Mode::empty())?;
            }
            let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
            Ok(Self { folder, name })
        }

        pub(crate) fn make_folder(&self) -> io::Result<()> {
            Ok(mkdirat(&self.folder, &self.name, Mode::from_raw_mode(0o777))?)
        }

        /// A file that must not be there yet, with these bits as far as the system's mask lets them be.
        pub(crate) fn create_new(&self, bits: u16) -> io::Result<File> {
            let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            // what a mode is made of differs between systems
            let bits = Mode::from_raw_mode(RawMode::from(bits));
            Ok(openat(&self.folder, &self.name, flags, bits)?.into())
        }

        /// The file that is there.
        pub(crate) fn open(&self) -> io::Result<File> {
            let flags = OFlags::WRONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            Ok(openat(&self.folder, &self.name, flags, Mode::empty())?.into())
        }

        pub(crate) fn rename_to(&self, to: &Self) -> io::Result<()> {
            Ok(renameat(&self.folder, &self.name, &to.folder, &to.name)?)
        }

        pub(crate) fn remove_file(&self) -> io::Result<()> {
            Ok(unlinkat(&self.folder, &self.name, AtFlags::empty())?)
        }

        pub(crate) fn remove_folder(&self) -> io::Result<()> {
            Ok(unlinkat(&self.folder, &self.name, AtFlags::REMOVEDIR)?)
        }
    }
}

/// Where folders cannot be held open, a path has to do.
#[cfg(not(unix))]
mod elsewhere {
    use std::fs::{self, File, OpenOptions};
    use std::io;
    use std::path::{Path, PathBuf};

    pub(crate) struct Place(PathBuf);

    impl Place {
        pub(crate) fn of(_: &Path, path: &Path) -> io::Result<Self> {
            Ok(Self(path.to_path_buf()))
        }

        pub(crate) fn make_folder(&self) -> io::Result<()> {
            fs::create_dir(&self.0)
        }

        pub(crate) fn create_new(&self, _: u16) -> io::Result<File> {
            OpenOptions::new().write(true).create_new(true).open(&self.0)
        }

        pub(crate) fn open(&self) -> io::Result<File> {
            OpenOptions::new().write(true).open(&self.0)
        }

        pub(crate) fn rename_to(&self, to: &Self) -> io::Result<()> {
            fs::rename(&self.0, &to.0)
        }

        pub(crate) fn remove_file(&self) -> io::Result<()> {
            fs::remove_file(&self.0)
        }

        pub(crate) fn remove_folder(&self) -> io::Result<()> {
            fs::remove_dir(&self.0)
        }
    }
}
