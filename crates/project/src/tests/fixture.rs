//! A folder with a generator that says whatever the test wants.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use blip_model::{Artifact, FileMode, Ownership, RepoPath, Roots};
use git2::Repository;
use tempfile::TempDir;

use crate::{Action, Applied, Error, LockMeta, Plan, PlanOptions, Project};

pub(super) struct Repo {
    folder: Rc<TempDir>,
    /// The folder of the service below it; empty where it is the root's.
    service: String,
    pub(super) artifacts: BTreeMap<String, Artifact>,
    pub(super) options: PlanOptions,
}

pub(super) fn meta() -> LockMeta {
    LockMeta { blip: "0.1.0".to_owned(), ..LockMeta::default() }
}

pub(super) fn path(text: &str) -> RepoPath {
    text.parse().unwrap()
}

pub(super) fn artifact(at: &str, content: &str) -> Artifact {
    Artifact {
        path: path(at),
        formerly: Vec::new(),
        content: content.to_owned(),
        mode: FileMode::Regular,
        shared: false,
        ownership: Ownership::Managed,
        blips: vec!["ci".parse().unwrap()],
    }
}

impl Repo {
    pub(super) fn new() -> Self {
        let folder = Rc::new(tempfile::tempdir().unwrap());
        Self { folder, service: String::new(), artifacts: BTreeMap::new(), options: PlanOptions::default() }
    }

    /// The service in a folder of the same repository.
    pub(super) fn service(&self, folder: &str) -> Self {
        let service = Self { folder: Rc::clone(&self.folder), service: folder.to_owned(), ..Self::new() };
        service.write("blip.yaml", "version: 1\n");
        service
    }

    pub(super) fn wants_shared(&mut self, at: &str, content: &str) {
        self.wants(at, content).shared = true;
    }

    /// A folder that is a git repository, deaf to the configuration of whoever runs the tests.
    pub(super) fn with_git() -> Self {
        let repo = Self::new();
        init(repo.root());
        repo
    }

    pub(super) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn roots(&self) -> Roots {
        Roots::new(self.root().join(&self.service), self.root().to_path_buf())
    }

    pub(super) fn place(&self, at: &str) -> PathBuf {
        self.roots().place(&path(at))
    }

    pub(super) fn wants(&mut self, at: &str, content: &str) -> &mut Artifact {
        self.artifacts.insert(at.to_owned(), artifact(at, content));
        self.artifacts.get_mut(at).unwrap()
    }

    pub(super) fn wants_seeded(&mut self, at: &str, content: &str) {
        self.wants(at, content).ownership = Ownership::Seeded;
    }

    pub(super) fn wants_no(&mut self, at: &str) {
        self.artifacts.remove(at);
    }

    pub(super) fn write(&self, at: &str, content: impl AsRef<[u8]>) {
        fs::create_dir_all(self.place(at).parent().unwrap()).unwrap();
        fs::write(self.place(at), content).unwrap();
    }

    pub(super) fn read(&self, at: &str) -> String {
        String::from_utf8(fs::read(self.place(at)).unwrap()).unwrap()
    }

    pub(super) fn delete(&self, at: &str) {
        fs::remove_file(self.place(at)).unwrap();
    }

    pub(super) fn project(&self) -> Project {
        Project::open_in(self.roots()).unwrap()
    }

    pub(super) fn wanted(&self) -> Vec<Artifact> {
        self.artifacts.values().cloned().collect()
    }

    pub(super) fn plan(&self) -> Plan {
        self.project().plan(&self.wanted(), &self.options).unwrap()
    }

    /// What the plan says of one path.
    pub(super) fn action(&self, at: &str) -> Action {
        let plan = self.plan();
        plan.changes.iter().find(|change| change.path == path(at)).map(|change| change.action.clone()).unwrap()
    }

    pub(super) fn try_apply(&self) -> Result<Applied, Error> {
        let mut project = self.project();
        let plan = project.plan(&self.wanted(), &self.options)?;
        project.apply(&plan, &meta())
    }

    pub(super) fn apply(&self) -> Applied {
        self.try_apply().unwrap()
    }

    /// Every file below the root with its content, links as their targets.
    pub(super) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(self.root(), "", &mut files);
        files
    }
}

pub(super) fn init(folder: &Path) -> Repository {
    let repository = Repository::init(folder).unwrap();
    let mut config = repository.config().unwrap();
    for (name, value) in
        [("core.excludesFile", ""), ("core.autocrlf", "false"), ("user.name", "A"), ("user.email", "a@b.c")]
    {
        config.set_str(name, value).unwrap();
    }
    repository
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            if name != ".git" {
                collect(&entry.path(), &format!("{name}/"), files);
            }
        } else if kind.is_symlink() {
            files.insert(name, fs::read_link(entry.path()).unwrap().to_string_lossy().into_owned().into_bytes());
        } else {
            files.insert(name, fs::read(entry.path()).unwrap());
        }
    }
}
