"""What the interpreters of the room ask of the operating system, where it offers it."""

from __future__ import annotations

import ctypes
import math
import os
import re
import signal
import sys
from pathlib import Path
from time import process_time
from types import ModuleType

resource: ModuleType | None
try:
    import resource
except ImportError:  # Windows
    resource = None

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_FORKED_SECONDS = 0.05  # of processor time: more than a forked child has spent before its limits are set

_LINUX = sys.platform == "linux"
C_LIBRARY = (
    ctypes.CDLL(None, use_errno=True) if _LINUX else None
)  # opened before any lock, and once instead of in every child


def die_with_parent() -> None:
    """Ask the kernel for SIGKILL when the parent ends; Linux only, elsewhere the closed channel has to do."""
    if C_LIBRARY is not None:
        C_LIBRARY.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends, so that none can hide; Linux only."""
    if C_LIBRARY is not None:
        C_LIBRARY.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def count_threads() -> int:
    """Return how many threads this process has, where the system tells."""
    try:
        return sum(1 for _ in Path("/proc/self/task").iterdir())
    except OSError:
        return 1


def own_size() -> int:
    """Return the bytes of address space in use, which a child's own limit comes on top of."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except OSError:
        return 1 << 32
    return pages * os.sysconf("SC_PAGE_SIZE")


def peak_size(pid: int) -> int | None:
    """Return the most bytes of address space that a living process has used, where the system tells."""
    try:
        text = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:
        return None
    found = re.search(r"^VmPeak:\s*(\d+) kB$", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else None


def set_limits(limits: dict[str, int], base_memory: int) -> None:
    """Set the limits that the kernel keeps; `memory` comes on top of what the interpreter has already."""
    if resource is None:
        return
    # Whole seconds, rounded up: an interpreter of its own has imported torch by now, a forked child nothing.
    spent = math.ceil(process_time() - _FORKED_SECONDS)
    wanted = {
        "RLIMIT_CPU": spent + limits["cpu"],
        "RLIMIT_FSIZE": limits["file"],
        "RLIMIT_NOFILE": limits["open"],
    }
    wanted["RLIMIT_CORE"] = 0
    if limits["memory"]:
        wanted["RLIMIT_AS"] = base_memory + limits["memory"]
    for name, limit in wanted.items():
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        hard = resource.getrlimit(kind)[1]
        allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        # One second more before the kernel's SIGKILL: first comes SIGXCPU, which tells the reason.
        resource.setrlimit(
            kind, (allowed, allowed + 1 if name == "RLIMIT_CPU" and allowed == limit else allowed)
        )
