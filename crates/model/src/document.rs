//! A YAML document that remembers where things stand in it.

use std::collections::BTreeMap;
use std::fmt;
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
    /// Where values stand that came later: in another file, or in none.
    laid: BTreeMap<String, Option<Place>>,
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
        Ok(Self { file: file.to_owned(), text: text.to_owned(), value, ..Self::default() })
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
        let dotted = assignment.path.join(".");
        self.assign(assignment)?;
        self.forget_places(&dotted);
        self.laid.insert(dotted, None);
        Ok(())
    }

    /// Takes over what stands at `path` in another document, or what was made of that; problems with it name its place
    /// there.
    ///
    /// # Errors
    /// As [`Document::set`].
    pub fn take_over(&mut self, path: &str, value: Value, from: &Self) -> Result<(), Problem> {
        self.set(Assignment::new(path, value.clone()))?;
        self.lay_places(path, &value, from);
        Ok(())
    }

    /// Removes what stands at `path`, where something does.
    pub fn remove(&mut self, path: &str) {
        let (parent, key) = path.rsplit_once('.').map_or((None, path), |(parent, key)| (Some(parent), key));
        let parent = match parent {
            None => Some(&mut self.value),
            Some(parent) => {
                let mut keys = parent.split('.');
                let first = keys.next().and_then(|key| self.value.get_mut(key));
                keys.try_fold(first, |value, key| Some(value?.get_mut(key))).flatten().and_then(Value::as_mapping_mut)
            }
        };
        if let Some(parent) = parent {
            parent.shift_remove(key);
        }
        self.forget_places(path);
    }

    /// What stands at `path`.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Value> {
        let mut keys = path.split('.');
        let first = self.value.get(keys.next()?)?;
        keys.try_fold(first, |value, key| value.get(key))
    }

    fn forget_places(&mut self, path: &str) {
        let below = format!("{path}.");
        self.laid.retain(|laid, _| laid != path && !laid.starts_with(&below));
    }

    fn lay_places(&mut self, path: &str, value: &Value, from: &Self) {
        self.laid.insert(path.to_owned(), from.place(path));
        match value {
            Value::Mapping(entries) => {
                for (key, value) in entries {
                    self.lay_places(&format!("{path}.{}", key.as_str().unwrap_or_default()), value, from);
                }
            }
            Value::Sequence(items) => {
                for (i, value) in items.iter().enumerate() {
                    self.lay_places(&format!("{path}.{i}"), value, from);
                }
            }
            _ => {}
        }
    }

    fn assign(&mut self, assignment: Assignment) -> Result<(), Problem> {
        let Assignment { path, value } = assignment;
        let mut root = Value::Mapping(std::mem::take(&mut self.value));
        let outcome = set_in(&mut root, &path, value);
        if let Value::Mapping(mapping) = root {
            self.value = mapping;
        }
        outcome.map_err(|reason| Problem::new(format!("cannot set `{}`: {reason}", path.join("."))))
    }

    /// Where `path` stands; nothing where it does not come from a file.
    #[must_use]
    pub fn place(&self, path: &str) -> Option<Place> {
        let mut above = Some(path);
        while let Some(path) = above {
            if let Some(place) = self.laid.get(path) {
                return place.clone();
            }
            above = path.rsplit_once('.').map(|(above, _)| above);
        }
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

    /// The path that it sets, with dots.
    #[must_use]
    pub fn path(&self) -> String {
        self.path.join(".")
    }

    /// What it sets there.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// Sets `path` (dotted) to `value`.
    #[must_use]
    pub fn new(path: &str, value: Value) -> Self {
        Self { path: path.split('.').map(str::to_owned).collect(), value }
    }
}

impl fmt::Display for Assignment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.path.join("."), flow(&self.value))
    }
}

/// A value in one line, as it is read again from an [`Assignment`]; a text at the top stands there as it is.
fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => flow_inside(other),
    }
}

fn flow_inside(value: &Value) -> String {
    match value {
        Value::Mapping(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{}: {}", flow_inside(key), flow_inside(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::Sequence(items) => format!("[{}]", items.iter().map(flow_inside).collect::<Vec<_>>().join(", ")),
        Value::String(text) if is_plain(text) => text.clone(),
        // JSON is YAML, and knows how to write any text in one line
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}

/// Whether a text means itself in YAML without quotes, also between braces.
fn is_plain(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c))
        && matches!(serde_yaml::from_str::<Value>(text), Ok(Value::String(_)))
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
    fn an_assignment_is_written_as_it_is_read() {
        for text in [
            "a=no: \"x\" # y",
            "a.b=9090",
            "a=true",
            "a={}",
            "a=[{name: staging}, {name: live, host: \"*.acme.example\"}]",
            "a={x: \"42\", y: \"yes and: no\", z: \"null\"}",
        ] {
            assert_eq!(text.parse::<Assignment>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_was_taken_over_keeps_its_place() {
        let mut document = Document::parse("answers.yaml", "service: {port: 1, owner: a}\n").unwrap();
        let defaults = Document::parse("config.yaml", "\nservice: {owner: b}\nlist: [{x: 1}]\n").unwrap();
        let list = defaults.get("list").unwrap().clone();
        document.take_over("list", list, &defaults).unwrap();
        let place = |document: &Document, path| document.place(path).map(|place| place.to_string());
        assert_eq!(place(&document, "list.0.x").as_deref(), Some("config.yaml:3:9"));
        assert_eq!(place(&document, "service.port").as_deref(), Some("answers.yaml:1:11"));
        set(&mut document, "service.port=2").unwrap();
        assert_eq!(place(&document, "service.port"), None);
        document.remove("service.port");
        document.remove("list");
        assert_eq!(document.value().len(), 1);
        assert_eq!(document.get("service.owner"), Some(&"a".into()));
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
