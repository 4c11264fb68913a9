//! One thing with a version, what was observed of it, and what is declared.

use semver::Version;
use serde::Serialize;

use super::rule::{Observation, sort};
use crate::level::{Level, Zero, core};

/// A chart, a module, a document: what was observed of it, held against what is declared.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Subject {
    /// What it is.
    pub kind: SubjectKind,
    /// What it is called.
    pub name: String,
    /// Its folder or file, from the repository's root.
    pub path: String,
    /// The least bump that its changes ask for.
    pub observed: Level,
    /// What is declared of it.
    pub declared: Declared,
    /// The least version that its changes ask for; none where it is not known from which one they count.
    pub needed: Option<Version>,
    /// How the two compare.
    pub judgement: Judgement,
    /// The changes, the gravest first.
    pub observations: Vec<Observation>,
}

/// A kind of thing that has a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SubjectKind {
    /// A Helm chart.
    HelmChart,
    /// A module of Terraform or OpenTofu.
    TerraformModule,
    /// An OpenAPI document.
    OpenApi,
    /// Protocol Buffers that buf knows.
    Protobuf,
    /// A Rust library that is published.
    RustLibrary,
}

impl SubjectKind {
    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::HelmChart => "chart",
            Self::TerraformModule => "module",
            Self::OpenApi => "interface",
            Self::Protobuf => "protocol",
            Self::RustLibrary => "library",
        }
    }
}

/// What is declared of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Declared {
    /// The file that declares it; none for the commits.
    pub file: Option<String>,
    /// How far it moves the version.
    pub level: Level,
    /// The version before.
    pub from: Option<Version>,
    /// The version after.
    pub to: Option<Version>,
}

/// How observed and declared compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Judgement {
    /// They are the same.
    Agrees,
    /// More is observed than declared.
    TooLow,
    /// Less is observed than declared: worth a note where nothing else is declared with it.
    TooHigh,
}

impl Declared {
    /// By the commits since `from`; a version that they name stands above what they amount to.
    pub(crate) fn by_commits(level: Level, from: Option<&Version>, asked: Option<&Version>, zero: Zero) -> Self {
        let to = asked.cloned().or_else(|| from.map(|from| level.apply(from, zero)));
        Self { file: None, level, from: from.cloned(), to }
    }

    /// By a version that moved in a file; none where it did not.
    pub(crate) fn by_file(file: &str, from: Option<Version>, to: Option<Version>) -> Option<Self> {
        let (from, to) = (from?, to?);
        (!from.cmp_precedence(&to).is_eq()).then(|| Self {
            file: Some(file.to_owned()),
            level: distance(&from, &to),
            from: Some(from),
            to: Some(to),
        })
    }

    /// How a change of this level compares with what is declared, and the least version that it asks for.
    pub(crate) fn judge(&self, observed: Level, zero: Zero) -> (Judgement, Option<Version>) {
        let needed = self.from.as_ref().map(|from| observed.apply(from, zero));
        let order = match (&needed, &self.to) {
            (Some(needed), Some(to)) => needed.cmp_precedence(&core(to)),
            _ => observed.cmp(&self.level),
        };
        let judgement = match order {
            std::cmp::Ordering::Greater => Judgement::TooLow,
            std::cmp::Ordering::Equal => Judgement::Agrees,
            std::cmp::Ordering::Less => Judgement::TooHigh,
        };
        (judgement, needed)
    }
}

impl Subject {
    pub(crate) fn new(
        kind: SubjectKind,
        (name, path): (&str, &str),
        declared: Declared,
        zero: Zero,
        mut observations: Vec<Observation>,
    ) -> Self {
        sort(&mut observations);
        let observed = observations.iter().map(|observation| observation.level).max().unwrap_or_default();
        let (judgement, needed) = declared.judge(observed, zero);
        let (name, path) = (name.to_owned(), path.to_owned());
        Self { kind, name, path, observed, declared, needed, judgement, observations }
    }

    /// The observations that speak against what is declared: those that ask for more, and those that are always wrong.
    pub fn faults(&self, zero: Zero) -> Vec<&Observation> {
        let speaks = |observation: &&Observation| {
            observation.wrong || self.declared.judge(observation.level, zero).0 == Judgement::TooLow
        };
        self.observations.iter().filter(speaks).collect()
    }
}

/// The number that moved from one version to another.
fn distance(from: &Version, to: &Version) -> Level {
    if from.major != to.major {
        Level::Major
    } else if from.minor != to.minor {
        Level::Minor
    } else {
        Level::Patch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap()
    }

    #[test]
    fn commits_and_files_declare() {
        use Judgement::{Agrees, TooHigh, TooLow};
        let cases = [
            // from, declared by commits, observed, judgement, needed
            ("1.2.3", Level::Minor, Level::Major, TooLow, "2.0.0"),
            ("1.2.3", Level::Major, Level::Major, Agrees, "2.0.0"),
            ("1.2.3", Level::Minor, Level::Patch, TooHigh, "1.2.4"),
            ("1.2.3", Level::None, Level::None, Agrees, "1.2.3"),
            // by the caret rule a feature moves the patch of 0.x
            ("0.2.3", Level::Patch, Level::Minor, Agrees, "0.2.4"),
            ("0.2.3", Level::Minor, Level::Major, TooLow, "0.3.0"),
        ];
        for (from, declared, observed, judgement, needed) in cases {
            let declared = Declared::by_commits(declared, Some(&version(from)), None, Zero::Caret);
            let found = declared.judge(observed, Zero::Caret);
            assert_eq!(found, (judgement, Some(version(needed))), "{from} {declared:?} {observed:?}");
        }
        let moved = |to| Declared::by_file("Chart.yaml", Some(version("1.2.3")), Some(version(to)));
        assert!(moved("1.2.3").is_none());
        assert_eq!(moved("1.3.0").unwrap().judge(Level::Major, Zero::Caret).0, TooLow);
        assert_eq!(moved("2.0.0-rc.1").unwrap().judge(Level::Major, Zero::Caret).0, Agrees);
    }

    #[test]
    fn without_a_version_levels_are_compared() {
        let declared = Declared::by_commits(Level::Minor, None, None, Zero::Caret);
        assert_eq!(declared.judge(Level::Major, Zero::Caret), (Judgement::TooLow, None));
        assert_eq!(declared.judge(Level::Patch, Zero::Caret), (Judgement::TooHigh, None));
    }
}
