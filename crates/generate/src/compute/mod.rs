//! The blips whose templates need values that must be computed, one module each.

mod ci;

use blip_model::{Problems, Selection};
use serde_json::{Map, Value};

use crate::stack::Stack;
use crate::templates::Templates;

/// What a blip adds to the context of its own templates, by name.
type Compute = fn(&Selection, &Stack, &Templates) -> Result<Map<String, Value>, Problems>;

/// The table of those blips, by the name of their template folder.
const COMPUTED: &[(&str, Compute)] = &[("ci", ci::compute)];

/// What the templates in `folder` see beside the common context; nothing for most.
pub(crate) fn computed(
    folder: &str,
    selection: &Selection,
    stack: &Stack,
    templates: &Templates,
) -> Result<Map<String, Value>, Problems> {
    match COMPUTED.iter().find(|(name, _)| *name == folder) {
        Some((_, compute)) => compute(selection, stack, templates),
        None => Ok(Map::new()),
    }
}
