//! What checkov has to say of the objects of every pair of settings, beyond what is so on purpose.
//!
//! It takes much to install (some hundred packages), so without CI=true it is only run where
//! `tests/tools/install checkov` was.

use super::made::{objects, write};
use super::pairs::{charts, values_args};
use crate::support::workspace;
use crate::tools::tool;

/// Its rules that the chart breaks, each with the reason.
const ON_PURPOSE: &[(&str, &str)] = &[
    (
        "CKV_K8S_8",
        "liveness: a worker and the pod of `helm test` have no endpoint to ask; services have all three probes",
    ),
    ("CKV_K8S_9", "readiness: the same"),
    (
        "CKV_K8S_11",
        "CPU limits: they slow a service down while the node is idle; what is requested is guaranteed anyway",
    ),
    (
        "CKV_K8S_15",
        "pull always: a digest or a version never changes, and `Always` makes the registry a part of each start",
    ),
    ("CKV_K8S_21", "the default namespace: the one who installs names the namespace, the templates name none"),
    (
        "CKV_K8S_35",
        "secrets as files: services read their settings from the environment; a Secret may be mounted by hand",
    ),
    ("CKV_K8S_43", "a digest: as with the tag; no digest is known before the first build"),
    (
        "CKV2_K8S_6",
        "a NetworkPolicy for each pod: the pod of `helm test` has none, and the setting can be switched off",
    ),
];

#[test]
fn checkov_finds_nothing_that_is_not_on_purpose() {
    let program = workspace().join("target/tools/checkov/bin/checkov");
    let (Some(helm), Some(checkov)) = (tool("helm"), tool(program.to_str().unwrap())) else { return };
    let charts = charts("checkov", "");
    for (number, chart) in charts.iter().enumerate() {
        for (set, values) in values_args(chart).iter().enumerate() {
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            let rendered = chart.template(&helm, "checkout", &values);
            assert!(!objects(&rendered).is_empty(), "{rendered}");
            write(&chart.root.join(format!("../rendered/{number}-{set}.yaml")), &rendered.stdout);
        }
    }
    let skipped = ON_PURPOSE.iter().map(|(rule, _)| *rule).collect::<Vec<_>>().join(",");
    let args =
        ["--directory", "rendered", "--framework", "kubernetes", "--compact", "--quiet", "--skip-check", &skipped];
    let outcome = checkov.run(args).in_folder(charts[0].root.parent().unwrap()).outcome();
    assert!(outcome.code == Some(0) && !outcome.stdout.contains("FAILED"), "{outcome}");
}
