//! What stands for Sentry: it answers sentry-cli as Sentry does, and writes down what it was asked.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

/// A request: `POST /api/0/organizations/payments/releases/`, and its body.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) line: String,
    pub(super) body: String,
}

/// A server of the test's own; it ends with the tests.
pub(super) struct Server {
    pub(super) url: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (heard, base) = (Arc::clone(&requests), url.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let uploaded = heard.lock().unwrap().iter().any(|earlier: &Request| is_upload(&earlier.line));
                if let Some(request) = answer(stream, &base, uploaded) {
                    heard.lock().unwrap().push(request);
                }
            }
        });
        Self { url, requests }
    }

    /// What it was asked since the last time.
    pub(super) fn heard(&self) -> Vec<Request> {
        std::mem::take(&mut self.requests.lock().unwrap())
    }
}

/// One request a connection.
fn answer(stream: TcpStream, url: &str, uploaded: bool) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let (name, value) = match header.trim().split_once(':') {
            Some(header) => header,
            None => break,
        };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().unwrap();
        }
        if name.eq_ignore_ascii_case("expect") {
            reader.get_mut().write_all(b"HTTP/1.1 100 Continue\r\n\r\n").ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let request = Request {
        line: line.trim().trim_end_matches(" HTTP/1.1").to_owned(),
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    let text = reply(&request, url, uploaded).to_string();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        text.len()
    );
    reader.get_mut().write_all((head + &text).as_bytes()).ok()?;
    Some(request)
}

/// What Sentry would say; `uploaded`: whether it has the chunks of a file already.
fn reply(request: &Request, url: &str, uploaded: bool) -> Value {
    if request.line.starts_with("GET") && request.line.ends_with("/chunk-upload/") {
        return json!({
            "url": format!("{url}api/0/organizations/payments/chunk-upload/"),
            "chunkSize": 8_388_608, "chunksPerRequest": 64, "maxFileSize": 2_147_483_648_u64,
            "maxRequestSize": 33_554_432, "concurrency": 1, "hashAlgorithm": "sha1", "compression": ["gzip"],
            "accept": ["debug_files", "release_files", "artifact_bundles", "artifact_bundles_v2"],
        });
    }
    if request.line.ends_with("/difs/assemble/") {
        let asked: serde_json::Map<String, Value> = serde_json::from_str(&request.body).unwrap();
        let state = |about: &Value| match uploaded {
            true => json!({"state": "created", "missingChunks": []}),
            false => json!({"state": "not_found", "missingChunks": about["chunks"]}),
        };
        return asked.iter().map(|(sum, about)| (sum.clone(), state(about))).collect::<serde_json::Map<_, _>>().into();
    }
    if request.line.ends_with("/artifactbundle/assemble/") {
        return json!({"state": "created", "missingChunks": []});
    }
    if request.line.contains("/repos/") {
        // no integration knows the repository
        return json!([]);
    }
    json!({"version": "checkout@1.4.0", "dateCreated": "2026-11-01T00:00:00Z", "newGroups": 0, "projects": []})
}

/// Whether a file was sent.
pub(super) fn is_upload(line: &str) -> bool {
    line.starts_with("POST") && line.ends_with("/chunk-upload/")
}
