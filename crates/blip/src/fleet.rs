//! Many services in one run: each by itself, in parallel, told in the order of their folders.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use anyhow::Result;
use blip_detect::is_noise;
use blip_model::{Problem, Problems};
use blip_project::services;
use schemars::JsonSchema;
use serde::Serialize;

use crate::exit::{self, Exit};
use crate::input::below;
use crate::service::SPEC;
use crate::ui::Ui;

/// What came of one service.
pub(crate) struct Outcome<T> {
    pub(crate) exit: Exit,
    /// What stands in the first column of its line: `ok`, `behind`, `updated`.
    pub(crate) word: &'static str,
    /// What follows its folder there.
    pub(crate) remark: String,
    /// What its user should know, though the work was done.
    pub(crate) warnings: Vec<String>,
    /// What is told below its line.
    pub(crate) problems: Vec<Problem>,
    /// The same as data, where that is wanted.
    pub(crate) json: Option<T>,
}

/// What came of many services, as data.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FleetDocument<T> {
    /// Each service, in the order of the folders.
    services: Vec<ServiceDocument<T>>,
    /// How many came to what.
    counts: BTreeMap<&'static str, usize>,
    /// The exit code of the run: the worst of all.
    exit: u8,
}

/// What came of one of them.
#[derive(Debug, Serialize, JsonSchema)]
struct ServiceDocument<T> {
    folder: String,
    /// The exit code that this service by itself would have had.
    exit: u8,
    #[serde(flatten)]
    result: ServiceResult<T>,
}

/// What is told of a service.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
enum ServiceResult<T> {
    /// What the same command tells of one service.
    Done(T),
    /// The work could not be done.
    Failed {
        /// What is wrong.
        problems: Vec<Problem>,
    },
}

/// The services below a folder.
pub(crate) struct Fleet {
    folders: Vec<PathBuf>,
    json: bool,
}

impl Fleet {
    /// The services below `dir`, which is below `folder` where it is relative.
    pub(crate) fn below(folder: &Path, dir: &Path, json: bool) -> Result<Self> {
        let root = below(folder, dir);
        if !root.is_dir() {
            return Err(Problem::new(format!("there is no folder {}", root.display())).into());
        }
        let folders = services(&root, is_noise)?;
        if folders.is_empty() {
            let problem = Problem::new(format!("there is no {SPEC} in {} or below it", root.display()));
            return Err(problem.help("name a folder that holds services").into());
        }
        Ok(Self { folders, json })
    }

    /// Their folders, sorted.
    pub(crate) fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// What `work` makes of each service, with the folder as a user would name it.
    pub(crate) fn gather<T: Send>(&self, work: impl Fn(&Path) -> Result<T> + Sync) -> Vec<(String, Result<T>)> {
        let mut gathered = Vec::with_capacity(self.folders.len());
        in_parallel(&self.folders, |folder| work(folder), |_, folder, made| gathered.push((name(folder), made)));
        gathered
    }

    /// Does `work` for each service; one that fails stops no other. The exit code is the worst of all.
    pub(crate) fn run<T: Serialize + Send>(
        &self,
        work: impl Fn(&Path) -> Result<Outcome<T>> + Sync,
        ui: &Ui,
    ) -> Result<Exit> {
        let progress = ui.progress(self.folders.len(), self.json);
        let mut worst = Exit::Done;
        let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
        let mut documents = Vec::new();
        in_parallel(
            &self.folders,
            |folder| work(folder).unwrap_or_else(failed),
            |done, folder, outcome: Outcome<T>| {
                let name = name(folder);
                worst = worst.max(outcome.exit);
                *counts.entry(outcome.word).or_default() += 1;
                if self.json {
                    let result = match outcome.json {
                        Some(document) => ServiceResult::Done(document),
                        None => ServiceResult::Failed { problems: outcome.problems },
                    };
                    documents.push(ServiceDocument { folder: name, exit: outcome.exit.code(), result });
                } else {
                    progress.hide();
                    let line = format!("{:>10} {name}{}", outcome.word, outcome.remark);
                    if outcome.exit == Exit::Done {
                        ui.done(line)
                    } else {
                        ui.result(line)
                    }
                    outcome.warnings.iter().for_each(|warning| ui.warning(format!("{name}: {warning}")));
                    outcome.problems.into_iter().for_each(|problem| ui.problem(&in_folder(problem, &name)));
                }
                progress.show(done);
            },
        );
        progress.hide();
        let told: Vec<_> = counts.iter().map(|(word, count)| format!("{count} {word}")).collect();
        if self.json {
            ui.json(&FleetDocument { services: documents, counts, exit: worst.code() })?;
        }
        let services = if self.folders.len() == 1 { "1 service" } else { &format!("{} services", self.folders.len()) };
        ui.note(format!("{services}: {}", told.join(", ")));
        Ok(worst)
    }
}

/// What came of a service for which the work could not be done.
fn failed<T>(error: anyhow::Error) -> Outcome<T> {
    let error = exit::mendable(error);
    let exit = exit::of(&error);
    let problems = match error.downcast::<Problems>() {
        Ok(Problems(problems)) => problems,
        Err(error) => vec![error.downcast::<Problem>().unwrap_or_else(|error| Problem::new(format!("{error:#}")))],
    };
    Outcome { exit, word: "failed", remark: String::new(), warnings: Vec::new(), problems, json: None }
}

/// The folder as a user would name it.
fn name(folder: &Path) -> String {
    let parts = folder.components().filter(|part| *part != Component::CurDir);
    let short: PathBuf = parts.collect();
    if short.as_os_str().is_empty() { ".".to_owned() } else { short.display().to_string() }
}

/// A place in a service, from where the run began.
fn in_folder(mut problem: Problem, folder: &str) -> Problem {
    if let Some(place) = problem.place.as_mut().filter(|_| folder != ".")
        && !Path::new(&place.file).is_absolute()
        && Path::new(folder).join(&place.file).exists()
    {
        place.file = format!("{folder}/{}", place.file);
    }
    problem
}

/// Does `work` for all items on as many threads as there are processors, and hands on what comes of each, in the order
/// of the items, as soon as all before it are done.
fn in_parallel<I: Sync, O: Send>(items: &[I], work: impl Fn(&I) -> O + Sync, mut each: impl FnMut(usize, &I, O)) {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(items.len());
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads {
            let (sender, next, work) = (sender.clone(), &next, &work);
            scope.spawn(move || {
                while let Some((at, item)) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, items.get(at)?)))
                {
                    if sender.send((at, work(item))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut done = 0;
        for (at, outcome) in receiver {
            waiting.insert(at, outcome);
            while let Some(outcome) = waiting.remove(&done) {
                done += 1;
                each(done, &items[done - 1], outcome);
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_come_in_the_order_of_the_items() {
        let items: Vec<u64> = (0..200).collect();
        let mut seen = Vec::new();
        let work = |item: &u64| {
            thread::sleep(std::time::Duration::from_micros((item * 7919) % 97));
            item * 2
        };
        in_parallel(&items, work, |done, item, outcome| seen.push((done, *item, outcome)));
        assert_eq!(seen, items.iter().map(|item| (*item as usize + 1, *item, item * 2)).collect::<Vec<_>>());
    }
}
