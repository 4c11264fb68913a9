//! The repository that Argo CD reads.

use crate::{RepositoryUrl, Selection};

/// Where the values of the environments live, and the objects that hand the service to Argo CD: beside the code, or in
/// a repository of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitOps {
    /// The repository.
    pub url: RepositoryUrl,
    /// The branch that Argo CD follows there, and that deployments are pushed to.
    pub branch: String,
    /// The folder that holds `argocd/` and `values/`, from the repository's root.
    pub folder: String,
    /// Whether it is another repository than that of the code.
    pub is_separate: bool,
}

impl Selection {
    /// The repository that Argo CD reads; that of the code, unless the settings of `argocd` name another.
    #[must_use]
    pub fn gitops(&self) -> GitOps {
        let setting = |name: &str| self.text("argocd", name).map(str::to_owned);
        let repository = &self.spec.repository;
        match setting("gitops_repository").and_then(|url| url.parse().ok()) {
            Some(url) => GitOps {
                url,
                branch: setting("gitops_branch").unwrap_or_else(|| "main".to_owned()),
                folder: setting("gitops_folder").unwrap_or_else(|| format!("apps/{}", self.spec.service.name)),
                is_separate: true,
            },
            None => GitOps {
                url: repository.url.clone(),
                branch: repository.default_branch.clone(),
                folder: format!("{}deploy", repository.prefix()),
                is_separate: false,
            },
        }
    }
}

impl GitOps {
    /// The values of an environment, from the repository's root.
    #[must_use]
    pub fn values(&self, environment: &str) -> String {
        format!("{}/values/{environment}.yaml", self.folder)
    }
}
