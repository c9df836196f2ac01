"""What was handed in is found in a stranger's folder, without following what lies there."""

import os

import pytest

from grader.classroom.exports.handed_in import MOST_BYTES, find_files

POOL, SOFT = "46_max_pooling", "22_softmax"


@pytest.fixture
def put(tmp_path):
    def put(name, text="x = 1\n"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return put


def found(tmp_path, *exercises):
    return {each.exercise: each for each in find_files(tmp_path, exercises or (POOL, SOFT))}


@pytest.mark.parametrize(
    "name",
    [
        "max_pooling.py",
        "46_max_pooling.py",
        "46_max_pooling/max_pooling.py",
        "hw1/exercises/46_max_pooling/max_pooling.py",
    ],
)
def test_a_file_is_found_by_its_name_wherever_it_lies(tmp_path, put, name):
    put(name, "right")
    put("notes.py", "wrong")
    assert found(tmp_path)[POOL].source == b"right"
    assert found(tmp_path)[SOFT].missing


def test_the_file_nearest_to_the_top_counts(tmp_path, put):
    put("max_pooling.py", "newest")
    put("old/max_pooling.py", "older")
    assert found(tmp_path)[POOL].source == b"newest"


def test_two_files_as_near_as_each_other_are_refused(tmp_path, put):
    put("a/max_pooling.py")
    put("b/max_pooling.py")
    answer = found(tmp_path)[POOL]
    assert answer.source is None
    assert not answer.missing
    assert "a/max_pooling.py, b/max_pooling.py" in answer.reason.in_language("en")


def test_for_one_exercise_the_only_python_file_does(tmp_path, put):
    put("submission.py", "right")
    assert found(tmp_path, POOL)[POOL].source == b"right"
    assert found(tmp_path)[POOL].missing


def test_what_lies_in_hidden_folders_is_nobodys_answer(tmp_path, put):
    put(".github/torchgrade/exercises/46_max_pooling/max_pooling.py")
    put("__MACOSX/max_pooling.py")
    assert found(tmp_path)[POOL].missing


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b" \n", "is empty"),
        (b"x" * (MOST_BYTES + 1), "larger than 1 MiB"),
        ("é = 1".encode("latin-1"), "not UTF-8: line 1"),
    ],
)
def test_a_file_that_can_be_no_answer_is_refused(tmp_path, put, text, words):
    put("max_pooling.py", text)
    answer = found(tmp_path)[POOL]
    assert answer.source is None
    assert words in answer.reason.in_language("en")


def test_links_pipes_and_folders_are_not_followed(tmp_path, put):
    secret = put("elsewhere/secret.txt", "a secret")
    submission = tmp_path / "submission"
    submission.mkdir()
    (submission / "max_pooling.py").symlink_to(secret)
    os.mkfifo(submission / "softmax.py")
    (submission / "loop").symlink_to(submission)
    for answer in found(submission).values():
        assert answer.source is None
        assert not answer.missing


def test_a_folder_without_end_is_searched_for_a_while_only(tmp_path, put):
    put("/".join(["deep"] * 12) + "/max_pooling.py")
    assert found(tmp_path)[POOL].missing
