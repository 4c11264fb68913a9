//! Shell, read by shellcheck: files, and the scripts of GitLab's jobs. Those of GitHub's are actionlint's to check.

use std::fs;

use serde_yaml::Value;

use crate::findings::assert_silent;
use crate::services::{GeneratedFile, files, folder};
use crate::tools::tool;

#[test]
fn shellcheck_accepts_every_shell_file() {
    let Some(shellcheck) = tool("shellcheck") else { return };
    let scripts: Vec<_> = files().filter(|file| is_shell(file)).map(GeneratedFile::full_path).collect();
    // what is generated today has none
    if !scripts.is_empty() {
        assert_silent(&shellcheck.run(["--color=never"]).args(scripts).outcome());
    }
}

fn is_shell(file: &GeneratedFile) -> bool {
    let first = file.text.lines().next().unwrap_or_default();
    file.ends_with(&[".sh"]) || first.starts_with("#!") && first.ends_with("sh")
}

#[test]
fn shellcheck_accepts_the_scripts_of_every_gitlab_job() {
    let Some(shellcheck) = tool("shellcheck") else { return };
    let mut scripts = Vec::new();
    for file in files().filter(|file| file.path == ".gitlab-ci.yml") {
        scripts.extend(gitlab_scripts(file));
    }
    assert!(!scripts.is_empty(), "pipelines have scripts");
    // most of the images have nothing but a POSIX shell
    assert_silent(&shellcheck.run(["--shell=sh", "--color=never", "--norc"]).args(scripts).outcome());
}

/// Writes out the shell of each job, in one piece as its shell sees it.
fn gitlab_scripts(file: &GeneratedFile) -> Vec<String> {
    let pipeline: Value = serde_yaml::from_str(&file.text).unwrap();
    fs::create_dir_all(folder().join("scripts")).unwrap();
    let mut paths = Vec::new();
    for (name, job) in pipeline.as_mapping().unwrap() {
        let name = name.as_str().unwrap();
        for (part, keys) in [("script", ["before_script", "script"].as_slice()), ("after", &["after_script"])] {
            let lines: Vec<_> = keys.iter().flat_map(|key| lines(&job[*key])).collect();
            if lines.is_empty() {
                continue;
            }
            let path = format!("scripts/{}+{name}+{part}.sh", file.service);
            fs::write(folder().join(&path), lines.join("\n") + "\n").unwrap();
            paths.push(path);
        }
    }
    paths
}

fn lines(script: &Value) -> impl Iterator<Item = &str> {
    script.as_sequence().into_iter().flatten().map(|line| line.as_str().unwrap())
}
