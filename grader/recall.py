"""Remembers the last counterexamples of a learner's workspace, so that the next run asks them first."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.verdict import Status, Verdict

FOLDER = ".grade"
LARGEST = 1 << 20


class Memory:
    """The counterexamples of one workspace, one JSON file an exercise under ``.grade/``.

    The file is a convenience: what cannot be read or written is forgotten, and no grade depends on it.

    Args:
        workspace: the folder that holds ``.grade/``.
    """

    def __init__(self, workspace: Path) -> None:
        self._folder = workspace / FOLDER

    def recall(self, exercise: str) -> Mapping[str, Sequence[Any]]:
        """Return name of a check -> the questions that it failed on the last time."""
        try:
            with self._file(exercise).open("rb") as file:
                kept = json.loads(file.read(LARGEST))
        except (OSError, ValueError, RecursionError):
            return {}
        from grader.questions import NotDataError, from_data

        try:
            return {str(check): [from_data(question)] for check, question in kept.items()}
        except (NotDataError, AttributeError):
            return {}

    def remember(self, exercise: str, verdict: Verdict) -> None:
        """Keep the counterexamples of a verdict in place of the earlier ones."""
        questions = {
            check.id: check.failure.question
            for check in verdict.checks
            if check.status is Status.FAILED
            and check.failure is not None
            and check.failure.question is not None
        }
        file = self._file(exercise)
        try:
            if not questions:
                file.unlink(missing_ok=True)
                return
            file.parent.mkdir(exist_ok=True)
            half = file.with_suffix(".new")
            half.write_text(json.dumps(questions), encoding="utf-8")
            half.replace(file)
        except OSError:
            return

    def _file(self, exercise: str) -> Path:
        return self._folder / f"{exercise}.json"
