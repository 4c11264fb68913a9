<%= header() %>

"""What the service does."""

import logging

log = logging.getLogger(__name__)


async def work() -> None:
    """Does one piece of work. Calls to others should bear a time limit: `asyncio.timeout(5)`."""
    log.info("worked")
