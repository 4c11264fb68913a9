//! The Applications that an ApplicationSet makes, as far as that can be told without a cluster.

use blip_model::Environment;
use serde_json::{Map, Value, json};

use crate::files::Yaml;

/// Where the template of the Applications stands.
const TEMPLATE: &str = "spec.template.";

/// What the generator of clusters says of each beside its `values`.
const OF_CLUSTER: [&str; 5] = ["metadata", "name", "nameNormalized", "project", "server"];

/// A pull or merge request, as the generator could tell of one.
const OF_REQUEST: [(&str, &str); 10] = [
    ("author", "somebody"),
    ("branch", "topic"),
    ("branch_slug", "topic"),
    ("head_sha", "0123456789abcdef0123456789abcdef01234567"),
    ("head_short_sha", "01234567"),
    ("head_short_sha_7", "0123456"),
    ("number", "1"),
    ("target_branch", "main"),
    ("target_branch_slug", "main"),
    ("title", "A title"),
];

/// One element of a generator: what the parameters of the template come to.
pub(crate) struct Element {
    parameters: Value,
    /// Whether a cluster adds what is known only where the ApplicationSet runs.
    has_cluster: bool,
}

/// The elements of the generators that can be read off: of lists and of clusters, and a request as it could be.
pub(crate) fn elements(set: &Yaml) -> Vec<Element> {
    let generators = set.get("spec.generators").and_then(Value::as_array).into_iter().flatten();
    let of_generator = |generator: &Value| -> Vec<Element> {
        let list = generator["list"]["elements"].as_array().into_iter().flatten();
        let mut elements: Vec<Element> =
            list.map(|element| Element { parameters: element.clone(), has_cluster: false }).collect();
        if let Some(clusters) = generator["clusters"].as_object() {
            let values = clusters.get("values").cloned().unwrap_or_else(|| Map::new().into());
            elements.push(Element { parameters: json!({"values": values}), has_cluster: true });
        }
        if generator.get("pullRequest").is_some() {
            let parameters = OF_REQUEST.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value)));
            elements.push(Element { parameters: parameters.collect::<Map<_, _>>().into(), has_cluster: false });
        }
        elements
    };
    generators.flat_map(of_generator).collect()
}

/// The Applications that come of the elements for an environment.
pub(crate) fn made(set: &Yaml, environment: &Environment) -> Vec<Yaml> {
    let Some(template) = set.get("spec.template") else { return Vec::new() };
    let elements = elements(set).into_iter().filter(|element| element.is_for(environment));
    elements.map(|element| set.inside(TEMPLATE, element.filled(template))).collect()
}

/// The Applications that come of requests.
pub(crate) fn made_of_requests(set: &Yaml) -> Vec<Yaml> {
    let Some(template) = set.get("spec.template") else { return Vec::new() };
    let elements = elements(set).into_iter().filter(|element| element.get("number").is_some());
    elements.map(|element| set.inside(TEMPLATE, element.filled(template))).collect()
}

/// The parameters that the template names: the path of the text that holds each, from the root, and its own.
pub(crate) fn parameters(set: &Yaml) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if let Some(template) = set.get("spec.template") {
        collect(template, "spec.template", &mut found);
    }
    found
}

fn collect(value: &Value, path: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) => {
            let names =
                pieces(text).filter_map(|piece| if let Piece::Parameter(name, _) = piece { Some(name) } else { None });
            found.extend(names.map(|name| (path.to_owned(), name.to_owned())));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, item)| collect(item, &format!("{path}.{i}"), found));
        }
        Value::Object(entries) => {
            entries.iter().for_each(|(key, value)| collect(value, &format!("{path}.{key}"), found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

impl Element {
    /// Whether it makes the Application of that environment.
    pub(crate) fn is_for(&self, environment: &Environment) -> bool {
        ["environment", "values.environment"].iter().any(|name| self.get(name) == Some(environment.name.as_str()))
    }

    /// Whether a parameter comes to something here.
    pub(crate) fn knows(&self, parameter: &str) -> bool {
        let first = parameter.split('.').next().unwrap_or_default();
        self.get(parameter).is_some() || self.has_cluster && OF_CLUSTER.contains(&first)
    }

    /// What people call it.
    pub(crate) fn name(&self) -> &str {
        let environment = self.get("environment").or_else(|| self.get("values.environment"));
        environment.or(self.get("number").map(|_| "a request")).unwrap_or("?")
    }

    fn get(&self, parameter: &str) -> Option<&str> {
        parameter.split('.').try_fold(&self.parameters, |value, part| value.get(part))?.as_str()
    }

    /// The template with its parameters filled in, but for those that only a cluster knows.
    fn filled(&self, template: &Value) -> Value {
        match template {
            Value::String(text) => pieces(text)
                .map(|piece| match piece {
                    Piece::Text(text) => text,
                    Piece::Parameter(name, written) => self.get(name).unwrap_or(written),
                })
                .collect::<String>()
                .into(),
            Value::Array(items) => items.iter().map(|item| self.filled(item)).collect(),
            Value::Object(entries) => {
                entries.iter().map(|(key, value)| (key.clone(), self.filled(value))).collect::<Map<_, _>>().into()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => template.clone(),
        }
    }
}

/// A part of a text: as it stands, or a parameter with how it is written.
enum Piece<'t> {
    Text(&'t str),
    Parameter(&'t str, &'t str),
}

/// A text by its parts; of Go's templates only the plain `{{.name}}` is known, all else is text.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let start = rest.find("{{").unwrap_or(rest.len());
        if start > 0 {
            let (before, after) = rest.split_at(start);
            rest = after;
            return Some(Piece::Text(before));
        }
        let end = rest.find("}}").map_or(rest.len(), |end| end + 2);
        let (written, after) = rest.split_at(end);
        rest = after;
        let inner = written.trim_start_matches("{{").trim_end_matches("}}").trim();
        let name =
            inner.strip_prefix('.').filter(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || "._".contains(c)));
        Some(name.map_or(Piece::Text(written), |name| Piece::Parameter(name, written)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_filled_in_where_they_are_known() {
        let element = |has_cluster| Element {
            parameters: json!({"environment": "staging", "values": {"namespace": "a"}}),
            has_cluster,
        };
        let filled = element(false).filled(&json!([
            "x-{{.environment}}-{{ .values.namespace }}",
            "{{.server}}",
            "{{ index .x 0 }}"
        ]));
        assert_eq!(filled, json!(["x-staging-a", "{{.server}}", "{{ index .x 0 }}"]));
        assert!(element(true).knows("server") && !element(false).knows("server") && !element(true).knows("cluster"));
    }

    #[test]
    fn braces_that_do_not_close_are_text() {
        let texts: Vec<_> = pieces("a{{.b").map(|piece| matches!(piece, Piece::Text(_))).collect();
        assert_eq!(texts, [true, false]);
    }
}
