"""Writes the assignment.toml that a teacher begins with."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from string import Template

from grader.classroom.assignment import FILE, fresh_secret
from grader.classroom.words import quoted
from grader.language import Problem, message
from grader.packs import Exercise

TEMPLATES = Path(__file__).parent / "templates"
ZONES = Path("/etc/localtime")

OPENS = time(8)
CLOSES = time(23, 59, 59)
WEEKS = timedelta(weeks=2)
MORE = timedelta(weeks=1)


def draft(
    identity: str,
    title: str,
    exercises: Sequence[Exercise],
    *,
    language: str,
    timezone: str,
    today: datetime,
    pack: str = "",
) -> str:
    """Return the text of an assignment.toml, with comments in `language`, a fresh secret and two weeks of time.

    `pack` is the path of the pack as it shall stand there, nothing for the built-in one.
    """
    day = today.date()
    path = TEMPLATES / f"assignment.{language}.toml"
    filled = Template(path.read_text(encoding="utf-8")).substitute(
        id=quoted(identity),
        title=quoted(title),
        secret=quoted(fresh_secret()),
        timezone=quoted(timezone),
        release=datetime.combine(day, OPENS).isoformat(),
        due=datetime.combine(day + WEEKS, CLOSES).isoformat(),
        late_until=datetime.combine(day + WEEKS + MORE, CLOSES).isoformat(),
        pack=f"pack = {quoted(pack)}" if pack else '# pack = "../our-pack"',
        exercises="\n".join(_table(exercise, language) for exercise in exercises),
    )
    return filled.rstrip() + "\n"


def write_draft(folder: Path, text: str) -> Path:
    """Write assignment.toml into a folder, which is made; the owner alone may read it, because of the secret.

    Raises Problem where there is one already, or the folder cannot be written to.
    """
    file = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError as error:
        raise Problem(
            message("{file} is there already.", file=file),
            message("Nothing was changed; choose another folder."),
        ) from error
    except OSError as error:
        raise Problem(
            message("{path} cannot be written: {reason}.", path=file, reason=error.strerror or str(error)),
            message("Choose a folder that exists and that you may write to."),
        ) from error
    return file


def system_zone() -> str:
    """Return the name of this system's time zone, "UTC" where it does not say."""
    named = os.environ.get("TZ", "").removeprefix(":")
    if not named and ZONES.exists():
        _, _, named = os.path.realpath(ZONES).partition("zoneinfo/")
    return named or "UTC"


def _table(exercise: Exercise, language: str) -> str:
    title = " ".join(exercise.title.in_language(language).split())
    return f"[[exercises]]\nexercise = {quoted(exercise.stem)}   # {title}\npoints = {exercise.points:g}\n"
