"""A candidate's kit: the folder, and the file in it that says what is asked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.language import LANGUAGES, Problem, message

FILE = "torchgrade-kit.json"
LOG = "attempts.jsonl"
FORMAT = "torchgrade kit"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Kit:
    """What the file of a kit says.

    Args:
        folder: where it lies.
        id: 32 hexadecimal digits, the key of its log.
        candidate: the candidate's id.
        name: the candidate's name.
        title: of the take-home.
        language: of the candidate.
        minutes: how long the candidate has.
        exercises: the names of the exercises' folders, in this kit's order.
        seed: of the practice questions.
        grader: the version of the grader that made it.
    """

    folder: Path
    id: str
    candidate: str
    name: str
    title: str
    language: str
    minutes: int
    exercises: tuple[str, ...]
    seed: int
    grader: str

    def answer(self, exercise: str) -> Path:
        """Return the file that the candidate writes for an exercise."""
        return self.folder / answer_name(exercise)


def answer_name(exercise: str) -> str:
    """Return where the answer to an exercise lies in a kit and in an archive: ``46_max_pooling/max_pooling.py``."""
    return f"{exercise}/{exercise.partition('_')[2]}.py"


def kit_folder(start: Path | None = None) -> Path | None:
    """Return the nearest kit from `start` (default: the working folder) upwards, None outside of one."""
    start = start or Path.cwd()
    return next((folder for folder in (start, *start.parents) if (folder / FILE).is_file()), None)


def find_kit() -> Kit:
    """Return the kit around the working folder. Raises Problem outside of one."""
    folder = kit_folder()
    if folder is None:
        raise Problem(
            message("This folder belongs to no take-home: there is no {file} here.", file=FILE),
            message("Go to the folder that you were sent, and try again."),
        )
    return read_kit(folder)


def read_kit(folder: Path) -> Kit:
    """Read the kit in `folder`. Raises Problem where its file is not as it was made."""
    path = folder / FILE
    try:
        data = json.loads(path.read_bytes())
        if not isinstance(data, dict) or data.get("format") != FORMAT or data.get("version") != VERSION:
            raise ValueError(f'"format" is not "{FORMAT}", version {VERSION}')
        return Kit(
            folder,
            _text(data, "kit"),
            _text(data, "candidate"),
            _text(data, "name"),
            _text(data, "title"),
            _text(data, "language", LANGUAGES),
            _whole(data, "minutes"),
            _names(data, "exercises"),
            _whole(data, "seed"),
            _text(data, "grader"),
        )
    except OSError as error:
        reason = error.strerror or str(error)
    except (ValueError, RecursionError) as error:
        reason = str(error)
    raise Problem(
        message("{path} cannot be read: {reason}.", path=path, reason=reason),
        message("Put it back as it was in the archive that you were sent."),
    )


def written(kit: Kit) -> bytes:
    """Return the file of a kit."""
    data = {
        "format": FORMAT,
        "version": VERSION,
        "kit": kit.id,
        "candidate": kit.candidate,
        "name": kit.name,
        "title": kit.title,
        "language": kit.language,
        "minutes": kit.minutes,
        "exercises": list(kit.exercises),
        "seed": kit.seed,
        "grader": kit.grader,
    }
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()


def _text(data: dict[str, Any], name: str, allowed: Sequence[str] = ()) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not value or (allowed and value not in allowed):
        raise ValueError(f'"{name}" is {value!r}')
    return value


def _whole(data: dict[str, Any], name: str) -> int:
    value = data.get(name)
    if type(value) is not int or value < 0:
        raise ValueError(f'"{name}" is {value!r}')
    return value


def _names(data: dict[str, Any], name: str) -> tuple[str, ...]:
    value = data.get(name)
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value) or not value:
        raise ValueError(f'"{name}" is {value!r}')
    return tuple(value)
