//! What Loki is asked: every query of every dashboard, alert and document, read by the grammar of Grafana's editor.

use std::collections::BTreeSet;
use std::fs;

use serde_yaml::Value;

use crate::findings::assert_silent;
use crate::rendered::rendered;
use crate::services::{files, folder};
use crate::syntax::documents;
use crate::tools::{own_tool, tool};

#[test]
fn logql_is_what_every_query_is_written_in() {
    let (Some(helm), Some(logql)) = (tool("helm"), own_tool("logql", "tsc")) else { return };
    let mut queries = in_markdown();
    for manifests in rendered(&helm) {
        for object in documents(&manifests.text).unwrap() {
            let found = of(&object);
            let is_preview = manifests.path.ends_with("preview-values.yaml");
            assert!(!is_preview || found.is_empty(), "{}: nobody is called for a preview", manifests.path);
            queries.extend(found);
        }
    }
    assert!(queries.len() > 10, "{queries:?}");
    fs::write(folder().join("queries.json"), serde_json::to_string(&queries).unwrap()).unwrap();
    assert_silent(&logql.run(["queries.json"]).outcome());
}

#[test]
fn logql_that_is_none_would_be_found() {
    let Some(logql) = own_tool("logql", "tsc") else { return };
    crate::services::services();
    for query in ["{}", "sum(rate({a=\"b\"} [5m])", "{a=\"b\"} | json | level=error"] {
        fs::write(folder().join("broken.json"), serde_json::to_string(&[query]).unwrap()).unwrap();
        let outcome = logql.run(["broken.json"]).outcome();
        assert_eq!(outcome.code, Some(1), "{query}: {outcome}");
    }
}

/// The queries of an object: of the files that the ruler reads, of a PrometheusRule that Alloy reads, of a dashboard.
fn of(object: &Value) -> BTreeSet<String> {
    let labels = &object["metadata"]["labels"];
    let mut queries = BTreeSet::new();
    if labels["rules"] == "loki" {
        collect(&object["spec"], &mut queries);
    }
    for (_, text) in object["data"].as_mapping().into_iter().flatten() {
        let is_read = !labels["loki_rule"].is_null() || !labels["grafana_dashboard"].is_null();
        if let Some(text) = text.as_str().filter(|_| is_read) {
            // a dashboard is JSON, which is YAML
            documents(text).unwrap().iter().for_each(|document| collect(document, &mut queries));
        }
    }
    queries
}

/// Every `expr`, with what Grafana puts in the place of its variables.
fn collect(value: &Value, queries: &mut BTreeSet<String>) {
    match value {
        Value::Mapping(entries) => {
            for (key, value) in entries {
                match value.as_str().filter(|_| key.as_str() == Some("expr")) {
                    Some(query) => _ = queries.insert(query.replace("$__auto", "5m").replace("$search", "x")),
                    None => collect(value, queries),
                }
            }
        }
        Value::Sequence(items) => items.iter().for_each(|item| collect(item, queries)),
        _ => {}
    }
}

/// Each line of the blocks of LogQL.
fn in_markdown() -> BTreeSet<String> {
    let documents = files().filter(|file| file.ends_with(&[".md"]));
    let blocks = documents.flat_map(|file| file.text.split("```logql\n").skip(1));
    let lines = blocks.flat_map(|block| block.split("```").next().unwrap_or_default().lines());
    lines.map(str::to_owned).collect()
}
