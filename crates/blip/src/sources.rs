//! Where templates and radar come from: Blip's own, the service's pack on top, and on top of that the folders that the
//! user names.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Result, anyhow};
use blip_generate::{Catalog, Layer, LayerFiles, layered_radar};
use blip_model::{Document, PackSource, Problem, Radar};
use blip_pack::{Cache, Pack, Repository, read_folder};
use blip_project::{LaidOn, PackPin, Project};
use schemars::JsonSchema;
use serde::Serialize;

use crate::busy::Busy;
use crate::cli::SourceArgs;
use crate::input::{below, read_text};
use crate::service::{SPEC, find_root};
use crate::ui::Ui;

/// How many commits of a pack are told.
const MOST_TOLD: usize = 10;

/// Where templates and radar come from.
pub(crate) struct Sources {
    /// The folders that the user named.
    own: Vec<Layer>,
    laid_on: BTreeSet<LaidOn>,
    /// Whether a pack is asked for news, whatever the lock says.
    update: bool,
    /// Who is told that a pack is fetched.
    busy: Busy,
    /// What was put together already: services of one run mostly share it.
    known: Mutex<BTreeMap<Option<PackKey>, Stock>>,
}

/// What tells packs apart: two services may name different folders by the same relative path.
type PackKey = (PathBuf, PackSource, Option<String>);

/// All that can be generated, and the pack that had a part in it.
#[derive(Clone)]
pub(crate) struct Stock {
    pub(crate) catalog: Arc<Catalog>,
    /// The pack as the lock will hold it.
    pub(crate) pin: Option<PackPin>,
    /// The user's own folders that had a part in it.
    pub(crate) laid_on: BTreeSet<LaidOn>,
    /// What is new in the pack since the lock was written.
    pub(crate) news: Option<PackNews>,
    /// The pack's answers for a new service, and what their file is called.
    pub(crate) defaults: Option<(String, String)>,
}

/// What is new in a pack.
#[derive(Debug, Clone)]
pub(crate) struct PackNews {
    name: String,
    /// The commit that the lock held; none where there was no pack.
    from: Option<String>,
    to: String,
    /// The first lines of the commits between, and how many there are.
    commits: Option<(Vec<String>, usize)>,
    added: Vec<String>,
    changed: Vec<String>,
    removed: Vec<String>,
}

impl Sources {
    /// Blip's own, and what a service's blip.yaml names.
    pub(crate) fn built_in() -> Self {
        Self {
            own: Vec::new(),
            laid_on: BTreeSet::new(),
            update: false,
            busy: Busy::default(),
            known: Mutex::default(),
        }
    }

    /// The same with the folders that the arguments name on top; those of relative paths are below `folder`.
    pub(crate) fn new(args: &SourceArgs, folder: &Path) -> Result<Self> {
        let mut layer = Layer::default();
        for (given, files) in [(&args.templates, &mut layer.templates), (&args.radar, &mut layer.radar)] {
            if let Some(given) = given {
                *files = files_in(&below(folder, given))?;
            }
        }
        let given = [(&args.templates, LaidOn::Templates), (&args.radar, LaidOn::Radar)];
        let laid_on: BTreeSet<_> = given.into_iter().filter_map(|(given, what)| given.as_ref().map(|_| what)).collect();
        let own = if laid_on.is_empty() { Vec::new() } else { vec![layer] };
        Ok(Self { own, laid_on, ..Self::built_in() })
    }

    /// The same, telling of what takes long.
    pub(crate) fn telling(self, ui: &Ui) -> Self {
        Self { busy: ui.busy(), ..self }
    }

    /// The same, asking packs for news.
    pub(crate) fn updating(self, update: bool) -> Self {
        Self { update, ..self }
    }

    /// All that can be generated without a pack.
    pub(crate) fn catalog(&self) -> Result<Arc<Catalog>> {
        Ok(self.stock(None, Path::new("."), None)?.catalog)
    }

    /// The same in `folder`: with the pack of the service that it lies in, where it lies in one.
    pub(crate) fn catalog_in(&self, folder: &Path) -> Result<Arc<Catalog>> {
        match pack_of(folder)? {
            Some((root, pack, pinned)) => Ok(self.stock(Some(&pack), &root, pinned.as_ref())?.catalog),
            None => self.catalog(),
        }
    }

    /// What is recommended in `folder`. Who only asks why need not wait until every manifest is read.
    pub(crate) fn radar_in(&self, folder: &Path) -> Result<Arc<Radar>> {
        match pack_of(folder)? {
            Some((root, pack, pinned)) => Ok(self.stock(Some(&pack), &root, pinned.as_ref())?.catalog.shared_radar()),
            None => Ok(Arc::new(layered_radar(&self.own)?)),
        }
    }

    /// All that can be generated for a service at `root` with this pack, at the commit that the lock holds as long as
    /// it is the same pack.
    pub(crate) fn stock(&self, pack: Option<&PackSource>, root: &Path, pinned: Option<&PackPin>) -> Result<Stock> {
        let root = std::path::absolute(root)?;
        let key = pack.map(|source| {
            let base = if source.git.is_local() { root.clone() } else { PathBuf::new() };
            (base, source.clone(), pinned.map(|pin| pin.commit.clone()))
        });
        // held while one is put together: the others would do the same work
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(stock) = known.get(&key) {
            return Ok(stock.clone());
        }
        let stock = self.put_together(pack, &root, pinned)?;
        known.insert(key, stock.clone());
        Ok(stock)
    }

    fn put_together(&self, source: Option<&PackSource>, root: &Path, pinned: Option<&PackPin>) -> Result<Stock> {
        let laid_on = self.laid_on.clone();
        let Some(source) = source else {
            let catalog = Arc::new(Catalog::layered(&self.own)?);
            return Ok(Stock { catalog, pin: None, laid_on, news: None, defaults: None });
        };
        let at_work = self.busy.on(format!("Fetching the pack {} …", source.short_name()));
        let repository = cache(root)?.open(source, root)?;
        let held = pinned.filter(|pin| pin.source == *source && !self.update);
        let commit = match held {
            Some(pin) => pin.commit.clone(),
            None => repository.update().map_err(mendable)?,
        };
        drop(at_work);
        let name = source.short_name();
        let pack = repository.read(&commit, &name).map_err(mendable)?;
        let news = match pinned {
            Some(pin) if pin.commit == commit => None,
            _ => Some(news(&repository, &name, pinned, &commit, &pack)),
        };
        let defaults = pack.defaults.clone().map(|text| (format!("{name}/defaults.yaml"), text));
        let layer = Layer {
            templates: LayerFiles { folder: format!("{name}/templates"), files: pack.templates },
            radar: LayerFiles { folder: format!("{name}/radar"), files: pack.radar },
        };
        let layers: Vec<Layer> = std::iter::once(layer).chain(self.own.iter().cloned()).collect();
        let catalog = Arc::new(Catalog::layered(&layers)?);
        Ok(Stock { catalog, pin: Some(PackPin { source: source.clone(), commit }), laid_on, news, defaults })
    }
}

/// The service that `folder` lies in, its pack, and the commit in its lock; none where there is no pack.
fn pack_of(folder: &Path) -> Result<Option<(PathBuf, PackSource, Option<PackPin>)>> {
    let Ok(root) = find_root(folder) else { return Ok(None) };
    let text = read_text(&root.join(SPEC)).map_err(|error| Problem::new(format!("cannot read {SPEC}: {error}")))?;
    let Some(pack) = PackSource::of(&Document::parse(SPEC, &text)?)? else { return Ok(None) };
    let project = Project::open(&root)?;
    let pinned = project.lock().meta.as_ref().and_then(|meta| meta.pack.clone());
    Ok(Some((root, pack, pinned)))
}

/// What is wrong in a pack, or in what blip.yaml says of it, as a problem.
fn mendable(error: blip_pack::Error) -> anyhow::Error {
    match error {
        blip_pack::Error::Wrong(problem) => problem.into(),
        blip_pack::Error::UnknownRev { .. } => Problem::new(error.to_string())
            .help("name one that is there, or take up what is new with `blip generate --update-pack`")
            .into(),
        other => other.into(),
    }
}

/// The files of a folder that the user named.
pub(crate) fn files_in(folder: &Path) -> Result<LayerFiles> {
    let name = folder.display().to_string();
    let name = name.trim_end_matches('/').to_owned();
    Ok(LayerFiles { files: read_folder(folder, &name)?, folder: name })
}

/// What is new since the lock was written. A pack of another address has nothing in common with the last one.
fn news(repository: &Repository, name: &str, pinned: Option<&PackPin>, commit: &str, pack: &Pack) -> PackNews {
    let before = pinned.and_then(|pin| repository.read(&pin.commit, name).ok());
    let (before, after) = (before.as_ref().map(files).unwrap_or_default(), files(pack));
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let those = |wanted: fn(Option<&&str>, Option<&&str>) -> bool| {
        let chosen = paths.iter().filter(|path| wanted(before.get(**path), after.get(**path)));
        chosen.map(|path| (*path).clone()).collect()
    };
    PackNews {
        name: name.to_owned(),
        from: pinned.map(|pin| pin.commit.clone()),
        to: commit.to_owned(),
        commits: pinned.and_then(|pin| repository.log(&pin.commit, commit, MOST_TOLD)),
        added: those(|before, after| before.is_none() && after.is_some()),
        changed: those(|before, after| before.is_some() && after.is_some() && before != after),
        removed: those(|before, after| before.is_some() && after.is_none()),
    }
}

fn files(pack: &Pack) -> BTreeMap<String, &str> {
    let templates = pack.templates.iter().map(|(path, text)| (format!("templates/{path}"), text.as_str()));
    let radar = pack.radar.iter().map(|(path, text)| (format!("radar/{path}"), text.as_str()));
    templates.chain(radar).collect()
}

/// The cache of packs.
fn cache(root: &Path) -> Result<Cache> {
    Ok(Cache::new(cache_folder("packs", root)?))
}

/// The folder for what is kept under this name: where the system keeps such things, and never in the repository.
pub(crate) fn cache_folder(name: &str, root: &Path) -> Result<PathBuf> {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let folder = absolute("XDG_CACHE_HOME")
        .or_else(|| absolute("LOCALAPPDATA"))
        .or_else(|| absolute("HOME").map(|home| home.join(".cache")))
        .ok_or_else(|| {
            let problem = Problem::new(format!("there is no place to keep {name} in"));
            problem.help("set XDG_CACHE_HOME to a folder")
        })?
        .join("blip")
        .join(name);
    if folder.starts_with(root) {
        let problem = Problem::new(format!("{name} would be kept in {}, inside this repository", folder.display()));
        return Err(anyhow!(problem.help("set XDG_CACHE_HOME to a folder elsewhere")));
    }
    Ok(folder)
}

impl PackNews {
    /// Says what is new, before anything is made of it.
    pub(crate) fn tell(&self, ui: &Ui) {
        let short = |commit: &str| commit.chars().take(9).collect::<String>();
        match &self.from {
            Some(from) => ui.result(format!("Pack {}: {} instead of {}", self.name, short(&self.to), short(from))),
            None => return ui.note(format!("Pack {} at {}.", self.name, short(&self.to))),
        }
        if let Some((lines, count)) = &self.commits {
            lines.iter().for_each(|line| ui.result(format!("  {line}")));
            if *count > lines.len() {
                ui.result(format!("  and {} commits before that", count - lines.len()));
            }
        }
        for (word, paths) in [("added", &self.added), ("changed", &self.changed), ("removed", &self.removed)] {
            paths.iter().for_each(|path| ui.result(format!("{word:>10} {}/{path}", self.name)));
        }
    }

    /// The same as data.
    pub(crate) fn document(&self) -> PackDocument {
        let Self { name, from, to, commits, added, changed, removed } = self.clone();
        let commits = commits.map(|(newest, count)| Commits { count, newest });
        PackDocument { name, from, to, commits, added, changed, removed }
    }
}

/// What is new in a pack, as data.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PackDocument {
    name: String,
    /// The commit that the lock held; none where there was no pack.
    from: Option<String>,
    /// The commit that it holds now.
    to: String,
    commits: Option<Commits>,
    /// The files that are new in it.
    added: Vec<String>,
    changed: Vec<String>,
    removed: Vec<String>,
}

/// What was committed in between.
#[derive(Debug, Serialize, JsonSchema)]
struct Commits {
    count: usize,
    /// The first lines of the newest.
    newest: Vec<String>,
}
