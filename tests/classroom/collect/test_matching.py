"""Matching: which exercise a file is for, by its name, its folder or what it defines, and which version counts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.classroom.archives import Entry
from grader.classroom.collect.exercises import Sure
from grader.classroom.collect.matching import Piece, match_files

POOL = b"def max_pool2d(x):\n    return 1\n"
AVERAGE = b"def avg_pool2d(x):\n    return 2\n"
SOFTMAX = b"def softmax(x): ...\ndef log_softmax(x): ...\ndef softmax_with_temperature(x): ...\n"


def piece(path, data=POOL, modified=None, order=None):
    parts = tuple(path.split("/"))
    return Piece(Entry(("class", *parts), len(data or b""), data, modified), parts[-1], parts[:-1], order)


def match(exercises, *pieces):
    taken, notes = match_files(pieces, exercises)
    said = "\n".join(note.message.in_language("en") for note in notes)
    still_open = "\n".join(note.message.in_language("en") for note in notes if note.open)
    return {each.exercise: each.origin.removeprefix("class/") for each in taken}, said, still_open


@pytest.mark.parametrize("name", ["max_pooling.py", "46.py", "46_max_pooling.py", "max_pooling.ipynb"])
def test_plain_names_are_taken_without_a_word(exercises, name):
    data = POOL if name.endswith(".py") else b'{"cells": [{"cell_type": "code", "source": "x = 1"}]}'
    taken, said, _ = match(exercises, piece(name, data))
    assert taken == {"46_max_pooling": name}
    assert "by its name" not in said


@pytest.mark.parametrize(
    "name",
    [
        "Max Pooling (1).py",
        "MAX_POOLING.PY",
        "MaxPooling.py",
        "max-pooling.py.txt",
        "46_max_pooling.txt",
        "max_pooling",
        "max_pooling-2.py",
        "max_pooling_v3.py",
        "max_pooling_final.py",
        "max_pooling - Copy.py",
        "Exercise 46.py",
        "q46.py",
        "第46题.py",
        "最大池化.py",
        "46 Max pooling.py",
        "46_max_pooling 副本.py",
        "046.py",
    ],
)
def test_names_that_people_invent_are_taken_and_said(exercises, name):
    taken, said, still_open = match(exercises, piece(name))
    assert taken == {"46_max_pooling": name}
    assert f"{name} was taken for 46_max_pooling by its name." in said
    assert still_open == ""


@pytest.mark.parametrize(
    "name",
    [
        "zhangsan_max_pooling.py",
        "my_max_pooling_solution_x.py",
        "张三最大池化.py",
        "46-pooling.py",
        "zhang_46.py",
    ],
)
def test_a_name_may_hold_that_of_the_exercise(exercises, name):
    assert match(exercises, piece(name))[0] == {"46_max_pooling": name}


@pytest.mark.parametrize(
    "name", ["hw46.py", "version 46.py", "2026046.py", "pooling.py", "a46b.py", "notes.py"]
)
def test_other_names_say_nothing_and_what_is_defined_does(exercises, name):
    taken, said, still_open = match(exercises, piece(name, AVERAGE))
    assert taken == {"47_average_pooling": name}
    assert "because it defines avg_pool2d" in said
    assert still_open == ""


def test_an_exercise_of_the_pack_beside_the_assignment_is_not_mistaken_for_one_in_it(exercises):
    taken, said, _ = match(
        exercises, piece("softmax.py", SOFTMAX), piece("sum_pooling.py", b"def sum_pool2d(): ...")
    )
    assert taken == {"50_softmax": "softmax.py"}
    assert "sum_pooling.py is for 48_sum_pooling, which is no part of this assignment" in said


def test_the_folder_says_what_a_name_does_not(exercises):
    assert match(exercises, piece("46_max_pooling/solution.py", b"x = 1"))[0] == {
        "46_max_pooling": "46_max_pooling/solution.py"
    }


def test_a_number_that_is_somebody_s_own_gives_way_to_what_is_defined(exercises):
    assert match(exercises, piece("zhang_47.py", POOL))[0] == {"46_max_pooling": "zhang_47.py"}


def test_a_file_that_is_no_python_is_recognised_by_its_name_and_by_its_beginnings_of_lines(exercises):
    broken = b"def max_pool2d(x:\n    return\n"
    assert match(exercises, piece("max_pooling.py", broken))[0] == {"46_max_pooling": "max_pooling.py"}
    assert match(exercises, piece("a.py", broken))[0] == {"46_max_pooling": "a.py"}


def test_one_file_may_answer_several_exercises(exercises):
    taken, _, _ = match(exercises, piece("homework.py", POOL + AVERAGE + SOFTMAX))
    assert taken == dict.fromkeys(["46_max_pooling", "47_average_pooling", "50_softmax"], "homework.py")


def test_a_part_of_an_exercise_is_enough_where_no_other_asks_for_it(exercises):
    part = b"def softmax(x): ...\ndef log_softmax(x): ...\n"
    assert match(exercises, piece("a.py", part))[0] == {"50_softmax": "a.py"}


def test_what_fits_nothing_is_open(exercises):
    taken, _, still_open = match(exercises, piece("helpers.py", b"def helper(): ...\n"))
    assert taken == {}
    assert "helpers.py fits no exercise" in still_open


def test_contents_that_belong_to_another_exercise_are_open_and_the_name_counts(exercises):
    taken, _, still_open = match(exercises, piece("max_pooling.py", AVERAGE))
    assert taken == {"46_max_pooling": "max_pooling.py"}
    assert "has the name of 46_max_pooling, but defines what 47_average_pooling asks for" in still_open


# -- versions -------------------------------------------------------------------------------------------------


def test_the_version_that_was_changed_last_counts(exercises):
    older, newer = piece("max_pooling (1).py", POOL, 1000.0), piece("max_pooling.py", POOL + b"#\n", 2000.0)
    taken, said, _ = match(exercises, older, newer)
    assert taken == {"46_max_pooling": "max_pooling.py"}
    assert "because it was changed last; not taken: max_pooling (1).py" in said


@pytest.mark.parametrize(
    ("names", "last"),
    [
        (("max_pooling.py", "max_pooling (1).py", "max_pooling (2).py"), "max_pooling (2).py"),
        (("max_pooling_v2.py", "max_pooling_v10.py"), "max_pooling_v10.py"),
        (("max_pooling_final.py", "max_pooling_v3.py"), "max_pooling_final.py"),
        (("max_pooling_old.py", "max_pooling.py"), "max_pooling.py"),
    ],
)
def test_without_times_the_name_says_which_version_is_last(exercises, names, last):
    pieces = [piece(name, POOL + b"# %d\n" % number) for number, name in enumerate(names)]
    taken, said, _ = match(exercises, *pieces)
    assert taken == {"46_max_pooling": last}
    assert "its name says that it is the last version" in said


def test_times_within_two_seconds_say_nothing(exercises):
    pieces = [piece("max_pooling.py", POOL, 1001.0), piece("max_pooling (1).py", b"x = 1", 1000.0)]
    assert match(exercises, *pieces)[0] == {"46_max_pooling": "max_pooling (1).py"}


def test_the_order_of_uploads_counts_more_than_times(exercises):
    pieces = [
        piece("max_pooling.py", POOL, 1.0, order=9),
        piece("max_pooling-1.py", b"x = 1", 100.0, order=7),
    ]
    assert match(exercises, *pieces)[0] == {"46_max_pooling": "max_pooling.py"}


def test_versions_that_nothing_tells_apart_are_said_to_be_so(exercises):
    taken, said, _ = match(exercises, piece("b/max_pooling.py", POOL), piece("a/b/max_pooling.py", b"x = 1"))
    assert taken == {"46_max_pooling": "b/max_pooling.py"}
    assert "nothing tells which is newer" in said


def test_the_same_file_twice_is_no_second_version(exercises):
    taken, said, _ = match(exercises, piece("max_pooling.py", POOL), piece("copy/max_pooling.py", POOL))
    assert taken == {"46_max_pooling": "max_pooling.py"}
    assert "copy/max_pooling.py says the same as max_pooling.py" in said


def test_a_surer_name_counts_more_than_a_newer_file(exercises):
    taken, said, _ = match(
        exercises, piece("max_pooling.py", POOL, 1.0), piece("test_max_pooling.py", b"x = 1", 9999.0)
    )
    assert taken == {"46_max_pooling": "max_pooling.py"}
    assert "its name says so more plainly; not taken: test_max_pooling.py" in said


def test_what_defines_an_exercise_does_not_replace_a_file_of_its_name(exercises):
    taken, said, _ = match(exercises, piece("max_pooling.py", POOL), piece("other.py", POOL + b"#\n"))
    assert taken == {"46_max_pooling": "max_pooling.py"}
    assert "other.py defines what 46_max_pooling asks for, but a file of that name was handed in" in said


# -- what is not taken ----------------------------------------------------------------------------------------


def test_empty_files_pictures_and_what_is_no_text_are_named(exercises):
    taken, said, still_open = match(
        exercises,
        piece("max_pooling.py", b" \n"),
        piece("a.png", None),
        piece("softmax.py", b"\x89PNG" + bytes(100)),
        piece("answers.rar", None),
        piece("notes.txt", b"def softmax(): ..."),
    )
    assert taken == {}
    assert "max_pooling.py is empty" in said
    assert "No Python, and not taken: a.png, notes.txt" in said
    assert "softmax.py is no text" in still_open
    assert "answers.rar" in still_open


def test_many_files_are_named_by_their_folder(exercises):
    pieces = [piece(f"data/images/{number}.png", None) for number in range(500)]
    _, said, _ = match(exercises, *pieces)
    assert "data/images/ (500)" in said
    assert len(said) < 200


parts = ["max", "pool", "ing", "_", "4", "6", "7", "v", "(1)", " ", ".", "soft", "题", "第", "final"]
names = st.lists(st.sampled_from(parts), min_size=1, max_size=7).map("".join)
endings = st.sampled_from([".py", ".PY", ".txt", ".py.txt", ".ipynb", ".zip", ".7z", "", ".md"])
datas = st.sampled_from(
    [POOL, AVERAGE, SOFTMAX, POOL + SOFTMAX, b"", b"def (", b"\0" * 50, b'{"cells": []}', b"x = 1", None]
)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["", "a/", "46/"]), names, endings).map("".join),
        st.tuples(datas, st.none() | st.integers(0, 9)),
        max_size=7,
    )
)
def test_every_file_is_taken_or_named(exercises, files):
    """Whatever the names, the contents and the times: a file is where an exercise came from, or a note names it."""
    pieces = [
        piece(name, data, None if time is None else 10.0 * time) for name, (data, time) in files.items()
    ]
    taken, said, _ = match(exercises, *pieces)
    for name in files:
        assert name in taken.values() or name in said


@settings(deadline=None)
@given(names)
def test_a_name_that_stands_for_an_exercise_does_so_in_any_case(exercises, name):
    found = exercises.match(name)
    again = exercises.match(name.upper())
    assert (found and (found.exercise, found.sure)) == (again and (again.exercise, again.sure))
    assert found is None or isinstance(found.sure, Sure)
