"""What the scripts of this folder share: two things done in turn, and the ratio of their medians."""

import os
import statistics
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLIP = ROOT / "target" / "release" / "blip"


def timed(command, cwd):
    start = time.perf_counter()
    subprocess.run(command, cwd=cwd, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def compare(label, rounds, ours, theirs):
    """Runs the two, each a function that returns seconds, in turn; prints the ratio of their medians."""
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    mine, other = (statistics.median(column) for column in zip(*pairs))
    print(f"{label:<44} {mine / other:6.2f} x   ({mine * 1000:.1f} ms / {other * 1000:.1f} ms, n = {rounds})", flush=True)


def waited(command, cwd):
    """What the system says of a command that has ended."""
    with open(os.devnull, "w") as nothing:
        child = subprocess.Popen(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=nothing, stderr=nothing)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    return usage


def spent(command, cwd):
    """Seconds of the processor, which are the same on a machine that does other things as well."""
    usage = waited(command, cwd)
    return usage.ru_utime + usage.ru_stime


def memory(command, cwd):
    """The most memory that a command had at once, in MB; pages of files that it maps count too."""
    return waited(command, cwd).ru_maxrss / 1024
