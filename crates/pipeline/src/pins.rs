//! `templates/ci/pins.yaml`: the versions of everything that a pipeline fetches.

use std::collections::BTreeMap;

use blip_model::Problem;
use serde::{Deserialize, Serialize};

/// The versions of everything that a pipeline fetches.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pins {
    /// Actions by name: `actions/checkout`.
    pub actions: BTreeMap<String, ActionPin>,
    /// Images for the jobs of GitLab CI, by what they are used for.
    pub images: BTreeMap<String, ImagePin>,
    /// Programs that an action installs, by name.
    pub tools: BTreeMap<String, ToolPin>,
}

/// An action at one commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionPin {
    /// The release that the commit is: `v7.0.1`. People read this, the runner does not.
    pub version: String,
    /// The commit, 40 hexadecimal digits.
    pub sha: String,
}

/// An image at one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImagePin {
    /// With its registry: `docker.io/alpine/helm`.
    pub image: String,
    /// The version.
    pub tag: String,
    /// `sha256:…` of that version, where a bot or a person looked it up.
    #[serde(default)]
    pub digest: Option<String>,
}

/// A program at one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToolPin {
    /// The repository on GitHub that releases it, for those who look for a newer one.
    pub repository: String,
    /// As the action that installs it wants to hear it: `v4.2.2`.
    pub version: String,
}

impl Pins {
    pub(crate) fn action(&self, name: &str) -> Result<&ActionPin, Problem> {
        // several actions can share a repository: `gradle/actions/setup-gradle`
        let repository = name.splitn(3, '/').take(2).collect::<Vec<_>>().join("/");
        self.actions.get(name).or_else(|| self.actions.get(&repository)).ok_or_else(|| missing("action", name))
    }

    pub(crate) fn image(&self, name: &str) -> Result<String, Problem> {
        let pin = self.images.get(name).ok_or_else(|| missing("image", name))?;
        let digest = pin.digest.as_ref().map(|digest| format!("@{digest}")).unwrap_or_default();
        Ok(format!("{}:{}{digest}", pin.image, pin.tag))
    }

    pub(crate) fn tool(&self, name: &str) -> Result<&ToolPin, Problem> {
        self.tools.get(name).ok_or_else(|| missing("tool", name))
    }
}

fn missing(kind: &str, name: &str) -> Problem {
    let problem = Problem::new(format!("the {kind} `{name}` has no pin"));
    problem.help(format!("add it to `{kind}s` in templates/ci/pins.yaml"))
}
