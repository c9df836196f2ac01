"""Drawing and shrinking: equal seeds, equal questions, whatever else happens in the process."""

import sys
import types

from hypothesis import strategies as st

from grader.inputs import tensors
from grader.oracle import fingerprint
from grader.search import draw, seed_for, smallest


def test_equal_seeds_draw_equal_questions_and_others_do_not():
    first, again, other = (draw(tensors(), seed, 40) for seed in (1, 1, 2))
    assert [fingerprint(x) for x in first] == [fingerprint(x) for x in again]
    assert [fingerprint(x) for x in first] != [fingerprint(x) for x in other]


def test_an_imported_module_with_odd_numbers_changes_no_question(tmp_path):
    strategy = st.lists(st.one_of(st.integers(), st.floats(allow_nan=False), st.text()), max_size=4)
    before = draw(strategy, 3, 80)
    path = tmp_path / "odd.py"
    path.write_text("A = 424242\nB = 0.123456789\nC = 'a very odd text'\n")
    module = types.ModuleType("odd")
    module.__file__ = str(path)
    exec(path.read_text(), module.__dict__)
    sys.modules["odd"] = module
    try:
        assert draw(strategy, 3, 80) == before
    finally:
        del sys.modules["odd"]


def test_draws_do_not_depend_on_the_environment_of_continuous_integration(monkeypatch):
    before = [fingerprint(x) for x in draw(tensors(), 5, 30)]
    monkeypatch.setenv("CI", "true")
    assert [fingerprint(x) for x in draw(tensors(), 5, 30)] == before


def test_seeds_of_properties_differ():
    assert (
        len({seed_for(1, "softmax", p) for p in ("value", "layout")} | {seed_for(2, "softmax", "value")}) == 3
    )


def test_the_smallest_failing_question_is_found_and_reported_with_its_finding():
    assert smallest(st.integers(0, 1000), lambda n: f"{n}!" if n >= 17 else None, seed=1, count=100) == (
        17,
        "17!",
    )


def test_no_failure_is_no_finding():
    assert smallest(st.integers(), lambda n: None, seed=1, count=30) is None


def test_simplifying_stops_when_its_time_is_up():
    asked = []

    def slow(n):
        asked.append(n)
        return "wrong" if n > 10 else None

    found = smallest(st.integers(0, 10**9), slow, seed=1, count=50, seconds=0.0)
    assert found is not None
    assert len(asked) <= 52
