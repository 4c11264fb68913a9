//! What runs a pipeline inside a cluster.

use serde::Serialize;

/// What runs the pipeline inside a Kubernetes cluster, in the place of the forge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Engine {
    /// Tekton Pipelines, started by Tekton Triggers.
    Tekton,
    /// Argo Workflows, started by the events of its server.
    ArgoWorkflows,
}

impl Engine {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Tekton, Self::ArgoWorkflows];

    /// As blip.yaml writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tekton => "tekton",
            Self::ArgoWorkflows => "argo-workflows",
        }
    }
}
