"""How alike two answers are: what was copied shows, what everybody began with does not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.classroom.screen.likeness import likeness
from grader.classroom.screen.review import STRIKING

from .conftest import EXERCISES

SOFTMAX = EXERCISES["50_softmax"]
STUB = SOFTMAX.stub.read_text(encoding="utf-8")
SOLUTION = SOFTMAX.solution.read_text(encoding="utf-8")


def test_an_answer_is_wholly_like_itself():
    assert likeness(SOLUTION, SOLUTION, STUB) == 1.0


def test_untouched_stubs_say_nothing():
    assert likeness(STUB, STUB, STUB) is None
    assert likeness(STUB, SOLUTION, STUB) is None
    assert likeness("", SOLUTION, STUB) is None


def test_new_names_comments_and_docstrings_hide_nothing():
    copy = SOLUTION.replace("scores", "values").replace("shifted", "moved").replace('"""', '"""Mine. ', 1)
    copy = copy.replace("\n    return", "\n    # my own idea\n    return")
    assert copy != SOLUTION
    assert likeness(SOLUTION, copy, STUB) > 0.95


def test_moved_lines_hide_little():
    one = "def f(x):\n" + "".join(f"    v{n} = torch.exp(x * {n}) / x.sum({n})\n" for n in range(12))
    head, *body = one.splitlines(keepends=True)
    assert likeness(one, head + "".join(reversed(body))) > STRIKING


@pytest.mark.parametrize("number", ["50_softmax", "52_versions_and_conflicts", "46_max_pooling"])
def test_other_ways_to_solve_an_exercise_are_not_striking(number):
    exercise = EXERCISES[number]
    stub = exercise.stub.read_text(encoding="utf-8")
    texts = [path.read_text(encoding="utf-8") for path in (exercise.solution, *exercise.alternates)]
    for position, one in enumerate(texts):
        for other in texts[:position]:
            assert likeness(one, other, stub) < STRIKING


TEXTS = st.text(max_size=200) | st.lists(
    st.sampled_from(["def ", "x", "+ 1", "\n", "'", '"""', "#", "."])
).map("".join)


@settings(deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_it_is_a_share_and_the_same_both_ways(one, other, stub):
    share = likeness(one, other, stub)
    assert share == likeness(other, one, stub)
    assert share is None or 0 <= share <= 1


def test_a_text_that_was_made_to_be_slow_is_not():
    for text in ("." * 10**6, '"' * 10**6, ". " * 10**6, "\\" * 10**6, "'''" * 10**6):
        likeness(text, text)
