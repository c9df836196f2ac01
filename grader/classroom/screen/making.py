"""Makes the kit of a candidate: the files that are sent, and nothing that follows from the secret."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from string import Template

from grader import __version__
from grader.classroom.screen import kit as kits
from grader.classroom.screen.kit import Kit, answer_name
from grader.classroom.screen.screening import Candidate, Screening
from grader.language import Problem, message, text
from grader.packs import Exercise
from grader.report.cleaning import one_line

TEMPLATES = Path(__file__).with_name("templates")
UNWRITTEN = b"raise NotImplementedError"


def kit_of(screening: Screening, candidate: Candidate) -> Kit:
    """Return what the file of a candidate's kit says."""
    return Kit(
        Path(candidate.id),
        screening.kit(candidate),
        candidate.id,
        candidate.name,
        screening.assignment.title,
        candidate.language,
        screening.minutes,
        screening.order(candidate),
        screening.practice_seed(candidate),
        screening.grader,
    )


def kit_files(kit: Kit, exercises: Mapping[str, Exercise]) -> dict[str, bytes]:
    """Return path in the kit -> contents.

    Args:
        kit: which one.
        exercises: name of a folder -> exercise.

    Raises Problem where the file of an exercise is no stub any more, as in a clone where it was solved.
    """
    files = {kits.FILE: kits.written(kit), "README.md": _readme(kit, exercises).encode()}
    for stem in kit.exercises:
        exercise = exercises[stem]
        files[answer_name(stem)] = stub_of(exercise)
        files[f"{stem}/question.md"] = _question(exercise, kit.language).encode()
        if exercise.picture.is_file():
            files[f"{stem}/{exercise.picture.name}"] = exercise.picture.read_bytes()
    return files


def stub_of(exercise: Exercise) -> bytes:
    """Return what a candidate begins with. Raises Problem where that is an answer."""
    stub = exercise.stub.read_bytes()
    if UNWRITTEN not in stub:
        raise Problem(
            message("{path} is no stub: somebody has solved the exercise there.", path=exercise.stub),
            message("Put it back with `grade reset {number}`, and try again.", number=exercise.number),
        )
    return stub


def _question(exercise: Exercise, language: str) -> str:
    title = exercise.title.in_language(language)
    return f"# {exercise.number:02d} {title}\n\n{exercise.statement(language)}"


def _readme(kit: Kit, exercises: Mapping[str, Exercise]) -> str:
    _ = text(kit.language)
    rows = []
    for position, stem in enumerate(kit.exercises, 1):
        exercise = exercises[stem]
        points = _.plural(
            "{points} point", "{points} points", int(exercise.points), points=f"{exercise.points:g}"
        )
        title = one_line(exercise.title.in_language(kit.language))
        rows.append(f"{position}. [{title}]({stem}/question.md) ({points}): `{answer_name(stem)}`")
    suffix = ".zh" if kit.language == "zh" else ""
    template = Template((TEMPLATES / f"README{suffix}.md.template").read_text(encoding="utf-8"))
    return template.substitute(
        title=one_line(kit.title),
        name=one_line(kit.name),
        minutes=kit.minutes,
        version=__version__,
        exercises="\n".join(rows),
        first=exercises[kit.exercises[0]].number,
        archive=f"{kit.candidate}-answers.zip",
    )
