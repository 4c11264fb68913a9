//! Every pair of settings, with all values that come with the chart: linted, rendered and packaged.

use std::collections::BTreeSet;
use std::process::Command;

use serde_yaml::Value;

use super::made::{Made, objects, room};
use super::objects::faults;
use super::pairwise::pairwise;
use crate::findings::assert_none;
use crate::syntax::documents;
use crate::tools::{own_tool, tool};

/// Settings and what they may be, in YAML.
const CHOICES: &[(&str, &[&str])] = &[
    ("kind", &["http", "worker", "job"]),
    ("routing", &["gateway-api", "ingress", "traefik", "virtual-service", "none"]),
    ("secrets", &["reference", "external-secrets"]),
    ("autoscaling", &["true", "false"]),
    ("network_policy", &["true", "false"]),
    ("monitoring", &["false", "true"]),
    ("others", &["argocd: {}, ci: {}", "semver: {}, elk: {apm_server: logs.logging}"]),
];

/// A chart for each row of settings, with `further` settings in all of them.
pub(super) fn charts(test: &str, further: &str) -> Vec<Made> {
    let room = room(test);
    let sizes: Vec<_> = CHOICES.iter().map(|(_, values)| values.len()).collect();
    let rows = pairwise(&sizes).into_iter().enumerate();
    let chart = |(number, row): (usize, Vec<usize>)| {
        let value = |name: &str| {
            let i = CHOICES.iter().position(|(choice, _)| *choice == name).unwrap();
            CHOICES[i].1[row[i]]
        };
        let settings: Vec<_> =
            CHOICES[1..CHOICES.len() - 1].iter().map(|(name, _)| format!("{name}: {}", value(name))).collect();
        let spec = format!(
            "version: 1\n\
             service: {{name: checkout, description: x, owner: payments, stack: rust, kind: {}}}\n\
             repository: {{provider: github, url: https://github.com/acme/checkout}}\n\
             blips: {{helm: {{{}{further}}}, {}}}\n",
            value("kind"),
            settings.join(", "),
            value("others"),
        );
        Made::new(room.join(number.to_string()), &spec)
    };
    rows.map(chart).collect()
}

/// The defaults, then each file of values that comes with the chart.
pub(super) fn values_args(chart: &Made) -> Vec<Vec<String>> {
    let files = chart.values().into_iter().map(|file| vec!["--values".to_owned(), file]);
    std::iter::once(Vec::new()).chain(files).collect()
}

#[test]
fn helm_3_lints_renders_and_packages_every_pair_of_settings() {
    let Some(helm) = tool("helm") else { return };
    let mut findings = Vec::new();
    for chart in charts("pairs-3", "") {
        let place = chart.root.display().to_string();
        for values in values_args(&chart) {
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            let path = chart.chart();
            let lint: Vec<&str> = ["lint", "--strict", &path].into_iter().chain(values.iter().copied()).collect();
            let linted = chart.helm(&helm, &lint).outcome();
            if linted.code != Some(0) {
                findings.push(format!("{place}: {linted}"));
            }
            let rendered = objects(&chart.template(&helm, "checkout", &values));
            findings.extend(faults(&rendered).iter().map(|fault| format!("{place} {values:?}: {fault}")));
        }
        chart.helm(&helm, &["package", &chart.chart(), "--destination", "packages"]).succeeds();
        assert!(chart.root.join("packages/checkout-0.1.0.tgz").exists());
    }
    assert_none("the chart", &findings);
}

#[test]
fn helm_4_renders_what_helm_3_renders() {
    let (Some(helm), Some(helm4)) = (tool("helm"), own_tool("helm4", "helm")) else { return };
    for chart in charts("pairs-4", "") {
        let full = format!("{}/ci/full-values.yaml", chart.chart());
        let path = chart.chart();
        chart.helm(&helm4, &["lint", &path, "--values", &full]).succeeds();
        let of = |text: &str| -> BTreeSet<String> {
            let objects = documents(text).unwrap();
            // the library leaves out what belongs to `helm test`
            let own = objects.iter().filter(|object| object["kind"] != "Pod");
            own.map(|object: &Value| serde_yaml::to_string(object).unwrap()).collect()
        };
        let three = chart.template(&helm, "checkout", &["--values", &full]);
        let four = chart.template(&helm4, "checkout", &["--values", &full]);
        assert_eq!(of(&three.stdout), of(&four.stdout), "{}", chart.root.display());
        assert!(!three.stdout.is_empty(), "{three}");
    }
}

#[test]
fn what_serves_development_stays_out_of_the_package() {
    let Some(helm) = tool("helm") else { return };
    let spec = "version: 1\nservice: {name: checkout, description: x, owner: payments, stack: rust}\n\
                repository: {provider: github, url: https://github.com/acme/checkout}\nblips: {helm: {}}\n";
    let chart = Made::new(room("package"), spec);
    chart.helm(&helm, &["package", &chart.chart()]).succeeds();
    let listed = Command::new("tar").args(["tzf", "checkout-0.1.0.tgz"]).current_dir(&chart.root).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert!(listed.contains("checkout/templates/tests/ready.yaml\n"), "{listed}");
    assert!(!listed.contains("checkout/tests/") && !listed.contains("checkout/ci/"), "{listed}");
}
