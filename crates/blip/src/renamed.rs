//! What still bears a service's former name: the files that are the user's, where Blip changes nothing.

use std::collections::BTreeSet;

use blip_generate::generate;
use blip_model::{Artifact, Ownership, Place, Problem};

use crate::service::Service;

/// The user's files that lie where a former name puts them, and their lines that the sample would have another way now.
pub(crate) fn leftovers(service: &Service, artifacts: &[Artifact]) -> Vec<Problem> {
    let now = &service.selection.spec.service;
    let mut problems = Vec::new();
    for former in &service.selection.formerly {
        let mut selection = service.selection.clone();
        selection.spec.service.name = former.clone();
        // a repository that bears the service's name bore the former one before
        let url = &mut selection.spec.repository.url;
        if url.name() == now.name.as_str()
            && let Some(Ok(before)) =
                url.as_str().strip_suffix(now.name.as_str()).map(|url| format!("{url}{former}").parse())
        {
            *url = before;
        }
        let module = selection.spec.service.module();
        // a name that is no longer legal made no sample either
        let Ok(before) = generate(&service.catalog, &selection) else { continue };
        for old in before.iter().filter(|file| file.ownership == Ownership::Seeded) {
            let is_same = |new: &&Artifact| new.path == old.path || new.formerly.contains(&old.path);
            let Some(new) = artifacts.iter().find(is_same) else { continue };
            let Some((path, text)) =
                [&new.path, &old.path].into_iter().find_map(|path| Some((path, service.read(path)?)))
            else {
                continue;
            };
            let place = |line| Place { file: path.to_string(), line, column: 1 };
            if path != &new.path {
                let what = format!("it lies where the former name `{former}` put it");
                problems.push(Problem::new(what).at(place(1)).help(format!("git mv {path} {}", new.path)));
            }
            let still: BTreeSet<&str> = new.content.lines().collect();
            let gone: BTreeSet<&str> = old.content.lines().filter(|line| !still.contains(line)).collect();
            for (at, line) in text.lines().enumerate() {
                if gone.contains(line) && (line.contains(former.as_str()) || line.contains(&module)) {
                    let what = format!("`{}` bears the former name `{former}`", line.trim());
                    let help = format!("write `{}`, or keep the file below `own` in blip.yaml as it is", now.name);
                    problems.push(Problem::new(what).at(place(at + 1)).help(help));
                }
            }
        }
    }
    problems
}
