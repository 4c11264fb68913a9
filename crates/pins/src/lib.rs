//! The versions that files name: of actions, of images, of the programs that an action installs.
//!
//! [`scan`] finds them, [`newer`] compares two of them, and [`settle`] sees to it that a three-way merge keeps those
//! that a bot or a person put into a generated file. Everything here is text in, values out.

mod scan;
mod settle;
mod version;

pub use scan::{Kind, Pin, names_pins, scan};
pub use settle::{Settled, settle};
pub use version::newer;
