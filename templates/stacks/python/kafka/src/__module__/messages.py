<%= header() %>

"""Which messages are this process's own.

Kafka hands each message to every group and filters none by its headers: a preview takes what names
it, and the stable version all but what names a preview of this service.
"""

import os
import re
from collections.abc import Mapping

from .preview import preview_in

SERVICE = "<%= service.name %>"
# What its previews are called, by the numbers of their pull requests.
PREVIEW = re.compile(rf"{SERVICE}-pr-[0-9]+")
# The preview that this process is, which the chart sets; empty for the stable version.
PREVIEW_ID = os.environ.get("PREVIEW_ID", "")


def is_mine(headers: Mapping[str, str], own: str = PREVIEW_ID) -> bool:
    """Whether to handle a message. Else it is skipped, and its offset committed all the same."""
    preview = preview_in(headers)
    if own:
        return preview == own
    return not PREVIEW.fullmatch(preview or "")
