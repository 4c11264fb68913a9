//! The blip Loki in a service.

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
fn a_setting_of_platforms_is_none_of_services() {
    let sandbox = Sandbox::new();
    let args = ["new", "logging", "--kind", "platform", "-y", "--set", "blips.loki.rules=none"];
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
