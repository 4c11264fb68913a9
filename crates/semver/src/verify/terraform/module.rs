//! A module as its rules see it.

use std::collections::BTreeMap;

use hcl_edit::Span;
use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Block, Body, Structure};

use super::types::Type;

/// The blocks of a module's files, read.
#[derive(Debug, Default)]
pub(crate) struct Module {
    pub(super) variables: BTreeMap<String, Variable>,
    pub(super) outputs: BTreeMap<String, Output>,
    /// Resources and calls of modules, by address.
    pub(super) addresses: BTreeMap<String, Address>,
    /// Where addresses moved from, and where to.
    pub(super) moved_from: Vec<String>,
    pub(super) moved_to: Vec<String>,
    /// `required_version`, and the requirements of providers by name.
    pub(super) constraints: BTreeMap<String, Constrained>,
    /// Every other block, and those above without what other rules judge.
    pub(super) rest: BTreeMap<String, Rest>,
}

/// Where something stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) line: usize,
}

#[derive(Debug)]
pub(super) struct Variable {
    pub(super) place: Place,
    pub(super) kind: Type,
    /// The type as it is written.
    pub(super) kind_text: String,
    pub(super) default: Option<String>,
    pub(super) nullable: bool,
    /// The conditions of its validations.
    pub(super) validations: Vec<String>,
}

#[derive(Debug)]
pub(super) struct Output {
    pub(super) place: Place,
    pub(super) sensitive: bool,
}

#[derive(Debug)]
pub(super) struct Address {
    pub(super) place: Place,
    pub(super) has_for_each: bool,
}

#[derive(Debug)]
pub(super) struct Constrained {
    pub(super) place: Place,
    pub(super) version: Option<String>,
    pub(super) source: Option<String>,
}

#[derive(Debug)]
pub(super) struct Rest {
    pub(super) place: Place,
    pub(super) essence: String,
}

/// Whether a file is of a module; override files and tests are written for other purposes.
pub(crate) fn is_module_file(path: &str) -> bool {
    (path.ends_with(".tf") || path.ends_with(".tofu")) && !path.split('/').any(|part| part.starts_with('.'))
}

impl Module {
    /// Reads a module from its files.
    ///
    /// # Errors
    /// A file that is no HCL: its path and what the parser says.
    pub(crate) fn read(files: &BTreeMap<String, String>) -> Result<Self, (String, String)> {
        let mut module = Self::default();
        for (file, text) in files {
            let body = hcl_edit::parser::parse_body(text).map_err(|error| (file.clone(), error.to_string()))?;
            let reader = Reader { file, text };
            for block in body.blocks() {
                module.add(&reader, block);
            }
        }
        Ok(module)
    }

    fn add(&mut self, reader: &Reader<'_>, block: &Block) {
        let labels: Vec<&str> = block.labels.iter().map(|label| label.as_str()).collect();
        let place = reader.place(block.ident.span());
        match (block.ident.as_str(), labels.as_slice()) {
            ("variable", [name]) => drop(self.variables.insert((*name).to_owned(), reader.variable(block, place))),
            ("output", [name]) => {
                let sensitive = reader.attribute(&block.body, "sensitive").is_some_and(|text| text == "true");
                self.outputs.insert((*name).to_owned(), Output { place, sensitive });
            }
            ("resource", [kind, name]) => self.address(format!("{kind}.{name}"), block, place),
            ("module", [name]) => self.address(format!("module.{name}"), block, place),
            ("moved", []) => {
                self.moved_from.extend(reader.attribute(&block.body, "from"));
                self.moved_to.extend(reader.attribute(&block.body, "to"));
            }
            ("terraform", []) => self.terraform(reader, &block.body),
            _ => {}
        }
        let key = [&[block.ident.as_str()], labels.as_slice()].concat().join(" ");
        let rest = Rest { place: reader.place(block.ident.span()), essence: reader.essence(block) };
        // blocks without labels may come more than once
        match self.rest.get_mut(&key) {
            Some(known) => known.essence.push_str(&rest.essence),
            None => drop(self.rest.insert(key, rest)),
        }
    }

    fn address(&mut self, address: String, block: &Block, place: Place) {
        let has_for_each = block.body.has_attribute("for_each");
        self.addresses.insert(address, Address { place, has_for_each });
    }

    fn terraform(&mut self, reader: &Reader<'_>, body: &Body) {
        if let Some(attribute) = body.get_attribute("required_version") {
            let version = reader.string(&attribute.value);
            let place = reader.place(attribute.key.span());
            self.constraints.insert("required_version".to_owned(), Constrained { place, version, source: None });
        }
        for attribute in body.get_blocks("required_providers").flat_map(|block| block.body.attributes()) {
            let field = |wanted: &str| match &attribute.value {
                Expression::Object(object) => {
                    let found = object.iter().find(|(key, _)| key_text(key).as_deref() == Some(wanted));
                    found.and_then(|(_, value)| reader.string(value.expr()))
                }
                // as it was written before Terraform 0.13
                value => reader.string(value).filter(|_| wanted == "version"),
            };
            let (version, source) = (field("version"), field("source"));
            let place = reader.place(attribute.key.span());
            self.constraints
                .insert(attribute.key.to_string().trim().to_owned(), Constrained { place, version, source });
        }
    }
}

/// The text of a key that is no computed one.
fn key_text(key: &ObjectKey) -> Option<String> {
    match key {
        ObjectKey::Ident(name) => Some(name.as_str().to_owned()),
        ObjectKey::Expression(Expression::String(text)) => Some(text.as_str().to_owned()),
        ObjectKey::Expression(_) => None,
    }
}

/// A file that is being read.
struct Reader<'f> {
    file: &'f str,
    text: &'f str,
}

impl Reader<'_> {
    fn place(&self, span: Option<std::ops::Range<usize>>) -> Place {
        let before = span.and_then(|span| self.text.get(..span.start)).unwrap_or_default();
        Place { file: self.file.to_owned(), line: before.matches('\n').count() + 1 }
    }

    fn variable(&self, block: &Block, place: Place) -> Variable {
        let kind = block.body.get_attribute("type").map(|attribute| &attribute.value);
        let conditions =
            block.body.get_blocks("validation").filter_map(|block| self.attribute(&block.body, "condition"));
        let mut validations: Vec<String> = conditions.collect();
        validations.sort();
        Variable {
            place,
            kind: kind.map_or(Type::Any, |kind| Type::read(kind, &|default| self.plain(default))),
            kind_text: kind.map_or("any".to_owned(), |kind| self.plain(kind)),
            default: self.attribute(&block.body, "default"),
            nullable: self.attribute(&block.body, "nullable").is_none_or(|text| text != "false"),
            validations,
        }
    }

    fn attribute(&self, body: &Body, key: &str) -> Option<String> {
        body.get_attribute(key).map(|attribute| self.plain(&attribute.value))
    }

    fn string(&self, value: &Expression) -> Option<String> {
        match value {
            Expression::String(text) => Some(text.as_str().to_owned()),
            _ => None,
        }
    }

    /// An expression without comments, in one line, the keys of objects in order.
    fn plain(&self, value: &Expression) -> String {
        match value {
            Expression::Object(object) => {
                let entry = |(key, value): (&ObjectKey, &hcl_edit::expr::ObjectValue)| {
                    let key = key_text(key).unwrap_or_else(|| match key {
                        ObjectKey::Expression(key) => self.plain(key),
                        ObjectKey::Ident(name) => name.as_str().to_owned(),
                    });
                    format!("{key} = {}", self.plain(value.expr()))
                };
                let mut entries: Vec<String> = object.iter().map(entry).collect();
                entries.sort();
                format!("{{{}}}", entries.join(", "))
            }
            Expression::Array(array) => {
                format!("[{}]", array.iter().map(|value| self.plain(value)).collect::<Vec<_>>().join(", "))
            }
            Expression::FuncCall(call) => {
                let arguments = call.args.iter().map(|value| self.plain(value)).collect::<Vec<_>>();
                format!("{}({})", call.name.name.as_str(), arguments.join(", "))
            }
            // around a whole expression they only hold lines together
            Expression::Parenthesis(inner) => self.plain(inner.inner()),
            other => {
                let text = other.span().and_then(|span| self.text.get(span)).unwrap_or_default();
                let is_text = matches!(
                    other,
                    Expression::String(_) | Expression::StringTemplate(_) | Expression::HeredocTemplate(_)
                );
                if is_text { text.trim().to_owned() } else { without_comments(text) }
            }
        }
    }

    /// What a block says, whatever its order and comments; without what other rules judge.
    fn essence(&self, block: &Block) -> String {
        const JUDGED: [(&str, &[&str]); 3] = [
            ("variable", &["type", "default", "nullable", "validation"]),
            ("output", &["sensitive"]),
            ("terraform", &["required_version", "required_providers"]),
        ];
        let judged = JUDGED.iter().find(|(kind, _)| *kind == block.ident.as_str()).map_or(&[][..], |(_, keys)| keys);
        self.body(&block.body, judged)
    }

    fn body(&self, body: &Body, without: &[&str]) -> String {
        let mut parts = Vec::new();
        for structure in body {
            match structure {
                Structure::Attribute(attribute) if !without.contains(&attribute.key.as_str()) => {
                    parts.push(format!("{} = {}", attribute.key.as_str(), self.plain(&attribute.value)));
                }
                Structure::Block(block) if !without.contains(&block.ident.as_str()) => {
                    let labels = block.labels.iter().map(|label| label.as_str()).collect::<Vec<_>>().join(" ");
                    parts.push(format!("{} {labels} {}", block.ident.as_str(), self.body(&block.body, &[])));
                }
                _ => {}
            }
        }
        parts.sort();
        format!("{{{}}}", parts.join("; "))
    }
}

/// Drops comments at the ends of lines and white space. Quotes are respected within a line.
fn without_comments(text: &str) -> String {
    let mut words = Vec::new();
    for line in text.lines() {
        let mut quoted = false;
        let mut end = line.len();
        for (at, c) in line.char_indices() {
            match c {
                '"' => quoted = !quoted,
                '#' if !quoted => end = end.min(at),
                '/' if !quoted && line[at..].starts_with("//") => end = end.min(at),
                _ => {}
            }
        }
        words.extend(line[..end].split_whitespace().map(str::to_owned));
    }
    words.join(" ")
}
