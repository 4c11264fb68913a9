//! Charts that are installed along: Helm takes the lock for its own, and finds what it fetched.

use std::fs;

use blip_generate::{Catalog, Templates};
use blip_model::Document;

use super::made::{Made, objects, room, write};
use super::objects::of_kind;
use crate::tools::{own_tool, tool};

const SPEC: &str = "version: 1\nservice: {name: checkout, description: x, owner: payments, stack: rust}\n\
                    repository: {provider: github, url: https://github.com/acme/checkout}\n\
                    blips: {helm: {dependencies: [redis, postgres], chart: library}}\n";

/// The pinned charts, with stand-ins for them in the same repository: tests use no network.
fn stand_ins() -> Catalog {
    let chart =
        |name: &str| format!("{name}:\n  version: 1.2.3\n  repository: file://../{name}\n  values: |\n    size: 1Gi\n");
    let mut templates = Templates::embedded();
    templates.overlay("tests", [("helm/dependencies.yaml".to_owned(), chart("postgres") + &chart("redis"))]);
    let radar = Catalog::embedded().unwrap_or_else(|problems| panic!("{problems}")).radar().clone();
    Catalog::new(templates, radar).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn helm_takes_the_lock_for_its_own() {
    let (Some(helm), Some(helm4)) = (tool("helm"), own_tool("helm4", "helm")) else { return };
    let chart = Made::of(room("dependencies"), &stand_ins(), SPEC).unwrap();
    for name in ["postgres", "redis"] {
        let folder = chart.root.join("charts").join(name);
        write(&folder.join("Chart.yaml"), &format!("apiVersion: v2\nname: {name}\nversion: 1.2.3\n"));
        write(&folder.join("values.yaml"), "size: 8Gi\nother: 1\n");
        let object = format!(
            "apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}}}\nstringData: {{size: \"{{{{ .Values.size }}}}\"}}\n"
        );
        write(&folder.join("templates/secret.yaml"), &object);
    }
    let lock = chart.root.join(chart.chart()).join("Chart.lock");
    let ours = fs::read_to_string(&lock).unwrap();
    // it refuses a lock whose digest is another than its own
    chart.fetch_dependencies(&helm);
    // and would write a new one where it settles on anything else
    chart.helm(&helm, &["dependency", "update", &chart.chart()]).succeeds();
    assert_eq!(fs::read_to_string(&lock).unwrap(), ours);
    chart.helm(&helm, &["lint", "--strict", &chart.chart()]).succeeds();
    chart.helm(&helm4, &["lint", &chart.chart()]).succeeds();

    let all = objects(&chart.template(&helm, "release", &[]));
    let sizes: Vec<_> = of_kind(&all, "Secret").map(|secret| secret["stringData"]["size"].as_str().unwrap()).collect();
    assert_eq!(sizes, ["1Gi", "1Gi"], "the service's values reach its dependencies");
    write(&chart.root.join("values.yaml"), "redis: {enabled: false, other: 2}\n");
    let one = objects(&chart.template(&helm, "release", &["--values", "values.yaml"]));
    assert_eq!(of_kind(&one, "Secret").count(), 1);
    let callable = |objects: &[serde_yaml::Value]| {
        let policy = of_kind(objects, "NetworkPolicy").next().unwrap();
        policy["spec"]["egress"].as_sequence().unwrap().len() - 1
    };
    assert_eq!((callable(&all), callable(&one)), (2, 1), "the pods may call what is installed along, and that alone");
}

#[test]
fn a_tampered_lock_is_refused() {
    let Some(helm) = tool("helm") else { return };
    let spec = SPEC.replace("dependencies: [redis, postgres], ", "");
    let chart = Made::new(room("tampered"), &spec);
    let about = chart.root.join(chart.chart()).join("Chart.yaml");
    let text = fs::read_to_string(&about).unwrap();
    write(&about, &text.replace("repository: file://../platform-lib", "repository: file://../../charts/platform-lib"));
    let outcome = chart.helm(&helm, &["dependency", "build", &chart.chart()]).exits(1);
    assert!(outcome.stderr.contains("out of sync"), "{outcome}");
}

#[test]
fn what_is_not_pinned_is_refused() {
    let catalog = Catalog::embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let refused = |settings: &str| {
        let spec = SPEC.replace("dependencies: [redis, postgres], chart: library", settings);
        let selection = catalog.select(&Document::parse("blip.yaml", &spec).unwrap()).unwrap();
        blip_generate::generate(&catalog, &selection).unwrap_err().to_string()
    };
    assert!(refused("dependencies: [postgre]").contains("did you mean `postgres`?"));
    assert!(refused("dependencies: [oracle]").contains("known are postgres, rabbitmq, redis"));
    assert!(refused("chart: library, library: ../lib").contains("names no library chart"));
    assert!(refused("chart: library, library_version: ^1").contains("is no version"));
}
