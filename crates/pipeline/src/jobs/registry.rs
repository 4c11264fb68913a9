//! Where image and chart are kept.

use blip_model::{Problem, Problems, Provider};

use crate::{Input, Login, Registry};

/// Where image and chart are kept, and who the pipeline is there.
pub(super) fn registry(input: &Input<'_>, problems: &mut Vec<Problem>) -> Result<Registry, Problems> {
    let spec = &input.selection.spec;
    let image = spec.image().map_err(|error| Problem::new(error.to_string()))?;
    let login = match input.setting("registry_login") {
        // no job of a cluster has a token of the forge's
        _ if input.engine().is_some() => Login::Secrets,
        Some("forge") => Login::Forge,
        Some("secrets") => Login::Secrets,
        _ if is_forges_own(input, image.registry()) => Login::Forge,
        _ => Login::Secrets,
    };
    let charts = match input.setting("chart_registry") {
        Some(charts) => charts.trim_end_matches('/').to_owned(),
        None => format!("oci://{image}/charts"),
    };
    if !charts.starts_with("oci://") {
        let what = format!("`{charts}` is no registry for charts");
        let help = "write `blips.ci.chart_registry` as oci://host/path";
        problems.push(Problem::new(what).at(input.place("chart_registry")).help(help));
    }
    // Docker Hub keeps nothing below an image, and a chart beside it would take the image's own name
    let publishes_chart = input.uses("helm") && input.uses("semver");
    if publishes_chart && image.registry() == "docker.io" && input.setting("chart_registry").is_none() {
        let what = format!("{image} leaves no room for the chart: Docker Hub keeps nothing below an image");
        problems
            .push(Problem::new(what).help("set `blips.ci.chart_registry`, for example `oci://ghcr.io/acme/charts`"));
    }
    let host = image.registry().to_owned();
    let login_host = if host == "docker.io" { "https://index.docker.io/v1/".to_owned() } else { host.clone() };
    Ok(Registry { host, login_host, image: image.to_string(), charts, login })
}

fn is_forges_own(input: &Input<'_>, registry: &str) -> bool {
    let repository = &input.selection.spec.repository;
    match repository.provider {
        Provider::Github => registry == "ghcr.io" && repository.url.host() == "github.com",
        Provider::Gitlab => registry == format!("registry.{}", repository.url.host()),
    }
}
