<%= header() %>

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from <%= service.module %>.preview import HEADER


class Other(BaseHTTPRequestHandler):
    """Answers with what it was sent, and a redirect."""

    def do_GET(self) -> None:
        names = (HEADER, "baggage")
        body = ";".join(str(self.headers.get(name)) for name in names).encode()
        self.send_response(302)
        self.send_header("location", "/elsewhere")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def other() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Other) as other:
        thread = Thread(target=other.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{other.server_port}"
        other.shutdown()
        thread.join()
