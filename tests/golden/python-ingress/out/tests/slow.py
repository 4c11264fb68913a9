# Written once by Blip; from here on it is yours.

"""A service that takes its time, for the test of how a service ends."""

import asyncio
import logging
import os

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from invoices.log import start_logging
from invoices.server import serve

log = logging.getLogger(__name__)


async def slow(_request: Request) -> PlainTextResponse:
    log.info("begun")
    await asyncio.sleep(1)
    return PlainTextResponse("done")


async def broken(_request: Request) -> PlainTextResponse:
    raise RuntimeError("as the test wants it")


start_logging()
serve([Route("/slow", slow), Route("/broken", broken)], int(os.environ["PORT"]))
