//! Edits of the chart by hand, after which a gateway would do otherwise: `blip check` finds them.

use super::scene::Scene;
use crate::tools::tool;

pub(super) const TEMPLATES: &str = "charts/checkout/templates";

/// A path of the HTTPRoute that only stable has: what is replaced, and by what.
pub(super) const ONLY_STABLE: (&str, &str) = (
    "  rules:\n",
    "  rules:\n    {{- if not $.Values.preview.enabled }}\n    - matches: [{path: {type: PathPrefix, value: /admin}}]\n      \
     backendRefs: [{name: checkout, port: 80}]\n    {{- end }}\n",
);

/// A priority of the IngressRoute that is lower than the length of stable's rule.
pub(super) const NO_PRIORITY: (&str, &str) = ("priority: 1000000", "priority: 1");

#[test]
fn edits_of_the_chart_that_lead_astray_are_found() {
    let Some(_) = tool("helm") else { return };
    for (helm, preview, file, old, new, found) in [
        // a path that only stable has
        (
            "",
            "",
            "httproute.yaml",
            ONLY_STABLE.0,
            ONLY_STABLE.1,
            "/admin with x-preview: checkout-pr-1 reaches checkout by HTTPRoute/checkout instead of checkout-pr-1",
        ),
        // a preview that asks for nothing
        (
            "",
            "",
            "httproute.yaml",
            "{{- with $choice }}",
            "{{- with dict }}",
            "reaches checkout by HTTPRoute/checkout instead of",
        ),
        // a longer path goes first again, where the preview has no priority
        (
            "routing: traefik",
            "routing: traefik",
            "ingressroute.yaml",
            NO_PRIORITY.0,
            NO_PRIORITY.1,
            "by IngressRoute/checkout instead of checkout-pr-1",
        ),
        // pods that the stable Service would take for its own
        (
            "",
            "",
            "_helpers.tpl",
            "app.kubernetes.io/instance: {{ .Release.Name | quote }}",
            "app.kubernetes.io/instance: {{ .Chart.Name | quote }}",
            "the Service of checkout selects the pods of checkout-pr-1",
        ),
    ] {
        let scene = Scene::without_servers(helm, preview);
        scene.blip(["check"]).succeeds();
        scene.edit(&format!("{TEMPLATES}/{file}"), old, new);
        scene.blip(["check"]).exits(3).stderr_has(&[found]);
        scene.blip(["preview", "check"]).exits(3).stderr_has(&[found]);
    }
}

#[test]
fn a_chart_that_helm_refuses_is_told() {
    let Some(_) = tool("helm") else { return };
    let scene = Scene::without_servers("routing: virtual-service", "routing: istio-virtual-service");
    scene.edit("deploy/values/staging.yaml", "paths: [/, /api, /api/v2/]", "paths: [/api]");
    let said = ["helm cannot render charts/checkout", "route.paths has to contain /"];
    scene.blip(["check"]).exits(3).stderr_has(&said);
    scene.blip(["preview", "check"]).exits(2).stderr_has(&said);
}
