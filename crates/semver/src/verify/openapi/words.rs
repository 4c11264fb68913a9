//! The rule on what a document says to people.

use super::super::node::Node;
use super::super::rule::Seen;
use super::Document;

const WORDS: [&str; 6] = ["description", "summary", "title", "example", "examples", "operationId"];

pub(super) fn changed(old: &Document, new: &Document) -> Vec<Seen> {
    let mut seen = Vec::new();
    walk(&old.root, &new.root, &new.file, "", &mut seen);
    seen
}

fn walk(old: &Node, new: &Node, file: &str, path: &str, seen: &mut Vec<Seen>) {
    for (key, is) in new.entries() {
        let path = format!("{path}/{key}");
        let was = old.get(key);
        // below `properties` a word is the name of a property
        if WORDS.contains(&key.as_str()) && !path.ends_with(&format!("properties/{key}")) {
            if !was.is_some_and(|was| was.same(is)) {
                let there = Seen::new(file, is.line, path).is(is.shown());
                seen.push(Seen { old: was.map(Node::shown), ..there });
            }
        } else if let Some(was) = was {
            walk(was, is, file, &path, seen);
        }
    }
    for (at, (was, is)) in old.items().iter().zip(new.items()).enumerate() {
        walk(was, is, file, &format!("{path}/{at}"), seen);
    }
}
