//! How one JSON Schema differs from another: which values it accepted and no longer does, and the other way round.
//!
//! Sources: JSON Schema 2020-12, validation vocabulary; OpenAPI 3.0 and 3.1, "Schema Object".

use std::collections::HashSet;

use super::node::{Node, Value};

/// One difference.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) kind: Kind,
    /// Property names from the top; `[]` stands for the elements of a list.
    pub(crate) path: Vec<String>,
    /// Where it stands on the new side, or where it stood.
    pub(crate) line: usize,
    pub(crate) in_base: bool,
    pub(crate) old: Option<String>,
    pub(crate) new: Option<String>,
}

/// What differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    RequiredAdded,
    RequiredRemoved,
    PropertyAdded,
    /// A property is gone; whether the object refuses what it does not name.
    PropertyRemoved {
        closed: bool,
    },
    TypeNarrowed,
    TypeWidened,
    EnumNarrowed,
    EnumWidened,
    BoundTightened,
    BoundLoosened,
    PatternTightened,
    PatternLoosened,
    Closed,
    Opened,
    AlternativeRemoved,
    AlternativeAdded,
}

impl Kind {
    /// Whether a value that was accepted is refused now.
    pub(crate) fn narrows(self) -> bool {
        use Kind::{
            AlternativeRemoved, BoundTightened, Closed, EnumNarrowed, PatternTightened, PropertyRemoved, RequiredAdded,
            TypeNarrowed,
        };
        matches!(
            self,
            RequiredAdded
                | PropertyRemoved { closed: true }
                | TypeNarrowed
                | EnumNarrowed
                | BoundTightened
                | PatternTightened
                | Closed
                | AlternativeRemoved
        )
    }

    /// Whether a value can appear now that could not before. A new property of an open object is none.
    pub(crate) fn widens(self) -> bool {
        use Kind::{
            AlternativeAdded, BoundLoosened, EnumWidened, Opened, PatternLoosened, RequiredRemoved, TypeWidened,
        };
        matches!(
            self,
            RequiredRemoved | TypeWidened | EnumWidened | BoundLoosened | PatternLoosened | Opened | AlternativeAdded
        )
    }
}

/// The differences between two schemas of two documents, into which their references lead.
pub(crate) fn diff(old: &Node, new: &Node, old_root: &Node, new_root: &Node) -> Vec<Change> {
    let mut differ = Differ { old_root, new_root, met: HashSet::new(), found: Vec::new() };
    differ.schema(old, new, &[]);
    differ.found
}

struct Differ<'n> {
    old_root: &'n Node,
    new_root: &'n Node,
    /// Pairs that are compared already, by address: schemas may refer to themselves.
    met: HashSet<(usize, usize)>,
    found: Vec<Change>,
}

impl<'n> Differ<'n> {
    fn schema(&mut self, old: &'n Node, new: &'n Node, path: &[String]) {
        let (old, new) = (follow(old, self.old_root), follow(new, self.new_root));
        if !self.met.insert((std::ptr::from_ref(old).addr(), std::ptr::from_ref(new).addr())) {
            return;
        }
        self.types(old, new, path);
        self.members(old, new, path);
        self.bounds(old, new, path);
        self.pattern(old, new, path);
        self.closing(old, new, path);
        self.required(old, new, path);
        self.properties(old, new, path);
        for (key, step) in [("items", "[]"), ("additionalProperties", "*")] {
            if let (Some(old), Some(new)) = (old.get(key), new.get(key))
                && old.is_map()
                && new.is_map()
            {
                self.schema(old, new, &longer(path, step));
            }
        }
        for key in ["allOf", "anyOf", "oneOf"] {
            self.alternatives(old.get(key), new.get(key), key, path, new.line);
        }
    }

    fn push(&mut self, kind: Kind, path: &[String], place: (usize, bool), old: Option<String>, new: Option<String>) {
        self.found.push(Change { kind, path: path.to_vec(), line: place.0, in_base: place.1, old, new });
    }

    fn types(&mut self, old: &Node, new: &Node, path: &[String]) {
        let (was, is) = (types(old), types(new));
        let shown = |types: &Option<Vec<String>>| Some(types.as_ref().map_or("any".to_owned(), |t| t.join(" or ")));
        let place = (new.get("type").map_or(new.line, |node| node.line), false);
        if !accepts(is.as_deref(), was.as_deref()) {
            self.push(Kind::TypeNarrowed, path, place, shown(&was), shown(&is));
        }
        if !accepts(was.as_deref(), is.as_deref()) {
            self.push(Kind::TypeWidened, path, place, shown(&was), shown(&is));
        }
        let (was, is) = (old.text_at("format"), new.text_at("format"));
        let wider = matches!((was, is), (Some("int32"), Some("int64")) | (Some("float"), Some("double")));
        let narrower = matches!((was, is), (Some("int64"), Some("int32")) | (Some("double"), Some("float")));
        let place = (new.get("format").map_or(new.line, |node| node.line), false);
        let shown = |format: Option<&str>| Some(format.map_or("no format".to_owned(), |f| format!("format {f}")));
        if was != is && is.is_some() && !wider {
            self.push(Kind::TypeNarrowed, path, place, shown(was), shown(is));
        }
        if was != is && was.is_some() && !narrower {
            self.push(Kind::TypeWidened, path, place, shown(was), shown(is));
        }
    }

    fn members(&mut self, old: &Node, new: &Node, path: &[String]) {
        let (was, is) = (members(old), members(new));
        let line = |node: &Node| node.get("enum").or(node.get("const")).map_or(node.line, |node| node.line);
        let shown = |members: &Option<Vec<&Node>>| {
            Some(
                members
                    .as_ref()
                    .map_or("any".to_owned(), |m| m.iter().map(|n| n.shown()).collect::<Vec<_>>().join(", ")),
            )
        };
        let lacks = |all: &Option<Vec<&Node>>, some: &Option<Vec<&Node>>| match (all, some) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some(all), Some(some)) => some.iter().any(|one| !all.iter().any(|other| other.same(one))),
        };
        if lacks(&is, &was) {
            self.push(Kind::EnumNarrowed, path, (line(new), false), shown(&was), shown(&is));
        }
        if lacks(&was, &is) {
            self.push(Kind::EnumWidened, path, (line(new), false), shown(&was), shown(&is));
        }
    }

    fn bounds(&mut self, old: &Node, new: &Node, path: &[String]) {
        const LOWER: [&str; 5] = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"];
        const UPPER: [&str; 5] = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"];
        for key in LOWER.into_iter().chain(UPPER) {
            let sign = if LOWER.contains(&key) { 1.0 } else { -1.0 };
            let strictness = |node: &Node| match node.get(key).map(|node| &node.value) {
                Some(Value::Number(text)) => text.parse::<f64>().map_or(f64::NEG_INFINITY, |number| sign * number),
                // OpenAPI 3.0: whether the bound itself is out
                Some(Value::Bool(true)) => f64::INFINITY,
                _ => f64::NEG_INFINITY,
            };
            self.keyword(key, old, new, path, strictness(new).total_cmp(&strictness(old)));
        }
        let unique = |node: &Node| node.get("uniqueItems").is_some_and(|node| node.is(true));
        self.keyword("uniqueItems", old, new, path, unique(new).cmp(&unique(old)));
    }

    fn keyword(&mut self, key: &str, old: &Node, new: &Node, path: &[String], order: std::cmp::Ordering) {
        let kind = match order {
            std::cmp::Ordering::Greater => Kind::BoundTightened,
            std::cmp::Ordering::Less => Kind::BoundLoosened,
            std::cmp::Ordering::Equal => return,
        };
        let shown = |node: &Node| Some(node.get(key).map_or(format!("no {key}"), |v| format!("{key} {}", v.shown())));
        let line = new.get(key).map_or(new.line, |node| node.line);
        self.push(kind, path, (line, false), shown(old), shown(new));
    }

    fn pattern(&mut self, old: &Node, new: &Node, path: &[String]) {
        for key in ["pattern", "multipleOf"] {
            let (was, is) = (old.get(key), new.get(key));
            if was.zip(is).is_some_and(|(was, is)| was.same(is)) || (was.is_none() && is.is_none()) {
                continue;
            }
            let shown = |node: Option<&Node>| Some(node.map_or(format!("no {key}"), Node::shown));
            let place = (is.map_or(new.line, |node| node.line), false);
            // which of two patterns is narrower cannot be told: either may refuse what the other accepts
            if is.is_some() {
                self.push(Kind::PatternTightened, path, place, shown(was), shown(is));
            }
            if was.is_some() {
                self.push(Kind::PatternLoosened, path, place, shown(was), shown(is));
            }
        }
    }

    fn closing(&mut self, old: &Node, new: &Node, path: &[String]) {
        let place = (new.get("additionalProperties").map_or(new.line, |node| node.line), false);
        let shown = |closed: bool| Some(if closed { "only named properties" } else { "any property" }.to_owned());
        match (is_closed(old), is_closed(new)) {
            (false, true) => self.push(Kind::Closed, path, place, shown(false), shown(true)),
            (true, false) => self.push(Kind::Opened, path, place, shown(true), shown(false)),
            _ => {}
        }
    }

    fn required(&mut self, old: &'n Node, new: &'n Node, path: &[String]) {
        let names = |node: &'n Node| node.get("required").map_or(&[][..], Node::items);
        let has = |list: &[Node], name: &Node| list.iter().any(|other| other.same(name));

        for name in names(new).iter().filter(|name| !has(names(old), name)) {
            let path = longer(path, name.text().unwrap_or_default());
            self.push(Kind::RequiredAdded, &path, (name.line, false), None, None);
        }
        for name in names(old).iter().filter(|name| !has(names(new), name)) {
            let path = longer(path, name.text().unwrap_or_default());
            self.push(Kind::RequiredRemoved, &path, (name.line, true), None, None);
        }
    }

    fn properties(&mut self, old: &'n Node, new: &'n Node, path: &[String]) {
        let of = |node: &'n Node| node.get("properties").map_or(&[][..], Node::entries);
        let find = |node: &'n Node, name: &str| node.get("properties").and_then(|node| node.get(name));
        for (name, was) in of(old) {
            let path = longer(path, name);
            match find(new, name) {
                Some(is) => self.schema(was, is, &path),
                None => {
                    let kind = Kind::PropertyRemoved { closed: is_closed(new) };
                    self.push(kind, &path, (was.line, true), None, None);
                }
            }
        }
        for (name, is) in of(new) {
            if find(old, name).is_none() {
                self.push(Kind::PropertyAdded, &longer(path, name), (is.line, false), None, None);
            }
        }
    }

    /// Members are paired where they are equal, and in their order otherwise.
    fn alternatives(&mut self, old: Option<&'n Node>, new: Option<&'n Node>, key: &str, path: &[String], line: usize) {
        let (old, new) = (old.map_or(&[][..], Node::items), new.map_or(&[][..], Node::items));
        let alone = |one: &'n [Node], other: &'n [Node]| -> Vec<&'n Node> {
            one.iter().filter(|node| !other.iter().any(|o| o.same(node))).collect()
        };
        let (was, is) = (alone(old, new), alone(new, old));
        for (was, is) in was.iter().zip(&is) {
            self.schema(was, is, path);
        }
        for (was, is) in old.iter().filter_map(|was| Some((was, new.iter().find(|is| is.same(was))?))) {
            self.schema(was, is, path);
        }
        // all of them must hold: one less is wider, and one more is narrower
        let (removed, added) = match key {
            "allOf" => (Kind::AlternativeAdded, Kind::AlternativeRemoved),
            _ => (Kind::AlternativeRemoved, Kind::AlternativeAdded),
        };
        let paired = was.len().min(is.len());
        for node in &was[paired..] {
            let kind = if new.is_empty() && key != "allOf" { Kind::AlternativeAdded } else { removed };
            self.push(kind, path, (node.line, true), Some(format!("{key}: {}", node.shown())), None);
        }
        for node in &is[paired..] {
            let kind = if old.is_empty() && key != "allOf" { Kind::AlternativeRemoved } else { added };
            self.push(kind, path, (node.line.max(line), false), None, Some(format!("{key}: {}", node.shown())));
        }
    }
}

/// Where a reference leads within the document; the schema itself where it is none or leads elsewhere.
pub(crate) fn follow<'n>(schema: &'n Node, root: &'n Node) -> &'n Node {
    const DEEPEST: usize = 16;
    let mut found = schema;
    for _ in 0..DEEPEST {
        let Some(pointer) = found.text_at("$ref").and_then(|target| target.strip_prefix("#/")) else {
            return found;
        };
        let steps = pointer.split('/').map(|step| step.replace("~1", "/").replace("~0", "~"));
        let target = steps.into_iter().try_fold(root, |node, step| match step.parse::<usize>() {
            Ok(at) if !node.items().is_empty() => node.items().get(at),
            _ => node.get(&step),
        });
        match target {
            Some(target) => found = target,
            None => return found,
        }
    }
    found
}

fn longer(path: &[String], step: &str) -> Vec<String> {
    path.iter().cloned().chain([step.to_owned()]).collect()
}

fn is_closed(schema: &Node) -> bool {
    ["additionalProperties", "unevaluatedProperties"]
        .iter()
        .any(|key| schema.get(key).is_some_and(|node| node.is(false)))
}

/// The types that a schema names; none where it takes any.
fn types(schema: &Node) -> Option<Vec<String>> {
    let node = schema.get("type")?;
    let mut names: Vec<String> = match node.text() {
        Some(name) => vec![name.to_owned()],
        None => node.items().iter().map(|item| item.text().unwrap_or("null").to_owned()).collect(),
    };
    // OpenAPI 3.0
    if schema.get("nullable").is_some_and(|node| node.is(true)) {
        names.push("null".to_owned());
    }
    names.sort();
    names.dedup();
    Some(names)
}

/// Whether everything of `some` is of `all`.
fn accepts(all: Option<&[String]>, some: Option<&[String]>) -> bool {
    match (all, some) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(all), Some(some)) => some
            .iter()
            .all(|name| all.contains(name) || (name == "integer" && all.iter().any(|other| other == "number"))),
    }
}

/// The values that a schema is limited to.
fn members(schema: &Node) -> Option<Vec<&Node>> {
    match schema.get("const") {
        Some(only) => Some(vec![only]),
        None => Some(schema.get("enum")?.items().iter().collect()),
    }
}
