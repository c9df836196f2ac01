"""The commands of an assignment, from a new one to published results, and practice in a handout."""

import io
import json
import sys
import zipfile

import pytest

from grader.classroom.assignment import read_assignment
from grader.cli.assignment import COMMANDS

CONTRACT = '''
from hypothesis import strategies as st
from grader.contract import Contract, call, expect

contract = Contract()


@contract.function(st.integers(1, 3).map(call), weight=0.5)
def double(x):
    """is twice its input
    zh: 是输入的两倍
    """
    return 2 * x


@contract.law(x=st.integers(1, 3), weight=0.5)
def more(learner, x):
    """is more than its input
    zh: 大于输入
    """
    expect(learner.double(x)).equals(2 * x)
'''


@pytest.fixture
def pack(pack, monkeypatch):
    """The small pack, here the built-in one, with contracts that can be loaded."""
    for folder in (pack / "exercises").iterdir():
        (folder / "contract.py").write_text(CONTRACT, encoding="utf-8")
    for module in ("grader.classroom.assignment", "grader.packs.discovery"):
        monkeypatch.setattr(f"{module}.built_in_root", lambda: pack)
    return pack


@pytest.fixture
def grade(grade, pack, monkeypatch):
    for module in ("grader.classroom.assignment", "grader.packs.discovery"):
        monkeypatch.setattr(f"{module}.built_in_root", lambda: pack)
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    return grade


@pytest.fixture
def hw1(grade, here):
    """A new assignment about two exercises."""
    assert grade("assignment", "new", "hw1", "--exercises", "3,halve", "--title", "Homework 1").status == 0
    return here / "hw1"


def change(folder, old, new):
    file = folder / "assignment.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


# -- the group -------------------------------------------------------------------------------------------------


def test_the_group_lists_the_commands_that_there_are(grade):
    told = grade("assignment", "--help")
    assert told.status == 0
    for name in ("new", "check", "handout", "publish"):
        assert name in COMMANDS
        assert f"  {name} " in told.out


def test_a_command_that_does_not_exist_is_told_with_one_that_does(grade):
    told = grade("assignment", "handuot")
    assert told.status == 2
    assert "Try `grade assignment handout`." in told.err


@pytest.mark.parametrize("arguments", [["assignment", "--help"], ["assignment", "new", "--help"]])
def test_help_imports_nothing_heavy(arguments):
    import subprocess

    code = (
        "import sys; from grader.cli import run; run(sys.argv[1:]);"
        "heavy = {'torch', 'numpy', 'hypothesis', 'sqlalchemy', 'jinja2', 'matplotlib'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, stdout=subprocess.DEVNULL)


# -- new and check ---------------------------------------------------------------------------------------------


def test_a_new_assignment_can_be_read_at_once(grade, hw1):
    found = read_assignment(hw1)
    assert (found.id, found.title) == ("hw1", "Homework 1")
    assert [item.exercise for item in found.items] == ["03_double", "12_halve"]
    assert str(found.due.tzinfo) == "Asia/Shanghai"
    assert found.pack is None


def test_a_new_assignment_is_in_the_language_asked_for(grade, here):
    assert grade("assignment", "new", "作业1", "--exercises", "3", "--lang", "zh").status == 0
    assert "绝不要泄露" in (here / "作业1" / "assignment.toml").read_text(encoding="utf-8")
    assert read_assignment(here / "作业1").language == "zh"


def test_a_pack_of_ones_own_is_named_relative_to_the_assignment(grade, here, pack):
    assert grade("assignment", "new", "hw1", "--exercises", "3", "--pack", pack).status == 0
    assert 'pack = "../../school"' in (here / "hw1" / "assignment.toml").read_text(encoding="utf-8")
    assert read_assignment(here / "hw1").pack == pack


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--exercises", "99"], "There is no exercise 99."),
        (["--exercises", " , "], "An assignment needs exercises."),
        (["--exercises", "3", "--timezone", "Moon"], "There is no time zone “Moon”."),
        (["--exercises", "3", "--pack", "nowhere"], "nowhere is no pack"),
    ],
)
def test_a_new_assignment_that_cannot_be_made_leaves_nothing(grade, here, arguments, told):
    result = grade("assignment", "new", "hw1", *arguments)
    assert result.status == 2
    assert told in result.err
    assert not (here / "hw1").exists()


def test_an_assignment_is_never_overwritten(grade, hw1):
    before = (hw1 / "assignment.toml").read_bytes()
    assert grade("assignment", "new", "hw1", "--exercises", "3").status == 2
    assert (hw1 / "assignment.toml").read_bytes() == before


def test_check_says_what_it_understood(grade, hw1):
    result = grade("assignment", "check", "hw1")
    assert result.status == 0
    for told in (
        "hw1  Homework 1",
        "(Asia/Shanghai)",
        "takes 10% of the points",
        "The latest attempt counts.",
        "03 Doubling",
        "12 Halving",
        "8 points in all",
        "not published",
    ):
        assert told in result.out
    assert read_assignment(hw1).secret not in result.out


def test_check_counts_the_checks_that_students_see_later(grade, hw1):
    change(
        hw1, '# [[checks]]\n# match = "*.gradient"\n# visibility', '[[checks]]\nmatch = "more"\nvisibility'
    )
    result = grade("assignment", "check", "hw1")
    assert "checks seen after the due date" in " ".join(result.out.split())


def test_check_works_in_the_folder_itself(grade, hw1, monkeypatch):
    monkeypatch.chdir(hw1)
    assert grade("assignment", "check").status == 0


def test_check_says_everything_that_is_wrong_at_once(grade, hw1):
    change(hw1, 'record = "latest"', 'record = "last"')
    change(hw1, "points = 4", "points = 0")
    change(hw1, '# [[checks]]\n# match = "*.gradient"', '[[checks]]\nmatch = "*.gradeint"')
    result = grade("assignment", "check", "hw1")
    assert result.status == 2
    lines = result.err.splitlines()
    assert len(lines) == 4
    assert all(line.startswith("hw1/assignment.toml:") for line in lines)
    assert "Did you mean “latest”?" in lines[0]
    assert "“*.gradeint” matches no check." in lines[1]


def test_check_speaks_chinese(grade, hw1):
    assert "截止" in grade("assignment", "check", "hw1", "--lang", "zh").out


# -- handout ---------------------------------------------------------------------------------------------------


def test_a_handout_is_a_folder_beside_the_assignment(grade, hw1):
    result = grade("assignment", "handout", "hw1")
    assert result.status == 0
    assert "2 exercises" in result.out
    assert (hw1 / "handout" / "hw1" / "03_double" / "double.py").is_file()
    assert (hw1 / "handout" / "hw1" / "practice.toml").is_file()


def test_a_handout_can_be_an_archive_elsewhere(grade, hw1, here):
    assert grade("assignment", "handout", "hw1", "--zip", "--into", "out", "--statements", "en").status == 0
    data = (here / "out" / "hw1.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        assert "hw1/03_double/question.md" in zipped.namelist()
        assert "hw1/03_double/question.zh.md" not in zipped.namelist()
    assert grade("assignment", "handout", "hw1", "--zip", "--into", "out", "--statements", "en").status == 0
    assert (here / "out" / "hw1.zip").read_bytes() == data


def test_a_handout_is_made_anew(grade, hw1):
    grade("assignment", "handout", "hw1")
    stub = hw1 / "handout" / "hw1" / "03_double" / "double.py"
    before = stub.read_bytes()
    stub.write_text("my own answer", encoding="utf-8")
    assert grade("assignment", "handout", "hw1").status == 0
    assert stub.read_bytes() == before


def test_what_lies_in_the_folder_of_a_handout_is_not_given_to_students(grade, hw1):
    grade("assignment", "handout", "hw1")
    stray = hw1 / "handout" / "hw1" / "03_double" / "solution.py"
    stray.write_text("x", encoding="utf-8")
    result = grade("assignment", "handout", "hw1")
    assert result.status == 2
    assert "03_double/solution.py" in result.err
    assert stray.exists()


def test_a_handout_of_a_pack_of_ones_own_says_that_there_is_no_practice(grade, here, pack):
    grade("assignment", "new", "hw1", "--exercises", "3", "--pack", pack)
    result = grade("assignment", "handout", "hw1")
    assert "cannot practise" in result.out
    assert not (here / "hw1" / "handout" / "hw1" / "practice.toml").exists()


# -- practice --------------------------------------------------------------------------------------------------


@pytest.fixture
def handout(grade, hw1, monkeypatch):
    grade("assignment", "handout", "hw1")
    monkeypatch.chdir(hw1 / "handout" / "hw1")
    return hw1 / "handout" / "hw1"


def test_in_a_handout_everybody_practises_with_the_same_seed(grade, handout, judge):
    first = grade("exercise", "3")
    grade("exercise", "3")
    seeds = {asked.seed for asked in judge.asked}
    assert len(seeds) == 1
    assert "practice for Homework 1" in first.err
    assert seeds != {read_assignment(handout.parent.parent).seed("03_double")}


def test_practice_works_from_the_folder_of_an_exercise(grade, handout, judge, monkeypatch):
    grade("exercise", "3")
    monkeypatch.chdir(handout / "03_double")
    grade("exercise", "3")
    assert judge.asked[0].seed == judge.asked[1].seed


def test_a_seed_that_is_given_goes_before_that_of_the_practice(grade, handout, judge):
    grade("exercise", "3", "--seed", "5")
    assert judge.asked[0].seed == 5


def test_practice_goes_on_with_the_next_exercise_of_the_assignment(grade, handout, judge):
    (handout / "03_double" / "double.py").write_text("right", encoding="utf-8")
    grade("exercise")
    grade("exercise")
    assert [asked.exercise.stem for asked in judge.asked] == ["03_double", "12_halve"]


def test_all_of_a_practice_is_all_of_the_assignment(grade, handout, judge):
    grade("exercise", "all")
    assert [asked.exercise.stem for asked in judge.asked] == ["03_double", "12_halve"]


def test_a_handout_inside_a_clone_is_what_is_graded(grade, pack, hw1, judge, monkeypatch):
    grade("assignment", "handout", "hw1", "--into", pack / "made")
    monkeypatch.chdir(pack / "made" / "hw1")
    (pack / "made" / "hw1" / "03_double" / "double.py").write_text("right, of the handout", encoding="utf-8")
    assert grade("exercise", "3").status == 0


# -- publish ---------------------------------------------------------------------------------------------------


def over(folder):
    """Let an assignment have been due long ago."""
    file = folder / "assignment.toml"
    lines = file.read_text(encoding="utf-8").splitlines()
    past = {"release": "2020-01-01", "due": "2020-01-02", "late_until": "2020-01-03"}
    lines = [f"{key} = {past[key]}" if (key := line.split(" ")[0]) in past else line for line in lines]
    file.write_text("\n".join(lines), encoding="utf-8")


def test_publishing_is_recorded_beside_the_assignment_and_not_in_it(grade, hw1):
    over(hw1)
    before = (hw1 / "assignment.toml").read_bytes()
    assert not read_assignment(hw1).published
    result = grade("assignment", "publish", "hw1")
    assert result.status == 0
    assert "published.jsonl" in result.out
    assert read_assignment(hw1).published
    assert (hw1 / "assignment.toml").read_bytes() == before


def test_the_record_of_publishing_only_grows(grade, hw1):
    over(hw1)
    grade("assignment", "publish", "hw1")
    first = (hw1 / "published.jsonl").read_text(encoding="utf-8")
    grade("assignment", "publish", "hw1", "--withdraw")
    assert not read_assignment(hw1).published
    both = (hw1 / "published.jsonl").read_text(encoding="utf-8")
    assert both.startswith(first)
    assert [json.loads(line)["published"] for line in both.splitlines()] == [True, False]
    assert all(json.loads(line).keys() == {"published", "at", "by"} for line in both.splitlines())


@pytest.mark.parametrize("withdraw", [False, True])
def test_a_decision_that_changes_nothing_is_not_recorded(grade, hw1, withdraw):
    over(hw1)
    if not withdraw:
        grade("assignment", "publish", "hw1")
    record = hw1 / "published.jsonl"
    before = record.read_bytes() if record.exists() else None
    result = grade("assignment", "publish", "hw1", *(["--withdraw"] if withdraw else []))
    assert (result.status, "nothing was changed" in result.out) == (0, True)
    assert (record.read_bytes() if record.exists() else None) == before


def test_results_are_not_published_while_work_is_accepted(grade, hw1):
    result = grade("assignment", "publish", "hw1")
    assert result.status == 2
    assert "Work is accepted until" in result.err
    assert not read_assignment(hw1).published
    assert grade("assignment", "publish", "hw1", "--early").status == 0
    assert read_assignment(hw1).published


@pytest.mark.parametrize(
    "line",
    ["nonsense", '{"published": true}', '{"published": 1, "at": "2026-01-01T00:00:00+00:00", "by": ""}'],
)
def test_a_broken_record_of_publishing_is_told(grade, hw1, line):
    (hw1 / "published.jsonl").write_text(line, encoding="utf-8")
    result = grade("assignment", "check", "hw1")
    assert result.status == 2
    assert "published.jsonl:1" in result.err
