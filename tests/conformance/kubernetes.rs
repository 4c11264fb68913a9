//! Kubernetes objects: what the charts come to and what Argo CD is given, against the schemas of their kinds.

use std::sync::Mutex;

use crate::findings::{assert_none, assert_silent};
use crate::previews;
use crate::rendered::rendered;
use crate::services::{GeneratedFile, paths};
use crate::tools::{own_tool, tool};

/// The oldest version that the chart allows (`kubeVersion`), one between, and the newest that the tool knows.
const VERSIONS: [&str; 3] = ["1.30.0", "1.34.0", "1.37.0"];

/// Kinds that kubernetes-validate does not know, since they are no core kinds; kubernetes-types judges them below.
const CUSTOM_KINDS: &[&str] = &[
    "AnalysisTemplate",
    "Binding",
    "Canary",
    "CronWorkflow",
    "EventListener",
    "Exchange",
    "ExternalSecret",
    "HTTPRoute",
    "IngressRoute",
    "MetricTemplate",
    "Pipeline",
    "PodLogs",
    "PodMonitor",
    "PrometheusRule",
    "Queue",
    "Rollout",
    "ServiceMonitor",
    "TraefikService",
    "Trigger",
    "TriggerTemplate",
    "VirtualService",
    "WorkflowEventBinding",
    "WorkflowTemplate",
];

#[test]
fn kubernetes_validate_knows_every_object_in_three_versions() {
    let (Some(helm), Some(validate)) = (tool("helm"), tool("kubernetes-validate")) else { return };
    let pipelines = paths(is_of_a_pipeline);
    let charts = rendered(&helm).iter().map(|manifests| manifests.path.as_str());
    let files: Vec<_> = charts.chain(pipelines.iter().map(String::as_str)).collect();
    let findings = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for version in VERSIONS {
            let args = ["--strict", "--quiet", "--kubernetes-version", version];
            let run = validate.run(args.into_iter().chain(files.iter().copied()));
            let findings = &findings;
            scope.spawn(move || {
                let outcome = run.outcome();
                let lines = outcome.stdout.lines().chain(outcome.stderr.lines());
                let found = lines.filter(|line| !is_about_custom_kind(line)).map(|line| format!("{version}: {line}"));
                findings.lock().unwrap().extend(found);
                // it may have ended before the last file
                assert!(matches!(outcome.code, Some(0 | 1)), "{outcome}");
            });
        }
    });
    assert_none("kubernetes-validate --strict", &findings.into_inner().unwrap());
}

fn is_about_custom_kind(line: &str) -> bool {
    let is_unknown = |kind: &&str| line.contains(&format!(" Couldn't find schema for kind {kind} with api version "));
    line.starts_with("WARN ") && CUSTOM_KINDS.iter().any(is_unknown)
}

#[test]
fn kubernetes_types_fit_every_object() {
    let (Some(helm), Some(types)) = (tool("helm"), own_tool("kubernetes-types", "tsc")) else { return };
    let charts = rendered(&helm).iter().map(|manifests| manifests.path.clone());
    let of_platform = |path: &str| path.starts_with("clusters/") && !path.contains("/values/");
    let applications = paths(|file| {
        (file.path.starts_with("deploy/argocd/") || of_platform(&file.path)) && file.ends_with(&[".yaml"])
    });
    let previews = previews::applications().iter().cloned();
    let pipelines = paths(is_of_a_pipeline);
    let outcome = types.run(charts.chain(applications).chain(previews).chain(pipelines)).outcome();
    assert_silent(&outcome);
}

/// Whether a file holds objects of a pipeline that runs in a cluster.
fn is_of_a_pipeline(file: &GeneratedFile) -> bool {
    let folders = ["deploy/tekton/", "deploy/workflows/"];
    folders.iter().any(|folder| file.path.starts_with(folder)) && file.ends_with(&[".yaml"])
}
