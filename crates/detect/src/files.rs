//! The files of a repository, as far as a detector needs to know them.

/// Folders that hold what others wrote or what a tool made, for those who have no git to say so.
const NOT_SOURCES: &[&str] = &["node_modules", "target", "vendor", "dist", ".venv", "venv", ".blip"];

/// Folders of tests, examples and documents, whose charts, ports and routes are not the service's.
const NOT_THE_SERVICE: &[&str] = &[
    "test",
    "tests",
    "spec",
    "specs",
    "__tests__",
    "e2e",
    "testdata",
    "fixtures",
    "example",
    "examples",
    "samples",
    "doc",
    "docs",
];

/// Endings of files that a service is written in.
const SOURCES: &[&str] =
    &["rs", "go", "js", "mjs", "cjs", "ts", "mts", "py", "java", "kt", "scala", "php", "rb", "cs", "ex", "exs"];

/// How many source files are looked into: enough for a service, and an end where a folder is none.
const MOST_SOURCES: usize = 2_000;

/// Whether a folder of that name holds nothing of the service: what others wrote, or what a tool made.
#[must_use]
pub fn is_noise(folder: &str) -> bool {
    NOT_SOURCES.contains(&folder)
}

/// The files of a repository.
pub struct Files<'a> {
    paths: Vec<String>,
    read: &'a dyn Fn(&str) -> Option<String>,
}

impl<'a> Files<'a> {
    /// The files at `paths`, relative and with `/` between their parts.
    pub fn new(paths: impl IntoIterator<Item = String>, read: &'a dyn Fn(&str) -> Option<String>) -> Self {
        let is_of_service =
            |path: &String| !folders(path).any(|name| is_noise(name) || NOT_THE_SERVICE.contains(&name));
        let mut paths: Vec<String> = paths.into_iter().filter(is_of_service).collect();
        // those further up say more about the whole
        paths.sort_by(|a, b| (a.matches('/').count(), a).cmp(&(b.matches('/').count(), b)));
        Self { paths, read }
    }

    /// The text of a file.
    pub(crate) fn text(&self, path: &str) -> Option<String> {
        self.has(path).then(|| (self.read)(path)).flatten()
    }

    /// Whether there is such a file.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.paths.iter().any(|known| known == path)
    }

    /// All paths, those further up first.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(String::as_str)
    }

    /// The files that `wanted` picks, with their text.
    pub(crate) fn texts(&self, wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = (&str, String)> {
        self.paths().filter(move |path| wanted(path)).filter_map(|path| Some((path, (self.read)(path)?)))
    }

    /// The sources of the service itself, with their text.
    pub(crate) fn sources(&self) -> impl Iterator<Item = (&str, String)> {
        self.texts(is_source).take(MOST_SOURCES)
    }
}

/// The last part of a path.
pub(crate) fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The folder of a path; empty at the root.
pub(crate) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a path ends as YAML does.
pub(crate) fn is_yaml(path: &str) -> bool {
    path.ends_with(".yaml") || path.ends_with(".yml")
}

fn folders(path: &str) -> impl Iterator<Item = &str> {
    folder(path).split('/')
}

fn is_source(path: &str) -> bool {
    let Some((stem, ending)) = name(path).rsplit_once('.') else { return false };
    let is_test = stem.ends_with("_test")
        || stem.ends_with(".test")
        || stem.ends_with(".spec")
        || stem.starts_with("test_")
        || stem.ends_with("Test")
        || stem.ends_with("Tests");
    SOURCES.contains(&ending) && !is_test
}
