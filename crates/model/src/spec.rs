//! `blip.yaml`: what a service is and which blips it uses.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::schema::unknown_keys;
use crate::{
    BlipId, Cluster, Description, Document, Folder, Host, HttpPath, ImageRef, InvalidName, PackSource, Problem,
    Problems, RepositoryUrl, ServiceName, Slug,
};

/// The longest name of a namespace: a DNS label (RFC 1123).
const LONGEST_LABEL: usize = 63;

/// What a service is and which blips it uses: the content of `blip.yaml`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "blip.yaml")]
pub struct Spec {
    /// The version of this format; 1 is the only one so far.
    #[schemars(range(min = 1, max = 1))]
    pub version: u32,
    /// A team's own templates and radar, laid on top of Blip's.
    #[serde(default)]
    pub pack: Option<PackSource>,
    /// The service itself.
    pub service: Service,
    /// Where its sources live.
    pub repository: Repository,
    /// Where its image is pushed, without tag or digest; by default the forge's own registry.
    #[serde(default)]
    pub image: Option<ImageRef>,
    /// Where it runs, in the order in which a change reaches them.
    #[serde(default = "default_environments")]
    #[schemars(length(min = 1))]
    pub environments: Vec<Environment>,
    /// What its stack is told, below the stack's name.
    #[serde(default)]
    pub stacks: BTreeMap<String, Value>,
    /// The blips that it uses, with their settings; by default those that the radar adopts.
    #[serde(default)]
    pub blips: Option<BTreeMap<BlipId, Value>>,
    /// Files that Blip would generate and leaves to the user: paths, or patterns such as `src/**`.
    #[serde(default)]
    pub own: Vec<String>,
}

/// The service itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// A DNS label that begins with a letter; chart, image, Application and release bear it.
    pub name: ServiceName,
    /// What it does, in one line.
    pub description: Description,
    /// The team that answers for it.
    pub owner: Slug,
    /// The system that it is a part of; by default the owner's.
    #[serde(default)]
    pub system: Option<Slug>,
    /// Whether it answers requests, works in the background, runs on a schedule, or is what services run on.
    #[serde(default)]
    pub kind: Kind,
    /// The language and tools that it is built with; a platform has none.
    #[serde(default)]
    pub stack: Option<Slug>,
    /// What installs its dependencies, or builds it, where the stack knows several; by default the stack's usual one.
    #[serde(default)]
    pub package_manager: Option<Slug>,
    /// The port that it listens on.
    #[serde(default)]
    pub port: Port,
    /// The endpoints that tell how it is.
    #[serde(default)]
    pub health: Health,
}

/// How a service is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// It answers HTTP requests.
    #[default]
    Http,
    /// It works in the background and has no port.
    Worker,
    /// It runs on a schedule and ends.
    Job,
    /// No service: the repository of a platform's own things, such as a log store, for the services of many teams.
    Platform,
}

impl Kind {
    /// The word for it in `blip.yaml`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Worker => "worker",
            Self::Job => "job",
            Self::Platform => "platform",
        }
    }
}

/// A TCP port that a process without privileges may open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "u64")]
pub struct Port(#[schemars(range(min = 1024, max = 65535))] u16);

/// The endpoints that tell how a service is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Health {
    /// Fails where only a restart helps.
    pub live: HttpPath,
    /// Fails while no requests should be sent.
    pub ready: HttpPath,
}

/// Where the sources live.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Repository {
    /// The forge whose pipelines are used.
    pub provider: Provider,
    /// The address that a browser shows, without `.git`.
    pub url: RepositoryUrl,
    /// The branch that releases come from.
    #[serde(default = "default_branch")]
    #[schemars(regex(pattern = r"^[A-Za-z0-9][A-Za-z0-9._/-]*$"))]
    pub default_branch: String,
    /// The folder that holds this blip.yaml, from the root of a repository with several services.
    #[serde(default)]
    pub folder: Option<Folder>,
}

/// A forge that Blip writes pipelines for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// GitHub Actions.
    Github,
    /// GitLab CI.
    Gitlab,
}

/// A place where the service runs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Environment {
    /// Short and unique: staging, production.
    pub name: Slug,
    /// The host name under which it is reached there, if it is reached from outside.
    #[serde(default)]
    pub host: Option<Host>,
    /// The Kubernetes namespace; by default `<service>-<environment>`.
    #[serde(default)]
    pub namespace: Option<Slug>,
    /// The cluster, as Argo CD knows it: a name, or the address of its API server; by default that of `argocd.server`.
    #[serde(default)]
    pub cluster: Option<Cluster>,
    /// What brings a change there; by default a release for the last environment of several, the branch for all others.
    #[serde(default)]
    pub deploys: Option<Deploys>,
}

/// What brings a change to an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Deploys {
    /// Each push to the default branch.
    Branch,
    /// A release: a tag `vX.Y.Z`.
    Release,
}

impl Spec {
    /// The spec that a document holds. `schema` is that of [`crate::spec_schema`].
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place.
    pub fn from_document(document: &Document, schema: &Value) -> Result<Self, Problems> {
        let unknown = unknown_keys(document, schema);
        if !unknown.is_empty() {
            return Err(Problems::sorted(unknown));
        }
        let spec: Self = document.deserialize()?;
        Problems::or_ok(spec.faults(document), spec)
    }

    /// The image, by default in the forge's own registry.
    ///
    /// # Errors
    /// Where the forge's path is no legal path in a registry.
    pub fn image(&self) -> Result<ImageRef, InvalidName> {
        match &self.image {
            Some(image) => Ok(image.clone()),
            None if self.repository.folder.is_some() => {
                format!("{}/{}", self.repository.default_image(), self.service.name).parse()
            }
            None => self.repository.default_image().parse(),
        }
    }

    /// What tags of its versions begin with: `v`, or `checkout/v` where others are released from the same repository.
    ///
    /// No name holds a `/`, so no tag of one service can be taken for one of another.
    #[must_use]
    pub fn tag_prefix(&self) -> String {
        if self.repository.folder.is_some() { format!("{}/v", self.service.name) } else { "v".to_owned() }
    }

    /// A name that the services of one repository would otherwise share: `preview`, or `checkout-preview` where there are
    /// others.
    #[must_use]
    pub fn own_name(&self, name: &str) -> String {
        if self.repository.folder.is_some() { format!("{}-{name}", self.service.name) } else { name.to_owned() }
    }

    /// The namespace of an environment.
    #[must_use]
    pub fn namespace(&self, environment: &Environment) -> String {
        match &environment.namespace {
            Some(namespace) => namespace.to_string(),
            None => format!("{}-{}", self.service.name, environment.name),
        }
    }

    /// What brings a change to each environment.
    pub fn deploys(&self) -> impl Iterator<Item = (&Environment, Deploys)> {
        let last = self.environments.len() - 1;
        self.environments.iter().enumerate().map(move |(i, environment)| {
            let default = if i == last && last > 0 { Deploys::Release } else { Deploys::Branch };
            (environment, environment.deploys.unwrap_or(default))
        })
    }

    /// The rules that hold between values, or that a type cannot say.
    fn faults(&self, document: &Document) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.version != 1 {
            let what = format!("version {} of this format is unknown", self.version);
            problems.push(document.problem("version", what).help("write `version: 1`, or install a newer Blip"));
        }
        if self.service.health.live == self.service.health.ready {
            let what = format!("live and ready are both {}", self.service.health.live);
            let help = "a service that is busy is not ready but alive: one endpoint for both would restart it";
            problems.push(document.problem("service.health", what).help(help));
        }
        problems.extend(self.repository.fault(document));
        problems.extend(self.kind_faults(document));
        if let Err(error) = self.image()
            && !self.service.is_platform()
        {
            problems.push(document.problem("repository.url", error.to_string()).help("give `image:` yourself"));
        }
        problems.extend(self.environment_faults(document));
        problems
    }

    /// A service is built of a stack and runs as an image; a platform is neither built nor run.
    fn kind_faults(&self, document: &Document) -> Vec<Problem> {
        let Service { stack, package_manager, .. } = &self.service;
        if !self.service.is_platform() {
            let missing = || document.problem("service", "service: missing field `stack`");
            let help = "name the language that it is built with, such as `stack: rust`; only `kind: platform` has none";
            return stack.is_none().then(|| missing().help(help)).into_iter().collect();
        }
        let given = [
            ("service.stack", stack.is_some()),
            ("service.package_manager", package_manager.is_some()),
            ("image", self.image.is_some()),
        ];
        let given = given.into_iter().filter(|(_, is_given)| *is_given);
        let problem = |(path, _): (&str, bool)| {
            let problem =
                document.problem(path, format!("a platform has no `{path}`: nothing is built in its repository"));
            problem.help(format!("remove it, or choose another `service.kind` ({})", Kind::SERVICES.join(", ")))
        };
        given.map(problem).collect()
    }

    fn environment_faults(&self, document: &Document) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.environments.is_empty() {
            let problem = document.problem("environments", "there is no environment");
            problems.push(problem.help("name at least one, for example `environments: [{name: production}]`"));
        }
        let mut names = BTreeSet::new();
        let mut namespaces = BTreeSet::new();
        for (i, environment) in self.environments.iter().enumerate() {
            let path = format!("environments.{i}");
            if !names.insert(&environment.name) {
                let what = format!("environment `{}` stands here twice", environment.name);
                problems.push(document.problem(&format!("{path}.name"), what).help("give each a name of its own"));
                continue;
            }
            let namespace = self.namespace(environment);
            if namespace.len() > LONGEST_LABEL {
                let what = format!(
                    "namespace `{namespace}` has {} characters, at most {LONGEST_LABEL} are allowed",
                    namespace.len()
                );
                problems.push(document.problem(&path, what).help(format!("give `{path}.namespace` yourself")));
            }
            if namespace == "argocd" || namespace.starts_with("kube-") {
                let what = format!("namespace `{namespace}` belongs to the cluster");
                problems.push(document.problem(&path, what).help("choose another for the service"));
            }
            if !namespaces.insert((environment.cluster.clone(), namespace.clone())) {
                let what = format!("two environments share the namespace `{namespace}`");
                problems.push(document.problem(&path, what).help("the release of one would overwrite the other's"));
            }
        }
        problems
    }
}

impl Kind {
    /// The kinds of services, as blip.yaml writes them.
    pub const SERVICES: [&str; 3] = ["http", "worker", "job"];
}

impl Service {
    /// What stands for a stack in a platform's repository: what its checks need. No service can name it.
    pub const PLATFORM: &str = "platform";

    /// The system that it is a part of.
    #[must_use]
    pub fn system(&self) -> &Slug {
        self.system.as_ref().unwrap_or(&self.owner)
    }

    /// Whether it is a platform and no service.
    #[must_use]
    pub fn is_platform(&self) -> bool {
        self.kind == Kind::Platform
    }

    /// The folder below `templates/stacks/` that it is built by: its stack, or [`Service::PLATFORM`].
    #[must_use]
    pub fn stack(&self) -> &str {
        self.stack.as_ref().map_or(Self::PLATFORM, Slug::as_str)
    }

    /// Its name where `-` is not allowed: `checkout_api`.
    #[must_use]
    pub fn module(&self) -> String {
        self.name.as_str().replace('-', "_")
    }
}

impl Repository {
    /// The folder of the service, to be put before a path that is named from the service: `services/checkout/`, or
    /// nothing where the repository is its own.
    #[must_use]
    pub fn prefix(&self) -> String {
        self.folder.as_ref().map(|folder| format!("{folder}/")).unwrap_or_default()
    }

    fn default_image(&self) -> String {
        let path = self.url.path().to_lowercase();
        match (self.provider, self.url.host()) {
            (Provider::Github, "github.com") => format!("ghcr.io/{path}"),
            // GitHub Enterprise Server's own, with subdomain isolation
            (Provider::Github, host) => format!("containers.{host}/{path}"),
            // GitLab's own convention for its container registry
            (Provider::Gitlab, host) => format!("registry.{host}/{path}"),
        }
    }

    fn fault(&self, document: &Document) -> Option<Problem> {
        let path = "repository.default_branch";
        if !is_branch(&self.default_branch) {
            let what = format!("`{}` is no name of a branch", self.default_branch);
            return Some(document.problem(path, what).help("use letters, digits and `. _ / -`"));
        }
        let other = match (self.provider, self.url.host()) {
            (Provider::Github, "gitlab.com") => "gitlab",
            (Provider::Gitlab, "github.com") => "github",
            _ => return None,
        };
        let problem =
            document.problem("repository.provider", format!("{} is no repository of that provider", self.url));
        Some(problem.help(format!("write `provider: {other}`")))
    }
}

/// A careful part of git-check-ref-format(1): what is legal here is legal for git, a shell and both forges.
pub(crate) fn is_branch(text: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || "._/-".contains(c);
    let part = |part: &str| !part.is_empty() && !part.starts_with(['.', '-']) && !part.ends_with(['.', '-']);
    text.chars().all(legal) && !text.contains("..") && !text.ends_with(".lock") && text.split('/').all(part)
}

impl Port {
    /// The number.
    #[must_use]
    pub fn number(self) -> u16 {
        self.0
    }
}

impl Default for Port {
    fn default() -> Self {
        Self(8080)
    }
}

impl TryFrom<u64> for Port {
    type Error = String;

    fn try_from(number: u64) -> Result<Self, String> {
        match u16::try_from(number) {
            Ok(port) if port >= 1024 => Ok(Self(port)),
            Ok(_) => {
                Err(format!("port {number} needs privileges that the container has not; choose one from 1024 to 65535"))
            }
            Err(_) => Err(format!("{number} is no port; choose one from 1024 to 65535")),
        }
    }
}

impl Default for Health {
    fn default() -> Self {
        let path = |text: &str| HttpPath::try_from(text.to_owned());
        match (path("/healthz"), path("/readyz")) {
            (Ok(live), Ok(ready)) => Self { live, ready },
            _ => unreachable!("both are paths"),
        }
    }
}

fn default_branch() -> String {
    "main".to_owned()
}

fn default_environments() -> Vec<Environment> {
    let named = |name: &str| {
        let name = Slug::try_from(name.to_owned()).ok()?;
        Some(Environment { name, host: None, namespace: None, cluster: None, deploys: None })
    };
    ["staging", "production"].into_iter().filter_map(named).collect()
}
