"""The grading process of one submission: ``python -P -m grader.classroom.exports.errand DESCRIPTOR``.

It hears from its input what to grade, and says on the descriptor, in a line of JSON each, what came of it.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from typing import Any

from grader.classroom.executor import Finished, Job, LocalExecutor
from grader.language import LANGUAGES, Problem, message
from grader.sandbox import LEVELS


def main(arguments: list[str]) -> int:
    """Grade what the input says."""
    descriptor = int(arguments[0])
    os.set_inheritable(descriptor, False)
    errand = json.loads(sys.stdin.buffer.read())

    def say(event: str, **data: Any) -> None:
        line = json.dumps({"event": event, **data}, allow_nan=False).encode() + b"\n"
        while line:
            line = line[os.write(descriptor, line) :]

    wanted = errand["isolation"] or LEVELS[0]
    executor = LocalExecutor(workers=1, isolation=wanted)
    try:
        stems = [job["exercise"] for job in errand["jobs"]]
        place = executor.survey(errand["pack"], stems, errand["devices"])
        say("locked", isolation=place.isolation)
        if LEVELS.index(place.level) < LEVELS.index(wanted):
            raise Problem(
                message(
                    "Submissions are not locked in that well here: the isolation is {isolation}.",
                    isolation=place.isolation,
                ),
                message("The assignment asks for {wanted}.", wanted=wanted),
            )
        absent = [name for name in errand["devices"] if name not in place.devices]
        if absent:
            raise Problem(
                message("There is no device {name} on this machine.", name=", ".join(absent)),
                message("There are: {here}. `grade devices` says more.", here=", ".join(place.devices)),
            )
        devices = tuple(errand["devices"]) or place.devices
        jobs = [
            Job(
                id=each["exercise"],
                exercise=each["exercise"],
                pack=errand["pack"],
                source=base64.b64decode(each["source"]),
                filename=each["filename"],
                seed=each["seed"],
                budget=errand["budget"],
                devices=devices,
            )
            for each in errand["jobs"]
        ]
        for event in executor.run(jobs):
            if isinstance(event, Finished):
                say(
                    "graded",
                    exercise=event.job.exercise,
                    verdict=event.verdict,
                    reason=event.reason,
                    seconds=event.seconds,
                )
    except Problem as problem:
        say("refused", reason={language: problem.in_language(language) for language in LANGUAGES})
        return problem.exit_status
    finally:
        executor.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
