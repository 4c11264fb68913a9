<%= header() %>

//! What the service answers. Health checks and logs are added by [`crate::server`].

<% if blips.preview is defined %>
use std::env;

use axum::{
    Json, Router,
    body::Body,
    extract::State,
<% if blips.preview.events == "knative" %>
    http::{HeaderMap, Request, StatusCode},
    routing::{get, post},
<% else %>
    http::{Request, StatusCode},
    routing::get,
<% endif %>
};
use serde::Serialize;
<% if blips.preview.events == "knative" %>
use tracing::{error, info};
<% else %>
use tracing::error;
<% endif %>

use crate::client::Internal;

/// All routes of the service.
pub fn routes() -> Router {
<% if blips.preview.events == "knative" %>
    let routes = Router::new()
        .route("/", get(about))
        .route("/events", post(event));
<% else %>
    let routes = Router::new().route("/", get(about));
<% endif %>
    match env::var("UPSTREAM_URL") {
        Ok(url) if !url.is_empty() => routes.merge(upstream(url)),
        _ => routes,
    }
}
<% else %>
use axum::{Json, Router, routing::get};
use serde::Serialize;

/// All routes of the service.
pub fn routes() -> Router {
    Router::new().route("/", get(about))
}
<% endif %>

/// Which service answers, and in which version.
#[derive(Serialize)]
struct About {
    service: &'static str,
    version: &'static str,
}

async fn about() -> Json<About> {
    Json(About {
        service: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
    })
}
<% if blips.preview is defined %>

/// A first call to another service, and a way to see which version of it a request gets to.
pub fn upstream(url: String) -> Router {
    Router::new()
        .route("/upstream", get(ask))
        .with_state((Internal::new(), url))
}

/// What the other service answers.
#[derive(Serialize)]
struct Answer {
    status: u16,
    body: String,
}

async fn ask(
    State((internal, url)): State<(Internal, String)>,
) -> Result<Json<Answer>, StatusCode> {
    let failed = |error: &dyn std::fmt::Display| {
        error!(%error, "the other service does not answer");
        StatusCode::BAD_GATEWAY
    };
    let request = Request::get(url).body(Body::empty());
    let request = request.map_err(|error| failed(&error))?;
    let answer = internal.send(request).await;
    let answer = answer.map_err(|error| failed(&error))?;
    Ok(Json(Answer {
        status: answer.status().as_u16(),
        body: String::from_utf8_lossy(answer.body()).into_owned(),
    }))
}
<% if blips.preview.events == "knative" %>

/// Takes one event. What is answered otherwise than by 200 to 299 comes again.
async fn event(headers: HeaderMap) -> StatusCode {
    let of = |name| headers.get(name).and_then(|value| value.to_str().ok());
    info!(id = of("ce-id"), r#type = of("ce-type"), "event");
    StatusCode::NO_CONTENT
}
<% endif %>
<% endif %>
