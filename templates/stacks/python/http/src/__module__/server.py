<%= header() %>

"""What surrounds the routes: health checks, a log line for each request, and an orderly end."""

import asyncio
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Sequence
from types import FrameType

import uvicorn
from starlette.applications import Starlette
<% if blips.preview is defined %>
from starlette.datastructures import Headers
<% endif %>
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
<% if blips.preview is defined %>

from .preview import for_preview, preview_in
<% endif %>

# Whether the process works; where it does not, Kubernetes restarts it.
LIVE = <%= service.health.live | literal %>
# Whether to send requests here.
READY = <%= service.health.ready | literal %>

# How many seconds the last requests may take, first while the service still listens, then once
# more. Both together must fit into `terminationGracePeriodSeconds`, less the preStop hook.
DRAIN = 10

# A load balancer keeps idle connections for up to a minute. Whoever closes first must not be this
# side, or a request that is on its way then gets lost.
KEEP_ALIVE = 65

log = logging.getLogger(__name__)


def serve(routes: Sequence[BaseRoute], port: int) -> None:
    """Serves on all interfaces until SIGTERM or SIGINT. Port 0 is any that is free."""

    async def live(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("ok")

    async def ready(_request: Request) -> PlainTextResponse:
        if server.should_exit:
            return PlainTextResponse("stopping", 503)
        return PlainTextResponse("ok")

    app = Starlette(
        routes=[Route(READY, ready), Route(LIVE, live), *routes],
<% if blips.preview is defined %>
        middleware=[Middleware(RequestLog), Middleware(KeepPreview)],
<% else %>
        middleware=[Middleware(RequestLog)],
<% endif %>
    )
    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        log_level=logging.WARNING,
        server_header=False,
        timeout_graceful_shutdown=DRAIN,
        timeout_keep_alive=KEEP_ALIVE,
    )
    server = Server(config)
    listener = listen(port)
    log.info("listening", extra={"port": listener.getsockname()[1]})
    server.run([listener])
    log.info("stopped")


def listen(port: int) -> socket.socket:
    # [::] takes IPv4 as well; the other is for machines without IPv6.
    both = socket.has_dualstack_ipv6()
    family = socket.AF_INET6 if both else socket.AF_INET
    return socket.create_server(("", port), family=family, dualstack_ipv6=both)


class Server(uvicorn.Server):
    """Stops in two steps, and ends with 0 where uvicorn's own ends by the signal."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.should_exit = True
        # A second signal ends the process at once.
        signal.signal(sig, signal.SIG_DFL)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        log.info("stopping")
        # Python waits for handlers that block a thread; this does not.
        last_resort = threading.Timer(2 * DRAIN + 1, os._exit, [0])
        last_resort.daemon = True
        last_resort.start()
        # Still listening: who asks whether it is ready shall hear no, and not be refused.
        if in_flight := self.server_state.tasks:
            await asyncio.wait(in_flight, timeout=DRAIN)
        await super().shutdown(sockets)


class RequestLog:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500

        async def note_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        start = time.perf_counter()
        try:
            await self.app(scope, receive, note_status)
        finally:
            path = scope["path"]
            # Probes come every few seconds.
            level = logging.DEBUG if path in (LIVE, READY) else logging.INFO
            fields = {
                "method": scope["method"],
                "path": path,
                "status": status,
                "duration_ms": round((time.perf_counter() - start) * 1000, 3),
            }
            log.log(level, "request", extra=fields)
<% if blips.preview is defined %>


class KeepPreview:
    """Has requests answered for the previews that they name."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        # The same header may come several times, and together they are one list.
        baggage = ",".join(headers.getlist("baggage"))
        with for_preview(preview_in({**headers, "baggage": baggage})):
            await self.app(scope, receive, send)
<% endif %>
