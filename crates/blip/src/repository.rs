//! A repository that was there before Blip: what it says of its service, as answers.

use std::fs;
use std::path::Path;

use anyhow::Result;
use blip_detect::{Fact, Finding, Findings, detect, is_noise, service_name};
use blip_generate::Catalog;
use blip_model::{Kind, Problem, RepoPath, RepositoryUrl};
use blip_project::{Remote, inventory};
use schemars::JsonSchema;
use serde::Serialize;

use crate::answers::{Answers, Origin};
use crate::known::{Found, Known, KnownEnvironment};
use crate::package_manager::PACKAGE_MANAGER;
use crate::ui::Ui;

/// The largest file that is read; what a person writes is smaller.
const LARGEST: u64 = 1 << 20;

/// What `blip.yaml` means where it says nothing.
const DEFAULT_PORT: &str = "8080";
const DEFAULT_LIVE: &str = "/healthz";
const DEFAULT_READY: &str = "/readyz";
const DEFAULT_BRANCH: &str = "main";
const DEFAULT_ENVIRONMENTS: [&str; 2] = ["staging", "production"];

/// What was found in a repository, as data.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FoundDocument {
    /// What its files say.
    files: Findings,
    /// Where git pushes it to.
    repository: Option<RepositoryUrl>,
    default_branch: Option<String>,
    /// Its last release.
    released: Option<Released>,
}

/// A release.
#[derive(Debug, Serialize, JsonSchema)]
struct Released {
    version: String,
    tag: String,
}

/// A repository that was there before Blip.
pub(crate) struct Existing {
    /// What is offered where something is asked.
    pub(crate) known: Known,
    /// What its files say.
    pub(crate) found: Findings,
    /// The version of its last release, and the tag.
    released: Option<(String, String)>,
    /// Why what bears the name of a package manager's file is none that can be taken for it.
    mistaken: Option<Problem>,
}

impl Existing {
    /// Looks at everything that git tracks or would take up. Nothing is run, and nothing asked of the network.
    pub(crate) fn look(folder: &Path, catalog: &Catalog) -> Result<Self> {
        let paths = inventory(folder, is_noise)?;
        let read = |path: &str| {
            let path = path.parse::<RepoPath>().ok()?.below(folder);
            let small = fs::metadata(&path).is_ok_and(|metadata| metadata.len() <= LARGEST);
            small.then(|| fs::read_to_string(&path).ok()).flatten()
        };
        let mut found = detect(paths.into_iter().map(String::from), &read);
        let mistaken = package_managers(&mut found, catalog, &read)?;
        let git = blip_project::detect(folder).unwrap_or_default();
        let mut known = Known { git, ..Known::default() };
        let absolute = std::path::absolute(folder)?;
        let folder_name = || absolute.file_name().and_then(|name| service_name(&name.to_string_lossy()));
        let of = |fact| found.first(fact).map(seen);
        let told = |value: Option<String>, place: &str| value.map(|value| Found { value, place: place.to_owned() });
        let remote_name =
            || told(known.git.remote.as_ref().and_then(|remote| service_name(remote.url.name())), "git remote");
        let name = of(Fact::Name).or_else(remote_name).or_else(|| told(folder_name(), "the folder's name"));
        let suggestions = [
            ("service.name", name),
            ("service.description", of(Fact::Description)),
            ("service.stack", of(Fact::Stack)),
            ("stacks.ruby.gem_server", of(Fact::GemServer)),
            ("service.package_manager", of(Fact::PackageManager)),
            ("service.owner", of(Fact::Owner)),
            ("image", of(Fact::Image)),
        ];
        known.suggested = suggestions.into_iter().filter_map(|(path, value)| Some((path, value?))).collect();
        known.package_managers = found.all(Fact::PackageManager).map(|finding| finding.value.clone()).collect();
        known.environments = environments(&found);
        Ok(Self { known, found, released: released(folder), mistaken })
    }

    /// Takes what was found for the answers that are never asked for, as far as it is no default.
    pub(crate) fn suggest(&self, answers: &mut Answers) -> Result<(), Problem> {
        let found = |fact| self.found.first(fact).map(seen);
        if let Some(port) = found(Fact::Port).filter(|port| port.value != DEFAULT_PORT)
            && !answers.is_given("service.port")
        {
            let number = port.value.parse::<u64>().unwrap_or_default();
            answers.take("service.port", number, Origin::Found(port.place))?;
        }
        if let Some(kind) = found(Fact::Kind)
            && !answers.is_given("service.kind")
        {
            answers.take("service.kind", kind.value, Origin::Found(kind.place))?;
        } else if let Some(port) = found(Fact::Port)
            && !answers.is_given("service.kind")
        {
            // what has a port answers requests
            answers.leave_out("service.kind", Origin::Found(port.place));
        }
        self.suggest_package_manager(answers)?;
        self.suggest_health(answers)?;
        if let Some(branch) = self.known.git.default_branch.as_deref().filter(|branch| *branch != DEFAULT_BRANCH)
            && !answers.is_given("repository.default_branch")
        {
            answers.take("repository.default_branch", branch, Origin::Found("git".to_owned()))?;
        }
        let url = answers.text("repository.url").and_then(|url| Remote::of(&url)).or(self.known.git.remote.clone());
        if let Some(forge) = found(Fact::Forge)
            && !answers.is_given("repository.provider")
            && url.is_none_or(|remote| remote.provider.is_none())
        {
            answers.take("repository.provider", forge.value, Origin::Found(forge.place))?;
        }
        Ok(())
    }

    /// Takes the package manager that the files tell.
    fn suggest_package_manager(&self, answers: &mut Answers) -> Result<(), Problem> {
        if answers.is_given(PACKAGE_MANAGER) {
            return Ok(());
        }
        if let Some(problem) = &self.mistaken {
            return Err(problem.clone());
        }
        let all: Vec<_> = self.found.all(Fact::PackageManager).collect();
        match all.as_slice() {
            [] => Ok(()),
            [found] => answers.take(PACKAGE_MANAGER, found.value.clone(), Origin::Found(seen(found).place)),
            several => {
                let told: Vec<_> = several.iter().map(ToString::to_string).collect();
                let problem = Problem::new(format!("the files are of several package managers: {}", told.join(", ")));
                let help = "remove those of the ones that are not used, or say which is: ";
                Err(problem.help(format!("{help}`--set {PACKAGE_MANAGER}={}`", several[0].value)))
            }
        }
    }

    fn suggest_health(&self, answers: &mut Answers) -> Result<(), Problem> {
        if answers.has("service.health") {
            return Ok(());
        }
        let found = |fact| self.found.value(fact);
        let (live, ready) = (found(Fact::Live).unwrap_or(DEFAULT_LIVE), found(Fact::Ready).unwrap_or(DEFAULT_READY));
        for (path, value, default) in
            [("service.health.live", live, DEFAULT_LIVE), ("service.health.ready", ready, DEFAULT_READY)]
        {
            // one endpoint cannot be both; then it tells whether the service lives
            if value != default && !(live == ready && path == "service.health.ready") {
                answers.set(path, value)?;
            }
        }
        Ok(())
    }

    /// Takes the environments that were found, as far as they are not those that there are by default.
    pub(crate) fn suggest_environments(&self, answers: &mut Answers) -> Result<(), Problem> {
        let found = &self.known.environments;
        if found.is_empty() || answers.has("environments") {
            return Ok(());
        }
        let is_reached = answers.is_http();
        let name = answers.text("service.name").or_else(|| Some(self.known.found("service.name")?.value));
        let name = name.unwrap_or_default();
        let list: Vec<_> = found.iter().map(|known| known.as_yaml(&name, is_reached)).collect();
        let is_default = list.iter().all(|known| known.len() == 1)
            && found.iter().map(|known| known.name.as_str()).eq(DEFAULT_ENVIRONMENTS);
        if is_default {
            return Ok(());
        }
        answers.set("environments", list.into_iter().map(serde_yaml::Value::Mapping).collect::<Vec<_>>())
    }

    /// Takes the image that was found, as far as it is not where the forge's own registry has it anyway.
    pub(crate) fn suggest_image(&self, answers: &mut Answers, catalog: &Catalog) -> Result<(), Problem> {
        let settled = answers.is_given("image") || answers.origin("image").is_some() && !answers.is_laid("image");
        let wanted = !settled && answers.kind() != Kind::Platform;
        let Some(image) = self.found.first(Fact::Image).map(seen).filter(|_| wanted) else { return Ok(()) };
        let selection = catalog.select(answers.document()).ok();
        let default = selection.and_then(|selection| selection.spec.image().ok());
        if default.is_none_or(|default| default.as_str() != image.value) {
            answers.take("image", image.value, Origin::Found(image.place))?;
        }
        Ok(())
    }

    /// The stack must be given or found: its default is a guess that would fill the repository with another language.
    pub(crate) fn require_stack(&self, answers: &Answers, catalog: &Catalog) -> Result<(), Problem> {
        let found = self.known.found("service.stack").is_some();
        let is_settled = answers.is_given("service.stack") || answers.is_laid("service.stack") && !found;
        if is_settled || answers.kind() == Kind::Platform {
            return Ok(());
        }
        let known: Vec<_> = catalog.stacks()?.into_iter().map(|(name, _)| name).collect();
        let give = format!("give it with `--set service.stack=…`: {}", known.join(", "));
        let folders: Vec<_> = self.found.all(Fact::Service).map(|service| service.value.as_str()).collect();
        match self.found.first(Fact::Stack) {
            Some(_) => Ok(()),
            None if folders.is_empty() => Err(Problem::new("nothing here tells the stack").help(give)),
            None => {
                let what = format!("nothing here tells the stack, but below it does: {}", folders.join(", "));
                Err(Problem::new(what).help(format!("begin with one of them: `blip init -C {}`", folders[0])))
            }
        }
    }

    /// Whether it has sources of its own, beside which those of a sample would be in the way.
    pub(crate) fn has_sources(&self) -> bool {
        self.found.first(Fact::Stack).is_some()
    }

    /// What was found and where, one line each.
    pub(crate) fn print(&self, ui: &Ui) {
        let git = self.known.git.remote.as_ref().map(|remote| ("Repository", remote.url.to_string(), "git remote"));
        let branch = self.known.git.default_branch.clone().map(|branch| ("Branch", branch, "git"));
        let released = self.released.as_ref().map(|(version, tag)| ("Released", version.clone(), tag.as_str()));
        let of_git = [git, branch, released].into_iter().flatten();
        let rows = self
            .rows()
            .into_iter()
            .map(|finding| (finding.fact.title(), finding.value.clone(), format!("{}:{}", finding.file, finding.line)));
        let rows: Vec<_> = rows.chain(of_git.map(|(title, value, place)| (title, value, place.to_owned()))).collect();
        if rows.is_empty() {
            ui.done("Nothing was found that tells what this is.");
            return;
        }
        ui.done("Found:");
        let widest = rows.iter().map(|(_, value, _)| console::measure_text_width(value)).max().unwrap_or_default();
        let width = widest.min(ui.columns().saturating_sub(40).max(20));
        for (title, value, place) in rows {
            let value = console::truncate_str(&value, width, "…").into_owned();
            let value = console::pad_str(&value, width, console::Alignment::Left, None).into_owned();
            ui.done(format!("  {title:<11} {value}  {place}"));
        }
    }

    /// What was found as data.
    pub(crate) fn document(&self) -> FoundDocument {
        let git = &self.known.git;
        FoundDocument {
            files: self.found.clone(),
            repository: git.remote.as_ref().map(|remote| remote.url.clone()),
            default_branch: git.default_branch.clone(),
            released: self.released.clone().map(|(version, tag)| Released { version, tag }),
        }
    }

    /// Of each fact the first finding; all of those of which there may be several.
    fn rows(&self) -> Vec<&Finding> {
        let several = |fact| {
            use Fact::{Chart, Compose, Dockerfile, Environment, Host, Namespace, Pipeline, Service};
            matches!(fact, Environment | Host | Namespace | Dockerfile | Chart | Compose | Pipeline | Service)
        };
        let first = |finding: &&Finding| several(finding.fact) || self.found.first(finding.fact) == Some(finding);
        let mut rows: Vec<_> = self.found.iter().filter(first).collect();
        rows.sort_by_key(|finding| finding.fact);
        rows
    }
}

/// Finds the package managers whose files are here, and says why one of those files is not what its name says.
fn package_managers(
    found: &mut Findings,
    catalog: &Catalog,
    read: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<Problem>, Problem> {
    let Some(stack) = found.value(Fact::Stack).map(str::to_owned) else { return Ok(None) };
    let mut mistaken = None;
    for manager in catalog.package_managers(&stack)? {
        if let Some(file) = manager.found(read) {
            found.add(Fact::PackageManager, &manager.name, file, 1);
            mistaken = mistaken.or_else(|| manager.mistaken(read));
        }
    }
    Ok(mistaken)
}

/// A finding as it is offered.
fn seen(finding: &Finding) -> Found {
    Found { value: finding.value.clone(), place: format!("{}:{}", finding.file, finding.line) }
}

/// The environments that the files name, each with what they say of it.
fn environments(found: &Findings) -> Vec<KnownEnvironment> {
    let of = |fact, name: &str| {
        let values = found.all(fact).filter_map(|finding| finding.value.split_once(' '));
        values.filter(|(of, _)| *of == name).map(|(_, value)| value.to_owned()).next()
    };
    let environment = |finding: &Finding| KnownEnvironment {
        name: finding.value.clone(),
        host: of(Fact::Host, &finding.value),
        namespace: of(Fact::Namespace, &finding.value),
    };
    found.all(Fact::Environment).map(environment).collect()
}

/// The version of the last release, and its tag.
fn released(folder: &Path) -> Option<(String, String)> {
    let repository = blip_semver::Repository::discover(folder).ok()?;
    let current = blip_semver::current(&repository, &blip_semver::Options::default()).ok()?;
    Some((current.version?.to_string(), current.tag?.name))
}
