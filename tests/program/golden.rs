//! Golden folders: what is generated for a few services, to the byte, so that a change of a template is seen.
//!
//! `tests/golden/<case>/` holds either `blip.yaml`, which `blip generate` is run with, or `answers.yaml`, which is
//! given to `blip new`, and in `out/` what comes of it. `UPDATE_GOLDEN=1 cargo test --test program golden` rewrites
//! them all. What Blip keeps for itself is left out: `.blip/base/` says the same again, and the rest of `.blip/` is
//! kept in one case only.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Entry, Sandbox, Snapshot, unified, workspace};

/// The case whose `.blip/` is kept.
const WITH_LOCK: &str = "rust-github";

/// The cases by name.
pub(crate) fn cases() -> Vec<String> {
    let entries = fs::read_dir(workspace().join("tests/golden")).expect("the cases are there");
    let names = entries.map(|entry| entry.expect("the folder can be listed").file_name().into_string());
    let names: BTreeSet<_> = names.map(|name| name.expect("names are plain")).collect();
    names.into_iter().collect()
}

/// The folder of a case.
pub(crate) fn folder(case: &str) -> PathBuf {
    workspace().join("tests/golden").join(case)
}

#[test]
fn golden() {
    let update = env::var_os("UPDATE_GOLDEN").is_some();
    let mut report = String::new();
    for case in cases() {
        let made = generated(&case);
        let out = folder(&case).join("out");
        if update {
            write(&made, &out);
        }
        report.push_str(&differences(&made, &out, &case));
    }
    assert!(
        report.is_empty(),
        "{report}\nIf that is as it should be: UPDATE_GOLDEN=1 cargo test --test program golden"
    );
}

/// What the program makes of a case.
fn generated(case: &str) -> Snapshot {
    let sandbox = Sandbox::new();
    let input = folder(case);
    let answers = input.join("answers.yaml");
    if answers.exists() {
        sandbox.blip(["new", "--dir", "out", "--answers", answers.to_str().unwrap()]).succeeds();
    } else {
        sandbox.write("out/blip.yaml", fs::read(input.join("blip.yaml")).unwrap());
        sandbox.blip(["generate"]).in_folder("out").succeeds();
    }
    sandbox.snapshot("out").without(&[if case == WITH_LOCK { ".blip/base" } else { ".blip" }])
}

/// A diff for each file that is not what it was.
fn differences(made: &Snapshot, out: &Path, case: &str) -> String {
    let kept = if out.is_dir() { Snapshot::of(out) } else { Snapshot::default() };
    let paths: BTreeSet<_> = made.0.keys().chain(kept.0.keys()).collect();
    let mut report = String::new();
    for path in paths {
        let (was, is) = (kept.0.get(path).map(described), made.0.get(path).map(described));
        if was != is {
            let (was, is) = (was.unwrap_or_default(), is.unwrap_or_default());
            report.push_str(&format!("tests/golden/{case}/out/{path}\n{}", unified(&was, &is)));
        }
    }
    report
}

/// What lies at a path as text, the time of its last change left out.
fn described(entry: &Entry) -> String {
    match entry {
        Entry::Folder => "a folder\n".to_owned(),
        Entry::Link(target) => format!("a link to {}\n", target.display()),
        Entry::File { bytes, executable, .. } => {
            let mode = if *executable { "executable\n" } else { "" };
            format!("{mode}{}", String::from_utf8_lossy(bytes))
        }
    }
}

/// Replaces what lies in `out`.
fn write(made: &Snapshot, out: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    if out.exists() {
        fs::remove_dir_all(out).expect("the golden folder can be replaced");
    }
    for (path, entry) in &made.0 {
        let Entry::File { bytes, executable, .. } = entry else { continue };
        let path = out.join(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("the golden folder is writable");
        fs::write(&path, bytes).expect("the golden folder is writable");
        let mode = if *executable { 0o755 } else { 0o644 };
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("the file is ours");
    }
}

/// Blip makes its own pipeline, too; edits of it are kept as everywhere.
#[test]
fn golden_own_repository() {
    let root = workspace();
    let sandbox = Sandbox::new();
    if env::var_os("UPDATE_GOLDEN").is_some() {
        sandbox.blip(["generate"]).in_folder(&root).succeeds();
    }
    sandbox.blip(["check", "--diff"]).in_folder(&root).succeeds();
}
