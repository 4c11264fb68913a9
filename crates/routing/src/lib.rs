//! Which backend answers a request, by the objects that route it: the Gateway API's HTTPRoutes, Traefik's IngressRoutes,
//! Istio's VirtualServices and the Ingresses of an AWS load balancer.
//!
//! ```
//! # use blip_routing::{Reader, Request, Routes};
//! # use serde_json::json;
//! # fn main() -> Result<(), blip_model::Problems> {
//! let route = |name, headers| json!({
//!     "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": name},
//!     "spec": {"rules": [{
//!         "matches": [{"path": {"type": "PathPrefix", "value": "/"}, "headers": headers}],
//!         "backendRefs": [{"name": name, "port": 80}],
//!     }]},
//! });
//! let preview = json!([{"name": "x-preview", "value": "checkout-pr-42"}]);
//! let routes = Routes::of(&[route("checkout", json!([])), route("checkout-pr-42", preview)], Reader::GatewayApi)?;
//! let request = Request::new("checkout.acme.example", "/");
//! assert_eq!(routes.answer(&request).unwrap().backend, "checkout");
//! assert_eq!(routes.answer(&request.with_header("x-preview", "checkout-pr-42")).unwrap().backend, "checkout-pr-42");
//! # Ok(())
//! # }
//! ```
//!
//! Everything here is pure. Filters, weights and what a gateway's own policies add are not looked at.

mod condition;
mod kinds;
mod probe;
mod request;
mod routes;

pub use condition::{Condition, Text};
pub use probe::{Case, Expected, Named, Preview, table};
pub use request::Request;
pub use routes::{Reader, Routes, Way};
