//! `stack.yaml`: what a language brings with it, as data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Language;

/// The content of `templates/stacks/<stack>/stack.yaml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StackData {
    /// How people call it: `Node.js`.
    pub title: String,
    /// The version of the toolchain.
    pub version: String,
    /// What installs its dependencies, where it knows several.
    #[serde(default)]
    pub package_manager: Option<String>,
    /// The layers of its sources, as in a `manifest.yaml`; they are the business of `blip-generate`.
    #[serde(default)]
    pub layers: Vec<Value>,
    /// Globs over the generated paths that are written once, as in a `manifest.yaml`.
    #[serde(default)]
    pub seeded: Vec<String>,
    /// Templates that lay elsewhere before, as in a `manifest.yaml`.
    #[serde(default)]
    pub moved: BTreeMap<String, String>,
    /// What it can be told in `blip.yaml`, as in a `manifest.yaml`.
    #[serde(default)]
    pub settings: Value,
    /// The kinds of services that it can make; all of them where none is named.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Names that a service of this stack cannot bear.
    #[serde(default)]
    pub reserved_names: Vec<String>,
    /// The lock file, from which everything is installed.
    #[serde(default)]
    pub lock: Option<String>,
    /// Globs over what the image and the checks depend on.
    pub sources: Vec<String>,
    /// Lines of `.gitignore` and `.dockerignore`.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// Indentation by glob, for `.editorconfig`.
    #[serde(default)]
    pub indent: BTreeMap<String, Indent>,
    /// How a developer starts the service.
    pub run: String,
    /// What a line of the log begins with that belongs to the crash before it; absent where each is JSON.
    #[serde(default)]
    pub continuation: Option<String>,
    /// What its own templates say of the package manager, under names that they agree upon.
    #[serde(default)]
    pub words: Map<String, Value>,
    /// Installs the dependencies from the lock file; absent where the checks do so themselves.
    #[serde(default)]
    pub install: Option<String>,
    /// Where the version stands, for release tools that have to be told.
    #[serde(default)]
    pub versions: Vec<VersionPlace>,
    /// What Dependabot calls the places where it finds newer dependencies: `npm`.
    #[serde(default)]
    pub dependabot: Vec<String>,
    /// What developers and the pipeline check alike, in this order.
    pub checks: Vec<Check>,
    /// What Sentry needs to read its stack traces by: the stage `symbols` of the Dockerfile holds that. Absent where they
    /// name files and lines by themselves.
    #[serde(default)]
    pub symbols: Option<Symbols>,
    /// How the service is worked on in a container; absent where it cannot be.
    #[serde(default)]
    pub develop: Option<Develop>,
    /// What CodeQL calls the language; absent where it does not know it.
    #[serde(default)]
    pub codeql: Option<Language>,
    /// How GitHub Actions makes the checks possible.
    #[serde(default)]
    pub github: GithubStack,
    /// How GitLab CI makes the checks possible.
    pub gitlab: GitlabStack,
}

/// What Sentry needs to read stack traces by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Symbols {
    /// Which line of a program's machine code comes from which of its sources.
    DebugFiles,
    /// The same of JavaScript that was written by a program, with that JavaScript. What writes it is the user's to say.
    SourceMaps,
}

/// How a service is worked on in a container where only `/tmp` can be written to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Develop {
    /// An image with the toolchain and a shell.
    pub image: String,
    /// Environment variables.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// Builds it and becomes it, beside the sources.
    pub run: String,
}

/// How lines are indented: `4` or `tab`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Indent {
    /// By so many spaces.
    Spaces(u8),
    /// By tabs.
    Tabs(Tab),
}

/// The word `tab`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tab {
    /// It has no other form.
    Tab,
}

/// One command that fails where something is wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Its short name: `lint`.
    pub id: String,
    /// Its name in the pipeline's log: `Lint`.
    pub title: String,
    /// The command, in a POSIX shell.
    pub run: String,
    /// The command of the pipeline, where that has another one: the same check, with a report.
    #[serde(default)]
    pub pipeline: Option<String>,
    /// The files in which it says what it found.
    #[serde(default)]
    pub reports: Reports,
}

/// A place where the version of the service stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VersionPlace {
    /// The file.
    pub path: String,
    /// A regular expression of JavaScript for the lines that hold it, what is before and after it in two groups.
    pub around: String,
    /// How Release Please says it in `extra-files`; absent where the file holds nothing else.
    #[serde(default)]
    pub release_please: Option<BTreeMap<String, String>>,
}

/// Files in which a check says what it found; paths from the root of the repository.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reports {
    /// Which tests ran and how each ended (JUnit's XML).
    pub junit: Option<String>,
    /// Which lines the tests reached (Cobertura's XML).
    pub cobertura: Option<String>,
}

/// What a stack needs on GitHub Actions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GithubStack {
    /// Steps before `install` and the checks.
    pub setup: Vec<SetupStep>,
}

/// A step that prepares the checks: an action or a command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetupStep {
    /// Its name in the log.
    pub name: String,
    /// An action, by its name in `templates/ci/pins.yaml`.
    #[serde(default)]
    pub uses: Option<String>,
    /// What the action is given.
    #[serde(default)]
    pub with: Map<String, Value>,
    /// What the action is given as well where the service lies in a folder; `__folder__` stands for that.
    #[serde(default)]
    pub in_folder: Map<String, Value>,
    /// A command, where it is no action.
    #[serde(default)]
    pub run: Option<String>,
}

/// What a stack needs on GitLab CI.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GitlabStack {
    /// The image in which the checks run.
    pub image: String,
    /// Variables for all its commands.
    #[serde(default)]
    pub variables: Map<String, Value>,
    /// Commands before `install` and the checks.
    #[serde(default)]
    pub before: Vec<String>,
    /// What is kept from one run to the next.
    #[serde(default)]
    pub cache: Option<Cache>,
}

/// Files that are kept from one run to the next, until a lock file changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cache {
    /// The first part of its key.
    pub prefix: String,
    /// The files whose content is the rest of its key.
    pub files: Vec<String>,
    /// What is kept.
    pub paths: Vec<String>,
}

/// What a stack.yaml and its package manager come to, which says the rest: lists one after the other, sections key by
/// key, and of all else what the package manager says.
#[must_use]
pub fn laid_over(stack: &Value, over: &Value) -> Value {
    match (stack, over) {
        (Value::Object(stack), Value::Object(over)) => {
            let mut both = stack.clone();
            for (key, value) in over {
                let value = stack.get(key).map_or_else(|| value.clone(), |stack| laid_over(stack, value));
                both.insert(key.clone(), value);
            }
            both.into()
        }
        (Value::Array(stack), Value::Array(over)) => stack.iter().chain(over).cloned().collect(),
        (_, Value::Null) => stack.clone(),
        _ => over.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_follow_each_other_and_all_else_is_replaced() {
        let stack = json!({"ignore": ["a"], "github": {"setup": [1]}, "run": "x", "version": "1"});
        let over = json!({"ignore": ["b"], "github": {"setup": [2]}, "run": "y"});
        let both = json!({"ignore": ["a", "b"], "github": {"setup": [1, 2]}, "run": "y", "version": "1"});
        assert_eq!(laid_over(&stack, &over), both);
        assert_eq!(laid_over(&stack, &Value::Null), stack);
    }
}
