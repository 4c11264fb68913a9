//! The pins of workflows, of actions, and of pipelines of GitLab.

use super::value::{Image, action, is_commit, is_version, version_in};
use super::{Kind, Pin, lines};

pub(super) fn scan(text: &str) -> Vec<Pin> {
    let mut reader = Reader::default();
    lines(text).filter_map(|(number, start, line)| reader.line(number, start, line)).collect()
}

/// Where in the document the reader is.
#[derive(Default)]
struct Reader<'t> {
    /// The keys on the way to here, each with its column.
    parents: Vec<(usize, &'t str)>,
    /// Deeper lines are the text of a scalar, not YAML.
    scalar: Option<usize>,
    /// The action of this step, and the column of its key.
    step: Option<(usize, &'t str)>,
}

/// A value, without its quotes, and what stands behind it.
struct Value<'t> {
    text: &'t str,
    quote: Option<char>,
    /// The comment with its `#`.
    comment: &'t str,
}

impl<'t> Reader<'t> {
    fn line(&mut self, number: usize, start: usize, line: &'t str) -> Option<Pin> {
        let mut content = line.trim_start();
        let indent = line.len() - content.len();
        if content.is_empty() || content.starts_with('#') {
            return None;
        }
        if self.scalar.is_some_and(|column| indent > column) {
            return None;
        }
        self.scalar = None;
        let is_item = content.starts_with("- ");
        while let Some(rest) = content.strip_prefix("- ") {
            content = rest.trim_start();
        }
        let column = line.len() - content.len();
        if is_item {
            self.step = None;
        }
        self.parents.retain(|(parent, _)| *parent < column);
        let (key, rest) = split_key(content).unwrap_or(("", content));
        if ends_in_block_scalar(rest) {
            self.scalar = Some(if key.is_empty() { indent } else { column });
        }
        let value = Value::parse(rest);
        let pin = self.pin(key, column, &value);
        if !key.is_empty() {
            self.parents.push((column, key));
        }
        let (mut pin, from, to) = pin?;
        let offset = |part: &str| start + (part.as_ptr().addr() - line.as_ptr().addr());
        pin.line = number;
        pin.span = offset(from)..offset(to) + to.len();
        Some(pin)
    }

    /// The pin of a key, with the first and the last part of the text that says its version.
    fn pin(&mut self, key: &'t str, column: usize, value: &Value<'t>) -> Option<(Pin, &'t str, &'t str)> {
        let parent = self.parents.last().map(|(_, key)| *key);
        match (key, parent) {
            ("uses", _) => {
                if let Some(image) = value.text.strip_prefix("docker://") {
                    return image_pin(image, value.quote);
                }
                let (name, reference) = action(value.text)?;
                self.step = Some((column, name));
                Some(action_pin(name, reference, value))
            }
            ("image" | "container", _) if value.text.starts_with('{') => {
                let name = Value::in_flow(value.text, "name").or_else(|| Value::in_flow(value.text, "image"))?;
                image_pin(name.text, name.quote)
            }
            ("image" | "container", _) | ("name", Some("image" | "services")) | ("", Some("services")) => {
                image_pin(value.text, value.quote)
            }
            (key, Some("with")) if key == "version" || key.ends_with("-version") || key.ends_with("_version") => {
                let (with, _) = self.parents.last()?;
                let (_, action) = self.step.filter(|(step, _)| step == with)?;
                is_version(value.text).then(|| {
                    let pin = pin(Kind::Tool, format!("{action} {key}"), Some(value.text), None, value.quote);
                    (pin, value.text, value.text)
                })
            }
            _ => None,
        }
    }
}

fn pin(kind: Kind, name: String, version: Option<&str>, digest: Option<&str>, quote: Option<char>) -> Pin {
    let [version, digest] = [version, digest].map(|text| text.map(str::to_owned));
    Pin { kind, name, version, digest, line: 0, span: 0..0, quote }
}

fn action_pin<'t>(name: &str, reference: &'t str, value: &Value<'t>) -> (Pin, &'t str, &'t str) {
    if !is_commit(reference) {
        return (pin(Kind::Action, name.to_owned(), Some(reference), None, value.quote), reference, reference);
    }
    let version = version_in(value.comment).map(|(_, version)| version);
    let found = pin(Kind::Action, name.to_owned(), version, Some(reference), value.quote);
    (found, reference, version.unwrap_or(reference))
}

fn image_pin(text: &str, quote: Option<char>) -> Option<(Pin, &str, &str)> {
    let image = Image::parse(text)?;
    let rest = &text[image.name.len()..];
    Some((pin(Kind::Image, image.name.to_owned(), image.tag, image.digest, quote), rest, rest))
}

/// `key: rest`
fn split_key(content: &str) -> Option<(&str, &str)> {
    let (key, rest) = content.split_once(':')?;
    let legal = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    (!key.is_empty() && key.chars().all(legal) && (rest.is_empty() || rest.starts_with([' ', '\t'])))
        .then_some((key, rest))
}

/// Whether the next lines are a text: `|`, `>-`, `|2`, with an anchor or a comment where there is one.
fn ends_in_block_scalar(rest: &str) -> bool {
    let code = rest.split(" #").next().unwrap_or_default();
    let last = code.split_whitespace().last().unwrap_or_default();
    last.starts_with(['|', '>']) && last[1..].chars().all(|c| c.is_ascii_digit() || "+-".contains(c))
}

impl<'t> Value<'t> {
    fn parse(rest: &'t str) -> Self {
        let rest = rest.trim_start();
        for quote in ['"', '\''] {
            if let Some((text, behind)) = rest.strip_prefix(quote).and_then(|inner| inner.split_once(quote)) {
                return Self { text, quote: Some(quote), comment: comment(behind) };
            }
        }
        let end = rest.find(" #").unwrap_or(rest.len());
        Self { text: rest[..end].trim_end(), quote: None, comment: comment(&rest[end..]) }
    }

    /// The value of a key in `{key: value, …}`.
    fn in_flow(flow: &'t str, key: &str) -> Option<Self> {
        let entries = flow.trim_start_matches('{').split([',', '}']);
        entries
            .filter_map(|entry| split_key(entry.trim_start()))
            .find(|(name, _)| *name == key)
            .map(|(_, rest)| Self::parse(rest))
    }
}

fn comment(behind: &str) -> &str {
    let behind = behind.trim_start();
    if behind.starts_with('#') { behind } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMIT: &str = "3d3c42e5aac5ba805825da76410c181273ba90b1";

    /// Each pin as `line name version digest`, and the text that says its version.
    fn found(text: &str) -> Vec<(String, String)> {
        let show = |pin: Pin| {
            let digest = pin.digest.map(|digest| digest.chars().take(9).collect::<String>());
            let parts = [pin.version, digest].map(|part| part.unwrap_or_else(|| "-".to_owned()));
            (format!("{} {} {}", pin.line, pin.name, parts.join(" ")), text[pin.span].to_owned())
        };
        scan(text).into_iter().map(show).collect()
    }

    #[test]
    fn actions() {
        let text = format!(
            "jobs:\n  a:\n    steps:\n      - uses: actions/checkout@{COMMIT} # v7.0.1\n      - name: x\n        uses: \"a/b/c@{COMMIT}\" # tag=v1\n      - uses: a/b@{COMMIT}\n      - uses: a/b@v4\n      - uses: ./here\n      - uses: docker://alpine:3.8\n"
        );
        assert_eq!(
            found(&text),
            [
                ("4 actions/checkout v7.0.1 3d3c42e5a".to_owned(), format!("{COMMIT} # v7.0.1")),
                ("6 a/b/c v1 3d3c42e5a".to_owned(), format!("{COMMIT}\" # tag=v1")),
                ("7 a/b - 3d3c42e5a".to_owned(), COMMIT.to_owned()),
                ("8 a/b v4 -".to_owned(), "v4".to_owned()),
                ("10 alpine 3.8 -".to_owned(), ":3.8".to_owned()),
            ]
        );
    }

    #[test]
    fn images() {
        let text = "default:\n  image: alpine:3.23\njob:\n  image:\n    entrypoint: [\"\"]\n    name: docker.io/alpine/helm:4.2.2@sha256:ab\n  services:\n    - postgres:17\n    - name: redis:8\nother:\n  image: {name: \"a/b:1\", entrypoint: [\"\"]}\n  environment:\n    name: staging:1\nthird:\n  image: $IMAGE:1\n";
        let names: Vec<_> = found(text).into_iter().map(|(pin, _)| pin).collect();
        assert_eq!(
            names,
            [
                "2 alpine 3.23 -",
                "6 docker.io/alpine/helm 4.2.2 sha256:ab",
                "8 postgres 17 -",
                "9 redis 8 -",
                "11 a/b 1 -"
            ]
        );
    }

    #[test]
    fn tools_beside_their_action() {
        let text = format!(
            "steps:\n  - uses: azure/setup-helm@{COMMIT} # v5\n    with:\n      version: v4.2.2\n      token: x\n  - run: x\n    with:\n      version: 1\n  - uses: actions/setup-node@v7\n    with:\n      node-version: \"24\"\n      node-version-file: .nvmrc\n"
        );
        let names: Vec<_> = found(&text).into_iter().map(|(pin, _)| pin).collect();
        assert_eq!(names[1], "4 azure/setup-helm version v4.2.2 -");
        assert_eq!(names[3], "11 actions/setup-node node-version 24 -");
        assert_eq!(names.len(), 4);
    }

    #[test]
    fn a_text_in_the_file_is_not_the_file() {
        let text =
            "job:\n  script:\n    - |\n      image: a:1\n    - &x >-\n      image: a:1\n    - echo\n  image: b:2\n";
        assert_eq!(found(text), [("8 b 2 -".to_owned(), ":2".to_owned())]);
        assert_eq!(found("run: | # text\n  image: a:1\nimage: b:1\r\n"), [("3 b 1 -".to_owned(), ":1".to_owned())]);
    }
}
