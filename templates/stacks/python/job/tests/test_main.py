<%= header() %>

"""The service as a process of its own, as it runs in its container."""

import json
import os
import subprocess
import sys
from pathlib import Path

START = str(Path(sys.executable).with_name("start"))


def test_works_once() -> None:
    env = os.environ | {"LOG_LEVEL": "info"}
    output = subprocess.check_output([START], env=env, text=True)
    messages = [json.loads(line)["message"] for line in output.splitlines()]
    assert messages == ["worked", "done"]
