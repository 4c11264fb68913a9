//! The blips whose templates need values that must be computed, one module each.

mod backstage;
mod ci;
mod devspace;
mod helm;
mod kubernetes_ci;
mod preview;
mod progressive;
mod replibyte;

use blip_model::{Problems, Selection};
use serde_json::{Map, Value};

use crate::catalog::Catalog;
use crate::engine::Engine;
use crate::stack::Stack;
use crate::templates::Templates;

/// What there is to compute from.
pub(crate) struct Input<'a> {
    pub(crate) selection: &'a Selection,
    /// All that can be generated, for what tells of other repositories.
    pub(crate) catalog: &'a Catalog,
    pub(crate) stack: &'a Stack,
    pub(crate) templates: &'a Templates,
    pub(crate) engine: &'a Engine,
    /// What all templates see.
    pub(crate) context: &'a minijinja::Value,
}

/// What a blip adds to the context of its own templates, by name.
type Compute = fn(&Input<'_>) -> Result<Map<String, Value>, Problems>;

/// The table of those blips, by the name of their template folder.
const COMPUTED: &[(&str, Compute)] = &[
    ("argo-rollouts", progressive::rollouts),
    ("backstage", backstage::compute),
    ("ci", ci::compute),
    ("devspace", devspace::compute),
    ("flagger", progressive::flagger),
    ("helm", helm::compute),
    ("kubernetes-ci", kubernetes_ci::compute),
    ("preview", preview::compute),
    ("replibyte", replibyte::compute),
];

/// What the templates in `folder` see beside the common context: its own values, and where there is a chart `helpers`,
/// what the names of its helpers begin with.
pub(crate) fn computed(folder: &str, input: &Input<'_>) -> Result<Map<String, Value>, Problems> {
    let mut names = match COMPUTED.iter().find(|(name, _)| *name == folder) {
        Some((_, compute)) => compute(input)?,
        None => Map::new(),
    };
    if input.selection.get("helm").is_some() && !names.contains_key("helpers") {
        names.insert("helpers".to_owned(), helm::helpers(input)?.into());
    }
    Ok(names)
}
