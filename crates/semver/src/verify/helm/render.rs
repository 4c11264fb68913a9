//! What helm makes of a chart. The only part of the rules on charts that runs a program.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::super::node::Node;

/// The objects, or what helm says against them, by the set of values: `` is the defaults, others are named by file.
pub(crate) type Rendered = BTreeMap<String, Result<Vec<Object>, String>>;

/// An object that a chart makes.
#[derive(Debug, Clone)]
pub(crate) struct Object {
    /// The template, by its path in the chart.
    pub(crate) source: String,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) namespace: String,
    pub(crate) node: Node,
}

/// A chart's files as bytes, by their path in the chart.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// The helm program on the PATH.
pub(crate) struct Renderer;

impl Renderer {
    /// The program, where it is installed.
    pub(crate) fn find() -> Option<Self> {
        let asked = Command::new("helm").args(["version", "--short"]).stdin(Stdio::null()).output();
        asked.is_ok_and(|output| output.status.success()).then_some(Self)
    }

    /// One answer for each set of values, named, and one for the defaults.
    pub(crate) fn render(&self, files: &Files, values: &[(String, String)]) -> std::io::Result<Rendered> {
        let folder = tempfile::tempdir()?;
        let chart = folder.path().join("chart");
        for (path, bytes) in files {
            write(&chart.join(path), bytes)?;
        }
        let mut rendered = Rendered::new();
        rendered.insert(String::new(), template(&chart, None)?);
        for (name, text) in values {
            let file = folder.path().join("values.yaml");
            write(&file, text.as_bytes())?;
            rendered.insert(name.clone(), template(&chart, Some(&file))?);
        }
        Ok(rendered)
    }
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}

fn template(chart: &Path, values: Option<&Path>) -> std::io::Result<Result<Vec<Object>, String>> {
    let mut command = Command::new("helm");
    command.args(["template", "release"]).arg(chart).stdin(Stdio::null());
    if let Some(values) = values {
        command.arg("--values").arg(values);
    }
    let output = command.output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Ok(Err(said.replace(&*chart.to_string_lossy(), "chart").trim().to_owned()));
    }
    Ok(read(&String::from_utf8_lossy(&output.stdout)))
}

/// Reads what `helm template` prints: documents, each with a comment that names its template.
pub(crate) fn read(text: &str) -> Result<Vec<Object>, String> {
    let mut objects = Vec::new();
    for document in format!("\n{text}").split("\n---\n") {
        let source = document.lines().find_map(|line| line.strip_prefix("# Source: ")).unwrap_or_default();
        // the first part is the chart's name
        let source = source.split_once('/').map_or(source, |(_, path)| path);
        for node in Node::read_all(document)? {
            let items = if node.text_at("kind") == Some("List") { node.get("items").map(Node::items) } else { None };
            for node in items.unwrap_or(std::slice::from_ref(&node)) {
                objects.extend(object(node, source));
            }
        }
    }
    Ok(objects)
}

fn object(node: &Node, source: &str) -> Option<Object> {
    Some(Object {
        source: source.to_owned(),
        kind: node.text_at("kind")?.to_owned(),
        name: node.at(&["metadata", "name"])?.text()?.to_owned(),
        namespace: node.at(&["metadata", "namespace"]).and_then(Node::text).unwrap_or_default().to_owned(),
        node: node.clone(),
    })
}

impl Object {
    pub(super) fn is(&self, other: &Self) -> bool {
        (&self.kind, &self.name, &self.namespace) == (&other.kind, &other.name, &other.namespace)
    }

    /// `Deployment/checkout`.
    pub(super) fn shown(&self) -> String {
        format!("{}/{}", self.kind, self.name)
    }

    /// Hooks are made anew each time, tests only when asked for.
    pub(super) fn is_hook(&self) -> bool {
        self.node.at(&["metadata", "annotations", "helm.sh/hook"]).is_some()
    }
}
