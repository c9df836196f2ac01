"""`grade assignment publish`: lets students see the results, and the checks that wait for it."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path

import click

from grader.cli.assignment.common import assignment_argument, find_assignment
from grader.cli.common import language_option, shown
from grader.language import Problem, message, text


@click.command("publish")
@assignment_argument()
@click.option("--withdraw", is_flag=True, help="Take it back: results are not published any more.")
@click.option("--early", is_flag=True, help="Publish though work is still accepted.")
@language_option
def command(assignment: Path, withdraw: bool, early: bool, lang: str) -> None:
    """Publish the results of an assignment.

    From then on, reports and exports show the checks that students see “after_published”. Each decision is a line in
    published.jsonl beside the assignment, and no line is ever changed.
    """
    from grader.classroom.policy import closes
    from grader.classroom.publication import FILE, Publication, publish
    from grader.classroom.words import when

    _ = text(lang)
    found = find_assignment(assignment)
    now = datetime.now(UTC)
    if found.published is not withdraw:
        click.echo(
            _("The results are not published; nothing was changed.")
            if withdraw
            else _("The results are published already; nothing was changed.")
        )
        return
    end = closes(found)
    if not withdraw and not early and end is not None and now <= end:
        raise Problem(
            message(
                "Work is accepted until {when}, and published results help those who are still at it.",
                when=when(end),
            ),
            message("Wait until then, or say --early."),
        )
    publish(found.folder, Publication(not withdraw, now, _user()))
    click.echo(_("The results are withdrawn.") if withdraw else _("The results are published."))
    click.echo(
        _(
            "Recorded in {file}. Make the reports again: `grade assignment report {folder}`.",
            file=shown(found.folder / FILE),
            folder=shown(found.folder),
        )
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container may run as a number without a name
        return ""
