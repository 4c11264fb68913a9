//! Services installed, checked and run, as their developers do it.

mod checks;
mod debian;
pub(crate) mod http;
mod maven;
pub(crate) mod process;
mod room;
mod stack;
mod third;

pub(crate) use http::free_port;
