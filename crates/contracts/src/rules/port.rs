//! The port of the chart, and the one that the image names, is that of the service.

use blip_model::{Kind, Place, Problem};

use crate::files::Files;
use crate::values::values_files;

pub(crate) fn check(files: &Files<'_>) -> Vec<Problem> {
    let service = &files.selection.spec.service;
    if service.kind != Kind::Http {
        return Vec::new();
    }
    let port = u64::from(service.port.number());
    let mut problems = Vec::new();
    for values in values_files(files) {
        let found = values.get("port").and_then(serde_json::Value::as_u64);
        if let Some(found) = found.filter(|found| *found != port) {
            problems.push(differs(values.problem("port", fault("the chart's port", found, port)), port));
        }
    }
    problems.extend(in_template(files, port));
    problems.extend(in_dockerfile(files, port));
    problems
}

/// A number instead of `.Values.port` in the pods' template.
fn in_template(files: &Files<'_>, port: u64) -> Option<Problem> {
    if !files.uses("helm") {
        return None;
    }
    let file = files.in_chart("templates/deployment.yaml");
    let text = files.text(&file)?;
    let mut is_http = false;
    for (above, line) in text.lines().enumerate() {
        let entry = line.trim().trim_start_matches("- ");
        if line.trim().starts_with("- ") {
            is_http = false;
        }
        is_http |= entry == "name: http";
        let number = entry.strip_prefix("containerPort:").and_then(|number| number.trim().parse::<u64>().ok());
        if let Some(found) = number.filter(|found| is_http && *found != port) {
            let column = line.find("containerPort").unwrap_or_default() + 1;
            let problem = Problem::new(fault("the container's port", found, port));
            let help = "write `containerPort: {{ .Values.port }}`";
            return Some(problem.at(Place { file, line: above + 1, column }).help(help));
        }
    }
    None
}

/// `EXPOSE` with other numbers alone.
fn in_dockerfile(files: &Files<'_>, port: u64) -> Option<Problem> {
    let file = "Dockerfile";
    let text = files.text(file)?;
    let lines = text.lines().enumerate();
    let (above, ports) = lines.filter_map(|(above, line)| Some((above, line.strip_prefix("EXPOSE ")?))).last()?;
    let number = |word: &str| word.trim_end_matches("/tcp").parse::<u64>();
    let numbers: Vec<u64> = ports.split_whitespace().map(number).collect::<Result<_, _>>().ok()?;
    let found = numbers.first().filter(|_| !numbers.contains(&port))?;
    let place = Place { file: file.to_owned(), line: above + 1, column: 1 };
    Some(differs(Problem::new(fault("the image's port", *found, port)).at(place), port))
}

fn fault(which: &str, found: u64, port: u64) -> String {
    format!("{which} is {found}, but the service listens on {port}")
}

fn differs(problem: Problem, port: u64) -> Problem {
    problem.help(format!("write {port}, or set `service.port` in blip.yaml and run `blip generate`"))
}
