//! `blip preview check`: who answers which request.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;
use blip_model::{Previews, Problem};
use blip_routing::Case;
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::PreviewCheckArgs;
use crate::exit::Exit;
use crate::routing::{Deployed, Source, of_service};
use crate::service::Service;
use crate::sources::Sources;
use crate::ui::Ui;

/// What previews are called in the table, and what nobody has.
const UNKNOWN: &str = "unknown";

pub(super) fn run(args: &PreviewCheckArgs, folder: &Path, ui: &Ui) -> Result<Exit> {
    let service = Service::find(folder, &Sources::new(&args.sources, folder)?)?;
    let previews = of_service(&service)?;
    let numbers: BTreeSet<u32> = args.numbers.iter().copied().collect();
    let numbers: Vec<u32> = if numbers.is_empty() { vec![1, 2] } else { numbers.into_iter().collect() };
    let at_work = ui.busy().on("Rendering the chart …");
    let deployed = Deployed::of(&service, &numbers)?;
    drop(at_work);
    if !deployed.has_routes() {
        let problem = Problem::new("there is no route from outside the cluster, so there is nothing to check");
        let name = previews.environment().map_or("the environment", |environment| environment.name.as_str());
        return Err(problem.help(format!("give {name} a `host` in blip.yaml, or `route.hosts` in its values")).into());
    }
    let cases = deployed.table();
    let faults = deployed.faults(&cases);
    if args.json {
        ui.json(&document(&deployed, previews, &cases, &faults))?;
    } else {
        tell(&deployed, previews, &cases, &faults, ui);
    }
    Ok(if faults.is_empty() { Exit::Done } else { Exit::Drift })
}

/// Who answers which request, as data.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PreviewDocument<'a> {
    /// Who leads requests to previews.
    routing: Option<&'a str>,
    /// The header that does.
    header: &'a str,
    source: SourceDocument<'a>,
    /// The objects that routes were read from.
    routes: &'a [String],
    /// Whether nothing is wrong.
    right: bool,
    requests: Vec<CaseDocument<'a>>,
    problems: &'a [Problem],
}

/// What the routes were told from.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "rendered_by", rename_all = "lowercase")]
enum SourceDocument<'a> {
    /// The chart, with every edit in it.
    Helm,
    /// The values alone.
    Values {
        /// Why helm could not be asked.
        why: &'a str,
    },
}

/// A request and its answer.
#[derive(Debug, Serialize, JsonSchema)]
struct CaseDocument<'a> {
    #[serde(flatten)]
    case: &'a Case,
    /// Whether it is answered by whom it should be.
    right: bool,
}

fn document<'a>(
    deployed: &'a Deployed,
    previews: Previews<'a>,
    cases: &'a [Case],
    problems: &'a [Problem],
) -> PreviewDocument<'a> {
    let source = match &deployed.source {
        Source::Helm { .. } => SourceDocument::Helm,
        Source::Values { why } => SourceDocument::Values { why },
    };
    let case = |case: &'a Case| CaseDocument { case, right: case.is_right(&deployed.previews) };
    PreviewDocument {
        routing: previews.text("routing"),
        header: previews.header(),
        source,
        routes: deployed.routes.objects(),
        right: problems.is_empty(),
        requests: cases.iter().map(case).collect(),
        problems,
    }
}

fn tell(deployed: &Deployed, previews: Previews<'_>, cases: &[Case], faults: &[Problem], ui: &Ui) {
    ui.note(match &deployed.source {
        Source::Helm { .. } => "Rendered by helm, as Argo CD would deploy it.".to_owned(),
        Source::Values { why } => {
            format!("Told from the values alone, since {why}: edits in the chart's templates are not seen.")
        }
    });
    let mut columns = vec![(None, "no header".to_owned())];
    let short =
        |name: &str| name.strip_prefix(&previews.prefix()).map_or(name.to_owned(), |number| format!("pr-{number}"));
    columns.extend(deployed.previews.iter().map(|preview| (Some(preview.backend.clone()), short(&preview.backend))));
    columns.push((Some(UNKNOWN.to_owned()), UNKNOWN.to_owned()));
    let mut rows: Vec<(String, Vec<String>)> = Vec::new();
    for base in cases.iter().filter(|case| case.choice.is_none()) {
        let request = &base.request;
        let cell = |asked: &Option<String>| {
            let same = cases.iter().filter(|case| {
                let other = &case.request;
                (&other.host, &other.path, &other.method) == (&request.host, &request.path, &request.method)
                    && case.choice.as_ref().map(|(_, preview)| preview) == asked.as_ref()
            });
            cell(deployed, &same.collect::<Vec<_>>(), &short)
        };
        let title = format!("{} {}{}", request.method, request.host, request.path);
        rows.push((title, columns.iter().map(|(asked, _)| cell(asked)).collect()));
    }
    print(&columns.into_iter().map(|(_, title)| title).collect::<Vec<_>>(), &rows, ui);
    for fault in faults {
        ui.problem(fault);
    }
    let count = cases.len();
    ui.note(match faults.len() {
        0 => format!("All {count} requests are answered by whom they should be."),
        1 => format!("1 thing is wrong with the answers to {count} requests."),
        faults => format!("{faults} things are wrong with the answers to {count} requests."),
    });
}

/// Who answers, whichever way a preview is asked for; what is wrong bears a mark.
fn cell(deployed: &Deployed, cases: &[&Case], short: &dyn Fn(&str) -> String) -> String {
    let name = |case: &&Case| {
        let name = match case.backend.as_deref() {
            None => "nobody".to_owned(),
            Some(backend) if backend == deployed.stable => "stable".to_owned(),
            Some(backend) => short(backend),
        };
        if case.is_right(&deployed.previews) { name } else { format!("{name} !") }
    };
    let wrong = cases.iter().find(|case| !case.is_right(&deployed.previews));
    wrong.or(cases.first()).map(name).unwrap_or_default()
}

fn print(columns: &[String], rows: &[(String, Vec<String>)], ui: &Ui) {
    let width = rows.iter().map(|(title, _)| title.chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(i, title)| rows.iter().map(|(_, cells)| cells[i].chars().count()).chain([title.chars().count()]).max())
        .map(Option::unwrap_or_default)
        .collect();
    let line = |title: &str, cells: &[String]| {
        let cells: Vec<String> = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        format!("{title:width$}  {}", cells.join("  ")).trim_end().to_owned()
    };
    ui.result(line("", columns));
    for (title, cells) in rows {
        ui.result(line(title, cells));
    }
}
