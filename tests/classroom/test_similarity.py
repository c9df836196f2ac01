"""Answers that look alike: copies are found in any disguise, and the stub is nobody's copy."""

import random

import pytest

from grader.classroom.similarity import Document, Text, likeness, similar_pairs
from grader.classroom.similarity.decisions import Decisions, Judgement
from grader.language import Problem
from grader.packs import find_packs

EXERCISES = find_packs()[0].exercises


def text(exercise, source):
    return Text(source, exercise.stub.read_text("utf-8"))


def solution(number):
    return text(EXERCISES[number], EXERCISES[number].solution.read_text("utf-8"))


def document(owner, source, number=46, *, of_pack=False):
    return Document(
        owner, text(EXERCISES[number], source), f"{hash((owner, source)) & (2**64 - 1):016x}", of_pack
    )


def disguised(source):
    """Rename what is the author's own, and write comments."""
    for old, new in (("kernel", "k_size"), ("step", "hop"), ("framed", "canvas"), ("best", "top_value")):
        source = source.replace(old, new)
    return "".join(f"{line}  # mine\n" if line.endswith(")") else f"{line}\n" for line in source.splitlines())


@pytest.mark.parametrize("number", [22, 30, 46, 50])
def test_two_identical_answers_are_wholly_alike(number):
    assert likeness(solution(number), solution(number)) == 1.0


def test_other_names_and_comments_hide_nothing():
    right = EXERCISES[46].solution.read_text("utf-8")
    assert likeness(solution(46), text(EXERCISES[46], disguised(right))) == 1.0


def test_independent_lines_in_another_order_still_match():
    lines = [
        f"    {name}_total = torch.sum({name} * weight, dim={i})" for i, name in enumerate("abcdefghijkl")
    ]
    other = lines[:]
    random.Random(1).shuffle(other)
    head = "def f(weight, **k):\n"
    assert likeness(Text(head + "\n".join(lines)), Text(head + "\n".join(other))) > 0.95


@pytest.mark.parametrize("number", [22, 30, 46, 50])
def test_an_untouched_stub_says_nothing(number):
    stub = text(EXERCISES[number], EXERCISES[number].stub.read_text("utf-8"))
    assert stub.tokens == ()
    assert likeness(stub, stub) is None


def test_the_stub_makes_nobody_alike():
    head = EXERCISES[46].stub.read_text("utf-8").replace("    raise NotImplementedError", "    #")
    one = text(EXERCISES[46], head + "    return x.unfold(2, 3, 1).amax(-1)\n")
    two = text(
        EXERCISES[46], head + "    for i in range(9):\n        y[i] = max(y[i], x[i - 1])\n    return y\n"
    )
    assert likeness(one, two) < 0.3


@pytest.mark.parametrize("number", [22, 46])
def test_answers_written_independently_are_not_flagged(number):
    exercise = EXERCISES[number]
    right = [path.read_text("utf-8") for path in (exercise.solution, *exercise.alternates)]
    assert similar_pairs([document(f"s{i}", source, number) for i, source in enumerate(right)]) == []


def test_a_copy_is_found_among_many_and_named_with_whom():
    exercise = EXERCISES[46]
    others = [document(path.stem, path.read_text("utf-8")) for path in exercise.alternates]
    right = exercise.solution.read_text("utf-8")
    pairs = similar_pairs([*others, document("ann", right), document("bob", disguised(right))])
    assert [{pair.first.owner, pair.second.owner} for pair in pairs] == [{"ann", "bob"}]
    assert pairs[0].rare > 0


def test_a_file_of_the_pack_is_compared_but_never_with_another():
    right = EXERCISES[46].solution.read_text("utf-8")
    ours = [document("solution", right, of_pack=True), document("again", right + "\n", of_pack=True)]
    assert similar_pairs(ours) == []
    pairs = similar_pairs([*ours, document("ann", disguised(right))])
    assert {(pair.first.owner, pair.second.of_pack) for pair in pairs} == {("ann", True)}


def test_a_class_that_all_has_the_same_file_is_still_seen():
    right = EXERCISES[46].solution.read_text("utf-8")
    pairs = similar_pairs([document(f"s{i:02}", right) for i in range(30)])
    assert {owner for pair in pairs for owner in (pair.first.owner, pair.second.owner)} == {
        f"s{i:02}" for i in range(30)
    }


def test_what_is_no_python_is_compared_as_words():
    assert likeness(Text("def f(:\n  oops oops 1 2 3\n"), Text("def f(:\n  oops oops 1 2 3\n")) == 1.0


def test_the_last_decision_counts_and_none_is_lost(tmp_path):
    decisions = Decisions(tmp_path / "similarity" / "decisions.jsonl")
    assert decisions.latest() == {}
    decisions.add("46_max_pooling", "a-b", Judgement.CONFIRMED, "teacher", "同一份文件")
    decisions.add("46_max_pooling", "a-b", Judgement.CLEARED, "teacher")
    assert decisions.latest()["46_max_pooling", "a-b"].judgement is Judgement.CLEARED
    assert [d.note for d in decisions.all()] == ["同一份文件", ""]


def test_a_broken_line_is_named(tmp_path):
    (tmp_path / "d.jsonl").write_text("{}\n")
    with pytest.raises(Problem, match=r"d\.jsonl:1"):
        Decisions(tmp_path / "d.jsonl").all()
