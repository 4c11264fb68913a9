//! `manifest.yaml`: which files of a template folder are used, when, and whose they are.

use std::collections::BTreeMap;

use blip_model::{BlipId, Problem, Settings};
use serde::Deserialize;

use crate::templates::Templates;

/// The manifest of a template folder.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    /// The folders with templates.
    #[serde(default = "only_files")]
    pub(crate) layers: Vec<Layer>,
    /// Globs over the generated paths: these files are written once and then the user's.
    #[serde(default)]
    pub(crate) seeded: Vec<String>,
    /// Templates that lay elsewhere before, as paths in their layers: from there to here.
    #[serde(default)]
    pub(crate) moved: BTreeMap<String, String>,
    /// Blips without which this one makes no sense.
    #[serde(default)]
    pub(crate) requires: Vec<BlipId>,
    /// The same in the repository of a platform alone.
    #[serde(default)]
    pub(crate) platform_requires: Vec<BlipId>,
    /// What a stack has to say in its stack.yaml for this blip to make something for it.
    #[serde(default)]
    pub(crate) of_stack: Vec<String>,
    /// Settings that only stacks know which say these words in their stack.yaml, by key.
    #[serde(default)]
    pub(crate) settings_of_stack: BTreeMap<String, BTreeMap<String, String>>,
    /// What may stand below the blip in `blip.yaml`.
    #[serde(default)]
    pub(crate) settings: Settings,
}

/// A folder of templates, laid out as they land in the repository.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Layer {
    /// Its name.
    pub(crate) folder: String,
    /// An expression over the context that says whether it is used.
    #[serde(default)]
    pub(crate) when: Option<String>,
    /// Where it is laid out.
    #[serde(default)]
    pub(crate) at: At,
    /// Whether every service of the repository makes the same files.
    #[serde(default)]
    pub(crate) shared: bool,
    /// A list of the context: the folder is rendered once for each of its elements …
    #[serde(default)]
    pub(crate) each: Option<String>,
    /// … which the templates see under this name, and whose `name` stands for `__<this>__` in paths.
    #[serde(default, rename = "as")]
    pub(crate) element: Option<String>,
}

/// Where a layer is laid out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum At {
    /// In the folder of `blip.yaml`.
    #[default]
    Service,
    /// At the root of the repository.
    Repository,
}

pub(crate) fn only_files() -> Vec<Layer> {
    let layer =
        Layer { folder: "files".to_owned(), when: None, at: At::Service, shared: false, each: None, element: None };
    vec![layer]
}

impl Manifest {
    /// The manifest at `path`.
    pub(crate) fn read(path: &str, templates: &Templates) -> Result<Self, Problem> {
        let document = templates.document(path)?;
        let manifest: Self = document.deserialize().map_err(|problem| templates.blame(path, problem))?;
        match manifest.layers.iter().position(|layer| layer.each.is_some() != layer.element.is_some()) {
            Some(i) => {
                let problem = document.problem(&format!("layers.{i}"), "`each` and `as` go together");
                Err(templates.blame(path, problem))
            }
            None => Ok(manifest),
        }
    }
}
