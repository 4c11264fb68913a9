//! As much of HTTP as it takes to ask a service.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::Duration;

/// A port that nobody uses at the moment.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// What a service answers.
#[derive(Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Answer {
    /// The value of a header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let headers = self.head.lines().filter_map(|line| line.split_once(": "));
        headers.into_iter().find(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// A request that was sent.
pub(super) struct Request(TcpStream);

impl Request {
    /// Sends one. None where nobody listens.
    pub(super) fn send(port: u16, path: &str) -> Option<Self> {
        Self::send_with(port, path, &[])
    }

    /// The same, with further headers.
    pub(super) fn send_with(port: u16, path: &str, headers: &[(&str, &str)]) -> Option<Self> {
        Self::send_to(port, "GET", "localhost", path, headers)
    }

    fn send_to(port: u16, method: &str, host: &str, target: &str, headers: &[(&str, &str)]) -> Option<Self> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!("{method} {target} HTTP/1.1\r\nhost: {host}\r\n{headers}connection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).ok()?;
        Some(Self(stream))
    }

    /// Waits for the answer. None where there is none, or half of one.
    pub(super) fn answer(mut self) -> Option<Answer> {
        let mut text = String::new();
        self.0.read_to_string(&mut text).ok()?;
        let (head, body) = text.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let answer = Answer { status, head: head.to_owned(), body: body.to_owned() };
        if answer.header("transfer-encoding") == Some("chunked") {
            return Some(Answer { body: joined(body)?, ..answer });
        }
        Some(answer)
    }
}

/// A body that was sent in chunks, each behind its length. None where the last one, which is empty, is missing.
fn joined(mut chunks: &str) -> Option<String> {
    let mut body = String::new();
    loop {
        let (length, rest) = chunks.split_once("\r\n")?;
        let (chunk, rest) = rest.split_at_checked(usize::from_str_radix(length, 16).ok()?)?;
        if chunk.is_empty() {
            return Some(body);
        }
        body.push_str(chunk);
        chunks = rest.strip_prefix("\r\n")?;
    }
}

/// Asks and waits for the answer.
pub(crate) fn get(port: u16, path: &str) -> Option<Answer> {
    Request::send(port, path)?.answer()
}

/// The same of a host, by a method and with headers.
pub(crate) fn ask(port: u16, method: &str, host: &str, target: &str, headers: &[(&str, &str)]) -> Option<Answer> {
    Request::send_to(port, method, host, target, headers)?.answer()
}
