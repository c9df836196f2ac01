"""`grade assignment grade`, `regrade` and `override`, as a teacher types them."""

from dataclasses import replace

import pytest

from grader.classroom.collect import write_collection
from grader.classroom.ledger import Ledger, short
from grader.cli import run

TOML = """
id = "hw1"
title = "Homework 1"
secret = "the secret of these tests"
budget = "practice"
pack = "{pack}"
isolation = "{isolation}"

[[exercises]]
exercise = "01_double"

[[exercises]]
exercise = "02_negate"
"""

HANDED_IN = {
    "ada": {"01_double": "# ada\n", "02_negate": "# ada\n"},
    "bob": {"01_double": "# bob, wrong\n", "02_negate": "# ada\n"},
}


@pytest.fixture
def homework(tmp_path, made):
    """Return the folder of an assignment for which something was collected."""
    folder = tmp_path / "hw1"
    folder.mkdir()
    (folder / "assignment.toml").write_text(TOML.format(pack=made.PACK, isolation="limits"))
    write_collection(made.collection(tmp_path / "downloads", HANDED_IN), folder / "collected")
    return folder


@pytest.fixture
def executor(made, monkeypatch):
    """Have the commands use an executor that only pretends."""
    executor = made.Pretender()
    monkeypatch.setattr("grader.classroom.executor.LocalExecutor", lambda **options: executor)
    return executor


@pytest.fixture
def grade(capsys):
    """Return a function that types `grade assignment` with arguments, and returns status, output and errors."""

    def type_(*words):
        status = run(["assignment", *map(str, words), "--lang", "en"])
        said = capsys.readouterr()
        return status, said.out, said.err

    return type_


def keys(homework):
    with Ledger(homework / "ledger.sqlite") as ledger:
        return ledger.named("")


def test_a_class_is_graded_and_then_there_is_nothing_left(grade, homework, executor):
    status, out, err = grade("grade", homework)
    assert status == 0
    assert "4 files count · 1 identical to another one · 3 to grade" in err
    rows = {line.split()[0]: line.split()[1:5] for line in out.splitlines() if line.startswith("0")}
    assert rows == {"01_double": ["2", "1", "1", "0"], "02_negate": ["1", "1", "0", "0"]}
    status, out, err = grade("grade", homework)
    assert (status, len(executor.jobs)) == (0, 3)
    assert "0 to grade" in err


def test_only_what_is_named_is_graded(grade, homework, executor):
    grade("grade", homework, "--only", "bob", "--only", "1")
    assert [job.source for job in executor.jobs] == [b"# bob, wrong\n"]


def test_a_name_that_means_nothing_is_refused(grade, homework, executor):
    status, _, err = grade("grade", homework, "--only", "adda")
    assert status == 2
    assert "“adda” is no student and no exercise of this assignment. Did you mean ada?" in err
    assert executor.jobs == []


def test_a_room_that_is_not_locked_well_enough_is_refused(grade, homework, executor, made):
    executor.place = replace(made.HERE, level="process", isolation="process")
    status, _, err = grade("grade", homework)
    assert status == 2
    assert "nothing was graded" in err
    assert executor.jobs == []


def test_what_could_not_be_graded_is_listed_with_its_key_and_can_be_tried_again(
    grade, homework, executor, made, tmp_path
):
    fresh = made.collection(tmp_path / "more", {"eve": {"01_double": "# kills\n"}})
    write_collection(fresh, homework / "collected")
    status, out, _ = grade("grade", homework)
    assert status == 3
    (lost,) = [line for line in out.splitlines() if line.startswith(" !")]
    _, name, *whose = lost.split()
    assert whose == ["01_double", "eve"]
    assert "infrastructure: its grader died over it" in out
    assert f"`grade assignment regrade {homework} --again KEY`" in out
    assert name in map(short, keys(homework))
    executor.jobs.clear()
    status, _, _ = grade("regrade", homework, "--again", name)
    assert (status, [job.source for job in executor.jobs]) == (3, [b"# kills\n"])


def test_a_regrade_by_other_versions_shows_what_changed(grade, homework, executor, made, tmp_path):
    grade("grade", homework)
    executor.place = replace(made.HERE, torch="2.14.0")
    status, out, err = grade("grade", homework)
    assert "3 files were graded by other versions" in out
    assert "0 to grade" in err
    executor.verdicts = {b"# ada\n": "failed"}
    status, out, _ = grade("regrade", homework)
    assert status == 0
    (line,) = [line for line in out.splitlines() if "→" in line and line.startswith("02_negate")]
    assert line.split()[:5] == ["02_negate", "ada,", "bob", "2", "0"]
    assert "right (passed → failed)" in line
    assert "2 files are judged otherwise." in out
    assert len(keys(homework)) == 6
    _, out, err = grade("regrade", homework)
    assert "No grade changed." in out
    assert "0 to grade" in err


def test_a_key_that_names_nothing_or_several_is_refused(grade, homework, executor):
    grade("grade", homework)
    for word in ("zz", ""):
        status, _, err = grade("regrade", homework, "--again", word)
        assert status == 2
        assert "have a key that begins with" in err


def test_an_interrupted_run_says_how_to_go_on(grade, homework, executor):
    executor.interrupt_after = 1
    status, _, err = grade("grade", homework)
    assert status == 130
    assert "Interrupted. 1 of 3 are graded, and the ledger is whole." in err
    assert f"`grade assignment grade {homework}` goes on from there" in err
    executor.interrupt_after = None
    grade("grade", homework)
    assert len(executor.jobs) == 1 + 1 + 2


def test_a_class_for_which_nothing_was_collected_is_told_to_collect(grade, homework, executor):
    (homework / "collected" / "collection.json").unlink()
    status, _, err = grade("grade", homework)
    assert status == 2
    assert "grade assignment collect" in err


# -- overrides ----------------------------------------------------------------------------------------------


def test_an_override_stands_in_the_ledger_with_its_reason_and_its_author(grade, homework):
    where = ("--assignment", homework)
    status, out, _ = grade("override", "ada", "1", "1.5", "--reason", "right idea", "--by", "grace", *where)
    assert (status, out) == (0, "ada, 01_double: 1.5 points.\n")
    _, out, _ = grade("override", "ada", "double", "clear", "--reason", "second look", *where)
    assert out == "ada, 01_double: the automatic score counts again.\n"
    with Ledger(homework / "ledger.sqlite") as ledger:
        first, second = ledger.overrides("hw1")
    assert (first.student, first.exercise, first.score, first.by) == ("ada", "01_double", 1.5, "grace")
    assert (second.score, second.reason) == (None, "second look")
    _, out, _ = grade("override", *where)
    assert "right idea" in out
    assert "second look" in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("adda", "1", "1", "--reason", "r"), "no student “adda”"),
        (("ada", "7", "1", "--reason", "r"), "no exercise “7”"),
        (("ada", "1", "much", "--reason", "r"), "“much” is no score"),
        (("ada", "1", "-1", "--reason", "r"), "-1"),
        (("ada", "1", "nan", "--reason", "r"), "“nan” is no score"),
        (("ada", "1", "1"), "needs its reason"),
        (("ada", "1"), "what score?"),
    ],
)
def test_an_override_that_cannot_be_meant_is_refused(grade, homework, words, told):
    status, _, err = grade("override", *words, "--assignment", homework)
    assert status == 2
    assert told in err
    with Ledger(homework / "ledger.sqlite") as ledger:
        assert ledger.overrides("hw1") == []


def test_an_assignment_without_overrides_says_so(grade, homework):
    assert grade("override", "--assignment", homework)[1] == "There are no overrides.\n"
