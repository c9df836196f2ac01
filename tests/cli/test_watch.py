"""`grade watch`: what a save and a key do, with a judge that only counts; and all of it in a real terminal."""

import importlib.util
import io
import os
import signal
import sys
from pathlib import Path

import pytest

pytest.importorskip("watchfiles")
from grader.packs import read_pack
from grader.progress import Event, Kind, Progress
from grader.recall import Memory

spec = importlib.util.spec_from_file_location("terminal", Path(__file__).with_name("terminal.py"))
terminals = importlib.util.module_from_spec(spec)
if sys.platform != "win32":
    spec.loader.exec_module(terminals)


class Screen:
    """A console whose last drawing can be read."""

    def __init__(self):
        from rich.console import Console

        self.console = Console(file=io.StringIO(), width=100, highlight=False, markup=False, emoji=False)

    def text(self):
        drawn = self.console.file.getvalue()
        self.console.file.seek(0)
        self.console.file.truncate()
        return drawn


@pytest.fixture
def screen():
    return Screen()


@pytest.fixture
def session(pack, here, judge, screen):
    from types import SimpleNamespace

    from grader.cli.submissions import Answer
    from grader.cli.watch.session import Session

    def grade(exercise, source, filename, *, seed, recalled, explain):
        judge.explained.append(explain)
        return judge.grade_submission(
            exercise, source, filename, None, seed=seed, budget="practice", devices=None
        )

    exercises = read_pack(pack, "school").exercises
    (here / "double.py").write_text("wrong")
    judge.folders = []
    judge.later = []
    judge.explained = []
    judge.forgotten = 0

    def forget():
        judge.forgotten += 1

    session = Session(
        Answer(exercises[3], here / "double.py", given=False, own=True),
        list(exercises.values()),
        SimpleNamespace(grade=grade, forget=forget),
        7,
        Memory(here),
        Progress(here),
        judge.folders.append,
        judge.later.append,
        screen.console,
        "en",
    )
    session.begin()
    return session


def save(here, text, name="double.py"):
    (here / name).write_text(text)


def solved(here):
    return [stem for stem, standing in Progress(here).standings().items() if standing.solved]


def test_at_the_beginning_the_file_is_graded_as_it_is(session, screen, judge, here):
    assert "0 of 4 points" in screen.text()
    assert judge.asked[0].seed == 7
    assert judge.folders == [here]


def test_a_save_is_graded_with_the_same_questions_and_recorded(session, screen, judge, here):
    save(here, "right")
    session.on("")
    assert "4 of 4 points" in screen.text()
    assert {asked.seed for asked in judge.asked} == {7}
    assert solved(here) == ["03_double"]


def test_without_a_change_nothing_is_graded_or_drawn(session, screen, judge):
    screen.text()
    session.on("")
    session.on("")
    assert len(judge.asked) == 1
    assert screen.text() == ""


def test_a_failure_is_shown_at_once_and_explained_afterwards(session, screen, judge, here):
    assert judge.explained == [False]
    assert "Looking for the smallest" in screen.text()
    session.on(judge.later.pop())
    assert judge.explained == [False, True]
    drawn = screen.text()
    assert "0 of 4 points" in drawn
    assert "Looking for" not in drawn
    assert len(Progress(here).events()) == 1


def test_a_save_that_came_before_the_explanation_is_graded_instead(session, screen, judge, here):
    save(here, "right")
    session.on(judge.later.pop())
    assert judge.explained == [False, False]
    assert "4 of 4 points" in screen.text()


def test_an_explanation_does_not_take_the_hint_off_the_screen(session, screen, judge):
    session.on("h")
    screen.text()
    session.on(judge.later.pop())
    assert screen.text() == ""
    session.on("x")
    drawn = screen.text()
    assert "0 of 4 points" in drawn
    assert "Looking for" not in drawn


def test_a_pass_needs_no_explanation(session, judge, here):
    judge.later.clear()
    save(here, "right")
    session.on("")
    assert judge.later == []


def test_a_file_that_is_gone_is_told_once_and_graded_when_it_is_back(session, screen, judge, here):
    (here / "double.py").unlink()
    session.on("")
    assert "double.py is gone" in screen.text()
    session.on("")
    assert screen.text() == ""
    save(here, "right")
    session.on("")
    assert "4 of 4 points" in screen.text()


@pytest.mark.parametrize(("contents", "said"), [(b"", "is empty"), (b"x = '\xff'", "not UTF-8")])
def test_what_can_be_no_answer_is_told_and_the_session_goes_on(session, screen, judge, here, contents, said):
    (here / "double.py").write_bytes(contents)
    session.on("")
    assert said in screen.text()
    assert session.goes_on


def test_a_crash_of_the_judge_is_told_and_the_session_goes_on(session, screen, here):
    save(here, "explode")
    session.on("")
    assert "ZeroDivisionError" in screen.text()
    save(here, "right")
    session.on("")
    assert "4 of 4 points" in screen.text()


def test_an_unwritten_stub_shows_what_is_asked(session, screen, here):
    save(here, "raise NotImplementedError")
    session.on("")
    drawn = screen.text()
    assert "What is twice x?" in drawn
    assert "Nothing is written yet" in drawn


def test_h_shows_a_hint_and_then_one_more(session, screen, here):
    session.on("h")
    drawn = screen.text()
    assert "hint 1 of 3" in drawn
    assert "Press h once more" in drawn
    session.on("h")
    assert "hint 2 of 3" in screen.text()
    session.on("h")
    assert "the last hint" in screen.text()
    assert Progress(here).standing("03_double").hints == 3


def test_s_asks_before_it_shows_the_solution_of_what_is_not_solved(session, screen, here):
    session.on("s")
    assert "give up" in screen.text()
    session.on("")  # the clock of the watch is no answer
    session.on("s")
    assert "return 2 * x" in screen.text()
    assert Progress(here).standing("03_double").gave_up


def test_any_other_key_goes_back_from_the_question(session, screen, here):
    session.on("s")
    session.on("x")
    assert "0 of 4 points" in screen.text()
    session.on("s")
    assert "return 2 * x" not in screen.text()


def test_s_shows_the_solution_at_once_when_the_exercise_is_solved(session, screen, here):
    save(here, "right")
    session.on("")
    session.on("s")
    assert "return 2 * x" in screen.text()
    last = Progress(here).events()[-1]
    assert (last.kind, last.gave_up) == (Kind.SOLUTION, False)


def test_n_goes_to_the_next_unsolved_exercise_and_p_back(session, screen, judge, here):
    Progress(here).record(
        Event.from_data(
            {
                "id": "1",
                "at": "2026-01-01",
                "kind": "grade",
                "exercise": "07_double_twice",
                "status": "passed",
            }
        )
    )
    session.on("n")
    assert "watching 12 Halving" in screen.text()
    assert (here / "12_halve" / "halve.py").exists()
    assert judge.folders[-1] == here / "12_halve"
    session.on("p")
    assert "watching 03 Doubling" in screen.text()
    session.on("p")
    assert "where you began" in screen.text()


def test_n_says_so_when_every_other_exercise_is_solved(session, screen, here):
    for stem in ("07_double_twice", "12_halve"):
        data = {"id": stem, "at": "2026-01-01", "kind": "grade", "exercise": stem, "status": "passed"}
        Progress(here).record(Event.from_data(data))
    session.on("n")
    assert "Every other exercise is solved" in screen.text()


def test_l_shows_the_list_and_any_key_comes_back(session, screen):
    session.on("l")
    assert "0 of 3 solved" in screen.text()
    session.on(" ")
    assert "0 of 4 points" in screen.text()


def test_r_asks_new_questions(session, judge):
    session.on("r")
    assert [asked.seed for asked in judge.asked] == [7, 8]
    assert judge.forgotten == 1


def test_q_ends_it(session):
    session.on("q")
    assert not session.goes_on


def test_two_exercises_cannot_be_watched(grade, pack, judge):
    result = grade("watch", "3", "12", "--pack", pack)
    assert result.status == 2
    assert "grade start" in result.err
    assert grade("watch", "all", "--pack", pack).status == 2


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
class TestInATerminal:
    @pytest.fixture
    def watched(self, grade, here):
        assert grade("new", "61_twice", "--pack", here / "mine").status == 0
        self.file = here / "twice.py"
        self.write("return x.clone()")
        return ["watch", "61", "--pack", here / "mine"]

    def source(self, body):
        return f"import torch\n\n\ndef twice(x):\n    {body}\n"

    def write(self, body):
        self.file.write_text(self.source(body))

    def test_saves_of_every_kind_are_graded_and_keys_do_what_the_footer_says(self, watched, here):
        with terminals.Terminal(*watched, cwd=here) as terminal:
            terminal.expect("expected", "quit")
            self.write("return x + x")
            terminal.expect("4 of 4 points", "Solved.", "quit")
            self.write("return x + (")
            terminal.expect("your file", "quit")
            # As vim and many others save: a new file takes the name of the old one.
            (here / "4913").write_text(self.source("return 2 * x"))
            (here / "4913").replace(self.file)
            terminal.expect("4 of 4 points", "quit")
            self.file.unlink()
            terminal.expect("is gone", "quit")
            self.write("return x.clone()")
            terminal.expect("expected", "quit")
            terminal.send("h")
            terminal.expect("hint 1 of 3", "quit")
            terminal.send("\x1b[A")  # an arrow is no key of ours
            terminal.send("l")
            terminal.expect("solved", "quit")
            terminal.send("q")
            assert terminal.end() == (0, True)
        assert Progress(here).standing("61_twice").solved

    @pytest.mark.parametrize("how", ["ctrl-c", "terminated"])
    def test_however_it_ends_the_terminal_is_as_it_was(self, watched, here, how):
        with terminals.Terminal(*watched, cwd=here) as terminal:
            terminal.expect("expected", "quit")
            if how == "ctrl-c":
                terminal.send("\x03")
            else:
                os.kill(terminal.process.pid, signal.SIGTERM)
            assert terminal.end() == (0, True)
