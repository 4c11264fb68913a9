//! The blip Sentry.

use crate::support::Sandbox;

#[test]
fn sentry_is_not_hosted_by_oneself() {
    let sandbox = Sandbox::new();
    let set = "blips={helm: {}, sentry: {region: self-hosted}}";
    let outcome = sandbox.blip(["new", "checkout", "-y", "--set", set]).exits(2);
    outcome.stderr_has(&["`blips.sentry.region`: not self-hosted: it has ten components", "take the hosted service"]);
}

#[test]
fn a_site_is_built_with_the_scripts_that_somebody_writes() {
    for (folder, expected) in [
        ("dist", "!public\n!dist\n!Caddyfile\n"),
        ("public", "!public\n!Caddyfile\n"),
        ("public/js", "!public\n!Caddyfile\n"),
    ] {
        let sandbox = Sandbox::new();
        let set = format!("blips={{helm: {{}}, sentry: {{source_maps: {folder}}}}}");
        sandbox.blip(["new", "site", "-y", "--set", "service.stack=static", "--set", &set]).succeeds();
        let ignored = sandbox.read("site/.dockerignore");
        assert!(ignored.contains(expected), "{ignored}");
    }
}

#[test]
fn the_pods_and_the_pipeline_name_a_release_alike() {
    let sandbox = Sandbox::new();
    let set = "blips={ci: {}, helm: {}, argocd: {}, semver: {}, sentry: {organization: acme-inc}}";
    sandbox.blip(["new", "checkout", "-y", "--set", set]).succeeds();
    let helpers = sandbox.read("checkout/charts/checkout/templates/_helpers.tpl");
    assert!(helpers.contains("printf \"%s@%s\" $.Chart.Name"), "{helpers}");
    let workflow = sandbox.read("checkout/.github/workflows/ci.yml");
    for text in ["SERVICE: checkout\n", "\"$SERVICE@$VERSION\"", "SENTRY_ORG: acme-inc\n", "sentry-production:"] {
        assert!(workflow.contains(text), "{text}");
    }
    let workflow: serde_yaml::Value = serde_yaml::from_str(&workflow).unwrap();
    let jobs = workflow["jobs"].as_mapping().unwrap().iter();
    let knows = |job: &serde_yaml::Value| serde_yaml::to_string(job).unwrap().contains("secrets.SENTRY_AUTH_TOKEN");
    let knowing: Vec<&str> = jobs.filter(|(_, job)| knows(job)).filter_map(|(id, _)| id.as_str()).collect();
    assert_eq!(knowing, ["sentry", "sentry-production"]);
    assert!(sandbox.read("checkout/deploy/values/staging.yaml").contains("\nsentry:\n  environment: staging\n"));
}
