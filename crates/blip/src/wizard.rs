//! The questions that are asked at a terminal.

use std::cell::Cell;
use std::sync::Once;

use anyhow::Result;
use blip_generate::Catalog;
use blip_model::{Blip, Kind, Ring};
use console::{Style, Term};
use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};
use dialoguer::{Confirm, Input, MultiSelect, Select};
use serde_yaml::{Mapping, Value};

use crate::answers::{Answers, Known, Question, check_host, environment_names};
use crate::ui::Ui;

/// Asks at one terminal.
pub(crate) struct Wizard<'a> {
    term: Term,
    theme: Box<dyn Theme>,
    catalog: &'a Catalog,
    known: &'a Known,
}

impl<'a> Wizard<'a> {
    /// A wizard at the program's terminal. From here on Ctrl-C gives the cursor back and ends the program.
    pub(crate) fn new(ui: &Ui, catalog: &'a Catalog, known: &'a Known) -> Result<Self> {
        ctrlc::set_handler(|| leave())?;
        // the colourful theme tells the line one is on by its colour alone
        let theme: Box<dyn Theme> =
            if console::colors_enabled_stderr() { Box::new(ColorfulTheme::default()) } else { Box::new(SimpleTheme) };
        Ok(Self { term: ui.terminal(), theme, catalog, known })
    }

    /// Asks for everything that was not given. `free` says why a service cannot take a name that is legal.
    pub(crate) fn complete(&self, answers: &mut Answers, free: impl Fn(&str) -> Result<(), String>) -> Result<()> {
        for question in answers.questions() {
            if answers.has(question.path) {
                continue;
            }
            let Question { path, prompt, help, check, .. } = question;
            let default = question.default(answers, self.known);
            let answer = match *path {
                "service.stack" => self.stack(question, default)?,
                "service.name" => self.text(prompt, help, default, |name| check(name).and_then(|()| free(name)))?,
                _ => self.text(prompt, help, default, check)?,
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
        self.judge(answers)?;
        if !answers.has("image") && answers.kind() != Kind::Platform {
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

    /// Asks which of several things to take, each with its name and whether it is taken already; none is an answer, too.
    pub(crate) fn choose(&self, prompt: &str, help: &str, items: &[(String, &str, bool)]) -> Result<Vec<usize>> {
        let help = self.help(help)?;
        let width = self.columns().saturating_sub(8);
        let lines = items.iter().map(|(line, _, taken)| (console::truncate_str(line, width, "…").into_owned(), *taken));
        let chosen = MultiSelect::with_theme(&*self.theme)
            .with_prompt(prompt)
            .items_checked(lines)
            .report(false)
            .interact_on(&self.term)?;
        let names: Vec<_> = chosen.iter().map(|i| items[*i].1).collect();
        self.settle(prompt, &names.join(", "), help)?;
        Ok(chosen)
    }

    /// A question that yes or no answers.
    pub(crate) fn confirm(&self, prompt: &str) -> Result<bool> {
        Ok(Confirm::with_theme(&*self.theme).with_prompt(prompt).default(true).interact_on(&self.term)?)
    }

    /// Says what is wrong with the answers so far before more is asked: what no later answer can mend.
    fn judge(&self, answers: &Answers) -> Result<()> {
        let mut document = answers.document().clone();
        let is_platform = answers.kind() == Kind::Platform;
        for (path, stand_in) in [("image", "image=registry.example/x"), ("environments", "environments=[{name: x}]")] {
            let has_place = !is_platform || path != "image";
            if has_place && !answers.has(path) {
                document.set(stand_in.parse()?)?;
            }
        }
        self.catalog.select(&document)?;
        Ok(())
    }

    fn stack(&self, question: &Question, default: Option<String>) -> Result<String> {
        let stacks = self.catalog.stacks()?;
        let titles: Vec<_> = stacks.iter().map(|(_, title)| *title).collect();
        let default = stacks.iter().position(|(name, _)| default.as_deref() == Some(*name)).unwrap_or_default();
        let chosen = self.select(question.prompt, question.help, &titles, default)?;
        Ok(stacks[chosen].0.to_owned())
    }

    fn provider(&self) -> Result<String> {
        let chosen = self.select("Forge", "Its pipelines are written for this forge.", &["GitHub", "GitLab"], 0)?;
        Ok(["github", "gitlab"][chosen].to_owned())
    }

    fn image(&self, answers: &mut Answers) -> Result<()> {
        let selection = self.catalog.select(answers.document()).ok();
        let default = selection.and_then(|selection| selection.spec.image().ok()).map(|image| image.to_string());
        let default = self.known.suggested.get("image").cloned().or(default);
        let help = "Where its image is pushed, without tag.";
        let image = self.text("Image", help, default, |text| {
            text.parse::<blip_model::ImageRef>().map(|_| ()).map_err(|error| error.to_string())
        })?;
        answers.set("image", image)?;
        Ok(())
    }

    fn environments(&self, answers: &mut Answers) -> Result<()> {
        let help = match answers.kind() {
            Kind::Platform => "Where it runs; each is an installation of its own.",
            _ => "Where it runs, in the order in which a change reaches them. The last one takes releases.",
        };
        let known = &self.known.environments;
        let found = known.iter().map(|known| known.name.as_str()).collect::<Vec<_>>().join(", ");
        let usual = if answers.kind() == Kind::Platform { "production" } else { "staging, production" };
        let default = Some(if found.is_empty() { usual.to_owned() } else { found });
        let line = self.text("Environments", help, default, |line| environment_names(line).map(|_| ()))?;
        let names = environment_names(&line).map_err(anyhow::Error::msg)?;
        let mut environments = Vec::new();
        for name in names {
            let known = known.iter().find(|known| known.name == name.as_str());
            let mut environment = match known {
                Some(known) => known.as_yaml(&answers.text("service.name").unwrap_or_default(), false),
                None => Mapping::from_iter([("name".into(), name.as_str().into())]),
            };
            if answers.text("service.kind").is_none_or(|kind| kind == "http") {
                let help = "The host name under which it is reached from outside; leave it empty if it is not.";
                let host = self.text(
                    &format!("Host in {name}"),
                    help,
                    Some(known.and_then(|known| known.host.clone()).unwrap_or_default()),
                    check_host,
                )?;
                if !host.is_empty() {
                    environment.insert("host".into(), host.into());
                }
            }
            environments.push(Value::Mapping(environment));
        }
        answers.set("environments", environments)?;
        Ok(())
    }

    /// Asks for the blips, again where they do not go together.
    fn blips(&self, answers: &mut Answers) -> Result<()> {
        // a fault that was there before is not the blips'
        let sound = self.catalog.select(answers.document()).is_ok();
        loop {
            answers.set("blips", Value::Mapping(self.chosen_blips(answers.kind())?))?;
            match self.catalog.select(answers.document()) {
                Err(problems) if sound => {
                    self.write_wrapped(&problems.to_string(), &Style::new().for_stderr().red())?
                }
                _ => return Ok(()),
            };
        }
    }

    fn chosen_blips(&self, kind: Kind) -> Result<Mapping> {
        let offered: Vec<&Blip> = self.catalog.radar().blips().filter(|blip| is_offered(blip, kind)).collect();
        let items: Vec<_> =
            offered.iter().map(|blip| (blip.headline(), blip.front.title.as_str(), blip.is_default(kind))).collect();
        let help = "What the radar recommends. Space switches one on or off, Enter goes on.";
        let chosen = self.choose("Blips", help, &items)?.into_iter().map(|i| offered[i]);
        Ok(chosen.map(|blip| (blip.id.as_str().into(), Value::Mapping(Mapping::new()))).collect())
    }

    /// Asks for a line of text. An empty default means that the line may be left empty.
    fn text(
        &self,
        prompt: &str,
        help: &str,
        default: Option<String>,
        check: impl Fn(&str) -> Result<(), String>,
    ) -> Result<String> {
        // rows that the terminal made of a line too long for it, which dialoguer does not know of
        let rows = Cell::new(self.help(help)?);
        let shown = default.as_deref().filter(|default| !default.is_empty());
        let mut asked = String::new();
        self.theme.format_input_prompt(&mut asked, prompt, shown)?;
        let mut input = Input::<String>::with_theme(&*self.theme).with_prompt(prompt).report(false);
        if let Some(default) = &default {
            input = input.default(default.clone()).show_default(shown.is_some());
        }
        let judged = input.validate_with(|answer: &String| {
            let typed = if default.as_ref() == Some(answer) { "" } else { answer };
            let width = console::measure_text_width(&asked) + console::measure_text_width(typed);
            rows.set(rows.get() + (width - 1) / self.columns());
            check(answer).map_err(|reason| textwrap::fill(&reason, self.columns().saturating_sub(3)))
        });
        let answer = judged.interact_text_on(&self.term)?;
        self.settle(prompt, &answer, rows.get())?;
        Ok(answer)
    }

    /// Asks for one of several things.
    pub(crate) fn select(&self, prompt: &str, help: &str, items: &[&str], default: usize) -> Result<usize> {
        let rows = self.help(help)?;
        let select = Select::with_theme(&*self.theme).with_prompt(prompt).items(items).default(default).report(false);
        let chosen = select.interact_on(&self.term)?;
        self.settle(prompt, items[chosen], rows)?;
        Ok(chosen)
    }

    /// Leaves one line of an answered question: takes back the `rows` above the cursor and writes the answer.
    fn settle(&self, prompt: &str, answer: &str, rows: usize) -> Result<()> {
        self.term.clear_last_lines(rows)?;
        let mut line = String::new();
        let answer = if answer.is_empty() { "none" } else { answer };
        self.theme.format_input_prompt_selection(&mut line, prompt, answer)?;
        self.term.write_line(&console::truncate_str(&line, self.columns(), "…"))?;
        Ok(())
    }

    /// Writes a question's help and returns how many rows it takes.
    fn help(&self, text: &str) -> Result<usize> {
        self.write_wrapped(text, &Style::new().for_stderr().dim())
    }

    fn write_wrapped(&self, text: &str, style: &Style) -> Result<usize> {
        let lines = textwrap::wrap(text, self.columns());
        for line in &lines {
            self.term.write_line(&style.apply_to(line).to_string())?;
        }
        Ok(lines.len())
    }

    fn columns(&self) -> usize {
        usize::from(self.term.size().1)
    }
}

/// Adopt and Trial are offered; Assess must be named in blip.yaml, Hold is refused.
fn is_offered(blip: &Blip, kind: Kind) -> bool {
    blip.front.generator.is_some() && blip.front.ring <= Ring::Trial && blip.front.scope.holds(kind)
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
    // the prompt and the signal handler both get here, at the same time
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let term = Term::stderr();
        let _ = term.show_cursor();
        let _ = term.write_line("");
    });
    std::process::exit(130);
}
