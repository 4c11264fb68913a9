//! All that can be generated: the radar, the templates of each blip, and the stacks.

mod select;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use blip_model::{BlipId, Kind, Place, Problem, Problems, Radar, RadarLayer, Service, Settings, Slug, spec_schema};
use serde_json::Value;

use crate::engine::Engine;
use crate::manifest::Manifest;
use crate::package_manager::PackageManager;
use crate::placeholder::fill;
use crate::stack::{STACKS, Stack, Stacks, manager_file, stack_file};
use crate::templates::{Templates, embedded_radar};

/// The folder of what every service gets.
pub(crate) const SERVICE: &str = "service";
/// The folder of the spec that `blip new` writes.
const SPEC: &str = "spec";

/// All that can be generated.
#[derive(Debug)]
pub struct Catalog {
    pub(crate) templates: Arc<Templates>,
    pub(crate) service: Manifest,
    pub(crate) blips: BTreeMap<BlipId, Generator>,
    stacks: Stacks,
    radar: Arc<Radar>,
    settings: BTreeMap<BlipId, Settings>,
    /// Composed once: a run judges a spec by it and writes it out.
    schema: OnceLock<Value>,
    /// Begun once, for it keeps what it compiled.
    engine: OnceLock<Engine>,
}

/// Templates and a radar of a team's own, to be laid on top of those in the program.
#[derive(Debug, Clone, Default)]
pub struct Layer {
    /// The templates, by their path below `templates/`.
    pub templates: LayerFiles,
    /// The radar, by paths such as `2026-11-01/helm.md`.
    pub radar: LayerFiles,
}

/// Files by their path, with what their reader calls the folder that they come from.
#[derive(Debug, Clone, Default)]
pub struct LayerFiles {
    /// The folder, as it stands in front of each place in a problem.
    pub folder: String,
    /// Path and text of each.
    pub files: Vec<(String, String)>,
}

/// What generates a blip.
#[derive(Debug)]
pub(crate) struct Generator {
    /// Its folder below `templates/`.
    pub(crate) folder: String,
    pub(crate) manifest: Manifest,
}

/// The radar of the program with that of each of `layers` on top, for those who generate nothing.
///
/// # Errors
/// Everything that is wrong with the layers, each with its place.
pub fn layered_radar(layers: &[Layer]) -> Result<Radar, Problems> {
    let built_in: Vec<_> = embedded_radar().map(|(path, text)| (path, text.to_owned())).collect();
    let built_in = RadarLayer { folder: "", files: &built_in };
    let own = layers.iter().map(|Layer { radar, .. }| RadarLayer { folder: &radar.folder, files: &radar.files });
    Radar::layered(std::iter::once(built_in).chain(own))
}

impl Catalog {
    /// What the program brings with it.
    ///
    /// # Errors
    /// None, as long as the program passes its tests.
    pub fn embedded() -> Result<Self, Problems> {
        Self::layered(&[])
    }

    /// What the program brings with it, and each of `layers` on top: the same path wins in templates, the same blip in
    /// radars.
    ///
    /// # Errors
    /// Everything that is wrong with the layers, each with its place.
    pub fn layered(layers: &[Layer]) -> Result<Self, Problems> {
        let radar = layered_radar(layers)?;
        let mut templates = Templates::embedded();
        for Layer { templates: LayerFiles { folder, files }, .. } in layers {
            templates.overlay(folder, files.iter().cloned());
        }
        Self::new(templates, radar)
    }

    /// A catalog of other templates or another radar.
    ///
    /// # Errors
    /// Each manifest that cannot be read, each generator that the radar names and no template folder is.
    pub fn new(templates: Templates, radar: Radar) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        let mut blips = BTreeMap::new();
        for blip in radar.blips() {
            let Some(folder) = blip.front.generator.clone() else { continue };
            match read_manifest(&templates, &folder) {
                Ok(manifest) => {
                    blips.insert(blip.id.clone(), Generator { folder, manifest });
                }
                Err(_) if templates.get(&manifest_path(&folder)).is_none() => {
                    let problem = Problem::new(format!("`generator: {folder}`, but there is no templates/{folder}/"));
                    let place = Place { file: blip.file.clone(), line: 1, column: 1 };
                    problems.push(problem.at(place).help("name a folder of templates, or leave `generator` out"));
                }
                Err(problem) => problems.push(problem),
            }
        }
        problems.extend(unused(&templates, &radar));
        let stacks = Stacks::of(&templates);
        let service = read_manifest(&templates, SERVICE)?;
        let settings = blips.iter().map(|(id, generator)| (id.clone(), generator.manifest.settings.clone())).collect();
        let (templates, radar) = (Arc::new(templates), Arc::new(radar));
        let (schema, engine) = (OnceLock::new(), OnceLock::new());
        Problems::or_ok(problems, Self { templates, service, blips, stacks, radar, settings, schema, engine })
    }

    /// What renders its templates.
    pub(crate) fn engine(&self) -> Result<&Engine, Problem> {
        if let Some(engine) = self.engine.get() {
            return Ok(engine);
        }
        let engine = Engine::new(Arc::clone(&self.templates), Arc::clone(&self.radar))?;
        // of two threads that both begin one, the first has its way
        Ok(self.engine.get_or_init(|| engine))
    }

    /// What is recommended, and why.
    #[must_use]
    pub fn radar(&self) -> &Radar {
        &self.radar
    }

    /// The same, to be kept.
    #[must_use]
    pub fn shared_radar(&self) -> Arc<Radar> {
        Arc::clone(&self.radar)
    }

    /// The settings that each blip knows.
    #[must_use]
    pub fn settings(&self) -> &BTreeMap<BlipId, Settings> {
        &self.settings
    }

    /// The stacks by name, each with its title.
    ///
    /// # Errors
    /// A stack.yaml that cannot be read.
    pub fn stacks(&self) -> Result<Vec<(&str, &str)>, Problem> {
        let titled = |name| {
            let stack = self.stack(name)?;
            Ok((name, stack.and_then(|stack| stack.data["title"].as_str()).unwrap_or(name)))
        };
        self.stacks.names().map(titled).collect()
    }

    /// What a stack can be told below its name in `blip.yaml`; nothing where there is no such stack.
    ///
    /// # Errors
    /// A stack.yaml that cannot be read.
    pub fn stack_settings(&self, stack: &str) -> Result<&Settings, Problem> {
        static NONE: Settings = Settings::new();
        Ok(self.stack(stack)?.map_or(&NONE, |stack| &stack.settings))
    }

    /// The kinds of services that a stack makes; all where it does not say, or where there is no such stack.
    ///
    /// # Errors
    /// A stack.yaml that cannot be read.
    pub fn kinds(&self, stack: &str) -> Result<Vec<Kind>, Problem> {
        let all = || vec![Kind::Http, Kind::Worker, Kind::Job];
        let kinds = self.stack(stack)?.map(|stack| &stack.data["kinds"]).filter(|kinds| !kinds.is_null());
        Ok(kinds.and_then(|kinds| serde_json::from_value(kinds.clone()).ok()).unwrap_or_else(all))
    }

    /// How a developer starts the service for the first time, as far as its stack says so. A platform installs no more than
    /// its checks.
    #[must_use]
    pub fn run_commands(&self, service: &Service) -> Vec<String> {
        let Ok(stack) = self.stack_of(service) else { return Vec::new() };
        let install = stack.data["install"].as_str().filter(|_| !service.is_platform());
        install.into_iter().chain(stack.data["run"].as_str()).map(|command| fill(command, service)).collect()
    }

    /// The file from which the dependencies of a service are installed; none where its stack has no such file.
    #[must_use]
    pub fn lock_file(&self, service: &Service) -> Option<&str> {
        self.stack_of(service).ok()?.data["lock"].as_str()
    }

    /// Patterns of the files that a stack brings as a sample and that are the user's from then on.
    ///
    /// # Errors
    /// A stack.yaml that cannot be read.
    pub fn samples(&self, stack: &str, package_manager: Option<&str>) -> Result<Vec<String>, Problem> {
        Ok(self.stack_with(stack, package_manager)?.map(|stack| stack.seeded.clone()).unwrap_or_default())
    }

    /// What can install the dependencies of a service in that stack, the one that does where none is named first; none
    /// where the stack has no choice of them.
    ///
    /// # Errors
    /// One that cannot be read.
    pub fn package_managers(&self, stack: &str) -> Result<Vec<PackageManager>, Problem> {
        let mut managers = Vec::new();
        for name in self.stacks.package_managers_of(stack) {
            managers.extend(self.stacks.with(stack, name, &self.templates)?.map(|(manager, _)| manager.clone()));
        }
        let usual = self.stack(stack)?.and_then(Stack::package_manager);
        managers.sort_by_key(|manager| Some(manager.name.as_str()) != usual);
        Ok(managers)
    }

    /// The name of what installs the dependencies of a service; none where its stack has no choice.
    #[must_use]
    pub fn package_manager<'s>(&'s self, service: &'s Service) -> Option<&'s str> {
        let usual = || self.stack(service.stack()).ok()??.package_manager();
        service.package_manager.as_ref().map(Slug::as_str).or_else(usual)
    }

    /// The stack of a service, as its package manager has it.
    pub(crate) fn stack_of(&self, service: &Service) -> Result<&Stack, Problem> {
        let name = service.stack();
        let stack = self.stack_with(name, service.package_manager.as_ref().map(Slug::as_str))?;
        stack.ok_or_else(|| Problem::new(format!("unknown stack `{name}`")))
    }

    /// The same by name, where there is one.
    fn stack_with(&self, name: &str, package_manager: Option<&str>) -> Result<Option<&Stack>, Problem> {
        let Some(stack) = self.stack(name)? else { return Ok(None) };
        let Some(manager) = package_manager.or(stack.package_manager()) else { return Ok(Some(stack)) };
        match self.stacks.with(name, manager, &self.templates)? {
            Some((_, stack)) => Ok(Some(stack)),
            None => {
                let path = stack_file(name);
                let problem = Problem::new(format!("there is no templates/{}", manager_file(name, manager)));
                Err(self.templates.blame(&path, problem.at(self.templates.first_line(&path))))
            }
        }
    }

    /// The stack of that name, whatever its package manager; none where there is none.
    pub(crate) fn stack(&self, name: &str) -> Result<Option<&Stack>, Problem> {
        self.stacks.get(name, &self.templates)
    }

    /// The JSON Schema of `blip.yaml`.
    #[must_use]
    pub fn schema(&self) -> &Value {
        let compose = || {
            let names: Vec<_> = self.stacks.names().collect();
            let managers: Vec<_> = self.stacks.package_managers().into_iter().collect();
            // one that cannot be read is said to who uses it, and has nothing to say here
            let settings = |name: &str| Some((name.to_owned(), self.stack_settings(name).ok()?.clone()));
            let of_stacks = self.stacks.with_settings(&self.templates).filter_map(settings).collect();
            spec_schema(&self.settings, &names, &managers, &of_stacks)
        };
        self.schema.get_or_init(compose)
    }
}

fn manifest_path(folder: &str) -> String {
    format!("{folder}/manifest.yaml")
}

fn read_manifest(templates: &Templates, folder: &str) -> Result<Manifest, Problem> {
    let path = manifest_path(folder);
    match templates.get(&path) {
        Some(_) => Manifest::read(&path, templates),
        None => Err(Problem::new(format!("there is no {}", templates.name(&path)))),
    }
}

/// The folders of a team's own templates that nothing would ever read.
fn unused(templates: &Templates, radar: &Radar) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for path in templates.overlaid() {
        // a file beside the folders is a note to their reader
        let Some((folder, rest)) = path.split_once('/') else { continue };
        let place = templates.first_line(path);
        if folder == STACKS {
            let stack = rest.split('/').next().unwrap_or(rest);
            if rest.contains('/') && templates.get(&stack_file(stack)).is_none() && seen.insert(stack) {
                let problem = Problem::new(format!("the stack `{stack}` has no stack.yaml")).at(place);
                problems.push(problem.help(format!("add {}", templates.name(&stack_file(stack)))));
            }
        } else if ![SERVICE, SPEC].contains(&folder)
            && !radar.blips().any(|blip| blip.front.generator.as_deref() == Some(folder))
            && seen.insert(folder)
        {
            let problem = Problem::new(format!("no blip of the radar says `generator: {folder}`")).at(place);
            problems.push(problem.help("name the folder after one that does, or add a blip to the radar"));
        }
    }
    problems
}
