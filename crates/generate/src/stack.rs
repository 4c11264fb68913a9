//! The stacks: each a language with its tools, read when it is asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use blip_model::{Problem, Service, Settings};
use blip_pipeline::laid_over;
use serde::Deserialize;
use serde_json::Value;

use crate::manifest::{Layer, only_files};
use crate::package_manager::PackageManager;
use crate::templates::Templates;

/// The folder of the stacks.
pub(crate) const STACKS: &str = "stacks";

/// The folder of the package managers of a stack, in its own.
const MANAGERS: &str = "package-managers/";

/// What the templates of every service ask of a stack.
const NEEDED: [&str; 3] = ["title", "ignore", "indent"];

/// The keys that a stack.yaml shares with a manifest.yaml.
#[derive(Deserialize)]
struct Shared {
    #[serde(default = "only_files")]
    layers: Vec<Layer>,
    #[serde(default)]
    seeded: Vec<String>,
    #[serde(default)]
    moved: BTreeMap<String, String>,
    #[serde(default)]
    settings: Settings,
}

/// A language with its tools.
#[derive(Debug)]
pub(crate) struct Stack {
    pub(crate) layers: Vec<Layer>,
    pub(crate) seeded: Vec<String>,
    pub(crate) moved: BTreeMap<String, String>,
    /// What it has to be told, or can be, below its name in `blip.yaml`.
    pub(crate) settings: Settings,
    /// Everything that its stack.yaml says, for the templates and the pipeline.
    pub(crate) data: Value,
}

impl Stack {
    /// The name of its package manager: in a stack.yaml that of a service that names none.
    pub(crate) fn package_manager(&self) -> Option<&str> {
        self.data["package_manager"].as_str()
    }
}

/// All stacks by name. A run needs one of them, so the others are never parsed.
#[derive(Debug)]
pub(crate) struct Stacks(BTreeMap<String, Entry>);

/// A stack as its stack.yaml has it, and as each of its package managers does.
#[derive(Debug, Default)]
struct Entry {
    itself: OnceLock<Stack>,
    managers: BTreeMap<String, OnceLock<(PackageManager, Stack)>>,
}

impl Stacks {
    /// The stacks among the templates.
    pub(crate) fn of(templates: &Templates) -> Self {
        let mut stacks: BTreeMap<String, Entry> = BTreeMap::new();
        for (path, _) in templates.below(STACKS) {
            let Some((stack, rest)) = path.split_once('/') else { continue };
            if rest == "stack.yaml" {
                stacks.entry(stack.to_owned()).or_default();
            } else if let Some(manager) = rest.strip_prefix(MANAGERS).and_then(|file| file.strip_suffix(".yaml")) {
                let entry = stacks.entry(stack.to_owned()).or_default();
                entry.managers.insert(manager.to_owned(), OnceLock::new());
            }
        }
        stacks.retain(|name, _| templates.get(&stack_file(name)).is_some());
        Self(stacks)
    }

    /// Those that a service can be built with.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.0.keys().map(String::as_str).filter(|name| *name != Service::PLATFORM)
    }

    /// Those that can be told something. The text says which, and spares the others from being parsed.
    pub(crate) fn with_settings<'a>(&'a self, templates: &'a Templates) -> impl Iterator<Item = &'a str> {
        let has = |name: &&str| templates.get(&stack_file(name)).is_some_and(|text| text.contains("\nsettings:"));
        self.names().filter(has)
    }

    /// The names of all package managers, each once.
    pub(crate) fn package_managers(&self) -> BTreeSet<&str> {
        self.0.values().flat_map(|entry| entry.managers.keys()).map(String::as_str).collect()
    }

    /// The names of the package managers of a stack.
    pub(crate) fn package_managers_of(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.get(name).into_iter().flat_map(|entry| entry.managers.keys()).map(String::as_str)
    }

    /// The stack of that name as its stack.yaml has it; none where there is none.
    pub(crate) fn get(&self, name: &str, templates: &Templates) -> Result<Option<&Stack>, Problem> {
        let Some(entry) = self.0.get(name) else { return Ok(None) };
        if entry.itself.get().is_none() {
            // two threads may both read it; they read the same
            let _ = entry.itself.set(read(templates, name)?);
        }
        Ok(entry.itself.get())
    }

    /// One of its package managers, and the stack as that has it; none where there is no such one.
    pub(crate) fn with(
        &self,
        name: &str,
        manager: &str,
        templates: &Templates,
    ) -> Result<Option<&(PackageManager, Stack)>, Problem> {
        let cell = self.0.get(name).and_then(|entry| entry.managers.get(manager));
        let (Some(cell), Some(stack)) = (cell, self.get(name, templates)?) else { return Ok(None) };
        if cell.get().is_none() {
            let _ = cell.set(read_with(templates, name, manager, stack)?);
        }
        Ok(cell.get())
    }
}

/// The file that describes a stack.
pub(crate) fn stack_file(name: &str) -> String {
    format!("{STACKS}/{name}/stack.yaml")
}

/// The file that describes one of its package managers.
pub(crate) fn manager_file(stack: &str, name: &str) -> String {
    format!("{STACKS}/{stack}/{MANAGERS}{name}.yaml")
}

fn read(templates: &Templates, name: &str) -> Result<Stack, Problem> {
    let path = stack_file(name);
    let document = templates.document(&path)?;
    let blame = |problem| templates.blame(&path, problem);
    if let Some(key) = NEEDED.iter().find(|key| !document.value().contains_key(**key)) {
        let problem = Problem::new(format!("there is no `{key}`")).at(templates.first_line(&path));
        return Err(templates.blame(&path, problem.help("templates/README.md says what a stack tells of itself")));
    }
    let Shared { layers, seeded, moved, settings } = document.deserialize().map_err(blame)?;
    Ok(Stack { layers, seeded, moved, settings, data: document.deserialize().map_err(blame)? })
}

/// The package manager, and the stack with what that has to say laid over it.
fn read_with(
    templates: &Templates,
    stack: &str,
    name: &str,
    beneath: &Stack,
) -> Result<(PackageManager, Stack), Problem> {
    let path = manager_file(stack, name);
    let document = templates.document(&path)?;
    let blame = |problem| templates.blame(&path, problem);
    let (manager, says) = PackageManager::new(name, document.deserialize().map_err(blame)?);
    let mut data = laid_over(&beneath.data, &says);
    data["package_manager"] = name.into();
    let Shared { layers, seeded, moved, settings } = Shared::deserialize(&data)
        .map_err(|error| templates.blame(&path, Problem::new(error.to_string()).at(templates.first_line(&path))))?;
    Ok((manager, Stack { layers, seeded, moved, settings, data }))
}
