//! `blip semver check-message`, and the hook that calls it.

use std::fs;
use std::path::Path;

use anyhow::Result;
use blip_model::Problem;
use blip_semver::analysis::Rules;
use blip_semver::{
    CheckRules, ForgeKind, Installed, MergeMethod, Repository, Request, Severity, check_message, forge_message,
    install_hook,
};

use crate::cli::{CheckMessageArgs, ForgeArg, MethodArg};
use crate::exit::Exit;
use crate::ui::Ui;

pub(super) fn run(args: &CheckMessageArgs, folder: &Path, ui: &Ui) -> Result<Exit> {
    let text = text(args, folder)?;
    let report = check_message(&text, &CheckRules::default(), &Rules::default());
    if args.json {
        ui.json(&report)?;
        return Ok(if report.ok { Exit::Done } else { Exit::WrongInput });
    }
    for finding in &report.findings {
        let place = args.file.as_ref().map(|file| format!("{}:{}: ", file.display(), finding.line)).unwrap_or_default();
        match finding.severity {
            Severity::Error => ui.fault(format!("{place}{}", finding.text)),
            _ => ui.warning(format!("{place}{}", finding.text)),
        }
    }
    if args.method.is_some() && !report.findings.is_empty() {
        ui.note(format!("The forge will write:\n{}", indented(&text)));
    }
    Ok(if report.ok { Exit::Done } else { Exit::WrongInput })
}

fn text(args: &CheckMessageArgs, folder: &Path) -> Result<String> {
    let message = match (&args.message, &args.file) {
        (Some(message), _) => message.clone(),
        (None, Some(file)) => fs::read_to_string(folder.join(file))
            .map_err(|error| Problem::new(format!("cannot read {}: {error}", file.display())))?,
        (None, None) => String::new(),
    };
    let Some(method) = args.method else {
        return Ok(message);
    };
    let repository = Repository::discover(folder);
    let forge = match (args.forge, &repository) {
        (Some(forge), _) => Some(forge.into()),
        (None, Ok(repository)) => repository.forge(None)?.map(|forge| forge.kind),
        (None, Err(_)) => None,
    };
    let forge = forge
        .ok_or_else(|| Problem::new("no remote tells which forge merges the request").help("name it with --forge"))?;
    let commits = match &args.base {
        Some(base) => repository?.messages_since(base)?,
        None => Vec::new(),
    };
    let request = Request {
        title: message,
        number: args.number,
        description: args.description.clone(),
        commits,
        branch: "branch".to_owned(),
        target: args.base.clone().unwrap_or_else(|| "main".to_owned()),
    };
    Ok(forge_message(forge, method.into(), &request))
}

fn indented(text: &str) -> String {
    let lines = text.lines().map(|line| format!("    {line}").trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}

impl From<ForgeArg> for ForgeKind {
    fn from(arg: ForgeArg) -> Self {
        match arg {
            ForgeArg::Github => Self::GitHub,
            ForgeArg::Gitlab => Self::GitLab,
        }
    }
}

impl From<MethodArg> for MergeMethod {
    fn from(arg: MethodArg) -> Self {
        match arg {
            MethodArg::Merge => Self::Merge,
            MethodArg::Squash => Self::Squash,
            MethodArg::SquashTitle => Self::SquashTitle,
            MethodArg::SquashDescription => Self::SquashDescription,
        }
    }
}

pub(super) fn install(folder: &Path, ui: &Ui) -> Result<Exit> {
    match install_hook(&Repository::discover(folder)?)? {
        Installed::Written(path) => ui.note(format!("Wrote {}: git checks each message from now on.", path.display())),
        Installed::Unchanged(path) => ui.note(format!("{} is there already.", path.display())),
    }
    Ok(Exit::Done)
}
