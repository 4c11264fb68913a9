//! The answers at one glance, and the way back to each of them.

use anyhow::Result;
use blip_generate::Catalog;
use blip_model::Selection;
use console::Style;

use super::settings::shown;
use super::{Free, Step, Wizard};
use crate::answers::{Answers, Origin};
use crate::prompt::Item;
use crate::questions::QUESTIONS;
use crate::ui::Ui;

/// What to do with the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Write the files.
    Write,
    /// Change an answer first.
    Change,
    /// Leave it at that.
    Stop,
}

/// An answer as people read it.
struct Row {
    step: Step,
    value: String,
    /// Where it comes from, if nobody gave it just now.
    origin: String,
}

/// Each answer of a service, in the order in which they are asked for.
fn rows(answers: &Answers, selection: &Selection, catalog: &Catalog) -> Vec<Row> {
    let spec = &selection.spec;
    let titles: Vec<_> = selection.blips.iter().map(|chosen| chosen.blip.front.title.as_str()).collect();
    let environments = spec.environments.iter().map(|environment| match &environment.host {
        Some(host) => format!("{} ({host})", environment.name),
        None => environment.name.to_string(),
    });
    let manager = catalog.package_manager(&spec.service);
    let value = |step| match step {
        Step::Name => spec.service.name.to_string(),
        Step::Description => spec.service.description.to_string(),
        Step::Stack => spec.service.stack().to_owned(),
        Step::Told => {
            let told = selection.stack.iter().map(|(name, value)| format!("{name} {}", shown(value)));
            told.collect::<Vec<_>>().join(", ")
        }
        Step::PackageManager => manager.unwrap_or_default().to_owned(),
        Step::Kind => spec.service.kind.name().to_owned(),
        Step::Repository => spec.repository.url.to_string(),
        Step::Forge => answers.text(step.path()).unwrap_or_default(),
        Step::Owner => spec.service.owner.to_string(),
        Step::Image => spec.image().map(|image| image.to_string()).unwrap_or_default(),
        Step::Environments => environments.clone().collect::<Vec<_>>().join(", "),
        Step::Blips if titles.is_empty() => "none".to_owned(),
        Step::Blips => titles.join(", "),
    };
    let origin = |step: Step| match answers.origin(step.path()) {
        None if step == Step::Told => {
            answers.origin_below(step.path()).map(Origin::words).unwrap_or_default().to_owned()
        }
        None if !answers.has(step.path()) => Origin::Default.words().to_owned(),
        origin => origin.map(|origin| origin.words().to_owned()).unwrap_or_default(),
    };
    let is_shown = |step: &Step| match step {
        // which forge it is can be seen from the address, as a rule
        Step::Forge => answers.provider().is_none(),
        Step::Told => answers.has(step.path()),
        Step::PackageManager => manager.is_some(),
        _ => step.concerns(spec.service.kind),
    };
    Step::ALL.into_iter().filter(is_shown).map(|step| Row { step, value: value(step), origin: origin(step) }).collect()
}

/// Says of each answer where it comes from, to those who want to know more.
pub(crate) fn tell_origins(answers: &Answers, selection: &Selection, catalog: &Catalog, ui: &Ui) {
    for Row { step, value, origin } in rows(answers, selection, catalog) {
        let origin = if origin.is_empty() { "given" } else { &origin };
        ui.detail(format!("{}: {value} ({origin})", step.path()));
    }
}

/// Says what is about to be made, before it is made. `place` says where.
fn summarize(rows: &[Row], place: &str, ui: &Ui) {
    let dim = Style::new().for_stderr().dim();
    // beside the titles, or below them where that would leave no room
    let narrow = ui.columns() < 50;
    let indent = if narrow { 4 } else { 16 };
    ui.show("");
    let place = ("Folder", place, "");
    for (title, value, origin) in rows.iter().map(|row| (row.step.title(), &*row.value, &*row.origin)).chain([place]) {
        let origin = if origin.is_empty() { String::new() } else { format!("  ({origin})") };
        let options = textwrap::Options::new(ui.columns().saturating_sub(indent).max(8))
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        let text = format!("{value}{origin}");
        let lines = textwrap::wrap(&text, options);
        // the origin is dim, on whichever line it stands
        let lines = lines.iter().map(|line| match line.find("  (").filter(|_| !origin.is_empty()) {
            Some(at) => format!("{}{}", &line[..at], dim.apply_to(&line[at..])),
            None => line.to_string(),
        });
        let lines: Vec<_> = lines.collect();
        let title = dim.apply_to(format!("{title:<12}"));
        match narrow {
            true => ui.show(format!("  {title}\n    {}", lines.join("\n    "))),
            false => ui.show(format!("  {title}  {}", lines.join("\n                "))),
        }
    }
    ui.show("");
}

impl Wizard<'_> {
    /// Shows all answers and asks what to do with them.
    pub(crate) fn decide(&self, answers: &Answers, selection: &Selection, place: &str, ui: &Ui) -> Result<Decision> {
        summarize(&rows(answers, selection, self.catalog), place, ui);
        let decisions = [
            (Decision::Write, "Yes, write them"),
            (Decision::Change, "No, change an answer"),
            (Decision::Stop, "No, write nothing"),
        ];
        let items = decisions.map(|(_, words)| Item::named(words));
        Ok(decisions[self.prompt.one("Write these files?", "", &items)?].0)
    }

    /// Asks which answer to change, and for the new one; then for those that no longer fit, and for no others.
    pub(crate) fn change(&self, answers: &mut Answers, selection: &Selection, free: &Free<'_>) -> Result<()> {
        let rows = rows(answers, selection, self.catalog);
        let rows: Vec<_> = rows.into_iter().filter(|row| self.can_change(row.step, answers)).collect();
        let with_settings: Vec<_> = selection.blips.iter().filter(|chosen| self.has_settings(chosen)).collect();
        let mut items: Vec<_> =
            rows.iter().map(|row| Item::named(row.step.title()).note(&row.value).more(&row.origin)).collect();
        items.extend(
            with_settings
                .iter()
                .map(|chosen| Item::named(format!("{} settings", chosen.blip.front.title)).note(self.unusual(chosen))),
        );
        items.push(Item::named("Nothing").note("back to the summary"));
        let chosen = self.prompt.one("Which answer?", "", &items)?;
        match (rows.get(chosen), with_settings.get(chosen.saturating_sub(rows.len()))) {
            (Some(row), _) => self.change_step(row.step, answers, free),
            (None, Some(blip)) => self.settings(&blip.blip, answers),
            (None, None) => Ok(()),
        }
    }

    fn change_step(&self, step: Step, answers: &mut Answers, free: &Free<'_>) -> Result<()> {
        let was_http = answers.is_http();
        self.ask(step, answers, free, true)?;
        self.follow(step, answers)?;
        self.complete(answers, free)?;
        if answers.is_http() && !was_http && !answers.is_given("environments") {
            self.hosts(answers)?;
        }
        Ok(())
    }

    /// Lets the defaults follow that build on a changed answer, and opens what cannot stay as it is.
    fn follow(&self, changed: Step, answers: &mut Answers) -> Result<()> {
        answers.put_in_name()?;
        answers.settle_stack()?;
        let after = QUESTIONS.iter().skip_while(|question| question.path != changed.path()).skip(1);
        for question in after {
            let follows = matches!(answers.origin(question.path), Some(Origin::Default | Origin::Found(_)));
            if let Some((default, origin)) = question.default(answers, self.known).filter(|_| follows) {
                answers.take(question.path, default, origin)?;
            }
        }
        if changed != Step::Forge && matches!(answers.origin("repository.provider"), Some(Origin::Default)) {
            answers.reopen("repository.provider");
        }
        let kinds = self.kinds(answers)?;
        if Step::Kind.concerns(answers.kind())
            && !answers.is_given("service.kind")
            && let Some(kind) = answers.text("service.kind")
            && !kinds.iter().any(|known| known.name() == kind)
        {
            answers.reopen("service.kind");
        }
        if !answers.is_http() && !answers.is_given("environments") {
            self.leave_out_hosts(answers)?;
        }
        Ok(())
    }

    /// Only a service that answers requests has hosts.
    fn leave_out_hosts(&self, answers: &mut Answers) -> Result<()> {
        let Some(serde_yaml::Value::Sequence(mut environments)) = answers.document().get("environments").cloned()
        else {
            return Ok(());
        };
        let removed = environments.iter_mut().filter_map(serde_yaml::Value::as_mapping_mut);
        if removed.filter_map(|environment| environment.shift_remove("host")).count() > 0 {
            answers.take("environments", environments, Origin::Typed)?;
        }
        Ok(())
    }

    fn can_change(&self, step: Step, answers: &Answers) -> bool {
        match step {
            Step::Kind => self.kinds(answers).is_ok_and(|kinds| kinds.len() > 1),
            Step::PackageManager => self.package_managers(answers).is_ok_and(|managers| managers.len() > 1),
            _ => true,
        }
    }
}
