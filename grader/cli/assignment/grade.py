"""`grade assignment grade`: grades what is not graded yet."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.assignment.common import assignment_argument
from grader.cli.assignment.naming import chosen
from grader.cli.assignment.running import (
    count_files,
    handed_in_by,
    only_option,
    print_outcomes,
    run,
    session,
    status_of,
    workers_option,
)
from grader.cli.common import language_option, shown
from grader.language import text


@click.command("grade")
@assignment_argument()
@workers_option
@only_option
@language_option
def command(assignment: Path, workers: int | None, only: tuple[str, ...], lang: str) -> int:
    """Grade everything that was collected and is not graded yet.

    Every file is asked the same questions, and identical files are graded once. What was graded stays in the ledger:
    after Ctrl-C or a power cut the same command goes on where it stopped.
    """
    _ = text(lang)
    with session(assignment, workers, lang) as current:
        grading = current.grading
        students, exercises = chosen(grading.assignment, grading.collection, only)
        plan = grading.plan(students, exercises)
        click.echo(count_files(plan, _), err=True)
        done, whole = run(current, plan, "grade", lang)
        print_outcomes(done, handed_in_by(grading.collection), lang)
        folder = shown(grading.assignment.folder)
    if plan.older:
        click.echo(
            _.plural(
                "{count} file was graded by other versions; `grade assignment regrade {folder}` grades it with these.",
                "{count} files were graded by other versions; "
                "`grade assignment regrade {folder}` grades them with these.",
                plan.older,
                folder=folder,
            )
        )
    status = status_of(done, whole=whole)
    if status == 3:
        click.echo(
            _(
                "What could not be graded carries no score and uses up no attempt. "
                "`grade assignment regrade {folder} --again KEY` tries it once more.",
                folder=folder,
            )
        )
    return status
