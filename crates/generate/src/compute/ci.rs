//! The pipeline, in the words of the service's forge.

use blip_model::{Document, Problem, Problems, Provider};
use blip_pipeline::{Input, Pins, Pipeline, StackData};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::placeholder::fill_all;

/// The file of pinned actions and images.
const PINS: &str = "ci/pins.yaml";

/// `pipeline`: the jobs as the forge knows them; `pins`: the versions of all that they fetch.
pub(super) fn compute(input: &super::Input<'_>) -> Result<Map<String, Value>, Problems> {
    let super::Input { selection, stack, templates, .. } = *input;
    let spec = &selection.spec;
    let data = fill_all(&stack.data, &spec.service);
    let data: StackData = serde_json::from_value(data)
        .map_err(|error| Problem::new(format!("templates/stacks/{}/stack.yaml: {error}", spec.service.stack)))?;
    let pins = Document::parse(&format!("templates/{PINS}"), templates.get(PINS).unwrap_or_default())?;
    let pins: Pins = pins.deserialize()?;
    let pipeline = Pipeline::of(&Input { selection, stack: &data })?;
    let lowered = match spec.repository.provider {
        Provider::Github => value(pipeline.github(&pins)?)?,
        Provider::Gitlab => value(pipeline.gitlab(&pins)?)?,
    };
    Ok(Map::from_iter([("pipeline".to_owned(), lowered), ("pins".to_owned(), value(pins)?)]))
}

fn value(data: impl Serialize) -> Result<Value, Problem> {
    serde_json::to_value(data).map_err(|error| Problem::new(error.to_string()))
}
