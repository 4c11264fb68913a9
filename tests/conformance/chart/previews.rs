//! Charts of services with previews, for every routing: the same path list for stable and previews, one route object
//! for each, and routes of which Blip's own model says that each preview gets what stable serves.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use blip_routing::{Named, Preview, Reader, Routes, table};
use serde_yaml::Value;

use super::made::{Made, objects, room, write};
use super::objects::{faults, of_kind, pod};
use crate::findings::{assert_none, assert_silent};
use crate::tools::{Tool, own_tool, tool};

/// Settings of `helm` and of `preview` that go together.
const ROUTINGS: &[(&str, &str)] = &[
    ("", ""),
    ("", "match: [query, cookie, baggage], mesh: true"),
    ("", "routing: istio, header: x-preview-checkout"),
    ("", "routing: envoy-gateway, match: [cookie]"),
    ("routing: virtual-service", "routing: istio-virtual-service, match: [query, cookie, baggage]"),
    ("routing: traefik", "routing: traefik, match: [query, cookie, baggage], mesh: true"),
    ("routing: ingress", "routing: alb"),
];

/// More than the defaults: several hosts, and paths of which one lies below another.
const ROUTE: &str = "route:\n  hosts: [checkout.acme.example, \"*.shop.example\"]\n  paths: [/, /api, /api/v2/]\n";

/// The kinds of objects that lead requests from outside.
const ROUTES: [&str; 4] = ["HTTPRoute", "Ingress", "IngressRoute", "VirtualService"];

fn spec(helm: &str, preview: &str) -> String {
    format!(
        "version: 1\n\
         service: {{name: checkout, description: x, owner: payments, stack: rust, kind: http}}\n\
         repository: {{provider: github, url: https://github.com/acme/checkout}}\n\
         environments: [{{name: staging, host: checkout.acme.example}}, {{name: production}}]\n\
         blips: {{ci: {{}}, argocd: {{}}, helm: {{{helm}}}, preview: {{{preview}}}}}\n"
    )
}

/// A plain chart for each routing.
pub(super) fn charts(test: &str) -> Vec<Made> {
    let room = room(test);
    let chart =
        |(i, (helm, preview)): (usize, &(&str, &str))| Made::new(room.join(i.to_string()), &spec(helm, preview));
    ROUTINGS.iter().enumerate().map(chart).collect()
}

/// The arguments that make a release the preview of that name.
fn as_preview(name: &str) -> Vec<String> {
    let set = format!("preview.enabled=true,preview.value={name}");
    let args = ["--values", "route.yaml", "--values", "deploy/values/preview.yaml", "--set", &set];
    args.map(str::to_owned).into()
}

/// Stable and two previews of a chart.
fn releases(helm: &Tool, chart: &Made) -> Vec<(&'static str, Vec<Value>)> {
    let render = |name: &'static str| {
        let args =
            if name == "checkout" { vec!["--values".to_owned(), "route.yaml".to_owned()] } else { as_preview(name) };
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        (name, objects(&chart.template(helm, name, &args)))
    };
    ["checkout", "checkout-pr-4", "checkout-pr-42"].map(render).into()
}

#[test]
fn every_routing_holds_two_previews() {
    let (Some(helm), Some(types)) = (tool("helm"), own_tool("kubernetes-types", "tsc")) else { return };
    let room = room("previews");
    let mut manifests = Vec::new();
    for (i, (of_helm, of_preview)) in ROUTINGS.iter().enumerate() {
        let plain = Made::new(room.join(i.to_string()), &spec(of_helm, of_preview));
        let comma = if of_helm.is_empty() { "" } else { ", " };
        let with_library =
            Made::new(room.join(format!("{i}-library")), &spec(&format!("chart: library{comma}{of_helm}"), of_preview));
        with_library.fetch_dependencies(&helm);
        for chart in [&plain, &with_library] {
            write(&chart.root.join("route.yaml"), ROUTE);
        }
        let args = as_preview("checkout-pr-4");
        let lint = ["lint", "--strict", "charts/checkout"].into_iter().chain(args.iter().map(String::as_str));
        plain.helm(&helm, &lint.collect::<Vec<_>>()).succeeds();
        let rendered = releases(&helm, &plain);
        let same = releases(&helm, &with_library).iter().zip(&rendered).all(|(of_library, own)| {
            let of = |objects: &[Value]| {
                objects.iter().map(|object| serde_yaml::to_string(object).unwrap()).collect::<BTreeSet<_>>()
            };
            of(&of_library.1) == of(&own.1)
        });
        assert!(same, "the library makes the same with {of_helm}, {of_preview}");
        for (name, objects) in &rendered {
            assert_none(&format!("{name} with {of_preview}"), &faults(objects));
            let file = plain.root.join(format!("{name}.yaml"));
            let routes: Vec<String> = ROUTES
                .iter()
                .flat_map(|kind| of_kind(objects, kind))
                .map(|object| serde_yaml::to_string(object).unwrap())
                .collect();
            assert_eq!(routes.len(), if of_preview.contains("mesh") { 2 } else { 1 }, "{name} with {of_preview}");
            write(&file, &routes.join("---\n"));
            manifests.push(file.to_str().unwrap().to_owned());
        }
        selectors_keep_apart(&rendered);
        answers_are_right(&rendered, of_preview);
    }
    assert_silent(&types.run(manifests).in_folder(&room).outcome());
}

/// No Service selects the pods of another release.
fn selectors_keep_apart(releases: &[(&str, Vec<Value>)]) {
    for (name, objects) in releases {
        for service in of_kind(objects, "Service") {
            let selector = service["spec"]["selector"].as_mapping().unwrap();
            let selects = |labels: &Value| selector.iter().all(|(key, value)| labels.get(key) == Some(value));
            for (other, objects) in releases {
                let selected = objects.iter().filter_map(pod).any(|(labels, _)| selects(labels));
                assert_eq!(selected, name == other, "the Service of {name} and the pods of {other}");
            }
        }
    }
}

fn answers_are_right(releases: &[(&str, Vec<Value>)], settings: &str) {
    let header = if settings.contains("x-preview-checkout") { "x-preview-checkout" } else { "x-preview" };
    let choice = |name: &str, header: &str, value: String| Named {
        name: name.to_owned(),
        headers: vec![(header.to_owned(), value)],
        query: Vec::new(),
    };
    let choices = |name: &str| {
        let mut choices = vec![choice("header", header, name.to_owned())];
        if settings.contains("cookie") {
            choices.push(choice("cookie", "Cookie", format!("a=b; preview={name}; c=d")));
        }
        if settings.contains("baggage") {
            choices.push(choice("baggage", "Baggage", format!("a=b , preview={name};p=1,c=d")));
        }
        if settings.contains("query") {
            let query = vec![("preview".to_owned(), name.to_owned())];
            choices.push(Named { name: "query".to_owned(), headers: Vec::new(), query });
        }
        choices
    };
    let all: Vec<serde_json::Value> =
        releases.iter().flat_map(|(_, objects)| objects).map(|object| serde_json::to_value(object).unwrap()).collect();
    let reader = if settings.contains("envoy") { Reader::EnvoyGateway } else { Reader::GatewayApi };
    let routes = Routes::of(&all, reader).unwrap_or_else(|problems| panic!("{problems}"));
    let previews: Vec<Preview> =
        releases[1..].iter().map(|(name, _)| Preview { backend: (*name).to_owned(), choices: choices(name) }).collect();
    let cases = table(&routes, "checkout", &previews, &choices("checkout-pr-421"));
    let wrong = cases.iter().filter(|case| !case.is_right(&previews));
    let wrong: Vec<String> = wrong.map(|case| format!("{} -> {:?}", case.request, case.backend)).collect();
    assert_none(settings, &wrong);
    assert!(cases.len() > 12, "{settings}: {cases:?}");
}

#[test]
fn what_a_route_cannot_hold_is_refused_with_the_reason() {
    let Some(helm) = tool("helm") else { return };
    let paths = |count: usize| {
        let paths: BTreeMap<String, ()> = (0..count).map(|i| (format!("/p{i}"), ())).collect();
        format!("route: {{hosts: [a.example], paths: [{}]}}\n", paths.into_keys().collect::<Vec<_>>().join(", "))
    };
    let room = room("previews-refused");
    for (name, settings, values, reason) in [
        ("many", ("", "match: [query, cookie, baggage]"), paths(33), "the Gateway API allows 128 matches in a route"),
        ("virtual", ROUTINGS[4], paths(1), "keeps requests from previews"),
    ] {
        let chart = Made::new(room.join(name), &spec(settings.0, settings.1));
        fs::write(chart.root.join("values.yaml"), values).unwrap();
        // for stable just as for previews: it must not be a preview that finds out
        let outcome = chart.template(&helm, "checkout", &["--values", "values.yaml"]);
        assert!(outcome.code != Some(0) && outcome.stderr.contains(reason), "{outcome}");
    }
    let chart = Made::new(room.join("nameless"), &spec("", ""));
    let outcome = chart.template(&helm, "x", &["--set", "preview.enabled=true,route.hosts={a.example}"]);
    assert!(outcome.code != Some(0) && outcome.stderr.contains("preview.value is needed"), "{outcome}");
}
