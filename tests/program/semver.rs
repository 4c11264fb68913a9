//! `blip semver verify` over repositories that git makes.

use std::env;

use crate::support::{Outcome, Run, Sandbox, workspace};

const CHART: &str = "apiVersion: v2\nname: shop\nversion: 1.0.0\nappVersion: \"1.0.0\"\n";
const VALUES: &str = "port: 8080 # where it listens\nlevel: info\n";
const SERVICE: &str = "kind: Service\nmetadata:\n  name: shop\nspec:\n  ports:\n    - port: {{ .Values.port }}\n";

/// A repository with a chart, released as v1.0.0.
fn released() -> Sandbox {
    let sandbox = Sandbox::with_identity();
    sandbox.git(".", &["init", "-q"]);
    sandbox.write("charts/shop/Chart.yaml", CHART);
    sandbox.write("charts/shop/values.yaml", VALUES);
    sandbox.write("charts/shop/templates/service.yaml", SERVICE);
    commit(&sandbox, "feat: sell");
    sandbox.git(".", &["tag", "v1.0.0"]);
    sandbox
}

fn commit(sandbox: &Sandbox, message: &str) {
    sandbox.git(".", &["add", "-A"]);
    sandbox.git(".", &["commit", "-qm", message]);
}

/// `blip semver verify` where helm is not installed: git is all that it finds.
fn verify(sandbox: &Sandbox, args: &[&str]) -> Run {
    let bin = sandbox.home().join("bin");
    let git =
        env::split_paths(&env::var_os("PATH").unwrap()).map(|folder| folder.join("git")).find(|git| git.is_file());
    if !bin.exists() {
        std::fs::create_dir(&bin).unwrap();
        std::os::unix::fs::symlink(git.unwrap(), bin.join("git")).unwrap();
    }
    sandbox.blip(["semver", "verify"].iter().chain(args)).env("PATH", bin)
}

/// The same where it is; none where no helm is at hand, which is said.
fn verify_with_helm(sandbox: &Sandbox) -> Option<Outcome> {
    let tools = workspace().join("target/tools/venv/bin");
    let path = env::join_paths([tools].into_iter().chain(env::split_paths(&env::var_os("PATH").unwrap()))).unwrap();
    if !env::split_paths(&path).any(|folder| folder.join("helm").is_file()) {
        eprintln!("helm is missing; tests/tools/install fetches it");
        return None;
    }
    Some(sandbox.blip(["semver", "verify"]).env("PATH", path).outcome())
}

const NO_HELM: &str = "note: helm is not installed: charts were compared without the objects that they make\n";

#[test]
fn more_than_declared_is_an_error_with_file_and_line() {
    let sandbox = released();
    sandbox.edit("charts/shop/values.yaml", "level: info\n", "");
    commit(&sandbox, "fix: be quiet");
    let outcome = verify(&sandbox, &[]).exits(3);
    outcome.stdout_is("Since v1.0.0 the change is major.\n").stderr_is(&format!(
        "error: charts/shop/values.yaml:2 of v1.0.0: A value that could be set is gone: level (was \"info\"): major \
         [helm-value-removed]\n\
         error: chart shop: the commits declare a patch (1.0.0 → 1.0.1), and the change is major (at least 2.0.0)\n\
         {NO_HELM}"
    ));
}

#[test]
fn commits_and_version_files_declare() {
    let sandbox = released();
    sandbox.edit("charts/shop/values.yaml", "level: info\n", "");
    commit(&sandbox, "feat!: be quiet");
    verify(&sandbox, &[]).succeeds().stderr_is(NO_HELM);
    // a version file that moved has the last word
    sandbox.edit("charts/shop/Chart.yaml", "version: 1.0.0", "version: 1.1.0");
    verify(&sandbox, &[]).exits(3).stderr_has(&[
        "charts/shop/Chart.yaml declares minor (1.0.0 → 1.1.0), and the change is major (at least 2.0.0)",
    ]);
    sandbox.edit("charts/shop/Chart.yaml", "version: 1.1.0", "version: 2.0.0");
    verify(&sandbox, &[]).succeeds();
}

#[test]
fn less_than_declared_is_a_note() {
    let sandbox = released();
    sandbox.edit("charts/shop/values.yaml", "level: info", "level: info\nnew: 1");
    sandbox.edit("charts/shop/Chart.yaml", "version: 1.0.0", "version: 2.0.0");
    verify(&sandbox, &[]).succeeds().stderr_has(&[
        "note: chart shop: charts/shop/Chart.yaml declares major (1.0.0 → 2.0.0), and 1.1.0 would do for the change, which is minor",
    ]);
}

#[test]
fn comments_and_order_ask_for_nothing() {
    let sandbox = released();
    sandbox.write("charts/shop/values.yaml", "# how much is said\nlevel: info\nport: 8080\n");
    commit(&sandbox, "docs: say what it is");
    verify(&sandbox, &[]).succeeds().stdout_is("No change since v1.0.0 that a user would notice.\n");
}

#[test]
fn revisions_can_be_named() {
    let sandbox = released();
    sandbox.edit("charts/shop/values.yaml", "level: info\n", "");
    commit(&sandbox, "fix: be quiet");
    verify(&sandbox, &["--base", "HEAD"]).succeeds();
    verify(&sandbox, &["--base", "HEAD~1"])
        .exits(3)
        .stderr_has(&["the commits declare a patch, and the change is major"]);
    verify(&sandbox, &["--head", "v1.0.0"]).succeeds();
    verify(&sandbox, &["--base", "nowhere"]).exits(1).stderr_has(&["there is no revision `nowhere`"]);
}

#[test]
fn nothing_released_is_nothing_to_compare_with() {
    let sandbox = released();
    sandbox.git(".", &["tag", "-d", "v1.0.0"]);
    verify(&sandbox, &[]).succeeds().stderr_has(&["note: nothing was released yet"]);
}

#[test]
fn a_shallow_clone_is_no_first_release() {
    let sandbox = released();
    sandbox.git(".", &["commit", "-q", "--allow-empty", "-m", "fix: nothing"]);
    let url = format!("file://{}", sandbox.work().display());
    sandbox.git(".", &["clone", "-q", "--depth", "1", &url, "shallow"]);
    let shallow = verify(&sandbox, &[]).in_folder("shallow").exits(1);
    shallow.stderr_has(&["the history is incomplete", "fetch-depth: 0", "GIT_DEPTH: 0"]);
}

#[test]
fn json_and_sarif() {
    let sandbox = released();
    sandbox.edit("charts/shop/values.yaml", "level: info\n", "");
    commit(&sandbox, "fix: be quiet");
    let json = verify(&sandbox, &["--json"]).exits(3).json();
    assert_eq!(json["ok"], false);
    assert_eq!(json["observed"], "major");
    assert_eq!(json["subjects"][0]["observations"][0]["rule"], "helm-value-removed");
    let sarif = verify(&sandbox, &["--sarif"]).exits(3).json();
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(result["level"], "error");
    assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "charts/shop/values.yaml");
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert!(rules.iter().any(|rule| rule["id"] == result["ruleId"]));
}

#[test]
fn helm_tells_what_becomes_of_objects() {
    let sandbox = released();
    sandbox.edit("charts/shop/templates/service.yaml", "name: shop", "name: shop-{{ .Values.level }}");
    commit(&sandbox, "fix: call it differently");
    if let Some(outcome) = verify_with_helm(&sandbox) {
        assert_eq!(outcome.code, Some(3), "{outcome}");
        outcome.stderr_has(&["charts/shop/templates/service.yaml:1 of v1.0.0: An object is gone: Service/shop: major"]);
    }
}

#[test]
fn values_kept_for_tests_are_rendered_too() {
    let sandbox = released();
    sandbox.write("charts/shop/ci/tls-values.yaml", "tls: true\n");
    let secret = "{{- if .Values.tls }}\nkind: Secret\nmetadata:\n  name: tls\n{{- end }}\n";
    sandbox.write("charts/shop/templates/secret.yaml", secret);
    commit(&sandbox, "feat: tls");
    sandbox.git(".", &["tag", "v1.1.0"]);
    sandbox.edit("charts/shop/templates/secret.yaml", "name: tls", "name: tls-2");
    commit(&sandbox, "fix: name");
    if let Some(outcome) = verify_with_helm(&sandbox) {
        outcome.stderr_has(&["charts/shop/templates/secret.yaml:2 of v1.1.0: An object is gone: Secret/tls: major"]);
    }
}

#[test]
fn modules_of_terraform_are_compared() {
    let sandbox = Sandbox::with_identity();
    sandbox.git(".", &["init", "-q"]);
    sandbox.write("main.tf", "variable \"region\" {\n  type = string\n}\n");
    sandbox.write("modules/net/main.tf", "output \"id\" { value = 1 }\n");
    commit(&sandbox, "feat: a network");
    sandbox.git(".", &["tag", "v0.3.0"]);
    sandbox.edit("main.tf", "type = string", "type = number");
    sandbox.git(".", &["mv", "modules/net", "modules/mesh"]);
    commit(&sandbox, "fix: count regions");
    verify(&sandbox, &[]).exits(3).stderr_is(
        "error: main.tf:1: A variable takes less than it did: region (string → number): major \
         [terraform-type-narrowed]\n\
         error: module root: the commits declare a patch (0.3.0 → 0.3.1), and the change is major (at least 0.4.0)\n\
         error: modules/net/main.tf:1 of v0.3.0: A module is gone: net: major [terraform-module-removed]\n\
         error: module net: the commits declare a patch (0.3.0 → 0.3.1), and the change is major (at least 0.4.0)\n",
    );
    // by the caret rule a new module would be a patch of 0.3
    verify(&sandbox, &["--path", "modules/mesh"]).succeeds();
}

#[test]
fn documents_of_openapi_are_compared() {
    let sandbox = Sandbox::with_identity();
    sandbox.git(".", &["init", "-q"]);
    let document = "openapi: 3.1.0\ninfo: {title: Shop, version: 1.0.0}\npaths:\n  /a:\n    get: {}\n    put: {}\n";
    sandbox.write("docs/openapi.yaml", document);
    commit(&sandbox, "feat: an interface");
    sandbox.git(".", &["tag", "v1.0.0"]);
    sandbox.edit("docs/openapi.yaml", "    put: {}\n", "");
    commit(&sandbox, "fix: no put");
    verify(&sandbox, &[]).exits(3).stderr_is(
        "error: docs/openapi.yaml:6 of v1.0.0: A method of a path is gone: PUT /a: major [openapi-method-removed]\n\
         error: interface Shop: the commits declare a patch (1.0.0 → 1.0.1), and the change is major (at least 2.0.0)\n",
    );
    // its own version has the last word
    sandbox.edit("docs/openapi.yaml", "version: 1.0.0", "version: 2.0.0");
    verify(&sandbox, &[]).succeeds();
}

/// A stand-in for a program, beside git.
fn install(sandbox: &Sandbox, name: &str, script: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    let program = sandbox.home().join("bin").join(name);
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// What cargo-semver-checks 0.51 prints of a function that is gone; it is asked what breaks, and then what else there is.
const CARGO: &str = r#"#!/bin/sh
case "$*" in
  *--version*) exit 0 ;;
  "semver-checks "*"--release-type "*"--baseline-root "*"/old --manifest-path "*"/new/Cargo.toml")
    echo '--- failure function_missing: pub fn removed or renamed ---'
    echo
    echo 'Failed in:'
    echo "  function shop::pay, previously in file ${PWD%/new}/old/src/lib.rs:2"
    exit 100 ;;
esac
exit 101
"#;

#[test]
fn cargo_semver_checks_is_asked_where_it_is_installed() {
    let sandbox = Sandbox::with_identity();
    sandbox.git(".", &["init", "-q"]);
    sandbox.write("Cargo.toml", "[package]\nname = \"shop\"\nversion = \"1.0.0\"\n");
    sandbox.write("src/lib.rs", "/// Pays.\npub fn pay() {}\n");
    commit(&sandbox, "feat: pay");
    sandbox.git(".", &["tag", "v1.0.0"]);
    sandbox.write("src/lib.rs", "");
    commit(&sandbox, "fix: no pay");
    let absent = "note: cargo-semver-checks is not installed: the library root was not compared\n";
    verify(&sandbox, &[]).succeeds().stderr_is(absent);
    install(&sandbox, "cargo", CARGO);
    verify(&sandbox, &[]).exits(3).stderr_is(
        "error: src/lib.rs:2 of v1.0.0: cargo-semver-checks finds a breaking change: pub fn removed or renamed: \
         function shop::pay (function_missing): major [rust-broken]\n\
         error: library root: the commits declare a patch (1.0.0 → 1.0.1), and the change is major (at least 2.0.0)\n",
    );
    // what is not published has no users
    sandbox.edit("Cargo.toml", "version", "publish = false\nversion");
    verify(&sandbox, &[]).succeeds().stderr_is("");
}

/// What buf 1.75 prints of a field that is gone.
const BUF: &str = r#"#!/bin/sh
case "$*" in
  *--version*) echo 1.75.0 ;;
  *old*) echo '{"path":"a.proto","start_line":3,"type":"FIELD_NO_DELETE","message":"Previously present field \"2\" was deleted."}'; exit 100 ;;
esac
"#;

#[test]
fn buf_is_asked_where_it_is_installed() {
    let sandbox = Sandbox::with_identity();
    sandbox.git(".", &["init", "-q"]);
    sandbox.write("proto/buf.yaml", "version: v2\n");
    sandbox.write("proto/a.proto", "syntax = \"proto3\";\n\nmessage M {\n  string x = 1;\n  string y = 2;\n}\n");
    commit(&sandbox, "feat: a protocol");
    sandbox.git(".", &["tag", "v1.0.0"]);
    verify(&sandbox, &[]).succeeds().stderr_is("");
    sandbox.edit("proto/a.proto", "  string y = 2;\n", "");
    commit(&sandbox, "fix: no y");
    verify(&sandbox, &[]).succeeds().stderr_is("note: buf is not installed: the protocol proto was not compared\n");
    install(&sandbox, "buf", BUF);
    verify(&sandbox, &[]).exits(3).stderr_is(
        "error: proto/a.proto:3: buf finds a breaking change: Previously present field \"2\" was deleted \
         (FIELD_NO_DELETE): major [protobuf-broken]\n\
         error: protocol proto: the commits declare a patch (1.0.0 → 1.0.1), and the change is major (at least 2.0.0)\n",
    );
}

/// What oasdiff prints of a change that no rule here knows.
const OASDIFF: &str = r#"#!/bin/sh
case "$*" in
  "breaking --format json "*"/old/openapi.yaml "*"/new/openapi.yaml")
    echo '[{"id":"x-changed","text":"an extension changed","level":3,"operation":"GET","path":"/a"},'
    echo ' {"id":"y-changed","text":"perhaps","level":2,"operation":"PUT","path":"/b"}]' ;;
esac
"#;

#[test]
fn oasdiff_is_asked_where_it_is_installed() {
    let sandbox = Sandbox::with_identity();
    sandbox.git(".", &["init", "-q"]);
    sandbox.write("openapi.yaml", "openapi: 3.1.0\ninfo: {title: Shop, version: 1.0.0}\npaths: {}\n");
    commit(&sandbox, "feat: an interface");
    sandbox.git(".", &["tag", "v1.0.0"]);
    sandbox.edit("openapi.yaml", "title: Shop", "title: Shop, x-rate: 5");
    commit(&sandbox, "fix: a rate");
    verify(&sandbox, &[]).succeeds().stderr_is("");
    install(&sandbox, "oasdiff", OASDIFF);
    verify(&sandbox, &[]).exits(3).stderr_is(
        "error: openapi.yaml:1: oasdiff finds a breaking change: GET /a: an extension changed (x-changed): major \
         [oasdiff-broken]\n\
         error: openapi.yaml:1: oasdiff finds what may break: PUT /b: perhaps (y-changed): minor [oasdiff-doubtful]\n\
         error: interface Shop: the commits declare a patch (1.0.0 → 1.0.1), and the change is major (at least 2.0.0)\n",
    );
}

#[test]
fn what_cannot_be_read_is_passed_over() {
    let sandbox = released();
    sandbox.write("charts/shop/values.yaml", "<% if x %>\na: [\n");
    verify(&sandbox, &[]).succeeds().stderr_has(&["charts/shop/values.yaml was not compared, for it cannot be read"]);
}

#[test]
fn places_that_name_another_version() {
    let sandbox = Sandbox::with_identity();
    sandbox.git(".", &["init", "-q"]);
    let lock = "{\"name\": \"shop\",\n \"version\": \"1.0.0\",\n \"packages\": {\"\": {\"version\": \"1.0.0\"}}}\n";
    sandbox.write("package.json", "{\"name\": \"shop\",\n \"version\": \"1.0.0\"}\n");
    sandbox.write("package-lock.json", lock);
    sandbox.write("charts/shop/Chart.yaml", CHART);
    commit(&sandbox, "feat: sell");
    sandbox.git(".", &["tag", "v1.0.0"]);
    verify(&sandbox, &[]).succeeds();
    sandbox.edit("package.json", "1.0.0", "1.0.1");
    verify(&sandbox, &[]).exits(3).stderr_has(&[
        "error: charts/shop/Chart.yaml:3: version says 1.0.0, and should say 1.0.1\n",
        "error: charts/shop/Chart.yaml:4: appVersion says 1.0.0, and should say 1.0.1\n",
        "error: package-lock.json:2: version says 1.0.0, and should say 1.0.1\n",
        "error: package-lock.json:3: packages..version says 1.0.0, and should say 1.0.1\n",
    ]);
    // a release forgot the chart, which had the version of the release before
    sandbox.git(".", &["checkout", "-q", "."]);
    sandbox.edit("package.json", "1.0.0", "1.1.0");
    sandbox.write("package-lock.json", lock.replace("1.0.0", "1.1.0"));
    commit(&sandbox, "feat: more");
    sandbox.git(".", &["tag", "v1.1.0"]);
    verify(&sandbox, &[]).exits(3).stderr_has(&[
        "error: charts/shop/Chart.yaml:3: version says 1.0.0, and should say 1.1.0\n",
        "error: charts/shop/Chart.yaml:4: appVersion says 1.0.0, and should say 1.1.0\n",
    ]);
    sandbox.git(".", &["tag", "-d", "v1.1.0"]);
    sandbox.git(".", &["reset", "-q", "--hard", "v1.0.0"]);
    // the release forgot the file
    sandbox.git(".", &["checkout", "-q", "."]);
    sandbox.git(".", &["tag", "v1.1.0"]);
    verify(&sandbox, &[]).exits(3).stderr_has(&["error: package.json:2: version says 1.0.0, and should say 1.1.0\n"]);
}

#[test]
fn the_whole_changelog_is_made_of_the_tags() {
    let sandbox = Sandbox::with_identity();
    let git = |day: &str, args: &[&str]| {
        let date = format!("{day}T12:00:00Z");
        sandbox.command("git").env("GIT_COMMITTER_DATE", date).args(args).succeeds();
    };
    git("2026-01-01", &["init", "-q"]);
    let commit = |day: &str, message: &str| git(day, &["commit", "-q", "--allow-empty", "-m", message]);
    commit("2026-01-02", "feat: sell");
    git("2026-01-03", &["tag", "v1.0.0"]);
    commit("2026-02-01", "feat: pay");
    git("2026-02-02", &["tag", "v1.1.0-rc.1"]);
    commit("2026-02-03", "fix: count");
    git("2026-02-04", &["tag", "-a", "-m", "v1.1.0", "v1.1.0"]);
    commit("2026-03-01", "feat: not yet");
    let changelog = sandbox.blip(["semver", "changelog", "--all"]).succeeds().stdout;
    let lines: Vec<_> = changelog.lines().filter(|line| line.starts_with(['#', '-'])).collect();
    let commits = sandbox.git(".", &["log", "--format=%h", "--abbrev=9", "--reverse"]);
    let ids: Vec<_> = commits.lines().collect();
    let (sell, pay, count) = (ids[0], ids[1], ids[2]);
    let wanted = [
        "# Changelog",
        "## 1.1.0 - 2026-02-04",
        "### Added",
        &format!("- pay ({pay})"),
        "### Fixed",
        &format!("- count ({count})"),
        "## 1.0.0 - 2026-01-02",
        "### Added",
        &format!("- sell ({sell})"),
    ];
    assert_eq!(lines, wanted, "{changelog}");
    let one = sandbox.blip(["semver", "changelog", "--released", "v1.1.0"]).succeeds();
    one.stdout_has(&["## 1.1.0 - 2026-02-04\n"]);
    // the next release goes on from it
    sandbox.write("CHANGELOG.md", changelog);
    sandbox.git(".", &["add", "CHANGELOG.md"]);
    sandbox.git(".", &["commit", "-qm", "docs: what there was"]);
    sandbox.blip(["semver", "bump", "--dry-run", "--diff"]).succeeds().stdout_has(&["+## 1.2.0 - "]);
}

#[test]
fn a_package_that_is_not_there_is_wrong_input() {
    let sandbox = Sandbox::with_identity();
    sandbox.git(".", &["init", "--quiet"]);
    sandbox.write("Cargo.toml", "[workspace]\nmembers = [\"cart\"]\n");
    sandbox.write("cart/Cargo.toml", "[package]\nname = \"cart\"\nversion = \"1.0.0\"\n");
    sandbox.git(".", &["add", "--all"]);
    sandbox.git(".", &["commit", "--quiet", "--message", "feat: begin"]);
    let next = |package: &str| sandbox.blip(["semver", "next", "--package", package]).exits(2);
    next("crat").stderr_is("error: no package is named `crat`\n  help: did you mean `cart`?\n");
    next("shop").stderr_is("error: no package is named `shop`\n  help: there are cart\n");
}
