//! Preview environments, as `blips.preview` asks for them.

use serde_json::Value;

use crate::{ChosenBlip, Deploys, Environment, Selection};

/// The preview environments of a service: each pull request runs beside a stable environment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Previews<'a> {
    selection: &'a Selection,
    chosen: &'a ChosenBlip,
}

impl Selection {
    /// The preview environments, if the service has them.
    #[must_use]
    pub fn previews(&self) -> Option<Previews<'_>> {
        self.get("preview").map(|chosen| Previews { selection: self, chosen })
    }
}

impl<'a> Previews<'a> {
    /// The header that leads a request to a preview: `x-preview`.
    #[must_use]
    pub fn header(&self) -> &'a str {
        self.text("header").unwrap_or_default()
    }

    /// The label with which somebody asks for a preview: `preview`.
    #[must_use]
    pub fn label(&self) -> &'a str {
        self.text("label").unwrap_or_default()
    }

    /// The label with which the pipeline says that the image is there. People ask for all services of a repository at
    /// once; each has an image of its own.
    #[must_use]
    pub fn ready_label(&self) -> String {
        self.selection.spec.own_name(&format!("{}-ready", self.label()))
    }

    /// What the name of each preview begins with, its header's value and its namespace too: `checkout-pr-`.
    #[must_use]
    pub fn prefix(&self) -> String {
        format!("{}-pr-", self.selection.spec.service.name)
    }

    /// The environment beside which previews stand: the one that is named, else the first that each push to the
    /// default branch deploys to, else the first. None where the one that is named does not exist.
    #[must_use]
    pub fn environment(&self) -> Option<&'a Environment> {
        let spec = &self.selection.spec;
        match self.text("environment") {
            Some(name) => spec.environments.iter().find(|environment| environment.name.as_str() == name),
            None => {
                let on_branch = spec.deploys().find(|(_, deploys)| *deploys == Deploys::Branch);
                on_branch.map(|(environment, _)| environment).or(spec.environments.first())
            }
        }
    }

    /// After so many days in which nobody has built a preview, it goes.
    #[must_use]
    pub fn lifetime(&self) -> u64 {
        self.setting("lifetime").and_then(Value::as_u64).unwrap_or_default()
    }

    /// Whether they run in the namespace of that environment: a mesh reads a route only beside the Service that it
    /// hangs on, and that is the stable version's.
    #[must_use]
    pub fn share_namespace(&self) -> bool {
        self.setting("mesh").and_then(Value::as_bool).unwrap_or_default()
    }

    /// A setting, where it has a value.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<&'a Value> {
        self.chosen.settings.get(name)
    }

    /// A setting that is a text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.setting(name)?.as_str()
    }
}
