//! Repositories built with the `git` program, untouched by the machine's configuration.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::unwrap_used, clippy::panic, clippy::expect_used)]

use std::path::{Path, PathBuf};
use std::process::Command;

use blip_semver::{Next, Options, Repository};

pub struct Repo {
    pub folder: tempfile::TempDir,
    pub path: PathBuf,
    clock: std::cell::Cell<u64>,
}

impl Repo {
    pub fn new() -> Self {
        Self::init(&[])
    }

    /// `git init` with further arguments.
    pub fn init(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("repo");
        std::fs::create_dir(&path).unwrap();
        let repo = Self { folder, path, clock: std::cell::Cell::new(1_700_000_000) };
        repo.git(&[&["init", "-q", "-b", "main"], arguments].concat());
        repo.git(&["config", "user.name", "A"]);
        repo.git(&["config", "user.email", "a@example.com"]);
        repo
    }

    /// The repository at another place, such as a clone.
    pub fn at(&self, name: &str) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            path: self.folder.path().join(name),
            clock: std::cell::Cell::new(self.clock.get()),
        }
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new("git");
        let date = format!("{} +0000", self.clock.get());
        command
            .current_dir(&self.path)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("HOME", self.folder.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date);
        command
    }

    pub fn git(&self, arguments: &[&str]) -> String {
        let output = self.command().args(arguments).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    }

    pub fn tick(&self, seconds: u64) {
        self.clock.set(self.clock.get() + seconds);
    }

    pub fn set_clock(&self, seconds: u64) {
        self.clock.set(seconds);
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path.join(path)).unwrap()
    }

    /// An empty commit.
    pub fn commit(&self, message: &str) -> String {
        self.tick(60);
        self.git(&["commit", "-q", "--allow-empty", "--allow-empty-message", "-m", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// A commit that writes a file.
    pub fn commit_file(&self, path: &str, text: &str, message: &str) -> String {
        self.write(path, text);
        self.git(&["add", "-A"]);
        self.commit(message)
    }

    pub fn tag(&self, name: &str) {
        self.git(&["tag", name]);
    }

    pub fn open(&self) -> Repository {
        Repository::discover(&self.path).unwrap()
    }

    pub fn next(&self, options: &Options) -> Next {
        agree(&self.path, options)
    }

    /// The next tag, or `v1.0.0 not due`, or the error; the same by libgit2 and by the program.
    pub fn answer(&self) -> String {
        self.answer_with(&Options::default())
    }

    pub fn answer_with(&self, options: &Options) -> String {
        answer(&self.path, options)
    }
}

/// Asks libgit2 and the `git` program, which must agree.
pub fn agree(path: &Path, options: &Options) -> Next {
    let one = blip_semver::next(&Repository::discover(path).unwrap(), options).unwrap();
    let two = blip_semver::next(&Repository::with_program(path).unwrap(), options).unwrap();
    let plain = |next: &Next| {
        let mut commits: Vec<_> = next.analysis.commits.iter().map(|c| c.id.to_string()).collect();
        commits.sort();
        (next.tag.clone(), next.release, next.base.clone(), next.notes.clone(), commits)
    };
    assert_eq!(plain(&one), plain(&two), "libgit2 and git differ");
    one
}

pub fn answer(path: &Path, options: &Options) -> String {
    let show = |repository: Repository| match blip_semver::next(&repository, options) {
        Ok(next) if next.release => next.tag,
        Ok(next) => format!("{} not due", next.tag),
        Err(error) => error.to_string(),
    };
    let one = show(Repository::discover(path).unwrap());
    let two = show(Repository::with_program(path).unwrap());
    assert_eq!(one, two, "libgit2 and git differ");
    one
}
