//! One question after the other: what is offered, and what becomes of the answer.

use anyhow::Result;
use blip_generate::PackageManager;
use blip_model::{Blip, ImageRef, Kind, Ring};
use serde_yaml::{Mapping, Value};

use super::{Free, Wizard};
use crate::answers::{Answers, Origin, default_blips, default_environments};
use crate::draft::{Told, told};
use crate::package_manager::{self, PACKAGE_MANAGER};
use crate::prompt::{Item, Line};
use crate::questions::{QUESTIONS, Question, check_host, environment_names};

/// A question of the wizard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Name,
    Description,
    Stack,
    /// What the stack has to be told.
    Told,
    PackageManager,
    Kind,
    Repository,
    Forge,
    Owner,
    Image,
    Environments,
    Blips,
}

impl Step {
    /// All of them, in the order in which they are asked: what others build on comes first.
    pub(super) const ALL: [Self; 12] = [
        Self::Name,
        Self::Description,
        Self::Stack,
        Self::Told,
        Self::PackageManager,
        Self::Kind,
        Self::Repository,
        Self::Forge,
        Self::Owner,
        Self::Image,
        Self::Environments,
        Self::Blips,
    ];

    /// Where the answer stands in `blip.yaml`.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Name => "service.name",
            Self::Description => "service.description",
            Self::Stack => "service.stack",
            Self::Told => "stacks",
            Self::PackageManager => PACKAGE_MANAGER,
            Self::Kind => "service.kind",
            Self::Repository => "repository.url",
            Self::Forge => "repository.provider",
            Self::Owner => "service.owner",
            Self::Image => "image",
            Self::Environments => "environments",
            Self::Blips => "blips",
        }
    }

    /// Whether such a repository has an answer to it: a platform runs what others have built.
    pub(super) fn concerns(self, kind: Kind) -> bool {
        let of_services = [Self::Stack, Self::Told, Self::PackageManager, Self::Kind, Self::Image];
        kind != Kind::Platform || !of_services.contains(&self)
    }

    /// The question as every service must answer it, where it is one of those.
    pub(super) fn question(self) -> Option<&'static Question> {
        QUESTIONS.iter().find(|question| question.path == self.path())
    }

    /// The words of the prompt, and of the line in the summary.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Told => "Its settings",
            Self::PackageManager => "Packages",
            Self::Kind => "Kind",
            Self::Forge => "Forge",
            Self::Image => "Image",
            Self::Environments => "Environments",
            Self::Blips => "Blips",
            _ => self.question().map(|question| question.prompt).unwrap_or_default(),
        }
    }

    /// An answer that nothing is wrong with, as `--set` takes it, where a wrong one can come to light later.
    pub(super) fn stand_in(self) -> Option<&'static str> {
        match self {
            Self::Name => Some("service.name=stand-in"),
            Self::Kind => Some("service.kind=http"),
            Self::Image => Some("image=registry.example/x"),
            Self::Environments => Some("environments=[{name: x}]"),
            Self::Repository => Some("repository.url=https://github.com/x/x"),
            Self::Blips => Some("blips={}"),
            _ => None,
        }
    }
}

impl Wizard<'_> {
    /// Asks one question, also one that was answered before; `again` says whether it was.
    pub(super) fn ask(&self, step: Step, answers: &mut Answers, free: &Free<'_>, again: bool) -> Result<()> {
        match step {
            Step::Stack => self.stack(answers),
            Step::Told => self.tell_stack(answers, again),
            Step::PackageManager => self.package_manager(answers),
            Step::Kind => self.kind(answers),
            Step::Forge => self.forge(answers),
            Step::Image => self.image(answers, again),
            Step::Environments => self.environments(answers),
            Step::Blips => self.blips(answers),
            _ => match step.question() {
                Some(question) => self.question(question, answers, free, again),
                None => Ok(()),
            },
        }
    }

    fn question(&self, question: &Question, answers: &mut Answers, free: &Free<'_>, again: bool) -> Result<()> {
        let Question { path, prompt, help, check, .. } = question;
        let offered = question.default(answers, self.known);
        // a name that was taken already is the one that is changed
        let kept = answers.text(path).filter(|_| again);
        let check = |text: &str| {
            check(text)?;
            if *path == "service.name" && kept.as_deref() != Some(text) { free(text) } else { Ok(()) }
        };
        let default = offered.as_ref().map(|(default, _)| default.clone()).filter(|_| kept.is_none());
        let answer = self.prompt.line(&Line { prompt, help, default, before: kept.clone(), check: &check })?;
        let origin = match offered {
            Some((default, origin)) if default == answer => origin,
            _ => Origin::Typed,
        };
        // an answer that is left as it was comes from where it came from
        if kept.as_deref() != Some(&answer) {
            answers.take(path, answer, origin)?;
        }
        Ok(())
    }

    fn stack(&self, answers: &mut Answers) -> Result<()> {
        let Some(question) = Step::Stack.question() else { return Ok(()) };
        let offered = question.default(answers, self.known);
        let now = answers.text(question.path).or(offered.as_ref().map(|(stack, _)| stack.clone()));
        let stacks = self.catalog.stacks()?;
        let item = |(name, title): &(&str, &str)| Item::named(*title).chosen(now.as_deref() == Some(name));
        let items: Vec<_> = stacks.iter().map(item).collect();
        let (name, _) = stacks[self.prompt.one(question.prompt, question.help, &items)?];
        let origin = match offered {
            Some((stack, origin)) if stack == name => origin,
            _ => Origin::Typed,
        };
        Ok(answers.take(question.path, name, origin)?)
    }

    /// What the chosen stack has to be told.
    pub(super) fn told(&self, answers: &Answers) -> Result<Vec<Told<'_>>> {
        Ok(told(answers, self.catalog)?)
    }

    /// Whether it is still to be told: what the repository says comes before what an organisation has for a default.
    pub(super) fn is_open(&self, told: &Told<'_>, answers: &Answers) -> bool {
        !answers.has(&told.path) || answers.is_laid(&told.path) && self.known.found(&told.path).is_some()
    }

    fn tell_stack(&self, answers: &mut Answers, again: bool) -> Result<()> {
        for told in
            self.told(answers)?.into_iter().filter(|told| again || self.is_open(told, answers)).collect::<Vec<_>>()
        {
            let Told { path, title, setting } = &told;
            let found = self.known.found(path);
            let kept = answers.text(path).filter(|_| again);
            let line = Line {
                prompt: title,
                help: &setting.help,
                default: found.as_ref().map(|found| found.value.clone()).filter(|_| kept.is_none()),
                before: kept.clone(),
                check: &|text| setting.fault(&text.into()).map_or(Ok(()), Err),
            };
            let answer = self.prompt.line(&line)?;
            let origin = match found {
                Some(found) if found.value == answer => Origin::Found(found.place),
                _ => Origin::Typed,
            };
            if kept.as_deref() != Some(&answer) {
                answers.take(path, answer, origin)?;
            }
        }
        Ok(())
    }

    /// What can install the dependencies in the chosen stack.
    pub(super) fn package_managers(&self, answers: &Answers) -> Result<Vec<PackageManager>> {
        Ok(package_manager::offered(answers, self.catalog, self.known)?)
    }

    fn package_manager(&self, answers: &mut Answers) -> Result<()> {
        let managers = self.package_managers(answers)?;
        let now = answers.text(PACKAGE_MANAGER);
        let item = |manager: &PackageManager| Item::named(&manager.title).chosen(now.as_deref() == Some(&manager.name));
        let items: Vec<_> = managers.iter().map(item).collect();
        match self.prompt.one(
            "Packages",
            "What installs the dependencies, and builds where that is its work.",
            &items,
        )? {
            0 => answers.leave_out(PACKAGE_MANAGER, Origin::Default),
            chosen => answers.take(PACKAGE_MANAGER, managers[chosen].name.clone(), Origin::Typed)?,
        }
        Ok(())
    }

    /// The kinds that the chosen stack makes.
    pub(super) fn kinds(&self, answers: &Answers) -> Result<Vec<Kind>> {
        Ok(self.catalog.kinds(&answers.text("service.stack").unwrap_or_default())?)
    }

    fn kind(&self, answers: &mut Answers) -> Result<()> {
        let kinds = self.kinds(answers)?;
        let now = answers.text("service.kind");
        let item = |kind: &Kind| {
            let (name, note) = match kind {
                Kind::Http => ("http", "answers requests"),
                Kind::Worker => ("worker", "works in the background, and has no port"),
                Kind::Job => ("job", "runs on a schedule, and ends"),
                Kind::Platform => ("platform", "runs what others have built"),
            };
            Item::named(name).note(note).chosen(now.as_deref() == Some(name))
        };
        let items: Vec<_> = kinds.iter().map(item).collect();
        match kinds[self.prompt.one("Kind", "How it is run.", &items)?] {
            Kind::Http => answers.leave_out("service.kind", Origin::Default),
            chosen => answers.take("service.kind", chosen.name(), Origin::Typed)?,
        }
        Ok(())
    }

    fn forge(&self, answers: &mut Answers) -> Result<()> {
        let now = answers.text("repository.provider");
        let forges = [("github", "GitHub", "GitHub Actions"), ("gitlab", "GitLab", "GitLab CI")];
        let items = forges.map(|(id, name, note)| Item::named(name).note(note).chosen(now.as_deref() == Some(id)));
        let chosen = self.prompt.one("Forge", "Its pipelines are written for this forge.", &items)?;
        Ok(answers.take("repository.provider", forges[chosen].0, Origin::Typed)?)
    }

    /// The image that a service has where nobody says.
    pub(super) fn default_image(&self, answers: &Answers) -> Option<String> {
        let mut document = answers.document().clone();
        document.remove("image");
        document.remove("environments");
        document.remove("blips");
        let selection = self.catalog.select(&document).ok()?;
        selection.spec.image().ok().map(|image| image.to_string())
    }

    fn image(&self, answers: &mut Answers, again: bool) -> Result<()> {
        let usual = self.default_image(answers);
        let found = self.known.found("image");
        let offered = found.as_ref().map(|found| found.value.clone()).or(usual.clone());
        let before = answers.text("image").or(usual.clone()).filter(|_| again);
        let check = |text: &str| text.parse::<ImageRef>().map(|_| ()).map_err(|error| error.to_string());
        let answer = self.prompt.line(&Line {
            prompt: "Image",
            help: "Where its image is pushed, without tag.",
            default: offered.filter(|_| before.is_none()),
            before,
            check: &check,
        })?;
        match found {
            _ if usual.as_ref() == Some(&answer) => answers.leave_out("image", Origin::Default),
            Some(found) if found.value == answer => answers.take("image", answer, Origin::Found(found.place))?,
            _ => answers.take("image", answer, Origin::Typed)?,
        }
        Ok(())
    }

    fn environments(&self, answers: &mut Answers) -> Result<()> {
        let known = &self.known.environments;
        let before = list(answers, "environments");
        let names: Vec<&str> = match before.is_empty() {
            true => known.iter().map(|known| known.name.as_str()).collect(),
            false => before.iter().filter_map(name_of).collect(),
        };
        let help = match answers.kind() {
            Kind::Platform => "Where it runs; each is an installation of its own.",
            _ => "Where it runs, in the order in which a change reaches them. The last one takes releases.",
        };
        let usual = if answers.kind() == Kind::Platform { "production" } else { "staging, production" };
        let default = if names.is_empty() { usual.to_owned() } else { names.join(", ") };
        let line = self.prompt.line(&Line {
            prompt: "Environments",
            help,
            default: Some(default),
            before: None,
            check: &|line| environment_names(line).map(|_| ()),
        })?;
        let names = environment_names(&line).map_err(anyhow::Error::msg)?;
        let mut environments = Vec::new();
        for name in &names {
            let known = known.iter().find(|known| known.name == name.as_str());
            let mut environment = match (before.iter().find(|e| name_of(e) == Some(name.as_str())), known) {
                (Some(Value::Mapping(before)), _) => before.clone(),
                (_, Some(known)) => known.as_yaml(&answers.text("service.name").unwrap_or_default(), true),
                _ => Mapping::from_iter([("name".into(), name.as_str().into())]),
            };
            if answers.is_http() {
                self.host(name.as_str(), &mut environment)?;
            } else {
                environment.shift_remove("host");
            }
            environments.push(Value::Mapping(environment));
        }
        self.take_environments(answers, environments)
    }

    /// Asks for the hosts of environments that are there already.
    pub(super) fn hosts(&self, answers: &mut Answers) -> Result<()> {
        let mut environments = list(answers, "environments");
        for environment in &mut environments {
            let name = name_of(environment).unwrap_or_default().to_owned();
            if let Value::Mapping(environment) = environment {
                self.host(&name, environment)?;
            }
        }
        self.take_environments(answers, environments)
    }

    fn take_environments(&self, answers: &mut Answers, environments: Vec<Value>) -> Result<()> {
        let is_default =
            serde_yaml::to_value(default_environments(answers.kind()))? == Value::Sequence(environments.clone());
        let origin = if is_default { Origin::Default } else { Origin::Typed };
        Ok(answers.take("environments", environments, origin)?)
    }

    fn host(&self, name: &str, environment: &mut Mapping) -> Result<()> {
        let before = environment.get("host").and_then(Value::as_str).map(str::to_owned);
        let host = self.prompt.line(&Line {
            prompt: &format!("Host in {name}"),
            help: "The host name under which it is reached from outside; leave it empty if it is not.",
            default: Some(String::new()),
            before,
            check: &check_host,
        })?;
        match host.is_empty() {
            true => environment.shift_remove("host"),
            false => environment.insert("host".into(), host.into()),
        };
        Ok(())
    }

    fn blips(&self, answers: &mut Answers) -> Result<()> {
        let kind = answers.kind();
        let before = answers.document().get("blips").and_then(Value::as_mapping).cloned();
        let is_chosen = |blip: &Blip| match &before {
            Some(before) => before.contains_key(blip.id.as_str()),
            None => blip.is_default(kind),
        };
        let blips = self.catalog.radar().blips();
        let offered: Vec<&Blip> = blips.filter(|blip| is_offered(blip, kind) || is_chosen(blip)).collect();
        let items: Vec<_> = offered.iter().map(|blip| item(blip).chosen(is_chosen(blip))).collect();
        let help = "What the radar recommends.";
        let chosen = self.prompt.some("Blips", help, &items)?.into_iter().map(|i| offered[i].id.as_str());
        let settings = |id: &str| before.as_ref().and_then(|before| before.get(id)).cloned();
        let chosen: Mapping =
            chosen.map(|id| (id.into(), settings(id).unwrap_or(Value::Mapping(Mapping::new())))).collect();
        let is_default = serde_yaml::to_value(default_blips(self.catalog, kind))? == Value::Mapping(chosen.clone());
        let origin = if is_default { Origin::Default } else { Origin::Typed };
        Ok(answers.take("blips", Value::Mapping(chosen), origin)?)
    }
}

/// A blip as it is offered, with its ring and reason.
fn item(blip: &Blip) -> Item {
    let front = &blip.front;
    Item::named(&front.title).note(front.ring.to_string()).more(format!("{} (`blip why {}`)", front.summary, blip.id))
}

fn name_of(environment: &Value) -> Option<&str> {
    environment.get("name").and_then(Value::as_str)
}

fn list(answers: &Answers, path: &str) -> Vec<Value> {
    answers.document().get(path).and_then(Value::as_sequence).cloned().unwrap_or_default()
}

/// Adopt and Trial are offered; Assess must be named in blip.yaml, Hold is refused.
fn is_offered(blip: &Blip, kind: Kind) -> bool {
    blip.front.generator.is_some() && blip.front.ring <= Ring::Trial && blip.front.scope.holds(kind)
}
