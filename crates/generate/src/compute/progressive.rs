//! New versions that are tried on a part of the requests, by Flagger or by Argo Rollouts.

use blip_model::Problems;
use serde_json::{Map, Value};

use super::Input;
use super::helm;

/// How the chart leads requests to the service, in the words of its settings and in those of Flagger.
const ROUTERS: [(&str, &str, &str); 3] = [
    ("gateway-api", "gateway-api", "gatewayapi:v1"),
    ("virtual-service", "istio", "istio"),
    ("traefik", "traefik", "traefik"),
];
/// The meshes that divide them between the pods, in the same words. For Linkerd, Flagger makes a route of the Gateway API.
const MESHES: [(&str, &str, &str); 2] = [("linkerd", "linkerd", "gatewayapi:v1"), ("kuma", "kuma", "kuma")];
/// What divides nothing by itself.
const NONE: &str = "none";

pub(super) fn flagger(input: &Input<'_>) -> Result<Map<String, Value>, Problems> {
    compute(input, "flagger")
}

pub(super) fn rollouts(input: &Input<'_>) -> Result<Map<String, Value>, Problems> {
    compute(input, "argo-rollouts")
}

/// `router`: who divides the requests, and `provider`, what Flagger calls it; `metrics`: who counts them, and `version`:
/// those of the new version, as labels of Prometheus in a template of Helm; `helpers`: those of the chart.
fn compute(input: &Input<'_>, blip: &str) -> Result<Map<String, Value>, Problems> {
    let setting = |of: &str, name: &str| input.selection.text(of, name);
    let divides = setting(blip, "provider").or(setting("helm", "routing")).unwrap_or_default();
    let mut known = ROUTERS.iter().chain(&MESHES);
    let (_, router, provider) = known.find(|(of, ..)| *of == divides).unwrap_or(&("", NONE, "kubernetes"));
    let counted = match *router {
        "istio" | "traefik" | "linkerd" | "kuma" => router,
        // a Gateway is many a controller's; of the two that can be told, one counts by versions
        _ if setting("preview", "routing") == Some("istio") => "istio",
        _ => "service",
    };
    let metrics = setting(blip, "metrics").unwrap_or(counted);
    let values = [
        ("router", *router),
        ("provider", *provider),
        ("metrics", metrics),
        ("version", version(blip, metrics)),
        ("helpers", &helm::helpers(input)?),
    ];
    Ok(values.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect())
}

/// The labels by which the requests of the new version are counted apart.
fn version(blip: &str, metrics: &str) -> &'static str {
    match (metrics, blip) {
        // as the gateway and other services saw it, whether the pods are in the mesh or not
        ("istio", _) => {
            r#"reporter="source", destination_service_namespace="{{ $.Release.Namespace }}", destination_service_name="{{ $name }}-canary""#
        }
        ("traefik", _) => r#"exported_service=~"{{ $.Release.Namespace }}-{{ $name }}-canary-.+""#,
        // by the proxies of the new version's own pods
        ("linkerd", _) => r#"namespace="{{ $.Release.Namespace }}", deployment="{{ $name }}", direction="inbound""#,
        // by the proxies of those who ask
        ("kuma", _) => r#"service=~"{{ $name }}-canary_{{ $.Release.Namespace }}_svc_[0-9]+""#,
        (_, "flagger") => r#"namespace="{{ $.Release.Namespace }}", pod=~"{{ $name }}-[0-9a-z]+-[0-9a-z]+""#,
        (_, _) => r#"namespace="{{ $.Release.Namespace }}", pod=~"{{ $name }}-{{ "{{args.hash}}" }}-.+""#,
    }
}
