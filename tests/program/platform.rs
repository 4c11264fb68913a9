//! The repository of a platform's own things: `blip new --kind platform`.

use crate::support::Sandbox;

fn logging(set: &[&str]) -> Sandbox {
    let sandbox = Sandbox::new();
    let args = ["new", "logging", "--kind", "platform", "-y"];
    sandbox.blip(args.into_iter().chain(set.iter().flat_map(|set| ["--set", *set]))).succeeds();
    sandbox
}

#[test]
fn a_platform_has_no_stack_no_image_and_no_chart() {
    let sandbox = logging(&[]);
    for path in ["Dockerfile", "charts", "deploy", "RELEASING.md", "src"] {
        assert!(!sandbox.exists(format!("logging/{path}")), "{path}");
    }
    for path in [".github/workflows/ci.yml", "clusters/production/argocd.yaml", "requirements.lock"] {
        assert!(sandbox.exists(format!("logging/{path}")), "{path}");
    }
    let spec = sandbox.read("logging/blip.yaml");
    assert!(spec.contains("  kind: platform ") && !spec.contains("stack:") && !spec.contains("helm:"), "{spec}");
    assert!(sandbox.read("logging/README.md").contains("The logging platform"));
}

#[test]
fn a_second_run_changes_nothing_and_all_fits_together() {
    let sandbox = logging(&["environments=[{name: eu, cluster: prod-eu}, {name: us, cluster: prod-us}]"]);
    sandbox.blip(["-C", "logging", "generate", "--check"]).succeeds();
    sandbox.blip(["-C", "logging", "check"]).succeeds();
    for environment in ["eu", "us"] {
        let project = sandbox.read(format!("logging/clusters/{environment}/argocd.yaml"));
        assert!(project.contains(&format!("- name: prod-{environment}\n      namespace: logging-{environment}\n")));
    }
}

#[test]
fn the_order_of_answers_does_not_matter() {
    let sandbox = Sandbox::new();
    let sets = ["blips.argocd.namespace=gitops", "service.kind=platform"];
    sandbox.blip(["new", "logging", "-y", "--set", sets[0], "--set", sets[1]]).succeeds();
    assert!(!sandbox.read("logging/blip.yaml").contains("helm:"));
}

#[test]
fn what_is_a_services_is_refused() {
    for (set, what) in [
        ("service.stack=rust", "a platform has no `service.stack`: nothing is built in its repository"),
        ("image=ghcr.io/acme/logging", "a platform has no `image`"),
        ("blips.helm={}", "Helm is for services, and this is a platform's repository"),
        ("blips.ci.sign=false", "`blips.ci.sign` is for services, and this is a platform's repository"),
        ("blips.argocd.updates=pipeline", "`blips.argocd.updates` is for services"),
    ] {
        let sandbox = Sandbox::new();
        let args = ["new", "logging", "--kind", "platform", "-y", "--set", set];
        sandbox.blip(args).exits(2).stderr_has(&[what, "help: remove "]);
        assert!(!sandbox.exists("logging"));
    }
}

#[test]
fn a_service_without_a_stack_is_still_refused() {
    let sandbox = logging(&[]);
    sandbox.edit("logging/blip.yaml", "  kind: platform  # http, worker, job or platform\n", "");
    let outcome = sandbox.blip(["-C", "logging", "generate"]).exits(2);
    outcome.stderr_has(&["blip.yaml:4:1: service: missing field `stack`", "only `kind: platform` has none"]);
}

#[test]
fn a_repository_that_is_there_can_become_one() {
    let sandbox = Sandbox::new();
    sandbox.write("logging/README.md", "# Ours\n");
    sandbox.blip(["-C", "logging", "init", "-y", "--set", "service.kind=platform"]).succeeds();
    assert!(!sandbox.read("logging/blip.yaml").contains("stack:"));
    assert_eq!(sandbox.read("logging/README.md"), "# Ours\n");
}
