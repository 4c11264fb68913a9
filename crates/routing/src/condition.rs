//! What a route asks of a request.

use regex::Regex;

use crate::Request;

/// What a route asks of a request.
#[derive(Debug, Clone)]
pub enum Condition {
    /// Each of them; nothing is asked where there is none.
    All(Vec<Condition>),
    /// One of them at least.
    Any(Vec<Condition>),
    /// The contrary.
    Not(Box<Condition>),
    /// A host; `*.` at its beginning stands for one label or more.
    Host(String),
    /// A host that an expression matches.
    HostLike(Regex),
    /// Exactly this path.
    Path(String),
    /// A path of these parts, and whatever is below: `/api` and `/api/v1`, not `/apis`.
    Below(String),
    /// A path that begins with this text: `/api`, `/api/v1` and `/apis`.
    Begins(String),
    /// A path that an expression matches.
    PathLike(Regex),
    /// A method.
    Method(String),
    /// A header, by its name in any case.
    Header(String, Text),
    /// A parameter of the query.
    Query(String, Text),
}

/// What a text must be.
#[derive(Debug, Clone)]
pub enum Text {
    /// This and nothing else.
    Exact(String),
    /// One that an expression matches.
    Like(Regex),
    /// Any, as long as it is there.
    Any,
}

impl Text {
    fn fits(&self, value: &str) -> bool {
        match self {
            Self::Exact(text) => text == value,
            Self::Like(expression) => expression.is_match(value),
            Self::Any => true,
        }
    }
}

impl Condition {
    /// Whether a request fulfils it.
    #[must_use]
    pub fn holds(&self, request: &Request) -> bool {
        let path = request.path.as_str();
        match self {
            Self::All(all) => all.iter().all(|condition| condition.holds(request)),
            Self::Any(any) => any.iter().any(|condition| condition.holds(request)),
            Self::Not(condition) => !condition.holds(request),
            Self::Host(host) => is_host(host, &request.host),
            Self::HostLike(expression) => expression.is_match(&request.host),
            Self::Path(exact) => exact == path,
            Self::Below(prefix) => {
                let prefix = prefix.trim_end_matches('/');
                path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
            Self::Begins(prefix) => path.starts_with(prefix),
            Self::PathLike(expression) => expression.is_match(path),
            Self::Method(method) => *method == request.method,
            Self::Header(name, text) => {
                request.headers.iter().any(|(other, value)| other.eq_ignore_ascii_case(name) && text.fits(value))
            }
            Self::Query(name, text) => request.query.iter().any(|(other, value)| other == name && text.fits(value)),
        }
    }

    /// The conditions in it that hold no others.
    pub(crate) fn leaves(&self) -> Vec<&Self> {
        match self {
            Self::All(inner) | Self::Any(inner) => inner.iter().flat_map(Self::leaves).collect(),
            Self::Not(inner) => inner.leaves(),
            leaf => vec![leaf],
        }
    }
}

fn is_host(pattern: &str, host: &str) -> bool {
    match pattern.strip_prefix('*') {
        // the asterisk alone is every host
        Some(rest) => {
            let rest = rest.to_ascii_lowercase();
            host.to_ascii_lowercase().strip_suffix(&rest).is_some_and(|label| !label.is_empty())
        }
        None => pattern.eq_ignore_ascii_case(host),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_ends_where_a_part_of_the_path_ends() {
        let api = Condition::Below("/api".to_owned());
        let fits = |path| api.holds(&Request::new("h", path));
        assert_eq!(["/api", "/api/", "/api/v1", "/apis", "/"].map(fits), [true, true, true, false, false]);
        assert!(Condition::Below("/".to_owned()).holds(&Request::new("h", "/x")));
        assert!(Condition::Begins("/api".to_owned()).holds(&Request::new("h", "/apis")));
    }

    #[test]
    fn hosts_may_begin_with_an_asterisk() {
        assert!(is_host("*.acme.example", "a.b.ACME.example"));
        assert!(!is_host("*.acme.example", "acme.example"));
        assert!(is_host("*", "acme.example"));
    }
}
