//! Every action has a test: when it is chosen, and what it leaves behind.

use std::collections::BTreeSet;

use blip_model::Ownership;

use super::fixture::{Repo, artifact, path};
use crate::{Action, Choice, ConflictReason, Fingerprint, GitStatus, Hunk, Obstacle, OnConflict, Paths};

const V1: &str = "a\nb\nc\nd\ne\nf\n";
const V2: &str = "a\nb\nc\nd\ne\nF\n";
const EDITED: &str = "a\nB\nc\nd\ne\nf\n";
const MERGED: &str = "a\nB\nc\nd\ne\nF\n";
const EDITED_TOO: &str = "a\nb\nc\nd\ne\nmine\n";

/// A repository in which `f` was generated as V1.
fn generated() -> Repo {
    let mut repo = Repo::new();
    repo.wants("f", V1);
    repo.apply();
    repo
}

/// One in which both sides changed the last line.
fn in_conflict() -> Repo {
    let mut repo = generated();
    repo.write("f", EDITED_TOO);
    repo.wants("f", V2);
    repo
}

fn same_lines() -> ConflictReason {
    let hunk = Hunk { line: Some(6), yours: "mine\n".to_owned(), generated: "F\n".to_owned() };
    ConflictReason::SameLines { hunks: vec![hunk] }
}

#[test]
fn create() {
    let mut repo = Repo::new();
    repo.wants("deep/er/f", V1);
    assert_eq!(repo.action("deep/er/f"), Action::Create);
    let applied = repo.apply();
    assert_eq!(applied.written, [path("deep/er/f")]);
    assert_eq!(repo.read("deep/er/f"), V1);
    assert_eq!(repo.read(".blip/base/deep/er/f"), V1);
    assert!(repo.read(".blip/lock.yaml").contains("deep/er/f"));
}

#[test]
fn unchanged_writes_nothing_at_all() {
    let repo = generated();
    assert_eq!(repo.action("f"), Action::Unchanged);
    assert!(repo.plan().is_clean());
    assert_eq!(repo.apply(), crate::Applied::default());
}

#[test]
fn a_file_that_is_there_as_generated_is_taken_over() {
    let mut repo = Repo::new();
    repo.write("f", V1);
    repo.wants("f", V1);
    assert_eq!(repo.action("f"), Action::Unchanged);
    assert!(repo.apply().lock_written);
    repo.wants("f", V2);
    assert_eq!(repo.action("f"), Action::Update);
}

#[test]
fn update() {
    let mut repo = generated();
    repo.wants("f", V2);
    assert_eq!(repo.action("f"), Action::Update);
    assert!(!repo.plan().is_clean());
    repo.apply();
    assert_eq!((repo.read("f").as_str(), repo.read(".blip/base/f").as_str()), (V2, V2));
}

#[test]
fn keep() {
    let repo = generated();
    repo.write("f", EDITED);
    assert_eq!(repo.action("f"), Action::Keep);
    assert!(repo.plan().is_clean());
    repo.apply();
    assert_eq!((repo.read("f").as_str(), repo.read(".blip/base/f").as_str()), (EDITED, V1));
}

#[test]
fn an_emptied_file_is_an_edit() {
    let mut repo = generated();
    repo.write("f", "");
    assert_eq!(repo.action("f"), Action::Keep);
    repo.wants("f", V2);
    assert!(repo.action("f").is_conflict(), "what is new is in lines that are gone");
    repo.apply();
    assert_eq!(repo.read("f"), "");
}

#[test]
fn merge() {
    let mut repo = generated();
    repo.write("f", EDITED);
    repo.wants("f", V2);
    assert_eq!(repo.action("f"), Action::Merge);
    repo.apply();
    assert_eq!((repo.read("f").as_str(), repo.read(".blip/base/f").as_str()), (MERGED, V2));
    assert_eq!(repo.action("f"), Action::Keep, "the merge is done; what remains is the user's edit");
}

#[test]
fn a_change_that_the_user_made_too_is_no_conflict() {
    let mut repo = generated();
    repo.write("f", MERGED);
    repo.wants("f", V2);
    assert_eq!(repo.action("f"), Action::Keep);
    repo.apply();
    assert_eq!(repo.read(".blip/base/f"), V2, "the base goes on");
}

#[test]
fn a_conflict_leaves_file_and_base_and_asks_again() {
    let repo = in_conflict();
    let before = repo.files();
    assert_eq!(repo.action("f"), Action::Conflict { reason: same_lines(), marked: false });
    assert_eq!(repo.plan().conflicts().count(), 1);
    repo.apply();
    assert_eq!(repo.files(), before);
    assert_eq!(repo.plan().conflicts().count(), 1);
}

#[test]
fn conflicts_decided_for_one_side_keep_edits_elsewhere() {
    for (choice, expected) in [(OnConflict::Ours, "a\nB\nc\nd\ne\nF\n"), (OnConflict::Theirs, "a\nB\nc\nd\ne\nmine\n")]
    {
        let mut repo = in_conflict();
        repo.write("f", "a\nB\nc\nd\ne\nmine\n");
        repo.options.on_conflict = choice;
        repo.apply();
        assert_eq!((repo.read("f").as_str(), repo.read(".blip/base/f").as_str()), (expected, V2), "{choice:?}");
        repo.options.on_conflict = OnConflict::Keep;
        assert_eq!(repo.action("f"), Action::Keep);
    }
}

#[test]
fn markers_stand_for_a_conflict_until_they_are_gone() {
    let mut repo = in_conflict();
    repo.options.on_conflict = OnConflict::Markers;
    assert_eq!(repo.action("f"), Action::Conflict { reason: same_lines(), marked: true });
    repo.apply();
    assert_eq!(repo.read("f"), "a\nb\nc\nd\ne\n<<<<<<< yours\nmine\n=======\nF\n>>>>>>> blip\n");
    let left = Action::Conflict { reason: ConflictReason::MarkersLeft, marked: false };
    assert_eq!(repo.action("f"), left);
    repo.wants("f", "a\nb\nc\nd\ne\nG\n");
    assert_eq!(repo.action("f"), left, "also when something newer is generated");
    repo.write("f", EDITED_TOO);
    repo.wants("f", V2);
    assert_eq!(repo.action("f"), Action::Keep);
}

#[test]
fn a_merge_that_does_not_parse_is_a_conflict() {
    let mut repo = Repo::new();
    repo.wants("a.yaml", "a: 1\nb: 1\nc: 1\n");
    repo.apply();
    repo.write("a.yaml", "d: 1\na: 1\nb: 1\nc: 1\n");
    repo.wants("a.yaml", "a: 1\nb: 1\nc: 1\nd: 2\n");
    let Action::Conflict { reason: ConflictReason::DoesNotParse { format: "YAML", message }, marked: false } =
        repo.action("a.yaml")
    else {
        panic!("{:?}", repo.action("a.yaml"));
    };
    assert!(message.contains("duplicate"), "{message}");
    for (choice, expected) in
        [(OnConflict::Theirs, "d: 1\na: 1\nb: 1\nc: 1\n"), (OnConflict::Ours, "a: 1\nb: 1\nc: 1\nd: 2\n")]
    {
        repo.write("a.yaml", "d: 1\na: 1\nb: 1\nc: 1\n");
        repo.options.on_conflict = choice;
        let plan = repo.plan();
        let after = plan.changes[0].after.as_deref().map(String::from_utf8_lossy);
        assert_eq!(after.as_deref().unwrap_or("d: 1\na: 1\nb: 1\nc: 1\n"), expected);
    }
}

#[test]
fn a_file_that_is_no_text_is_kept() {
    let mut repo = generated();
    repo.write("f", b"a\nb\xff\n");
    assert_eq!(repo.action("f"), Action::Keep, "only the user changed it");
    repo.wants("f", V2);
    assert_eq!(repo.action("f"), Action::Conflict { reason: ConflictReason::NotText, marked: false });
    repo.options.on_conflict = OnConflict::Ours;
    repo.apply();
    assert_eq!(repo.read("f"), V2);
}

#[test]
fn without_a_base_that_can_be_trusted_nothing_is_merged() {
    for base in [None, Some(EDITED)] {
        let mut repo = generated();
        repo.write("f", EDITED);
        match base {
            None => repo.delete(".blip/base/f"),
            Some(text) => repo.write(".blip/base/f", text),
        }
        repo.wants("f", V2);
        assert_eq!(repo.action("f"), Action::Conflict { reason: ConflictReason::NoBase, marked: false });
    }
}

#[test]
fn what_is_no_text_is_neither_a_base_nor_generated() {
    let mut repo = generated();
    repo.write("f", EDITED);
    // a stranger's lock and base that agree with each other
    let lock =
        repo.read(".blip/lock.yaml").replace(&Fingerprint::of(V1).to_string(), &Fingerprint::of("\0\n").to_string());
    repo.write(".blip/lock.yaml", lock);
    repo.write(".blip/base/f", "\0\n");
    repo.wants("f", V2);
    assert_eq!(repo.action("f"), Action::Conflict { reason: ConflictReason::NoBase, marked: false });
    let error = repo.project().plan(&[artifact("g", "\0\n")], &repo.options).unwrap_err();
    assert_eq!(error.to_string(), "the text generated for g does not parse: it holds a NUL");
}

#[test]
fn a_damaged_base_is_mended_while_it_is_known() {
    let repo = generated();
    repo.delete(".blip/base/f");
    repo.write("f", EDITED);
    repo.apply();
    assert_eq!(repo.read(".blip/base/f"), V1);
}

#[test]
fn delete() {
    let mut repo = Repo::new();
    repo.wants("deep/er/f", V1);
    repo.wants("deep/g", V1);
    repo.apply();
    repo.wants_no("deep/er/f");
    assert_eq!(repo.action("deep/er/f"), Action::Delete);
    assert_eq!(repo.apply().deleted, [path("deep/er/f")]);
    assert!(!repo.place("deep/er").exists() && repo.place("deep/g").exists());
    assert!(!repo.place(".blip/base/deep/er").exists());
    assert!(!repo.read(".blip/lock.yaml").contains("deep/er/f"));
}

#[test]
fn an_edited_file_that_is_no_longer_generated_stays_and_can_come_back() {
    let mut repo = generated();
    repo.write("f", EDITED);
    repo.wants_no("f");
    assert_eq!(repo.action("f"), Action::KeepOrphan);
    assert!(repo.plan().is_clean());
    repo.apply();
    assert_eq!(repo.read("f"), EDITED);
    repo.wants("f", V2);
    assert_eq!(repo.action("f"), Action::Merge);
}

#[test]
fn a_deleted_file_stays_deleted_until_it_is_asked_for() {
    let mut repo = generated();
    repo.delete("f");
    repo.wants("f", V2);
    assert_eq!(repo.action("f"), Action::KeptDeleted);
    assert_eq!(repo.apply(), crate::Applied::default());
    repo.options.restore = Paths::These(BTreeSet::from([path("f")]));
    assert_eq!(repo.action("f"), Action::Create);
    repo.apply();
    assert_eq!(repo.read("f"), V2);
}

#[test]
fn a_file_that_is_gone_on_both_sides_is_forgotten() {
    let mut repo = generated();
    repo.delete("f");
    repo.wants_no("f");
    assert_eq!(repo.action("f"), Action::Forget);
    repo.apply();
    assert!(!repo.place(".blip/base/f").exists());
    assert!(repo.plan().changes.is_empty());
}

#[test]
fn a_seeded_file_is_the_users_from_the_first_day() {
    let mut repo = Repo::new();
    repo.wants_seeded("src/main.rs", V1);
    repo.apply();
    assert!(!repo.place(".blip/base").exists(), "nothing will ever be merged");
    repo.wants_seeded("src/main.rs", V2);
    assert_eq!(repo.action("src/main.rs"), Action::KeepSeeded);
    assert!(repo.plan().is_clean());
    repo.apply();
    assert_eq!(repo.read("src/main.rs"), V1);
    repo.wants_no("src/main.rs");
    assert_eq!(repo.action("src/main.rs"), Action::KeepOrphan);
    repo.apply();
    assert_eq!(repo.read("src/main.rs"), V1);
    assert!(repo.plan().changes.is_empty());
}

#[test]
fn a_seeded_file_that_was_there_before_stays() {
    let mut repo = Repo::new();
    repo.write("README.md", "# Mine\n");
    repo.wants_seeded("README.md", "# Yours\n");
    assert_eq!(repo.action("README.md"), Action::KeepSeeded);
    repo.apply();
    assert_eq!(repo.read("README.md"), "# Mine\n");
}

#[test]
fn a_file_that_becomes_seeded_or_managed() {
    let mut repo = generated();
    repo.wants_seeded("f", V2);
    repo.apply();
    assert!(repo.read("f") == V1 && !repo.place(".blip/base/f").exists());
    repo.wants("f", V2);
    assert_eq!(repo.action("f"), Action::Update, "it was never edited");
    repo.apply();
    assert_eq!((repo.read("f").as_str(), repo.read(".blip/base/f").as_str()), (V2, V2));
}

#[test]
fn a_foreign_file_is_not_written_over() {
    let mut repo = Repo::with_git();
    repo.write("f", EDITED);
    repo.wants("f", V1);
    assert_eq!(repo.action("f"), Action::Foreign { git: GitStatus::Untracked });
    repo.write(".gitignore", "f\n");
    assert_eq!(repo.action("f"), Action::Foreign { git: GitStatus::Ignored });
    assert!(!repo.plan().is_clean());
    repo.apply();
    assert_eq!(repo.read("f"), EDITED);
    assert!(!repo.read(".blip/lock.yaml").contains("f:\n"));
}

#[test]
fn a_foreign_file_can_be_adopted() {
    let mut repo = Repo::new();
    repo.write("f", EDITED);
    repo.wants("f", V1);
    assert_eq!(repo.action("f"), Action::Foreign { git: GitStatus::NoRepository });
    repo.options.adopt = Paths::All;
    assert_eq!(repo.action("f"), Action::Keep);
    repo.apply();
    assert_eq!((repo.read("f").as_str(), repo.read(".blip/base/f").as_str()), (EDITED, V1));
    repo.wants("f", V2);
    repo.apply();
    assert_eq!(repo.read("f"), MERGED);
}

#[test]
fn one_conflict_is_settled_by_itself() {
    let mut repo = Repo::new();
    for file in ["f", "g.json"] {
        repo.wants(file, "[1]\n");
    }
    repo.apply();
    for file in ["f", "g.json"] {
        repo.write(file, "[2]\n");
        repo.wants(file, "[3]\n");
    }
    let choose = |repo: &mut Repo, file: &str, choice: Choice| repo.options.chosen.insert(path(file), choice);
    choose(&mut repo, "f", Choice::Generated);
    assert_eq!(repo.action("f"), Action::Merge);
    assert!(repo.action("g.json").is_conflict(), "nothing was chosen for it");
    for wrong in ["[", "<<<<<<< yours\n[2]\n=======\n[3]\n>>>>>>> blip\n"] {
        choose(&mut repo, "g.json", Choice::Text(wrong.to_owned()));
        assert!(repo.action("g.json").is_conflict(), "{wrong} is no way out");
    }
    choose(&mut repo, "g.json", Choice::Text("[2, 3]".to_owned()));
    repo.apply();
    assert_eq!((repo.read("f").as_str(), repo.read("g.json").as_str()), ("[3]\n", "[2, 3]\n"));
    repo.options.chosen.clear();
    assert!(repo.plan().is_clean(), "what is settled is not asked again");
}

#[test]
fn what_is_the_users_own_is_left_alone() {
    let mut repo = generated();
    repo.wants("f", V2).ownership = Ownership::Own;
    repo.wants("absent", V1).ownership = Ownership::Own;
    assert_eq!((repo.action("f"), repo.action("absent")), (Action::LeaveOwn, Action::LeaveOwn));
    assert!(repo.plan().is_clean());
    repo.apply();
    assert_eq!(repo.read("f"), V1);
    assert!(!repo.place("absent").exists() && !repo.place(".blip/base/f").exists());
    assert!(!repo.read(".blip/lock.yaml").contains("f:\n"), "the lock knows nothing of it any more");
    repo.wants("f", V2);
    assert!(matches!(repo.action("f"), Action::Foreign { .. }));
}

#[test]
fn what_git_ignores_is_not_created() {
    let mut repo = Repo::with_git();
    repo.write(".gitignore", "/charts/\n");
    repo.wants("charts/x/Chart.yaml", "a: 1\n");
    assert_eq!(repo.action("charts/x/Chart.yaml"), Action::Blocked { obstacle: Obstacle::Ignored });
    repo.apply();
    assert!(!repo.place("charts").exists());
}

#[test]
fn a_folder_below_the_work_tree_is_asked_for_by_its_whole_path() {
    let outer = Repo::with_git();
    outer.write(".gitignore", "/services/a/f\n");
    outer.write("services/a/x", "");
    let plan = |at: &str| {
        let project = crate::Project::open(outer.place("services/a")).unwrap();
        project.plan(&[artifact(at, V1)], &Default::default()).unwrap().changes[0].action.clone()
    };
    assert_eq!(plan("f"), Action::Blocked { obstacle: Obstacle::Ignored });
    assert_eq!(plan("g"), Action::Create);
}

#[test]
fn only_the_named_blips_take_part() {
    let mut repo = Repo::new();
    repo.wants("ci.yml", "a: 1\n");
    repo.wants("chart.yaml", "a: 1\n").blips = vec!["helm".parse().unwrap(), "argocd".parse().unwrap()];
    repo.wants("old.yaml", "a: 1\n");
    repo.apply();
    let before = repo.read(".blip/lock.yaml");
    repo.wants("ci.yml", "a: 2\n");
    repo.wants("chart.yaml", "a: 2\n").blips = vec!["helm".parse().unwrap(), "argocd".parse().unwrap()];
    repo.wants_no("old.yaml");
    repo.options.only = Some(BTreeSet::from(["argocd".parse().unwrap()]));
    assert_eq!(repo.apply().written, [path("chart.yaml")]);
    assert_eq!((repo.read("ci.yml").as_str(), repo.read("chart.yaml").as_str()), ("a: 1\n", "a: 2\n"));
    assert!(repo.place("old.yaml").exists());
    assert_eq!(repo.read(".blip/lock.yaml").lines().count(), before.lines().count());
}

#[test]
fn carriage_returns_are_no_edit_and_survive() {
    let mut repo = generated();
    let crlf = |text: &str| text.replace('\n', "\r\n");
    repo.write("f", crlf(V1));
    assert_eq!(repo.action("f"), Action::Unchanged);
    repo.wants("f", V2);
    assert_eq!(repo.action("f"), Action::Update);
    repo.apply();
    assert_eq!(repo.read("f"), crlf(V2));
    repo.write("f", crlf("a\nB\nc\nd\ne\nF\n"));
    repo.wants("f", "a\nb\nc\nd\ne\nG\n");
    repo.apply();
    assert_eq!(repo.read("f"), crlf("a\nB\nc\nd\ne\nG\n"));
}

#[test]
fn a_missing_final_newline_survives() {
    let mut repo = generated();
    repo.write("f", EDITED.trim_end());
    repo.wants("f", V2);
    repo.apply();
    assert_eq!(repo.read("f"), MERGED.trim_end());
}

#[cfg(unix)]
mod executable {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use blip_model::FileMode;

    use super::*;

    fn mode(repo: &Repo) -> u32 {
        fs::metadata(repo.place("f")).unwrap().permissions().mode() & 0o777
    }

    fn chmod(repo: &Repo, mode: u32) {
        fs::set_permissions(repo.place("f"), fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn the_users_bit_survives() {
        let mut repo = generated();
        chmod(&repo, 0o750);
        assert_eq!(repo.action("f"), Action::Keep);
        repo.wants("f", V2);
        repo.apply();
        assert_eq!((repo.read("f").as_str(), mode(&repo)), (V2, 0o750));
        repo.wants_no("f");
        assert_eq!(repo.action("f"), Action::KeepOrphan, "the bit is an edit");
    }

    #[test]
    fn the_generators_bit_arrives() {
        let mut repo = generated();
        chmod(&repo, 0o640);
        repo.wants("f", V1).mode = FileMode::Executable;
        assert_eq!(repo.action("f"), Action::Update);
        repo.apply();
        assert_eq!(mode(&repo), 0o750);
        assert_eq!(repo.action("f"), Action::Unchanged);
        repo.write("f", EDITED);
        repo.wants("f", V1).mode = FileMode::Regular;
        assert_eq!(repo.action("f"), Action::Merge);
        repo.apply();
        assert_eq!((repo.read("f").as_str(), mode(&repo)), (EDITED, 0o640));
    }

    #[test]
    fn a_new_file_gets_it() {
        let mut repo = Repo::new();
        repo.wants("f", "#!/bin/sh\n").mode = FileMode::Executable;
        repo.apply();
        assert_eq!(mode(&repo) & 0o100, 0o100);
    }
}

#[test]
fn diffs_show_what_would_be_written_and_how_far_a_file_is() {
    let mut repo = generated();
    repo.write("f", EDITED);
    repo.wants("f", V2);
    repo.wants("new", "x\n");
    let plan = repo.plan();
    assert!(plan.changes[0].diff().contains("-f\n+F\n"), "{}", plan.changes[0].diff());
    assert!(plan.changes[0].distance().contains("-B\n+b\n"));
    assert_eq!(plan.changes[1].diff(), "--- /dev/null\n+++ b/new\n@@ -0,0 +1 @@\n+x\n");
    assert_eq!(in_conflict().plan().changes[0].diff(), "");
}
