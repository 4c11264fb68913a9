//! Files that the pipeline needs and that are not there: it would fail at its first run, and nothing else says why.

use anyhow::Result;
use blip_model::{Problem, Provider, RepoPath};
use blip_pipeline::{NeededFile, gitlab};

use crate::service::Service;

/// What is missing for the pipeline of the service, by its path; `read` gives the text of a file, where there is one.
///
/// # Errors
/// When there can be no such pipeline.
pub(crate) fn missing(service: &Service, read: &dyn Fn(&RepoPath) -> Option<String>) -> Result<Vec<(String, Problem)>> {
    if service.selection.get("ci").is_none() {
        return Ok(Vec::new());
    }
    let pipeline = service.catalog.pipeline(&service.selection)?;
    let has = |path: &str| path.parse().ok().and_then(|path| read(&path));
    let file = match service.selection.spec.repository.provider {
        Provider::Github => pipeline.github_file_from_service("ci"),
        Provider::Gitlab => gitlab::FILE.to_owned(),
    };
    let text = match pipeline.engine {
        // it stands in many files
        Some(_) => None,
        None => match has(&file) {
            Some(text) => Some(text),
            // somebody has a pipeline of another kind
            None => return Ok(Vec::new()),
        },
    };
    let asks = |needed: &NeededFile| match &text {
        Some(text) => needed.signs.is_empty() || needed.signs.iter().any(|sign| text.contains(sign)),
        None => true,
    };
    let needed = pipeline.needed_files().into_iter().filter(asks).filter(|needed| has(&needed.path).is_none());
    Ok(needed.map(|needed| (needed.path.clone(), problem(&needed))).collect())
}

fn problem(needed: &NeededFile) -> Problem {
    let jobs: Vec<String> = needed.jobs.iter().map(|job| format!("`{job}`")).collect();
    let (last, others) = jobs.split_last().map_or(("", [].as_slice()), |(last, others)| (last.as_str(), others));
    let jobs = if others.is_empty() { last.to_owned() } else { format!("{} and {last}", others.join(", ")) };
    let path = &needed.path;
    let problem = Problem::new(format!("{path} is missing, and the pipeline's {jobs} cannot do without it"));
    problem.help(if needed.signs.is_empty() {
        "have the package manager write it, and commit it"
    } else {
        "`blip generate --restore` brings it back; or build the image another way in the pipeline"
    })
}
