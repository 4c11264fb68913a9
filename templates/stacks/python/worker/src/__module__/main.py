<%= header() %>

"""Works until SIGTERM or SIGINT (`uv run start`).

What is under way then is finished, so a piece of work has to be shorter than
`terminationGracePeriodSeconds`.
"""

import asyncio
import logging
import signal
from contextlib import suppress

from .log import start_logging
from .work import work

PAUSE = 1  # seconds

log = logging.getLogger(__name__)


def main() -> None:
    start_logging()
    asyncio.run(work_until_stopped())


async def work_until_stopped() -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop(sig: signal.Signals) -> None:
        log.info("stopping", extra={"signal": sig.name})
        stopping.set()
        # A second signal ends the process at once.
        loop.remove_signal_handler(sig)

    for sig in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sig, stop, sig)

    log.info("started")
    while not stopping.is_set():
        await work()
        # The signal cuts the pause short.
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), PAUSE)
    log.info("stopped")
