//! Bash, which splits words at `=` and `:`, too, and replaces only what follows the last of them.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::Path;

use clap::Command;
use clap_complete::engine::complete;
use clap_complete::env::EnvCompleter;

use super::ASKED_BY;

/// The command line up to the cursor, as it was typed.
const LINE: &str = "BLIP_LINE";
/// What bash splits words at.
const BREAKS: &str = "BLIP_WORDBREAKS";

const SCRIPT: &str = r#"# Completion of blip for bash 3.2 and later.
_blip() {
    local answer
    COMPREPLY=()
    while IFS= read -r answer; do
        COMPREPLY+=("$answer")
    done < <(ASKED_BY=bash BLIP_LINE="${COMP_LINE:0:COMP_POINT}" BLIP_WORDBREAKS="$COMP_WORDBREAKS" blip 2> /dev/null)
    # these go on
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=/.] ]]; then
        compopt -o nospace 2> /dev/null
    fi
}
complete -o default -F _blip blip
"#;

/// The completer for bash.
pub(super) struct Bash;

impl EnvCompleter for Bash {
    fn name(&self) -> &'static str {
        "bash"
    }

    fn is(&self, name: &str) -> bool {
        name == "bash"
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
        let current = words.last().map(|word| word.to_string_lossy().into_owned()).unwrap_or_default();
        let breaks = env::var(BREAKS).unwrap_or_default();
        let kept = current.rfind(|c| "=:".contains(c) && breaks.contains(c)).map_or(0, |at| at + 1);
        let at = words.len().saturating_sub(1);
        for candidate in complete(command, words, at, folder)? {
            let value = candidate.get_value().to_string_lossy();
            writeln!(to, "{}", escaped(value.get(kept..).unwrap_or_default()))?;
        }
        Ok(())
    }
}

/// The words that bash asks about, the one at the cursor last, after what tells them from our own arguments.
pub(super) fn words() -> Vec<OsString> {
    let asked = env::var_os(ASKED_BY).is_some_and(|shell| shell == OsStr::new("bash"));
    let Some(line) = env::var(LINE).ok().filter(|_| asked) else { return Vec::new() };
    std::iter::once("--".to_owned()).chain(split(&line)).map(OsString::from).collect()
}

/// The words of a line that may end within one; the last is empty after a space.
fn split(line: &str) -> Vec<String> {
    let (mut words, mut quote) = (vec![String::new()], None);
    let mut between = true;
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        let at_space = quote.is_none() && c.is_whitespace();
        if at_space && !between {
            words.push(String::new());
        }
        between = at_space;
        let Some(word) = words.last_mut().filter(|_| !at_space) else { continue };
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            (None | Some('"'), '\\') => word.extend(rest.next()),
            _ => word.push(c),
        }
    }
    words
}

/// The text as one word that is not quoted.
fn escaped(text: &str) -> String {
    let special = |c: &char| c.is_whitespace() || "'\"\\$`*?[](){}<>|&;!#~".contains(*c);
    text.chars().flat_map(|c| special(&c).then_some('\\').into_iter().chain([c])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_split_as_bash_does_it() {
        assert_eq!(split("blip why "), ["blip", "why", ""]);
        assert_eq!(split("blip  new --set service.stack=r"), ["blip", "new", "--set", "service.stack=r"]);
        assert_eq!(split(r#"blip 'a b' "c \" d" e\ f"#), ["blip", "a b", "c \" d", "e f"]);
        assert_eq!(split("blip why 'a b"), ["blip", "why", "a b"]);
        assert_eq!(split(""), [""]);
    }

    #[test]
    fn a_candidate_is_one_word() {
        assert_eq!(escaped("a b$c"), "a\\ b\\$c");
    }
}
