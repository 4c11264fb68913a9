//! The values of the chart, and those that the environments lay on top.

use blip_model::Environment;
use serde_json::{Map, Value};

use crate::argo::{applications_of, own_sources, previews, value_files};
use crate::files::{Files, Yaml};

/// The chart's own values, then those of the environments; no file twice.
pub(crate) fn values_files(files: &Files<'_>) -> Vec<Yaml> {
    if !files.uses("helm") {
        return Vec::new();
    }
    let mut all: Vec<Yaml> = files.yaml(&files.in_chart("values.yaml")).into_iter().collect();
    for environment in &files.selection.spec.environments {
        for file in environment_files(files, environment) {
            if all.iter().all(|known| known.file != file.file) {
                all.push(file);
            }
        }
    }
    all
}

/// The files that an environment's Application takes values from, the last one on top; without an Application those
/// in the usual place.
pub(crate) fn environment_files(files: &Files<'_>, environment: &Environment) -> Vec<Yaml> {
    let applications = applications_of(files, environment);
    if applications.is_empty() {
        return files.yaml(&Files::environment_values(environment)).into_iter().collect();
    }
    let paths = applications.iter().flat_map(|application| paths_of(files, application));
    paths.filter_map(|path| files.yaml(&path)).collect()
}

/// What a preview takes values from, the last one on top: files, and what its Application says itself.
pub(crate) fn preview_values(files: &Files<'_>) -> Vec<Yaml> {
    let of = |application: &Yaml| -> Vec<Yaml> {
        let paths = paths_of(files, application).into_iter();
        let inline = OF_APPLICATION.iter().filter_map(|(key, root)| {
            let values = application.get(key)?.clone();
            Some(application.inside(root, values))
        });
        paths.filter_map(|path| files.yaml(&path)).chain(inline).collect()
    };
    previews(files).iter().flat_map(of).collect()
}

/// Where an Application says values itself, and the same in the template of an ApplicationSet.
const OF_APPLICATION: [(&str, &str); 2] = [
    ("spec.source.helm.valuesObject", "spec.template.spec.source.helm.valuesObject."),
    ("spec.sources.0.helm.valuesObject", "spec.template.spec.sources.0.helm.valuesObject."),
];

/// The files that an Application takes the chart's values from.
fn paths_of(files: &Files<'_>, application: &Yaml) -> Vec<String> {
    let chart = files.selection.spec.repository.prefix() + files.in_chart("").trim_end_matches('/');
    let sources = own_sources(files, application).into_iter();
    let of_chart = sources.filter(|source| source.value["path"] == chart.as_str());
    of_chart.flat_map(|source| value_files(files, application, &source)).map(|file| file.path).collect()
}

/// Values laid on top of others as Helm does it: maps are merged, `null` takes a key away, all else is replaced.
pub(crate) fn merged(below: Value, above: &Value) -> Value {
    let Value::Object(above) = above else { return above.clone() };
    let Value::Object(mut below) = below else {
        return merged(Value::Object(Map::new()), &Value::Object(above.clone()));
    };
    for (key, value) in above {
        if value.is_null() {
            below.remove(key);
        } else {
            let value = merged(below.get(key).cloned().unwrap_or_default(), value);
            below.insert(key.clone(), value);
        }
    }
    Value::Object(below)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_merged_as_helm_does() {
        let below = json!({"a": {"b": 1, "c": 2}, "list": [1, 2], "gone": 1});
        let above = json!({"a": {"c": 3}, "list": [4], "gone": null, "new": {"x": null, "y": 1}});
        assert_eq!(merged(below, &above), json!({"a": {"b": 1, "c": 3}, "list": [4], "new": {"y": 1}}));
    }
}
