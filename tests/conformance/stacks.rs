//! The stacks that there are: `templates/stacks/<stack>/stack.yaml`.

use std::fs;
use std::path::PathBuf;

use serde::Deserialize;

use crate::support::workspace;

/// Every kind of service.
const KINDS: [&str; 3] = ["http", "worker", "job"];

#[derive(Deserialize)]
struct Stack {
    kinds: Option<Vec<String>>,
}

/// The names of all stacks.
pub(crate) fn names() -> Vec<String> {
    let folders = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name());
    folders.map(|name| name.into_string().unwrap()).collect()
}

/// The text of a stack.yaml.
pub(crate) fn text(stack: &str) -> String {
    fs::read_to_string(folder().join(stack).join("stack.yaml")).unwrap()
}

/// What a service of that stack has to be told, as lines of blip.yaml.
pub(crate) fn told(stack: &str) -> &'static str {
    match stack {
        "ruby" => "stacks: {ruby: {gem_server: https://gems.acme.example}}\n",
        _ => "",
    }
}

/// The kinds of services that a stack makes: all where it names none.
pub(crate) fn kinds(stack: &str) -> Vec<String> {
    let stack: Stack = serde_yaml::from_str(&text(stack)).unwrap();
    stack.kinds.unwrap_or_else(|| KINDS.map(str::to_owned).into())
}

fn folder() -> PathBuf {
    workspace().join("templates/stacks")
}
