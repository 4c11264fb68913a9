<%= header() %>

"""The service as a process of its own, as it runs in its container."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

<% if blips.preview is defined %>
from <%= service.module %>.preview import HEADER
<% endif %>
from <%= service.module %>.server import LIVE, READY

START = str(Path(sys.executable).with_name("start"))


class Service:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.port = self.logged("listening")["port"]

    def logged(self, message: str) -> dict[str, Any]:
        """Reads the log up to a message."""
        assert self.process.stdout
        for line in self.process.stdout:
            entry: dict[str, Any] = json.loads(line)
            if entry["message"] == message:
                return entry
        raise AssertionError(f"ended without a log of {message!r}")

<% if blips.preview is defined %>
    def fetch(
        self, path: str, method: str = "GET", headers: dict[str, str] | None = None
    ) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, headers=headers or {})
<% else %>
    def fetch(self, path: str, method: str = "GET") -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path)
<% endif %>
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()


@contextmanager
<% if blips.preview is defined %>
def running(*program: str, **further: str) -> Iterator[Service]:
    """Starts a program on a free port, with further variables."""
    env = os.environ | {"PORT": "0", "LOG_LEVEL": "info"} | further
<% else %>
def running(*program: str) -> Iterator[Service]:
    """Starts a program on a free port."""
    env = os.environ | {"PORT": "0", "LOG_LEVEL": "info"}
<% endif %>
    command = [sys.executable, *program]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Service(process)
        finally:
            # Not killed: at its end it writes down what the tests covered.
            process.terminate()


@pytest.fixture
def service() -> Iterator[Service]:
    with running(START) as service:
        yield service


@pytest.fixture
def slow() -> Iterator[Service]:
    with running("tests/slow.py") as service:
        yield service


def test_says_what_it_is(service: Service) -> None:
    status, body = service.fetch("/")
    assert status == 200
    assert json.loads(body)["service"] == "<%= service.name %>"


@pytest.mark.parametrize("path", [LIVE, READY])
def test_is_live_and_ready(service: Service, path: str) -> None:
    assert service.fetch(path) == (200, "ok")


def test_refuses_what_it_does_not_know(service: Service) -> None:
    assert service.fetch("/nowhere") == (404, "Not Found")
    assert service.fetch("/", "DELETE") == (405, "Method Not Allowed")


def test_logs_each_request_without_its_query(service: Service) -> None:
    service.fetch("/nowhere?token=secret")
    entry = service.logged("request")
    assert datetime.fromisoformat(entry.pop("timestamp")).tzinfo
    assert entry.pop("duration_ms") >= 0
    assert entry == {
        "level": "info",
        "message": "request",
        "method": "GET",
        "path": "/nowhere",
        "status": 404,
    }


<% if blips.preview is defined %>
def test_leads_to_a_preview_further_down(other: str) -> None:
    with running(START, UPSTREAM_URL=other) as service:
        status, body = service.fetch("/upstream", headers={HEADER: "a-pr-1"})
    assert status == 200
    assert json.loads(body) == {"status": 302, "body": "a-pr-1;preview=a-pr-1"}


<% endif %>
def test_survives_a_handler_that_fails(slow: Service) -> None:
    assert slow.fetch("/broken")[0] == 500
    assert slow.logged("request")["status"] == 500
    assert "as the test wants it" in slow.logged("Exception in ASGI application\n")["error"]
    assert slow.fetch(LIVE)[0] == 200


@pytest.mark.parametrize("sig", [signal.SIGTERM, signal.SIGINT])
def test_answers_what_is_in_flight_before_it_ends(slow: Service, sig: signal.Signals) -> None:
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(slow.fetch, "/slow")
        slow.logged("begun")

        slow.process.send_signal(sig)
        slow.logged("stopping")
        assert slow.fetch(READY) == (503, "stopping")

        assert answer.result() == (200, "done")
    assert slow.process.wait(timeout=10) == 0
    with pytest.raises(ConnectionRefusedError):
        slow.fetch("/")
