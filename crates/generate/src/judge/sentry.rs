//! Sentry: whom its alerts reach.

use blip_model::{Document, Problem, Selection};

/// Settings that say something of one kind of alerts alone.
const OF_ALERTS: [(&str, &str); 3] = [("team", "team"), ("slack_workspace", "slack"), ("slack_channel", "slack")];

pub(super) fn judge(selection: &Selection, document: &Document) -> Vec<Problem> {
    let alerts = selection.text("sentry", "alerts");
    let given = |name: &str| selection.text("sentry", name).is_some();
    let problem = |name: &str, what: String| document.problem(&format!("blips.sentry.{name}"), what);
    let mut problems = Vec::new();
    for (name, of) in OF_ALERTS {
        if given(name) && alerts != Some(of) {
            let what = format!("`{name}` says nothing without `alerts: {of}`");
            problems.push(problem(name, what).help(format!("add `alerts: {of}`, or leave `{name}` out")));
        }
        if !given(name) && of == "slack" && alerts == Some(of) {
            let what = format!("`alerts: slack` needs `{name}`");
            let help = "name the workspace as Sentry's integration is called, and the channel without `#`";
            problems.push(problem("alerts", what).help(help));
        }
    }
    problems
}
