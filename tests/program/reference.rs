//! The reference in `docs/reference/`, which is made of what the program says of itself.
//! `UPDATE_GOLDEN=1 cargo test --test program golden` rewrites it.

use std::env;
use std::fmt::Write as _;
use std::fs;

use serde_json::Value;

use crate::help::{commands, help};
use crate::support::{Sandbox, workspace};

#[test]
fn golden_reference_of_commands() {
    let sandbox = Sandbox::new();
    let mut page = "# Commands\n\nWhat `--help` says of each.\n".to_owned();
    for words in commands(&sandbox) {
        let text = help(&sandbox, &words);
        _ = write!(page, "\n## blip {}\n\n```text\n{}\n```\n", words.join(" "), text.trim_end());
    }
    is_up_to_date("commands.md", &page);
}

#[test]
fn golden_reference_of_the_spec() {
    let schema = Sandbox::new().blip(["schema"]).succeeds().json();
    let mut page =
        "# blip.yaml\n\nEvery key, from the schema (`blip schema`). A key that stands nowhere here is an error.\n"
            .to_owned();
    let spec = &schema["properties"];
    let own: Vec<_> = entries(spec).filter(|(key, _)| !["blips", "stacks"].contains(key)).collect();
    section(&mut page, &schema, "The file", own.iter().copied());
    for (key, about) in own {
        let inner = resolved(&schema, if about["items"].is_object() { &about["items"] } else { about });
        if inner["properties"].is_object() {
            section(&mut page, &schema, &format!("`{key}`"), entries(&inner["properties"]));
        }
    }
    for settings in ["stacks", "blips"] {
        _ = write!(page, "\n## `{settings}`\n\n{}\n", text_of(&spec[settings]["description"]));
        for (name, about) in entries(&spec[settings]["properties"]) {
            section(&mut page, &schema, &format!("`{settings}.{name}`"), entries(&about["properties"]));
        }
    }
    is_up_to_date("blip-yaml.md", &page);
}

#[test]
fn golden_reference_of_the_radar() {
    let radar = Sandbox::new().blip(["radar", "list", "--json"]).succeeds().json();
    let mut page = format!(
        "# The radar\n\nEdition {}. Why each stands where it does is behind its name, and in `blip why NAME`.\n",
        text_of(&radar["edition"])
    );
    let mut blips: Vec<&Value> = radar["blips"].as_array().unwrap().iter().collect();
    blips.sort_by_key(|blip| blip["number"].as_u64());
    for (ring, meaning) in [
        ("adopt", "on by default where Blip generates it"),
        ("trial", "offered"),
        ("assess", "only when it is named"),
        ("hold", "refused, with what to use instead"),
    ] {
        _ = write!(page, "\n## {}{}\n\n", ring[..1].to_uppercase(), &ring[1..]);
        _ = write!(page, "{}{}.\n\n", meaning[..1].to_uppercase(), &meaning[1..]);
        page.push_str("| | Blip | | Settings |\n|---|---|---|---|\n");
        for blip in blips.iter().filter(|blip| blip["ring"] == ring) {
            let id = text_of(&blip["id"]);
            let settings = match blip["generator"].is_string() {
                true => format!("[`blips.{id}`](blip-yaml.md#blips{id})"),
                false => "generates nothing yet".to_owned(),
            };
            let file = format!("../../radar/{}/{id}.md", text_of(&blip["edition"]));
            let (title, summary) = (text_of(&blip["title"]), text_of(&blip["summary"]));
            _ = writeln!(page, "| {} | [{title}]({file}) | {summary} | {settings} |", blip["number"]);
        }
    }
    is_up_to_date("radar.md", &page);
}

/// A table of keys.
fn section<'a>(page: &mut String, schema: &Value, title: &str, keys: impl Iterator<Item = (&'a str, &'a Value)>) {
    let rows: Vec<String> = keys.map(|(key, about)| row(schema, key, about)).collect();
    if rows.is_empty() {
        _ = write!(page, "\n## {title}\n\nIt has no settings.\n");
    } else {
        _ = write!(page, "\n## {title}\n\n| Key | Is | By default | |\n|---|---|---|---|\n{}\n", rows.join("\n"));
    }
}

fn row(schema: &Value, key: &str, about: &Value) -> String {
    let default = match &about["default"] {
        Value::Null => String::new(),
        Value::String(text) => format!("`{text}`"),
        other => format!("`{other}`"),
    };
    let description = text_of(&about["description"]).replace('\n', " ").replace('|', "\\|");
    format!("| `{key}` | {} | {default} | {description} |", kind(resolved(schema, about)))
}

/// The values that are allowed where they are few, else their type.
fn kind(about: &Value) -> String {
    let listed = about["enum"].as_array().into_iter().flatten();
    let described = about["oneOf"].as_array().into_iter().flatten().map(|choice| &choice["const"]);
    let choices: Vec<_> = listed.chain(described).map(|choice| format!("`{}`", text_of(choice))).collect();
    match &about["type"] {
        _ if !choices.is_empty() => choices.join(", "),
        Value::Array(types) => {
            types.iter().map(text_of).filter(|name| *name != "null").collect::<Vec<_>>().join(" or ")
        }
        kind => text_of(kind).to_owned(),
    }
}

fn entries(properties: &Value) -> impl Iterator<Item = (&str, &Value)> {
    properties.as_object().into_iter().flatten().map(|(key, about)| (key.as_str(), about))
}

/// What a reference of the schema refers to.
fn resolved<'a>(schema: &'a Value, about: &'a Value) -> &'a Value {
    let reference = about["$ref"].as_str().or_else(|| about["allOf"][0]["$ref"].as_str());
    reference.and_then(|reference| schema.pointer(reference.trim_start_matches('#'))).unwrap_or(about)
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn is_up_to_date(name: &str, page: &str) {
    let path = workspace().join("docs/reference").join(name);
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, page).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    crate::support::assert_same(name, page, &found, || "UPDATE_GOLDEN=1 cargo test --test program golden".to_owned());
}
