//! Who looks for newer dependencies.

use blip_model::{Problem, Provider};

use crate::Input;

/// Where Dependabot cannot be that.
pub(super) fn refuse(input: &Input<'_>, problems: &mut Vec<Problem>) {
    if input.setting("updates") != Some("dependabot") {
        return;
    }
    let repository = &input.selection.spec.repository;
    if repository.provider == Provider::Gitlab {
        let what = "GitLab has no Dependabot";
        let help = "set `blips.ci.updates` to renovate";
        problems.push(Problem::new(what).at(input.place("updates")).help(help));
    }
    if repository.folder.is_some() {
        let what = "Dependabot has one file for the whole repository, which none of its services can make alone";
        let help = "set `blips.ci.updates` to renovate, which finds every folder by itself, or to none, and write \
                    `.github/dependabot.yml` for all services yourself";
        problems.push(Problem::new(what).at(input.place("updates")).help(help));
    }
}
