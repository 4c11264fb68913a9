//! What a service is: the answers that were given, and the questions that are left.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use blip_generate::Catalog;
use blip_model::{
    Assignment, Document, Host, Kind, PackSource, Problem, Problems, Provider, RepositoryUrl, ServiceName, Slug,
};
use blip_project::{Detected, Remote};
use serde_json::{Value, json};

use crate::cli::AnswerArgs;
use crate::input::read_document;
use crate::sources::Stock;

/// The organisation in examples and in defaults that nothing better is known for.
const EXAMPLE_OWNER: &str = "acme";

/// The answers so far, in the shape of `blip.yaml`.
pub(crate) struct Answers {
    document: Document,
    /// What `--set` says, until it is known what can be set.
    sets: Vec<Assignment>,
}

/// An answer that must be given, asked for or guessed.
pub(crate) struct Question {
    /// Its path in `blip.yaml`.
    pub(crate) path: &'static str,
    /// The words of the prompt.
    pub(crate) prompt: &'static str,
    /// A line of help above the prompt.
    pub(crate) help: &'static str,
    /// What to take where neither anybody nor the repository says.
    default: fn(&Answers, &Detected) -> Option<String>,
    /// Why an answer cannot be taken.
    pub(crate) check: fn(&str) -> Result<(), String>,
}

/// What is known before anything is asked.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// What git says.
    pub(crate) git: Detected,
    /// What the files of the repository say, by the path in `blip.yaml`.
    pub(crate) suggested: BTreeMap<&'static str, String>,
    /// The environments that they name.
    pub(crate) environments: Vec<KnownEnvironment>,
}

/// An environment that a repository knows already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownEnvironment {
    pub(crate) name: String,
    pub(crate) host: Option<String>,
    pub(crate) namespace: Option<String>,
}

impl KnownEnvironment {
    /// As it stands in the `blip.yaml` of this service; the host only where it `is_reached` from outside, the namespace
    /// only where it is not the default.
    pub(crate) fn as_yaml(&self, service: &str, is_reached: bool) -> serde_yaml::Mapping {
        let host = self.host.as_ref().filter(|_| is_reached);
        let default = format!("{service}-{}", self.name);
        let namespace = self.namespace.as_ref().filter(|namespace| **namespace != default);
        let entries = [("name", Some(&self.name)), ("host", host), ("namespace", namespace)];
        let given = entries.into_iter().filter_map(|(key, value)| Some((key.into(), value?.as_str().into())));
        given.collect()
    }
}

impl Question {
    /// What to offer, and to take where nobody says.
    pub(crate) fn default(&self, answers: &Answers, known: &Known) -> Option<String> {
        known.suggested.get(self.path).cloned().or_else(|| (self.default)(answers, &known.git))
    }
}

/// The answers without which there is no service, in the order in which they are asked for.
pub(crate) const QUESTIONS: &[Question] = &[
    Question {
        path: "service.name",
        prompt: "Name",
        help: "Chart, image, Application and release bear it: lower-case letters, digits and `-`.",
        default: |_, _| None,
        check: checked::<ServiceName>,
    },
    Question {
        path: "service.description",
        prompt: "Description",
        help: "What it does, in one line.",
        default: |answers, _| {
            let noun = if answers.kind() == Kind::Platform { "platform" } else { "service" };
            Some(format!("The {} {noun}", answers.text("service.name")?))
        },
        check: checked::<blip_model::Description>,
    },
    Question {
        path: "service.stack",
        prompt: "Stack",
        help: "The language and tools that it is built with.",
        default: |_, _| Some("rust".to_owned()),
        check: checked::<Slug>,
    },
    Question {
        path: "repository.url",
        prompt: "Repository",
        help: "Where its sources will live, as a browser shows it. The host tells GitHub from GitLab.",
        default: default_url,
        check: checked::<RepositoryUrl>,
    },
    Question {
        path: "service.owner",
        prompt: "Owner",
        help: "The team that answers for it.",
        default: default_owner,
        check: checked::<Slug>,
    },
];

impl Answers {
    /// The answers in the arguments: those of the file, and the name on top. What `--set` gives follows with
    /// [`Answers::settle`]; until then only the pack is known, and what can be answered is its matter.
    pub(crate) fn given(args: &AnswerArgs, name: Option<&str>, folder: &Path) -> Result<Self> {
        let document = match &args.answers {
            Some(path) => read_document(folder, path)?,
            None => Document::default(),
        };
        let mut answers = Self { document, sets: Vec::new() };
        for text in &args.set {
            let assignment = text.parse::<Assignment>()?;
            match assignment.leads_below("pack") {
                true => answers.document.set(assignment)?,
                false => answers.sets.push(assignment),
            }
        }
        // an answers file need not say which format it has
        if !answers.has("version") {
            answers.set("version", 1)?;
        }
        if let Some(name) = name {
            answers.set("service.name", name)?;
        }
        Ok(answers)
    }

    /// The pack that the answers name.
    pub(crate) fn pack(&self) -> Result<Option<PackSource>, Problem> {
        PackSource::of(&self.document)
    }

    /// The questions that such a repository asks: a platform has no stack.
    pub(crate) fn questions(&self) -> impl Iterator<Item = &'static Question> + use<> {
        let is_platform = self.kind() == Kind::Platform;
        QUESTIONS.iter().filter(move |question| !(is_platform && question.path == "service.stack"))
    }

    /// The kind of what is being made; what cannot be read is refused later.
    pub(crate) fn kind(&self) -> Kind {
        let given = self.text("service.kind");
        given.and_then(|kind| serde_json::from_value(kind.into()).ok()).unwrap_or_default()
    }

    /// Takes what `--set` gives, on top of the file and of the pack's own answers, which are below both.
    pub(crate) fn settle(&mut self, stock: &Stock) -> Result<()> {
        if let Some((file, text)) = &stock.defaults {
            self.lay_under(&Document::parse(file, text)?, &stock.catalog)?;
        }
        // the kind of the service first, which decides what the defaults are
        let (of_service, others): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.sets).into_iter().partition(|assignment| assignment.leads_below("service"));
        for assignment in of_service.into_iter().chain(others) {
            self.set_up_for(&assignment, &stock.catalog)?;
            self.document.set(assignment)?;
        }
        Ok(())
    }

    /// Takes a pack's answers where none was given: key by key in a section, a list or the blips as a whole.
    fn lay_under(&mut self, defaults: &Document, catalog: &Catalog) -> Result<()> {
        catalog.check_keys(defaults)?;
        for (key, value) in defaults.value() {
            let Some(key) = key.as_str().filter(|key| !["version", "pack"].contains(key)) else { continue };
            match value.as_mapping().filter(|_| key != "blips") {
                Some(section) => {
                    for (name, value) in section {
                        let path = format!("{key}.{}", name.as_str().unwrap_or_default());
                        if !self.has(&path) {
                            self.set(&path, value.clone())?;
                        }
                    }
                }
                None if self.has(key) => {}
                None => self.set(key, value.clone())?,
            }
        }
        Ok(())
    }

    /// `--set blips.helm.routing=ingress` changes one of the default blips and does not mean that there is no other;
    /// the same holds for one environment of the default ones.
    fn set_up_for(&mut self, assignment: &Assignment, catalog: &Catalog) -> Result<()> {
        for (key, default) in self.defaults(catalog) {
            if assignment.leads_below(key) && !self.has(key) {
                self.set(key, serde_yaml::to_value(default)?)?;
            }
        }
        Ok(())
    }

    /// What stands in blip.yaml where nobody says, of what may be left out there.
    fn defaults(&self, catalog: &Catalog) -> [(&'static str, Value); 2] {
        let kind = self.kind();
        [("blips", default_blips(catalog, kind)), ("environments", default_environments(kind))]
    }

    /// The text at `path`, if it was given.
    pub(crate) fn text(&self, path: &str) -> Option<String> {
        let mut value = serde_yaml::Value::Mapping(self.document.value().clone());
        for key in path.split('.') {
            value = value.get(key)?.clone();
        }
        match value {
            serde_yaml::Value::String(text) => Some(text),
            serde_yaml::Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// Whether anything was given at `path`, also something that is no text.
    pub(crate) fn has(&self, path: &str) -> bool {
        let value = serde_yaml::Value::Mapping(self.document.value().clone());
        path.split('.').try_fold(&value, |value, key| value.get(key)).is_some()
    }

    /// The texts in the list at `path`.
    pub(crate) fn list(&self, path: &str) -> Vec<String> {
        let items = self.document.value().get(path).and_then(serde_yaml::Value::as_sequence).into_iter().flatten();
        items.filter_map(|item| item.as_str().map(str::to_owned)).collect()
    }

    /// Gives the answer at `path`.
    pub(crate) fn set(&mut self, path: &str, value: impl Into<serde_yaml::Value>) -> Result<(), Problem> {
        self.document.set(Assignment::new(path, value.into()))
    }

    /// Takes the default of each question that is left; without one the question stays open.
    pub(crate) fn fill(&mut self, known: &Known) -> Result<(), Problem> {
        for question in self.questions() {
            if self.has(question.path) {
                continue;
            }
            if let Some(default) = question.default(self, known) {
                self.set(question.path, default)?;
            }
        }
        Ok(())
    }

    /// The answers that were given and cannot be taken, before anything is built on them.
    pub(crate) fn check_given(&self) -> Result<(), Problems> {
        let problems = QUESTIONS.iter().filter_map(|Question { path, check, .. }| {
            let reason = check(&self.text(path)?).err()?;
            Some(self.document.problem(path, format!("{path}: {reason}")))
        });
        Problems::or_ok(problems.collect(), ())
    }

    /// The service must have a name; `how` says how it is given one.
    pub(crate) fn require_name(&self, how: &str) -> Result<(), Problem> {
        match self.has("service.name") {
            true => Ok(()),
            false => Err(Problem::new("the service has no name").help(how)),
        }
    }

    /// The questions that nobody answered, each with the way to answer it. `defaults` says whether those were asked for.
    pub(crate) fn require_all(&self, defaults: bool) -> Result<(), Problems> {
        let open = self.questions().filter(|question| !self.has(question.path));
        let problems = open.map(|Question { path, help, .. }| {
            Problem::new(format!("there is no answer for {path}"))
                .help(format!("give it with `--set {path}=…`; {}", lower_first(help)))
        });
        let mut problems: Vec<_> = problems.collect();
        if let [.., last] = problems.as_mut_slice()
            && let Some(help) = last.help.as_mut()
            && !defaults
        {
            help.push_str("\n        or take the defaults for everything with `--defaults`");
        }
        Problems::or_ok(problems, ())
    }

    /// The forge, where its host tells.
    pub(crate) fn provider(&self) -> Option<&'static str> {
        match Remote::of(&self.text("repository.url")?)?.provider? {
            Provider::Github => Some("github"),
            Provider::Gitlab => Some("gitlab"),
        }
    }

    /// Settles the forge from the host where it was not given.
    pub(crate) fn settle_provider(&mut self) -> Result<(), Problem> {
        if self.has("repository.provider") || !self.has("repository.url") {
            return Ok(());
        }
        match self.provider() {
            Some(provider) => self.set("repository.provider", provider),
            None => {
                let problem = Problem::new("the repository's host does not tell whether it is GitHub or GitLab");
                Err(problem.help("give `--set repository.provider=github` or `=gitlab`"))
            }
        }
    }

    /// The document, to be judged.
    pub(crate) fn document(&self) -> &Document {
        &self.document
    }

    /// The values that `templates/spec/blip.yaml` writes out.
    pub(crate) fn for_template(&self, catalog: &Catalog) -> Result<Value> {
        let mut values = serde_json::to_value(self.document.value())?;
        for (key, default) in self.defaults(catalog) {
            if values.get(key).is_none() {
                values[key] = default;
            }
        }
        let chosen = values["blips"].as_object().cloned().unwrap_or_default();
        let described = chosen.into_iter().map(|(id, settings)| {
            let blip = catalog.radar().find(&id);
            let note = blip.map(|blip| format!("{} ({})", blip.front.title, blip.front.ring)).unwrap_or_default();
            let settings = if settings.is_null() { json!({}) } else { settings };
            json!({"id": id, "settings": settings, "note": note})
        });
        values["blips"] = described.collect();
        Ok(values)
    }
}

/// The blips that the radar adopts for that kind, in the shape of `blip.yaml`.
fn default_blips(catalog: &Catalog, kind: Kind) -> Value {
    let default = catalog.radar().blips().filter(|blip| blip.is_default(kind));
    default.map(|blip| (blip.id.to_string(), json!({}))).collect::<serde_json::Map<_, _>>().into()
}

fn default_environments(kind: Kind) -> Value {
    match kind {
        // each is an installation of its own, which takes machines
        Kind::Platform => json!([{"name": "production"}]),
        _ => json!([{"name": "staging"}, {"name": "production"}]),
    }
}

/// The names of environments in one line, as the wizard asks for them.
pub(crate) fn environment_names(line: &str) -> Result<Vec<Slug>, String> {
    let names = line.split([',', ' ']).filter(|name| !name.is_empty());
    let names =
        names.map(|name| name.parse::<Slug>().map_err(|error| error.to_string())).collect::<Result<Vec<_>, _>>()?;
    match names.as_slice() {
        [] => Err("name at least one".to_owned()),
        names if (1..names.len()).any(|i| names[..i].contains(&names[i])) => {
            Err("give each a name of its own".to_owned())
        }
        _ => Ok(names),
    }
}

/// Whether an answer to "under which host" can be taken; none is an answer, too.
pub(crate) fn check_host(text: &str) -> Result<(), String> {
    if text.is_empty() { Ok(()) } else { checked::<Host>(text) }
}

fn checked<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str) -> Result<(), String> {
    text.parse::<T>().map(|_| ()).map_err(|error| error.to_string())
}

fn default_url(answers: &Answers, detected: &Detected) -> Option<String> {
    if let Some(remote) = &detected.remote {
        return Some(remote.url.to_string());
    }
    let owner = answers.text("service.owner").unwrap_or_else(|| EXAMPLE_OWNER.to_owned());
    let host = match answers.text("repository.provider").as_deref() {
        Some("gitlab") => "gitlab.com",
        _ => "github.com",
    };
    Some(format!("https://{host}/{owner}/{}", answers.text("service.name")?))
}

/// The organisation that the repository belongs to, as far as it is a legal name.
fn default_owner(answers: &Answers, _: &Detected) -> Option<String> {
    let url: RepositoryUrl = answers.text("repository.url")?.parse().ok()?;
    let owner = url.owner().rsplit('/').next().unwrap_or(EXAMPLE_OWNER).to_lowercase();
    Some(if owner.parse::<Slug>().is_ok() { owner } else { EXAMPLE_OWNER.to_owned() })
}

fn lower_first(text: &str) -> String {
    let mut chars = text.trim_end_matches('.').chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(sets: &[&str]) -> Answers {
        let mut answers = Answers { document: Document::default(), sets: Vec::new() };
        for set in sets {
            answers.document.set(set.parse().unwrap()).unwrap();
        }
        answers
    }

    #[test]
    fn defaults_build_on_what_is_known() {
        let mut given = answers(&["service.name=checkout", "repository.provider=gitlab"]);
        given.fill(&Known::default()).unwrap();
        assert_eq!(given.text("repository.url").unwrap(), "https://gitlab.com/acme/checkout");
        assert_eq!(given.text("service.owner").unwrap(), "acme");
        given.require_all(true).unwrap();
    }

    #[test]
    fn open_questions_name_their_flag() {
        let problems = answers(&["service.name=x"]).require_all(false).unwrap_err();
        let text = problems.to_string();
        for path in ["service.description", "service.owner", "service.stack", "repository.url"] {
            assert!(text.contains(&format!("--set {path}=")), "{text}");
        }
        assert!(!text.contains("service.name"), "{text}");
    }

    #[test]
    fn the_host_tells_the_forge() {
        assert_eq!(answers(&["repository.url=https://gitlab.acme.example/a/b"]).provider(), Some("gitlab"));
        assert_eq!(answers(&["repository.url=https://git.acme.example/a/b"]).provider(), None);
    }

    #[test]
    fn environments_come_in_one_line() {
        assert_eq!(environment_names("staging, production").unwrap().len(), 2);
        assert!(environment_names(" ,").is_err());
        assert!(environment_names("a,a").is_err());
        assert!(environment_names("A").is_err());
    }
}
