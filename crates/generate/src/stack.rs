//! The stacks: each a language with its tools, read when it is asked for.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use blip_model::{Problem, Service, Settings};
use serde::Deserialize;
use serde_json::Value;

use crate::manifest::{Layer, only_files};
use crate::templates::Templates;

/// The folder of the stacks.
pub(crate) const STACKS: &str = "stacks";

/// What the templates of every service ask of a stack.
const NEEDED: [&str; 3] = ["title", "ignore", "indent"];

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

/// All stacks by name. A run needs one of them, so the others are never parsed.
#[derive(Debug)]
pub(crate) struct Stacks(BTreeMap<String, OnceLock<Stack>>);

impl Stacks {
    /// The stacks among the templates.
    pub(crate) fn of(templates: &Templates) -> Self {
        let names = templates.below(STACKS).filter_map(|(path, _)| path.strip_suffix("/stack.yaml"));
        Self(names.map(|name| (name.to_owned(), OnceLock::new())).collect())
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

    /// The stack of that name; none where there is none.
    pub(crate) fn get(&self, name: &str, templates: &Templates) -> Result<Option<&Stack>, Problem> {
        let Some(cell) = self.0.get(name) else { return Ok(None) };
        if cell.get().is_none() {
            // two threads may both read it; they read the same
            let _ = cell.set(read(templates, name)?);
        }
        Ok(cell.get())
    }
}

/// The file that describes a stack.
pub(crate) fn stack_file(name: &str) -> String {
    format!("{STACKS}/{name}/stack.yaml")
}

fn read(templates: &Templates, name: &str) -> Result<Stack, Problem> {
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
