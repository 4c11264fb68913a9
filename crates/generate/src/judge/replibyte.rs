//! Test data from production: what is personal must be said so that Replibyte finds it.

use blip_model::{Document, Problem, Selection};
use serde_json::{Value, json};

/// What Replibyte can put in the place of a value.
const TRANSFORMERS: [&str; 7] =
    ["credit-card", "email", "first-name", "keep-first-char", "phone-number", "random", "redacted"];
/// What it knows as well, and why that is none.
const REFUSED: [(&str, &str); 2] =
    [("random-date", "Replibyte ends with a panic there"), ("transient", "it leaves the value as it is")];
/// The oldest server that still gets fixes, and the newest that there is an image of.
const VERSIONS: std::ops::RangeInclusive<i64> = 13..=18;

/// A column, and what takes the place of its values: `public.users.email=email`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column<'a> {
    pub(crate) schema: &'a str,
    pub(crate) table: &'a str,
    pub(crate) name: &'a str,
    pub(crate) transformer: &'a str,
}

impl<'a> Column<'a> {
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let (place, transformer) = text.split_once('=')?;
        let (table_of, name) = place.rsplit_once('.')?;
        let (schema, table) = table(table_of)?;
        (is_name(name) && !transformer.is_empty()).then_some(Self { schema, table, name, transformer })
    }

    pub(crate) fn as_json(&self) -> Value {
        let Self { schema, table, name, transformer } = self;
        json!({"schema": schema, "table": table, "name": name, "transformer": transformer})
    }
}

/// `public.users`
pub(crate) fn table(text: &str) -> Option<(&str, &str)> {
    text.split_once('.').filter(|(schema, name)| is_name(schema) && is_name(name))
}

/// A name that needs no quotes in PostgreSQL.
fn is_name(text: &str) -> bool {
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    text.len() <= 63 && text.starts_with(|c: char| c.is_ascii_lowercase() || c == '_') && text.chars().all(legal)
}

pub(super) fn judge(selection: &Selection, document: &Document) -> Vec<Problem> {
    let Some(chosen) = selection.get("replibyte") else { return Vec::new() };
    let case = Case { document, settings: &chosen.settings };
    [case.bucket(), case.version(), case.subset(), case.schedule(), case.keep()]
        .into_iter()
        .flatten()
        .chain(case.columns())
        .collect()
}

struct Case<'a> {
    document: &'a Document,
    settings: &'a serde_json::Map<String, Value>,
}

impl Case<'_> {
    fn problem(&self, setting: &str, what: impl Into<String>) -> Problem {
        self.document.problem(&format!("blips.replibyte.{setting}"), what)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.settings.get(name).and_then(Value::as_str)
    }

    fn number(&self, name: &str) -> i64 {
        self.settings.get(name).and_then(Value::as_i64).unwrap_or_default()
    }

    fn columns(&self) -> Vec<Problem> {
        let given: Vec<&str> = self
            .settings
            .get("columns")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let form = "write SCHEMA.TABLE.COLUMN=TRANSFORMER, for example public.users.email=email";
        if given.is_empty() {
            let what = "`blips.replibyte.columns` names nothing personal, so production would be copied as it is";
            return vec![self.problem("columns", what).help(form)];
        }
        let mut seen = Vec::new();
        let mut problems = Vec::new();
        for text in given {
            let (fault, help) = match Column::parse(text) {
                None => (format!("`{text}` names no column"), form.to_owned()),
                Some(column) if seen.contains(&(column.schema, column.table, column.name)) => (
                    format!("`{}.{}.{}` is there twice", column.schema, column.table, column.name),
                    "remove one of the two".to_owned(),
                ),
                Some(column) => {
                    seen.push((column.schema, column.table, column.name));
                    let known = format!("choose one of {}", TRANSFORMERS.join(", "));
                    match REFUSED.iter().find(|(name, _)| *name == column.transformer) {
                        Some((name, why)) => (format!("not `{name}`: {why}"), known),
                        None if !TRANSFORMERS.contains(&column.transformer) => (
                            format!("`{}` is no transformer, and Replibyte would not say so", column.transformer),
                            known,
                        ),
                        None => continue,
                    }
                }
            };
            problems.push(self.problem("columns", format!("`blips.replibyte.columns`: {fault}")).help(help));
        }
        problems
    }

    fn bucket(&self) -> Option<Problem> {
        let problem = || {
            let what = "`blips.replibyte.bucket` says nothing, and dumps need a place";
            self.problem("bucket", what).help("name the bucket of S3 that they are kept in")
        };
        self.text("bucket").is_none().then(problem)
    }

    fn version(&self) -> Option<Problem> {
        let version = self.number("version");
        let problem = || {
            let what = format!("`blips.replibyte.version`: there is no PostgreSQL {version} that still gets fixes");
            self.problem("version", what).help(format!(
                "write its major version, {} to {}",
                VERSIONS.start(),
                VERSIONS.end()
            ))
        };
        (!VERSIONS.contains(&version)).then(problem)
    }

    fn subset(&self) -> Option<Problem> {
        let percent = self.number("percent");
        match self.text("subset_of") {
            _ if !(1..=100).contains(&percent) => {
                let problem = self.problem("percent", format!("`blips.replibyte.percent`: {percent} is no share"));
                Some(problem.help("write a number from 1 to 100"))
            }
            None if percent < 100 => {
                let what = format!("{percent} percent of what: `blips.replibyte.subset_of` names no table");
                Some(self.problem("percent", what).help("name the table that the share is taken of, as SCHEMA.TABLE"))
            }
            Some(_) if percent == 100 => {
                let what = "`blips.replibyte.subset_of` says nothing without `percent`";
                Some(self.problem("subset_of", what).help("add `percent`, or remove it"))
            }
            Some(name) if table(name).is_none() => {
                let problem =
                    self.problem("subset_of", format!("`blips.replibyte.subset_of`: `{name}` names no table"));
                Some(problem.help("write SCHEMA.TABLE, for example public.orders"))
            }
            _ => None,
        }
    }

    fn schedule(&self) -> Option<Problem> {
        let schedule = self.text("schedule").unwrap_or_default();
        let legal = |c: char| c.is_ascii_alphanumeric() || "*/,-".contains(c);
        let fields: Vec<&str> = schedule.split(' ').collect();
        let problem = || {
            let problem = self.problem("schedule", format!("`blips.replibyte.schedule`: `{schedule}` is no schedule"));
            problem.help("write minute, hour, day of the month, month and day of the week, for example `0 3 * * 0`")
        };
        (fields.len() != 5 || fields.iter().any(|field| field.is_empty() || !field.chars().all(legal))).then(problem)
    }

    fn keep(&self) -> Option<Problem> {
        let problem =
            || self.problem("keep", "`blips.replibyte.keep`: one dump at least has to stay").help("write 1 or more");
        (self.number("keep") < 1).then(problem)
    }
}
