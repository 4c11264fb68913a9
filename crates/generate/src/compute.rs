//! The blips whose templates need values that must be computed, one module each.

use blip_model::{Problems, Selection};
use serde_json::Value;

use crate::catalog::Stack;
use crate::templates::Templates;

/// What a blip adds to the context of its own templates.
type Compute = fn(&Selection, &Stack, &Templates) -> Result<Value, Problems>;

/// The table of those blips, by the name of their template folder.
const COMPUTED: &[(&str, Compute)] = &[];

/// What the templates in `folder` see beside the common context: an object, empty for most.
pub(crate) fn computed(
    folder: &str,
    selection: &Selection,
    stack: &Stack,
    templates: &Templates,
) -> Result<Value, Problems> {
    match COMPUTED.iter().find(|(name, _)| *name == folder) {
        Some((_, compute)) => compute(selection, stack, templates),
        None => Ok(Value::Object(serde_json::Map::new())),
    }
}
