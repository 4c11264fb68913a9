//! As much of RabbitMQ's management interface as it takes.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

/// `guest:guest`, whom the broker knows on loopback alone.
const LOGIN: &str = "Z3Vlc3Q6Z3Vlc3Q=";

pub(super) struct Management {
    pub(super) port: u16,
}

impl Management {
    pub(super) fn answers(&self) -> bool {
        self.ask("GET", "overview", "").is_some_and(|(status, _)| status == 200)
    }

    /// Declares exchanges, queues and bindings.
    #[track_caller]
    pub(super) fn declare(&self, definitions: &Value) {
        self.done("POST", "definitions", definitions);
    }

    /// Deletes an exchange or a queue, with all its bindings.
    #[track_caller]
    pub(super) fn delete(&self, what: &str, name: &str) {
        self.done("DELETE", &format!("{what}/%2F/{name}"), &Value::Null);
    }

    /// Publishes a message with these headers.
    #[track_caller]
    pub(super) fn publish(&self, exchange: &str, key: &str, headers: &Value, text: &str) {
        let message = json!({
            "properties": {"headers": headers}, "routing_key": key, "payload": text, "payload_encoding": "string",
        });
        self.done("POST", &format!("exchanges/%2F/{exchange}/publish"), &message);
    }

    /// Takes all messages out of a queue.
    #[track_caller]
    pub(super) fn take(&self, queue: &str) -> Vec<String> {
        let wish = json!({"count": 1000, "ackmode": "ack_requeue_false", "encoding": "auto"});
        let messages: Value =
            serde_json::from_str(&self.done("POST", &format!("queues/%2F/{queue}/get"), &wish)).unwrap();
        let texts = messages.as_array().unwrap().iter().map(|message| message["payload"].as_str().unwrap().to_owned());
        texts.collect()
    }

    #[track_caller]
    fn done(&self, method: &str, path: &str, body: &Value) -> String {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let (status, answer) = self.ask(method, path, &body).expect("the broker answers");
        assert!((200..300).contains(&status), "{method} {path} {body}: {status} {answer}");
        answer
    }

    fn ask(&self, method: &str, path: &str, body: &str) -> Option<(u16, String)> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        // 1.0, so that no answer comes in chunks
        let length = body.len();
        write!(
            stream,
            "{method} /api/{path} HTTP/1.0\r\nhost: localhost\r\nauthorization: Basic {LOGIN}\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        )
        .ok()?;
        let mut text = String::new();
        stream.read_to_string(&mut text).ok()?;
        let (head, body) = text.split_once("\r\n\r\n")?;
        Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
    }
}
