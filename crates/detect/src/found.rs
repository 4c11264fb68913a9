//! What was found, and where.

use std::fmt;

use serde::Serialize;

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    /// The language and tools: the name of a stack.
    Stack,
    /// Where gems come from.
    GemServer,
    /// What installs its dependencies, or builds it, where the stack knows several.
    PackageManager,
    /// What the service is called, as a DNS label.
    Name,
    /// What it does, in one line.
    Description,
    /// The version that a manifest bears.
    Version,
    /// The port that it listens on.
    Port,
    /// The path of the endpoint that tells whether it lives.
    Live,
    /// The path of the endpoint that tells whether it takes requests.
    Ready,
    /// Where its image is pushed, without a tag.
    Image,
    /// What it is: `worker` or `job`. Nothing where it answers requests, or may.
    Kind,
    /// The team that answers for it.
    Owner,
    /// An environment that it runs in.
    Environment,
    /// The name of an environment, and the host under which it is reached there: `staging staging.acme.example`.
    Host,
    /// The name of an environment, and its Kubernetes namespace: `staging shop-staging`.
    Namespace,
    /// The forge that its pipeline is written for: `github` or `gitlab`.
    Forge,
    /// How its image is built.
    Dockerfile,
    /// The folder of a Helm chart.
    Chart,
    /// A file of containers for Compose.
    Compose,
    /// A pipeline.
    Pipeline,
    /// A folder below this one that has a manifest, where this one has none.
    Service,
}

impl Fact {
    /// The words for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Stack => "Stack",
            Self::GemServer => "Gem server",
            Self::PackageManager => "Packages",
            Self::Name => "Name",
            Self::Description => "Description",
            Self::Version => "Version",
            Self::Port => "Port",
            Self::Live => "Liveness",
            Self::Ready => "Readiness",
            Self::Image => "Image",
            Self::Kind => "Kind",
            Self::Owner => "Owner",
            Self::Environment => "Environment",
            Self::Host => "Host",
            Self::Namespace => "Namespace",
            Self::Forge => "Forge",
            Self::Dockerfile => "Dockerfile",
            Self::Chart => "Chart",
            Self::Compose => "Compose",
            Self::Pipeline => "Pipeline",
            Self::Service => "Service",
        }
    }
}

/// One thing that a file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Finding {
    /// What it is about.
    pub fact: Fact,
    /// What it says.
    pub value: String,
    /// The file, relative to the folder that was searched.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The blip of the radar that it is an instance of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blip: Option<&'static str>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}:{})", self.value, self.file, self.line)
    }
}

/// Everything that was found: of each fact, the most trustworthy finding first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// All findings, in the order in which they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.0.iter()
    }

    /// All findings of one fact, the most trustworthy first.
    pub fn all(&self, fact: Fact) -> impl Iterator<Item = &Finding> {
        self.0.iter().filter(move |finding| finding.fact == fact)
    }

    /// The most trustworthy finding of one fact.
    #[must_use]
    pub fn first(&self, fact: Fact) -> Option<&Finding> {
        self.all(fact).next()
    }

    /// What the most trustworthy finding of one fact says.
    #[must_use]
    pub fn value(&self, fact: Fact) -> Option<&str> {
        self.first(fact).map(|finding| finding.value.as_str())
    }

    /// Adds a finding that is less trustworthy than those before it. The same value is kept once.
    pub fn add(&mut self, fact: Fact, value: impl Into<String>, file: &str, line: usize) {
        self.add_of(fact, value, file, line, None);
    }

    /// The same for an instance of a blip.
    pub(crate) fn add_of(
        &mut self,
        fact: Fact,
        value: impl Into<String>,
        file: &str,
        line: usize,
        blip: Option<&'static str>,
    ) {
        let value = value.into();
        if !self.all(fact).any(|known| known.value == value) {
            self.0.push(Finding { fact, value, file: file.to_owned(), line, blip });
        }
    }
}
