//! Blip's vocabulary: what a service asks for, what the radar recommends, and what comes out.
//!
//! Everything here is pure: text in, values or [`Problem`]s out. Reading files is the work of
//! `blip-project`, turning a [`Selection`] into [`Artifact`]s that of `blip-generate`.

mod artifact;
mod document;
mod gitops;
mod header;
mod names;
mod pack;
mod path;
mod places;
mod preview;
mod problem;
mod radar;
mod schema;
mod selection;
mod settings;
mod spec;
mod suggest;

pub use artifact::{Artifact, FileMode, Ownership};
pub use document::{Assignment, Document};
pub use gitops::GitOps;
pub use names::{
    BlipId, Cluster, Description, Folder, Host, HttpPath, ImageRef, InvalidName, RepositoryUrl, ServiceName, Slug,
};
pub use pack::{PackRev, PackSource, PackUrl};
pub use path::{InvalidPath, RepoPath, Roots};
pub use places::Place;
pub use preview::Previews;
pub use problem::{Problem, Problems};
pub use radar::{Blip, Edition, FrontMatter, Link, Radar, RadarLayer, Ring, Scope, Status, is_date};
pub use schema::{Key, keys, spec_schema, unknown_keys};
pub use selection::{ChosenBlip, Selection};
pub use settings::{Form, Setting, SettingType, Settings};
pub use spec::{Deploys, Environment, Health, Kind, Port, Provider, Repository, Service, Spec};
pub use suggest::nearest;
