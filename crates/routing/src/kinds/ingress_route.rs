//! Traefik's IngressRoute: the highest priority goes first, and a rule's length is its priority where none is given.

use serde_json::Value;

use super::rule::Rule;
use super::{Ways, items, rank, text};
use crate::Way;
use crate::routes::title;

pub(super) fn ways(object: &Value) -> Ways {
    let mut ways = Vec::new();
    for route in items(&object["spec"]["routes"]) {
        let rule = route["match"].as_str().unwrap_or_default();
        // 0 stands for none
        let priority = route["priority"].as_i64().filter(|priority| *priority != 0);
        let backend: Vec<String> = items(&route["services"]).map(|service| text(&service["name"])).collect();
        ways.push(Way {
            route: title(object),
            backend: backend.join(" or "),
            condition: Rule::condition(object, rule)?,
            rank: vec![priority.unwrap_or_else(|| rank(rule.len()))],
        });
    }
    Ok(ways)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::{Reader, Request, Routes};

    fn answer(stable: &str, preview: &str, priority: u32) -> String {
        let object = |name: &str, rule: &str, priority: u32| {
            json!({"apiVersion": "traefik.io/v1alpha1", "kind": "IngressRoute", "metadata": {"name": name},
                "spec": {"routes": [{"match": rule, "priority": priority, "services": [{"name": name}]}]}})
        };
        let routes = [object("stable", stable, 0), object("preview", preview, priority)];
        let request = Request::new("h.example", "/api/v1").with_header("x-preview", "p");
        let routes = Routes::of(&routes, Reader::GatewayApi).unwrap();
        routes.answer(&request).map(|way| way.backend.clone()).unwrap_or_default()
    }

    #[test]
    fn the_longest_rule_wins_unless_a_priority_is_given() {
        let stable = "Host(`h.example`) && (PathPrefix(`/api`) || PathPrefix(`/a-path-that-makes-it-long`))";
        let preview = "Host(`h.example`) && Header(`X-Preview`, `p`)";
        assert_eq!(answer(stable, preview, 0), "stable");
        assert_eq!(answer(stable, preview, 10_000), "preview");
    }
}
