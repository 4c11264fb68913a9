//! `blip init` in repositories that were there before: those of tests/fixtures.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Outcome, Run, Sandbox, Snapshot, told, unified};
use crate::terminal::blip;

/// A sandbox with a copy of a fixture in `repo`: a git repository with one commit and a remote.
fn repository(fixture: &str, remote: &str) -> Sandbox {
    let sandbox = Sandbox::with_identity();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(fixture);
    copy(&sandbox, &root, "repo");
    for args in [
        &["init", "--quiet", "--initial-branch", "main"] as &[&str],
        &["remote", "add", "origin", remote],
        &["add", "--all"],
        &["commit", "--quiet", "--message", "feat: begin"],
    ] {
        sandbox.git("repo", args);
    }
    sandbox
}

fn copy(sandbox: &Sandbox, from: &PathBuf, to: &str) {
    for entry in fs::read_dir(from).expect("the fixture is there") {
        let path = entry.expect("the fixture can be listed").path();
        let target = format!("{to}/{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            copy(sandbox, &path, &target);
        } else {
            sandbox.write(target, fs::read(&path).expect("the fixture can be read"));
        }
    }
}

fn init(sandbox: &Sandbox, args: &[&str]) -> Run {
    sandbox.blip(["-C", "repo", "init"]).args(args)
}

/// Initialises a fixture with what is found in it, and expects what holds for all: what was there is as it was, and
/// from here on there is nothing to do.
#[track_caller]
fn initialised(fixture: &str, remote: &str, args: &[&str]) -> (Sandbox, Outcome) {
    let sandbox = repository(fixture, remote);
    let before = sandbox.snapshot("repo").without(&[".git"]);
    let outcome = init(&sandbox, &["--defaults"]).args(args).succeeds();
    keeps(&sandbox, &before);
    settled(&sandbox);
    (sandbox, outcome)
}

/// Expects that everything of `before` is as it was.
#[track_caller]
fn keeps(sandbox: &Sandbox, before: &Snapshot) {
    let after = sandbox.snapshot("repo");
    for (path, bytes) in before.files() {
        assert_eq!(after.files().get(path), Some(&bytes), "{path} is not as it was");
    }
}

/// Expects that a run changes nothing, that nothing is behind, and that no user's edit is seen where there is none.
#[track_caller]
fn settled(sandbox: &Sandbox) {
    let before = sandbox.snapshot("repo").without(&[".git"]);
    sandbox.blip(["-C", "repo", "generate"]).succeeds().stdout_is("");
    sandbox.snapshot("repo").without(&[".git"]).is_untouched_since(&before);
    let outcome = sandbox.blip(["-C", "repo", "check"]).outcome();
    // the fixtures lack the lock file, as `init` has said, and nothing else
    if let Some((lock, _)) = outcome.stderr.split_once(" is missing, and the pipeline's ") {
        let lock = format!("repo/{}", lock.trim_start_matches("error: "));
        sandbox.write(&lock, "");
        sandbox.blip(["-C", "repo", "check"]).succeeds();
        sandbox.delete(lock);
    } else {
        assert!(outcome.code == Some(0), "{outcome}");
    }
}

fn lines(spec: &str) -> Vec<&str> {
    spec.lines().map(|line| line.split("  #").next().unwrap_or(line)).filter(|line| !line.starts_with('#')).collect()
}

/// A service that Blip made tells all of it again, once its blip.yaml is lost.
#[test]
fn what_blip_wrote_is_found_again() {
    let answers = [
        "service.name=shop-api",
        "service.description=Sells what is in the shop",
        "service.port=9191",
        "service.health={live: /alive, ready: /health/ready}",
    ];
    let schema = Sandbox::new().blip(["schema"]).succeeds().json();
    let stacks =
        schema["definitions"]["Service"]["properties"]["stack"]["enum"].as_array().expect("it lists the stacks");
    let stacks = stacks.iter().filter_map(|stack| stack.as_str()).map(|stack| (stack, None));
    for (stack, manager) in stacks.chain([("node", Some("pnpm")), ("node", Some("yarn"))]) {
        for forge in ["github", "gitlab"] {
            let sandbox = Sandbox::with_identity();
            let stack_and_url =
                [format!("service.stack={stack}"), format!("repository.url=https://{forge}.com/acme/shop")];
            let manager = manager.map(|manager| format!("service.package_manager={manager}"));
            let further = stack_and_url.iter().chain(&manager).map(String::as_str);
            let sets = answers.into_iter().chain(further).flat_map(|set| ["--set", set]);
            let new = ["new", "--dir", "repo", "--git", "--defaults"];
            sandbox.blip(new.iter().chain(told(stack)).copied().chain(sets)).succeeds();
            sandbox.git("repo", &["remote", "add", "origin", &format!("git@{forge}.com:acme/shop.git")]);
            let spec = sandbox.read("repo/blip.yaml");
            let made = sandbox.snapshot("repo").without(&[".git", ".blip", "blip.yaml"]);
            for path in ["repo/.blip", "repo/blip.yaml"] {
                let path = sandbox.path(path);
                if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.expect("it was made");
            }
            init(&sandbox, &["--defaults"]).succeeds();
            let again = sandbox.read("repo/blip.yaml");
            assert!(again.starts_with(&spec), "{stack}, {forge}: {}", unified(&spec, &again));
            sandbox.snapshot("repo").without(&[".git", ".blip", "blip.yaml"]).is_untouched_since(&made);
            settled(&sandbox);
        }
    }
}

#[test]
fn a_service_in_rust() {
    let (sandbox, outcome) = initialised("rust", "git@github.com:acme/ledger.git", &[]);
    outcome.stdout_has(&[
        "Cargo.toml:2\n",
        "src/routes.rs:9\n",
        "https://github.com/acme/ledger",
        "   created blip.yaml\n",
    ]);
    outcome.stdout_has(&["  Dockerfile  (+", "left to you"]);
    let spec = sandbox.read("repo/blip.yaml");
    let expected = [
        "version: 1",
        "service:",
        "  name: ledger",
        "  description: Books what was paid, and never twice",
        "  owner: acme",
        "  stack: rust",
        "  port: 3000",
        "  health: {live: /livez, ready: /internal/readyz}",
        "repository:",
        "  provider: github",
        "  url: https://github.com/acme/ledger",
    ];
    assert_eq!(lines(&spec)[..expected.len()], expected, "{spec}");
    assert!(spec.contains("\nown:\n  - src/**\n"), "{spec}");
    for path in ["src/server.rs", "Cargo.lock", "src/process.rs"] {
        assert!(!sandbox.exists(format!("repo/{path}")), "{path} belongs to a sample");
    }
    assert!(sandbox.read("repo/charts/ledger/values.yaml").contains("/internal/readyz"));
}

#[test]
fn a_service_in_node_with_one_endpoint_for_its_health() {
    let (sandbox, outcome) = initialised("node", "https://git.acme.example/shop/cart-api.git", &[]);
    let spec = sandbox.read("repo/blip.yaml");
    for line in [
        "  name: cart-api",
        "  port: 4000",
        "  health: {live: /health}",
        "  provider: gitlab",
        "  url: https://git.acme.example/shop/cart-api",
        "image: registry.acme.example/shop/cart-api",
        "  - \".gitlab-ci.yml\"",
    ] {
        assert!(lines(&spec).contains(&line), "{line:?} is not in\n{spec}");
    }
    outcome.stderr_has(&["Nothing was found that answers at /readyz", "package-lock.json"]);
    assert!(!sandbox.exists("repo/.github") && !sandbox.exists("repo/eslint.config.js"));
}

#[test]
fn a_service_in_python_with_manifests() {
    let (sandbox, outcome) = initialised("python", "https://github.com/acme/price-list", &[]);
    let spec = sandbox.read("repo/blip.yaml");
    for line in ["  name: price-list", "  port: 8000", "  health: {live: /health/live, ready: /health/ready}"] {
        assert!(lines(&spec).contains(&line), "{line:?} is not in\n{spec}");
    }
    outcome.stderr_has(&["requirements.lock"]);
    assert!(sandbox.exists("repo/Dockerfile") && !sandbox.exists("repo/src"));
}

#[test]
fn a_static_site() {
    let (sandbox, outcome) = initialised("static", "https://github.com/acme/handbook", &[]);
    outcome.stdout_has(&["public/index.html:1\n"]);
    let spec = sandbox.read("repo/blip.yaml");
    for line in ["  name: handbook", "  stack: static", "  port: 8081", "  health: {live: /health}", "  - public/**"] {
        assert!(lines(&spec).contains(&line), "{line:?} is not in\n{spec}");
    }
    assert!(!sandbox.exists("repo/tests"), "a sample's tests are none of a site that was there");
}

#[test]
fn a_service_with_a_jenkinsfile_is_told_what_to_use_instead() {
    let sandbox = repository("jenkins", "ssh://git@gitlab.acme.example:2222/shop/stock.git");
    let found = init(&sandbox, &["--defaults", "--dry-run", "--json"]).outcome();
    let document = found.json();
    let hints = document["hints"].to_string();
    assert!(hints.contains("Jenkinsfile: Jenkins is on Hold: ") && hints.contains("`blip why jenkins`"), "{hints}");
    assert_eq!(document["found"]["repository"], "https://gitlab.acme.example/shop/stock");
    assert!(document["spec"].as_str().unwrap_or_default().contains("image: registry.acme.example/shop/stock\n"));
}

#[test]
fn a_chart_that_is_there_is_left_whole() {
    let (sandbox, outcome) = initialised("charted", "https://github.com/acme/shop-orders", &[]);
    outcome.stdout_has(&["  charts/orders  (", " files, +"]);
    outcome.stderr_has(&[".github/workflows/publish.yml runs beside the pipeline that Blip writes"]);
    let spec = sandbox.read("repo/blip.yaml");
    for line in [
        "  name: orders",
        "  port: 8088",
        "  health: {live: /alive, ready: /ready}",
        "image: ghcr.io/acme/shop/orders",
        "  - charts/orders/**",
        "  - \".github/workflows/ci.yml\"",
        "  - \".gitignore\"",
    ] {
        assert!(lines(&spec).contains(&line), "{line:?} is not in\n{spec}");
    }
    let chart = sandbox.snapshot("repo/charts/orders");
    assert_eq!(chart.files().len(), 3, "half of a chart and half of another make none: {:?}", chart.files().keys());
}

#[test]
fn where_it_runs_and_who_owns_it_is_found() {
    let (sandbox, outcome) = initialised("gitops", "https://github.com/acme/basket", &[]);
    outcome.stdout_has(&["Owner ", ".github/CODEOWNERS:2\n", "Environment ", "argocd/staging.yaml:1\n"]);
    let spec = sandbox.read("repo/blip.yaml");
    for line in [
        "  owner: storefront",
        "  port: 8085",
        "  - {name: staging, host: basket.staging.acme.example, namespace: storefront-staging}",
        "  - {name: prod, host: basket.acme.example, namespace: storefront-prod}",
    ] {
        assert!(lines(&spec).contains(&line), "{line:?} is not in\n{spec}");
    }
    assert!(sandbox.exists("repo/deploy/values/prod.yaml") && !sandbox.exists("repo/deploy/values/production.yaml"));
}

#[test]
fn a_job_is_none_that_answers_requests() {
    let (sandbox, outcome) = initialised("job", "https://github.com/acme/stock-report", &[]);
    let spec = sandbox.read("repo/blip.yaml");
    for line in ["  kind: job", "  owner: warehouse", "  name: stock-report"] {
        assert!(lines(&spec).contains(&line), "{line:?} is not in\n{spec}");
    }
    assert!(!outcome.stderr.contains("Nothing tells the port"), "{outcome}");
}

#[test]
fn a_file_can_be_taken_as_the_base() {
    let sandbox = repository("charted", "https://github.com/acme/orders");
    let before = sandbox.snapshot("repo").without(&[".git"]);
    init(&sandbox, &["-y", "--adopt", ".gitignore", "--adopt", "./Dockerfile"]).succeeds();
    keeps(&sandbox, &before);
    settled(&sandbox);
    let spec = sandbox.read("repo/blip.yaml");
    assert!(!spec.contains(".gitignore") && !spec.contains("Dockerfile"), "{spec}");
    // what is generated later is merged into what the user has
    assert!(sandbox.read("repo/.blip/lock.yaml").contains("  .gitignore:\n    ownership: managed\n"));
    assert!(sandbox.read("repo/.blip/base/Dockerfile").contains("EXPOSE 8088"));
    sandbox.write("repo/package-lock.json", "");
    sandbox.blip(["-C", "repo", "check", "--json"]).succeeds().stdout_has(&["\"Dockerfile\""]);
}

#[test]
fn what_was_left_can_be_adopted_later() {
    let (sandbox, _) = initialised("charted", "https://github.com/acme/orders", &[]);
    sandbox.edit("repo/blip.yaml", "  - Dockerfile\n", "");
    let outcome = sandbox.blip(["-C", "repo", "generate"]).exits(4);
    outcome.stdout_has(&["  not ours Dockerfile"]).stderr_has(&["`--adopt PATH`"]);
    sandbox
        .blip(["-C", "repo", "generate", "--adopt", "Dokerfile"])
        .exits(2)
        .stderr_has(&["did you mean `Dockerfile`?"]);
    let dockerfile = sandbox.read("repo/Dockerfile");
    sandbox.blip(["-C", "repo", "generate", "--adopt", "Dockerfile"]).succeeds();
    assert_eq!(sandbox.read("repo/Dockerfile"), dockerfile);
    settled(&sandbox);
}

#[test]
fn what_is_no_file_is_the_user_s() {
    let sandbox = repository("rust", "https://github.com/acme/ledger");
    sandbox.delete("repo/README.md");
    sandbox.write("repo/readme.md", "# Ledger\n");
    sandbox.write("repo/.editorconfig/x", "");
    sandbox.delete("repo/Dockerfile");
    std::os::unix::fs::symlink("Cargo.toml", sandbox.path("repo/Dockerfile")).expect("the system has links");
    let before = sandbox.snapshot("repo").without(&[".git"]);
    let adopt = init(&sandbox, &["-y", "--adopt", "Dockerfile"]).exits(2);
    adopt.stderr_has(&["cannot adopt Dockerfile: it is a symbolic link"]);
    let outcome = init(&sandbox, &["-y", "--set", "own=[deploy/bring.sh]"]).succeeds();
    outcome.stdout_has(&[
        "  Dockerfile  (it is a symbolic link)",
        "  README.md  (readme.md differs only by",
        "  .editorconfig  (",
    ]);
    keeps(&sandbox, &before);
    settled(&sandbox);
    assert!(!sandbox.exists("repo/deploy/bring.sh") && !sandbox.exists("repo/src/server.rs"));
}

#[test]
fn a_pattern_that_is_none_is_said() {
    let sandbox = repository("rust", "https://github.com/acme/ledger");
    init(&sandbox, &["-y", "--set", "own=['src/[']"]).exits(2).stderr_has(&["own: ", "src/["]);
}

#[test]
fn what_cannot_be_adopted_is_said() {
    let sandbox = repository("charted", "https://github.com/acme/orders");
    for (path, what, help) in [
        ("Dokerfile", "cannot adopt Dokerfile: ", "did you mean `Dockerfile`?"),
        ("src/main.js", "cannot adopt src/main.js: ", "it can be one of .github/workflows/ci.yml, .gitignore, "),
        ("charts/orders/values.yaml", "is part of a chart", "adopt all of it with `--adopt charts/orders`"),
    ] {
        init(&sandbox, &["-y", "--adopt", path]).exits(2).stderr_has(&[what, help]);
    }
    assert!(!sandbox.exists("repo/blip.yaml"));
}

#[test]
fn a_dry_run_shows_all_and_writes_nothing() {
    let sandbox = repository("charted", "https://github.com/acme/orders");
    let before = sandbox.snapshot("repo");
    let outcome = init(&sandbox, &["--defaults", "--dry-run", "--diff"]).succeeds();
    outcome.stdout_has(&["blip.yaml would be:\n", "  name: orders\n", "    create blip.yaml\n", "--- a/Dockerfile\n"]);
    sandbox.snapshot("repo").is_untouched_since(&before);
}

#[test]
fn the_outcome_is_one_document() {
    let sandbox = repository("charted", "https://github.com/acme/orders");
    let document = init(&sandbox, &["--defaults", "--json", "--adopt", "Dockerfile"]).succeeds().json();
    let standing = document["standing"].as_array().expect("there is a list").clone();
    let dockerfile = standing.iter().find(|file| file["path"] == "Dockerfile").expect("it was there");
    assert_eq!((dockerfile["adopted"].as_bool(), dockerfile["removed"].as_u64()), (Some(true), Some(3)));
    let port = document["found"]["files"].as_array().into_iter().flatten().find(|found| found["fact"] == "port");
    let port = port.expect("a port was found");
    assert_eq!((&port["value"], &port["file"], &port["line"]), (&"8088".into(), &"Dockerfile".into(), &4.into()));
}

#[test]
fn a_folder_of_a_repository_is_told_where_its_pipeline_stands() {
    let sandbox = repository("rust", "https://github.com/acme/shop");
    sandbox.write("repo/cart/package.json", "{\"name\": \"cart\"}");
    let hint = "The repository may have several services: this one has the folder cart";
    sandbox.blip(["-C", "repo/cart", "init", "-y", "--dry-run"]).succeeds().stderr_has(&[hint]);
    let at_the_root = init(&sandbox, &["-y", "--dry-run"]).succeeds();
    assert!(!at_the_root.stderr.contains(hint), "{at_the_root}");
}

#[test]
fn a_second_time_is_refused() {
    let (sandbox, _) = initialised("rust", "https://github.com/acme/ledger", &[]);
    let message = "error: repo/blip.yaml is there already\n  help: change it as you like, then run `blip generate`\n";
    init(&sandbox, &["--defaults"]).exits(2).stdout_is("").stderr_is(message);
}

#[test]
fn answers_beat_what_is_found() {
    let sandbox = repository("rust", "https://github.com/acme/ledger");
    let sets = ["service.port=9090", "service.name=books", "own=[]"].map(|set| ["--set", set]).concat();
    init(&sandbox, &["--defaults"]).args(sets).succeeds();
    // the user's Dockerfile is as it was, and no longer true
    sandbox.blip(["-C", "repo", "check"]).exits(3).stderr_has(&["Dockerfile:8:1: the image's port is 3000"]);
    let spec = sandbox.read("repo/blip.yaml");
    assert!(spec.contains("  port: 9090\n") && spec.contains("  name: books\n"), "{spec}");
    // whoever asks for the sample gets what is missing of it
    assert!(!spec.contains("src/**") && sandbox.exists("repo/src/server.rs"), "{spec}");
}

#[test]
fn without_a_terminal_nothing_is_taken_unasked() {
    let sandbox = repository("rust", "https://github.com/acme/ledger");
    let before = sandbox.snapshot("repo");
    init(&sandbox, &[]).exits(2).stderr_has(&["error: the service has no name", "`--set service.name=…`"]);
    let outcome = init(&sandbox, &["--set", "service.name=ledger"]).exits(2);
    outcome.stderr_has(&["there is no answer for service.stack", "with `--defaults`"]);
    sandbox.snapshot("repo").is_untouched_since(&before);
}

#[test]
fn a_stack_that_nothing_tells_is_not_guessed() {
    let sandbox = Sandbox::new();
    sandbox.write("repo/main.tcl", "puts hello\n");
    init(&sandbox, &["--defaults"]).exits(2).stderr_has(&["nothing here tells the stack", "--set service.stack="]);
    sandbox.write("repo/cart/package.json", "{}");
    init(&sandbox, &["--defaults"]).exits(2).stderr_has(&["below it does: cart", "`blip init -C cart`"]);
    sandbox.blip(["-C", "absent", "init"]).exits(2).stderr_has(&["there is no folder absent", "`blip new`"]);
}

#[test]
fn what_stands_elsewhere_is_told() {
    let sandbox = repository("go", "https://github.com/acme/notify");
    sandbox.write("repo/build/Dockerfile", "FROM docker.io/library/golang:1.27\n");
    sandbox.write("repo/helm/Chart.yaml", "name: notify\n");
    sandbox.write("repo/.gitattributes", "* text=auto\n");
    let outcome = init(&sandbox, &["--defaults"]).succeeds();
    outcome
        .stderr_has(&["build/Dockerfile: the image is built", "helm holds a chart; that of Blip is in charts/notify."]);
    outcome.stderr_has(&["Add `.blip/base/** -text` to .gitattributes"]);
    settled(&sandbox);
}

#[test]
fn what_git_knows_is_found() {
    let sandbox = repository("rust", "https://me:secret@github.com/acme/ledger.git");
    sandbox.git("repo", &["branch", "--move", "trunk"]);
    sandbox.git("repo", &["tag", "v0.4.1"]);
    let outcome = init(&sandbox, &["--defaults"]).succeeds();
    outcome.stdout_has(&["Branch ", "trunk", "Released", "0.4.1", "v0.4.1\n"]);
    assert!(!outcome.stdout.contains("secret"), "{outcome}");
    assert!(sandbox.read("repo/blip.yaml").contains("  default_branch: trunk\n"));
}

#[test]
fn at_a_terminal_what_was_found_is_offered() {
    let sandbox = repository("charted", "https://github.com/acme/orders");
    let before = sandbox.snapshot("repo").without(&[".git"]);
    let mut terminal = blip(&sandbox, &["-C", "repo", "init"]);
    terminal.sees("charts/orders/Chart.yaml:2");
    for question in
        ["? Name (orders)", "? Description (Takes orders)", "? Stack", "? Packages", "? Repository", "? Owner"]
    {
        terminal.answers(question, "");
    }
    terminal.answers("? Image (ghcr.io/acme/shop/orders)", "");
    for question in ["? Environments", "? Host in staging", "? Host in production"] {
        terminal.answers(question, "");
    }
    terminal.answers("? Blips", "");
    terminal.sees("? Adopt");
    // the second one: .gitignore
    terminal.types("\x1b[B");
    terminal.answers("? Adopt", " ");
    terminal.answers("? Write these files?", "");
    terminal.exits(0).shows_cursor();
    keeps(&sandbox, &before);
    settled(&sandbox);
    let spec = sandbox.read("repo/blip.yaml");
    assert!(spec.contains("  - Dockerfile\n") && !spec.contains(".gitignore"), "{spec}");
}

#[test]
fn a_no_at_the_terminal_writes_nothing() {
    let sandbox = repository("rust", "https://github.com/acme/ledger");
    let before = sandbox.snapshot("repo");
    let sets = ["service.name", "service.description", "service.owner"].map(|key| format!("{key}=x"));
    let args = ["-C", "repo", "init", "--set", &sets[0], "--set", &sets[1], "--set", &sets[2]];
    let mut terminal = blip(&sandbox, &args);
    for question in
        ["? Stack", "? Repository", "? Image", "? Environments", "? Host in staging", "? Host in production"]
    {
        terminal.answers(question, "");
    }
    terminal.answers("? Blips", "");
    terminal.answers("? Adopt", "");
    // the last of three answers
    terminal.answers("? Write these files?", "\x1b[A");
    terminal.exits(0).has(&["Nothing was written."]);
    sandbox.snapshot("repo").is_untouched_since(&before);
}

#[test]
fn the_command_does_the_same_again() {
    let fixture = || repository("charted", "https://github.com/acme/orders");
    let sandbox = fixture();
    let mut terminal =
        crate::terminal::Terminal::sized(sandbox.blip(["-C", "repo", "init"]).without_env("NO_COLOR"), 90, 100);
    for (question, answer) in [
        ("? Name (orders)", ""),
        ("? Description (Takes orders)", "Takes what's ordered"),
        ("? Stack", ""),
        ("? Packages", ""),
        ("? Repository", ""),
        ("? Owner", "payments"),
        ("? Image", ""),
        ("? Environments", "live"),
        ("? Host in live", "orders.acme.example"),
        ("? Blips", ""),
    ] {
        terminal.answers(question, answer);
    }
    terminal.answers("? Adopt", "\x1b[B ");
    terminal.sees("(charts/orders/values.yaml:3)");
    terminal.answers("? Write these files?", "");
    let seen = terminal.exits(0);
    let command = seen.screen.split_once("unattended:\n\n").expect("the command is told").1.trim();
    let command = command.replace("blip -C", &format!("{} -C", env!("CARGO_BIN_EXE_blip")));
    let again = fixture();
    again.command("sh").args(["-c", &command]).succeeds();
    let files = |sandbox: &Sandbox| sandbox.snapshot("repo").without(&[".git"]);
    assert_eq!(files(&again).files(), files(&sandbox).files(), "{command}");
}
