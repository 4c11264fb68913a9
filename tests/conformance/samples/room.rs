//! A service in a folder of its own, with the machine's tools and their caches.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cases::Case;
use crate::services::generate;
use crate::support::{Run, Sandbox, workspace};
use crate::tools::{path_with, stand_ins_of_registries};

/// A service that can be worked on. It lies outside of Blip's own repository, where Cargo, Git and the linters would
/// take it for a part of that.
pub(super) struct Room {
    sandbox: Sandbox,
    pub(super) case: &'static Case,
}

impl Room {
    /// A room with the service of that case in it.
    pub(super) fn new(case: &'static Case) -> Self {
        let sandbox = Sandbox::new();
        let root = sandbox.path(case.name);
        generate(case, root.to_str().unwrap());
        Self { sandbox, case }
    }

    /// A line of shell in it.
    pub(super) fn shell(&self, line: &str) -> Run {
        let run = self.sandbox.command("bash").args(["-c", line]).in_folder(self.case.name);
        let inherited = std::env::vars().map(|(name, _)| name).filter(|name| is_inherited(name));
        let run = inherited.fold(run, |run, name| run.inherit(&name));
        // without what is only there to be debugged; and all services of a stack build their dependencies once
        run.env("PATH", path_with(&stand_ins_of_registries()))
            .env("CARGO_TARGET_DIR", workspace().join("target/conformance"))
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
    }

    /// Writes a file in it.
    pub(super) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        self.sandbox.write(Path::new(self.case.name).join(path), content);
    }

    /// A path for something that is not the service's.
    pub(super) fn beside(&self, name: &str) -> PathBuf {
        self.sandbox.path(format!("beside/{name}"))
    }

    /// Puts routes that take their time in place of the service's own: `slow/<stack>/`.
    pub(super) fn take_time(&self) {
        if self.case.stack == "static" {
            return self.has_much_to_send();
        }
        let slow = workspace().join("tests/conformance/slow").join(self.case.stack);
        let files = files_below(&slow);
        assert!(!files.is_empty(), "write routes that take two seconds for this stack to {}", slow.display());
        for file in files {
            let path = file.strip_prefix(&slow).unwrap().to_str().unwrap();
            let path = path.replace("__module__", &self.case.name.replace('-', "_"));
            let path = Path::new(self.case.name).join(path);
            assert!(self.sandbox.exists(&path), "{} replaces nothing", path.display());
            self.sandbox.write(path, fs::read(&file).unwrap());
        }
    }

    /// A site has no code that could take its time. A file does that is larger than what fits between the two ends of a
    /// connection, as long as the client does not read.
    fn has_much_to_send(&self) {
        let mut file = vec![b' '; 50_000_000];
        file.extend(b"done");
        self.write("public/slow", file);
    }
}

/// What a tool may take from the machine: its home with the caches there, proxies, registries. But not what Cargo told
/// this test, nor the environments that its developer works in.
fn is_inherited(name: &str) -> bool {
    let of_this_run = (name.starts_with("CARGO") && name != "CARGO_HOME")
        || (name.starts_with("RUST") && !matches!(name, "RUSTUP_HOME" | "RUSTUP_DIST_SERVER" | "RUSTUP_AUTO_INSTALL"));
    !of_this_run && !matches!(name, "PORT" | "LOG_LEVEL" | "VIRTUAL_ENV" | "NODE_ENV" | "NODE_OPTIONS" | "PYTHONPATH")
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files
}
