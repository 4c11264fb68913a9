//! Services installed, checked and run, as their developers do it.

mod checks;
mod http;
mod maven;
mod process;
mod room;
mod stack;
mod third;

pub(crate) use http::free_port;
