//! The stacks that there are: `templates/stacks/<stack>/stack.yaml`.

use std::fs;
use std::path::{Path, PathBuf};

use blip_pipeline::laid_over;
use serde::Deserialize;
use serde_json::Value;

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

/// What a stack.yaml says, and the package manager of that name, or else the one that services get which name none.
pub(crate) fn data(stack: &str, manager: Option<&str>) -> Value {
    let itself = read(&folder().join(stack).join("stack.yaml"));
    match manager.or(itself["package_manager"].as_str()) {
        Some(manager) => {
            let manager = read(&folder().join(stack).join("package-managers").join(manager).with_extension("yaml"));
            laid_over(&itself, &manager["stack"])
        }
        None => itself,
    }
}

/// The package managers of a stack.
pub(crate) fn package_managers(stack: &str) -> Vec<String> {
    let files = fs::read_dir(folder().join(stack).join("package-managers")).into_iter().flatten();
    let names = files.map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned());
    names.collect()
}

/// Whether a new service can be made with a package manager.
pub(crate) fn makes_new(stack: &str, manager: &str) -> bool {
    let file = folder().join(stack).join("package-managers").join(manager).with_extension("yaml");
    read(&file)["only_existing"].is_null()
}

fn read(path: &Path) -> Value {
    serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap()
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
    let stack: Stack = serde_json::from_value(data(stack, None)).unwrap();
    stack.kinds.unwrap_or_else(|| KINDS.map(str::to_owned).into())
}

fn folder() -> PathBuf {
    workspace().join("templates/stacks")
}
