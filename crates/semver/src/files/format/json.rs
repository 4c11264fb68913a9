//! JSON, with the comments and commas that deno.jsonc and its like allow.

use jsonc_parser::ast::{ObjectPropName, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::{Scalar, step, without_quotes};

pub(super) fn scalars(text: &str) -> Result<Vec<Scalar>, String> {
    let parsed =
        parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default()).map_err(|error| error.to_string())?;
    let mut found = Vec::new();
    if let Some(root) = &parsed.value {
        value(root, Vec::new(), text, &mut found);
    }
    Ok(found)
}

fn value(node: &Value<'_>, path: Vec<String>, text: &str, found: &mut Vec<Scalar>) {
    match node {
        Value::Object(object) => {
            for property in &object.properties {
                value(&property.value, step(&path, name(&property.name)), text, found);
            }
        }
        Value::Array(array) => {
            for (number, element) in array.elements.iter().enumerate() {
                value(element, step(&path, number.to_string()), text, found);
            }
        }
        Value::StringLit(string) => found.push(Scalar {
            path,
            span: without_quotes(text, string.range.start..string.range.end),
            value: string.value.to_string(),
        }),
        other => {
            let span = other.range().start..other.range().end;
            let value = text.get(span.clone()).unwrap_or_default().to_owned();
            found.push(Scalar { path, span, value });
        }
    }
}

fn name(name: &ObjectPropName<'_>) -> String {
    match name {
        ObjectPropName::String(string) => string.value.to_string(),
        ObjectPropName::Word(word) => word.value.to_owned(),
    }
}
