//! The hook that checks a message when it is committed.

use std::fs;
use std::path::PathBuf;

use crate::error::Error;
use crate::git::Repository;

/// The text of the hook. It lets commits pass where Blip is not installed.
pub const HOOK: &str = "#!/bin/sh
# Checks that the message is a conventional commit. Installed by `blip semver hook install`.
command -v blip >/dev/null 2>&1 || exit 0
exec blip semver check-message --file \"$1\"
";

/// What became of the hook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Installed {
    /// Written here.
    Written(PathBuf),
    /// It was there already.
    Unchanged(PathBuf),
}

/// Writes the `commit-msg` hook where git looks for it, `core.hooksPath` too.
///
/// # Errors
/// A hook of somebody else is there, or the file cannot be written.
pub fn install_hook(repository: &Repository) -> Result<Installed, Error> {
    let git = repository.git();
    let path = git.folder().join(git.text(&["rev-parse", "--git-path", "hooks/commit-msg"])?);
    match fs::read_to_string(&path) {
        Ok(text) if text == HOOK => return Ok(Installed::Unchanged(path)),
        // an older one of ours is renewed
        Ok(text) if text.contains("Installed by `blip semver hook install`") => {}
        Ok(_) => return Err(Error::ForeignHook(path)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(Error::io(path)(error)),
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Error::io(folder))?;
    }
    fs::write(&path, HOOK).map_err(Error::io(&path))?;
    make_executable(&path)?;
    Ok(Installed::Written(path))
}

#[cfg(unix)]
fn make_executable(path: &std::path::Path) -> Result<(), Error> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).map_err(Error::io(path))
}

#[cfg(not(unix))]
fn make_executable(_: &std::path::Path) -> Result<(), Error> {
    Ok(())
}
