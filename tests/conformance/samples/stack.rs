//! What a stack says of its own tools: `templates/stacks/<stack>/stack.yaml`.

use serde::Deserialize;

use crate::cases::Case;
use crate::stacks;

/// The part of a stack.yaml that a developer would act on.
#[derive(Deserialize)]
pub(super) struct Stack {
    run: String,
    install: Option<String>,
    checks: Vec<Check>,
}

#[derive(Deserialize)]
struct Check {
    run: String,
}

impl Stack {
    /// The stack of a service, its name filled in.
    pub(super) fn of(case: &Case) -> Self {
        let text = stacks::data(case.stack, case.package_manager()).to_string();
        let named = text.replace("__name__", case.name).replace("__module__", &case.name.replace('-', "_"));
        serde_json::from_str(&named).unwrap()
    }

    /// How a service is started.
    pub(super) fn run(&self) -> &str {
        &self.run
    }

    /// What installs its dependencies, and then what checks it.
    pub(super) fn commands(&self) -> impl Iterator<Item = &str> {
        self.install.as_deref().into_iter().chain(self.checks.iter().map(|check| check.run.as_str()))
    }

    /// The programs without which none of that works.
    pub(super) fn programs(&self) -> Vec<&str> {
        let mut programs: Vec<_> = self.commands().filter_map(|command| command.split(' ').next()).collect();
        // those with a path are made by the installation
        programs.retain(|program| !program.contains('/'));
        programs.sort_unstable();
        programs.dedup();
        programs
    }
}
