//! YAML and JSON as values that know their lines. JSON is read as the YAML that it is.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

/// A value, and the line that its key or it itself begins on.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) line: usize,
    pub(crate) value: Value,
}

#[derive(Debug, Clone)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Node {
    /// The first document of a text; none where it is empty.
    ///
    /// # Errors
    /// What the parser says, with line and column.
    pub(crate) fn read(text: &str) -> Result<Option<Self>, String> {
        Ok(Self::read_all(text)?.into_iter().next())
    }

    /// All documents of a text.
    pub(crate) fn read_all(text: &str) -> Result<Vec<Self>, String> {
        let mut reader = Reader::default();
        for event in Parser::new_from_str(text.strip_prefix('\u{feff}').unwrap_or(text)) {
            let (event, span) = event.map_err(|error| error.to_string())?;
            reader.event(event, span);
        }
        Ok(reader.documents)
    }

    /// The value below a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The value at a path of keys.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The entries of a map; nothing of anything else.
    pub(crate) fn entries(&self) -> &[(String, Self)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The elements of a list; nothing of anything else.
    pub(crate) fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The text of a scalar.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Number(text) | Value::Text(text) => Some(text),
            Value::Bool(true) => Some("true"),
            Value::Bool(false) => Some("false"),
            _ => None,
        }
    }

    /// The text of the scalar below a key.
    pub(crate) fn text_at(&self, key: &str) -> Option<&str> {
        self.get(key)?.text()
    }

    pub(crate) fn is(&self, truth: bool) -> bool {
        matches!(self.value, Value::Bool(found) if found == truth)
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    pub(crate) fn is_map(&self) -> bool {
        matches!(self.value, Value::Map(_))
    }

    /// What people call its type.
    pub(crate) fn type_name(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::Text(_) => "string",
            Value::List(_) => "list",
            Value::Map(_) => "map",
        }
    }

    /// Whether two values are equal; the order of a map's keys does not matter, that of a list's elements does.
    pub(crate) fn same(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Value::List(one), Value::List(two)) => {
                one.len() == two.len() && one.iter().zip(two).all(|(a, b)| a.same(b))
            }
            (Value::Map(one), Value::Map(two)) => {
                one.len() == two.len() && one.iter().all(|(key, a)| other.get(key).is_some_and(|b| a.same(b)))
            }
            (Value::Number(one), Value::Number(two)) => one == two || number(one) == number(two),
            (Value::Text(one), Value::Text(two)) => one == two,
            (Value::Bool(one), Value::Bool(two)) => one == two,
            (Value::Null, Value::Null) => true,
            _ => false,
        }
    }

    /// In one line, as JSON would be but for quotes around keys; long ones are cut.
    pub(crate) fn shown(&self) -> String {
        const WIDTH: usize = 100;
        let text = self.flow();
        match text.char_indices().nth(WIDTH) {
            Some((at, _)) => format!("{}…", &text[..at]),
            None => text,
        }
    }

    fn flow(&self) -> String {
        match &self.value {
            Value::Null => "null".to_owned(),
            Value::Text(text) => format!("{text:?}"),
            Value::List(items) => format!("[{}]", items.iter().map(Self::flow).collect::<Vec<_>>().join(", ")),
            Value::Map(entries) => {
                let entries = entries.iter().map(|(key, value)| format!("{key}: {}", value.flow()));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
            }
            _ => self.text().unwrap_or_default().to_owned(),
        }
    }
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok()
}

/// Collections that are open, and what is known of anchors.
#[derive(Default)]
struct Reader {
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    documents: Vec<Node>,
}

struct Open {
    anchor: usize,
    node: Node,
    key: Option<(String, usize)>,
}

impl Reader {
    fn event(&mut self, event: Event<'_>, span: Span) {
        let line = span.start.line();
        match event {
            Event::MappingStart(anchor, _) => self.begin(anchor, line, Value::Map(Vec::new())),
            Event::SequenceStart(anchor, _) => self.begin(anchor, line, Value::List(Vec::new())),
            Event::MappingEnd | Event::SequenceEnd => {
                if let Some(open) = self.open.pop() {
                    self.done(open.anchor, open.node);
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                if let Some(Open { node: Node { value: Value::Map(_), .. }, key: key @ None, .. }) =
                    self.open.last_mut()
                {
                    *key = Some((text.into_owned(), line));
                    return;
                }
                let plain = style == ScalarStyle::Plain && tag.is_none();
                let value = if plain { resolve(&text) } else { Value::Text(text.into_owned()) };
                self.done(anchor, Node { line, value });
            }
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor).cloned().unwrap_or(Node { line, value: Value::Null });
                self.done(0, Node { line, ..node });
            }
            _ => {}
        }
    }

    fn begin(&mut self, anchor: usize, line: usize, value: Value) {
        self.open.push(Open { anchor, node: Node { line, value }, key: None });
    }

    /// Puts a value where it belongs.
    fn done(&mut self, anchor: usize, mut node: Node) {
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            None => self.documents.push(node),
            Some(Open { node: Node { value: Value::List(items), .. }, .. }) => items.push(node),
            Some(Open { node: Node { value: Value::Map(entries), .. }, key, .. }) => match key.take() {
                Some((name, _)) if name == "<<" => merge(entries, &node),
                Some((name, line)) => {
                    node.line = line;
                    // what a merge brought in gives way to what is written
                    entries.retain(|(known, _)| *known != name);
                    entries.push((name, node));
                }
                // a key that is a collection: nothing here looks for one
                None => *key = Some((node.shown(), node.line)),
            },
            Some(_) => {}
        }
    }
}

/// `<<: *anchor`, with one map or a list of them.
fn merge(entries: &mut Vec<(String, Node)>, from: &Node) {
    for map in std::iter::once(from).chain(from.items()) {
        for (name, value) in map.entries() {
            if !entries.iter().any(|(known, _)| known == name) {
                entries.push((name.clone(), value.clone()));
            }
        }
    }
}

/// The type of a plain scalar. Source: YAML 1.2.2, section 10.3.2 (core schema).
fn resolve(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if is_number(text) => Value::Number(text.to_owned()),
        _ => Value::Text(text.to_owned()),
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '+', '.']);
    let starts = digits.starts_with(|c: char| c.is_ascii_digit());
    starts && (text.parse::<f64>().is_ok() || text.starts_with("0x") || text.starts_with("0o"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_types_and_anchors() {
        let text = "# c\na: &x\n  b: 1\n  c: [yes, \"1\"]\nd:\n  <<: *x\n  b: 2\n";
        let node = Node::read(text).unwrap().unwrap();
        assert_eq!(node.at(&["a", "b"]).unwrap().line, 3);
        assert_eq!(node.shown(), r#"{a: {b: 1, c: ["yes", "1"]}, d: {c: ["yes", "1"], b: 2}}"#);
        assert_eq!(node.get("d").unwrap().line, 5);
    }

    #[test]
    fn json_with_tabs() {
        let node = Node::read("{\n\t\"a\": {\n\t\t\"b\": [1.0, null, \"x\\ny\"]\n\t}\n}\n").unwrap().unwrap();
        let list = node.at(&["a", "b"]).unwrap();
        assert_eq!((list.line, list.shown().as_str()), (3, r#"[1.0, null, "x\ny"]"#));
    }

    #[test]
    fn order_of_keys_and_spelling_of_numbers_do_not_matter() {
        let read = |text| Node::read(text).unwrap().unwrap();
        assert!(read("{a: 1, b: [x]}").same(&read("b:\n- x\na: 1.0\n")));
        assert!(!read("[a, b]").same(&read("[b, a]")));
        assert!(!read("a: '1'").same(&read("a: 1")));
    }
}
