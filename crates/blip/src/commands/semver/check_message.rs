//! `blip semver check-message`, and the hook that calls it.

use std::fs;
use std::path::Path;

use anyhow::Result;
use blip_model::Problem;
use blip_semver::analysis::Rules;
use blip_semver::{CheckRules, Installed, Repository, Severity, check_message, install_hook};

use crate::exit::Exit;
use crate::ui::Ui;

pub(super) fn run(message: Option<&str>, file: Option<&Path>, json: bool, folder: &Path, ui: &Ui) -> Result<Exit> {
    let text = match (message, file) {
        (Some(message), _) => message.to_owned(),
        (None, Some(file)) => fs::read_to_string(folder.join(file))
            .map_err(|error| Problem::new(format!("cannot read {}: {error}", file.display())))?,
        (None, None) => String::new(),
    };
    let report = check_message(&text, &CheckRules::default(), &Rules::default());
    if json {
        ui.json(&report)?;
    } else {
        for finding in &report.findings {
            let place = file.map(|file| format!("{}:{}: ", file.display(), finding.line)).unwrap_or_default();
            match finding.severity {
                Severity::Error => ui.fault(format!("{place}{}", finding.text)),
                _ => ui.warning(format!("{place}{}", finding.text)),
            }
        }
    }
    Ok(if report.ok { Exit::Done } else { Exit::WrongInput })
}

pub(super) fn install(folder: &Path, ui: &Ui) -> Result<Exit> {
    match install_hook(&Repository::discover(folder)?)? {
        Installed::Written(path) => ui.note(format!("Wrote {}: git checks each message from now on.", path.display())),
        Installed::Unchanged(path) => ui.note(format!("{} is there already.", path.display())),
    }
    Ok(Exit::Done)
}
