//! Making a release: [`plan_bump`] says everything that would happen, [`apply`] makes it happen, all or nothing.

mod apply;
mod plan;
mod undo;

pub use apply::{Applied, apply};
pub use plan::{BumpOptions, BumpPlan, FileEdit, Push, TagPlan, plan_bump};
