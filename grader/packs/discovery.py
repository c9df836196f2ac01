"""Finds packs, and reads their exercises folder by folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from grader.language import Problem, message
from grader.packs.front_matter import QUESTION_KEYS, TRANSLATION_KEYS, line_of, read_front_matter
from grader.packs.model import BUILT_IN, FOLDER_NAME, ROOMS, Exercise, Pack, PackError, missing, read_text
from grader.verdict import Title


def clone_root(start: Path | None = None) -> Path | None:
    """Return the nearest pack from `start` (default: the working folder) upwards, or None."""
    start = (start or Path.cwd()).resolve()
    return next((folder for folder in (start, *start.parents) if _is_pack(folder)), None)


def built_in_root() -> Path:
    """Return where the built-in pack lies: beside the package in a clone, inside it when installed."""
    package = Path(__file__).resolve().parent.parent
    return package.parent if _is_pack(package.parent) else package / "_pack"


def find_packs(extra: Sequence[Path] = (), start: Path | None = None) -> list[Pack]:
    """Return the pack of the clone around `start`, else the built-in one, and then those of `extra`.

    Raises Problem where a folder of `extra` is no pack.
    """
    built_in = built_in_root()
    base = clone_root(start) or built_in
    packs = [read_pack(base, BUILT_IN if base == built_in else base.name)] if _is_pack(base) else []
    for folder in extra:
        root = folder.resolve()
        if not _has_rooms(root):
            raise Problem(
                message("{folder} is no pack of exercises.", folder=folder),
                message("A pack is a folder that holds the folders exercises/ and solutions/."),
            )
        packs.append(read_pack(root, root.name))
    return packs


def all_exercises(packs: Iterable[Pack]) -> list[Exercise]:
    """Return the exercises of all packs by number; where two packs share a number, the later pack wins."""
    merged: dict[int, Exercise] = {}
    for pack in packs:
        merged |= pack.exercises
    return [merged[number] for number in sorted(merged)]


def _has_rooms(folder: Path) -> bool:
    return all((folder / room).is_dir() for room in ROOMS)


def _is_pack(folder: Path) -> bool:
    """Whether `folder` holds at least one exercise; two folders of these names alone could be anybody's."""
    return _has_rooms(folder) and any(
        FOLDER_NAME.fullmatch(path.name) for path in (folder / "exercises").iterdir()
    )


def read_pack(root: Path, name: str) -> Pack:
    """Read every exercise of the pack at `root`; what is wrong with one is kept in `problems`."""
    exercises: dict[int, Exercise] = {}
    problems: list[PackError] = []
    pack = Pack(root, name, exercises)
    taken: dict[int, Path] = {}
    for folder in _folders(root / "exercises"):
        found = FOLDER_NAME.fullmatch(folder.name)
        if found is None:
            problems.append(_unexpected(folder))
            continue
        number = int(found["number"])
        if number in taken:
            problems.append(_clash(folder, number, taken[number]))
            exercises.pop(number, None)
            continue
        taken[number] = folder
        try:
            exercises[number] = _read_exercise(pack, number, found["slug"], folder)
        except PackError as problem:
            problems.append(problem)
    problems.extend(
        PackError(
            folder,
            None,
            message("there are solutions, but no exercises/{stem}/.", stem=folder.name),
            message("Both folders of an exercise have the same name."),
        )
        for folder in _folders(root / "solutions")
        if not (root / "exercises" / folder.name).is_dir()
    )
    for exercise in list(exercises.values()):
        unknown = [number for number in exercise.prerequisites if number not in taken]
        if unknown:
            problems.append(_unknown_prerequisite(exercise, unknown[0]))
            del exercises[exercise.number]
    # Sorted in place, because every exercise's `pack` already points at this dictionary. Folders come in the
    # order of their names, which is the order of numbers only while all have the same number of digits.
    for number in sorted(exercises):
        exercises[number] = exercises.pop(number)
    return Pack(root, name, exercises, tuple(problems))


def _folders(room: Path) -> list[Path]:
    return sorted(
        entry for entry in room.iterdir() if entry.is_dir() and not entry.name.startswith((".", "__"))
    )


def _read_exercise(pack: Pack, number: int, slug: str, folder: Path) -> Exercise:
    solutions = pack.root / "solutions" / folder.name
    question, question_zh = folder / "question.md", folder / "question.zh.md"
    for path in (
        folder / f"{slug}.py",
        question,
        question_zh,
        folder / "contract.py",
        solutions / f"{slug}.py",
    ):
        if not path.is_file():
            raise missing(path)
    data = read_front_matter(question, QUESTION_KEYS)
    return Exercise(
        number=number,
        slug=slug,
        pack=pack,
        folder=folder,
        solutions=solutions,
        title=Title(en=data["title"], zh=read_front_matter(question_zh, TRANSLATION_KEYS)["title"]),
        topic=data["topic"],
        level=data["level"],
        points=data["points"],
        prerequisites=tuple(data["prerequisites"]),
    )


def _unexpected(folder: Path) -> PackError:
    return PackError(
        folder,
        None,
        message("this folder is not named like an exercise."),
        message(
            "Name it NN_slug: a number of at least two digits, and a name in lower case, like 46_max_pooling."
        ),
    )


def _clash(folder: Path, number: int, other: Path) -> PackError:
    return PackError(
        folder,
        None,
        message("number {number} is taken by {other}.", number=number, other=other.name),
        message("Give one of the two another number."),
    )


def _unknown_prerequisite(exercise: Exercise, number: int) -> PackError:
    path = exercise.question("en")
    return PackError(
        path,
        line_of(read_text(path), "prerequisites"),
        message("prerequisite {number} is no exercise of this pack.", number=number),
        message("Name the exercises by their numbers, or leave the list empty: []."),
    )
