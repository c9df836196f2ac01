"""Where grading happens. `LocalExecutor` is this machine; another one needs no more than the `Executor` has."""

from __future__ import annotations

from grader.classroom.executor.jobs import Begun, Died, Event, Executor, Finished, Job, Place
from grader.classroom.executor.local import LocalExecutor

__all__ = ["Begun", "Died", "Event", "Executor", "Finished", "Job", "LocalExecutor", "Place"]
