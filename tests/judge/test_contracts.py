"""What the judge makes of small contracts: weights, scenarios, faults of the contract itself, time."""

import textwrap

import pytest

from grader.packs import all_exercises, read_pack
from grader.verdict import FailureKind, Reason, Status

HEAD = """
import torch
from grader.contract import Contract, call, evaluate, expect, fetch, assign, keep, same
from grader.inputs import questions, st, tensors
contract = Contract()

@questions
def rows(draw):
    return call(draw(tensors((3,))))
"""
DOUBLE = '''
@contract.function(rows({weight}))
def double(x):
    """doubles
    zh: 加倍
    """
    return 2 * x
'''.replace("({weight})", "()")
RIGHT = "def double(x): return x + x\n"


@pytest.fixture
def judged(tmp_path, judge):
    """Grade a source against the text of a contract."""

    def judged(contract, source, **options):
        rooms = {name: tmp_path / name / "61_doubling" for name in ("exercises", "solutions")}
        for room in rooms.values():
            room.mkdir(parents=True, exist_ok=True)
        folder = rooms["exercises"]
        folder.joinpath("contract.py").write_text(HEAD + textwrap.dedent(contract), encoding="utf-8")
        folder.joinpath("doubling.py").write_text("def double(x): raise NotImplementedError\n")
        front = "---\ntitle: {}\n{}---\n## x\n"
        more = "topic: tools\nlevel: 1\npoints: 10\nprerequisites: []\n"
        folder.joinpath("question.md").write_text(front.format("Doubling", more), encoding="utf-8")
        folder.joinpath("question.zh.md").write_text(front.format("加倍", ""), encoding="utf-8")
        rooms["solutions"].joinpath("doubling.py").write_text(RIGHT)
        pack = read_pack(tmp_path, "test")
        assert not pack.problems
        (exercise,) = all_exercises([pack])
        judge._contracts.clear()
        judge.forget()
        return judge.grade(exercise, source.encode(), "doubling.py", **{"seed": 1, **options})

    return judged


def statuses(verdict):
    return {c.id: c.status for c in verdict.checks if c.weight}


def law(name, body, strategy="x=tensors((3,))", parameters="x", kind="law"):
    return (
        f'\n@contract.{kind}({strategy})\ndef {name}(learner, {parameters}):\n    """holds\n    zh: 成立\n    """\n'
        + textwrap.indent(textwrap.dedent(body), "    ")
        + "\n"
    )


def test_a_right_answer_gets_all_points(judged):
    verdict = judged(DOUBLE, RIGHT)
    assert verdict.status is Status.PASSED
    assert verdict.score == 10


def test_functions_and_laws_share_the_points_by_halves(judged):
    verdict = judged(DOUBLE + law("holds", "expect(learner.double(x)).close_to(2 * x)"), RIGHT)
    weights = {c.id: c.weight for c in verdict.checks}
    assert weights["holds"] == pytest.approx(0.5)
    assert sum(weights.values()) == pytest.approx(1)


def test_given_weights_are_kept(judged):
    text = DOUBLE.replace("rows()", "rows(), weight=0.9") + law(
        "holds", "expect(learner.double(x)).close_to(2 * x)"
    )
    assert {c.id: c.weight for c in judged(text, RIGHT).checks}["holds"] == pytest.approx(0.1)


def test_a_law_that_the_truth_breaks_is_a_grader_error_and_costs_nobody_points(judged):
    verdict = judged(DOUBLE + law("holds", "expect(learner.double(x)).close_to(3 * x + 1)"), RIGHT)
    assert verdict.status is Status.GRADER_ERROR
    assert statuses(verdict)["holds"] is Status.GRADER_ERROR
    (check,) = [c for c in verdict.checks if c.status is Status.GRADER_ERROR]
    assert "contract.py" in check.reason_detail
    assert "truth itself breaks" in check.reason_detail
    assert verdict.score == 10


def test_a_note_is_told_in_both_languages_and_code_is_the_same_in_both(judged):
    triple = "\n@contract.truth\ndef triple(x):\n    return 3 * x\n"
    laws = law("code", 'expect(learner.triple(x), "triple(x)").equal_to(3 * x)')
    laws += law("prose", 'expect(learner.triple(x).sum(), "the total", zh="总和").close_to(3 * x.sum())')
    verdict = judged(triple + laws, "def triple(x): return 2 * x\n")
    notes = {c.id: c.failure.detail["note"] for c in verdict.checks if c.failure}
    assert notes == {
        "code": {"en": "triple(x)", "zh": "triple(x)"},
        "prose": {"en": "the total", "zh": "总和"},
    }


def test_a_law_that_finds_more_to_compare_than_in_the_right_answer_says_how_much(judged):
    body = "for row in learner.double(x)[:2]: expect(row).close_to(2 * row / 2)"
    verdict = judged(DOUBLE + law("row_by_row", body), "def double(x): return (2 * x)[:1]\n")
    failures = {c.id: c.failure for c in verdict.checks if c.failure}
    assert failures["row_by_row"].detail == {"reason": "other count", "expected": 2, "actual": 1}


@pytest.mark.parametrize(
    ("body", "says"), [("pass", "expects nothing"), ("1 / 0", "raises"), ("undefined_name", "raises")]
)
def test_a_law_that_cannot_be_run_is_a_grader_error(judged, body, says):
    verdict = judged(DOUBLE + law("holds", body), RIGHT)
    (check,) = [c for c in verdict.checks if c.status is Status.GRADER_ERROR]
    assert says in check.reason_detail


def test_bad_input_that_the_truth_accepts_is_a_grader_error(judged):
    text = DOUBLE.replace("rows()", "rows(), bad=[call(torch.ones(2))]")
    assert judged(text, RIGHT).status is Status.GRADER_ERROR


def test_a_missing_function_is_one_failure_and_not_twenty(judged):
    verdict = judged(DOUBLE + law("holds", "expect(learner.double(x)).close_to(2 * x)"), "x = 1\n")
    assert [c.id for c in verdict.checks if c.status is Status.FAILED] == ["double.defined"]
    assert statuses(verdict)["holds"] is Status.NOT_RUN
    assert verdict.score == 0


def test_only_what_depends_on_a_failed_aspect_is_not_run(judged):
    verdict = judged(DOUBLE, "def double(x): return (x + x).float()\n")
    got = statuses(verdict)
    assert got["double.shape"] is Status.PASSED
    assert got["double.dtype"] is Status.FAILED
    assert got["double.value"] is Status.NOT_RUN
    assert got["double.gradient"] is Status.NOT_RUN


@pytest.mark.parametrize(
    ("source", "check", "kind"),
    [
        ("def double(x): return x.mul_(2)", "double.untouched", FailureKind.INPUT_CHANGED),
        ("def double(x): return x if (x == 0).all() else x + x", "double.aliasing", FailureKind.ALIASED),
        ("def double(x): return 2 * x.detach()", "double.gradient", FailureKind.NO_GRADIENT),
        ("def double(x): return 2 * x + 0 * x.detach().exp().clamp(max=1) - x + x.detach()", "double.gradient", FailureKind.WRONG_GRADIENT),
        ("import torch\ndef double(x): return 2 * x + 0 * torch.rand(()).to(x)", "double.repeatable", FailureKind.GLOBAL_RANDOM_STATE),
        ("def double(x): return 2 * x.view(-1).contiguous().as_strided(x.shape, (1,))", "double.layout", None),
        ("def double(x): return 2 * x + 1e-9", "double.value", FailureKind.WRONG_VALUE),
        ("def double(x): return (2 * x.half()).float() if x.element_size() == 4 else 2 * x", "double.precision", FailureKind.WRONG_VALUE),
        ("import torch\ndef double(x): return x * torch.full(x.shape, 2, dtype=x.dtype)", "double.device_agnostic", FailureKind.RAISED),
        ("N = []\ndef double(x):\n    N.append(1)\n    return 2 * x if len(N) < 60 else 3 * x", "double.precision", FailureKind.WRONG_VALUE),
        ("def double(x): return [2 * x]", "double.shape", FailureKind.WRONG_TYPE),
        ("def double(x): return (2 * x)[None]", "double.shape", FailureKind.WRONG_SHAPE),
    ],
)  # fmt: skip
def test_each_aspect_of_the_battery_catches_its_own_mistake(judged, source, check, kind):
    failures = {c.id: c.failure for c in judged(DOUBLE, source + "\n").checks if c.failure}
    if kind is None:  # an as_strided over the storage is right on every layout that torch copies first
        assert not failures
        return
    assert check in failures
    assert failures[check].kind is kind


def test_a_layout_mistake_is_caught_and_named(judged):
    source = "import torch\ndef double(x): return 2 * torch.as_strided(x, x.shape, (1,))\n"
    failures = {c.id: c.failure for c in judged(DOUBLE, source).checks if c.failure}
    assert list(failures) == ["double.layout"]
    assert failures["double.layout"].detail["layout"]


COUNTER = """
@contract.truth
class Counter:
    def __init__(self, start):
        self.value = start
    def add(self, x):
        if x < 0:
            raise ValueError("negative")
        self.value += x
        return self
""" + law(
    "counts",
    """
    counter = learner.Counter(1)
    for x in steps:
        counter.add(x)
    return fetch(counter.value)
    """,
    "steps=st.lists(st.integers(-1, 5), max_size=4)",
    "steps",
    "scenario",
)


def test_a_scenario_compares_what_is_observed(judged):
    right = "class Counter:\n    def __init__(self, start): self.value = start\n    def add(self, x):\n"
    check = "        if x < 0: raise ValueError\n"
    assert (
        judged(COUNTER, right + check + "        self.value += x\n        return self\n").status
        is Status.PASSED
    )
    wrong = judged(COUNTER, right + check + "        self.value += 1\n")
    (failure,) = [c.failure for c in wrong.checks if c.failure]
    assert failure.kind is FailureKind.WRONG_VALUE
    unchecked = judged(COUNTER, right + "        self.value += x\n")
    (failure,) = [c.failure for c in unchecked.checks if c.failure]
    assert failure.kind is FailureKind.DID_NOT_RAISE


def test_an_unwritten_class_is_not_implemented(judged):
    assert judged(
        COUNTER, "class Counter:\n    def __init__(self, start): raise NotImplementedError\n"
    ).not_implemented


def test_a_submission_that_uses_up_its_time_does_not_pass(judged):
    source = (
        "import time\ndef double(x):\n    end = time.process_time() + 0.3\n"
        "    while time.process_time() < end: pass\n    return 2 * x\n"
    )
    verdict = judged(DOUBLE, source, explain=False)
    assert verdict.status is Status.NOT_RUN
    assert Reason.OUT_OF_TIME in {c.reason for c in verdict.checks}
    assert verdict.score < 10


def test_what_the_learner_printed_and_raised_is_kept_without_control_characters(judged):
    source = "def double(x):\n    print('\\x1b[31mhello')\n    raise KeyError('\\x1b]0;title\\x07oops')\n"
    (failure,) = [c.failure for c in judged(DOUBLE, source).checks if c.failure]
    assert failure.printed.strip() == "hello"
    assert "\x1b" not in failure.traceback
    assert "raise KeyError" in failure.traceback
    assert "grader" not in failure.traceback


def test_the_last_counterexamples_are_asked_first(judged):
    from grader.questions import from_data

    source = "def double(x): return 2 * x + (x[0] == 7)\n"
    first = judged(DOUBLE, source, seed=4)
    assert first.status is Status.FAILED
    failed = {c.id: c.failure for c in first.checks if c.failure}
    kept = {name: [from_data(f.question)] for name, f in failed.items()}
    again = judged(DOUBLE, source, seed=3, recalled=kept)
    (check,) = [c for c in again.checks if c.id == "double.value"]
    assert check.status is Status.FAILED
    assert check.inputs == 1


def test_another_pack_has_a_version_that_changes_with_its_files(judged):
    one = judged(DOUBLE, RIGHT).versions["pack"]
    assert judged(DOUBLE + "# changed\n", RIGHT).versions["pack"] != one
