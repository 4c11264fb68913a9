//! A report for Prometheus, in OpenMetrics 1.0. Source: the OpenMetrics specification, "Text format".

use super::{explained, scopes};
use crate::figure::{Figure, Report, Unit};

/// The report as gauges, each with the label `service`; that of all together is empty.
///
/// Of how many a number is stands beside it, so that a rule can leave out what means nothing yet.
#[must_use]
pub fn openmetrics(report: &Report) -> String {
    let mut text = String::new();
    for (number, figure) in explained(report).iter().enumerate() {
        let (suffix, unit) = match figure.unit {
            Unit::Seconds => ("_seconds", "# UNIT {name} seconds\n"),
            Unit::Ratio => ("_ratio", "# UNIT {name} ratio\n"),
            Unit::PerWeek => ("_per_week", ""),
        };
        let name = format!("blip_{}{suffix}", figure.id);
        text.push_str(&format!("# TYPE {name} gauge\n{}", unit.replace("{name}", &name)));
        text.push_str(&format!("# HELP {name} {}\n", escaped(figure.method)));
        for (labels, figure) in samples(report, number) {
            let statistics: &[(&str, Option<f64>)] = match figure.unit {
                Unit::Seconds => &[(",statistic=\"median\"", figure.value), (",statistic=\"p90\"", figure.p90)],
                _ => &[("", figure.value)],
            };
            for (statistic, value) in statistics.iter().filter_map(|(name, value)| Some((name, (*value)?))) {
                text.push_str(&format!("{name}{{{labels}{statistic}}} {value}\n"));
            }
        }
        let name = format!("blip_{}_observations", figure.id);
        text.push_str(&format!("# TYPE {name} gauge\n# HELP {name} Of how many {} it is.\n", figure.of));
        for (labels, figure) in samples(report, number) {
            text.push_str(&format!("{name}{{{labels}}} {}\n", figure.n));
        }
    }
    if !report.uses.is_empty() {
        text.push_str("# TYPE blip_uses gauge\n# HELP blip_uses Services that use a blip.\n");
        for used in &report.uses {
            let (blip, ring) = (escaped(&used.blip), escaped(&used.ring));
            text.push_str(&format!("blip_uses{{blip=\"{blip}\",ring=\"{ring}\"}} {}\n", used.services));
        }
    }
    text + "# EOF"
}

/// One figure of each scope, with its labels.
fn samples(report: &Report, number: usize) -> impl Iterator<Item = (String, &Figure)> {
    scopes(report).filter_map(move |scope| {
        let is_all = report.all.as_ref().is_some_and(|all| std::ptr::eq(all, scope));
        let service = if is_all { String::new() } else { escaped(&scope.name) };
        Some((format!("service=\"{service}\""), scope.figures.get(number)?))
    })
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
