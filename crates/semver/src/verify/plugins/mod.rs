//! Programs that judge what no rule here does, called where they are installed. One program is one line in the table.

mod buf;
mod rust;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::change::Change;
use super::rule::Observation;
use super::subject::{Subject, SubjectKind};
use super::table::RuleInfo;
use super::tree::Tree;
use crate::error::Error;
use crate::files::folder_of;
use crate::git::is_below;

/// What a program finds; or what it says it cannot do.
type Answer = Result<Vec<Observation>, String>;

/// A program that compares two folders.
struct Plugin {
    program: &'static str,
    kind: SubjectKind,
    /// A command that succeeds where the program is installed.
    asks: &'static [&'static str],
    /// Whether a file marks a folder that the program is for.
    marks: fn(&str) -> bool,
    /// Whether what such a file says, beside the paths of all files, is of a thing that others use.
    applies: fn(&str, &[String]) -> bool,
    /// Whether a file, by its path in that folder, is one that the program reads.
    reads: fn(&str) -> bool,
    /// Both folders compared, the base first.
    compare: fn(&Path, &Path) -> std::io::Result<Answer>,
}

const PLUGINS: &[Plugin] = &[buf::PLUGIN, rust::PLUGIN];

/// What the programs find.
pub(crate) fn subjects(change: &mut Change<'_>) -> Result<Vec<Subject>, Error> {
    let mut subjects = Vec::new();
    for plugin in PLUGINS {
        let folders = folders(plugin, change, change.new)?;
        let known = self::folders(plugin, change, change.old)?;
        for folder in folders.into_iter().filter(|folder| known.contains(folder)) {
            subjects.extend(subject(plugin, change, &folder)?);
        }
    }
    Ok(subjects)
}

/// The topmost folders that a program is for.
fn folders(plugin: &Plugin, change: &Change<'_>, tree: &Tree<'_>) -> Result<Vec<String>, Error> {
    let marks: Vec<&String> = tree.paths.iter().filter(|path| (plugin.marks)(path) && change.counts(path)).collect();
    let is_part =
        |folder: &str| marks.iter().map(|path| folder_of(path)).any(|other| other != folder && is_below(folder, other));
    let mut found = Vec::new();
    for path in marks.iter().filter(|path| !is_part(folder_of(path))) {
        if tree.text(path)?.is_some_and(|text| (plugin.applies)(&text, &tree.paths)) {
            found.push(folder_of(path).to_owned());
        }
    }
    Ok(found)
}

fn subject(plugin: &Plugin, change: &mut Change<'_>, folder: &str) -> Result<Option<Subject>, Error> {
    let (old, new) = (change.old.below(folder, plugin.reads)?, change.new.below(folder, plugin.reads)?);
    let name = match folder.rsplit('/').next() {
        Some("") | None => "root",
        Some(name) => name,
    };
    if old == new {
        return Ok(Some(change.subject(plugin.kind, (name, folder), None, Vec::new())));
    }
    let (program, title) = (plugin.program, plugin.kind.title());
    if !is_installed(plugin) {
        change.notes.push(format!("{program} is not installed: the {title} {name} was not compared"));
        return Ok(None);
    }
    match compare(plugin, &old, &new).map_err(Error::io(folder))? {
        Ok(mut observations) => {
            for observation in &mut observations {
                observation.file = super::change::join(folder, &observation.file);
            }
            Ok(Some(change.subject(plugin.kind, (name, folder), None, observations)))
        }
        Err(says) => {
            change.notes.push(format!("{program} could not compare the {title} {name}: {says}"));
            Ok(None)
        }
    }
}

type Files = BTreeMap<String, Vec<u8>>;

/// Writes both sides into folders of their own, so that every revision can be compared with every other.
fn compare(plugin: &Plugin, old: &Files, new: &Files) -> std::io::Result<Answer> {
    let folder = tempfile::tempdir()?;
    let (before, after) = (folder.path().join("old"), folder.path().join("new"));
    for (side, files) in [(&before, old), (&after, new)] {
        for (path, bytes) in files {
            let path = side.join(path);
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(path, bytes)?;
        }
    }
    (plugin.compare)(&before, &after)
}

/// What a program exits with where it found something; both of them do.
const FOUND: i32 = 100;

/// What a program prints of what it found, nothing where that is nothing; or the last line of what it complains of.
fn ask(command: &mut Command, folder: &Path) -> std::io::Result<Result<String, String>> {
    let output = command.current_dir(folder).stdin(Stdio::null()).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    Ok(match output.status.code() {
        Some(0) => Ok(String::new()),
        Some(FOUND) => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        _ => Err(said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_owned()),
    })
}

/// One thing that a program found.
#[derive(Debug, Clone, PartialEq)]
struct Found {
    /// Its name for the kind of finding.
    kind: String,
    /// What it says.
    text: String,
    file: String,
    line: usize,
    in_base: bool,
}

impl Found {
    fn observation(&self, rule: &RuleInfo) -> Observation {
        Observation {
            rule: rule.id.to_owned(),
            level: rule.level,
            wrong: false,
            risky: false,
            says: rule.says.to_owned(),
            subject: self.text.clone(),
            file: self.file.clone(),
            line: self.line,
            in_base: self.in_base,
            old: None,
            new: Some(self.kind.clone()),
        }
    }
}

fn is_installed(plugin: &Plugin) -> bool {
    let Some((program, arguments)) = plugin.asks.split_first() else {
        return false;
    };
    let asked = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    asked.is_ok_and(|output| output.status.success())
}
