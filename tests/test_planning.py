"""The order of study and the plan: prerequisites first, easy before hard, an even pace."""

from pathlib import Path

import pytest

from grader.packs import Exercise, Pack
from grader.planning import next_unsolved, plan, study_order
from grader.verdict import Title


def exercise(number, *, level=1, topic="tensors", points=4, after=()):
    stem = f"{number:02d}_e"
    title = Title("Exercise", "题")
    return Exercise(
        number, "e", Pack(Path(), ""), Path(stem), Path(stem), title, topic, level, points, tuple(after)
    )


def numbers(exercises):
    return [each.number for each in exercises]


def test_easy_comes_before_hard_and_topics_stay_together():
    exercises = [
        exercise(1, level=3),
        exercise(2, topic="losses"),
        exercise(3),
        exercise(4, topic="losses"),
        exercise(5, level=2),
    ]
    assert numbers(study_order(exercises)) == [3, 2, 4, 5, 1]


def test_a_topic_of_an_own_pack_comes_last():
    assert numbers(study_order([exercise(1, topic="quantum"), exercise(2, topic="devices")])) == [2, 1]


def test_a_prerequisite_comes_first_however_hard_it_is():
    exercises = [exercise(1, after=[3]), exercise(2, level=2), exercise(3, level=3, after=[2])]
    assert numbers(study_order(exercises)) == [2, 3, 1]


def test_a_prerequisite_that_is_not_among_them_holds_nothing_up():
    assert numbers(study_order([exercise(1, after=[99]), exercise(2)])) == [1, 2]


def test_prerequisites_in_a_circle_hold_nothing_up():
    exercises = [exercise(1, after=[2]), exercise(2, after=[1]), exercise(3, after=[3])]
    assert sorted(numbers(study_order(exercises))) == [1, 2, 3]


def test_the_next_one_is_the_first_that_is_not_solved():
    exercises = [exercise(1), exercise(2)]
    assert next_unsolved(exercises, {"01_e"}).number == 2
    assert next_unsolved(exercises, {"01_e", "02_e"}) is None


@pytest.mark.parametrize("days", [1, 2, 5, 7, 40])
def test_a_plan_holds_every_exercise_once_in_order_at_an_even_pace(days):
    exercises = [exercise(n, points=1 + n * 7 % 10, level=1 + n % 3) for n in range(1, 31)]
    planned = plan(exercises, days)
    assert len(planned) == days
    assert [e for day in planned for e in day] == study_order(exercises)
    total = sum(e.points for e in exercises)
    for day in range(1, days + 1):
        done = sum(e.points for each in planned[:day] for e in each)
        assert abs(done - total * day / days) <= 10


def test_nothing_to_do_is_a_plan_of_free_days():
    assert plan([], 3) == [[], [], []]
