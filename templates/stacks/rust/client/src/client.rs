<%= header() %>

//! Calls to your own services, which carry on the preview that the work at hand is done for.
//!
//! Third parties are called with another client: previews are none of their business.

use std::{error::Error, time::Duration};

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderValue, Request, Response},
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use tokio::time::timeout;

use crate::preview::{self, BAGGAGE, ENTRY, HEADER};

/// How long the other service may take to answer.
const TIMEOUT: Duration = Duration::from_secs(5);
/// The longest answer that is read, in bytes.
const LONGEST: usize = 1 << 20;

/// A client that keeps its connections and follows no redirect: one may lead to a stranger, and the
/// headers would go along. It speaks plain HTTP, as services do behind one ingress or in a mesh.
#[derive(Clone)]
pub struct Internal(Client<HttpConnector, Body>);

impl Internal {
    /// Opens nothing yet.
    pub fn new() -> Self {
        Self(Client::builder(TokioExecutor::new()).build_http())
    }

    /// Sends a request, for the preview that the work at hand is done for.
    pub async fn send(
        &self,
        mut request: Request<Body>,
    ) -> Result<Response<Bytes>, Box<dyn Error + Send + Sync>> {
        if let Some(preview) = preview::current() {
            let headers = request.headers_mut();
            headers.insert(HEADER, HeaderValue::from_str(&preview)?);
            if !headers.contains_key(BAGGAGE) {
                let entry = format!("{ENTRY}={preview}");
                headers.insert(BAGGAGE, HeaderValue::from_str(&entry)?);
            }
        }
        let answer = async {
            let (head, body) = self.0.request(request).await?.into_parts();
            let body = to_bytes(Body::new(body), LONGEST).await?;
            Ok(Response::from_parts(head, body))
        };
        timeout(TIMEOUT, answer).await?
    }
}

#[cfg(test)]
mod tests {
    use axum::{
        Router,
        http::{HeaderMap, StatusCode},
        response::Redirect,
        routing::get,
    };
    use tokio::{net::TcpListener, sync::mpsc};

    use super::*;

    fn value(headers: &HeaderMap, name: &str) -> Option<String> {
        headers.get(name)?.to_str().ok().map(str::to_owned)
    }

    #[tokio::test]
    async fn calls_carry_the_preview_but_not_through_a_redirect()
    -> Result<(), Box<dyn Error + Send + Sync>> {
        let (sender, mut received) = mpsc::unbounded_channel();
        let answer = async move |headers: HeaderMap| {
            _ = sender.send([HEADER, BAGGAGE].map(|name| value(&headers, name)));
            Redirect::temporary("/elsewhere")
        };
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}/", listener.local_addr()?);
        tokio::spawn(axum::serve(listener, Router::new().route("/", get(answer))).into_future());

        let internal = Internal::new();
        let call = async |baggage: Option<&str>| {
            let mut request = Request::get(&url);
            if let Some(baggage) = baggage {
                request = request.header(BAGGAGE, baggage);
            }
            internal.send(request.body(Body::empty())?).await
        };
        let preview = Some("a-pr-1".to_owned());
        let answer = preview::scope(preview.clone(), call(None)).await?;
        assert_eq!(answer.status(), StatusCode::TEMPORARY_REDIRECT);
        preview::scope(preview, call(Some("mine=1"))).await?;
        call(None).await?;

        let expected = [
            [Some("a-pr-1"), Some("preview=a-pr-1")],
            [Some("a-pr-1"), Some("mine=1")],
            [None, None],
        ];
        for expected in expected {
            let got = received.try_recv()?;
            assert_eq!(got, expected.map(|value| value.map(str::to_owned)));
        }
        assert!(received.try_recv().is_err(), "no redirect was followed");
        Ok(())
    }
}
