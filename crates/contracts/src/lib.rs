//! What must hold between the files of a repository: the port in a chart is that of the service, an image that is
//! deployed is one that is pushed, and so on. Blip generates them so; this finds what was edited apart since.
//!
//! ```
//! # use blip_contracts::check;
//! # use blip_generate::Catalog;
//! # use blip_model::Document;
//! # fn main() -> Result<(), blip_model::Problems> {
//! # let document = Document::parse("blip.yaml", "
//! # version: 1
//! # service: {name: checkout, description: Turns a basket into a paid order, owner: payments, stack: rust, port: 8080}
//! # repository: {provider: github, url: https://github.com/acme/checkout}
//! # ")?;
//! let selection = Catalog::embedded()?.select(&document)?;
//! let problems = check(&selection, |path| {
//!     (path.as_str() == "charts/checkout/values.yaml").then(|| "port: 9090\n".to_owned())
//! });
//! assert_eq!(problems[0].place.as_ref().unwrap().to_string(), "charts/checkout/values.yaml:1:1");
//! # Ok(())
//! # }
//! ```
//!
//! Only files that are there and serve a blip in use are judged, and in them only what can be read without running
//! a template. Everything here is pure: files are read by the caller.

mod applicationset;
mod argo;
mod files;
mod rules;
mod schema;
mod values;

use blip_model::{Problem, Problems, RepoPath, Selection};

use crate::files::Files;

/// What does not fit together in the repository of this service, sorted by file, line and column.
///
/// `read` gives the text of a file, relative to the folder of `blip.yaml`, or nothing where there is none.
#[must_use]
pub fn check(selection: &Selection, read: impl Fn(&RepoPath) -> Option<String>) -> Vec<Problem> {
    let files = Files::new(selection, &read);
    let problems = rules::RULES.iter().flat_map(|rule| rule(&files)).collect();
    Problems::sorted(problems).0
}

#[cfg(test)]
mod tests;
