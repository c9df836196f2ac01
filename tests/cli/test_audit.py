"""`grade audit`: how a report is shown, and how the command ends."""

import json
import sys
from types import ModuleType, SimpleNamespace

import pytest

from grader.complaints import Complaint, ComplaintKind


def row(name, kind, *complaints, caught_by="", killed_by=(), equivalent=""):
    return SimpleNamespace(
        name=name,
        equivalent=equivalent,
        kind=kind,
        well=not complaints,
        complaints=complaints,
        caught_by=caught_by,
        killed_by=dict.fromkeys(killed_by, 1),
        seconds=0.5,
    )


@pytest.fixture(autouse=True)
def asked(judge, monkeypatch):
    asked = []

    def audit(exercise, room, *, seeds, budget, chaff, progress):
        asked.append(SimpleNamespace(exercise=exercise, seeds=list(seeds), budget=budget, chaff=chaff))
        progress(exercise.stub.name)
        bad = (Complaint(ComplaintKind.PASSES, 0),) if exercise.slug == "halve" else ()
        rows = (
            row("double.py", "stub"),
            row("double.py", "solution"),
            row("adds_one.py", "wrong", *bad, caught_by="double.value", killed_by=["double.value", "law"]),
            row("double.zeros", "chaff", caught_by="double.value", killed_by=["double.value"]),
            row("double.detached", "chaff", equivalent="the answer is an integer"),
        )
        well = not bad
        return SimpleNamespace(
            exercise=exercise,
            seeds=tuple(seeds),
            rows=rows,
            problems=(Complaint(ComplaintKind.NO_WRONG_SOLUTIONS),) if bad else (),
            equivalent=1,
            well=well,
            to_data=lambda: {"exercise": exercise.number, "well": well},
        )

    module = ModuleType("grader.audit")
    module.audit = audit
    monkeypatch.setitem(sys.modules, "grader.audit", module)
    return asked


def test_a_sound_exercise_ends_with_0(grade, pack):
    result = grade("audit", "3", "--pack", pack)
    assert result.status == 0
    assert "1 of 1 wrong solutions caught" in result.out
    assert "double.value +1" in result.out
    assert "1 of 2 pieces of chaff caught (1 no mistake here)" in " ".join(result.out.split())
    assert "double.zeros" not in result.out  # what was caught is only counted


def test_a_survivor_ends_with_1_and_is_named(grade, pack):
    result = grade("audit", "12", "--pack", pack)
    assert result.status == 1
    assert "adds_one.py" in result.out
    assert "seed 0: passes" in result.out
    assert "no wrong solutions" in result.out


def test_the_complaints_are_in_the_language_asked_for(grade, pack):
    result = grade("audit", "12", "--pack", pack, "--lang", "zh")
    assert "种子 0：" in result.out
    assert "passes" not in result.out
    assert "no wrong solutions" not in result.out


def test_without_names_all_exercises_sit(grade, pack, asked, monkeypatch):
    monkeypatch.chdir(pack)
    grade("audit", "--seeds", "3", "--budget", "official")
    assert [one.exercise.number for one in asked] == [3, 7, 12]
    assert {tuple(one.seeds) for one in asked} == {(0, 1, 2)}
    assert {one.budget for one in asked} == {"official"}
    assert all(one.chaff for one in asked)
    grade("audit", "--no-chaff")
    assert not asked[-1].chaff


def test_a_broken_exercise_fails_the_audit_of_all(grade, pack, monkeypatch):
    (pack / "exercises/12_halve/contract.py").unlink()
    monkeypatch.chdir(pack)
    result = grade("audit")
    assert result.status == 1
    assert "12_halve" in result.err


def test_json_is_a_list_of_reports(grade, pack):
    result = grade("audit", "3", "12", "--json", "--pack", pack)
    assert json.loads(result.out) == [{"exercise": 3, "well": True}, {"exercise": 12, "well": False}]
