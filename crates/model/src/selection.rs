//! The blips that a service uses, judged by the radar.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::{
    Blip, BlipId, Document, Kind, Place, Problem, Problems, Radar, Ring, Scope, ServiceName, Setting, Settings, Spec,
    nearest,
};

/// A service together with the blips that it uses: all that generating needs.
///
/// (DESIGN calls this the stack; the word is taken by `service.stack`.)
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// What the service is.
    pub spec: Spec,
    /// The blips that it uses, by short name.
    pub blips: Vec<ChosenBlip>,
    /// What its stack is told, defaults filled in.
    pub stack: Map<String, Value>,
    /// What the service was called before, as far as its files may still bear it.
    pub formerly: Vec<ServiceName>,
}

/// A blip that a service uses.
#[derive(Debug, Clone, PartialEq)]
pub struct ChosenBlip {
    /// What the radar says of it.
    pub blip: Blip,
    /// The settings, defaults filled in; one that has neither value nor default is absent.
    pub settings: Map<String, Value>,
    /// Where those stand that blip.yaml names.
    pub places: BTreeMap<String, Place>,
}

impl Selection {
    /// Judges the blips that `spec` names by the radar's rings, and their settings by what is `declared`; what the stack
    /// is told by what it declares itself, in `of_stack`.
    ///
    /// Where the spec names none, those are used that the radar adopts for its kind. A blip on Hold is refused unless
    /// it is among those `in_use` already: what was begun with the radar's blessing goes on until it is replaced.
    ///
    /// # Errors
    /// Everything that is wrong, each with its place in `document`, from which the spec was read.
    pub fn resolve(
        spec: Spec,
        document: &Document,
        radar: &Radar,
        declared: &BTreeMap<BlipId, Settings>,
        of_stack: &Settings,
        in_use: &BTreeSet<BlipId>,
    ) -> Result<Self, Problems> {
        let kind = spec.service.kind;
        let default = radar.blips().filter(|blip| blip.is_default(kind));
        let named = match &spec.blips {
            Some(named) => named.clone(),
            None => default.map(|blip| (blip.id.clone(), Value::Null)).collect(),
        };
        let mut problems = Vec::new();
        let mut blips = Vec::new();
        for (id, settings) in &named {
            let path = format!("blips.{id}");
            let usable = usable(id, radar, declared, in_use.contains(id));
            match usable.and_then(|usable| in_its_place(usable, kind)) {
                Err(problem) => problems.push(problem.at(document.place(&path))),
                Ok((blip, declared)) => match resolve_settings(&path, settings, declared, kind, document) {
                    Ok(settings) => {
                        let place = |name: &String| Some((name.clone(), document.place(&format!("{path}.{name}"))?));
                        let places = settings.keys().filter_map(place).collect();
                        blips.push(ChosenBlip { blip: blip.clone(), settings, places });
                    }
                    Err(faults) => problems.extend(faults),
                },
            }
        }
        problems.extend(of_other_stacks(&spec, document));
        let name = spec.service.stack();
        let told = spec.stacks.get(name).unwrap_or(&Value::Null);
        let stack = match resolve_settings(&format!("stacks.{name}"), told, of_stack, kind, document) {
            Ok(stack) => stack,
            Err(faults) => {
                // where nothing is told, the place that asks for it is that of the stack
                let at = if told.is_null() { "service.stack" } else { "stacks" };
                let placed = |problem: Problem| match &problem.place {
                    Some(_) => problem,
                    None => problem.at(document.place(at)),
                };
                problems.extend(faults.into_iter().map(placed));
                Map::new()
            }
        };
        Problems::or_ok(problems, Self { spec, blips, stack, formerly: Vec::new() })
    }

    /// The blip of that short name, if the service uses it.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&ChosenBlip> {
        self.blips.iter().find(|chosen| chosen.blip.id.as_str() == id)
    }

    /// The value of a setting; none where it has none, or where the service does not use the blip.
    #[must_use]
    pub fn setting(&self, blip: &str, name: &str) -> Option<&Value> {
        self.get(blip)?.settings.get(name)
    }

    /// Where a setting stands in blip.yaml, if it does.
    #[must_use]
    pub fn place(&self, blip: &str, name: &str) -> Option<Place> {
        self.get(blip)?.places.get(name).cloned()
    }

    /// The same of a setting that is a text.
    #[must_use]
    pub fn text(&self, blip: &str, name: &str) -> Option<&str> {
        self.setting(blip, name)?.as_str()
    }

    /// The items of a setting that is a list of texts; none where it has no value.
    pub fn texts<'a>(&'a self, blip: &str, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.setting(blip, name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }
}

/// The blip, if the radar lets it be used and something generates it.
fn usable<'a>(
    id: &BlipId,
    radar: &'a Radar,
    declared: &'a BTreeMap<BlipId, Settings>,
    is_in_use: bool,
) -> Result<(&'a Blip, &'a Settings), Problem> {
    let Some(blip) = radar.get(id) else {
        let known = radar.blips().map(|blip| blip.id.as_str());
        let help = match nearest(id.as_str(), known) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "run `blip radar list` to see them all".to_owned(),
        };
        return Err(Problem::new(format!("`{id}` is no blip of the radar")).help(help));
    };
    if blip.front.ring == Ring::Hold && !is_in_use {
        let instead: Vec<_> = blip.front.instead.iter().map(|id| format!("`{id}`")).collect();
        let what = format!("{} is on Hold: {}", blip.front.title, blip.front.summary.trim_end_matches('.'));
        return Err(
            Problem::new(what).help(format!("use {} instead; `blip why {id}` says more", instead.join(" and ")))
        );
    }
    match declared.get(id) {
        Some(declared) => Ok((blip, declared)),
        None => {
            let problem = Problem::new(format!("this version of Blip generates nothing for {}", blip.front.title));
            Err(problem.help(format!("remove `{id}`; `blip why {id}` says what the radar thinks of it")))
        }
    }
}

/// The blip, if it belongs into the repository of a service, or of a platform, of that kind.
fn in_its_place<'a>(
    (blip, declared): (&'a Blip, &'a Settings),
    kind: Kind,
) -> Result<(&'a Blip, &'a Settings), Problem> {
    if blip.front.scope.holds(kind) {
        return Ok((blip, declared));
    }
    let title = &blip.front.title;
    Err(match kind {
        Kind::Platform => Problem::new(format!("{title} is for services, and this is a platform's repository"))
            .help(format!("remove `{}`: each service that uses it says so itself", blip.id)),
        _ => Problem::new(format!("{title} is a platform's, and this is a service's repository"))
            .help("give it a repository of its own with `blip new NAME --kind platform`"),
    })
}

/// What other stacks are told, which nobody would ever read.
fn of_other_stacks<'a>(spec: &'a Spec, document: &'a Document) -> impl Iterator<Item = Problem> + 'a {
    let others = spec.stacks.keys().filter(|name| *name != spec.service.stack());
    others.map(|name| {
        let what = match spec.service.is_platform() {
            true => format!("a platform has no stack, so `{name}` has nothing to be told"),
            false => format!("its stack is {}, so `{name}` has nothing to be told", spec.service.stack()),
        };
        document.problem(&format!("stacks.{name}"), what).help("remove it")
    })
}

fn resolve_settings(
    path: &str,
    given: &Value,
    declared: &Settings,
    kind: Kind,
    document: &Document,
) -> Result<Map<String, Value>, Vec<Problem>> {
    let empty = Map::new();
    let given = match given {
        Value::Null => &empty,
        Value::Object(given) => given,
        other => {
            return Err(vec![
                document
                    .problem(path, format!("`{path}` takes settings, not {other}"))
                    .help("write `{}`; a blip that is not named is not used"),
            ]);
        }
    };
    let mut problems = Vec::new();
    for (name, value) in given {
        let path = format!("{path}.{name}");
        match declared.get(name) {
            None => problems.push(unknown_setting(&path, name, declared, document)),
            Some(setting) if !setting.scope.holds(kind) => problems.push(misplaced(&path, setting, document)),
            Some(setting) => {
                let help = setting.meant(value).map(|meant| format!("did you mean `{meant}`?"));
                let help = help.unwrap_or_else(|| setting.help.clone());
                let problem = |fault| document.problem(&path, format!("`{path}`: {fault}")).help(help);
                problems.extend(setting.fault(value).map(problem));
            }
        }
    }
    let missing = declared
        .iter()
        .filter(|(name, setting)| setting.required && setting.scope.holds(kind) && !given.contains_key(*name));
    problems.extend(missing.map(|(name, setting)| {
        let what = format!("there is no `{path}.{name}`");
        document.problem(path, what).help(format!("say it in blip.yaml: {}", setting.help))
    }));
    if !problems.is_empty() {
        return Err(problems);
    }
    let value = |(name, setting): (&String, &Setting)| {
        let value = given.get(name).or(setting.default.as_ref())?;
        Some((name.clone(), value.clone()))
    };
    Ok(declared.iter().filter(|(_, setting)| setting.scope.holds(kind)).filter_map(value).collect())
}

fn misplaced(path: &str, setting: &Setting, document: &Document) -> Problem {
    let what = match setting.scope {
        Scope::Platform => "is for a platform's repository (`service.kind: platform`), and this is a service's",
        _ => "is for services, and this is a platform's repository",
    };
    document.problem(path, format!("`{path}` {what}")).help("remove it")
}

fn unknown_setting(path: &str, name: &str, declared: &Settings, document: &Document) -> Problem {
    let help = match nearest(name, declared.keys().map(String::as_str)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if declared.is_empty() => "it has no settings".to_owned(),
        None => format!("its settings: {}", declared.keys().cloned().collect::<Vec<_>>().join(", ")),
    };
    document.problem(path, format!("unknown setting `{path}`")).help(help)
}
