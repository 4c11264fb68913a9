//! What a repository says about itself, to be offered as answers. Nothing is asked of the network.

use std::path::Path;

use blip_model::{Provider, RepositoryUrl};
use git2::Config;

use crate::Error;
use crate::git::discover;

/// What was found; each part may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Detected {
    /// Where it is pushed to: `origin`, else the first remote that is on a forge.
    pub remote: Option<Remote>,
    /// The branch that is checked out, also before its first commit.
    pub branch: Option<String>,
    /// The branch that releases come from, as far as the repository tells.
    pub default_branch: Option<String>,
    /// The user's name, from git's configuration.
    pub user_name: Option<String>,
    /// The user's address, from git's configuration.
    pub user_email: Option<String>,
    /// The user's name on a forge and the forge, `github` or `gitlab`, where git's configuration tells.
    pub login: Option<(String, &'static str)>,
}

/// A repository on a forge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote {
    /// Its address as a browser takes it, without user, password and `.git`.
    pub url: RepositoryUrl,
    /// The forge, where the host's name tells it.
    pub provider: Option<Provider>,
}

/// Looks at the repository that `folder` lies in; without one, at the user's own git configuration.
///
/// # Errors
/// When the repository cannot be read.
pub fn detect(folder: &Path) -> Result<Detected, Error> {
    let Some(repository) = discover(folder)? else {
        return Ok(Config::open_default().map(|config| user(&config)).unwrap_or_default());
    };
    let mut detected = user(&repository.config()?);
    let names = repository.remotes()?;
    let mut names: Vec<&str> = names.iter().flatten().flatten().collect();
    names.sort_by_key(|name| *name != "origin");
    detected.remote = names.into_iter().find_map(|name| {
        let remote = repository.find_remote(name).ok()?;
        Remote::of(remote.url().ok()?)
    });
    detected.branch = branch(&repository);
    detected.default_branch = default_branch(&repository, detected.branch.as_deref());
    Ok(detected)
}

/// What `origin` calls its default branch; else the one that is named so by custom; else the one that is checked out,
/// where there is no other.
fn default_branch(repository: &git2::Repository, checked_out: Option<&str>) -> Option<String> {
    let head = repository.find_reference("refs/remotes/origin/HEAD").ok();
    if let Some(target) = head.as_ref().and_then(|head| head.symbolic_target().ok()?) {
        return target.strip_prefix("refs/remotes/origin/").map(str::to_owned);
    }
    let there = |name: &str| {
        let full = [format!("refs/heads/{name}"), format!("refs/remotes/origin/{name}")];
        full.iter().any(|name| repository.find_reference(name).is_ok())
    };
    let customary = ["main", "master", "trunk"].into_iter().find(|name| there(name));
    let only = || repository.branches(None).is_ok_and(|branches| branches.count() <= 1);
    customary.or_else(|| checked_out.filter(|_| only())).map(str::to_owned)
}

/// The pager that git's configuration names, for somebody who stands in `folder`.
#[must_use]
pub fn pager(folder: &Path) -> Option<String> {
    let config = match discover(folder) {
        Ok(Some(repository)) => repository.config(),
        _ => Config::open_default(),
    };
    config.ok()?.get_string("core.pager").ok()
}

fn user(config: &Config) -> Detected {
    let value = |name: &str| config.get_string(name).ok().filter(|value| !value.trim().is_empty());
    let login = |forge| value(&format!("{forge}.user")).map(|login| (login, forge));
    let login = login("github").or_else(|| login("gitlab"));
    Detected { login, user_name: value("user.name"), user_email: value("user.email"), ..Detected::default() }
}

/// HEAD names the branch even before there is a commit on it.
fn branch(repository: &git2::Repository) -> Option<String> {
    let head = repository.find_reference("HEAD").ok()?;
    let target = head.symbolic_target().ok()??;
    target.strip_prefix("refs/heads/").map(str::to_owned)
}

impl Remote {
    /// Reads a remote's address in any form that git takes: `git@host:path`, `ssh://`, `https://`, `git://`.
    #[must_use]
    pub fn of(address: &str) -> Option<Self> {
        let (host, path) = match address.split_once("://") {
            Some((scheme @ ("https" | "http" | "ssh" | "git" | "git+ssh"), rest)) => {
                let (authority, path) = rest.split_once('/')?;
                let host = authority.rsplit('@').next()?;
                // the port of another protocol says nothing about the one for browsers
                let bare = host.split(':').next()?;
                (if scheme == "https" { host } else { bare }, path)
            }
            Some(_) => return None,
            None => {
                let (authority, path) = address.split_once(':')?;
                if authority.contains('/') {
                    return None;
                }
                (authority.rsplit('@').next()?, path)
            }
        };
        let path = path.trim_matches('/');
        let path = path.strip_suffix(".git").unwrap_or(path);
        let host = host.to_lowercase();
        let url = format!("https://{host}/{path}").parse().ok()?;
        Some(Self { url, provider: provider(&host) })
    }
}

fn provider(host: &str) -> Option<Provider> {
    let label = |name| host.split(['.', ':', '-']).any(|part| part == name);
    if label("github") {
        Some(Provider::Github)
    } else if label("gitlab") {
        Some(Provider::Gitlab)
    } else {
        None
    }
}
