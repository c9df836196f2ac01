"""`grade exercise`: grades files and shows the verdicts."""

from __future__ import annotations

import secrets
import shlex
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.classroom.practice import Practice, find_practice
from grader.cli.common import (
    common_options,
    console,
    names_argument,
    next_exercise,
    next_sentence,
    shown,
    warn_of_trouble,
    workspace,
    write_whole,
)
from grader.cli.submissions import Answer, Submission, find_submissions
from grader.language import Problem, message, text
from grader.packs import Exercise, find_packs
from grader.progress import Event, Progress
from grader.recall import Memory
from grader.report.cleaning import one_line
from grader.verdict import Status, Verdict

if TYPE_CHECKING:
    from grader.sandbox import Room

BUDGETS = ("practice", "official")
# The levels of grader.sandbox, repeated here because help and completion import nothing heavy.
LEVELS = ("process", "limits", "syscalls", "full")
# Short enough to be read aloud; which questions are asked hardly depends on how many seeds there are.
SEEDS = 1_000_000


@click.command("exercise")
@names_argument(metavar="[NAMES]... [FILE_OR_FOLDER]")
@click.option("--device", "devices", multiple=True, help="Only this device; may be given several times.")
@click.option("--seed", type=click.IntRange(min=0), help="Ask the questions of this seed again.")
@click.option(
    "--budget",
    type=click.Choice(BUDGETS),
    default="practice",
    help="How long to look for mistakes.",
)
@click.option(
    "--isolation",
    type=click.Choice(LEVELS),
    help="Grade only where a submission is locked in at least this well.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON and nothing else.")
@click.option(
    "--junit",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also write the verdict to FILE as JUnit XML.",
)
@common_options
def command(
    names: tuple[str, ...],
    devices: tuple[str, ...],
    seed: int | None,
    budget: str,
    isolation: str | None,
    as_json: bool,
    junit: Path | None,
    pack: tuple[Path, ...],
    lang: str,
) -> int:
    """Grade your answer to an exercise.

    NAMES are numbers (46), ranges (42-50), names (max_pooling), topics (convolution) or "all".
    Without NAMES, the next exercise that you have not solved is taken. The file to grade is found by itself;
    give it last if it lies elsewhere.
    """
    from grader.sandbox import Room

    started = datetime.now(UTC)
    progress = Progress(workspace())
    practice = find_practice()
    if practice is not None:
        click.echo(_practice_sentence(practice, lang), err=True)
        names = practice.exercises if names == ("all",) else names
    if not names:
        among = None if practice is None else practice.exercises
        following = next_exercise(find_packs(pack), progress, among)
        click.echo(next_sentence(following, lang), err=True)
        names = (following.slug,)
    # The room comes first: its interpreter imports torch while this one finds files and imports the judge.
    with Room(isolation=isolation or LEVELS[0]) as room:
        submissions, missing = find_submissions(names, find_packs(pack))
        if junit is not None:
            _must_be_writable(junit)
        if devices:
            _must_be_here(devices)
        # A run of its own draws fresh questions and asks those first that failed in the run before.
        memory = Memory(workspace()) if seed is None and budget == BUDGETS[0] else None
        chosen = seed
        if chosen is None:
            chosen = secrets.randbelow(SEEDS) if practice is None else practice.seed
        grading = _Grading(room, chosen, budget, devices, lang, memory, progress)
        verdicts = grading.all(submissions) if isolation is None else _locked_in(grading, submissions)
    if junit is not None:
        import platform

        from grader.report.junit import verdicts_to_junit

        write_whole(junit, verdicts_to_junit(verdicts, lang, started=started, hostname=platform.node()))
    if as_json:
        from grader.report.data import verdict_to_json

        single = len(verdicts) == 1 and not missing
        click.echo(verdict_to_json(verdicts[0] if single else verdicts))
    else:
        again = [command_again(one, grading.seed, budget, isolation, devices, pack) for one in submissions]
        _print(verdicts, again, missing, lang)
        if len(submissions) == 1 and submissions[0].own:
            click.echo(_next_step(verdicts[0], lang))
    warn_of_trouble(progress, lang)
    return _exit_status(verdicts, missing)


def _practice_sentence(practice: Practice, language: str) -> str:
    _ = text(language)
    return _(
        "practice for {title}; the official grading asks other questions, and more",
        title=one_line(practice.title),
    )


class _Grading:
    """Grades one submission after the other in one room, with one seed."""

    def __init__(
        self,
        room: Room,
        seed: int,
        budget: str,
        devices: Sequence[str],
        language: str,
        memory: Memory | None,
        progress: Progress,
    ) -> None:
        self.room = room
        self.seed = seed
        self.budget = budget
        self.devices = list(devices) or None
        self.language = language
        self.memory = memory
        self.progress = progress

    def all(self, submissions: Sequence[Submission]) -> list[Verdict]:
        _ = text(self.language)
        screen = console(stderr=True)
        # A person who waits sees what for; a pipe or a log does not want to know.
        waiting: Any = screen.status("") if screen.is_terminal else nullcontext()
        verdicts = []
        with waiting as status:
            for position, submission in enumerate(submissions, 1):
                if status is not None:
                    title = submission.exercise.title.in_language(self.language)
                    count = f"{position}/{len(submissions)} " if len(submissions) > 1 else ""
                    status.update(_("{count}grading {title}", count=count, title=title))
                verdicts.append(self.one(submission))
        return verdicts

    def one(self, submission: Submission) -> Verdict:
        from grader.judge import grade_submission

        stem = submission.exercise.stem
        verdict = grade_submission(
            submission.exercise,
            submission.source,
            shown(submission.path),
            self.room,
            seed=self.seed,
            budget=self.budget,
            devices=self.devices,
            recalled=None if self.memory is None else self.memory.recall(stem),
        )
        if self.memory is not None:
            self.memory.remember(stem, verdict)
        # A run with --seed counts too: it is what a report tells the learner to type after mending the file.
        if submission.own and not verdict.not_implemented:
            self.progress.record(Event.graded(stem, verdict))
        return verdict


def _locked_in(grading: _Grading, submissions: Sequence[Submission]) -> list[Verdict]:
    """Grade, or say what this machine lacks for it."""
    from grader.sandbox import IsolationError

    try:
        grading.room.require()  # before a minute of work, not after it
        return grading.all(submissions)
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


def _print(verdicts: list[Verdict], again: list[str], missing: list[Exercise], language: str) -> None:
    from grader.report.terminal import print_summary, print_verdict

    screen = console()
    if len(verdicts) == 1 and not missing:
        print_verdict(verdicts[0], screen, language, again[0])
        return
    for verdict, command_again in zip(verdicts, again, strict=True):
        # Of many, those are shown in full that have something to say; the table has a line for each.
        if verdict.status is not Status.PASSED and not verdict.not_implemented:
            print_verdict(verdict, screen, language, command_again)
            screen.print()
    print_summary(
        verdicts, [f"{e.number:02d} {e.title.in_language(language)}" for e in missing], screen, language
    )


def _next_step(verdict: Verdict, language: str) -> str:
    """Return which command helps the learner on from here."""
    _ = text(language)
    number = verdict.number
    if verdict.status is Status.PASSED:
        told = _(
            "Solved. `grade solution {number}` shows ours, `grade exercise` takes the next one.",
            number=number,
        )
    elif verdict.not_implemented:
        told = _("What is asked: `grade show {number}`.", number=number)
    else:
        told = _(
            "Stuck? `grade hint {number}`. To grade at every save: `grade watch {number}`.", number=number
        )
    return f"\n {told}"


def command_again(
    answer: Answer,
    seed: int,
    budget: str = BUDGETS[0],
    isolation: str | None = None,
    devices: Sequence[str] = (),
    packs: Sequence[Path] = (),
) -> str:
    """Return the command that asks this answer the same questions again."""
    words = ["grade", "exercise", str(answer.exercise.number), "--seed", str(seed)]
    words += [shown(answer.path)] if answer.given else []
    words += ["--budget", budget] if budget != BUDGETS[0] else []
    words += ["--isolation", isolation] if isolation is not None else []
    words += [word for device in devices for word in ("--device", device)]
    words += [word for folder in packs for word in ("--pack", str(folder))]
    return shlex.join(words)


def _exit_status(verdicts: list[Verdict], missing: list[Exercise]) -> int:
    statuses = {verdict.status for verdict in verdicts}
    if Status.GRADER_ERROR in statuses:
        return 3
    return 0 if statuses == {Status.PASSED} and not missing else 1


def _must_be_writable(junit: Path) -> None:
    """Find out before the work, not after it, that its result cannot be kept."""
    if junit.is_dir():
        raise Problem(
            message("{path} is a folder.", path=shown(junit)),
            message("Give --junit the name of a file."),
        )
    write_whole(junit.with_name(f"{junit.name}.check"), b"")
    junit.with_name(f"{junit.name}.check").unlink(missing_ok=True)


def _must_be_here(wanted: Sequence[str]) -> None:
    from grader.devices import find_devices

    devices = {device.name: device for device in find_devices()}
    for name in wanted:
        device = devices.get(name)
        if device is None or not device.available:
            here = ", ".join(device.name for device in devices.values() if device.available)
            reason = device.reason if device is not None and device.reason else "-"
            raise Problem(
                message("There is no device {name} on this machine ({reason}).", name=name, reason=reason)
                if reason != "-"
                else message("There is no device {name} on this machine.", name=name),
                message("There are: {here}. `grade devices` says more.", here=here),
            )
