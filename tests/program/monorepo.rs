//! Several services in one repository.

use crate::support::{Sandbox, workspace};

/// A repository with `checkout` and `basket`, committed.
fn repository(forge: &str) -> Sandbox {
    let sandbox = Sandbox::with_identity();
    sandbox.git(".", &["init", "--quiet"]);
    sandbox.git(".", &["remote", "add", "origin", &format!("https://{forge}.com/acme/shop.git")]);
    for (name, stack) in [("checkout", "static"), ("basket", "go")] {
        add(&sandbox, name, &["--set", &format!("service.stack={stack}")]);
    }
    sandbox.git(".", &["add", "--all"]);
    sandbox.git(".", &["commit", "--quiet", "--message", "feat: begin"]);
    sandbox
}

fn add(sandbox: &Sandbox, name: &str, more: &[&str]) {
    let dir = format!("services/{name}");
    sandbox.blip(["new", name, "-y", "-q", "--dir", &dir].iter().chain(more)).succeeds();
}

/// What the root of the repository holds beside the services.
fn at_root(sandbox: &Sandbox) -> Vec<String> {
    let snapshot = sandbox.snapshot(".").without(&[".git", "services"]);
    snapshot.files().into_keys().map(str::to_owned).collect()
}

#[test]
fn each_service_has_workflows_at_the_root() {
    let sandbox = repository("github");
    let workflows = ["basket-ci", "basket-nightly", "checkout-ci", "checkout-nightly"];
    let mut files: Vec<_> = workflows.iter().map(|name| format!(".github/workflows/{name}.yml")).collect();
    files.push("renovate.json".to_owned());
    assert_eq!(at_root(&sandbox), files);
    let spec = sandbox.read("services/basket/blip.yaml");
    assert!(spec.contains("\n  url: https://github.com/acme/shop\n  folder: services/basket  # "), "{spec}");
    let workflow = sandbox.read(".github/workflows/basket-ci.yml");
    for line in [
        "name: basket-ci\n",
        "    working-directory: services/basket\n",
        "    tags: [basket/v*]\n",
        "  required-basket:\n",
        "          context: services/basket\n",
        "          key: basket-go-${{ runner.os }}-${{ hashFiles('services/basket/go.mod', 'services/basket/go.sum') }}\n",
        "      name: basket-staging\n",
        "  IMAGE: ghcr.io/acme/shop/basket\n",
    ] {
        assert!(workflow.contains(line), "{line}{workflow}");
    }
    let application = sandbox.read("services/basket/deploy/argocd/staging.yaml");
    assert!(application.contains("    path: services/basket/charts/basket\n"), "{application}");
    // all is well, from wherever it is asked
    sandbox.blip(["check", "--all"]).succeeds().stdout_is("        ok services/basket\n        ok services/checkout\n");
    sandbox.blip(["generate", "--all", "--check"]).succeeds();
    sandbox.git(".", &["add", "--all"]);
    assert_eq!(sandbox.git(".", &["status", "--porcelain"]), "", "nothing is written a second time");
}

#[test]
fn each_service_has_a_child_pipeline() {
    let sandbox = repository("gitlab");
    let files = [".gitlab-ci.yml", ".gitlab/services/basket.yml", ".gitlab/services/checkout.yml", "renovate.json"];
    assert_eq!(at_root(&sandbox), files);
    let child = sandbox.read("services/basket/.gitlab-ci.yml");
    assert!(child.contains("# The image is not signed: "), "{child}");
    assert!(!child.contains("merge_request_event") && !child.contains("id_tokens"), "{child}");
    sandbox.blip(["check", "--all"]).succeeds();
}

#[test]
fn a_pipeline_is_simulated_as_its_files_have_it() {
    for forge in ["github", "gitlab"] {
        let sandbox = repository(forge);
        let required = if forge == "github" { "required-basket" } else { "required" };
        let simulate = |args: &[&str]| {
            let args = ["ci", "simulate"].iter().chain(args);
            let outcome = sandbox.blip(args).in_folder("services/basket").succeeds();
            assert!(!outcome.stderr.contains("warning"), "{outcome}");
            outcome
        };
        simulate(&[]).stdout_has(&[required, "nightly"]);
        simulate(&["tag", "--tag", "basket/v1.0.0-rc.1"]).stdout_has(&["package", "deploy-production  left out"]);
        simulate(&["tag", "--tag", "checkout/v1.0.0"]).stdout_has(&["only a tag that begins with `basket/v`"]);
        simulate(&["push", "--changed", "services/checkout/VERSION"])
            .stdout_is("a push to main: no pipeline; nothing changed in services/basket\n");
        // what another service's request needs is that this one's check reports
        let other = simulate(&["pull-request", "--json", "--changed", "services/checkout/VERSION"]).json();
        let jobs = other["events"][0]["runs"][0]["jobs"].as_array().unwrap();
        let running: Vec<_> = jobs.iter().filter(|job| job["verdict"] == "runs").map(|job| &job["job"]).collect();
        let expected: &[&str] = if forge == "github" { &["changes", required] } else { &[required] };
        assert_eq!(running, expected);
        simulate(&["pull-request", "--changed", "services/basket/main.go"]).stdout_has(&["  test"]);
    }
}

#[test]
fn a_request_has_previews_of_what_it_changes() {
    for (forge, project) in [("github", ""), ("gitlab", "gitlab_project: 1")] {
        let sandbox = Sandbox::with_identity();
        sandbox.git(".", &["init", "--quiet"]);
        sandbox.git(".", &["remote", "add", "origin", &format!("https://{forge}.com/acme/shop.git")]);
        for name in ["checkout", "basket"] {
            let environments =
                format!("environments=[{{name: staging, host: {name}.acme.example}}, {{name: production}}]");
            let blips = format!("blips={{ci: {{}}, helm: {{}}, argocd: {{}}, semver: {{}}, preview: {{{project}}}}}");
            add(&sandbox, name, &["--set", "service.stack=static", "--set", &environments, "--set", &blips]);
        }
        sandbox.blip(["check", "--all"]).succeeds();
        let here = |args: &[&str]| sandbox.blip(args).in_folder("services/basket").succeeds();
        here(&["preview", "url", "42"])
            .stdout_has(&["\ncurl --header 'x-preview: basket-pr-42' https://basket.acme.example/\n"]);
        here(&["preview", "check"]).stderr_has(&["requests are answered by whom they should be"]);
        let runs = |changed: &str, labels: &[&str]| {
            let labels = labels.iter().flat_map(|label| ["--label", label]);
            let args = ["ci", "simulate", "pull-request", "--json", "--changed", changed];
            let told = here(&args.into_iter().chain(labels).collect::<Vec<_>>());
            let told = told.json();
            assert_eq!(told["events"][0]["warnings"], serde_json::json!([]), "{told:#}");
            let jobs = told["events"][0]["runs"][0]["jobs"].as_array().unwrap().clone();
            let running = jobs.into_iter().filter(|job| job["verdict"] == "runs");
            let names = running.map(|job| job["job"].as_str().unwrap().to_owned());
            names.filter(|name| name.starts_with("preview")).collect::<Vec<_>>()
        };
        assert_eq!(runs("services/basket/VERSION", &["preview"]), ["preview-image", "preview"], "{forge}");
        assert!(runs("services/checkout/VERSION", &["preview"]).is_empty(), "{forge}");
        // the label of the pipeline is each service's own
        let ends = if forge == "github" { vec!["preview-end".to_owned()] } else { Vec::new() };
        assert_eq!(runs("services/basket/VERSION", &["basket-preview-ready"]), ends);
        assert!(runs("services/basket/VERSION", &["checkout-preview-ready"]).is_empty());
    }
}

#[test]
fn a_service_of_several_runs_in_a_cluster() {
    for (forge, engine) in [("github", "tekton"), ("gitlab", "argo-workflows")] {
        let sandbox = Sandbox::with_identity();
        sandbox.git(".", &["init", "--quiet"]);
        sandbox.git(".", &["remote", "add", "origin", &format!("https://{forge}.com/acme/shop.git")]);
        let blips =
            format!("blips={{ci: {{}}, helm: {{}}, argocd: {{}}, semver: {{}}, kubernetes-ci: {{engine: {engine}}}}}");
        add(&sandbox, "basket", &["--set", "service.stack=static", "--set", &blips]);
        // nothing of the forge's own
        assert_eq!(at_root(&sandbox), ["renovate.json"]);
        sandbox.blip(["check", "--all"]).succeeds();
        let simulate = |event: &str, changed: &str| {
            sandbox.blip(["ci", "simulate", event, "--changed", changed]).in_folder("services/basket").succeeds()
        };
        simulate("push", "services/checkout/VERSION").stdout_has(&["no pipeline; nothing changed in services/basket"]);
        let other = simulate("pull-request", "services/checkout/VERSION");
        other.stdout_has(&[
            "   1  changes\n   2  required-basket ",
            "test  ",
            "left out: nothing changed in services/basket",
        ]);
        simulate("pull-request", "services/basket/VERSION").stdout_has(&["   1  changes\n   2  test "]);
    }
}

#[test]
fn the_label_of_the_pipeline_fits_the_forge() {
    let sandbox = repository("github");
    let name = "a-service-with-a-name-that-is-very-long";
    let blips = "blips={ci: {}, helm: {}, argocd: {}, semver: {}, preview: {}}";
    let args = ["new", name, "-y", "--dir", "services/long", "--set", "service.stack=static", "--set", blips];
    sandbox.blip(args).exits(2).stderr_has(&[
        "the pipeline's own label `a-service-with-a-name-that-is-very-long-preview-ready` would",
        "set `blips.preview.label` to a shorter one",
    ]);
    sandbox.blip(args.iter().chain(&["--set", "blips.preview.label=try", "-q"])).succeeds();
}

#[test]
fn two_services_cannot_have_the_same_workflow() {
    let sandbox = repository("github");
    let args = ["new", "basket", "-y", "--dir", "other/basket", "--set", "service.stack=static"];
    sandbox.blip(args).exits(2).stderr_is(
        "error: :/.github/workflows/basket-ci.yml is the file of the service in services/basket\n  \
         help: give one of the two another name\n",
    );
    assert!(!sandbox.exists("other"), "nothing is written");
}

#[test]
fn a_service_at_the_root_shares_it_with_no_other() {
    let sandbox = Sandbox::with_identity();
    sandbox.git(".", &["init", "--quiet"]);
    sandbox.git(".", &["remote", "add", "origin", "https://gitlab.com/acme/shop.git"]);
    add(&sandbox, "basket", &["--set", "service.stack=static"]);
    let root = ["init", "-y", "--set", "service.name=shop", "--set", "service.stack=static"];
    let help = "and one of the two takes the root of the repository for its own\n  help: move that one into a folder, and \
                name that as `repository.folder` in its blip.yaml\n";
    sandbox
        .blip(root)
        .exits(2)
        .stderr_has(&["error: .gitlab-ci.yml is the file of the service in services/basket, ", help]);
    assert!(!sandbox.exists("blip.yaml"), "nothing is written");
    // and the other way round
    std::fs::remove_dir_all(sandbox.path("services")).unwrap();
    std::fs::remove_dir_all(sandbox.path(".gitlab")).unwrap();
    std::fs::remove_file(sandbox.path(".gitlab-ci.yml")).unwrap();
    std::fs::remove_file(sandbox.path("renovate.json")).unwrap();
    sandbox.blip(root).succeeds();
    let args = ["new", "basket", "-y", "--dir", "services/basket", "--set", "service.stack=static"];
    sandbox.blip(args).exits(2).stderr_has(&["error: :/.gitlab-ci.yml is the file of the service in ., ", help]);
}

#[test]
fn at_the_root_one_of_the_services_is_asked_for() {
    let sandbox = repository("github");
    for args in [&["generate"][..], &["preview", "url", "42"], &["ci", "simulate"]] {
        sandbox.blip(args).exits(2).stderr_is(
            "error: there is no blip.yaml in ., but in services/basket, services/checkout\n  \
             help: name one, as in `-C services/basket`; `blip generate` and `blip check` take all of them with `--all`\n",
        );
    }
    sandbox.blip(["-C", "services", "check"]).exits(2).stderr_has(&["as in `-C services/basket`"]);
}

#[test]
fn the_folder_must_be_the_one() {
    let sandbox = repository("github");
    sandbox.edit("services/basket/blip.yaml", "folder: services/basket", "folder: services/bucket");
    sandbox.blip(["generate"]).in_folder("services/basket").exits(2).stderr_is(
        "error: blip.yaml:12:3: this service lies in services/basket, not in services/bucket\n  \
         help: write `folder: services/basket`, then run `blip generate`\n",
    );
    // a copy without git is generated as the repository itself
    sandbox.edit("services/basket/blip.yaml", "folder: services/bucket", "folder: services/basket");
    std::fs::remove_dir_all(sandbox.path(".git")).unwrap();
    sandbox.blip(["check", "--all"]).succeeds();
}

#[test]
fn what_is_shared_stays_for_the_others() {
    let sandbox = repository("gitlab");
    let mine = "\nmine:\n  stage: services\n  needs: []\n  script: [echo mine]\n";
    let text = sandbox.read(".gitlab-ci.yml");
    sandbox.write(".gitlab-ci.yml", text + mine);
    sandbox.blip(["generate", "--all", "--check"]).succeeds();
    sandbox.edit("services/basket/blip.yaml", "  ci: {}", "  # no pipeline");
    let gone = sandbox.blip(["generate"]).in_folder("services/basket").succeeds();
    gone.stdout_has(&["   deleted :/.gitlab/services/basket.yml  (no longer generated, never edited)\n"]);
    assert!(!gone.stdout.contains("deleted :/.gitlab-ci.yml"), "{gone}");
    assert!(sandbox.read(".gitlab-ci.yml").ends_with(mine));
    assert!(!sandbox.exists(".gitlab/services/basket.yml") && sandbox.exists("renovate.json"));
}

/// As `blip generate --all` would be after an upgrade of Blip: with these pins in the place of the templates' own.
fn with_pins(sandbox: &Sandbox, from: &str, to: &str) -> Vec<&'static str> {
    let pins = std::fs::read_to_string(workspace().join("templates/ci/pins.yaml")).unwrap();
    assert!(pins.contains(from), "{from}");
    sandbox.write("pack/ci/pins.yaml", pins.replace(from, to));
    vec!["generate", "--all", "--templates", "pack"]
}

#[test]
fn pins_that_a_bot_raises_stay_in_all_services() {
    let sandbox = repository("github");
    let workflow = |service: &str| format!(".github/workflows/{service}-ci.yml");
    let pinned = |service: &str| {
        let text = sandbox.read(workflow(service));
        let pins = text.lines().filter_map(|line| line.split_once("uses: actions/checkout@"));
        pins.map(|(_, pin)| pin.to_owned()).collect::<std::collections::BTreeSet<_>>()
    };
    let before = pinned("basket").into_iter().next().unwrap();
    let (raised, later) = ("0123456789abcdef0123456789abcdef01234567 # v99.0.0", "# v98.0.0");
    // one proposal of a bot: the same action in the files of both services
    for service in ["basket", "checkout"] {
        let text = sandbox.read(workflow(service)).replace(&before, raised);
        sandbox.write(workflow(service), text);
    }
    let raised = std::collections::BTreeSet::from([raised.to_owned()]);
    // each service takes it over, also into jobs that are new, and whatever Blip itself has come to in the meantime
    sandbox.edit("services/basket/blip.yaml", "  semver: {}", "  semver: {}\n  sentry: {region: de}");
    let version = before.split_once(" # ").unwrap().1;
    let pin = format!("version: {version}");
    let pins = std::fs::read_to_string(workspace().join("templates/ci/pins.yaml")).unwrap();
    let line = pins.lines().find(|line| line.contains("actions/checkout:")).unwrap();
    assert!(line.contains(&pin), "{line}");
    let upgraded = line.replace(&pin, &format!("version: {}", later.trim_start_matches("# ")));
    sandbox.blip(with_pins(&sandbox, line, &upgraded)).succeeds();
    assert!(sandbox.read(workflow("basket")).contains("\n  sentry:\n"));
    for service in ["basket", "checkout"] {
        assert_eq!(pinned(service), raised, "{service}");
    }
    sandbox.blip(["generate", "--all", "--check", "--templates", "pack"]).succeeds();
}

#[test]
fn a_pin_in_a_file_of_all_services_is_raised_once_and_stays() {
    let sandbox = repository("gitlab");
    let alpine = |tag: &str| format!("  image: docker.io/library/alpine:{tag}\n");
    sandbox.edit(".gitlab-ci.yml", &alpine("3.23"), &alpine("3.99"));
    let args = with_pins(&sandbox, "alpine, tag: \"3.23\"", "alpine, tag: \"3.24\"");
    sandbox.blip(&args).succeeds();
    assert!(sandbox.read(".gitlab-ci.yml").contains(&alpine("3.99")));
    sandbox.blip(["generate", "--all", "--check", "--templates", "pack"]).succeeds();
    // without a bot, the first service brings it and the others find it there
    sandbox.edit(".gitlab-ci.yml", &alpine("3.99"), &alpine("3.24"));
    sandbox.blip(with_pins(&sandbox, "alpine, tag: \"3.23\"", "alpine, tag: \"3.25\"")).succeeds();
    assert!(sandbox.read(".gitlab-ci.yml").contains(&alpine("3.25")));
    sandbox.blip(["generate", "--all", "--check", "--templates", "pack"]).succeeds();
}

#[test]
fn a_service_moves_into_a_repository_of_several() {
    let sandbox = Sandbox::with_identity();
    sandbox.git(".", &["init", "--quiet"]);
    let args = ["new", "checkout", "-y", "-q", "--dir", "alone/checkout", "--set", "service.stack=static"];
    sandbox.blip(args).succeeds();
    // as it was before it was told where it lies
    sandbox.edit("alone/checkout/blip.yaml", "  folder: alone/checkout", "  # folder: alone/checkout");
    sandbox.blip(["generate"]).in_folder("alone/checkout").succeeds();
    let mine = "\n  mine:\n    runs-on: ubuntu-24.04\n    steps: [{run: echo mine}]\n";
    let text = sandbox.read("alone/checkout/.github/workflows/ci.yml");
    sandbox.write("alone/checkout/.github/workflows/ci.yml", text + mine);
    sandbox.edit("alone/checkout/blip.yaml", "  # folder: alone/checkout", "  folder: alone/checkout");
    let moved = sandbox.blip(["generate"]).in_folder("alone/checkout").succeeds();
    moved.stdout_has(&[":/.github/workflows/checkout-ci.yml"]);
    let workflow = sandbox.read(".github/workflows/checkout-ci.yml");
    assert!(workflow.ends_with(mine) && workflow.contains("name: checkout-ci\n"), "{workflow}");
    assert!(!sandbox.exists("alone/checkout/.github"));
    // and under another name
    sandbox.edit("alone/checkout/blip.yaml", "name: checkout", "name: till");
    sandbox.blip(["generate"]).in_folder("alone/checkout").succeeds();
    assert!(sandbox.read(".github/workflows/till-ci.yml").ends_with(mine));
    assert!(!sandbox.exists(".github/workflows/checkout-ci.yml"));
}

#[test]
fn each_service_has_versions_of_its_own() {
    let sandbox = repository("github");
    let semver = |folder: &str, args: &[&str]| {
        let args = ["semver"].iter().chain(args);
        sandbox.blip(args).in_folder(format!("services/{folder}")).env("SOURCE_DATE_EPOCH", "1785542400").succeeds()
    };
    semver("basket", &["next", "--tag"]).stdout_is("basket/v0.1.0\n");
    semver("basket", &["bump"]).stdout_has(&["tag: basket/v0.1.0\n", "services/basket/CHANGELOG.md"]);
    sandbox.write("services/checkout/public/new.html", "<!doctype html>\n");
    sandbox.git(".", &["add", "--all"]);
    sandbox.git(".", &["commit", "--quiet", "--message", "feat: a page"]);
    semver("basket", &["bump"]).stderr_has(&["nothing was done"]);
    let bumped = semver("checkout", &["bump"]);
    bumped.stdout_has(&["tag: checkout/v0.1.0\n"]);
    sandbox.write("services/checkout/public/new.html", "<!doctype html><p>\n");
    sandbox.git(".", &["commit", "--quiet", "--all", "--message", "fix: the page"]);
    let bumped = semver("checkout", &["bump"]);
    bumped.stdout_has(&["services/checkout/VERSION", "services/checkout/charts/checkout/Chart.yaml"]);
    bumped.stdout_has(&["tag: checkout/v0.1.1\n"]);
    assert!(!bumped.stdout.contains("services/basket"), "{bumped}");
    let changelog = sandbox.read("services/checkout/CHANGELOG.md");
    assert!(changelog.contains("\n## [0.1.0]") && changelog.contains("page"), "{changelog}");
    assert!(!sandbox.exists("CHANGELOG.md"));
    // whoever names a scope means that one
    semver("checkout", &["current", "--tag-prefix", "basket/v"]).stdout_is("0.1.0\n");
}

#[test]
fn each_service_chooses_what_releases_it() {
    let sandbox = repository("github");
    let semver = |folder: &str, args: &[&str]| {
        let args = ["semver"].iter().chain(args);
        sandbox.blip(args).in_folder(format!("services/{folder}")).env("SOURCE_DATE_EPOCH", "1785542400")
    };
    semver("checkout", &["bump", "--release-as", "1.4.0"]).succeeds();
    for (folder, release) in [("basket", "semantic-release"), ("checkout", "release-please")] {
        let spec = format!("services/{folder}/blip.yaml");
        sandbox.edit(&spec, "  semver: {}", &format!("  semver: {{release: {release}}}"));
        sandbox.blip(["generate"]).in_folder(format!("services/{folder}")).succeeds();
    }
    sandbox.blip(["check", "--all"]).succeeds();
    let settings = sandbox.read("services/basket/.releaserc.yaml");
    assert!(settings.contains("tagFormat: basket/v${version}\n") && settings.contains("./.release/commits.mjs"));
    // it goes on from the tags of this service
    let manifest = "services/checkout/.release-please-manifest.json";
    assert_eq!(sandbox.read(manifest), "{\n  \"services/checkout\": \"1.4.0\"\n}\n");
    sandbox.git(".", &["add", "--all"]);
    sandbox.git(".", &["commit", "--quiet", "--message", "ci: release otherwise"]);
    semver("checkout", &["verify"]).succeeds();
    sandbox.edit(manifest, "1.4.0", "1.3.0");
    semver("checkout", &["verify"])
        .exits(3)
        .stderr_has(&[".release-please-manifest.json:2: services/checkout says 1.3.0, and should say 1.4.0\n"]);
}

#[test]
fn files_at_the_root_have_their_reasons() {
    let sandbox = repository("github");
    let workflow = sandbox.blip(["why", ".github/workflows/basket-ci.yml:3"]).succeeds();
    workflow.stdout_has(&[":/.github/workflows/basket-ci.yml:3: generated; ", "Integrated CI/CD (Adopt)"]);
    let from_the_service = |target: &str| sandbox.blip(["why", target]).in_folder("services/basket").succeeds();
    from_the_service("../../renovate.json").stdout_has(&[":/renovate.json: generated; "]);
    from_the_service(":/renovate.json").stdout_has(&[":/renovate.json: generated; "]);
    sandbox
        .blip(["ci", "pins"])
        .in_folder("services/basket")
        .succeeds()
        .stdout_has(&[":/.github/workflows/basket-ci.yml:"]);
    // forges know paths from the root
    sandbox.edit(".github/workflows/basket-ci.yml", "IMAGE: ghcr.io/acme/shop/basket", "IMAGE: ghcr.io/acme/other");
    let quality = sandbox.blip(["check", "--code-quality"]).in_folder("services/basket").exits(3).json();
    let paths: Vec<_> = quality.as_array().unwrap().iter().map(|it| it["location"]["path"].as_str().unwrap()).collect();
    assert!(paths.contains(&".github/workflows/basket-ci.yml"), "{paths:?}");
}

#[test]
fn contracts_hold_from_the_root() {
    let sandbox = repository("github");
    let application = "services/basket/deploy/argocd/staging.yaml";
    sandbox.edit(application, "path: services/basket/charts/basket", "path: charts/basket");
    let broken = sandbox.blip(["check"]).in_folder("services/basket").exits(3);
    broken.stderr_has(&["deploy/argocd/staging.yaml:", "there is no :/charts/basket/Chart.yaml"]);
    sandbox.edit(application, "path: charts/basket", "path: services/basket/charts/basket");
    sandbox.edit(
        application,
        "/services/basket/deploy/values/staging.yaml\n      #",
        "/deploy/values/staging.yaml\n      #",
    );
    sandbox
        .blip(["check"])
        .in_folder("services/basket")
        .exits(3)
        .stderr_has(&["there is no :/deploy/values/staging.yaml"]);
}

#[test]
fn init_begins_in_a_folder_of_a_repository() {
    let sandbox = repository("gitlab");
    sandbox.write("services/mail/go.mod", "module mail\n\ngo 1.27\n");
    sandbox.write("services/mail/main.go", "package main\n\nfunc main() {}\n");
    let begun = sandbox.blip(["init", "-y"]).in_folder("services/mail").succeeds();
    begun.stderr_has(&["this one has the folder\n  services/mail"]);
    assert!(sandbox.read("services/mail/blip.yaml").contains("\n  folder: services/mail  # "));
    assert!(sandbox.exists(".gitlab/services/mail.yml") && sandbox.exists("services/mail/.gitlab-ci.yml"));
}

#[test]
fn what_one_of_several_cannot_have_is_named() {
    let sandbox = Sandbox::with_identity();
    sandbox.git(".", &["init", "--quiet"]);
    let refused = |set: &str, what: &str| {
        let args = ["new", "checkout", "-y", "--set", "blips={ci: {}, helm: {}, argocd: {}, semver: {}}", "--set", set];
        sandbox.blip(args).exits(2).stderr_has(&[what]);
        assert!(!sandbox.exists("checkout"), "nothing is written");
    };
    refused("blips.ci.updates=dependabot", "Dependabot has one file for the whole repository");
    refused("repository.folder=../checkout", "is no folder of a repository");
    refused("repository.folder=.git/x", "is no folder of a repository");
}

#[test]
fn a_folder_that_git_ignores_is_no_part_of_the_repository() {
    let sandbox = Sandbox::with_identity();
    sandbox.git(".", &["init", "--quiet"]);
    sandbox.write(".gitignore", "/tmp/\n");
    sandbox.blip(["new", "demo", "-y", "-q", "--dir", "tmp/demo"]).succeeds();
    assert!(!sandbox.read("tmp/demo/blip.yaml").contains("folder:"));
    assert!(sandbox.exists("tmp/demo/.github/workflows/ci.yml"));
}
