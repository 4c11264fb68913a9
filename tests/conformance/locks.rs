//! Lock files that no package manager here can check, since its registry may be out of reach.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::findings::assert_none;
use crate::services::{GeneratedFile, files};

/// NuGet's `packages.lock.json`.
#[derive(Deserialize)]
struct Lock {
    version: u32,
    dependencies: BTreeMap<String, BTreeMap<String, Package>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Package {
    r#type: String,
    requested: Option<String>,
    resolved: Option<String>,
    content_hash: Option<String>,
    #[serde(default)]
    dependencies: BTreeMap<String, String>,
}

#[test]
fn locks_of_nuget_hold_all_that_is_asked_for() {
    let locks = files().filter(|file| file.path.ends_with("packages.lock.json"));
    let mut findings = Vec::new();
    for file in locks {
        let lock: Lock = serde_json::from_str(&file.text).unwrap();
        assert_eq!(lock.version, 1, "the one without central versions");
        assert_eq!(lock.dependencies.keys().collect::<Vec<_>>(), ["net10.0"], "{}", file.full_path());
        let packages = &lock.dependencies["net10.0"];
        findings.extend(flaws(packages).map(|flaw| format!("{}: {flaw}", file.full_path())));
        assert_eq!(direct(packages), asked_for(file), "{}", file.full_path());
    }
    assert_none("NuGet", &findings);
}

/// What NuGet would refuse, or fetch without being sure of it.
fn flaws(packages: &BTreeMap<String, Package>) -> impl Iterator<Item = String> {
    let mut flaws = Vec::new();
    let asked: BTreeSet<_> = packages.values().flat_map(|package| package.dependencies.keys()).collect();
    for (name, package) in packages {
        if package.r#type == "Project" {
            continue;
        }
        let hash = package.content_hash.as_deref().unwrap_or_default();
        // SHA-512 is 64 bytes, which Base64 writes in 86 characters and two that fill up
        let encoded = hash.strip_suffix("==").filter(|hash| hash.len() == 86);
        if !encoded.is_some_and(|hash| hash.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(&byte))) {
            flaws.push(format!("{name} has no hash"));
        }
        if package.r#type == "Transitive" && !asked.contains(name) {
            flaws.push(format!("nobody asks for {name}"));
        }
        for (other, range) in &package.dependencies {
            let resolved = packages.get(other).and_then(|package| package.resolved.as_deref());
            if !resolved.is_some_and(|resolved| is_within(resolved, range)) {
                flaws.push(format!("{name} needs {other} {range}, and it is {resolved:?}"));
            }
        }
    }
    flaws.into_iter()
}

/// Whether a version is in a range of NuGet's: `1.2` for that and all above, `[1.2]` for that alone, `[1.2, 2.0)`.
fn is_within(version: &str, range: &str) -> bool {
    let parts = |text: &str| text.split('.').map(|part| part.parse::<u32>().unwrap()).collect::<Vec<_>>();
    let version = parts(version);
    match range.strip_prefix('[') {
        None => version >= parts(range),
        Some(range) => match range.split_once(", ") {
            Some((least, below)) => version >= parts(least) && version < parts(below.strip_suffix(')').unwrap()),
            None => version == parts(range.strip_suffix(']').unwrap()),
        },
    }
}

/// What the project itself asks for by its lock file, with the versions; the names of other projects are in lower case.
fn direct(packages: &BTreeMap<String, Package>) -> BTreeMap<String, Option<String>> {
    let direct = packages.iter().filter(|(_, package)| package.r#type != "Transitive");
    direct
        .map(|(name, package)| {
            let requested = package.requested.as_deref().map(|range| {
                let least = range.strip_prefix('[').and_then(|range| range.strip_suffix(", )")).unwrap();
                assert_eq!(package.resolved.as_deref(), Some(least), "{name}");
                least.to_owned()
            });
            (name.clone(), requested)
        })
        .collect()
}

/// The same by its project file, beside the lock file.
fn asked_for(lock: &GeneratedFile) -> BTreeMap<String, Option<String>> {
    let folder = lock.full_path().trim_end_matches("packages.lock.json").to_owned();
    let mut projects = files().filter(|file| file.full_path().starts_with(&folder) && file.path.ends_with(".csproj"));
    let project = projects.next().expect("a lock file lies beside a project");
    let attribute = |line: &str, name: &str| -> Option<String> {
        let (_, value) = line.split_once(&format!(" {name}=\""))?;
        Some(value.split_once('"')?.0.to_owned())
    };
    let package = |line: &str| Some((attribute(line, "Include")?, Some(attribute(line, "Version")?)));
    let other = |line: &str| {
        let path = attribute(line, "Include")?;
        let name = path.rsplit('/').next()?.strip_suffix(".csproj")?;
        Some((name.to_lowercase(), None))
    };
    let asked = project.text.lines().filter_map(|line| match line.trim().split(' ').next()? {
        "<PackageReference" => package(line),
        "<ProjectReference" => other(line),
        _ => None,
    });
    asked.collect()
}
