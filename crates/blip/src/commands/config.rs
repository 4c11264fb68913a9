//! `blip config`: the user's own defaults for new services, and where each comes from.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use blip_model::{Document, Problem};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::answers::Answers;
use crate::cli::{AnswerArgs, ConfigArgs};
use crate::config::{self, Config, shortened};
use crate::draft::told;
use crate::editor::edit;
use crate::exit::{self, Exit};
use crate::input::read_text;
use crate::known::Known;
use crate::prompt::at_terminal;
use crate::service::SPEC;
use crate::sources::Sources;
use crate::ui::Ui;

/// What a file begins with that was not there before.
const BEGINNING: &str = "\
# Defaults for new services, in the shape of blip.yaml: `blip new` and `blip init` take them where nothing else is said.
# `__name__` stands for the service's name. `blip config` shows what holds, and where it comes from. For example:
#
# service:
#   owner: payments
# repository:
#   url: https://github.com/acme/__name__
# image: registry.acme.example/__name__
# environments:
#   - name: staging
#     host: __name__.staging.acme.example
#   - name: production
#     host: __name__.acme.example
# pack:
#   git: https://github.com/acme/blip-pack
#   rev: v1
";

/// The defaults, and the file of the user's own.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ConfigDocument {
    /// The file, be it there or not.
    path: String,
    /// What new services get unless somebody says otherwise.
    defaults: Vec<Default>,
}

/// One default.
#[derive(Debug, Serialize, JsonSchema)]
struct Default {
    /// Where it stands in `blip.yaml`.
    key: String,
    value: Value,
    /// The file and the line that say so.
    place: String,
}

pub(super) fn run(args: &ConfigArgs, folder: &Path, ui: &Ui) -> Result<Exit> {
    let path = config::path().ok_or_else(|| {
        Problem::new("there is no place to keep your defaults in").help("set XDG_CONFIG_HOME to a folder")
    })?;
    if args.edit {
        return change(&path, args, folder, ui);
    }
    let defaults = defaults(&Config::read()?, args, folder, ui)?;
    if args.json {
        ui.json(&ConfigDocument { path: path.display().to_string(), defaults })?;
        return Ok(Exit::Done);
    }
    if defaults.is_empty() {
        ui.note(format!("{} says nothing: `blip config --edit` begins it.", shortened(&path.display().to_string())));
    }
    let key_width = defaults.iter().map(|default| default.key.len()).max().unwrap_or_default();
    for Default { key, value, place } in &defaults {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        ui.result(format!("{key:key_width$}  {value}  ({place})"));
    }
    Ok(Exit::Done)
}

/// What holds for a new service, once it is known to be right.
fn defaults(config: &Config, args: &ConfigArgs, folder: &Path, ui: &Ui) -> Result<Vec<Default>> {
    let sources = Sources::new(&args.sources, folder)?.telling(ui);
    let mut answers = Answers::given(&AnswerArgs::unattended(&[]), None, folder)?;
    // a path is one from the folder of a service, beside which a pack may lie
    let stock = sources.stock(answers.pack(config)?.as_ref(), &folder.join(SPEC), None)?;
    answers.settle(config, &stock)?;
    let default = |(key, value, place): (&str, &serde_yaml::Value, &str)| {
        Ok(Default { key: key.to_owned(), value: serde_json::to_value(value)?, place: place.to_owned() })
    };
    let defaults = answers.laid().map(default).collect::<Result<Vec<_>>>()?;
    // a service of any name shows whether they can be taken
    answers.set("service.name", "service")?;
    answers.put_in_name()?;
    answers.check_given()?;
    answers.fill(&Known::default())?;
    answers.settle_provider()?;
    for stack in answers.stack().into_iter().chain(answers.stacks_told()).collect::<Vec<_>>() {
        answers.set("service.stack", stack)?;
        answers.settle_stack()?;
        // what the defaults do not tell the stack each service is asked for
        if told(&answers, &stock.catalog)?.iter().all(|told| answers.has(&told.path)) {
            stock.catalog.select(answers.document())?;
        }
    }
    Ok(defaults)
}

/// Has the user edit the file until it is right, or leave it as it was.
fn change(path: &Path, args: &ConfigArgs, folder: &Path, ui: &Ui) -> Result<Exit> {
    let name = path.display().to_string();
    let before = match path.exists() {
        true => read_text(path).with_context(|| format!("cannot read {name}"))?,
        false => BEGINNING.to_owned(),
    };
    let mut text = before.clone();
    let prompt = if ui.is_interactive() { Some(at_terminal(ui)?) } else { None };
    loop {
        text = edit("config.yaml", &text)?;
        let document = Document::parse(&name, &text);
        let judged = document.map_err(anyhow::Error::from).and_then(Config::new);
        match judged.and_then(|config| defaults(&config, args, folder, ui)) {
            Ok(_) => break,
            Err(error) => {
                let Some(prompt) = &prompt else { return Err(error) };
                ui.error(&error);
                if !prompt.confirm("Edit it again?")? {
                    ui.note("Nothing was written.");
                    return Ok(exit::of(&error));
                }
            }
        }
    }
    if text == before {
        ui.note("Nothing was changed.");
        return Ok(Exit::Done);
    }
    write(path, &text).with_context(|| format!("cannot write {name}"))?;
    ui.note(format!("Wrote {}.", shortened(&name)));
    Ok(Exit::Done)
}

/// Writes the whole file or nothing; where it is a link, the file that it leads to.
fn write(path: &Path, text: &str) -> Result<()> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let parent = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent)?;
    let mut file = tempfile::NamedTempFile::new_in(parent)?;
    file.write_all(text.as_bytes())?;
    file.persist(&path)?;
    Ok(())
}
