"""What `grade assignment grade` and `regrade` share: getting ready, the bar while it runs, and the summary."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from grader.cli.assignment.common import find_assignment, needs_ledger
from grader.cli.assignment.naming import collected
from grader.cli.common import console, shown
from grader.language import Translator, text

if TYPE_CHECKING:
    from grader.classroom.executor import Executor
    from grader.classroom.grading import Grading, Plan
    from grader.classroom.model import Collection, Graded

INTERRUPTED = 130

workers_option = click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="How many processes grade; by default one for every processor.",
)
only_option = click.option(
    "--only",
    multiple=True,
    metavar="STUDENT|EXERCISE",
    help="Only this student or exercise; may be given several times.",
)


class Session(NamedTuple):
    """Everything that a run needs."""

    grading: Grading
    executor: Executor


@contextlib.contextmanager
def session(path: Path, workers: int | None, language: str) -> Iterator[Session]:
    """Read what an assignment has, open its ledger and start the workers; say on standard error what is waited for.

    Raises Problem, before anything is graded, where that is not possible here.
    """
    needs_ledger()
    assignment = find_assignment(path)
    collection = collected(assignment)
    from grader.classroom.executor import LocalExecutor
    from grader.classroom.grading import Grading, open_ledger, survey

    _ = text(language)
    options: dict[str, Any] = {} if workers is None else {"workers": workers}
    executor = LocalExecutor(isolation=assignment.isolation or "process", **options)
    with open_ledger(assignment) as ledger, contextlib.closing(executor):
        screen = console(stderr=True)
        with screen.status(_("getting ready")) if screen.is_terminal else contextlib.nullcontext():
            place = survey(assignment, executor)
        yield Session(Grading(assignment, collection, ledger, place), executor)


def run(current: Session, plan: Plan, command: str, language: str) -> tuple[list[Graded], bool]:
    """Grade what is planned behind a bar; return what was graded, and whether it came to its end."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    _ = text(language)
    screen = console(stderr=True)
    done: list[Graded] = []
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=screen,
        disable=not screen.is_terminal,
        transient=True,
    )
    try:
        with bar:
            task = bar.add_task(_("grading"), total=len(plan.wanted))
            for graded in current.grading.run(plan, current.executor, command):
                done.append(graded)
                bar.update(task, advance=1, description=graded.key.exercise)
    except KeyboardInterrupt:
        click.echo(
            _(
                "Interrupted. {done} of {count} are graded, and the ledger is whole. "
                "`grade assignment {command} {folder}` goes on from there.",
                done=len(done),
                count=len(plan.wanted),
                command=command,
                folder=shown(current.grading.assignment.folder),
            ),
            err=True,
        )
        return done, False
    return done, True


def print_outcomes(
    done: Sequence[Graded], names: Mapping[tuple[str, str], Sequence[str]], language: str
) -> None:
    """Print a line for each exercise, and one for each file that could not be graded."""
    from rich.table import Table

    from grader.classroom.ledger import short
    from grader.classroom.regrading import gradable
    from grader.report.cleaning import one_line
    from grader.report.terminal import put
    from grader.verdict import Status

    _ = text(language)
    screen = console()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(_("exercise"))
    for column in (_("graded"), _("passed"), _("failed"), _("not graded"), _("seconds")):
        table.add_column(column, justify="right")
    for exercise in dict.fromkeys(graded.key.exercise for graded in done):
        some = [graded for graded in done if graded.key.exercise == exercise]
        good = [graded for graded in some if gradable(graded)]
        passed = sum(graded.verdict is not None and graded.verdict.status is Status.PASSED for graded in good)
        seconds = sum(graded.seconds for graded in some) / len(some)
        row = (len(good), passed, len(good) - passed, len(some) - len(good))
        table.add_row(exercise, *map(str, row), f"{seconds:.1f}")
    if done:
        put(table, screen)
    for graded in done:
        if not gradable(graded):
            who = ", ".join(names.get((graded.key.exercise, graded.key.sha256), ()))
            why = one_line(_(graded.reason) or _("a check broke by itself"))
            told = f" ! {short(graded.key)}  {graded.key.exercise}  {one_line(who)}\n   {why}"
            screen.print(told, style="bold yellow", soft_wrap=True)


def handed_in_by(collection: Collection) -> dict[tuple[str, str], list[str]]:
    """Return exercise and hash of a file -> who handed it in."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for attempt in collection.attempts:
        for file in attempt.files:
            found.setdefault((file.exercise, file.sha256), {}).update(dict.fromkeys(attempt.students))
    return {name: list(students) for name, students in found.items()}


def count_files(plan: Plan, _: Translator) -> str:
    """Return a line about what there is to grade."""
    parts = [_.plural("{count} file counts", "{count} files count", plan.files)]
    if plan.identical:
        parts.append(_("{count} identical to another one", count=plan.identical))
    parts.append(_("{count} to grade", count=len(plan.wanted)))
    return " · ".join(parts)


def status_of(done: Sequence[Graded], *, whole: bool) -> int:
    """Return the exit status of a run."""
    from grader.classroom.regrading import gradable

    if not whole:
        return INTERRUPTED
    return 0 if all(gradable(graded) for graded in done) else 3
