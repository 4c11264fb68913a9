//! What a chart's templates cannot say by themselves, one module each.

mod chart;
mod dependencies;
mod library;
mod values;

pub(super) use chart::{compute, helpers};
