//! The services of the table, generated once for all tests.

use std::fs::{self, File};
use std::path::PathBuf;
use std::sync::LazyLock;

use crate::cases::{CASES, Case};
use crate::support::{Sandbox, Snapshot};

/// A service that was generated.
pub(crate) struct Service {
    pub(crate) case: &'static Case,
    /// Its files by their path, without the copies in `.blip/base`.
    pub(crate) files: Vec<GeneratedFile>,
}

/// A file of a service.
pub(crate) struct GeneratedFile {
    /// The folder of its service.
    pub(crate) service: String,
    /// Its path in the service's repository.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// The folder that holds a folder for each service.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("conformance")
}

/// All services of the table, made at the first call.
pub(crate) fn services() -> &'static [Service] {
    static SERVICES: LazyLock<(Vec<Service>, File)> = LazyLock::new(|| {
        let lock = lock();
        let folder = folder();
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        fs::create_dir_all(&folder).unwrap();
        (CASES.iter().map(Service::new).collect(), lock)
    });
    &SERVICES.0
}

/// All files of all services.
pub(crate) fn files() -> impl Iterator<Item = &'static GeneratedFile> {
    services().iter().flat_map(|service| &service.files)
}

/// The paths of all files that `wanted` picks, as tools are given them: `<service>/<path>`.
pub(crate) fn paths(wanted: impl Fn(&GeneratedFile) -> bool) -> Vec<String> {
    let paths: Vec<_> = files().filter(|file| wanted(file)).map(GeneratedFile::full_path).collect();
    assert!(!paths.is_empty(), "there is no file to look at: is the test itself right?");
    paths
}

/// A second run of the tests waits here until the first has ended, since both use the same folder.
fn lock() -> File {
    let lock = File::create(folder().with_extension("lock")).unwrap();
    lock.lock().unwrap();
    lock
}

/// Makes the service of a case in `folder`.
pub(crate) fn generate(case: &Case, folder: &str) {
    let sandbox = Sandbox::new();
    sandbox.write("answers.yaml", case.as_yaml());
    let args = ["new", case.name, "--answers", "answers.yaml", "--dir", folder, "--no-git", "-q"];
    let further = case.answers.iter().flat_map(|answer| ["--set", *answer]);
    sandbox.blip(args.into_iter().chain(further)).succeeds();
}

impl Service {
    fn new(case: &'static Case) -> Self {
        let root = folder().join(case.id());
        generate(case, root.to_str().unwrap());
        // a repository of its own, as tools expect one to look for their configuration in
        Sandbox::new().command("git").args(["init", "-q"]).in_folder(&root).succeeds();
        let snapshot = Snapshot::of(&root).without(&[".blip/base", ".git"]);
        let files = snapshot.files().into_iter().map(|(path, bytes)| GeneratedFile {
            service: case.id(),
            path: path.to_owned(),
            text: String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| panic!("{path} is no text")),
        });
        Self { case, files: files.collect() }
    }

    /// Where it lies.
    pub(crate) fn root(&self) -> PathBuf {
        folder().join(self.case.id())
    }

    /// Whether it has that file.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.files.iter().any(|file| file.path == path)
    }
}

impl GeneratedFile {
    /// Its path with the service's folder: `rust-http-a/README.md`.
    pub(crate) fn full_path(&self) -> String {
        format!("{}/{}", self.service, self.path)
    }

    /// Its name without folders.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// Whether its name ends with one of these.
    pub(crate) fn ends_with(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.path.ends_with(ending))
    }

    /// Whether it is a template of Helm's, and so neither YAML nor text yet.
    pub(crate) fn is_helm_template(&self) -> bool {
        self.path.starts_with("charts/") && self.path.contains("/templates/")
    }
}
