//! A chart that takes its templates from a library makes the same objects as one that holds them.

use std::fs;

use serde_yaml::Value;

use super::made::{Made, objects, room};
use super::pairs::{charts, values_args};
use crate::tools::{own_tool, tool};

#[test]
fn a_library_makes_what_the_plain_chart_makes() {
    let Some(helm) = tool("helm") else { return };
    let (plain, with_library) = (charts("library-plain", ""), charts("library", ", chart: library"));
    for (plain, with_library) in plain.iter().zip(&with_library) {
        with_library.fetch_dependencies(&helm);
        with_library.helm(&helm, &["lint", "--strict", &with_library.chart()]).succeeds();
        for values in values_args(plain) {
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            let of = |chart: &Made| sorted(objects(&chart.template(&helm, "checkout", &values)));
            assert_eq!(of(plain), of(with_library), "{} {values:?}", with_library.root.display());
        }
    }
}

#[test]
fn a_library_knows_nothing_of_the_service_that_it_was_made_for() {
    let spec = |name: &str| {
        format!(
            "version: 1\nservice: {{name: {name}, description: {name}, owner: {name}, stack: rust}}\n\
             repository: {{provider: github, url: https://github.com/acme/{name}}}\n\
             blips: {{helm: {{chart: library}}, argocd: {{}}}}\n"
        )
    };
    let room = room("library-twice");
    let read = |name: &str, file: &str| {
        let chart = Made::new(room.join(name), &spec(name));
        fs::read_to_string(chart.root.join("charts/platform-lib").join(file)).unwrap()
    };
    for file in ["Chart.yaml", "README.md", "templates/_http.tpl", "templates/_worker.tpl", "templates/_job.tpl"] {
        assert_eq!(read("basket", file), read("checkout", file), "{file}");
    }
}

#[test]
fn a_published_library_is_named_and_not_written() {
    let spec = "version: 1\nservice: {name: checkout, description: x, owner: payments, stack: rust}\n\
                repository: {provider: github, url: https://github.com/acme/checkout}\n\
                blips: {helm: {chart: library, library: 'oci://ghcr.io/acme/charts/base', library_version: 1.4.0}}\n";
    let chart = Made::new(room("library-oci"), spec);
    assert!(!chart.root.join("charts/base").exists());
    let about = fs::read_to_string(chart.root.join("charts/checkout/Chart.yaml")).unwrap();
    let about: Value = serde_yaml::from_str(&about).unwrap();
    let expected = "[{name: base, version: 1.4.0, repository: 'oci://ghcr.io/acme/charts'}]";
    assert_eq!(about["dependencies"], serde_yaml::from_str::<Value>(expected).unwrap());
    let objects = fs::read_to_string(chart.root.join("charts/checkout/templates/objects.yaml")).unwrap();
    assert!(objects.contains("{{ include \"base.http.deployment\" . }}"), "{objects}");
}

#[test]
fn helm_4_renders_from_a_library() {
    let (Some(helm), Some(helm4)) = (tool("helm"), own_tool("helm4", "helm")) else { return };
    let chart = charts("library-4", ", chart: library").swap_remove(0);
    chart.fetch_dependencies(&helm);
    chart.helm(&helm4, &["lint", &chart.chart()]).succeeds();
    let own = |objects: Vec<Value>| sorted(objects.into_iter().filter(|object| object["kind"] != "Pod").collect());
    let of = |tool| own(objects(&chart.template(tool, "checkout", &[])));
    assert_eq!(of(&helm), of(&helm4));
}

fn sorted(objects: Vec<Value>) -> Vec<String> {
    let mut texts: Vec<_> = objects.iter().map(|object| serde_yaml::to_string(object).unwrap()).collect();
    texts.sort();
    texts
}
