//! The rules, one module each.

mod catalogue;
mod chart_folder;
mod chart_lock;
mod destination;
mod devspace;
mod digest;
mod gem_server;
mod image;
mod image_updater;
mod made_twice;
mod namespace;
mod own_namespace;
mod parameters;
mod port;
mod preview_agreed;
mod preview_route;
mod probes;
mod progressive;
mod readable;
mod source_repository;
mod value_files;
mod values;

use blip_model::Problem;

use crate::files::Files;

/// A rule: everything that breaks it.
type Rule = fn(&Files<'_>) -> Vec<Problem>;

/// The table of rules.
pub(crate) const RULES: &[Rule] = &[
    readable::check,
    catalogue::check,
    port::check,
    probes::check,
    image::check,
    values::check,
    chart_lock::check,
    gem_server::check,
    made_twice::check,
    chart_folder::check,
    value_files::check,
    source_repository::check,
    destination::check,
    devspace::check,
    namespace::check,
    own_namespace::check,
    parameters::check,
    digest::check,
    image_updater::check,
    preview_agreed::check,
    preview_route::check,
    progressive::check,
];
