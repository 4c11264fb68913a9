//! From a folder with a blip.yaml to what should be in it.

use std::path::{Path, PathBuf};

use anyhow::Result;
use blip_generate::{Catalog, generate};
use blip_model::{Artifact, Document, FileMode, Ownership, Problem, Selection};
use blip_project::LockMeta;
use blip_semver::{Current, Error, Options, Repository, current};

use crate::input::read_text;

/// The file that makes a folder a service's.
pub(crate) const SPEC: &str = "blip.yaml";

/// A service as its blip.yaml describes it.
pub(crate) struct Service {
    pub(crate) root: PathBuf,
    pub(crate) selection: Selection,
    /// The text of its blip.yaml.
    spec: String,
}

impl Service {
    /// Reads the blip.yaml in `folder` or in the nearest folder above it.
    pub(crate) fn find(folder: &Path, catalog: &Catalog) -> Result<Self> {
        let root = find_root(folder)?;
        let path = root.join(SPEC);
        let text =
            read_text(&path).map_err(|error| Problem::new(format!("cannot read {}: {error}", path.display())))?;
        let document = Document::parse(SPEC, &text)?;
        let selection = catalog.select(&document)?;
        Ok(Self { root, selection, spec: text })
    }

    /// The files that should be in its repository, its blip.yaml as it is among them.
    pub(crate) fn artifacts(&self, catalog: &Catalog) -> Result<Vec<Artifact>> {
        let mut artifacts = generate(catalog, &self.selection)?;
        artifacts.push(spec_artifact(self.spec.clone())?);
        for artifact in artifacts.iter_mut().filter(|artifact| artifact.path.as_str() == RELEASED) {
            self.tell_what_was_released(artifact)?;
        }
        Ok(artifacts)
    }

    /// Release Please goes on from the version in this file. Where the service was released before, that is in its
    /// tags, which templates do not see; the file is written once, so nothing else of a run depends on them.
    fn tell_what_was_released(&self, artifact: &mut Artifact) -> Result<()> {
        let Ok(repository) = Repository::discover(&self.root) else { return Ok(()) };
        if self.root.join(RELEASED).exists() {
            return Ok(());
        }
        match current(&repository, &Options::default()) {
            Ok(Current { version: Some(version), tag: Some(_), .. }) => {
                artifact.content = artifact.content.replace("0.0.0", &version.to_string());
                Ok(())
            }
            Ok(_) | Err(Error::NoCommits) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// What Release Please takes for released.
const RELEASED: &str = ".release-please-manifest.json";

/// blip.yaml as a file that was written once and is the user's.
fn spec_artifact(text: String) -> Result<Artifact> {
    Ok(Artifact {
        path: SPEC.parse()?,
        content: text,
        mode: FileMode::Regular,
        ownership: Ownership::Seeded,
        blips: Vec::new(),
    })
}

/// The nearest folder from `folder` upwards that holds a blip.yaml; the search ends at the repository's root.
pub(crate) fn find_root(folder: &Path) -> Result<PathBuf> {
    if !folder.is_dir() {
        return Err(Problem::new(format!("there is no folder {}", folder.display())).into());
    }
    let absolute = std::path::absolute(folder)?;
    for candidate in absolute.ancestors() {
        if candidate.join(SPEC).is_file() {
            // the shorter name where the user stands in it already
            return Ok(if candidate == absolute { folder.to_path_buf() } else { candidate.to_path_buf() });
        }
        if candidate.join(".git").exists() {
            break;
        }
    }
    let problem = Problem::new(format!("there is no {SPEC} in {}", folder.display()));
    Err(problem.help("make a new service with `blip new`, begin with what is here by `blip init`, or name its folder with `-C DIR`").into())
}

/// What the lock says of this run.
pub(crate) fn lock_meta(catalog: &Catalog) -> LockMeta {
    LockMeta { blip: env!("CARGO_PKG_VERSION").to_owned(), radar: catalog.radar().edition().cloned(), pack: None }
}
