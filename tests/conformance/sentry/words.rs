//! What the pipelines say to sentry-cli, word by word.

use std::collections::BTreeSet;

use crate::findings::assert_none;
use crate::services::files;
use crate::tools::tool;

#[test]
fn sentry_cli_knows_every_command_and_option_of_the_pipelines() {
    let Some(sentry) = tool("sentry-cli") else { return };
    crate::services::services();
    let commands = commands();
    assert!(commands.len() >= 7, "{commands:?}");
    let mut findings = Vec::new();
    for command in &commands {
        let words: Vec<&str> = command.split(' ').skip(1).collect();
        let (names, rest) = words.split_at(2);
        let help = sentry.run([names, &["--help"]].concat()).outcome();
        if help.code != Some(0) {
            findings.push(format!("there is no `sentry-cli {}`", names.join(" ")));
        }
        let options = rest.iter().filter(|word| word.starts_with("--"));
        let unknown = options.filter(|option| !help.stdout.split([' ', '\n', ',']).any(|word| word == **option));
        findings.extend(unknown.map(|option| format!("`{command}`: there is no {option}")));
    }
    assert_none("sentry-cli", &findings);
}

/// Each line of a pipeline that calls it.
fn commands() -> BTreeSet<String> {
    let pipelines = files().filter(|file| file.path == ".gitlab-ci.yml" || file.path == ".github/workflows/ci.yml");
    let lines = pipelines.flat_map(|file| file.text.lines().map(str::trim));
    lines
        .filter(|line| {
            ["releases", "deploys", "sourcemaps", "debug-files"]
                .iter()
                .any(|word| line.starts_with(&format!("sentry {word} ")))
        })
        .map(str::to_owned)
        .collect()
}
