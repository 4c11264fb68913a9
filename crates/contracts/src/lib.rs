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
mod previews;
mod rules;
mod schema;
mod values;

use blip_model::{Problem, Problems, RepoPath, Selection};
use serde_json::{Value, json};

use crate::files::Files;
use crate::previews::Both;

pub use crate::previews::PreviewValues;

/// What does not fit together in the repository of this service, sorted by file, line and column.
///
/// `read` gives the text of a file, relative to the folder of `blip.yaml`, or nothing where there is none.
#[must_use]
pub fn check(selection: &Selection, read: impl Fn(&RepoPath) -> Option<String>) -> Vec<Problem> {
    let files = Files::new(selection, &read);
    let problems = rules::RULES.iter().flat_map(|rule| rule(&files)).collect();
    Problems::sorted(problems).0
}

/// The files of values that Argo CD gives the chart for previews and for what they stand beside; none where the service
/// has no previews. `read` is that of [`check`].
#[must_use]
pub fn preview_values(selection: &Selection, read: impl Fn(&RepoPath) -> Option<String>) -> Option<PreviewValues> {
    Some(PreviewValues::of(&Files::new(selection, &read), selection.previews()?.environment()?))
}

/// The hosts and paths under which previews are reached, by their values (`route.hosts`, `route.paths`).
#[must_use]
pub fn preview_route(selection: &Selection, read: impl Fn(&RepoPath) -> Option<String>) -> (Vec<String>, Vec<String>) {
    let both = selection.previews().and_then(|previews| Both::of(&Files::new(selection, &read), previews));
    let list = |key: &str| {
        let values = both.as_ref().and_then(|both| both.preview["route"][key].as_array());
        values.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    (list("hosts"), list("paths"))
}

/// The routes that the chart's own templates make of the values, in the words of the Gateway API: first that of the
/// stable version, then one for each of the `previews`, by its name and what asks for it (objects with `headers` and
/// `queryParams`). What was changed in the templates is not seen.
#[must_use]
pub fn routes_by_values(
    selection: &Selection,
    read: impl Fn(&RepoPath) -> Option<String>,
    previews: &[(String, Vec<Value>)],
) -> Vec<Value> {
    let both = selection.previews().and_then(|previews| Both::of(&Files::new(selection, &read), previews));
    // the chart makes none without a host
    let Some(both) = both.filter(|both| both.stable["route"]["hosts"] != json!([])) else { return Vec::new() };
    let stable = previews::route(selection.spec.service.name.as_str(), &both.stable, &[]);
    let others = previews.iter().map(|(name, choices)| previews::route(name, &both.preview, choices));
    std::iter::once(stable).chain(others).collect()
}

#[cfg(test)]
mod tests;
