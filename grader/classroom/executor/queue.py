"""Which job comes next: each worker stays with one exercise, whose questions it has at hand."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from grader.classroom.executor.jobs import Job

Subject = tuple[str | None, str, int]


def subject(job: Job) -> Subject:
    """Return what the questions of a job depend on."""
    return job.pack, job.exercise, job.seed


class Queue:
    """Jobs by what their questions depend on, in the order in which they were given."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._waiting: dict[Subject, deque[Job]] = {}
        for job in jobs:
            self._waiting.setdefault(subject(job), deque()).append(job)

    def __len__(self) -> int:
        return sum(len(jobs) for jobs in self._waiting.values())

    def take(self, last: Subject | None, others: Mapping[Subject, int]) -> Job:
        """Return the next job of a worker.

        Args:
            last: what it has the questions of.
            others: what the other workers have the questions of, and how many of them do. A worker that begins
                something new takes what fewest have, and of that what most is left of.
        """
        if last not in self._waiting:
            last = min(self._waiting, key=lambda s: (others.get(s, 0), -len(self._waiting[s])))
        jobs = self._waiting[last]
        job = jobs.popleft()
        if not jobs:
            del self._waiting[last]
        return job
