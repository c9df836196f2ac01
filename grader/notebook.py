"""The notebook magic: a cell that begins with `%%grade 46` is graded as an answer to exercise 46."""

from __future__ import annotations

import atexit
import io
import secrets
import shlex
from typing import TYPE_CHECKING, Any

import click

from grader.cli.common import language_option
from grader.cli.exercise import BUDGETS, SEEDS
from grader.cli.group import asked_language
from grader.language import Problem, message
from grader.packs import Exercise, find_packs

if TYPE_CHECKING:
    from grader.judge import Judge
    from grader.verdict import Verdict

WIDTH = 100


class Graded:
    """A verdict that a notebook shows in colour, and prints as text where it cannot.

    Attributes:
        verdict: the verdict itself.
    """

    def __init__(self, verdict: Verdict, language: str) -> None:
        self.verdict = verdict
        self._language = language

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Return the verdict as HTML and as text, for IPython."""
        from rich.console import Console

        from grader.report.terminal import render

        console = Console(
            record=True, file=io.StringIO(), width=WIDTH, highlight=False, markup=False, emoji=False
        )
        console.print(render(self.verdict, self._language, WIDTH, self._again))
        page = '<pre style="white-space:pre;overflow-x:auto;line-height:1.25">{code}</pre>'
        html = console.export_html(inline_styles=True, code_format=page, clear=False)
        return {"text/html": html, "text/plain": console.export_text()}

    def __repr__(self) -> str:
        return self._repr_mimebundle_()["text/plain"]

    @property
    def _again(self) -> str:
        return f"%%grade {self.verdict.number} --seed {self.verdict.seed}"


@click.command("%%grade", add_help_option=False)
@click.argument("name")
@click.option("--seed", type=click.IntRange(min=0))
@click.option("--budget", type=click.Choice(BUDGETS), default=BUDGETS[0])
@language_option
def _words(**words: Any) -> dict[str, Any]:
    """Read the line of the magic."""
    return words


class _Desk:
    """The room and the judge of one notebook, made when they are first needed."""

    def __init__(self) -> None:
        self._judge: Judge | None = None

    def judge(self) -> Judge:
        if self._judge is None:
            from grader.sandbox import Room

            room = Room()
            atexit.register(room.close)
            from grader.judge import Judge

            self._judge = Judge(room)
        return self._judge


_DESK = _Desk()


def grade(line: str, cell: str) -> Graded | None:
    """Grade a cell: ``%%grade NAME [--seed N] [--budget official] [--lang zh]``.

    The text of the cell is the submission. It runs in the locked room, as a file would, and not in the notebook:
    define what you want to try out in a cell of its own.
    """
    given = shlex.split(line)
    try:
        words: dict[str, Any] = _words.main(given, "%%grade", standalone_mode=False)
        exercise = _exercise(words["name"])
    except click.ClickException as error:
        click.echo(
            f"{error.format_message()}\n%%grade NAME [--seed N] [--budget official] [--lang zh]", err=True
        )
        return None
    except Problem as problem:
        click.echo(problem.in_language(asked_language(given)), err=True)
        return None
    seed = secrets.randbelow(SEEDS) if words["seed"] is None else words["seed"]
    source, name = cell.encode(), f"{exercise.slug}.py"
    verdict = _DESK.judge().grade(exercise, source, name, seed=seed, budget=words["budget"])
    return Graded(verdict, words["lang"])


def _exercise(word: str) -> Exercise:
    from grader.cli.common import chosen

    exercises = chosen(find_packs(), [word])
    if len(exercises) != 1:
        raise Problem(
            message("{word} names {count} exercises.", word=word, count=len(exercises)),
            message("A cell answers one exercise: name it as in `%%grade 46`."),
        )
    return exercises[0]


def load_ipython_extension(ipython: Any) -> None:
    """Add the magic; for ``%load_ext grader``."""
    ipython.register_magic_function(grade, "cell", "grade")
