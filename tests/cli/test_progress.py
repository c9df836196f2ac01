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


def test_exported_progress_can_be_imported_elsewhere_and_twice(grade, pack, solve, here, monkeypatch):
    solve(3, "double")
    assert "1 event" in grade("progress", "export", "mine.json").out
    events = Progress(here).events()
    other = here / "other"
    (other / ".grade").mkdir(parents=True)
    monkeypatch.chdir(other)
    Progress(other).record(Event.hinted("12_halve", 1))
    assert "1 new event of 1" in grade("progress", "import", "../mine.json").out
    assert "0 new events of 1" in grade("progress", "import", "../mine.json").out
    assert events[0] in Progress(other).events()
    assert len(Progress(other).events()) == 2


@pytest.mark.parametrize(
    "contents",
    [
        "no JSON",
        "[]",
        "[" * 100_000,
        '{"format": "torchgrade progress", "version": 2, "events": []}',
        '{"format": "torchgrade progress", "version": 1, "events": [{"id": "1"}]}',
    ],
)
def test_what_is_no_export_is_refused_and_nothing_is_changed(grade, here, contents):
    (here / "mine.json").write_text(contents)
    result = grade("progress", "import", "mine.json")
    assert result.status == 2
    assert "nothing was changed" in result.err
    assert not (here / ".grade").exists()


@pytest.mark.parametrize(
    "contents",
    [
        "[]",
        '{"format": "torchgrade progress", "version": 2, "events": []}',
        '{"format": "torchgrade progress", "version": 1, "events": ["event"]}',
        '{"format": "torchgrade progress", "version": 1, "events": [{"extra": 1}]}',
        '{"format": "torchgrade progress", "version": 1, "events": [{"id": 1}]}',
    ],
)
def test_why_it_is_no_export_is_told_in_chinese(grade, here, contents):
    (here / "mine.json").write_text(contents)
    told = grade("progress", "import", "mine.json", "--lang", "zh").err
    reason = told.partition("：")[2]
    assert "其中的" in reason or "记录" in reason
    assert " is " not in reason


def test_progress_that_cannot_be_read_is_not_exported(grade, here):
    (here / ".grade").mkdir()
    (here / ".grade" / "progress.sqlite").write_bytes(b"no database" * 100)
    result = grade("progress", "export", "mine.json")
    assert result.status == 2
    assert "Move that file away" in result.err
    assert not (here / "mine.json").exists()


def test_the_commands_of_progress_have_help_in_chinese(grade, monkeypatch):
    monkeypatch.setenv("GRADE_LANG", "zh")
    assert "带走你的学习进度" in grade("progress", "--help").out
    assert "导出" in grade("progress", "--help").out
    assert "写入文件" in grade("progress", "export", "--help").out
