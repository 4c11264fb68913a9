//! All that is computed for a chart.

use blip_model::{Problem, Problems};
use minijinja::value::{Serde, Value as Name};
use serde_json::{Map, Value, json};

use super::library::Library;
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
    let mut names = json!({
        "helpers": names_of_helpers(input, library.as_ref()),
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

/// What the names of the chart's helpers begin with, for templates of other blips.
pub(in crate::compute) fn helpers(input: &Input<'_>) -> Result<String, Problem> {
    Ok(names_of_helpers(input, library::chosen(input)?.as_ref()))
}

fn names_of_helpers(input: &Input<'_>, library: Option<&Library>) -> String {
    let service = &input.selection.spec.service;
    match library {
        Some(library) => library.helpers(json!(service.kind).as_str().unwrap_or_default()),
        None => service.name.to_string(),
    }
}

/// A setting of the chart.
pub(super) fn setting<'i>(input: &Input<'i>, name: &str) -> Option<&'i Value> {
    input.selection.setting("helm", name)
}
