//! Whatever user and generator do, no line of the user's is lost.

use proptest::prelude::*;

use super::faults::{Fault, FaultyDisk};
use super::fixture::{Repo, meta};
use crate::disk::{Disk, RealDisk};
use crate::{Action, Applied, Error, Plan};

/// One edit of a list of lines; places count modulo its length.
#[derive(Debug, Clone)]
enum Edit {
    Insert(usize),
    Replace(usize),
    Remove(usize),
}

/// One step in the life of a repository with a few files.
#[derive(Debug, Clone)]
enum Step {
    UserEdits(usize, Vec<Edit>),
    UserDeletes(usize),
    UserTakesCarriageReturns(usize),
    UserDropsFinalNewline(usize),
    GeneratorEdits(usize, Vec<Edit>),
    GeneratorDrops(usize),
    GeneratorAdds(usize),
    /// A run that is killed at its n-th call that writes; what it did must be right all the same.
    RunIsKilled(usize),
}

const FILES: [&str; 3] = ["notes.txt", "deep/er/config.yaml", "README.md"];

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = (0..3usize, 0..24usize).prop_map(|(kind, at)| match kind {
        0 => Edit::Insert(at),
        1 => Edit::Replace(at),
        _ => Edit::Remove(at),
    });
    prop::collection::vec(edit, 1..4)
}

fn step() -> impl Strategy<Value = Step> {
    let file = 0..FILES.len();
    prop_oneof![
        4 => (file.clone(), edits()).prop_map(|(f, e)| Step::UserEdits(f, e)),
        4 => (file.clone(), edits()).prop_map(|(f, e)| Step::GeneratorEdits(f, e)),
        1 => file.clone().prop_map(Step::UserDeletes),
        1 => file.clone().prop_map(Step::UserTakesCarriageReturns),
        1 => file.clone().prop_map(Step::UserDropsFinalNewline),
        1 => file.clone().prop_map(Step::GeneratorDrops),
        2 => file.prop_map(Step::GeneratorAdds),
        1 => (0..30usize).prop_map(Step::RunIsKilled),
    ]
}

/// The repository, and a counter that gives every line that is written a name of its own.
struct World {
    repo: Repo,
    count: usize,
}

impl World {
    fn new() -> Self {
        let mut world = Self { repo: Repo::new(), count: 0 };
        for file in FILES {
            world.add(file);
        }
        world.repo.apply();
        world
    }

    fn add(&mut self, file: &str) {
        let text: String = (0..12).map(|n| format!("{file}-{n}: 0\n")).collect();
        self.repo.artifacts.entry(file.to_owned()).or_insert_with(|| super::fixture::artifact(file, &text));
    }

    fn edit(&mut self, text: &str, author: &str, edits: &[Edit]) -> String {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for edit in edits {
            self.count += 1;
            let line = format!("{author}-{}: 0", self.count);
            match (edit, lines.len()) {
                (Edit::Insert(at), length) => lines.insert(at % (length + 1), line),
                (_, 0) => {}
                (Edit::Replace(at), length) => lines[at % length] = line,
                (Edit::Remove(at), length) => drop(lines.remove(at % length)),
            }
        }
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::UserEdits(file, edits) => self.rewrite(*file, |world, text| {
                let carriage_returns = text.contains("\r\n");
                let edited = world.edit(&text.replace("\r\n", "\n"), "user", edits);
                if carriage_returns { edited.replace('\n', "\r\n") } else { edited }
            }),
            Step::UserTakesCarriageReturns(file) => {
                self.rewrite(*file, |_, text| text.replace("\r\n", "\n").replace('\n', "\r\n"));
            }
            Step::UserDropsFinalNewline(file) => self.rewrite(*file, |_, text| text.trim_end().to_owned()),
            Step::UserDeletes(file) => {
                let _ = std::fs::remove_file(self.repo.place(FILES[*file]));
            }
            Step::GeneratorEdits(file, edits) => {
                if let Some(mut artifact) = self.repo.artifacts.remove(FILES[*file]) {
                    artifact.content = self.edit(&artifact.content, "blip", edits);
                    if !artifact.content.is_empty() {
                        self.repo.artifacts.insert(FILES[*file].to_owned(), artifact);
                    }
                }
            }
            Step::GeneratorDrops(file) => self.repo.wants_no(FILES[*file]),
            Step::GeneratorAdds(file) => self.add(FILES[*file]),
            Step::RunIsKilled(_) => {}
        }
    }

    fn rewrite(&mut self, file: usize, change: impl FnOnce(&mut Self, String) -> String) {
        if let Some(text) = self.text(FILES[file]) {
            let text = change(self, text);
            self.repo.write(FILES[file], text);
        }
    }

    fn text(&self, file: &str) -> Option<String> {
        self.repo.place(file).exists().then(|| self.repo.read(file))
    }

    fn apply(&self, disk: &mut dyn Disk) -> (Plan, Result<Applied, Error>) {
        let mut project = self.repo.project();
        let plan = project.plan(&self.repo.wanted(), &self.repo.options).unwrap();
        let applied = project.apply_to(&plan, &meta(), disk);
        (plan, applied)
    }
}

fn users_lines(text: Option<&str>) -> Vec<&str> {
    text.into_iter().flat_map(str::lines).filter(|line| line.starts_with("user-")).collect()
}

/// Applies, and checks every file against what it was before.
fn check(world: &World, disk: &mut dyn Disk) -> Result<(), TestCaseError> {
    let before = FILES.map(|file| world.text(file));
    let (plan, _) = world.apply(disk);
    for (file, before) in FILES.into_iter().zip(&before) {
        let after = world.text(file);
        let action = plan.changes.iter().find(|change| change.path.as_str() == file).map(|change| &change.action);
        prop_assert_eq!(users_lines(before.as_deref()), users_lines(after.as_deref()), "{} {:?}", file, action);
        if matches!(action, Some(Action::Conflict { .. } | Action::Keep | Action::KeepOrphan | Action::Foreign { .. }))
        {
            prop_assert_eq!(before, &after, "{} {:?}", file, action);
        }
        if let (Some(before), Some(after)) = (before, &after) {
            let shape = |text: &str| (text.contains("\r\n"), text.ends_with('\n'));
            prop_assert!(before.is_empty() || shape(before) == shape(after), "{} {:?}", file, action);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_line_of_the_users_is_lost(rounds in prop::collection::vec(prop::collection::vec(step(), 1..5), 1..12)) {
        let mut world = World::new();
        for steps in &rounds {
            for step in steps {
                match step {
                    Step::RunIsKilled(calls) => check(&world, &mut FaultyDisk::new(&world.repo.roots(), Fault::Kill, *calls))?,
                    step => world.take(step),
                }
            }
            let mut disk = RealDisk::below(&world.repo.roots());
            check(&world, &mut disk)?;
            let (_, again) = world.apply(&mut disk);
            prop_assert_eq!(again.unwrap(), Applied::default(), "a second run changes nothing");
        }
    }
}
