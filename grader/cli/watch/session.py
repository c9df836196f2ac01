"""What `grade watch` shows, and what a save or a key changes about it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.markdown import Markdown
from rich.text import Text

from grader.cli.common import shown
from grader.cli.exercise import command_again
from grader.cli.fault import explain as explain_fault
from grader.cli.hint import next_hint
from grader.cli.listing import list_of
from grader.cli.show import on_screen
from grader.cli.solution import worked
from grader.cli.start import copy_exercise
from grader.cli.submissions import Answer, find_file, read_source
from grader.cli.watch.files import LOOK
from grader.language import Problem, message, text
from grader.packs import Exercise
from grader.progress import Event, Progress
from grader.recall import Memory
from grader.report.cleaning import one_line
from grader.report.terminal import WIDEST, put, render
from grader.verdict import Status, Verdict

if TYPE_CHECKING:
    from grader.judge import Judge

# The event that asks for the explanation of the last verdict.
EXPLAIN = "explain"
# An editor that replaces a file leaves none for a moment.
GONE_SECONDS = 0.05


class Session:
    """One learner at one terminal: the answer that is watched, its last report, and what the keys do.

    Args:
        answer: which file is watched first.
        exercises: all of them, in the order of study.
        judge: kept for the whole session, so that questions and truths are there at the second save.
        seed: of the questions; the same at every save until the learner asks for others.
        memory: the counterexamples of the workspace.
        progress: of the workspace.
        look_at: is called with the folder of each file that is watched.
        later: takes an event that is to come back when those before it are done.
        screen: where everything is shown.
        language: "en" or "zh".
        packs: what was given as --pack.
    """

    def __init__(
        self,
        answer: Answer,
        exercises: Sequence[Exercise],
        judge: Judge,
        seed: int,
        memory: Memory,
        progress: Progress,
        look_at: Callable[[Path], None],
        later: Callable[[str], None],
        screen: Console,
        language: str,
        packs: Sequence[Path] = (),
    ) -> None:
        self.answer = answer
        self.goes_on = True
        self._exercises = exercises
        self._judge = judge
        self._seed = seed
        self._memory = memory
        self._progress = progress
        self._look_at = look_at
        self._later = later
        self._screen = screen
        self._language = language
        self._packs = packs
        self._ = text(language)
        self._seen: bytes | str | None = None
        self._report: RenderableType = Text()
        self._shows_report = True
        self._unexplained: bytes | None = None
        self._earlier: list[Answer] = []
        self._asks = False
        self._keys = {
            "h": self._hint,
            "s": self._solution,
            "n": self._next,
            "p": self._previous,
            "l": self._list,
            "r": self._again,
            "q": self._quit,
        }

    def begin(self) -> None:
        """Watch the answer, and grade what it is now."""
        self._look_at(self.answer.path.absolute().parent)
        self._seen = None
        self._look()

    def on(self, event: str) -> None:
        """Do what a key stands for, or look whether the file has changed."""
        if event == LOOK:
            self._look()
        elif event == EXPLAIN:
            self._look()
            self._explain()
        elif self._asks and event != "s":
            self._asks = False
            self._draw_report()
        else:
            self._keys.get(event, self._draw_report)()

    # --- the file -----------------------------------------------------------------------------------

    def _look(self) -> None:
        """Grade the file if it is not as it was seen last."""
        try:
            found: bytes | str = self._read()
        except Problem as problem:
            found = problem.in_language(self._language)
        if found == self._seen:
            return
        self._seen, self._asks, self._unexplained = found, False, None
        if isinstance(found, bytes):
            self._grade(found)
        else:
            self._report = Text(found, style="yellow")
            self._draw_report()

    def _read(self) -> bytes:
        path = self.answer.path
        if not path.exists():
            time.sleep(GONE_SECONDS)
        if not path.exists():
            raise Problem(
                message("{path} is gone.", path=shown(path)), message("Save it again, and grading goes on.")
            )
        return read_source(path)

    def _grade(self, source: bytes) -> None:
        """Show what fails at once; what explains it takes longer, and a save or a key may come first."""
        if self._screen.is_terminal:
            self._screen.print(self._("grading ..."), style="dim", end="\r")
        verdict = self._judged(source, explain=False)
        if verdict is None:
            return
        explicable = (
            verdict.status is Status.FAILED and verdict.problem is None and not verdict.not_implemented
        )
        if explicable:
            self._unexplained = source
            self._later(EXPLAIN)
        self._report = self._reported(verdict)
        self._draw_report()
        # The learner is reading by now; the disk takes its time.
        exercise = self.answer.exercise
        self._memory.remember(exercise.stem, verdict)
        if self.answer.own and not verdict.not_implemented:
            self._progress.record(Event.graded(exercise.stem, verdict))

    def _explain(self) -> None:
        """Show the same verdict again, now with the smallest counterexamples and the known mistake behind them."""
        if self._unexplained is None:
            return
        source, self._unexplained = self._unexplained, None
        verdict = self._judged(source, explain=True)
        if verdict is None:
            return
        self._memory.remember(self.answer.exercise.stem, verdict)
        self._report = self._reported(verdict)
        if self._shows_report:
            self._draw_report()

    def _judged(self, source: bytes, *, explain: bool) -> Verdict | None:
        """Return the verdict; where the judge itself fails, show that, and return None."""
        exercise = self.answer.exercise
        try:
            return self._judge.grade(
                exercise,
                source,
                shown(self.answer.path),
                seed=self._seed,
                explain=explain,
                recalled=self._memory.recall(exercise.stem),
            )
        except Exception as error:  # a fault of ours must not end the learner's session
            self._report = Text(explain_fault(error, self._language), style="yellow")
            self._draw_report()
            return None

    def _reported(self, verdict: Verdict) -> RenderableType:
        if verdict.not_implemented:  # what is asked helps more than a list of everything that is missing
            told = self._("Nothing is written yet. Open {file} and begin.", file=one_line(verdict.file))
            document = on_screen(self.answer.exercise, self._language)
            return Group(document, Text(), Text(f" {told}", style="yellow"))
        again = command_again(self.answer, self._seed, packs=self._packs)
        report = render(verdict, self._language, min(self._screen.width, WIDEST), again)
        if self._unexplained is not None:
            told = self._("Looking for the smallest input that shows it, and for the mistake behind it ...")
            return Group(report, Text(), Text(f" {told}", style="dim"))
        if verdict.status is not Status.PASSED:
            return report
        told = self._("Solved. Press s to compare with our solution, n for the next exercise.")
        return Group(report, Text(), Text(f" {told}", style="green"))

    # --- the keys -----------------------------------------------------------------------------------

    def _hint(self) -> None:
        try:
            hints = next_hint(self.answer.exercise, self._progress, self._language)
        except Problem as problem:
            self._draw(Text(problem.in_language(self._language)))
            return
        _ = self._
        more = len(hints.steps) < hints.count
        then = _("Not enough? Press h once more.") if more else _("That was the last hint.")
        self._draw(Markdown(hints.in_markdown(self._language)), Text(), Text(f" {then}", style="dim"))

    def _solution(self) -> None:
        exercise = self.answer.exercise
        solved = self._progress.standing(exercise.stem).solved
        if not solved and not self._asks:
            self._asks = True
            _ = self._
            told = _(
                "Exercise {number} is not solved yet. Press s once more to give up and see its solution, any "
                "other key to go on.",
                number=exercise.number,
            )
            self._draw(Text(f" {told}", style="yellow"))
            return
        self._asks = False
        self._progress.record(Event.revealed(exercise.stem, gave_up=not solved))
        self._draw(worked(exercise))

    def _next(self) -> None:
        here = next((n for n, e in enumerate(self._exercises) if e.number == self.answer.exercise.number), 0)
        standings = self._progress.standings()
        for exercise in [*self._exercises[here + 1 :], *self._exercises[:here]]:
            if exercise.stem not in standings or not standings[exercise.stem].solved:
                self._earlier.append(self.answer)
                self._turn_to(exercise)
                return
        self._draw(Text(self._("Every other exercise is solved."), style="green"))

    def _previous(self) -> None:
        if self._earlier:
            self.answer = self._earlier.pop()
            self.begin()
        else:
            self._draw(self._report, Text(self._("This is where you began."), style="dim"))

    def _list(self) -> None:
        standings = self._progress.standings()
        self._draw(*list_of(self._exercises, standings, self._language, self._screen.width))

    def _again(self) -> None:
        self._seed += 1
        self._judge.forget()
        self._seen = None
        self._look()

    def _quit(self) -> None:
        self.goes_on = False

    def _turn_to(self, exercise: Exercise) -> None:
        try:
            path = find_file(exercise)
            if path is None:
                copy_exercise(exercise)
                path = find_file(exercise) or exercise.stub
        except Problem as problem:
            self._earlier.pop()
            self._draw(Text(problem.in_language(self._language), style="yellow"))
            return
        self.answer = Answer(exercise, path, given=False, own=True)
        self.begin()

    # --- the screen ---------------------------------------------------------------------------------

    def _draw_report(self) -> None:
        self._draw(self._report)
        self._shows_report = True

    def _draw(self, *parts: RenderableType) -> None:
        """Show `parts` on an empty screen, and below them what may be done."""
        _ = self._
        self._shows_report = False
        keys = [
            ("h", _("hint")),
            ("s", _("solution")),
            ("n", _("next")),
            ("p", _("previous")),
            ("l", _("list")),
            ("r", _("new questions")),
            ("q", _("quit")),
        ]
        footer = Text(" ")
        for key, meaning in keys:
            footer.append(key, style="bold").append(f" {meaning}   ", style="dim")
        exercise = self.answer.exercise
        watched = _(
            "watching {number} {title}: {file}",
            number=f"{exercise.number:02d}",
            title=one_line(exercise.title.in_language(self._language)),
            file=one_line(shown(self.answer.path)),
        )
        with self._screen:  # one write, so that nothing flickers
            if self._screen.is_terminal:
                self._screen.clear()
            put(Group(*parts, Text(), Text(f" {watched}", style="dim"), footer), self._screen)
