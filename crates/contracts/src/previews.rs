//! The values that previews are deployed with, beside those of the environment that they stand beside.

use blip_model::{Environment, Previews};
use serde_json::{Value, json};

use crate::argo::normal;
use crate::files::{Files, Yaml};
use crate::values::{environment_files, merged};

/// The ApplicationSet that deploys previews.
pub(crate) const SET: &str = "deploy/argocd/previews.yaml";
/// What previews change, where nobody says otherwise.
const OWN: &str = "deploy/values/preview.yaml";

/// The files of values that the chart is given for the stable version and for previews, in the order in which they are
/// laid on top of each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewValues {
    /// For the environment that previews stand beside.
    pub stable: Vec<String>,
    /// For a preview; on top come what makes it one (`preview.enabled`, `preview.value`) and its image.
    pub preview: Vec<String>,
}

/// Both versions' values in one.
pub(crate) struct Both {
    pub(crate) stable: Value,
    pub(crate) preview: Value,
    /// The files of the preview, the last one on top.
    pub(crate) files: Vec<Yaml>,
}

impl PreviewValues {
    pub(crate) fn of(files: &Files<'_>, environment: &Environment) -> Self {
        let names = |list: Vec<Yaml>| list.into_iter().map(|file| file.file).collect::<Vec<_>>();
        let stable = names(environment_files(files, environment));
        let listed = set(files).and_then(|set| {
            let list = set.get("spec.template.spec.source.helm.valueFiles")?.as_array()?.clone();
            Some(list.iter().filter_map(Value::as_str).map(|path| files.local(&normal(path))).collect::<Vec<_>>())
        });
        let preview = listed.unwrap_or_else(|| {
            let usual = [Files::environment_values(environment), OWN.to_owned()];
            usual.into_iter().filter(|path| files.text(path).is_some()).collect()
        });
        Self { stable, preview }
    }
}

impl Both {
    /// As Helm sees them, the chart's own values at the bottom.
    pub(crate) fn of(files: &Files<'_>, previews: Previews<'_>) -> Option<Self> {
        let paths = PreviewValues::of(files, previews.environment()?);
        let chart = files.yaml(&files.in_chart("values.yaml"))?;
        let read = |paths: &[String]| paths.iter().filter_map(|path| files.yaml(path)).collect::<Vec<_>>();
        let all =
            |list: &[Yaml]| list.iter().fold(Value::clone(&chart.value), |below, file| merged(below, &file.value));
        let (stable, preview) = (read(&paths.stable), read(&paths.preview));
        let mut preview_values = all(&preview);
        if let Some(value) = set(files).and_then(|set| set.get("spec.template.spec.source.helm.valuesObject").cloned())
        {
            preview_values = merged(preview_values, &value);
        }
        Some(Self { stable: all(&stable), preview: preview_values, files: preview })
    }
}

/// The ApplicationSet, where it is there.
pub(crate) fn set(files: &Files<'_>) -> Option<Yaml> {
    files.objects(SET, "ApplicationSet").into_iter().next()
}

/// The route that the chart makes of values, in the words of the Gateway API: of what it says every kind of route can be
/// made. `choices` are what asks for it, one list of headers and one of parameters each; without any it is stable's.
pub(crate) fn route(name: &str, values: &Value, choices: &[Value]) -> Value {
    let route = &values["route"];
    let (all, everything) = (vec![json!({})], json!([]));
    let paths = route["paths"].as_array().or(everything.as_array()).into_iter().flatten();
    let paths: Vec<&str> = paths.filter_map(Value::as_str).collect();
    let rule = |choice: &Value| {
        let matches = paths.iter().map(|path| {
            json!({
                "path": {"type": "PathPrefix", "value": path},
                "headers": choice["headers"],
                "queryParams": choice["queryParams"],
            })
        });
        json!({"matches": matches.collect::<Vec<_>>(), "backendRefs": [{"name": name}]})
    };
    let choices = if choices.is_empty() { all.as_slice() } else { choices };
    json!({
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "HTTPRoute",
        "metadata": {"name": name},
        "spec": {"hostnames": route["hosts"], "rules": choices.iter().map(rule).collect::<Vec<_>>()},
    })
}
