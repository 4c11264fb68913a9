//! `blip preview`: how to reach a preview, and who answers.

use serde_json::Value;

use crate::support::{Outcome, Run, Sandbox};

fn spec(helm: &str, preview: &str) -> String {
    format!(
        "version: 1\n\
         service: {{name: checkout, description: Turns a basket into a paid order, owner: payments, stack: static}}\n\
         repository: {{provider: github, url: https://github.com/acme/checkout}}\n\
         environments: [{{name: staging, host: staging.acme.example}}, {{name: production}}]\n\
         blips: {{ci: {{}}, helm: {{{helm}}}, argocd: {{}}, preview: {{{preview}}}}}\n"
    )
}

fn service(preview: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("blip.yaml", spec("", preview));
    sandbox.blip(["generate", "-q"]).succeeds();
    sandbox
}

/// A run on a machine without helm.
fn without_helm<'a>(sandbox: &Sandbox, args: impl IntoIterator<Item = &'a str>) -> Run {
    sandbox.blip(args).env("PATH", sandbox.home())
}

#[test]
fn a_preview_is_reached_by_its_header() {
    service("").blip(["preview", "url", "42"]).succeeds().stdout_is(
        "Header  x-preview: checkout-pr-42\n\
         Host    staging.acme.example\n\
         \n\
         curl --header 'x-preview: checkout-pr-42' https://staging.acme.example/\n",
    );
    let sandbox = service("header: x-shop, match: [query, cookie, baggage]");
    let outcome = sandbox.blip(["preview", "url", "7", "--path", "/api", "--json"]).succeeds();
    let said: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(said["header"], serde_json::json!({"name": "x-shop", "value": "checkout-pr-7"}));
    assert_eq!(said["curl"], "curl --header 'x-shop: checkout-pr-7' https://staging.acme.example/api");
    assert_eq!(said["also"]["query"], "https://staging.acme.example/api?preview=checkout-pr-7");
    assert_eq!(said["also"]["cookie"], "preview=checkout-pr-7");
}

#[test]
fn what_cannot_be_told_is_explained() {
    let sandbox = Sandbox::new();
    sandbox.write("blip.yaml", spec("", "").replace(", preview: {}", ""));
    for command in [["preview", "url", "42"], ["preview", "check", "42"]] {
        sandbox.blip(command).exits(2).stderr_has(&["this service has no previews", "add `preview: {}`"]);
    }
    let sandbox = Sandbox::new();
    sandbox.write("blip.yaml", spec("", "").replace(", host: staging.acme.example", ""));
    sandbox.blip(["generate", "-q"]).succeeds();
    sandbox.blip(["preview", "url", "42"]).exits(2).stderr_has(&["staging has no host", "`route.hosts`"]);
    without_helm(&sandbox, ["preview", "check"]).exits(2).stderr_has(&["there is no route", "`route.hosts`"]);
    sandbox.blip(["preview", "url", "0"]).exits(2).stderr_has(&["0 is not in 1..=999999"]);
    service("").blip(["preview", "url", "1", "--path", "a b"]).exits(2).stderr_has(&["--path"]);
}

#[test]
fn without_helm_the_values_tell_who_answers() {
    let sandbox = service("match: [cookie]");
    without_helm(&sandbox, ["preview", "check", "4", "42"])
        .succeeds()
        .stdout_is(
            "                            no header  pr-4  pr-42  unknown\n\
             GET staging.acme.example/   stable     pr-4  pr-42  stable\n\
             GET staging.acme.example/a  stable     pr-4  pr-42  stable\n",
        )
        .stderr_has(&["since helm is not on the PATH", "All 14 requests"]);
    let values = sandbox.read("deploy/values/preview.yaml");
    sandbox.write("deploy/values/preview.yaml", format!("{values}route:\n  paths: [/api]\n"));
    let outcome = without_helm(&sandbox, ["preview", "check"]).exits(3);
    outcome
        .stdout_has(&["stable !"])
        .stderr_has(&["GET staging.acme.example/ with x-preview: checkout-pr-1", "reaches checkout"]);
    let json = without_helm(&sandbox, ["preview", "check", "--json"]).exits(3);
    let said: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!((&said["right"], &said["source"]["rendered_by"]), (&Value::Bool(false), &Value::from("values")));
    without_helm(&sandbox, ["check"])
        .exits(3)
        .stderr_has(&["deploy/values/preview.yaml:", "`route.paths` of previews differs"]);
}

#[test]
fn a_mesh_that_refuses_the_route_is_told_with_what_leads_out() {
    for (helm, expected) in [
        ("none", "leave `blips.flagger.provider` out and set `blips.helm.routing` to gateway-api, or remove `preview`"),
        ("gateway-api", "remove `preview`, which needs that route, and set `blips.helm.routing` to ingress or none"),
    ] {
        let sets = ["preview={}".to_owned(), "flagger.provider=linkerd".to_owned(), format!("helm.routing={helm}")];
        let sets = sets.iter().flat_map(|set| ["--set".to_owned(), format!("blips.{set}")]);
        Sandbox::new().blip(["new", "checkout", "-y"]).args(sets).exits(2).stderr_has(&[expected]);
    }
}

#[test]
fn a_routing_that_holds_no_two_previews_is_refused_with_the_reason() {
    let refuses = |helm: &str, preview: &str| -> Outcome {
        let sandbox = Sandbox::new();
        sandbox.write("blip.yaml", spec(helm, preview));
        sandbox.blip(["generate"]).exits(2)
    };
    for (helm, preview, reasons) in [
        ("", "routing: ingress-nginx", ["not ingress-nginx: it takes one canary for each path", "blip.yaml:5:"]),
        ("", "routing: nginx", ["so a second preview would be ignored", "blip.yaml:5:"]),
        (
            "routing: ingress",
            "",
            ["reads no route that the chart makes by `routing: ingress`", "`blips.preview.routing` to alb"],
        ),
        ("routing: ingress", "", ["ingress-nginx takes one canary", "set `blips.helm.routing` to gateway-api"]),
        ("", "routing: traefik", ["reads no route", "set `blips.helm.routing` to traefik"]),
        (
            "routing: none",
            "",
            ["there is nothing that a header could lead past", "set `blips.helm.routing` to gateway-api"],
        ),
        ("routing: ingress", "routing: alb, match: [cookie]", ["wants all conditions of a rule at once", "remove it"]),
        ("", "match: [path]", ["each is one of query, cookie, baggage", "blip.yaml:5:"]),
        ("", "mesh: true, quota: [pods=2]", ["share the namespace of the stable version", "remove it"]),
    ] {
        refuses(helm, preview).stderr_has(&reasons);
    }
}
