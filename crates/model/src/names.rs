//! Names that are checked where they enter, so that templates may trust them.

use std::borrow::Cow;
use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// Why a text is not the kind of name that was asked for; a sentence for the user.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no {kind}: {reason}")]
pub struct InvalidName {
    pub(crate) text: String,
    pub(crate) kind: &'static str,
    pub(crate) reason: String,
}

/// A text that obeys a rule: `$rule` says what breaks it, `$pattern` says the same to editors.
macro_rules! checked_text {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $pattern:literal, $rule:path) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidName;

            fn from_str(text: &str) -> Result<Self, InvalidName> {
                match $rule(text) {
                    Ok(()) => Ok(Self(text.to_owned())),
                    Err(reason) => Err(InvalidName { text: text.to_owned(), kind: $kind, reason }),
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidName;

            fn try_from(text: String) -> Result<Self, InvalidName> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({"type": "string", "pattern": $pattern})
            }
        }
    };
}

pub(crate) use checked_text;

checked_text! {
    /// What a service is called: its chart, image, Application and release bear the name.
    ///
    /// A DNS label that begins with a letter (RFC 1035, which Kubernetes asks of a Service), at most
    /// 53 characters (Helm's limit for a release).
    ServiceName, "service name", "^[a-z]([a-z0-9-]{0,51}[a-z0-9])?$", service_name
}

checked_text! {
    /// A team, a system or an environment: a DNS label (RFC 1123).
    Slug, "short name", "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", dns_label
}

checked_text! {
    /// The short name of a blip, as in `blip why helm`: the name of its file in the radar.
    BlipId, "blip", "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", dns_label
}

checked_text! {
    /// A host name without scheme, port or path (RFC 1123, at most 253 characters).
    Host, "host name", "^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$", host
}

checked_text! {
    /// The path of an HTTP endpoint: begins with `/`, holds no query.
    HttpPath, "path of an endpoint", "^/[A-Za-z0-9._~/-]+$", http_path
}

checked_text! {
    /// Where the image lives, registry first, without tag or digest: `ghcr.io/acme/checkout`.
    ImageRef, "image reference", "^[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)+$", image
}

checked_text! {
    /// A folder of a repository, from its root: `services/checkout`.
    Folder, "folder of a repository", "^[A-Za-z0-9][A-Za-z0-9._/-]*$", folder
}

checked_text! {
    /// Where the repository lives, as a browser shows it: `https://github.com/acme/checkout`.
    RepositoryUrl, "repository URL", "^https://[a-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._-]+){2,}$", repository_url
}

checked_text! {
    /// A cluster as Argo CD knows it: by name, or by the address of its API server (`argocd cluster list` shows both).
    Cluster, "cluster", "^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,252}$", cluster
}

checked_text! {
    /// Free text on one line, at most 300 characters.
    Description, "description", "^[^\\x00-\\x1f\\x7f]{1,300}$", description
}

impl ImageRef {
    /// The registry's host, with its port if it has one: `ghcr.io`.
    #[must_use]
    pub fn registry(&self) -> &str {
        self.0.split_once('/').map_or(self.as_str(), |(registry, _)| registry)
    }

    /// The path in the registry: `acme/checkout`.
    #[must_use]
    pub fn repository(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, repository)| repository)
    }
}

impl Cluster {
    /// Whether it is the address of an API server, and not a name.
    #[must_use]
    pub fn is_address(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl RepositoryUrl {
    /// The forge's host, with its port if it has one: `github.com`.
    #[must_use]
    pub fn host(&self) -> &str {
        self.after_scheme().split_once('/').map_or("", |(host, _)| host)
    }

    /// The path on the forge: `acme/checkout`, longer where groups are nested.
    #[must_use]
    pub fn path(&self) -> &str {
        self.after_scheme().split_once('/').map_or("", |(_, path)| path)
    }

    /// The organisation or group: all of the path but its last part.
    #[must_use]
    pub fn owner(&self) -> &str {
        self.path().rsplit_once('/').map_or("", |(owner, _)| owner)
    }

    /// The last part of the path.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path().rsplit_once('/').map_or("", |(_, name)| name)
    }

    fn after_scheme(&self) -> &str {
        self.0.strip_prefix("https://").unwrap_or(&self.0)
    }
}

fn service_name(text: &str) -> Result<(), String> {
    label(text, 53)?;
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return Err("it must begin with a letter, as Kubernetes asks of a Service".to_owned());
    }
    Ok(())
}

fn dns_label(text: &str) -> Result<(), String> {
    label(text, 63)
}

fn label(text: &str, longest: usize) -> Result<(), String> {
    if text.is_empty() {
        return Err("it is empty".to_owned());
    }
    if text.len() > longest {
        return Err(format!("it has {} characters, at most {longest} are allowed", text.chars().count()));
    }
    if !text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        let better = labelled(text);
        let hint = if better.is_empty() { String::new() } else { format!(", for example `{better}`") };
        return Err(format!("use lower-case letters, digits and `-`{hint}"));
    }
    if text.starts_with('-') || text.ends_with('-') {
        return Err("it must begin and end with a letter or a digit".to_owned());
    }
    Ok(())
}

/// The nearest DNS label: `Check_Out` becomes `check-out`.
fn labelled(text: &str) -> String {
    let text: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    text.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

pub(crate) fn host(text: &str) -> Result<(), String> {
    if text.contains("://") || text.contains('/') {
        return Err("give the host alone, without scheme and path".to_owned());
    }
    if text.contains(':') {
        return Err("give the host alone, without a port".to_owned());
    }
    if text.parse::<Ipv4Addr>().is_ok() {
        return Err("a route needs a name, not an address".to_owned());
    }
    if text.len() > 253 {
        return Err("it is longer than 253 characters".to_owned());
    }
    text.split('.').try_for_each(dns_label)
}

fn http_path(text: &str) -> Result<(), String> {
    if !text.starts_with('/') {
        return Err("it must begin with `/`".to_owned());
    }
    if text == "/" {
        return Err("`/` belongs to the service itself, so it says nothing about its health".to_owned());
    }
    if !text.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._~-".contains(&b)) {
        return Err("use letters, digits and `/ . _ ~ -`".to_owned());
    }
    if text.contains("//") {
        return Err("it has an empty part".to_owned());
    }
    Ok(())
}

fn image(text: &str) -> Result<(), String> {
    if text.contains('@') {
        return Err("give it without a digest: the pipeline writes the digest".to_owned());
    }
    if text.contains("://") {
        return Err("give it without a scheme, for example `ghcr.io/acme/checkout`".to_owned());
    }
    let Some((registry, path)) = text.split_once('/') else {
        return Err("it needs a registry and a path, for example `ghcr.io/acme/checkout`".to_owned());
    };
    if path.contains(':') {
        return Err("give it without a tag: the pipeline sets the tag".to_owned());
    }
    host_and_port(registry)?;
    if !registry.contains(['.', ':']) && registry != "localhost" {
        return Err("it must begin with the registry's host, for example `docker.io/`".to_owned());
    }
    path.split('/').try_for_each(image_component)
}

/// A path component of the OCI distribution specification.
fn image_component(part: &str) -> Result<(), String> {
    let alphanumeric = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if !part.starts_with(alphanumeric) || !part.ends_with(alphanumeric) {
        return Err("each part must begin and end with a lower-case letter or a digit".to_owned());
    }
    if !part.chars().all(|c| alphanumeric(c) || "._-".contains(c)) {
        return Err("use lower-case letters, digits and `. _ -`".to_owned());
    }
    Ok(())
}

fn folder(text: &str) -> Result<(), String> {
    if !crate::spec::is_branch(text) {
        return Err("name it from the root, with letters, digits and `. _ / -`".to_owned());
    }
    match text.split('/').find(|part| [".git", ".blip"].contains(&part.to_lowercase().as_str())) {
        Some(part) => Err(format!("nothing can lie in `{part}`")),
        None => Ok(()),
    }
}

fn repository_url(text: &str) -> Result<(), String> {
    let Some(rest) = text.strip_prefix("https://") else {
        return Err("give the address that a browser shows, for example `https://github.com/acme/checkout`".to_owned());
    };
    if rest.contains('@') {
        return Err("it must hold no user or password".to_owned());
    }
    if rest.ends_with(".git") {
        return Err("leave `.git` out".to_owned());
    }
    let Some((authority, path)) = rest.split_once('/') else {
        return Err("it needs an owner and a name after the host".to_owned());
    };
    host_and_port(authority)?;
    let parts: Vec<&str> = path.split('/').collect();
    if parts.len() < 2 || parts.contains(&"") {
        return Err("it needs an owner and a name after the host, and no `/` at the end".to_owned());
    }
    let legal = |part: &&str| part.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    if !parts.iter().all(legal) {
        return Err("its path may hold letters, digits and `. _ -`".to_owned());
    }
    Ok(())
}

pub(crate) fn host_and_port(text: &str) -> Result<(), String> {
    let Some((name, port)) = text.split_once(':') else {
        return host(text);
    };
    host(name)?;
    port.parse::<u16>().map(|_| ()).map_err(|_| format!("`{port}` is no port"))
}

/// Without what a project of Argo CD takes for a pattern (`*`, `!`): a cluster is named, not guessed.
fn cluster(text: &str) -> Result<(), String> {
    if text.starts_with("http://") {
        return Err("the address of an API server begins with https://".to_owned());
    }
    if text.len() > 253 {
        return Err("it is longer than 253 characters".to_owned());
    }
    if !text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return Err("it must begin with a letter or a digit".to_owned());
    }
    if !text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._:/@-".contains(&b)) {
        return Err("use letters, digits and `. _ : / @ -`".to_owned());
    }
    Ok(())
}

fn description(text: &str) -> Result<(), String> {
    if text.trim().is_empty() {
        return Err("it is empty".to_owned());
    }
    // U+2028, U+2029 and U+0085 end a line in YAML 1.1 and JavaScript
    if text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')) {
        return Err("it must be one line without control characters".to_owned());
    }
    if text.chars().count() > 300 {
        return Err("it is longer than 300 characters".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused<T: FromStr<Err = InvalidName> + fmt::Debug>(text: &str) -> String {
        text.parse::<T>().unwrap_err().to_string()
    }

    #[test]
    fn service_names() {
        let longest = "x".repeat(53);
        for good in ["a", "checkout", "checkout-api2", "on", "null", longest.as_str()] {
            good.parse::<ServiceName>().unwrap();
        }
        assert_eq!(
            refused::<ServiceName>("Check_Out!"),
            "`Check_Out!` is no service name: use lower-case letters, digits and `-`, for example `check-out`"
        );
        assert!(refused::<ServiceName>(&"x".repeat(54)).contains("at most 53"));
        assert!(refused::<ServiceName>("1a").contains("begin with a letter"));
        assert!(refused::<ServiceName>("a-").contains("begin and end"));
        assert!(refused::<ServiceName>("").contains("empty"));
        assert!(refused::<ServiceName>("é").contains("lower-case"));
    }

    #[test]
    fn hosts() {
        "checkout.acme.example".parse::<Host>().unwrap();
        assert!(refused::<Host>("https://a.b").contains("without scheme"));
        assert!(refused::<Host>("a.b:80").contains("without a port"));
        assert!(refused::<Host>("a..b").contains("empty"));
        assert!(refused::<Host>("*.a.b").contains("lower-case"));
        assert!(refused::<Host>("10.0.0.1").contains("not an address"));
    }

    #[test]
    fn endpoints() {
        "/healthz".parse::<HttpPath>().unwrap();
        assert!(refused::<HttpPath>("healthz").contains("begin with"));
        assert!(refused::<HttpPath>("/").contains("belongs to the service"));
        assert!(refused::<HttpPath>("/a?b").contains("letters"));
    }

    #[test]
    fn images() {
        let image: ImageRef = "localhost:5000/acme/check_out".parse().unwrap();
        assert_eq!((image.registry(), image.repository()), ("localhost:5000", "acme/check_out"));
        assert!(refused::<ImageRef>("acme/checkout").contains("registry's host"));
        assert!(refused::<ImageRef>("checkout").contains("registry and a path"));
        assert!(refused::<ImageRef>("ghcr.io/acme/checkout:1").contains("without a tag"));
        assert!(refused::<ImageRef>("ghcr.io/acme/checkout@sha256:0").contains("without a digest"));
        assert!(refused::<ImageRef>("https://ghcr.io/acme/checkout").contains("without a scheme"));
        assert!(refused::<ImageRef>("ghcr.io/Acme/checkout").contains("lower-case"));
    }

    #[test]
    fn repositories() {
        let url: RepositoryUrl = "https://gitlab.com/acme/shop/checkout".parse().unwrap();
        assert_eq!((url.host(), url.owner(), url.name()), ("gitlab.com", "acme/shop", "checkout"));
        assert!(refused::<RepositoryUrl>("git@github.com:acme/checkout.git").contains("browser"));
        assert!(refused::<RepositoryUrl>("https://me:pw@github.com/a/b").contains("no user"));
        assert!(refused::<RepositoryUrl>("https://github.com/a/b.git").contains("leave `.git` out"));
        assert!(refused::<RepositoryUrl>("https://github.com/a").contains("owner and a name"));
        assert!(refused::<RepositoryUrl>("https://github.com/a/b/").contains("no `/` at the end"));
    }

    #[test]
    fn clusters() {
        for good in ["in-cluster", "arn:aws:eks:eu-west-1:1:cluster/prod", "me@eu.eksctl.io", "https://10.0.0.1:6443"] {
            good.parse::<Cluster>().unwrap();
        }
        assert!(refused::<Cluster>("*").contains("letter or a digit"));
        assert!(refused::<Cluster>("prod-*").contains("letters, digits"));
        assert!(refused::<Cluster>("{{.name}}").contains("letter or a digit"));
        assert!(refused::<Cluster>("http://k8s.acme.example").contains("https://"));
    }

    #[test]
    fn descriptions() {
        r#"no: "x" # {{ y }} ${{ z }} 'é'"#.parse::<Description>().unwrap();
        assert!(refused::<Description>("a\nb").contains("one line"));
        assert!(refused::<Description>("a\u{2028}b").contains("one line"));
        assert!(refused::<Description>(" ").contains("empty"));
    }
}
