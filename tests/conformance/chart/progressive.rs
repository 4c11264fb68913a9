//! Charts of services whose new versions are tried by Flagger or by Argo Rollouts: the objects of both, what has to fit
//! between them, and what becomes of previews beside them.

use std::collections::{BTreeMap, BTreeSet};

use serde_yaml::Value;

use super::made::{Made, objects, room, write};
use super::objects::{faults, of_kind};
use crate::findings::{assert_none, assert_silent};
use crate::tools::{Tool, own_tool, tool};

/// Settings of `helm` and strategies that it can have, for Flagger and for Argo Rollouts.
const ROUTINGS: &[(&str, &[&str], &[&str])] = &[
    ("", &["canary", "ab-testing", "blue-green"], &["canary", "ab-testing", "blue-green"]),
    ("routing: virtual-service", &["canary", "ab-testing"], &["canary", "ab-testing"]),
    ("routing: traefik", &["canary", "blue-green"], &["canary", "blue-green"]),
    ("routing: ingress", &["blue-green"], &["canary"]),
    ("routing: none", &["blue-green"], &["canary", "blue-green"]),
];

/// The service with a setting of `helm`, and `blips` beside it.
fn spec(helm: &str, blips: &str) -> String {
    format!(
        "version: 1\n\
         service: {{name: checkout, description: x, owner: payments, stack: rust}}\n\
         repository: {{provider: github, url: https://github.com/acme/checkout}}\n\
         environments: [{{name: staging, host: staging.acme.example}}, {{name: production, host: checkout.acme.example}}]\n\
         blips: {{ci: {{}}, argocd: {{}}, helm: {{{helm}}}, {blips}}}\n"
    )
}

/// A case: what it is called, the settings of `helm`, and the blips.
fn cases() -> Vec<(String, &'static str, String)> {
    let mut cases = Vec::new();
    for (helm, flagger, rollouts) in ROUTINGS {
        for (blip, strategies) in [("flagger", flagger), ("argo-rollouts", rollouts)] {
            for strategy in *strategies {
                let routing = helm.trim_start_matches("routing: ");
                let name = format!("{blip}-{strategy}-{}", if routing.is_empty() { "gateway-api" } else { routing });
                cases.push((name, *helm, format!("{blip}: {{strategy: {strategy}}}")));
            }
        }
    }
    for provider in ["linkerd", "kuma"] {
        for (helm, strategy) in [("routing: ingress", "canary"), ("routing: none", "blue-green")] {
            cases.push((
                format!("{provider}-{strategy}"),
                helm,
                format!("flagger: {{provider: {provider}, strategy: {strategy}}}"),
            ));
        }
    }
    // each of those that count requests
    for metrics in ["istio", "traefik", "service"] {
        for blip in ["flagger", "argo-rollouts"] {
            cases.push((format!("{blip}-{metrics}"), "", format!("{blip}: {{metrics: {metrics}}}")));
        }
    }
    cases
}

fn joined(first: &str, second: &str) -> String {
    [first, second].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

const PRODUCTION: &[&str] = &["--values", "deploy/values/production.yaml"];

#[test]
fn every_routing_divides_requests_as_far_as_it_can() {
    let (Some(helm), Some(types)) = (tool("helm"), own_tool("kubernetes-types", "tsc")) else { return };
    let room = room("progressive");
    let mut findings = Vec::new();
    let mut manifests = Vec::new();
    for (name, of_helm, blips) in cases() {
        let plain = Made::new(room.join(&name), &spec(of_helm, &blips));
        let with_library =
            Made::new(room.join(format!("{name}-library")), &spec(&joined("chart: library", of_helm), &blips));
        with_library.fetch_dependencies(&helm);
        let full = ["--values", "charts/checkout/ci/full-values.yaml"];
        let lint: Vec<&str> = ["lint", "--strict", "charts/checkout"].into_iter().chain(full).collect();
        plain.helm(&helm, &lint).succeeds();
        for (kind, values) in [("production", PRODUCTION), ("staging", &[]), ("full", &full)] {
            let rendered = plain.template(&helm, "checkout", values);
            let made = objects(&rendered);
            let of_library = objects(&with_library.template(&helm, "checkout", values));
            let as_text = |objects: &[Value]| -> BTreeSet<String> {
                objects.iter().map(|object| serde_yaml::to_string(object).unwrap()).collect()
            };
            assert_eq!(as_text(&made), as_text(&of_library), "{name}: the library makes the same with {kind}");
            findings
                .extend(faults(&made).into_iter().chain(wrong(&made)).map(|fault| format!("{name}, {kind}: {fault}")));
            let is_progressive = of_kind(&made, "Canary").chain(of_kind(&made, "Rollout")).next().is_some();
            assert_eq!(is_progressive, kind != "staging", "{name}, {kind}");
            let file = plain.root.join(format!("{kind}.yaml"));
            write(&file, &rendered.stdout);
            manifests.push(file.to_str().unwrap().to_owned());
        }
    }
    assert_none("the chart", &findings);
    assert_silent(&types.run(manifests).in_folder(&room).outcome());
}

/// What a schema lets pass and a controller refuses.
fn wrong(objects: &[Value]) -> Vec<String> {
    let mut faults = Vec::new();
    for canary in of_kind(objects, "Canary") {
        faults.extend(wrong_canary(canary, objects));
    }
    for rollout in of_kind(objects, "Rollout") {
        faults.extend(wrong_rollout(rollout, objects));
    }
    for template in of_kind(objects, "MetricTemplate") {
        // Flagger fills in the window
        faults.extend(wrong_query(&text(&template["spec"]["query"]).replace("{{ interval }}", "2m")));
    }
    for template in of_kind(objects, "AnalysisTemplate") {
        for metric in list(&template["spec"]["metrics"]) {
            let query = text(&metric["provider"]["prometheus"]["query"]);
            let args: Vec<&str> = list(&template["spec"]["args"]).iter().map(|arg| text(&arg["name"])).collect();
            faults.extend(wrong_query(
                &args
                    .iter()
                    .fold(query.to_owned(), |query, arg| query.replace(&format!("{{{{args.{arg}}}}}"), "6d5f8")),
            ));
        }
    }
    faults
}

fn wrong_query(query: &str) -> Option<String> {
    // what nobody filled in
    let open = query.contains("{{").then(|| format!("{query}: braces are left"));
    open.or_else(|| promql_parser::parser::parse(query).err().map(|error| format!("{query}: {error}")))
}

fn names<'a>(objects: &'a [Value], kind: &'a str) -> BTreeSet<&'a str> {
    of_kind(objects, kind).map(|object| text(&object["metadata"]["name"])).collect()
}

/// Flagger makes the Services and the route itself, and tells pods apart by the first of three labels.
fn wrong_canary(canary: &Value, objects: &[Value]) -> Vec<String> {
    let mut faults = Vec::new();
    let spec = &canary["spec"];
    let name = text(&spec["targetRef"]["name"]);
    for kind in ["Service", "VirtualService"] {
        faults.extend(
            names(objects, kind).contains(name).then(|| format!("the chart and Flagger both make the {kind} {name}")),
        );
    }
    if of_kind(objects, "HTTPRoute").any(|route| route["metadata"]["name"] == name) {
        faults.push(format!("the chart and Flagger both make the HTTPRoute {name}"));
    }
    if spec["provider"] == "traefik" {
        let routed = of_kind(objects, "IngressRoute").all(|route| {
            let service = &route["spec"]["routes"][0]["services"][0];
            service["kind"] == "TraefikService" && service["name"] == name
        });
        faults
            .extend((!routed).then(|| "the IngressRoute leads past the TraefikService that Flagger makes".to_owned()));
    }
    faults.extend(wrong_in_mesh(spec, name));
    let outside = of_kind(objects, "Ingress").flat_map(|ingress| list(&ingress["spec"]["rules"]));
    for path in outside.flat_map(|rule| list(&rule["http"]["paths"])) {
        faults.extend((path["backend"]["service"]["name"] != name).then(|| "an Ingress past the Service".to_owned()));
    }
    let Some(deployment) = of_kind(objects, "Deployment").find(|object| object["metadata"]["name"] == name) else {
        return vec![format!("there is no Deployment {name}")];
    };
    let labels = &deployment["spec"]["selector"]["matchLabels"];
    let first = ["app", "name", "app.kubernetes.io/name"].into_iter().find(|label| !labels[*label].is_null());
    if first != Some("app")
        || labels["app"] != name
        || deployment["spec"]["template"]["metadata"]["labels"]["app"] != name
    {
        faults.push("its pods are told from others by what two releases share".to_owned());
    }
    if !deployment["spec"]["replicas"].is_null() {
        faults.push("the chart and Flagger both say how many pods there are".to_owned());
    }
    if !names(objects, "HorizontalPodAutoscaler").contains(text(&spec["autoscalerRef"]["name"])) {
        faults.push("there is no autoscaler of that name".to_owned());
    }
    let weights: Vec<u64> = list(&spec["analysis"]["stepWeights"]).iter().filter_map(Value::as_u64).collect();
    if weights.iter().any(|weight| *weight > 100) || weights.windows(2).any(|pair| pair[0] >= pair[1]) {
        faults.push(format!("shares that do not grow: {weights:?}"));
    }
    let templates = names(objects, "MetricTemplate");
    let metrics = list(&spec["analysis"]["metrics"]).iter().map(|metric| text(&metric["templateRef"]["name"]));
    faults.extend(metrics.filter(|name| !templates.contains(name)).map(|name| format!("no MetricTemplate {name}")));
    faults
}

/// What Flagger's routers ask of a Canary that divides requests in a mesh (pkg/router/{gateway_api,kuma}.go).
fn wrong_in_mesh(spec: &Value, name: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let service = &spec["service"];
    let provider = text(&spec["provider"]);
    let gateways = list(&service["gatewayRefs"]);
    if provider.starts_with("gatewayapi:") && gateways.is_empty() {
        faults.push("a route of the Gateway API that is attached to nothing".to_owned());
    }
    // for requests within the mesh it is attached to the Service itself
    for gateway in gateways.iter().filter(|gateway| gateway["kind"] == "Service") {
        if gateway["group"] != "core" || gateway["name"] != name || gateway["port"] != service["port"] {
            faults.push("a route that is attached to another Service".to_owned());
        }
    }
    if provider == "kuma" {
        let protocol = format!("{}.service.kuma.io/protocol", service["port"].as_u64().unwrap_or_default());
        for of in ["apex", "primary", "canary"] {
            let known = service[of]["annotations"][protocol.as_str()] == "http";
            faults.extend((!known).then(|| format!("Kuma takes {of} for bare TCP")));
        }
    }
    let in_mesh = provider == "kuma" || gateways.iter().any(|gateway| gateway["kind"] == "Service");
    let by_header = !spec["analysis"]["match"].is_null();
    faults.extend((in_mesh && by_header).then(|| "a header, where Flagger divides by weight alone".to_owned()));
    faults
}

/// The rules of Argo Rollouts' own validation (pkg/apis/rollouts/validation), and that what it names is there.
fn wrong_rollout(rollout: &Value, objects: &[Value]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut report = |is_wrong: bool, what: &str| faults.extend(is_wrong.then(|| what.to_owned()));
    let (canary, blue_green) = (&rollout["spec"]["strategy"]["canary"], &rollout["spec"]["strategy"]["blueGreen"]);
    report(canary.is_null() == blue_green.is_null(), "one strategy, and only one");
    let services = names(objects, "Service");
    for pair in [
        [&canary["stableService"], &canary["canaryService"]],
        [&blue_green["activeService"], &blue_green["previewService"]],
    ] {
        let [one, other] = pair.map(text);
        report(!one.is_empty() && one == other, "two Services that are one");
        report(
            [one, other].iter().any(|name| !name.is_empty() && !services.contains(name)),
            "a Service that is not there",
        );
    }
    report(canary["maxSurge"] == 0 && canary["maxUnavailable"] == 0, "neither more pods nor fewer");
    let routing = &canary["trafficRouting"];
    let managed: Vec<&str> = list(&routing["managedRoutes"]).iter().map(|route| text(&route["name"])).collect();
    let knows_headers = !routing["plugins"].is_null() || !routing["istio"].is_null();
    report(!routing.is_null() && canary["stableService"].is_null(), "a route without its Services");
    for step in list(&canary["steps"]) {
        let kinds = step.as_mapping().unwrap().len();
        report(kinds != 1, "a step of several kinds, or of none");
        report(step["setWeight"].as_u64().is_some_and(|weight| weight > 100), "a share of more than all");
        report(!step["setCanaryScale"].is_null() && routing.is_null(), "pods without a route");
        let header = &step["setHeaderRoute"];
        report(!header.is_null() && !knows_headers, "a header that what routes does not know");
        report(!header.is_null() && !managed.contains(&text(&header["name"])), "a route that nobody manages");
        for matched in list(&header["match"]) {
            report(matched["headerValue"].as_mapping().map(|value| value.len()) != Some(1), "one way to match a value");
        }
    }
    let named: BTreeMap<&str, &str> = [
        ("HTTPRoute", text(&routing["plugins"]["argoproj-labs/gatewayAPI"]["httpRoutes"][0]["name"])),
        ("VirtualService", text(&routing["istio"]["virtualService"]["name"])),
        ("TraefikService", text(&routing["traefik"]["weightedTraefikServiceName"])),
    ]
    .into();
    for (kind, name) in named {
        report(!name.is_empty() && !names(objects, kind).contains(name), "a route that is not there");
    }
    for route in list(&routing["istio"]["virtualService"]["routes"]) {
        let mut routes = of_kind(objects, "VirtualService").flat_map(|object| list(&object["spec"]["http"]));
        report(!routes.any(|http| http["name"] == *route), "a route of a VirtualService that is not there");
    }
    let analyses = [&canary["analysis"], &blue_green["prePromotionAnalysis"]];
    let in_steps = list(&canary["steps"]).iter().map(|step| &step["analysis"]);
    for analysis in analyses.into_iter().chain(in_steps).filter(|analysis| !analysis.is_null()) {
        for template in list(&analysis["templates"]) {
            let found = of_kind(objects, "AnalysisTemplate")
                .find(|object| object["metadata"]["name"] == template["templateName"]);
            let Some(found) = found else {
                report(true, "an AnalysisTemplate that is not there");
                continue;
            };
            let wanted: Vec<&str> = list(&found["spec"]["args"]).iter().map(|arg| text(&arg["name"])).collect();
            let given: Vec<&str> = list(&analysis["args"]).iter().map(|arg| text(&arg["name"])).collect();
            report(wanted != given, "arguments that its analysis does not have");
            // one beside the steps ends with them; any other has to end by itself
            let ends = list(&found["spec"]["metrics"]).iter().all(|metric| !metric["count"].is_null());
            report(analysis["startingStep"].is_null() && !ends, "an analysis without an end");
        }
    }
    let scaled =
        of_kind(objects, "HorizontalPodAutoscaler").all(|scaler| scaler["spec"]["scaleTargetRef"]["kind"] == "Rollout");
    report(!scaled, "an autoscaler of something else");
    faults
}

fn list(value: &Value) -> &[Value] {
    value.as_sequence().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[test]
fn what_a_controller_refuses_would_be_found() {
    let Some(helm) = tool("helm") else { return };
    let room = room("progressive-wrong");
    let found = |of: &str, old: &str, new: &str| {
        let (helm_settings, blips) = match of {
            "linkerd" | "kuma" => ("routing: ingress", format!("flagger: {{provider: {of}}}")),
            blip => ("", format!("{blip}: {{strategy: ab-testing}}")),
        };
        let chart = Made::new(room.join(format!("{of}-{}", new.len())), &spec(helm_settings, &blips));
        let made = objects(&chart.template(&helm, "checkout", PRODUCTION));
        let text: String =
            made.iter().map(|object| format!("---\n{}", serde_yaml::to_string(object).unwrap())).collect();
        assert!(text.contains(old), "{old:?} is not in\n{text}");
        let changed = crate::syntax::documents(&text.replacen(old, new, 1)).unwrap();
        wrong(&changed)
    };
    for (blip, old, new) in [
        ("flagger", "matchLabels:\n      app: checkout\n", "matchLabels:\n"),
        ("flagger", "name: checkout-latency", "name: checkout-latncy"),
        ("flagger", "[{{ interval }}]", "[2m"),
        ("flagger", "kind: ConfigMap", "kind: HTTPRoute"),
        ("linkerd", "kind: Service\n      name: checkout\n", "kind: Service\n      name: chekout\n"),
        ("linkerd", "analysis:\n", "analysis:\n    match: []\n"),
        ("linkerd", "service:\n            name: checkout\n", "service:\n            name: other\n"),
        ("kuma", "80.service.kuma.io/protocol", "8080.service.kuma.io/protocol"),
        ("argo-rollouts", "canaryService: checkout-canary", "canaryService: checkout"),
        ("argo-rollouts", "canaryService: checkout-canary", "canaryService: checkout-next"),
        ("argo-rollouts", "managedRoutes:\n        - name: checkout-header", "managedRoutes:\n        - name: header"),
        ("argo-rollouts", "{{args.hash}}", "{{args.hsh}}"),
        ("argo-rollouts", "count: 10", "consecutiveErrorLimit: 10"),
    ] {
        assert!(!found(blip, old, new).is_empty(), "{blip}: {old:?} → {new:?} is not noticed");
    }
}

#[test]
fn a_preview_is_never_released_step_by_step() {
    let Some(helm) = tool("helm") else { return };
    let room = room("progressive-previews");
    for blip in ["flagger", "argo-rollouts"] {
        // previews beside an environment that is
        let blips = format!("{blip}: {{environments: [staging, production]}}, preview: {{}}");
        for (kind, settings) in [("plain", ""), ("library", "chart: library")] {
            let chart = Made::new(room.join(format!("{blip}-{kind}")), &spec(settings, &blips));
            if kind == "library" {
                chart.fetch_dependencies(&helm);
            }
            write(&chart.root.join("route.yaml"), "route: {hosts: [checkout.acme.example]}\n");
            let stable = ["--values", "deploy/values/staging.yaml", "--values", "route.yaml"];
            let preview =
                ["--values", "deploy/values/preview.yaml", "--set", "preview.enabled=true,preview.value=checkout-pr-4"];
            let args: Vec<&str> = stable.into_iter().chain(preview).collect();
            let made = objects(&chart.template(&helm, "checkout-pr-4", &args));
            assert_none(&format!("{blip}, {kind}"), &faults(&made));
            for (wanted, count) in [
                ("Deployment", 1),
                ("Service", 1),
                ("HTTPRoute", 1),
                ("Canary", 0),
                ("Rollout", 0),
                ("AnalysisTemplate", 0),
            ] {
                assert_eq!(of_kind(&made, wanted).count(), count, "{blip}, {kind}: {wanted}");
            }
            let route = of_kind(&made, "HTTPRoute").next().unwrap();
            assert_eq!(route["spec"]["rules"][0]["backendRefs"].as_sequence().unwrap().len(), 1, "one version answers");
            let args: Vec<&str> =
                args.into_iter().chain(["--set", "progressive.enabled=true,autoscaling.enabled=true"]).collect();
            let refused = chart.template(&helm, "checkout-pr-4", &args);
            assert!(refused.code != Some(0) && refused.stderr.contains("deploy/values/preview.yaml"), "{refused}");
        }
    }
}

#[test]
fn values_that_leave_nothing_to_divide_are_refused() {
    let Some(helm) = tool("helm") else { return };
    let room = room("progressive-refused");
    let refused = |chart: &Made, helm: &Tool, set: &str, reason: &str| {
        let args: Vec<&str> = PRODUCTION.iter().copied().chain(["--set", set]).collect();
        let outcome = chart.template(helm, "checkout", &args);
        assert!(outcome.code != Some(0) && outcome.stderr.contains(reason), "{set}: {outcome}");
    };
    let flagger = Made::new(room.join("flagger"), &spec("", "flagger: {}"));
    refused(&flagger, &helm, "autoscaling.enabled=false", "needs autoscaling.enabled");
    refused(&flagger, &helm, "route.hosts=null", "route.hosts names no host");
    refused(&flagger, &helm, "progressive.controller=argo-rollouts", "controller");
    refused(&flagger, &helm, "progressive.stepWeights={10,100}", "stepWeights");
    let traefik = Made::new(room.join("traefik"), &spec("routing: traefik", "flagger: {}"));
    refused(&traefik, &helm, "progressive.strategy=ab-testing", "strategy");
    let rollouts = Made::new(room.join("rollouts"), &spec("", "argo-rollouts: {strategy: ab-testing}"));
    refused(&rollouts, &helm, "route.hosts=null", "route.hosts names no host");
    // by pods then, as nothing else divides
    let by_pods = Made::new(room.join("pods"), &spec("", "argo-rollouts: {}"));
    let args: Vec<&str> = PRODUCTION.iter().copied().chain(["--set", "route.hosts=null"]).collect();
    let made = objects(&by_pods.template(&helm, "checkout", &args));
    let canary = &of_kind(&made, "Rollout").next().unwrap()["spec"]["strategy"]["canary"];
    assert!(canary["trafficRouting"].is_null() && canary["canaryService"].is_null(), "{canary:?}");
}
