//! What a README names is there.

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

use crate::findings::assert_none;
use crate::services::{GeneratedFile, Service, services};

#[test]
fn links_in_markdown_lead_to_files() {
    static LINK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\]\(([^)#]+)[^)]*\)").unwrap());
    assert_all_exist(|line| {
        let links = LINK.captures_iter(line).map(|link| link.get(1).unwrap().as_str());
        links.filter(|link| !link.contains("://") && !link.starts_with("mailto:")).collect()
    });
}

#[test]
fn links_by_name_in_markdown_lead_to_files() {
    static CODE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"`([^`]+)`").unwrap());
    assert_all_exist(|line| {
        let words = CODE.captures_iter(line).map(|code| code.get(1).unwrap().as_str());
        words.filter(|word| looks_like_path(word)).collect()
    });
}

#[test]
fn links_by_name_are_told_from_other_words() {
    for path in ["deploy/values/staging.yaml", ".github/workflows/ci.yml", "ci/*-values.yaml", "src/"] {
        assert!(looks_like_path(path), "{path}");
    }
    for other in ["/readyz", "ghcr.io/acme/checkout", "src", "and/or more", "https://a/b", "a/b:latest", "a=b/c"] {
        assert!(!looks_like_path(other), "{other}");
    }
}

/// Whether a word in code is a path of the repository: with a `/`, and not one of a URL, an image or a registry.
fn looks_like_path(word: &str) -> bool {
    static PATH: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(\.?[\w-]+/)+([\w.*-]+)?$").unwrap());
    PATH.is_match(word)
}

/// Whether it is the default branch, which may well have a `/`.
fn is_branch(service: &Service, name: &str) -> bool {
    service.case.forge.contains(&format!("default_branch: {name}}}"))
}

#[track_caller]
fn assert_all_exist(names: impl Fn(&str) -> Vec<&str>) {
    static ESCAPED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\\.").unwrap());
    let mut findings = Vec::new();
    for service in services() {
        for file in service.files.iter().filter(|file| file.ends_with(&[".md"])) {
            for (i, line) in outside_fences(file) {
                // what is escaped is free text
                let line = ESCAPED.replace_all(line, "");
                let is_lost = |name: &&str| !is_branch(service, name) && !exists(service, file, name);
                let lost: Vec<_> = names(&line).into_iter().filter(is_lost).collect();
                findings.extend(lost.iter().map(|name| format!("{}:{i}: there is no {name}", file.full_path())));
            }
        }
    }
    assert_none("Markdown", &findings);
}

/// The lines of a Markdown file with their numbers, those of code blocks left out.
fn outside_fences(file: &GeneratedFile) -> impl Iterator<Item = (usize, &str)> {
    let mut inside = false;
    let prose = move |(_, line): &(usize, &str)| {
        let fence = line.trim_start().starts_with("```");
        inside ^= fence;
        !inside && !fence
    };
    file.text.lines().enumerate().map(|(i, line)| (i + 1, line)).filter(prose)
}

/// Whether a file or folder of that name (`*` stands for anything) lies beside the file that names it, or at the root.
fn exists(service: &Service, file: &GeneratedFile, name: &str) -> bool {
    let folder = Path::new(&file.path).parent().unwrap_or(Path::new(""));
    let wanted = regex::escape(name.trim_end_matches('/')).replace(r"\*", "[^/]*");
    let wanted = Regex::new(&format!("^{wanted}(/|$)")).unwrap();
    service.files.iter().any(|other| {
        let beside = Path::new(&other.path).strip_prefix(folder).ok().and_then(Path::to_str);
        wanted.is_match(&other.path) || beside.is_some_and(|beside| wanted.is_match(beside))
    })
}
