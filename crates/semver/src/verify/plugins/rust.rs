//! Rust libraries, by `cargo semver-checks`. Source: cargo-semver-checks 0.51, `src/check_release.rs` and `src/main.rs`.

use std::path::Path;
use std::process::Command;

use super::super::subject::SubjectKind;
use super::super::table::{RUST_ADDED, RUST_BROKEN};
use super::{Answer, Found, Plugin, ask};

pub(super) const PLUGIN: Plugin = Plugin {
    program: "cargo-semver-checks",
    kind: SubjectKind::RustLibrary,
    asks: &["cargo", "semver-checks", "--version"],
    marks: |path| path == "Cargo.toml" || path.ends_with("/Cargo.toml"),
    applies,
    // what a build may read cannot be told from outside
    reads: |path| !path.starts_with("target/"),
    compare,
};

/// Libraries that are not published have no users to break.
fn applies(manifest: &str, paths: &[String]) -> bool {
    let published = |table: &toml::Table, path: &[&str]| {
        let package = path.iter().try_fold(table, |table, key| table.get(*key)?.as_table());
        package.and_then(|package| package.get("publish")).and_then(toml::Value::as_bool) != Some(false)
    };
    let has_library = paths.iter().any(|path| path == "src/lib.rs" || path.ends_with("/src/lib.rs"));
    let read = manifest.parse::<toml::Table>();
    has_library
        && read.is_ok_and(|table| published(&table, &["package"]) && published(&table, &["workspace", "package"]))
}

/// Taken for a minor release, only what breaks fails; taken for a patch, what was added fails as well.
fn compare(old: &Path, new: &Path) -> std::io::Result<Answer> {
    let (broken, all) = match (check(old, new, "minor")?, check(old, new, "patch")?) {
        (Ok(broken), Ok(all)) => (broken, all),
        (Err(says), _) | (_, Err(says)) => return Ok(Err(says)),
    };
    let added = all.iter().filter(|found| !broken.contains(found));
    let observations = broken.iter().map(|found| found.observation(&RUST_BROKEN));
    Ok(Ok(observations.chain(added.map(|found| found.observation(&RUST_ADDED))).collect()))
}

fn check(old: &Path, new: &Path, release: &str) -> std::io::Result<Result<Vec<Found>, String>> {
    let mut command = Command::new("cargo");
    command.args(["semver-checks", "--color", "never", "--release-type", release, "--baseline-root"]).arg(old);
    command.arg("--manifest-path").arg(new.join("Cargo.toml"));
    Ok(ask(&mut command, new)?.map(|text| read(&text, &[old, new])))
}

/// Reads `--- failure LINT: TITLE ---` and, below `Failed in:`, lines that end in `FILE:LINE`. Both sides are given
/// by their folders, the base first.
fn read(text: &str, sides: &[&Path]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut lint = None;
    let mut listing = false;
    for line in text.lines() {
        if let Some(head) = line.strip_prefix("--- ") {
            let failure = head.strip_prefix("failure ").and_then(|rest| rest.strip_suffix(" ---"));
            lint = failure.map(|head| head.split_once(": ").unwrap_or((head, head)));
            listing = false;
        } else if line == "Failed in:" {
            listing = true;
        } else if let Some(lint) = lint
            && listing
            && let Some(place) = line.strip_prefix("  ")
            && !place.starts_with(' ')
        {
            found.push(found_at(lint, place, sides));
        }
    }
    found
}

fn found_at((lint, title): (&str, &str), place: &str, sides: &[&Path]) -> Found {
    let (text, at) = place.rsplit_once(' ').unwrap_or((place, ""));
    let (file, line) = match at.rsplit_once(':').map(|(file, line)| (file, line.parse())) {
        Some((file, Ok(line))) => (file, line),
        _ => ("Cargo.toml", 1),
    };
    let inside = sides.iter().position(|side| Path::new(file).starts_with(side));
    let in_base = inside == Some(0) || text.contains("previously");
    let relative = inside.and_then(|side| Path::new(file).strip_prefix(sides[side]).ok());
    let text = if file == "Cargo.toml" { place.to_owned() } else { strip(text) };
    Found {
        kind: lint.to_owned(),
        text: format!("{title}: {text}"),
        file: relative.map_or(file.to_owned(), |path| path.to_string_lossy().into_owned()),
        line,
        in_base,
    }
}

/// The text without the words that lead to its place.
fn strip(text: &str) -> String {
    let text = ["file", "in", "previously"]
        .into_iter()
        .fold(text, |text, word| text.strip_suffix(word).unwrap_or(text).trim_end());
    text.trim_end_matches(',').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_program_prints() {
        let text = "\n--- failure function_missing: pub fn removed or renamed ---\n\nDescription:\nA function cannot be \
                    imported.\n        ref: https://doc.rust-lang.org/x\n       impl: https://github.com/x\n\nFailed in:\n  \
                    function shop::pay, previously in file /t/old/src/lib.rs:3\n  function shop::buy, previously in file \
                    /t/old/src/lib.rs:9\n\n--- warning other: x ---\n\nFailed in:\n  x in /t/new/src/lib.rs:1\n\n--- failure \
                    feature_missing: package feature removed ---\n\nFailed in:\n  feature tls in the package's Cargo.toml\n";
        let found = read(text, &[Path::new("/t/old"), Path::new("/t/new")]);
        let shown: Vec<String> =
            found.iter().map(|f| format!("{}:{} {} {} ({})", f.file, f.line, f.in_base, f.text, f.kind)).collect();
        assert_eq!(
            shown,
            [
                "src/lib.rs:3 true pub fn removed or renamed: function shop::pay (function_missing)",
                "src/lib.rs:9 true pub fn removed or renamed: function shop::buy (function_missing)",
                "Cargo.toml:1 false package feature removed: feature tls in the package's Cargo.toml (feature_missing)",
            ]
        );
        let sentence = found[0].observation(&RUST_BROKEN).sentence();
        assert_eq!(
            sentence,
            "cargo-semver-checks finds a breaking change: pub fn removed or renamed: function shop::pay \
             (function_missing): major"
        );
    }

    #[test]
    fn only_what_is_published_has_users() {
        let library = ["src/lib.rs".to_owned()];
        assert!(applies("[package]\nname = \"a\"\n", &library));
        assert!(!applies("[package]\nname = \"a\"\npublish = false\n", &library));
        assert!(!applies("[workspace.package]\npublish = false\n", &library));
        assert!(!applies("[package]\nname = \"a\"\n", &["src/main.rs".to_owned()]));
    }
}
