//! Every file that a rule reads is YAML; the other rules pass over one that is not.

use blip_model::Problem;

use super::image_updater;
use crate::files::Files;

pub(crate) fn check(files: &Files<'_>) -> Vec<Problem> {
    let mut paths = Vec::new();
    if files.uses("helm") {
        paths.extend([files.in_chart("Chart.yaml"), files.in_chart("values.yaml")]);
    }
    if files.uses("ci") {
        paths.push(files.pipeline().0);
    }
    if files.uses("preview") {
        paths.extend([Files::PREVIEWS, "deploy/values/preview.yaml"].map(str::to_owned));
    }
    if files.uses("argocd") {
        paths.extend([Files::PROJECT, Files::APPLICATION_SET, image_updater::FILE].map(str::to_owned));
        for environment in &files.selection.spec.environments {
            paths.extend([Files::application(environment), Files::environment_values(environment)]);
        }
    }
    paths.iter().flat_map(|path| files.faults(path)).collect()
}
