//! A route that takes its time, in place of the service's own: what a user would write there.

use std::time::Duration;

use axum::{Router, routing::get};

pub fn routes() -> Router {
    Router::new().route("/slow", get(slow))
}

async fn slow() -> &'static str {
    tokio::time::sleep(Duration::from_secs(2)).await;
    "done"
}
