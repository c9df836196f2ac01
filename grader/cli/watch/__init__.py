"""`grade watch`: grades at every save, in a room that stays warm."""

from __future__ import annotations

import secrets
from pathlib import Path
from queue import SimpleQueue

import click

from grader.cli.common import (
    common_options,
    console,
    names_argument,
    next_exercise,
    not_in_a_kit,
    warn_of_trouble,
    workspace,
)
from grader.cli.exercise import SEEDS
from grader.cli.submissions import Answer, find_answers
from grader.language import Problem, message, text
from grader.packs import Pack, all_exercises, find_packs
from grader.planning import study_order
from grader.progress import Progress
from grader.recall import Memory


@click.command("watch")
@names_argument(metavar="[NAME] [FILE]")
@common_options
def command(names: tuple[str, ...], pack: tuple[Path, ...], lang: str) -> int:
    """Grade your answer again whenever you save it.

    Without NAME, the next exercise that you have not solved is taken. Keys show a hint, the solution, the
    list, and take you to the next exercise or back; q ends it.
    """
    from grader.sandbox import Room

    not_in_a_kit()
    screen, progress = console(), Progress(workspace())
    # The room comes first: its interpreter imports torch while this one imports the judge.
    with Room() as room:
        packs = find_packs(pack)
        answer = _answer(names, packs, progress)
        if screen.is_terminal:
            _ = text(lang)
            screen.print(_("getting ready ..."), style="dim")
        from grader.cli.watch.files import FolderWatch
        from grader.cli.watch.keys import Keyboard
        from grader.cli.watch.session import Session
        from grader.judge import Judge

        events: SimpleQueue[str] = SimpleQueue()
        watch = FolderWatch(events.put)
        session = Session(
            answer,
            study_order(all_exercises(packs)),
            Judge(room),
            secrets.randbelow(SEEDS),
            Memory(workspace()),
            progress,
            watch.look_at,
            events.put,
            screen,
            lang,
            pack,
        )
        try:
            with Keyboard(events.put), watch:
                session.begin()
                while session.goes_on:
                    session.on(events.get())
        except KeyboardInterrupt:  # the usual way to leave a program that stays
            pass
    warn_of_trouble(progress, lang)
    return 0


def _answer(names: tuple[str, ...], packs: list[Pack], progress: Progress) -> Answer:
    words = names or (next_exercise(packs, progress).slug,)
    answers, missing = find_answers(words, packs)
    if len(answers) + len(missing) != 1:
        raise Problem(
            message(
                "One exercise can be watched at a time, and {count} were named.", count=len(answers + missing)
            ),
            message("Name one: `grade watch 46`. The key n takes you to the next."),
        )
    return answers[0]
