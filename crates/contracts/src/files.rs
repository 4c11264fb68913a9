//! The files that contracts are about, read once they are asked for.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use blip_model::{Document, Environment, Place, Problem, Provider, RepoPath, Selection};
use serde_json::Value;

/// The files of one service's repository.
pub(crate) struct Files<'a> {
    pub(crate) selection: &'a Selection,
    read: &'a dyn Fn(&RepoPath) -> Option<String>,
    /// What was read and parsed already: most files are asked for by several rules.
    known: RefCell<BTreeMap<String, Rc<Known>>>,
}

/// A file that a rule asked for.
struct Known {
    text: Option<String>,
    /// The documents in it, each read by itself.
    documents: OnceCell<Vec<Result<Yaml, Problem>>>,
}

/// A YAML document in a file, or an object that stands inside one.
#[derive(Clone)]
pub(crate) struct Yaml {
    pub(crate) file: String,
    pub(crate) value: Rc<Value>,
    document: Rc<Document>,
    /// Where the object stands in the document: `spec.template.`, or nowhere but at its root.
    root: &'static str,
}

impl<'a> Files<'a> {
    pub(crate) fn new(selection: &'a Selection, read: &'a dyn Fn(&RepoPath) -> Option<String>) -> Self {
        Self { selection, read, known: RefCell::default() }
    }

    /// Whether the service uses that blip.
    pub(crate) fn uses(&self, blip: &str) -> bool {
        self.selection.get(blip).is_some()
    }

    /// The text of a file; nothing where there is none, or where the path leads out of the repository.
    pub(crate) fn text(&self, path: &str) -> Option<String> {
        self.known(path).text.clone()
    }

    /// The only document of a file; nothing where there is none, or none that can be read.
    pub(crate) fn yaml(&self, path: &str) -> Option<Yaml> {
        let known = self.known(path);
        match (known.documents(path), &known.text) {
            ([only], _) => only.clone().ok(),
            // of several, all but one may hold nothing but comments
            (_, text) => Yaml::parse(path, text.as_deref()?).ok(),
        }
    }

    /// The Kubernetes objects of that kind in a file.
    pub(crate) fn objects(&self, path: &str, kind: &str) -> Vec<Yaml> {
        let known = self.known(path);
        let documents = known.documents(path).iter().flatten();
        documents.filter(|document| document.value["kind"] == kind).cloned().collect()
    }

    /// Why each of a file's documents cannot be read.
    pub(crate) fn faults(&self, path: &str) -> Vec<Problem> {
        self.known(path).documents(path).iter().filter_map(|document| document.clone().err()).collect()
    }

    fn known(&self, path: &str) -> Rc<Known> {
        if let Some(known) = self.known.borrow().get(path) {
            return Rc::clone(known);
        }
        let text = path.parse().ok().and_then(|path| (self.read)(&path));
        let known = Rc::new(Known { text, documents: OnceCell::new() });
        self.known.borrow_mut().insert(path.to_owned(), Rc::clone(&known));
        known
    }

    /// A file of the service's chart.
    pub(crate) fn in_chart(&self, path: &str) -> String {
        format!("charts/{}/{path}", self.selection.spec.service.name)
    }

    /// The values that an environment sets, where nobody says otherwise.
    pub(crate) fn environment_values(environment: &Environment) -> String {
        format!("deploy/values/{}.yaml", environment.name)
    }

    /// The Application of an environment.
    pub(crate) fn application(environment: &Environment) -> String {
        format!("deploy/argocd/{}.yaml", environment.name)
    }

    /// The ApplicationSet that makes the Applications of all environments, where they have none of their own.
    pub(crate) const APPLICATION_SET: &'static str = "deploy/argocd/applicationset.yaml";

    /// The ApplicationSet of the previews, with their project.
    pub(crate) const PREVIEWS: &'static str = "deploy/argocd/previews.yaml";

    /// The AppProject of the Applications.
    pub(crate) const PROJECT: &'static str = "deploy/argocd/project.yaml";

    /// A path from the root of the repository, as the service calls it.
    pub(crate) fn local(&self, path: &str) -> String {
        let prefix = self.selection.spec.repository.prefix();
        match path.strip_prefix(prefix.as_str()) {
            Some(inside) => inside.to_owned(),
            None => format!(":/{path}"),
        }
    }

    /// The pipeline, and the key below which its variables stand.
    pub(crate) fn pipeline(&self) -> (String, &'static str) {
        match self.selection.spec.repository.provider {
            Provider::Github => (self.workflow("ci"), "env"),
            Provider::Gitlab => (".gitlab-ci.yml".to_owned(), "variables"),
        }
    }

    /// A workflow of GitHub's: `ci`, `preview`.
    pub(crate) fn workflow(&self, workflow: &str) -> String {
        let spec = &self.selection.spec;
        let root = if spec.repository.folder.is_some() { ":/" } else { "" };
        format!("{root}.github/workflows/{}.yml", spec.own_name(workflow))
    }
}

impl Known {
    fn documents(&self, path: &str) -> &[Result<Yaml, Problem>] {
        self.documents.get_or_init(|| {
            let text = self.text.as_deref().unwrap_or_default();
            split(text).iter().map(|text| Yaml::parse(path, text)).collect()
        })
    }
}

impl Yaml {
    fn parse(file: &str, text: &str) -> Result<Self, Problem> {
        let document = Document::parse(file, text)?;
        let value = serde_json::to_value(document.value()).map_err(|error| Problem::new(error.to_string()))?;
        Ok(Self { file: file.to_owned(), value: Rc::new(value), document: Rc::new(document), root: "" })
    }

    /// An object that is made of what stands at `root`, a dotted path that ends with a dot.
    pub(crate) fn inside(&self, root: &'static str, value: Value) -> Self {
        Self { value: Rc::new(value), root, ..self.clone() }
    }

    /// What stands at a dotted path, where there are only mappings and lists on the way.
    pub(crate) fn get(&self, path: &str) -> Option<&Value> {
        find(&self.value, path)
    }

    /// A problem with what stands at a dotted path, or with the whole document where nothing does.
    pub(crate) fn problem(&self, path: &str, what: impl Into<String>) -> Problem {
        let start = || Place { file: self.file.clone(), line: 1, column: 1 };
        Problem::new(what).at(self.document.place(&format!("{}{path}", self.root)).unwrap_or_else(start))
    }

    /// Whether something stands at the dotted path itself.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.get(path).is_some()
    }
}

/// Keys may hold dots themselves (`app.kubernetes.io/name`).
fn find<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    match value {
        Value::Object(entries) => entries.iter().find_map(|(key, value)| match path.strip_prefix(key.as_str())? {
            "" => Some(value),
            rest => find(value, rest.strip_prefix('.')?),
        }),
        Value::Array(items) => match path.split_once('.') {
            Some((i, rest)) => find(items.get(i.parse::<usize>().ok()?)?, rest),
            None => items.get(path.parse::<usize>().ok()?),
        },
        _ => None,
    }
}

/// The documents of a file, each on the lines that it has in the file.
fn split(text: &str) -> Vec<String> {
    let mut documents = vec![String::new()];
    for (above, line) in text.lines().enumerate() {
        if line == "---" || line.starts_with("--- ") {
            documents.push("\n".repeat(above + 1));
        } else if let Some(document) = documents.last_mut() {
            document.push_str(line);
            document.push('\n');
        }
    }
    documents.retain(|document| !document.trim().is_empty());
    documents
}
