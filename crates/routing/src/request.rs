//! A request, as far as routes look at it.

use std::fmt;

use serde::Serialize;

/// A request, as far as routes look at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Request {
    /// The host, without a port.
    pub host: String,
    /// The path, without the query.
    pub path: String,
    /// `GET` and the like.
    pub method: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// Names and values of the query.
    pub query: Vec<(String, String)>,
}

impl Request {
    /// A `GET` without headers and query.
    #[must_use]
    pub fn new(host: &str, path: &str) -> Self {
        let (headers, query) = (Vec::new(), Vec::new());
        Self { host: host.to_owned(), path: path.to_owned(), method: "GET".to_owned(), headers, query }
    }

    /// The same by another method.
    #[must_use]
    pub fn with_method(mut self, method: &str) -> Self {
        self.method = method.to_owned();
        self
    }

    /// The same with one more header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same with one more parameter in its query.
    #[must_use]
    pub fn with_query(mut self, name: &str, value: &str) -> Self {
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The path with its query.
    #[must_use]
    pub fn target(&self) -> String {
        let query: Vec<String> = self.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, query.join("&")) }
    }
}

impl fmt::Display for Request {
    /// `GET checkout.acme.example/api x-preview: checkout-pr-42`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}{}", self.method, self.host, self.target())?;
        self.headers.iter().try_for_each(|(name, value)| write!(f, " {name}: {value}"))
    }
}
