//! What the ApplicationSets of previews come to: filled in by Go's own templates, as Argo CD does it, with the
//! parameters of ordinary pull requests and of hostile ones. `kubernetes.rs` holds the Applications to their types.

use std::fs;
use std::sync::OnceLock;

use serde::Deserialize as _;
use serde_json::{Value, json};

use crate::applicationset::{filled, question};
use crate::services::{files, folder};
use crate::tools::tool;

/// Titles, branches, authors and labels as somebody may write them who wants to break out.
const HOSTILE: [&str; 5] = [
    "x\"'\n  project: default\n  #",
    "{{ .head_sha }}{{ fail }}}} {{`",
    "a: b, - [c] {d} &e *f !g |h >i %j @k",
    "\\u0000 \u{202e} 😀 ${x} $(id) `id`",
    "../../argocd",
];

/// The Applications of previews, as files `previews/<service>.yaml`; none where Go is missing.
pub(crate) fn applications() -> &'static [String] {
    static MADE: OnceLock<Vec<String>> = OnceLock::new();
    MADE.get_or_init(|| {
        let Some(go) = tool("go") else { return Vec::new() };
        let sets = sets();
        let questions: Vec<Value> = sets.iter().map(|(_, set)| question(set, &parameters("feat/a", "42"))).collect();
        fs::create_dir_all(folder().join("previews")).unwrap();
        let write = |((service, set), answer): (&(String, Value), Value)| {
            let mut application = answer["made"].clone();
            assert!(application.is_object(), "{service}: {answer}");
            application["apiVersion"] = json!("argoproj.io/v1alpha1");
            application["kind"] = json!("Application");
            application["metadata"]["namespace"] = set["metadata"]["namespace"].clone();
            let path = format!("previews/{service}.yaml");
            fs::write(folder().join(&path), application.to_string()).unwrap();
            path
        };
        sets.iter().zip(filled(&go, &questions)).map(write).collect()
    })
}

#[test]
fn previews_are_called_by_number_and_commit_whatever_else_a_request_says() {
    let Some(go) = tool("go") else { return };
    let sets = sets();
    let texts = || ["feat/a"].into_iter().chain(HOSTILE);
    let questions = sets.iter().flat_map(|(_, set)| texts().map(|text| question(set, &parameters(text, "42"))));
    let answers = filled(&go, &questions.collect::<Vec<_>>());
    for ((service, _), made) in sets.iter().zip(answers.chunks(texts().count())) {
        assert!(made.iter().all(|other| *other == made[0]), "{service}: {made:#?}");
        let application = &made[0]["made"];
        let name = application["metadata"]["name"].as_str().unwrap();
        assert!(name.ends_with("-pr-42"), "{service}: {name}");
        let helm = &application["spec"]["source"]["helm"];
        let helm = if helm.is_object() { helm } else { &application["spec"]["sources"][0]["helm"] };
        assert_eq!(helm["releaseName"], name, "{service}");
        assert_eq!(helm["valuesObject"]["preview"]["value"], name, "{service}");
        assert_eq!(helm["valuesObject"]["image"], json!({"digest": "", "tag": "pr-42-0123456"}), "{service}");
    }
}

#[test]
fn previews_that_lack_a_parameter_are_an_error() {
    let Some(go) = tool("go") else { return };
    let (service, set) = sets().remove(0);
    let names = ["number", "head_short_sha_7"];
    let questions = names.map(|name| {
        let mut parameters = parameters("feat/a", "42");
        parameters.as_object_mut().unwrap().remove(name);
        question(&set, &parameters)
    });
    for (name, answer) in names.iter().zip(filled(&go, &questions)) {
        let said = answer["error"].as_str().unwrap_or_else(|| panic!("{service} without {name}: {answer}"));
        assert!(said.contains(&format!("no entry for key \"{name}\"")), "{said}");
    }
}

/// Each service's ApplicationSet of previews.
fn sets() -> Vec<(String, Value)> {
    let files = files().filter(|file| file.path == "deploy/argocd/previews.yaml");
    let sets = files.map(|file| {
        let documents = serde_yaml::Deserializer::from_str(&file.text);
        let mut objects = documents.map(|document| Value::deserialize(document).unwrap());
        (file.service.clone(), objects.find(|object| object["kind"] == "ApplicationSet").unwrap())
    });
    let sets: Vec<_> = sets.collect();
    assert!(sets.len() > 1, "both forges have previews");
    sets
}

/// All that the generator of pull requests tells of one; its free text is `text`.
fn parameters(text: &str, number: &str) -> Value {
    json!({
        "number": number, "title": text, "branch": text, "branch_slug": "feat-a", "target_branch": "main",
        "target_branch_slug": "main", "head_sha": "0123456789abcdef0123456789abcdef01234567",
        "head_short_sha": "01234567", "head_short_sha_7": "0123456", "labels": [text, "preview"], "author": text,
    })
}
