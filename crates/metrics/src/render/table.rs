//! A report for the terminal.

use super::number::{p90, value};
use super::{explained, scopes, span};
use crate::figure::{Figure, Report, Scope};

/// The report in lines of at most so many columns, as far as names allow.
#[must_use]
pub fn table(report: &Report, columns: usize) -> String {
    let mut lines = vec![span(report), String::new()];
    match (report.services.as_slice(), &report.all) {
        ([one], None) => lines.extend(alone(one)),
        _ => lines.extend(grid(report)),
    }
    for scope in scopes(report) {
        let of = if report.services.len() > 1 { format!("{}: ", scope.name) } else { String::new() };
        lines.extend(scope.notes.iter().flat_map(|note| wrapped(&format!("Note: {of}{note}."), "  ", columns)));
    }
    if !report.uses.is_empty() {
        lines.push(String::new());
        let width = report.uses.iter().map(|used| used.blip.chars().count()).max().unwrap_or_default();
        let row = |used: &crate::Use| format!("{:width$}  {:6}  {}", used.blip, used.ring, used.services);
        lines.extend(report.uses.iter().map(row));
    }
    lines.push(String::new());
    for figure in explained(report) {
        lines.extend(wrapped(&format!("{}. {}", figure.title, figure.method), "", columns));
        lines.extend(figure.caveats.iter().flat_map(|caveat| wrapped(&format!("- {caveat}"), "  ", columns)));
    }
    lines.join("\n")
}

/// One service: a line for each figure.
fn alone(scope: &Scope) -> Vec<String> {
    let by = scope.counted_by.as_ref().map(|by| format!(", by {by}")).unwrap_or_default();
    let width = scope.figures.iter().map(|figure| figure.title.chars().count()).max().unwrap_or_default();
    let row = |figure: &Figure| {
        let p90 = p90(figure).map(|p90| format!(", p90 {p90}")).unwrap_or_default();
        format!("{:width$}  {:22}  n = {} {}", figure.title, value(figure) + &p90, figure.n, figure.of)
    };
    let mut lines = vec![format!("{}{by}", scope.name), String::new()];
    lines.extend(scope.figures.iter().map(row));
    lines
}

/// Several: a line for each service, and in brackets of how many each figure is.
fn grid(report: &Report) -> Vec<String> {
    let head = std::iter::once("service".to_owned()).chain(explained(report).iter().map(|figure| short(figure.id)));
    let row = |scope: &Scope| {
        let cells = scope.figures.iter().map(|figure| format!("{} ({})", value(figure), figure.n));
        std::iter::once(scope.name.clone()).chain(cells).collect::<Vec<_>>()
    };
    let rows: Vec<Vec<String>> = std::iter::once(head.collect()).chain(scopes(report).map(row)).collect();
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..rows[0].len()).map(|column| width(column).unwrap_or_default()).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate();
        let cells: Vec<_> = cells
            .map(|(i, (cell, width))| if i == 0 { format!("{cell:width$}") } else { format!("{cell:>width$}") })
            .collect();
        cells.join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).chain(["(in brackets: of how many)".to_owned()]).collect()
}

/// The name of a figure at the head of a narrow column.
fn short(id: &str) -> String {
    let known = [
        ("deployment_frequency", "deployed"),
        ("lead_time", "lead time"),
        ("change_failure_rate", "failed"),
        ("time_to_restore", "restored"),
        ("rework_rate", "rework"),
    ];
    known.iter().find(|(long, _)| *long == id).map_or(id, |(_, short)| short).replace('_', " ")
}

fn wrapped(text: &str, indent: &str, columns: usize) -> Vec<String> {
    let options = textwrap::Options::new(columns).initial_indent(indent).subsequent_indent("    ");
    textwrap::wrap(text, options).into_iter().map(std::borrow::Cow::into_owned).collect()
}
