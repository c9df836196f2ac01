"""What `grade exercise` does more in a kit: the kit's own questions, a line in the log, the time that is left."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from grader import __version__
from grader.classroom.screen.clock import elapsed
from grader.classroom.screen.entries import Claim, Kind
from grader.classroom.screen.kit import Kit
from grader.classroom.screen.log import AttemptLog
from grader.cli.screen.common import minutes_left
from grader.language import Problem, message, text
from grader.packs import Exercise, all_exercises, find_packs
from grader.report.cleaning import one_line
from grader.verdict import Status, Verdict


class Practice:
    """One candidate's work on a take-home.

    Args:
        kit: the candidate's kit.
        language: in which to speak.
    """

    def __init__(self, kit: Kit, language: str) -> None:
        self.kit = kit
        self.seed = kit.seed
        self._log = AttemptLog(kit)
        self._language = language
        self._ = text(language)
        by_stem = {exercise.stem: exercise for exercise in all_exercises(find_packs())}
        for stem in kit.exercises:
            if stem not in by_stem:
                raise Problem(
                    message(
                        "This take-home asks for {exercise}, which torchgrade {version} does not have.",
                        exercise=one_line(stem),
                        version=__version__,
                    ),
                    message(
                        "Install the version that it was made with: pip install torchgrade=={version}.",
                        version=one_line(kit.grader),
                    ),
                )
        self._exercises = [by_stem[stem] for stem in kit.exercises]

    @property
    def first(self) -> int:
        """The number of the first exercise of the kit."""
        return self._exercises[0].number

    def begin(self) -> str:
        """Start the time; return what to say about that, nothing where it runs already."""
        if any(entry.kind is Kind.BEGIN for entry in self._log.entries()):
            return ""
        self._log.begin(
            {"grader": __version__, "torch": _version("torch"), "python": platform.python_version()}
        )
        _ = self._
        return _("Your {minutes} minutes begin now.", minutes=self.kit.minutes)

    def next(self) -> Exercise:
        """Return the first exercise of the kit that has not passed yet, the last one where all have."""
        passed = {
            entry.exercise
            for entry in self._log.entries()
            if entry.claim is not None and entry.claim.status == Status.PASSED
        }
        return next((e for e in self._exercises if e.stem not in passed), self._exercises[-1])

    def exercises(self) -> list[str]:
        """Return one line an exercise: its number, its title, its file."""
        return [
            f"  {exercise.number:02d}  {one_line(exercise.title.in_language(self._language))}"
            f"  {self.kit.answer(exercise.stem).relative_to(self.kit.folder).as_posix()}"
            for exercise in self._exercises
        ]

    def record(self, exercise: Exercise, source: bytes, verdict: Verdict) -> None:
        """Write an attempt into the log, if the exercise belongs to the kit."""
        if exercise.stem in self.kit.exercises:
            self._log.attempted(exercise.stem, source, Claim.of(verdict))

    def standing(self) -> str:
        """Return how many attempts are recorded, and how much time is left."""
        _ = self._
        entries = self._log.entries()
        start = next((n for n, entry in enumerate(entries) if entry.kind is Kind.BEGIN), 0)
        seconds = elapsed([*entries, self._log.now()])
        attempts = sum(entry.kind is Kind.ATTEMPT for entry in entries)
        return _(
            "{attempts}; {left}",
            attempts=_.plural("{count} attempt recorded", "{count} attempts recorded", attempts),
            left=minutes_left(seconds[-1] - seconds[start], self.kit.minutes, _),
        )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "?"
