//! Zsh, which adds a space behind what goes on unless told otherwise.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

use clap::Command;
use clap_complete::engine::complete;
use clap_complete::env::EnvCompleter;

use super::ASKED_BY;

const SCRIPT: &str = r#"#compdef blip
# Completion of blip for zsh.
_blip() {
    local answer value entry
    local -a whole open
    for answer in "${(@f)$(ASKED_BY=zsh blip -- "${(@)words[1,CURRENT]}" 2> /dev/null)}"; do
        value=${answer%%$'\t'*}
        entry=${value//:/\\:}
        [[ $answer == *$'\t'* ]] && entry+=":${answer#*$'\t'}"
        # what ends so goes on
        if [[ $value == *[=/.] ]]; then
            open+=("$entry")
        elif [[ -n $value ]]; then
            whole+=("$entry")
        fi
    done
    (( $#whole )) && _describe -V blip whole
    (( $#open )) && _describe -V blip open -S ''
    (( $#whole + $#open ))
}
# loaded by name from the fpath, or sourced
if [[ ${funcstack[1]} == _blip ]]; then
    _blip "$@"
else
    compdef _blip blip
fi
"#;

/// The completer for zsh.
pub(super) struct Zsh;

impl EnvCompleter for Zsh {
    fn name(&self) -> &'static str {
        "zsh"
    }

    fn is(&self, name: &str) -> bool {
        name == "zsh"
    }

    fn write_registration(&self, _: &str, _: &str, _: &str, _: &str, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(SCRIPT.replace("ASKED_BY", ASKED_BY).as_bytes())
    }

    fn write_complete(
        &self,
        command: &mut Command,
        words: Vec<OsString>,
        folder: Option<&Path>,
        to: &mut dyn Write,
    ) -> io::Result<()> {
        let at = words.len().saturating_sub(1);
        for candidate in complete(command, words, at, folder)? {
            write!(to, "{}", candidate.get_value().to_string_lossy())?;
            if let Some(help) = candidate.get_help() {
                write!(to, "\t{}", help.to_string().lines().next().unwrap_or_default())?;
            }
            writeln!(to)?;
        }
        Ok(())
    }
}
