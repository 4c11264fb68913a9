//! Two versions of a service behind Traefik, and behind Envoy by a translation, by the weights and headers that Flagger and
//! Argo Rollouts would set, with a preview beside them. The controllers are to be had from no registry: what they make of
//! the chart's objects is written down here, after Flagger's pkg/router/gateway_api.go and the Gateway API plugin of Argo
//! Rollouts.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::envoy;
use super::scene::{Scene, slice};
use super::table::Asked;
use super::traefik::{gateway, start_with};
use crate::findings::assert_none;
use crate::samples::http::free_port;
use crate::samples::process::Process;
use crate::tools::{Tool, tool};

const PREVIEW: &str = "checkout-pr-4";
const CANARY: &str = "checkout-canary";
const HOST: &str = "checkout.acme.example";
const PATHS: [&str; 4] = ["/", "/api", "/api/v2/x", "/apis"];
/// The header of previews, that of A/B tests, and none.
const NO_HEADER: (&str, &str) = ("x-other", "1");
const AB: (&str, &str) = ("x-canary", "always");
const OF_PREVIEW: (&str, &str) = ("x-preview", PREVIEW);

/// What a controller makes of the objects, at one moment.
type Moment<'a> = &'a dyn Fn(&mut Vec<Value>, &Scene);

/// Who asks, with which header, and all who may answer.
type Wanted<'a> = (&'a str, (&'a str, &'a str), &'a [&'a str]);

/// Who answers requests with that header, over all paths and several tries.
fn answers(port: u16, header: (&str, &str)) -> BTreeSet<String> {
    let ask = |path: &&str| Asked::new(HOST, path, header).ask(port).unwrap_or_default();
    (0..6).flat_map(|_| PATHS.iter().map(ask)).collect()
}

/// At each moment, who answers whom.
fn holds(blip: &str, strategy: &str, moments: &[(Moment<'_>, &[Wanted<'_>])]) {
    let (Some(traefik), Some(envoy), Some(caddy), Some(_)) =
        (tool("traefik"), tool("envoy"), tool("caddy"), tool("helm"))
    else {
        return;
    };
    let blips = format!("preview: {{}}, {blip}: {{strategy: {strategy}, environments: [staging]}}");
    let scene = Scene::with_blips(&caddy, &blips, &[CANARY, PREVIEW]);
    let mut findings = Vec::new();
    for (number, (moment, expected)) in moments.iter().enumerate() {
        findings.extend(
            at(&traefik, &envoy, &scene, *moment, expected)
                .into_iter()
                .map(|fault| format!("moment {number}: {fault}")),
        );
    }
    assert_none(&format!("{blip}, {strategy}"), &findings);
}

fn at(traefik: &Tool, envoy: &Tool, scene: &Scene, moment: Moment<'_>, expected: &[Wanted<'_>]) -> Vec<String> {
    let port = free_port();
    let mut objects = gateway(port);
    objects.extend(scene.objects("checkout"));
    moment(&mut objects, scene);
    objects.extend(scene.objects(PREVIEW));
    let routes: Vec<Value> = objects.iter().filter(|object| object["kind"] == "HTTPRoute").cloned().collect();
    let (_api, process) = start_with(traefik, "kubernetesgateway", scene, objects, port);
    let by_traefik = differences("Traefik", process, port, expected);
    let port = free_port();
    let by_envoy = differences("Envoy", envoy::start(envoy, &routes, scene, port), port, expected);
    [by_traefik, by_envoy].concat()
}

/// Who is answered by others than by those who should, once the gateway routes.
fn differences(gateway: &str, mut process: Process, port: u16, expected: &[Wanted<'_>]) -> Vec<String> {
    process.wait_until("routing", |_| Asked::new(HOST, "/", OF_PREVIEW).ask(port).as_deref() == Some(PREVIEW));
    let mut findings = Vec::new();
    for (who, header, wanted) in expected {
        let (found, wanted) = (answers(port, *header), wanted.iter().map(|name| (*name).to_owned()).collect());
        if found != wanted {
            findings.push(format!("{gateway}, {who}: {found:?} instead of {wanted:?}"));
        }
    }
    findings
}

/// The route of the stable version.
fn route(objects: &mut [Value]) -> &mut Value {
    let is_it = |object: &&mut Value| object["kind"] == "HTTPRoute" && object["metadata"]["name"] == "checkout";
    objects.iter_mut().find(is_it).unwrap()
}

/// The plugin sets both weights.
fn weights(objects: &mut [Value], canary: u64) {
    let backends = &mut route(objects)["spec"]["rules"][0]["backendRefs"];
    assert_eq!(backends[1]["name"], CANARY);
    backends[0]["weight"] = (100 - canary).into();
    backends[1]["weight"] = canary.into();
}

#[test]
fn traffic_is_divided_as_argo_rollouts_asks_for() {
    let all = "requests";
    holds(
        "argo-rollouts",
        "canary",
        &[
            (&|_, _| (), &[(all, NO_HEADER, &["checkout"]), ("a preview", OF_PREVIEW, &[PREVIEW])]),
            (
                &|objects, _| weights(objects, 50),
                &[(all, NO_HEADER, &["checkout", CANARY]), ("a preview", OF_PREVIEW, &[PREVIEW])],
            ),
            (
                &|objects, _| weights(objects, 100),
                &[(all, NO_HEADER, &[CANARY]), ("a preview", OF_PREVIEW, &[PREVIEW])],
            ),
        ],
    );
}

#[test]
fn traffic_with_a_header_goes_where_argo_rollouts_asks_for() {
    // a rule of its own, with each match of the first and the header, that leads to the new version alone
    let with_header = |objects: &mut Vec<Value>, _: &Scene| {
        let rules = &mut route(objects)["spec"]["rules"];
        let mut added = rules[0].clone();
        added["name"] = "checkout-header".into();
        for matched in added["matches"].as_array_mut().unwrap() {
            matched["headers"] = json!([{"name": AB.0, "type": "Exact", "value": AB.1}]);
        }
        added["backendRefs"].as_array_mut().unwrap().remove(0);
        added["backendRefs"][0]["weight"] = 1.into();
        rules.as_array_mut().unwrap().push(added);
    };
    holds(
        "argo-rollouts",
        "ab-testing",
        &[(
            &with_header,
            &[
                ("others", NO_HEADER, &["checkout"]),
                ("the chosen", AB, &[CANARY]),
                ("a preview", OF_PREVIEW, &[PREVIEW]),
            ],
        )],
    );
}

/// What Flagger makes of the Canary: the Services of both versions, and the route.
fn as_flagger_does(objects: &mut Vec<Value>, scene: &Scene, share: u64) {
    assert!(!objects.iter().any(|object| ["HTTPRoute", "Service"].iter().any(|kind| object["kind"] == *kind)));
    let canary = objects.iter().find(|object| object["kind"] == "Canary").unwrap().clone();
    let (service, name) = (&canary["spec"]["service"], canary["spec"]["targetRef"]["name"].as_str().unwrap());
    for (suffix, version) in [("", "checkout"), ("-primary", "checkout"), ("-canary", CANARY)] {
        let made = json!({"apiVersion": "v1", "kind": "Service",
            "metadata": {"name": format!("{name}{suffix}"), "namespace": "checkout"},
            "spec": {"type": "ClusterIP", "selector": {"app": format!("{name}{suffix}")},
                "ports": [{"name": service["portName"], "port": service["port"], "targetPort": service["targetPort"],
                    "protocol": "TCP"}]}});
        objects.push(slice(&made, scene.port_of(version)));
        objects.push(made);
    }
    let backend = |suffix: &str, weight: u64| json!({"group": "", "kind": "Service", "name": format!("{name}{suffix}"), "port": service["port"], "weight": weight});
    let paths = service["match"].as_array().unwrap().iter().map(|matched| &matched["uri"]["prefix"]);
    let matches: Vec<Value> = paths.map(|path| json!({"path": {"type": "PathPrefix", "value": path}})).collect();
    let both = [backend("-primary", 100 - share), backend("-canary", share)];
    let rules = match canary["spec"]["analysis"]["match"][0]["headers"].as_object() {
        None => json!([{"matches": matches, "backendRefs": both}]),
        Some(headers) => {
            let headers: Vec<Value> = headers
                .iter()
                .map(|(name, value)| json!({"name": name, "type": "Exact", "value": value["exact"]}))
                .collect();
            let with_headers: Vec<Value> =
                matches.iter().map(|matched| json!({"path": matched["path"], "headers": headers})).collect();
            json!([
                {"matches": with_headers, "backendRefs": both},
                {"matches": matches, "backendRefs": [backend("-primary", 100)]},
            ])
        }
    };
    objects.push(json!({"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute",
        "metadata": {"name": name, "namespace": "checkout"},
        "spec": {"parentRefs": service["gatewayRefs"], "hostnames": service["hosts"], "rules": rules}}));
}

#[test]
fn traffic_is_divided_as_flagger_asks_for() {
    let all = "requests";
    holds(
        "flagger",
        "canary",
        &[
            (
                &|objects, scene| as_flagger_does(objects, scene, 0),
                &[(all, NO_HEADER, &["checkout"]), ("a preview", OF_PREVIEW, &[PREVIEW])],
            ),
            (
                &|objects, scene| as_flagger_does(objects, scene, 50),
                &[(all, NO_HEADER, &["checkout", CANARY]), ("a preview", OF_PREVIEW, &[PREVIEW])],
            ),
        ],
    );
}

#[test]
fn traffic_with_a_header_goes_where_flagger_asks_for() {
    holds(
        "flagger",
        "ab-testing",
        &[(
            &|objects, scene| as_flagger_does(objects, scene, 100),
            &[
                ("others", NO_HEADER, &["checkout"]),
                ("the chosen", AB, &[CANARY]),
                ("a preview", OF_PREVIEW, &[PREVIEW]),
            ],
        )],
    );
}
