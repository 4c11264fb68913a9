//! What cannot be combined is refused, with the reason and the way out.

// a test ends by panicking, and so do its helpers, which clippy does not take for a part of it
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use blip_generate::Catalog;
use blip_model::Document;

/// What is said of a service with these blips.
fn said_of(service: &str, blips: &str) -> Vec<String> {
    let spec = format!(
        "version: 1\nservice: {{description: Takes orders, owner: payments, {service}}}\n\
         repository: {{provider: github, url: https://github.com/acme/checkout}}\n\
         environments: [{{name: staging}}, {{name: production, host: acme.example}}]\n\
         blips: {{{blips}}}\n"
    );
    let document = Document::parse("blip.yaml", &spec).unwrap();
    match Catalog::embedded().unwrap().select(&document) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.0.iter().map(ToString::to_string).collect(),
    }
}

const HTTP: &str = "name: checkout, stack: go";

/// Of each row exactly one thing is said, and that holds the reason; an empty one stands for nothing at all.
#[track_caller]
fn judged(table: &[(&str, &str, &str)]) {
    for (service, blips, reason) in table {
        let said = said_of(service, blips);
        let is_right = if reason.is_empty() { said.is_empty() } else { said.len() == 1 && said[0].contains(reason) };
        assert!(is_right, "{service}: {blips}: {said:#?}");
    }
}

#[test]
fn backstage() {
    let platform = "name: portal, kind: platform";
    judged(&[
        (HTTP, "backstage: {}", ""),
        (HTTP, "helm: {}, argocd: {}, backstage: {plugins: [kubernetes, argocd]}", ""),
        (platform, "backstage: {plugins: [kubernetes, argocd], teams: [shop]}", ""),
        (HTTP, "backstage: {plugins: [kubernetes]}", "`kubernetes` has nothing to show without the blip `helm`"),
        (HTTP, "helm: {}, backstage: {plugins: [argocd]}", "`argocd` has nothing to show without the blip `argocd`"),
        (HTTP, "backstage: {plugins: [jenkins]}", "each is one of techdocs, kubernetes, argocd"),
        (HTTP, "backstage: {api: ../openapi.yaml}", "is no file of a repository"),
        (HTTP, "backstage: {api_type: grpc}", "`api_type` says nothing without `api`"),
        (HTTP, "backstage: {depends_on: [cart]}", "`cart` does not say of which kind it is"),
        (HTTP, "backstage: {depends_on: ['api:cart']}", "is of no kind that a service can depend on"),
        (HTTP, "backstage: {depends_on: ['component:a/b/c']}", "names no entity"),
        (HTTP, "backstage: {teams: [shop]}", "platform"),
        (platform, "backstage: {api: openapi.yaml}", "service"),
        (platform, "backstage: {teams: [Shop floor]}", "`Shop floor` is no name of a team"),
    ]);
}

#[test]
fn sentry() {
    judged(&[
        (HTTP, "helm: {}, sentry: {alerts: team}", ""),
        (HTTP, "helm: {}, sentry: {alerts: team, team: shop}", ""),
        (HTTP, "helm: {}, sentry: {alerts: slack, slack_workspace: Acme Inc., slack_channel: shop-alerts}", ""),
        (HTTP, "helm: {}, sentry: {alerts: slack, slack_workspace: Acme}", "`alerts: slack` needs `slack_channel`"),
        (HTTP, "helm: {}, sentry: {alerts: slack, slack_channel: shop}", "`alerts: slack` needs `slack_workspace`"),
        (HTTP, "helm: {}, sentry: {team: shop}", "`team` says nothing without `alerts: team`"),
        (HTTP, "helm: {}, sentry: {alerts: pagerduty}", "it is one of team, slack"),
        (HTTP, "helm: {}, sentry: {alerts: slack, slack_workspace: Acme, slack_channel: '#shop'}", "slack_channel"),
        (HTTP, "helm: {}, sentry: {source_maps: dist}", "for stacks that say `symbols: source-maps`"),
        ("name: shop, stack: node", "helm: {}, sentry: {source_maps: dist}", ""),
        ("name: shop, stack: node", "helm: {}, sentry: {source_maps: ../dist}", "source_maps"),
    ]);
}

#[test]
fn meshes_of_flagger() {
    let of = |provider: &str, strategy: &str, routing: &str| {
        format!("argocd: {{}}, helm: {{routing: {routing}}}, flagger: {{provider: {provider}, strategy: {strategy}}}")
    };
    for provider in ["linkerd", "kuma"] {
        judged(&[
            (HTTP, &of(provider, "canary", "none"), ""),
            (HTTP, &of(provider, "blue-green", "ingress"), ""),
            (HTTP, &of(provider, "ab-testing", "ingress"), "Flagger divides by weight alone in"),
            (HTTP, &of(provider, "canary", "gateway-api"), "`routing: gateway-api` would once more"),
            (HTTP, &of(provider, "canary", "traefik"), "set `blips.helm.routing` to ingress or none"),
        ]);
    }
    judged(&[
        (HTTP, &of("nginx", "canary", "ingress"), "nobody looks after its controller"),
        (HTTP, &of("istio", "canary", "none"), "set `helm.routing` to virtual-service"),
        (HTTP, &of("consul", "canary", "none"), "`blips.flagger.provider`"),
        (HTTP, "helm: {}, argo-rollouts: {provider: linkerd}", "unknown"),
    ]);
}

#[test]
fn platform_engineering() {
    judged(&[
        ("name: road, kind: platform", "platform-engineering: {}", ""),
        (HTTP, "platform-engineering: {}", "platform"),
        ("name: road, kind: platform", "platform-engineering: {enablers: The Team}", "lower-case"),
    ]);
}

#[test]
fn devspace() {
    judged(&[
        (HTTP, "helm: {}, devspace: {}", ""),
        ("name: checkout, stack: go, kind: worker", "helm: {}, devspace: {ports: ['9000', '1:2']}", ""),
        (HTTP, "devspace: {}", "makes no sense without `helm`"),
        ("name: checkout, stack: go, kind: job", "helm: {}, devspace: {}", "those of a job come and go"),
        (HTTP, "helm: {}, devspace: {namespace: Dev}", "lower-case"),
        (HTTP, "helm: {}, devspace: {image: 'rust latest'}", "names no image"),
        (HTTP, "helm: {}, devspace: {image: 'registry.acme.example:5000/go'}", "has no version"),
        (HTTP, "helm: {}, devspace: {ports: [http]}", "`http` names no port"),
        (HTTP, "helm: {}, devspace: {ports: ['1:2:3']}", "`1:2:3` names no port"),
        (HTTP, "helm: {}, devspace: {ports: ['8080:9000']}", "port 8080 is forwarded already"),
        (HTTP, "helm: {}, devspace: {exclude: ['']}", "is no pattern"),
    ]);
    // two environments, each with a namespace of that form
    let said = said_of("name: dev, stack: go", "helm: {}, devspace: {}");
    assert!(said.len() == 2 && said[0].contains("`dev-staging` is called like that of a developer"), "{said:#?}");
    let said = said_of("name: own, stack: go", "ci: {}, helm: {}, argocd: {}, preview: {}, devspace: {namespace: own}");
    assert!(said.iter().any(|said| said.contains("previews (`own-pr-<number>`)")), "{said:#?}");
}

const CHART: &str = "ci: {}, argocd: {}";

#[test]
fn flagger_and_argo_rollouts() {
    let both = |settings: &str, helm: &str| {
        ["flagger", "argo-rollouts"].map(|blip| format!("{CHART}, helm: {{{helm}}}, {blip}: {{{settings}}}"))
    };
    let worker = "name: checkout, stack: go, kind: worker";
    for (service, settings, helm, reasons) in [
        (HTTP, "", "", ["", ""]),
        (HTTP, "strategy: ab-testing, header: x-try", "routing: virtual-service", ["", ""]),
        (HTTP, "strategy: blue-green", "routing: none", ["", ""]),
        (HTTP, "", "routing: ingress", ["nothing by which it could divide the requests", ""]),
        (HTTP, "", "autoscaling: false", ["one pod for all", ""]),
        (worker, "", "", ["this service answers none"; 2]),
        (
            HTTP,
            "strategy: ab-testing",
            "routing: traefik",
            ["set `blips.helm.routing` to gateway-api, which Traefik reads"; 2],
        ),
        (HTTP, "strategy: ab-testing", "routing: ingress", ["leads no request past another by its header"; 2]),
        (HTTP, "strategy: ab-testing", "routing: none", ["leads no request past another by its header"; 2]),
        (HTTP, "strategy: rolling", "", ["it is one of canary, ab-testing, blue-green"; 2]),
        (HTTP, "header: x-try", "", ["says nothing without `strategy: ab-testing`"; 2]),
        (HTTP, "environments: [live]", "", ["there is no environment `live`"; 2]),
        (HTTP, "prometheus: prometheus", "", ["`prometheus` is no address"; 2]),
        (HTTP, "prometheus: 'http://a b'", "", ["`http://a b` is no address"; 2]),
        (HTTP, "strategy: ab-testing, header: Cookie", "", ["Cookie"; 2]),
        (
            HTTP,
            "metrics: osm",
            "",
            ["it is one of istio, traefik, linkerd, kuma, service", "it is one of istio, traefik, service"],
        ),
    ] {
        for (blips, reason) in both(settings, helm).iter().zip(reasons) {
            judged(&[(service, blips, reason)]);
        }
    }
    judged(&[
        (HTTP, "ci: {}, argocd: {}, helm: {}, flagger: {}, argo-rollouts: {}", "each past the other"),
        (
            HTTP,
            "ci: {}, argocd: {}, helm: {}, preview: {}, flagger: {strategy: ab-testing, header: x-preview}",
            "a request cannot mean both",
        ),
        (HTTP, "flagger: {}", "makes no sense without `helm`"),
        // staging has no host
        (HTTP, "argocd: {}, helm: {}, flagger: {environments: [staging]}", "`staging` has no host"),
        (HTTP, "argocd: {}, helm: {}, flagger: {environments: [staging], strategy: blue-green}", ""),
        (HTTP, "argocd: {}, helm: {}, argo-rollouts: {environments: [staging]}", ""),
        (HTTP, "argocd: {}, helm: {}, argo-rollouts: {environments: [staging], strategy: ab-testing}", "has no host"),
        // whoever installs the chart says which hosts it has
        (HTTP, "helm: {}, flagger: {environments: [staging]}", ""),
    ]);
}

#[test]
fn replibyte() {
    let with = |settings: &str| format!("replibyte: {{bucket: data, {settings}}}");
    for (settings, reason) in [
        ("columns: [public.users.email=email]", ""),
        ("columns: [public.users.email=email], percent: 5, subset_of: public.orders", ""),
        ("", "production would be copied as it is"),
        ("columns: [users.email=email]", "`users.email=email` names no column"),
        ("columns: [public.users.email]", "names no column"),
        ("columns: [public.Users.email=email]", "names no column"),
        ("columns: [public.users.email=emial]", "`emial` is no transformer, and Replibyte would not say so"),
        ("columns: [public.users.born=random-date]", "not `random-date`: Replibyte ends with a panic"),
        ("columns: [a.b.c=email, a.b.c=random]", "is there twice"),
        ("columns: [a.b.c=email], engine: mysql", "not mysql: the check after a restore asks PostgreSQL's catalogue"),
        ("columns: [a.b.c=email], version: 11", "there is no PostgreSQL 11"),
        ("columns: [a.b.c=email], percent: 5", "percent of what"),
        ("columns: [a.b.c=email], subset_of: a.b", "says nothing without `percent`"),
        ("columns: [a.b.c=email], percent: 5, subset_of: b", "`b` names no table"),
        ("columns: [a.b.c=email], percent: 0", "0 is no share"),
        ("columns: [a.b.c=email], schedule: daily", "`daily` is no schedule"),
        ("columns: [a.b.c=email], keep: 0", "one dump at least has to stay"),
    ] {
        judged(&[(HTTP, &with(settings), reason)]);
    }
    judged(&[(HTTP, "replibyte: {columns: [a.b.c=email]}", "dumps need a place")]);
}
