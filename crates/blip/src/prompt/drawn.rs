//! Questions that are drawn on the screen; an answered one leaves a single line.

use anyhow::Result;
use console::{Style, Term};
use dialoguer::Confirm;
use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};

use super::edit::Edit;
use super::list::List;
use super::{Item, Line, Prompt};

/// How much of a row is left to what is typed.
const LEAST_TYPED: usize = 20;

/// Questions at a terminal that can move its cursor.
pub(super) struct Drawn {
    term: Term,
    theme: Box<dyn Theme>,
    /// What stands before the line of a list that one is on.
    marker: &'static str,
}

impl Drawn {
    pub(super) fn new(term: Term) -> Self {
        // the colourful theme tells much by colour alone
        let (theme, marker): (Box<dyn Theme>, _) = match console::colors_enabled_stderr() {
            true => (Box::new(ColorfulTheme::default()), "❯"),
            false => (Box::new(SimpleTheme), ">"),
        };
        Self { term, theme, marker }
    }

    /// Leaves one line of an answered question: takes back the `rows` above the cursor and writes the answer.
    fn settle(&self, prompt: &str, answer: &str, rows: usize) -> Result<()> {
        self.term.clear_last_lines(rows)?;
        let mut line = String::new();
        let answer = if answer.is_empty() { "none" } else { answer };
        self.theme.format_input_prompt_selection(&mut line, prompt, answer)?;
        self.term.write_line(&console::truncate_str(&line, self.columns(), "…"))?;
        Ok(())
    }

    /// Writes something that is longer than a row, and returns how many rows it takes.
    fn wrapped(&self, text: &str, style: &Style) -> Result<usize> {
        let lines = textwrap::wrap(text, self.columns());
        for line in &lines {
            self.term.write_line(&style.apply_to(line).to_string())?;
        }
        Ok(lines.len())
    }

    fn explain(&self, text: &str) -> Result<usize> {
        self.wrapped(text, &Style::new().for_stderr().dim())
    }

    fn list(&self, prompt: &str, help: &str, items: &[Item], several: bool) -> Result<Vec<usize>> {
        let keys = if several { "Space switches one on or off, Enter goes on." } else { "" };
        let help = format!("{help} {keys}");
        let rows = if help.trim().is_empty() { 0 } else { self.explain(help.trim())? };
        let mut asked = String::new();
        self.theme.format_select_prompt(&mut asked, prompt)?;
        let chosen = List::new(&self.term, &asked, items, several, self.marker).interact()?;
        let names: Vec<_> = chosen.iter().map(|i| items[*i].name.as_str()).collect();
        self.settle(prompt, &names.join(", "), rows)?;
        Ok(chosen)
    }

    fn columns(&self) -> usize {
        usize::from(self.term.size().1).max(8)
    }
}

impl Prompt for Drawn {
    fn line(&self, question: &Line<'_>) -> Result<String> {
        let Line { prompt, help, default, before, check } = question;
        let mut rows = self.explain(help)?;
        let shown = default.as_deref().filter(|default| !default.is_empty());
        let mut asked = String::new();
        self.theme.format_input_prompt(&mut asked, prompt, shown)?;
        if console::measure_text_width(&asked) + LEAST_TYPED > self.columns() {
            asked.clear();
            self.theme.format_input_prompt(&mut asked, prompt, None)?;
            if let Some(shown) = shown {
                rows += self.explain(&format!("Enter takes {shown}"))?;
            }
        }
        let mut edit = Edit::of(before.as_deref().unwrap_or_default());
        let mut complaint = 0;
        loop {
            edit.interact(&self.term, &asked)?;
            let typed = edit.text().trim().to_owned();
            let answer = if typed.is_empty() { default.clone().unwrap_or_default() } else { typed };
            let reason = match (answer.is_empty(), default.is_some() || before.is_some()) {
                (true, false) => Err("this needs an answer".to_owned()),
                _ => check(&answer),
            };
            match reason {
                Ok(()) => {
                    self.settle(prompt, &answer, rows + complaint)?;
                    return Ok(answer);
                }
                Err(reason) => {
                    self.term.clear_last_lines(complaint)?;
                    let reason = textwrap::fill(&reason, self.columns().saturating_sub(3).max(8));
                    let mut line = String::new();
                    self.theme.format_error(&mut line, &reason)?;
                    complaint = line.lines().count();
                    self.term.write_line(&line)?;
                }
            }
        }
    }

    fn one(&self, prompt: &str, help: &str, items: &[Item]) -> Result<usize> {
        let chosen = self.list(prompt, help, items, false)?;
        Ok(chosen.first().copied().unwrap_or_default())
    }

    fn some(&self, prompt: &str, help: &str, items: &[Item]) -> Result<Vec<usize>> {
        self.list(prompt, help, items, true)
    }

    fn confirm(&self, prompt: &str) -> Result<bool> {
        Ok(Confirm::with_theme(&*self.theme).with_prompt(prompt).default(true).interact_on(&self.term)?)
    }

    fn complain(&self, text: &str) -> Result<()> {
        self.wrapped(text, &Style::new().for_stderr().red()).map(|_| ())
    }
}
