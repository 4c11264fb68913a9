//! What a service is: the answers so far, and where each comes from.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use blip_generate::Catalog;
use blip_model::{Assignment, Document, Kind, PackSource, Problem, Problems, Provider, ServiceName};
use blip_project::Remote;
use serde_json::{Value, json};

use crate::cli::AnswerArgs;
use crate::config::{Config, shortened};
use crate::draft::Told;
use crate::input::read_document;
use crate::known::Known;
use crate::questions::{QUESTIONS, Question};
use crate::sources::Stock;

/// What stands for the service's name in an organisation's defaults, as it does in the paths of templates.
const NAME: &str = "__name__";

/// The answers so far, in the shape of `blip.yaml`.
#[derive(Clone, Default)]
pub(crate) struct Answers {
    document: Document,
    /// What `--set` says, until it is known what can be set.
    sets: Vec<Assignment>,
    /// Where an answer comes from that nobody gave in the arguments, by its path.
    origins: BTreeMap<String, Origin>,
    /// The defaults that hold the service's name, as they stand in their file.
    named: Vec<Named>,
    /// The defaults of what each stack is told, of which a service has but one.
    of_stacks: Vec<OfStack>,
}

/// Where an answer comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Somebody typed or chose it just now.
    Typed,
    /// A file of defaults says so.
    Laid(String),
    /// The repository says so, git does, or what lies beside it.
    Found(String),
    /// Nobody says anything else.
    Default,
}

/// A default that holds the service's name.
#[derive(Clone)]
struct Named {
    path: String,
    pattern: serde_yaml::Value,
    defaults: Document,
    /// The name that was put in so far.
    name: Option<String>,
}

/// What a file of defaults tells one of the stacks.
#[derive(Clone)]
struct OfStack {
    path: String,
    value: serde_yaml::Value,
    defaults: Document,
}

impl Answers {
    /// The answers in the arguments: those of the file, and the name on top. What `--set` gives follows with
    /// [`Answers::settle`]; until then only the pack is known, and what can be answered is its matter.
    pub(crate) fn given(args: &AnswerArgs, name: Option<&str>, folder: &Path) -> Result<Self> {
        let document = match &args.answers {
            Some(path) => read_document(folder, path)?,
            None => Document::default(),
        };
        let mut answers = Self { document, ..Self::default() };
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

    /// The pack that the answers name, or else the user's defaults.
    pub(crate) fn pack(&mut self, config: &Config) -> Result<Option<PackSource>, Problem> {
        if let Some(pack) = config.document.get("pack").filter(|_| !self.has("pack")) {
            self.lay("pack", pack.clone(), &config.document)?;
        }
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

    /// Takes what `--set` gives, on top of the file, of the user's defaults and of the pack's.
    pub(crate) fn settle(&mut self, config: &Config, stock: &Stock) -> Result<()> {
        self.lay_under(&config.document, &stock.catalog)?;
        if let Some((file, text)) = &stock.defaults {
            self.lay_under(&Document::parse(file, text)?, &stock.catalog)?;
        }
        // the kind of the service first, which decides what the defaults are
        let (of_service, others): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.sets).into_iter().partition(|assignment| assignment.leads_below("service"));
        for assignment in of_service.into_iter().chain(others) {
            self.set_up_for(&assignment, &stock.catalog)?;
            let path = assignment.path();
            self.document.set(assignment)?;
            self.origins.retain(|known, _| !path.starts_with(&format!("{known}.")));
            self.forget(&path);
        }
        self.put_in_name()?;
        Ok(())
    }

    /// Takes defaults where no answer was given: key by key in a section, a list or the blips as a whole.
    fn lay_under(&mut self, defaults: &Document, catalog: &Catalog) -> Result<()> {
        catalog.check_keys(defaults)?;
        for (key, value) in defaults.value() {
            let Some(key) = key.as_str().filter(|key| !["version", "pack"].contains(key)) else { continue };
            match value.as_mapping().filter(|_| key != "blips") {
                Some(section) => {
                    for (name, value) in section {
                        let path = format!("{key}.{}", name.as_str().unwrap_or_default());
                        if key == "stacks" {
                            let value = value.clone();
                            self.of_stacks.push(OfStack { path: path.clone(), value, defaults: defaults.clone() });
                        }
                        if !self.has(&path) {
                            self.lay(&path, value.clone(), defaults)?;
                        }
                    }
                }
                None if self.has(key) => {}
                None => self.lay(key, value.clone(), defaults)?,
            }
        }
        Ok(())
    }

    fn lay(&mut self, path: &str, value: serde_yaml::Value, defaults: &Document) -> Result<(), Problem> {
        if with_name(&value, NAME) != with_name(&value, "") {
            let named = Named { path: path.to_owned(), pattern: value.clone(), defaults: defaults.clone(), name: None };
            self.named.push(named);
        }
        self.document.take_over(path, value, defaults)?;
        let place = defaults.place(path).map(|place| format!("{}:{}", shortened(&place.file), place.line));
        self.origins.insert(path.to_owned(), Origin::Laid(place.unwrap_or_default()));
        Ok(())
    }

    /// Puts the service's name, once there is one, into the defaults that hold it; what was answered otherwise since
    /// stays.
    pub(crate) fn put_in_name(&mut self) -> Result<(), Problem> {
        let Some(name) = self.text("service.name").filter(|name| name.parse::<ServiceName>().is_ok()) else {
            return Ok(());
        };
        for named in &mut self.named {
            let before = with_name(&named.pattern, named.name.as_deref().unwrap_or(NAME));
            let now = self.document.get(&named.path).cloned().unwrap_or_default();
            // of several environments one may have been answered by `--set`
            let value = if now == before { with_name(&named.pattern, &name) } else { with_name(&now, &name) };
            self.document.take_over(&named.path, value, &named.defaults)?;
            named.name = Some(name.clone());
        }
        Ok(())
    }

    /// The stack, as far as it is known and there is one.
    pub(crate) fn stack(&self) -> Option<String> {
        self.text("service.stack").filter(|_| self.kind() != Kind::Platform)
    }

    /// The stacks that defaults tell something.
    pub(crate) fn stacks_told(&self) -> Vec<String> {
        self.of_stacks.iter().filter_map(|told| told.path.strip_prefix("stacks.").map(str::to_owned)).collect()
    }

    /// Leaves out what defaults, or a question that no longer matters, tell another stack than the one that was chosen.
    pub(crate) fn settle_stack(&mut self) -> Result<(), Problem> {
        let own = self.stack().map(|stack| format!("stacks.{stack}"));
        let told: Vec<_> =
            self.document.get("stacks").and_then(serde_yaml::Value::as_mapping).into_iter().flatten().collect();
        let others = told.into_iter().filter_map(|(name, _)| Some(format!("stacks.{}", name.as_str()?)));
        for other in others.filter(|path| Some(path) != own.as_ref()).collect::<Vec<_>>() {
            // what the arguments say is for who judges them
            if self.origins.keys().any(|known| *known == other || known.starts_with(&format!("{other}."))) {
                self.reopen(&other);
            }
        }
        for OfStack { path, value, defaults } in self.of_stacks.clone() {
            if Some(&path) == own.as_ref() && !self.has(&path) {
                self.lay(&path, value, &defaults)?;
            }
        }
        if self.document.get("stacks").and_then(serde_yaml::Value::as_mapping).is_some_and(|told| told.is_empty()) {
            self.reopen("stacks");
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

    /// The same as one value.
    pub(crate) fn usual(&self, catalog: &Catalog) -> Value {
        self.defaults(catalog).into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
    }

    /// The text at `path`, if it was given.
    pub(crate) fn text(&self, path: &str) -> Option<String> {
        match self.document.get(path)? {
            serde_yaml::Value::String(text) => Some(text.clone()),
            serde_yaml::Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// Whether anything was given at `path`, also something that is no text.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.document.get(path).is_some()
    }

    /// Where the answer at `path` comes from; none where it was given in the arguments, or is none.
    pub(crate) fn origin(&self, path: &str) -> Option<&Origin> {
        self.origins.get(path)
    }

    /// The same of the first of the answers below `path`.
    pub(crate) fn origin_below(&self, path: &str) -> Option<&Origin> {
        let below = format!("{path}.");
        self.origins.iter().find(|(known, _)| known.starts_with(&below)).map(|(_, origin)| origin)
    }

    /// Whether the answer at `path` is an organisation's default, be it with the section that it stands in.
    pub(crate) fn is_laid(&self, path: &str) -> bool {
        let section = path.rsplit_once('.').map_or("", |(section, _)| section);
        matches!(self.origin(path).or(self.origin(section)), Some(Origin::Laid(_)))
    }

    /// Whether the answer at `path` stands in the arguments.
    pub(crate) fn is_given(&self, path: &str) -> bool {
        self.has(path) && self.origin(path).is_none()
    }

    /// The defaults that were laid under the answers, each with its path and the place that says so.
    pub(crate) fn laid(&self) -> impl Iterator<Item = (&str, &serde_yaml::Value, &str)> {
        self.origins.iter().filter_map(|(path, origin)| match origin {
            Origin::Laid(place) => Some((path.as_str(), self.document.get(path)?, place.as_str())),
            _ => None,
        })
    }

    /// The texts in the list at `path`.
    pub(crate) fn list(&self, path: &str) -> Vec<String> {
        let items = self.document.get(path).and_then(serde_yaml::Value::as_sequence).into_iter().flatten();
        items.filter_map(|item| item.as_str().map(str::to_owned)).collect()
    }

    /// Gives the answer at `path`.
    pub(crate) fn set(&mut self, path: &str, value: impl Into<serde_yaml::Value>) -> Result<(), Problem> {
        self.document.set(Assignment::new(path, value.into()))?;
        self.forget(path);
        Ok(())
    }

    /// Takes the answer at `path` from elsewhere.
    pub(crate) fn take(
        &mut self,
        path: &str,
        value: impl Into<serde_yaml::Value>,
        origin: Origin,
    ) -> Result<(), Problem> {
        self.set(path, value)?;
        self.origins.insert(path.to_owned(), origin);
        Ok(())
    }

    /// Leaves the answer at `path` to its default, which goes without saying.
    pub(crate) fn leave_out(&mut self, path: &str, origin: Origin) {
        self.document.remove(path);
        self.forget(path);
        self.origins.insert(path.to_owned(), origin);
    }

    /// Opens the question at `path` again.
    pub(crate) fn reopen(&mut self, path: &str) {
        self.document.remove(path);
        self.forget(path);
    }

    fn forget(&mut self, path: &str) {
        let below = format!("{path}.");
        self.origins.retain(|known, _| known != path && !known.starts_with(&below));
        self.named.retain(|named| named.path != path && !named.path.starts_with(&below));
    }

    /// Takes the default of each question that is left; without one the question stays open.
    pub(crate) fn fill(&mut self, known: &Known) -> Result<(), Problem> {
        for question in self.questions() {
            if !question.is_open(self, known) {
                continue;
            }
            if let Some((default, origin)) = question.default(self, known) {
                self.take(question.path, default, origin)?;
            }
            self.put_in_name()?;
        }
        Ok(())
    }

    /// The answers that were given and cannot be taken, before anything is built on them.
    pub(crate) fn check_given(&self) -> Result<(), Problems> {
        let waits = |path: &str| self.named.iter().any(|named| named.path == path && named.name.is_none());
        let problems = QUESTIONS.iter().filter(|question| !waits(question.path));
        let problems = problems.filter_map(|Question { path, check, .. }| {
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

    /// The questions that nobody answered, each with the way to answer it: those of every service, and what its stack has
    /// to be `told`. `defaults` says whether those were asked for.
    pub(crate) fn require_all(&self, told: &[Told<'_>], defaults: bool) -> Result<(), Problems> {
        let problem = |path: &str, help: &str| {
            Problem::new(format!("there is no answer for {path}"))
                .help(format!("give it with `--set {path}=…`; {}", lower_first(help)))
        };
        let told = told.iter().filter(|told| !self.has(&told.path));
        let told: Vec<_> = told.map(|Told { path, setting, .. }| problem(path, &setting.help)).collect();
        let open = self.questions().filter(|question| !self.has(question.path));
        let mut problems: Vec<_> = open.map(|Question { path, help, .. }| problem(path, help)).collect();
        if let [.., last] = problems.as_mut_slice()
            && let Some(help) = last.help.as_mut()
            && !defaults
        {
            help.push_str("\n        or take the defaults for everything with `--defaults`");
        }
        problems.extend(told);
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
            Some(provider) => self.take("repository.provider", provider, Origin::Default),
            None => {
                let problem = Problem::new("the repository's host does not tell whether it is GitHub or GitLab");
                Err(problem.help("give `--set repository.provider=github` or `=gitlab`"))
            }
        }
    }

    /// Whether it answers requests from outside.
    pub(crate) fn is_http(&self) -> bool {
        self.kind() == Kind::Http
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

impl Origin {
    /// Where it comes from, for somebody who did not say it; nothing for those who did.
    pub(crate) fn words(&self) -> &str {
        match self {
            Self::Typed => "",
            Self::Laid(place) | Self::Found(place) => place,
            Self::Default => "default",
        }
    }
}

/// The blips that the radar adopts for that kind, in the shape of `blip.yaml`.
pub(crate) fn default_blips(catalog: &Catalog, kind: Kind) -> Value {
    let default = catalog.radar().blips().filter(|blip| blip.is_default(kind));
    default.map(|blip| (blip.id.to_string(), json!({}))).collect::<serde_json::Map<_, _>>().into()
}

/// The environments that such a repository has where nobody says.
pub(crate) fn default_environments(kind: Kind) -> Value {
    match kind {
        // each is an installation of its own, which takes machines
        Kind::Platform => json!([{"name": "production"}]),
        _ => json!([{"name": "staging"}, {"name": "production"}]),
    }
}

/// A value with the name in the place of what stands for it.
fn with_name(value: &serde_yaml::Value, name: &str) -> serde_yaml::Value {
    use serde_yaml::Value as Yaml;
    match value {
        Yaml::String(text) => text.replace(NAME, name).into(),
        Yaml::Sequence(items) => items.iter().map(|item| with_name(item, name)).collect::<Vec<_>>().into(),
        Yaml::Mapping(entries) => {
            Yaml::Mapping(entries.iter().map(|(key, value)| (key.clone(), with_name(value, name))).collect())
        }
        other => other.clone(),
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.trim_end_matches('.').chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(sets: &[&str]) -> Answers {
        let mut answers = Answers::default();
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
        given.require_all(&[], true).unwrap();
    }

    #[test]
    fn open_questions_name_their_flag() {
        let problems = answers(&["service.name=x"]).require_all(&[], false).unwrap_err();
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
    fn the_name_is_put_into_defaults_and_follows_it() {
        let text =
            "image: r.example/__name__\nenvironments: [{name: live, host: __name__.example}, {name: b, host: h}]\n";
        let defaults = Document::parse("config.yaml", text).unwrap();
        let mut given = answers(&[]);
        for key in ["image", "environments"] {
            given.lay(key, defaults.get(key).unwrap().clone(), &defaults).unwrap();
        }
        given.document.set("environments.1.host=mine".parse().unwrap()).unwrap();
        for name in ["checkout", "basket"] {
            given.set("service.name", name).unwrap();
            given.put_in_name().unwrap();
            assert_eq!(given.text("image").unwrap(), format!("r.example/{name}"));
        }
        assert_eq!(given.document.place("image").unwrap().to_string(), "config.yaml:1:1");
        let hosts = given.document.get("environments").unwrap();
        assert_eq!(hosts[1]["host"], serde_yaml::Value::from("mine"));
        given.set("image", "elsewhere.example/x").unwrap();
        given.set("service.name", "third").unwrap();
        given.put_in_name().unwrap();
        assert_eq!(given.text("image").unwrap(), "elsewhere.example/x");
    }
}
