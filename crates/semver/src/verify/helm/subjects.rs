//! The charts of a change, fetched, rendered and compared.

use std::collections::BTreeMap;

use super::super::change::{Change, Pair, join};
use super::super::rule::observe;
use super::super::subject::{Declared, Subject, SubjectKind};
use super::super::table::{CHART_ADDED, CHART_REMOVED};
use super::super::tree::{Tree, texts};
use super::chart::is_chart;
use super::render::{Files, Renderer};
use super::{Chart, RULES};
use crate::error::Error;
use crate::files::folder_of;
use crate::git::is_below;

const KIND: SubjectKind = SubjectKind::HelmChart;

/// A chart read, and the bytes that helm is given.
struct Found {
    chart: Chart,
    files: Files,
}

/// The charts of either side. One that moved is known by its name.
pub(crate) fn subjects(change: &mut Change<'_>) -> Result<Vec<Subject>, Error> {
    let (before, after) = (find(change, change.old)?, find(change, change.new)?);
    if before.is_empty() && after.is_empty() {
        return Ok(Vec::new());
    }
    let helm = Renderer::find();
    if helm.is_none() {
        change.notes.push("helm is not installed: charts were compared without the objects that they make".to_owned());
    }
    let mut subjects = Vec::new();
    for pair in change.pairs(before, after, |_, found| found.chart.name().to_owned()) {
        subjects.push(match pair {
            Pair::Both { path, old, new } => compare(change, &path, old, new, helm.as_ref())?,
            Pair::Added { path, new } => {
                change.whole(KIND, (new.chart.name(), &path), &join(&path, "Chart.yaml"), (&CHART_ADDED, true))
            }
            Pair::Removed { path, old } => {
                change.whole(KIND, (old.chart.name(), &path), &join(&path, "Chart.yaml"), (&CHART_REMOVED, false))
            }
        });
    }
    Ok(subjects)
}

/// The charts of a side by folder; those that lie in another's charts/ are part of it.
fn find(change: &mut Change<'_>, tree: &Tree<'_>) -> Result<BTreeMap<String, Found>, Error> {
    let charts = tree.paths.iter().filter(|path| is_chart(path) && change.counts(path));
    let folders: Vec<&str> = charts.map(|path| folder_of(path)).collect();
    let is_part = |folder: &str| folders.iter().any(|other| is_below(folder, &join(other, "charts")));
    let mut found = BTreeMap::new();
    for folder in folders.iter().filter(|folder| !is_part(folder)) {
        let files = tree.below(folder, |_| true)?;
        if let Some(chart) = change.readable(folder, Chart::read(texts(&files))) {
            found.insert((*folder).to_owned(), Found { chart, files });
        }
    }
    Ok(found)
}

fn compare(
    change: &mut Change<'_>,
    folder: &str,
    was: Found,
    is: Found,
    helm: Option<&Renderer>,
) -> Result<Subject, Error> {
    let (mut old, mut new) = (was.chart, is.chart);
    if let Some(helm) = helm.filter(|_| !new.is_library()) {
        let values = ci_values(&was.files);
        let render = |files| helm.render(files, &values).map_err(Error::io(folder));
        (old, new) = (old.with_rendered(render(&was.files)?), new.with_rendered(render(&is.files)?));
        let refused = refused(folder, &[(&old, &change.base.name), (&new, "the change")]);
        change.notes.extend(refused);
    }
    let by_file = Declared::by_file(&join(folder, "Chart.yaml"), old.version(), new.version());
    Ok(change.subject(KIND, (new.name(), folder), by_file, observe(RULES, &old, &new, folder)))
}

/// The values that the base keeps for tests, named as chart-testing expects them.
fn ci_values(files: &Files) -> Vec<(String, String)> {
    let wanted = |path: &str| path.starts_with("ci/") && path.ends_with("-values.yaml");
    texts(files).into_iter().filter(|(path, _)| wanted(path)).collect()
}

/// What helm could not render, of the first side that it refused.
fn refused(folder: &str, sides: &[(&Chart, &str)]) -> Option<String> {
    sides.iter().find_map(|(chart, side)| {
        let (set, says) = chart.refused().next()?;
        let values = if set.is_empty() { "its defaults" } else { set };
        Some(format!("helm cannot render {folder} of {side} with {values}, so these objects were not compared: {says}"))
    })
}
