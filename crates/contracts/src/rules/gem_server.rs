//! The Gemfile and its lock name the server that blip.yaml says gems come from: they are written once, and blip.yaml may
//! say another one later.

use blip_model::{Place, Problem};
use serde_json::Value;

use crate::files::Files;

const SETTING: &str = "gem_server";

/// The number of a line, and the server that it names.
type Named = (usize, String);

pub(crate) fn check(files: &Files<'_>) -> Vec<Problem> {
    let Some(server) = files.selection.stack.get(SETTING).and_then(Value::as_str) else { return Vec::new() };
    let stack = files.selection.spec.service.stack();
    // one that is named by other means than a text, or not at all, is the user's matter
    let of = |file: &str, find: fn(&str) -> Option<Named>| files.text(file).as_deref().and_then(find);
    let named = [("Gemfile", of("Gemfile", source)), ("Gemfile.lock", of("Gemfile.lock", remote))];
    let other = |(file, named): (&str, Option<Named>)| {
        let (line, named) = named.filter(|(_, named)| named.trim_end_matches('/') != server.trim_end_matches('/'))?;
        let what = format!("gems come from {named} here, and from {server} by `stacks.{stack}.{SETTING}`");
        let place = Place { file: file.to_owned(), line, column: 1 };
        Some(
            Problem::new(what).at(place).help("say the same in blip.yaml, the Gemfile and, by `bundle lock`, its lock"),
        )
    };
    named.into_iter().filter_map(other).collect()
}

/// The server that a Gemfile names for all gems.
fn source(gemfile: &str) -> Option<Named> {
    let mut lines = gemfile.lines().zip(1..);
    lines.find_map(|(line, number)| {
        let named = line.strip_prefix("source")?.trim_start_matches([' ', '(']);
        let quote = named.chars().next().filter(|quote| ['"', '\''].contains(quote))?;
        Some((number, named[1..].split(quote).next()?.to_owned()))
    })
}

/// The same of a lock file, as Bundler writes it.
fn remote(lock: &str) -> Option<Named> {
    let mut lines = lock.lines().zip(1..).skip_while(|(line, _)| *line != "GEM");
    lines.find_map(|(line, number)| Some((number, line.strip_prefix("  remote: ")?.to_owned())))
}
