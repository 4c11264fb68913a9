//! How software is delivered, told from git alone: how often, how fast, how safely.
//!
//! A library: plain data in, plain data out; it never prints, and knows no clock. [`read`] takes from a repository what
//! is needed and drops who wrote it, so that no figure can be about a person. Everything after that is pure:
//! [`History`] holds the commits, [`steps`] tells what production came to run when, and [`delivery`] and [`onboarding`]
//! make figures of it, each with what it counts, how, and what it cannot tell.

mod adoption;
mod delivery;
mod deployments;
mod figure;
mod history;
mod marks;
mod onboarding;
pub mod read;
pub mod render;
mod spread;
mod window;

pub use adoption::{Adopted, Locked, adoption, uses};
pub use delivery::{Delivery, delivery};
pub use deployments::{Brought, Image, Kind, Step, Written, from_tags, from_values, steps};
pub use figure::{Figure, Report, Scope, Unit, Use};
pub use history::{Commit, History};
pub use marks::{Marks, Nature, Reverted};
pub use onboarding::{Begun, onboarding};
pub use spread::{Spread, percentile};
pub use window::{InvalidMoment, Window, moment};
