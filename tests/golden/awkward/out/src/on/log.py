# Written once by Blip; from here on it is yours.

"""Logs as one JSON object a line on stdout, from LOG_LEVEL (debug, info, warn, error) up."""

import json
import logging
import os
import sys
from datetime import UTC, datetime

# What a record always has. All else was handed over by `extra=`, and belongs into the log.
STANDARD = {*vars(logging.makeLogRecord({})), "color_message"}


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC)
        entry = {
            "timestamp": time.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        entry |= {key: value for key, value in vars(record).items() if key not in STANDARD}
        if record.exc_info:
            entry["error"] = self.formatException(record.exc_info)
        return json.dumps(entry, default=str)


def start_logging() -> None:
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter())
    logging.addLevelName(logging.WARNING, "WARN")
    wanted = os.environ.get("LOG_LEVEL", "").upper()
    # A misspelled level silences nothing.
    level = logging.getLevelNamesMapping().get(wanted, logging.INFO)
    logging.basicConfig(level=level, handlers=[handler])
