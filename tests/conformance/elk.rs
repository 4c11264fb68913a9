//! What the charts tell Filebeat and the libraries of OpenTelemetry, as it is rendered.

use serde_yaml::Value;

use crate::findings::assert_none;
use crate::rendered::rendered;
use crate::syntax::documents;
use crate::tools::tool;

/// The hints that Filebeat knows: <https://www.elastic.co/docs/reference/beats/filebeat/configuration-autodiscover-hints>.
const HINTS: [&str; 3] = ["enabled", "multiline.", "processors."];

#[test]
fn elk_is_told_of_every_pod_whose_it_is() {
    let Some(helm) = tool("helm") else { return };
    let (mut annotated, mut traced) = (0, 0);
    let mut findings = Vec::new();
    for manifests in rendered(&helm) {
        let is_preview = manifests.path.ends_with("preview-values.yaml");
        for object in documents(&manifests.text).unwrap() {
            let Some(template) = template(&object) else { continue };
            let mut find = |what: &str| findings.push(format!("{}: {what}", manifests.path));
            let environment = hint(template, "processors.2.add_fields.fields.environment");
            if hint(template, "enabled") == Some("true") {
                annotated += 1;
                for name in ["name", "version", "environment"] {
                    if hint(template, &format!("processors.2.add_fields.fields.{name}")).is_none_or(str::is_empty) {
                        find(&format!("no service.{name}"));
                    }
                }
                if is_preview != (environment == Some("preview")) {
                    find("the environment of a preview is another");
                }
            }
            for (key, value) in template["metadata"]["annotations"].as_mapping().into_iter().flatten() {
                let Some(hint) = key.as_str().and_then(|key| key.strip_prefix("co.elastic.logs/")) else { continue };
                if !HINTS.iter().any(|known| hint.starts_with(known)) || !value.is_string() {
                    find(&format!("{hint} is no hint"));
                }
            }
            let variables = &template["spec"]["containers"][0]["env"];
            if let Some(attributes) = variable(variables, "OTEL_RESOURCE_ATTRIBUTES") {
                traced += 1;
                let token = &variable(variables, "APM_TOKEN").unwrap()["valueFrom"]["secretKeyRef"];
                if token["optional"] != true || !token["key"].is_string() {
                    find("without its token a pod would not start");
                }
                let of = environment.map(|environment| format!("deployment.environment={environment},"));
                if of.is_some_and(|of| !attributes["value"].as_str().unwrap().contains(&of)) {
                    find("logs and traces name two environments");
                }
                let endpoint = variable(variables, "OTEL_EXPORTER_OTLP_ENDPOINT").unwrap();
                if !endpoint["value"].as_str().unwrap().ends_with(".svc:8200") {
                    find("traces go nowhere");
                }
            }
        }
    }
    assert_none("Elastic", &findings);
    assert!(annotated >= 10 && traced >= 8, "{annotated} pods are annotated, {traced} traced");
}

/// The template of the pods, where the object has one.
fn template(object: &Value) -> Option<&Value> {
    match object["kind"].as_str()? {
        "Deployment" | "Rollout" => Some(&object["spec"]["template"]),
        "CronJob" => Some(&object["spec"]["jobTemplate"]["spec"]["template"]),
        _ => None,
    }
}

fn hint<'a>(template: &'a Value, name: &str) -> Option<&'a str> {
    template["metadata"]["annotations"].get(format!("co.elastic.logs/{name}"))?.as_str()
}

fn variable<'a>(variables: &'a Value, name: &str) -> Option<&'a Value> {
    variables.as_sequence()?.iter().find(|variable| variable["name"] == name)
}
