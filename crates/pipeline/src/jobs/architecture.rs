//! What the image runs on: of several architectures each is built on a machine of its kind, since an emulated one takes
//! many times as long and now and then crashes a compiler.

use blip_model::{Problem, Provider};

use super::{Parts, sentry};
use crate::{Architecture, Input, Omission, Symbols};

impl Parts<'_> {
    /// For each build of the image the end of its job's name, and what it needs a machine for.
    pub(super) fn builds(&self) -> Vec<(String, Option<Architecture>)> {
        match self.architectures.as_slice() {
            // the machine of every other job
            [Architecture::Amd64] => vec![(String::new(), None)],
            [only] => vec![(String::new(), Some(*only))],
            several => several.iter().map(|one| (format!("-{}", one.name()), Some(*one))).collect(),
        }
    }

    /// What a scan has to be told, which runs on a machine of one kind.
    pub(super) fn scanned(&self) -> Vec<Architecture> {
        if self.architectures == [Architecture::Amd64] { Vec::new() } else { self.architectures.clone() }
    }
}

/// What one architecture has and the others go without.
pub(super) fn omissions(parts: &Parts<'_>) -> Vec<Omission> {
    let first = parts.architectures[0].name();
    let omission = |what: String, why: &str| Omission { what, why: why.to_owned() };
    let preview = parts
        .input
        .selection
        .previews()
        .map(|_| omission(format!("A preview's image is for {first} alone"), "one is enough to try a change"));
    let symbols = sentry::symbols(parts.input).filter(|symbols| *symbols == Symbols::DebugFiles).map(|_| {
        omission(format!("Sentry reads the stack traces of {first} alone"), "the debug files of one build are kept")
    });
    preview.into_iter().chain(symbols).collect()
}

/// Who is to build for arm64, and where.
pub(super) fn refuse(input: &Input<'_>, problems: &mut Vec<Problem>) {
    let repository = &input.selection.spec.repository;
    let has_arm = input.architectures().contains(&Architecture::Arm64);
    let place = input.place("architectures");
    let has_runner = input.setting("arm_runner").is_some();
    if has_arm && let Some(engine) = input.engine() {
        let what = format!("{} builds on whichever node it gets, for that alone", engine.name());
        problems.push(Problem::new(what).at(place).help("remove `blips.ci.architectures`"));
    } else if has_arm && !has_runner && repository.provider == Provider::Gitlab && repository.url.host() != "gitlab.com"
    {
        let what = format!("nothing says which runners of {} have arm64", repository.url.host());
        problems.push(Problem::new(what).at(place).help("set `blips.ci.arm_runner` to their tag"));
    }
    if has_runner && !has_arm {
        let help = "add arm64 to `blips.ci.architectures`, or remove `blips.ci.arm_runner`";
        problems
            .push(Problem::new("`blips.ci.arm_runner` has nothing to build").at(input.place("arm_runner")).help(help));
    }
}
