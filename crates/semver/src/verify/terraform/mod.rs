//! Terraform and OpenTofu modules: what a release of a module changes for those who call it.

mod addresses;
mod constraints;
mod module;
mod outputs;
mod rules;
mod subjects;
mod types;
mod variables;

pub(crate) use module::Module;
pub(crate) use rules::RULES;
pub(crate) use subjects::subjects;

#[cfg(test)]
mod tests;
