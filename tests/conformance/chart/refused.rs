//! Wrong values are refused before anything is installed, by a message that names the key.

use super::made::{Made, room, write};
use crate::findings::assert_none;
use crate::tools::tool;

/// The mistakes that come first to mind, each with the word that the message must hold.
const MISTAKES: &[(&str, &str, &str)] = &[
    // keys of `helm create`, and of other charts
    ("http", "replicaCount: 3", "replicaCount"),
    ("http", "ingress: {enabled: true}", "ingress"),
    ("http", "autoscaling: {targetCPUUtilizationPercentage: 80}", "targetCPUUtilizationPercentage"),
    ("http", "image: {pullpolicy: Always}", "pullpolicy"),
    ("http", "route: {host: shop.acme.example}", "host"),
    // what YAML makes of it
    ("http", "image: {tag: 1.10}", "tag"),
    ("http", "config: {MAX: 5}", "MAX"),
    ("http", "config: {DEBUG: true}", "DEBUG"),
    ("http", "podAnnotations: {inject: false}", "inject"),
    ("http", "port: \"8080\"", "port"),
    ("http", "resources: {limits: {memory: 256}}", "memory"),
    ("http", "route: {hosts: shop.acme.example}", "hosts"),
    // what it means
    ("http", "image: {repository: ghcr.io/acme/checkout:latest}", "repository"),
    ("http", "image: {digest: latest}", "digest"),
    ("http", "image: {pullPolicy: always}", "pullPolicy"),
    ("http", "port: 80", "port"),
    ("http", "port: 70000", "port"),
    ("http", "resources: {limits: {memory: 256mb}}", "memory"),
    ("http", "autoscaling: {minReplicas: 5, maxReplicas: 2}", "minReplicas"),
    ("http", "route: {hosts: [\"https://shop.acme.example\"]}", "hosts"),
    ("http", "existingSecret: {PASSWORD: hunter2}", "existingSecret"),
    ("http", "externalSecret: {data: {TOKEN: shop/token}}", "TOKEN"),
    ("http", "externalSecret: {store: {kind: Vault}}", "kind"),
    ("worker", "service: {port: 80}", "service"),
    ("worker", "podMonitor: {port: 80}", "port"),
    ("job", "schedule: every day", "schedule"),
    ("job", "replicas: 2", "replicas"),
    ("job", "fullnameOverride: a-name-that-leaves-no-room-for-the-runs-of-a-cron-job-x", "fullnameOverride"),
];

/// What looks like a mistake and is none.
const FINE: &[(&str, &str)] = &[
    ("http", "{global: {imageRegistry: x}, enabled: true}"),
    ("http", "{podLabels: null, podAnnotations: null, config: null, affinity: null}"),
    ("http", "{resources: {limits: null, requests: {cpu: 0.5, nvidia.com/gpu: \"1\"}}}"),
    ("http", "{replicas: 0, autoscaling: {enabled: false}}"),
    ("job", "{schedule: \"*/5 * * * 1-5\"}"),
    ("job", "{schedule: \"@daily\", serviceAccount: null}"),
];

#[test]
fn wrong_values_are_refused_by_name() {
    let Some(helm) = tool("helm") else { return };
    let room = room("refused");
    let chart = |kind: &str| {
        let spec = format!(
            "version: 1\n\
             service: {{name: checkout, description: x, owner: payments, stack: rust, kind: {kind}}}\n\
             repository: {{provider: github, url: https://github.com/acme/checkout}}\n\
             blips: {{helm: {{monitoring: true, secrets: external-secrets}}}}\n"
        );
        Made::new(room.join(kind), &spec)
    };
    let charts = ["http", "worker", "job"].map(|kind| (kind, chart(kind)));
    let render = |kind: &str, values: &str| {
        let chart = &charts.iter().find(|(name, _)| *name == kind).unwrap().1;
        write(&chart.root.join("values.yaml"), values);
        chart.template(&helm, "release", &["--values", "values.yaml"])
    };
    let mut findings = Vec::new();
    for (kind, values, key) in MISTAKES {
        let outcome = render(kind, values);
        if outcome.code == Some(0) || !outcome.stderr.contains(key) {
            findings.push(format!("{kind}, {values}: {outcome}"));
        }
    }
    for (kind, values) in FINE {
        let outcome = render(kind, values);
        if outcome.code != Some(0) {
            findings.push(format!("{kind}, {values}: {outcome}"));
        }
    }
    assert_none("the schema", &findings);
}
