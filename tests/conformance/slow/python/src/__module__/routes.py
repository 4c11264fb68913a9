"""A route that takes its time, in place of the service's own: what a user would write there."""

import asyncio

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route


async def slow(_request: Request) -> PlainTextResponse:
    await asyncio.sleep(2)
    return PlainTextResponse("done")


routes = [Route("/slow", slow)]
