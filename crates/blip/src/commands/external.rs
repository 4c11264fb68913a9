//! `blip foo` where Blip has no such command: the program `blip-foo`, told of the service that it is run in.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use blip_generate::facts;
use blip_model::nearest;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Error};

use crate::cli::Cli;
use crate::exit::Exit;
use crate::service::{Service, find_root};
use crate::sources::Sources;

/// The service as JSON, by the names that templates see. Not set outside of a service.
const SERVICE: &str = "BLIP_SERVICE";
/// The folder of its blip.yaml. Not set outside of a service.
const ROOT: &str = "BLIP_ROOT";
/// The program that calls, to be called back.
const PROGRAM: &str = "BLIP";

/// Runs the program; its exit code is ours.
pub(super) fn run(words: &[OsString], folder: &Path) -> Result<Exit> {
    let [name, args @ ..] = words else { return Ok(Exit::Done) };
    let Some(program) = find(name) else { unknown(name).exit() };
    let mut command = Command::new(&program);
    command.args(args).current_dir(folder).env_remove(SERVICE).env_remove(ROOT);
    command.env(PROGRAM, env::current_exe()?);
    // it may well be of use outside of a service
    if find_root(folder).is_ok() {
        let service = Service::find(folder, &Sources::built_in())?;
        let root = std::path::absolute(&service.root)?;
        command.env(SERVICE, facts(&service.catalog, &service.selection)?.to_string()).env(ROOT, root);
    }
    let status = command.status().with_context(|| format!("cannot run {}", program.display()))?;
    // a signal has no code
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(Exit::Failed, Exit::Other))
}

/// The first `blip-NAME` on the PATH.
fn find(name: &OsStr) -> Option<PathBuf> {
    let mut file = OsString::from("blip-");
    file.push(name);
    // a path is no name
    if Path::new(name).components().count() != 1 {
        return None;
    }
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(&file)).find(|program| is_program(program))
}

/// The names of all of them, for who completes a command.
pub(crate) fn names() -> Vec<String> {
    let folders = env::var_os("PATH").map(|path| env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
    let files = folders.into_iter().filter_map(|folder| folder.read_dir().ok()).flatten().filter_map(Result::ok);
    let programs = files.map(|file| file.path()).filter(|file| is_program(file));
    let name = |file: PathBuf| Some(file.file_stem()?.to_str()?.strip_prefix("blip-")?.to_owned());
    let mut names: Vec<String> = programs.filter_map(name).collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file()
}

/// What clap says of a command that there is not.
fn unknown(name: &OsStr) -> Error {
    let command = Cli::command();
    let name = name.to_string_lossy();
    let mut error = Error::new(ErrorKind::InvalidSubcommand).with_cmd(&command);
    error.insert(ContextKind::InvalidSubcommand, ContextValue::String(name.to_string()));
    if let Some(meant) = nearest(&name, command.get_subcommands().map(clap::Command::get_name)) {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![meant.to_owned()]));
    }
    error.insert(ContextKind::Usage, ContextValue::StyledStr(command.clone().render_usage()));
    error
}
