//! The documents of a change, fetched and compared.

use std::collections::BTreeMap;

use super::super::change::{Change, Pair};
use super::super::rule::{Observation, observe};
use super::super::subject::{Declared, Subject, SubjectKind};
use super::super::table::{DOCUMENT_ADDED, DOCUMENT_REMOVED};
use super::super::tree::Tree;
use super::document::may_be_document;
use super::{Document, RULES, oasdiff};
use crate::error::Error;
use crate::level::Level;

const KIND: SubjectKind = SubjectKind::OpenApi;

/// The documents of either side. One that moved is known by its title.
pub(crate) fn subjects(change: &mut Change<'_>) -> Result<Vec<Subject>, Error> {
    let (before, after) = (find(change, change.old)?, find(change, change.new)?);
    let mut subjects = Vec::new();
    for pair in change.pairs(before, after, |_, document| document.title().to_owned()) {
        subjects.push(match pair {
            Pair::Both { path, old, new } => {
                let by_file = Declared::by_file(&path, old.version(), new.version());
                let mut observations = observe(RULES, &old, &new, "");
                ask_oasdiff(change, &path, &mut observations)?;
                change.subject(KIND, (new.title(), &path), by_file, observations)
            }
            Pair::Added { path, new } => change.whole(KIND, (new.title(), &path), &path, (&DOCUMENT_ADDED, true)),
            Pair::Removed { path, old } => change.whole(KIND, (old.title(), &path), &path, (&DOCUMENT_REMOVED, false)),
        });
    }
    Ok(subjects)
}

/// Adds what only oasdiff sees. Where the document breaks already, it could say nothing that matters.
fn ask_oasdiff(change: &mut Change<'_>, path: &str, observations: &mut Vec<Observation>) -> Result<(), Error> {
    if observations.iter().any(|seen| seen.level == Level::Major) {
        return Ok(());
    }
    let (old, new) = (change.old.text(path)?, change.new.text(path)?);
    let (Some(old), Some(new)) = (old, new) else { return Ok(()) };
    if old == new {
        return Ok(());
    }
    match oasdiff::compare(path, &old, &new) {
        Some(Ok(found)) => observations.extend(found),
        Some(Err(note)) => change.notes.push(note),
        None => {}
    }
    Ok(())
}

fn find(change: &mut Change<'_>, tree: &Tree<'_>) -> Result<BTreeMap<String, Document>, Error> {
    let mut found = BTreeMap::new();
    for path in &tree.paths {
        if !may_be_document(path) || !change.counts(path) {
            continue;
        }
        let Some(text) = tree.text(path)? else { continue };
        let read = Document::read(path, &text).map_err(|message| (String::new(), message));
        if let Some(document) = change.readable(path, read).flatten() {
            let note = format!("{path} refers to other files; what they say was not compared");
            if refers_elsewhere(&text) && !change.notes.contains(&note) {
                change.notes.push(note);
            }
            found.insert(path.clone(), document);
        }
    }
    Ok(found)
}

/// Whether a `$ref` leads out of the document.
fn refers_elsewhere(text: &str) -> bool {
    let mut targets = text.split("$ref").skip(1).map(|rest| rest.trim_start_matches(['"', '\'', ':', ' ']));
    targets.any(|target| !target.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::refers_elsewhere;

    #[test]
    fn references_out_of_the_document() {
        assert!(!refers_elsewhere("a: {$ref: '#/components/x'}\nb: {\"$ref\": \"#/y\"}\n"));
        assert!(refers_elsewhere("a: {$ref: '#/x'}\nb:\n  $ref: ./common.yaml#/x\n"));
    }
}
