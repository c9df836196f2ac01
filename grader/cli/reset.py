"""`grade reset`: puts the stub back in the place of an answer, and keeps the answer beside it."""

from __future__ import annotations

import subprocess
from itertools import count
from pathlib import Path

import click

from grader.cli.common import cannot_write, chosen_one, common_options, name_argument, shown, write_whole
from grader.cli.submissions import find_file, no_file
from grader.language import Problem, message, text
from grader.packs import Exercise, clone_root, find_packs

UNWRITTEN = b"raise NotImplementedError"


@click.command("reset")
@name_argument(required=True)
@common_options
def command(name: str, pack: tuple[Path, ...], lang: str) -> None:
    """Begin an exercise again: your answer is kept as a backup, and the stub is put back."""
    _ = text(lang)
    exercise = chosen_one(find_packs(pack), name)
    path = find_file(exercise)
    if path is None:
        raise no_file(exercise)
    stub = _stub(exercise, path)
    try:
        answer = path.read_bytes()
    except OSError as error:
        raise cannot_write(path, error) from error
    if answer == stub:
        click.echo(_("{file} is the stub already; nothing was changed.", file=shown(path)))
        return
    backup = _keep(path, answer)
    write_whole(path, stub)
    click.echo(_("kept     {file}", file=shown(backup)))
    click.echo(_("reset    {file}", file=shown(path)))


def _keep(path: Path, answer: bytes) -> Path:
    """Write `answer` beside `path` under the first free name, and return that."""
    for number in count(1):
        backup = path.with_name(f"{path.name}.bak-{number}")
        try:
            with backup.open("xb") as file:
                file.write(answer)
        except FileExistsError:
            continue
        except OSError as error:
            raise cannot_write(backup, error) from error
        return backup
    raise AssertionError("numbers do not end")


def _stub(exercise: Exercise, path: Path) -> bytes:
    """Return the stub; in a clone it is what is edited, so there it comes from the history of the clone."""
    if clone_root() != exercise.pack.root:
        return exercise.stub.read_bytes()
    versions = _history(path.resolve().relative_to(exercise.pack.root), exercise.pack.root)
    # Of the versions the one with most left to write, the newest of those: a half-written answer may be there too.
    stub = max(versions, key=lambda version: version.count(UNWRITTEN), default=b"")
    if UNWRITTEN not in stub:
        raise Problem(
            message(
                "The stub of exercise {number} is not in the history of this clone.", number=exercise.number
            ),
            message("Copy {file} from a fresh clone; nothing was changed.", file=shown(path)),
        )
    return stub


def _history(file: Path, root: Path) -> list[bytes]:
    """Return the committed versions of a file, the newest first, none where git is missing or knows none."""

    def git(*arguments: str) -> bytes:
        return subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=True).stdout

    try:
        commits = git("log", "--format=%H", "--", file.as_posix()).decode().split()
        return [git("show", f"{commit}:./{file.as_posix()}") for commit in commits]
    except (OSError, subprocess.CalledProcessError):
        return []
