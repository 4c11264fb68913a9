//! The table of services.

use crate::stacks;

/// A service to be generated.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) stack: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) name: &'static str,
    /// `repository` of its answers, in YAML.
    pub(crate) forge: &'static str,
    pub(crate) description: &'static str,
    /// `environments` of its answers, in YAML; empty stands for the defaults.
    pub(crate) environments: &'static str,
    /// `blips` of its answers, in YAML.
    pub(crate) blips: &'static str,
    /// Further answers, as `--set` takes them.
    pub(crate) answers: &'static [&'static str],
    /// Whether it is installed, checked and run as well.
    pub(crate) runs: bool,
}

// Names: the shortest, the longest, words that YAML takes for something else, and one that needs a module's name.
const LONGEST: &str = "a-service-whose-name-has-as-many-characters-as-it-may";
const DASHED: &str = "checkout-api-2";

// Descriptions: what breaks out of quotes, comments, templates and shells; and what is no text unless it is quoted.
const PLAIN: &str = "Turns a basket into a paid order";
const AWKWARD: &str = r#"no: "x" # {{ y }} ${{ z }} 'é'"#;
const BREAKOUT: &str = r#"*/ --> -}} ]]> %> <%= x %> """ ''' \n \u{0} $HOME $(id) `id` \"#;
const MARKUP: &str = "- [ ] *a* _b_ <b>&amp;</b> | c | ![d](e) # f @g !h &i %j ~k 😀";
const NUMBER: &str = "1e3";
const NULL: &str = "null";

const GITHUB: &str = "{provider: github, url: https://github.com/acme/checkout}";
// not `release/…`: whatever is pushed to such a branch zizmor takes for a release, in which caches are suspect
const GITHUB_TRUNK: &str =
    "{provider: github, url: https://github.com/Acme-Inc/Check.out_2, default_branch: stable/1.x}";
const GITLAB: &str = "{provider: gitlab, url: https://gitlab.com/acme/checkout}";
const GITLAB_TRUNK: &str =
    "{provider: gitlab, url: https://git.acme.example/Shop/team-1/checkout, default_branch: trunk}";

// Environments: by default two without hosts. Namespaces are named where the name would make them too long.
const DEFAULT: &str = "";
const HOSTS: &str =
    "[{name: staging, host: staging.acme.example}, {name: production, host: acme.example, cluster: prod-eu}]";
const SINGLE: &str = "[{name: live, host: acme.example}]";
const THREE: &str =
    "[{name: on, namespace: dev}, {name: qa, deploys: release}, {name: production, namespace: shop, deploys: branch}]";

// Blips with their settings: each setting and each of its values stands somewhere here.
const ALL: &str =
    "{ci: {codeql: true, code_scanning: always}, helm: {}, argocd: {}, semver: {release: blip}, devspace: {}, elk: {}}";
const BUILDKIT: &str = "{
  ci: {builder: buildkit}, helm: {routing: none}, semver: {release: semantic-release},
  flagger: {provider: kuma, metrics: kuma}, sentry: {source_maps: public},
  argocd: {gitops_repository: 'https://git.acme.example/platform/gitops', updates: image-updater}}";
const PREVIEW: &str = "{
  ci: {}, helm: {}, argocd: {gitops_repository: 'https://github.com/acme/gitops'}, semver: {},
  backstage: {
    plugins: [techdocs, kubernetes, argocd], lifecycle: experimental, api: api/openapi.yaml, api_type: openapi,
    depends_on: ['component:cart', 'resource:default/orders.db']},
  preview: {
    header: x-shop-preview, label: try-it, environment: production, lifetime: 1, quota: [], routing: envoy-gateway,
    match: [query, cookie]},
  flagger: {strategy: canary, environments: [staging], metrics: traefik, prometheus: 'https://prometheus.acme.example'}}";
const PREVIEW_GITLAB: &str = "{
  ci: {}, helm: {}, argocd: {}, semver: {},
  backstage: {plugins: [argocd], lifecycle: production, api: schema.graphql, api_type: graphql, defines_system: true},
  preview: {gitlab_project: 12341234, quota: [limits.cpu=1, pods=2], routing: istio}, devspace: {},
  argo-rollouts: {strategy: canary, metrics: istio}, elk: {apm_server: logs.logging-__environment__}}";
const PREVIEW_MESH: &str =
    "{ci: {}, helm: {}, argocd: {}, devspace: {}, preview: {routing: gateway-api, mesh: true, match: [baggage]},
  argo-rollouts: {
    strategy: ab-testing, header: x-try, header_value: beta, metrics: service, environments: [staging, production],
    prometheus: 'http://prometheus.metrics:9090'}}";
const TRAEFIK: &str = "{ci: {}, helm: {routing: traefik}, argocd: {}, preview: {routing: traefik, match: [cookie]},
  argo-rollouts: {strategy: blue-green, metrics: traefik}}";
const VIRTUAL_SERVICE: &str =
    "{ci: {}, helm: {routing: virtual-service}, argocd: {}, preview: {routing: istio-virtual-service},
  flagger: {strategy: ab-testing, header: x-try, header_value: beta, metrics: istio}}";
const PREVIEW_KAFKA: &str = "{
  ci: {block_on: high, sign: false},
  helm: {autoscaling: false, monitoring: true},
  argocd: {},
  backstage: {lifecycle: deprecated, api: asyncapi.yaml, api_type: asyncapi},
  loki: {rules: none, collection: pods, dashboard: false},
  sentry: {},
  preview: {events: kafka, subscriptions: [orders, shop.baskets_v2], gitlab_project: 7}}";
const PREVIEW_KNATIVE: &str = "{
  ci: {}, helm: {}, argocd: {},
  devspace: {
    namespace: own, image: 'registry.acme.example:5000/tools/java:25', ports: ['5005', '15432:5432'],
    exclude: [/data/, '*.log']},
  preview: {
    events: knative, subscriptions: [com.acme.order.created, com.acme.order.paid], gitlab_project: 7,
    broker: shop, broker_namespace: events}}";
const PREVIEW_RABBITMQ: &str = "{
  ci: {builder: buildkit}, helm: {}, argocd: {}, semver: {},
  preview: {
    events: rabbitmq, exchange: shop, subscriptions: [order.created, 'basket.*.emptied', 'eu.#'], gitlab_project: 7,
    broker: rabbit, broker_namespace: data}}";
const PREVIEW_NONE: &str = "{ci: {}, helm: {}, argocd: {}, preview: {events: none}, devspace: {},
  loki: {keep: [staging=7d, production=4w]}}";
const INGRESS: &str = "{
  ci: {chart_registry: 'oci://charts.acme.example/shop', builder: buildah, architectures: [amd64, arm64], arm_runner: acme-arm, updates: none,
    blip: 'registry.acme.example:5000/tools/blip:0.1.0'},
  helm: {routing: ingress, network_policy: false},
  argocd: {namespace: gitops, applications: applicationset, notifications: slack, slack_channel: shop-alerts},
  preview: {routing: alb, gitlab_project: 1}, flagger: {strategy: blue-green, metrics: service},
  semver: {zero: minor, release: semantic-release, release_commit: false}}";
const FIXED: &str = "{
  ci: {block_on: high, sign: false, architectures: [amd64, arm64]},
  backstage: {plugins: [kubernetes], api: checkout.proto, api_type: grpc},
  helm: {routing: none, autoscaling: false, monitoring: true}, argo-rollouts: {},
  argocd: {gitops_repository: 'https://git.acme.example/platform/gitops', applications: application, updates: pipeline}}";
const BUILT: &str = "{
  ci: {block_on: high, sign: false}, sentry: {source_maps: dist},
  backstage: {plugins: [kubernetes], api: checkout.proto, api_type: grpc},
  helm: {routing: none, autoscaling: false, monitoring: true}, argo-rollouts: {},
  argocd: {gitops_repository: 'https://git.acme.example/platform/gitops', applications: application, updates: pipeline}}";
const GATEWAY: &str = "{
  ci: {registry_login: secrets, block_on: medium},
  loki: {rules: ruler},
  elk: {logs: false, apm_server: traces.observability},
  sentry: {
    organization: acme, project: shop-api, region: us, alerts: slack, slack_workspace: 'Acme ${Inc} \"%{x}\"',
    slack_channel: shop-alerts},
  helm: {gateway: edge, gateway_namespace: net, monitoring: true, secrets: external-secrets, secret_store: vault},
  semver: {zero: strict, release: semantic-release}}";
const ELSEWHERE: &str = "{
  ci: {runner: acme-large, registry_login: forge, block_on: critical, codeql: true, code_scanning: public,
    architectures: [arm64], arm_runner: acme-large-arm, blip: 'ghcr.io/acme/blip:0.1.0'},
  helm: {routing: gateway-api, secrets: reference},
  argocd: {
    server: 'https://k8s.acme.example:6443', applications: applicationset, clusters: labelled,
    notifications: commit-status},
  sentry: {region: de, alerts: team, team: shop},
  loki: {rules: alloy, collection: podlogs, tenant: shop, datasource: shop-logs},
  semver: {zero: caret, release: release-please}}";
const TEKTON: &str = "{
  ci: {builder: buildah, blip: 'ghcr.io/acme/blip:0.1.0'}, helm: {}, semver: {},
  argocd: {gitops_repository: 'https://github.com/acme/gitops'},
  kubernetes-ci: {engine: tekton, namespace: shop-pipelines, host: ci.acme.example}}";
const WORKFLOWS: &str = "{ci: {}, helm: {}, argocd: {}, kubernetes-ci: {engine: argo-workflows}}";
const ONLY_TEKTON: &str = "{ci: {block_on: never}, kubernetes-ci: {}}";
const NO_CI: &str = "{
  helm: {routing: ingress}, semver: {},
  argocd: {
    gitops_repository: 'https://git.acme.example/platform/gitops', gitops_branch: live, gitops_folder: shop/services,
    applications: applicationset, clusters: named, updates: image-updater, notifications: commit-status}}";
const NO_CHART: &str = "{
  replibyte: {
    engine: postgresql, version: 15, columns: [public.users.email=email, public.users.name=first-name, shop.orders.note=redacted],
    marker: nobody, percent: 10, subset_of: shop.orders, bucket: test-data, region: eu-west-1, schedule: 30 2 * * 1-5, keep: 7},
  backstage: {}, ci: {builder: dind, updates: renovate, block_on: low, architectures: [amd64, arm64], arm_runner: acme-arm}, semver: {}}";
const ONLY_CI: &str = "{ci: {updates: dependabot, block_on: never, code_scanning: never}}";
const ONLY_HELM: &str =
    "{helm: {routing: ingress}, devspace: {}, flagger: {provider: linkerd, metrics: linkerd, strategy: canary}}";
const NONE: &str = "{}";

// Blips of a platform's repository.
const ON_PLATFORM: &str = "{
  ci: {runner: acme-large, updates: renovate}, argocd: {namespace: gitops},
  backstage: {teams: [shop, payments], defines_system: true}, platform-engineering: {},
  elk: {
    apm: true, bucket: acme-logs, hot_days: 3, delete_days: 90, memory: 8Gi, nodes: 5, storage: 1Ti, storage_class: fast,
    version: 8.19.2},
  loki: {
    bucket: acme-logs, endpoint: 'https://s3.acme.example', replicas: 3, retention: 4w, keep: [production=90d],
    classes: [1d, 7d], storage: 20Gi, storage_class: fast, alertmanager: 'http://alertmanager.monitoring:9093',
    rules: alloy, tenant: shop, datasource: shop-logs}}";
const PLATFORM_FILES: &str = "{
  argocd: {server: 'https://k8s.acme.example:6443'}, backstage: {plugins: [], teams: [payments]},
  platform-engineering: {enablers: pathfinders, operators: keepers}, elk: {nodes: 1},
  loki: {bucket: acme-logs, region: eu-west-1, collection: podlogs, rules: ruler}}";
const PLATFORM_LOKI: &str = "{ci: {}, argocd: {}, loki: {rules: none}}";

const ENDPOINTS: &[&str] = &["service.port=9090", "service.health.live=/live", "service.health.ready=/status/ready"];
const IMAGE: &[&str] = &["image=registry.acme.example:5000/shop/check.out", "service.system=shop"];

const PNPM: &[&str] = &["service.package_manager=pnpm"];
const YARN: &[&str] = &["service.package_manager=yarn"];

/// The kind of a platform's repository, and what stands for its stack.
pub(crate) const PLATFORM: &str = "platform";

/// Every pair of stack, kind, forge and blip stands in it, not their full product; `coverage.rs` sees to that.
pub(crate) const CASES: &[Case] = &[
    case("rust", "http", LONGEST, GITHUB, AWKWARD, SINGLE, ALL).runs(),
    case("rust", "worker", "on", GITLAB, BREAKOUT, DEFAULT, PREVIEW_KAFKA).runs(),
    case("rust", "job", DASHED, GITHUB_TRUNK, MARKUP, THREE, ELSEWHERE).runs(),
    case("rust", "http", "null", GITLAB_TRUNK, NUMBER, HOSTS, INGRESS),
    case("rust", "http", "a", GITLAB, NULL, DEFAULT, NO_CHART),
    case("rust", "http", DASHED, GITHUB_TRUNK, AWKWARD, HOSTS, PREVIEW).runs(),
    case("rust", "worker", DASHED, GITHUB, PLAIN, DEFAULT, NONE),
    case("node", "http", "true", GITLAB, BREAKOUT, HOSTS, PREVIEW_GITLAB).answers(ENDPOINTS).runs(),
    case("node", "worker", LONGEST, GITHUB, MARKUP, SINGLE, ELSEWHERE).runs(),
    case("node", "job", "a", GITLAB_TRUNK, AWKWARD, DEFAULT, GATEWAY).answers(IMAGE).runs(),
    case("node", "http", DASHED, GITHUB_TRUNK, NULL, THREE, BUILT).runs(),
    case("node", "http", "null", GITHUB, NUMBER, DEFAULT, ONLY_CI),
    case("node", "http", "eslint-api", GITHUB, AWKWARD, HOSTS, ALL).answers(PNPM).runs(),
    case("node", "worker", "a", GITLAB, MARKUP, DEFAULT, PREVIEW_KAFKA).answers(PNPM),
    case("node", "job", "null", GITHUB_TRUNK, PLAIN, SINGLE, ELSEWHERE).answers(PNPM),
    case("node", "http", "prettier-2", GITLAB_TRUNK, BREAKOUT, DEFAULT, PREVIEW_GITLAB).answers(YARN),
    case("node", "worker", "zzz", GITHUB, NUMBER, THREE, ALL).answers(YARN),
    case("node", "job", LONGEST, GITLAB, NULL, SINGLE, NO_CHART).answers(YARN).runs(),
    case("node", "worker", "on", GITLAB, PLAIN, HOSTS, NO_CI),
    case("python", "http", DASHED, GITHUB, BREAKOUT, THREE, GATEWAY).answers(IMAGE).runs(),
    case("python", "http", "e", GITLAB, PLAIN, HOSTS, PREVIEW_RABBITMQ).runs(),
    case("python", "worker", "null", GITLAB_TRUNK, MARKUP, SINGLE, PREVIEW_RABBITMQ).runs(),
    case("python", "job", LONGEST, GITHUB, NUMBER, SINGLE, ONLY_CI).runs(),
    case("python", "http", "a", GITLAB, AWKWARD, HOSTS, INGRESS).answers(ENDPOINTS),
    case("python", "http", "on", GITHUB_TRUNK, NULL, DEFAULT, ONLY_HELM),
    case("python", "job", "true", GITLAB, PLAIN, THREE, NO_CI),
    case("go", "http", LONGEST, GITHUB, BREAKOUT, SINGLE, FIXED).answers(ENDPOINTS).runs(),
    case("go", "http", "no", GITLAB, MARKUP, HOSTS, PREVIEW_KAFKA).runs(),
    case("go", "worker", DASHED, GITLAB_TRUNK, AWKWARD, DEFAULT, NO_CHART).runs(),
    case("go", "job", "null", GITHUB_TRUNK, MARKUP, HOSTS, NO_CI).runs(),
    case("java", "http", DASHED, GITLAB, AWKWARD, THREE, FIXED).answers(ENDPOINTS).runs(),
    case("java", "http", "yes", GITLAB, PLAIN, DEFAULT, PREVIEW_KNATIVE).runs(),
    case("java", "worker", "on", GITHUB_TRUNK, BREAKOUT, DEFAULT, ALL).runs(),
    case("java", "job", "a", GITLAB_TRUNK, MARKUP, DEFAULT, NONE).runs(),
    case("php", "http", DASHED, GITHUB, AWKWARD, THREE, GATEWAY).answers(ENDPOINTS).runs(),
    case("php", "http", "no", GITLAB, BREAKOUT, HOSTS, PREVIEW_GITLAB).runs(),
    case("php", "worker", "on", GITLAB, MARKUP, DEFAULT, PREVIEW_KAFKA).runs(),
    case("php", "job", LONGEST, GITHUB_TRUNK, NUMBER, SINGLE, NONE).runs(),
    case("dotnet", "http", DASHED, GITHUB_TRUNK, BREAKOUT, THREE, GATEWAY).answers(ENDPOINTS).runs(),
    case("dotnet", "http", "no", GITLAB, AWKWARD, HOSTS, PREVIEW_KNATIVE).runs(),
    case("dotnet", "worker", "on", GITLAB, MARKUP, DEFAULT, PREVIEW_KAFKA).runs(),
    case("dotnet", "job", LONGEST, GITLAB_TRUNK, NUMBER, SINGLE, NONE).runs(),
    case("rust", "http", "shop", GITHUB_TRUNK, BREAKOUT, THREE, TEKTON).answers(IMAGE),
    case("node", "job", "checkout", GITLAB_TRUNK, PLAIN, HOSTS, WORKFLOWS),
    case("python", "http", "checkout", GITLAB, PLAIN, SINGLE, TEKTON),
    case("go", "worker", LONGEST, GITHUB, MARKUP, SINGLE, WORKFLOWS),
    case("java", "http", "checkout", GITHUB, NUMBER, DEFAULT, ONLY_TEKTON),
    case("ruby", "http", DASHED, GITLAB, AWKWARD, THREE, GATEWAY).answers(ENDPOINTS).runs(),
    case("ruby", "http", "no", GITHUB, BREAKOUT, HOSTS, PREVIEW_MESH).runs(),
    case("ruby", "worker", "on", GITLAB, MARKUP, DEFAULT, PREVIEW_KAFKA).runs(),
    case("ruby", "job", LONGEST, GITHUB_TRUNK, NUMBER, SINGLE, NONE).runs(),
    case("static", "http", DASHED, GITLAB, BREAKOUT, SINGLE, BUILDKIT).answers(ENDPOINTS).runs(),
    case("static", "http", "y", GITHUB, NULL, HOSTS, PREVIEW_NONE),
    case("static", "http", "true", GITHUB_TRUNK, MARKUP, DEFAULT, ONLY_CI),
    case("static", "http", "null", GITHUB, AWKWARD, DEFAULT, NONE),
    case("static", "http", "on", GITHUB, PLAIN, HOSTS, TRAEFIK),
    case("static", "http", "a", GITHUB_TRUNK, NUMBER, HOSTS, VIRTUAL_SERVICE),
    case("static", "http", "no", GITHUB, PLAIN, HOSTS, PREVIEW_MESH),
    case(PLATFORM, PLATFORM, "a", GITHUB, AWKWARD, DEFAULT, ON_PLATFORM).runs(),
    case(PLATFORM, PLATFORM, "on", GITLAB_TRUNK, BREAKOUT, HOSTS, ON_PLATFORM),
    case(PLATFORM, PLATFORM, LONGEST, GITHUB_TRUNK, MARKUP, SINGLE, PLATFORM_FILES),
    case(PLATFORM, PLATFORM, "y", GITLAB, NULL, SINGLE, PLATFORM_LOKI),
    case(PLATFORM, PLATFORM, DASHED, GITHUB, PLAIN, DEFAULT, NONE),
];

const fn case(
    stack: &'static str,
    kind: &'static str,
    name: &'static str,
    forge: &'static str,
    description: &'static str,
    environments: &'static str,
    blips: &'static str,
) -> Case {
    Case { stack, kind, name, forge, description, environments, blips, answers: &[], runs: false }
}

impl Case {
    const fn runs(self) -> Self {
        Self { runs: true, ..self }
    }

    const fn answers(self, answers: &'static [&'static str]) -> Self {
        Self { answers, ..self }
    }

    /// What installs its dependencies, where its answers say so.
    pub(crate) fn package_manager(&self) -> Option<&str> {
        self.answers.iter().find_map(|answer| answer.strip_prefix("service.package_manager="))
    }

    /// The header that leads to its previews; none for a service without.
    pub(crate) fn preview_header(&self) -> Option<String> {
        let blips: serde_json::Value = serde_yaml::from_str(self.blips).unwrap();
        let preview = blips.get("preview")?;
        Some(preview["header"].as_str().unwrap_or("x-preview").to_owned())
    }

    /// What tells it from the others, fit for a folder.
    pub(crate) fn id(&self) -> String {
        format!("{}-{}-{}", self.stack, self.kind, self.name)
    }

    /// Its answers, in the shape of blip.yaml.
    pub(crate) fn as_yaml(&self) -> String {
        let Self { stack: stack_name, kind, forge, environments, blips, .. } = self;
        // a JSON string is one of YAML, too
        let description = serde_json::Value::from(self.description);
        // a platform has none, and what stands for it cannot be named
        let stack = if *kind == PLATFORM { String::new() } else { format!("stack: {stack_name}, ") };
        let mut yaml = format!(
            "service: {{description: {description}, owner: payments, {stack}kind: {kind}}}\n\
             repository: {forge}\n\
             blips: {blips}\n"
        );
        yaml.push_str(stacks::told(stack_name));
        if !environments.is_empty() {
            yaml.push_str(&format!("environments: {environments}\n"));
        }
        yaml
    }
}
