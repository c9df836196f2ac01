"""`grade assignment similarity` and `report`: what a teacher sees of a small class, from the files to the pages."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli.group import grade
from grader.packs import find_packs

SOFTMAX = find_packs()[0].exercises[50]


def run(*arguments):
    result = CliRunner().invoke(grade, ["assignment", *map(str, arguments)], standalone_mode=False)
    assert result.exception is None, result.exception
    return result.output


@pytest.fixture
def hw(tmp_path, monkeypatch):
    """An assignment about softmax: ann solved it, bob copied from her, cai never began."""
    monkeypatch.chdir(tmp_path)
    right = SOFTMAX.solution.read_text("utf-8")
    files = {
        "ann": right,
        "bob": right.replace("shifted", "moved") + "# mine\n",
        "cai": SOFTMAX.stub.read_text("utf-8"),
    }
    for name, source in files.items():
        Path("src", name).mkdir(parents=True)
        Path("src", name, "softmax.py").write_text(source, "utf-8")
    run("new", "hw", "--exercises", "50")
    run("collect", "hw", "src")
    return tmp_path / "hw"


def test_a_copy_is_shown_with_its_source_and_a_stub_is_nobodys(hw):
    said = run("similarity", hw)
    assert "ann – bob" in said
    assert "cai" not in said
    page = (hw / "similarity" / "index.html").read_text("utf-8")
    assert "<mark>" in page
    assert "ann" in page


def test_a_decision_is_kept_and_shown(hw):
    pair = next(word for word in run("similarity", hw).split() if len(word) == 25 and "-" in word)
    said = run("similarity", hw, "--confirm", pair, "--by", "teacher", "--note", "same typo")
    assert "confirmed" in said
    kept = (hw / "similarity" / "decisions.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["judgement"] for line in kept] == ["confirmed"]
    assert "same typo" in (hw / "similarity" / "index.html").read_text("utf-8")


def test_an_unknown_pair_is_an_error_and_no_decision(hw):
    result = CliRunner().invoke(
        grade, ["assignment", "similarity", str(hw), "--clear", "x-y"], standalone_mode=False
    )
    assert "x-y" in str(result.exception)
    assert not (hw / "similarity" / "decisions.jsonl").exists()


def test_reports_are_there_before_anything_is_graded(hw):
    run("report", hw)
    data = json.loads((hw / "reports" / "students" / "ann.json").read_text("utf-8"))
    assert data["total"] is None
    assert data["marks"][0]["verdict"] is None
    assert (hw / "reports" / "class.html").exists()


def test_one_students_pages_alone(hw):
    run("report", hw, "--student", "bob")
    assert sorted(path.name for path in (hw / "reports" / "students").iterdir()) == ["bob.html", "bob.json"]


def test_a_student_whom_nobody_knows_is_an_error(hw):
    result = CliRunner().invoke(
        grade, ["assignment", "report", str(hw), "--student", "eve"], standalone_mode=False
    )
    assert "eve" in str(result.exception)
