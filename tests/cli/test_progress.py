"""What a learner sees of progress: the list, the plan, the next exercise, and taking it elsewhere."""

import json

import pytest

from grader.progress import Event, Progress


@pytest.fixture(autouse=True)
def _small_pack(pack, judge, here):
    return pack


@pytest.fixture
def solve(here, pack, grade):
    def solve(number, slug, text="right"):
        (here / f"{slug}.py").write_text(text, encoding="utf-8")
        grade("exercise", number, "--pack", pack)

    return solve


def test_list_marks_what_is_solved_and_tried(grade, pack, solve):
    solve(3, "double")
    solve(12, "halve", "wrong")
    lines = {line.split()[1]: line for line in grade("list", "--pack", pack).out.splitlines() if line}
    assert "✓" in lines["03"]
    assert "4/4" in lines["03"]
    assert "✗" in lines["12"]
    assert "0/4" in lines["12"]
    assert "·" in lines["07"]


def test_list_has_a_bar_for_each_topic_and_for_all(grade, pack, solve):
    solve(12, "halve")
    out = grade("list", "--pack", pack).out
    assert "losses   ████████████████████  1 of 1 solved" in out
    assert "1 of 3 solved" in out
    assert "4 of 12 points" in out


def test_list_as_json_tells_the_progress(grade, pack, solve, here):
    solve(3, "double")
    Progress(here).record(Event.hinted("12_halve", 2))
    data = json.loads(grade("list", "--json", "--pack", pack).out)
    assert data[0]["progress"] == {"state": "solved", "score": 4, "grades": 1, "hints": 0, "gave_up": False}
    assert data[1]["progress"]["state"] == "untouched"
    assert data[2]["progress"] == {"state": "tried", "score": 0, "grades": 0, "hints": 2, "gave_up": False}


def test_a_plan_leaves_out_what_is_solved(grade, pack, solve):
    solve(3, "double")
    planned = json.loads(grade("list", "--plan", "2", "--json", "--pack", pack).out)
    assert [day["exercises"] for day in planned] == [[7], [12]]
    out = grade("list", "--plan", "2", "--pack", pack).out
    assert "grade show 7" in out
    assert "Halving" in out
    assert "03" not in out


def test_a_plan_of_a_topic_has_only_that(grade, pack):
    planned = json.loads(grade("list", "losses", "--plan", "1", "--json", "--pack", pack).out)
    assert planned == [{"day": 1, "points": 4, "exercises": [12]}]


def test_a_plan_for_more_days_than_exercises_has_free_days(grade, pack):
    assert "free" in grade("list", "--plan", "7", "--pack", pack).out


def test_when_everything_is_solved_there_is_nothing_to_plan(grade, pack, solve):
    solve(12, "halve")
    assert "nothing left to plan" in grade("list", "12", "--plan", "7", "--pack", pack).out


def test_exercise_without_a_name_takes_the_next_one_and_says_which(grade, pack, solve, here, judge):
    solve(3, "double")
    (here / "double_twice.py").write_text("wrong", encoding="utf-8")
    result = grade("exercise", "--json", "--pack", pack)
    assert "next: 07 Doubling twice" in result.err
    assert json.loads(result.out)["number"] == 7


def test_exercise_without_a_name_and_without_a_file_says_how_to_start(grade, pack):
    result = grade("exercise", "--pack", pack)
    assert result.status == 2
    assert "grade start 3" in result.err


def test_when_everything_is_solved_exercise_says_so(grade, pack, solve):
    for number, slug in ((3, "double"), (7, "double_twice"), (12, "halve")):
        solve(number, slug)
    result = grade("exercise", "--pack", pack)
    assert result.status == 2
    assert "3 of 3" in result.err
    assert "grade exercise all" in result.err
