//! An Ingress of an AWS load balancer: those of one group share it, the lowest `group.order` goes first.

use blip_model::Problem;
use serde_json::Value;

use super::{Ways, items, rank, text, whole};
use crate::routes::{problem, title};
use crate::{Condition, Text, Way};

const PREFIX: &str = "alb.ingress.kubernetes.io/";

pub(super) fn ways(object: &Value) -> Ways {
    let annotation = |name: &str| object["metadata"]["annotations"][format!("{PREFIX}{name}")].as_str();
    let order: i64 = annotation("group.order").and_then(|order| order.parse().ok()).unwrap_or_default();
    let mut ways = Vec::new();
    for rule in items(&object["spec"]["rules"]) {
        for path in items(&rule["http"]["paths"]) {
            let backend = text(&path["backend"]["service"]["name"]);
            let value = text(&path["path"]);
            let is_exact = path["pathType"] == "Exact";
            let mut all = vec![if is_exact { Condition::Path(value.clone()) } else { Condition::Below(value.clone()) }];
            all.extend(rule["host"].as_str().map(|host| Condition::Host(host.to_owned())));
            if let Some(text) = annotation(&format!("conditions.{backend}")) {
                all.extend(conditions(object, text)?);
            }
            // within one order the more specific path stands before the others
            let rank = vec![-order, i64::from(is_exact), rank(value.trim_end_matches('/').len())];
            ways.push(Way { route: title(object), backend, condition: Condition::All(all), rank });
        }
    }
    Ok(ways)
}

/// The load balancer's own conditions, in JSON.
fn conditions(object: &Value, text: &str) -> Result<Vec<Condition>, Problem> {
    let list: Vec<Value> =
        serde_json::from_str(text).map_err(|error| problem(object, &format!("its conditions are no JSON: {error}")))?;
    list.iter().map(|condition| one(object, condition)).collect()
}

fn one(object: &Value, condition: &Value) -> Result<Condition, Problem> {
    match condition["field"].as_str().unwrap_or_default() {
        "http-header" => {
            let config = &condition["httpHeaderConfig"];
            let name = config["httpHeaderName"].as_str().unwrap_or_default();
            let any: Vec<Condition> = items(&config["values"])
                .map(|value| Ok(Condition::Header(name.to_owned(), wildcard(object, value)?)))
                .collect::<Result<_, Problem>>()?;
            Ok(Condition::Any(any))
        }
        "query-string" => {
            let any: Vec<Condition> = items(&condition["queryStringConfig"]["values"])
                .map(|pair| {
                    let key = pair["key"].as_str().unwrap_or_default();
                    Ok(Condition::Query(key.to_owned(), wildcard(object, &pair["value"])?))
                })
                .collect::<Result<_, Problem>>()?;
            Ok(Condition::Any(any))
        }
        other => Err(problem(object, &format!("the condition `{other}` cannot be read here"))),
    }
}

/// `*` stands for any text, `?` for one character; case makes no difference.
fn wildcard(object: &Value, value: &Value) -> Result<Text, Problem> {
    let pattern = regex::escape(value.as_str().unwrap_or_default()).replace("\\*", ".*").replace("\\?", ".");
    Ok(Text::Like(whole(object, &format!("(?i:{pattern})"))?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::{Reader, Request, Routes};

    #[test]
    fn the_lowest_order_goes_first() {
        let condition =
            "[{\"field\":\"http-header\",\"httpHeaderConfig\":{\"httpHeaderName\":\"x-preview\",\"values\":[\"p\"]}}]";
        let object = |name: &str, order: &str| {
            let mut object = json!({"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": name,
                "annotations": {"alb.ingress.kubernetes.io/group.order": order}}, "spec": {"rules": [{"host": "h", "http":
                {"paths": [{"path": "/", "pathType": "Prefix", "backend": {"service": {"name": name}}}]}}]}});
            if name == "preview" {
                object["metadata"]["annotations"]["alb.ingress.kubernetes.io/conditions.preview"] = condition.into();
            }
            object
        };
        let answer = |stable: &str, preview: &str| {
            let routes = [object("stable", stable), object("preview", preview)];
            let routes = Routes::of(&routes, Reader::GatewayApi).unwrap();
            let request = Request::new("h", "/api");
            let backend = |request: &Request| routes.answer(request).unwrap().backend.clone();
            (backend(&request), backend(&request.clone().with_header("x-preview", "p")))
        };
        assert_eq!(answer("0", "-1"), ("stable".to_owned(), "preview".to_owned()));
        assert_eq!(answer("0", "1"), ("stable".to_owned(), "stable".to_owned()));
    }
}
