//! Completion at the shell. The script that `blip completions` prints asks the program itself what fits at the cursor,
//! so that it knows the blips, the services and the files of where the user stands.

mod bash;
mod offers;
mod zsh;

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Arg, Command, CommandFactory, ValueHint};
use clap_complete::CompleteEnv;
use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter, SubcommandCandidates};
use clap_complete::env::{Elvish, Fish, Powershell, Shells};

use self::bash::Bash;
use self::offers::Place;
use self::zsh::Zsh;
use crate::cli::Cli;
use crate::commands::external;

/// By this variable a script asks; its value is the name of the shell.
const ASKED_BY: &str = "BLIP_COMPLETE";

const SHELLS: Shells<'static> = Shells(&[&Bash, &Elvish, &Fish, &Powershell, &Zsh]);

/// Writes the script that makes a shell ask.
pub(crate) fn write_script(shell: &str, to: &mut dyn Write) -> io::Result<()> {
    let Some(shell) = SHELLS.completer(shell) else { return Err(io::Error::other("a shell without a script")) };
    shell.write_registration(ASKED_BY, "blip", "blip", "blip", to)
}

/// Whether it is a shell that calls, and not a person.
pub(crate) fn is_asked() -> bool {
    env::var_os(ASKED_BY).is_some_and(|shell| !shell.is_empty())
}

/// Tells the shell what fits. What goes wrong is nobody's business who only wanted to type.
pub(crate) fn answer() -> ExitCode {
    let mut words: Vec<OsString> = env::args_os().collect();
    words.extend(bash::words());
    let folder = folder(&words);
    let place = Arc::new(Place::new(folder.clone()));
    let here = env::current_dir().map(|here| here.join(folder)).ok();
    let program = || fill(Cli::command(), &place).add(SubcommandCandidates::new(|| offers::named(external::names())));
    let asked = CompleteEnv::with_factory(program).var(ASKED_BY).shells(SHELLS);
    asked.try_complete(words, here.as_deref()).map_or(ExitCode::FAILURE, |_| ExitCode::SUCCESS)
}

/// The folder that `-C` names among the words so far.
fn folder(words: &[OsString]) -> PathBuf {
    let after = |flag: &str| words.windows(2).rev().find(|pair| pair[0] == flag).map(|pair| pair[1].clone());
    let joined = words.iter().rev().find_map(|word| word.to_str()?.strip_prefix("--chdir=").map(OsString::from));
    let named = after("-C").or_else(|| after("--chdir")).or(joined);
    // the last word is still being typed, and may be this very folder
    named.map(PathBuf::from).filter(|folder| folder.is_dir()).unwrap_or_else(|| PathBuf::from("."))
}

/// Gives each argument what it offers.
fn fill(command: Command, place: &Arc<Place>) -> Command {
    command.mut_args(|arg| filled(arg, place)).mut_subcommands(|inner| fill(inner, place))
}

fn filled(arg: Arg, place: &Arc<Place>) -> Arg {
    let place = Arc::clone(place);
    match offer(arg.get_id().as_str()) {
        Some(Offer::Blips) => arg.add(ArgValueCandidates::new(move || place.blips())),
        Some(Offer::BlipsInUse) => arg.add(ArgValueCandidates::new(move || place.blips_in_use())),
        Some(Offer::BlipsAndFiles) => {
            arg.add(ArgValueCompleter::new(move |current: &OsStr| place.blips_and_files(current)))
        }
        Some(Offer::Settings) => arg.add(ArgValueCompleter::new(move |current: &OsStr| place.settings(current))),
        Some(Offer::Services) => arg.add(ArgValueCompleter::new(move |current: &OsStr| place.services(current))),
        Some(Offer::Folders) => arg.value_hint(ValueHint::DirPath),
        Some(Offer::Paths) => arg.value_hint(ValueHint::AnyPath),
        None => arg,
    }
}

/// What an argument takes.
enum Offer {
    Blips,
    BlipsInUse,
    BlipsAndFiles,
    Settings,
    Services,
    Folders,
    Paths,
}

/// What the argument of this name offers, in whichever command it stands; none where its type says it (a choice,
/// a file), or where nobody can know.
fn offer(id: &str) -> Option<Offer> {
    Some(match id {
        "blip" => Offer::Blips,
        "blips" => Offer::BlipsInUse,
        "target" => Offer::BlipsAndFiles,
        "set" => Offer::Settings,
        "folder" | "all" => Offer::Services,
        "dir" | "fleet" | "gitops" | "into" | "radar" | "templates" => Offer::Folders,
        "adopt" | "changed" | "files" | "paths" => Offer::Paths,
        _ => return None,
    })
}
