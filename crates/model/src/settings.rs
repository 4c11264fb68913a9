//! The settings of a blip, declared as data beside its templates.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::spec::is_branch;
use crate::{Host, RepositoryUrl, Scope, Slug, header, nearest};

/// The settings that a blip knows, by name.
pub type Settings = BTreeMap<String, Setting>;

/// One setting of a blip: its type, what it may be, and what it is where nobody says.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// What kind of value it takes.
    #[serde(rename = "type")]
    pub kind: SettingType,
    /// One line for the reader of `--help`, of the schema and of the wizard.
    pub help: String,
    /// The value where none is given; a setting without default is left undefined.
    #[serde(default)]
    pub default: Option<Value>,
    /// Whether there is nothing without it: no default would serve, so somebody has to say it.
    #[serde(default)]
    pub required: bool,
    /// The allowed values, where they can be counted; of a list, those of its items.
    #[serde(default)]
    pub one_of: Vec<String>,
    /// Values that people expect here, each with the reason why it is not among the allowed ones.
    #[serde(default)]
    pub refused: BTreeMap<String, String>,
    /// The form of a text that becomes a name of something.
    #[serde(default)]
    pub form: Option<Form>,
    /// Where it can be set, of a blip that belongs to services and platforms alike.
    #[serde(default = "anywhere")]
    pub scope: Scope,
}

fn anywhere() -> Scope {
    Scope::Both
}

/// The form of a text that becomes a name of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// A DNS label, as Kubernetes asks of most names.
    Label,
    /// A host name.
    Host,
    /// The name of a header that passes through every service.
    Header,
    /// An address that begins with `https://`.
    HttpsUrl,
    /// A repository, as a browser shows it.
    RepositoryUrl,
    /// A branch.
    Branch,
    /// A folder of a repository, from its root.
    Folder,
    /// A file of a repository, from its root.
    File,
}

/// What kind of value a setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SettingType {
    /// A text.
    String,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// A list of texts.
    List,
}

impl Setting {
    /// The JSON Schema of the setting.
    #[must_use]
    pub fn schema(&self) -> Value {
        let mut schema = match self.kind {
            SettingType::String => json!({"type": "string"}),
            SettingType::Boolean => json!({"type": "boolean"}),
            SettingType::Integer => json!({"type": "integer"}),
            SettingType::List => json!({"type": "array", "items": {"type": "string"}}),
        };
        schema["description"] = match self.scope {
            Scope::Both | Scope::Service => self.help.clone(),
            Scope::Platform => format!("{} (platforms)", self.help),
        }
        .into();
        if let Some(default) = &self.default {
            schema["default"] = default.clone();
        }
        if !self.one_of.is_empty() {
            let of = if self.kind == SettingType::List { &mut schema["items"] } else { &mut schema };
            of["enum"] = self.one_of.clone().into();
        }
        schema
    }

    /// Why `value` cannot be given to this setting, if it cannot.
    #[must_use]
    pub fn fault(&self, value: &Value) -> Option<String> {
        let fits = match self.kind {
            SettingType::String => value.is_string(),
            SettingType::Boolean => value.is_boolean(),
            SettingType::Integer => value.is_i64() || value.is_u64(),
            SettingType::List => value.as_array().is_some_and(|items| items.iter().all(Value::is_string)),
        };
        if !fits {
            return Some(format!("it takes {}, not {value}", self.kind.described()));
        }
        if let (Some(form), Some(text)) = (self.form, value.as_str())
            && let Err(fault) = form.check(text)
        {
            return Some(fault);
        }
        let texts =
            value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice).iter().filter_map(Value::as_str);
        if let Some((text, reason)) = texts.clone().find_map(|text| Some((text, self.refused.get(text)?))) {
            return Some(format!("not {text}: {reason}"));
        }
        let mut unknown =
            texts.filter(|text| !self.one_of.is_empty() && !self.one_of.iter().any(|known| known == text));
        let of = if self.kind == SettingType::List { "each is one of" } else { "it is one of" };
        unknown.next().map(|text| format!("{of} {}, not \"{text}\"", self.one_of.join(", ")))
    }
}

impl Setting {
    /// The allowed value that a mistyped one most likely stands for.
    #[must_use]
    pub fn meant(&self, value: &Value) -> Option<&str> {
        let texts = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        let mut unknown =
            texts.iter().filter_map(Value::as_str).filter(|text| !self.one_of.iter().any(|of| of == text));
        nearest(unknown.next()?, self.one_of.iter().map(String::as_str))
    }
}

impl Form {
    fn check(self, text: &str) -> Result<(), String> {
        match self {
            Self::Label => text.parse::<Slug>().map(|_| ()).map_err(|error| error.to_string()),
            Self::Host => text.parse::<Host>().map(|_| ()).map_err(|error| error.to_string()),
            Self::Header => header::fault(text).map_or(Ok(()), Err),
            Self::RepositoryUrl => text.parse::<RepositoryUrl>().map(|_| ()).map_err(|error| error.to_string()),
            Self::Branch | Self::Folder | Self::File if is_branch(text) => Ok(()),
            Self::Branch => Err(format!("`{text}` is no name of a branch: use letters, digits and `. _ / -`")),
            Self::File => Err(format!(
                "`{text}` is no file of a repository: name it from the root, with letters, digits and `. _ / -`"
            )),
            Self::Folder => Err(format!(
                "`{text}` is no folder of a repository: name it from the root, with letters, digits and `. _ / -`"
            )),
            Self::HttpsUrl => {
                let rest = text.strip_prefix("https://").filter(|rest| !rest.is_empty());
                match rest {
                    None => Err(format!("`{text}` is no address that begins with https://")),
                    // not repeated: what is said here may be kept in a log
                    Some(rest) if rest.split('/').next().is_some_and(|authority| authority.contains('@')) => {
                        Err("it holds a user or a password, which a repository is no place for".to_owned())
                    }
                    Some(rest) if !rest.chars().all(is_of_url) => {
                        Err(format!("`{text}` has a character that no address of this kind has: a space, a quote, `#`"))
                    }
                    Some(_) => Ok(()),
                }
            }
        }
    }
}

/// Whether it may stand in an address that programs fetch from, which has no fragment.
fn is_of_url(c: char) -> bool {
    c.is_ascii_graphic() && !"\"'{}<>`\\#".contains(c)
}

impl SettingType {
    fn described(self) -> &'static str {
        match self {
            Self::String => "a text",
            Self::Boolean => "true or false",
            Self::Integer => "a whole number",
            Self::List => "a list of texts",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routing() -> Setting {
        serde_json::from_value(json!({"type": "string", "help": "How", "one_of": ["gateway-api", "ingress"]})).unwrap()
    }

    #[test]
    fn values_are_held_against_the_declaration() {
        assert_eq!(routing().fault(&json!("ingress")), None);
        assert_eq!(routing().fault(&json!("nginx")).unwrap(), "it is one of gateway-api, ingress, not \"nginx\"");
        assert_eq!(routing().fault(&json!(true)).unwrap(), "it takes a text, not true");
        assert_eq!(routing().meant(&json!("ingres")), Some("ingress"));
        assert_eq!(routing().meant(&json!("nginx")), None);
    }

    #[test]
    fn what_is_refused_has_a_reason() {
        let setting = Setting { refused: [("nginx".to_owned(), "it is retired".to_owned())].into(), ..routing() };
        assert_eq!(setting.fault(&json!("nginx")).unwrap(), "not nginx: it is retired");
        assert_eq!(setting.fault(&json!("ingress")), None);
    }

    #[test]
    fn each_item_of_a_list_is_held_against_the_declaration() {
        let setting = Setting { kind: SettingType::List, ..routing() };
        assert_eq!(setting.fault(&json!(["ingress", "gateway-api"])), None);
        assert_eq!(setting.fault(&json!(["nginx"])).unwrap(), "each is one of gateway-api, ingress, not \"nginx\"");
        assert_eq!(setting.schema()["items"]["enum"], json!(["gateway-api", "ingress"]));
    }

    #[test]
    fn names_have_a_form() {
        let setting = |form| Setting { form: Some(form), one_of: Vec::new(), ..routing() };
        assert_eq!(setting(Form::Label).fault(&json!("argocd")), None);
        assert!(setting(Form::Label).fault(&json!("Argo CD")).unwrap().contains("lower-case"));
        assert!(setting(Form::Host).fault(&json!("https://x")).unwrap().contains("without scheme"));
        assert_eq!(setting(Form::HttpsUrl).fault(&json!("https://kubernetes.default.svc")), None);
        assert_eq!(setting(Form::HttpsUrl).fault(&json!("https://gems.acme.example/a/@scope/")), None);
        let scheme = "is no address that begins with https://";
        let character = "has a character that no address of this kind has";
        for (url, what) in
            [("https://x y", character), ("https://", scheme), ("http://x", scheme), ("https://x/#y", character)]
        {
            assert!(setting(Form::HttpsUrl).fault(&json!(url)).unwrap().contains(what), "{url}");
        }
        let secret = setting(Form::HttpsUrl).fault(&json!("https://me:s3cret@gems.acme.example")).unwrap();
        assert!(secret.contains("a user or a password") && !secret.contains("s3cret"), "{secret}");
        assert!(setting(Form::RepositoryUrl).fault(&json!("git@github.com:acme/gitops")).unwrap().contains("browser"));
        assert_eq!(setting(Form::Folder).fault(&json!("apps/checkout")), None);
        assert_eq!(setting(Form::File).fault(&json!("api/openapi.yaml")), None);
        assert!(setting(Form::File).fault(&json!("../openapi.yaml")).unwrap().contains("no file of a repository"));
        for folder in ["/apps", "../apps", "apps/", "{{x}}", ""] {
            assert!(setting(Form::Folder).fault(&json!(folder)).unwrap().contains("from the root"), "{folder}");
        }
        assert!(setting(Form::Branch).fault(&json!("a..b")).unwrap().contains("no name of a branch"));
    }
}
