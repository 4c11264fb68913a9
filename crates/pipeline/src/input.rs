//! What a pipeline is made from.

use blip_model::{Place, Provider, Selection};

use crate::{Architecture, CodeScanning, Engine, Releaser, StackData};

/// What a pipeline is made from: the service with its blips, and the data of its stack.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The service and the blips that it uses.
    pub selection: &'a Selection,
    /// The `stack.yaml` of its stack.
    pub stack: &'a StackData,
}

impl Input<'_> {
    /// Whether the service uses the blip.
    pub(crate) fn uses(&self, blip: &str) -> bool {
        self.selection.get(blip).is_some()
    }

    /// What runs the pipeline, where that is not the forge.
    pub(crate) fn engine(&self) -> Option<Engine> {
        let chosen = self.selection.text("kubernetes-ci", "engine")?;
        Engine::ALL.into_iter().find(|engine| engine.name() == chosen)
    }

    /// A setting of the blip `ci`, where it has a value.
    pub(crate) fn setting(&self, name: &str) -> Option<&str> {
        self.selection.text("ci", name)
    }

    /// Whether Argo CD's Image Updater looks for new images, so that the pipeline commits none.
    pub(crate) fn has_image_updater(&self) -> bool {
        self.selection.text("argocd", "updates") == Some("image-updater")
    }

    /// What the image is to run on; by default what most clusters are made of.
    pub(crate) fn architectures(&self) -> Vec<Architecture> {
        let wanted: Vec<&str> = self.selection.texts("ci", "architectures").collect();
        let chosen: Vec<_> = Architecture::ALL.into_iter().filter(|one| wanted.contains(&one.name())).collect();
        if chosen.is_empty() { vec![Architecture::Amd64] } else { chosen }
    }

    /// What makes the releases, where that is not a person with `blip semver bump`.
    pub(crate) fn releaser(&self) -> Option<Releaser> {
        let chosen = self.selection.text("semver", "release")?;
        [Releaser::SemanticRelease, Releaser::ReleasePlease].into_iter().find(|releaser| releaser.name() == chosen)
    }

    /// Where a setting of the blip `ci` stands in blip.yaml.
    pub(crate) fn place(&self, name: &str) -> Option<Place> {
        self.selection.place("ci", name)
    }

    /// Where GitHub shows what the scans find; GitLab takes every report.
    pub(crate) fn code_scanning(&self) -> CodeScanning {
        match self.setting("code_scanning") {
            Some("always") => CodeScanning::Always,
            Some("never") => CodeScanning::Never,
            _ => CodeScanning::Public,
        }
    }

    /// Whether CodeQL is to look for weaknesses in the sources.
    pub(crate) fn is_analysed(&self) -> bool {
        self.selection.setting("ci", "codeql").and_then(serde_json::Value::as_bool) == Some(true)
    }

    /// Whether GitHub Actions runs the pipeline.
    pub(crate) fn is_on_github(&self) -> bool {
        self.selection.spec.repository.provider == Provider::Github && self.engine().is_none()
    }

    /// Whether a setting of the blip `ci` is off.
    pub(crate) fn is_off(&self, name: &str) -> bool {
        self.selection.setting("ci", name).and_then(serde_json::Value::as_bool) == Some(false)
    }
}
