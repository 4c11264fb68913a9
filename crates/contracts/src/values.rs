//! The values of the chart, and those that the environments lay on top.

use blip_model::Environment;
use serde_json::{Map, Value};

use crate::argo::{applications_of, own_sources, value_files};
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
    let mut paths = vec![Files::environment_values(environment)];
    if !applications.is_empty() {
        let chart = files.in_chart("").trim_end_matches('/').to_owned();
        let sources = applications.iter().flat_map(|application| {
            own_sources(files, application).into_iter().map(move |source| (application, source))
        });
        let of_chart = sources.filter(|(_, source)| source.value["path"] == chart.as_str());
        paths = of_chart
            .flat_map(|(application, source)| value_files(files, application, &source))
            .map(|file| file.path)
            .collect();
    }
    paths.iter().filter_map(|path| files.yaml(path)).collect()
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
