"""What the audit makes of verdicts: which complaint, under which seed, and what of it is JSON."""

import json

import pytest

from grader.audit import AuditReport, Kind, _problems, _row, _Sitter
from grader.complaints import Complaint, ComplaintKind
from grader.packs import all_exercises, find_packs
from grader.verdict import CheckResult, Failure, FailureKind, Reason, Status, Title, Verdict


@pytest.fixture(scope="module")
def exercise():
    return all_exercises(find_packs(()))[0]


def verdict(*, failed=(), broken=(), not_run=(), problem=None, kind=FailureKind.WRONG_VALUE, seed=7):
    def check(name, status, **more):
        return CheckResult(name, Title(name, name), "cpu", status, weight=0.5, inputs=4, **more)

    checks = [check("f.shape", Status.PASSED)]
    checks += [check(name, Status.FAILED, failure=Failure(kind)) for name in failed]
    checks += [check(name, Status.GRADER_ERROR, reason_detail="KeyError") for name in broken]
    checks += [check(name, Status.NOT_RUN, reason=Reason.OUT_OF_TIME) for name in not_run]
    return Verdict(
        1,
        "f",
        Title("f", "f"),
        "f.py",
        8,
        0,
        seed,
        "practice",
        tuple(checks),
        "0" * 64,
        "process only",
        0.1,
        {},
        problem=problem,
    )


def complaints(kind, *verdicts, caught_by="f.value", equivalent=()):
    sitter = _Sitter("f.zeros", kind, b"", caught_by, list(verdicts), [0.1])
    return _row(sitter, dict(equivalent)).complaints


SYNTAX = Failure(FailureKind.DOES_NOT_LOAD, detail={"type": "SyntaxError"})
REASON = {"f.zeros": "it counts steps"}


@pytest.mark.parametrize(
    ("kind", "seen", "equivalent", "complaint"),
    [
        (Kind.SOLUTION, {}, {}, None),
        (Kind.SOLUTION, {"failed": ["f.value"]}, {}, ComplaintKind.REFUSED),
        (Kind.ALTERNATE, {"not_run": ["f.value"]}, {}, ComplaintKind.REFUSED),
        (Kind.ALTERNATE, {"problem": SYNTAX}, {}, ComplaintKind.REFUSED),
        (Kind.ALTERNATE, {"broken": ["f.value"]}, {}, ComplaintKind.GRADER_ERROR),
        (Kind.STUB, {"failed": ["f"], "kind": FailureKind.NOT_IMPLEMENTED}, {}, None),
        (Kind.STUB, {}, {}, ComplaintKind.STUB_IS_WRITTEN),
        (Kind.WRONG, {"failed": ["f.value"]}, {}, None),
        (Kind.WRONG, {"failed": ["f.dtype"]}, {}, ComplaintKind.FAILS_ANOTHER_CHECK),
        (Kind.WRONG, {}, {}, ComplaintKind.PASSES),
        (Kind.WRONG, {"problem": SYNTAX}, {}, ComplaintKind.DOES_NOT_LOAD),
        (Kind.CHAFF, {"failed": ["f.value"]}, {}, None),
        (Kind.CHAFF, {}, {}, ComplaintKind.CHAFF_PASSES),
        (Kind.CHAFF, {}, REASON, None),
        (Kind.CHAFF, {"failed": ["f.value"]}, REASON, ComplaintKind.NOT_EQUIVALENT),
        (Kind.CHAFF, {"failed": ["allowed_means_only"]}, {}, ComplaintKind.CHAFF_REACHES_BANNED),
        (Kind.CHAFF, {"problem": SYNTAX}, {}, ComplaintKind.DOES_NOT_LOAD),
    ],
)
def test_what_misbehaves_is_complained_of_with_its_seed(kind, seen, equivalent, complaint):
    found = complaints(kind, verdict(**seen), equivalent=equivalent)
    assert [(each.kind, each.seed) for each in found] == ([(complaint, 7)] if complaint else [])


def test_every_seed_has_its_own_complaint():
    found = complaints(Kind.WRONG, verdict(seed=0), verdict(failed=["f.value"], seed=1), verdict(seed=2))
    assert found == (Complaint(ComplaintKind.PASSES, 0), Complaint(ComplaintKind.PASSES, 2))


def test_a_report_is_json(exercise):
    row = _row(_Sitter("a.py", Kind.WRONG, b"", "f.value", [verdict()], [0.1]), {})
    few = Complaint(ComplaintKind.FEW_ALTERNATES, fields={"count": 1})
    data = json.loads(json.dumps(AuditReport(exercise, (7,), (row,), (few,), ("f.value",)).to_data()))
    assert not data["well"]
    assert data["problems"][0]["sentence"] == "1 alternate: write at least two in solutions/"
    (complaint,) = data["files"][0]["complaints"]
    assert complaint == {"kind": "passes", "seed": 7, "fields": {}, "sentence": "seed 7: passes"}


def test_a_sound_exercise_has_no_problems_of_its_own(exercise):
    assert _problems(exercise) == []
