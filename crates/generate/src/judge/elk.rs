//! ELK: on a platform what its operator knows, and what would never become healthy; in a service where its logs and its
//! traces go.

use blip_model::{Document, Problem, Selection, Slug};
use serde_json::Value;

use super::quantity::is_quantity;

/// What stands for the name of each environment in the name of the APM server.
const ENVIRONMENT: &str = "__environment__";

/// The major versions of Elasticsearch that ECK 3.5 runs.
const KNOWN: [u64; 2] = [8, 9];

pub(super) fn judge(selection: &Selection, document: &Document) -> Vec<Problem> {
    match selection.spec.service.is_platform() {
        true => of_platform(selection, document),
        false => of_service(selection, document),
    }
}

fn of_service(selection: &Selection, document: &Document) -> Vec<Problem> {
    let mut problems = Vec::new();
    let apm_server = selection.text("elk", "apm_server");
    let takes_logs = selection.setting("elk", "logs") != Some(&Value::Bool(false));
    if takes_logs && selection.get("loki").is_some() {
        let what = "ELK and Loki would each keep all logs: twice the price, and two places to search in";
        let help = "remove one of the two, or write `elk: {logs: false, apm_server: NAME.NAMESPACE}` for traces alone";
        problems.push(document.problem("blips.elk", what).help(help));
    }
    if !takes_logs && apm_server.is_none() {
        let what = "`blips.elk.logs` is false and there is no `apm_server`: nothing would be left of ELK";
        problems.push(document.problem("blips.elk.logs", what).help("remove `elk`, or name the APM server"));
    }
    let fits = |server: &str| {
        let parts: Vec<&str> = server.split('.').collect();
        let names = |part: &str| {
            selection.spec.environments.iter().map(|env| part.replace(ENVIRONMENT, env.name.as_str())).collect()
        };
        let named: Vec<Vec<String>> = parts.iter().map(|part| names(part)).collect();
        parts.len() == 2 && named.iter().flatten().all(|name| name.parse::<Slug>().is_ok())
    };
    if let Some(server) = apm_server.filter(|server| !fits(server)) {
        let what = format!("`blips.elk.apm_server`: `{server}` is no name of an APM server with its namespace");
        let help = format!("write NAME.NAMESPACE, for example logs.logging-{ENVIRONMENT}");
        problems.push(document.problem("blips.elk.apm_server", what).help(help));
    }
    problems
}

fn of_platform(selection: &Selection, document: &Document) -> Vec<Problem> {
    let Some(elk) = selection.get("elk") else { return Vec::new() };
    let text = |name: &str| elk.settings.get(name).and_then(Value::as_str).unwrap_or_default();
    let number = |name: &str| elk.settings.get(name).and_then(Value::as_i64).unwrap_or_default();
    let mut problems = Vec::new();
    let mut refuse = |name: &str, what: String, help: &str| {
        problems.push(document.problem(&format!("blips.elk.{name}"), what).help(help));
    };
    match semver::Version::parse(text("version")) {
        Ok(version) if KNOWN.contains(&version.major) && version.pre.is_empty() && version.build.is_empty() => {}
        Ok(version) => {
            let what = format!("the operator, ECK 3.5, does not know Elasticsearch {version}: it runs 8 and 9");
            refuse("version", what, "write a version of these, for example 9.4.3");
        }
        Err(_) => {
            let what = format!("`{}` is no version of Elasticsearch", text("version"));
            refuse("version", what, "write all three numbers, for example 9.4.3");
        }
    }
    if number("nodes") < 1 || number("nodes") == 2 {
        let what = format!("{} nodes elect no master once one is away", number("nodes"));
        refuse("nodes", what, "write 1, to try it out, or at least 3");
    }
    if number("hot_days") < 1 || number("delete_days") <= number("hot_days") {
        let what =
            format!("logs are deleted after {} days, and merged after {}", number("delete_days"), number("hot_days"));
        refuse("delete_days", what, "let `hot_days` be at least 1, and `delete_days` more than that");
    }
    for name in ["memory", "storage"] {
        if !is_quantity(text(name)) {
            refuse(
                name,
                format!("`{}` is no quantity of bytes", text(name)),
                "write it as Kubernetes does, for example 4Gi",
            );
        }
    }
    problems
}
