//! Flagger and Argo Rollouts: whether what routes the requests can divide them so, and what the two ask of the rest.

use blip_model::{Document, Kind, Problem, Selection};
use serde_json::Value;

const FLAGGER: &str = "flagger";
const ROLLOUTS: &str = "argo-rollouts";
/// Settings of `helm.routing` by which requests from outside can be divided.
const ROUTES: [&str; 3] = ["gateway-api", "virtual-service", "traefik"];
/// Settings that say something of one strategy alone.
const OF_HEADER: [&str; 2] = ["header", "header_value"];

pub(super) fn flagger(selection: &Selection, document: &Document) -> Vec<Problem> {
    let mut problems = judge(selection, document, FLAGGER);
    if selection.get(ROLLOUTS).is_some() {
        let what = "Flagger and Argo Rollouts would both lead the requests of one service, each past the other";
        let help = "remove one of the two; the radar prefers Flagger (`blip why argo-rollouts`)";
        problems.push(document.problem("blips.argo-rollouts", what).help(help));
    }
    let autoscaling = selection.setting("helm", "autoscaling");
    if autoscaling == Some(&Value::Bool(false)) {
        let what = "Flagger starts the pods of each version itself, and without an autoscaler that is one pod for all";
        let help = "leave `blips.helm.autoscaling` out, or release by `argo-rollouts`";
        problems.push(document.problem("blips.helm.autoscaling", what).help(help));
    }
    problems
}

pub(super) fn rollouts(selection: &Selection, document: &Document) -> Vec<Problem> {
    judge(selection, document, ROLLOUTS)
}

fn judge(selection: &Selection, document: &Document, blip: &'static str) -> Vec<Problem> {
    let Some(chosen) = selection.get(blip) else { return Vec::new() };
    let case = Case { selection, document, settings: &chosen.settings, blip };
    if let Some(problem) = case.kind() {
        return vec![problem];
    }
    [case.mesh().or_else(|| case.routing()), case.header(), case.prometheus()]
        .into_iter()
        .flatten()
        .chain(case.hosts())
        .chain(case.alone())
        .chain(case.environments())
        .collect()
}

struct Case<'a> {
    selection: &'a Selection,
    document: &'a Document,
    settings: &'a serde_json::Map<String, Value>,
    blip: &'static str,
}

impl Case<'_> {
    fn text(&self, name: &str) -> &str {
        self.settings.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// A problem with the setting of that name, or with the blip where it is not set.
    fn problem(&self, setting: &str, what: impl Into<String>) -> Problem {
        self.document.problem(&format!("blips.{}.{setting}", self.blip), what)
    }

    fn kind(&self) -> Option<Problem> {
        let what = "it judges a new version by the requests that it answers, and this service answers none";
        let problem =
            || self.problem("", what).help(format!("remove `{}`; Kubernetes replaces the pods one by one", self.blip));
        (self.selection.spec.service.kind != Kind::Http).then(problem)
    }

    /// A mesh divides the requests between the pods, whoever asks, and knows no header there.
    fn mesh(&self) -> Option<Problem> {
        let provider = self.selection.text(self.blip, "provider")?;
        let routing = self.selection.text("helm", "routing").unwrap_or_default();
        if self.text("strategy") == "ab-testing" {
            let what =
                format!("`blips.{}.strategy: ab-testing`: Flagger divides by weight alone in {provider}", self.blip);
            let help = format!(
                "set `strategy` to canary; or leave `blips.{}.provider` out, and set `blips.helm.routing` to gateway-api \
                 or virtual-service",
                self.blip
            );
            return Some(self.problem("strategy", what).help(help));
        }
        if ROUTES.contains(&routing) {
            let what = format!(
                "`blips.{}.provider: {provider}` divides requests in the mesh, and `routing: {routing}` would once more",
                self.blip
            );
            let instead = match self.selection.get("preview") {
                Some(_) => "remove `preview`, which needs that route, and set",
                None => "set",
            };
            let help = format!(
                "{instead} `blips.helm.routing` to ingress or none, which lead to the Service; or leave \
                 `blips.{}.provider` out",
                self.blip
            );
            return Some(self.problem("provider", what).help(help));
        }
        None
    }

    /// What routes the requests must be able to divide them so.
    fn routing(&self) -> Option<Problem> {
        if self.selection.text(self.blip, "provider").is_some() {
            return None;
        }
        let routing = self.selection.text("helm", "routing")?;
        let strategy = self.text("strategy");
        let gateway = "set `blips.helm.routing` to gateway-api";
        let (what, help) = match (strategy, routing) {
            ("ab-testing", "traefik") => (
                "Traefik's own objects divide requests by weight alone, and know no header there".to_owned(),
                format!("{gateway}, which Traefik reads as well, or `strategy` to canary"),
            ),
            ("ab-testing", "ingress" | "none") => (
                format!("`routing: {routing}` leads no request past another by its header"),
                format!("{gateway} or virtual-service, or choose another `strategy`"),
            ),
            // Argo Rollouts then divides the pods, and with them the requests
            ("canary", "ingress" | "none") if self.blip == FLAGGER => (
                format!("with `routing: {routing}` Flagger has nothing by which it could divide the requests"),
                format!("{gateway}, virtual-service or traefik, or `strategy` to blue-green"),
            ),
            _ => return None,
        };
        let problem = self.problem("strategy", format!("`blips.{}.strategy: {strategy}`: {what}", self.blip));
        Some(problem.help(help))
    }

    /// A request with the header of a preview asks for that, and for no canary.
    fn header(&self) -> Option<Problem> {
        let previews = self.selection.previews()?;
        let (own, of_previews) = (self.text("header"), previews.header());
        let problem = || {
            let what = format!("`{own}` leads to previews already, and a request cannot mean both");
            self.problem("header", what).help(format!("name another for `blips.{}.header`", self.blip))
        };
        (self.text("strategy") == "ab-testing" && own.eq_ignore_ascii_case(of_previews)).then(problem)
    }

    fn prometheus(&self) -> Option<Problem> {
        let address = self.text("prometheus");
        let rest = address.strip_prefix("http://").or(address.strip_prefix("https://"));
        let legal = |c: char| c.is_ascii_alphanumeric() || "._-:/".contains(c);
        let is_address =
            rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()) && rest.chars().all(legal));
        let problem = || {
            let what = format!("`blips.{}.prometheus`: `{address}` is no address", self.blip);
            self.problem("prometheus", what).help("write it as http://HOST:PORT, seen from inside the cluster")
        };
        (!is_address).then(problem)
    }

    /// Settings that would have no effect.
    fn alone(&self) -> Vec<Problem> {
        if self.text("strategy") == "ab-testing" {
            return Vec::new();
        }
        // as it is written: the selection has the defaults, too
        let written = self.document.value().get("blips").and_then(|blips| blips.get(self.blip));
        let given = OF_HEADER.into_iter().filter(|name| written.is_some_and(|settings| settings.get(name).is_some()));
        given
            .map(|name| {
                let what = format!("`blips.{}.{name}` says nothing without `strategy: ab-testing`", self.blip);
                self.problem(name, what).help("remove it, or set that strategy")
            })
            .collect()
    }

    /// A route has a host, and without a route nothing divides requests from outside.
    fn hosts(&self) -> Vec<Problem> {
        let routing = self.selection.text("helm", "routing").unwrap_or_default();
        // Argo Rollouts then divides the pods, and with them the requests
        let divides = match self.text("strategy") {
            "canary" => self.blip == FLAGGER,
            strategy => strategy == "ab-testing",
        };
        // the values of an environment are Argo CD's; without it nobody has said yet where new versions are tried
        let in_mesh = self.selection.text(self.blip, "provider").is_some();
        if !divides || in_mesh || !ROUTES.contains(&routing) || self.selection.get("argocd").is_none() {
            return Vec::new();
        }
        let environments = &self.selection.spec.environments;
        let named = self.settings.get("environments").and_then(Value::as_array).filter(|named| !named.is_empty());
        let last = environments.len().saturating_sub(1);
        let tries = |i: usize, name: &str| match named {
            Some(named) => named.iter().any(|named| named == name),
            None => i == last,
        };
        let without = environments
            .iter()
            .enumerate()
            .filter(|(i, environment)| environment.host.is_none() && tries(*i, environment.name.as_str()));
        without
            .map(|(i, environment)| {
                let what = format!(
                    "`{}` has no host, so no route leads there, and {} has nothing by which it could divide the requests",
                    environment.name, self.title()
                );
                let other = if self.blip == FLAGGER { "blue-green" } else { "canary" };
                let help = format!("name its `host`, or set `blips.{}.strategy` to {other}", self.blip);
                self.document.problem(&format!("environments.{i}"), what).help(help)
            })
            .collect()
    }

    fn title(&self) -> &'static str {
        if self.blip == FLAGGER { "Flagger" } else { "Argo Rollouts" }
    }

    fn environments(&self) -> Vec<Problem> {
        let known: Vec<&str> = self.selection.spec.environments.iter().map(|known| known.name.as_str()).collect();
        let named = self.settings.get("environments").and_then(Value::as_array).into_iter().flatten();
        let unknown = named.filter_map(Value::as_str).filter(|name| !known.contains(name));
        unknown
            .map(|name| {
                let what = format!("`blips.{}.environments`: there is no environment `{name}`", self.blip);
                self.problem("environments", what).help(format!("name some of {}", known.join(", ")))
            })
            .collect()
    }
}
