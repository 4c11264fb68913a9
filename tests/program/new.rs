//! `blip new` without a terminal.

use crate::given::checkout;
use crate::support::{Entry, Sandbox};

#[test]
fn defaults_ask_for_nothing() {
    let sandbox = Sandbox::new();
    let outcome = sandbox.blip(["new", "checkout", "--defaults"]).succeeds();
    outcome.stdout_has(&["checkout/\n├── .blip/\n", "│       ├── Chart.yaml ", "  Helm\n", "└── blip.yaml\n"]);
    outcome.stderr_has(&[" files.\nNext:\n\n  cd checkout\n  cargo run\n  git init -b main "]);
    for path in [".blip/lock.yaml", ".blip/base/Dockerfile", "src/main.rs", ".github/workflows/ci.yml"] {
        assert!(sandbox.exists(format!("checkout/{path}")), "{path}");
    }
    assert!(!sandbox.exists("checkout/.git"));
}

#[test]
fn nothing_is_left_in_the_way() {
    // temporary files, above all
    let hidden = checkout().snapshot(".").0.into_keys().filter(|path| path.contains(".tmp") || path.contains(".blip-"));
    assert_eq!(hidden.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn answers_come_from_a_file_and_single_ones_win() {
    let sandbox = Sandbox::new();
    let answers = "\
service: {description: Turns a basket into a paid order, owner: payments, stack: node, port: 9090}
repository: {url: 'https://gitlab.com/acme/checkout'}
blips: {helm: {routing: ingress}}
";
    sandbox.write("answers.yaml", answers);
    let args = ["new", "checkout", "--answers", "answers.yaml", "--set", "service.port=7070"];
    sandbox.blip(args).succeeds();
    let spec = sandbox.read("checkout/blip.yaml");
    for line in [
        "  name: checkout\n",
        "  port: 7070\n",
        "  provider: gitlab  # ",
        "  helm: {routing: ingress}  # Helm (Adopt)\n",
    ] {
        assert!(spec.contains(line), "{line:?} is not in\n{spec}");
    }
    assert!(sandbox.exists("checkout/package.json"));
    assert!(!sandbox.exists("checkout/.gitlab-ci.yml"), "only the blips that were named are used");
}

#[test]
fn a_setting_of_one_blip_leaves_the_others_in_place() {
    let sandbox = Sandbox::new();
    sandbox.blip(["new", "checkout", "-y", "--set", "blips.helm.routing=ingress"]).succeeds();
    assert!(sandbox.exists("checkout/charts/checkout/templates/ingress.yaml"));
    assert!(sandbox.exists("checkout/.github/workflows/ci.yml"));
}

#[test]
fn the_folder_can_be_chosen() {
    let sandbox = Sandbox::new();
    sandbox.blip(["new", "checkout", "-y", "--dir", "services/pay"]).succeeds();
    assert!(sandbox.exists("services/pay/charts/checkout/Chart.yaml"));
    sandbox.blip(["-C", "services", "new", "cart", "-y"]).succeeds().stdout_has(&["services/cart/\n"]);
    assert!(sandbox.exists("services/cart/blip.yaml"));
}

#[test]
fn a_dry_run_writes_nothing() {
    let sandbox = Sandbox::new();
    let outcome = sandbox.blip(["new", "checkout", "-y", "--dry-run", "--git"]).succeeds();
    outcome.stdout_has(&["└── blip.yaml\n"]).stderr_has(&["This is what `blip new` would write: "]);
    assert_eq!(sandbox.snapshot("."), Default::default());
}

#[test]
fn the_same_answers_make_the_same_bytes() {
    let [first, second] = [checkout(), checkout()].map(|sandbox| sandbox.snapshot("checkout"));
    assert_eq!(first.files(), second.files());
}

#[test]
fn json_is_one_document() {
    let sandbox = Sandbox::new();
    let outcome = sandbox.blip(["new", "checkout", "-y", "--json"]).succeeds();
    outcome.stderr_is("");
    let document = outcome.json();
    assert_eq!(document["folder"], "checkout");
    assert_eq!(document["dry_run"], false);
    let changes = document["changes"].as_array().expect("the changes are a list");
    assert!(changes.iter().all(|change| change["action"] == "create"), "{document:#}");
    let own = |path: &str| path == ".blip/lock.yaml" || path.starts_with(".blip/base/");
    let told: Vec<_> = changes.iter().filter_map(|change| change["path"].as_str()).collect();
    let snapshot = sandbox.snapshot("checkout");
    let made: Vec<_> = snapshot.files().into_keys().filter(|path| !own(path)).collect();
    assert_eq!(told, made);
}

#[test]
fn quiet_says_nothing_on_stderr() {
    Sandbox::new().blip(["new", "checkout", "-y", "-q"]).succeeds().stderr_is("");
}

#[test]
fn git_begins_with_one_commit_of_everything() {
    let sandbox = Sandbox::with_identity();
    let outcome = sandbox.blip(["new", "checkout", "-y", "--git"]).succeeds();
    outcome.stderr_has(&[
        "git remote add origin https://github.com/acme/checkout.git \\\n    && git push -u origin main\n",
    ]);
    let git = |args: &[&str]| sandbox.git("checkout", args);
    assert_eq!(git(&["status", "--porcelain", "--ignored"]), "");
    assert_eq!(git(&["log", "--format=%an <%ae> %s%n%b"]), "Ada <ada@acme.example> feat: begin checkout\n\n");
    assert_eq!(git(&["symbolic-ref", "--short", "HEAD"]), "main\n");
    let committed: Vec<_> = git(&["ls-files", "-z"]).split_terminator('\0').map(str::to_owned).collect();
    let folder = sandbox.snapshot("checkout").without(&[".git"]);
    assert_eq!(committed, folder.files().into_keys().collect::<Vec<_>>());
    // what git would write out again is what is there: no line end, no executable bit is changed
    git(&["rm", "-r", "--quiet", "--cached", "."]);
    git(&["add", "--all"]);
    assert_eq!(git(&["status", "--porcelain"]), "");
}

#[test]
fn git_without_identity_stages_and_says_so() {
    let sandbox = Sandbox::new();
    let outcome = sandbox.blip(["new", "checkout", "-y", "--git"]).succeeds();
    outcome.stderr_has(&[
        "warning: git does not know who you are, so the files are staged but not committed\n",
        "git config user.name NAME",
    ]);
    let status = sandbox.git("checkout", &["status", "--porcelain"]);
    assert!(status.lines().all(|line| line.starts_with("A  ")), "{status}");
}

#[test]
fn a_folder_in_a_repository_gets_none_of_its_own() {
    let sandbox = Sandbox::with_identity();
    sandbox.git(".", &["init", "--quiet"]);
    let outcome = sandbox.blip(["new", "checkout", "-y", "--git"]).succeeds();
    outcome.stderr_has(&[
        "warning: checkout lies in a git repository already, so none is made\n",
        "  git add -A && git commit -m 'feat: begin checkout'\n",
    ]);
    // the first of several services
    outcome.stdout_has(&["  (the repository, of which this service has the folder checkout)\n"]);
    assert!(!sandbox.exists("checkout/.git") && sandbox.exists(".github/workflows/checkout-ci.yml"));
}

#[test]
fn a_fresh_clone_is_filled_and_asked() {
    let sandbox = Sandbox::with_identity();
    sandbox.git(".", &["init", "--quiet", "pay"]);
    sandbox.git("pay", &["remote", "add", "origin", "git@gitlab.com:acme/shop/pay.git"]);
    sandbox.blip(["new", "pay", "-y"]).succeeds();
    let spec = sandbox.read("pay/blip.yaml");
    assert!(spec.contains("url: https://gitlab.com/acme/shop/pay\n"), "{spec}");
    assert!(sandbox.exists("pay/.gitlab-ci.yml"));
    assert_eq!(sandbox.git("pay", &["log", "--all"]), "", "the repository is the user's");
}

#[test]
fn executable_files_are_executable() {
    let scripts = |(path, entry): (String, Entry)| match entry {
        Entry::File { bytes, executable, .. } => (bytes.starts_with(b"#!") != executable).then_some(path),
        _ => None,
    };
    let wrong: Vec<_> =
        checkout().snapshot("checkout").without(&[".blip/base"]).0.into_iter().filter_map(scripts).collect();
    assert_eq!(wrong, [""; 0]);
}
