//! What the charts come to: every chart with each of its files of values, rendered once for all tests.

use std::fs;
use std::sync::OnceLock;

use crate::services::{Service, folder, services};
use crate::tools::Tool;

/// A chart with one set of values.
pub(crate) struct Release {
    /// The service that it is of.
    pub(crate) service: &'static Service,
    /// The chart, as `<service>/charts/<name>`.
    pub(crate) chart: String,
    /// The file of values on top of the chart's own, as `<service>/<path>`; none for the defaults.
    pub(crate) values: Option<String>,
}

/// The manifests of a release.
pub(crate) struct Rendered {
    /// The file that holds them, as `rendered/<name>.yaml`.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Every chart, by its own values and with each further file of values: `ci/*-values.yaml` and `deploy/values/*.yaml`.
pub(crate) fn releases() -> Vec<Release> {
    let charts = services().iter().filter(|service| service.has(&format!("{}/Chart.yaml", chart_in(service))));
    charts.flat_map(releases_of).collect()
}

fn releases_of(service: &'static Service) -> Vec<Release> {
    let chart = chart_in(service);
    let ci = format!("{chart}/ci/");
    let values =
        service.files.iter().filter(|file| file.path.starts_with(&ci) || file.path.starts_with("deploy/values/"));
    let values: Vec<_> = values.map(|file| Some(file.full_path())).collect();
    assert!(values.len() >= 3, "{chart} comes with values to test it with");
    let release = |values| Release { service, chart: format!("{}/{chart}", service.case.id()), values };
    std::iter::once(None).chain(values).map(release).collect()
}

fn chart_in(service: &Service) -> String {
    format!("charts/{}", service.case.name)
}

/// What `helm template` makes of all releases. Each must render.
pub(crate) fn rendered(helm: &Tool) -> &'static [Rendered] {
    static RENDERED: OnceLock<Vec<Rendered>> = OnceLock::new();
    RENDERED.get_or_init(|| {
        let releases = releases();
        fs::create_dir_all(folder().join("rendered")).unwrap();
        releases.iter().map(|release| release.render(helm)).collect()
    })
}

impl Release {
    /// The arguments that name its values.
    pub(crate) fn values_args(&self) -> impl Iterator<Item = &str> {
        self.values.iter().flat_map(|path| ["--values", path.as_str()])
    }

    fn render(&self, helm: &Tool) -> Rendered {
        let args = ["template", self.service.case.name, &self.chart, "--namespace", "shop"];
        let text = helm.run(args.into_iter().chain(self.values_args())).succeeds().stdout;
        let path = format!("rendered/{}.yaml", self.name());
        fs::write(folder().join(&path), &text).unwrap();
        Rendered { path, text }
    }

    /// `rust-http-a+full-values`
    fn name(&self) -> String {
        let values = self.values.as_deref().map_or("defaults", |path| path.rsplit('/').next().unwrap_or(path));
        format!("{}+{}", self.service.case.id(), values.trim_end_matches(".yaml"))
    }
}
