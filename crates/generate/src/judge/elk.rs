//! ELK on a platform: what its operator knows, and what would never become healthy.

use blip_model::{Document, Problem, Selection};
use serde_json::Value;

/// The major versions of Elasticsearch that ECK 3.5 runs.
const KNOWN: [u64; 2] = [8, 9];

pub(super) fn judge(selection: &Selection, document: &Document) -> Vec<Problem> {
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

/// `4Gi`: whole, as Elasticsearch's heap is computed from it.
fn is_quantity(text: &str) -> bool {
    let number = ["Mi", "Gi", "Ti"].iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or_default();
    !number.is_empty() && !number.starts_with('0') && number.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::is_quantity;

    #[test]
    fn bytes_are_written_as_kubernetes_does() {
        assert!(["4Gi", "512Mi", "2Ti"].into_iter().all(is_quantity));
        assert!(!["", "Gi", "4", "4GB", "0Gi", "-1Gi", "4.5Gi", "4 Gi"].into_iter().any(is_quantity));
    }
}
