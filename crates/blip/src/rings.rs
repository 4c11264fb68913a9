//! What the radar says now of the blips in use, where it said something else when their files were generated.

use std::fs;

use blip_detect::{Fact, pipelines};
use blip_model::{Artifact, Blip, BlipId, RepoPath, Ring};
use blip_project::Lock;
use schemars::JsonSchema;
use serde::Serialize;

use crate::service::{SPEC, Service};
use crate::ui::Ui;

/// A blip that is named in blip.yaml and moved on the radar, or that is in use and stands on Hold.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct RingNews {
    pub(crate) blip: BlipId,
    title: String,
    /// The ring when its files were generated; where Blip generated none, the one that it stands in.
    from: Ring,
    to: Ring,
    /// The radar's reason.
    reason: String,
    /// What to use in its place.
    instead: Vec<BlipId>,
    /// The files that serve it.
    files: Vec<RepoPath>,
    /// The file that says that it is in use.
    #[serde(skip)]
    said_by: String,
}

/// The blips of a service that moved, or that are on Hold.
pub(crate) fn news(service: &Service, artifacts: &[Artifact]) -> Vec<RingNews> {
    let used = service.selection.blips.iter().map(|chosen| &chosen.blip);
    let moved = used.filter_map(|blip| {
        let from = ring_before(blip, service.project.lock())?;
        (from != blip.front.ring || blip.front.ring == Ring::Hold).then(|| RingNews {
            blip: blip.id.clone(),
            title: blip.front.title.clone(),
            from,
            to: blip.front.ring,
            reason: blip.front.summary.clone(),
            instead: blip.front.instead.clone(),
            files: artifacts
                .iter()
                .filter(|file| file.blips.contains(&blip.id))
                .map(|file| file.path.clone())
                .collect(),
            said_by: SPEC.to_owned(),
        })
    });
    moved.collect()
}

/// The blips on Hold that a file at the top of the repository belongs to, though blip.yaml names none of them: a
/// Jenkinsfile, for one.
pub(crate) fn beside(service: &Service) -> Vec<RingNews> {
    let entries = fs::read_dir(&service.root).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    let found = pipelines(names);
    let mut news: Vec<RingNews> = Vec::new();
    for pipeline in found.all(Fact::Pipeline) {
        let blip = pipeline.blip.and_then(|id| service.catalog.radar().find(id));
        let Some(blip) = blip.filter(|blip| blip.front.ring == Ring::Hold) else { continue };
        let Ok(file) = pipeline.file.parse::<RepoPath>() else { continue };
        match news.iter_mut().find(|news| news.blip == blip.id) {
            Some(news) => news.files.push(file),
            None if service.selection.get(blip.id.as_str()).is_some() => {}
            None => news.push(RingNews {
                blip: blip.id.clone(),
                title: blip.front.title.clone(),
                from: Ring::Hold,
                to: Ring::Hold,
                reason: blip.front.summary.clone(),
                instead: blip.front.instead.clone(),
                files: vec![file],
                said_by: pipeline.file.clone(),
            }),
        }
    }
    news
}

/// The ring that a blip stood in when its files were generated; none where nothing was. The first lock did not say it,
/// but of which edition it was.
fn ring_before(blip: &Blip, lock: &Lock) -> Option<Ring> {
    let meta = lock.meta.as_ref()?;
    let earlier = || meta.radar.as_ref().filter(|edition| **edition < blip.edition).and(blip.previous_ring);
    match meta.rings.get(&blip.id) {
        Some(ring) => Some(*ring),
        None if meta.rings.is_empty() => Some(earlier().unwrap_or(blip.front.ring)),
        None => None,
    }
}

impl RingNews {
    /// The ring that it stands in now.
    pub(crate) fn to(&self) -> Ring {
        self.to
    }

    /// The file that says that it is in use.
    pub(crate) fn said_by(&self) -> &str {
        &self.said_by
    }

    /// What happened, in one line.
    pub(crate) fn headline(&self) -> String {
        let Self { title, from, to, reason, .. } = self;
        match from == to {
            true => format!("{title} is on {to}: {reason}"),
            false => format!("{title} moved from {from} to {to}: {reason}"),
        }
    }

    /// Says it, with what to do and what it touches.
    pub(crate) fn tell(&self, ui: &Ui) {
        ui.warning(self.headline());
        let instead: Vec<_> = self.instead.iter().map(|id| format!("`{id}`")).collect();
        let advice = match instead.is_empty() {
            true => format!("  `blip why {}` says more.", self.blip),
            false => format!("  Use {} instead; `blip why {}` says more.", instead.join(" and "), self.blip),
        };
        ui.note(advice);
        let files: Vec<_> = self.files.iter().map(RepoPath::as_str).collect();
        let options = textwrap::Options::new(ui.columns())
            .initial_indent("  It touches ")
            .subsequent_indent("    ")
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        if !files.is_empty() {
            ui.note(textwrap::fill(&files.join(", "), options));
        }
    }
}
