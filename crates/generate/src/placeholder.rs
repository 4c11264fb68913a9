//! `__name__` and `__module__`: the service's name where no template language reaches, in paths and in stack.yaml.

use blip_model::Service;
use serde_json::Value;

/// The text with the service's name in the place of its placeholders.
pub(crate) fn fill(text: &str, service: &Service) -> String {
    if !text.contains("__") {
        return text.to_owned();
    }
    text.replace("__name__", service.name.as_str()).replace("__module__", &service.module())
}

/// The same for every text in `value`; keys stay as they are.
pub(crate) fn fill_all(value: &Value, service: &Service) -> Value {
    match value {
        Value::String(text) => fill(text, service).into(),
        Value::Array(items) => items.iter().map(|item| fill_all(item, service)).collect(),
        Value::Object(entries) => entries
            .iter()
            .map(|(key, value)| (key.clone(), fill_all(value, service)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}
