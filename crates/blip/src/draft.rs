//! From answers to a service that is about to be written: what `new` and `init` share.

use anyhow::Result;
use blip_generate::{Catalog, generate, spec_file};
use blip_model::{Artifact, Document, Selection};
use console::Style;

use crate::answers::{Answers, Known};
use crate::service::SPEC;
use crate::ui::Ui;
use crate::wizard::Wizard;

/// How the answers that were not given are found.
pub(crate) struct Asked<'a> {
    /// Whether to take the defaults.
    pub(crate) defaults: bool,
    /// Who asks, where there is somebody at a terminal.
    pub(crate) wizard: Option<&'a Wizard<'a>>,
    /// What to offer.
    pub(crate) known: &'a Known,
}

impl Asked<'_> {
    /// Fills the answers that were not given: by asking, or by the defaults where those were asked for. `how` says how
    /// the service is given a name, `free` why it cannot take one that is legal.
    pub(crate) fn complete(
        &self,
        answers: &mut Answers,
        how: &str,
        free: impl Fn(&str) -> Result<(), String>,
    ) -> Result<()> {
        answers.check_given()?;
        match self.wizard {
            Some(wizard) => wizard.complete(answers, free)?,
            None if self.defaults => answers.fill(self.known)?,
            None => {}
        }
        answers.require_name(how)?;
        answers.require_all(self.defaults)?;
        answers.settle_provider()?;
        Ok(())
    }
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

/// What is about to be made, before it is made. `place` says where.
pub(crate) fn summarize(selection: &Selection, place: &str, ui: &Ui) {
    let spec = &selection.spec;
    let titles: Vec<_> = selection.blips.iter().map(|chosen| chosen.blip.front.title.as_str()).collect();
    let environments = spec.environments.iter().map(|environment| match &environment.host {
        Some(host) => format!("{} ({host})", environment.name),
        None => environment.name.to_string(),
    });
    let environments: Vec<_> = environments.collect();
    let image = spec.image().map(|image| image.to_string()).unwrap_or_default();
    ui.note("");
    let is_platform = spec.service.is_platform();
    let rows = [
        (
            if is_platform { "Platform" } else { "Service" },
            format!("{}: {}", spec.service.name, spec.service.description),
        ),
        ("Stack", spec.service.stack().to_owned()),
        ("Owner", spec.service.owner.to_string()),
        ("Repository", spec.repository.url.to_string()),
        ("Image", image),
        ("Runs in", environments.join(", ")),
        ("Blips", titles.join(", ")),
        ("Folder", place.to_owned()),
    ];
    for (name, value) in rows.into_iter().filter(|(name, _)| !(is_platform && ["Stack", "Image"].contains(name))) {
        let name = Style::new().for_stderr().dim().apply_to(format!("{name:<10}"));
        let lines = textwrap::wrap(&value, ui.columns().saturating_sub(14));
        ui.note(format!("  {name}  {}", lines.join("\n              ")));
    }
    ui.note("");
}
