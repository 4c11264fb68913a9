//! `blip semver verify`: what is declared, held against what really changed.

use std::path::Path;

use anyhow::Result;
use blip_semver::verify::{Judgement, Observation, Subject, Verdict, VerifyOptions, findings, verify};
use blip_semver::{Level, Repository, Zero};

use super::Settings;
use crate::cli::VerifyArgs;
use crate::exit::Exit;
use crate::report;
use crate::ui::Ui;

/// Findings exit as drift does: nothing failed, and what is declared is not what is there.
pub(super) fn run(args: &VerifyArgs, folder: &Path, ui: &Ui) -> Result<Exit> {
    let repository = Repository::discover(folder)?;
    let mut options = super::options(&args.scope, folder)?;
    options.zero = args.zero.map_or(options.zero, Zero::from);
    let only_tags = Settings::read(folder)?.leaves_files_alone();
    let wanted = VerifyOptions { base: args.base.clone(), head: args.head.clone(), only_tags };
    let at_work = ui.busy().on("Comparing what users meet …");
    let verdict = verify(&repository, &options, &wanted)?;
    drop(at_work);
    if args.format.json {
        ui.json(&verdict)?;
    } else if args.format.is_for_forges() {
        report::print_findings(&findings(&verdict, env!("CARGO_PKG_VERSION")), &args.format, ui)?;
    } else {
        tell(&verdict, ui);
    }
    Ok(if verdict.ok { Exit::Done } else { Exit::Drift })
}

fn tell(verdict: &Verdict, ui: &Ui) {
    for subject in &verdict.subjects {
        tell_of(subject, verdict, ui);
    }
    for place in &verdict.disagreements {
        let (file, line, key) = (&place.file, place.line, &place.key);
        ui.fault(format!("{file}:{line}: {key} says {}, and should say {}", place.says, place.should_say));
    }
    for note in &verdict.notes {
        ui.note(format!("note: {note}"));
    }
    if let Some(base) = &verdict.base {
        let name = &base.name;
        ui.result(match (verdict.subjects.is_empty(), verdict.observed) {
            (true, _) => format!("Nothing that rules are known for, compared with {name}."),
            (false, Level::None) => format!("No change since {name} that a user would notice."),
            (false, level) => format!("Since {name} the change is {}.", word(level)),
        });
    }
}

fn tell_of(subject: &Subject, verdict: &Verdict, ui: &Ui) {
    let faults = subject.faults(verdict.zero);
    for seen in &subject.observations {
        match () {
            () if faults.contains(&seen) => ui.fault(line(seen, verdict)),
            () if seen.risky => ui.warning(line(seen, verdict)),
            () => ui.detail(line(seen, verdict)),
        }
    }
    let (declared, needed) = (declared(subject), needed(subject));
    let title = format!("{} {}", subject.kind.title(), subject.name);
    match subject.judgement {
        Judgement::TooLow => ui.fault(format!("{title}: {declared}, and the change is {needed}")),
        // commits may declare what other parts of the repository bring
        Judgement::TooHigh if subject.declared.file.is_some() || subject.path.is_empty() => {
            ui.note(format!("note: {title}: {declared}, and {}", enough(subject)));
        }
        _ => ui.detail(format!("{title}: {declared}, and the change is {needed}")),
    }
}

/// `charts/shop/values.yaml:3: A value that could be set is gone: port (was 8080): major [helm-value-removed]`.
fn line(seen: &Observation, verdict: &Verdict) -> String {
    let base =
        verdict.base.as_ref().filter(|_| seen.in_base).map_or(String::new(), |base| format!(" of {}", base.name));
    format!("{}:{}{base}: {} [{}]", seen.file, seen.line, seen.sentence(), seen.rule)
}

fn declared(subject: &Subject) -> String {
    let declared = &subject.declared;
    let versions = match (&declared.from, &declared.to) {
        (Some(from), Some(to)) => format!(" ({from} → {to})"),
        _ => String::new(),
    };
    let who = declared.file.as_ref().map_or("the commits declare".to_owned(), |file| format!("{file} declares"));
    format!("{who} {}{versions}", word(declared.level))
}

fn needed(subject: &Subject) -> String {
    let version = match (&subject.needed, subject.observed) {
        (Some(needed), level) if level > Level::None => format!(" (at least {needed})"),
        _ => String::new(),
    };
    format!("{}{version}", word(subject.observed))
}

/// What would do where more is declared. In 0.x the number that moves is not the one that the change is called by.
fn enough(subject: &Subject) -> String {
    match (&subject.needed, subject.observed) {
        (_, Level::None) => "nothing changed that asks for a release".to_owned(),
        (Some(needed), level) => format!("{needed} would do for the change, which is {}", word(level)),
        (None, level) => format!("the change is only {}", word(level)),
    }
}

fn word(level: Level) -> &'static str {
    match level {
        Level::None => "nothing to release",
        Level::Patch => "a patch",
        Level::Minor => "minor",
        Level::Major => "major",
    }
}
