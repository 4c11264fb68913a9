//! Services and values at random: whatever is valid renders to what is valid.
//!
//! The cases are the same at each run. `BLIP_CHART_CASES=1000` makes more of them, `BLIP_CHART_SEED=2` others; each is
//! kept in `target/tmp/charts/random`, where a failure can be looked at.

mod strategy;

use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::thread;

use blip_generate::Catalog;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use self::strategy::{Case, case};
use super::made::{Made, room, write};
use super::objects::{faults, of_kind, pod};
use crate::findings::assert_none;
use crate::syntax::documents;
use crate::tools::{Tool, own_tool, tool};

const CASES: usize = 200;
/// How many manifests one run of a tool is given: argument lists and compilers have limits.
const BATCH: usize = 250;
const VERSIONS: [&str; 3] = ["1.30.0", "1.34.0", "1.37.0"];

fn number(variable: &str, default: usize) -> usize {
    std::env::var(variable).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

fn cases() -> Vec<Case> {
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&number("BLIP_CHART_SEED", 1).to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = case();
    (0..number("BLIP_CHART_CASES", CASES)).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

#[test]
fn whatever_is_valid_renders_to_what_is_valid() {
    let Some(helm) = tool("helm") else { return };
    let room = room("random");
    let catalog = Catalog::embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let charts: Vec<_> = cases()
        .into_iter()
        .enumerate()
        // a name may be taken by the stack
        .filter_map(|(i, case)| Some((Made::of(room.join(i.to_string()), &catalog, &case.spec.to_string())?, case)))
        .collect();
    assert!(charts.len() * 10 > number("BLIP_CHART_CASES", CASES) * 8, "most cases are valid: {}", charts.len());

    let findings = Mutex::new(Vec::new());
    let threads = thread::available_parallelism().map_or(1, usize::from).min(4);
    thread::scope(|scope| {
        for part in charts.chunks(charts.len().div_ceil(threads)) {
            let (findings, helm) = (&findings, &helm);
            scope.spawn(move || {
                for (chart, case) in part {
                    let found = render(helm, chart, case);
                    let found = found.into_iter().map(|fault| format!("{}: {fault}", chart.root.display()));
                    findings.lock().unwrap().extend(found);
                }
            });
        }
    });
    let mut findings = findings.into_inner().unwrap();
    let manifests: Vec<_> = charts.iter().map(|(chart, _)| chart.root.join("rendered.yaml")).collect();
    let manifests: Vec<&str> = manifests.iter().map(|path| path.to_str().unwrap()).collect();
    findings.extend(rejected(&manifests, &room));
    assert_none("random services", &findings);
}

/// What the schemas of Kubernetes and of the operators have against the manifests. Each is held to one version of
/// Kubernetes, in turn: what differs between them are kinds and fields, of which every third case has all.
fn rejected(manifests: &[&str], room: &Path) -> Vec<String> {
    let (validate, types) = (tool("kubernetes-validate"), own_tool("kubernetes-types", "tsc"));
    let run = |tool: &Tool, args: &[&str]| {
        let outcome = tool.run(args).in_folder(room).outcome();
        outcome.stdout.lines().chain(outcome.stderr.lines()).map(str::to_owned).collect::<Vec<_>>()
    };
    let of_version = |turn: usize| -> Vec<String> {
        let own: Vec<&str> = manifests.iter().skip(turn).step_by(VERSIONS.len()).copied().collect();
        let args = ["--strict", "--quiet", "--no-warn", "--kubernetes-version", VERSIONS[turn]];
        let batches = validate.iter().flat_map(|tool| own.chunks(BATCH).map(move |batch| (tool, batch)));
        batches.flat_map(|(tool, batch)| run(tool, &[&args, batch].concat())).collect()
    };
    thread::scope(|scope| {
        let of_version = &of_version;
        let validations: Vec<_> = (0..VERSIONS.len()).map(|turn| scope.spawn(move || of_version(turn))).collect();
        let typed = types.iter().flat_map(|types| manifests.chunks(BATCH).flat_map(|batch| run(types, batch)));
        let mut findings: Vec<_> = typed.collect();
        findings.extend(validations.into_iter().flat_map(|validation| validation.join().unwrap()));
        findings
    })
}

/// Renders one case, and says what is wrong with it.
fn render(helm: &Tool, chart: &Made, case: &Case) -> Vec<String> {
    write(&chart.root.join("values.yaml"), &case.values.to_string());
    let about = chart.root.join(chart.chart()).join("Chart.yaml");
    let text = fs::read_to_string(&about).unwrap().replace("ersion: 0.1.0\n", &format!("ersion: {}\n", case.version));
    let quoted = format!("appVersion: {:?}\n", case.version);
    write(&about, &text.replace("appVersion: \"0.1.0\"\n", &quoted));
    let outcome = chart.template(helm, &case.release, &["--values", "values.yaml"]);
    write(&chart.root.join("rendered.yaml"), &outcome.stdout);
    if outcome.code != Some(0) {
        return vec![outcome.to_string()];
    }
    let objects = match documents(&outcome.stdout) {
        Ok(objects) => objects,
        Err(error) => return vec![error],
    };
    let mut findings = faults(&objects);
    findings.extend(changed_texts(chart, case, &objects));
    findings
}

/// Texts that arrive otherwise than they were written.
fn changed_texts(chart: &Made, case: &Case, objects: &[serde_yaml::Value]) -> Vec<String> {
    let mut findings = Vec::new();
    let mut same = |what: &str, expected: &Value, found: &serde_yaml::Value| {
        if serde_json::to_value(found).unwrap() != *expected {
            findings.push(format!("{what}: {expected} became {found:?}"));
        }
    };
    let text = fs::read_to_string(chart.root.join(chart.chart()).join("Chart.yaml")).unwrap();
    let about: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
    same("description", &case.spec["service"]["description"], &about["description"]);
    let data = of_kind(objects, "ConfigMap").next().map(|map| map["data"].clone()).unwrap_or_default();
    for (name, value) in case.values["config"].as_object().into_iter().flatten() {
        same(name, value, &data[name.as_str()]);
    }
    let workload = objects.iter().find(|object| object["kind"] == "Deployment" || object["kind"] == "CronJob").unwrap();
    let template = match workload["kind"].as_str() {
        Some("Deployment") => &workload["spec"]["template"],
        _ => &workload["spec"]["jobTemplate"]["spec"]["template"],
    };
    for (name, value) in case.values["podAnnotations"].as_object().into_iter().flatten() {
        same(name, value, &template["metadata"]["annotations"][name.as_str()]);
    }
    let image = pod(workload).unwrap().1["containers"][0]["image"].as_str().unwrap_or_default().to_owned();
    let digest = case.values["image"]["digest"].as_str().unwrap_or_default();
    if !image.ends_with(&format!("@{digest}")) && !digest.is_empty() {
        findings.push(format!("{image} is not {digest}"));
    }
    findings
}
