<%= header() %>

"""The service as a process of its own, as it runs in its container."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

START = str(Path(sys.executable).with_name("start"))


@pytest.mark.parametrize("sig", [signal.SIGTERM, signal.SIGINT])
def test_works_until_stopped(sig: signal.Signals) -> None:
    env = os.environ | {"LOG_LEVEL": "info"}
    messages = []
    with subprocess.Popen([START], env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            messages.append(json.loads(line)["message"])
            if messages[-1] == "worked":
                process.send_signal(sig)
    assert messages == ["started", "worked", "stopping", "stopped"]
    assert process.returncode == 0
