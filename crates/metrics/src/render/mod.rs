//! A report, as people and programs read it.

mod markdown;
mod number;
mod openmetrics;
mod table;

pub use markdown::markdown;
pub use openmetrics::openmetrics;
pub use table::table;

use crate::figure::{Figure, Report, Scope};

/// The rows of a report: each service, and all together where there are several.
fn scopes(report: &Report) -> impl Iterator<Item = &Scope> {
    report.services.iter().chain(&report.all)
}

/// The figures to be explained: those of any scope, since all have the same.
fn explained(report: &Report) -> &[Figure] {
    scopes(report).next().map(|scope| scope.figures.as_slice()).unwrap_or_default()
}

/// From when to when.
fn span(report: &Report) -> String {
    match &report.since {
        Some(since) => format!("{since} to {} (UTC)", report.until),
        None => format!("up to {} (UTC)", report.until),
    }
}

#[cfg(test)]
mod tests;
