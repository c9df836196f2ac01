"""`grade exercise`: which file is graded, what is shown, and how the command ends."""

import json
import os
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from grader.progress import Progress


@pytest.fixture(autouse=True)
def _small_pack(pack, judge, here):
    return pack


def write(path, text="right"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_all_passed_ends_with_0(grade, here, pack):
    write(here / "double.py")
    result = grade("exercise", "3", "--pack", pack)
    assert result.status == 0
    assert "4 of 4 points" in result.out


def test_a_failure_ends_with_1_and_says_how_to_see_it_again(grade, here, pack):
    write(here / "double.py", "wrong")
    result = grade("exercise", "3", "--seed", "42", "--pack", pack)
    assert result.status == 1
    assert "grade exercise 3 --seed 42" in result.out


def test_an_unwritten_stub_ends_with_1(grade, pack):
    grade("start", "3", "--pack", pack)
    result = grade("exercise", "3", "--pack", pack)
    assert result.status == 1
    assert "Nothing is written yet" in result.out


def test_a_grader_error_ends_with_3(grade, here, pack):
    write(here / "double.py", "broken")
    assert grade("exercise", "3", "--pack", pack).status == 3


def test_a_crash_of_the_judge_is_one_paragraph(grade, here, pack, judge):
    write(here / "double.py", "explode")
    result = grade("exercise", "3", "--pack", pack)
    assert result.status == 3
    assert "ZeroDivisionError: the judge fell over" in result.err
    assert len(result.err.splitlines()) == 1
    assert judge.rooms_open == 0


def test_an_interrupt_is_one_line_and_leaves_nothing_behind(grade, here, pack, judge):
    write(here / "double.py", "interrupt")
    result = grade("exercise", "3", "--junit", "report.xml", "--pack", pack)
    assert result.status == 130
    assert len(result.err.strip().splitlines()) == 1
    assert judge.rooms_open == 0
    assert [path.name for path in here.iterdir()] == ["double.py"]


def test_in_a_clone_the_stub_is_graded(grade, pack, monkeypatch, judge):
    monkeypatch.chdir(pack / "solutions")
    grade("exercise", "double")
    assert judge.asked[0].source == (pack / "exercises/03_double/double.py").read_bytes()


def test_outside_a_clone_the_started_copy_is_graded(grade, here, pack, judge):
    write(here / "03_double" / "double.py", "right, started")
    grade("exercise", "3", "--pack", pack)
    assert judge.asked[0].source == b"right, started"
    assert judge.asked[0].filename == str(Path("03_double", "double.py"))


def test_the_last_argument_may_be_a_file(grade, here, pack, judge):
    write(here / "mine" / "attempt.py", "right, mine")
    grade("exercise", "3", "mine/attempt.py", "--pack", pack)
    assert judge.asked[0].source == b"right, mine"


@pytest.mark.parametrize("place", ["double.py", "03_double/double.py", "exercises/03_double/double.py"])
def test_the_last_argument_may_be_a_folder(grade, here, pack, judge, place):
    write(here / "ada" / place)
    assert grade("exercise", "3", "ada", "--pack", pack).status == 0


def test_a_file_alone_says_by_its_name_which_exercise_it_answers(grade, here, pack, judge):
    write(here / "elsewhere" / "double.py")
    assert grade("exercise", "elsewhere/double.py", "--pack", pack).status == 0
    assert judge.asked[0].exercise.number == 3


def test_a_file_alone_with_another_name_is_asked_about(grade, here, pack):
    write(here / "attempt.py")
    result = grade("exercise", "attempt.py", "--pack", pack)
    assert result.status == 2
    assert "grade exercise 46 attempt.py" in result.err


def test_a_folder_named_like_an_exercise_is_the_exercise(grade, pack, judge):
    grade("start", "3", "7", "--pack", pack)
    grade("exercise", "03_double", "07_double_twice", "--pack", pack)
    assert [asked.exercise.number for asked in judge.asked] == [3, 7]


def test_without_a_file_the_way_to_start_is_told(grade, pack):
    result = grade("exercise", "3", "--pack", pack)
    assert result.status == 2
    assert "grade start 3" in result.err


def test_a_folder_without_the_file_is_named(grade, here, pack):
    (here / "ada").mkdir()
    result = grade("exercise", "3", "ada", "--pack", pack)
    assert result.status == 2
    assert "ada" in result.err
    assert "double.py" in result.err


def test_a_path_that_does_not_exist_is_no_name_of_an_exercise(grade, pack):
    result = grade("exercise", "3", "nowhere/double.py", "--pack", pack)
    assert result.status == 2
    assert "no file or folder nowhere/double.py" in result.err


def test_one_file_cannot_answer_two_exercises(grade, here, pack):
    write(here / "double.py")
    assert grade("exercise", "3", "7", "double.py", "--pack", pack).status == 2


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"x = 1\ny = '\xff'\n", "not UTF-8: line 2"),
        (b"#" * (2**20 + 1), "larger than 1 MiB"),
    ],
)
def test_what_can_be_no_answer_is_refused_before_it_is_graded(grade, here, pack, judge, contents, said):
    (here / "double.py").write_bytes(contents)
    result = grade("exercise", "3", "--pack", pack)
    assert result.status == 2
    assert said in result.err
    assert judge.asked == []


def test_a_pipe_is_no_file_to_grade(grade, here, pack):
    os.mkfifo(here / "double.py")
    result = grade("exercise", "3", "--pack", pack)
    assert result.status == 2
    assert "no ordinary file" in result.err


def test_an_unknown_name_is_answered_with_close_ones(grade, pack):
    result = grade("exercise", "duoble", "--pack", pack)
    assert result.status == 2
    assert "double" in result.err
    assert "grade list" in result.err


def test_a_device_that_is_not_here_is_answered_with_those_that_are(grade, here, pack, judge):
    write(here / "double.py")
    result = grade("exercise", "3", "--device", "cuda", "--pack", pack)
    assert result.status == 2
    assert "cuda" in result.err
    assert "no driver" in result.err
    assert "cpu" in result.err
    assert judge.asked == []


def test_devices_budget_and_seed_reach_the_judge(grade, here, pack, judge):
    write(here / "double.py")
    grade("exercise", "3", "--device", "cpu", "--budget", "official", "--seed", "5", "--pack", pack)
    asked = judge.asked[0]
    assert (asked.devices, asked.budget, asked.seed) == (["cpu"], "official", 5)


def test_without_devices_the_judge_chooses(grade, here, pack, judge):
    write(here / "double.py")
    grade("exercise", "3", "--pack", pack)
    assert judge.asked[0].devices is None


def test_json_is_one_verdict_for_one_exercise_and_a_list_for_several(grade, here, pack):
    write(here / "double.py")
    write(here / "halve.py", "wrong")
    one = grade("exercise", "3", "--json", "--pack", pack)
    assert json.loads(one.out)["status"] == "passed"
    several = grade("exercise", "3", "12", "--json", "--pack", pack)
    assert [verdict["status"] for verdict in json.loads(several.out)] == ["passed", "failed"]
    assert several.status == 1


def test_junit_is_written_whole(grade, here, pack):
    write(here / "double.py", "wrong")
    grade("exercise", "3", "--junit", "report.xml", "--pack", pack)
    assert ET.parse(here / "report.xml").find("testsuite").get("failures") == "1"
    assert sorted(path.name for path in here.iterdir() if path.name != ".grade") == [
        "double.py",
        "report.xml",
    ]


def test_a_page_is_written_whole_with_the_way_to_see_it_again(grade, here, pack):
    write(here / "double.py", "wrong")
    result = grade("exercise", "3", "--seed", "7", "--html", "report.html", "--pack", pack)
    page = (here / "report.html").read_text(encoding="utf-8")
    assert "03 Doubling" in page
    assert f"grade exercise 3 --seed 7 --pack {pack}" in page
    assert f"grade exercise 3 --seed 7 --pack {pack}".replace(" ", "") in "".join(result.out.split())
    assert sorted(path.name for path in here.iterdir() if path.name != ".grade") == [
        "double.py",
        "report.html",
    ]


def test_a_page_of_several_exercises_names_those_without_a_file(grade, here, pack):
    write(here / "double.py")
    grade("exercise", "all", "--html", "report.html", "--lang", "zh", "--pack", pack)
    page = (here / "report.html").read_text(encoding="utf-8")
    assert "<table" in page
    assert "03 加倍" in page
    assert "12 减半" in page


def test_a_page_comes_beside_the_other_reports(grade, here, pack):
    write(here / "double.py")
    result = grade(
        "exercise", "3", "--json", "--junit", "report.xml", "--html", "report.html", "--pack", pack
    )
    assert json.loads(result.out)["status"] == "passed"
    assert {"report.xml", "report.html"} <= {path.name for path in here.iterdir()}


@pytest.mark.parametrize("option", ["--junit", "--html"])
@pytest.mark.parametrize("target", ["nowhere/report", "folder"])
def test_a_report_that_cannot_be_written_is_told_before_the_work(grade, here, pack, judge, target, option):
    write(here / "double.py")
    (here / "folder").mkdir()
    result = grade("exercise", "3", option, target, "--pack", pack)
    assert result.status == 2
    assert target in result.err
    assert target != "folder" or option in result.err
    assert judge.asked == []


def test_of_a_group_the_exercises_without_a_file_are_listed_and_are_no_pass(grade, here, pack):
    write(here / "double.py")
    result = grade("exercise", "all", "--pack", pack)
    assert result.status == 1
    assert "not started" in result.out
    assert "Halving" in result.out


def test_several_exercises_get_one_seed(grade, here, pack, judge):
    write(here / "double.py")
    write(here / "halve.py")
    assert grade("exercise", "3", "12", "--pack", pack).status == 0
    assert judge.asked[0].seed == judge.asked[1].seed


def test_the_verdict_is_told_in_chinese_where_that_is_asked_for(grade, here, pack):
    write(here / "double.py", "wrong")
    result = grade("exercise", "3", "--lang", "zh", "--pack", pack)
    assert "加倍" in result.out
    assert "double 是输入的两倍" in result.out


def test_a_broken_exercise_is_told_with_its_file(grade, here, pack):
    (pack / "exercises/03_double/contract.py").unlink()
    write(here / "double.py")
    result = grade("exercise", "3", "--pack", pack)
    assert result.status == 3
    assert "contract.py" in result.err


def test_a_folder_that_is_no_pack_is_told(grade, here):
    result = grade("exercise", "3", "--pack", here)
    assert result.status == 2
    assert "exercises/" in result.err


def test_below_the_isolation_asked_for_nothing_is_graded(grade, here, pack, judge):
    write(here / "double.py")
    done = grade("exercise", "3", here / "double.py", "--pack", pack, "--isolation", "full")
    assert done.status == 2
    assert not judge.asked
    assert "syscalls: seccomp + limits" in done.err
    assert "bubblewrap" in done.err
    assert "--isolation syscalls" in done.err


def test_with_the_isolation_asked_for_it_is_graded(grade, here, pack, judge):
    write(here / "double.py")
    assert grade("exercise", "3", here / "double.py", "--pack", pack, "--isolation", "syscalls").status == 0
    assert judge.least == "syscalls"


def events(here):
    return [(event.exercise, event.status, event.score) for event in Progress(here).events()]


def test_a_grade_of_the_learners_own_file_is_recorded(grade, here, pack):
    write(here / "double.py", "wrong")
    grade("exercise", "3", "--pack", pack)
    write(here / "double.py")
    grade("exercise", "3", "double.py", "--pack", pack)
    assert events(here) == [("03_double", "failed", 0.0), ("03_double", "passed", 4.0)]


def test_a_run_with_a_seed_is_recorded_too(grade, here, pack):
    write(here / "double.py")
    grade("exercise", "3", "--seed", "5", "--pack", pack)
    assert [event.seed for event in Progress(here).events()] == ["5"]


@pytest.mark.parametrize("file", ["double.py", "alternate/other.py", "wrong/bad.py"])
def test_a_file_of_the_pack_is_not_recorded(grade, here, pack, file):
    path = write(pack / "solutions" / "03_double" / file)
    assert grade("exercise", "3", path, "--pack", pack).status == 0
    assert events(here) == []


def test_the_folder_of_somebody_is_not_recorded(grade, here, pack):
    write(here / "ada" / "double.py")
    grade("exercise", "3", "ada", "--pack", pack)
    assert events(here) == []


def test_an_unwritten_stub_is_no_try(grade, here, pack):
    grade("start", "3", "--pack", pack)
    grade("exercise", "3", "--pack", pack)
    assert events(here) == []


def test_in_a_clone_progress_lies_at_its_root(grade, pack, monkeypatch):
    write(pack / "exercises/03_double/double.py")
    monkeypatch.chdir(pack / "exercises/03_double")
    grade("exercise", "3")
    assert events(pack) == [("03_double", "passed", 4.0)]


def test_from_a_folder_below_the_workspace_its_progress_is_used(grade, here, pack, monkeypatch):
    write(here / "03_double" / "double.py")
    grade("exercise", "3", "--pack", pack)
    monkeypatch.chdir(here / "03_double")
    grade("exercise", "3", "--pack", pack)
    assert len(events(here)) == 2


def test_progress_that_cannot_be_kept_is_told_once_and_changes_no_verdict(grade, here, pack):
    write(here / "double.py")
    write(here / "halve.py")
    (here / ".grade").mkdir()
    (here / ".grade" / "progress.sqlite").write_bytes(b"no database" * 100)
    result = grade("exercise", "3", "12", "--json", "--pack", pack)
    assert result.status == 0
    assert len(json.loads(result.out)) == 2
    assert result.err.count("Your progress is not kept") == 1


@pytest.mark.parametrize(
    ("text", "command"),
    [("wrong", "grade hint 3"), ("right", "grade solution 3"), ("NotImplementedError", "grade show 3")],
)
def test_a_learner_is_told_what_to_type_next(grade, here, pack, text, command):
    write(here / "double.py", text)
    assert command in grade("exercise", "3", "--pack", pack).out.splitlines()[-1]
