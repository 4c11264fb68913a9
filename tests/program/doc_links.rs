//! What a page of our own documentation links to is there, down to the heading.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

use crate::support::workspace;

/// Every page that people read on a forge.
fn pages() -> Vec<PathBuf> {
    let root = workspace();
    let mut pages = vec![root.join("README.md"), root.join("templates/README.md")];
    let mut folders = vec![root.join("docs")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false if path.extension().is_some_and(|extension| extension == "md") => pages.push(path),
                false => {}
            }
        }
    }
    pages.sort();
    pages
}

/// The lines of a page that stand in no block of code.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut inside = false;
    text.lines().enumerate().filter(move |(_, line)| {
        let fence = line.trim_start().starts_with("```");
        inside ^= fence;
        !inside && !fence
    })
}

/// What a forge makes of a heading, to be linked to.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

fn anchors(page: &Path) -> Vec<String> {
    let text = fs::read_to_string(page).unwrap();
    let headings = prose(&text).filter(|(_, line)| line.starts_with('#'));
    headings.map(|(_, line)| anchor(line.trim_start_matches('#').trim())).collect()
}

#[test]
fn links_lead_somewhere() {
    static LINK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\]\(([^)\s#]*)(?:#([^)\s]+))?\)").unwrap());
    let mut known: BTreeMap<PathBuf, Vec<String>> = BTreeMap::new();
    let (mut lost, mut count) = (Vec::new(), 0);
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        assert!(!text.contains("\n<<<<<<< "), "{}: a conflict of git's was left", page.display());
        for (number, line) in prose(&text) {
            for link in LINK.captures_iter(line).filter(|link| !link[1].contains("://")) {
                count += 1;
                let target = match &link[1] {
                    "" => page.clone(),
                    path => page.parent().unwrap().join(path),
                };
                let there = target.exists()
                    && link.get(2).is_none_or(|wanted| {
                        let anchors = known.entry(target.clone()).or_insert_with(|| anchors(&target));
                        anchors.iter().any(|anchor| anchor == wanted.as_str())
                    });
                if !there {
                    let page = page.strip_prefix(workspace()).unwrap().display();
                    lost.push(format!("{page}:{}: {} leads nowhere", number + 1, &link[0][1..]));
                }
            }
        }
    }
    assert!(count > 30 && lost.is_empty(), "of {count} links:\n{}", lost.join("\n"));
}

#[test]
fn every_page_is_linked_from_the_first() {
    let contents = fs::read_to_string(workspace().join("docs/README.md")).unwrap();
    for page in pages() {
        let Ok(path) = page.strip_prefix(workspace().join("docs")) else { continue };
        let path = path.to_str().unwrap();
        assert!(path == "README.md" || contents.contains(&format!("({path}")), "docs/README.md does not name {path}");
    }
}
