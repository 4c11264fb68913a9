//! One run at a time in one repository, with nothing left behind.
//!
//! The lock is the system's advisory lock on the folder itself, so there is no file that could be forgotten,
//! and the system lets go of it when the program ends, however it ends.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::Error;

/// Held for as long as it lives.
#[derive(Debug)]
pub(crate) struct RunLock {
    _folder: Option<File>,
}

impl RunLock {
    pub(crate) fn take(root: &Path) -> Result<Self, Error> {
        // where folders cannot be opened or locked (Windows, some network disks) runs go unguarded; each file is
        // still compared with the plan right before it is replaced
        let Ok(folder) = File::open(root) else { return Ok(Self { _folder: None }) };
        match folder.try_lock() {
            Err(TryLockError::WouldBlock) => Err(Error::Busy { root: root.to_path_buf() }),
            Ok(()) => Ok(Self { _folder: Some(folder) }),
            Err(TryLockError::Error(_)) => Ok(Self { _folder: None }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_second_run_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let first = RunLock::take(folder.path()).unwrap();
        assert!(matches!(RunLock::take(folder.path()), Err(Error::Busy { .. })));
        drop(first);
        RunLock::take(folder.path()).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
    }
}
