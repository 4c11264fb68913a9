//! The package managers of a stack: `package-managers/<name>.yaml` in its folder, each laid over its stack.yaml.

use blip_model::{Place, Problem, Service, nearest};
use serde::Deserialize;
use serde_json::Value;

/// What installs the dependencies of a service, and often builds it, where its stack knows several.
#[derive(Debug, Clone)]
pub struct PackageManager {
    /// Its name in blip.yaml: `pnpm`.
    pub name: String,
    /// How people call it.
    pub title: String,
    /// The files of which each tells that a repository uses it; its lock file first.
    pub found_by: Vec<String>,
    /// Why no new service can be made with it; absent where one can.
    pub only_existing: Option<String>,
    /// What another tool has written although the file bears the name of one of this.
    not: Vec<Line>,
    /// What the pipeline builds on.
    expects: Vec<Line>,
}

/// A line of a file, and what follows from it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    /// The file, from the folder of the service.
    file: String,
    /// What stands in the line; without it this is about the file as such.
    #[serde(default)]
    holds: Option<String>,
    /// What is wrong.
    what: String,
    /// What to do about it.
    help: String,
}

/// The content of such a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Told {
    title: String,
    found_by: Vec<String>,
    #[serde(default)]
    only_existing: Option<String>,
    #[serde(default)]
    not: Vec<Line>,
    #[serde(default)]
    expects: Vec<Line>,
    /// What it has to say in the words of a stack.yaml.
    #[serde(default)]
    stack: Value,
}

/// What a file holds.
type Read<'a> = &'a dyn Fn(&str) -> Option<String>;

impl PackageManager {
    /// That of the name, with what it has to say in the words of a stack.yaml.
    pub(crate) fn new(name: &str, told: Told) -> (Self, Value) {
        let Told { title, found_by, only_existing, not, expects, stack } = told;
        (Self { name: name.to_owned(), title, found_by, only_existing, not, expects }, stack)
    }

    /// The first file that tells that a repository uses it.
    #[must_use]
    pub fn found(&self, read: Read<'_>) -> Option<&str> {
        self.found_by.iter().map(String::as_str).find(|file| read(file).is_some())
    }

    /// Why it cannot be taken for what the repository uses, although a file bears the name of one of its own.
    #[must_use]
    pub fn mistaken(&self, read: Read<'_>) -> Option<Problem> {
        self.not.iter().find_map(|line| Some(line.problem(line.stands_in(&read(&line.file)?)?)))
    }

    /// What is not in the repository that the pipeline builds on.
    fn lacking(&self, read: Read<'_>) -> impl Iterator<Item = Problem> {
        let is_there = move |line: &&Line| read(&line.file).is_some_and(|text| line.stands_in(&text).is_some());
        self.expects.iter().filter(move |line| !is_there(line)).map(|line| line.problem(1))
    }
}

impl Line {
    /// The number of the first such line, counted from 1.
    fn stands_in(&self, text: &str) -> Option<usize> {
        let Some(part) = &self.holds else { return Some(1) };
        text.lines().position(|line| line.contains(part)).map(|index| index + 1)
    }

    fn problem(&self, line: usize) -> Problem {
        Problem::new(&self.what).at(Place { file: self.file.clone(), line, column: 1 }).help(&self.help)
    }
}

/// Where the files of a repository say something else than blip.yaml of what installs the dependencies of `service`.
/// `all` are the package managers of its stack.
#[must_use]
pub fn at_odds(all: &[PackageManager], chosen: &str, read: Read<'_>) -> Vec<Problem> {
    let Some(mine) = all.iter().find(|known| known.name == chosen) else { return Vec::new() };
    let others = all.iter().filter(|other| other.name != chosen);
    let of_others = others.filter_map(|other| {
        let file = other.found(read)?;
        let what = format!("`{file}` is of {}, and the service is built with {}", other.title, mine.title);
        let help = format!("remove it, or write `package_manager: {}` below `service` in blip.yaml", other.name);
        Some(Problem::new(what).at(Place { file: file.to_owned(), line: 1, column: 1 }).help(help))
    });
    of_others.chain(mine.mistaken(read)).chain(mine.lacking(read)).collect()
}

/// What is wrong with the name that a service gives; `known` are those of its stack.
pub(crate) fn fault(service: &Service, known: &[&str]) -> Option<Problem> {
    let name = service.package_manager.as_ref()?.as_str();
    if known.contains(&name) {
        return None;
    }
    let stack = service.stack();
    if known.is_empty() {
        let problem = Problem::new(format!("the stack `{stack}` has no choice of package managers"));
        return Some(problem.help("remove `package_manager`"));
    }
    let help = match nearest(name, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("those of {stack}: {}", known.join(", ")),
    };
    Some(Problem::new(format!("unknown package manager `{name}`")).help(help))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn managers() -> Vec<PackageManager> {
        let manager = |name, value| PackageManager::new(name, serde_json::from_value::<Told>(value).unwrap()).0;
        let npm = json!({"title": "npm", "found_by": ["package-lock.json"]});
        let yarn = json!({
            "title": "Yarn", "found_by": ["yarn.lock"],
            "not": [{"file": "yarn.lock", "holds": "# v1", "what": "too old", "help": "renew it"}],
            "expects": [{"file": "package.json", "holds": "\"packageManager\": \"yarn@", "what": "which?", "help": "say"}],
        });
        vec![manager("npm", npm), manager("yarn", yarn)]
    }

    fn problems(chosen: &str, files: &[(&str, &str)]) -> Vec<String> {
        let read = |path: &str| files.iter().find(|(file, _)| *file == path).map(|(_, text)| (*text).to_owned());
        at_odds(&managers(), chosen, &read).iter().map(|problem| format!("{problem}")).collect()
    }

    #[test]
    fn files_of_another_package_manager_are_at_odds_with_the_spec() {
        assert_eq!(problems("npm", &[("package-lock.json", "{}")]), [""; 0]);
        let both = problems("npm", &[("package-lock.json", "{}"), ("yarn.lock", "")]);
        assert!(both.len() == 1 && both[0].contains("`yarn.lock` is of Yarn"), "{both:?}");
        assert!(both[0].contains("`package_manager: yarn`"), "{both:?}");
    }

    #[test]
    fn a_file_of_its_own_has_to_be_what_its_name_says() {
        let fine = ("package.json", "{\n  \"packageManager\": \"yarn@4.1.0\"\n}");
        assert_eq!(problems("yarn", &[("yarn.lock", "# new\n"), fine]), [""; 0]);
        let old = problems("yarn", &[("yarn.lock", "# x\n# v1\n"), fine]);
        assert!(old.len() == 1 && old[0].contains("yarn.lock:2:1: too old"), "{old:?}");
        let unsaid = problems("yarn", &[("yarn.lock", ""), ("package.json", "{}")]);
        assert!(unsaid.len() == 1 && unsaid[0].contains("which?"), "{unsaid:?}");
    }
}
