//! `blip why`: the rationale behind a file, a line or a blip.

use std::path::{Component, Path, PathBuf};

use anyhow::Result;
use blip_detect::is_noise;
use blip_model::{Blip, BlipId, Document, Ownership, Problem, Radar, RepoPath, Roots};
use blip_project::{Lock, Project, Why, repository_around, services, why};
use schemars::JsonSchema;
use serde::Serialize;

use super::radar::show;
use crate::cli::WhyArgs;
use crate::exit::Exit;
use crate::input::read_text;
use crate::roots::roots;
use crate::service::{SPEC, find_root};
use crate::sources::Sources;
use crate::ui::Ui;

pub(super) fn run(args: &WhyArgs, folder: &Path, ui: &Ui) -> Result<Exit> {
    let radar = Sources::new(&args.sources, folder)?.radar_in(folder)?;
    // a file wins over a blip of the same name: `./helm` names the file where both exist
    if let Some(blip) = radar.find(&args.target)
        && !folder.join(&args.target).is_file()
    {
        if args.json {
            ui.json(&WhyDocument::Blip(blip))?;
        } else {
            show(blip, false, ui)?;
        }
        return Ok(Exit::Done);
    }
    let (file, line) = split(&args.target);
    let root = match find_root(folder).or_else(|error| maker(folder, file).ok_or(error)) {
        Ok(root) => root,
        // outside of a service a word can only be meant as a blip
        Err(_) if !file.contains(['/', '.']) => {
            return Err(super::radar::find(&radar, file)
                .err()
                .map_or_else(|| anyhow::anyhow!("`{file}` is no file here"), anyhow::Error::from));
        }
        Err(error) => return Err(error),
    };
    let roots = roots_of(&root)?;
    let path = path_in(&roots, folder, file)?;
    if path.as_str() == SPEC && args.json {
        let why = Why { blips: Vec::new(), ownership: Ownership::Seeded, marks: Vec::new() };
        ui.json(&WhyDocument::File { path, line, why })?;
        return Ok(Exit::Done);
    }
    if path.as_str() == SPEC {
        ui.result("blip.yaml is yours: it says what this service is, and everything else follows from it.");
        return Ok(Exit::Done);
    }
    let project = Project::open_in(roots.clone())?;
    let text = read_text(&roots.place(&path)).unwrap_or_default();
    let lines = text.lines().count();
    if let Some(line) = line.filter(|line| *line > lines && lines > 0) {
        return Err(Problem::new(format!("{path} has {lines} lines, so there is no line {line}")).into());
    }
    let answer =
        why(project.lock(), &path, &text, line).ok_or_else(|| unknown(&path, &roots, &radar, project.lock()))?;
    if args.json {
        ui.json(&WhyDocument::File { path, line, why: answer })?;
    } else {
        print(&path, line, &answer, &radar, ui);
    }
    Ok(Exit::Done)
}

fn print(path: &RepoPath, line: Option<usize>, answer: &Why, radar: &Radar, ui: &Ui) {
    let ids: Vec<&BlipId> = match answer.marks.as_slice() {
        [] => answer.blips.iter().collect(),
        marks => marks.iter().map(|mark| &mark.blip).collect(),
    };
    let place = line.map(|line| format!(":{line}")).unwrap_or_default();
    let whose = match answer.ownership {
        Ownership::Managed => "generated; `blip generate` keeps your edits",
        Ownership::Seeded => "written once; yours since",
        Ownership::Own => "yours alone",
    };
    ui.result(format!("{path}{place}: {whose}"));
    if ids.is_empty() {
        ui.result("It belongs to the service itself and serves no blip.");
    }
    for blip in ids.iter().filter_map(|id| radar.get(id)) {
        ui.result("");
        ui.result(blip.headline());
        ui.result(format!("Read more with `blip why {}`.", blip.id));
    }
}

/// The answer as data.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum WhyDocument<'a> {
    /// A file, or a line of it.
    File {
        path: RepoPath,
        /// The line that was asked for, from 1.
        line: Option<usize>,
        #[serde(flatten)]
        why: Why,
    },
    /// A blip.
    Blip(&'a Blip),
}

fn unknown(path: &RepoPath, roots: &Roots, radar: &Radar, lock: &Lock) -> Problem {
    if path.as_str().starts_with(".blip/") {
        return Problem::new(format!("{path} is Blip's own record of what it generated"))
            .help("leave it to `blip generate`, and commit it with the rest");
    }
    if roots.place(path).is_dir() {
        return Problem::new(format!("{path} is a folder")).help("name a file in it");
    }
    if roots.place(path).exists() {
        return Problem::new(format!("{path} was not made by Blip")).help("`git log` may know more about it");
    }
    let problem = Problem::new(format!("`{path}` is no file here and no blip of the radar"));
    // a file is often named without the folders that it lies in
    let tail = format!("/{path}");
    let inside = lock.files.keys().map(RepoPath::as_str).find(|known| known.ends_with(&tail));
    let blips = radar.blips().map(|blip: &Blip| blip.id.as_str());
    let known = blips.chain(lock.files.keys().map(RepoPath::as_str));
    problem.help(match inside.or_else(|| blip_model::nearest(path.as_str(), known)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "name a file that Blip generated, or one of `blip radar list`".to_owned(),
    })
}

/// `FILE:LINE` in its parts.
fn split(target: &str) -> (&str, Option<usize>) {
    match target.rsplit_once(':') {
        Some((file, line)) => match line.parse::<usize>() {
            Ok(line) if line > 0 => (file, Some(line)),
            _ => (target, None),
        },
        None => (target, None),
    }
}

/// The path of `file`, named from `folder`, as the service calls it. One that begins with `:/` is named already.
fn path_in(roots: &Roots, folder: &Path, file: &str) -> Result<RepoPath> {
    if let Some(path) = file.parse::<RepoPath>().ok().filter(RepoPath::is_from_root) {
        return Ok(path);
    }
    let file = normal(&std::path::absolute(folder.join(file))?);
    let below = |root: &Path| -> Option<RepoPath> {
        let root = std::path::absolute(root).ok()?;
        let path = file.strip_prefix(normal(&root)).ok()?;
        path.iter().map(|part| part.to_str()).collect::<Option<Vec<&str>>>()?.join("/").parse().ok()
    };
    let inside = below(roots.service()).or_else(|| Some(below(roots.repository())?.from_root()));
    let service = normal(&std::path::absolute(roots.service())?);
    let outside = || Problem::new(format!("{} is not in {}", file.display(), service.display()));
    Ok(inside.ok_or_else(outside)?)
}

/// The service that made a file at the root of the repository, where `folder` lies in none.
fn maker(folder: &Path, file: &str) -> Option<PathBuf> {
    let repository = repository_around(folder).ok()??;
    let made = |root: &PathBuf| {
        let roots = Roots::new(root.clone(), repository.clone());
        let path = path_in(&roots, folder, file).ok()?;
        Project::open_in(roots).ok()?.lock().files.contains_key(&path).then_some(())
    };
    services(&repository, is_noise).ok()?.into_iter().find(|root| made(root).is_some())
}

/// The folders that the paths of a service are named from.
fn roots_of(root: &Path) -> Result<Roots> {
    let text = read_text(&root.join(SPEC)).map_err(|error| Problem::new(format!("cannot read {SPEC}: {error}")))?;
    roots(root, &Document::parse(SPEC, &text)?)
}

/// The path without `.` and `..`, by its text alone.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}
