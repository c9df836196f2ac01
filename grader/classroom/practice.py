"""What a handout says to `grade exercise`: which exercises are practised in this folder, and with which seed."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.fields import Table
from grader.classroom.model import Assignment
from grader.classroom.toml import Document
from grader.classroom.words import quoted, when
from grader.language import Translator

FILE = "practice.toml"
#: As many as `grade exercise` draws from, so that a seed is short enough to be read aloud.
SEEDS = 1_000_000

_OURS = re.compile(rb"^practice = ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Practice:
    """The practice of one handout.

    Args:
        folder: where it lies.
        title: of the assignment.
        exercises: the names of their folders, in order.
        seed: which questions everybody practises with; it says nothing about the official ones.
    """

    folder: Path
    title: str
    exercises: tuple[str, ...]
    seed: int


def practice_seed(assignment: Assignment) -> int:
    """Return the seed of the practice questions, made from what every student knows."""
    digest = hashlib.sha256(f"practice\0{assignment.id}".encode()).digest()
    return int.from_bytes(digest[:6], "big") % SEEDS


def practice_text(assignment: Assignment, _: Translator) -> str:
    """Return the practice.toml of an assignment's handout."""
    due = [_("Due: {when}", when=when(assignment.due))] if assignment.due else []
    comments = [_("This file tells `grade exercise` what is practised here. Leave it where it is."), *due]
    exercises = "".join(f"    {quoted(item.exercise)},\n" for item in assignment.items)
    return "".join(
        (
            *(f"# {line}\n" for line in comments),
            f"practice = {quoted(assignment.id)}\n",
            f"title = {quoted(assignment.title)}\n",
            f"exercises = [\n{exercises}]\n",
            f"seed = {practice_seed(assignment)}\n",
        )
    )


def find_practice(start: Path | None = None) -> Practice | None:
    """Return the practice of the nearest folder from `start` (default: the working folder) upwards that has one.

    A file of that name that says nothing of a practice is somebody else's. Raises FileProblem where one of ours
    is broken.
    """
    start = (start or Path.cwd()).resolve()
    file = next((folder / FILE for folder in (start, *start.parents) if (folder / FILE).is_file()), None)
    if file is None or not _OURS.search(file.read_bytes()):
        return None
    document = Document(file)
    top = Table(document)
    top.value("practice")
    found = Practice(
        folder=file.parent,
        title=top.text("title", required=True),
        exercises=top.texts("exercises"),
        seed=int(top.number("seed", 0, zero=True, whole=True)),
    )
    top.done()
    document.settle()
    return found
