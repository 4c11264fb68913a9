//! YAML, several documents in a file too.

use saphyr_parser::{Event, Parser, Span};

use super::{Scalar, without_quotes};

pub(super) fn scalars(text: &str) -> Result<Vec<Scalar>, String> {
    let offsets = Offsets::new(text);
    let mut reader = Reader { text, offsets, open: Vec::new(), documents: 0, found: Vec::new() };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| error.to_string())?;
        reader.event(&event, span);
    }
    Ok(reader.found)
}

/// Places of characters in bytes; the parser counts characters.
struct Offsets(Option<Vec<usize>>, usize);

impl Offsets {
    fn new(text: &str) -> Self {
        let table = (!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| at).collect());
        Self(table, text.len())
    }

    fn bytes(&self, characters: usize) -> usize {
        match &self.0 {
            None => characters.min(self.1),
            Some(table) => table.get(characters).copied().unwrap_or(self.1),
        }
    }
}

/// A mapping or sequence that is being read.
enum Open {
    Mapping { key: Option<String> },
    Sequence { next: usize },
}

struct Reader<'t> {
    text: &'t str,
    offsets: Offsets,
    open: Vec<Open>,
    documents: usize,
    found: Vec<Scalar>,
}

impl Reader<'_> {
    fn event(&mut self, event: &Event<'_>, span: Span) {
        match event {
            Event::DocumentStart(_) => self.documents += 1,
            Event::MappingStart(..) => self.open.push(Open::Mapping { key: None }),
            Event::SequenceStart(..) => self.open.push(Open::Sequence { next: 0 }),
            Event::MappingEnd | Event::SequenceEnd => {
                self.open.pop();
                self.after_value("");
            }
            Event::Alias(_) => self.after_value(""),
            Event::Scalar(value, ..) => {
                if !self.is_key() {
                    self.push(value, span);
                }
                self.after_value(value);
            }
            _ => {}
        }
    }

    /// Whether what comes next is a key of a mapping.
    fn is_key(&self) -> bool {
        matches!(self.open.last(), Some(Open::Mapping { key: None }))
    }

    fn after_value(&mut self, text: &str) {
        match self.open.last_mut() {
            Some(Open::Mapping { key: Some(_) }) => self.set_key(None),
            Some(Open::Mapping { key: None }) => self.set_key(Some(text.to_owned())),
            Some(Open::Sequence { next }) => *next += 1,
            None => {}
        }
    }

    fn set_key(&mut self, new: Option<String>) {
        if let Some(Open::Mapping { key }) = self.open.last_mut() {
            *key = new;
        }
    }

    fn push(&mut self, value: &str, span: Span) {
        let (start, end) = (self.offsets.bytes(span.start.index()), self.offsets.bytes(span.end.index()));
        let raw = self.text.get(start..end).unwrap_or_default();
        let bytes = start..start + length(raw);
        let mut path: Vec<String> = self.open.iter().map(Open::step).collect();
        if self.documents > 1 {
            path.insert(0, format!("document {}", self.documents));
        }
        self.found.push(Scalar { path, span: without_quotes(self.text, bytes), value: value.to_owned() });
    }
}

impl Open {
    fn step(&self) -> String {
        match self {
            Self::Mapping { key } => key.clone().unwrap_or_default(),
            Self::Sequence { next } => next.to_string(),
        }
    }
}

/// How much of what the parser took is the scalar: behind a quoted one it takes blanks and a comment as well.
fn length(raw: &str) -> usize {
    let mut rest = raw.char_indices().skip(1).peekable();
    match raw.chars().next() {
        Some('"') => {
            while let Some((at, c)) = rest.next() {
                match c {
                    '\\' => drop(rest.next()),
                    '"' => return at + 1,
                    _ => {}
                }
            }
        }
        Some('\'') => {
            while let Some((at, c)) = rest.next() {
                if c == '\'' && rest.next_if(|(_, next)| *next == '\'').is_none() {
                    return at + 1;
                }
            }
        }
        _ => {}
    }
    raw.trim_end().len()
}
