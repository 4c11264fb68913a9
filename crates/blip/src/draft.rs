//! From answers to a service that is about to be written: what `new` and `init` share.

use anyhow::Result;
use blip_generate::{Catalog, generate, spec_file};
use blip_model::{Artifact, Document, Kind, Selection};

use crate::answers::{Answers, Origin};
use crate::known::Known;
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
        answers.require_all(self.defaults)?;
        answers.settle_provider()?;
        settle_kind(answers, self.catalog)
    }
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
    catalog.select(answers.document())?;
    let spec = spec_file(catalog, &answers.for_template(catalog)?)?;
    let selection = catalog.select(&Document::parse(SPEC, &spec.content)?)?;
    let mut artifacts = generate(catalog, &selection)?;
    artifacts.push(spec);
    Ok((selection, artifacts))
}
