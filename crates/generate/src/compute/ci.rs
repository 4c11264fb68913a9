//! The pipeline, in the words of the service's forge.

use blip_model::{Problem, Problems, Provider, Selection};
use blip_pipeline::{Input, Pins, Pipeline, StackData};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::catalog::Catalog;
use crate::placeholder::fill_all;
use crate::stack::{Stack, manager_file, stack_file};
use crate::templates::Templates;

/// The file of pinned actions and images.
const PINS: &str = "ci/pins.yaml";

/// `pipeline`: the jobs as the forge knows them; `pins`: the versions of all that they fetch.
pub(super) fn compute(input: &super::Input<'_>) -> Result<Map<String, Value>, Problems> {
    let super::Input { selection, stack, templates, .. } = *input;
    let pins = pins(templates)?;
    let pipeline = pipeline(selection, stack, templates)?;
    let lowered = match selection.spec.repository.provider {
        Provider::Github => value(pipeline.github(&pins)?)?,
        Provider::Gitlab => value(pipeline.gitlab(&pins)?)?,
    };
    Ok(Map::from_iter([("pipeline".to_owned(), lowered), ("pins".to_owned(), value(pins)?)]))
}

impl Catalog {
    /// What the service's pipeline does.
    ///
    /// # Errors
    /// A stack that cannot be read, and what the pipeline cannot do for this service.
    pub fn pipeline(&self, selection: &Selection) -> Result<Pipeline, Problems> {
        pipeline(selection, self.stack_of(&selection.spec.service)?, &self.templates)
    }

    /// The versions of all that a pipeline fetches.
    ///
    /// # Errors
    /// A file of pins that cannot be read.
    pub fn pins(&self) -> Result<Pins, Problems> {
        pins(&self.templates)
    }
}

pub(super) fn pipeline(selection: &Selection, stack: &Stack, templates: &Templates) -> Result<Pipeline, Problems> {
    let service = &selection.spec.service;
    let data: StackData = serde_json::from_value(fill_all(&stack.data, service))
        .map_err(|error| fault(&error.to_string(), service.stack(), stack, templates))?;
    Pipeline::of(&Input { selection, stack: &data })
}

/// What is wrong with the data of a stack, said of its stack.yaml or of the file that is laid over that.
fn fault(error: &str, name: &str, stack: &Stack, templates: &Templates) -> Problem {
    let path = stack_file(name);
    let alone = templates.document(&path).and_then(|document| document.deserialize::<StackData>());
    match (alone, stack.package_manager()) {
        // what it lacks by itself, its package manager may have to say
        (Err(problem), _) if !problem.what.contains("missing field") => templates.blame(&path, problem),
        (_, manager) => {
            let files = manager.map(|manager| manager_file(name, manager)).into_iter().chain([path]);
            // Blip's own files fit together: it is rather a team's own that does not
            let path = files.min_by_key(|file| !templates.overlaid().any(|own| own == file)).unwrap_or_default();
            templates.blame(&path, Problem::new(error).at(templates.first_line(&path)))
        }
    }
}

pub(super) fn pins(templates: &Templates) -> Result<Pins, Problems> {
    Ok(templates.document(PINS)?.deserialize().map_err(|problem| templates.blame(PINS, problem))?)
}

pub(super) fn value(data: impl Serialize) -> Result<Value, Problem> {
    serde_json::to_value(data).map_err(|error| Problem::new(error.to_string()))
}
