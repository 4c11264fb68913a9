//! The fixtures of the whole-program tests, each with everything that is found in it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{Fact, Findings, detect};

/// What is found in a fixture, one line for each finding that counts.
fn found(fixture: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(fixture);
    let mut paths = Vec::new();
    list(&root, "", &mut paths);
    let read = |path: &str| fs::read_to_string(root.join(path)).ok();
    lines(&detect(paths, &read))
}

fn lines(found: &Findings) -> Vec<String> {
    found.iter().map(|finding| format!("{} {finding}", finding.fact.title())).collect()
}

fn list(folder: &PathBuf, prefix: &str, paths: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().unwrap().is_dir() {
            list(&entry.path(), &format!("{path}/"), paths);
        } else {
            paths.push(path);
        }
    }
}

/// What is found in files that stand here.
fn found_in(files: &[(&str, &str)]) -> Findings {
    let read = |path: &str| files.iter().find(|(name, _)| *name == path).map(|(_, text)| (*text).to_owned());
    detect(files.iter().map(|(path, _)| (*path).to_owned()), &read)
}

#[test]
fn a_service_in_rust() {
    let expected = [
        "Dockerfile Dockerfile (Dockerfile:1)",
        "Stack rust (Cargo.toml:1)",
        "Name ledger (Cargo.toml:2)",
        "Description Books what was paid, and never twice (Cargo.toml:5)",
        "Version 0.4.2 (Cargo.toml:3)",
        "Description The service that keeps the books of the shop (README.md:5)",
        "Port 3000 (Dockerfile:8)",
        "Liveness /livez (src/routes.rs:8)",
        "Readiness /internal/readyz (src/routes.rs:9)",
    ];
    assert_eq!(found("rust"), expected);
}

#[test]
fn a_service_in_node_with_compose_and_a_pipeline() {
    let expected = [
        "Compose compose.yaml (compose.yaml:1)",
        "Stack node (package.json:1)",
        "Name cart-api (package.json:2)",
        "Description Keeps what a customer means to buy (package.json:5)",
        "Version 2.1.0 (package.json:3)",
        "Pipeline .gitlab-ci.yml (.gitlab-ci.yml:1)",
        "Forge gitlab (.gitlab-ci.yml:1)",
        // that of the database and that of the tests are not the service's
        "Port 4000 (compose.yaml:6)",
        "Liveness /health (compose.yaml:8)",
        "Image registry.acme.example/shop/cart-api (compose.yaml:4)",
    ];
    assert_eq!(found("node"), expected);
}

#[test]
fn a_service_in_python_with_manifests() {
    let expected = [
        "Stack python (pyproject.toml:1)",
        "Name price-list (pyproject.toml:2)",
        "Description Knows what everything costs (pyproject.toml:4)",
        "Version 1.0.3 (pyproject.toml:3)",
        "Port 8000 (k8s/deployment.yaml:18)",
        "Liveness /health/live (k8s/deployment.yaml:21)",
        "Readiness /health/ready (k8s/deployment.yaml:25)",
        "Image ghcr.io/acme/price-list (k8s/deployment.yaml:16)",
    ];
    assert_eq!(found("python"), expected);
}

#[test]
fn a_service_in_go() {
    let expected = [
        "Stack go (go.mod:1)",
        "Name notify (go.mod:1)",
        "Description Tells customers what became of their orders (README.md:3)",
        "Port 8081 (main.go:14)",
        "Readiness /readyz (main.go:12)",
        "Liveness /healthz (main.go:11)",
    ];
    assert_eq!(found("go"), expected);
}

#[test]
fn a_service_in_java_with_tools_in_node() {
    let expected = [
        "Dockerfile Dockerfile (Dockerfile:1)",
        "Stack java (pom.xml:1)",
        "Stack node (package.json:1)",
        // not those of the parent
        "Name invoices (pom.xml:10)",
        "Description Writes an invoice for every order (pom.xml:12)",
        "Version 3.0.0-SNAPSHOT (pom.xml:11)",
        "Port 8085 (src/main/resources/application.properties:2)",
        "Liveness /actuator/health/liveness (pom.xml:16)",
        "Readiness /actuator/health/readiness (pom.xml:16)",
    ];
    assert_eq!(found("java"), expected);
}

#[test]
fn a_service_with_a_chart_and_workflows() {
    let expected = [
        "Dockerfile Dockerfile (Dockerfile:1)",
        "Chart charts/orders (charts/orders/Chart.yaml:2)",
        "Stack node (package.json:1)",
        "Name orders (charts/orders/Chart.yaml:2)",
        "Version 5.2.1 (charts/orders/Chart.yaml:6)",
        "Description Takes orders (package.json:4)",
        "Pipeline .github/workflows/ci.yml (.github/workflows/ci.yml:1)",
        "Forge github (.github/workflows/ci.yml:1)",
        "Pipeline .github/workflows/publish.yml (.github/workflows/publish.yml:1)",
        "Port 8088 (Dockerfile:4)",
        "Liveness /alive (charts/orders/values.yaml:7)",
        "Readiness /ready (charts/orders/values.yaml:11)",
        "Image ghcr.io/acme/shop/orders (charts/orders/values.yaml:3)",
    ];
    assert_eq!(found("charted"), expected);
}

#[test]
fn a_service_with_a_jenkinsfile() {
    let expected = [
        "Stack go (go.mod:1)",
        "Name stock (go.mod:1)",
        "Pipeline Jenkinsfile (Jenkinsfile:1)",
        "Port 8090 (main.go:14)",
        "Readiness /readyz (main.go:12)",
        "Liveness /healthz (main.go:11)",
        "Image registry.acme.example/shop/stock (Jenkinsfile:9)",
    ];
    assert_eq!(found("jenkins"), expected);
}

#[test]
fn nothing_says_nothing() {
    assert_eq!(found_in(&[]), Findings::default());
    assert_eq!(found_in(&[("notes.txt", "EXPOSE 8080")]), Findings::default());
}

#[test]
fn the_base_image_decides_between_two_manifests() {
    let both = |from| found_in(&[("package.json", "{}"), ("pyproject.toml", ""), ("Dockerfile", from)]);
    assert_eq!(
        both("FROM --platform=linux/amd64 docker.io/library/node:24 AS build\n").value(Fact::Stack),
        Some("node")
    );
    assert_eq!(both("FROM ghcr.io/astral-sh/uv:0.9-python3.13\n").value(Fact::Stack), Some("python"));
    assert_eq!(both("FROM scratch\n").value(Fact::Stack), Some("python"));
}

#[test]
fn a_site() {
    let server = "server {\n  listen 8080;\n  location = /healthz { return 204; }\n}\n";
    let site =
        [("public/index.html", "<h1>"), ("nginx.conf", server), ("Dockerfile", "FROM docker.io/library/nginx:1\n")];
    let found = found_in(&site);
    assert_eq!((found.value(Fact::Stack), found.value(Fact::Live)), (Some("static"), Some("/healthz")));
    // what a program serves is its own
    let found = found_in(&[("public/index.html", "<h1>"), ("package.json", "{}")]);
    assert_eq!(found.value(Fact::Stack), Some("node"));
}

#[test]
fn services_below_a_folder_are_named() {
    let found =
        found_in(&[("cart/package.json", "{}"), ("ledger/Cargo.toml", ""), ("x/node_modules/y/package.json", "{}")]);
    assert_eq!(found.value(Fact::Stack), None);
    let folders: Vec<_> = found.all(Fact::Service).map(|service| service.value.as_str()).collect();
    assert_eq!(folders, ["cart", "ledger"]);
}

#[test]
fn a_port_that_needs_privileges_is_none() {
    assert_eq!(
        found_in(&[("Dockerfile", "EXPOSE 80\nEXPOSE 99999\nEXPOSE 8443/tcp\n")]).value(Fact::Port),
        Some("8443")
    );
}

#[test]
fn ports_in_sources() {
    for (file, text, port) in [
        ("a.js", "const port = Number(process.env.PORT ?? 3100);", "3100"),
        ("a.ts", "app.listen(3200)", "3200"),
        ("a.py", "port = int(os.getenv('PORT', 3300))", "3300"),
        ("a.py", "port = int(os.environ.get('PORT') or 3350)", "3350"),
        ("a.rs", "env::var(\"PORT\").ok().and_then(|p| p.parse().ok()).unwrap_or(3400)", "3400"),
        ("a.rs", "TcpListener::bind(\"0.0.0.0:3500\")", "3500"),
        ("a.go", "addr := flag.String(\"addr\", \":3600\", \"\")", "3600"),
        ("a.rb", "set :port, 3700", "3700"),
        ("a.rb", "port ENV.fetch('PORT') { 3750 }", "3750"),
        ("a.go", "if port == \"\" { port = \"3800\" }", "3800"),
        ("a.go", "cache := dial(\"localhost:6379\")\nport := 3900", "3900"),
        ("Dockerfile", "CMD [\"uvicorn\", \"app:app\", \"--port\", \"4100\"]", "4100"),
        ("Procfile", "web: gunicorn -b 0.0.0.0:4200 app:app", "4200"),
        ("Dockerfile", "ENV ASPNETCORE_URLS=http://+:4300", "4300"),
        ("Dockerfile", "ARG PORT=4400\nEXPOSE $PORT", "4400"),
        ("src/main/resources/application.yml", "server:\n  port: ${PORT:4500}\n", "4500"),
    ] {
        assert_eq!(found_in(&[(file, text)]).value(Fact::Port), Some(port), "{text}");
    }
}

#[test]
fn routes_that_only_sound_like_health() {
    let routes =
        "app.get('/patients/:id/health-record', x); app.get('/teams/ready-made', x); app.get('/orders/status', x);";
    let found = found_in(&[("a.js", routes)]);
    assert_eq!((found.value(Fact::Live), found.value(Fact::Ready)), (None, None));
}

#[test]
fn routes_of_health() {
    for (route, live, ready) in [
        ("/healthz", Some("/healthz"), None),
        ("/api/v1/health", Some("/api/v1/health"), None),
        ("/-/ready", None, Some("/-/ready")),
        ("/status", Some("/status"), None),
        ("/health/liveness", Some("/health/liveness"), None),
    ] {
        let found = found_in(&[("a.py", &format!("@app.get(\"{route}\")"))]);
        assert_eq!((found.value(Fact::Live), found.value(Fact::Ready)), (live, ready), "{route}");
    }
    let both = found_in(&[("a.py", "get('/status')\nget('/health')\nget('/ready')")]);
    assert_eq!((both.value(Fact::Live), both.value(Fact::Ready)), (Some("/health"), Some("/ready")));
}

#[test]
fn a_chart_in_a_chart_is_its_dependency() {
    let chart = "name: shop\n";
    let found = found_in(&[("deploy/Chart.yaml", chart), ("deploy/charts/redis/Chart.yaml", "name: redis\n")]);
    assert_eq!(found.all(Fact::Chart).map(|chart| chart.value.as_str()).collect::<Vec<_>>(), ["deploy"]);
    assert_eq!(found.value(Fact::Name), Some("shop"));
}

#[test]
fn what_tests_and_examples_hold_is_not_the_service_s() {
    let found = found_in(&[
        ("examples/shop/Chart.yaml", "name: shop\n"),
        ("tests/compose.yaml", "services:\n"),
        ("docs/Jenkinsfile", ""),
        ("testdata/package.json", "{}"),
    ]);
    assert_eq!(found, Findings::default());
}

#[test]
fn broken_files_say_nothing() {
    let broken = ["Cargo.toml", "package.json", "pom.xml", "pyproject.toml", "Chart.yaml"];
    let files: Vec<_> = broken.iter().map(|path| (*path, "{[<")).collect();
    let found = found_in(&files);
    assert_eq!((found.value(Fact::Name), found.value(Fact::Version)), (None, None));
}

/// What is found of one fact in files that stand here.
fn values(files: &[(&str, &str)], fact: Fact) -> Vec<String> {
    found_in(files).all(fact).map(ToString::to_string).collect()
}

#[test]
fn environments_are_those_that_deployments_are_named_after() {
    let files = [
        ("charts/demo/Chart.yaml", "name: demo\n"),
        ("charts/demo/values.yaml", "replicas: 1\n"),
        ("charts/demo/values-prod.yaml", "ingress:\n  hosts:\n    - host: demo.acme.example\n"),
        ("charts/demo/ci/test-values.yaml", "replicas: 1\n"),
        ("charts/demo/templates/dev.yaml", "x: 1\n"),
        ("overlays/dev/kustomization.yaml", "resources: []\n"),
        ("config/production.yaml", "debug: false\n"),
        (".github/environments/qa.yaml", "x: 1\n"),
    ];
    assert_eq!(
        values(&files, Fact::Environment),
        ["dev (overlays/dev/kustomization.yaml:1)", "prod (charts/demo/values-prod.yaml:1)"]
    );
    assert_eq!(values(&files, Fact::Host), ["prod demo.acme.example (charts/demo/values-prod.yaml:3)"]);
}

#[test]
fn an_application_tells_its_namespace() {
    let application = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  namespace: argocd\n\
                       spec:\n  destination:\n    namespace: shop\n";
    let files = [("argocd/staging.yaml", application), ("argocd/broken-qa.yaml", "kind: [")];
    assert_eq!(values(&files, Fact::Namespace), ["staging shop (argocd/staging.yaml:7)"]);
    let found = found_in(&files);
    assert_eq!(found.first(Fact::Environment).and_then(|finding| finding.blip), None, "broken files say little");
}

#[test]
fn manifests_tell_the_stack() {
    let of = |path: &str| found_in(&[(path, "")]).value(Fact::Stack).map(str::to_owned);
    let manifests = [("composer.json", "php"), ("Gemfile", "ruby"), ("Shop.csproj", "dotnet"), ("Shop.slnx", "dotnet")];
    for (path, stack) in manifests {
        assert_eq!(of(path).as_deref(), Some(stack), "{path}");
    }
    let with_assets = found_in(&[("composer.json", "{}"), ("package.json", "{}")]);
    assert_eq!(with_assets.value(Fact::Stack), Some("php"), "what builds its pages is not what it is");
}

#[test]
fn owners_are_teams() {
    let of = |path: &str, text: &str| found_in(&[(path, text)]).value(Fact::Owner).map(str::to_owned);
    assert_eq!(
        of(".github/CODEOWNERS", "* @acme/everybody\n/web @acme/web\n* @jo @acme/Payments_EU\n").as_deref(),
        Some("payments-eu")
    );
    assert_eq!(of(".gitlab/CODEOWNERS", "* @acme/shop/payments\n").as_deref(), Some("payments"));
    assert_eq!(of("CODEOWNERS", "* @jo\n*.js @acme/web\n"), None, "a person is no team, and a part not the whole");
    let entry = "kind: Component\nspec:\n  type: service\n  owner: group:default/payments\n";
    assert_eq!(of("catalog-info.yaml", entry).as_deref(), Some("payments"));
    assert_eq!(of("catalog-info.yaml", "spec:\n  owner: user:jo\n"), None);
}

#[test]
fn kinds_are_told_by_what_runs_where_no_port_is_open() {
    let of = |files: &[(&str, &str)]| found_in(files).value(Fact::Kind).map(str::to_owned);
    let deployment = ("k8s/app.yaml", "apiVersion: apps/v1\nkind: Deployment\n");
    assert_eq!(of(&[("k8s/job.yaml", "kind: CronJob\n")]).as_deref(), Some("job"));
    assert_eq!(of(&[deployment]).as_deref(), Some("worker"));
    assert_eq!(of(&[deployment, ("k8s/job.yaml", "kind: Job\n")]).as_deref(), Some("worker"), "migrations, say");
    assert_eq!(of(&[deployment, ("Dockerfile", "FROM x\nEXPOSE 8080\n")]), None);
    assert_eq!(of(&[deployment, ("k8s/service.yaml", "kind: Service\n")]), None);
    assert_eq!(of(&[("Procfile", "worker: python -m app\n")]).as_deref(), Some("worker"));
    assert_eq!(of(&[("Procfile", "web: gunicorn\nworker: python -m app\n")]), None);
}
