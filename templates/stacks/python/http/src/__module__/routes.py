<%= header() %>

"""What the service answers. Health checks and logs are added by server.py."""

<% if blips.preview is defined %>
<% if blips.preview.events == "knative" %>
import logging
<% endif %>
import os
<% endif %>
from importlib.metadata import version

from starlette.requests import Request
<% if blips.preview is defined and blips.preview.events == "knative" %>
from starlette.responses import JSONResponse, Response
<% else %>
from starlette.responses import JSONResponse
<% endif %>
from starlette.routing import Route
<% if blips.preview is defined %>

from .client import call
<% endif %>

NAME = "<%= service.name %>"
VERSION = version(NAME)
<% if blips.preview is defined %>
# Where another service answers, of which this one asks something; empty for none.
UPSTREAM_URL = os.environ.get("UPSTREAM_URL", "")
<% if blips.preview.events == "knative" %>

log = logging.getLogger(__name__)
<% endif %>
<% endif %>


async def about(_request: Request) -> JSONResponse:
    return JSONResponse({"service": NAME, "version": VERSION})

<% if blips.preview is defined %>

async def upstream(_request: Request) -> JSONResponse:
    """A first call to another service, and a way to see which version of it a request gets to."""
    answer = await call(UPSTREAM_URL)
    return JSONResponse({"status": answer.status, "body": answer.body.decode(errors="replace")})

<% if blips.preview.events == "knative" %>

async def event(request: Request) -> Response:
    """Takes one event. What is answered otherwise than by 200 to 299 comes again."""
    log.info("event", extra={name: request.headers.get(f"ce-{name}") for name in ("id", "type")})
    return Response(status_code=204)

<% endif %>
<% endif %>

routes = [
    Route("/", about),
<% if blips.preview is defined and blips.preview.events == "knative" %>
    Route("/events", event, methods=["POST"]),
<% endif %>
]
<% if blips.preview is defined %>
if UPSTREAM_URL:
    routes.append(Route("/upstream", upstream))
<% endif %>
