"""Grades on this machine: worker processes, each with a warm room, and another one for each that dies."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from typing import Any

import msgpack

from grader.classroom.executor.jobs import (
    INFRASTRUCTURE,
    Begun,
    Died,
    Event,
    Finished,
    Job,
    Place,
    message_from_data,
)
from grader.classroom.executor.queue import Queue, Subject, subject
from grader.language import Problem, message
from grader.verdict import FailureKind

# At official budget a submission may have a minute of processor time and six on the clock for each device, and its
# known mistakes some more. A worker that is silent for an hour hangs.
SILENCE_SECONDS = 3600.0
# Importing torch from a cold network disk has taken a minute.
START_SECONDS = 300.0
# So many deaths with no verdict between them are the machine's doing and not that of so many submissions.
MOST_DEATHS_IN_A_ROW = 10
MOST_FAILED_STARTS = 3
# A worker takes its room along when it hears that nobody listens any more.
LEAVE_SECONDS = 5.0


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass
class LocalExecutor:
    """Worker processes on this machine, started when they are first needed.

    A job that takes its worker along is tried once more, alone; the second time it ends without a verdict. A job
    whose process the machine itself killed is confirmed once, alone, and the second verdict counts.

    Args:
        workers: how many; by default one for every processor that this process may use.
        isolation: below this level no submission is run.
        start: how processes are started, in the words of `multiprocessing`.
    """

    workers: int = field(default_factory=cores)
    isolation: str = "process"
    start: str = "forkserver" if sys.platform == "linux" else "spawn"

    def __post_init__(self) -> None:
        if self.workers < 1:
            raise ValueError(f"LocalExecutor: workers is {self.workers}, expected a positive number")
        self._context = multiprocessing.get_context(self.start)
        if self.start == "forkserver":
            # Torch is imported once, and its memory is shared.
            self._context.set_forkserver_preload([f"{__package__}.worker"])
        # Two processes of a submission at the same time make one grade sooner, and all of them together later.
        self._lanes = 2 if 2 * self.workers <= cores() else 1
        self._pool: list[_Worker] = []
        self._started = 0
        self._failed_starts = 0
        self._deaths_in_a_row = 0
        self._lonely: deque[Job] = deque()

    def survey(self, pack: str | None, exercises: Sequence[str], devices: Sequence[str]) -> Place:
        """Return what there is on this machine.

        Raises Problem where worker after worker ends instead of telling.
        """
        how = ""
        for _ in range(MOST_FAILED_STARTS):
            self._hire(1)
            worker = self._pool[0]
            while not worker.ready:
                for heard in self._heard([worker]):
                    self._greet(heard)
                if worker not in self._pool:
                    break
            else:
                worker.order("survey", pack=pack, exercises=list(exercises), devices=list(devices))
                answer = worker.answer()
                if answer is not None:
                    lacking = message_from_data(answer.pop("lacking"))
                    return Place(**{**answer, "devices": tuple(answer["devices"]), "lacking": lacking})
                how = self._dismiss(worker)
        raise _do_not_start(how)

    def run(self, jobs: Sequence[Job]) -> Iterator[Event]:
        """Grade jobs, those first that may have company."""
        self._lonely.extend(job for job in jobs if job.alone)
        try:
            yield from self._together(Queue(job for job in jobs if not job.alone), self.workers)
            while self._lonely:
                yield from self._together(Queue([self._lonely.popleft()]), 1)
        finally:
            self._lonely.clear()
            for worker in self._busy:
                self._dismiss(worker)

    def close(self) -> None:
        """End all workers."""
        for worker in self._pool:
            worker.connection.close()
        for worker in self._pool:
            worker.leave()
        self._pool.clear()

    @property
    def _busy(self) -> list[_Worker]:
        return [worker for worker in self._pool if worker.job is not None]

    def _together(self, queue: Queue, most: int) -> Iterator[Event]:
        """Grade what is in the queue, at most `most` at the same time."""
        while queue or self._busy:
            self._hire(min(most, len(queue) + len(self._busy)))
            for worker in [worker for worker in self._pool if worker.ready and worker.job is None]:
                if queue and len(self._busy) < most:
                    yield self._take(worker, queue)
                    worker.grade()
            for worker in self._heard([w for w in self._pool if w.job is not None or not w.ready]):
                if worker.ready:
                    yield from self._hear(worker)
                else:
                    self._greet(worker)

    def _take(self, worker: _Worker, queue: Queue) -> Begun:
        others = Counter(w.subject for w in self._pool if w is not worker and w.subject is not None)
        worker.job = queue.take(worker.subject, others)
        worker.subject = subject(worker.job)
        return Begun(worker.job, worker.name)

    def _hear(self, worker: _Worker) -> Iterator[Event]:
        job, answer = worker.job, worker.answer()
        assert job is not None
        seconds = time.monotonic() - worker.since
        if answer is None or answer["again"]:
            how = self._dismiss(worker)
            yield Died(job, worker.name, how if answer is None else answer["reason"])
            self._count_death(how)
            if job.alone:
                yield Finished(job, None, INFRASTRUCTURE, seconds, worker.name)
            else:
                self._lonely.append(replace(job, alone=True))
            return
        worker.job = None
        self._deaths_in_a_row = 0
        if not job.alone and killed_by_the_machine(answer["verdict"]):
            self._lonely.append(replace(job, alone=True))
        else:
            yield Finished(job, answer["verdict"], answer["reason"], answer["seconds"], worker.name)

    # -- workers --------------------------------------------------------------------------------------------

    def _hire(self, wanted: int) -> None:
        """Have so many workers that are alive, though they may not be ready yet."""
        for worker in [
            worker for worker in self._pool if worker.job is None and not worker.process.is_alive()
        ]:
            if worker.ready:
                self._dismiss(worker)
        while len(self._pool) < wanted:
            self._started += 1
            ours, theirs = self._context.Pipe()
            process = self._context.Process(  # type: ignore[attr-defined]
                target=_work, args=(theirs, self.isolation, self._lanes), daemon=True
            )
            process.start()
            theirs.close()
            self._pool.append(_Worker(f"worker {self._started}", process, ours))

    def _heard(self, workers: Sequence[_Worker]) -> list[_Worker]:
        """Wait until something is heard of one of these workers; one that is silent for too long is killed."""
        deadline = min(worker.deadline for worker in workers)
        found = wait([worker.connection for worker in workers], max(0.0, deadline - time.monotonic()))
        for worker in workers:
            if not found and worker.deadline <= time.monotonic():
                worker.process.kill()  # which is heard next time
        return [worker for worker in workers if worker.connection in found]

    def _greet(self, worker: _Worker) -> None:
        """Hear the first word of a worker."""
        answer = worker.answer()
        if answer is not None and answer["ready"]:
            worker.ready = True
            self._failed_starts = 0
            return
        how = self._dismiss(worker)
        self._failed_start(how if answer is None else answer["reason"])

    def _failed_start(self, how: str) -> None:
        self._failed_starts += 1
        if self._failed_starts >= MOST_FAILED_STARTS:
            raise _do_not_start(how)

    def _count_death(self, how: str) -> None:
        self._deaths_in_a_row += 1
        if self._deaths_in_a_row >= MOST_DEATHS_IN_A_ROW:
            raise Problem(
                message(
                    "{count} workers died one after the other ({how}).", count=self._deaths_in_a_row, how=how
                ),
                message(
                    "See that the machine has memory and disk space left, and start with fewer --workers."
                ),
            )

    def _dismiss(self, worker: _Worker) -> str:
        """Have a worker no more, and return how it ended."""
        self._pool.remove(worker)
        return worker.end()


def _do_not_start(how: str) -> Problem:
    return Problem(
        message("The workers do not start: {how}.", how=how),
        message("`grade devices` says whether submissions can be run on this machine at all."),
    )


@dataclass
class _Worker:
    """A worker process, and what it is doing."""

    name: str
    process: multiprocessing.process.BaseProcess
    connection: Connection
    since: float = field(default_factory=time.monotonic)
    ready: bool = False
    job: Job | None = None
    subject: Subject | None = None

    @property
    def deadline(self) -> float:
        """When it must have been heard of."""
        return self.since + (SILENCE_SECONDS if self.ready else START_SECONDS)

    def grade(self) -> None:
        """Hand it the job that it has taken."""
        job = self.job
        assert job is not None
        self.order(
            "grade",
            pack=job.pack,
            exercise=job.exercise,
            source=job.source,
            filename=job.filename,
            seed=job.seed,
            budget=job.budget,
            devices=list(job.devices),
        )

    def order(self, what: str, **arguments: Any) -> None:
        """Give it something to do. One that is gone shows when its answer is awaited."""
        self.since = time.monotonic()
        with contextlib.suppress(OSError):
            self.connection.send_bytes(msgpack.packb({"do": what, **arguments}))

    def answer(self) -> dict[str, Any] | None:
        """Return what it says, or None when it is gone."""
        try:
            answer: dict[str, Any] = msgpack.unpackb(self.connection.recv_bytes())
        except (EOFError, OSError):
            return None
        return answer

    def end(self) -> str:
        """Kill it, unless it is dead already, and return how it ended. Its room ends with it."""
        self.process.join(0)
        self.process.kill()
        self.process.join()
        self.connection.close()
        code = self.process.exitcode or 0
        name = signal.Signals(-code).name if -code in set(signal.Signals) else f"exit code {code}"
        self.process.close()
        return name

    def leave(self) -> None:
        """Let it go, after its connection was closed."""
        self.process.join(LEAVE_SECONDS)
        self.process.kill()
        self.process.join()
        self.process.close()


def _work(connection: Connection, isolation: str, lanes: int) -> None:
    """Be a worker. Only here is torch imported: the run itself does without."""
    from grader.classroom.executor.worker import work

    work(connection, isolation, lanes)


def killed_by_the_machine(verdict: Mapping[str, Any] | None) -> bool:
    """Whether a process of the submission was killed though it was within its limits: memory ran out elsewhere."""
    if verdict is None:
        return False
    failures = [verdict["problem"], *(check["failure"] for check in verdict["checks"])]
    return any(_killed_from_outside(failure) for failure in failures if failure is not None)


def _killed_from_outside(failure: Mapping[str, Any]) -> bool:
    detail = failure["detail"]
    if "over_limit" in detail:
        return False
    killed = failure["kind"] == FailureKind.KILLED or detail.get("cause") in ("memory", "signal")
    return killed and (detail.get("cause") == "memory" or detail.get("detail") == "SIGKILL")
