// Written once by Blip; from here on it is yours.

//! What the service answers. Health checks and logs are added by [`crate::server`].

use axum::{Json, Router, routing::get};
use serde::Serialize;

/// All routes of the service.
pub fn routes() -> Router {
    Router::new().route("/", get(about))
}

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
