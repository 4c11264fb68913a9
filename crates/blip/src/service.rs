//! From a folder with a blip.yaml to what should be in it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use blip_detect::is_noise;
use blip_generate::{Catalog, blame, generate};
use blip_model::{
    Artifact, BlipId, Document, FileMode, Ownership, PackSource, Problem, Problems, RepoPath, Selection, ServiceName,
};
use blip_project::{
    Error as ProjectError, LaidOn, Lock, LockMeta, PackPin, Plan, PlanOptions, Project, ServiceNames,
    is_inside_repository, services,
};
use blip_semver::{Current, Error, Options, Repository, current};

use crate::input::read_text;
use crate::roots::roots;
use crate::sources::{PackNews, Sources, Stock};

/// The file that makes a folder a service's.
pub(crate) const SPEC: &str = "blip.yaml";

/// A service as its blip.yaml describes it.
pub(crate) struct Service {
    pub(crate) root: PathBuf,
    pub(crate) selection: Selection,
    /// All that could be generated for it.
    pub(crate) catalog: Arc<Catalog>,
    /// What Blip made of it so far.
    pub(crate) project: Project,
    /// What is new in its pack.
    pub(crate) news: Option<PackNews>,
    pub(crate) pin: Option<PackPin>,
    /// The user's own folders that have a part in this run.
    pub(crate) laid_on: BTreeSet<LaidOn>,
    /// The text of its blip.yaml.
    pub(crate) spec: String,
}

impl Service {
    /// Reads the blip.yaml in `folder` or in the nearest folder above it.
    pub(crate) fn find(folder: &Path, sources: &Sources) -> Result<Self> {
        let root = find_root(folder).map_err(|error| below(folder).map_or(error, Into::into))?;
        Self::open(root, sources)
    }

    /// Reads the blip.yaml in `root`.
    pub(crate) fn open(root: PathBuf, sources: &Sources) -> Result<Self> {
        let path = root.join(SPEC);
        let text =
            read_text(&path).map_err(|error| Problem::new(format!("cannot read {}: {error}", path.display())))?;
        let document = Document::parse(SPEC, &text)?;
        let project = Project::open_in(roots(&root, &document)?)?;
        refuse_newer(project.lock())?;
        let pack = PackSource::of(&document)?;
        let meta = project.lock().meta.as_ref();
        let pinned = meta.and_then(|meta| meta.pack.as_ref());
        let stock = sources.stock(pack.as_ref(), &root, pinned);
        let Stock { catalog, pin, news, laid_on, .. } = stock.map_err(|error| match error.downcast::<Problem>() {
            Ok(problem) if problem.place.is_none() => problem.at(document.place("pack")).into(),
            Ok(problem) => problem.into(),
            Err(error) => error,
        })?;
        let missed = missed(project.lock(), &laid_on);
        let mut selection =
            catalog.select_again(&document, &in_use(project.lock())).map_err(|Problems(mut problems)| {
                // what is unknown may well be known there
                problems.extend(missed.map(|missed| Problem::new(missed).help("name them again")));
                Problems(problems)
            })?;
        selection.formerly = former_names(project.lock(), &selection.spec.service.name);
        Ok(Self { root, selection, catalog, project, news, pin, laid_on, spec: text })
    }

    /// The text of one of its files.
    pub(crate) fn read(&self, path: &RepoPath) -> Option<String> {
        read_text(&self.project.roots().place(path)).ok()
    }

    /// The files that should be in its repository, its blip.yaml as it is among them.
    pub(crate) fn artifacts(&self) -> Result<Vec<Artifact>> {
        let mut artifacts = generate(&self.catalog, &self.selection)?;
        artifacts.push(spec_artifact(self.spec.clone())?);
        for artifact in artifacts.iter_mut().filter(|artifact| artifact.path.as_str() == RELEASED) {
            self.tell_what_was_released(artifact)?;
        }
        Ok(artifacts)
    }

    /// Compares what should be in its repository with what is.
    pub(crate) fn plan(&self, artifacts: &[Artifact], options: &PlanOptions) -> Result<Plan> {
        plan(&self.project, artifacts, options, (&self.catalog, &self.selection))
    }

    /// What the lock says of this run.
    pub(crate) fn lock_meta(&self, leftovers: &[Problem]) -> LockMeta {
        let mut meta = lock_meta(&self.selection, (&self.catalog, self.pin.clone(), self.laid_on.clone()));
        // a former name is remembered for as long as something bears it
        if let Some(names) = meta.service.as_mut().filter(|_| !leftovers.is_empty()) {
            names.formerly.clone_from(&self.selection.formerly);
        }
        meta
    }

    /// A warning where folders of the user's own had a part in the last run, and have none in this one: what came from
    /// them goes again.
    pub(crate) fn missed(&self) -> Option<String> {
        missed(self.project.lock(), &self.laid_on)
    }

    /// Release Please goes on from the version in this file. Where the service was released before, that is in its
    /// tags, which templates do not see; the file is written once, so nothing else of a run depends on them.
    fn tell_what_was_released(&self, artifact: &mut Artifact) -> Result<()> {
        let Ok(repository) = Repository::discover(&self.root) else { return Ok(()) };
        if self.root.join(RELEASED).exists() {
            return Ok(());
        }
        let spec = &self.selection.spec;
        let folder = spec.repository.folder.as_ref().map(ToString::to_string);
        let tag_prefix = folder.is_some().then(|| spec.tag_prefix());
        match current(&repository, &Options { tag_prefix, folder, ..Options::default() }) {
            Ok(Current { version: Some(version), tag: Some(_), .. }) => {
                artifact.content = artifact.content.replace("0.0.0", &version.to_string());
                Ok(())
            }
            Ok(_) | Err(Error::NoCommits) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Compares `artifacts`, which this catalog and this selection make, with what is there. What does not parse is a
/// mistake in its template, and told so.
pub(crate) fn plan(
    project: &Project,
    artifacts: &[Artifact],
    options: &PlanOptions,
    (catalog, selection): (&Catalog, &Selection),
) -> Result<Plan> {
    let error = match project.plan(artifacts, options) {
        Ok(plan) => return Ok(plan),
        Err(error) => error,
    };
    if let ProjectError::Unparsable { path, line, .. } = &error {
        let problem = Problem::new(error.to_string());
        if let Some(problem) = blame(catalog, selection, (path, *line), problem)? {
            return Err(problem.into());
        }
    }
    Err(error.into())
}

fn missed(lock: &Lock, laid_on: &BTreeSet<LaidOn>) -> Option<String> {
    let before = lock.meta.as_ref().map(|meta| &meta.laid_on)?;
    let missed: Vec<_> = before.difference(laid_on).map(|folder| format!("`{folder}`")).collect();
    let those = (!missed.is_empty()).then(|| missed.join(" and "))?;
    Some(format!("this was generated with {those}, and is not now: what came from there is no longer generated"))
}

/// What a service was called before, the last name first.
fn former_names(lock: &Lock, now: &ServiceName) -> Vec<ServiceName> {
    let names = lock.meta.iter().flat_map(|meta| &meta.service);
    let names = names.flat_map(|names| std::iter::once(&names.name).chain(&names.formerly));
    names.filter(|name| *name != now).cloned().collect()
}

/// What an older Blip would make of a newer one's files would take back what is new in them.
fn refuse_newer(lock: &Lock) -> Result<(), Problem> {
    let here = env!("CARGO_PKG_VERSION");
    let version = |text: &str| text.parse::<semver::Version>().ok();
    match lock.meta.as_ref().and_then(|meta| version(&meta.blip)) {
        Some(there) if version(here).is_some_and(|here| here < there) => {
            let what = format!("Blip {there} was at work here, and this is {here}: it would take back what is new");
            Err(Problem::new(what).help(format!("install Blip {there} or a later one")))
        }
        _ => Ok(()),
    }
}

/// The blips that Blip generated for before, whatever the radar says of them now.
fn in_use(lock: &Lock) -> BTreeSet<BlipId> {
    let rings = lock.meta.iter().flat_map(|meta| meta.rings.keys());
    // the first lock said which blips a file serves, and not which are in use
    rings.chain(lock.files.values().filter_map(|entry| entry.blips.first())).cloned().collect()
}

/// What Release Please takes for released.
const RELEASED: &str = ".release-please-manifest.json";

/// blip.yaml as a file that was written once and is the user's.
fn spec_artifact(text: String) -> Result<Artifact> {
    Ok(Artifact {
        path: SPEC.parse()?,
        formerly: Vec::new(),
        content: text,
        mode: FileMode::Regular,
        shared: false,
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

/// What is missing in a folder of a repository that has services below it: one of them is meant, or all.
fn below(folder: &Path) -> Option<Problem> {
    if !is_inside_repository(folder).unwrap_or(false) {
        // nobody waits for a walk through a whole home
        return None;
    }
    let found = services(folder, is_noise).ok()?;
    let named = found.iter().map(|path| path.strip_prefix(".").unwrap_or(path).display().to_string());
    let names: Vec<String> = named.collect();
    let (first, more) = (names.first()?, names.len().saturating_sub(SHOWN));
    let shown = names.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let what = format!("there is no {SPEC} in {}, but in {shown}{more}", folder.display());
    let help = format!("name one, as in `-C {first}`; `blip generate` and `blip check` take all of them with `--all`");
    Some(Problem::new(what).help(help))
}

/// So many services are named in a message.
const SHOWN: usize = 5;

/// What the lock says of a run.
pub(crate) fn lock_meta(
    selection: &Selection,
    (catalog, pack, laid_on): (&Catalog, Option<PackPin>, BTreeSet<LaidOn>),
) -> LockMeta {
    LockMeta {
        blip: env!("CARGO_PKG_VERSION").to_owned(),
        radar: catalog.radar().edition().cloned(),
        pack,
        laid_on,
        service: Some(ServiceNames { name: selection.spec.service.name.clone(), formerly: Vec::new() }),
        rings: selection.blips.iter().map(|chosen| (chosen.blip.id.clone(), chosen.blip.front.ring)).collect(),
    }
}
