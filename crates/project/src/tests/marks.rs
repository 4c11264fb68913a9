//! `blip why FILE:LINE`.

use super::fixture::Repo;
use crate::{Mark, why};

const TEXT: &str = "\
# Made by Blip.
# CI (Adopt): builds and tests what is pushed. `blip why ci`
# SemVer (Adopt): numbers that say what changed. `blip why semver`
name: ci
jobs:
  test:
    run: cargo test
  # Argo CD (Adopt): brings Git to the cluster. `blip why argocd`
  deploy:
    steps:

      # only a comment
      - run: deploy
on: push
";

fn blips(text: &str, line: Option<usize>) -> Vec<String> {
    let mut repo = Repo::new();
    repo.wants("ci.txt", TEXT);
    repo.apply();
    let why = why(repo.project().lock(), &"ci.txt".parse().unwrap(), text, line).unwrap();
    assert_eq!(why.blips, ["ci".parse().unwrap()]);
    why.marks.iter().map(|mark| mark.blip.to_string()).collect()
}

#[test]
fn a_line_belongs_to_the_mark_above_it() {
    assert!(blips(TEXT, None).is_empty());
    for (line, expected) in [
        (1, vec![]),
        (2, vec!["ci"]),
        (4, vec!["ci", "semver"]),
        (7, vec!["ci", "semver"]),
        (8, vec!["argocd"]),
        (9, vec!["argocd"]),
        (13, vec!["argocd"]),
        (14, vec!["ci", "semver"]),
        (99, vec!["ci", "semver"]),
    ] {
        assert_eq!(blips(TEXT, Some(line)), expected, "line {line}");
    }
}

#[test]
fn marks_are_read_in_every_comment_style() {
    for mark in [
        "// Helm (Adopt): packs. `blip why helm`",
        "{{- /* Helm (Adopt): packs. `blip why helm` */ -}}",
        "{{/* Helm (Adopt): packs. `blip why helm` */}}",
        "<!-- Helm (Adopt): packs. `blip why helm` -->",
        "/* Helm (Adopt): packs. `blip why helm` */",
        "; Helm (Adopt): packs. `blip why helm`\r",
    ] {
        assert_eq!(blips(&format!("{mark}\nx\n"), Some(2)), ["helm"], "{mark}");
    }
    for no_mark in ["say `blip why helm` and read", "`blip why`", "`blip why NO SLUG`", "`", "é`"] {
        assert!(blips(&format!("{no_mark}\nx\n"), Some(2)).is_empty(), "{no_mark}");
    }
}

#[test]
fn a_mark_tells_its_place_and_text() {
    let mut repo = Repo::new();
    repo.wants("f", TEXT);
    repo.apply();
    let why = why(repo.project().lock(), &"f".parse().unwrap(), TEXT, Some(10)).unwrap();
    let text = "Argo CD (Adopt): brings Git to the cluster.".to_owned();
    assert_eq!(why.marks, [Mark { line: 8, blip: "argocd".parse().unwrap(), text }]);
}

#[test]
fn a_file_that_blip_did_not_make_has_no_answer() {
    let repo = Repo::new();
    assert_eq!(why(repo.project().lock(), &"f".parse().unwrap(), "", None), None);
}
