//! The questions that `blip new` asks at a terminal.

use anyhow::Result;
use blip_generate::Catalog;
use blip_model::{Blip, Ring, Scope};
use blip_project::Detected;
use console::{Style, Term};
use dialoguer::theme::ColorfulTheme;
use dialoguer::{Confirm, Input, MultiSelect, Select};
use serde_yaml::{Mapping, Value};

use crate::answers::{Answers, QUESTIONS, Question, check_host, environment_names};
use crate::ui::Ui;

/// Asks at one terminal.
pub(crate) struct Wizard<'a> {
    term: Term,
    theme: ColorfulTheme,
    catalog: &'a Catalog,
    detected: &'a Detected,
}

impl<'a> Wizard<'a> {
    /// A wizard at the program's terminal. From here on Ctrl-C gives the cursor back and ends the program.
    pub(crate) fn new(ui: &Ui, catalog: &'a Catalog, detected: &'a Detected) -> Result<Self> {
        ctrlc::set_handler(|| leave())?;
        Ok(Self { term: ui.terminal(), theme: ColorfulTheme::default(), catalog, detected })
    }

    /// Asks for everything that was not given.
    pub(crate) fn complete(&self, answers: &mut Answers) -> Result<()> {
        for question in QUESTIONS {
            if answers.has(question.path) {
                continue;
            }
            let answer = match question.path {
                "service.stack" => self.stack(question)?,
                _ => self.text(question, (question.default)(answers, self.detected))?,
            };
            answers.set(question.path, answer)?;
        }
        if !answers.has("repository.provider") {
            let provider = match answers.provider() {
                Some(provider) => provider.to_owned(),
                None => self.provider()?,
            };
            answers.set("repository.provider", provider)?;
        }
        if !answers.has("image") {
            self.image(answers)?;
        }
        if !answers.has("environments") {
            self.environments(answers)?;
        }
        if !answers.has("blips") {
            self.blips(answers)?;
        }
        Ok(())
    }

    /// A question that yes or no answers.
    pub(crate) fn confirm(&self, prompt: &str) -> Result<bool> {
        Ok(Confirm::with_theme(&self.theme).with_prompt(prompt).default(true).interact_on(&self.term)?)
    }

    fn text(&self, question: &Question, default: Option<String>) -> Result<String> {
        self.help(question.help)?;
        let mut input = Input::<String>::with_theme(&self.theme).with_prompt(question.prompt);
        if let Some(default) = default {
            input = input.default(default);
        }
        Ok(input.validate_with(|text: &String| (question.check)(text)).interact_text_on(&self.term)?)
    }

    fn stack(&self, question: &Question) -> Result<String> {
        self.help(question.help)?;
        let stacks = self.catalog.stacks()?;
        let default = stacks.iter().position(|(name, _)| *name == "rust").unwrap_or_default();
        let chosen =
            self.select(question.prompt, &stacks.iter().map(|(_, title)| *title).collect::<Vec<_>>(), default)?;
        Ok(stacks[chosen].0.to_owned())
    }

    fn provider(&self) -> Result<String> {
        self.help("Its pipelines are written for this forge.")?;
        let chosen = self.select("Forge", &["GitHub", "GitLab"], 0)?;
        Ok(["github", "gitlab"][chosen].to_owned())
    }

    fn image(&self, answers: &mut Answers) -> Result<()> {
        self.help("Where its image is pushed, without tag.")?;
        let selection = self.catalog.select(answers.document()).ok();
        let default = selection.and_then(|selection| selection.spec.image().ok());
        let mut input = Input::<String>::with_theme(&self.theme).with_prompt("Image");
        if let Some(default) = &default {
            input = input.default(default.to_string());
        }
        let check = |text: &String| text.parse::<blip_model::ImageRef>().map(|_| ()).map_err(|error| error.to_string());
        let image = input.validate_with(check).interact_text_on(&self.term)?;
        answers.set("image", image)?;
        Ok(())
    }

    fn environments(&self, answers: &mut Answers) -> Result<()> {
        self.help("Where it runs, in the order in which a change reaches them. The last one takes releases.")?;
        let check = |line: &String| environment_names(line).map(|_| ());
        let line = Input::<String>::with_theme(&self.theme)
            .with_prompt("Environments")
            .default("staging, production".to_owned())
            .validate_with(check)
            .interact_text_on(&self.term)?;
        let names = environment_names(&line).map_err(anyhow::Error::msg)?;
        let mut environments = Vec::new();
        for name in names {
            let mut environment = Mapping::from_iter([("name".into(), name.as_str().into())]);
            if answers.text("service.kind").is_none_or(|kind| kind == "http") {
                self.help("The host name under which it is reached from outside; leave it empty if it is not.")?;
                let host = Input::<String>::with_theme(&self.theme)
                    .with_prompt(format!("Host in {name}"))
                    .allow_empty(true)
                    .validate_with(|text: &String| check_host(text))
                    .interact_text_on(&self.term)?;
                if !host.is_empty() {
                    environment.insert("host".into(), host.into());
                }
            }
            environments.push(Value::Mapping(environment));
        }
        answers.set("environments", environments)?;
        Ok(())
    }

    fn blips(&self, answers: &mut Answers) -> Result<()> {
        let offered: Vec<&Blip> = self.catalog.radar().blips().filter(|blip| is_offered(blip)).collect();
        self.help("What the radar recommends. Space switches one on or off, Enter goes on.")?;
        let width = self.columns().saturating_sub(8);
        let lines = offered.iter().map(|blip| {
            let line = blip.headline();
            (console::truncate_str(&line, width, "…").into_owned(), blip.is_default())
        });
        let chosen = MultiSelect::with_theme(&self.theme)
            .with_prompt("Blips")
            .items_checked(lines)
            .report(false)
            .interact_on(&self.term)?;
        let chosen: Vec<_> = chosen.into_iter().map(|i| offered[i]).collect();
        let names: Vec<_> = chosen.iter().map(|blip| blip.front.title.as_str()).collect();
        self.term.write_line(&format!("  Blips · {}", names.join(", ")))?;
        let blips = chosen.iter().map(|blip| (blip.id.as_str().into(), Value::Mapping(Mapping::new())));
        answers.set("blips", Value::Mapping(blips.collect()))?;
        Ok(())
    }

    fn select(&self, prompt: &str, items: &[&str], default: usize) -> Result<usize> {
        Ok(Select::with_theme(&self.theme).with_prompt(prompt).items(items).default(default).interact_on(&self.term)?)
    }

    fn help(&self, text: &str) -> Result<()> {
        let dim = Style::new().for_stderr().dim();
        for line in textwrap::wrap(text, self.columns()) {
            self.term.write_line(&dim.apply_to(line).to_string())?;
        }
        Ok(())
    }

    fn columns(&self) -> usize {
        usize::from(self.term.size().1)
    }
}

/// Adopt and Trial are offered; Assess must be named in blip.yaml, Hold is refused.
fn is_offered(blip: &Blip) -> bool {
    blip.front.generator.is_some() && blip.front.ring <= Ring::Trial && blip.front.scope != Scope::Platform
}

/// Whether an error is a Ctrl-C at a prompt.
pub(crate) fn is_interrupt(error: &anyhow::Error) -> bool {
    let interrupted = |error: &std::io::Error| error.kind() == std::io::ErrorKind::Interrupted;
    error.chain().any(|cause| match cause.downcast_ref::<dialoguer::Error>() {
        Some(dialoguer::Error::IO(error)) => interrupted(error),
        None => cause.downcast_ref::<std::io::Error>().is_some_and(interrupted),
    })
}

/// Gives the cursor back, which a prompt may have hidden, and ends as a program does that Ctrl-C ended.
// a signal handler has no caller to return to
#[allow(clippy::exit)]
pub(crate) fn leave() -> ! {
    let term = Term::stderr();
    let _ = term.show_cursor();
    let _ = term.write_line("");
    std::process::exit(130);
}
