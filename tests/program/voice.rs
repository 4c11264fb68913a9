//! `docs/style.md`, as far as a test can hold it: over all messages in the sources, and over all help.

use std::fs;
use std::path::Path;

use regex::Regex;

use crate::support::workspace;

/// What Blip says in no other voice.
const NEVER: &str =
    r"!$|! |(?i)\b(please|successful(ly)?|sorry|oops|invalid|simply|just|color|behavior|license|initialize)\b";
/// Words that have another one here, outside of backticks: service, environment, forge.
const OTHERWISE: &str = r"(?i)\b(projects?|apps?|stages?|provider)\b";
/// Whatever says something to the user: a call or a field, up to its text.
const SAYS: &str = r#"(?:Problem::new|\.help|ui\.(?:note|warning|result|fault|done|detail|show)|\.complain|\.more|\.on)\(\s*&?(?:format!\(\s*)?|\b(?:help|prompt): "#;
/// Names with which a message may begin.
const NAMES: &[&str] = &["Argo", "Blip", "GitHub", "GitLab", "Helm", "JSON", "Kubernetes", "Release", "YAML"];

/// A text in the sources: where it stands, and itself.
fn texts(pattern: &str) -> Vec<(String, String)> {
    let pattern = Regex::new(pattern).unwrap();
    let mut texts = Vec::new();
    sources(&workspace().join("crates"), &mut |path, source| {
        // what tests say is said to us
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        for found in pattern.captures_iter(source) {
            let line = source[..found.get(0).unwrap().start()].lines().count();
            texts.push((format!("{path}:{line}"), found[1].replace("\\\"", "\"")));
        }
    });
    texts
}

fn sources(folder: &Path, each: &mut impl FnMut(String, &str)) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, each);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(workspace()).unwrap().display().to_string();
            each(name, &fs::read_to_string(&path).unwrap());
        }
    }
}

/// Whether a message begins as one in the middle of a line: with a small letter, a quoted word, or a name.
fn begins_small(text: &str) -> bool {
    let word = text.split_whitespace().next().unwrap_or_default();
    let is_name = word.chars().skip(1).any(|c| !c.is_ascii_lowercase()) || NAMES.contains(&word);
    !word.starts_with(char::is_uppercase) || is_name
}

#[test]
fn problems_and_helps_begin_small_and_end_without_a_full_stop() {
    let what = texts(r#"Problem::new\(\s*(?:format!\(\s*)?"((?:[^"\\]|\\.)*)""#);
    let help = texts(r#"\.help\(\s*&?(?:format!\(\s*)?"((?:[^"\\]|\\.)*)""#);
    assert!(what.len() > 60 && help.len() > 60, "{} and {}", what.len(), help.len());
    let wrong: Vec<_> =
        what.iter().chain(&help).filter(|(_, text)| text.ends_with('.') || !begins_small(text)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_is_said_in_another_voice() {
    let never = Regex::new(NEVER).unwrap();
    let mut said = texts(&format!(r#"(?:{SAYS})"((?:[^"\\]|\\.)*)""#));
    // help texts are doc comments
    said.extend(texts(r"(?m)^ +/// (.+)$").into_iter().filter(|(place, _)| place.contains("/blip/src/cli")));
    assert!(said.len() > 350, "{}", said.len());
    let (otherwise, quoted) = (Regex::new(OTHERWISE).unwrap(), Regex::new("`[^`]*`").unwrap());
    let is_wrong = |text: &str| never.is_match(text) || otherwise.is_match(&quoted.replace_all(text, ""));
    let wrong: Vec<_> = said.iter().filter(|(_, text)| is_wrong(text)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
