//! Envoy, given a translation of the HTTPRoutes: how it matches paths, headers, expressions and parameters is real,
//! the order of the routes is that of the Gateway API, written down here a second time.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use super::scene::Scene;
use super::table::{Asked, differences, predicted};
use crate::findings::assert_none;
use crate::samples::http::free_port;
use crate::samples::process::Process;
use crate::tools::{Tool, tool};

const VERSIONS: [&str; 3] = ["checkout", "checkout-pr-4", "checkout-pr-42"];
const HOST: &str = "checkout.acme.example";

#[test]
fn traffic_through_envoy_by_a_translation() {
    let (Some(envoy), Some(caddy), Some(_)) = (tool("envoy"), tool("caddy"), tool("helm")) else { return };
    let scene = Scene::new(&caddy, "", "routing: istio, match: [query, cookie, baggage]", &VERSIONS[1..]);
    let routes: Vec<Value> = VERSIONS
        .iter()
        .flat_map(|version| scene.objects(version))
        .filter(|object| object["kind"] == "HTTPRoute")
        .collect();
    assert_eq!(routes.len(), VERSIONS.len());
    for (versions, numbers) in [(&VERSIONS[..], &["4", "42"][..]), (&VERSIONS[..2], &["4"][..])] {
        let port = free_port();
        let mut process = start(&envoy, &routes[..versions.len()], &scene, port);
        let asked = Asked::new(HOST, "/api", ("x-preview", "checkout-pr-42"));
        let expected = versions.get(2).copied().unwrap_or("checkout");
        process.wait_until("routing", |_| asked.ask(port).as_deref() == Some(expected));
        assert_none("Envoy", &differences(&predicted(&scene, numbers), port));
    }
}

/// Envoy with a translation of these routes.
pub(super) fn start(envoy: &Tool, routes: &[Value], scene: &Scene, port: u16) -> Process {
    let file = scene.folder().join("envoy.json");
    fs::write(&file, configuration(routes, scene, port).to_string()).unwrap();
    let file = file.to_str().unwrap();
    let args = ["--config-path", file, "--log-level", "error", "--use-dynamic-base-id", "--concurrency", "1"];
    Process::start(envoy.run(args).in_folder(scene.folder()))
}

/// One listener with a virtual host for each host, and a cluster for each Service that a route leads to.
fn configuration(routes: &[Value], scene: &Scene, port: u16) -> Value {
    let mut hosts: Vec<&str> =
        routes.iter().flat_map(|route| list(&route["spec"]["hostnames"])).filter_map(Value::as_str).collect();
    hosts.sort_unstable();
    hosts.dedup();
    let host =
        |host: &&str| json!({"name": host, "domains": [host, format!("{host}:*")], "routes": routes_of(routes, host)});
    // a host with an asterisk takes no port behind it
    let host = |name: &&str| {
        let mut host = host(name);
        if name.starts_with('*') {
            host["domains"] = json!([name]);
        }
        host
    };
    let manager = json!({
        "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "http",
        "route_config": {"virtual_hosts": hosts.iter().map(host).collect::<Vec<_>>()},
        "http_filters": [{"name": "router", "typed_config":
            {"@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}],
    });
    let address = |port: u16| json!({"socket_address": {"address": "127.0.0.1", "port_value": port}});
    let rules = routes.iter().flat_map(|route| list(&route["spec"]["rules"]));
    let backends: BTreeSet<&str> =
        rules.flat_map(|rule| list(&rule["backendRefs"])).filter_map(|backend| backend["name"].as_str()).collect();
    let cluster = |name: &&str| {
        // Flagger's Service of the old version
        let version = name.trim_end_matches("-primary");
        let endpoint = json!({"endpoint": {"address": address(scene.port_of(version))}});
        json!({"name": name, "type": "STATIC",
            "load_assignment": {"cluster_name": name, "endpoints": [{"lb_endpoints": [endpoint]}]}})
    };
    json!({"static_resources": {
        "listeners": [{"address": address(port), "filter_chains": [{"filters": [{"name": "http", "typed_config": manager}]}]}],
        "clusters": backends.iter().map(cluster).collect::<Vec<_>>(),
    }})
}

/// The matches of all routes for one host, the best first: exact path, longest prefix, method, headers, parameters; the
/// sort is stable, so of equals the oldest stays in front.
fn routes_of(routes: &[Value], host: &str) -> Vec<Value> {
    let of_host = routes.iter().filter(|route| list(&route["spec"]["hostnames"]).any(|name| name == host));
    let rules = of_host.flat_map(|route| list(&route["spec"]["rules"]));
    let mut all: Vec<(&Value, &Value)> =
        rules.flat_map(|rule| list(&rule["matches"]).map(|matched| (matched, &rule["backendRefs"]))).collect();
    all.sort_by_key(|(matched, _)| {
        let path = matched["path"]["value"].as_str().unwrap_or("/").trim_end_matches('/');
        let counts = [&matched["headers"], &matched["queryParams"]].map(|of| list(of).count());
        Reverse((matched["path"]["type"] == "Exact", path.len(), matched["method"].is_string(), counts))
    });
    all.into_iter()
        .map(|(matched, backends)| {
            // one where none is named
            let weight = |backend: &Value| backend["weight"].as_u64().unwrap_or(1);
            let clusters = list(backends).map(|one| json!({"name": one["name"], "weight": weight(one)}));
            let route = json!({"weighted_clusters": {"clusters": clusters.collect::<Vec<_>>()}});
            json!({"match": translated(matched), "route": route})
        })
        .collect()
}

fn translated(matched: &Value) -> Value {
    let path = matched["path"]["value"].as_str().unwrap_or("/").trim_end_matches('/');
    let text = |of: &Value| match of["type"].as_str() {
        Some("RegularExpression") => json!({"safe_regex": {"regex": of["value"]}}),
        _ => json!({"exact": of["value"]}),
    };
    let headers: Vec<Value> =
        list(&matched["headers"]).map(|of| json!({"name": of["name"], "string_match": text(of)})).collect();
    let query: Vec<Value> =
        list(&matched["queryParams"]).map(|of| json!({"name": of["name"], "string_match": text(of)})).collect();
    let mut translated = json!({"headers": headers, "query_parameters": query});
    if path.is_empty() {
        translated["prefix"] = "/".into();
    } else {
        translated["path_separated_prefix"] = path.into();
    }
    translated
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
