//! The user's own defaults for new services: `config.yaml`, where the system keeps such things.

use std::env;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::Result;
use blip_model::{Document, Problem};

use crate::cli::AnswerArgs;
use crate::input::read_text;

/// The user's defaults.
#[derive(Default)]
pub(crate) struct Config {
    /// What they say, in the shape of `blip.yaml`.
    pub(crate) document: Document,
}

impl Config {
    /// What the file says, unless the arguments leave it out. None is as good as an empty one.
    pub(crate) fn of(args: &AnswerArgs) -> Result<Self> {
        if args.no_config { Ok(Self::default()) } else { Self::read() }
    }

    /// What the file says.
    pub(crate) fn read() -> Result<Self> {
        let Some(path) = path() else { return Ok(Self::default()) };
        let name = path.display().to_string();
        let text = match read_text(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Problem::new(format!("cannot read {name}: {error}")).into()),
        };
        Self::new(Document::parse(&name, &text)?)
    }

    /// What a document says, which is one of defaults.
    pub(crate) fn new(document: Document) -> Result<Self> {
        if document.get("service.name").is_some() {
            let problem = document.problem("service.name", "a name is each service's own, and no default");
            return Err(problem.help("remove it; in other values `__name__` stands for it").into());
        }
        Ok(Self { document })
    }
}

/// Where the file is, or would be: `$XDG_CONFIG_HOME/blip/config.yaml`, by default below `~/.config`.
pub(crate) fn path() -> Option<PathBuf> {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let folder = absolute("XDG_CONFIG_HOME")
        .or_else(|| absolute("APPDATA"))
        .or_else(|| absolute("HOME").map(|home| home.join(".config")))?;
    Some(folder.join("blip/config.yaml"))
}

/// The path as a user writes it, with `~` for the home.
pub(crate) fn shortened(path: &str) -> String {
    let home = env::var_os("HOME").map(PathBuf::from).filter(|home| home.is_absolute());
    let rest = home.and_then(|home| Some(Path::new(path).strip_prefix(home).ok()?.display().to_string()));
    rest.map_or_else(|| path.to_owned(), |rest| format!("~/{rest}"))
}
