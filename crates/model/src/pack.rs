//! `pack` in `blip.yaml`: where a team's own templates and radar come from.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::names::{checked_text, host, host_and_port};
use crate::spec::is_branch;
use crate::{Document, InvalidName, Problem};

/// A git repository with templates and a radar that are laid on top of Blip's own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackSource {
    /// The repository: an address of https or ssh, or a path from the folder of blip.yaml.
    pub git: PackUrl,
    /// A tag, a branch or a commit; by default what the repository itself begins with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rev: Option<PackRev>,
}

checked_text! {
    /// Where a pack's git repository lives. Nothing that git would take for a program to run, no password.
    PackUrl, "repository of a pack", "^(https://|ssh://|file:///|/|\\./|\\.\\./|[A-Za-z0-9._-]+@)[^\\s]+$", pack_url
}

checked_text! {
    /// A tag, a branch or a commit.
    PackRev, "tag, branch or commit", "^[A-Za-z0-9_][A-Za-z0-9._/-]*$", pack_rev
}

impl PackSource {
    /// The pack that a document asks for, which decides how the rest of the document is read.
    ///
    /// # Errors
    /// What is wrong with it, with its place.
    pub fn of(document: &Document) -> Result<Option<Self>, Problem> {
        #[derive(Deserialize)]
        struct Only {
            #[serde(default)]
            pack: Option<PackSource>,
        }
        Ok(document.deserialize::<Only>()?.pack)
    }

    /// A short name for it, as it stands before the path of a file: `blip-pack@v2`.
    #[must_use]
    pub fn short_name(&self) -> String {
        let url = self.git.as_str().trim_end_matches('/').trim_end_matches(".git");
        let name = url.rsplit(['/', ':']).next().unwrap_or(url);
        match &self.rev {
            Some(rev) => format!("{name}@{rev}"),
            None => name.to_owned(),
        }
    }
}

impl PackUrl {
    /// Whether it is a folder of this machine.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.0.starts_with(['/', '.']) || self.0.starts_with("file://")
    }
}

fn pack_url(text: &str) -> Result<(), String> {
    let legal = |c: char| c.is_ascii_alphanumeric() || "._~/-+".contains(c);
    if ["/", "./", "../"].iter().any(|start| text.starts_with(start)) || text.starts_with("file:///") {
        let control = text.chars().any(char::is_control);
        return if control { Err("it holds a control character".to_owned()) } else { Ok(()) };
    }
    let (authority, path) = if let Some(rest) = text.strip_prefix("https://") {
        let (authority, path) = rest.split_once('/').ok_or("it has no path after the host")?;
        if authority.contains('@') {
            return Err("it must hold no user or password; git asks its credential helper".to_owned());
        }
        (authority, path)
    } else if let Some(rest) = text.strip_prefix("ssh://") {
        let (authority, path) = rest.split_once('/').ok_or("it has no path after the host")?;
        (authority.split_once('@').map_or(Ok(authority), |(user, host)| is_user(user).map(|()| host))?, path)
    } else if let Some((user, rest)) = text.split_once('@') {
        is_user(user)?;
        let (name, path) = rest.split_once(':').ok_or("it has no path after the host")?;
        host(name)?;
        (name, path)
    } else {
        return Err("write https://…, ssh://…, git@HOST:PATH, or a path that begins with `./`, `../` or `/`".to_owned());
    };
    host_and_port(authority)?;
    if path.is_empty() || path.starts_with('-') || !path.chars().all(legal) {
        return Err("its path may hold letters, digits and `. _ ~ / - +`".to_owned());
    }
    Ok(())
}

fn is_user(user: &str) -> Result<(), String> {
    let legal = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if user.is_empty() || user.starts_with('-') || !user.chars().all(legal) {
        return Err("it must hold no password, and a plain name before `@`".to_owned());
    }
    Ok(())
}

fn pack_rev(text: &str) -> Result<(), String> {
    if is_branch(text) { Ok(()) } else { Err("use letters, digits and `. _ / -`".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_git_only_fetches_from() {
        for text in [
            "https://github.com/acme/blip-pack",
            "https://git.acme.example:8443/platform/blip-pack.git",
            "ssh://git@git.acme.example:22/platform/blip-pack",
            "git@github.com:acme/blip-pack.git",
            "../blip-pack",
            "/srv/blip pack",
            "file:///srv/blip-pack",
        ] {
            assert!(text.parse::<PackUrl>().is_ok(), "{text}");
        }
    }

    #[test]
    fn what_would_run_a_program_or_hold_a_password_is_refused() {
        for text in [
            "",
            "blip-pack",
            "ext::sh -c touch% /tmp/x",
            "http://github.com/acme/blip-pack",
            "git://github.com/acme/blip-pack",
            "https://token@github.com/acme/blip-pack",
            "https://user:secret@github.com/acme/blip-pack",
            "ssh://-oProxyCommand=x/acme",
            "ssh://-oProxyCommand=x@host/acme",
            "git@-oProxyCommand=x:acme",
            "git@github.com:-x",
            "https://github.com/acme pack",
            "--upload-pack=x",
            "file://host/x",
            "/a\nb",
        ] {
            assert!(text.parse::<PackUrl>().is_err(), "{text}");
        }
        for text in ["-x", "a..b", "refs/heads/x.lock", "a b", "@{-1}", ":/x", "a^", ""] {
            assert!(text.parse::<PackRev>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_pack_has_a_short_name() {
        let name = |git: &str, rev: Option<&str>| {
            let rev = rev.map(|rev| rev.parse().unwrap());
            PackSource { git: git.parse().unwrap(), rev }.short_name()
        };
        assert_eq!(name("https://github.com/acme/blip-pack.git", Some("v2")), "blip-pack@v2");
        assert_eq!(name("git@github.com:pack", None), "pack");
    }
}
