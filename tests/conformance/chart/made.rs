//! Charts made for these tests, without the program and without the rest of a service.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use blip_generate::{Catalog, generate};
use blip_model::Document;
use serde_yaml::Value;

use crate::support::{Outcome, Run};
use crate::syntax::documents;
use crate::tools::Tool;

/// A chart in a folder of its own.
pub(crate) struct Made {
    /// What lies in it is named from the repository's root.
    pub(super) root: PathBuf,
    pub(super) name: String,
}

/// An empty folder for the charts of one test; it stays until the next run, to be looked at.
pub(crate) fn room(test: &str) -> PathBuf {
    static LOCK: LazyLock<File> = LazyLock::new(|| {
        let lock = File::create(rooms().with_extension("lock")).unwrap();
        // a second run of the tests waits here until the first has ended, since both use the same folders
        lock.lock().unwrap();
        lock
    });
    LazyLock::force(&LOCK);
    let folder = rooms().join(test);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn rooms() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("charts")
}

impl Made {
    /// The files below `charts/` and `deploy/` of a spec; nothing where the spec is refused.
    pub(super) fn of(root: PathBuf, catalog: &Catalog, spec: &str) -> Option<Self> {
        let document = Document::parse("blip.yaml", spec).unwrap_or_else(|problem| panic!("{problem}\n{spec}"));
        let selection = catalog.select(&document).ok()?;
        for artifact in generate(catalog, &selection).unwrap_or_else(|problems| panic!("{problems}\n{spec}")) {
            if artifact.path.as_str().starts_with("charts/") || artifact.path.as_str().starts_with("deploy/") {
                write(&artifact.path.below(&root), &artifact.content);
            }
        }
        write(&root.join("blip.yaml"), spec);
        Some(Self { root, name: selection.spec.service.name.to_string() })
    }

    /// The same, for a spec that is known to be right.
    #[track_caller]
    pub(crate) fn new(root: PathBuf, spec: &str) -> Self {
        let catalog = Catalog::embedded().unwrap_or_else(|problems| panic!("{problems}"));
        Self::of(root, &catalog, spec).unwrap_or_else(|| panic!("refused:\n{spec}"))
    }

    /// The chart, from the root.
    pub(super) fn chart(&self) -> String {
        format!("charts/{}", self.name)
    }

    /// The files of values that come with the chart, from the root.
    pub(super) fn values(&self) -> Vec<String> {
        let folder = format!("{}/ci", self.chart());
        let files = fs::read_dir(self.root.join(&folder)).unwrap();
        let mut files: Vec<_> =
            files.map(|file| format!("{folder}/{}", file.unwrap().file_name().to_string_lossy())).collect();
        files.sort();
        files
    }

    /// Fetches what the chart depends on.
    #[track_caller]
    pub(super) fn fetch_dependencies(&self, helm: &Tool) {
        self.helm(helm, &["dependency", "build", &self.chart()]).succeeds();
    }

    /// A run of Helm, in the root.
    pub(super) fn helm(&self, helm: &Tool, args: &[&str]) -> Run {
        helm.run(args).in_folder(&self.root)
    }

    /// `helm template`, with a release name and further arguments.
    pub(crate) fn template(&self, helm: &Tool, release: &str, args: &[&str]) -> Outcome {
        let chart = self.chart();
        let all: Vec<&str> = ["template", release, &chart, "--namespace", "shop"].iter().chain(args).copied().collect();
        self.helm(helm, &all).outcome()
    }
}

/// Writes a file, with the folders on the way to it.
pub(crate) fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// The objects in what Helm rendered.
#[track_caller]
pub(crate) fn objects(outcome: &Outcome) -> Vec<Value> {
    assert!(outcome.code == Some(0), "{outcome}");
    documents(&outcome.stdout).unwrap_or_else(|error| panic!("{error}\n{outcome}"))
}
