//! Helm charts: what a release of a chart changes for those who install it.

mod chart;
mod crds;
mod immutable;
mod meta;
mod objects;
mod render;
mod rules;
mod schema;
mod subjects;
mod templates;
mod values;

pub(crate) use chart::Chart;
pub(crate) use rules::RULES;
pub(crate) use subjects::subjects;

#[cfg(test)]
mod tests;
