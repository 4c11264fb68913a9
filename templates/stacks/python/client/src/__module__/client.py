<%= header() %>

"""Calls to your own services, which carry on the preview that the work at hand is done for.

Third parties are called by other means: previews are none of their business.
"""

import asyncio
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPSConnection
from typing import NamedTuple
from urllib.parse import urlsplit

from .preview import headers_of_preview

# How many seconds the other service may take for each step of its answer.
TIMEOUT = 5


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


async def call(
    url: str,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
) -> Answer:
    """Asks another service, in a thread, which takes the preview along.

    It follows no redirect: one may lead to a stranger, and the headers would go along.
    """
    return await asyncio.to_thread(_call, url, method, headers or {}, body)


def _call(url: str, method: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
    parts = urlsplit(url)
    connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = connect(parts.netloc, timeout=TIMEOUT)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, path, body, {**headers_of_preview(), **headers})
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read())
    finally:
        connection.close()
