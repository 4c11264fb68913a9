//! Why a file, or a line of it, is there: an answer from the lock and from the marks in the file.

use blip_model::{BlipId, Ownership, RepoPath};

use crate::Lock;

/// Why a file is there.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Why {
    /// The blips that the file serves, first the one that generates it.
    pub blips: Vec<BlipId>,
    /// Whether it is regenerated.
    pub ownership: Ownership,
    /// The marks that speak for the line that was asked for; those of one section, from its first line on.
    /// Empty where no line was asked for, or where the file bears no marks.
    pub marks: Vec<Mark>,
}

/// A comment in a generated file that says which blip the lines below it serve.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Mark {
    /// Its line, from 1.
    pub line: usize,
    /// The blip that it names.
    pub blip: BlipId,
    /// The comment without its signs: `Helm (Adopt): …`.
    pub text: String,
}

/// Why the file at `path` is there, and in its `text` the line with the number `line` (from 1).
/// None where Blip did not make the file.
#[must_use]
pub fn why(lock: &Lock, path: &RepoPath, text: &str, line: Option<usize>) -> Option<Why> {
    let entry = lock.files.get(path)?;
    let marks = line.map(|line| marks_for(text, line)).unwrap_or_default();
    Some(Why { blips: entry.blips.clone(), ownership: entry.ownership, marks })
}

/// The marks of the section that a line stands in: going up from the line, the nearest mark that is indented no
/// deeper than any line on the way, with the marks right above it.
fn marks_for(text: &str, line: usize) -> Vec<Mark> {
    let lines: Vec<&str> = text.lines().collect();
    let mut depth = usize::MAX;
    for at in (0..line.min(lines.len())).rev() {
        let text = lines[at];
        if text.trim().is_empty() {
            continue;
        }
        depth = depth.min(indentation(text));
        if mark(text).is_some() && indentation(text) <= depth {
            let block = (0..=at).rev().take_while(|at| indentation(lines[*at]) == indentation(text));
            let mut marks: Vec<Mark> = block.map_while(|at| named(at, lines[at])).collect();
            marks.reverse();
            return marks;
        }
    }
    Vec::new()
}

fn named(at: usize, line: &str) -> Option<Mark> {
    let (blip, text) = mark(line)?;
    Some(Mark { line: at + 1, blip, text })
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The blip that a line names, if it is a mark: a comment that ends with `` `blip why SLUG` ``.
fn mark(line: &str) -> Option<(BlipId, String)> {
    let comment = line.trim();
    let comment = ["*/}}", "*/ -}}", "*/ }}", "*/-}}", "-->", "*/"]
        .iter()
        .find_map(|end| comment.strip_suffix(end))
        .unwrap_or(comment)
        .trim_end();
    let (before, command) = comment.strip_suffix('`')?.rsplit_once('`')?;
    let blip = command.strip_prefix("blip why ")?.parse().ok()?;
    let text = before.trim_start_matches(|c: char| !c.is_alphanumeric()).trim_end();
    Some((blip, text.to_owned()))
}
