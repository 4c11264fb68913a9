//! From a selection to artifacts: each layer of each folder, rendered.

use std::collections::BTreeMap;

use blip_model::{
    Artifact, BlipId, FileMode, InvalidPath, Ownership, Place, Problem, Problems, RepoPath, Selection, Service,
    ServiceName,
};
use globset::{Glob, GlobSet, GlobSetBuilder};
use minijinja::value::{Serde, Value};

use crate::catalog::{Catalog, Generator, SERVICE};
use crate::compute::{Input, computed};
use crate::context::{context, with};
use crate::engine::{Engine, File};
use crate::manifest::{At, Layer};
use crate::placeholder::fill;
use crate::stack::STACKS;
use crate::templates::Templates;

/// The template of `blip.yaml` itself.
const SPEC: &str = "spec/blip.yaml";

/// How much the files of one service hold at most, how many there are, and how many steps a team's own templates may
/// take for all of them: what they make of a long list must end somewhere.
const MOST_BYTES: usize = 64 << 20;
const MOST_FILES: usize = 5_000;
const MOST_STEPS: u64 = 100_000_000;

/// Everything that the platform wants in the repository of a service, sorted by path.
///
/// # Errors
/// Mistakes in templates and paths that two of them claim, each with its place.
pub fn generate(catalog: &Catalog, selection: &Selection) -> Result<Vec<Artifact>, Problems> {
    let renderer = render(catalog, selection, None)?;
    let mut artifacts: Vec<Artifact> = renderer.artifacts.into_values().collect();
    artifacts.push(schema_file(catalog)?);
    let own = own_globs(&selection.spec.own)?;
    for artifact in artifacts.iter_mut().filter(|artifact| own.is_match(artifact.path.as_str())) {
        artifact.ownership = Ownership::Own;
    }
    artifacts.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(artifacts)
}

/// What is wrong with a line of the file at `path` as a mistake in the template that makes it; nothing where none does.
///
/// # Errors
/// Those of [`generate`].
pub fn blame(
    catalog: &Catalog,
    selection: &Selection,
    (path, line): (&RepoPath, usize),
    problem: Problem,
) -> Result<Option<Problem>, Problems> {
    let renderer = render(catalog, selection, Some(Sought { path: path.clone(), line, found: None }))?;
    let found = renderer.sought.and_then(|sought| sought.found);
    Ok(found.map(|(template, place)| catalog.templates.blame(&template, problem.at(place))))
}

fn render<'a>(
    catalog: &'a Catalog,
    selection: &'a Selection,
    sought: Option<Sought>,
) -> Result<Renderer<'a>, Problems> {
    let stack_name = selection.spec.service.stack();
    let stack = catalog.stack_of(&selection.spec.service)?;
    let base = context(selection, stack)?;
    let mut renderer = Renderer {
        catalog,
        service: &selection.spec.service,
        in_folder: selection.spec.repository.folder.is_some(),
        formerly: &selection.formerly,
        engine: catalog.engine()?,
        artifacts: BTreeMap::new(),
        bytes: 0,
        steps: 0,
        sought,
    };
    let common = Value::from(Serde(base));
    let service = Folder {
        name: SERVICE,
        layers: &catalog.service.layers,
        seeded: &catalog.service.seeded,
        moved: &catalog.service.moved,
        blip: None,
    };
    renderer.folder(&service, &common)?;
    let name = format!("{STACKS}/{stack_name}");
    renderer.folder(
        &Folder { name: &name, layers: &stack.layers, seeded: &stack.seeded, moved: &stack.moved, blip: None },
        &common,
    )?;
    for chosen in &selection.blips {
        let id = &chosen.blip.id;
        let Some(Generator { folder, manifest }) = catalog.blips.get(id) else { continue };
        let input = Input {
            selection,
            catalog,
            stack,
            templates: &catalog.templates,
            engine: renderer.engine,
            context: &common,
        };
        let own = computed(folder, &input)?;
        let context = minijinja::context! { ..Value::from(Serde(own)), ..common.clone() };
        let folder = Folder {
            name: folder,
            layers: &manifest.layers,
            seeded: &manifest.seeded,
            moved: &manifest.moved,
            blip: Some(id),
        };
        renderer.folder(&folder, &context)?;
    }
    Ok(renderer)
}

/// What templates see of a service, by the names that `templates/README.md` explains.
///
/// # Errors
/// A stack that there is not, or a name that cannot be composed.
pub fn facts(catalog: &Catalog, selection: &Selection) -> Result<serde_json::Value, Problems> {
    Ok(context(selection, catalog.stack_of(&selection.spec.service)?)?)
}

/// The text of a new `blip.yaml`, from the values that were asked for (see `templates/spec/blip.yaml`).
///
/// # Errors
/// A mistake in that template.
pub fn spec_file(catalog: &Catalog, answers: &serde_json::Value) -> Result<Artifact, Problems> {
    let file = File { template: SPEC, ownership: Ownership::Seeded, blip: None };
    let rendered = catalog.engine()?.render(&Value::from(Serde(answers)), &file)?;
    Ok(Artifact {
        path: path_of("blip.yaml", SPEC, &catalog.templates)?,
        formerly: Vec::new(),
        content: rendered.text,
        mode: FileMode::Regular,
        shared: false,
        ownership: Ownership::Seeded,
        blips: Vec::new(),
    })
}

/// The schema that editors read for `blip.yaml`.
fn schema_file(catalog: &Catalog) -> Result<Artifact, Problems> {
    let text = serde_json::to_string_pretty(catalog.schema()).map_err(|error| Problem::new(error.to_string()))?;
    Ok(Artifact {
        path: path_of(".blip/schema.json", SPEC, &catalog.templates)?,
        formerly: Vec::new(),
        content: text + "\n",
        mode: FileMode::Regular,
        shared: false,
        ownership: Ownership::Managed,
        blips: Vec::new(),
    })
}

/// A folder of templates, with what its manifest says.
struct Folder<'a> {
    name: &'a str,
    layers: &'a [Layer],
    seeded: &'a [String],
    moved: &'a BTreeMap<String, String>,
    /// The blip that it serves; none for the service's own files.
    blip: Option<&'a BlipId>,
}

impl Folder<'_> {
    /// The file that says which of its templates are used.
    fn manifest(&self) -> String {
        let name = if self.name.starts_with(STACKS) { "stack.yaml" } else { "manifest.yaml" };
        format!("{}/{name}", self.name)
    }
}

struct Renderer<'a> {
    catalog: &'a Catalog,
    service: &'a Service,
    /// Whether the repository has other services beside it.
    in_folder: bool,
    /// The service's former names.
    formerly: &'a [ServiceName],
    engine: &'a Engine,
    artifacts: BTreeMap<RepoPath, Artifact>,
    /// How much they hold.
    bytes: usize,
    /// How many steps they took.
    steps: u64,
    sought: Option<Sought>,
}

/// A line of a file, and the template and the place in it that it comes from.
struct Sought {
    path: RepoPath,
    line: usize,
    found: Option<(String, Place)>,
}

impl Renderer<'_> {
    /// Renders the layers of one folder.
    fn folder(&mut self, folder: &Folder<'_>, context: &Value) -> Result<(), Problems> {
        let seeded = globs(folder, &self.catalog.templates)?;
        for layer in folder.layers {
            let contexts = self.contexts(folder, layer, context)?;
            if contexts.len() > MOST_FILES {
                return Err(self.too_much(folder).into());
            }
            for context in contexts {
                for artifact in self.layer(folder, layer, &seeded, &context)? {
                    if self.artifacts.contains_key(&artifact.path) {
                        let what = format!("`{}` is made twice, the second time by these templates", artifact.path);
                        return Err(Problem::new(what)
                            .at(self.catalog.templates.first_line(&folder.manifest()))
                            .help("give what lends it its name (an environment?) another one")
                            .into());
                    }
                    self.artifacts.insert(artifact.path.clone(), artifact);
                }
            }
        }
        Ok(())
    }

    /// The contexts in which a layer is rendered: none where it is not used, several where it says `each`.
    fn contexts(&self, folder: &Folder<'_>, layer: &Layer, context: &Value) -> Result<Vec<Value>, Problem> {
        let manifest = folder.manifest();
        if let Some(condition) = &layer.when
            && !self.engine.holds(condition, context, &manifest)?
        {
            return Ok(Vec::new());
        }
        let (Some(list), Some(element)) = (&layer.each, &layer.element) else {
            return Ok(vec![context.clone()]);
        };
        let list = self.engine.value(list, context, &manifest)?;
        let templates = &self.catalog.templates;
        let items = list.try_iter().map_err(|error| {
            let problem = Problem::new(format!("`each`: {error}")).at(templates.first_line(&manifest));
            templates.blame(&manifest, problem)
        })?;
        // one more than there may be, so that too many are told
        Ok(items.take(MOST_FILES + 1).map(|item| with(context, element, item)).collect())
    }

    fn too_much(&self, folder: &Folder<'_>) -> Problem {
        let most = MOST_BYTES >> 20;
        let what =
            format!("these templates make more than {MOST_FILES} files or {most} MiB, or take too long for them");
        let place = self.catalog.templates.first_line(&folder.manifest());
        Problem::new(what).at(place).help("look for an `each` over too long a list")
    }

    /// Where the file of a template landed under the service's former names, and before its template moved.
    fn formerly(
        &self,
        folder: &Folder<'_>,
        layer: &Layer,
        context: &Value,
        source: &str,
        now: &RepoPath,
    ) -> Vec<RepoPath> {
        let moved = folder.moved.iter().filter(|(_, to)| *to == source).map(|(from, _)| from.as_str());
        let names = self.formerly.iter().map(|name| renamed(self.service, name));
        let services: Vec<Service> = std::iter::once(self.service.clone()).chain(names).collect();
        let paths = std::iter::once(source).chain(moved);
        // it may have had the repository to itself
        let alone = if layer.at == At::Repository { &[self.in_folder, !self.in_folder][..] } else { &[false] };
        let places = paths.flat_map(|path| {
            let of =
                move |service| alone.iter().map(move |in_folder| placed(path, service, layer, context, *in_folder));
            services.iter().flat_map(of)
        });
        places.filter_map(Result::ok).filter(|place| place != now).collect()
    }

    fn layer(
        &mut self,
        folder: &Folder<'_>,
        layer: &Layer,
        seeded: &GlobSet,
        context: &Value,
    ) -> Result<Vec<Artifact>, Problem> {
        let root = format!("{}/{}", folder.name, layer.folder);
        let mut artifacts = Vec::new();
        for (source_path, _) in self.catalog.templates.below(&root) {
            let template = format!("{root}/{source_path}");
            let place = placed(source_path, self.service, layer, context, self.in_folder);
            let path = place.map_err(|error| wrong_path(error, &template, &self.catalog.templates))?;
            if is_kept(&path) {
                let problem = Problem::new(format!("`{path}` is no file for a template to make"));
                let place = self.catalog.templates.first_line(&template);
                return Err(problem.at(place).help("blip.yaml is the user's, and .blip/ holds Blip's own records"));
            }
            let ownership = if seeded.is_match(path.as_str()) { Ownership::Seeded } else { Ownership::Managed };
            let file = File { template: &template, ownership, blip: folder.blip };
            let rendered = self.engine.render(context, &file)?;
            self.bytes += rendered.text.len();
            self.steps += rendered.steps;
            if self.artifacts.len() + artifacts.len() > MOST_FILES || self.bytes > MOST_BYTES || self.steps > MOST_STEPS
            {
                return Err(self.too_much(folder));
            }
            if let Some(sought) = self.sought.as_mut().filter(|sought| sought.path == path) {
                let place = self.engine.origin(sought.line, context, &file);
                sought.found = Some((template.clone(), place));
            }
            if rendered.text.trim().is_empty() {
                continue;
            }
            let mut blips: Vec<BlipId> = folder.blip.cloned().into_iter().collect();
            blips.extend(rendered.served.into_iter().filter(|id| Some(id) != folder.blip));
            let mode = if rendered.text.starts_with("#!") { FileMode::Executable } else { FileMode::Regular };
            let formerly = self.formerly(folder, layer, context, source_path, &path);
            let shared = layer.shared && path.is_from_root();
            artifacts.push(Artifact { path, formerly, content: rendered.text, mode, shared, ownership, blips });
        }
        Ok(artifacts)
    }
}

/// The service under another name.
fn renamed(service: &Service, name: &ServiceName) -> Service {
    Service { name: name.clone(), ..service.clone() }
}

/// The path with its placeholders filled in: the service's name, and the element's in a layer with `each`.
fn filled(path: &str, service: &Service, layer: &Layer, context: &Value) -> String {
    let path = fill(path, service);
    let Some(element) = &layer.element else { return path };
    let name = context.get_attr(element).and_then(|element| element.get_attr("name"));
    path.replace(&format!("__{element}__"), &name.map(|name| name.to_string()).unwrap_or_default())
}

/// The same as a path: from the root of the repository where the layer is laid out there and the service lies in a
/// folder of it. There `__prefix__` is its name, by which the files of several services are told apart.
fn placed(
    path: &str,
    service: &Service,
    layer: &Layer,
    context: &Value,
    in_folder: bool,
) -> Result<RepoPath, InvalidPath> {
    let prefix = if in_folder { format!("{}-", service.name) } else { String::new() };
    let path: RepoPath = filled(path, service, layer, context).replace("__prefix__", &prefix).parse()?;
    if path.is_from_root() {
        // what a template's own path begins with decides nothing
        return "".parse();
    }
    Ok(if in_folder && layer.at == At::Repository { path.from_root() } else { path })
}

fn path_of(path: &str, template: &str, templates: &Templates) -> Result<RepoPath, Problem> {
    path.parse().map_err(|error| wrong_path(error, template, templates))
}

fn wrong_path(error: InvalidPath, template: &str, templates: &Templates) -> Problem {
    templates.blame(template, Problem::new(error.to_string()).at(templates.first_line(template)))
}

/// Whether the path is the spec's, or one of Blip's own records.
fn is_kept(path: &RepoPath) -> bool {
    let lower = path.bare().to_lowercase();
    let mut parts = lower.split('/');
    // from the root of the repository those of every service can be reached
    let anywhere = path.is_from_root() && (parts.any(|part| part == ".blip") || path.file_name() == "blip.yaml");
    anywhere || lower == "blip.yaml" || lower == ".blip" || lower.starts_with(".blip/")
}

fn globs(folder: &Folder<'_>, templates: &Templates) -> Result<GlobSet, Problem> {
    let manifest = folder.manifest();
    glob_set(folder.seeded, |error| format!("seeded: {error}"))
        .map_err(|problem| templates.blame(&manifest, problem.at(templates.first_line(&manifest))))
}

/// The files that `blip.yaml` keeps for the user.
pub(crate) fn own_globs(patterns: &[String]) -> Result<GlobSet, Problem> {
    glob_set(patterns, |error| format!("own: {error}"))
}

fn glob_set(patterns: &[String], what: impl Fn(globset::Error) -> String) -> Result<GlobSet, Problem> {
    let mut globs = GlobSetBuilder::new();
    for pattern in patterns {
        globs.add(Glob::new(pattern).map_err(|error| Problem::new(what(error)))?);
    }
    globs.build().map_err(|error| Problem::new(what(error)))
}
