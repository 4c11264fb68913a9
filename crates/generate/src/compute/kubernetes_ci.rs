//! The pipeline, in the words of an engine that runs it in a cluster.

use blip_model::Problems;
use serde_json::{Map, Value};

use super::ci;

/// `pipeline`: the jobs as containers, and the namespace that they run in.
pub(super) fn compute(input: &super::Input<'_>) -> Result<Map<String, Value>, Problems> {
    let super::Input { selection, stack, templates, .. } = *input;
    let pipeline = ci::pipeline(selection, stack, templates)?;
    let mut graph = ci::value(pipeline.cluster(&ci::pins(templates)?)?)?;
    let chosen = selection.text("kubernetes-ci", "namespace");
    let namespace = chosen.map_or_else(|| format!("{}-ci", selection.spec.service.name), str::to_owned);
    graph["namespace"] = namespace.into();
    Ok(Map::from_iter([("pipeline".to_owned(), graph)]))
}
