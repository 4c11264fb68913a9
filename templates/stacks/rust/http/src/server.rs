<%= header() %>

//! What surrounds the routes: health checks, a log line for each request, and an orderly end.

use std::time::{Duration, Instant};

use axum::{
    Router,
    extract::{Request, State},
<% if blips.preview is defined %>
    http::{HeaderMap, StatusCode},
<% else %>
    http::StatusCode,
<% endif %>
    middleware::{self, Next},
    response::Response,
    routing::get,
};
use tokio::{
    net::TcpListener,
    sync::{oneshot, watch},
    time::timeout,
};
use tracing::{debug, info, warn};

<% if blips.preview is defined %>
use crate::preview;

<% endif %>
/// Whether the process works; where it does not, Kubernetes restarts it.
pub const LIVE: &str = <%= service.health.live | literal %>;
/// Whether to send requests here.
pub const READY: &str = <%= service.health.ready | literal %>;

/// How long the last requests may take, first while the service still listens, then once more.
/// Both together must fit into `terminationGracePeriodSeconds`, less the preStop hook.
const DRAIN: Duration = Duration::from_secs(10);

/// Whether the service is stopping. A request in flight holds a receiver: without any, all is done.
type Stopping = watch::Sender<bool>;

/// Serves `routes` until `stop` completes and the requests in flight are answered.
pub async fn serve(listener: TcpListener, routes: Router, stop: impl Future<Output = ()>) {
    let stopping = Stopping::new(false);
    let (close, closed) = oneshot::channel::<()>();
    let server = axum::serve(listener, app(routes, &stopping)).with_graceful_shutdown(async {
        _ = closed.await;
    });
    let server = tokio::spawn(server.into_future());

    stop.await;
    info!("stopping");
    stopping.send_replace(true);
    // Still listening: who asks whether it is ready shall hear no, and not be refused a connection.
    _ = timeout(DRAIN, stopping.closed()).await;
    _ = close.send(());
    if timeout(DRAIN, server).await.is_err() {
        warn!("stopped before all requests were answered");
    }
}

fn app(routes: Router, stopping: &Stopping) -> Router {
    Router::new()
        .route(LIVE, get(|| async { "ok" }))
        .route(READY, get(ready))
        .with_state(stopping.clone())
<% if blips.preview is defined %>
        .merge(routes.layer(middleware::from_fn(keep_preview)))
<% else %>
        .merge(routes)
<% endif %>
        .layer(middleware::from_fn_with_state(stopping.clone(), observe))
}

async fn ready(State(stopping): State<Stopping>) -> (StatusCode, &'static str) {
    if *stopping.borrow() {
        (StatusCode::SERVICE_UNAVAILABLE, "stopping")
    } else {
        (StatusCode::OK, "ok")
    }
}

/// Logs a request once it is answered, and counts it as in flight until then.
async fn observe(State(stopping): State<Stopping>, request: Request, next: Next) -> Response {
    let _in_flight = stopping.subscribe();
    let start = Instant::now();
    let method = request.method().clone();
    // without the query, which may hold what must not be logged
    let path = request.uri().path().to_owned();

    let response = next.run(request).await;

    let status = response.status().as_u16();
    let duration_ms = (start.elapsed().as_secs_f64() * 1e6).round() / 1e3;
    if [LIVE, READY].contains(&path.as_str()) {
        // probes come every few seconds
        debug!(%method, path, status, duration_ms, "request");
    } else {
        info!(%method, path, status, duration_ms, "request");
    }
    response
}
<% if blips.preview is defined %>

/// Has a request answered for the preview that it names.
async fn keep_preview(request: Request, next: Next) -> Response {
    let preview = preview::named_by(|name| all_of(request.headers(), name));
    preview::scope(preview, next.run(request)).await
}

fn all_of(headers: &HeaderMap, name: &str) -> String {
    let values = headers.get_all(name).iter();
    let texts: Vec<_> = values.filter_map(|value| value.to_str().ok()).collect();
    texts.join(",")
}
<% endif %>
