# Written once by Blip; from here on it is yours.

"""What the service answers. Health checks and logs are added by server.py."""

from importlib.metadata import version

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

NAME = "on"
VERSION = version(NAME)


async def about(_request: Request) -> JSONResponse:
    return JSONResponse({"service": NAME, "version": VERSION})


routes = [
    Route("/", about),
]
