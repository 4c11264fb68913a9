//! Where each key and value of a YAML document stands.

use std::collections::HashMap;
use std::fmt;

use saphyr_parser::{Event, Parser, Span, SpannedEventReceiver};
use serde::Serialize;

/// A place in a file, as editors and terminals understand it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, schemars::JsonSchema)]
pub struct Place {
    /// The file, as the user named it.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// Line and column of each node, by its dotted path: `service.port`, `environments.0.name`.
///
/// A mapping's entry stands where its key stands. serde_yaml knows places only while it parses;
/// rules that hold between values need them afterwards, hence this second, event-only pass.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places(HashMap<String, (usize, usize)>);

impl Places {
    /// The places of all nodes of the first document in `text`; of those before the mistake, if there is one.
    pub(crate) fn of(text: &str) -> Self {
        let mut walk = Walk::default();
        // a mistake in the syntax is reported by serde_yaml, with its own place
        let _ = Parser::new_from_str(text).load(&mut walk, false);
        walk.places
    }

    /// Where `path` stands, or else the nearest thing that encloses it.
    pub(crate) fn find(&self, path: &str) -> Option<(usize, usize)> {
        let mut path = path;
        loop {
            if let Some(place) = self.0.get(path) {
                return Some(*place);
            }
            path = path.rsplit_once('.')?.0;
        }
    }
}

/// The collections that enclose the event at hand, each with the path of its own node.
#[derive(Default)]
struct Walk {
    places: Places,
    open: Vec<Collection>,
}

struct Collection {
    path: String,
    kind: CollectionKind,
}

enum CollectionKind {
    Sequence {
        next: usize,
    },
    /// `key` is the one whose value comes next, `None` where a key comes next.
    Mapping {
        key: Option<String>,
    },
}

impl Walk {
    /// Takes note of a node that begins, and returns its path.
    fn begin(&mut self, span: Span, scalar: Option<&str>) -> String {
        let Some(collection) = self.open.last_mut() else {
            return String::new();
        };
        let (part, is_key) = match &mut collection.kind {
            CollectionKind::Sequence { next } => {
                *next += 1;
                ((*next - 1).to_string(), false)
            }
            CollectionKind::Mapping { key } => match key.take() {
                Some(key) => (key, false),
                None => {
                    let name = scalar.unwrap_or("?").to_owned();
                    *key = Some(name.clone());
                    (name, true)
                }
            },
        };
        let path = if collection.path.is_empty() { part } else { format!("{}.{part}", collection.path) };
        let in_sequence = matches!(collection.kind, CollectionKind::Sequence { .. });
        if is_key || in_sequence {
            self.places.0.insert(path.clone(), (span.start.line(), span.start.col() + 1));
        }
        path
    }
}

impl SpannedEventReceiver<'_> for Walk {
    fn on_event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Scalar(value, ..) => {
                self.begin(span, Some(&value));
            }
            Event::Alias(_) => {
                self.begin(span, None);
            }
            Event::SequenceStart(..) => {
                let path = self.begin(span, None);
                self.open.push(Collection { path, kind: CollectionKind::Sequence { next: 0 } });
            }
            Event::MappingStart(..) => {
                let path = self.begin(span, None);
                self.open.push(Collection { path, kind: CollectionKind::Mapping { key: None } });
            }
            Event::SequenceEnd | Event::MappingEnd => {
                self.open.pop();
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_items_have_places() {
        let places = Places::of("a: 1\nb:\n  c: [x, {d: 2}]\n  e:\n    - f: 3\n");
        assert_eq!(places.find("a"), Some((1, 1)));
        assert_eq!(places.find("b.c"), Some((3, 3)));
        assert_eq!(places.find("b.c.1"), Some((3, 10)));
        assert_eq!(places.find("b.c.1.d"), Some((3, 11)));
        assert_eq!(places.find("b.e.0.f"), Some((5, 7)));
    }

    #[test]
    fn what_is_absent_stands_where_its_parent_stands() {
        let places = Places::of("service:\n  name: x\n");
        assert_eq!(places.find("service.port"), Some((1, 1)));
        assert_eq!(places.find("image"), None);
    }
}
