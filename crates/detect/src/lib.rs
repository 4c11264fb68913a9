//! What a repository says about its service: read from its files, each finding with the line that says it.
//!
//! Pure: the caller lists the files and reads them. Nothing is run, nothing is asked of the network, and what cannot
//! be read says nothing.
//!
//! ```
//! use blip_detect::{Fact, detect};
//!
//! let files = [("Cargo.toml", "[package]\nname = \"checkout\"\n"), ("Dockerfile", "FROM scratch\nEXPOSE 9000\n")];
//! let paths = files.iter().map(|(path, _)| path.to_string());
//! let read = |path: &str| files.iter().find(|(name, _)| *name == path).map(|(_, text)| text.to_string());
//! let found = detect(paths, &read);
//! assert_eq!(found.value(Fact::Stack), Some("rust"));
//! assert_eq!(found.first(Fact::Port).map(|port| port.to_string()), Some("9000 (Dockerfile:2)".to_owned()));
//! ```

mod container;
mod docs;
mod environment;
mod files;
mod found;
mod health;
mod image;
mod kind;
mod manifest;
mod owner;
mod pattern;
mod pipeline;
mod port;
mod stack;
#[cfg(test)]
mod tests;

pub use files::{Files, is_noise};
pub use found::{Fact, Finding, Findings};
pub use manifest::service_name;

/// What the files at `paths` say. `read` gives the text of one; none where it is not text or too large.
pub fn detect(paths: impl IntoIterator<Item = String>, read: &dyn Fn(&str) -> Option<String>) -> Findings {
    let files = Files::new(paths, read);
    let mut found = Findings::default();
    container::find(&files, &mut found);
    stack::find(&files, &mut found);
    manifest::find(&files, &mut found);
    docs::find(&files, &mut found);
    pipeline::find(&files, &mut found);
    port::find(&files, &mut found);
    health::find(&files, &mut found);
    image::find(&files, &mut found);
    kind::find(&files, &mut found);
    owner::find(&files, &mut found);
    environment::find(&files, &mut found);
    found
}

/// The pipelines among the files at `paths`, by their names alone.
pub fn pipelines(paths: impl IntoIterator<Item = String>) -> Findings {
    let mut found = Findings::default();
    pipeline::find(&Files::new(paths, &|_| None), &mut found);
    found
}
