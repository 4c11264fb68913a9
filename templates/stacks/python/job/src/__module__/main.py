<%= header() %>

"""Works once (`uv run start`). The exit code says whether it is done or to be tried again."""

import asyncio
import logging
import signal
import sys
from types import FrameType

from .log import start_logging
from .work import work

log = logging.getLogger(__name__)


def main() -> None:
    start_logging()
    for sig in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sig, stop)
    try:
        asyncio.run(work())
    except Exception:
        log.exception("failed")
        sys.exit(1)
    log.info("done")


def stop(sig: int, _frame: FrameType | None) -> None:
    # No handler, no end: the kernel spares the first process of a container.
    sys.exit(128 + sig)
