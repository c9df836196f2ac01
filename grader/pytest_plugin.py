"""The pytest plugin: `pytest exercises/46_max_pooling` has a test for each check of `grade exercise 46`."""

from __future__ import annotations

import io
import secrets
from collections.abc import Generator, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from grader.cli.exercise import BUDGETS, SEEDS
from grader.language import LANGUAGES, Problem, language_of
from grader.packs import FOLDER_NAME, Exercise, Pack, all_exercises, find_packs, read_pack, select

if TYPE_CHECKING:
    from grader.judge import Judge
    from grader.sandbox import Room
    from grader.verdict import CheckResult, Verdict

WIDTH = 100

_SEED = pytest.StashKey[int]()
_ROOM = pytest.StashKey["_Workplace"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add our options."""
    group = parser.getgroup("torchgrade", "exercises of torchgrade")
    group.addoption(
        "--exercise",
        action="append",
        default=[],
        metavar="NAME",
        help="test your answer to an exercise: a number, range, name or topic; may be given several times",
    )
    group.addoption("--grade-seed", type=int, metavar="N", help="ask the questions of this seed again")
    group.addoption(
        "--grade-budget", choices=BUDGETS, default=BUDGETS[0], help="how long to look for mistakes"
    )
    group.addoption("--grade-lang", choices=LANGUAGES, help="language of the texts: English or Chinese")


def pytest_configure(config: pytest.Config) -> None:
    """Turn --exercise into paths, and settle on a seed that every process of this run uses."""
    given = config.getoption("--grade-seed")
    drawn = getattr(config, "workerinput", {}).get("grade_seed")
    config.stash[_SEED] = next(s for s in (given, drawn, secrets.randbelow(SEEDS)) if s is not None)
    names = config.getoption("--exercise")
    if names:
        try:
            stubs = [str(exercise.stub) for exercise in select(all_exercises(find_packs()), names)]
        except Problem as problem:
            raise pytest.UsageError(problem.in_language(_language(config))) from None
        chosen = config.args_source is pytest.Config.ArgsSource.ARGS
        config.args = [*(config.args if chosen else []), *stubs]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist the seed, so that all of them find the same tests."""
    node.workerinput["grade_seed"] = node.config.stash[_SEED]


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Collect an answer to an exercise as its checks; it is never imported here, as pytest would do."""
    found = yield
    exercise = _exercise_of(file_path)
    if exercise is None:
        return found
    return [AnswerFile.from_parent(parent, path=file_path, exercise=exercise)]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close the room."""
    workplace = config.stash.get(_ROOM, None)
    if workplace is not None:
        workplace.room.close()


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say the seed, with which the same questions can be asked again."""
    return f"torchgrade: --grade-seed {config.stash[_SEED]}" if config.getoption("--exercise") else None


class AnswerFile(pytest.File):
    """The learner's file for one exercise.

    Attributes:
        verdict: the verdict on it, the same that `grade exercise` gives for the seed.
    """

    verdict: Verdict

    def __init__(self, *, exercise: Exercise | Problem, **options: Any) -> None:
        super().__init__(**options)
        self.exercise = exercise

    def collect(self) -> Iterator[pytest.Item]:
        """Grade the file and yield a test for each check: which there are is seen when it was asked."""
        if isinstance(self.exercise, Problem):
            raise self.CollectError(self.exercise.in_language(_language(self.config)))
        self.verdict = _workplace(self.config).grade(self.exercise, self.path, self.config)
        if self.verdict.problem is not None:
            yield LoadItem.from_parent(self, name="your_file")
        for check in self.verdict.checks:
            words = (check.id, check.title.in_language(_language(self.config)))
            yield CheckItem.from_parent(
                self, name=f"{': '.join(words)} [{check.device or 'source'}]", check=check
            )


class _RefusedError(Exception):
    """A check failed; what there is to say about it is in the verdict."""


class _AnswerItem(pytest.Item):
    """One test of an answer."""

    parent: AnswerFile

    def part(self) -> Verdict:
        """Return the verdict cut down to what this test is about."""
        raise NotImplementedError

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return where it is, for reports."""
        return self.path, None, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any, **__: Any) -> Any:
        """Show the counterexample instead of a traceback, which would be ours."""
        if isinstance(excinfo.value, _RefusedError):
            return _shown(self.part(), _language(self.config))
        return super().repr_failure(excinfo)


class LoadItem(_AnswerItem):
    """That the file can be loaded at all."""

    def part(self) -> Verdict:
        """Return the verdict, which has nothing else to say."""
        return self.parent.verdict

    def runtest(self) -> None:
        """Fail: this test only exists where loading failed."""
        raise _RefusedError


class CheckItem(_AnswerItem):
    """One check of the verdict."""

    def __init__(self, *, check: CheckResult, **options: Any) -> None:
        super().__init__(**options)
        self.check = check

    def part(self) -> Verdict:
        """Return a verdict with this check alone."""
        from dataclasses import replace

        return replace(self.parent.verdict, checks=(self.check,), problem=None)

    def runtest(self) -> None:
        """Fail or skip as the verdict says."""
        from grader.language import text
        from grader.report.sentences import reason_sentence
        from grader.verdict import Status

        if self.check.status is Status.NOT_RUN:
            pytest.skip(reason_sentence(self.check, text(_language(self.config))))
        if self.check.status is not Status.PASSED:
            raise _RefusedError


class _Workplace:
    """The room and the judge of one run of pytest."""

    def __init__(self) -> None:
        from grader.sandbox import Room

        self.room: Room = Room()
        self._judge: Judge | None = None

    def grade(self, exercise: Exercise, path: Path, config: pytest.Config) -> Verdict:
        from grader.cli.common import shown
        from grader.cli.submissions import read_source
        from grader.judge import Judge

        self._judge = self._judge or Judge(self.room)
        try:
            source = read_source(path)
        except Problem as problem:
            raise pytest.Collector.CollectError(problem.in_language(_language(config))) from None
        return self._judge.grade(
            exercise,
            source,
            shown(path),
            seed=config.stash[_SEED],
            budget=config.getoption("--grade-budget"),
        )


def _workplace(config: pytest.Config) -> _Workplace:
    if _ROOM not in config.stash:
        config.stash[_ROOM] = _Workplace()
    return config.stash[_ROOM]


def _exercise_of(path: Path) -> Exercise | Problem | None:
    """Return the exercise whose stub is at `path`, what is wrong with that exercise, or None."""
    found = FOLDER_NAME.fullmatch(path.parent.name)
    root = path.parent.parent.parent
    if found is None or path.name != f"{found['slug']}.py" or path.parent.parent != root / "exercises":
        return None
    if not (path.parent / "contract.py").is_file():
        return None
    pack = _pack(root)
    exercise = pack.exercises.get(int(found["number"]))
    return exercise or next(iter(pack.problems_of(found["slug"])), None)


@cache
def _pack(root: Path) -> Pack:
    built_in = next((pack for pack in find_packs() if pack.root == root), None)
    return built_in or read_pack(root, root.name)


def _language(config: pytest.Config) -> str:
    chosen: str | None = config.getoption("--grade-lang")
    return chosen or language_of()


def _shown(verdict: Verdict, language: str) -> str:
    from rich.console import Console

    from grader.report.terminal import render

    console = Console(file=io.StringIO(), width=WIDTH, highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        console.print(render(verdict, language, WIDTH))
    return "\n".join(line.rstrip() for line in captured.get().splitlines())
