//! The versions that the templates know: those of `pins.yaml`, and those that stand in what is generated.

use std::cmp::Ordering;

use blip_model::Artifact;
use blip_pins::{Kind, Pin, newer, scan};
use blip_pipeline::Pins;
use serde::Serialize;

/// How a pin stands to the templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum State {
    /// They have the same version.
    Same,
    /// They have an older one.
    Newer,
    /// They have a newer one.
    Older,
    /// They have another one, and nobody can tell which is newer.
    Different,
    /// They have nothing of that name.
    Unknown,
}

/// One version that the templates know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    kind: Kind,
    name: String,
    version: Option<String>,
    digest: Option<String>,
}

impl Known {
    /// The version as people read it.
    pub(super) fn version(&self) -> &str {
        self.version.as_deref().or(self.digest.as_deref()).unwrap_or_default()
    }
}

/// Everything that the templates know.
pub(super) fn known(pins: &Pins, artifacts: &[Artifact]) -> Vec<Known> {
    let scanned = artifacts.iter().flat_map(|artifact| scan(artifact.path.as_str(), &artifact.content));
    let scanned = scanned.map(|Pin { kind, name, version, digest, .. }| Known {
        kind,
        name: normal(kind, &name),
        version,
        digest,
    });
    let actions = pins.actions.iter().map(|(name, pin)| Known {
        kind: Kind::Action,
        name: name.clone(),
        version: Some(pin.version.clone()),
        digest: Some(pin.sha.clone()),
    });
    let images = pins.images.values().map(|pin| Known {
        kind: Kind::Image,
        name: normal(Kind::Image, &pin.image),
        version: Some(pin.tag.clone()),
        digest: pin.digest.clone(),
    });
    scanned.chain(actions).chain(images).collect()
}

/// How a pin stands to the templates, and the version that they have.
pub(super) fn state<'k>(pin: &Pin, known: &'k [Known]) -> (State, Option<&'k Known>) {
    let name = normal(pin.kind, &pin.name);
    // a path in an action is of the action's version
    let repository = name.splitn(3, '/').take(2).collect::<Vec<_>>().join("/");
    let named =
        |name: &str| known.iter().filter(|known| known.kind == pin.kind && known.name == name).collect::<Vec<_>>();
    let mut candidates = named(&name);
    if candidates.is_empty() && pin.kind == Kind::Action {
        candidates = named(&repository);
    }
    if let Some(same) = candidates.iter().find(|known| is_same(pin, known)) {
        return (State::Same, Some(same));
    }
    let Some(first) = candidates.first() else { return (State::Unknown, None) };
    let order = match (&pin.version, &first.version) {
        (Some(version), Some(other)) => newer(version, other),
        _ => None,
    };
    let state = match order {
        Some(Ordering::Greater) => State::Newer,
        Some(Ordering::Less) => State::Older,
        Some(Ordering::Equal) | None => State::Different,
    };
    (state, Some(first))
}

/// Whether they are the same, where both say so; a digest that one side does not give is not held against it.
fn is_same(pin: &Pin, known: &Known) -> bool {
    let agree = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b;
    let comparable =
        (pin.version.is_some() && known.version.is_some()) || (pin.digest.is_some() && known.digest.is_some());
    comparable && agree(&pin.version, &known.version) && agree(&pin.digest, &known.digest)
}

/// The name of an image with the registry that it comes from by default.
fn normal(kind: Kind, name: &str) -> String {
    let first = name.split('/').next().unwrap_or_default();
    match kind {
        Kind::Image if !name.contains('/') => format!("docker.io/library/{name}"),
        Kind::Image if !first.contains(['.', ':']) && first != "localhost" => format!("docker.io/{name}"),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_come_from_docker_hub_by_default() {
        assert_eq!(normal(Kind::Image, "alpine"), "docker.io/library/alpine");
        assert_eq!(normal(Kind::Image, "moby/buildkit"), "docker.io/moby/buildkit");
        assert_eq!(normal(Kind::Image, "ghcr.io/a/b"), "ghcr.io/a/b");
        assert_eq!(normal(Kind::Image, "localhost/a"), "localhost/a");
        assert_eq!(normal(Kind::Action, "a/b"), "a/b");
    }

    #[test]
    fn each_state() {
        let known = |name: &str, version: &str, digest: Option<&str>| Known {
            kind: Kind::Image,
            name: name.to_owned(),
            version: Some(version.to_owned()),
            digest: digest.map(str::to_owned),
        };
        let known = [
            known("docker.io/library/a", "1.0", None),
            known("docker.io/library/a", "0.9", None),
            known("docker.io/library/b", "1.0", Some("sha256:aa")),
        ];
        let of = |text: &str| state(&scan("x.yml", &format!("image: {text}"))[0], &known).0;
        assert_eq!(of("a:1.0"), State::Same);
        assert_eq!(of("docker.io/a:1.0"), State::Unknown);
        assert_eq!(of("docker.io/library/a:0.9@sha256:cc"), State::Same);
        assert_eq!(of("a:1.1"), State::Newer);
        assert_eq!(of("a:0.8"), State::Older);
        assert_eq!(of("a:lts"), State::Different);
        assert_eq!(of("a@sha256:cc"), State::Different);
        assert_eq!(of("b:1.0@sha256:bb"), State::Different);
        assert_eq!(of("c:1"), State::Unknown);
    }
}
