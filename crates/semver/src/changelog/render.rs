//! From a release to text.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value, context};

use super::{Release, markdown};
use crate::error::Error;

const SECTION: &str = include_str!("section.md.jinja");
const NOTES: &str = include_str!("notes.md.jinja");

/// The section of a changelog, with one line end at its end.
///
/// # Errors
/// The template is not valid, or names what is not there.
pub fn section(release: &Release, template: Option<&str>) -> Result<String, Error> {
    render(release, template.unwrap_or(SECTION))
}

/// Release notes for a forge: the same without the heading, which the forge writes itself.
///
/// # Errors
/// None with the template that is built in; the type is that of [`section`].
pub fn notes(release: &Release) -> Result<String, Error> {
    render(release, NOTES)
}

fn render(release: &Release, template: &str) -> Result<String, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.add_filter("escape_markdown", |text: String| markdown::escape(&text));
    let groups: Vec<_> = release
        .groups
        .iter()
        .map(|group| {
            let entries: Vec<_> = group
                .entries
                .iter()
                .map(|entry| context! { markdown => markdown::entry(entry), ..Value::from(Serde(entry)) })
                .collect();
            context! { title => group.title.as_str(), entries => entries }
        })
        .collect();
    let context = context! { groups => groups, ..Value::from(Serde(release)) };
    let text = environment.render_str(template, context)?;
    Ok(format!("{}\n", text.trim()))
}
