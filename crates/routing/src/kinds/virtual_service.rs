//! Istio's VirtualService on an ingress gateway: those of one host are merged, the oldest first, and only rules that
//! match everything move behind all others.

use blip_model::Problem;
use serde_json::Value;

use super::{Ways, hosts, items, text, whole};
use crate::routes::title;
use crate::{Condition, Text, Way};

pub(super) fn ways(object: &Value) -> Ways {
    let names: Vec<String> = items(&object["spec"]["hosts"]).map(text).filter(|host| host != "*").collect();
    let mut ways = Vec::new();
    for rule in items(&object["spec"]["http"]) {
        let destination = |route: &Value| {
            let host = text(&route["destination"]["host"]);
            host.split('.').next().unwrap_or_default().to_owned()
        };
        let backend: Vec<String> = items(&rule["route"]).map(destination).collect();
        let matches: Vec<Condition> =
            items(&rule["match"]).map(|matched| condition(object, matched)).collect::<Result<_, _>>()?;
        let is_for_all = items(&rule["match"]).all(is_catch_all);
        let matches = if matches.is_empty() { Condition::All(Vec::new()) } else { Condition::Any(matches) };
        ways.push(Way {
            route: title(object),
            backend: backend.join(" or "),
            condition: Condition::All(vec![hosts(&names), matches]),
            rank: vec![i64::from(!is_for_all)],
        });
    }
    Ok(ways)
}

/// Whether it asks for nothing but the root of all paths.
fn is_catch_all(matched: &Value) -> bool {
    let entries = matched.as_object();
    entries.is_some_and(|entries| {
        entries.iter().all(|(key, value)| key == "name" || (key == "uri" && value["prefix"] == "/"))
    })
}

fn condition(object: &Value, matched: &Value) -> Result<Condition, Problem> {
    let mut all = Vec::new();
    let uri = &matched["uri"];
    if let Some(path) = uri["exact"].as_str() {
        all.push(Condition::Path(path.to_owned()));
    }
    if let Some(prefix) = uri["prefix"].as_str() {
        all.push(Condition::Begins(prefix.to_owned()));
    }
    if let Some(expression) = uri["regex"].as_str() {
        all.push(Condition::PathLike(whole(object, expression)?));
    }
    if let Some(method) = matched["method"]["exact"].as_str() {
        all.push(Condition::Method(method.to_owned()));
    }
    let entries = |key: &str| matched[key].as_object().into_iter().flatten();
    for (name, value) in entries("headers") {
        all.push(Condition::Header(name.clone(), wanted(object, value)?));
    }
    for (name, value) in entries("queryParams") {
        all.push(Condition::Query(name.clone(), wanted(object, value)?));
    }
    Ok(Condition::All(all))
}

fn wanted(object: &Value, value: &Value) -> Result<Text, Problem> {
    Ok(match (value["exact"].as_str(), value["regex"].as_str(), value["prefix"].as_str()) {
        (Some(exact), ..) => Text::Exact(exact.to_owned()),
        (_, Some(expression), _) => Text::Like(whole(object, expression)?),
        (.., Some(prefix)) => Text::Like(whole(object, &format!("{}.*", regex::escape(prefix)))?),
        _ => Text::Any,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::{Reader, Request, Routes};

    fn answer(stable: Value) -> String {
        let object = |name: &str, matches: Value| {
            json!({"apiVersion": "networking.istio.io/v1", "kind": "VirtualService", "metadata": {"name": name},
            "spec": {"hosts": ["h.example"], "http": [
                {"match": matches, "route": [{"destination": {"host": format!("{name}.shop.svc.cluster.local")}}]},
            ]}})
        };
        let preview = json!([{"headers": {"x-preview": {"exact": "p"}}}]);
        let routes = Routes::of(&[object("stable", stable), object("preview", preview)], Reader::GatewayApi).unwrap();
        let request = Request::new("h.example", "/api").with_header("x-preview", "p");
        routes.answer(&request).unwrap().backend.clone()
    }

    #[test]
    fn only_what_matches_everything_moves_to_the_end() {
        assert_eq!(answer(json!([{"uri": {"prefix": "/"}}])), "preview");
        assert_eq!(answer(json!([])), "preview");
        assert_eq!(answer(json!([{"uri": {"prefix": "/api"}}])), "stable");
    }
}
