//! Rules on security requirements.

use super::super::node::Node;
use super::super::rule::Seen;
use super::Document;
use super::document::pairs;

pub(super) fn added(old: &Document, new: &Document) -> Vec<Seen> {
    let stricter = pairs(old, new).filter(|(was, is)| !suffices(was.security(), is.security()));
    stricter
        .map(|(was, is)| {
            let line = is.security().map_or(is.node.line, |node| node.line);
            Seen::new(&new.file, line, is.title()).was(shown(was.security())).is(shown(is.security()))
        })
        .collect()
}

pub(super) fn relaxed(old: &Document, new: &Document) -> Vec<Seen> {
    let both = pairs(old, new).filter(|(was, is)| suffices(was.security(), is.security()));
    let looser = both.filter(|(was, is)| !suffices(is.security(), was.security()));
    looser
        .map(|(was, is)| {
            let line = is.node.get("security").map_or(is.node.line, |node| node.line);
            Seen::new(&new.file, line, is.title()).was(shown(was.security())).is(shown(is.security()))
        })
        .collect()
}

/// Whether whoever meets any of the old requirements meets one of the new.
fn suffices(old: Option<&Node>, new: Option<&Node>) -> bool {
    let (old, new) = (alternatives(old), alternatives(new));
    old.iter().all(|credentials| new.iter().any(|wanted| wanted.iter().all(|one| credentials.contains(one))))
}

/// Alternatives, each the scheme and scopes that it wants; one without any where nothing is wanted.
fn alternatives(node: Option<&Node>) -> Vec<Vec<(String, String)>> {
    let items = node.map_or(&[][..], Node::items);
    if items.is_empty() {
        return vec![Vec::new()];
    }
    let scheme = |(name, scopes): &(String, Node)| {
        let scopes = scopes.items().iter().map(|scope| (name.clone(), scope.text().unwrap_or_default().to_owned()));
        std::iter::once((name.clone(), String::new())).chain(scopes).collect::<Vec<_>>()
    };
    items.iter().map(|item| item.entries().iter().flat_map(scheme).collect()).collect()
}

fn shown(node: Option<&Node>) -> String {
    node.filter(|node| !node.items().is_empty()).map_or("none".to_owned(), Node::shown)
}
