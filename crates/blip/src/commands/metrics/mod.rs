//! `blip metrics`: how software is delivered, told from git alone.

mod adopted;
mod clones;
mod measured;

use std::path::Path;

use anyhow::Result;
use blip_metrics::render::{markdown, openmetrics, table};
use blip_metrics::{Begun, Delivery, Figure, Report, Scope, Window, adoption, delivery, moment, onboarding, uses};
use blip_model::Problem;

use self::clones::Clones;
use self::measured::Measured;
use crate::cli::{Measure, MetricsArgs, MetricsFormat};
use crate::clock::now;
use crate::exit::{self, Exit};
use crate::fleet::Fleet;
use crate::sources::Sources;
use crate::ui::Ui;

const DAY: i64 = 86_400;
/// What is looked at where nobody says since when.
const DEFAULT_SPAN: &str = "90d";
/// What stands for all services together.
const ALL: &str = "all";

/// What was asked for, resolved.
struct Asked<'a> {
    args: &'a MetricsArgs,
    window: Window,
    hotfix_within: i64,
    clones: Clones,
    sources: Sources,
}

pub(super) fn run(args: &MetricsArgs, folder: &Path, ui: &Ui) -> Result<Exit> {
    let fleet = args.fleet.as_ref().map(|dir| Fleet::below(folder, dir, true)).transpose()?;
    let asked = Asked {
        args,
        window: window(args)?,
        hotfix_within: i64::from(args.hotfix_hours) * 3600,
        clones: Clones::of(args, folder)?,
        sources: Sources::new(&args.sources, folder)?,
    };
    let at_work = ui.busy().on("Reading the history …");
    let (report, exit) = match args.what {
        Measure::Dora => asked.measure(fleet.as_ref(), folder, ui, |read| asked.dora(&read))?,
        Measure::Onboarding => asked.measure(fleet.as_ref(), folder, ui, |read| asked.onboarding(&read))?,
        Measure::Adoption => asked.adoption(fleet.as_ref(), folder, ui)?,
    };
    drop(at_work);
    match if args.json { MetricsFormat::Json } else { args.format } {
        MetricsFormat::Table => ui.result(table(&report, ui.columns())),
        MetricsFormat::Json => ui.json(&report)?,
        MetricsFormat::Markdown => ui.result(markdown(&report).trim_end()),
        MetricsFormat::Openmetrics => ui.result(openmetrics(&report)),
    }
    Ok(exit)
}

/// The end is that of a day, so that a run tells the same all day long.
fn window(args: &MetricsArgs) -> Result<Window> {
    let moment = |option: &str, text: &str, until| {
        moment(text, until).map_err(|error| Problem::new(format!("--{option}: {error}")).help("days are those of UTC"))
    };
    let now = now()?;
    let last = args.until.as_deref().map_or(Ok(now), |text| moment("until", text, now))?;
    let until = last - last.rem_euclid(DAY) + DAY;
    let default = (args.what == Measure::Dora).then_some(DEFAULT_SPAN);
    let since = args.since.as_deref().or(default).map(|text| moment("since", text, until)).transpose()?;
    if since.is_some_and(|since| since >= until) {
        return Err(Problem::new("--since comes after --until, so there is nothing between")
            .help("swap the two")
            .into());
    }
    Ok(Window { since, until })
}

impl Asked<'_> {
    /// Reads the service, or each of many, and makes one scope of each list.
    fn measure(
        &self,
        fleet: Option<&Fleet>,
        folder: &Path,
        ui: &Ui,
        scope: impl Fn(Vec<&Measured>) -> Scope,
    ) -> Result<(Report, Exit)> {
        let (read, exit) = match fleet {
            None => (vec![Measured::find(folder, self)?], Exit::Done),
            Some(fleet) => self.each(fleet, ui, |folder| Measured::of(folder, self))?,
        };
        let services: Vec<Scope> = read.iter().map(|one| scope(vec![one])).collect();
        let all = fleet.map(|_| scope(read.iter().collect()));
        Ok((self.report(services, all), exit))
    }

    /// What `work` makes of each service; one that fails is told, stops no other, and is in no figure.
    fn each<T: Send>(
        &self,
        fleet: &Fleet,
        ui: &Ui,
        work: impl Fn(&Path) -> Result<T> + Sync,
    ) -> Result<(Vec<T>, Exit)> {
        let mut worst = Exit::Done;
        let mut read = Vec::new();
        for (folder, outcome) in fleet.gather(work) {
            match outcome {
                Ok(one) => read.push(one),
                Err(error) => {
                    let error = exit::mendable(error);
                    worst = worst.max(exit::of(&error));
                    ui.warning(format!("{folder} is in no figure:"));
                    ui.error(&error);
                }
            }
        }
        Ok((read, worst))
    }

    fn dora(&self, read: &[&Measured]) -> Scope {
        let mut sum = Delivery::default();
        for one in read {
            sum.add(&delivery(&one.history, &one.steps, &self.window, self.hotfix_within));
        }
        let mut scope = scope(read, sum.figures());
        scope.notes.extend(sum.notes());
        scope
    }

    fn onboarding(&self, read: &[&Measured]) -> Scope {
        let begun: Vec<Begun> = read.iter().filter_map(|one| one.begun()).collect();
        let (figures, notes) = onboarding(&begun, &self.window);
        let mut scope = scope(read, figures);
        scope.notes.extend(notes);
        scope
    }

    fn adoption(&self, fleet: Option<&Fleet>, folder: &Path, ui: &Ui) -> Result<(Report, Exit)> {
        let (read, exit) = match fleet {
            None => (vec![adopted::of(crate::service::find_root(folder)?.as_path(), self)?], Exit::Done),
            Some(fleet) => self.each(fleet, ui, |folder| adopted::of(folder, self))?,
        };
        let figures = |read: &[blip_metrics::Adopted]| adoption(read, &self.window);
        let one =
            |(name, adopted): &(String, blip_metrics::Adopted)| plain(name, figures(std::slice::from_ref(adopted)));
        let services = read.iter().map(one).collect();
        let everyone: Vec<_> = read.into_iter().map(|(_, adopted)| adopted).collect();
        let all = fleet.map(|_| plain(ALL, figures(&everyone)));
        Ok((Report { uses: uses(&everyone), ..self.report(services, all) }, exit))
    }

    fn report(&self, services: Vec<Scope>, all: Option<Scope>) -> Report {
        let what = match self.args.what {
            Measure::Dora => "dora",
            Measure::Onboarding => "onboarding",
            Measure::Adoption => "adoption",
        };
        let (since, until) = (self.window.first_day(), self.window.last_day());
        Report { what, since, until, services, all, uses: Vec::new() }
    }
}

/// The scope of one service, or of all.
fn scope(read: &[&Measured], figures: Vec<Figure>) -> Scope {
    match read {
        [one] => Scope {
            name: one.name.clone(),
            counted_by: Some(one.counted_by.clone()),
            figures,
            notes: one.note.iter().cloned().collect(),
        },
        _ => plain(ALL, figures),
    }
}

fn plain(name: &str, figures: Vec<Figure>) -> Scope {
    Scope { name: name.to_owned(), counted_by: None, figures, notes: Vec::new() }
}
