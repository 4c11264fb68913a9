//! One run of a program, as on a machine that knows nobody.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::Outcome;

/// A program about to be run: without a terminal, and with an environment that holds nothing of the machine's but `PATH`.
pub(crate) struct Run {
    program: PathBuf,
    args: Vec<String>,
    folder: PathBuf,
    env: BTreeMap<String, OsString>,
}

impl Run {
    /// `program` in `folder`, for somebody who lives in `home`.
    pub(super) fn new(program: &Path, folder: &Path, home: &Path) -> Self {
        let env = [
            ("PATH", std::env::var_os("PATH").unwrap_or_default()),
            ("HOME", home.into()),
            // git's own program; libgit2 looks into the home
            ("GIT_CONFIG_GLOBAL", home.join(".gitconfig").into()),
            ("GIT_CONFIG_NOSYSTEM", "1".into()),
            ("LC_ALL", "C.UTF-8".into()),
            ("TZ", "UTC".into()),
            ("NO_COLOR", "1".into()),
        ];
        Self {
            program: program.to_path_buf(),
            args: Vec::new(),
            folder: folder.to_path_buf(),
            env: env.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        }
    }

    /// With these arguments, too.
    pub(crate) fn args<A: AsRef<str>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.args.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    /// In this folder; a relative one is named from the folder so far.
    pub(crate) fn in_folder(mut self, folder: impl AsRef<Path>) -> Self {
        self.folder = self.folder.join(folder);
        self
    }

    /// With this variable.
    pub(crate) fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.env.insert(name.to_owned(), value.into());
        self
    }

    /// Whether it has this variable.
    pub(crate) fn has_env(&self, name: &str) -> bool {
        self.env.contains_key(name)
    }

    /// Without this variable.
    pub(crate) fn without_env(mut self, name: &str) -> Self {
        self.env.remove(name);
        self
    }

    /// With the machine's own value of this variable, where it has one: for tools that need their caches.
    pub(crate) fn inherit(self, name: &str) -> Self {
        match std::env::var_os(name) {
            Some(value) => self.env(name, value),
            None => self,
        }
    }

    /// Runs it and expects this exit code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Outcome {
        let outcome = self.outcome();
        assert!(outcome.code == Some(code), "the exit code should be {code}\n{outcome}");
        outcome
    }

    /// Runs it and expects that it succeeds.
    #[track_caller]
    pub(crate) fn succeeds(self) -> Outcome {
        self.exits(0)
    }

    /// Runs it, however it ends.
    #[track_caller]
    pub(crate) fn outcome(self) -> Outcome {
        let line = self.line();
        match self.command().output() {
            Ok(output) => Outcome::new(line, output),
            Err(error) => panic!("{line}: {error}"),
        }
    }

    /// Starts it without waiting for its end.
    #[track_caller]
    pub(crate) fn start(self) -> Child {
        let line = self.line();
        let mut command = self.command();
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap_or_else(|error| panic!("{line}: {error}"))
    }

    /// The parts of the run, for those who start it in their own way.
    pub(crate) fn into_parts(self) -> (PathBuf, Vec<String>, PathBuf, BTreeMap<String, OsString>) {
        (self.program, self.args, self.folder, self.env)
    }

    fn command(self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.args).current_dir(&self.folder).env_clear().envs(&self.env).stdin(Stdio::null());
        command
    }

    /// The command line, as a failing test shows it.
    fn line(&self) -> String {
        let name = self.program.file_name().unwrap_or_default().to_string_lossy();
        let words = std::iter::once(name.as_ref()).chain(self.args.iter().map(String::as_str));
        words.collect::<Vec<_>>().join(" ")
    }
}
