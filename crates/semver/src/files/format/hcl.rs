//! HCL, as Terraform and OpenTofu write it: the strings among the attributes of blocks.

use hcl_edit::Span;
use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body, Structure};

use super::{Scalar, step, without_quotes};

pub(super) fn scalars(text: &str) -> Result<Vec<Scalar>, String> {
    let body = hcl_edit::parser::parse_body(text).map_err(|error| error.to_string())?;
    let mut found = Vec::new();
    walk(&body, &[], text, &mut found);
    Ok(found)
}

fn walk(body: &Body, path: &[String], text: &str, found: &mut Vec<Scalar>) {
    for structure in body {
        match structure {
            Structure::Attribute(attribute) => {
                let path = step(path, attribute.key.as_str());
                expression(&attribute.value, path, text, found);
            }
            Structure::Block(block) => walk(&block.body, &block_path(block, path), text, found),
        }
    }
}

fn block_path(block: &Block, path: &[String]) -> Vec<String> {
    let labels = block.labels.iter().map(|label| label.as_str().to_owned());
    let name = [block.ident.as_str().to_owned()];
    path.iter().cloned().chain(name).chain(labels).collect()
}

fn expression(value: &Expression, path: Vec<String>, text: &str, found: &mut Vec<Scalar>) {
    match value {
        Expression::Object(object) => {
            for (number, (_, value)) in object.iter().enumerate() {
                expression(value.expr(), step(&path, number.to_string()), text, found);
            }
        }
        Expression::Array(array) => {
            for (number, value) in array.iter().enumerate() {
                expression(value, step(&path, number.to_string()), text, found);
            }
        }
        other => found.extend(leaf(other, path, text)),
    }
}

fn leaf(value: &Expression, path: Vec<String>, text: &str) -> Option<Scalar> {
    let span = value.span()?;
    let raw = text.get(span.clone())?;
    let value = match value {
        Expression::String(string) => string.as_str().to_owned(),
        _ => raw.to_owned(),
    };
    Some(Scalar { path, span: without_quotes(text, span), value })
}
