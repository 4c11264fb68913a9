//! What a README says of the service.

use blip_model::Description;

use crate::files::Files;
use crate::{Fact, Findings};

pub(crate) fn find(files: &Files<'_>, found: &mut Findings) {
    let Some(text) = files.text("README.md") else { return };
    if let Some((line, sentence)) = first_sentence(&text) {
        found.add(Fact::Description, sentence, "README.md", line);
    }
}

/// The first sentence of the first paragraph, which is neither a badge, a quote, a list nor a table.
fn first_sentence(text: &str) -> Option<(usize, String)> {
    let mut lines = text.lines().enumerate();
    let is_prose = |line: &str| line.trim().starts_with(|c: char| c.is_alphanumeric() || c == '*' || c == '`');
    let (at, first) = lines.find(|(_, line)| is_prose(line) && !line.starts_with("* "))?;
    let rest = lines.map(|(_, line)| line).take_while(|line| !line.trim().is_empty());
    let paragraph = std::iter::once(first).chain(rest).map(str::trim).collect::<Vec<_>>().join(" ");
    let sentence = paragraph.split_once(". ").map_or(paragraph.as_str(), |(sentence, _)| sentence);
    let sentence = sentence.trim_end_matches('.').replace("**", "").replace('`', "");
    // a link is its text
    let plain = !sentence.contains("](") && sentence.parse::<Description>().is_ok();
    plain.then_some((at + 1, sentence))
}
