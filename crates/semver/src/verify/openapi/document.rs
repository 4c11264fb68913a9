//! A document as its rules see it.

use semver::Version;

use super::super::node::Node;
use super::super::schema::follow;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// An OpenAPI document, and the file name that findings bear.
#[derive(Debug)]
pub(crate) struct Document {
    pub(super) file: String,
    pub(super) root: Node,
}

/// One operation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operation<'d> {
    pub(super) path: &'d str,
    pub(super) method: &'d str,
    pub(super) node: &'d Node,
    /// The path's node: it may have parameters for all of its operations.
    shared: &'d Node,
    root: &'d Node,
}

/// Whether a file may be such a document, by its name.
pub(crate) fn may_be_document(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let known = name.contains("openapi") || name.contains("swagger") || name.starts_with("api.");
    known && [".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end))
}

impl Document {
    /// Reads a document; none where it is something else, or OpenAPI 2.
    ///
    /// # Errors
    /// What the parser says.
    pub(crate) fn read(file: &str, text: &str) -> Result<Option<Self>, String> {
        let root = Node::read(text)?;
        let root = root.filter(|root| root.text_at("openapi").is_some_and(|version| version.starts_with("3.")));
        Ok(root.map(|root| Self { file: file.to_owned(), root }))
    }

    pub(crate) fn title(&self) -> &str {
        self.root.at(&["info", "title"]).and_then(Node::text).unwrap_or_default()
    }

    /// `info.version`, where it is SemVer.
    pub(crate) fn version(&self) -> Option<Version> {
        Version::parse(self.root.at(&["info", "version"])?.text()?).ok()
    }

    /// The paths: as they are written, and their nodes.
    pub(super) fn paths(&self) -> impl Iterator<Item = (&str, &Node)> {
        let paths = self.root.get("paths").map_or(&[][..], Node::entries);
        paths.iter().map(|(path, node)| (path.as_str(), follow(node, &self.root)))
    }

    /// The path that differs from this one in the names of its parameters at most.
    pub(super) fn path(&self, wanted: &str) -> Option<(&str, &Node)> {
        self.paths().find(|(path, _)| essence(path) == essence(wanted))
    }

    pub(super) fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        self.paths().flat_map(move |(path, shared)| {
            let methods = shared.entries().iter().filter(|(key, _)| METHODS.contains(&key.as_str()));
            methods.map(move |(method, node)| Operation { path, method, node, shared, root: &self.root })
        })
    }

    pub(super) fn operation(&self, like: &Operation<'_>) -> Option<Operation<'_>> {
        self.operations().find(|other| other.method == like.method && essence(other.path) == essence(like.path))
    }
}

/// The operations of both sides.
pub(super) fn pairs<'d>(old: &'d Document, new: &'d Document) -> impl Iterator<Item = (Operation<'d>, Operation<'d>)> {
    old.operations().filter_map(|was| Some((was, new.operation(&was)?)))
}

/// A path without the names of its parameters: `/orders/{}`.
fn essence(path: &str) -> String {
    let mut found = String::new();
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => {
                inside = true;
                found.push_str("{}");
            }
            '}' => inside = false,
            c if !inside => found.push(c),
            _ => {}
        }
    }
    found
}

impl<'d> Operation<'d> {
    /// `POST /orders`.
    pub(super) fn title(&self) -> String {
        format!("{} {}", self.method.to_ascii_uppercase(), self.path)
    }

    /// Its parameters and those of its path, its own first: place (`query`), name and node. Those in a path are told
    /// by their position.
    pub(super) fn parameters(&self) -> Vec<(String, String, &'d Node)> {
        let mut found: Vec<(String, String, &Node)> = Vec::new();
        for node in [self.node, self.shared].into_iter().filter_map(|node| node.get("parameters")) {
            for node in node.items().iter().map(|node| follow(node, self.root)) {
                let place = node.text_at("in").unwrap_or_default().to_owned();
                let name = node.text_at("name").unwrap_or_default();
                let name = match place.as_str() {
                    "path" => self.position(name),
                    "header" => name.to_ascii_lowercase(),
                    _ => name.to_owned(),
                };
                if !found.iter().any(|(other, known, _)| *other == place && *known == name) {
                    found.push((place, name, node));
                }
            }
        }
        found
    }

    fn position(&self, name: &str) -> String {
        let names = self.path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
        let at = names.into_iter().position(|other| other == name);
        at.map_or_else(|| name.to_owned(), |at| format!("{{{at}}}"))
    }

    pub(super) fn body(&self) -> Option<&'d Node> {
        Some(follow(self.node.get("requestBody")?, self.root))
    }

    /// Status codes and what is answered with them.
    pub(super) fn responses(&self) -> Vec<(&'d str, &'d Node)> {
        let all = self.node.get("responses").map_or(&[][..], Node::entries);
        all.iter().map(|(status, node)| (status.as_str(), follow(node, self.root))).collect()
    }

    /// The security requirements that hold: its own, or those of the whole document.
    pub(super) fn security(&self) -> Option<&'d Node> {
        self.node.get("security").or(self.root.get("security"))
    }
}

/// The media types of a body or response, and what stands below them.
pub(super) fn media(node: &Node) -> &[(String, Node)] {
    node.get("content").map_or(&[][..], Node::entries)
}

pub(super) fn is_true(node: &Node, key: &str) -> bool {
    node.get(key).is_some_and(|node| node.is(true))
}
