//! All that is computed for a chart.

use blip_model::Problems;
use minijinja::value::{Serde, Value as Name};
use serde_json::{Map, Value, json};

use super::{dependencies, library, values};
use crate::compute::Input;

/// What the chart's templates see beside the names that all templates see:
///
/// * `helpers`: what the names of its helpers begin with, here or in the library chart; `in_library` is true only
///   where templates are rendered into the library;
/// * `dependencies`: name, version, repository, and for those that are installed along `condition` and `values`;
///   `digest`: what Chart.lock says of them;
/// * `libraries`: the library chart, where it is kept in this repository; `objects`: what the chart takes from it;
/// * `values`: see [`values::derive`].
pub(in crate::compute) fn compute(input: &Input<'_>) -> Result<Map<String, Value>, Problems> {
    let library = library::chosen(input)?;
    let dependencies = dependencies::of(input, library.as_ref())?;
    let service = &input.selection.spec.service;
    let helpers = match &library {
        Some(library) => library.helpers(json!(service.kind).as_str().unwrap_or_default()),
        None => service.name.to_string(),
    };
    let mut names = json!({
        "helpers": helpers,
        "in_library": false,
        "digest": dependencies::digest(&dependencies),
        "dependencies": dependencies,
        "libraries": [],
        "objects": [],
    });
    if let Some(library) = library {
        names["objects"] = library.objects_of_chart(input)?.into();
        if library.is_local() {
            names["libraries"] = json!([library.chart(input)?]);
        }
    }
    let context = minijinja::context! { ..Name::from(Serde(names.clone())), ..input.context.clone() };
    names["values"] = values::derive(input, &context)?;
    match names {
        Value::Object(names) => Ok(names),
        _ => Ok(Map::new()),
    }
}

/// A setting of the chart.
pub(super) fn setting<'i>(input: &Input<'i>, name: &str) -> Option<&'i Value> {
    input.selection.get("helm")?.settings.get(name)
}
