"""`grade assignment collect`: takes in what students handed in, and shows what was understood of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.assignment.common import assignment_argument, find_assignment
from grader.cli.common import console, language_option, shown
from grader.language import Message, Problem, Translator, message, text
from grader.report.cleaning import one_line

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

    from grader.classroom.collect import Collected
    from grader.classroom.model import Assignment, Attempt, Collection

FOLDER = "collected"
_MOST_NAMES = 12


@click.command("collect")
@assignment_argument(required=True)
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SOURCE...")
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Where to collect; by default the folder collected beside assignment.toml.",
)
@click.option(
    "--roster",
    "roster_file",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="Who is in the class: a table of id,name,email,section, or an export of Canvas, Moodle or Gradescope.",
)
@click.option(
    "--at",
    metavar="INSTANT",
    help="When it was handed in, where the source does not say: like 2026-03-01T23:59+08:00.",
)
@language_option
def command(
    assignment: Path,
    sources: tuple[Path, ...],
    into: Path | None,
    roster_file: Path | None,
    at: str | None,
    lang: str,
) -> int:
    """Collect what students handed in.

    SOURCE is a folder or an archive: a folder or a zip for each student, files that bear their names, a download from
    Gradescope, Canvas or Moodle, or clones of repositories. Nothing in it is run. Collecting again adds what is new
    and keeps the rest. The exit status is 1 where something belongs to no student or to no exercise.
    """
    import tempfile

    from grader.classroom.collect import collect, read_roster, write_collection

    found = find_assignment(assignment)
    zone = found.due.tzinfo if found.due is not None else None
    roster = read_roster(roster_file, zone) if roster_file is not None else None
    instant = _instant(at, found) if at is not None else None
    folder = into or found.folder / FOLDER
    before = _collected_before(folder)
    with tempfile.TemporaryDirectory(prefix="torchgrade-collect-") as store:
        collected = collect(found, sources, Path(store), roster=roster, known=before.students, at=instant)
        after = write_collection(collected.collection, folder)
    _print(_Report(collected, before, after, folder, text(lang)))
    return 1 if collected.open else 0


def _collected_before(folder: Path) -> Collection:
    from grader.classroom.collect import has_collection, read_collection
    from grader.classroom.model import Collection

    return read_collection(folder) if has_collection(folder) else Collection((), ())


def _instant(given: str, assignment: Assignment) -> datetime:
    from grader.classroom.collect import read_instant

    instant = read_instant(given, assignment.due.tzinfo if assignment.due is not None else None)
    if instant is None:
        raise Problem(
            message("--at {text} is no instant.", text=given),
            message("Write it like 2026-03-01T23:59+08:00."),
        )
    return instant


def _print(report: _Report) -> None:
    from rich.console import Group

    from grader.report.terminal import put

    put(Group(*report.parts()), console())


@dataclass(frozen=True, slots=True)
class _Report:
    """What is shown of a collection: what came in now, and what the folder holds with it."""

    collected: Collected
    before: Collection
    after: Collection
    folder: Path
    _: Translator

    def parts(self) -> list[RenderableType]:
        from rich.text import Text

        _ = self._
        layouts = [
            Text(_("{source} was read as {layout}.", source=name, layout=layout.in_language(_.language)))
            for name, layout in self.collected.layouts
        ]
        return [*layouts, Text(), self._table(), Text(), *self._notes(), *map(Text, self._sum())]

    def _table(self) -> Table:
        from rich.table import Table
        from rich.text import Text

        _ = self._
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        table.add_column(_("student"), overflow="fold")
        table.add_column(_("handed in"), no_wrap=True)
        table.add_column(_("exercises"), overflow="fold")
        table.add_column(_("notes"), justify="right")
        for attempt in self._attempts():
            table.add_row(
                Text(self._called(attempt), style="bold"),
                f"{attempt.at:%Y-%m-%d %H:%M %z}" if attempt.at is not None else "?",
                ", ".join(file.exercise.partition("_")[0] for file in attempt.files) or "–",
                self._count(attempt),
            )
        return table

    def _count(self, attempt: Attempt) -> Text:
        """Return how many notes there are about an attempt, with a mark where one of them is open."""
        from rich.text import Text

        notes = self._about(attempt)
        is_open = any(note in self.collected.open for note in notes)
        return Text(
            f"{len(notes)}{' !' if is_open else ''}" if notes else "", style="yellow" if is_open else ""
        )

    def _about(self, attempt: Attempt) -> list[Message]:
        """Return the notes about an attempt but the one that many have and that is summed up."""
        from grader.classroom.collect import UNDATED

        return [note for note in attempt.notes if note != UNDATED]

    def _notes(self) -> list[RenderableType]:
        """Return all notes: below the name of the student, and then those about nobody."""
        from rich.padding import Padding
        from rich.text import Text

        lines: list[RenderableType] = []
        for attempt in self._attempts():
            notes = self._about(attempt)
            lines += [Text(self._called(attempt), style="bold")] if notes else []
            lines += [Padding(self._note(note), (0, 0, 0, 2)) for note in notes]
        about_nobody = [self._note(note) for note in self.collected.collection.notes]
        gap = [Text()]
        return [*lines, *(gap if lines else ()), *about_nobody, *(gap if about_nobody else ())]

    def _attempts(self) -> list[Attempt]:
        return sorted(self.collected.collection.attempts, key=self._called)

    def _called(self, attempt: Attempt) -> str:
        from grader.classroom.collect import called

        students = {student.id: student for student in self.after.students}
        return ", ".join(one_line(called(students[student])) for student in attempt.students)

    def _note(self, note: Message) -> Text:
        from rich.text import Text

        is_open = note in self.collected.open
        said = one_line(note.in_language(self._.language))
        return Text(f"! {said}", style="yellow") if is_open else Text(said)

    def _sum(self) -> list[str]:
        _ = self._
        attempts = self.collected.collection.attempts
        there = {attempt.id for attempt in self.before.attempts}
        lines = [
            _(
                "{folder}: {new} new attempts of {attempts}, with {files} files of {students} students.",
                folder=shown(self.folder),
                attempts=len(attempts),
                new=sum(attempt.id not in there for attempt in attempts),
                files=sum(len(attempt.files) for attempt in attempts),
                students=len({student for attempt in attempts for student in attempt.students}),
            )
        ]
        undated = sum(attempt.at is None for attempt in attempts)
        if undated:
            lines.append(
                _.plural(
                    "When {count} attempt was handed in is not known, so it counts as in time; --at would say it.",
                    "When {count} attempts were handed in is not known, so they count as in time; --at would say it.",
                    undated,
                )
            )
        handed_in = {student for attempt in self.after.attempts for student in attempt.students}
        missing = [
            student.name or student.id for student in self.after.students if student.id not in handed_in
        ]
        if missing:
            names = ", ".join(one_line(name) for name in missing[:_MOST_NAMES])
            more = " …" if len(missing) > _MOST_NAMES else ""
            lines.append(
                _.plural(
                    "Nothing from {count} student: {names}",
                    "Nothing from {count} students: {names}",
                    len(missing),
                    names=names + more,
                )
            )
        if self.collected.open:
            lines.append(
                _.plural(
                    "{count} line has an exclamation mark: something there fits no student or no exercise.",
                    "{count} lines have an exclamation mark: something there fits no student or no exercise.",
                    len(self.collected.open),
                )
            )
        return lines
