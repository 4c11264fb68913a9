//! A table of requests: who should answer each, and who does.
//!
//! Routes ask for hosts, paths and methods by a few forms only, so a few requests for each of what they name stand for
//! all there are: the path itself, one below it, and one that only begins alike.

use serde::Serialize;

use crate::{Condition, Request, Routes};

/// A host for routes that take every host.
const ANY_HOST: &str = "any.example";

/// A deployed preview.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The Service of its pods, by name.
    pub backend: String,
    /// All that asks for it, the header first.
    pub choices: Vec<Named>,
}

/// Something in a request that asks for a version, under the name by which people know it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Named {
    /// `header`, `cookie` and so on.
    pub name: String,
    /// Headers, by name and value.
    pub headers: Vec<(String, String)>,
    /// Parameters of the query, by name and value.
    pub query: Vec<(String, String)>,
}

/// One request of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Case {
    /// What is asked.
    pub request: Request,
    /// By what it asks for a preview, and for which one; nothing for requests that ask for none.
    pub choice: Option<(String, String)>,
    /// Who should answer.
    pub expected: Expected,
    /// The Service that answers; none where no route matches.
    pub backend: Option<String>,
    /// The object that leads there.
    pub route: Option<String>,
}

/// Who should answer a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "who", content = "backend")]
pub enum Expected {
    /// This Service.
    Service(String),
    /// Nobody: the stable version does not serve that path either.
    Nobody,
    /// Whoever it is, as long as it is no preview.
    NoPreview,
}

impl Case {
    /// Whether it is answered as it should be. `previews` are the Services of all previews.
    #[must_use]
    pub fn is_right(&self, previews: &[Preview]) -> bool {
        let backend = self.backend.as_deref();
        match &self.expected {
            Expected::Service(service) => backend == Some(service),
            Expected::Nobody => backend.is_none(),
            Expected::NoPreview => !previews.iter().any(|preview| backend == Some(&preview.backend)),
        }
    }
}

impl Named {
    /// The request with what asks for the version.
    #[must_use]
    pub fn on(&self, request: &Request) -> Request {
        let with_headers =
            self.headers.iter().fold(request.clone(), |request, (name, value)| request.with_header(name, value));
        self.query.iter().fold(with_headers, |request, (name, value)| request.with_query(name, value))
    }
}

/// The requests that tell whether each preview gets what `stable` serves, and nothing else: without a header, with what
/// asks for each preview in each way, and with what asks for `unknown` ones.
#[must_use]
pub fn table(routes: &Routes, stable: &str, previews: &[Preview], unknown: &[Named]) -> Vec<Case> {
    let mut cases = Vec::new();
    for request in requests(routes) {
        let base = routes.answer(&request).map(|way| way.backend.clone());
        let is_stable = base.as_deref() == Some(stable);
        cases.push(case(routes, request.clone(), None, Expected::NoPreview));
        let same = base.map_or(Expected::Nobody, Expected::Service);
        for preview in previews {
            for choice in &preview.choices {
                // what is not the stable version's has no preview either
                let expected = if is_stable { Expected::Service(preview.backend.clone()) } else { same.clone() };
                let chosen = Some((choice.name.clone(), preview.backend.clone()));
                cases.push(case(routes, choice.on(&request), chosen, expected));
            }
        }
        for choice in unknown {
            let chosen = Some((choice.name.clone(), "unknown".to_owned()));
            cases.push(case(routes, choice.on(&request), chosen, same.clone()));
        }
    }
    cases
}

fn case(routes: &Routes, request: Request, choice: Option<(String, String)>, expected: Expected) -> Case {
    let way = routes.answer(&request);
    let (backend, route) = (way.map(|way| way.backend.clone()), way.map(|way| way.route.clone()));
    Case { request, choice, expected, backend, route }
}

/// A request for every host, path and method that the routes tell apart.
fn requests(routes: &Routes) -> Vec<Request> {
    let (mut hosts, mut paths, mut methods) = (Vec::new(), vec!["/".to_owned()], vec!["GET".to_owned()]);
    for leaf in routes.ways().iter().flat_map(|way| way.condition.leaves()) {
        match leaf {
            Condition::Host(host) => add(&mut hosts, [host.replacen('*', "any", 1)]),
            // as the chart writes a host with an asterisk
            Condition::HostLike(expression) => {
                let host = expression.as_str().replacen("^.+", "any", 1).replace("[.]", ".");
                let host = host.trim_end_matches('$').to_owned();
                if expression.is_match(&host) {
                    add(&mut hosts, [host]);
                }
            }
            Condition::Path(path) | Condition::Below(path) | Condition::Begins(path) => {
                let path = path.trim_end_matches('/');
                if path.is_empty() {
                    add(&mut paths, ["/a".to_owned()]);
                } else {
                    add(&mut paths, [path.to_owned(), format!("{path}/a"), format!("{path}-a")]);
                }
            }
            Condition::Method(method) => add(&mut methods, [method.clone()]),
            _ => {}
        }
    }
    if hosts.is_empty() {
        hosts.push(ANY_HOST.to_owned());
    }
    let mut requests = Vec::new();
    for (host, path) in hosts.iter().flat_map(|host| paths.iter().map(move |path| (host, path))) {
        requests.extend(methods.iter().map(|method| Request::new(host, path).with_method(method)));
    }
    requests
}

fn add<const N: usize>(list: &mut Vec<String>, items: [String; N]) {
    for item in items {
        if !list.contains(&item) {
            list.push(item);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::Reader;

    fn route(name: &str, paths: &[&str], header: Option<&str>) -> Value {
        let headers = header.map(|value| json!([{"name": "x-preview", "value": value}]));
        let matches: Vec<Value> = paths
            .iter()
            .map(|path| json!({"path": {"type": "PathPrefix", "value": path}, "headers": headers}))
            .collect();
        json!({"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": name},
            "spec": {"hostnames": ["h.example"], "rules": [{"matches": matches, "backendRefs": [{"name": name}]}]}})
    }

    fn wrong(objects: &[Value]) -> Vec<String> {
        let routes = Routes::of(objects, Reader::GatewayApi).unwrap();
        let header = |value: &str| Named {
            name: "header".to_owned(),
            headers: vec![("x-preview".to_owned(), value.to_owned())],
            query: Vec::new(),
        };
        let previews = [Preview { backend: "pr-1".to_owned(), choices: vec![header("pr-1")] }];
        let cases = table(&routes, "stable", &previews, &[header("pr-9")]);
        assert!(cases.len() > 2);
        let wrong = cases.iter().filter(|case| !case.is_right(&previews));
        wrong.map(|case| format!("{} -> {}", case.request, case.backend.as_deref().unwrap_or("nobody"))).collect()
    }

    #[test]
    fn nothing_is_wrong_where_the_preview_repeats_every_path() {
        let paths = &["/", "/api"];
        assert_eq!(wrong(&[route("stable", paths, None), route("pr-1", paths, Some("pr-1"))]), [""; 0]);
    }

    #[test]
    fn a_path_that_the_preview_lacks_is_found() {
        let objects = [route("stable", &["/", "/api"], None), route("pr-1", &["/"], Some("pr-1"))];
        let expected = ["GET h.example/api x-preview: pr-1 -> stable", "GET h.example/api/a x-preview: pr-1 -> stable"];
        assert_eq!(wrong(&objects), expected);
    }

    #[test]
    fn a_preview_that_takes_what_is_not_meant_for_it_is_found() {
        let objects = [route("stable", &["/"], None), route("pr-1", &["/api"], None)];
        let found = wrong(&objects);
        assert!(found.contains(&"GET h.example/api -> pr-1".to_owned()), "{found:?}");
        let more = [route("stable", &["/api"], None), route("pr-1", &["/api", "/new"], Some("pr-1"))];
        assert!(wrong(&more).contains(&"GET h.example/new x-preview: pr-1 -> pr-1".to_owned()));
    }
}
