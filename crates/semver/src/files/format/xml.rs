//! XML: the text of elements and the values of attributes.

use roxmltree::{Document, Node, ParsingOptions};

use super::{Scalar, step};

pub(super) fn scalars(text: &str) -> Result<Vec<Scalar>, String> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| error.to_string())?;
    let mut found = Vec::new();
    element(document.root_element(), Vec::new(), text, &mut found);
    Ok(found)
}

fn element(node: Node<'_, '_>, path: Vec<String>, text: &str, found: &mut Vec<Scalar>) {
    let path = step(&path, node.tag_name().name());
    for attribute in node.attributes() {
        found.push(Scalar {
            path: step(&path, format!("@{}", attribute.name())),
            span: attribute.range_value(),
            value: attribute.value().to_owned(),
        });
    }
    for child in node.children() {
        if child.is_element() {
            element(child, path.clone(), text, found);
        } else if child.is_text() {
            found.extend(content(child, &path, text));
        }
    }
}

/// The text of an element without the white space around it; nothing where there is only white space.
fn content(node: Node<'_, '_>, path: &[String], text: &str) -> Option<Scalar> {
    let raw = text.get(node.range())?;
    let trimmed = raw.trim();
    if trimmed.is_empty() {
        return None;
    }
    let start = node.range().start + (raw.len() - raw.trim_start().len());
    Some(Scalar {
        path: path.to_vec(),
        span: start..start + trimmed.len(),
        value: node.text().unwrap_or_default().trim().to_owned(),
    })
}
