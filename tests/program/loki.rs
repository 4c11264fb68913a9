//! The blip Loki, in a service and on a platform.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::alloy;
use crate::support::Sandbox;

fn refused(loki: &str, blips: &str, messages: &[&str]) {
    let sandbox = Sandbox::new();
    let set = format!("blips={{{blips}, loki: {{{loki}}}}}");
    sandbox.blip(["new", "checkout", "-y", "--set", &set]).exits(2).stderr_has(messages);
}

#[test]
fn how_long_logs_are_kept_is_said_of_an_environment_in_days() {
    let with_argocd = |keep: &str, messages: &[&str]| refused(keep, "helm: {}, argocd: {}", messages);
    with_argocd("keep: [7d]", &["`7d` says no duration", "staging=7d"]);
    with_argocd("keep: [live=7d]", &["there is no environment `live`"]);
    with_argocd("keep: [staging=1d, staging=2d]", &["`staging` stands there twice"]);
    with_argocd("keep: [staging=12h]", &["`12h` is shorter than a day, and Loki deletes by days"]);
    with_argocd("keep: [staging=forever]", &["`forever` is no duration", "for example 30d or 4w"]);
    refused("keep: [staging=7d]", "helm: {}", &["which there are with `argocd` alone"]);
}

#[test]
fn dashboard_and_alerts_need_a_chart() {
    refused("", "ci: {}", &["Loki makes no sense without `helm`"]);
}

#[test]
fn a_setting_of_services_is_none_of_platforms() {
    let sandbox = Sandbox::new();
    let args = ["new", "logging", "--kind", "platform", "-y", "--set", "blips={argocd: {}, loki: {dashboard: false}}"];
    sandbox.blip(args).exits(2).stderr_has(&["is for services"]);
}

#[test]
fn the_chart_of_a_library_has_dashboard_and_alerts_too() {
    let sandbox = Sandbox::new();
    let set = "blips={helm: {chart: library}, loki: {}}";
    sandbox.blip(["new", "checkout", "-y", "--set", set]).succeeds();
    let rules = sandbox.read("checkout/charts/checkout/templates/loki-rules.yaml");
    assert!(rules.contains("define \"platform-lib.http.logAlerts\""), "{rules}");
}

fn platform(loki: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    let blips = format!("blips={{argocd: {{}}, loki: {{{loki}}}}}");
    let environments = "environments=[{name: staging, cluster: a}, {name: production, cluster: b}]";
    let args = ["new", "logging", "--kind", "platform", "-y", "--set", environments, "--set", &blips];
    sandbox.blip(args).succeeds();
    sandbox
}

#[test]
fn what_loki_would_not_start_with_or_would_lose_is_refused() {
    for (loki, what) in [
        ("replicas: 2, bucket: b, region: eu", "2 keep no copy that a majority has"),
        ("replicas: 3", "a disk is one pod's"),
        ("bucket: b", "where it lies is not said"),
        ("region: eu-west-1", "there is no bucket"),
        ("rules: alloy", "which keeps them in a bucket, and there is none"),
        ("storage: 10GB", "`blips.loki.storage`: it is no quantity of bytes"),
        ("alertmanager: 'alerts:9093'", "`blips.loki.alertmanager`: it is no address"),
        ("retention: 12h", "`blips.loki.retention`: `12h` is shorter than a day"),
        ("classes: [7d, soon]", "`blips.loki.classes`: `soon` is no duration"),
        ("keep: [live=7d]", "there is no environment `live`"),
    ] {
        let sandbox = Sandbox::new();
        let set = format!("blips={{argocd: {{}}, loki: {{{loki}}}}}");
        let args = ["new", "logging", "--kind", "platform", "-y", "--set", &set];
        sandbox.blip(args).exits(2).stderr_has(&[what, "help: "]);
    }
}

/// The values that the chart is given, by its own names: a key that it does not know would do nothing, and it says so of none.
/// From charts/loki/values.yaml of grafana-community/helm-charts and from Loki's configuration reference.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "the names are what is tested")]
struct Values {
    deployment_mode: String,
    loki: Loki,
    ruler: Enabled,
    sidecar: BTreeMap<String, Sidecar>,
    single_binary: SingleBinary,
    read: Replicas,
    write: Replicas,
    backend: Replicas,
    gateway: Enabled,
    chunks_cache: Enabled,
    results_cache: Enabled,
    loki_canary: Enabled,
    test: Enabled,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the names are what is tested")]
struct Loki {
    auth_enabled: bool,
    #[serde(rename = "commonConfig")]
    common_config: CommonConfig,
    #[serde(rename = "schemaConfig")]
    schema_config: BTreeMap<String, Vec<Schema>>,
    storage: Storage,
    compactor: Compactor,
    limits_config: Limits,
    #[serde(rename = "rulerConfig")]
    ruler_config: Option<Ruler>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the names are what is tested")]
struct CommonConfig {
    replication_factor: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Schema {
    from: String,
    store: String,
    object_store: String,
    schema: String,
    index: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "the names are what is tested")]
struct Storage {
    r#type: String,
    bucket_names: Option<BTreeMap<String, String>>,
    s3: Option<S3>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "the names are what is tested")]
struct S3 {
    region: Option<String>,
    endpoint: Option<String>,
    #[serde(rename = "s3ForcePathStyle")]
    path_style: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Compactor {
    working_directory: String,
    retention_enabled: bool,
    delete_request_store: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the names are what is tested")]
struct Limits {
    retention_period: String,
    #[serde(default)]
    retention_stream: Vec<Stream>,
    allow_structured_metadata: bool,
    volume_enabled: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the names are what is tested")]
struct Stream {
    selector: String,
    priority: u8,
    period: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the names are what is tested")]
struct Ruler {
    rule_path: String,
    enable_api: bool,
    alertmanager_url: Option<String>,
    storage: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "the names are what is tested")]
struct Sidecar {
    enabled: bool,
    label: Option<String>,
    folder: Option<String>,
    folder_annotation: Option<String>,
    search_namespace: Option<String>,
    resource: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "the names are what is tested")]
struct SingleBinary {
    replicas: u8,
    extra_env_from: Option<Value>,
    persistence: Persistence,
    resources: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "the names are what is tested")]
struct Persistence {
    enabled: bool,
    size: String,
    storage_class: Option<String>,
    #[serde(rename = "enableStatefulSetAutoDeletePVC")]
    auto_delete: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the names are what is tested")]
struct Enabled {
    enabled: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the names are what is tested")]
struct Replicas {
    replicas: u8,
}

const IN_BUCKET: &str = "bucket: acme-logs, region: eu-west-1, replicas: 3, keep: [staging=7d], classes: [1d, 52w], \
                         storage_class: fast, alertmanager: 'http://alertmanager.monitoring:9093', tenant: shop";

#[test]
fn the_values_of_loki_have_the_names_that_it_knows() {
    for (loki, store) in [("", "filesystem"), (IN_BUCKET, "s3"), ("rules: none", "filesystem")] {
        let sandbox = platform(loki);
        for (environment, period) in [("staging", if store == "s3" { "7d" } else { "30d" }), ("production", "30d")] {
            let text = sandbox.read(format!("logging/clusters/{environment}/values/loki.yaml"));
            let values: Values = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
            let Loki { compactor, limits_config, schema_config, storage, .. } = values.loki;
            assert!(compactor.retention_enabled && compactor.working_directory.starts_with("/var/loki/"));
            let schema = &schema_config["configs"][0];
            for named in [&storage.r#type, &compactor.delete_request_store, &schema.object_store] {
                assert_eq!(named, store);
            }
            // retention works with this index and no other
            assert_eq!((schema.store.as_str(), schema.schema.as_str()), ("tsdb", "v13"));
            assert_eq!((&schema.index["period"], schema.from.len()), (&Value::from("24h"), 10));
            assert_eq!(limits_config.retention_period, period);
        }
    }
}

#[test]
fn alloy_is_told_what_it_understands() {
    for loki in ["", "collection: podlogs", "bucket: b, region: eu, rules: alloy, tenant: shop"] {
        let sandbox = platform(loki);
        let values = "logging/clusters/production/values";
        let files = ["alloy", "alloy-rules"].map(|name| format!("{values}/{name}.yaml"));
        let files: Vec<_> = files.into_iter().filter(|path| sandbox.exists(path)).collect();
        assert_eq!(files.len(), if loki.contains("rules: alloy") { 2 } else { 1 });
        for path in files {
            let of_chart: Value = serde_yaml::from_str(&sandbox.read(&path)).unwrap();
            let text = of_chart["alloy"]["configMap"]["content"].as_str().unwrap();
            assert_eq!(alloy::faults(text), Vec::<String>::new(), "{text}");
            // the chart reads it as a template
            assert!(!text.contains("{{") && text.contains("http://loki.logging-production.svc:3100"), "{text}");
            assert_eq!(text.contains("\"fake\""), !loki.contains("tenant"), "{text}");
        }
    }
}

/// What a service names is what a platform with the same settings has.
#[test]
fn a_service_and_its_platform_agree() {
    let shared = "tenant: shop, datasource: shop-logs, rules: ruler";
    let sandbox = platform(&format!("{shared}, classes: [7d], collection: pods"));
    let set = format!("blips={{argocd: {{}}, ci: {{}}, helm: {{}}, loki: {{{shared}, keep: [staging=7d]}}}}");
    sandbox.blip(["new", "checkout", "-y", "--set", &set]).succeeds();
    let chart = |name: &str| sandbox.read(format!("checkout/charts/checkout/templates/{name}.yaml"));
    let loki = sandbox.read("logging/clusters/staging/values/loki.yaml");
    assert!(chart("loki-rules").contains("k8s-sidecar-target-directory: \"/rules/shop\""));
    assert!(chart("loki-rules").contains("loki_rule: \"1\""));
    for wanted in ["folderAnnotation: k8s-sidecar-target-directory", "label: loki_rule", "directory: /rules\n"] {
        assert!(loki.contains(wanted), "{wanted}: {loki}");
    }
    assert!(chart("loki-dashboard").contains("\"uid\" \"shop-logs\""));
    assert!(sandbox.read("logging/clusters/staging/loki/datasource.yaml").contains("uid: \"shop-logs\""));
    assert!(sandbox.read("checkout/deploy/values/staging.yaml").contains("log-retention: \"7d\""));
    assert!(loki.contains("{log_retention=\\\"7d\\\"}"), "{loki}");
    let labels = ["namespace", "app", "instance", "container", "log_retention"];
    let alloy = sandbox.read("logging/clusters/staging/values/alloy.yaml");
    assert!(labels.iter().all(|label| alloy.contains(&format!("target_label  = \"{label}\""))), "{alloy}");
}
