//! The Gateway API's HTTPRoute, after the comments in its `httproute_types.go` (v1.4).

use serde_json::Value;

use super::{Ways, hosts, is_exact, items, rank, text, whole};
use crate::routes::{Reader, problem, title};
use crate::{Condition, Text, Way};

/// What the schema allows.
const MOST_RULES: usize = 16;
const MOST_MATCHES: usize = 64;
const MOST_MATCHES_IN_ALL: usize = 128;

/// None for a route that hangs on Services alone.
pub(super) fn ways(object: &Value, reader: Reader) -> Option<Ways> {
    let parents = &object["spec"]["parentRefs"];
    let is_of_mesh = items(parents).next().is_some() && items(parents).all(|parent| parent["kind"] == "Service");
    (!is_of_mesh).then(|| read(object, reader))
}

fn read(object: &Value, reader: Reader) -> Ways {
    let rules: Vec<&Value> = items(&object["spec"]["rules"]).collect();
    within_limits(object, &rules)?;
    let names: Vec<String> = items(&object["spec"]["hostnames"]).map(text).collect();
    let any = vec![String::new()];
    let mut ways = Vec::new();
    // each host competes by itself, as the most specific one goes first
    for host in if names.is_empty() { &any } else { &names } {
        for rule in &rules {
            let everything = Value::Object(serde_json::Map::new());
            let mut matches: Vec<&Value> = items(&rule["matches"]).collect();
            if matches.is_empty() {
                matches.push(&everything);
            }
            for matched in matches {
                ways.push(way(object, host, matched, &rule["backendRefs"], reader)?);
            }
        }
    }
    Ok(ways)
}

fn within_limits(object: &Value, rules: &[&Value]) -> Result<(), blip_model::Problem> {
    let matches = |rule: &&Value| items(&rule["matches"]).count();
    let most = rules.iter().map(matches).max().unwrap_or_default();
    let all = rules.iter().map(matches).sum::<usize>();
    let help = "serve fewer paths, or choose previews in fewer ways (`blips.preview.match`): each path counts once \
                for each way";
    for (count, most, what) in [
        (rules.len(), MOST_RULES, "rules"),
        (most, MOST_MATCHES, "matches in one rule"),
        (all, MOST_MATCHES_IN_ALL, "matches in all"),
    ] {
        if count > most {
            return Err(problem(object, &format!("{count} {what}, the Gateway API allows {most}")).help(help));
        }
    }
    Ok(())
}

fn way(
    object: &Value,
    host: &str,
    matched: &Value,
    backends: &Value,
    reader: Reader,
) -> Result<Way, blip_model::Problem> {
    let mut all = Vec::new();
    if !host.is_empty() {
        all.push(hosts(&[host.to_owned()]));
    }
    let path = matched["path"]["value"].as_str().unwrap_or("/");
    let (exact, length, path) = match matched["path"]["type"].as_str().unwrap_or("PathPrefix") {
        "Exact" => (1, rank(path.len()), Condition::Path(path.to_owned())),
        "PathPrefix" => (0, rank(path.trim_end_matches('/').len()), Condition::Below(path.to_owned())),
        // the API leaves its place to implementations; those known put it between the two
        "RegularExpression" => (0, rank(path.len()), Condition::PathLike(whole(object, path)?)),
        other => return Err(problem(object, &format!("`{other}` is no type of path"))),
    };
    all.push(path);
    let method = matched["method"].as_str();
    all.extend(method.map(|method| Condition::Method(method.to_owned())));
    let (headers, query) = (texts(object, &matched["headers"])?, texts(object, &matched["queryParams"])?);
    let (method, headers_count, query_count) = (i64::from(method.is_some()), rank(headers.len()), rank(query.len()));
    let exact_headers = rank(headers.iter().filter(|(_, text)| is_exact(text)).count());
    all.extend(headers.into_iter().map(|(name, text)| Condition::Header(name, text)));
    all.extend(query.into_iter().map(|(name, text)| Condition::Query(name, text)));
    // a host without an asterisk is more specific than each with one, and of those the longer
    let (named, host_length) = (i64::from(!host.starts_with('*') && !host.is_empty()), rank(host.len()));
    let mut best = vec![named, host_length, exact, length];
    best.extend(match reader {
        Reader::GatewayApi => [method, headers_count, query_count],
        Reader::EnvoyGateway => [headers_count + method, exact_headers, query_count],
    });
    let backend: Vec<String> = items(backends).map(|backend| text(&backend["name"])).collect();
    Ok(Way { route: title(object), backend: backend.join(" or "), condition: Condition::All(all), rank: best })
}

fn texts(object: &Value, list: &Value) -> Result<Vec<(String, Text)>, blip_model::Problem> {
    items(list)
        .map(|item| {
            let value = item["value"].as_str().unwrap_or_default();
            let wanted = match item["type"].as_str().unwrap_or("Exact") {
                "RegularExpression" => Text::Like(whole(object, value)?),
                _ => Text::Exact(value.to_owned()),
            };
            Ok((text(&item["name"]), wanted))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::{Reader, Request, Routes};

    fn routes(rules: &[(&str, serde_json::Value)], reader: Reader) -> Routes {
        let object = |(name, matched): &(&str, serde_json::Value)| {
            json!({
                "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": name},
                "spec": {"hostnames": matched["hosts"], "rules": [
                    {"matches": [matched["match"]], "backendRefs": [{"name": name}]},
                ]},
            })
        };
        Routes::of(&rules.iter().map(object).collect::<Vec<_>>(), reader).unwrap()
    }

    /// The backend of `GET h.example/api/v1` with the header `x: 1` and the query `q=1`.
    fn winner(rules: &[(&str, serde_json::Value)], reader: Reader) -> String {
        let request = Request::new("h.example", "/api/v1").with_header("X", "1").with_query("q", "1");
        routes(rules, reader).answer(&request).unwrap().backend.clone()
    }

    #[test]
    fn what_goes_first() {
        let path = |kind: &str, value: &str| json!({"type": kind, "value": value});
        let (root, api) = (path("PathPrefix", "/"), path("PathPrefix", "/api"));
        let header = json!([{"name": "x", "value": "1"}]);
        let query = json!([{"name": "q", "value": "1"}]);
        // each pair: the second wins, whichever is older
        let pairs = [
            (json!({"hosts": ["*.example"], "match": {"path": api}}), json!({"hosts": ["h.example"]})),
            (json!({"match": {"path": api}}), json!({"hosts": ["*.example"]})),
            (json!({"match": {"path": api}}), json!({"match": {"path": path("Exact", "/api/v1")}})),
            (json!({"match": {"path": root, "headers": header, "method": "GET"}}), json!({"match": {"path": api}})),
            (json!({"match": {"headers": header, "queryParams": query}}), json!({"match": {"method": "GET"}})),
            (json!({"match": {"queryParams": query}}), json!({"match": {"headers": header}})),
            (json!({"match": {"path": root}}), json!({"match": {"queryParams": query}})),
        ];
        for (loser, winner_) in pairs {
            for rules in [
                [("loser", loser.clone()), ("winner", winner_.clone())],
                [("winner", winner_.clone()), ("loser", loser.clone())],
            ] {
                assert_eq!(winner(&rules, Reader::GatewayApi), "winner", "{loser} {winner_}");
            }
        }
    }

    #[test]
    fn of_equals_the_oldest_goes_first() {
        let same = [("old", json!({"match": {}})), ("new", json!({"match": {}}))];
        assert_eq!(winner(&same, Reader::GatewayApi), "old");
    }

    #[test]
    fn envoy_gateway_counts_a_method_as_a_header() {
        let rules = [
            ("method", json!({"match": {"method": "GET"}})),
            (
                "headers",
                json!({"match": {"headers": [{"name": "x", "value": "1"}], "queryParams": [{"name": "q", "value": "1"}]}}),
            ),
        ];
        assert_eq!(winner(&rules, Reader::GatewayApi), "method");
        assert_eq!(winner(&rules, Reader::EnvoyGateway), "headers");
    }

    #[test]
    fn limits_are_told() {
        let rule = json!({"matches": vec![json!({"path": {"value": "/"}}); 65]});
        let object = json!({"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute",
            "metadata": {"name": "checkout"}, "spec": {"rules": [rule]}});
        let problems = Routes::of(&[object], Reader::GatewayApi).unwrap_err();
        assert_eq!(problems.0[0].what, "HTTPRoute/checkout: 65 matches in one rule, the Gateway API allows 64");
    }

    #[test]
    fn routes_between_services_are_left_out() {
        let object = json!({"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute",
            "metadata": {"name": "mesh"}, "spec": {"parentRefs": [{"kind": "Service", "name": "checkout"}], "rules": [{}]}});
        assert!(Routes::of(&[object], Reader::GatewayApi).unwrap().ways().is_empty());
    }
}
