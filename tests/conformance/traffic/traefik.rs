//! Traefik, by the Gateway API and by its own objects.

use serde_json::{Value, json};

use super::api::Api;
use super::edits::{NO_PRIORITY, ONLY_STABLE, TEMPLATES};
use super::scene::Scene;
use super::table::{Asked, differences, predicted, predicted_astray};
use crate::findings::assert_none;
use crate::samples::http::free_port;
use crate::samples::process::Process;
use crate::tools::{Tool, tool};

/// Previews of which the name of one begins with that of the other.
const PREVIEWS: [&str; 2] = ["checkout-pr-4", "checkout-pr-42"];
const HOST: &str = "checkout.acme.example";

/// The Gateway that routes attach to.
pub(super) fn gateway(port: u16) -> Vec<Value> {
    vec![
        json!({"apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass", "metadata": {"name": "traefik"},
            "spec": {"controllerName": "traefik.io/gateway-controller"}}),
        json!({"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway",
            "metadata": {"name": "public", "namespace": "infra"},
            "spec": {"gatewayClassName": "traefik", "listeners": [{"name": "http", "protocol": "HTTP", "port": port,
                // previews live in namespaces of their own
                "allowedRoutes": {"namespaces": {"from": "All"}}}]}}),
    ]
}

#[test]
fn traffic_through_traefik_by_the_gateway_api() {
    let settings = ("", "match: [query, cookie, baggage]");
    holds(settings, "kubernetesgateway", ("httproute.yaml", ONLY_STABLE), gateway);
}

#[test]
fn traffic_through_traefik_by_its_own_objects() {
    let settings = ("routing: traefik", "routing: traefik, match: [query, cookie, baggage]");
    holds(settings, "kubernetescrd", ("ingressroute.yaml", NO_PRIORITY), |_| Vec::new());
}

/// Every request reaches whom `blip preview check` says: with two previews, after one is gone, and after an edit that
/// leads requests astray.
fn holds(
    (helm, preview): (&str, &str),
    provider: &str,
    (template, (old, new)): (&str, (&str, &str)),
    gateway: impl Fn(u16) -> Vec<Value>,
) {
    let (Some(traefik), Some(caddy), Some(_)) = (tool("traefik"), tool("caddy"), tool("helm")) else { return };
    let scene = Scene::new(&caddy, helm, preview, &PREVIEWS);
    let with = |preview| Asked::new(HOST, "/api", ("x-preview", preview));
    {
        let (api, mut process, port) = start(&traefik, provider, &scene, &gateway);
        process.wait_until("routing", |_| with(PREVIEWS[1]).ask(port).as_deref() == Some(PREVIEWS[1]));
        assert_none(provider, &differences(&predicted(&scene, &["4", "42"]), port));

        // the pull request is closed: its namespace goes, and who still asks for it reaches stable
        api.delete_namespace(PREVIEWS[1]);
        process.wait_until("without the preview", |_| with(PREVIEWS[1]).ask(port).as_deref() == Some("checkout"));
        assert_none(provider, &differences(&predicted(&scene, &["4"]), port));
    }
    scene.edit(&format!("{TEMPLATES}/{template}"), old, new);
    let (_api, mut process, port) = start(&traefik, provider, &scene, &gateway);
    process.wait_until("routing", |_| with("").ask(port).as_deref() == Some("checkout"));
    assert_none(provider, &differences(&predicted_astray(&scene, &["4", "42"]), port));
}

/// Traefik with everything deployed, and the port at which it routes.
fn start(traefik: &Tool, provider: &str, scene: &Scene, gateway: impl Fn(u16) -> Vec<Value>) -> (Api, Process, u16) {
    let port = free_port();
    let mut objects = gateway(port);
    objects.extend(scene.objects("checkout"));
    for preview in PREVIEWS {
        objects.extend(scene.objects(preview));
    }
    let (api, process) = start_with(traefik, provider, scene, objects, port);
    (api, process, port)
}

/// Traefik with these objects, routing at that port.
pub(super) fn start_with(
    traefik: &Tool,
    provider: &str,
    scene: &Scene,
    mut objects: Vec<Value>,
    port: u16,
) -> (Api, Process) {
    objects.push(json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "infra"}}));
    let api = Api::start(objects);
    let args = [
        format!("--entrypoints.web.address=127.0.0.1:{port}"),
        "--global.checknewversion=false".to_owned(),
        "--global.sendanonymoususage=false".to_owned(),
        // between two changes, 2 s by default
        "--providers.providersthrottleduration=100ms".to_owned(),
        format!("--providers.{provider}=true"),
        format!("--providers.{provider}.endpoint={}", api.url()),
        format!("--providers.{provider}.token=none"),
        "--log.level=ERROR".to_owned(),
    ];
    let process = Process::start(traefik.run(args).in_folder(scene.folder()));
    (api, process)
}
