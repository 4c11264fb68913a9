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
pub(super) struct Answer {
    pub(super) status: u16,
    head: String,
    pub(super) body: String,
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
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: localhost\r\n{headers}connection: close\r\n\r\n").ok()?;
        Some(Self(stream))
    }

    /// Waits for the answer. None where there is none, or half of one.
    pub(super) fn answer(mut self) -> Option<Answer> {
        let mut text = String::new();
        self.0.read_to_string(&mut text).ok()?;
        let (head, body) = text.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some(Answer { status, head: head.to_owned(), body: body.to_owned() })
    }
}

/// Asks and waits for the answer.
pub(super) fn get(port: u16, path: &str) -> Option<Answer> {
    Request::send(port, path)?.answer()
}
