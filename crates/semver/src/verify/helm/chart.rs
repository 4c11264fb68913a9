//! A chart as its rules see it.

use std::collections::BTreeMap;

use semver::Version;

use super::super::node::{Node, Value};
use super::render::Rendered;

/// The files of a chart, read.
#[derive(Debug)]
pub(crate) struct Chart {
    /// Texts by their path in the chart.
    pub(super) files: BTreeMap<String, String>,
    /// Chart.yaml.
    pub(super) meta: Node,
    /// values.yaml; an empty map where there is none.
    pub(super) values: Node,
    /// values.schema.json.
    pub(super) schema: Option<Node>,
    /// What helm makes of it, by the set of values; empty where helm was not asked.
    pub(super) rendered: Rendered,
}

/// Whether a path is that of a chart's manifest.
pub(crate) fn is_chart(path: &str) -> bool {
    path == "Chart.yaml" || path.ends_with("/Chart.yaml")
}

impl Chart {
    /// Reads a chart from its files.
    ///
    /// # Errors
    /// A file that is not YAML or JSON: its path in the chart and what the parser says.
    pub(crate) fn read(files: BTreeMap<String, String>) -> Result<Self, (String, String)> {
        let node = |path: &str| match files.get(path) {
            Some(text) => Node::read(text).map_err(|message| (path.to_owned(), message)),
            None => Ok(None),
        };
        let empty = || Node { line: 1, value: Value::Map(Vec::new()) };
        let meta = node("Chart.yaml")?.unwrap_or_else(empty);
        let values = node("values.yaml")?.filter(|node| !node.is_null()).unwrap_or_else(empty);
        let schema = node("values.schema.json")?;
        Ok(Self { files, meta, values, schema, rendered: Rendered::new() })
    }

    /// The same with what helm makes of it.
    pub(crate) fn with_rendered(self, rendered: Rendered) -> Self {
        Self { rendered, ..self }
    }

    pub(crate) fn name(&self) -> &str {
        self.meta.text_at("name").unwrap_or_default()
    }

    /// Its version, as it is written.
    pub(crate) fn version_text(&self) -> &str {
        self.meta.text_at("version").unwrap_or_default()
    }

    /// Its version, where it is strict SemVer.
    pub(crate) fn version(&self) -> Option<Version> {
        Version::parse(self.version_text()).ok()
    }

    /// Whether it has nothing to render by itself.
    pub(crate) fn is_library(&self) -> bool {
        self.meta.text_at("type") == Some("library")
    }

    /// The templates: path and text.
    pub(super) fn templates(&self) -> impl Iterator<Item = (&str, &str)> {
        let templates = self.files.iter().filter(|(path, _)| path.starts_with("templates/"));
        templates.map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Whether every set of values could be rendered.
    pub(super) fn is_rendered(&self) -> bool {
        !self.rendered.is_empty() && self.rendered.values().all(Result::is_ok)
    }

    /// The sets of values that helm refused, and what it said.
    pub(crate) fn refused(&self) -> impl Iterator<Item = (&str, &str)> {
        self.rendered.iter().filter_map(|(set, answer)| Some((set.as_str(), answer.as_ref().err()?.as_str())))
    }

    /// The line of the first of these in a file; the first line where there is none.
    pub(super) fn line_of(&self, path: &str, needles: &[&str]) -> usize {
        let text = self.files.get(path).map_or("", String::as_str);
        let found = needles.iter().find_map(|needle| text.lines().position(|line| line.contains(needle)));
        found.map_or(1, |at| at + 1)
    }
}
