<%= header() %>

//! The service over a real socket, as `main` starts it.

<% if blips.preview is defined %>
use std::{future::pending, io, net::SocketAddr, sync::Arc};

use axum::{Router, http::HeaderMap, routing::get};
<% else %>
use std::{io, net::SocketAddr, sync::Arc};

use axum::routing::get;
<% endif %>
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Barrier, oneshot},
    task::JoinHandle,
};

<% if blips.preview is defined %>
use crate::{port, preview, routes, server};
<% else %>
use crate::{port, routes, server};
<% endif %>

struct Service {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
    /// `/slow` waits here for the test twice: when it begins, and before it answers.
    slow: Arc<Barrier>,
}

async fn start() -> io::Result<Service> {
    let slow = Arc::new(Barrier::new(2));
    let barrier = Arc::clone(&slow);
    let answer_slowly = async move || {
        barrier.wait().await;
        barrier.wait().await;
        "done"
    };
    let routes = routes::routes().route("/slow", get(answer_slowly));

    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel();
    let served = tokio::spawn(server::serve(listener, routes, async {
        _ = stopped.await;
    }));
    Ok(Service {
        address,
        stop,
        served,
        slow,
    })
}

/// Asks for `path` and returns the status line and the body.
async fn fetch(address: SocketAddr, path: &str) -> io::Result<(String, String)> {
<% if blips.preview is defined %>
    fetch_with(address, path, "").await
}

/// The same with further headers, a line each.
async fn fetch_with(
    address: SocketAddr,
    path: &str,
    headers: &str,
) -> io::Result<(String, String)> {
    let mut stream = TcpStream::connect(address).await?;
    let request =
        format!("GET {path} HTTP/1.1\r\nhost: test\r\n{headers}connection: close\r\n\r\n");
<% else %>
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n");
<% endif %>
    stream.write_all(request.as_bytes()).await?;
    let mut response = String::new();
    stream.read_to_string(&mut response).await?;
    let (head, body) = response.split_once("\r\n\r\n").unwrap_or((&response, ""));
    let status = head.lines().next().unwrap_or_default();
    Ok((status.to_owned(), body.to_owned()))
}

#[tokio::test]
async fn it_says_what_it_is() -> io::Result<()> {
    let service = start().await?;
    let (status, body) = fetch(service.address, "/").await?;
    assert_eq!(status, "HTTP/1.1 200 OK");
    let name = env!("CARGO_PKG_NAME");
    let version = env!("CARGO_PKG_VERSION");
    let expected = format!(r#"{{"service":"{name}","version":"{version}"}}"#);
    assert_eq!(body, expected);
    Ok(())
}

#[tokio::test]
async fn it_is_live_and_ready() -> io::Result<()> {
    let service = start().await?;
    for path in [server::LIVE, server::READY] {
        let (status, _) = fetch(service.address, path).await?;
        assert_eq!(status, "HTTP/1.1 200 OK", "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn it_does_not_know_other_paths() -> io::Result<()> {
    let service = start().await?;
    let (status, _) = fetch(service.address, "/nowhere").await?;
    assert_eq!(status, "HTTP/1.1 404 Not Found");
    Ok(())
}

<% if blips.preview is defined %>
#[tokio::test]
async fn it_leads_to_a_preview_further_down() -> io::Result<()> {
    let echo = async |headers: HeaderMap| {
        let preview = headers.get(preview::HEADER);
        preview.map_or_else(Vec::new, |value| value.as_bytes().to_vec())
    };
    let other = TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}/", other.local_addr()?);
    tokio::spawn(axum::serve(other, Router::new().route("/", get(echo))).into_future());

    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    tokio::spawn(server::serve(listener, routes::upstream(url), pending()));
    let headers = format!("{}: a-pr-1\r\n", preview::HEADER);
    let (_, body) = fetch_with(address, "/upstream", &headers).await?;
    assert_eq!(body, r#"{"status":200,"body":"a-pr-1"}"#);
    Ok(())
}

<% endif %>
#[tokio::test]
async fn it_answers_what_is_in_flight_before_it_stops() -> io::Result<()> {
    let service = start().await?;
    let answer = tokio::spawn(async move { fetch(service.address, "/slow").await });
    service.slow.wait().await;

    _ = service.stop.send(());
    let (status, _) = fetch(service.address, server::READY).await?;
    assert_eq!(status, "HTTP/1.1 503 Service Unavailable");

    service.slow.wait().await;
    let (status, body) = answer.await??;
    assert_eq!(status, "HTTP/1.1 200 OK");
    assert_eq!(body, "done");
    service.served.await?;
    assert!(fetch(service.address, "/").await.is_err());
    Ok(())
}

#[test]
fn the_port_has_a_default() {
    assert_eq!(port(None), Ok(<%= service.port %>));
    assert_eq!(port(Some("9000".to_owned())), Ok(9000));
}

#[test]
fn what_is_no_port_is_named() {
    let problem = port(Some("http".to_owned())).expect_err("no number");
    assert!(problem.contains("http"), "{problem}");
}
