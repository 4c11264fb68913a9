//! Every two of what a service can be made of, in few services: the blips of the radar, the stacks, the kinds, the forges.
//!
//! What Blip makes of each is held to what can be judged in one go; the table of `cases.rs` goes into depth. What cannot
//! be combined is refused, and then a blip is what is wrong, and something can be done about it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use blip_generate::{Catalog, generate};
use blip_model::{Document, Kind, Problem, Ring, Selection};

use crate::cases::{CASES, PLATFORM};
use crate::chart::{pairwise, room, write};
use crate::findings::{assert_none, assert_silent};
use crate::stacks;
use crate::support::workspace;
use crate::tools::tool;

/// The blip that takes the place of the forge's pipeline.
const KUBERNETES: &str = "kubernetes-ci";
const KINDS: [&str; 3] = ["http", "worker", "job"];
const FORGES: [(&str, &str); 2] =
    [("github", "https://github.com/acme/checkout"), ("gitlab", "https://gitlab.com/acme/checkout")];

/// What is combined: in services, or in platforms' repositories.
struct Choices {
    kind: Kind,
    catalog: Catalog,
    stacks: Vec<String>,
    blips: Vec<String>,
    /// For each blip the settings to try: none first, then those of the table of services.
    settings: BTreeMap<String, Vec<String>>,
    /// For each blip those that it cannot do without, as its manifest says.
    requires: BTreeMap<String, Vec<String>>,
}

/// A service to be made.
#[derive(Clone)]
struct Wanted<'a> {
    stack: &'a str,
    kind: &'a str,
    forge: (&'a str, &'a str),
    blips: BTreeSet<&'a str>,
}

/// A service that Blip makes, and what was given up for it.
struct Found {
    spec: String,
    selection: Selection,
    refused: Vec<(String, Problem)>,
}

impl Choices {
    /// `kind` stands for all kinds of services, or is that of platforms.
    fn new(kind: Kind) -> Self {
        let catalog = Catalog::embedded().unwrap();
        let belongs = |blip: &&blip_model::Blip| {
            blip.front.generator.is_some() && blip.front.ring < Ring::Hold && blip.front.scope.holds(kind)
        };
        let blips: Vec<String> = catalog.radar().blips().filter(belongs).map(|blip| blip.id.to_string()).collect();
        let mut stacks = stacks::names();
        stacks.retain(|stack| (stacks::kinds(stack) == [PLATFORM]) == (kind == Kind::Platform));
        stacks.sort();
        let settings = blips.iter().map(|blip| (blip.clone(), known_settings(blip, kind))).collect();
        let requires = blips.iter().map(|blip| (blip.clone(), requires(&catalog, blip, kind))).collect();
        Self { kind, catalog, stacks, blips, settings, requires }
    }

    /// The blips with those that they cannot do without.
    fn closed<'a>(&'a self, blips: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
        let mut closed: BTreeSet<&str> = BTreeSet::new();
        let mut open: Vec<&str> = blips.into_iter().collect();
        while let Some(blip) = open.pop() {
            if closed.insert(blip) {
                open.extend(self.requires[blip].iter().map(String::as_str));
            }
        }
        closed
    }

    /// What Blip makes of it: where a blip is refused, settings are tried that leave less to say, and then it is given up.
    fn make(&self, wanted: Wanted<'_>) -> Found {
        self.make_with(wanted, BTreeMap::new())
    }

    /// The same, beginning with these settings.
    fn make_with<'a>(&'a self, mut wanted: Wanted<'a>, mut settings: BTreeMap<&'a str, &'a str>) -> Found {
        let mut refused = Vec::new();
        loop {
            let judged = |settings: &BTreeMap<&str, &str>| {
                let chosen: Vec<(&str, &str)> =
                    wanted.blips.iter().map(|blip| (*blip, settings.get(blip).copied().unwrap_or("{}"))).collect();
                let spec = spec(&wanted, &chosen);
                let selected = self.catalog.select(&Document::parse("blip.yaml", &spec).unwrap());
                (spec, selected.map_err(|problems| problems.0))
            };
            let (spec, problems) = match judged(&settings) {
                (spec, Ok(selection)) => return Found { spec, selection, refused },
                (spec, Err(problems)) => (spec, problems),
            };
            let problem = &problems[0];
            let blip = blamed(problem, &spec, &wanted.blips);
            assert!(problem.help.is_some(), "nothing can be done about it: {problem}\n{spec}");
            let with = |other: &String| {
                let mut settings = settings.clone();
                settings.insert(blip, self.settings[blip].iter().find(|known| *known == other).unwrap());
                settings
            };
            let better = self.settings[blip].iter().map(with).find(|settings| match judged(settings) {
                (_, Ok(_)) => true,
                (_, Err(left)) => left.len() < problems.len(),
            });
            match better {
                Some(better) => settings = better,
                None => {
                    refused.push((blip.to_owned(), problem.clone()));
                    wanted.blips =
                        wanted.blips.iter().copied().filter(|other| !self.closed([*other]).contains(blip)).collect();
                }
            }
        }
    }
}

/// The blip in whose line the problem stands.
fn blamed<'a>(problem: &Problem, spec: &str, blips: &BTreeSet<&'a str>) -> &'a str {
    let line = problem.place.as_ref().and_then(|place| spec.lines().nth(place.line - 1)).unwrap_or_default();
    let blip = line.trim().split(':').next().unwrap_or_default();
    blips.get(blip).copied().unwrap_or_else(|| panic!("no blip is to blame: {problem}\n{spec}"))
}

fn spec(wanted: &Wanted<'_>, blips: &[(&str, &str)]) -> String {
    let Wanted { stack, kind, forge: (provider, url), .. } = wanted;
    let blips: String = blips.iter().map(|(blip, settings)| format!("  {blip}: {settings}\n")).collect();
    let told = stacks::told(stack);
    // a platform has none, and what stands for it cannot be named
    let stack = if *kind == PLATFORM { String::new() } else { format!("stack: {stack}, ") };
    format!(
        "version: 1\n{told}\
         service: {{name: checkout, description: x, owner: payments, {stack}kind: {kind}}}\n\
         repository: {{provider: {provider}, url: '{url}'}}\n\
         environments: [{{name: staging, host: staging.acme.example}}, {{name: production, host: acme.example}}]\n\
         blips:\n{blips}"
    )
}

/// No settings at all, then those that the table of services has, each on one line.
fn known_settings(blip: &str, kind: Kind) -> Vec<String> {
    let mut known = vec!["{}".to_owned()];
    for case in CASES.iter().filter(|case| (case.kind == PLATFORM) == (kind == Kind::Platform)) {
        let blips: serde_json::Value = serde_yaml::from_str(case.blips).unwrap();
        if let Some(settings) = blips.get(blip).map(ToString::to_string).filter(|settings| !known.contains(settings)) {
            known.push(settings);
        }
    }
    known
}

fn requires(catalog: &Catalog, blip: &str, kind: Kind) -> Vec<String> {
    #[derive(serde::Deserialize)]
    struct Manifest {
        #[serde(default)]
        requires: Vec<String>,
        #[serde(default)]
        platform_requires: Vec<String>,
    }
    let folder = catalog.radar().find(blip).and_then(|blip| blip.front.generator.clone()).unwrap();
    let text = std::fs::read_to_string(workspace().join("templates").join(folder).join("manifest.yaml")).unwrap();
    let Manifest { mut requires, platform_requires } = serde_yaml::from_str(&text).unwrap();
    if kind == Kind::Platform {
        requires.extend(platform_requires);
    }
    // what does not belong there is not asked for
    requires.retain(|blip| catalog.radar().find(blip).is_none_or(|blip| blip.front.scope.holds(kind)));
    requires
}

/// The services: every pair of choices stands in one, or is refused.
fn found(choices: &Choices) -> Vec<Found> {
    let on_or_off = choices.blips.iter().map(|_| 2);
    let sizes: Vec<usize> = [choices.stacks.len(), KINDS.len(), FORGES.len()].into_iter().chain(on_or_off).collect();
    let mut found = Vec::new();
    for row in pairwise(&sizes) {
        let stack = choices.stacks[row[0]].as_str();
        let kind = KINDS[row[1]];
        // a stack that makes no such service has its turn with another kind
        let kind = if stacks::kinds(stack).iter().any(|made| made == kind) { kind } else { "http" };
        let on = choices.blips.iter().zip(&row[3..]).filter(|(_, on)| **on == 1).map(|(blip, _)| blip.as_str());
        found.push(choices.make(Wanted { stack, kind, forge: FORGES[row[2]], blips: choices.closed(on) }));
    }
    // what fell in its rows with another blip gets a service of its own: each blip with each forge, by the forge's own
    // pipeline, and with each stack
    for (number, blip) in choices.blips.iter().enumerate() {
        let turn = |turn: usize| choices.stacks[(number + turn) % choices.stacks.len()].as_str();
        let on_forges = FORGES.iter().enumerate().map(|(i, forge)| (turn(i), *forge, "ci"));
        let of_stacks =
            choices.stacks.iter().enumerate().map(|(i, stack)| (stack.as_str(), FORGES[i % 2], blip.as_str()));
        for (stack, forge, with) in on_forges.chain(of_stacks) {
            let has = |made: &Found| {
                let spec = &made.selection.spec;
                let is_there = made.selection.get(blip).is_some() && made.selection.get(with).is_some();
                let own = with != "ci" || blip == KUBERNETES || made.selection.get(KUBERNETES).is_none();
                let same =
                    if with == "ci" { spec.repository.url.as_str() == forge.1 } else { spec.service.stack() == stack };
                is_there && own && same
            };
            if !found.iter().any(has) {
                let blips = choices.closed([blip.as_str(), with]);
                found.push(choices.make(Wanted { stack, kind: "http", forge, blips }));
            }
        }
    }
    // pairs that fell with a third blip get a service of their own
    for (i, one) in choices.blips.iter().enumerate() {
        for other in &choices.blips[i + 1..] {
            let has = |made: &Found| made.selection.get(one).is_some() && made.selection.get(other).is_some();
            if found.iter().any(has) {
                continue;
            }
            let stack = choices.stacks[i % choices.stacks.len()].as_str();
            let blips = choices.closed([one.as_str(), other.as_str()]);
            let all = KINDS.iter().flat_map(|kind| FORGES.iter().map(move |forge| (*kind, *forge)));
            let possible = all.filter(|(kind, _)| stacks::kinds(stack).iter().any(|made| made == kind));
            let mut tried =
                possible.map(|(kind, forge)| choices.make(Wanted { stack, kind, forge, blips: blips.clone() }));
            let made = tried.find(has).unwrap_or_else(|| {
                // no kind and no forge has both: then each was refused for a reason, which names the two
                let wanted = Wanted { stack, kind: "http", forge: FORGES[0], blips: blips.clone() };
                let made = choices.make(wanted);
                let title = |blip: &str| choices.catalog.radar().find(blip).unwrap().front.title.clone();
                let names = |text: &str| {
                    [one, other].iter().all(|blip| text.contains(blip.as_str()) || text.contains(&title(blip)))
                };
                let is_said = made.refused.iter().any(|(blip, problem)| names(&format!("{blip} {problem}")));
                let said: Vec<String> =
                    made.refused.iter().map(|(blip, problem)| format!("{blip}: {problem}")).collect();
                assert!(
                    is_said,
                    "{one} and {other} are never made together, and nobody says why: {said:#?}\n{}",
                    made.spec
                );
                made
            });
            found.push(made);
        }
    }
    found
}

/// The repositories of platforms: every pair of forge, blip and a blip's settings stands in one. None is refused another.
fn platforms(choices: &Choices) -> Vec<Found> {
    let off_or_settings = choices.blips.iter().map(|blip| 1 + choices.settings[blip].len());
    let sizes: Vec<usize> = std::iter::once(FORGES.len()).chain(off_or_settings).collect();
    let made = |row: Vec<usize>| {
        let chosen = choices.blips.iter().zip(&row[1..]).filter(|(_, choice)| **choice > 0);
        let settings: BTreeMap<&str, &str> =
            chosen.map(|(blip, choice)| (blip.as_str(), choices.settings[blip][choice - 1].as_str())).collect();
        let blips = choices.closed(settings.keys().copied());
        let wanted = Wanted { stack: PLATFORM, kind: PLATFORM, forge: FORGES[row[0]], blips };
        choices.make_with(wanted, settings)
    };
    let found: Vec<Found> = pairwise(&sizes).into_iter().map(made).collect();
    for made in &found {
        let said: Vec<String> = made.refused.iter().map(|(blip, problem)| format!("{blip}: {problem}")).collect();
        assert_none(&made.spec, &said);
    }
    found
}

/// Writes each service into a folder of the room, and tells the paths of all files and what does not fit together.
fn written(choices: &Choices, found: &[Found]) -> (PathBuf, Vec<String>, Vec<String>) {
    let room = room(if choices.kind == Kind::Platform { "combinations-platform" } else { "combinations" });
    let (mut paths, mut findings) = (Vec::new(), Vec::new());
    for (number, made) in found.iter().enumerate() {
        let artifacts =
            generate(&choices.catalog, &made.selection).unwrap_or_else(|problems| panic!("{problems}\n{}", made.spec));
        let files: BTreeMap<_, _> = artifacts.iter().map(|artifact| (&artifact.path, &artifact.content)).collect();
        // what is the user's to write is there
        let written_by_user =
            |path: &blip_model::RepoPath| made.spec.contains(&format!("\"api\":\"{path}\"")).then(String::new);
        let read =
            |path: &blip_model::RepoPath| files.get(path).map(|text| (*text).clone()).or_else(|| written_by_user(path));
        let problems = blip_contracts::check(&made.selection, read);
        findings.extend(problems.iter().map(|problem| format!("{problem}\n{}", made.spec)));
        let root = room.join(number.to_string());
        write(&root.join("blip.yaml"), &made.spec);
        for artifact in &artifacts {
            write(&artifact.path.below(&root), &artifact.content);
            paths.push(format!("{number}/{}", artifact.path));
        }
    }
    (room, paths, findings)
}

#[test]
fn combinations_of_every_two_choices_fit_together() {
    let choices = Choices::new(Kind::Http);
    let found = found(&choices);
    judge(&choices, &found);
}

#[test]
fn combinations_of_every_two_choices_fit_together_on_platforms() {
    let choices = Choices::new(Kind::Platform);
    let found = platforms(&choices);
    let both = |one: &str, other: &str| {
        found.iter().any(|made| made.selection.get(one).is_some() && made.selection.get(other).is_some())
    };
    assert!(choices.blips.len() >= 6 && both("elk", "loki"), "{:?}", choices.blips);
    judge(&choices, &found);
}

/// Has the contracts and the tools read all that is made of them.
fn judge(choices: &Choices, found: &[Found]) {
    let (room, paths, findings) = written(choices, found);
    assert_none("blip check", &findings);
    let files = |wanted: fn(&str) -> bool| paths.iter().filter(|path| wanted(path)).cloned().collect::<Vec<_>>();
    if let Some(yamllint) = tool("yamllint") {
        let is_yaml = |path: &str| {
            let template = path.contains("/charts/") && path.contains("/templates/");
            (path.ends_with(".yaml") || path.ends_with(".yml")) && !template
        };
        let config = workspace().join("tests/conformance/yamllint.yaml");
        let args = ["--strict", "--format=parsable", "--config-file", config.to_str().unwrap()];
        assert_silent(&yamllint.run(args).args(files(is_yaml)).in_folder(&room).outcome());
    }
    if let Some(check) = tool("check-jsonschema") {
        let workflows = files(|path| path.contains("/.github/workflows/"));
        check.run(["--builtin-schema", "vendor.github-workflows"]).args(workflows).in_folder(&room).succeeds();
        let pipelines = files(|path| path.ends_with("/.gitlab-ci.yml"));
        let args = ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"];
        check.run(args).args(pipelines).in_folder(&room).succeeds();
    }
    if let Some(helm) = tool("helm") {
        let charts = files(|path| path.ends_with("/charts/checkout/Chart.yaml"));
        let charts: Vec<&str> = charts.iter().filter_map(|path| path.strip_suffix("/Chart.yaml")).collect();
        // all charts in one run: each takes its own values; a platform has none
        if !charts.is_empty() {
            helm.run(["lint", "--strict", "--quiet"]).args(charts).in_folder(&room).succeeds();
        }
    }
}
