//! A `blip.yaml` is read, and judged by what is known of blips and stacks.

use std::collections::BTreeSet;

use blip_model::{BlipId, ChosenBlip, Document, Kind, Problem, Problems, Selection, Spec, nearest, unknown_keys};
use serde_json::{Value, json};

use super::Catalog;
use crate::judge::judge;
use crate::package_manager;
use crate::render::own_globs;
use crate::stack::{Stack, stack_file};

impl Catalog {
    /// Judges the keys of a document that is a part of a `blip.yaml`.
    ///
    /// # Errors
    /// Each key that is unknown, with its place.
    pub fn check_keys(&self, document: &Document) -> Result<(), Problems> {
        Problems::or_ok(unknown_keys(document, self.schema()), ())
    }

    /// Reads `blip.yaml` and judges the blips that it names.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place.
    pub fn select(&self, document: &Document) -> Result<Selection, Problems> {
        self.select_again(document, &BTreeSet::new())
    }

    /// The same for a service that uses some blips already, which the radar's Hold does not take away from it.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place.
    pub fn select_again(&self, document: &Document, in_use: &BTreeSet<BlipId>) -> Result<Selection, Problems> {
        let spec = Spec::from_document(document, self.schema())?;
        let mut problems = Vec::new();
        if !spec.service.is_platform() {
            problems.extend(self.stack_fault(&spec)?.map(|problem| problem.at(document.place("service.stack"))));
        }
        if spec.service.stack.is_some() && problems.is_empty() {
            let known: Vec<_> = self.stacks.package_managers_of(spec.service.stack()).collect();
            let place = || document.place("service.package_manager");
            problems.extend(package_manager::fault(&spec.service, &known).map(|problem| problem.at(place())));
        }
        if let Err(problem) = own_globs(&spec.own) {
            problems.push(problem.at(document.place("own")));
        }
        let of_stack = self.stack_settings(spec.service.stack())?;
        match Selection::resolve(spec, document, &self.radar, &self.settings, of_stack, in_use) {
            Ok(selection) => {
                problems.extend(self.missing(&selection, document));
                problems.extend(self.unsaid(&selection, document));
                problems.extend(judge(&selection, document));
                Problems::or_ok(problems, selection)
            }
            Err(Problems(others)) => {
                problems.extend(others);
                Err(Problems::sorted(problems))
            }
        }
    }

    /// The blips that others in use cannot do without, as far as they belong into such a repository.
    fn missing(&self, selection: &Selection, document: &Document) -> Vec<Problem> {
        let kind = selection.spec.service.kind;
        let mut problems = Vec::new();
        for chosen in &selection.blips {
            let Some(generator) = self.blips.get(&chosen.blip.id) else { continue };
            let of_platform = generator.manifest.platform_requires.iter().filter(|_| kind == Kind::Platform);
            for required in generator.manifest.requires.iter().chain(of_platform) {
                let belongs = self.radar.get(required).is_none_or(|blip| blip.front.scope.holds(kind));
                if belongs && selection.get(required.as_str()).is_none() {
                    let what = format!("{} makes no sense without `{required}`", chosen.blip.front.title);
                    let help = format!("add `{required}: {{}}` below `blips`, or remove `{}`", chosen.blip.id);
                    problems.push(document.problem(&format!("blips.{}", chosen.blip.id), what).help(help));
                }
            }
        }
        problems
    }

    /// The blips that need to be told something by the stack which it does not say.
    fn unsaid(&self, selection: &Selection, document: &Document) -> Vec<Problem> {
        let service = &selection.spec.service;
        // a platform has none; one that cannot be read is said where it is built from
        let (name, Ok(stack)) = (service.stack(), self.stack_of(service)) else { return Vec::new() };
        let mut problems = Vec::new();
        for chosen in &selection.blips {
            let wanted = self.blips.get(&chosen.blip.id).map(|generator| generator.manifest.of_stack.as_slice());
            for key in wanted.unwrap_or_default().iter().filter(|key| stack.data[key.as_str()].is_null()) {
                let what = format!(
                    "{} has nothing for the stack `{name}`, whose stack.yaml does not say `{key}`",
                    chosen.blip.front.title
                );
                let help =
                    format!("remove `{}`, or say it in templates/{} of a pack", chosen.blip.id, stack_file(name));
                problems.push(document.problem(&format!("blips.{}", chosen.blip.id), what).help(help));
            }
            problems.extend(self.idle_settings(chosen, stack, name, document));
        }
        problems
    }

    /// The settings of a blip that are for stacks of another kind.
    fn idle_settings(&self, chosen: &ChosenBlip, stack: &Stack, name: &str, document: &Document) -> Vec<Problem> {
        let mut problems = Vec::new();
        let of_stack = self.blips.get(&chosen.blip.id).map(|generator| &generator.manifest.settings_of_stack);
        for (setting, words) in of_stack.into_iter().flatten() {
            let known = words.iter().all(|(key, word)| stack.data[key.as_str()] == word.as_str());
            if !known && chosen.settings.contains_key(setting) {
                let place = format!("blips.{}.{setting}", chosen.blip.id);
                let what = format!("`{place}` says nothing to the stack `{name}`");
                let asked: Vec<_> = words.iter().map(|(key, word)| format!("{key}: {word}")).collect();
                let help = format!("remove it; it is for stacks that say `{}`", asked.join("` and `"));
                problems.push(document.problem(&place, what).help(help));
            }
        }
        problems
    }

    /// Why the service cannot be built of its stack.
    fn stack_fault(&self, spec: &Spec) -> Result<Option<Problem>, Problem> {
        let name = spec.service.stack();
        let Some(stack) = self.stack(name)? else {
            let known = self.stacks.names();
            let help = match nearest(name, known.clone()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("known stacks: {}; {}", known.collect::<Vec<_>>().join(", "), own_stack(name)),
            };
            return Ok(Some(Problem::new(format!("unknown stack `{name}`")).help(help)));
        };
        let kind = json!(spec.service.kind);
        if let Some(kinds) = stack.data["kinds"].as_array().filter(|kinds| !kinds.contains(&kind)) {
            let kind = kind.as_str().unwrap_or_default();
            let known: Vec<_> = kinds.iter().filter_map(Value::as_str).collect();
            let what = format!("the stack `{name}` makes no service of the kind `{kind}`");
            return Ok(Some(
                Problem::new(what).help(format!("choose another stack, or one of its kinds: {}", known.join(", "))),
            ));
        }
        let service = &spec.service.name;
        let mut reserved = stack.data["reserved_names"].as_array().into_iter().flatten();
        let taken = reserved.any(|reserved| reserved == service.as_str()).then(|| {
            let what = format!(
                "a {name} service cannot be called `{service}`: the language, a tool or a dependency has that name"
            );
            Problem::new(what).help(format!("choose another, for example `{service}-service`"))
        });
        Ok(taken)
    }
}

/// What to do about a language that there are no templates for.
fn own_stack(name: &str) -> String {
    format!(
        "another one is a folder of your own, `templates/stacks/{name}/`, used by `--templates` or by a pack \
         (templates/README.md)"
    )
}
