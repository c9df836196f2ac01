"""Has one submission graded by another process, within a time, and tells what came of it as it comes.

What writes a consumer's file is this side. It reads the submission as bytes, knows the secret that the seeds come
from, and neither imports torch nor anything that a submission could reach. The other side grades, as another user where
there is one, and only talks: a line of JSON for each exercise. When it hangs, floods or dies, this side goes on.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from grader.language import LANGUAGES, Message, Problem, message
from grader.report.data import verdict_from_data
from grader.verdict import Verdict

COMMAND = (sys.executable, "-P", "-m", "grader.classroom.exports.errand")
# A verdict has at most some megabytes; whoever sends more without a line end is not our grader any more.
LONGEST_LINE = 64 * 2**20
CHUNK = 1 << 16
KEPT_VARIABLES = (
    "PATH",
    "PYTHONPATH",
    "LD_LIBRARY_PATH",
    "CUDA_VISIBLE_DEVICES",
    "CUDA_HOME",
    "TMPDIR",
    "LANG",
)


@dataclass(frozen=True, slots=True)
class Job:
    """One exercise of a submission: what is to be graded, and under which seed."""

    exercise: str
    source: bytes
    filename: str
    seed: int


@dataclass(frozen=True, slots=True)
class Errand:
    """Everything that the grading process is told."""

    jobs: tuple[Job, ...]
    pack: str | None
    budget: str
    devices: tuple[str, ...]
    isolation: str


@dataclass(frozen=True, slots=True)
class Locked:
    """How well submissions are locked in there; the first thing that is heard."""

    isolation: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The grading process does not grade, and why, in each language."""

    reason: dict[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one exercise: its verdict, or why there is none."""

    exercise: str
    verdict: Verdict | None
    reason: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Ended:
    """Nothing more will come. `why` is nothing where all was graded."""

    why: Message | None


Event = Locked | Refused | Outcome | Ended


def supervise(
    errand: Errand, *, seconds: float, user: str | None = None, command: Sequence[str] = COMMAND
) -> Iterator[Event]:
    """Grade, and yield what happens; the last event is an `Ended`, at the latest after `seconds`.

    With `user`, the grading process runs as that user, which only root can order. Raises Problem where there is no
    such user or it cannot be started.
    """
    deadline = time.monotonic() + seconds
    hearing, telling = os.pipe()
    try:
        process = _start(command, telling, user)
    except BaseException:
        os.close(hearing)
        raise
    finally:
        os.close(telling)
    try:
        # Beside the hearing: whoever does not listen must not stop us from noticing the time.
        threading.Thread(target=_tell, args=(process, errand), daemon=True).start()
        left = {job.exercise for job in errand.jobs}
        for line in _lines(hearing, deadline):
            event = _event(line)
            if event is None or (isinstance(event, Outcome) and event.exercise not in left):
                break
            yield event
            if isinstance(event, Outcome):
                left.discard(event.exercise)
            if isinstance(event, Refused):
                break
        why = None
        if left and time.monotonic() >= deadline:
            why = message("the {seconds} seconds for grading were used up", seconds=f"{seconds:g}")
        elif left:
            why = message("the grading process ended too early")
        yield Ended(why)
    finally:
        os.close(hearing)
        _end(process)


def _start(command: Sequence[str], telling: int, user: str | None) -> subprocess.Popen[bytes]:
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    more: dict[str, Any] = {}
    if user is not None:
        more = {"user": user, "group": _group_of(user), "extra_groups": []}
        kept["HOME"] = "/nonexistent"
    try:
        return subprocess.Popen(
            [*command, str(telling)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,  # Autolab takes scores from there
            pass_fds=(telling,),
            cwd="/",
            env=kept,
            start_new_session=True,
            **more,
        )
    except OSError as error:
        raise Problem(
            message("The grading process cannot be started: {reason}.", reason=error.strerror or str(error)),
            message("Only root can grade as another user; leave --user away elsewhere."),
        ) from error


def _group_of(user: str) -> int:
    import pwd

    try:
        return pwd.getpwnam(user).pw_gid
    except KeyError:
        raise Problem(
            message("There is no user {name}.", name=user),
            message("Make one: `useradd --system {name}`.", name=user),
        ) from None


def _tell(process: subprocess.Popen[bytes], errand: Errand) -> None:
    data = {
        "jobs": [
            {
                "exercise": job.exercise,
                "source": base64.b64encode(job.source).decode(),
                "filename": job.filename,
                "seed": job.seed,
            }
            for job in errand.jobs
        ],
        "pack": errand.pack,
        "budget": errand.budget,
        "devices": list(errand.devices),
        "isolation": errand.isolation,
    }
    assert process.stdin is not None
    with contextlib.suppress(OSError), process.stdin:  # it may be gone, which is heard
        process.stdin.write(json.dumps(data).encode())


def _lines(hearing: int, deadline: float) -> Iterator[bytes]:
    """Yield whole lines until the other end closes, says too much at once, or the time is over."""
    os.set_blocking(hearing, False)
    buffer = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(hearing, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0:
            if not selector.select(left):
                return
            said = os.read(hearing, CHUNK)
            if not said:
                return
            buffer += said
            while (end := buffer.find(b"\n")) >= 0:
                line = bytes(buffer[:end])
                del buffer[: end + 1]
                yield line
            if len(buffer) > LONGEST_LINE:
                return


def _event(line: bytes) -> Event | None:
    """Return what a line says, or None where it says nothing that our grader would say."""
    try:
        data = json.loads(line)
        match data["event"]:
            case "locked":
                return Locked(str(data["isolation"]))
            case "refused":
                return Refused({language: str(data["reason"][language]) for language in LANGUAGES})
            case "graded":
                verdict = data["verdict"]
                return Outcome(
                    str(data["exercise"]),
                    None if verdict is None else verdict_from_data(verdict),
                    str(data["reason"]),
                    float(data["seconds"]),
                )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return None


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the grading process and everything that it started in its session."""
    with contextlib.suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
