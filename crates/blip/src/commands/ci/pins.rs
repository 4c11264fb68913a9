//! `blip ci pins`: which versions are fetched, where they stand, and how they differ from the templates'.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use blip_model::Problem;
use blip_pins::{Kind, Pin, names_pins, scan};
use console::Style;
use schemars::JsonSchema;
use serde::Serialize;

use super::known::{Known, State, known, state};
use crate::cli::PinsArgs;
use crate::exit::Exit;
use crate::input::read_text;
use crate::service::{Service, find_root};
use crate::sources::Sources;
use crate::ui::Ui;

/// Folders of others' files, and of Blip's own.
const PASSED_OVER: [&str; 6] = ["node_modules", "target", "vendor", "dist", "build", "venv"];

/// A pin with the file that it stands in.
struct Found<'k> {
    path: String,
    pin: Pin,
    state: State,
    known: Option<&'k Known>,
}

pub(super) fn run(args: &PinsArgs, folder: &Path, ui: &Ui) -> Result<Exit> {
    let sources = Sources::new(&args.sources, folder)?;
    // any folder can be looked at; in a service what would be generated is known, too
    let (root, catalog, artifacts, service) = match find_root(folder) {
        Ok(root) => {
            let service = Service::open(root.clone(), &sources)?;
            (root, service.catalog.clone(), service.artifacts()?, Some(service))
        }
        Err(_) if folder.is_dir() => (folder.to_path_buf(), sources.catalog()?, Vec::new(), None),
        Err(error) => return Err(error),
    };
    let known = known(&catalog.pins()?, &artifacts);
    let files = match args.files.as_slice() {
        [] => [service.as_ref().map(at_root).unwrap_or_default(), pipelines(&root)?].concat(),
        files => named(files, folder)?,
    };
    let mut found = Vec::new();
    for (path, text) in &files {
        for pin in scan(path, text) {
            let (state, known) = state(&pin, &known);
            found.push(Found { path: path.clone(), pin, state, known });
        }
    }
    if args.json {
        ui.json(&PinsDocument { pins: found.iter().map(document).collect() })?;
    } else {
        print(&found, ui);
    }
    Ok(Exit::Done)
}

/// The files that the user named, by the names they gave.
fn named(files: &[PathBuf], folder: &Path) -> Result<Vec<(String, String)>> {
    let read = |file: &PathBuf| {
        let name = file.display().to_string();
        match read_text(&folder.join(file)) {
            Ok(text) => Ok((name, text)),
            Err(error) => Err(Problem::new(format!("cannot read {name}: {error}")).into()),
        }
    };
    files.iter().map(read).collect()
}

/// The files that the service has at the root of a repository with others.
fn at_root(service: &Service) -> Vec<(String, String)> {
    let paths = service.project.lock().files.keys().filter(|path| path.is_from_root());
    paths.filter_map(|path| Some((path.to_string(), service.read(path)?))).collect()
}

/// The pipelines, actions, Dockerfiles and toolchains below a folder, by their path in it. Links are not followed.
fn pipelines(root: &Path) -> Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    let mut folders = vec![(root.to_path_buf(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{prefix}{name}");
            let kind = entry.file_type()?;
            if kind.is_dir() && !is_passed_over(&name) {
                folders.push((entry.path(), format!("{path}/")));
            } else if kind.is_file() && is_pipeline(&path, &name) {
                // what is no text has no pins
                files.extend(read_text(&entry.path()).ok().map(|text| (path, text)));
            }
        }
    }
    files.sort();
    Ok(files)
}

fn is_passed_over(name: &str) -> bool {
    let is_hidden = name.starts_with('.') && ![".github", ".gitlab", ".devcontainer"].contains(&name);
    is_hidden || PASSED_OVER.contains(&name)
}

fn is_pipeline(path: &str, name: &str) -> bool {
    let stem = name.strip_suffix(".yml").or_else(|| name.strip_suffix(".yaml"));
    let folders = [".github/", ".gitlab/", "deploy/tekton/", "deploy/workflows/"];
    let runs = folders.iter().any(|folder| path.starts_with(folder));
    match stem {
        Some(stem) => runs || stem == "action" || stem.ends_with(".gitlab-ci"),
        None => names_pins(name),
    }
}

/// All pins as data.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PinsDocument<'f> {
    pins: Vec<PinDocument<'f>>,
}

/// One pin with its place.
#[derive(Debug, Serialize, JsonSchema)]
struct PinDocument<'f> {
    kind: Kind,
    name: &'f str,
    version: Option<&'f str>,
    /// The commit or the digest.
    digest: Option<&'f str>,
    path: &'f str,
    line: usize,
    /// How it stands to the templates.
    state: State,
    /// The version that the templates have.
    templates: Option<&'f str>,
}

fn document<'f>(found: &'f Found<'_>) -> PinDocument<'f> {
    let Found { path, pin, state, known } = found;
    PinDocument {
        kind: pin.kind,
        name: &pin.name,
        version: pin.version.as_deref(),
        digest: pin.digest.as_deref(),
        path,
        line: pin.line,
        state: *state,
        templates: known.map(Known::version),
    }
}

/// The pins that make one row: the same version of the same thing.
struct Row<'f> {
    first: &'f Found<'f>,
    version: String,
    remark: String,
    places: Vec<(&'f str, usize)>,
}

fn print(found: &[Found<'_>], ui: &Ui) {
    for (kind, title) in [(Kind::Action, "Actions"), (Kind::Image, "Images"), (Kind::Tool, "Tools")] {
        let rows = rows(found.iter().filter(|found| found.pin.kind == kind));
        if rows.is_empty() {
            continue;
        }
        let width = |text: fn(&Row<'_>) -> usize| rows.iter().map(text).max().unwrap_or_default();
        let names = width(|row| row.first.pin.name.len());
        let versions = width(|row| row.version.len());
        ui.result(Style::new().bold().apply_to(title).to_string());
        for row in &rows {
            let line = format!("  {:names$}  {:versions$}  {}", row.first.pin.name, row.version, places(&row.places));
            ui.result(line);
            if !row.remark.is_empty() {
                ui.result(format!("  {:names$}  {}", "", colour(row.first.state).apply_to(&row.remark)));
            }
        }
    }
    ui.note(summary(found));
}

fn rows<'f>(found: impl Iterator<Item = &'f Found<'f>>) -> Vec<Row<'f>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    for found in found {
        let same = |row: &&mut Row<'_>| row.first.pin.name == found.pin.name && row.first.pin.is_same(&found.pin);
        let place = (found.path.as_str(), found.pin.line);
        match rows.iter_mut().find(same) {
            Some(row) => row.places.push(place),
            None => rows.push(Row {
                first: found,
                version: version(&found.pin),
                remark: remark(found),
                places: vec![place],
            }),
        }
    }
    rows.sort_by_key(|row| row.first.pin.name.to_lowercase());
    rows
}

/// The version as people read it; a commit or a digest by its first digits.
fn version(pin: &Pin) -> String {
    let short = || pin.digest.as_deref().map(|digest| digest.chars().take(19).collect());
    pin.version.clone().or_else(short).unwrap_or_default()
}

fn remark(found: &Found<'_>) -> String {
    let templates = found.known.map(Known::version).unwrap_or_default();
    let differs = match found.state {
        State::Same => String::new(),
        State::Newer => format!("newer than the templates' {templates}"),
        State::Older => format!("older than the templates' {templates}"),
        State::Different if found.pin.version.as_deref() == Some(templates) => {
            format!("another digest than the templates' {templates}")
        }
        State::Different => format!("other than the templates' {templates}"),
        State::Unknown => "unknown to the templates".to_owned(),
    };
    let movable = found.pin.kind == Kind::Action && found.pin.digest.is_none();
    let by_tag = movable.then_some("by a name that can be moved to other code");
    [Some(differs.as_str()).filter(|text| !text.is_empty()), by_tag]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("; ")
}

fn colour(state: State) -> Style {
    match state {
        State::Newer => Style::new().green(),
        State::Older | State::Different => Style::new().yellow(),
        State::Same | State::Unknown => Style::new().dim(),
    }
}

/// `ci.yml:3, 9, Dockerfile:1`
fn places(places: &[(&str, usize)]) -> String {
    let mut text = String::new();
    let mut last = "";
    for (path, line) in places {
        let separator = if text.is_empty() { "" } else { ", " };
        let path = if *path == std::mem::replace(&mut last, path) { String::new() } else { format!("{path}:") };
        text.push_str(&format!("{separator}{path}{line}"));
    }
    text
}

fn summary(found: &[Found<'_>]) -> String {
    let words = [
        (State::Same, "as in the templates"),
        (State::Newer, "newer"),
        (State::Older, "older"),
        (State::Different, "different"),
        (State::Unknown, "unknown to them"),
    ];
    let counts = words.into_iter().filter_map(|(state, word)| {
        let count = found.iter().filter(|found| found.state == state).count();
        (count > 0).then(|| format!("{count} {word}"))
    });
    match found.len() {
        0 => "Nothing is pinned here.".to_owned(),
        1 => format!("1 pin: {}", counts.collect::<Vec<_>>().join(", ")),
        count => format!("{count} pins: {}", counts.collect::<Vec<_>>().join(", ")),
    }
}
