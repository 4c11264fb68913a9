//! A report for a page, a wiki or the summary of a job.

use super::number::{p90, value};
use super::{explained, scopes, span};
use crate::figure::{Figure, Report};

/// The report in Markdown.
#[must_use]
pub fn markdown(report: &Report) -> String {
    let title = match report.what {
        "onboarding" => "Onboarding",
        "adoption" => "Adoption",
        _ => "Software delivery",
    };
    let mut text = format!("# {title}\n\n{}\n\n", span(report));
    let figures = explained(report);
    let head: Vec<_> = figures.iter().map(|figure| figure.title).collect();
    text.push_str(&row("Service", head.iter().map(|title| (*title).to_owned())));
    text.push_str(&row("---", figures.iter().map(|_| "---:".to_owned())));
    for scope in scopes(report) {
        text.push_str(&row(&scope.name, scope.figures.iter().map(cell)));
    }
    text.push_str("\n`n` says of how many a number is; of durations it is the median.\n");
    for scope in scopes(report) {
        for note in &scope.notes {
            text.push_str(&format!("\n- {}: {note}", escaped(&scope.name)));
        }
    }
    if scopes(report).any(|scope| !scope.notes.is_empty()) {
        text.push('\n');
    }
    if !report.uses.is_empty() {
        text.push_str("\n## In use\n\n| Blip | Ring | Services |\n| --- | --- | ---: |\n");
        for used in &report.uses {
            text.push_str(&row(&used.blip, [used.ring.clone(), used.services.to_string()].into_iter()));
        }
    }
    text.push_str("\n## How it is counted\n");
    for figure in figures {
        text.push_str(&format!("\n**{}.** {}\n", figure.title, figure.method));
        for caveat in figure.caveats {
            text.push_str(&format!("- {caveat}\n"));
        }
    }
    text
}

fn cell(figure: &Figure) -> String {
    let p90 = p90(figure).map(|p90| format!(", p90 {p90}")).unwrap_or_default();
    format!("{}{p90} (n = {})", value(figure), figure.n)
}

fn row(first: &str, cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = std::iter::once(escaped(first)).chain(cells).collect();
    format!("| {} |\n", cells.join(" | "))
}

fn escaped(text: &str) -> String {
    text.replace('|', "\\|")
}
