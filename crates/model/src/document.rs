//! A YAML document that remembers where things stand in it.

use std::str::FromStr;
use std::sync::OnceLock;

use serde::de::DeserializeOwned;
use serde_yaml::{Mapping, Value};

use crate::places::Places;
use crate::{Place, Problem};

/// The largest document that is read; a spec of this size is a mistake or an attack.
const LARGEST: usize = 1 << 20;

/// A YAML mapping with the places of its nodes, and the values set on top of it.
#[derive(Debug, Clone, Default)]
pub struct Document {
    file: String,
    text: String,
    value: Mapping,
    /// Found when the first problem asks for them: most documents have none.
    places: OnceLock<Places>,
}

/// A value for one path, as in `--set service.port=9090`.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    path: Vec<String>,
    value: Value,
}

impl Document {
    /// Reads `text`, which the user knows as `file`. An empty document is an empty mapping.
    ///
    /// # Errors
    /// A problem with its place, where the text is too long, no YAML, or no mapping.
    pub fn parse(file: &str, text: &str) -> Result<Self, Problem> {
        if text.len() > LARGEST {
            return Err(Problem::new(format!("{file} is larger than 1 MiB")));
        }
        let value = match serde_yaml::from_str::<Value>(text) {
            Ok(Value::Mapping(mapping)) => mapping,
            Ok(Value::Null) => Mapping::new(),
            Ok(_) => return Err(Problem::new("the document is no mapping of keys to values").at(start_of(file))),
            Err(error) => return Err(syntax_problem(file, &error)),
        };
        Ok(Self { file: file.to_owned(), text: text.to_owned(), value, places: OnceLock::new() })
    }

    /// What the document says, with what was set on top of it.
    #[must_use]
    pub fn value(&self) -> &Mapping {
        &self.value
    }

    /// Sets one value, making the mappings on the way to it.
    ///
    /// # Errors
    /// A problem, where the path leads through something that is no mapping or past the end of a list.
    pub fn set(&mut self, assignment: Assignment) -> Result<(), Problem> {
        let Assignment { path, value } = assignment;
        let mut root = Value::Mapping(std::mem::take(&mut self.value));
        let outcome = set_in(&mut root, &path, value);
        if let Value::Mapping(mapping) = root {
            self.value = mapping;
        }
        outcome.map_err(|reason| Problem::new(format!("cannot set `{}`: {reason}", path.join("."))))
    }

    /// Where `path` stands; nothing where the document does not come from a file.
    #[must_use]
    pub fn place(&self, path: &str) -> Option<Place> {
        let (line, column) = self.places.get_or_init(|| Places::of(&self.text)).find(path)?;
        Some(Place { file: self.file.clone(), line, column })
    }

    /// A problem with what stands at `path`.
    #[must_use]
    pub fn problem(&self, path: &str, what: impl Into<String>) -> Problem {
        Problem::new(what).at(self.place(path))
    }

    /// The document as a typed value.
    ///
    /// # Errors
    /// The first mismatch, with its place.
    pub fn deserialize<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        serde_path_to_error::deserialize(Value::Mapping(self.value.clone())).map_err(|error| {
            let path = dotted(&error.path().to_string());
            let reason = in_plain_words(&error.into_inner().to_string());
            if path.is_empty() {
                return self.problem("", reason).at(start_of_or_none(&self.file));
            }
            self.problem(&path, format!("{path}: {reason}"))
        })
    }
}

impl FromStr for Assignment {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let Some((path, value)) = text.split_once('=') else {
            return Err(Problem::new(format!("`{text}` sets nothing")).help("write it as path.to.key=value"));
        };
        let path: Vec<String> = path.split('.').map(str::to_owned).collect();
        if path.iter().any(String::is_empty) {
            return Err(Problem::new(format!("`{text}` has an empty key")).help("write it as path.to.key=value"));
        }
        Ok(Self { path, value: scalar_or_flow(value) })
    }
}

impl Assignment {
    /// Whether it sets something below the key `key` of the document, and not the key itself.
    #[must_use]
    pub fn leads_below(&self, key: &str) -> bool {
        self.path.len() > 1 && self.path[0] == key
    }

    /// Sets `path` (dotted) to `value`.
    #[must_use]
    pub fn new(path: &str, value: Value) -> Self {
        Self { path: path.split('.').map(str::to_owned).collect(), value }
    }
}

/// `[a, b]`, `{a: b}`, numbers and booleans are YAML; anything else is the text as it stands,
/// so that a shell user need not quote `no: "x" # y` twice.
fn scalar_or_flow(text: &str) -> Value {
    match serde_yaml::from_str::<Value>(text) {
        Ok(value @ (Value::Bool(_) | Value::Number(_))) => value,
        Ok(value) if text.starts_with(['[', '{']) => value,
        _ => Value::String(text.to_owned()),
    }
}

fn set_in(node: &mut Value, path: &[String], value: Value) -> Result<(), String> {
    let Some((key, rest)) = path.split_first() else {
        *node = value;
        return Ok(());
    };
    match node {
        Value::Null => {
            *node = Value::Mapping(Mapping::new());
            set_in(node, path, value)
        }
        Value::Mapping(mapping) => set_in(mapping.entry(key.as_str().into()).or_insert(Value::Null), rest, value),
        Value::Sequence(items) => {
            let count = items.len();
            let item = key.parse::<usize>().ok().and_then(|index| items.get_mut(index));
            item.ok_or_else(|| format!("`{key}` is no item of a list of {count}"))
                .and_then(|item| set_in(item, rest, value))
        }
        _ => Err(format!("`{key}` would stand below a plain value")),
    }
}

fn syntax_problem(file: &str, error: &serde_yaml::Error) -> Problem {
    let message = error.to_string();
    // the library appends its own idea of the place
    let what = message.split(" at line ").next().unwrap_or(&message);
    let place = error.location().map(|at| Place { file: file.to_owned(), line: at.line(), column: at.column() });
    Problem::new(format!("this is no YAML: {what}")).at(place.or_else(|| Some(start_of(file))))
}

fn start_of(file: &str) -> Place {
    Place { file: file.to_owned(), line: 1, column: 1 }
}

fn start_of_or_none(file: &str) -> Option<Place> {
    (!file.is_empty()).then(|| start_of(file))
}

/// What serde says of a type, without the words of Rust.
fn in_plain_words(reason: &str) -> String {
    let Some((found, expected)) = reason.rsplit_once(", expected ") else { return reason.to_owned() };
    let expected = match expected {
        "u16" | "u32" | "u64" => "a whole number",
        "a map" => "a mapping",
        other if other.starts_with("struct ") => "a mapping",
        other => other,
    };
    format!("{found}, expected {expected}")
}

/// `environments[0].name` as `environments.0.name`, and `.` as nothing.
fn dotted(path: &str) -> String {
    path.replace('[', ".").replace(']', "").trim_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(document: &mut Document, text: &str) -> Result<(), Problem> {
        document.set(text.parse()?)
    }

    #[test]
    fn values_are_set_on_top() {
        let mut document = Document::parse("blip.yaml", "service: {port: 1}\nlist: [a, b]\n").unwrap();
        for text in
            ["service.port=9090", "service.name=no: \"x\" # y", "list.1=c", "blips.helm={}", "a.b.c=true", "x=1.10.1"]
        {
            set(&mut document, text).unwrap();
        }
        let expected: Mapping = serde_yaml::from_str(
            "{service: {port: 9090, name: 'no: \"x\" # y'}, list: [a, c], blips: {helm: {}}, a: {b: {c: true}}, x: 1.10.1}",
        )
        .unwrap();
        assert_eq!(document.value(), &expected);
    }

    #[test]
    fn what_cannot_be_set_is_said() {
        let mut document = Document::parse("blip.yaml", "list: [a]\nport: 1\n").unwrap();
        assert!(set(&mut document, "list.7=x").unwrap_err().what.contains("`7` is no item of a list of 1"));
        assert!(set(&mut document, "port.x=1").unwrap_err().what.contains("below a plain value"));
        assert!(set(&mut document, "port").unwrap_err().what.contains("sets nothing"));
        assert_eq!(document.value().len(), 2, "a failed assignment leaves the document whole");
    }

    #[test]
    fn types_are_told_in_plain_words() {
        assert_eq!(in_plain_words("invalid type: x, expected u64"), "invalid type: x, expected a whole number");
        assert_eq!(in_plain_words("invalid type: x, expected struct Service"), "invalid type: x, expected a mapping");
        assert_eq!(
            in_plain_words("unknown variant `x`, expected one of `a`, `b`, `c`"),
            "unknown variant `x`, expected one of `a`, `b`, `c`"
        );
    }

    #[test]
    fn broken_yaml_has_a_place() {
        let problem = Document::parse("blip.yaml", "a: 1\nb: [\n").unwrap_err();
        assert!(problem.to_string().starts_with("blip.yaml:3:1: this is no YAML"), "{problem}");
        assert!(Document::parse("blip.yaml", "- a\n").unwrap_err().what.contains("no mapping"));
    }
}
