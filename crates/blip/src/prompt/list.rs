//! A list to choose from, redrawn at each key: what is said of the line that one is on stands below it.

use anyhow::Result;
use console::{Key, Style, Term};

use super::Item;

/// A list at a terminal.
pub(super) struct List<'a> {
    term: &'a Term,
    /// The first row, with the question.
    prompt: &'a str,
    items: &'a [Item],
    /// Whether several can be chosen.
    several: bool,
    /// What stands before the line that one is on, as wide as before the others.
    marker: &'static str,
    at: usize,
    chosen: Vec<bool>,
}

impl<'a> List<'a> {
    pub(super) fn new(term: &'a Term, prompt: &'a str, items: &'a [Item], several: bool, marker: &'static str) -> Self {
        let chosen: Vec<bool> = items.iter().map(|item| item.chosen).collect();
        let first = chosen.iter().position(|chosen| *chosen).filter(|_| !several);
        Self { term, prompt, items, several, marker, at: first.unwrap_or_default(), chosen }
    }

    /// Has somebody choose until they press Enter; the rows are taken away again.
    pub(super) fn interact(mut self) -> Result<Vec<usize>> {
        self.term.hide_cursor()?;
        let outcome = self.choose();
        self.term.show_cursor()?;
        outcome
    }

    fn choose(&mut self) -> Result<Vec<usize>> {
        loop {
            let (rows, columns) = self.term.size();
            let lines = self.lines(usize::from(rows), usize::from(columns));
            for line in &lines {
                self.term.write_line(line)?;
            }
            let key = self.term.read_key()?;
            self.term.clear_last_lines(lines.len())?;
            if key == Key::Enter {
                break;
            }
            self.press(&key);
        }
        let chosen = |i: &usize| if self.several { self.chosen[*i] } else { *i == self.at };
        Ok((0..self.items.len()).filter(chosen).collect())
    }

    fn press(&mut self, key: &Key) {
        let count = self.items.len().max(1);
        match key {
            Key::ArrowUp | Key::BackTab | Key::Char('k') => self.at = (self.at + count - 1) % count,
            Key::ArrowDown | Key::Tab | Key::Char('j') => self.at = (self.at + 1) % count,
            Key::Home | Key::PageUp => self.at = 0,
            Key::End | Key::PageDown => self.at = count - 1,
            Key::Char(' ') if self.several => {
                if let Some(chosen) = self.chosen.get_mut(self.at) {
                    *chosen = !*chosen;
                }
            }
            Key::Char('a') if self.several => {
                let all = self.chosen.iter().all(|chosen| *chosen);
                self.chosen.fill(!all);
            }
            _ => {}
        }
    }

    /// What is drawn on a screen of this size.
    fn lines(&self, rows: usize, columns: usize) -> Vec<String> {
        // a row that is full to its end would move the cursor on some terminals, and not on others
        let columns = columns.saturating_sub(1).max(8);
        let cut = |line: &str| console::truncate_str(line.trim_end(), columns, "…").into_owned();
        let dim = Style::new().for_stderr().dim();
        // as many rows as the longest of them takes, so that the list does not jump
        let about = |item: &Item| textwrap::wrap(&item.more, columns.saturating_sub(4).max(4)).len();
        let most = self.items.iter().filter(|item| !item.more.is_empty()).map(about).max().unwrap_or_default();
        let most = most.min(rows.saturating_sub(6));
        let height = rows.saturating_sub(most + 3).clamp(1, self.items.len().max(1));
        let from = (self.at + 1).saturating_sub(height);
        let names = self
            .items
            .iter()
            .map(|item| console::measure_text_width(&item.name))
            .max()
            .unwrap_or_default()
            .min(columns / 2);
        let mut lines = vec![cut(self.prompt)];
        for (i, item) in self.items.iter().enumerate().skip(from).take(height) {
            let marker = if i == self.at { self.marker } else { " " };
            let boxed = match (self.several, self.chosen[i]) {
                (false, _) => "",
                (true, true) => "[x] ",
                (true, false) => "[ ] ",
            };
            let name = match item.note.is_empty() {
                true => item.name.clone(),
                false => console::pad_str(&item.name, names, console::Alignment::Left, None).into_owned(),
            };
            let line = cut(&format!("{marker} {boxed}{name}  {}", item.note));
            let style = if i == self.at { Style::new().for_stderr().cyan() } else { Style::new().for_stderr() };
            lines.push(style.apply_to(line).to_string());
        }
        let more = self.items.get(self.at).map(|item| item.more.as_str()).unwrap_or_default();
        let about = textwrap::wrap(more, columns.saturating_sub(4).max(4));
        lines.extend(
            (0..most).map(|i| about.get(i).map_or(String::new(), |line| format!("    {}", dim.apply_to(line)))),
        );
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items() -> Vec<Item> {
        let names = ["Helm", "Argo CD", "Integrated CI/CD", "SemVer", "Preview environments"];
        names.map(|name| Item::named(name).note("Adopt").more(format!("Why one takes {name}, in a sentence."))).to_vec()
    }

    #[test]
    fn it_fits_any_screen() {
        let (term, items) = (Term::stderr(), items());
        for (rows, columns) in [(24, 80), (8, 40), (6, 20), (2, 10)] {
            let mut list = List::new(&term, "? Blips", &items, true, "❯");
            for _ in 0..items.len() {
                let lines = list.lines(rows, columns);
                assert!(lines.len() < rows.max(4), "{rows} × {columns}: {lines:#?}");
                let wide = lines.iter().filter(|line| console::measure_text_width(line) >= columns.max(9));
                assert_eq!(wide.count(), 0, "{rows} × {columns}: {lines:#?}");
                assert!(lines.iter().any(|line| line.starts_with('❯')), "{lines:#?}");
                list.press(&Key::ArrowDown);
            }
            assert_eq!(list.at, 0);
        }
    }

    #[test]
    fn what_is_said_of_a_line_stands_below_all() {
        let (term, items) = (Term::stderr(), items());
        let list = List::new(&term, "? Blips", &items, false, ">");
        let lines = list.lines(24, 80);
        assert_eq!(lines[1], "> Helm                  Adopt");
        assert_eq!(lines.last().unwrap(), "    Why one takes Helm, in a sentence.");
    }
}
