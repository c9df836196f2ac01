"""`grade screen review`: grades what candidates handed in, and writes a page for each."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.common import cannot_write, console, language_option, shown, write_whole
from grader.cli.exercise import LEVELS
from grader.cli.screen.common import needs
from grader.language import Problem, message, text
from grader.packs import Exercise, all_exercises, find_packs
from grader.report.cleaning import one_line

if TYPE_CHECKING:
    from grader.classroom.screen.review import Scorecard
    from grader.classroom.screen.screening import Candidate, Screening
    from grader.sandbox import Room


@click.command("review")
@click.argument("archives", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Where the pages go; review/ by default.",
)
@click.option(
    "--screen",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="The folder with screen.toml; by default this one, or one above it.",
)
@click.option(
    "--isolation",
    type=click.Choice(LEVELS),
    help="Grade only where a submission is locked in at least this well.",
)
@language_option
def command(
    archives: tuple[Path, ...], into: Path | None, screen: Path | None, isolation: str | None, lang: str
) -> int:
    """Grade ARCHIVES with the official questions, and write a page and a JSON file for each candidate.

    index.html compares all candidates. What a candidate's own log says is shown beside our grade, with
    everything that is odd about it.
    """
    needs("jinja2")
    from grader.classroom.screen.archive import read_archive
    from grader.classroom.screen.review import review
    from grader.classroom.screen.screening import find_screening, read_screening
    from grader.sandbox import Room

    path = find_screening(screen)
    exercises = {exercise.stem: exercise for exercise in all_exercises(find_packs())}
    screening = read_screening(path, list(exercises.values()))
    stems = [item.exercise for item in screening.assignment.items]
    sent, refused = [], []
    for archive in archives:
        try:
            sent.append(read_archive(archive, stems))
        except Problem as problem:
            refused.append(problem)
    into = into or path.parent / "review"
    with Room(isolation=isolation or screening.assignment.isolation or LEVELS[0]) as room:
        _must_be_locked(room)
        cards, complaints = _watched(
            lambda progress: review(
                screening, sent, exercises, _grader(room, screening), datetime.now(UTC), progress
            ),
            lang,
        )
    for told in (*refused, *complaints):
        click.echo(told.in_language(lang), err=True)
    if not cards:
        raise Problem(
            message("None of the archives could be reviewed."),
            message("Candidates make them with `grade screen pack`."),
        )
    _write(cards, into, lang)
    _print(cards, into, lang)
    ungraded = any(card.score is None for card in cards)
    return 3 if ungraded else 1 if refused or complaints else 0


def _grader(room: Room, screening: Screening) -> Any:
    """Return what gives the official verdict on a file."""
    from grader.classroom.screen.kit import answer_name
    from grader.judge import Judge

    judge, assignment = Judge(room), screening.assignment

    def grade(exercise: Exercise, source: bytes) -> Any:
        return judge.grade(
            exercise,
            source,
            answer_name(exercise.stem),
            seed=assignment.seed(exercise.stem),
            budget=assignment.budget,
            devices=list(assignment.devices) or None,
        )

    return grade


def _watched(work: Any, language: str) -> Any:
    """Do the work, and show a person at a terminal whose answer is being graded."""
    _ = text(language)
    screen = console(stderr=True)
    waiting: Any = screen.status("") if screen.is_terminal else nullcontext()
    with waiting as status:

        def progress(candidate: Candidate, exercise: Exercise) -> None:
            if status is not None:
                title = one_line(exercise.title.in_language(language))
                status.update(_("grading {title} of {name}", title=title, name=one_line(candidate.name)))

        return work(progress)


def _must_be_locked(room: Room) -> None:
    from grader.sandbox import IsolationError

    try:
        room.require()
    except IsolationError as error:
        raise Problem(
            message(
                "Submissions are not locked in that well here: the isolation is {isolation}.",
                isolation=str(error.isolation),
            ),
            message(
                "{lacking} Or ask for less: --isolation {level}.",
                lacking=error.isolation.lacking,
                level=error.isolation.level,
            ),
        ) from None


def _write(cards: Sequence[Scorecard], into: Path, language: str) -> None:
    from grader.classroom.screen.data import card_to_json
    from grader.classroom.screen.pages import card_page, overview_page

    try:
        into.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(into, error) from error
    for card in cards:
        write_whole(into / f"{card.candidate.id}.html", card_page(card, language))
        write_whole(into / f"{card.candidate.id}.json", card_to_json(card))
    write_whole(into / "index.html", overview_page(cards, language))


def _print(cards: Sequence[Scorecard], into: Path, language: str) -> None:
    from rich.table import Table
    from rich.text import Text

    from grader.report.parts import points
    from grader.report.terminal import put

    _ = text(language)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in (_("candidate"), _("points"), _("time"), _("log"), _("alike")):
        table.add_column(heading)
    for card in cards:
        score = _("not gradable") if card.score is None else f"{points(card.score)}/{points(card.maximum)}"
        used = card.evidence.used
        log = Text(_("sound"), style="green") if card.evidence.sound else Text(_("odd"), style="bold red")
        table.add_row(
            Text(one_line(card.candidate.name)),
            score,
            "?" if used is None else _("{minutes} min", minutes=int(used // 60)),
            log,
            _("look") if card.striking else "",
        )
    put(table, console())
    click.echo(_("created  {file}", file=shown(into / "index.html")))
