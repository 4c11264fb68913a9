//! Upgrades in which files change their place: another name, another forge, another layout of the templates.

use crate::given::{checkout, checkout_with};
use crate::support::{Run, Sandbox};

fn run(sandbox: &Sandbox, args: &[&str]) -> Run {
    sandbox.blip(args.iter().copied()).in_folder("checkout")
}

#[test]
fn a_service_is_given_another_name() {
    let sandbox = checkout_with(&["service.stack=python"]);
    sandbox.edit("checkout/charts/checkout/values.yaml", "port: 8080", "port: 7070");
    sandbox.edit("checkout/blip.yaml", "  name: checkout\n", "  name: basket\n");
    let outcome = run(&sandbox, &["generate"]).succeeds();
    outcome.stdout_has(&[
        "     moved charts/basket/Chart.yaml  (from charts/checkout/Chart.yaml)\n",
        "     moved charts/basket/values.yaml  (from charts/checkout/values.yaml, with your edits)\n",
    ]);
    outcome.stderr_has(&[
        "The service has another name. These files are yours, and to be changed by hand:",
        "src/checkout/main.py:1:1: it lies where the former name `checkout` put it\n    git mv src/checkout/main.py src/basket/main.py",
        "pyproject.toml:",
        "bears the former name `checkout`",
    ]);
    assert!(!sandbox.exists("checkout/charts/checkout") && !sandbox.exists("checkout/src/basket"));
    assert!(sandbox.read("checkout/charts/basket/values.yaml").contains("port: 7070"));
    // it is told until it is done, and generating again changes nothing
    let before = sandbox.snapshot("checkout");
    run(&sandbox, &["generate"]).succeeds().stdout_is("");
    sandbox.snapshot("checkout").is_untouched_since(&before);
    run(&sandbox, &["check"]).exits(3).stderr_has(&["pyproject.toml:", "bears the former name `checkout`"]);
    // or until the user says that it is meant
    sandbox.edit(
        "checkout/blip.yaml",
        "environments:\n",
        "own: [README.md, CHANGELOG.md, pyproject.toml, uv.lock, \"src/**\", \"tests/**\"]\nenvironments:\n",
    );
    run(&sandbox, &["generate"]).succeeds();
    assert!(!sandbox.read("checkout/.blip/lock.yaml").contains("formerly"));
}

#[test]
fn a_service_in_go_is_given_another_name_and_repository() {
    let sandbox = checkout_with(&["service.stack=go"]);
    sandbox.edit("checkout/blip.yaml", "  name: checkout\n", "  name: basket\n");
    sandbox.edit("checkout/blip.yaml", "/checkout\n", "/basket\n");
    let outcome = run(&sandbox, &["generate"]).succeeds();
    outcome.stdout_has(&["moved charts/basket/Chart.yaml"]);
    outcome.stderr_has(&[
        "go.mod:4:1: `module github.com/acme/checkout` bears the former name `checkout`",
        "routes.go:13:1: `const name = \"checkout\"` bears the former name `checkout`",
    ]);
    // the sources of a service lie in no folder of its name
    assert!(!outcome.stderr.contains("git mv"), "{outcome}");
    for path in ["go.mod", "routes.go", "README.md"] {
        let text = sandbox.read(format!("checkout/{path}"));
        sandbox.write(format!("checkout/{path}"), text.replace("checkout", "basket"));
    }
    let left = run(&sandbox, &["check"]).outcome();
    assert!(!left.stderr.contains("go.mod") && !left.stderr.contains("routes.go"), "{left}");
}

#[test]
fn a_service_in_java_is_given_another_name() {
    let sandbox = checkout_with(&["service.stack=java"]);
    sandbox.edit("checkout/blip.yaml", "  name: checkout\n", "  name: basket\n");
    let outcome = run(&sandbox, &["generate"]).succeeds();
    outcome.stdout_has(&["moved charts/basket/Chart.yaml"]);
    outcome.stderr_has(&["pom.xml:", "`<artifactId>checkout</artifactId>` bears the former name `checkout`"]);
    // the package bears no service's name, so no source moves
    assert!(sandbox.exists("checkout/src/main/java/service/Main.java"));
    assert!(!outcome.stderr.contains("git mv"), "{outcome}");
    let pom = sandbox.read("checkout/pom.xml");
    sandbox.write("checkout/pom.xml", pom.replace("checkout", "basket"));
    let again = run(&sandbox, &["check"]).outcome();
    assert!(!again.stderr.contains("pom.xml"), "{again}");
}

#[test]
fn a_template_that_moved_takes_its_file_along() {
    let sandbox = checkout();
    let text = std::fs::read_to_string(crate::support::workspace().join("templates/argocd/manifest.yaml")).unwrap();
    let moved = "moved: {deploy/README.md: docs/deployment.md}\n";
    sandbox.write("pack/argocd/manifest.yaml", format!("{text}\n{moved}"));
    sandbox.write("pack/argocd/files/docs/deployment.md", "<%= header() %>\n# How it is deployed\n");
    sandbox.write("pack/argocd/files/deploy/README.md", "");
    sandbox.edit("checkout/deploy/README.md", "#", "My own line.\n\n#");
    let outcome = run(&sandbox, &["generate", "--templates", "../pack"]).outcome();
    outcome.stdout_has(&["docs/deployment.md"]);
    assert!(sandbox.read("checkout/docs/deployment.md").contains("My own line."), "{outcome}");
    assert!(!sandbox.exists("checkout/deploy/README.md"));
}

#[test]
fn a_service_moves_to_the_other_forge() {
    let sandbox = checkout();
    sandbox.edit("checkout/deploy/values/production.yaml", "#", "# mine\n#");
    sandbox.edit("checkout/.github/workflows/nightly.yml", "name: nightly", "name: mine");
    sandbox.edit("checkout/blip.yaml", "provider: github", "provider: gitlab");
    sandbox.edit("checkout/blip.yaml", "https://github.com/", "https://gitlab.com/");
    let outcome = run(&sandbox, &["generate"]).succeeds();
    outcome.stdout_has(&["   created .gitlab-ci.yml\n", "   deleted .github/workflows/ci.yml"]);
    outcome.stdout_has(&[
        "      kept .github/workflows/nightly.yml  (no longer generated, and yours: keep it or remove it)\n",
    ]);
    assert!(sandbox.read("checkout/deploy/values/production.yaml").contains("# mine\n"));
    run(&sandbox, &["check"]).succeeds().stdout_has(&["  .github/workflows/nightly.yml"]);
}

#[test]
fn a_stack_comes_in_another_version() {
    let sandbox = checkout();
    let text = std::fs::read_to_string(crate::support::workspace().join("templates/stacks/rust/stack.yaml")).unwrap();
    let version = text.lines().find_map(|line| line.strip_prefix("version: ")).unwrap().trim_matches('"');
    sandbox.write("pack/stacks/rust/stack.yaml", text.replace(version, "1.98.7"));
    sandbox.edit("checkout/Dockerfile", "FROM scratch\n", "FROM scratch\nLABEL mine=yes\n");
    run(&sandbox, &["generate", "--templates", "../pack"])
        .succeeds()
        .stdout_has(&["    merged Dockerfile", "   updated rust-toolchain.toml\n"]);
    let made = sandbox.read("checkout/Dockerfile");
    assert!(made.contains("LABEL mine=yes\n") && made.contains("1.98.7"), "{made}");
}
