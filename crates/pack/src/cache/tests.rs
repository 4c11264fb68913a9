use git2::{FileMode, Signature};
use tempfile::TempDir;

use super::*;

/// A repository with a pack, and a cache beside it.
struct Scene {
    folder: TempDir,
    git: git2::Repository,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut options = RepositoryInitOptions::new();
        options.initial_head("main");
        let git = git2::Repository::init_opts(folder.path().join("pack"), &options).unwrap();
        Self { folder, git }
    }

    /// Commits a tree to a branch; each entry is a path of two parts, a mode and the id of an object.
    fn commit_tree(&self, branch: &str, entries: &[(&str, FileMode, Oid)]) -> String {
        let mut root = self.git.treebuilder(None).unwrap();
        let mut folders: std::collections::BTreeMap<&str, git2::TreeBuilder<'_>> = std::collections::BTreeMap::new();
        for (path, mode, id) in entries {
            let (folder, name) = path.split_once('/').unwrap();
            let builder = folders.entry(folder).or_insert_with(|| self.git.treebuilder(None).unwrap());
            builder.insert(name, *id, (*mode).into()).unwrap();
        }
        for (name, builder) in folders {
            root.insert(name, builder.write().unwrap(), FileMode::Tree.into()).unwrap();
        }
        let tree = self.git.find_tree(root.write().unwrap()).unwrap();
        let place = format!("refs/heads/{branch}");
        let parent = self.git.find_reference(&place).ok().map(|branch| branch.peel_to_commit().unwrap());
        let ada = Signature::new("Ada", "ada@acme.example", &git2::Time::new(0, 0)).unwrap();
        let parents: Vec<_> = parent.iter().collect();
        self.git.commit(Some(&place), &ada, &ada, &format!("to {branch}"), &tree, &parents).unwrap().to_string()
    }

    fn blob(&self, text: &str) -> Oid {
        self.git.blob(text.as_bytes()).unwrap()
    }

    fn commit(&self, branch: &str, text: &str) -> String {
        self.commit_tree(branch, &[("templates/x", FileMode::Blob, self.blob(text))])
    }

    fn open(&self, rev: Option<&str>) -> Repository {
        let source = PackSource { git: "./pack".parse().unwrap(), rev: rev.map(|rev| rev.parse().unwrap()) };
        Cache::new(self.folder.path().join("cache")).open(&source, self.folder.path()).unwrap()
    }

    fn refused(&self, entries: &[(&str, FileMode, Oid)]) -> String {
        self.commit_tree("main", entries);
        let pack = self.open(None);
        let commit = pack.update().unwrap();
        pack.read(&commit, "pack").unwrap_err().to_string()
    }
}

fn text(pack: &Pack) -> &str {
    &pack.templates[0].1
}

#[test]
fn a_branch_a_tag_and_a_commit_can_be_named() {
    let scene = Scene::new();
    let first = scene.commit("main", "one");
    let second = scene.commit("feature/x", "two");
    let object = scene.git.revparse_single(&first).unwrap();
    scene.git.tag_lightweight("v1", &object, false).unwrap();
    for (rev, expected) in
        [(None, &first), (Some("v1"), &first), (Some("feature/x"), &second), (Some(&second[..9]), &second)]
    {
        assert_eq!(&scene.open(rev).update().unwrap(), expected, "{rev:?}");
    }
    let error = scene.open(Some("v9")).update().unwrap_err();
    assert_eq!(error.to_string(), "./pack has no tag, branch or commit `v9`");
}

#[test]
fn what_was_fetched_is_read_without_its_repository() {
    let scene = Scene::new();
    let first = scene.commit("main", "one");
    scene.open(None).update().unwrap();
    let second = scene.commit("main", "two");
    let pack = scene.open(None);
    assert_eq!(text(&pack.read(&second, "pack").unwrap()), "two", "fetched, as the cache did not hold it");
    assert_eq!(pack.log(&first, &second, 10).unwrap(), (vec!["to main".to_owned()], 1));
    drop(pack);
    fs::remove_dir_all(scene.folder.path().join("pack")).unwrap();
    let pack = scene.open(None);
    assert_eq!(text(&pack.read(&first, "pack").unwrap()), "one");
    assert!(matches!(pack.update().unwrap_err(), Error::Fetch { .. }));
}

#[test]
fn links_and_submodules_are_refused() {
    let scene = Scene::new();
    let target = scene.blob("/etc/passwd");
    let link = scene.refused(&[("templates/link", FileMode::Link, target)]);
    assert!(link.starts_with("pack/templates/link:1:1: it is a symbolic link"), "{link}");
    let commit = Oid::from_str(&"1".repeat(40)).unwrap();
    let submodule = scene.refused(&[("radar/sub", FileMode::Commit, commit)]);
    assert!(submodule.starts_with("pack/radar/sub:1:1: it is a submodule"), "{submodule}");
}

#[test]
fn what_is_too_much_is_refused_before_it_is_unpacked() {
    let scene = Scene::new();
    let large = scene.blob(&"x".repeat((1 << 20) + 1));
    let large = scene.refused(&[("templates/large", FileMode::Blob, large)]);
    assert!(large.starts_with("pack/templates/large:1:1: it is larger than 1 MiB"), "{large}");
    // a tree that holds itself ten times over, ten times: a million files in eleven objects
    let mut id = scene.blob("x");
    for depth in 0..6 {
        let mut tree = scene.git.treebuilder(None).unwrap();
        let mode = if depth == 0 { FileMode::Blob } else { FileMode::Tree };
        (0..10).for_each(|i| drop(tree.insert(i.to_string(), id, mode.into()).unwrap()));
        id = tree.write().unwrap();
    }
    let bomb = scene.refused(&[("templates/bomb", FileMode::Tree, id)]);
    assert!(bomb.contains("a pack holds at most 5000 files"), "{bomb}");
}

#[test]
fn a_repository_without_a_pack_is_told() {
    let scene = Scene::new();
    let none = scene.refused(&[("src/main.rs", FileMode::Blob, scene.blob("x"))]);
    assert!(none.contains("this is no pack"), "{none}");
}
