//! How a value is written in each format, so that what arrives is what was given.

mod format;
mod scalar;
mod text;

pub(crate) use format::Format;
pub(crate) use scalar::{json, toml, yaml};
pub(crate) use text::{code, dockerfile, helm, literal, markdown, plain, shell, xml};
