//! What must hold between the settings of a blip and the rest of the spec, one module for each blip that asks for it.
//!
//! What a single setting may be is said in the blip's manifest; the rest needs the place in `blip.yaml`.

mod argocd;
mod backstage;
mod devspace;
mod elk;
mod events;
mod kubernetes_ci;
mod loki;
mod preview;
mod progressive;
mod quantity;
mod replibyte;
mod semver;
mod sentry;

pub(crate) use preview::limit;
pub(crate) use replibyte::{Column, table};

use blip_model::{Document, Problem, Selection};

/// What is wrong with a blip that is in use.
type Judge = fn(&Selection, &Document) -> Vec<Problem>;

/// The table of those blips, by name.
const JUDGES: &[(&str, Judge)] = &[
    ("argo-rollouts", progressive::rollouts),
    ("argocd", argocd::judge),
    ("backstage", backstage::judge),
    ("devspace", devspace::judge),
    ("flagger", progressive::flagger),
    ("kubernetes-ci", kubernetes_ci::judge),
    ("elk", elk::judge),
    ("loki", loki::judge),
    ("preview", preview::judge),
    ("replibyte", replibyte::judge),
    ("semver", semver::judge),
    ("sentry", sentry::judge),
];

/// What is wrong with the blips that a service uses, each with its place.
pub(crate) fn judge(selection: &Selection, document: &Document) -> Vec<Problem> {
    let used = JUDGES.iter().filter(|(blip, _)| selection.get(blip).is_some());
    used.flat_map(|(_, judge)| judge(selection, document)).collect()
}
