"""`grade list`: shows the exercises, how far the learner is, and a plan for the days to come."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.common import (
    chosen,
    common_options,
    console,
    names_argument,
    warn_of_problems,
    warn_of_trouble,
    workspace,
)
from grader.cli.words import level_name, topic_name
from grader.language import Translator, text
from grader.packs import Exercise, all_exercises, find_packs
from grader.planning import plan
from grader.progress import Progress, Standing, State
from grader.report.cleaning import one_line

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
    from rich.measure import Measurement
    from rich.table import Table
    from rich.text import Text

BAR = 20
SHORTEST_BAR = 5
# Below this width names are folded, and a topic's two names stand in two lines.
NARROW = 80
MOST_DAYS = 366


@click.command("list")
@names_argument()
@click.option(
    "--plan",
    "days",
    type=click.IntRange(min=1, max=MOST_DAYS),
    metavar="DAYS",
    help="Lay out what is not solved yet over so many days.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@common_options
def command(
    names: tuple[str, ...], days: int | None, as_json: bool, pack: tuple[Path, ...], lang: str
) -> None:
    """List the exercises, or those of a topic or a range, with your progress.

    With --plan 14: what to do on which of 14 days, prerequisites first and about equally many points a day.
    """
    packs = find_packs(pack)
    exercises = chosen(packs, names) if names else all_exercises(packs)
    progress = Progress(workspace())
    standings = progress.standings()
    if days is not None:
        planned = plan([e for e in exercises if _standing(e, standings).state is not State.SOLVED], days)
        if as_json:
            click.echo(json.dumps(_plan_data(planned), indent=2))
        else:
            _print(*_plan(planned, lang))
    elif as_json:
        data = [_data(exercise, _standing(exercise, standings)) for exercise in exercises]
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        _print(*list_of(exercises, standings, lang, console().width))
    warn_of_trouble(progress, lang)
    warn_of_problems(packs, lang)


def list_of(
    exercises: Sequence[Exercise], standings: Mapping[str, Standing], language: str, width: int
) -> list[RenderableType]:
    """Return the table of exercises for a screen of `width` letters, and below it the bars of their topics."""
    from rich.table import Table
    from rich.text import Text

    _ = text(language)
    if not exercises:
        return [Text(_("No exercises were found."))]
    table = _table()
    table.add_column("")
    table.add_column(_("no."), justify="right")
    table.add_column(_("title"), overflow="fold")
    narrow = width < NARROW
    table.add_column(_("name"), no_wrap=not narrow, overflow="fold")
    table.add_column(_("topic"), no_wrap=True)
    table.add_column(_("level"), no_wrap=True)
    table.add_column(_("points"), justify="right", no_wrap=True)
    for exercise in exercises:
        standing = _standing(exercise, standings)
        table.add_row(
            mark_of(standing),
            f"{exercise.number:02d}",
            Text(one_line(exercise.title.in_language(language)), style="bold"),
            exercise.slug,
            topic_name(exercise.topic, _).replace(" ", "\n" if narrow else " "),
            level_name(exercise.level, _),
            _points(exercise, standing),
        )
    bars = Table.grid(padding=(0, 2, 0, 0))
    topics = dict.fromkeys(exercise.topic for exercise in exercises)
    for topic in topics if len(topics) > 1 else ():
        of_topic = [exercise for exercise in exercises if exercise.topic == topic]
        bars.add_row(topic_name(topic, _), *_bar(of_topic, standings, _))
    bars.add_row(Text(_("all"), style="bold"), *_bar(exercises, standings, _))
    return [table, Text(), bars]


def mark_of(standing: Standing) -> Text:
    """Return the mark of a standing: solved, tried, or a point."""
    from rich.text import Text

    marks = {State.SOLVED: ("✓", "green"), State.TRIED: ("✗", "yellow"), State.UNTOUCHED: ("·", "dim")}
    mark, style = marks[standing.state]
    return Text(mark, style=style)


def _points(exercise: Exercise, standing: Standing) -> str:
    """Return the points of an exercise, and before them the best score so far where there is one."""
    score = f"{min(standing.score, exercise.points):.3g}/" if standing.grades else ""
    return f"{score}{exercise.points:g}"


def _bar(exercises: Sequence[Exercise], standings: Mapping[str, Standing], _: Translator) -> tuple[Any, ...]:
    solved = [e for e in exercises if _standing(e, standings).state is State.SOLVED]
    total = sum(exercise.points for exercise in exercises)
    done = sum(exercise.points for exercise in solved)
    count = _("{solved} of {count} solved", solved=len(solved), count=len(exercises))
    return _Bar(done / total), count, _("{score} of {points} points", score=f"{done:g}", points=f"{total:g}")


def _data(exercise: Exercise, standing: Standing) -> dict[str, Any]:
    return {
        "number": exercise.number,
        "slug": exercise.slug,
        "title": {"en": exercise.title.en, "zh": exercise.title.zh},
        "topic": exercise.topic,
        "level": exercise.level,
        "points": exercise.points,
        "prerequisites": list(exercise.prerequisites),
        "pack": exercise.pack.name,
        "progress": {
            "state": str(standing.state),
            "score": standing.score,
            "grades": standing.grades,
            "hints": standing.hints,
            "gave_up": standing.gave_up,
        },
    }


def _plan(planned: list[list[Exercise]], language: str) -> list[RenderableType]:
    from rich.text import Text

    _ = text(language)
    exercises = [exercise for day in planned for exercise in day]
    if not exercises:
        return [Text(_("Everything here is solved. There is nothing left to plan."))]
    table = _table()
    table.add_column(_("day"), justify="right")
    table.add_column(_("points"), justify="right")
    table.add_column(_("no."), justify="right")
    table.add_column(_("title"), overflow="fold")
    table.add_column(_("topic"), no_wrap=True)
    table.add_column(_("level"), no_wrap=True)
    for number, day in enumerate(planned, 1):
        if not day:
            table.add_row(str(number), "", "", Text(_("free"), style="dim"), "", "")
        for position, exercise in enumerate(day):
            leads = position == 0
            table.add_row(
                str(number) if leads else "",
                f"{sum(e.points for e in day):g}" if leads else "",
                f"{exercise.number:02d}",
                Text(one_line(exercise.title.in_language(language)), style="bold"),
                topic_name(exercise.topic, _),
                level_name(exercise.level, _),
            )
    first = exercises[0].number
    told = _("Begin with `grade show {number}`; `grade exercise` takes the next one.", number=first)
    return [table, Text(), Text(told)]


def _plan_data(planned: list[list[Exercise]]) -> list[dict[str, Any]]:
    return [
        {"day": number, "points": sum(e.points for e in day), "exercises": [e.number for e in day]}
        for number, day in enumerate(planned, 1)
    ]


def _standing(exercise: Exercise, standings: Mapping[str, Standing]) -> Standing:
    return standings.get(exercise.stem, Standing())


@dataclass(frozen=True, slots=True)
class _Bar:
    """A bar of which `share` is full; it gives way where the screen is narrow."""

    share: float

    def __rich_measure__(self, _: Console, options: ConsoleOptions) -> Measurement:
        from rich.measure import Measurement

        return Measurement(min(SHORTEST_BAR, options.max_width), min(BAR, options.max_width))

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> RenderResult:
        from rich.text import Text

        length = min(BAR, options.max_width)
        full = int(length * self.share)
        yield Text("█" * full, style="green").append("░" * (length - full), style="dim")


def _table() -> Table:
    from rich.table import Table

    return Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))


def _print(*parts: RenderableType) -> None:
    from rich.console import Group

    from grader.report.terminal import put

    put(Group(*parts), console())
