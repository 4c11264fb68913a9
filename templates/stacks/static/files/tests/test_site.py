<%= header() %>

"""The site as it is served in its container."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

ROOT = Path(__file__).parent.parent
LIVE = "<%= service.health.live %>"
READY = "<%= service.health.ready %>"


class Site:
    """The folder of a site, served on a free port."""

    def __init__(self, folder: Path = ROOT) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        env = os.environ | {"PORT": str(self.port), "LOG_LEVEL": "info"}
        self.process = subprocess.Popen(["caddy", "run"], cwd=folder, env=env, stdout=subprocess.PIPE, text=True)
        self.logged("serving initial configuration")

    def __enter__(self) -> "Site":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def logged(self, message: str) -> dict:
        """Reads the log up to a message."""
        for line in self.process.stdout:
            entry = json.loads(line)
            if entry.get("message") == message:
                return entry
        raise AssertionError(f"ended without a log of {message!r}")

    def ask(self, path: str, method: str = "GET") -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, headers={"Connection": "close"})
        return connection.getresponse()

    def fetch(self, path: str, method: str = "GET") -> tuple[int, bytes]:
        with self.ask(path, method) as response:
            return response.status, response.read()


class Page(HTMLParser):
    """What a page leads to, and what in it can be led to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "action", "poster"):
                self.links.add(value or "")
            elif name == "id":
                self.ids.add(value or "")


class Served(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.site = cls.enterClassContext(Site())

    def test_says_what_it_is(self) -> None:
        with self.site.ask("/") as response:
            self.assertEqual(response.status, 200)
            self.assertEqual(response.headers["Content-Type"], "text/html; charset=utf-8")
            version = (ROOT / "VERSION").read_text().strip()
            self.assertEqual(response.headers["Server"], f"<%= service.name %>/{version}")

    def test_is_live_and_ready(self) -> None:
        for path in (LIVE, READY):
            self.assertEqual(self.site.fetch(path), (200, b"ok"), path)

    def test_refuses_what_it_does_not_know(self) -> None:
        status, body = self.site.fetch("/nowhere")
        self.assertEqual((status, body), (404, (ROOT / "public/404.html").read_bytes()))
        self.assertEqual(self.site.fetch("/", "DELETE")[0], 405)

    def test_serves_nothing_but_public(self) -> None:
        for path in ("/Caddyfile", "/../Caddyfile", "/%2e%2e/Caddyfile", "/VERSION"):
            self.assertEqual(self.site.fetch(path)[0], 404, path)

    def test_logs_each_request_without_its_query(self) -> None:
        self.site.fetch("/logged?token=secret")
        while (entry := self.site.logged("handled request"))["path"] != "/logged":
            pass
        self.assertTrue(entry.pop("timestamp"))
        self.assertGreaterEqual(entry.pop("duration_ms"), 0)
        expected = {"level": "info", "method": "GET", "path": "/logged", "status": 404}
        self.assertEqual(entry, expected | {"logger": "http.log.access", "message": "handled request"})

    def test_links_lead_somewhere(self) -> None:
        """Follows each link of each page to where it leads on this site, and to its place on the page there."""
        public = ROOT / "public"
        for file in public.rglob("*.html"):
            here = f"/{file.relative_to(public).as_posix()}"
            for link in Page(file.read_text()).links:
                path, place = urldefrag(urljoin(here, link))
                if path.startswith("//") or ":" in path.split("/")[0]:
                    continue
                with self.subTest(page=here, link=link):
                    status, body = self.site.fetch(path)
                    self.assertEqual(status, 200)
                    if place:
                        self.assertIn(unquote(place), Page(body.decode()).ids)


class Stopped(unittest.TestCase):
    def test_answers_what_is_in_flight_before_it_ends(self) -> None:
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        shutil.copytree(ROOT / "public", folder / "public")
        for name in ("Caddyfile", "VERSION"):
            shutil.copy(ROOT / name, folder)
        # more than fits between the two ends of a connection
        large = bytes(50_000_000)
        (folder / "public/large").write_bytes(large)

        with Site(folder) as site:
            response = site.ask("/large")
            site.process.send_signal(signal.SIGTERM)
            site.logged("shutdown scheduled")
            time.sleep(0.1)
            self.assertEqual(site.fetch(READY), (503, b"stopping"))
            self.assertEqual(site.fetch(LIVE), (200, b"ok"))
            self.assertEqual(response.read(), large)
            self.assertEqual(site.process.wait(timeout=25), 0)
            with self.assertRaises(ConnectionRefusedError):
                site.fetch("/")
