//! Addresses of commits, issues and comparisons on a forge.

use serde::{Deserialize, Serialize};

/// Which software a forge runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ForgeKind {
    /// GitHub, also GitHub Enterprise Server.
    GitHub,
    /// GitLab, also self-managed.
    GitLab,
}

/// A project on a forge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Forge {
    /// Which software.
    pub kind: ForgeKind,
    /// The project's page, without `/` at its end.
    pub url: String,
}

impl Forge {
    /// Reads the address of a remote: `https://…`, `ssh://…` or `git@host:path`. The host tells the kind where its
    /// name does; otherwise it must be given.
    pub fn from_remote(remote: &str, kind: Option<ForgeKind>) -> Option<Self> {
        let (host, path) = host_and_path(remote.trim())?;
        let kind = kind.or_else(|| kind_of(&host))?;
        let path = path.trim_matches('/');
        let path = path.strip_suffix(".git").unwrap_or(path);
        (!path.is_empty()).then(|| Self { kind, url: format!("https://{host}/{path}") })
    }

    /// The page of a commit.
    pub fn commit(&self, id: &str) -> String {
        self.page("commit", id)
    }

    /// The page that compares two tags.
    pub fn compare(&self, from: &str, to: &str) -> String {
        self.page("compare", &format!("{}...{}", encoded(from), encoded(to)))
    }

    /// The page of a tag.
    pub fn tag(&self, name: &str) -> String {
        match self.kind {
            ForgeKind::GitHub => self.page("releases/tag", &encoded(name)),
            ForgeKind::GitLab => self.page("tags", &encoded(name)),
        }
    }

    /// The page of an issue. GitHub leads on to the pull request where the number is one.
    pub fn issue(&self, number: &str) -> String {
        self.page("issues", number)
    }

    /// The page of a pull or merge request.
    pub fn request(&self, number: &str) -> String {
        match self.kind {
            ForgeKind::GitHub => self.page("pull", number),
            ForgeKind::GitLab => self.page("merge_requests", number),
        }
    }

    fn page(&self, kind: &str, rest: &str) -> String {
        match self.kind {
            ForgeKind::GitHub => format!("{}/{kind}/{rest}", self.url),
            ForgeKind::GitLab => format!("{}/-/{kind}/{rest}", self.url),
        }
    }
}

fn host_and_path(remote: &str) -> Option<(String, &str)> {
    if let Some((scheme, rest)) = remote.split_once("://") {
        if !matches!(scheme, "https" | "http" | "ssh" | "git") {
            return None;
        }
        let (authority, path) = rest.split_once('/')?;
        let host = authority.rsplit('@').next()?;
        // the port of ssh is not that of the web pages
        let host = match scheme {
            "ssh" | "git" => host.split(':').next()?,
            _ => host,
        };
        return Some((host.to_lowercase(), path));
    }
    let (authority, path) = remote.split_once(':')?;
    let host = authority.rsplit('@').next()?;
    (host.contains('.') && !host.contains('/')).then(|| (host.to_lowercase(), path))
}

fn kind_of(host: &str) -> Option<ForgeKind> {
    let named = |name: &str| host.split('.').any(|part| part.contains(name));
    match (named("github"), named("gitlab")) {
        (true, false) => Some(ForgeKind::GitHub),
        (false, true) => Some(ForgeKind::GitLab),
        _ => None,
    }
}

/// Percent-encodes what would end a path or a link in Markdown; `/` and `@` stay.
fn encoded(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-._~/@".contains(c);
    text.chars()
        .map(|c| match c {
            c if plain(c) => c.to_string(),
            c => c.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remotes() {
        let cases = [
            ("https://github.com/acme/shop.git", Some("https://github.com/acme/shop")),
            ("https://user:secret@gitlab.com/acme/group/shop", Some("https://gitlab.com/acme/group/shop")),
            ("git@github.com:acme/shop.git", Some("https://github.com/acme/shop")),
            ("ssh://git@gitlab.acme.example:2222/acme/shop.git", Some("https://gitlab.acme.example/acme/shop")),
            ("https://code.acme.example/acme/shop", None),
            ("/srv/git/shop.git", None),
            ("file:///srv/git/shop.git", None),
            ("C:\\repos\\shop", None),
        ];
        for (remote, url) in cases {
            let found = Forge::from_remote(remote, None).map(|forge| forge.url);
            assert_eq!(found.as_deref(), url, "{remote}");
        }
        let told = Forge::from_remote("https://code.acme.example/a/b/", Some(ForgeKind::GitLab)).unwrap();
        assert_eq!(told.commit("abc"), "https://code.acme.example/a/b/-/commit/abc");
    }

    #[test]
    fn pages() {
        let github = Forge::from_remote("https://github.com/a/b", None).unwrap();
        let gitlab = Forge::from_remote("https://gitlab.com/a/b", None).unwrap();
        assert_eq!(github.compare("v1.0.0", "v1.1.0+b"), "https://github.com/a/b/compare/v1.0.0...v1.1.0%2Bb");
        assert_eq!(gitlab.compare("v1", "v2"), "https://gitlab.com/a/b/-/compare/v1...v2");
        assert_eq!(github.request("3"), "https://github.com/a/b/pull/3");
        assert_eq!(gitlab.request("3"), "https://gitlab.com/a/b/-/merge_requests/3");
        assert_eq!(github.tag("v1"), "https://github.com/a/b/releases/tag/v1");
        assert_eq!(gitlab.issue("3"), "https://gitlab.com/a/b/-/issues/3");
    }
}
