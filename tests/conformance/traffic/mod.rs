//! Real requests through real gateways to stable and to previews, by the objects that the chart makes.
//!
//! What `blip preview check` predicts for each request is what the gateway has to do. Nothing leaves the loopback: a
//! small stand-in of the Kubernetes API hands the objects to Traefik, Envoy is given a translation, and behind both
//! stand three web servers, each of which answers with its own name.

mod api;
mod edits;
mod envoy;
mod progressive;
mod scene;
mod table;
mod traefik;
