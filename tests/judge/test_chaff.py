"""Automatic chaff: what is made of a solution, that its contract notices all of it, and that this means something."""

import ast

import pytest

from grader.audit import Kind, audit
from grader.bans import families, violations
from grader.chaff import KINDS, VIEW, make_chaff
from grader.judge import Judge, asking, battery


def chaff_of(room, exercise):
    return make_chaff(Judge(room).contract(exercise), exercise.solution.read_bytes())


def names(room, exercise):
    return {each.name for each in chaff_of(room, exercise)}


def survivors(room, exercise):
    report = audit(exercise, room, seeds=[0])
    assert all(row.well for row in report.rows if row.kind in (Kind.SOLUTION, Kind.ALTERNATE)), report
    return {row.name for row in report.rows if row.kind is Kind.CHAFF and not row.killed_by}


@pytest.fixture
def chaff_of_one_function(monkeypatch):
    """Leave the wrong files and alternates out, which have tests of their own, and all functions but softmax."""
    from grader import audit as module

    files, kept = module._files, (Kind.STUB, Kind.SOLUTION)
    monkeypatch.setattr(module, "_files", lambda exercise: [s for s in files(exercise) if s.kind in kept])

    def few(contract, solution):
        return [each for each in make_chaff(contract, solution) if each.name.startswith("softmax.")]

    monkeypatch.setattr(module, "make_chaff", few)


def test_every_kind_is_made_where_it_applies(room, exercises):
    options = {"stride", "padding", "dilation", "ceil_mode", "return_indices"}
    wanted = {f"max_pool2d.{kind}" for kind in KINDS} | {f"max_pool2d.ignores_{name}" for name in options}
    assert names(room, exercises[46]) == wanted | {VIEW}


def test_what_can_change_no_answer_is_not_made(room, exercises):
    made = names(room, exercises[52])  # versions are texts
    assert "satisfies.sign_flipped" in made
    assert not {name for name in made if name.endswith((".detached", ".always_float32", ".transposed"))}
    assert names(room, exercises[7]) == set()  # without torch there is nothing to spoil it with


def test_chaff_is_python_that_keeps_to_the_allowed_means(room, exercises):
    for number in (11, 46, 50):
        contract = Judge(room).contract(exercises[number])
        for each in chaff_of(room, exercises[number]):
            ast.parse(each.source)
            assert not violations(each.source, families(contract.bans)), each.name


@pytest.mark.usefixtures("chaff_of_one_function")
def test_softmax_lets_no_chaff_pass(room, exercises):
    assert survivors(room, exercises[50]) == set()


@pytest.mark.usefixtures("chaff_of_one_function")
@pytest.mark.parametrize(
    ("removed", "spared"),
    [
        (("gradient",), {"detached"}),
        # What is changed was also kept for the derivative.
        (("gradient", "untouched"), {"detached", "changes_its_input"}),
        (("gradient", "device_agnostic"), {"detached", "through_numpy"}),
    ],
    ids=lambda value: "_".join(sorted(value)),
)
def test_without_a_property_exactly_its_chaff_survives(room, exercises, monkeypatch, removed, spared):
    if "gradient" in removed:
        monkeypatch.setattr(battery.Battery, "_gradients", lambda self: None)
    if "device_agnostic" in removed:
        monkeypatch.setattr(battery.Battery, "stand_in", lambda self: None)
    if "untouched" in removed:
        monkeypatch.setattr(asking, "changed_input", lambda asked, after: None)
    assert survivors(room, exercises[50]) == {f"softmax.{kind}" for kind in spared}


@pytest.mark.usefixtures("chaff_of_one_function")
def test_a_judge_that_accepts_everything_catches_nothing(room, exercises, monkeypatch):
    original = Judge.grade

    def accept(self, exercise, source, filename, **options):
        return original(self, exercise, exercise.solution.read_bytes(), filename, **options)

    made = {name for name in names(room, exercises[50]) if name.startswith("softmax.")}
    monkeypatch.setattr(Judge, "grade", accept)
    report = audit(exercises[50], room, seeds=[0])
    assert not report.well
    assert {row.name for row in report.rows if row.kind is Kind.CHAFF and row.complaints} == made
