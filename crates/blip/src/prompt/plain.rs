//! Questions in plain lines, for screen readers and for terminals that can do no more: nothing is drawn over, and what
//! can be chosen has a number.

use std::io::{self, BufRead as _};

use anyhow::Result;
use console::Term;

use super::{Item, Line, Prompt};

/// Questions at a terminal that only prints lines.
pub(super) struct Plain {
    term: Term,
}

impl Plain {
    pub(super) fn new(term: Term) -> Self {
        Self { term }
    }

    fn say(&self, text: &str) -> Result<()> {
        Ok(self.term.write_line(&textwrap::fill(text, usize::from(self.term.size().1).max(8)))?)
    }

    /// What is typed behind `prompt`. The end of the input is a way to leave.
    fn typed(&self, prompt: &str) -> Result<String> {
        self.term.write_str(&format!("{prompt}: "))?;
        let mut line = String::new();
        if io::stdin().lock().read_line(&mut line)? == 0 {
            return Err(io::Error::from(io::ErrorKind::Interrupted).into());
        }
        Ok(line.trim().to_owned())
    }

    fn list(&self, help: &str, items: &[Item]) -> Result<()> {
        if !help.is_empty() {
            self.say(help)?;
        }
        for (i, item) in items.iter().enumerate() {
            let parts = [&item.name, &item.note, &item.more];
            let parts: Vec<_> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
            self.say(&format!("{}. {}", i + 1, parts.join(", ")))?;
        }
        Ok(())
    }
}

/// Which item somebody means by its number or its name.
fn meant(typed: &str, items: &[Item]) -> Result<usize, String> {
    let number = typed.trim_end_matches('.').parse::<usize>().ok().filter(|number| (1..=items.len()).contains(number));
    let by_name = || items.iter().position(|item| item.name.eq_ignore_ascii_case(typed));
    number.map(|number| number - 1).or_else(by_name).ok_or_else(|| {
        let count = items.len();
        format!("`{typed}` is none of them: type a number from 1 to {count}")
    })
}

/// Which items somebody means by a line; one without names none.
fn all_meant(typed: &str, items: &[Item]) -> Result<Vec<usize>, String> {
    if typed.eq_ignore_ascii_case("none") {
        return Ok(Vec::new());
    }
    let words = typed.split(',').flat_map(|part| {
        let part = part.trim();
        // numbers may stand without commas, names hold spaces
        let numbers: Vec<&str> = part.split_whitespace().collect();
        if numbers.iter().all(|word| word.parse::<usize>().is_ok()) { numbers } else { vec![part] }
    });
    let mut chosen = words.map(|word| meant(word, items)).collect::<Result<Vec<_>, _>>()?;
    chosen.sort_unstable();
    chosen.dedup();
    Ok(chosen)
}

impl Prompt for Plain {
    fn line(&self, question: &Line<'_>) -> Result<String> {
        let Line { prompt, help, default, before, check } = question;
        self.say(help)?;
        let may_be_empty = default.as_deref() == Some("") || before.is_some() && check("").is_ok();
        let taken = before.clone().or(default.clone()).filter(|taken| !taken.is_empty());
        let asked = match (&taken, may_be_empty) {
            (Some(taken), true) => format!("{prompt} [{taken}, or `none`]"),
            (Some(taken), false) => format!("{prompt} [{taken}]"),
            (None, true) => format!("{prompt} [none]"),
            (None, false) => (*prompt).to_owned(),
        };
        loop {
            let typed = self.typed(&asked)?;
            let answer = match typed.as_str() {
                "" => taken.clone().unwrap_or_default(),
                "none" if may_be_empty => String::new(),
                _ => typed,
            };
            let reason = match answer.is_empty() && !may_be_empty {
                true => Err("this needs an answer".to_owned()),
                false => check(&answer),
            };
            match reason {
                Ok(()) => return Ok(answer),
                Err(reason) => self.complain(&reason)?,
            }
        }
    }

    fn one(&self, prompt: &str, help: &str, items: &[Item]) -> Result<usize> {
        self.list(help, items)?;
        let first = items.iter().position(|item| item.chosen).unwrap_or_default();
        loop {
            let typed = self.typed(&format!("{prompt} [{}]", first + 1))?;
            match if typed.is_empty() { Ok(first) } else { meant(&typed, items) } {
                Ok(chosen) => return Ok(chosen),
                Err(reason) => self.complain(&reason)?,
            }
        }
    }

    fn some(&self, prompt: &str, help: &str, items: &[Item]) -> Result<Vec<usize>> {
        self.list(help, items)?;
        let chosen: Vec<usize> = (0..items.len()).filter(|i| items[*i].chosen).collect();
        let numbers: Vec<_> = chosen.iter().map(|i| (i + 1).to_string()).collect();
        let taken = if numbers.is_empty() { "none".to_owned() } else { format!("{}, or `none`", numbers.join(", ")) };
        loop {
            let typed = self.typed(&format!("{prompt}, numbers with commas [{taken}]"))?;
            match if typed.is_empty() { Ok(chosen.clone()) } else { all_meant(&typed, items) } {
                Ok(chosen) => return Ok(chosen),
                Err(reason) => self.complain(&reason)?,
            }
        }
    }

    fn confirm(&self, prompt: &str) -> Result<bool> {
        loop {
            match self.typed(&format!("{prompt} yes or no [yes]"))?.to_lowercase().as_str() {
                "" | "y" | "yes" => return Ok(true),
                "n" | "no" => return Ok(false),
                other => self.complain(&format!("`{other}` is neither yes nor no"))?,
            }
        }
    }

    fn complain(&self, text: &str) -> Result<()> {
        text.lines().try_for_each(|line| self.say(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_are_understood() {
        let items = ["Helm", "Argo CD", "SemVer"].map(Item::named);
        assert_eq!(meant("2", &items), Ok(1));
        assert_eq!(meant("argo cd", &items), Ok(1));
        assert!(meant("4", &items).unwrap_err().contains("from 1 to 3"));
        assert_eq!(all_meant("3, 1 1", &items), Ok(vec![0, 2]));
        assert_eq!(all_meant("helm, Argo CD", &items), Ok(vec![0, 1]));
        assert_eq!(all_meant("none", &items), Ok(vec![]));
        assert_eq!(all_meant("1,,2", &items), Ok(vec![0, 1]));
        assert!(all_meant("0", &items).is_err());
    }
}
