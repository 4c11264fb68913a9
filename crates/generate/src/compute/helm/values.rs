//! The schema of a chart's values and the table that explains them, both taken from the template of values.yaml.
//!
//! There a comment `# -- …` says what a value is for, as helm-docs has it: a mapping with such a comment is one value,
//! a mapping without it a section of values. What a default does not tell about its kind stands above it as a comment
//! of the template (JSON Schema, written in YAML), which leaves nothing behind in the user's file:
//!
//! ```yaml
//! # -- Most pods
//! <%# schema {minimum: 1} %>
//! maxReplicas: 10
//! ```

use blip_model::{Document, Ownership, Problem};
use serde_json::{Map, Value, json};

use crate::compute::Input;
use crate::engine::File;

const TEMPLATE: &str = "helm/files/charts/__name__/values.yaml";
/// How many spaces stand before an entry of the schema's `properties`.
const INDENT: usize = 4;

/// `schema`: the entries of the schema's `properties`; `table`: the rows of the table.
pub(super) fn derive(input: &Input<'_>, context: &minijinja::Value) -> Result<Value, Problem> {
    let Some(template) = input.templates.get(TEMPLATE) else { return Ok(json!({"schema": "", "table": ""})) };
    let file = File { template: TEMPLATE, ownership: Ownership::Managed, blip: None };
    let text = input.engine.render_as(&annotated(template), context, &file)?.text;
    let blame = |problem| input.templates.blame(TEMPLATE, problem);
    let values = Values::parse(&input.templates.name(TEMPLATE), &text).map_err(blame)?;
    let mut rows = Vec::new();
    let properties = values.section("", values.document.value(), false, &mut rows).map_err(blame)?;
    let schema: Vec<String> = properties.iter().map(|(key, schema)| entry(key, schema)).collect();
    Ok(json!({"schema": schema.join(",\n"), "table": rows.join("\n")}))
}

/// The template with its comments about the schema turned into comments of the file.
fn annotated(template: &str) -> String {
    let lines = template.lines().map(|line| match line.trim().strip_prefix("<%# schema ") {
        Some(rest) => format!("# schema {}", rest.trim_end_matches("%>")),
        None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// One entry of `properties`, on lines of its own.
fn entry(key: &str, schema: &Value) -> String {
    let text = format!("{}: {schema:#}", Value::from(key));
    let indent = " ".repeat(INDENT);
    indent.clone() + &text.replace('\n', &format!("\n{indent}"))
}

/// The rendered values, with the comments above each of them.
struct Values<'t> {
    document: Document,
    lines: Vec<&'t str>,
}

/// What the comments above a key say.
#[derive(Default)]
struct About {
    description: Option<String>,
    schema: Map<String, Value>,
}

impl<'t> Values<'t> {
    fn parse(name: &str, text: &'t str) -> Result<Self, Problem> {
        let document = Document::parse(name, text)?;
        Ok(Self { document, lines: text.lines().collect() })
    }

    /// The schemas of a section's keys; the rows of its values are added to `rows`. A section in one that is open to
    /// keys of which nothing is said is open, too.
    fn section(
        &self,
        path: &str,
        entries: &serde_yaml::Mapping,
        is_open: bool,
        rows: &mut Vec<String>,
    ) -> Result<Map<String, Value>, Problem> {
        let mut properties = Map::new();
        for (key, value) in entries {
            let Some(key) = key.as_str() else { continue };
            let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
            let About { description, schema } = self.about(&path)?;
            let mut property = Map::new();
            if let (serde_yaml::Value::Mapping(entries), None) = (value, &description) {
                let is_open = is_open || schema.get("additionalProperties") == Some(&Value::Bool(true));
                property.insert("type".to_owned(), "object".into());
                property.insert("additionalProperties".to_owned(), is_open.into());
                property.insert("properties".to_owned(), self.section(&path, entries, is_open, rows)?.into());
            } else {
                let value = serde_json::to_value(value).map_err(|error| Problem::new(error.to_string()))?;
                let (kind, short) = kind(&value);
                let description = description.unwrap_or_default();
                rows.push(row(&path, short, &value, &description));
                property.insert("description".to_owned(), description.into());
                property.insert("type".to_owned(), kind.into());
            }
            lay_on(&mut property, schema);
            properties.insert(key.to_owned(), property.into());
        }
        Ok(properties)
    }

    /// The comments directly above a key.
    fn about(&self, path: &str) -> Result<About, Problem> {
        let line = self.document.place(path).map_or(0, |place| place.line - 1);
        let is_comment = |line: &&&str| line.trim_start().starts_with('#');
        let comments = self.lines[..line].iter().rev().take_while(is_comment).collect::<Vec<_>>();
        let mut about = About::default();
        for comment in comments.into_iter().rev().map(|line| line.trim().trim_start_matches("# ")) {
            if let Some(schema) = comment.strip_prefix("schema {") {
                let schema = serde_yaml::from_str(&format!("{{{schema}"))
                    .map_err(|error| self.document.problem(path, format!("the schema of `{path}`: {error}")))?;
                lay_on(&mut about.schema, schema);
            } else if let Some(text) = comment.strip_prefix("-- ") {
                about.description = Some(text.to_owned());
            } else if let Some(description) = &mut about.description {
                description.push(' ');
                description.push_str(comment);
            }
        }
        Ok(about)
    }
}

/// What JSON Schema and helm-docs call the kind of a value.
fn kind(value: &Value) -> (&'static str, &'static str) {
    match value {
        Value::Bool(_) => ("boolean", "bool"),
        Value::Number(number) if number.is_f64() => ("number", "float"),
        Value::Number(_) => ("integer", "int"),
        Value::Array(_) => ("array", "list"),
        Value::Object(_) => ("object", "object"),
        Value::String(_) | Value::Null => ("string", "string"),
    }
}

fn row(path: &str, kind: &str, value: &Value, description: &str) -> String {
    let cell = |text: String| text.replace('|', "\\|");
    format!("| {path} | {kind} | `{}` | {} |", cell(value.to_string()), cell(description.to_owned()))
}

/// Adds what is said of a value to what its default tells; of two mappings nothing is lost.
fn lay_on(below: &mut Map<String, Value>, above: Map<String, Value>) {
    for (key, value) in above {
        match (below.get_mut(&key), value) {
            (Some(Value::Object(below)), Value::Object(above)) => lay_on(below, above),
            (_, value) => {
                below.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn derived(text: &str) -> (Value, Vec<String>) {
        let text = annotated(text);
        let values = Values::parse("values.yaml", &text).unwrap();
        let mut rows = Vec::new();
        let properties = values.section("", values.document.value(), false, &mut rows).unwrap();
        (properties.into(), rows)
    }

    #[test]
    fn a_value_is_what_its_default_and_its_comments_say() {
        let (schema, rows) = derived(
            "# on all\nimage:\n  # -- Always or\n  # never\n  <%# schema {enum: [Always, Never]} %>\n  pull: Always\n\n# -- Labels\n<%# schema {additionalProperties: {type: string}} %>\nlabels: {a: b|c}\n",
        );
        let expected = json!({
            "image": {"type": "object", "additionalProperties": false, "properties": {
                "pull": {"description": "Always or never", "type": "string", "enum": ["Always", "Never"]},
            }},
            "labels": {"description": "Labels", "type": "object", "additionalProperties": {"type": "string"}},
        });
        assert_eq!(schema, expected);
        assert_eq!(
            rows,
            [
                "| image.pull | string | `\"Always\"` | Always or never |",
                "| labels | object | `{\"a\":\"b\\|c\"}` | Labels |"
            ]
        );
    }

    #[test]
    fn a_section_may_say_more_than_its_keys() {
        let (schema, _) = derived(
            "<%# schema {additionalProperties: true, properties: {cpu: {type: string}}} %>\nlimits:\n  # -- Most\n  memory: 1Mi\n",
        );
        let limits = &schema["limits"];
        assert_eq!(limits["additionalProperties"], true);
        assert_eq!(limits["properties"]["cpu"], json!({"type": "string"}));
        assert_eq!(limits["properties"]["memory"]["description"], "Most");
    }

    #[test]
    fn a_broken_schema_is_told_with_its_key() {
        let text = annotated("# -- x\n<%# schema {a: [} %>\nport: 1\n");
        let values = Values::parse("values.yaml", &text).unwrap();
        let problem = values.section("", values.document.value(), false, &mut Vec::new()).unwrap_err();
        assert!(problem.what.contains("the schema of `port`"), "{problem}");
    }
}
