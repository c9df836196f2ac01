"""`grade hint`, `grade solution` and `grade reset`: help in steps, and beginning again."""

import shutil
import subprocess

import pytest

from grader.progress import Event, Kind, Progress


def kinds(here):
    return [(event.kind, event.step, event.gave_up) for event in Progress(here).events()]


def solve(here, stem="03_double"):
    data = {"id": stem, "at": "2026-01-01T00:00:00+00:00", "kind": "grade", "exercise": stem}
    Progress(here).record(Event.from_data({**data, "status": "passed", "score": 4, "points": 4}))


def test_each_call_shows_one_step_more_with_the_earlier_ones_above(grade, here, pack):
    first = grade("hint", "3", "--pack", pack)
    assert first.status == 0
    assert "hint 1 of 3" in first.out
    assert "Step 2" not in first.out
    assert "grade hint 3" in first.out
    second = grade("hint", "double", "--pack", pack).out
    assert second.index("Step 1") < second.index("Step 2")
    assert kinds(here) == [(Kind.HINT, 1, None), (Kind.HINT, 2, None)]


def test_after_the_last_step_all_stay_and_nothing_more_is_recorded(grade, here, pack):
    for _ in range(5):
        out = grade("hint", "3", "--pack", pack).out
    assert "hint 3 of 3" in out
    assert "grade solution 3 --give-up" in out
    assert len(kinds(here)) == 3


def test_hints_are_told_in_chinese(grade, pack):
    out = grade("hint", "3", "--lang", "zh", "--pack", pack).out
    assert "double 的第 1 步" in out
    assert "提示 1/3" in out


def test_without_a_name_the_hint_is_for_the_next_exercise(grade, here, pack):
    solve(here)
    result = grade("hint", "--pack", pack)
    assert "next: 07" in result.err
    assert "Step 1 of double_twice" in result.out


def test_a_group_of_exercises_gets_no_hint(grade, pack):
    result = grade("hint", "tensors", "--pack", pack)
    assert result.status == 2
    assert "names 2 exercises" in result.err


def test_an_exercise_without_hints_points_to_its_statement(grade, pack):
    for name in ("hints.md", "hints.zh.md"):
        (pack / "exercises/03_double" / name).unlink()
    result = grade("hint", "3", "--pack", pack)
    assert result.status == 2
    assert "no hints" in result.err
    assert "grade show 3" in result.err


def test_where_progress_cannot_be_kept_all_hints_are_shown(grade, here, pack):
    (here / ".grade").write_text("")
    result = grade("hint", "3", "--pack", pack)
    assert result.status == 0
    assert "hint 3 of 3" in result.out
    assert "Your progress is not kept" in result.err


@pytest.mark.parametrize(
    ("name", "contents", "said"),
    [
        ("hints.md", "Look closely.\n", "hints.md:1"),
        ("hints.md", "1. One\n3. Three\n", "hints.md:2"),
        ("hints.md", "", "ordered list"),
        ("hints.zh.md", "1. 只有一步\n", "it has 1 hints"),
        ("hints.zh.md", None, "hints.zh.md: this file is missing"),
    ],
)
def test_hints_that_are_no_list_are_told_with_their_line(grade, pack, name, contents, said):
    path = pack / "exercises/03_double" / name
    if contents is None:
        path.unlink()
    else:
        path.write_text(contents, encoding="utf-8")
    result = grade("hint", "3", "--pack", pack)
    assert result.status == 3
    assert said in result.err


def test_the_solution_of_an_unsolved_exercise_is_kindly_refused(grade, here, pack):
    result = grade("solution", "3", "--pack", pack)
    assert result.status == 2
    assert "return 2 * x" not in result.out
    assert "grade hint 3" in result.err
    assert "grade solution 3 --give-up" in result.err
    assert kinds(here) == []


def test_the_solution_of_a_solved_exercise_is_shown(grade, here, pack):
    solve(here)
    result = grade("solution", "3", "--pack", pack)
    assert result.status == 0
    assert "return 2 * x" in result.out
    assert kinds(here)[-1] == (Kind.SOLUTION, None, False)


def test_who_gives_up_sees_the_solution_and_that_is_recorded(grade, here, pack):
    result = grade("solution", "3", "--give-up", "--pack", pack)
    assert result.status == 0
    assert "return 2 * x" in result.out
    assert kinds(here) == [(Kind.SOLUTION, None, True)]
    assert Progress(here).standing("03_double").gave_up


def test_other_ways_to_write_it_are_named(grade, here, pack):
    folder = pack / "solutions/03_double/alternate"
    folder.mkdir()
    (folder / "adds.py").write_text("def double(x):\n    return x + x\n")
    assert "1 other way" in grade("solution", "3", "--give-up", "--pack", pack).err


def test_reset_puts_the_stub_back_and_keeps_every_answer(grade, here, pack):
    grade("start", "3", "--pack", pack)
    answer = here / "03_double" / "double.py"
    stub = answer.read_bytes()
    for number in (1, 2):
        answer.write_text(f"answer {number}")
        result = grade("reset", "3", "--pack", pack)
        assert result.status == 0
        assert f"double.py.bak-{number}" in result.out
        assert answer.read_bytes() == stub
        assert answer.with_name(f"double.py.bak-{number}").read_text() == f"answer {number}"


def test_reset_of_a_stub_changes_nothing_and_says_so(grade, here, pack):
    grade("start", "3", "--pack", pack)
    result = grade("reset", "3", "--pack", pack)
    assert result.status == 0
    assert "nothing was changed" in result.out
    assert not list(here.rglob("*.bak-*"))


def test_reset_without_a_file_says_how_to_start(grade, pack):
    result = grade("reset", "3", "--pack", pack)
    assert result.status == 2
    assert "grade start 3" in result.err


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_reset_in_a_clone_takes_the_stub_from_its_history(grade, pack, monkeypatch):
    def git(*arguments):
        who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
        subprocess.run(["git", *who, *arguments], cwd=pack, check=True, capture_output=True)

    monkeypatch.chdir(pack / "exercises")
    answer = pack / "exercises/03_double/double.py"
    git("init")
    for text in ("raise NotImplementedError  # old", answer.read_text(), "my answer, committed"):
        answer.write_text(text)
        git("add", ".")
        git("commit", "-m", "one more")
    answer.write_text("my answer, half written")
    assert grade("reset", "3").status == 0
    assert "double is yours to write" in answer.read_text()
    assert answer.with_name("double.py.bak-1").read_text() == "my answer, half written"


def test_reset_in_a_clone_without_history_changes_nothing(grade, pack, monkeypatch):
    monkeypatch.chdir(pack)
    answer = pack / "exercises/03_double/double.py"
    answer.write_text("my answer")
    result = grade("reset", "3")
    assert result.status == 2
    assert "nothing was changed" in result.err
    assert answer.read_text() == "my answer"
    assert not list(pack.rglob("*.bak-*"))
