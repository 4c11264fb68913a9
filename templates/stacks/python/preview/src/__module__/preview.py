<%= header() %>

"""Which preview the work at hand is done for.

A preview of a service answers beside its stable version, and a header leads to it. A request gets to
a preview further down only if every service before it passes that header on.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

# The header whose value names a preview: `<%= service.name %>-pr-42`.
HEADER = "<%= blips.preview.header %>"
# The entry of the header `baggage` that says the same; OpenTelemetry carries it through any service.
ENTRY = "preview"
<% if blips.preview.events == "knative" %>
# The attribute of an event that says the same, as Knative delivers it.
ATTRIBUTE = "ce-preview"
<% endif %>

VALUE = re.compile(r"[a-z0-9-]{1,100}")

_current: ContextVar[str | None] = ContextVar("preview", default=None)


@contextmanager
def for_preview(preview: str | None) -> Iterator[None]:
    """What is done within, tasks begun there included, is done for a preview, or for none."""
    token = _current.set(preview)
    try:
        yield
    finally:
        _current.reset(token)


def current_preview() -> str | None:
    """The preview that the work at hand is done for; none for most."""
    return _current.get()


def headers_of_preview() -> dict[str, str]:
    """What a call to another service of your own, or a message, has to carry."""
    preview = current_preview()
    return {HEADER: preview, "baggage": f"{ENTRY}={preview}"} if preview else {}


def preview_in(headers: Mapping[str, str]) -> str | None:
    """The preview that a request or a message names by its headers, in lower case."""
<% if blips.preview.events == "knative" %>
    preview = headers.get(HEADER) or headers.get(ATTRIBUTE) or _in(headers.get("baggage", ""))
<% else %>
    preview = headers.get(HEADER) or _in(headers.get("baggage", ""))
<% endif %>
    # Anybody can send anything: what cannot be the name of a preview is not passed on.
    return preview if preview and VALUE.fullmatch(preview) else None


def _in(baggage: str) -> str | None:
    """Reads `a=1, preview=<%= service.name %>-pr-42;property, b=2`."""
    for entry in baggage.split(","):
        key, _, value = entry.partition(";")[0].partition("=")
        if key.strip() == ENTRY:
            return value.strip()
    return None
