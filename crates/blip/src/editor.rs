//! A text in the user's editor.

use std::env;
use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result, anyhow};

/// Where neither `VISUAL` nor `EDITOR` says otherwise, as git does it.
const EDITOR: &str = "vi";

/// Lets the user edit a copy of a text; a name that ends like that of its file tells the editor the format.
pub(crate) fn edit(file_name: &str, text: &str) -> Result<String> {
    let copy = tempfile::Builder::new().prefix("blip-").suffix(&format!("-{file_name}")).tempfile()?;
    fs::write(copy.path(), text)?;
    let said = ["VISUAL", "EDITOR"]
        .into_iter()
        .find_map(|name| env::var(name).ok().filter(|editor| !editor.trim().is_empty()));
    let editor = said.unwrap_or_else(|| EDITOR.to_owned());
    // `code --wait` is a program and an argument
    let mut words = editor.split_whitespace();
    let program = words.next().ok_or_else(|| anyhow!("no editor is known: set EDITOR"))?;
    let status = Command::new(program).args(words).arg(copy.path()).status();
    let status = status.with_context(|| format!("cannot start the editor `{editor}`: set EDITOR"))?;
    if !status.success() {
        return Err(anyhow!("the editor `{editor}` ended with {status}"));
    }
    Ok(fs::read_to_string(copy.path())?)
}
