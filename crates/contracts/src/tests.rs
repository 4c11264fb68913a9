//! Each rule on a repository as Blip generates it, with one edit.

use std::collections::BTreeMap;

use blip_generate::{Catalog, generate};
use blip_model::{Document, RepoPath, Selection};

use crate::check;

const SPEC: &str = "
version: 1
service: {name: checkout, description: Turns a basket into a paid order, owner: payments, stack: rust}
repository: {provider: github, url: https://github.com/acme/checkout}
environments: [{name: staging}, {name: production, host: checkout.acme.example}]
";

struct Repository {
    selection: Selection,
    files: BTreeMap<RepoPath, String>,
}

impl Repository {
    fn generated(spec: &str) -> Self {
        let catalog = Catalog::embedded().unwrap();
        let selection = catalog.select(&Document::parse("blip.yaml", spec).unwrap()).unwrap();
        let artifacts = generate(&catalog, &selection).unwrap();
        Self { selection, files: artifacts.into_iter().map(|artifact| (artifact.path, artifact.content)).collect() }
    }

    /// The file with `old` replaced, which must be there.
    fn edited(mut self, path: &str, old: &str, new: &str) -> Self {
        let text = self.files.get_mut(&path.parse().unwrap()).unwrap();
        assert!(text.contains(old), "{path} does not hold {old:?}:\n{text}");
        *text = text.replacen(old, new, 1);
        self
    }

    fn without(mut self, path: &str) -> Self {
        self.files.remove(&path.parse().unwrap()).unwrap();
        self
    }

    /// Each problem as `FILE: what is wrong`; the numbers of lines change with the templates.
    fn problems(&self) -> Vec<String> {
        let problems = check(&self.selection, |path| self.files.get(path).cloned());
        let text = |problem: blip_model::Problem| {
            let place = problem.place.unwrap();
            let lines = self.files[&place.file.parse().unwrap()].lines().count();
            assert!((1..=lines).contains(&place.line), "{place}");
            format!("{}: {}", place.file, problem.what)
        };
        problems.into_iter().map(text).collect()
    }
}

#[track_caller]
fn finds(path: &str, old: &str, new: &str, expected: &[&str]) {
    assert_eq!(Repository::generated(SPEC).edited(path, old, new).problems(), expected, "{path}: {old:?} -> {new:?}");
}

const VALUES: &str = "charts/checkout/values.yaml";
const STAGING: &str = "deploy/values/staging.yaml";
const APPLICATION: &str = "deploy/argocd/staging.yaml";
const PROJECT: &str = "deploy/argocd/project.yaml";
const WORKFLOW: &str = ".github/workflows/ci.yml";

#[test]
fn nothing_is_wrong_with_what_blip_generates() {
    for (provider, url) in
        [("github", "https://github.com/acme/checkout"), ("gitlab", "https://gitlab.com/acme/a/checkout")]
    {
        for kind in ["http", "worker", "job"] {
            for helm in ["{}", "{routing: ingress, monitoring: true}", "{routing: none, autoscaling: false}"] {
                let spec = format!(
                    "version: 1\nservice: {{name: checkout, description: x, owner: payments, stack: rust, kind: {kind}, port: 9090}}\n\
                     repository: {{provider: {provider}, url: '{url}'}}\n\
                     environments: [{{name: staging}}, {{name: production, host: checkout.acme.example}}]\n\
                     blips: {{ci: {{}}, helm: {helm}, argocd: {{}}, semver: {{}}}}\n"
                );
                let problems = Repository::generated(&spec).problems();
                assert!(problems.is_empty(), "{provider} {kind} {helm}: {problems:?}");
            }
        }
    }
}

/// Every form in which Argo CD is told of the service.
const FORMS: &[&str] = &[
    "applications: applicationset",
    "applications: applicationset, clusters: labelled",
    "gitops_repository: 'https://github.com/acme/gitops'",
    "gitops_repository: 'https://github.com/acme/gitops', gitops_branch: live, gitops_folder: shop, applications: applicationset",
    "updates: image-updater, notifications: commit-status",
    "updates: image-updater, applications: applicationset, gitops_repository: 'https://github.com/acme/gitops'",
];

fn in_form(argocd: &str) -> Repository {
    Repository::generated(&format!("{SPEC}blips: {{ci: {{}}, helm: {{}}, argocd: {{{argocd}}}, semver: {{}}}}\n"))
}

#[test]
fn nothing_is_wrong_with_any_form_of_an_application() {
    for form in FORMS {
        assert_eq!(in_form(form).problems(), Vec::<String>::new(), "{form}");
    }
}

#[test]
fn what_the_catalogue_points_to_is_there() {
    let plugins = "plugins: [techdocs, kubernetes]";
    let with =
        |more: &str| Repository::generated(&format!("{SPEC}blips: {{helm: {{}}, backstage: {{{plugins}{more}}}}}\n"));
    let file = "catalog-info.yaml";
    assert_eq!(with("").problems(), Vec::<String>::new());
    let described = with(", api: api/openapi.yaml");
    let expected = format!("{file}: there is no api/openapi.yaml, which describes the interface");
    assert_eq!(described.problems(), [expected]);
    let elsewhere = described.edited(file, "./api/openapi.yaml", "https://api.acme.example/openapi.yaml");
    assert_eq!(elsewhere.problems(), Vec::<String>::new(), "the portal fetches that");
    let expected = format!("{file}: there is no mkdocs.yml, which TechDocs begins with");
    assert_eq!(with("").without("mkdocs.yml").problems(), [expected]);
    let renamed = with("").edited(file, "kubernetes-id: checkout", "kubernetes-id: shop");
    let expected = format!("{file}: no object bears the label `shop`: the chart gives them the service's name");
    assert_eq!(renamed.problems(), [expected]);
}

#[test]
fn an_applicationset_is_judged_by_what_it_makes() {
    let set = "deploy/argocd/applicationset.yaml";
    let here = "https://kubernetes.default.svc";
    let finds = |old: &str, new: &str, expected: &[&str]| {
        let expected: Vec<String> = expected.iter().map(|what| format!("{set}: {what}")).collect();
        assert_eq!(in_form(FORMS[0]).edited(set, old, new).problems(), expected, "{old:?} -> {new:?}");
    };
    finds(
        "namespace: checkout-staging",
        "namespace: checkout-test",
        &[
            &format!("the project does not let its Applications deploy to checkout-test of {here}"),
            "the project does not let its Applications create the namespace checkout-test",
        ],
    );
    finds(
        "{{.environment}}.yaml\n          # `helm",
        "{{.environmnet}}.yaml\n          # `helm",
        &["the element of staging has no `environmnet`, and the ApplicationSet stops at that"],
    );
    finds(
        "missingkey=error",
        "missingkey=zero",
        &["a parameter that an element lacks would become the text `<no value>`"],
    );
    finds(
        "environment: production",
        "environment: live",
        &["no element makes an Application for the environment production"],
    );
    let by_label = in_form(FORMS[1]).edited(set, "{{.nameNormalized}}", "{{.region}}");
    let expected = format!("{set}: the element of staging has no `region`, and the ApplicationSet stops at that");
    assert_eq!(by_label.problems(), [expected]);
}

#[test]
fn the_digest_is_written_where_argo_cd_reads_it() {
    finds(
        APPLICATION,
        "targetRevision: main",
        "targetRevision: v1.4.0",
        &[&format!("{APPLICATION}: the values are read at v1.4.0, but the digest is written to main")],
    );
    finds(APPLICATION, "targetRevision: main", "targetRevision: HEAD", &[]);
    let elsewhere = |old: &str, new: &str| in_form(FORMS[2]).edited(APPLICATION, old, new).problems();
    let of_project = "the project does not let its Applications take from https://github.com/acme/other.git";
    assert_eq!(
        elsewhere("acme/gitops.git", "acme/other.git"),
        [
            format!("{APPLICATION}: the digest is written to https://github.com/acme/gitops, which this does not read"),
            format!("{APPLICATION}: {of_project}"),
        ]
    );
    let written = "the digest is written into apps/checkout/values/staging.yaml, which this does not read";
    assert_eq!(
        elsewhere("$values/apps/checkout/values/staging", "$values/apps/basket/values/staging"),
        [format!("{APPLICATION}: {written}")]
    );
    // the chart may well be read at a version
    assert_eq!(elsewhere("targetRevision: main", "targetRevision: v1.4.0"), Vec::<String>::new());
}

#[test]
fn the_namespace_of_argo_cd_is_out_of_reach() {
    let expected =
        format!("{PROJECT}: the project lets its Applications deploy to argocd, the namespace of Argo CD itself");
    finds(PROJECT, "namespace: checkout-staging", "namespace: '*'", &[&expected]);
    finds(PROJECT, "destinations:", "destinations:\n    - server: '*'\n      namespace: '!argocd'", &[]);
}

#[test]
fn image_updater_follows_what_is_pushed() {
    let updater = "deploy/argocd/image-updater.yaml";
    let finds = |old: &str, new: &str, what: &str| {
        assert_eq!(in_form(FORMS[4]).edited(updater, old, new).problems(), [format!("{updater}: {what}")]);
    };
    finds("namePattern: checkout-staging", "namePattern: checkout-test", "no Application is called checkout-test");
    finds(
        "ghcr.io/acme/checkout:edge",
        "ghcr.io/acme/basket:edge",
        "this follows ghcr.io/acme/basket:edge, but the spec says ghcr.io/acme/checkout",
    );
}

#[test]
fn nothing_is_asked_of_files_that_are_not_there() {
    let empty = Repository { files: BTreeMap::new(), ..Repository::generated(SPEC) };
    assert_eq!(empty.problems(), Vec::<String>::new());
}

#[test]
fn the_port_is_that_of_the_service() {
    let what = "but the service listens on 8080";
    finds(VALUES, "port: 8080", "port: 9090", &[&format!("{VALUES}: the chart's port is 9090, {what}")]);
    finds(STAGING, "image:", "port: 9090\nimage:", &[&format!("{STAGING}: the chart's port is 9090, {what}")]);
    finds("Dockerfile", "EXPOSE 8080", "EXPOSE 9090/tcp", &[&format!("Dockerfile: the image's port is 9090, {what}")]);
    finds("Dockerfile", "EXPOSE 8080", "EXPOSE 9090 8080", &[]);
    let deployment = "charts/checkout/templates/deployment.yaml";
    let written = "containerPort: {{ .Values.port }}";
    let expected = format!("{deployment}: the container's port is 9090, {what}");
    finds(deployment, written, "containerPort: 9090", &[&expected]);
    let metrics = format!("{written}\n            - name: metrics\n              containerPort: 9090");
    finds(deployment, written, &metrics, &[]);
}

#[test]
fn the_probes_are_those_of_the_service() {
    let expected = format!("{VALUES}: the probe asks /health, but the service answers at /healthz");
    finds(VALUES, "live: /healthz", "live: /health", &[&expected]);
    let expected = format!("{STAGING}: the probe asks /, but the service answers at /readyz");
    finds(STAGING, "image:", "probes: {ready: /}\nimage:", &[&expected]);
}

#[test]
fn the_image_that_is_deployed_is_the_one_that_is_pushed() {
    let spec = "but the spec says ghcr.io/acme/checkout";
    let (old, other) = ("ghcr.io/acme/checkout", "ghcr.io/acme/basket");
    finds(VALUES, old, other, &[&format!("{VALUES}: the image is fetched from {other}, {spec}")]);
    finds(WORKFLOW, old, other, &[&format!("{WORKFLOW}: the image is pushed to {other}, {spec}")]);
    finds(WORKFLOW, "IMAGE: ghcr.io/acme/checkout", "IMAGE: ghcr.io/${{ github.repository }}", &[]);
    let fetched = |from: &str| format!("image:\n  repository: {from}");
    let expected = format!("{STAGING}: the image is fetched from {other}, {spec}");
    finds(STAGING, "image:", &fetched(other), &[&expected]);
    finds(STAGING, "image:", &fetched("mirror.acme.example/ghcr/acme/checkout"), &[]);
}

#[test]
fn the_image_of_gitlab_is_found_as_well() {
    let spec = SPEC.replace("github", "gitlab");
    let repository = Repository::generated(&spec).edited(".gitlab-ci.yml", "acme/checkout", "acme/basket");
    let expected = ".gitlab-ci.yml: the image is pushed to registry.gitlab.com/acme/basket, \
                    but the spec says registry.gitlab.com/acme/checkout";
    assert_eq!(repository.problems(), [expected]);
}

#[test]
fn values_fit_the_schema() {
    finds(
        VALUES,
        "pullPolicy: IfNotPresent",
        "pullpolicy: Always",
        &[&format!("{VALUES}: unknown key `image.pullpolicy`")],
    );
    finds(
        STAGING,
        "minReplicas: 1",
        "minReplicas: 0",
        &[&format!("{STAGING}: `autoscaling.minReplicas` is 0, at least 1 is allowed")],
    );
    finds(STAGING, "image:", "global: {a: 1}\nenabled: true\nimage:", &[]);
    finds(STAGING, "image:", "podLabels: null\nimage:", &[]);
    finds(
        STAGING,
        "image:",
        "config: {MAX: 5}\nimage:",
        &[&format!("{STAGING}: `config.MAX` takes a text, not 5; write \"5\"")],
    );
    finds(
        STAGING,
        "image:",
        "podLabels: {a.b/c: true}\nimage:",
        &[&format!("{STAGING}: `podLabels.a.b/c` takes a text, not true; write \"true\"")],
    );
}

#[test]
fn a_fault_is_told_once() {
    let repository = Repository::generated(SPEC).edited(VALUES, "cpuUtilization: 70", "cpuUtilization: seventy");
    let expected = format!("{VALUES}: `autoscaling.cpuUtilization` takes a whole number, not \"seventy\"");
    assert_eq!(repository.problems(), [expected]);
}

#[test]
fn what_an_application_names_is_there() {
    let missing = |path: &str| format!("{APPLICATION}: there is no {path}");
    finds(APPLICATION, "path: charts/checkout", "path: chart/checkout", &[&missing("chart/checkout/Chart.yaml")]);
    finds(
        APPLICATION,
        "- /deploy/values/staging.yaml",
        "- deploy/values/staging.yaml",
        &[&missing("charts/checkout/deploy/values/staging.yaml")],
    );
    finds(APPLICATION, "- /deploy/values/staging.yaml", "- ../../deploy/values/staging.yaml", &[]);
    finds(APPLICATION, "- /deploy/values/staging.yaml", "- https://acme.example/values.yaml", &[]);
    let gone = Repository::generated(SPEC).without(STAGING);
    assert_eq!(gone.problems(), [missing(STAGING)]);
    let ignored = gone.edited(APPLICATION, "    helm:\n", "    helm:\n      ignoreMissingValueFiles: true\n");
    assert_eq!(ignored.problems(), Vec::<String>::new());
}

#[test]
fn values_are_taken_from_where_the_application_takes_them() {
    let repository = Repository::generated(SPEC).edited(
        APPLICATION,
        "- /deploy/values/staging.yaml",
        "- /deploy/values/production.yaml",
    );
    let repository = repository.edited(STAGING, "image:", "unused: true\nimage:");
    // what it does not read is not judged, but that is where the digest is written
    let unread = format!("{APPLICATION}: the digest is written into {STAGING}, which this does not read");
    assert_eq!(repository.problems(), [unread]);
}

#[test]
fn the_project_allows_what_its_applications_do() {
    let here = "https://kubernetes.default.svc";
    finds(
        APPLICATION,
        "namespace: checkout-staging",
        "namespace: checkout-test",
        &[
            &format!("{APPLICATION}: the project does not let its Applications deploy to checkout-test of {here}"),
            &format!("{APPLICATION}: the project does not let its Applications create the namespace checkout-test"),
        ],
    );
    let expected =
        format!("{APPLICATION}: the project does not let its Applications deploy to checkout-staging of {here}");
    finds(
        PROJECT,
        "    - server: https://kubernetes.default.svc\n      namespace: checkout-staging\n",
        "",
        &[&expected],
    );
    let denied = "destinations:\n    - server: '*'\n      namespace: '!checkout-s*'";
    finds(PROJECT, "destinations:", denied, &[&expected]);
    finds(PROJECT, "namespace: checkout-staging", "namespace: checkout-*", &[]);
    let expected = format!(
        "{APPLICATION}: the project does not let its Applications take from https://github.com/acme/charts.git"
    );
    finds(
        APPLICATION,
        "repoURL: https://github.com/acme/checkout.git",
        "repoURL: https://github.com/acme/charts.git",
        &[&expected],
    );
    finds(APPLICATION, "project: checkout", "project: shared", &[]);
}

#[test]
fn a_file_that_is_no_yaml_is_told_once() {
    let repository = Repository::generated(SPEC).edited(VALUES, "image:", "image: [");
    let problems = repository.problems();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].contains("this is no YAML"), "{problems:?}");
}

#[test]
fn several_documents_in_a_file_keep_their_places() {
    let spec = Repository::generated(SPEC);
    let text = spec.files[&APPLICATION.parse().unwrap()].clone();
    let second = text.replace("path: charts/checkout", "path: charts/none");
    let lines = text.lines().count();
    let repository = spec.edited(APPLICATION, &text, &format!("{text}---\n{second}"));
    let problems = check(&repository.selection, |path| repository.files.get(path).cloned());
    let place = problems[0].place.as_ref().unwrap();
    assert_eq!(problems.len(), 1);
    assert!(place.line > lines + 1, "{place}");
}

fn with_helm(settings: &str) -> Repository {
    Repository::generated(&format!("{SPEC}blips: {{helm: {settings}, argocd: {{}}}}\n"))
}

#[test]
fn the_lock_settles_on_what_the_chart_asks_for() {
    const CHART: &str = "charts/checkout/Chart.yaml";
    const LOCK: &str = "charts/checkout/Chart.lock";
    let chart = || with_helm("{dependencies: [postgres, redis]}");
    assert_eq!(chart().problems(), Vec::<String>::new());
    let lock = chart().files[&LOCK.parse().unwrap()].clone();
    let version = lock.lines().find_map(|line| line.trim().strip_prefix("version: ")).unwrap();
    let edited = |other: &str| chart().edited(CHART, &format!("version: \"{version}\""), &format!("version: {other}"));
    let expected = format!(
        "{CHART}: this asks for postgres 99.0.0 of oci://registry-1.docker.io/cloudpirates, and Chart.lock settles on \
         postgres {} of oci://registry-1.docker.io/cloudpirates",
        version
    );
    assert_eq!(edited("99.0.0").problems(), [expected]);
    // what a range admits is for Helm to say
    assert_eq!(edited("'>=0.1'").problems(), Vec::<String>::new());
    let one = "dependencies:\n  - {name: x, version: 1.0.0, repository: 'oci://acme.example'}\n";
    let expected = format!("{CHART}: this asks for x 1.0.0 of oci://acme.example, which Chart.lock does not know");
    assert_eq!(chart().edited(CHART, "dependencies:\n", one).problems(), [expected]);
    let expected = format!("{LOCK}: this settles on x 1.0.0 of oci://acme.example, which Chart.yaml does not ask for");
    assert_eq!(chart().edited(LOCK, "dependencies:\n", one).problems(), [expected]);
    assert_eq!(chart().without(LOCK).problems(), Vec::<String>::new());
}

#[test]
fn gems_come_from_one_server() {
    let spec = SPEC.replace("stack: rust}", "stack: ruby}\nstacks: {ruby: {gem_server: https://gems.acme.example}}");
    let edited = |file, old, new| Repository::generated(&spec).edited(file, old, new).problems();
    assert_eq!(
        edited("Gemfile", "source \"https://gems.acme.example\"", "source('https://gems.acme.example/')"),
        [""; 0]
    );
    assert_eq!(edited("Gemfile", "source \"https://gems.acme.example\"", "source ENV.fetch(\"GEMS\")"), [""; 0]);
    let other =
        "gems come from https://x.example/ here, and from https://gems.acme.example by `stacks.ruby.gem_server`";
    for (file, old, new) in [
        ("Gemfile", "source \"https://gems.acme.example\"", "source \"https://x.example/\""),
        (
            "Gemfile.lock",
            "GEM\n  remote: https://gems.acme.example/",
            "GIT\n  remote: x\n\nGEM\n  remote: https://x.example/",
        ),
    ] {
        assert_eq!(edited(file, old, new), [format!("{file}: {other}")]);
    }
    assert_eq!(Repository::generated(&spec).without("Gemfile").without("Gemfile.lock").problems(), [""; 0]);
}

#[test]
fn no_object_is_made_twice() {
    let mut repository = with_helm("{chart: library}");
    assert_eq!(repository.problems(), Vec::<String>::new());
    let own = "charts/checkout/templates/deployment.yaml";
    repository.files.insert(own.parse().unwrap(), "kind: Deployment\n".to_owned());
    assert_eq!(
        repository.problems(),
        [format!("charts/checkout/templates/objects.yaml: this makes what {own} makes as well")]
    );
    let line = r#"{{ include "platform-lib.http.deployment" . }}"#;
    assert_eq!(repository.edited("charts/checkout/templates/objects.yaml", line, "").problems(), Vec::<String>::new());
}

#[test]
fn all_that_has_to_do_with_previews_says_the_same() {
    let spec = |forge: &str, preview: &str| {
        let spec = SPEC.replace("github", forge);
        format!("{spec}blips: {{ci: {{}}, helm: {{}}, argocd: {{}}, preview: {preview}}}\n")
    };
    let github = || Repository::generated(&spec("github", "{header: x-mine}"));
    let gitlab = || Repository::generated(&spec("gitlab", "{gitlab_project: 7}"));
    let set = "deploy/argocd/previews.yaml";
    assert_eq!(github().problems(), [""; 0]);
    assert_eq!(gitlab().problems(), [""; 0]);
    for (repository, expected) in [
        (
            github().edited(set, "            - preview-ready\n", ""),
            "deploy/argocd/previews.yaml: requests without the label `preview-ready` are deployed",
        ),
        (
            gitlab().edited(set, "            - preview\n", ""),
            "deploy/argocd/previews.yaml: requests without the label `preview` are deployed",
        ),
        (
            github().edited(set, "targetRevision: main", "targetRevision: '{{.head_sha}}'"),
            "deploy/argocd/previews.yaml: the chart is taken from {{.head_sha}}: whoever opens a request decides what is deployed",
        ),
        (
            github().edited(set, "header: x-mine", "header: x-preview"),
            "deploy/argocd/previews.yaml: the header of previews is x-preview here, but blip.yaml says x-mine",
        ),
        (
            github().edited(".github/workflows/preview.yml", "READY: preview-ready", "READY: ready"),
            ".github/workflows/preview.yml: the label of the pipeline of previews is ready here, but blip.yaml says preview-ready",
        ),
        (
            github().edited(set, "pull/{{.number}}", "pull/{{.numbr}}"),
            "deploy/argocd/previews.yaml: the element of a request has no `numbr`, and the ApplicationSet stops at that",
        ),
        (
            github().edited(set, "/deploy/values/preview.yaml", "/deploy/values/previews.yaml"),
            "deploy/argocd/previews.yaml: there is no deploy/values/previews.yaml",
        ),
        (
            github().edited("deploy/values/preview.yaml", "replicas: 1", "replica: 1"),
            "deploy/values/preview.yaml: unknown key `replica`",
        ),
        (
            github().edited(set, "              enabled: true", "              enabled: yes please"),
            "deploy/argocd/previews.yaml: `preview.enabled` takes true or false, not \"yes please\"",
        ),
        (
            github().edited(set, "      namespace: checkout-pr-*", "      namespace: checkout-preview-*"),
            "deploy/argocd/previews.yaml: the project does not let its Applications deploy to checkout-pr-1 of https://kubernetes.default.svc",
        ),
        (
            gitlab().edited(".gitlab-ci.yml", "HEADER: x-preview", "HEADER: x-other"),
            ".gitlab-ci.yml: the header of previews is x-other here, but blip.yaml says x-preview",
        ),
    ] {
        assert_eq!(repository.problems(), [expected]);
    }
}

const PREVIEWS: &str = "
version: 1
service: {name: checkout, description: Turns a basket into a paid order, owner: payments, stack: rust}
repository: {provider: github, url: https://github.com/acme/checkout}
environments: [{name: staging, host: checkout.acme.example}, {name: production}]
blips: {ci: {}, helm: {}, argocd: {}, preview: {match: [cookie]}}
";

#[test]
fn previews_are_reached_as_stable_is() {
    let repository = || Repository::generated(PREVIEWS);
    assert_eq!(repository().problems(), [""; 0]);
    let values = "deploy/values/preview.yaml";
    assert_eq!(
        repository().edited(values, "replicas: 1\n", "replicas: 1\nroute:\n  paths: [/api]\n").problems(),
        [
            "deploy/values/preview.yaml: `route.paths` of previews differs from that of staging: requests with the header \
          would reach the stable version there"
        ]
    );
    assert_eq!(
        repository()
            .edited("deploy/argocd/previews.yaml", "            - /deploy/values/staging.yaml\n", "")
            .problems(),
        [
            "deploy/argocd/previews.yaml: `route.hosts` of previews differs from that of staging: requests with the header \
          would reach the stable version there"
        ]
    );
    // said for both, it is the same
    let staging = "deploy/values/staging.yaml";
    assert_eq!(repository().edited(staging, "route:\n", "route:\n  paths: [/, /api]\n").problems(), [""; 0]);
}

#[test]
fn the_routes_of_stable_and_previews_are_told_from_values() {
    let repository = Repository::generated(PREVIEWS);
    let read = |path: &RepoPath| repository.files.get(path).cloned();
    let header = serde_json::json!({"headers": [{"name": "x-preview", "value": "checkout-pr-1"}]});
    let previews = [("checkout-pr-1".to_owned(), vec![header.clone()])];
    let routes = crate::routes_by_values(&repository.selection, read, &previews);
    assert_eq!(routes.len(), 2);
    for (route, headers) in routes.iter().zip([&serde_json::Value::Null, &header["headers"]]) {
        assert_eq!(route["spec"]["hostnames"], serde_json::json!(["checkout.acme.example"]));
        assert_eq!(route["spec"]["rules"][0]["matches"][0]["path"]["value"], "/");
        assert_eq!(route["spec"]["rules"][0]["matches"][0]["headers"], *headers);
    }
    let values = crate::preview_values(&repository.selection, read).unwrap();
    assert_eq!(values.stable, ["deploy/values/staging.yaml"]);
    assert_eq!(values.preview, ["deploy/values/staging.yaml", "deploy/values/preview.yaml"]);
}

#[test]
fn devspace_keeps_its_guard_and_its_values() {
    let spec = format!("{SPEC}blips: {{ci: {{}}, helm: {{}}, argocd: {{}}, devspace: {{}}}}\n");
    let finds = |path: &str, old: &str, new: &str, expected: &[&str]| {
        assert_eq!(Repository::generated(&spec).edited(path, old, new).problems(), expected, "{old:?} -> {new:?}");
    };
    finds("devspace.yaml", "", "", &[]);
    finds(
        "devspace.yaml",
        "  dev: |-\n    own_namespace\n",
        "  dev: |-\n    # quick\n",
        &["devspace.yaml: the pipeline `dev` would work in any namespace, one that Argo CD rules too"],
    );
    finds(
        "devspace.yaml",
        "  own_namespace: |-\n",
        "  other: |-\n",
        &["devspace.yaml: there is no function `own_namespace`, by which the pipelines know where they are"],
    );
    finds(
        "deploy/values/devspace.yaml",
        "replicas: 1",
        "replicas: many",
        &["deploy/values/devspace.yaml: `replicas` takes a whole number, not \"many\""],
    );
}

#[test]
fn nothing_does_what_a_controller_of_releases_does() {
    let finds = |blip: &str, path: &str, old: &str, new: &str, expected: &[&str]| {
        let spec = format!("{SPEC}blips: {{ci: {{}}, helm: {{}}, argocd: {{}}, preview: {{}}, {blip}: {{}}}}\n");
        assert_eq!(
            Repository::generated(&spec).edited(path, old, new).problems(),
            expected,
            "{blip}: {old:?} -> {new:?}"
        );
    };
    let production = "deploy/values/production.yaml";
    let application = "deploy/argocd/production.yaml";
    for blip in ["flagger", "argo-rollouts"] {
        finds(blip, production, "", "", &[]);
        finds(
            blip,
            "deploy/values/preview.yaml",
            "progressive:\n  enabled: false",
            "progressive:\n  enabled: true",
            &[
                "deploy/values/preview.yaml: previews would be released step by step, but only requests that ask for one reach it",
            ],
        );
        finds(
            blip,
            application,
            "RespectIgnoreDifferences=true",
            "Validate=true",
            &["deploy/argocd/production.yaml: Argo CD would take back what it ignores whenever it synchronises"],
        );
        finds(
            blip,
            production,
            "route:\n",
            "extraObjects:\n  - {kind: HTTPRoute, spec: {hostnames: [checkout.acme.example]}}\nroute:\n",
            &[
                "deploy/values/production.yaml: a HTTPRoute of your own leads requests for checkout.acme.example past the versions that are compared",
            ],
        );
    }
    finds(
        "flagger",
        application,
        "kind: Deployment",
        "kind: StatefulSet",
        &["deploy/argocd/production.yaml: Argo CD would take back the number of pods that Flagger sets"],
    );
    finds(
        "flagger",
        production,
        "autoscaling:\n",
        "autoscaling:\n  enabled: false\n",
        &[
            "deploy/values/production.yaml: Flagger starts the pods of each version itself, and without an autoscaler that is one pod",
        ],
    );
    finds(
        "flagger",
        "charts/checkout/templates/service.yaml",
        "include \"checkout.flagger\" .",
        "include \"checkout.fullname\" .",
        &["charts/checkout/templates/service.yaml: this makes the Service as if Flagger were not at work"],
    );
    finds(
        "argo-rollouts",
        "charts/checkout/templates/horizontalpodautoscaler.yaml",
        "include \"checkout.rollout\" $",
        "include \"checkout.fullname\" $",
        &[
            "charts/checkout/templates/horizontalpodautoscaler.yaml: this makes the number of pods as if Argo Rollouts were not at work",
        ],
    );
}
