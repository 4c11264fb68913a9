//! `blip why`.

use crate::given::checkout;
use crate::support::Outcome;

const WORKFLOW: &str = ".github/workflows/ci.yml";

/// The number of the first line that holds `text`.
#[track_caller]
fn line_of(text: &str, part: &str) -> usize {
    text.lines().position(|line| line.contains(part)).unwrap_or_else(|| panic!("{part:?} is not in\n{text}")) + 1
}

fn why(sandbox: &crate::support::Sandbox, target: &str) -> Outcome {
    sandbox.blip(["why", target]).in_folder("checkout").succeeds()
}

#[test]
fn a_file_names_its_blips() {
    let sandbox = checkout();
    why(&sandbox, "charts/checkout/values.yaml").stdout_is(
        "\
charts/checkout/values.yaml: generated; `blip generate` keeps your edits

Helm (Adopt): Templates, values and a version keep the manifests of all environments alike.
Read more with `blip why helm`.
",
    );
    // it can bear no comment, so only the lock knows
    why(&sandbox, "charts/checkout/values.schema.json").stdout_has(&["Helm (Adopt): "]);
    why(&sandbox, "src/main.rs")
        .stdout_is("src/main.rs: written once; yours since\nIt belongs to the service itself and serves no blip.\n");
    why(&sandbox, "blip.yaml").stdout_has(&["blip.yaml is yours"]);
}

#[test]
fn every_file_has_an_answer() {
    let sandbox = checkout();
    let snapshot = sandbox.snapshot("checkout").without(&[".blip/base", ".blip/lock.yaml"]);
    for path in snapshot.files().into_keys() {
        why(&sandbox, path);
    }
}

#[test]
fn a_line_names_the_blip_of_its_section() {
    let sandbox = checkout();
    let workflow = sandbox.read(format!("checkout/{WORKFLOW}"));
    let section = line_of(&workflow, "# Argo CD (Adopt): ");
    for line in [section, section + 1, section + 3] {
        let outcome = why(&sandbox, &format!("{WORKFLOW}:{line}"));
        outcome.stdout_has(&[&format!("{WORKFLOW}:{line}: generated"), "Read more with `blip why argocd`.\n"]);
        assert!(!outcome.stdout.contains("blip why ci"), "{outcome}");
    }
    why(&sandbox, &format!("{WORKFLOW}:1")).stdout_has(&["Integrated CI/CD (Adopt): "]);
    let document =
        sandbox.blip(["why", "--json", &format!("{WORKFLOW}:{section}")]).in_folder("checkout").succeeds().json();
    assert_eq!(document["path"], WORKFLOW);
    assert_eq!(document["line"], section);
    assert_eq!(document["marks"][0]["blip"], "argocd");
    assert_eq!(document["marks"][0]["line"], section);
    assert_eq!(document["blips"][0], "ci");
}

#[test]
fn a_path_is_named_from_where_one_stands() {
    let sandbox = checkout();
    let run = sandbox.blip(["why", "values.yaml"]).in_folder("checkout/charts/checkout");
    run.succeeds().stdout_has(&["charts/checkout/values.yaml: generated"]);
    let run = sandbox.blip(["why", "../Dockerfile"]).in_folder("checkout/src");
    run.succeeds().stdout_has(&["Dockerfile: generated"]);
}

#[test]
fn a_blip_has_a_name_a_number_and_a_title() {
    let sandbox = checkout();
    let by_name = why(&sandbox, "argocd").stdout;
    assert!(by_name.starts_with("42 Argo CD Adopt\nGit says what runs in the cluster"), "{by_name}");
    assert!(by_name.contains("## Why\n"), "{by_name}");
    for target in ["42", "Argo CD", "argo cd"] {
        assert_eq!(why(&sandbox, target).stdout, by_name);
    }
    // outside of a service, too
    sandbox.blip(["why", "42"]).succeeds().stdout_is(&by_name);
    let document = sandbox.blip(["why", "argocd", "--json"]).succeeds().json();
    assert_eq!((document["id"].as_str(), document["number"].as_u64()), (Some("argocd"), Some(42)));
}

#[test]
fn what_is_unknown_is_said() {
    let sandbox = checkout();
    for (target, expected) in [
        ("hlem", "error: `hlem` is no file here and no blip of the radar\n  help: did you mean `helm`?\n"),
        (
            "Dokcerfile",
            "error: `Dokcerfile` is no file here and no blip of the radar\n  help: did you mean `Dockerfile`?\n",
        ),
        (
            "Chart.yaml",
            "error: `Chart.yaml` is no file here and no blip of the radar\n  \
             help: did you mean `charts/checkout/Chart.yaml`?\n",
        ),
        (
            "src/nothing.rs",
            "error: `src/nothing.rs` is no file here and no blip of the radar\n  \
             help: name a file that Blip generated, or one of `blip radar list`\n",
        ),
        (
            ".blip/lock.yaml",
            "error: .blip/lock.yaml is Blip's own record of what it generated\n  \
             help: leave it to `blip generate`, and commit it with the rest\n",
        ),
        ("charts/checkout", "error: charts/checkout is a folder\n  help: name a file in it\n"),
        ("Dockerfile:999", "error: Dockerfile has 27 lines, so there is no line 999\n"),
    ] {
        sandbox.blip(["why", target]).in_folder("checkout").exits(2).stderr_is(expected).stdout_is("");
    }
    let outside = sandbox.blip(["why", "../x"]).in_folder("checkout").exits(2);
    outside.stderr_has(&[&format!(
        "error: {} is not in {}\n",
        sandbox.path("x").display(),
        sandbox.path("checkout").display()
    )]);
    sandbox
        .blip(["why", "hlem"])
        .exits(2)
        .stderr_is("error: `hlem` is no blip of the radar\n  help: did you mean `helm`?\n");
}
