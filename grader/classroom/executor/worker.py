"""One worker process: one warm room, one judge, one job after the other, all of it as plain data."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import msgpack
import torch

import grader
from grader.classroom.executor.jobs import message_to_data
from grader.devices import find_devices
from grader.judge import Judge
from grader.packs import BUILT_IN, Exercise, built_in_root, read_pack
from grader.report.cleaning import one_line
from grader.report.data import verdict_to_data
from grader.sandbox import Room, RoomError

# A reason is one line in a list.
_REASON = 500


def work(connection: Connection, isolation: str, lanes: int) -> None:
    """Answer orders until the other side goes away.

    Args:
        connection: carries orders and answers, each a msgpack map.
        isolation: below this level no submission is run.
        lanes: how many processes of a submission are asked at the same time.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C at the terminal is for the run, which ends us
    with Room(isolation=isolation) as room:
        try:
            room.wait_ready()
        except RoomError as error:
            connection.send_bytes(msgpack.packb({"ready": False, "reason": _told(error)}))
            return
        connection.send_bytes(msgpack.packb({"ready": True}))
        worker = _Worker(room, lanes)
        orders: dict[str, Callable[..., dict[str, Any]]] = {"survey": worker.survey, "grade": worker.grade}
        while True:
            try:
                order = msgpack.unpackb(connection.recv_bytes())
                connection.send_bytes(msgpack.packb(orders[order.pop("do")](**order)))
            except (EOFError, BrokenPipeError, ConnectionResetError):
                return


class _Worker:
    """Grades, and keeps the questions of the exercise that was graded last."""

    def __init__(self, room: Room, lanes: int) -> None:
        self._room = room
        self._judge = Judge(room, lanes)
        self._exercises: dict[str | None, dict[str, Exercise]] = {}
        self._last: tuple[str | None, str, int] | None = None

    def survey(self, pack: str | None, exercises: Sequence[str], devices: Sequence[str]) -> dict[str, Any]:
        """Return what there is here."""
        known = find_devices()
        here = [device.name for device in known if device.available]
        profiles = {"strict"}
        if any(name != "cpu" and (not devices or name in devices) for name in here):
            profiles.add("driver")
        for name in exercises:
            if self._needs_scratch(pack, name):
                profiles.add("scratch")
        rooms = [self._room.isolation_of(profile) for profile in sorted(profiles)]
        isolation = min(rooms, key=lambda room: room.at_least)
        return {
            "grader": grader.__version__,
            "torch": torch.__version__,
            "devices": here,
            "absent": {device.name: str(device.reason) for device in known if not device.available},
            "isolation": str(isolation),
            "level": isolation.level,
            "lacking": message_to_data(isolation.lacking),
        }

    def grade(
        self,
        pack: str | None,
        exercise: str,
        source: bytes,
        filename: str,
        seed: int,
        budget: str,
        devices: Sequence[str],
    ) -> dict[str, Any]:
        """Return the verdict on one submission, or why there is none.

        What is wrong with the room is worth another try elsewhere ("again"); any other fault of ours is not, for
        it would be the same.
        """
        started = time.monotonic()
        if self._last != (pack, exercise, seed):
            self._judge.forget()
            self._last = (pack, exercise, seed)
        answer: dict[str, Any] = {"verdict": None, "reason": "", "again": False}
        try:
            verdict = self._judge.grade(
                self._exercise(pack, exercise), source, filename, seed=seed, budget=budget, devices=devices
            )
            answer["verdict"] = verdict_to_data(verdict)
        except (RoomError, OSError, MemoryError) as error:
            answer |= {"reason": _told(error), "again": True}
        except Exception as error:  # a fault of the contract or of the judge's own: said, and never scored
            answer["reason"] = _told(error)
        return {**answer, "seconds": time.monotonic() - started}

    def _needs_scratch(self, pack: str | None, name: str) -> bool:
        try:
            return self._judge.contract(self._exercise(pack, name)).scratch
        except Exception:  # said when it is graded
            return False

    def _exercise(self, pack: str | None, name: str) -> Exercise:
        if pack not in self._exercises:
            root, called = (built_in_root(), BUILT_IN) if pack is None else (Path(pack), Path(pack).name)
            known = read_pack(root, called).exercises.values()
            self._exercises[pack] = {exercise.stem: exercise for exercise in known}
        return self._exercises[pack][name]


def _told(error: Exception) -> str:
    return one_line(f"{type(error).__name__}: {error}")[:_REASON]
