"""The processor time and memory of processes, as Linux counts them."""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from pathlib import Path


def processor_seconds(process: int) -> float:
    """Processor time of a process, user and system, its threads included and its children not; 0 once it has ended."""
    with suppress(OSError):
        # The number of the clock that Linux keeps for each process (clock_getcpuclockid).
        return time.clock_gettime((~process << 3) | 2)
    return 0.0


def workers_seconds(process: int) -> float:
    """Processor time of the processes it started, those of these included."""
    return sum(processor_seconds(child) + workers_seconds(child) for child in _children(process))


def resident(process: int, what: str = "VmRSS") -> float:
    """Megabytes in memory, now or at most (`VmHWM`), the processes it started not included."""
    with suppress(OSError):
        if found := re.search(what + r":\s+(\d+) kB", Path(f"/proc/{process}/status").read_text()):
            return int(found[1]) / 1024
    return 0.0


def machine_seconds() -> float:
    """Processor time that the whole machine has spent, the time stolen from it included."""
    counted = [int(one) for one in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    idle, waiting = counted[3:5]
    return (sum(counted) - idle - waiting) / os.sysconf("SC_CLK_TCK")


def _children(process: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(one) for one in task.read_text().split()]
    return found
