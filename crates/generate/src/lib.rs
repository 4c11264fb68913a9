//! From a service and the blips it uses to the files that the platform wants in its repository.
//!
//! ```
//! use blip_generate::{Catalog, generate};
//! use blip_model::Document;
//!
//! # fn main() -> Result<(), blip_model::Problems> {
//! let catalog = Catalog::embedded()?;
//! let document = Document::parse("blip.yaml", "
//! version: 1
//! service: {name: checkout, description: Turns a basket into a paid order, owner: payments, stack: rust}
//! repository: {provider: github, url: https://github.com/acme/checkout}
//! ")?;
//! let selection = catalog.select(&document)?;
//! let artifacts = generate(&catalog, &selection)?;
//! assert!(artifacts.iter().any(|artifact| artifact.path.as_str() == "charts/checkout/Chart.yaml"));
//! # Ok(())
//! # }
//! ```
//!
//! Everything here is pure: the same catalog and the same selection give the same bytes.

mod catalog;
mod comment;
mod compute;
mod context;
mod engine;
mod escape;
mod judge;
mod manifest;
mod package_manager;
mod placeholder;
mod render;
mod stack;
mod templates;

pub use catalog::{Catalog, Layer, LayerFiles, layered_radar};
pub use package_manager::{PackageManager, at_odds};
pub use render::{blame, facts, generate, spec_file};
pub use templates::Templates;
