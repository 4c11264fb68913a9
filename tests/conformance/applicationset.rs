//! ApplicationSets: what their templates come to, and that it is valid in its turn.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use blip_generate::{Catalog, generate};
use blip_model::Document;
use serde_json::{Value, json};

use crate::findings::assert_silent;
use crate::services::{files, folder, services};
use crate::support::{Sandbox, workspace};
use crate::syntax::documents;
use crate::tools::{Tool, own_tool, tool};

#[test]
fn applicationset_templates_come_to_valid_applications() {
    let (Some(go), Some(types)) = (tool("go"), own_tool("kubernetes-types", "tsc")) else { return };
    let of_services = files().filter(|file| file.path == "deploy/argocd/applicationset.yaml");
    let sets: Vec<Value> = of_services.map(|file| objects(&file.text).remove(0)).collect();
    assert!(sets.len() >= 4, "several services have one: {}", sets.len());
    let room = room("applications");
    let mut paths = Vec::new();
    for (set, made) in sets.iter().zip(made(&go, &sets)) {
        assert!(!made.is_empty(), "this makes nothing: {set}");
        for application in made {
            let object = json!({
                "apiVersion": set["apiVersion"], "kind": "Application",
                "metadata": with_namespace(&application["metadata"], set), "spec": application["spec"],
            });
            let path = room.join(format!("{}.yaml", paths.len()));
            // JSON is YAML
            fs::write(&path, object.to_string()).unwrap();
            paths.push(path.to_str().unwrap().to_owned());
        }
    }
    assert_silent(&types.run(&paths).outcome());
}

/// The controller lays Applications beside their ApplicationSet.
fn with_namespace(metadata: &Value, set: &Value) -> Value {
    let mut metadata = metadata.clone();
    metadata["namespace"] = set["metadata"]["namespace"].clone();
    metadata
}

#[test]
fn applicationsets_make_the_applications_that_would_else_be_written() {
    let Some(go) = tool("go") else { return };
    for settings in ["", "gitops_repository: 'https://github.com/acme/gitops', notifications: commit-status"] {
        let sets = generated(&format!("applications: applicationset, {settings}"));
        let written = generated(settings);
        let set = sets.values().find(|object| object["kind"] == "ApplicationSet").unwrap();
        let made = made(&go, std::slice::from_ref(set)).remove(0);
        let applications: Vec<_> = written.values().filter(|object| object["kind"] == "Application").collect();
        assert_eq!((made.len(), applications.len()), (3, 3));
        for application in applications {
            let name = &application["metadata"]["name"];
            let twin = made.iter().find(|made| made["metadata"]["name"] == *name).unwrap();
            let mut spec = twin["spec"].clone();
            // what has one of both has the other empty
            spec["destination"].as_object_mut().unwrap().retain(|_, value| *value != "");
            assert_eq!(spec, application["spec"], "{name}");
            for key in ["labels", "annotations"] {
                assert_eq!(twin["metadata"][key], application["metadata"][key], "{name}");
            }
        }
    }
}

#[test]
fn applicationset_parameters_that_are_missing_are_found() {
    let Some(go) = tool("go") else { return };
    let mut set = generated("applications: applicationset").remove("deploy/argocd/applicationset.yaml").unwrap();
    set["spec"]["template"]["spec"]["destination"]["namespace"] = "{{.namespcae}}".into();
    let answers = filled(&go, &[question(&set, &parameters(&set)[0])]);
    assert!(answers[0]["error"].as_str().is_some_and(|error| error.contains("namespcae")), "{answers:?}");
}

#[test]
fn kubernetes_types_find_typos_in_what_argo_cd_is_given() {
    let Some(types) = own_tool("kubernetes-types", "tsc") else { return };
    let room = room("typos");
    let typos = [
        ("applications: applicationset", "applicationset", "goTemplateOptions", "goTemplateOption"),
        ("applications: applicationset", "applicationset", "destination:", "destinaton:"),
        ("", "staging", "syncOptions", "syncOption"),
        ("", "project", "sourceRepos", "sourceRepo"),
        ("updates: image-updater", "image-updater", "namePattern: ", "namePatern: "),
        ("updates: image-updater", "image-updater", "updateStrategy: digest", "updateStrategy: newest"),
    ];
    let mut paths = Vec::new();
    for (i, (settings, file, old, new)) in typos.into_iter().enumerate() {
        let text = texts(settings).remove(&format!("deploy/argocd/{file}.yaml")).unwrap();
        assert!(text.contains(old), "{file} has no {old}");
        let path = room.join(format!("{i}.yaml"));
        fs::write(&path, text.replacen(old, new, 1)).unwrap();
        paths.push(path.to_str().unwrap().to_owned());
    }
    let outcome = types.run(&paths).exits(1);
    for (path, (.., new)) in paths.iter().zip(typos) {
        let word = new.split([':', ' ']).rfind(|word| !word.is_empty()).unwrap();
        let found = outcome.stdout.lines().any(|line| line.starts_with(path) && line.contains(word));
        assert!(found, "{path}: nothing is said of {word}\n{outcome}");
    }
}

/// A folder of this test's own, beside the services.
fn room(name: &str) -> PathBuf {
    // whoever asks for them first empties their folder
    services();
    let test = std::thread::current().name().unwrap_or_default().replace(':', "-");
    let room = folder().join("applicationsets").join(test).join(name);
    fs::create_dir_all(&room).unwrap();
    room
}

/// The files below deploy/argocd of a service with these settings of Argo CD, and three environments in two clusters.
fn texts(settings: &str) -> BTreeMap<String, String> {
    let spec = format!(
        "version: 1\n\
         service: {{name: checkout, description: x, owner: payments, stack: static}}\n\
         repository: {{provider: github, url: https://github.com/acme/checkout}}\n\
         environments: [{{name: staging}}, {{name: eu, cluster: prod-eu}}, {{name: us, cluster: 'https://us.acme.example'}}]\n\
         blips: {{helm: {{}}, argocd: {{{settings}}}}}\n"
    );
    let catalog = Catalog::embedded().unwrap();
    let selection = catalog.select(&Document::parse("blip.yaml", &spec).unwrap()).unwrap();
    let artifacts = generate(&catalog, &selection).unwrap().into_iter();
    let given = artifacts.filter(|artifact| artifact.path.as_str().starts_with("deploy/argocd/"));
    given.map(|artifact| (artifact.path.to_string(), artifact.content)).collect()
}

fn generated(settings: &str) -> BTreeMap<String, Value> {
    texts(settings).into_iter().map(|(path, text)| (path, objects(&text).remove(0))).collect()
}

fn objects(text: &str) -> Vec<Value> {
    let documents = documents(text).unwrap().into_iter();
    documents.map(|document| serde_json::to_value(document).unwrap()).collect()
}

/// What each ApplicationSet makes, by Go's own templates.
fn made(go: &Tool, sets: &[Value]) -> Vec<Vec<Value>> {
    let questions =
        |set: &Value| parameters(set).iter().map(|parameters| question(set, parameters)).collect::<Vec<_>>();
    let questions: Vec<_> = sets.iter().map(questions).collect();
    let mut answers = filled(go, &questions.concat()).into_iter();
    let made = |answer: Value| {
        assert!(answer["made"].is_object(), "{answer}");
        answer["made"].clone()
    };
    questions.iter().map(|asked| answers.by_ref().take(asked.len()).map(made).collect()).collect()
}

/// What to ask of Go: the template of an ApplicationSet with parameters.
pub(crate) fn question(set: &Value, parameters: &Value) -> Value {
    assert_eq!(set["spec"]["goTemplateOptions"], json!(["missingkey=error"]));
    json!({"template": set["spec"]["template"], "parameters": parameters})
}

/// What Go makes of them, one after the other: `made`, or an `error`.
pub(crate) fn filled(go: &Tool, questions: &[Value]) -> Vec<Value> {
    let program = workspace().join("tests/tools/applicationset/main.go");
    let sandbox = Sandbox::new();
    sandbox.write("questions.json", Value::from(questions).to_string());
    let questions = sandbox.path("questions.json");
    let run = go.run(["run", program.to_str().unwrap(), questions.to_str().unwrap()]);
    let outcome = run.env("GOCACHE", workspace().join("target/go-cache")).env("GOTOOLCHAIN", "local").succeeds();
    serde_json::from_str(&outcome.stdout).unwrap()
}

/// What the generators of an ApplicationSet come to; what they would have to ask others for is made up.
fn parameters(set: &Value) -> Vec<Value> {
    let generators = set["spec"]["generators"].as_array().unwrap();
    generators.iter().flat_map(of_generator).collect()
}

fn of_generator(generator: &Value) -> Vec<Value> {
    if let Some(elements) = generator["list"]["elements"].as_array() {
        return elements.clone();
    }
    let values = &generator["clusters"]["values"];
    assert!(values.is_object(), "a generator that this knows nothing of: {generator}");
    let cluster = |name: &str, normal: &str| {
        json!({
            "name": name, "nameNormalized": normal, "server": format!("https://{normal}.acme.example:6443"),
            "project": "", "metadata": {"labels": {}, "annotations": {}}, "values": values,
        })
    };
    vec![cluster("prod-eu", "prod-eu"), cluster("Prod_US@eksctl", "prod-us-eksctl")]
}
