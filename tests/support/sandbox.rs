//! A folder that a test has to itself.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{Run, Snapshot};

/// A temporary folder with a work folder and a home in it, removed when it goes out of scope.
pub(crate) struct Sandbox {
    _root: TempDir,
    work: PathBuf,
    home: PathBuf,
}

impl Sandbox {
    /// An empty work folder, and a home in which git knows nobody.
    pub(crate) fn new() -> Self {
        let root = tempfile::tempdir().expect("a temporary folder can be made");
        // the real path: what a program prints of it is what the test compares with
        let real = root.path().canonicalize().expect("the temporary folder is there");
        let (work, home) = (real.join("work"), real.join("home"));
        for folder in [&work, &home] {
            fs::create_dir(folder).expect("the temporary folder is writable");
        }
        Self { _root: root, work, home }
    }

    /// The same with a name and an address in the home's git configuration.
    pub(crate) fn with_identity() -> Self {
        let sandbox = Self::new();
        let identity = "[user]\n\tname = Ada\n\temail = ada@acme.example\n[init]\n\tdefaultBranch = main\n";
        fs::write(sandbox.home.join(".gitconfig"), identity).expect("the home is writable");
        sandbox
    }

    /// The work folder.
    pub(crate) fn work(&self) -> &Path {
        &self.work
    }

    /// The home of whoever runs programs here.
    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    /// The path of something in the work folder.
    pub(crate) fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.work.join(path)
    }

    /// Writes a file, with the folders on the way to it.
    #[track_caller]
    pub(crate) fn write(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        let folder = path.parent().expect("a file lies in a folder");
        fs::create_dir_all(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        fs::write(&path, content).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    }

    /// The text of a file.
    #[track_caller]
    pub(crate) fn read(&self, path: impl AsRef<Path>) -> String {
        let path = self.path(path);
        fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    }

    /// Replaces the first `old` in a file, which must be there.
    #[track_caller]
    pub(crate) fn edit(&self, path: impl AsRef<Path>, old: &str, new: &str) {
        let text = self.read(&path);
        assert!(text.contains(old), "{} does not hold {old:?}:\n{text}", path.as_ref().display());
        self.write(path, text.replacen(old, new, 1));
    }

    /// Deletes a file.
    #[track_caller]
    pub(crate) fn delete(&self, path: impl AsRef<Path>) {
        let path = self.path(path);
        fs::remove_file(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    }

    /// Whether something is there, a link that leads nowhere included.
    pub(crate) fn exists(&self, path: impl AsRef<Path>) -> bool {
        fs::symlink_metadata(self.path(path)).is_ok()
    }

    /// Everything below a folder of the work folder; `.` is the whole of it.
    #[track_caller]
    pub(crate) fn snapshot(&self, folder: impl AsRef<Path>) -> Snapshot {
        Snapshot::of(&self.path(folder))
    }

    /// Blip itself with these arguments, in the work folder.
    pub(crate) fn blip<A: AsRef<str>>(&self, args: impl IntoIterator<Item = A>) -> Run {
        self.command(env!("CARGO_BIN_EXE_blip")).args(args)
    }

    /// Another program, in the work folder and in the same scrubbed environment.
    pub(crate) fn command(&self, program: impl AsRef<Path>) -> Run {
        Run::new(program.as_ref(), &self.work, &self.home)
    }

    /// What `git` says in a folder of the work folder; it must succeed.
    #[track_caller]
    pub(crate) fn git(&self, folder: &str, args: &[&str]) -> String {
        self.command("git").args(args).in_folder(folder).succeeds().stdout
    }
}
