//! The chart on its own: more settings and more values than services of the table have.

mod checkov;
mod dependencies;
mod library;
mod made;
mod objects;
mod pairs;
mod pairwise;
mod previews;
mod progressive;
mod random;
mod refused;
mod restricted;
mod unittests;

pub(crate) use made::{Made, objects, room, write};
pub(crate) use pairwise::pairwise;
