//! What a service's pipeline does, apart from any forge, and how each forge says it.
//!
//! [`Pipeline::of`] decides which jobs there are, what each needs and when it runs. [`Pipeline::github`] and
//! [`Pipeline::gitlab`] say the same in the words of a forge, [`Pipeline::cluster`] in those of an engine that runs it in
//! Kubernetes, as plain data; the text of the files is written by `templates/ci` and `templates/kubernetes-ci`. Adding a
//! gate means adding a [`Job`] here: both forges get it, and a test names what one lacks.

pub mod cluster;
pub mod evaluate;
pub mod github;
pub mod gitlab;
pub mod simulate;

mod engine;
mod entry;
mod graph;
mod input;
mod job;
mod jobs;
mod model;
mod needed;
#[cfg(test)]
mod parity;
mod pins;
mod stack;
mod task;
#[cfg(test)]
mod testing;

pub use engine::Engine;
pub use entry::Entry;
pub use input::Input;
pub use job::{Checkout, Environment, Grant, Job, Occasion, Output, Releaser, Right, Stage, Toolbox};
pub use model::{
    Architecture, BuildMode, Builder, CodeScanning, Language, Login, Omission, Pipeline, Previews, Registry, Sentry,
};
pub use needed::NeededFile;
pub use pins::{ActionPin, ImagePin, Pins, ToolPin};
pub use stack::{
    Cache, Check, Develop, GithubStack, GitlabStack, Indent, Reports, SetupStep, StackData, Symbols, Tab, VersionPlace,
    laid_over,
};
pub use task::Task;
