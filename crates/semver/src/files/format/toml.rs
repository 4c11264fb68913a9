//! TOML.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Scalar, step, without_quotes};

pub(super) fn scalars(text: &str) -> Result<Vec<Scalar>, String> {
    let document = DeTable::parse(text).map_err(|error| error.to_string())?;
    let mut found = Vec::new();
    table(document.get_ref(), &[], text, &mut found);
    Ok(found)
}

fn table(table: &DeTable<'_>, path: &[String], text: &str, found: &mut Vec<Scalar>) {
    for (key, item) in table {
        value(item, step(path, key.get_ref().as_ref()), text, found);
    }
}

fn value(item: &Spanned<DeValue<'_>>, path: Vec<String>, text: &str, found: &mut Vec<Scalar>) {
    match item.get_ref() {
        DeValue::Table(inner) => table(inner, &path, text, found),
        DeValue::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                value(item, step(&path, number.to_string()), text, found);
            }
        }
        DeValue::String(string) => {
            found.push(Scalar { path, span: without_quotes(text, item.span()), value: string.to_string() })
        }
        _ => {
            found.push(Scalar { path, span: item.span(), value: text.get(item.span()).unwrap_or_default().to_owned() })
        }
    }
}
