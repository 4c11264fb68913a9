//! The format of a file, by its path.

use minijinja::value::Value;

use super::{code, dockerfile, helm, json, markdown, plain, shell, toml, xml, yaml};

/// A format with rules of its own for values and comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// YAML 1.1 and 1.2 alike.
    Yaml,
    /// JSON.
    Json,
    /// TOML, lock files in it among them.
    Toml,
    /// A POSIX shell's script.
    Shell,
    /// A Dockerfile.
    Dockerfile,
    /// Markdown as forges read it.
    Markdown,
    /// A template of Helm, which will be rendered once more.
    Helm,
    /// XML and HTML.
    Xml,
    /// Rust, JavaScript, TypeScript, Go, Java and their like.
    CStyle,
    /// Style sheets.
    Css,
    /// HCL, in which Terraform is written.
    Hcl,
    /// Python.
    Python,
    /// Ruby.
    Ruby,
    /// Anything else: lines, with `#` for comments.
    Text,
}

/// Formats by the name under which minijinja's auto-escaping carries them.
const NAMES: [(&str, Format); 14] = [
    ("yaml", Format::Yaml),
    ("json", Format::Json),
    ("toml", Format::Toml),
    ("shell", Format::Shell),
    ("dockerfile", Format::Dockerfile),
    ("markdown", Format::Markdown),
    ("helm", Format::Helm),
    ("xml", Format::Xml),
    ("c-style", Format::CStyle),
    ("css", Format::Css),
    ("hcl", Format::Hcl),
    ("python", Format::Python),
    ("ruby", Format::Ruby),
    ("text", Format::Text),
];

impl Format {
    /// The format of the file at `path`.
    pub(crate) fn of(path: &str) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path);
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        if path.contains("/charts/") && path.contains("/templates/") && extension != "md" {
            return Self::Helm;
        }
        match (name, extension) {
            ("Dockerfile", _) => Self::Dockerfile,
            ("Cargo.lock" | "uv.lock", _) => Self::Toml,
            ("Gemfile" | "Rakefile", _) | (_, "rb" | "ru" | "gemspec") => Self::Ruby,
            ("go.mod", _) => Self::CStyle,
            (_, "yml" | "yaml") => Self::Yaml,
            ("composer.lock", _) | (_, "json") => Self::Json,
            (_, "toml") => Self::Toml,
            (_, "sh") => Self::Shell,
            (_, "md") => Self::Markdown,
            (_, "xml" | "html" | "svg" | "csproj" | "slnx" | "props" | "targets") => Self::Xml,
            (_, "css") => Self::Css,
            (_, "tf" | "hcl") => Self::Hcl,
            (_, "rs" | "js" | "mjs" | "cjs" | "ts" | "go" | "java" | "kt" | "kts" | "gradle" | "cs" | "php") => {
                Self::CStyle
            }
            (_, "py") => Self::Python,
            _ => Self::Text,
        }
    }

    /// The name under which minijinja's auto-escaping carries it.
    pub(crate) fn name(self) -> &'static str {
        NAMES.iter().find(|(_, format)| *format == self).map_or("text", |(name, _)| name)
    }

    /// The format of that name.
    pub(crate) fn named(name: &str) -> Self {
        NAMES.iter().find(|(known, _)| *known == name).map_or(Self::Text, |(_, format)| *format)
    }

    /// `value` as it is written in this format; the error says why it cannot be.
    pub(crate) fn write(self, value: &Value) -> Result<String, String> {
        match self {
            Self::Yaml => Ok(yaml(value)),
            Self::Json => Ok(json(value)),
            // a template within a string begins with one of the two
            Self::Hcl => Ok(json(value).replace("${", "$${").replace("%{", "%%{")),
            Self::Toml => toml(value),
            Self::Shell => Ok(shell(&plain(value)?)),
            Self::Dockerfile => Ok(dockerfile(&plain(value)?)),
            Self::Markdown => Ok(markdown(&plain(value)?)),
            Self::Helm => helm(&plain(value)?),
            Self::Xml => Ok(xml(&plain(value)?)),
            Self::CStyle | Self::Css | Self::Python | Self::Ruby => code(&plain(value)?),
            Self::Text => plain(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_tells_the_format() {
        let table = [
            ("service/files/.editorconfig", Format::Text),
            ("ci/github/.github/workflows/ci.yml", Format::Yaml),
            ("helm/files/charts/__name__/values.yaml", Format::Yaml),
            ("helm/files/charts/__name__/templates/deployment.yaml", Format::Helm),
            ("helm/files/charts/__name__/templates/NOTES.txt", Format::Helm),
            ("stacks/php/files/composer.lock", Format::Json),
            ("stacks/rust/files/Cargo.lock", Format::Toml),
            ("stacks/rust/files/Dockerfile", Format::Dockerfile),
            ("stacks/java/files/pom.xml", Format::Xml),
            ("stacks/dotnet/files/Service.slnx", Format::Xml),
            ("stacks/static/files/public/style.css", Format::Css),
            ("stacks/go/files/go.mod", Format::CStyle),
            ("stacks/ruby/files/Gemfile", Format::Ruby),
            ("sentry/alerts/deploy/sentry/alerts.tf", Format::Hcl),
        ];
        for (path, format) in table {
            assert_eq!(Format::of(path), format, "{path}");
            assert_eq!(Format::named(format.name()), format);
        }
    }
}
