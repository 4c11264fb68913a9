//! The template engine: minijinja with ERB's delimiters, strict about names, escaping by format.

use std::io;
use std::sync::Arc;

use blip_model::{Blip, BlipId, Ownership, Place, Problem, Radar};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, OutputSpanKind, State, Template, UndefinedBehavior,
};

use crate::comment;
use crate::escape::{Format, literal};
use crate::templates::Templates;

/// The variable that tells `header()` about the file at hand.
const FILE: &str = "file";
/// Where `why()` notes the blips that a file's sections serve.
const SERVED: &str = "served";

/// How many steps a team's own templates may take for one file: a hundred times what a long one needs. Every 64 bytes
/// that the engine makes on the way are a step, too, so that this bounds the memory as well: to 64 MiB.
const MOST_STEPS: u64 = 1 << 20;

/// The longest file that a template may make.
const LONGEST: usize = 4 << 20;

/// Renders templates. Each is compiled when it is first asked for, and kept: services of one run share an engine.
#[derive(Debug)]
pub(crate) struct Engine {
    environment: Environment<'static>,
    templates: Arc<Templates>,
}

/// What the engine must know of a file beside its text.
pub(crate) struct File<'a> {
    /// The path of the template, with its folder.
    pub(crate) template: &'a str,
    /// Whose the file will be.
    pub(crate) ownership: Ownership,
    /// The blip that generates it; none for the service's own files.
    pub(crate) blip: Option<&'a BlipId>,
}

/// A rendered file.
pub(crate) struct Rendered {
    pub(crate) text: String,
    /// The blips that its sections serve, in the order of the sections.
    pub(crate) served: Vec<BlipId>,
    /// How many steps it took; none are counted where the templates are known to end.
    pub(crate) steps: u64,
}

impl Engine {
    /// An engine for `templates` that finds reasons in `radar`.
    pub(crate) fn new(templates: Arc<Templates>, radar: Arc<Radar>) -> Result<Self, Problem> {
        let mut environment = Environment::new();
        environment.set_syntax(erb().map_err(|error| problem(&error, "", &templates))?);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|name| AutoEscape::Custom(Format::of(name).name().into()));
        environment.set_formatter(write_escaped);
        environment.set_auto_reload(false);
        // Blip's own are known to end
        if templates.overlaid().next().is_some() {
            environment.set_fuel(Some(MOST_STEPS));
        }
        let all = Arc::clone(&templates);
        environment.set_loader(move |name| Ok(all.get(name).map(str::to_owned)));
        environment.add_function("header", header(Arc::clone(&radar)));
        environment.add_function("why", why(radar));
        environment.add_filter("literal", |text: &str| Value::from_safe_string(literal(text)));
        environment.add_filter("sort_paragraphs", |text: &str| Value::from_safe_string(sort_paragraphs(text)));
        environment
            .add_filter("sort_blocks", |text: &str, marker: &str| Value::from_safe_string(sort_blocks(text, marker)));
        Ok(Self { environment, templates })
    }

    /// Renders one of the templates.
    pub(crate) fn render(&self, context: &Value, file: &File<'_>) -> Result<Rendered, Problem> {
        self.finish(self.environment.get_template(file.template), context, file)
    }

    /// Renders `source` in the place of the file's template.
    pub(crate) fn render_as(&self, source: &str, context: &Value, file: &File<'_>) -> Result<Rendered, Problem> {
        self.finish(self.environment.template_from_named_str(file.template, source), context, file)
    }

    fn finish(
        &self,
        template: Result<Template<'_, '_>, Error>,
        context: &Value,
        file: &File<'_>,
    ) -> Result<Rendered, Problem> {
        let mut text = Bounded::default();
        let captured = template
            .and_then(|template| template.render_captured_to(in_file(context, file), &mut text))
            .map_err(|error| problem(&error, file.template, &self.templates))?;
        let served = captured.state().get_temp(SERVED).map(|served| served_by(&served)).unwrap_or_default();
        let steps = captured.state().fuel_levels().map_or(0, |(consumed, _)| consumed);
        drop(captured);
        Ok(Rendered { text: text.into_text(), served, steps })
    }

    /// Where in the templates a line of what one of them makes comes from: its own place, where nobody can tell.
    pub(crate) fn origin(&self, line: usize, context: &Value, file: &File<'_>) -> Place {
        let template = self.environment.get_template(file.template);
        let Ok((text, spans)) = template.and_then(|template| template.render_with_spans(in_file(context, file))) else {
            return self.templates.first_line(file.template);
        };
        // at its end the last line is to blame for what is missing there
        let line = line.clamp(1, text.lines().count().max(1));
        let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let made = spans.iter().find(|span| span.output_range().end > start).or(spans.last());
        let Some(made) = made else { return self.templates.first_line(file.template) };
        let above = match made.kind() {
            OutputSpanKind::Raw => text.get(made.output_range().start..start).unwrap_or_default().matches('\n').count(),
            _ => 0,
        };
        Place { line: made.line() + above, ..self.templates.first_line(made.name()) }
    }

    /// Whether an expression of a manifest holds.
    pub(crate) fn holds(&self, expression: &str, context: &Value, manifest: &str) -> Result<bool, Problem> {
        self.value(expression, context, manifest).map(|value| value.is_true())
    }

    /// What an expression of a manifest comes to.
    pub(crate) fn value(&self, expression: &str, context: &Value, manifest: &str) -> Result<Value, Problem> {
        let value = self.environment.compile_expression(expression).and_then(|compiled| compiled.eval(context));
        value.map_err(|error| {
            let problem = Problem::new(format!("`{expression}`: {error}")).at(self.templates.first_line(manifest));
            self.templates.blame(manifest, problem)
        })
    }
}

/// The context with what templates see of the file at hand.
fn in_file(context: &Value, file: &File<'_>) -> Value {
    let about = minijinja::context! {
        seeded => file.ownership == Ownership::Seeded,
        blip => file.blip.map(BlipId::as_str),
    };
    minijinja::context! { ..minijinja::context! { file => about }, ..context.clone() }
}

/// A text that grows up to [`LONGEST`].
#[derive(Default)]
struct Bounded(Vec<u8>);

impl Bounded {
    fn into_text(self) -> String {
        // what is written to it are texts
        String::from_utf8(self.0).unwrap_or_default()
    }
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > LONGEST {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn erb() -> Result<SyntaxConfig, Error> {
    let mut syntax = SyntaxConfig::builder();
    syntax.block_delimiters("<%", "%>").variable_delimiters("<%=", "%>").comment_delimiters("<%#", "%>");
    syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()
}

fn write_escaped(output: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let text = match (value.is_safe(), state.auto_escape()) {
        (false, AutoEscape::Custom(name)) => {
            Format::named(name).write(value).map_err(|reason| Error::new(ErrorKind::BadEscape, reason))?
        }
        _ => value.to_string(),
    };
    output.write_str(&text).map_err(Error::from)
}

/// `header()`: what made the file, and the reason for its blip and for those that are named besides: `header("argocd")`.
fn header(radar: Arc<Radar>) -> impl Fn(&mut State<'_, '_>, minijinja::value::Rest<String>) -> Result<Value, Error> {
    move |state, others| {
        let file = state.lookup(FILE).unwrap_or_default();
        let ownership = if file.get_attr("seeded")?.is_true() { Ownership::Seeded } else { Ownership::Managed };
        let own = file.get_attr("blip")?.as_str().map(str::to_owned);
        let blips = own.iter().chain(others.iter()).map(|id| blip(&radar, id)).collect::<Result<Vec<_>, _>>()?;
        for id in others.iter() {
            note(state, id);
        }
        Ok(Value::from_safe_string(comment::header(format(state), ownership, &blips)))
    }
}

/// `why("helm")`: the reason for a section that serves another blip.
fn why(radar: Arc<Radar>) -> impl Fn(&mut State<'_, '_>, &str) -> Result<Value, Error> {
    move |state, id| {
        let line = comment::why(format(state), blip(&radar, id)?);
        note(state, id);
        Ok(Value::from_safe_string(line))
    }
}

fn blip<'r>(radar: &'r Radar, id: &str) -> Result<&'r Blip, Error> {
    radar.find(id).ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("`{id}` is no blip of the radar")))
}

fn format(state: &State<'_, '_>) -> Format {
    match state.auto_escape() {
        AutoEscape::Custom(name) => Format::named(name),
        _ => Format::Text,
    }
}

fn note(state: &mut State<'_, '_>, id: &str) {
    let mut served = state.get_temp(SERVED).map(|served| served_by(&served)).unwrap_or_default();
    if let Ok(id) = id.parse()
        && !served.contains(&id)
    {
        served.push(id);
    }
    state.set_temp(SERVED, Value::from(served.iter().map(BlipId::to_string).collect::<Vec<_>>()));
}

fn served_by(value: &Value) -> Vec<BlipId> {
    let items = value.try_iter().into_iter().flatten();
    items.filter_map(|item| item.as_str()?.parse().ok()).collect()
}

/// Sorts the blocks that each begin with the line `marker`; what stands before the first stays where it is.
///
/// For lock files whose tools insist on an order that depends on the service's name (Cargo.lock).
fn sort_blocks(text: &str, marker: &str) -> String {
    let mut blocks: Vec<&str> = text.split(&format!("{marker}\n")).collect();
    let head = blocks.remove(0).trim_end();
    blocks.sort_unstable();
    let blocks = blocks.iter().map(|block| format!("{marker}\n{}", block.trim_end()));
    let parts: Vec<String> = std::iter::once(head.to_owned()).filter(|head| !head.is_empty()).chain(blocks).collect();
    parts.join("\n\n") + "\n"
}

/// The same for blocks that a blank line tells apart.
fn sort_paragraphs(text: &str) -> String {
    let mut blocks: Vec<&str> = text.trim().split("\n\n").collect();
    blocks.sort_unstable();
    blocks.join("\n\n") + "\n"
}

/// A mistake in a template, where its author finds it.
fn problem(error: &Error, template: &str, templates: &Templates) -> Problem {
    let detail = error.detail().map(|detail| format!(": {detail}")).unwrap_or_default();
    let name = error.name().unwrap_or(template);
    let place = Place { line: error.line().unwrap_or(1), ..templates.first_line(name) };
    match error.kind() {
        // the template may be right, and a value not be one that its format can hold
        ErrorKind::BadEscape => Problem::new(format!("{}{detail}", error.kind())).at(place),
        ErrorKind::OutOfFuel => {
            let problem = Problem::new("this template does far more than a file can need").at(place);
            templates.blame(name, problem.help("look for a loop without end, or over too long a list"))
        }
        ErrorKind::WriteFailure => {
            let what = format!("this template makes a file of more than {} MiB", LONGEST >> 20);
            templates.blame(name, Problem::new(what).at(place))
        }
        kind => templates.blame(name, Problem::new(format!("{kind}{detail}")).at(place)),
    }
}

#[cfg(test)]
mod tests {
    use minijinja::context;

    use super::*;

    fn render(template: &str, source: &str) -> Result<String, Problem> {
        let engine = Engine::new(Arc::default(), Arc::default()).unwrap();
        let file = File { template, ownership: Ownership::Managed, blip: None };
        let context = context! { service => context! { name => "on", description => "a: b" } };
        engine.render_as(source, &context, &file).map(|rendered| rendered.text)
    }

    #[test]
    fn values_are_escaped_by_the_files_format() {
        assert_eq!(render("x/a.yaml", "k: <%= service.description %>\n").unwrap(), "k: \"a: b\"\n");
        assert_eq!(render("x/a.yaml", "k: <%= service.name %>\n").unwrap(), "k: \"on\"\n");
        assert_eq!(render("x/a.yaml", "k: <%= service.name ~ '-config' %>\n").unwrap(), "k: on-config\n");
        assert_eq!(render("x/a.json", "{\"k\": <%= service.description %>}\n").unwrap(), "{\"k\": \"a: b\"}\n");
        assert_eq!(render("x/a.rs", "let k = <%= service.description | literal %>;\n").unwrap(), "let k = \"a: b\";\n");
    }

    #[test]
    fn what_others_write_in_braces_is_left_alone() {
        let text = "a: ${{ github.ref }}\nb: {{ .Values.x }}\nc: [[ ${#x} ]]\n";
        assert_eq!(render("x/a.yaml", text).unwrap(), text);
    }

    #[test]
    fn an_unknown_name_is_an_error_with_its_place() {
        let problem = render("x/a.yaml", "a: 1\nb: <%= service.nmae %>\n").unwrap_err();
        assert_eq!(problem.place.unwrap().to_string(), "templates/x/a.yaml:2:1");
        assert!(problem.what.contains("undefined"), "{}", problem.what);
    }

    #[test]
    fn statements_leave_no_line_behind() {
        assert_eq!(render("x/a.yaml", "a: 1\n  <% if true %>\nb: 2\n  <% endif %>\n").unwrap(), "a: 1\nb: 2\n");
    }

    #[test]
    fn blocks_are_sorted_below_their_head() {
        assert_eq!(
            sort_blocks("head\n\n[[p]]\nname = b\n\n[[p]]\nname = a\n", "[[p]]"),
            "head\n\n[[p]]\nname = a\n\n[[p]]\nname = b\n"
        );
        assert_eq!(sort_paragraphs("b:\n  x\n\na:\n  y\n"), "a:\n  y\n\nb:\n  x\n");
    }
}
