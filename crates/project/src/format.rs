//! Whether a text parses as what its path says it is.

use blip_model::RepoPath;
use serde::Deserialize;
use serde::de::IgnoredAny;

/// A format whose files must parse before they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Yaml,
    Json,
    Toml,
}

/// What does not parse, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unparsable {
    pub(crate) format: &'static str,
    pub(crate) message: String,
    /// The line at which the parser gave up, from 1.
    pub(crate) line: usize,
}

/// Checks that `text` parses as what `path` says it is; paths that say nothing always pass.
pub(crate) fn check(path: &RepoPath, text: &str) -> Result<(), Unparsable> {
    match format_of(path) {
        None => Ok(()),
        Some(Format::Yaml) => yaml(text).map_err(|e| {
            let line = e.location().map_or(1, |place| place.line());
            Unparsable { format: "YAML", message: e.to_string(), line }
        }),
        Some(Format::Json) => serde_json::from_str::<IgnoredAny>(text).map(drop).map_err(|e| Unparsable {
            format: "JSON",
            message: e.to_string(),
            line: e.line(),
        }),
        Some(Format::Toml) => toml::from_str::<toml::Table>(text).map(drop).map_err(|e| {
            let before = e.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            Unparsable { format: "TOML", message: e.message().to_owned(), line: before.matches('\n').count() + 1 }
        }),
    }
}

fn format_of(path: &RepoPath) -> Option<Format> {
    let name = path.file_name();
    match name.rsplit_once('.')?.1 {
        "yaml" | "yml" if !is_helm_template(path) => Some(Format::Yaml),
        "json" if !has_comments(path) => Some(Format::Json),
        "toml" => Some(Format::Toml),
        _ => None,
    }
}

/// Charts live below `charts/`; what stands in their `templates/` is a template of YAML, not YAML.
fn is_helm_template(path: &RepoPath) -> bool {
    let mut parts = path.as_str().split('/').skip_while(|part| *part != "charts");
    parts.next().is_some() && parts.any(|part| part == "templates")
}

/// Files that end in `.json` although their readers allow comments in them.
fn has_comments(path: &RepoPath) -> bool {
    let name = path.file_name();
    name.starts_with("tsconfig")
        || name.starts_with("jsconfig")
        || name == "devcontainer.json"
        || name == ".devcontainer.json"
        || path.as_str().split('/').any(|part| part == ".vscode")
}

/// Every document is read as a value, so that a key that stands twice (what a merge by line may do) is an error.
fn yaml(text: &str) -> Result<(), serde_yaml::Error> {
    for document in serde_yaml::Deserializer::from_str(text) {
        serde_yaml::Value::deserialize(document)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parses(path: &str, text: &str) -> bool {
        check(&path.parse().unwrap(), text).is_ok()
    }

    #[test]
    fn every_document_counts() {
        assert!(parses("a.yaml", "a: 1\n---\nb: !reference [x, y]\n"));
        assert!(!parses("a.yml", "a: 1\n---\nb: [\n"));
        assert!(!parses("a.yaml", "a: 1\na: 2\n"), "a key that stands twice");
        assert!(!parses("a.json", "{,}"));
        assert!(!parses("a.toml", "a = \n"));
    }

    #[test]
    fn a_yaml_bomb_is_refused() {
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for level in 1..12 {
            let before = format!("*a{}, ", level - 1).repeat(9);
            bomb.push_str(&format!("a{level}: &a{level} [{before}]\n"));
        }
        assert!(!parses("a.yaml", &bomb));
    }

    #[test]
    fn templates_and_commented_json_are_not_parsed() {
        assert!(parses("charts/x/templates/deployment.yaml", "{{ if }}"));
        assert!(!parses("charts/x/values.yaml", "{{ if }}: ["));
        assert!(parses("tsconfig.json", "{ // so it is\n}"));
        assert!(parses("Dockerfile", "]"));
    }
}
