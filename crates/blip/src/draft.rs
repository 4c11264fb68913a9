//! From answers to a service that is about to be written: what `new` and `init` share.

use anyhow::Result;
use blip_generate::{Catalog, generate, spec_file};
use blip_model::{Artifact, Document, Kind, Problem, Selection, Setting};

use crate::answers::{Answers, Origin};
use crate::known::{Found, Known};
use crate::package_manager;
use crate::service::SPEC;
use crate::wizard::Wizard;

/// How the answers that were not given are found.
pub(crate) struct Asked<'a> {
    /// Whether to take the defaults.
    pub(crate) defaults: bool,
    /// Who asks, where there is somebody at a terminal.
    pub(crate) wizard: Option<&'a Wizard<'a>>,
    /// What to offer.
    pub(crate) known: &'a Known,
    pub(crate) catalog: &'a Catalog,
}

impl Asked<'_> {
    /// Fills the answers that were not given: by asking, or by the defaults where those were asked for. `how` says how
    /// the service is given a name, `free` why it cannot take one that is legal.
    pub(crate) fn complete(
        &self,
        answers: &mut Answers,
        how: &str,
        free: &dyn Fn(&str) -> Result<(), String>,
    ) -> Result<()> {
        answers.check_given()?;
        match self.wizard {
            Some(wizard) => wizard.complete(answers, free)?,
            None if self.defaults => answers.fill(self.known)?,
            None => {}
        }
        answers.require_name(how)?;
        answers.check_given()?;
        if self.wizard.is_none() {
            answers.settle_stack()?;
            self.tell_stack(answers)?;
        }
        answers.require_all(&told(answers, self.catalog)?, self.defaults)?;
        answers.settle_provider()?;
        package_manager::settle(answers, self.catalog, self.known)?;
        settle_kind(answers, self.catalog)
    }

    /// Takes what the repository says to what the stack has to be told.
    fn tell_stack(&self, answers: &mut Answers) -> Result<()> {
        for Told { path, .. } in told(answers, self.catalog)? {
            let is_open = !answers.has(&path) || answers.is_laid(&path);
            if let Some(Found { value, place }) = self.known.found(&path).filter(|_| is_open) {
                answers.take(&path, value, Origin::Found(place))?;
            }
        }
        Ok(())
    }
}

/// What a stack has to be told.
pub(crate) struct Told<'a> {
    /// Where it stands in `blip.yaml`.
    pub(crate) path: String,
    /// Its name in words.
    pub(crate) title: String,
    pub(crate) setting: &'a Setting,
}

/// What the stack of the answers has to be told: the settings without which there is nothing.
pub(crate) fn told<'a>(answers: &Answers, catalog: &'a Catalog) -> Result<Vec<Told<'a>>, Problem> {
    let Some(stack) = answers.stack() else { return Ok(Vec::new()) };
    let required = catalog.stack_settings(&stack)?.iter().filter(|(_, setting)| setting.required);
    let told = |(name, setting): (&String, &'a Setting)| {
        let words = name.replace('_', " ");
        let title = words.get(..1).map(str::to_uppercase).unwrap_or_default() + words.get(1..).unwrap_or_default();
        Told { path: format!("stacks.{stack}.{name}"), title, setting }
    };
    Ok(required.map(told).collect())
}

/// Where the stack makes one kind of services only, there is nothing to ask.
pub(crate) fn settle_kind(answers: &mut Answers, catalog: &Catalog) -> Result<()> {
    let kinds = catalog.kinds(&answers.text("service.stack").unwrap_or_default())?;
    match kinds.as_slice() {
        _ if answers.has("service.kind") => {}
        [Kind::Http] => answers.leave_out("service.kind", Origin::Default),
        [kind] => answers.take("service.kind", kind.name(), Origin::Default)?,
        _ => {}
    }
    Ok(())
}

/// Everything that will be written. The spec is judged twice: once as it was given, so that problems name the
/// user's own file or argument, and once as it is written, so that what is written is known to be right.
pub(crate) fn of(answers: &Answers, catalog: &Catalog) -> Result<(Selection, Vec<Artifact>)> {
    let given = catalog.select(answers.document())?;
    if given.get("ci").is_some() {
        catalog.pipeline(&given)?;
    }
    let spec = spec_file(catalog, &answers.for_template(catalog)?)?;
    let selection = catalog.select(&Document::parse(SPEC, &spec.content)?)?;
    let mut artifacts = generate(catalog, &selection)?;
    artifacts.push(spec);
    Ok((selection, artifacts))
}
