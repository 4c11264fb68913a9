//! The command that asks nothing and gives the same result as a run that asked.

use std::path::Path;

use anyhow::Result;
use blip_model::{Assignment, Document};
use serde_json::Value;
use serde_yaml::Value as Yaml;

use crate::cli::SourceArgs;
use crate::ui::Ui;

/// How a shell is told to go on in the next line.
const CONTINUED: &str = " \\\n      ";

/// What `--set` must say so that `rerun` of it gives `wanted`: as little as that takes. None where it cannot be said,
/// because no argument means such a value. `usual` holds the blips and the environments of a service of which nothing is
/// said.
pub(crate) fn sets(
    document: &Document,
    wanted: &Value,
    usual: &Value,
    rerun: &dyn Fn(&[String]) -> Result<Value>,
) -> Option<Vec<String>> {
    let gives = |sets: &[String]| rerun(sets).is_ok_and(|values| values == *wanted);
    let mut sets = leaves(document, usual);
    if !gives(&sets) {
        sets = whole(document);
        if !gives(&sets) {
            return None;
        }
    }
    let mut i = 0;
    while i < sets.len() {
        let mut fewer = sets.clone();
        fewer.remove(i);
        if gives(&fewer) { sets = fewer } else { i += 1 }
    }
    Some(sets)
}

/// Each plain value by itself.
fn leaves(document: &Document, usual: &Value) -> Vec<String> {
    let mut sets = Vec::new();
    for (key, value) in document.value() {
        let key = key.as_str().unwrap_or_default();
        match key {
            "version" => {}
            "own" => sets.push(text(key, value)),
            "blips" | "environments" => {
                let usual = serde_yaml::to_value(&usual[key]).unwrap_or_default();
                sets.extend(differences(key, value, &usual).unwrap_or_else(|| vec![text(key, value)]));
            }
            _ => add_leaves(key, value, &mut sets),
        }
    }
    sets
}

fn add_leaves(path: &str, value: &Yaml, sets: &mut Vec<String>) {
    let read = |text: &str| text.parse::<Assignment>().is_ok_and(|read| read.value() == value);
    match value {
        Yaml::Mapping(entries) if !entries.is_empty() => {
            let at = sets.len();
            for (key, value) in entries {
                add_leaves(&format!("{path}.{}", key.as_str().unwrap_or_default()), value, sets);
            }
            // what cannot be said by itself can be said along with the rest of its section
            if sets[at..].iter().any(String::is_empty) {
                sets.truncate(at);
                sets.push(text(path, value));
            }
        }
        _ if read(&text(path, value)) => sets.push(text(path, value)),
        _ => sets.push(String::new()),
    }
}

/// What is to be set below `path`, where something usual stands, so that `value` comes of it; none where that cannot be.
fn differences(path: &str, value: &Yaml, usual: &Yaml) -> Option<Vec<String>> {
    let each = |pairs: Vec<(String, &Yaml, Option<&Yaml>)>| {
        let each = pairs.into_iter().map(|(key, value, usual)| match usual {
            Some(usual) => differences(&format!("{path}.{key}"), value, usual),
            None => Some(vec![text(&format!("{path}.{key}"), value)]),
        });
        Some(each.collect::<Option<Vec<_>>>()?.concat())
    };
    match (value, usual) {
        _ if value == usual => Some(Vec::new()),
        (Yaml::Mapping(entries), Yaml::Mapping(usual)) if usual.keys().all(|key| entries.contains_key(key)) => {
            // a blip more is a list of one's own; a setting more is not
            if path == "blips" && entries.len() != usual.len() {
                return None;
            }
            let pair = |(key, value)| (key_of(key), value, usual.get(key));
            each(entries.iter().map(pair).collect())
        }
        (Yaml::Sequence(items), Yaml::Sequence(usual)) if items.len() == usual.len() => {
            each(items.iter().enumerate().map(|(i, item)| (i.to_string(), item, usual.get(i))).collect())
        }
        // a value in the place of another would be a list of one's own
        _ => None,
    }
}

fn key_of(key: &Yaml) -> String {
    key.as_str().unwrap_or_default().to_owned()
}

/// Each section as a whole.
fn whole(document: &Document) -> Vec<String> {
    let sections = document.value().iter().filter(|(key, _)| key.as_str() != Some("version"));
    sections.map(|(key, value)| text(key.as_str().unwrap_or_default(), value)).collect()
}

fn text(path: &str, value: &Yaml) -> String {
    Assignment::new(path, value.clone()).to_string()
}

/// Says the command: `blip` with these words, what was asked of templates and folder, the answers and the rest.
pub(crate) fn tell(begin: &[&str], folder: &Path, sources: &SourceArgs, sets: &[String], more: &[String], ui: &Ui) {
    let mut words = vec!["blip".to_owned()];
    if folder != Path::new(".") {
        words.extend(["-C".to_owned(), folder.display().to_string()]);
    }
    words.extend(begin.iter().map(|word| (*word).to_owned()));
    // the answers of a file or of one's own defaults stand among the rest
    words.extend(["--defaults", "--no-config"].map(str::to_owned));
    for (flag, given) in [("--templates", &sources.templates), ("--radar", &sources.radar)] {
        if let Some(given) = given {
            words.extend([flag.to_owned(), given.display().to_string()]);
        }
    }
    words.extend(sets.iter().flat_map(|set| ["--set".to_owned(), set.clone()]));
    words.extend(more.iter().cloned());
    ui.note("The same again, unattended:\n");
    ui.note(format!("  {}\n", command(&words, ui.columns())));
}

/// The words as a shell reads them, in as many lines of so many columns as it takes.
pub(crate) fn command(words: &[String], columns: usize) -> String {
    let mut command = String::new();
    let mut width = 0;
    let mut words = words.iter();
    while let Some(word) = words.next() {
        // a flag and its value stay together
        let mut part = quoted(word);
        if takes_value(word)
            && let Some(value) = words.next()
        {
            part.push(' ');
            part.push_str(&quoted(value));
        }
        let room = columns.saturating_sub(2);
        if width > 0 && width + 1 + part.chars().count() > room {
            command.push_str(CONTINUED);
            width = 6;
        } else if width > 0 {
            command.push(' ');
            width += 1;
        }
        width += part.chars().count();
        command.push_str(&part);
    }
    command
}

fn takes_value(flag: &str) -> bool {
    ["--set", "--dir", "--templates", "--radar", "--adopt", "-C"].contains(&flag)
}

/// A word as every POSIX shell reads it back.
pub(crate) fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=@,+%".contains(c);
    match !word.is_empty() && word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn words_are_quoted_where_a_shell_would_read_them_otherwise() {
        for (word, expected) in [
            ("service.port=9090", "service.port=9090"),
            ("it's $HOME", "'it'\\''s $HOME'"),
            ("", "''"),
            ("~/x", "'~/x'"),
            ("a\nb", "'a\nb'"),
        ] {
            assert_eq!(quoted(word), expected);
        }
    }

    #[test]
    fn a_flag_is_not_parted_from_its_value() {
        let words = ["blip", "new", "x", "--defaults", "--set", "service.description=a b", "--git"];
        let words = words.map(str::to_owned);
        let expected = "blip new x --defaults \\\n      --set 'service.description=a b' \\\n      --git";
        assert_eq!(command(&words, 40), expected);
        assert_eq!(command(&words, 80), expected.replace(" \\\n      ", " "));
    }

    #[test]
    fn what_is_usual_goes_without_saying() {
        let usual = json!({"blips": {"ci": {}, "helm": {}}, "environments": [{"name": "a"}, {"name": "b"}]});
        let leaves = |text| leaves(&Document::parse("x", text).unwrap(), &usual);
        assert_eq!(leaves("blips: {helm: {routing: none}, ci: {}}"), ["blips.helm.routing=none"]);
        assert_eq!(leaves("environments: [{name: a}, {name: b, host: h.x}]"), ["environments.1.host=h.x"]);
        assert_eq!(leaves("environments: [{name: c}, {name: b}]"), ["environments=[{name: c}, {name: b}]"]);
        assert_eq!(leaves("blips: {helm: {}}"), ["blips={helm: {}}"]);
        assert_eq!(leaves("blips: {ci: {}, helm: {}, semver: {}}"), ["blips={ci: {}, helm: {}, semver: {}}"]);
        assert_eq!(leaves("blips: {ci: {}, helm: {}}"), [""; 0]);
    }

    #[test]
    fn as_little_is_said_as_possible() {
        let document =
            Document::parse("x", "version: 1\nservice: {name: '42', port: 1, owner: acme}\nimage: a/b\n").unwrap();
        let wanted = serde_json::to_value(document.value()).unwrap();
        let rerun = |sets: &[String]| {
            let mut document = Document::parse("x", "version: 1\nimage: a/b\n").unwrap();
            for set in sets {
                document.set(set.parse()?)?;
            }
            Ok(serde_json::to_value(document.value())?)
        };
        let as_text = r#"service={name: "42", port: 1, owner: acme}"#;
        // the order of keys is part of the text that is written, so nothing of the section can be left out
        assert_eq!(sets(&document, &wanted, &Value::Null, &rerun).unwrap(), [as_text]);
        assert_eq!(sets(&document, &wanted, &Value::Null, &|_| Ok(Value::Null)), None);
    }
}
