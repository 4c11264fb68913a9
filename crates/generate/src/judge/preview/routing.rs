//! How requests reach previews: what reads the routes, and what the chart makes.

use blip_model::{Document, Kind, Previews, Problem, Selection};

/// What the chart has to make for each reader of routes: `blips.preview.routing` and `blips.helm.routing`.
const ROUTES: [(&str, &str); 6] = [
    ("gateway-api", "gateway-api"),
    ("istio", "gateway-api"),
    ("envoy-gateway", "gateway-api"),
    ("istio-virtual-service", "virtual-service"),
    ("traefik", "traefik"),
    ("alb", "ingress"),
];

pub(super) fn faults(selection: &Selection, document: &Document, previews: Previews<'_>) -> Vec<Problem> {
    if selection.spec.service.kind != Kind::Http {
        return mesh(document, previews).into_iter().collect();
    }
    [mismatch(selection, document, previews), choices(document, previews), quota(selection, document, previews)]
        .into_iter()
        .flatten()
        .collect()
}

/// A preview's route competes with that of stable, so both have to be of a kind that the same gateway reads.
fn mismatch(selection: &Selection, document: &Document, previews: Previews<'_>) -> Option<Problem> {
    let (reader, made) = (previews.text("routing")?, selection.text("helm", "routing")?);
    let (_, wanted) = ROUTES.iter().find(|(known, _)| *known == reader)?;
    if made == *wanted {
        return None;
    }
    let others = || ROUTES.iter().filter(|(_, of)| *of == made).map(|(reader, _)| *reader);
    let what = match made {
        "none" => "without a route of the stable version there is nothing that a header could lead past".to_owned(),
        _ => format!("`blips.preview.routing: {reader}` reads no route that the chart makes by `routing: {made}`"),
    };
    // a mesh that divides the requests refuses such a route, so it cannot be had beside it
    let mut help = match selection.text("flagger", "provider") {
        Some(_) => {
            format!("leave `blips.flagger.provider` out and set `blips.helm.routing` to {wanted}, or remove `preview`")
        }
        None => format!("set `blips.helm.routing` to {wanted}"),
    };
    if let Some(other) = others().next() {
        help.push_str(&format!(", or `blips.preview.routing` to {other}"));
    }
    if made == "ingress" {
        help.push_str(", if an AWS load balancer reads the Ingress; ingress-nginx takes one canary for each path, so it holds no two previews");
    }
    let path =
        if document.place("blips.helm.routing").is_some() { "blips.helm.routing" } else { "blips.preview.routing" };
    Some(document.problem(path, what).help(help))
}

/// An AWS load balancer asks for all conditions of a rule together.
fn choices(document: &Document, previews: Previews<'_>) -> Option<Problem> {
    let several = previews.setting("match")?.as_array().is_some_and(|list| !list.is_empty());
    let problem = || {
        let what = "`blips.preview.match`: an AWS load balancer wants all conditions of a rule at once";
        document
            .problem("blips.preview.match", what)
            .help("remove it, and send the header; a browser needs an extension for it")
    };
    (several && previews.text("routing") == Some("alb")).then(problem)
}

/// A quota is one of a namespace.
fn quota(selection: &Selection, document: &Document, previews: Previews<'_>) -> Option<Problem> {
    let path = "blips.preview.quota";
    let given = selection.spec.blips.as_ref()?.iter().find(|(id, _)| id.as_str() == "preview")?.1;
    let limits = given["quota"].as_array().is_some_and(|list| !list.is_empty());
    let problem = || {
        let what = "`blips.preview.quota`: with `mesh` previews share the namespace of the stable version, which it would limit too";
        document.problem(path, what).help("remove it; a preview has one pod, which its own limits hold")
    };
    (limits && previews.share_namespace()).then(problem)
}

/// What takes no requests is behind no other service.
fn mesh(document: &Document, previews: Previews<'_>) -> Option<Problem> {
    let problem = || {
        let what = "`blips.preview.mesh`: the service takes no requests that a mesh could lead to a preview";
        document.problem("blips.preview.mesh", what).help("remove it; messages are led by `blips.preview.events`")
    };
    previews.share_namespace().then(problem)
}
