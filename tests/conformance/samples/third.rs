//! A service further down, which tells what it was sent.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

/// It answers every request, one after the other, for as long as the test runs.
pub(super) struct Third {
    pub(super) port: u16,
    received: Receiver<Vec<String>>,
}

impl Third {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, received) = channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let head = head(&stream);
                // known before it is answered, since whoever has the answer asks; a client may open a connection and send
                // nothing
                if !head.is_empty() && sender.send(head).is_err() {
                    return;
                }
                _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nthird");
            }
        });
        Self { port, received }
    }

    /// The value of a header in the request that came last; none where it had none. There must be one request.
    #[track_caller]
    pub(super) fn was_sent(&self, header: &str) -> Option<String> {
        let head = self.received.try_iter().last().expect("the third service was asked");
        let fields = head.iter().filter_map(|line| line.split_once(':'));
        let mut values = fields.filter(|(name, _)| name.eq_ignore_ascii_case(header)).map(|(_, value)| value);
        values.next().map(|value| value.trim().to_owned())
    }
}

/// Reads a request: its first line and its headers.
fn head(stream: &TcpStream) -> Vec<String> {
    BufReader::new(stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect()
}
