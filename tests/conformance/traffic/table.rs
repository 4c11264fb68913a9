//! What `blip preview check` predicts, row by row.

use serde::Deserialize;
use serde_json::Value;

use super::scene::Scene;
use crate::samples::http;

/// One request, and who answers it by the prediction.
#[derive(Debug, Deserialize)]
pub(super) struct Row {
    pub(super) request: Asked,
    pub(super) backend: Option<String>,
    right: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    host: String,
    path: String,
    method: String,
    headers: Vec<(String, String)>,
    query: Vec<(String, String)>,
}

/// The table for previews of these numbers, all of which must be right.
pub(super) fn predicted(scene: &Scene, numbers: &[&str]) -> Vec<Row> {
    let rows = told(scene, numbers, 0);
    assert!(rows.iter().all(|row| row.right), "{rows:#?}");
    rows
}

/// The table for previews of these numbers, of which some rows are wrong.
pub(super) fn predicted_astray(scene: &Scene, numbers: &[&str]) -> Vec<Row> {
    let rows = told(scene, numbers, 3);
    assert!(!rows.iter().all(|row| row.right));
    rows
}

fn told(scene: &Scene, numbers: &[&str], code: i32) -> Vec<Row> {
    let args = ["preview", "check", "--json"].into_iter().chain(numbers.iter().copied());
    let outcome = scene.blip(args).exits(code);
    let document: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(document["source"]["rendered_by"], "helm", "{document:#}");
    let rows: Vec<Row> = serde_json::from_value(document["requests"].clone()).unwrap();
    assert!(rows.len() > 50, "{document:#}");
    rows
}

/// Sends each request to the gateway at that port, and says which are answered by another than predicted.
pub(super) fn differences(rows: &[Row], port: u16) -> Vec<String> {
    let mut differences = Vec::new();
    for row in rows {
        let answered = row.request.ask(port);
        if answered != row.backend {
            differences.push(format!("{:?}: {answered:?} instead of {:?}", row.request, row.backend));
        }
    }
    differences
}

impl Asked {
    /// A request for one path with one header.
    pub(super) fn new(host: &str, path: &str, header: (&str, &str)) -> Self {
        let headers = vec![(header.0.to_owned(), header.1.to_owned())];
        Self { host: host.to_owned(), path: path.to_owned(), method: "GET".to_owned(), headers, query: Vec::new() }
    }

    /// Who answers: the name that the server behind the gateway gives; none where the gateway knows no route.
    pub(super) fn ask(&self, port: u16) -> Option<String> {
        let query: Vec<String> = self.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let target = if query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, query.join("&")) };
        let headers: Vec<(&str, &str)> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = http::ask(port, &self.method, &self.host, &target, &headers)?;
        match answer.status {
            200 => Some(answer.body),
            404 => None,
            other => Some(format!("status {other}")),
        }
    }
}
