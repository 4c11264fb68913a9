//! `--all`: every service below a folder.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::given::checkout_with;
use crate::support::{Sandbox, Snapshot};
use crate::terminal::{Terminal, blip};

/// Services in `services/a`, `services/b` and `services/c`, with as little in them as there can be.
fn three() -> Sandbox {
    let sandbox = Sandbox::new();
    for name in ["a", "b", "c"] {
        let dir = format!("services/{name}");
        let args = ["new", name, "--dir", &dir, "-y", "--set", "blips={}", "--set", "service.stack=static"];
        sandbox.blip(args).succeeds();
    }
    sandbox
}

#[test]
fn each_service_has_a_line_and_one_that_is_broken_stops_no_other() {
    let sandbox = three();
    let all = sandbox.blip(["check", "--all"]).succeeds();
    all.stdout_is("        ok services/a\n        ok services/b\n        ok services/c\n")
        .stderr_is("3 services: 3 ok\n");
    sandbox.edit("services/a/blip.yaml", "service:\n", "service:\n  prot: 1\n");
    sandbox.edit("services/c/blip.yaml", "stack: static\n", "stack: static\n  port: 9090\n");
    let mixed = sandbox.blip(["check", "--all", "services"]).exits(2);
    mixed.stdout_is("    failed services/a\n        ok services/b\n    behind services/c  (2 files)\n");
    mixed.stderr_is(
        "error: services/a/blip.yaml:5:3: unknown key `service.prot`\n  help: did you mean `port`?\n\
         3 services: 1 behind, 1 failed, 1 ok\n",
    );
    let generated = sandbox.blip(["generate", "--all"]).in_folder("services").exits(2);
    generated.stdout_has(&["    failed a\n unchanged b\n   updated c  (2 updated, "]);
    // the folder of `-C` is part of their names, and said as a person would
    sandbox.blip(["-C", "services", "check", "--all"]).exits(2).stdout_has(&["        ok services/b\n"]);
    sandbox.edit("services/a/blip.yaml", "  prot: 1\n", "");
    sandbox.blip(["generate", "--all", "--check"]).succeeds();
}

#[test]
fn a_bar_shows_at_a_terminal_how_far_it_is() {
    let sandbox = three();
    let seen = blip(&sandbox, &["check", "--all"]).exits(0);
    seen.showed("[##########                    ] 1 of 3").showed("[##############################] 3 of 3");
    seen.has(&["        ok services/a\n        ok services/b\n        ok services/c\n3 services: 3 ok"])
        .wrapped_nothing();
    for arg in ["--quiet", "--json"] {
        let seen = Terminal::start(sandbox.blip(["check", "--all", arg])).exits(0);
        assert!(!seen.screen.contains('#'), "{}", seen.screen);
    }
}

#[test]
fn the_worst_exit_code_is_that_of_all() {
    let sandbox = three();
    sandbox.edit("services/a/Caddyfile", "8080", "7070");
    for name in ["a", "b"] {
        sandbox.edit(format!("services/{name}/blip.yaml"), "stack: static\n", "stack: static\n  port: 9090\n");
    }
    sandbox.blip(["generate", "--all"]).exits(4).stdout_has(&["  conflict services/a", "   updated services/b"]);
    // a lock that is damaged is a mistake in the folder, and worse than a conflict
    sandbox.write("services/c/.blip/lock.yaml", "[");
    sandbox.blip(["generate", "--all"]).exits(2).stdout_has(&["    failed services/c\n"]);
}

#[test]
fn all_are_one_document() {
    let sandbox = three();
    sandbox.write("services/b/blip.yaml", "version: 2\n");
    let document = sandbox.blip(["check", "--all", "--json"]).exits(2).json();
    let services = document["services"].as_array().unwrap();
    let exits: Vec<_> = services.iter().map(|s| (s["folder"].as_str().unwrap(), s["exit"].as_u64().unwrap())).collect();
    assert_eq!(exits, [("services/a", 0), ("services/b", 2), ("services/c", 0)]);
    assert_eq!((services[0]["clean"].as_bool(), document["exit"].as_u64()), (Some(true), Some(2)));
    assert!(services[1]["problems"][0]["what"].as_str().unwrap().contains("service"));
}

/// The memo of the only service that was checked.
fn memo(sandbox: &Sandbox) -> PathBuf {
    let folder = sandbox.home().join(".cache/blip/checked");
    let mut memos: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(memos.len(), 1, "{memos:?}");
    memos.remove(0)
}

/// What is remembered of a service hangs on everything that was looked at.
#[test]
fn whatever_changes_is_noticed_at_the_next_run() {
    let sandbox = checkout_with(&["blips={argocd: {}, helm: {}}", "own=[deploy/values/production.yaml]"]);
    let values = "checkout/deploy/values/production.yaml";
    sandbox.write(values, "replicas: 2\n");
    let check = || sandbox.blip(["check", "--all", "--json"]).outcome();
    let before = check().json();
    let kept = fs::read_to_string(memo(&sandbox)).unwrap();
    assert!(kept.contains("deploy/values/production.yaml") && before["services"][0]["clean"] == true, "{kept}");
    assert_eq!(check().json(), before);
    let changes: [(&str, &dyn Fn(), &str); 9] = [
        ("an edit", &|| sandbox.edit("checkout/Dockerfile", "FROM", "# mine\nFROM"), "edited"),
        ("a file that goes", &|| sandbox.delete("checkout/charts/checkout/Chart.yaml"), "deleted"),
        ("a sample's file that goes", &|| sandbox.delete("checkout/README.md"), "deleted"),
        ("a bit", &|| make_executable(&sandbox.path("checkout/Dockerfile")), "edited"),
        ("the spec", &|| sandbox.edit("checkout/blip.yaml", "stack: rust", "stack: rust\n  port: 9090"), "behind"),
        (
            "the lock",
            &|| {
                sandbox.edit(
                    "checkout/.blip/lock.yaml",
                    "ownership: managed\n    blips:\n    - helm\n",
                    "ownership: seeded\n    blips:\n    - helm\n",
                )
            },
            "",
        ),
        ("what contracts read", &|| sandbox.write(values, "image: {repository: docker.io/other/image}\n"), "problems"),
        ("what contracts read and is gone", &|| sandbox.write(values, "["), "problems"),
        ("what stands beside", &|| sandbox.write("checkout/Jenkinsfile", "pipeline {}\n"), "rings"),
    ];
    for (what, change, list) in changes {
        let whole = sandbox.snapshot("checkout");
        change();
        let after = check().json();
        match list {
            "" => assert_ne!(fs::read_to_string(memo(&sandbox)).unwrap(), kept, "{what} makes another memo"),
            list => assert_ne!(after["services"][0][list], before["services"][0][list], "{what} is not noticed"),
        }
        restore(&sandbox, &whole);
        assert_eq!(check().json(), before, "{what}");
    }
    // one that is damaged, and a place where none can be kept
    fs::write(memo(&sandbox), "[").unwrap();
    assert_eq!(check().json(), before);
    let elsewhere = sandbox.blip(["check", "--all", "--json"]).env("XDG_CACHE_HOME", "/dev/null/nowhere").succeeds();
    assert_eq!(elsewhere.json(), before);
    // another program makes its own of it
    let kept = fs::read_to_string(memo(&sandbox)).unwrap();
    fs::copy(env!("CARGO_BIN_EXE_blip"), sandbox.path("other")).unwrap();
    let other = sandbox.command(sandbox.path("other")).args(["check", "--all", "checkout", "--json"]).succeeds();
    assert_eq!(other.json()["services"][0]["clean"], true);
    assert_ne!(fs::read_to_string(memo(&sandbox)).unwrap(), kept);
}

fn make_executable(path: &Path) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Puts every file back as it was, and removes those that were not there.
fn restore(sandbox: &Sandbox, whole: &Snapshot) {
    for path in sandbox.snapshot("checkout").files().keys().filter(|path| !whole.files().contains_key(*path)) {
        sandbox.delete(format!("checkout/{path}"));
    }
    for (path, bytes) in whole.files() {
        sandbox.write(format!("checkout/{path}"), bytes);
    }
    fs::set_permissions(sandbox.path("checkout/Dockerfile"), fs::Permissions::from_mode(0o644)).unwrap();
}

#[test]
fn a_folder_without_services_is_told() {
    let sandbox = Sandbox::new();
    sandbox.blip(["check", "--all"]).exits(2).stderr_has(&["error: there is no blip.yaml in . or below it"]);
    sandbox.blip(["check", "--all", "nowhere"]).exits(2).stderr_is("error: there is no folder nowhere\n");
}

#[test]
fn services_share_a_pack_and_each_has_its_own() {
    let sandbox = Sandbox::with_identity();
    for name in ["a", "b"] {
        let dir = format!("{name}/pack");
        sandbox.write(format!("{dir}/templates/service/files/README.md"), format!("of {name}\n"));
        sandbox.git(&dir, &["init", "--quiet"]);
        sandbox.git(&dir, &["add", "-A"]);
        sandbox.git(&dir, &["commit", "--quiet", "-m", "feat: begin"]);
        let service = format!("{name}/shop");
        let args = ["new", "shop", "--dir", &service, "-y", "--set", "pack.git=../pack", "--set", "blips={}"];
        sandbox.blip(args).succeeds();
    }
    assert_eq!(
        (sandbox.read("a/shop/README.md"), sandbox.read("b/shop/README.md")),
        ("of a\n".into(), "of b\n".into())
    );
    sandbox.blip(["check", "--all"]).succeeds().stdout_is("        ok a/shop\n        ok b/shop\n");
}
