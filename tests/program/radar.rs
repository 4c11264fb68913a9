//! `blip radar`.

use std::fs;

use crate::support::{Sandbox, workspace};

/// A copy of the radar that comes with the program.
fn radar() -> Sandbox {
    let sandbox = Sandbox::new();
    for edition in fs::read_dir(workspace().join("radar")).unwrap() {
        let edition = edition.unwrap();
        for file in fs::read_dir(edition.path()).unwrap() {
            let file = file.unwrap();
            let path = format!("radar/{}/{}", edition.file_name().display(), file.file_name().display());
            sandbox.write(path, fs::read(file.path()).unwrap());
        }
    }
    sandbox
}

/// Replaces the value of a key in the front matter of a blip.
fn set(sandbox: &Sandbox, blip: &str, key: &str, value: &str) {
    let path = format!("radar/2026-11-01/{blip}.md");
    let text = sandbox.read(&path);
    let line = text.lines().find(|line| line.starts_with(&format!("{key}: "))).expect("the key is there");
    sandbox.edit(path, line, &format!("{key}: {value}"));
}

#[test]
fn the_list_goes_by_ring() {
    let sandbox = Sandbox::new();
    let outcome = sandbox.blip(["radar", "list"]).succeeds();
    let rings: Vec<_> = outcome.stdout.lines().filter(|line| line.starts_with(char::is_alphabetic)).collect();
    assert_eq!(
        rings,
        [
            "Adopt recommended: * is on by default",
            "Trial worth a try: * is offered",
            "Assess worth a look: * only when named",
            "Hold refused"
        ]
    );
    let numbers = outcome.stdout.lines().filter_map(|line| line.get(1..4)?.trim().parse::<u32>().ok());
    assert_eq!(numbers.collect::<Vec<_>>(), (42..=57).collect::<Vec<_>>());
    assert!(outcome.stdout.lines().all(|line| line.chars().count() <= 80), "{outcome}");
    let document = sandbox.blip(["radar", "list", "--json"]).succeeds().json();
    assert_eq!(document["edition"], "2026-11-01");
    assert_eq!(document["blips"].as_array().map(Vec::len), Some(16));
}

#[test]
fn one_blip_is_shown_whole() {
    let sandbox = Sandbox::new();
    let outcome = sandbox.blip(["radar", "show", "helm"]).succeeds();
    outcome.stdout_has(&[
        "44 Helm Adopt\nTemplates, values",
        "\n## Why\n",
        "\nHelm documentation: https://helm.sh/docs/\n",
    ]);
    sandbox.blip(["radar", "show", "44"]).succeeds().stdout_is(&outcome.stdout);
    let document = sandbox.blip(["radar", "show", "helm", "--json"]).succeeds().json();
    assert_eq!((document["id"].as_str(), document["ring"].as_str()), (Some("helm"), Some("adopt")));
    let unknown = sandbox.blip(["radar", "show", "jenkin"]).exits(2);
    unknown.stderr_is("error: `jenkin` is no blip of the radar\n  help: did you mean `jenkins`?\n");
}

#[test]
fn colour_is_as_asked_for() {
    let sandbox = Sandbox::new();
    let list = |args: &[&str]| sandbox.blip(["radar", "list"]).args(args).without_env("NO_COLOR").succeeds().stdout;
    assert!(list(&["--color", "always"]).contains("\x1b[1mAdopt\x1b[0m"));
    // not into a pipe
    assert!(!list(&[]).contains('\x1b'));
    assert!(!list(&["--color", "never"]).contains('\x1b'));
}

#[test]
fn the_radar_of_the_program_is_in_order() {
    let expected = "16 blips, edition 2026-11-01: no problem found\n";
    Sandbox::new().blip(["radar", "check"]).succeeds().stdout_is(expected);
    radar().blip(["radar", "check", "radar"]).succeeds().stdout_is(expected);
}

#[test]
fn each_mistake_of_a_radar_has_its_place() {
    let sandbox = radar();
    set(&sandbox, "loki", "number", "42");
    set(&sandbox, "elk", "ring", "adpot");
    set(&sandbox, "semver", "related", "[helm, nope]");
    set(&sandbox, "jenkins", "instead", "[]");
    set(&sandbox, "flagger", "summary", "two – lines");
    sandbox.edit("radar/2026-11-01/helm.md", "url: https://helm.sh/docs/\n", "url: http://helm.sh/docs/\n");
    sandbox.edit("radar/2026-11-01/sentry.md", "title: ", "titel: ");
    sandbox.write("radar/2026-11-01/notes.md", "# Notes\n");
    sandbox.write("radar/drafts/idea.md", "---\ntitle: Idea\n---\n");
    let outcome = sandbox.blip(["radar", "check", "radar"]).exits(2);
    outcome.stdout_is("").stderr_is(
        "\
error: 2026-11-01/elk.md:4:1: ring: unknown variant `adpot`, expected one of `adopt`, `trial`, `assess`, `hold`
error: 2026-11-01/flagger.md:7:1: the summary must be one line of plain ASCII, at most 100 characters
error: 2026-11-01/helm.md:14:5: the link `http://helm.sh/docs/` is no https address
error: 2026-11-01/jenkins.md:4:1: a blip on Hold says nothing about what to use
  help: add `instead: [slug]`
error: 2026-11-01/loki.md:3:1: number 42 is argocd's already
  help: give each blip its own number
error: 2026-11-01/notes.md:1:1: there is no front matter
  help: begin with `---`, the keys, and `---` again
error: 2026-11-01/semver.md:11:1: it names `nope`, which is no blip of this radar
error: 2026-11-01/sentry.md:2:1: titel: unknown field `titel`, expected one of `title`, `number`, `ring`, `quadrant`, `tags`, `summary`, `generator`, `scope`, `default_in`, `status`, `instead`, `related`, `links`
error: drafts/idea.md:1:1: `drafts` is no edition
  help: name the folder by its day, YYYY-MM-DD
",
    );
}

#[test]
fn a_generator_must_be_there() {
    let sandbox = radar();
    set(&sandbox, "semver", "generator", "semvre");
    sandbox.blip(["radar", "check", "radar"]).exits(2).stderr_is(
        "\
error: 2026-11-01/semver.md:1:1: `generator: semvre`, but there is no templates/semvre/
  help: name a folder of templates, or leave `generator` out
",
    );
}

#[test]
fn a_folder_without_a_radar_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("empty/x", "");
    let layout = "  help: a radar is laid out as YYYY-MM-DD/slug.md\n";
    sandbox
        .blip(["radar", "check", "empty"])
        .exits(2)
        .stderr_is(&format!("error: there is no blip in empty\n{layout}"));
    sandbox.blip(["radar", "check", "nowhere"]).exits(2).stderr_is("error: there is no folder nowhere\n");
}

#[test]
fn the_radar_is_drawn_on_stdout_or_in_a_file() {
    let sandbox = Sandbox::new();
    let page = sandbox.blip(["radar", "render", "--title", "Our <radar>"]).succeeds().stdout;
    assert!(page.starts_with("<!doctype html>") && page.contains("<h1>Our &lt;radar&gt;</h1>"), "{page}");
    let outcome = sandbox.blip(["radar", "render", "--svg", "--output", "radar.svg"]).succeeds();
    outcome.stdout_is("").stderr_is("Wrote radar.svg.\n");
    assert!(sandbox.read("radar.svg").starts_with("<svg "));
    sandbox
        .blip(["radar", "render", "--output", "none/radar.html"])
        .exits(1)
        .stderr_has(&["cannot write none/radar.html"]);
}

#[test]
fn the_radar_goes_to_other_programs_and_comes_back() {
    let sandbox = Sandbox::new();
    let zalando = sandbox.blip(["radar", "export", "zalando"]).succeeds();
    assert_eq!(zalando.json()["entries"].as_array().unwrap().len(), 16);
    zalando.stderr_is("warning: this radar has one quadrant, and the program expects four quadrants\n");
    sandbox.blip(["radar", "export", "byor-csv", "-o", "radar.csv"]).succeeds();

    let refused = sandbox.blip(["radar", "import", "radar.csv"]).exits(2);
    refused.stderr_has(&["a table has no edition of its own", "--edition YYYY-MM-DD"]);
    let outcome = sandbox.blip(["radar", "import", "radar.csv", "--edition", "2026-11-23"]).succeeds();
    outcome.stderr_is(
        "Wrote 16 blips to radar.\n\
         Left to you: say by `instead: [slug]` what to use instead of Jenkins.\n\
         `blip radar check radar` tells what is still missing.\n",
    );
    sandbox.blip(["radar", "check", "radar"]).exits(2).stderr_has(&["2026-11-23/jenkins.md"]);
    sandbox.edit("radar/2026-11-23/jenkins.md", "scope:", "instead: [helm]\nscope:");
    sandbox.blip(["radar", "check", "radar"]).succeeds();

    let before = sandbox.snapshot(".");
    let again = sandbox.blip(["radar", "import", "radar.csv", "--edition", "2026-11-23"]).exits(2);
    again.stderr_has(&["radar/2026-11-23/argo-cd.md is there already", "--into"]);
    sandbox.snapshot(".").is_untouched_since(&before);
    sandbox.blip(["radar", "import", "radar"]).args(["--into", "other"]).succeeds();
    assert!(sandbox.exists("other/2026-11-23/helm.md"));
}

#[test]
fn a_table_with_mistakes_makes_no_file() {
    let sandbox = Sandbox::new();
    sandbox.write("radar.csv", "name,ring,quadrant,isNew,description\nHelm,maybe,tools,TRUE,x\n");
    let outcome = sandbox.blip(["radar", "import", "radar.csv", "--edition", "2026-11-23"]).exits(2);
    outcome
        .stderr_is("error: radar.csv:2:1: `maybe` is no ring\n  help: the rings are adopt, trial, assess and hold\n");
    assert!(!sandbox.exists("radar"));
}

#[test]
fn the_page_says_how_many_services_use_a_blip() {
    let sandbox = Sandbox::new();
    for (name, blips) in [("a", "{helm: {}, ci: {}}"), ("b", "{ci: {}}"), ("c", "{}")] {
        let blips = format!("blips={blips}");
        sandbox.blip(["new", name, "--defaults", "-q", "--dir", &format!("fleet/{name}"), "--set", &blips]).succeeds();
    }
    sandbox.edit("fleet/c/blip.yaml", "version: 1", "version: 9");
    let outcome = sandbox.blip(["radar", "render", "--fleet", "fleet"]).succeeds();
    outcome.stdout_has(&["counted in 2 services", "<dd>2 of 2 services</dd>", "<dd>1 of 2 services</dd>"]);
    outcome.stderr_has(&["warning: fleet/c is not counted: blip.yaml:3:1:"]);
    sandbox.blip(["radar", "render", "--fleet", "none"]).exits(2).stderr_has(&["there is no folder none"]);
}
