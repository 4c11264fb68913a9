//! What refers to something else in the same files. The engines' schemas take any text there, and a run fails late.

use std::collections::BTreeSet;

use regex::Regex;
use serde_json::Value;

use super::{ENGINES, items, objects, samples, texts};
use crate::findings::assert_none;
use crate::services::files;

#[test]
fn cluster_references_lead_somewhere() {
    let mut findings = Vec::new();
    let mut read = [0; 2];
    let of_cases = files().filter_map(|file| {
        let is_it = |(_, folder): &(&str, &str)| file.path == format!("{folder}/pipeline.yaml");
        Some((ENGINES.iter().position(is_it)?, objects(&file.text).remove(0), file.full_path()))
    });
    let in_folders = samples().iter().filter(|sample| !sample.prefix.is_empty()).map(|sample| {
        let engine = usize::from(sample.engine != ENGINES[0].0);
        (engine, sample.objects("pipeline.yaml").remove(0), format!("{} in a folder", sample.engine))
    });
    for (engine, pipeline, name) in of_cases.chain(in_folders) {
        read[engine] += 1;
        let found = if engine == 0 { of_tekton(&pipeline) } else { of_argo(&pipeline) };
        findings.extend(found.into_iter().map(|finding| format!("{name}: {finding}")));
    }
    assert!(read.iter().all(|count| *count >= 2), "{read:?}");
    assert_none("references in pipelines of a cluster", &findings);
}

/// What is dangling in a Pipeline: tasks, parameters, results, volumes.
fn of_tekton(pipeline: &Value) -> Vec<String> {
    let mut findings = Vec::new();
    let spec = &pipeline["spec"];
    let declared = texts(&spec["params"], "name");
    let mut before: Vec<&Value> = Vec::new();
    for task in items(&spec["tasks"]).chain(items(&spec["finally"])) {
        let name = task["name"].as_str().unwrap();
        let mut finding = |what: String| findings.push(format!("{name}: {what}"));
        let after: Vec<_> = items(&task["runAfter"]).filter_map(Value::as_str).collect();
        for need in after.iter().filter(|need| !before.iter().any(|task| task["name"] == **need)) {
            finding(format!("runs after {need}, which does not stand before it"));
        }
        let outside: String = [&task["params"], &task["when"]].map(Value::to_string).concat();
        for name in named(r"\$\(params\.([a-z-]+)\)", &outside).iter().filter(|name| !declared.contains(&name.as_str()))
        {
            finding(format!("the pipeline has no parameter {name}"));
        }
        for told in named(r"\$\(tasks\.([a-z-]+\.results\.[a-z-]+)\)", &outside) {
            let (teller, result) = told.split_once(".results.").unwrap();
            let is_told = before
                .iter()
                .any(|task| task["name"] == teller && texts(&task["taskSpec"]["results"], "name").contains(&result));
            if !is_told || !after.contains(&teller) {
                finding(format!("{told} is told by nothing that it runs after"));
            }
        }
        let inside = &task["taskSpec"];
        let (own, given) = (texts(&inside["params"], "name"), texts(&task["params"], "name"));
        if own != given {
            finding(format!("declares {own:?} and is given {given:?}"));
        }
        let text = inside.to_string();
        let used: Vec<_> = named(r"\$\(params\.([a-z-]+)\)", &text).into_iter().collect();
        if used != own {
            finding(format!("declares {own:?} and uses {used:?}"));
        }
        let results: Vec<_> = named(r"\$\(results\.([a-z-]+)\.path\)", &text).into_iter().collect();
        if results != texts(&inside["results"], "name") {
            finding(format!("uses the results {results:?}"));
        }
        if text.contains("$(tasks.") {
            finding("asks for another task inside".to_owned());
        }
        let volumes = texts(&inside["volumes"], "name");
        let mounts = items(&inside["steps"]).flat_map(|step| texts(&step["volumeMounts"], "name"));
        if mounts.collect::<BTreeSet<_>>() != volumes.iter().copied().collect() {
            finding(format!("does not mount what it has: {volumes:?}"));
        }
        before.push(task);
    }
    findings
}

/// What is dangling in a WorkflowTemplate: templates, tasks, parameters, outputs, volumes.
fn of_argo(workflow: &Value) -> Vec<String> {
    let mut findings = Vec::new();
    let spec = &workflow["spec"];
    let templates = || items(&spec["templates"]);
    let template = |name: &Value| templates().find(|template| template["name"] == *name);
    let declared = texts(&spec["arguments"]["parameters"], "name");
    for name in named(r"\{\{workflow\.parameters\.([a-z-]+)\}\}", &spec.to_string()) {
        if !declared.contains(&name.as_str()) {
            findings.push(format!("the workflow has no parameter {name}"));
        }
    }
    for start in ["entrypoint", "onExit"] {
        if template(&spec[start]).is_none() {
            findings.push(format!("{start} names no template"));
        }
    }
    let volumes = texts(&spec["volumes"], "name");
    for pod in templates().filter(|template| template["script"].is_object()) {
        let name = &pod["name"];
        let inputs: BTreeSet<_> = texts(&pod["inputs"]["parameters"], "name").into_iter().map(str::to_owned).collect();
        if named(r"\{\{inputs\.parameters\.([a-z-]+)\}\}", &pod["script"].to_string()) != inputs {
            findings.push(format!("{name}: uses others than its inputs {inputs:?}"));
        }
        let mounts = texts(&pod["script"]["volumeMounts"], "name");
        findings
            .extend(mounts.iter().filter(|mount| !volumes.contains(mount)).map(|mount| format!("{name}: no {mount}")));
    }
    for dag in templates().filter(|template| template["dag"].is_object()) {
        let mut before: Vec<&Value> = Vec::new();
        for task in items(&dag["dag"]["tasks"]) {
            let name = &task["name"];
            let Some(called) = template(&task["template"]) else {
                findings.push(format!("{name}: there is no template {}", task["template"]));
                continue;
            };
            let needs: Vec<_> = items(&task["dependencies"]).collect();
            let stands_before = |need: &Value| before.iter().any(|task| task["name"] == *need);
            findings.extend(
                needs.iter().filter(|need| !stands_before(need)).map(|need| format!("{name}: {need} is not before it")),
            );
            let given = &task["arguments"]["parameters"];
            if texts(given, "name") != texts(&called["inputs"]["parameters"], "name") {
                findings.push(format!("{name}: is not given what its template asks for"));
            }
            let asked = format!("{given}{}", task["when"]);
            for told in named(r"\{\{tasks\.([a-z-]+\.outputs\.parameters\.[a-z-]+)\}\}", &asked) {
                let (teller, output) = told.split_once(".outputs.parameters.").unwrap();
                let teller = Value::from(teller);
                let tells = template(&teller).map(|pod| texts(&pod["outputs"]["parameters"], "name"));
                if !needs.contains(&&teller) || !tells.is_some_and(|told| told.contains(&output)) {
                    findings.push(format!("{name}: {told} is told by nothing that it needs"));
                }
            }
            before.push(task);
        }
    }
    findings
}

/// What the pattern's group finds, each once.
fn named(pattern: &str, text: &str) -> BTreeSet<String> {
    Regex::new(pattern).unwrap().captures_iter(text).map(|found| found[1].to_owned()).collect()
}

#[test]
fn cluster_runs_name_what_there_is() {
    for sample in samples() {
        let accounts: Vec<_> = sample.objects("access.yaml");
        let is_account = |name: &Value| {
            accounts.iter().any(|object| object["kind"] == "ServiceAccount" && object["metadata"]["name"] == *name)
        };
        let pipeline = sample.objects("pipeline.yaml").remove(0);
        let name = &pipeline["metadata"]["name"];
        if sample.engine == "tekton" {
            let [listener, template] = sample.objects("triggers.yaml").try_into().unwrap();
            assert!(is_account(&listener["spec"]["serviceAccountName"]));
            let run = &template["spec"]["resourcetemplates"][0]["spec"];
            assert_eq!(run["pipelineRef"]["name"], *name);
            assert!(is_account(&run["taskRunTemplate"]["serviceAccountName"]));
            let parameters = texts(&pipeline["spec"]["params"], "name");
            assert_eq!(texts(&run["params"], "name"), parameters);
            assert_eq!(texts(&template["spec"]["params"], "name"), parameters);
            for trigger in items(&listener["spec"]["triggers"]) {
                assert_eq!(trigger["template"]["ref"], template["metadata"]["name"]);
                assert_eq!(texts(&trigger["bindings"], "name"), parameters, "{trigger}");
            }
            let nightly = sample.objects("nightly.yaml").remove(0);
            let pod = &nightly["spec"]["jobTemplate"]["spec"]["template"]["spec"];
            assert!(is_account(&pod["serviceAccountName"]));
            let run: Value = serde_json::from_str(pod["containers"][0]["env"][0]["value"].as_str().unwrap()).unwrap();
            assert_eq!(run["spec"]["pipelineRef"]["name"], *name);
            assert!(is_account(&run["spec"]["taskRunTemplate"]["serviceAccountName"]));
        } else {
            let spec = &pipeline["spec"];
            assert!(is_account(&spec["serviceAccountName"]) && is_account(&spec["executor"]["serviceAccountName"]));
            let declared = texts(&spec["arguments"]["parameters"], "name");
            let nightly = sample.objects("nightly.yaml").remove(0);
            let submits = sample.objects("events.yaml").into_iter().map(|mut binding| binding["spec"]["submit"].take());
            for submit in submits.chain([nightly["spec"]["workflowSpec"].clone()]) {
                assert_eq!(submit["workflowTemplateRef"]["name"], *name);
                let given = texts(&submit["arguments"]["parameters"], "name");
                assert!(given.iter().all(|name| declared.contains(name)) && given.contains(&"occasion"), "{submit}");
            }
        }
    }
}
