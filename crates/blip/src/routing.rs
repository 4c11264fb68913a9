//! The routes of a service and of its previews, and what is wrong with them.

mod helm;

use anyhow::Result;
use blip_contracts::routes_by_values;
use blip_model::{Place, Previews, Problem, Problems, RepoPath};
use blip_routing::{Case, Expected, Named, Preview, Reader, Routes, table};
use serde_json::{Value, json};

use crate::service::Service;
use helm::Release;

/// A service and some of its previews, deployed at the same time.
pub(crate) struct Deployed {
    pub(crate) routes: Routes,
    /// The Service of the stable version.
    pub(crate) stable: String,
    pub(crate) previews: Vec<Preview>,
    /// Where the routes are taken from.
    pub(crate) source: Source,
    /// What is wrong apart from the routes.
    pub(crate) problems: Vec<Problem>,
    unknown: Vec<Named>,
}

/// Where routes are taken from.
pub(crate) enum Source {
    /// Helm rendered the chart; the template that made the stable version's route, by its path.
    Helm { template: String },
    /// The values alone, and why.
    Values { why: String },
}

/// What asks for the preview with this header's value.
pub(crate) fn choices(previews: Previews<'_>, value: &str) -> Vec<Named> {
    let header = |name: &str, value: String| vec![(name.to_owned(), value)];
    let named = |name: &str, headers, query| Named { name: name.to_owned(), headers, query };
    let mut choices = vec![named("header", header(previews.header(), value.to_owned()), Vec::new())];
    let list = previews.setting("match").and_then(Value::as_array).into_iter().flatten();
    choices.extend(list.filter_map(Value::as_str).filter_map(|choice| match choice {
        "query" => Some(named(choice, Vec::new(), header("preview", value.to_owned()))),
        // among others, as a browser sends them
        "cookie" => Some(named(choice, header("cookie", format!("a=1; preview={value}; b=2")), Vec::new())),
        "baggage" => Some(named(choice, header("baggage", format!("a=1,preview={value};p,b=2")), Vec::new())),
        _ => None,
    }));
    choices
}

/// Who reads the routes.
pub(crate) fn reader(previews: Previews<'_>) -> Reader {
    match previews.text("routing") {
        Some("envoy-gateway") => Reader::EnvoyGateway,
        _ => Reader::GatewayApi,
    }
}

impl Deployed {
    /// The stable version with the previews of these pull requests, as Argo CD would deploy them.
    ///
    /// # Errors
    /// A service without previews, and a chart that Helm refuses.
    pub(crate) fn of(service: &Service, numbers: &[u32]) -> Result<Self> {
        let previews = of_service(service)?;
        let names: Vec<String> = numbers.iter().map(|number| format!("{}{number}", previews.prefix())).collect();
        // longer by a digit than one that is there: a value that others begin with
        let longest = numbers.iter().max().copied().unwrap_or_default();
        let unknown = choices(previews, &format!("{}{longest}0", previews.prefix()));
        let (objects, source, stable, problems) = match helm::render(service, previews, &names)? {
            Ok(releases) => {
                let problems = helm::selected(&releases);
                let stable = releases.first().map(|release| release.service.clone()).unwrap_or_default();
                let template = releases.first().and_then(Release::template).unwrap_or_default();
                let objects = releases.into_iter().flat_map(|release| release.objects).collect();
                (objects, Source::Helm { template }, stable, problems)
            }
            Err(why) => {
                let stable = service.selection.spec.service.name.to_string();
                (by_values(service, previews, &names), Source::Values { why }, stable, Vec::new())
            }
        };
        let routes = Routes::of(&objects, reader(previews))?;
        let previews =
            names.into_iter().map(|name| Preview { choices: choices(previews, &name), backend: name }).collect();
        Ok(Self { routes, stable, previews, source, problems, unknown })
    }

    /// Every request that tells something, and who answers it.
    pub(crate) fn table(&self) -> Vec<Case> {
        table(&self.routes, &self.stable, &self.previews, &self.unknown)
    }

    /// Whether there is a route at all.
    pub(crate) fn has_routes(&self) -> bool {
        !self.routes.ways().is_empty()
    }

    /// What is wrong with the answers, at most one problem for each path, and what is wrong besides.
    pub(crate) fn faults(&self, cases: &[Case]) -> Vec<Problem> {
        let mut problems: Vec<Problem> = Vec::new();
        for case in cases.iter().filter(|case| !case.is_right(&self.previews)) {
            let problem = self.fault(case);
            // of several ways to ask, and of several previews, the first tells enough
            if !problems.iter().any(|known| known.what.split(" with ").next() == problem.what.split(" with ").next()) {
                problems.push(problem);
            }
        }
        problems.extend(self.problems.iter().cloned());
        problems
    }

    fn fault(&self, case: &Case) -> Problem {
        let asked = &case.request;
        let with: Vec<String> = asked.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let with = if with.is_empty() { String::new() } else { format!(" with {}", with.join(", ")) };
        let answers = match (&case.backend, &case.route) {
            (Some(backend), Some(route)) => format!("{backend} by {route}"),
            _ => "nobody".to_owned(),
        };
        let should = match &case.expected {
            Expected::Service(service) => service.as_str(),
            Expected::Nobody => "nobody",
            Expected::NoPreview => "the stable version",
        };
        let what =
            format!("{} {}{}{with} reaches {answers} instead of {should}", asked.method, asked.host, asked.target());
        let help = "a path goes before a header: let the preview's route repeat every host, path and method of stable's, and ask for the header besides";
        let place = match &self.source {
            Source::Helm { template } if !template.is_empty() => {
                Some(Place { file: template.clone(), line: 1, column: 1 })
            }
            _ => None,
        };
        Problem::new(what).help(help).at(place)
    }
}

/// What is wrong with the routes of a service, as far as it has previews and helm is there to render them.
pub(crate) fn problems(service: &Service) -> Result<Vec<Problem>> {
    if service.selection.previews().is_none() {
        return Ok(Vec::new());
    }
    let deployed = match Deployed::of(service, &[1, 2]) {
        Ok(deployed) => deployed,
        Err(error) => return problems_in(error),
    };
    match deployed.source {
        Source::Helm { .. } => Ok(deployed.faults(&deployed.table())),
        // what differs in the values is found by the contracts
        Source::Values { .. } => Ok(Vec::new()),
    }
}

fn problems_in(error: anyhow::Error) -> Result<Vec<Problem>> {
    match error.downcast::<Problems>() {
        Ok(Problems(problems)) => Ok(problems),
        Err(error) => Ok(vec![error.downcast::<Problem>()?]),
    }
}

/// The previews of a service.
pub(crate) fn of_service(service: &Service) -> Result<Previews<'_>, Problem> {
    service.selection.previews().ok_or_else(|| {
        Problem::new("this service has no previews").help(
            "add `preview: {}` below `blips` in blip.yaml and run `blip generate`; `blip why preview` says what for",
        )
    })
}

fn by_values(service: &Service, previews: Previews<'_>, names: &[String]) -> Vec<Value> {
    let condition = |list: &[(String, String)]| {
        list.iter().map(|(name, value)| json!({"name": name, "value": value})).collect::<Vec<_>>()
    };
    let objects = |name: &String| {
        let choices = choices(previews, name);
        let choices = choices
            .iter()
            .map(|choice| json!({"headers": condition(&choice.headers), "queryParams": condition(&choice.query)}));
        (name.clone(), choices.collect())
    };
    let named: Vec<(String, Vec<Value>)> = names.iter().map(objects).collect();
    routes_by_values(&service.selection, |path| read(service, path), &named)
}

/// The text of a file of the service.
pub(crate) fn read(service: &Service, path: &RepoPath) -> Option<String> {
    service.read(path)
}
