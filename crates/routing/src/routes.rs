//! All routes that compete for a request, the best first.

use std::cmp::Ordering;

use blip_model::{Problem, Problems};
use serde_json::Value;

use crate::kinds;
use crate::{Condition, Request};

/// Who reads the routes: gateways differ in what wins where two routes match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The order of the Gateway API: host, exact path, longest prefix, method, number of headers, of query parameters.
    GatewayApi,
    /// The same, but a method counts as one header, and headers that match exactly go before those by an expression.
    EnvoyGateway,
}

/// Everything that routes may lead to, the best first.
#[derive(Debug, Clone)]
pub struct Routes {
    ways: Vec<Way>,
    /// The objects that could be read.
    objects: Vec<String>,
}

/// One way from requests to a backend.
#[derive(Debug, Clone)]
pub struct Way {
    /// The object, as `HTTPRoute/checkout`.
    pub route: String,
    /// The Services that it leads to, by name.
    pub backend: String,
    pub(crate) condition: Condition,
    /// What wins where several ways match: the greater number, the first one first.
    pub(crate) rank: Vec<i64>,
}

impl Routes {
    /// The routes among these objects. The first is the oldest one, which goes first where nothing else decides.
    ///
    /// Routes that hang on a Service instead of a Gateway are left out: they are not for requests from outside.
    ///
    /// # Errors
    /// Everything that cannot be read.
    pub fn of(objects: &[Value], reader: Reader) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        let (mut ways, mut names) = (Vec::new(), Vec::new());
        for object in objects {
            match kinds::ways(object, reader) {
                Some(Ok(found)) => {
                    names.push(title(object));
                    ways.extend(found);
                }
                Some(Err(problem)) => problems.push(problem),
                None => {}
            }
        }
        // stable: what is equal stays in the order of its age
        ways.sort_by(Way::order);
        Problems::or_ok(problems, Self { ways, objects: names })
    }

    /// The way that a request takes; none where no route matches.
    #[must_use]
    pub fn answer(&self, request: &Request) -> Option<&Way> {
        self.ways.iter().find(|way| way.condition.holds(request))
    }

    /// The ways, the best first.
    #[must_use]
    pub fn ways(&self) -> &[Way] {
        &self.ways
    }

    /// The objects that were read, as `HTTPRoute/checkout`.
    #[must_use]
    pub fn objects(&self) -> &[String] {
        &self.objects
    }
}

impl Way {
    fn order(&self, other: &Self) -> Ordering {
        other.rank.cmp(&self.rank)
    }
}

/// `HTTPRoute/checkout`
pub(crate) fn title(object: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("?").to_owned();
    format!("{}/{}", text(&object["kind"]), text(&object["metadata"]["name"]))
}

/// A problem with an object.
pub(crate) fn problem(object: &Value, what: &str) -> Problem {
    Problem::new(format!("{}: {what}", title(object)))
}
