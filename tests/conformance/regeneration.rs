//! A pipeline that people and bots have worked on is generated anew: nobody loses anything.

use crate::support::Sandbox;
use crate::tools::tool;

const ANSWERS: &str = "
service: {description: Turns a basket into a paid order, owner: payments, stack: rust}
repository: {provider: PROVIDER, url: https://PROVIDER.com/acme/checkout}
environments: [{name: staging}, {name: production}]
blips: {ci: {}, helm: {}, argocd: {}, semver: {}}
";

/// A job of the team's own, on GitHub.
const GITHUB_JOB: &str = "
  licences:
    name: licences
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    steps:
      - name: Say who owns it
        run: echo \"$TEAM\"
";

/// The same on GitLab.
const GITLAB_JOB: &str = "
licences:
  stage: check
  needs: []
  script:
    - echo \"$TEAM\"
";

const NEW_COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

#[test]
fn regeneration_keeps_what_a_team_and_a_bot_did_to_a_workflow() {
    let sandbox = service("github");
    let workflow = "checkout/.github/workflows/ci.yml";
    let text = sandbox.read(workflow);
    sandbox.write(workflow, text + GITHUB_JOB);
    sandbox.edit(workflow, "\nenv:\n", "\nenv:\n  TEAM: payments\n");
    for (action, version) in [("actions/checkout", "v99.0.1"), ("docker/login-action", "v99.1.0")] {
        bump(&sandbox, workflow, action, version);
    }
    change_spec(&sandbox);
    sandbox.blip(["generate", "ci"]).in_folder("checkout").succeeds();

    let text = sandbox.read(workflow);
    assert!(text.contains(GITHUB_JOB) && text.contains("  TEAM: payments\n"), "{text}");
    assert!(text.contains("\n  deploy-quality:\n"), "{text}");
    assert!(text.contains("needs: [publish, sign, scan, deploy-staging]"), "{text}");
    for (action, version) in [("actions/checkout", "v99.0.1"), ("docker/login-action", "v99.1.0")] {
        let uses: Vec<_> = text.lines().filter(|line| line.contains(&format!("uses: {action}@"))).collect();
        let new = format!("{action}@{NEW_COMMIT} # {version}");
        assert!(uses.iter().all(|line| line.ends_with(&new)), "an older version came back:\n{}", uses.join("\n"));
    }
    let (Some(actionlint), Some(_)) = (tool("actionlint"), tool("shellcheck")) else { return };
    let folder = sandbox.path("checkout");
    actionlint.run(["-no-color", ".github/workflows/ci.yml"]).in_folder(&folder).succeeds();
    let Some(zizmor) = tool("zizmor") else { return };
    zizmor.run(["--offline", "--persona=auditor", "--quiet", ".github/workflows"]).in_folder(&folder).succeeds();
    // and once more there is nothing to do
    sandbox.blip(["generate", "ci", "--check"]).in_folder("checkout").succeeds();
}

#[test]
fn regeneration_keeps_what_a_team_and_a_bot_did_to_a_gitlab_pipeline() {
    let sandbox = service("gitlab");
    let pipeline = "checkout/.gitlab-ci.yml";
    let text = sandbox.read(pipeline);
    sandbox.write(pipeline, text + GITLAB_JOB);
    sandbox.edit(pipeline, "\nvariables:\n", "\nvariables:\n  TEAM: payments\n");
    let text = sandbox.read(pipeline);
    let image = text.lines().find(|line| line.contains("docker.io/alpine/helm:")).unwrap();
    let newer = format!("{}:99.1.0", image.rsplit_once(':').unwrap().0);
    sandbox.write(pipeline, text.replace(image, &newer));
    change_spec(&sandbox);
    sandbox.blip(["generate", "ci"]).in_folder("checkout").succeeds();

    let text = sandbox.read(pipeline);
    assert!(text.contains(GITLAB_JOB) && text.contains("  TEAM: payments\n"), "{text}");
    assert!(text.contains("\ndeploy-quality:\n"), "{text}");
    let images: Vec<_> = text.lines().filter(|line| line.contains("docker.io/alpine/helm:")).collect();
    assert!(images.iter().all(|line| *line == newer), "an older version came back:\n{}", images.join("\n"));
    let Some(check) = tool("check-jsonschema") else { return };
    let args = ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", ".gitlab-ci.yml"];
    check.run(args).in_folder(sandbox.path("checkout")).succeeds();
    sandbox.blip(["generate", "ci", "--check"]).in_folder("checkout").succeeds();
}

fn service(provider: &str) -> Sandbox {
    let sandbox = Sandbox::with_identity();
    sandbox.write("answers.yaml", ANSWERS.replace("PROVIDER", provider));
    sandbox.blip(["new", "checkout", "--answers", "answers.yaml", "-q"]).succeeds();
    sandbox
}

/// Another port, and an environment between the others.
fn change_spec(sandbox: &Sandbox) {
    let spec = "checkout/blip.yaml";
    sandbox.edit(spec, "service:\n", "service:\n  port: 9090\n");
    sandbox.edit(spec, "- {name: production}", "- {name: quality}\n  - {name: production}");
}

/// As Renovate does it: the commit and the version beside it, wherever the action is used.
fn bump(sandbox: &Sandbox, workflow: &str, action: &str, version: &str) {
    let text = sandbox.read(workflow);
    let lines = text.lines().map(|line| match line.split_once(&format!("uses: {action}@")) {
        Some((before, _)) => format!("{before}uses: {action}@{NEW_COMMIT} # {version}\n"),
        None => format!("{line}\n"),
    });
    sandbox.write(workflow, lines.collect::<String>());
}
