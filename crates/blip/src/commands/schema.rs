//! `blip schema`: the JSON Schema of blip.yaml, and of what each command prints with `--json`.

use std::path::Path;

use anyhow::Result;
use blip_metrics::Report;
use blip_model::Blip;
use blip_semver::compat::Comparison;
use blip_semver::verify::Verdict;
use blip_semver::{Current, MessageReport, Next};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::ci::{PinsDocument, SimulateDocument};
use super::config::ConfigDocument;
use super::generate::GenerateDocument;
use super::init::InitDocument;
use super::new::NewDocument;
use super::preview::{PreviewDocument, UrlDocument};
use super::radar::RadarDocument;
use super::semver::{BumpDocument, ChangelogDocument};
use super::why::WhyDocument;
use crate::cli::{Output, SchemaArgs};
use crate::drift::DriftDocument;
use crate::exit::Exit;
use crate::fleet::FleetDocument;
use crate::report::PlanDocument;
use crate::sources::Sources;
use crate::ui::Ui;

pub(super) fn run(args: &SchemaArgs, folder: &Path, ui: &Ui) -> Result<Exit> {
    match args.of {
        Some(output) => ui.json(&of(output))?,
        None => ui.json(Sources::new(&args.sources, folder)?.catalog_in(folder)?.schema())?,
    }
    Ok(Exit::Done)
}

/// The schema of the very type that a command prints.
fn of(output: Output) -> Value {
    match output {
        Output::New => schema::<NewDocument>(),
        Output::Init => schema::<InitDocument>(),
        Output::Generate => schema::<GenerateDocument>(),
        Output::GenerateAll => schema::<FleetDocument<PlanDocument>>(),
        Output::Check => schema::<DriftDocument>(),
        Output::CheckAll => schema::<FleetDocument<DriftDocument>>(),
        Output::Why => schema::<WhyDocument<'_>>(),
        Output::Config => schema::<ConfigDocument>(),
        Output::CiPins => schema::<PinsDocument<'_>>(),
        Output::CiSimulate => schema::<SimulateDocument>(),
        Output::PreviewUrl => schema::<UrlDocument<'_>>(),
        Output::PreviewCheck => schema::<PreviewDocument<'_>>(),
        Output::Metrics => schema::<Report>(),
        Output::RadarList => schema::<RadarDocument<'_>>(),
        Output::RadarShow => schema::<Blip>(),
        Output::SemverCurrent => schema::<Current>(),
        Output::SemverNext => schema::<Next>(),
        Output::SemverBump => schema::<BumpDocument<'_>>(),
        Output::SemverChangelog => schema::<ChangelogDocument<'_>>(),
        Output::SemverCheckMessage => schema::<MessageReport>(),
        Output::SemverVerify => schema::<Verdict>(),
        Output::SemverCompat => schema::<Vec<Comparison>>(),
    }
}

/// The schema of a type as it is printed, in the draft that blip.yaml's is in.
fn schema<T: JsonSchema>() -> Value {
    SchemaSettings::draft07().for_serialize().into_generator().into_root_schema_for::<T>().to_value()
}
