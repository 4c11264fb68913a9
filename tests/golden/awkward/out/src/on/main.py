# Written once by Blip; from here on it is yours.

"""Starts the service (`uv run start`)."""

import os

from .log import start_logging
from .routes import routes
from .server import serve


def main() -> None:
    start_logging()
    serve(routes, port=int(os.environ.get("PORT") or 8080))
